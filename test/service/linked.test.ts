/** Files that are linked into one object: what one calls in another is entered there. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { initSyntaxNode } from '../../bpf/syntax/node-wasm.ts';
import { atOnce } from '../../bpf/syntax/slices.ts';
import type { FileReader } from '../../bpf/syntax/types.ts';
import { checkFile } from '../../server/service/check.ts';
import { openSession } from '../../server/service/session.ts';

before(() => initSyntaxNode());

const TOP = '#include <scx/common.bpf.h>\n';
const program = (name: string, body: string) =>
  `SEC("tp_btf/task_newtask")\nint BPF_PROG(${name}, struct task_struct *task, u64 clone_flags)\n{\n${body}}\n`;
const MAIN = `${TOP}char _license[] SEC("license") = "GPL";
struct bpf_cpumask *make(void) __hidden;
void drop(struct bpf_cpumask *mask) __hidden;
bool opens(bool wanted) __hidden;
int count(struct bpf_cpumask *mask);
static int step(void) { return 1; }
`;
const PARTS = `${TOP}static struct bpf_cpumask *step(void) { return bpf_cpumask_create(); }
__hidden struct bpf_cpumask *make(void) { return step(); }
__hidden void drop(struct bpf_cpumask *mask) { bpf_cpumask_release(mask); }
__hidden bool opens(bool wanted)
{
	bpf_rcu_read_lock();
	if (wanted)
		return false;
	bpf_rcu_read_unlock();
	return true;
}
int count(struct bpf_cpumask *mask) { return 0; }
`;
const MAKES = '\tstruct bpf_cpumask *mask = make();\n\tif (!mask)\n\t\treturn 0;\n';

const CASES: readonly {
  what: string;
  body: string;
  parts?: string;
  more?: string;
  rules: readonly string[];
}[] = [
  {
    what: 'a reference from another file is lost',
    body: `${MAKES}\treturn step();\n`,
    rules: ['unreleased-reference'],
  },
  { what: 'and released in another file', body: `${MAKES}\tdrop(mask);\n\treturn 0;\n`, rules: [] },
  {
    what: 'and released once more',
    body: `${MAKES}\tdrop(mask);\n\tbpf_cpumask_release(mask);\n\treturn 0;\n`,
    rules: ['use-after-release'],
  },
  {
    what: 'a section is left open in another file',
    body: '\treturn opens(clone_flags & 1);\n',
    rules: ['unbalanced-rcu-section'],
  },
  {
    what: 'a global function of another file gets a kernel object',
    body: `${MAKES}\tcount(mask);\n\tdrop(mask);\n\treturn 0;\n`,
    rules: ['subprogram-argument'],
  },
  {
    what: 'where names clash nothing is assumed',
    body: `${MAKES}\treturn step();\n`,
    more: `${TOP}__hidden struct bpf_cpumask *make(void) { return 0; }\n`,
    rules: [],
  },
  {
    what: 'a file that includes it makes the definition a part, and no other file',
    body: `${MAKES}\treturn step();\n`,
    more: '#include "parts.bpf.c"\n',
    rules: [],
  },
];

function readerOf(files: Readonly<Record<string, string>>): FileReader {
  return {
    read: (path) => (path.startsWith('/w/') ? files[path.slice(3)] : undefined),
    list: (folder) => (folder === '/w' ? Object.keys(files) : undefined),
  };
}

for (const { what, body, parts = PARTS, more, rules } of CASES) {
  test(what, () => {
    const text = MAIN + program('runs', body);
    const files = { 'main.bpf.c': text, 'parts.bpf.c': parts, ...(more ? { 'more.bpf.c': more } : {}) };
    const reader = readerOf(files);
    const { diagnostics, incomplete } = checkFile('/w/main.bpf.c', text, reader, { kernel: '6.18' });
    assert.deepEqual(
      diagnostics.map(({ rule }) => rule),
      rules,
    );
    assert.deepEqual(incomplete, []);
    const session = openSession('/w/main.bpf.c', text, reader);
    assert.deepEqual(
      atOnce(session.check('6.18')).diagnostics.map(({ rule }) => rule),
      rules,
    );
  });
}

test('a change in another file counts once somebody says so, and what it does not reach is kept', () => {
  const text = MAIN + program('runs', `${MAKES}\tdrop(mask);\n\treturn 0;\n`);
  const files: Record<string, string> = { 'main.bpf.c': text, 'parts.bpf.c': PARTS };
  const session = openSession('/w/main.bpf.c', text, readerOf(files));
  const found = () => atOnce(session.check('6.18')).diagnostics.map(({ rule }) => rule);
  assert.deepEqual(found(), []);
  files['parts.bpf.c'] = PARTS.replace('bpf_cpumask_release(mask);', '');
  session.relink();
  assert.deepEqual(found(), ['unreleased-reference']);
  files['parts.bpf.c'] = PARTS;
  session.relink();
  assert.deepEqual(found(), []);
});

test('a fault in the other file is shown at the call, with the way there', () => {
  const parts = `${TOP}__hidden void drop(struct bpf_cpumask *mask)\n{\n\tbpf_cpumask_release(mask);\n\tbpf_cpumask_release(mask);\n}\n`;
  const text = MAIN.replace('make(void) __hidden', 'unused(void) __hidden');
  const main =
    text + program('runs', `${MAKES.replace('make()', 'bpf_cpumask_create()')}\tdrop(mask);\n\treturn 0;\n`);
  const reader = readerOf({ 'main.bpf.c': main, 'parts.bpf.c': parts });
  const [first] = checkFile('/w/main.bpf.c', main, reader, { kernel: '6.18' }).diagnostics;
  assert.equal(first?.rule, 'use-after-release');
  assert.equal(main.split('\n')[first.range.start.line], '\tdrop(mask);');
  const { path, range } = first.path.at(-1)!;
  assert.deepEqual([path, range.start], ['/w/parts.bpf.c', { line: 4, character: 21 }]);
});

test('where another file takes too much work, its calls are unknown and the rest is checked', () => {
  const masks = Array.from({ length: 24 }, (_, i) => `m${i}`);
  const lines = [
    `\tstruct bpf_cpumask ${masks.map((m) => `*${m} = NULL`).join(', ')};`,
    ...masks.map((m) => `\tif (bpf_get_prandom_u32() & 1)\n\t\t${m} = bpf_cpumask_create();`),
    ...masks.map((m) => `\tif (${m})\n\t\tbpf_cpumask_release(${m});`),
  ];
  const parts = `${TOP}__hidden void many(void)\n{\n${lines.join('\n')}\n}\n`;
  const top = MAIN.replace('struct bpf_cpumask *make(void)', 'void many(void)');
  const main = top + program('runs', '\tmany();\n\tbpf_cpumask_create();\n\treturn 0;\n');
  const reader = readerOf({ 'main.bpf.c': main, 'parts.bpf.c': parts });
  const { diagnostics, incomplete } = checkFile('/w/main.bpf.c', main, reader, { kernel: '6.18' });
  assert.deepEqual(
    diagnostics.map(({ rule }) => rule),
    ['unreleased-reference'],
  );
  assert.deepEqual(incomplete, []);
});
