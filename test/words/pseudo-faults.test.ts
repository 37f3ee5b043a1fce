/** What the emulator says of faults, and why functions were not checked: in the pseudo-language all of it is marked. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { parseFile } from '../../bpf/syntax/file.ts';
import { initSyntaxNode } from '../../bpf/syntax/node-wasm.ts';
import { PSEUDO, useLanguage } from '../../bpf/words/language.ts';
import { type RunOptions, runFile } from '../../emulator/service.ts';
import { allRules } from '../../server/rules/index.ts';
import { program } from '../../server/rules/rule.ts';
import { checkFile } from '../../server/service/check.ts';
import { folder } from '../cli/support.ts';
import { unsaid } from './marked.ts';
import { run } from './speaking.ts';

before(() => initSyntaxNode());
after(() => useLanguage(undefined));

const READER = { read: () => undefined };
const OPTIONS: RunOptions = { kernel: '6.18', cpus: 8 };

const syscall = (body: string, before = ''): string =>
  program(`
${before}
struct slot { struct bpf_cpumask __kptr *mask; u64 bits[4]; };
struct { __uint(type, BPF_MAP_TYPE_HASH); __type(key, u32); __type(value, struct slot); __uint(max_entries, 4); } slots SEC(".maps");
const volatile char *const word = "word";

SEC("syscall")
int prog(void *ctx)
{
	u32 key = 0;
	struct slot *v = bpf_map_lookup_elem(&slots, &key);
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (!m)
		return 0;
	${body}
	bpf_cpumask_release(m);
	return 0;
}`);

/** Faults that no rule's example has, by what they are. */
const FAULTS: readonly (readonly [kind: string, text: string])[] = [
  ['out-of-bounds', syscall('u64 a[2] = {}; for (int i = 0; i < 4; i++) a[i] = 1;')],
  ['out-of-bounds', syscall('*(u64 *)0x10000 = 1;')],
  ['out-of-bounds', syscall('bpf_probe_read_kernel(&key, 64, m);')],
  ['unknown-function', syscall('nobody_knows(1);', 'extern int nobody_knows(int) __ksym;')],
  ['unknown-function', syscall('((int (*)(int))1)(2);')],
  ['not-emulated', syscall('asm volatile("r0 = 1" : "=r"(key)); return key;')],
  ['not-emulated', syscall('return odd(key);', 'static __noinline int odd(int a) { return 0x + ; }')],
  ['not-emulated', syscall('return *to;', 'static int it; int *to = (int *)((long)&it * 2);')],
  [
    'call-depth',
    syscall('return deep(key);', 'static __noinline int deep(int a) { return deep(a + 1) + 1; }'),
  ],
  ['step-limit', syscall('for (;;) key++;')],
  ['unreleased-reference', syscall('return 1;')],
  ['unbalanced-rcu-section', syscall('bpf_rcu_read_lock(); bpf_cpumask_release(m); return 0;')],
  ['possibly-null-dereference', syscall('v->bits[1] = 2;')],
  ['possibly-null-argument', syscall('m = bpf_kptr_xchg(&v->mask, m);')],
  ['use-after-release', syscall('bpf_cpumask_release(m); bpf_cpumask_clear(m);')],
  ['write-to-mask', syscall('*(u64 *)m = 1;')],
];

/** Faults of a file's programs in the pseudo-language. */
function faultsOf(text: string, options: Partial<RunOptions> = {}) {
  useLanguage(PSEUDO);
  const runs = runFile(parseFile('a.bpf.c', text, READER), { ...OPTIONS, ...options });
  assert.ok(typeof runs !== 'string', String(runs));
  return runs.flatMap(({ faults }) => faults);
}

function assertMarked(faults: ReturnType<typeof faultsOf>): void {
  for (const { message, path } of faults)
    for (const said of [message, ...path.map((step) => step.message)])
      assert.deepEqual(unsaid(said), [], said);
}

for (const [kind, text] of FAULTS)
  test(`a run: ${kind}: ${/\n\t\treturn 0;\n\t(.*)\n/.exec(text)?.[1]}`, () => {
    const faults = faultsOf(text, { maxSteps: 100_000 });
    assert.ok(
      faults.some((fault) => fault.kind === kind),
      JSON.stringify(faults),
    );
    assertMarked(faults);
  });

test("runs and explorations of every rule's example", () => {
  const met = new Set<string>();
  // Those of user space have no program in them.
  for (const { examples } of allRules())
    for (const { bad } of examples.filter(({ beside }) => beside === undefined))
      for (const explore of [false, true]) {
        const faults = faultsOf(bad, { explore, maxSteps: 10_000 });
        for (const { kind } of faults) met.add(kind);
        assertMarked(faults);
      }
  assert.ok(met.size > 10, [...met].join());
});

test('what is printed of a run, of an exploration and of a trace', async (t) => {
  const text = syscall('bpf_cpumask_release(m);\n\tbpf_cpumask_set_cpu(1, m);');
  const cwd = folder(t, { 'a.bpf.c': text });
  // `none` is a list of CPUs.
  const code = [...new Set(text.match(/\w+/g)), 'use-after-release', 'a.bpf.c', 'none', 'NULL'];
  for (const how of [[], ['--explore'], ['--trace']]) {
    const { out } = await run(['run', ...how, 'a.bpf.c'], cwd);
    assert.match(out, /use-after-release/);
    assert.deepEqual(unsaid(out, code), [], out);
  }
});

/** What cannot be read, in a function of its own each. */
const ODD: readonly string[] = [
  'return bpf_core_cast(x);',
  'x = 0b;',
  "x = ';",
  'x.field = 1;',
  'struct { int a; } s; s.b = 1;',
  'goto nowhere;',
  'break;',
  'case 1: return 1;',
  'guard(nothing)();',
  'CLASS(nothing, v)(1);',
  'int n[x]; n[0] = 1;',
  'int v __attribute__((cleanup(nobody))) = 1;',
  'TWO(1);',
  'TWO(1, 2;',
  'DEEP(DEEP(DEEP(1)));',
  'void *p = &&here; goto *p; here: ;',
  'switch (x) { case x: break; }',
  'for_each_nothing(x) { x++; }',
];

test('why functions were not checked', () => {
  useLanguage(PSEUDO);
  for (const body of ODD) {
    const text = `#include "vmlinux.h"
#define TWO(a, b) ((a) + (b))
#define DEEP(a) TWO(a)
SEC("syscall")
int odd(void *ctx)
{
	int x = bpf_get_smp_processor_id();
	${body}
	return 0;
}
`;
    const { incomplete } = checkFile('a.bpf.c', text, READER, { kernel: '6.18' });
    assert.ok(incomplete.length > 0, body);
    for (const { reason } of incomplete) assert.deepEqual(unsaid(reason), [], reason);
  }
});
