/** Functions that are being typed: named, so that silence about them is not taken for a verdict. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { parseFile } from '../../bpf/syntax/file.ts';
import { initSyntaxNode } from '../../bpf/syntax/node.ts';
import { tornFunctions } from '../../bpf/syntax/torn.ts';
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
  test(`torn: ${JSON.stringify(text.slice(0, 50))}`, () => {
    assert.deepEqual(tornFunctions(parseFile('torn.bpf.c', text, reader)), names);
    const { diagnostics, incomplete } = checkFile('torn.bpf.c', text, reader, { kernel: '6.18' });
    assert.deepEqual(diagnostics, []);
    for (const name of names) assert.ok(incomplete.some((gap) => gap.function === name));
  });
}

/** Some seconds of an idle machine. */
const MOST_UNITS = 100;

test('bounded: a long text of beginnings', () => {
  const text = `${'int a b c d ( x y z '.repeat(200)}\n`.repeat(200);
  const units = unitsOf(() => {
    assert.ok(tornFunctions(parseFile('torn.bpf.c', text, reader)).length <= 100);
  });
  assert.ok(units < MOST_UNITS, `${units} units of work`);
});
