/** What fails in one function is that function's alone: everything else of the file keeps its findings. */

import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { lowerModule } from '../../bpf/flow/module.ts';
import { ahead, contained, failLoudly } from '../../bpf/syntax/failure.ts';
import { parseFile } from '../../bpf/syntax/file.ts';
import { initSyntaxNode } from '../../bpf/syntax/node-wasm.ts';
import type { CNode, ParsedFile } from '../../bpf/syntax/types.ts';
import { sayReason } from '../../bpf/words/reasons.ts';
import { runFile } from '../../emulator/service.ts';
import { checkFile, checkParsed } from '../../server/service/check.ts';

await initSyntaxNode();
afterEach(() => failLoudly(false));

const nothing = { read: () => undefined };
const options = { kernel: '6.18' };
const LEAK = `SEC("tp_btf/task_newtask")
int BPF_PROG(leaks, struct task_struct *task, u64 flags)
{
	struct bpf_cpumask *mask = bpf_cpumask_create();
	return 0;
}
`;
const program = (body: string) => `SEC("tp_btf/task_newtask")
int BPF_PROG(odd, struct task_struct *task, u64 flags)
{
	${body}
	return 0;
}
`;

/** A body that cannot be read as it stands, and what the reason names. */
const ODD: readonly (readonly [what: string, body: string, reason: RegExp])[] = [
  [
    'too few arguments of a cast',
    'struct task_struct *t = bpf_core_cast(task);',
    /bpf_core_cast\(\) with 1 argument/,
  ],
  ['no arguments of a cast', 'bpf_core_cast();', /bpf_core_cast\(\) with 0 arguments/],
  ['no arguments of container_of', 'container_of();', /container_of\(\) with 0 arguments/],
  ['too few arguments of a builtin', '__builtin_memset(&flags);', /memset\(\) with 1 argument/],
  ['no arguments of a builtin', 'READ_ONCE();', /READ_ONCE\(\) with 0 arguments/],
  [
    'too few arguments of a kernel function',
    'bpf_cpumask_set_cpu(1);',
    /bpf_cpumask_set_cpu\(\) with 1 argument/,
  ],
  [
    'too many arguments of a kernel function',
    'bpf_cpumask_create(1, 2);',
    /bpf_cpumask_create\(\) with 2 arguments/,
  ],
  ['octal without digits', 'flags = 0O;', /number|parsed/],
  ['binary without digits', 'flags = 0b;', /number/],
  ['hexadecimal without digits', 'flags = 0x;', /number|parsed/],
  ['an exponent without digits', 'flags = 1.5e;', /number/],
  ['a very long number', `flags = ${'1'.repeat(5_000)};`, /number/],
  ['a quote', "flags = ';", /parsed|character/],
];

for (const [what, body, reason] of ODD) {
  test(`${what}: not fully checked, and the other program keeps its finding`, () => {
    failLoudly(true);
    const { diagnostics, incomplete } = checkFile('/p.bpf.c', LEAK + program(body), nothing, options);
    assert.deepEqual(
      diagnostics.filter((d) => d.program === 'leaks').map((d) => d.rule),
      ['unreleased-reference'],
    );
    assert.deepEqual(
      incomplete.map((gap) => gap.function),
      ['odd'],
    );
    assert.match(incomplete[0]!.reason, reason);
  });
}

/** The file with a fault planted where \`at\` says: reading the node's children throws. */
function planted(text: string, at: (node: CNode) => boolean): ParsedFile {
  const file = parseFile('/p.bpf.c', text, nothing);
  const plant = (node: CNode): CNode => {
    if (!at(node)) return { ...node, kids: node.kids.map(plant) };
    return {
      ...node,
      get kids(): never {
        throw new TypeError('planted');
      },
    };
  };
  return { ...file, root: plant(file.root) };
}

const PLANTED: readonly (readonly [
  what: string,
  text: string,
  at: (node: CNode) => boolean,
  name: string,
])[] = [
  ['lowering a function', LEAK + program('flags++;'), (node) => node.type === 'update_expression', 'odd'],
  [
    'a declaration',
    `${LEAK}struct s { int a; };\n`,
    (node) => node.type === 'field_declaration',
    'struct s { int a; }',
  ],
  [
    "a function's parameters",
    `${LEAK}int odd(int a) { return 0; }\n`,
    (node) => node.type === 'parameter_declaration' && node.start > LEAK.length,
    'odd',
  ],
];

for (const [what, text, at, name] of PLANTED) {
  test(`a fault of ours in ${what} is contained there`, () => {
    const { diagnostics, incomplete } = checkParsed(planted(text, at), nothing, options);
    assert.deepEqual(
      diagnostics.map((d) => `${d.rule} ${d.program}`),
      ['unreleased-reference leaks'],
    );
    assert.deepEqual(incomplete, [
      { function: name, reason: 'the checker failed on it (TypeError: planted)' },
    ]);
  });

  test(`a fault of ours in ${what} does not keep the programs from running`, () => {
    const runs = runFile(planted(text, at), {});
    assert.ok(typeof runs !== 'string');
    assert.deepEqual(
      runs.find((run) => run.program === 'leaks')?.faults.map((fault) => fault.kind),
      ['unreleased-reference'],
    );
  });
}

test('a parser that failed is not contained', () => {
  const trap = new Error('unreachable');
  trap.name = 'RuntimeError';
  const text = LEAK + program('flags++;');
  const file = planted(text, (node) => node.type === 'update_expression');
  assert.ok(lowerModule(file).functions.get('odd')!.graph().incomplete.length > 0);
  assert.throws(
    () =>
      contained(
        () => {
          throw trap;
        },
        () => 0,
      ),
    /unreachable/,
  );
});

test('a loop that does not go forward is given up', () => {
  assert.equal(ahead(1, 2), 2);
  assert.match(
    contained(
      () => `${ahead(2, 2)}`,
      (reason) => sayReason(reason),
    ),
    /no step forward/,
  );
});
