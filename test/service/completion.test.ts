/** What is offered at a cursor, and that what is accepted leaves nothing to report. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { allFunctions } from '../../bpf/kernel/index.ts';
import { closerOf } from '../../bpf/kernel/locks.ts';
import { programOf } from '../../bpf/kernel/program-types.ts';
import { initSyntaxNode } from '../../bpf/syntax/node-wasm.ts';
import { completionAt } from '../../server/service/assist/completion.ts';
import { isOpen } from '../../server/service/assist/program.ts';
import type { Offers, Question } from '../../server/service/assist/question.ts';
import { snippetOf } from '../../server/service/assist/snippets.ts';
import { checkFile } from '../../server/service/check.ts';
import { openSession } from '../../server/service/session.ts';

before(() => initSyntaxNode());

const HEADER = 'extern void bpf_cpumask_clear(struct bpf_cpumask *cpumask) __ksym;\n';
const reader = { read: (path: string) => (path.endsWith('/own.h') ? HEADER : undefined) };

const HEAD = `#include "own.h"
struct held {
	struct bpf_cpumask __kptr *mask;
	u64 count;
};
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 4);
	__type(key, u32);
	__type(value, struct held);
} helds SEC(".maps");
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 4);
	__type(key, u32);
	__type(value, u64);
} counts SEC(".maps");
private(A) struct bpf_cpumask __kptr *shared;
`;

/** In a program of tracing; the cursor is at the bar. */
const inTracing = (body: string) =>
  `${HEAD}\nSEC("tp_btf/task_newtask")\nint BPF_PROG(p, struct task_struct *task, u64 flags)\n{\n\tu32 key = 0;\n\tstruct held *v = 0;\n\t${body}\n\treturn 0;\n}\n`;

function ask(marked: string, more: Partial<Question> = {}): Offers | undefined {
  const offset = marked.indexOf('|');
  const text = marked.replace('|', '');
  const known = openSession('/a/a.bpf.c', text, reader).parsed();
  return completionAt({ text, offset, kernel: '6.18', known, isAlone: false, trigger: undefined, ...more });
}

const labels = (marked: string, more: Partial<Question> = {}): string[] =>
  ask(marked, more)?.items.map(({ label }) => label) ?? [];
const snippet = (marked: string, label: string): string | undefined =>
  ask(marked)?.items.find((item) => item.label === label)?.snippet;

const MASKS = ['bpf_cpumask_create', 'bpf_cpumask_release', 'bpf_cpumask_set_cpu'];

test('functions that the file does not declare, by the beginning of their names', () => {
  const found = labels(inTracing('bpf_cpumask_|'));
  for (const name of MASKS) assert.ok(found.includes(name), name);
  assert.ok(!found.includes('bpf_cpumask_clear'), 'a header declares it');
  assert.ok(!found.includes('bpf_cpumask_kptr_get'), 'no kernel of today has it');
  assert.ok(found.every((name) => name.startsWith('bpf_cpumask_')));
  assert.ok(!labels(inTracing('bpf_cpumask_create();\n\tbpf_cpumask_cr|')).includes('bpf_cpumask_create'));
  assert.ok(labels(inTracing('/* bpf_cpumask_create() */\n\tbpf_|')).includes('bpf_cpumask_create'));
  assert.ok(labels(inTracing('bpf_cpumask_|'), { isAlone: true }).includes('bpf_cpumask_clear'));
});

test('only what the program and the kernel have', () => {
  const kprobe = inTracing('bpf_|').replace('tp_btf/task_newtask', 'kprobe/do_exit');
  assert.ok(!labels(kprobe).includes('bpf_cpumask_create'), 'kprobe programs have no cpumasks');
  assert.ok(labels(kprobe).includes('bpf_get_smp_processor_id'));
  assert.ok(labels(inTracing('bpf_cpumask_|')).includes('bpf_cpumask_populate'));
  assert.ok(!labels(inTracing('bpf_cpumask_|'), { kernel: '6.14' }).includes('bpf_cpumask_populate'));
  assert.ok(!labels(inTracing('scx_|')).includes('scx_bpf_dsq_insert'), 'operations of a scheduler only');
  const ops = `${HEAD}s32 BPF_STRUCT_OPS(enqueue_it, struct task_struct *p, u64 flags)\n{\n\tscx_|\n}\n`;
  assert.ok(labels(ops).includes('scx_bpf_dsq_insert'));
  const sleeps = 'bpf_copy_from_user';
  assert.ok(!labels(inTracing('bpf_|')).includes(sleeps));
  assert.ok(labels(inTracing('bpf_|').replace('tp_btf/task_newtask', 'fentry.s/do_exit')).includes(sleeps));
  const helper = `${inTracing('').replace('tp_btf/task_newtask', 'kprobe/x')}static void h(void)\n{\n\tbpf_|\n}\n`;
  assert.ok(!labels(helper).includes('bpf_cpumask_create'), 'all programs of the file are kprobes');
});

test('headers that are not read are known to have what they have', () => {
  const helpers = (name: string) => labels(`#include <bpf/${name}>\n${inTracing('bpf_|')}`);
  assert.ok(!helpers('bpf_helpers.h').includes('bpf_map_lookup_elem'));
  assert.ok(helpers('bpf_helpers.h').includes('bpf_cpumask_create'));
  assert.ok(helpers('bpf_endian.h').includes('bpf_map_lookup_elem'));
});

const SILENT = [
  ['a comment', '/* bpf_| */'],
  ['a line comment', '// bpf_|'],
  ['a string', 'bpf_printk("bpf_|");'],
  ['a member', 'v->bpf_|'],
  ['a member of a value', 'x.bpf_|'],
  ['a tag', 'struct bpf_|'],
  ['a name that is declared', 'u64 bpf_|'],
  ['a variable', 'count|'],
  ['a number', 'key = 0x|'],
  ['a character', "key = 'b|"],
] as const;

for (const [where, body] of SILENT)
  test(`nothing in ${where}`, () => assert.deepEqual(labels(inTracing(body), { isAlone: true }), []));

test('nothing outside of bodies, nor in directives', () => {
  const all = { isAlone: true };
  assert.deepEqual(labels(`${HEAD}bpf_|`, all), []);
  assert.deepEqual(labels(`struct a {\n\tbpf_|\n};\n`, all), []);
  assert.deepEqual(labels(`#define X bpf_|\n`, all), []);
  assert.deepEqual(labels(`#define X \\\n\tbpf_|\n`, all), []);
  assert.deepEqual(labels(`/*\n}\nbpf_|\n*/`, all), []);
});

const MASK = `\${1:mask}`;

test('a new reference brings its test and its end', () => {
  assert.equal(
    snippet(inTracing('bpf_cpumask_cr|'), 'bpf_cpumask_create'),
    `struct bpf_cpumask *${MASK} = bpf_cpumask_create();\n\nif (${MASK}) {\n\t$0\n\tbpf_cpumask_release(${MASK});\n}`,
  );
  assert.equal(
    snippet(inTracing('struct bpf_cpumask *own = bpf_cpumask_cr|'), 'bpf_cpumask_create'),
    'bpf_cpumask_create();\n\nif (own) {\n\t$0\n\tbpf_cpumask_release(own);\n}',
  );
  assert.equal(
    snippet(inTracing('if ((own = bpf_cpumask_cr|'), 'bpf_cpumask_create'),
    'bpf_cpumask_create()$0',
  );
  assert.equal(snippet(inTracing('bpf_cpumask_cr|(v)'), 'bpf_cpumask_create'), 'bpf_cpumask_create');
  assert.equal(
    snippet(inTracing('bpf_rcu_read_l|'), 'bpf_rcu_read_lock'),
    'bpf_rcu_read_lock();\n$0\nbpf_rcu_read_unlock();',
  );
  assert.equal(
    snippet(inTracing('bpf_cpumask_set|'), 'bpf_cpumask_set_cpu'),
    `bpf_cpumask_set_cpu(\${1:cpu}, \${2:cpumask});$0`,
  );
});

test('the style is that of the file', () => {
  const spaced = inTracing('if (v != NULL) return 0;\n\tbpf_cpumask_cr|').replaceAll('\t', '    ');
  const text = snippet(spaced, 'bpf_cpumask_create');
  assert.match(text!, /if \(\$\{1:mask\} != NULL\) \{\n {4}\$0\n {4}bpf_cpumask_release/);
});

test('flags that the map takes', () => {
  const typed = (map: string) => inTracing(`bpf_map_update_elem(&${map}, &key, &v, BPF|);`);
  assert.deepEqual(labels(typed('counts')), ['BPF_ANY', 'BPF_NOEXIST', 'BPF_EXIST']);
  assert.deepEqual(labels(typed('helds')), ['BPF_ANY', 'BPF_EXIST'], 'elements of arrays are always there');
  assert.deepEqual(labels(`#include "vmlinux.h"\n${typed('counts')}`), [], 'vmlinux.h declares them');
  const asked = inTracing('bpf_map_update_elem(&counts, &key, &v, |);');
  const flags = labels(`#include "vmlinux.h"\n${asked}`, { trigger: ' ' });
  assert.deepEqual(flags, ['BPF_ANY', 'BPF_NOEXIST', 'BPF_EXIST'], 'at a blank nobody else answers');
  assert.deepEqual(labels(inTracing('key = |'), { trigger: ' ' }), []);
  assert.deepEqual(labels(inTracing('bpf_ringbuf_output(&r, v, 8, |'), { trigger: ' ' }), [
    'BPF_RB_NO_WAKEUP',
    'BPF_RB_FORCE_WAKEUP',
  ]);
});

test('names of sections, in the string of SEC and in no other', () => {
  const found = ask('SEC("tp|")\nint p(void *ctx) { return 0; }\n');
  assert.equal(found?.start, 5);
  for (const name of ['tp_btf/', 'fentry.s/', 'struct_ops', '.maps', 'license'])
    assert.ok(
      found.items.some(({ label }) => label === name),
      name,
    );
  assert.ok(labels('SEC("?|')!.includes('?tp_btf/'));
  assert.deepEqual(labels('OTHER("tp|")'), []);
  for (const { label } of found.items.filter(({ label }) => !/^[.l]ic|^\./.test(label)))
    assert.notEqual(programOf(label.endsWith('/') ? `${label}x` : label).type, '', label);
});

test('slots at hand, where one is exchanged', () => {
  const slots = ['&v->mask', '&shared'];
  assert.deepEqual(labels(inTracing('bpf_kptr_xchg(|')), slots);
  assert.deepEqual(labels(inTracing('bpf_kptr_xchg(&|')), slots);
  assert.deepEqual(labels(inTracing('bpf_kptr_xchg(&|'), { trigger: '&' }), slots);
  assert.deepEqual(labels(inTracing('bpf_kptr_xchg(&v->|')), [], 'members are listed by others');
  assert.deepEqual(labels(inTracing('bpf_kptr_xchg(&v->|'), { isAlone: true }), ['mask']);
  assert.deepEqual(labels(inTracing('bpf_cpumask_set_cpu(0, &|'), { trigger: '&' }), []);
});

/** Findings about what was begun, and never about what stands in the places that are still to be filled in. */
const UNFINISHED = new Set(['unreleased-reference', 'possibly-null-dereference', 'unbalanced-rcu-section']);

/** What is written if nothing is filled in. */
const plainOf = (snippet: string): string => snippet.replace(/\$\{\d+:([^}]*)\}/g, '$1').replace(/\$\d/g, '');

/** What ends a section cannot be written alone. */
const ENDS = new Set(allFunctions().map(({ name }) => closerOf(name)));

test('accepted, every snippet is C, and ends what it begins', () => {
  const style = { eol: '\n', unit: '\t', comparesNull: false, braces: false } as const;
  const sections = { 'tp_btf/a': 'tracing', 'struct_ops.s/a': 'struct_ops', syscall: 'syscall' };
  let looked = 0;
  for (const section of Object.keys(sections)) {
    const programs = [programOf(section)];
    const may = (fn: (typeof all)[number]) => isOpen(fn, programs, '6.18');
    const all = allFunctions().filter(
      (fn) => (fn.kind === 'kfunc' || fn.kind === 'helper') && !ENDS.has(fn.name),
    );
    const bodies = all.filter(may).map((fn) => {
      const wish = { fn, style, kernel: '6.18', isOpen: may, kptr: 'bpf_cpumask' } as const;
      return { name: fn.name, body: plainOf(snippetOf({ ...wish, place: { at: 'statement' } })) };
    });
    looked += bodies.length;
    const programsOf = bodies.map(
      ({ body }, i) => `SEC("${section}")\nint p${i}(void *ctx)\n{\n${body}\n\treturn 0;\n}\n`,
    );
    const text = `char _license[] SEC("license") = "GPL";\n${programsOf.join('\n')}`;
    const { malformed } = openSession('/a/b.bpf.c', text, reader).parsed().file;
    assert.deepEqual(malformed, []);
    const { diagnostics } = checkFile('/a/b.bpf.c', text, reader, { kernel: '6.18' });
    const bad = diagnostics.filter(({ rule }) => UNFINISHED.has(rule));
    assert.deepEqual(
      bad.map(({ message }) => message),
      [],
      section,
    );
  }
  assert.ok(looked > 300, `${looked}`);
});
