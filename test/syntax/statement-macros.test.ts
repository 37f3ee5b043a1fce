/** Macros that stand for statements, declarations or one side of a bracket pair: read as if they were written out. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkFile } from '../../server/service/check.ts';
import './helpers.ts';

const program = (body: string, before = '') => `${before}
SEC("tp_btf/task_newtask")
int BPF_PROG(p, struct task_struct *task, u64 flags)
{
	struct bpf_cpumask *mask = bpf_cpumask_create();

	if (!mask)
		return 0;
${body.replace(/^/gm, '\t')}
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(other, struct task_struct *task, u64 flags)
{
	struct bpf_cpumask *leaked = bpf_cpumask_create();

	return 0;
}
`;

/** Definitions, the statements in which \`mask\` has to be released, and whether they do. */
const CASES: readonly (readonly [what: string, macros: string, body: string, releases: boolean])[] = [
  ['a statement', '#define DROP bpf_cpumask_release(mask);', 'DROP', true],
  ['a statement that does something else', '#define DROP bpf_cpumask_clear(mask);', 'DROP', false],
  ['a statement in both arms', '#define DROP bpf_cpumask_release(mask);', 'if (flags) DROP else DROP', true],
  [
    'a statement in one arm',
    '#define DROP bpf_cpumask_release(mask);',
    'if (flags) DROP else flags++;',
    false,
  ],
  ['a statement in a loop', '#define STEP flags++;', 'while (flags) STEP\n bpf_cpumask_release(mask);', true],
  ['statements', '#define DONE bpf_cpumask_release(mask); return 0;', 'if (flags) { DONE }\nDONE', true],
  ['a block', '#define DROP { bpf_cpumask_release(mask); }', 'DROP', true],
  ['a macro of macros', '#define A bpf_cpumask_release(mask)\n#define B A;', 'B', true],
  ['a return', '#define OUT return 0;', 'if (flags)\n OUT\n bpf_cpumask_release(mask);', false],
  [
    'a declaration',
    '#define VARS int a = 1; int b = 2;',
    'VARS\n if (a + b == 3) bpf_cpumask_release(mask);',
    true,
  ],
  ['a label', '#define END out:', 'if (flags) goto out;\nEND\n bpf_cpumask_release(mask);', true],
  [
    'braces',
    '#define BEGIN {\n#define END }',
    'if (flags) BEGIN\n flags++;\nEND\nbpf_cpumask_release(mask);',
    true,
  ],
  [
    'braces that hide a release',
    '#define BEGIN {\n#define END }',
    'if (flags) BEGIN\n bpf_cpumask_release(mask);\nEND',
    false,
  ],
  [
    'a brace that opens only',
    '#define IF(x) if (x) {',
    'IF(flags)\n flags++; }\n bpf_cpumask_release(mask);',
    true,
  ],
  [
    'a brace that closes only',
    '#define END }',
    'if (flags) {\n flags++; END\n bpf_cpumask_release(mask);',
    true,
  ],
  [
    'an else between braces',
    '#define ELSE } else {',
    'if (flags) { bpf_cpumask_release(mask); ELSE bpf_cpumask_release(mask); }',
    true,
  ],
  ['a parenthesis', '#define CALL bpf_cpumask_release(', 'CALL mask);', true],
  [
    'a loop for ever',
    '#define FOREVER for (;;)',
    'FOREVER { if (flags) break; }\n bpf_cpumask_release(mask);',
    true,
  ],
  ['a macro that names itself', '#define DROP DROP', 'DROP;', false],
  ['nothing', '#define NOTHING', 'NOTHING\nbpf_cpumask_release(mask);', true],
];

const options = { kernel: '6.18' };
const nothing = { read: () => undefined };

for (const [what, macros, body, releases] of CASES) {
  test(`a macro that is ${what}`, () => {
    const text = program(body, macros);
    const { diagnostics, incomplete } = checkFile('/p.bpf.c', text, nothing, options);
    const found = diagnostics.map(({ rule, program: name }) => `${rule} in ${name}`);
    const leak = 'unreleased-reference in p';
    assert.deepEqual(incomplete, []);
    assert.deepEqual(found, [...(releases ? [] : [leak]), 'unreleased-reference in other']);
  });
}

test('a function whose braces are macros', () => {
  const text = `#define BEGIN {\n#define END }\n${program('').replace(/\{/g, 'BEGIN').replace(/\}/g, 'END')}`;
  const { diagnostics, incomplete } = checkFile('/p.bpf.c', text, nothing, options);
  assert.deepEqual(incomplete, []);
  assert.deepEqual(
    diagnostics.map(({ program: name }) => name),
    ['p', 'other'],
  );
});

test('a bracket that no macro closes is counted', () => {
  const text = program('BEGIN', '#define BEGIN {');
  const { incomplete } = checkFile('/p.bpf.c', text, nothing, options);
  assert.ok(incomplete.length > 0);
});

const LEAKS = 'struct bpf_cpumask *mask = bpf_cpumask_create(); return mask != 0;';

/** What a macro stands for at file scope, before a program that leaks; the programs that are found to leak. */
const AT_FILE_SCOPE: readonly [what: string, text: string, found: readonly string[]][] = [
  ["a function's body", '#define BODY { return 0; }\nint before(void) BODY\n', ['other']],
  [
    'the bodies of two',
    '#define BODY { return 0; }\nstatic int a(void) BODY\nstatic int b(void) BODY\n',
    ['other'],
  ],
  [
    'a program',
    `#define PROGRAM SEC("syscall") int made(void *ctx) { ${LEAKS} }\nPROGRAM\n`,
    ['made', 'other'],
  ],
  [
    'the head of one',
    `#define HEAD SEC("syscall") int\nHEAD\nmade(void *ctx)\n{\n\t${LEAKS}\n}\n`,
    ['made', 'other'],
  ],
];

for (const [what, before, found] of AT_FILE_SCOPE) {
  test(`a macro that is ${what}`, () => {
    const text = `${before}\nSEC("syscall")\nint other(void *ctx)\n{\n\t${LEAKS}\n}\n`;
    const { diagnostics, incomplete } = checkFile('/p.bpf.c', text, nothing, options);
    assert.deepEqual(incomplete, []);
    assert.deepEqual(
      diagnostics.map(({ program: name }) => name),
      found,
    );
  });
}
