/** Functions that are being typed: named, so that silence about them is not taken for a verdict. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { malformedFunctions } from '../../bpf/syntax/external/malformed.ts';
import { parseFile } from '../../bpf/syntax/file.ts';
import { initSyntaxNode } from '../../bpf/syntax/node-wasm.ts';
import { checkFile } from '../../server/service/check.ts';
import { unitsOf } from '../support/work.ts';

before(() => initSyntaxNode());

const reader = { read: () => undefined };
const WHOLE = `
SEC("tc")
int whole(struct __sk_buff *skb)
{
	return 0;
}

static int other(int a)
{
	return a;
}
`;

/** Source text and the functions of it that nobody can check. */
const CASES: readonly [string, readonly string[]][] = [
  [`int f(void) { bpf_cpumask_create(${WHOLE}`, ['f']],
  [`static __always_inline struct cpumask *f(int a,\n\tint b)\n{\n\tif (a) {\n${WHOLE}`, ['f']],
  [`SEC("tc")\nint f(void *c) {\n\tint a = (1 +\n${WHOLE}`, ['f']],
  [`SEC("tp_btf/x")\nint BPF_PROG(f, int a) {\n\tbpf_cpumask_create(\n${WHOLE}`, ['f']],
  [`s32 BPF_STRUCT_OPS_SLEEPABLE(f)\n{\n\tif (a) {\n${WHOLE}`, ['f']],
  [`int f(void) { if (1) {\n${WHOLE}\nint g(void)\n{\n\tcall(\n`, ['f', 'g']],
  [`int f(void) {\n${'{'.repeat(50_000)}`, ['f']],
  [`int f(void) {\n${'('.repeat(50_000)}`, ['f']],
  // Nothing is wrong, or it is no function.
  [WHOLE, []],
  [`}\n${WHOLE}`, []],
  [`struct s { int a;\n${WHOLE}`, []],
  [`int f(void);\nint a = (1 + ;\n${WHOLE}`, []],
  [`else if (a) {\n${WHOLE}`, []],
  [`SOME_MACRO(a, b)\n${WHOLE}`, []],
];

for (const [text, names] of CASES) {
  test(`malformed: ${JSON.stringify(text.slice(0, 50))}`, () => {
    const found = malformedFunctions(parseFile('malformed.bpf.c', text, reader));
    assert.deepEqual(
      found.map(({ name }) => name),
      names,
    );
    const { diagnostics, incomplete } = checkFile('malformed.bpf.c', text, reader, { kernel: '6.18' });
    assert.deepEqual(diagnostics, []);
    for (const name of names) assert.ok(incomplete.some((gap) => gap.function === name));
  });
}

/** Some seconds of an idle machine. */
const MOST_UNITS = 100;

test('bounded: a long text of beginnings', () => {
  const text = `${'int a b c d ( x y z '.repeat(200)}\n`.repeat(200);
  const units = unitsOf(() => {
    assert.ok(malformedFunctions(parseFile('malformed.bpf.c', text, reader)).length <= 100);
  });
  assert.ok(units < MOST_UNITS, `${units} units of work`);
});

const PROGRAM = `struct saved {
	struct bpf_cpumask __kptr *mask;
};
static int helper(struct bpf_cpumask *mask)
{
	return bpf_cpumask_first(cast_mask(mask));
}
SEC("tp_btf/task_newtask")
int BPF_PROG(calls, struct task_struct *task, u64 flags)
{
	struct bpf_cpumask *mask = bpf_cpumask_create();

	return mask ? helper(mask) : 0;
}
SEC("tp_btf/task_newtask")
int BPF_PROG(uses, struct task_struct *task, u64 flags)
{
	struct saved *slot = 0;

	bpf_cpumask_create();
	return slot ? 1 : 0;
}
SEC("tp_btf/task_newtask")
int BPF_PROG(alone, struct task_struct *task, u64 flags)
{
	bpf_cpumask_create();
	return 0;
}
`;

/** A replacement in PROGRAM; where the syntax breaks; who is not judged for it. `alone` is judged unless it is there. */
const BREAKS: readonly [from: string, to: string, at: string, names: readonly string[]][] = [
  ['cast_mask(mask)', 'cast_mask(', '6:26', ['helper', 'calls']],
  ['return bpf_cpumask_first(cast_mask(mask));', 'bpf_cpumask_first(mask', '6:19', ['helper', 'calls']],
  ['return bpf_cpumask_first(cast_mask(mask));', 'return 0; }', '7:1', ['helper', 'calls']],
  ['__kptr *mask;\n', '__kptr *mask\n', '2:33', ['uses']],
  ['struct saved *slot = 0', 'struct saved *slot = ', '18:23', ['uses']],
  [
    'bpf_cpumask_create();\n\treturn slot',
    '/* create();\n\treturn slot',
    '20:2',
    ['helper', 'calls', 'uses', 'alone'],
  ],
  ['struct saved {', '#if\nstruct saved {', '1:1', ['helper', 'calls', 'uses', 'alone']],
  ['struct saved {', '#ifdef X\n#else\nstruct saved {', '1:1', ['helper', 'calls', 'uses', 'alone']],
  ['struct saved {', '#include "own.h\nstruct saved {', '1:1', ['helper', 'calls', 'uses', 'alone']],
  [
    'SEC("tp_btf/task_newtask")\nint BPF_PROG(uses, struct task_struct *task, u64 flags)\n{\n',
    'SEC("tp_btf/task_newtas"\n',
    '15:4',
    ['SEC("tp_btf/task_newtas"'],
  ],
  ['struct saved *slot', '#def slot\n\tstruct saved *slot', '18:2', ['uses']],
];

for (const [from, to, at, names] of BREAKS) {
  test(`not judged: ${JSON.stringify(to)}`, () => {
    assert.ok(PROGRAM.includes(from));
    for (const text of [PROGRAM.replace(from, to), PROGRAM.replace(from, to).replaceAll('\n', '\r\n')]) {
      const { diagnostics, incomplete } = checkFile('malformed.bpf.c', text, reader, { kernel: '6.18' });
      assert.deepEqual(incomplete.map((gap) => gap.function).sort(), [...names].sort());
      assert.ok(
        incomplete.some(({ reason }) => reason.includes(`the syntax breaks at ${at}`)),
        JSON.stringify(incomplete),
      );
      const judged = diagnostics.map(({ program }) => program);
      assert.deepEqual(
        judged,
        ['calls', 'uses', 'alone'].filter((name) => !names.includes(name) && text.includes(`(${name},`)),
      );
    }
  });
}

/** A torn string in front takes the head of a function with it. */
const BODIES = [
  'return 0;',
  'task->pid = 3;',
  'bpf_ktime_get_ns();',
  'u64 now = bpf_ktime_get_ns();',
  'LEAVE;',
];

for (const body of BODIES)
  test(`a body whose head is gone is told of: ${body}`, () => {
    const text = `struct {\n\tint a;\n} hits SEC("*/\r\nxmaps");\n\nSEC("syscall")\nint BPF_PROG(f, struct task_struct *task)\n{\n\t${body}\n}\n`;
    const { incomplete } = checkFile('malformed.bpf.c', text, reader, { kernel: '6.18' });
    assert.equal(incomplete.length, 1, JSON.stringify(incomplete));
  });

const HIDING: readonly (readonly [text: string, headline: string])[] = [
  [
    '#ifdef MORE\nint BPF_PROG(on_newtask, strucreturn 0;\n{\n\tbpf_cpumask_create();\n\treturn 0;\n}\n',
    '#ifdef MORE',
  ],
  ['#include <bpf/bpf_tracing.h>/* half\nstruct shared {\n\tint cpus;\n};\n', '/* half'],
];

for (const [text, headline] of HIDING)
  test(`half a condition or comment that hides what looks like no function is told of: ${headline}`, () => {
    const { incomplete } = checkFile('malformed.bpf.c', text, reader, { kernel: '6.18' });
    assert.deepEqual(
      incomplete.map((gap) => gap.function),
      [headline],
    );
  });
