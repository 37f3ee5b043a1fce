/** Where a comment that suppresses is put, and which findings it hits there. */
import { before } from 'node:test';
import { initSyntaxNode } from '../../bpf/syntax/node-wasm.ts';
import { body, type Case, HEAD, LEAK, leak, NULL, PROGRAM, UNUSED, verifyAll } from './suppress-support.ts';

before(() => initSyntaxNode());

const CASES: Readonly<Record<string, Case>> = {
  'on the line above': {
    text: leak('// bpf-cpumask: ignore unreleased-reference -- the map keeps it'),
    suppressed: [`${LEAK}: the map keeps it`],
  },
  'on the line of the finding': {
    text: body('\treturn mask ? 1 : 2; // bpf-cpumask: ignore unreleased-reference -- kept'),
    suppressed: [`${LEAK} // bpf-cpumask: ignore unreleased-reference -- kept: kept`],
  },
  'as a block comment, above and before': {
    text: leak('/* bpf-cpumask: ignore unreleased-reference -- kept */'),
    suppressed: [`${LEAK}: kept`],
  },
  'a block comment of several lines, its words on the second': {
    text: leak(
      '/*\n\t * The map owns it.\n\t * bpf-cpumask:ignore unreleased-reference -- kept\n\t * by the map\n\t */',
    ),
    suppressed: [`${LEAK}: kept by the map`],
  },
  'two comments above, one below the other, and another comment between': {
    text: body(
      [
        '\t// bpf-cpumask: ignore possibly-null-argument -- never NULL here',
        '\t// (said twice)',
        '\t// bpf-cpumask: ignore unreleased-reference -- kept',
        '\tbpf_cpumask_set_cpu(4, mask); return 3;',
      ].join('\n'),
    ),
    suppressed: [
      'possibly-null-argument @ bpf_cpumask_set_cpu(4, mask); return 3;: never NULL here',
      'unreleased-reference @ bpf_cpumask_set_cpu(4, mask); return 3;: kept',
    ],
  },
  'several rules in one comment': {
    text: body(
      '\t// bpf-cpumask: ignore possibly-null-argument , unreleased-reference -- both\n\tbpf_cpumask_set_cpu(4, mask); return 3;',
    ),
    suppressed: [
      'possibly-null-argument @ bpf_cpumask_set_cpu(4, mask); return 3;: both',
      'unreleased-reference @ bpf_cpumask_set_cpu(4, mask); return 3;: both',
    ],
  },
  'another rule of the same line is shown': {
    text: body(
      '\tbpf_cpumask_set_cpu(4, mask); return 3; // bpf-cpumask: ignore possibly-null-argument -- never NULL',
    ),
    shown: [
      'unreleased-reference @ bpf_cpumask_set_cpu(4, mask); return 3; // bpf-cpumask: ignore possibly-null-argument -- never NULL',
    ],
    suppressed: [
      'possibly-null-argument @ bpf_cpumask_set_cpu(4, mask); return 3; // bpf-cpumask: ignore possibly-null-argument -- never NULL: never NULL',
    ],
  },
  'the statement below goes on over lines': {
    text: body(
      '\t// bpf-cpumask: ignore possibly-null-argument -- never NULL\n\tbpf_cpumask_set_cpu(4,\n\t\tmask);\n\tbpf_cpumask_release(mask);\n\treturn 0;',
    ),
    suppressed: ['possibly-null-argument @ mask);: never NULL'],
  },
  'behind a statement of several lines': {
    text: body(
      '\tsomebody_sets_cpu_of(4);\n\tif (bpf_cpumask_test_cpu(4, (const struct cpumask *)mask) &&\n\t    flags) /* bpf-cpumask: ignore possibly-null-argument -- never NULL */\n\t\treturn 1;\n\treturn 0;',
    ),
    shown: ['unreleased-reference @ return 1;'],
    suppressed: [
      'possibly-null-argument @ if (bpf_cpumask_test_cpu(4, (const struct cpumask *)mask) &&: never NULL',
    ],
  },
  'the head of an if is not what it leads to': {
    text: body(
      '\t// bpf-cpumask: ignore unreleased-reference -- wrong place\n\tif (flags)\n\t\treturn 1;\n\tif (mask)\n\t\tbpf_cpumask_release(mask);\n\treturn 0;',
    ),
    shown: ['unreleased-reference @ return 1;'],
    complaints: ['suppression-unused @ bpf-cpumask: ignore unreleased-reference -- wrong place'],
  },
  'above a function, its section too': {
    text: body('\tif (flags)\n\t\treturn 1;\n\treturn 0;').replace(
      'SEC(',
      '// bpf-cpumask: ignore unreleased-reference -- a test of leaks\nSEC(',
    ),
    suppressed: ['unreleased-reference @ return 1;: a test of leaks'],
  },
  'between the section and the head of a function': {
    text: body('\treturn 0;').replace(
      'int BPF',
      '/* bpf-cpumask: ignore unreleased-reference -- kept */\nint BPF',
    ),
    suppressed: ['unreleased-reference @ return 0;: kept'],
  },
  'above a function is not above the next': {
    text: `${HEAD}
// bpf-cpumask: ignore unreleased-reference -- kept
static int one(void) { return 1; }
${body('\treturn one();').slice(HEAD.length)}`,
    shown: ['unreleased-reference @ return one();'],
    complaints: [UNUSED],
  },
  'above a declaration is not above the function behind it': {
    text: body('\treturn 0;').replace(
      'SEC(',
      '// bpf-cpumask: ignore unreleased-reference -- kept\nint counter;\nSEC(',
    ),
    shown: ['unreleased-reference @ return 0;'],
    complaints: [UNUSED],
  },
  'a finding of a callee is suppressed in the callee': {
    text: `${HEAD}
// bpf-cpumask: ignore possibly-null-argument -- never NULL
static void set(struct bpf_cpumask *mask)
{
	bpf_cpumask_set_cpu(4, mask);
}

${PROGRAM}{
	struct bpf_cpumask *mask = bpf_cpumask_create();

	set(mask);
	if (mask)
		bpf_cpumask_release(mask);
	return 0;
}
`,
    suppressed: [`${NULL}: never NULL`],
  },
  'an empty line parts a comment from what is below': {
    text: leak('// bpf-cpumask: ignore unreleased-reference -- kept\n'),
    shown: [LEAK],
    complaints: [UNUSED],
  },
  'two lines below': {
    text: body('\t// bpf-cpumask: ignore unreleased-reference -- kept\n\tflags = 0;\n\treturn mask ? 1 : 2;'),
    shown: [LEAK],
    complaints: [UNUSED],
  },
  'a leak that is suppressed at one exit is shown at the next': {
    text: body(
      '\tif (flags == 1)\n\t\treturn 1; // bpf-cpumask: ignore unreleased-reference -- kept\n\tif (flags == 2)\n\t\treturn 2;\n\treturn 3;',
    ),
    shown: ['unreleased-reference @ return 2;'],
    suppressed: [
      'unreleased-reference @ return 1; // bpf-cpumask: ignore unreleased-reference -- kept: kept',
    ],
  },
  'each exit of a leak has its comment': {
    text: body(
      '\tif (flags)\n\t\treturn 1; // bpf-cpumask: ignore unreleased-reference -- one\n\treturn 2; // bpf-cpumask: ignore unreleased-reference -- two',
    ),
    suppressed: [
      'unreleased-reference @ return 1; // bpf-cpumask: ignore unreleased-reference -- one: one',
      'unreleased-reference @ return 2; // bpf-cpumask: ignore unreleased-reference -- two: two',
    ],
  },
  'what only looks like it: other words, strings, half a word': {
    text: body(
      [
        '\tconst char *text = "// bpf-cpumask: ignore unreleased-reference -- kept";',
        '\t// bpf-cpumask: ignored unreleased-reference -- kept',
        '\t// see bpf-cpumask: ignore unreleased-reference -- kept',
        '\t// bpf-cpumask ignore unreleased-reference -- kept',
        '\t// bpf-cpumask: ign',
        '\treturn mask ? 1 : 2;',
      ].join('\n'),
    ),
    shown: [LEAK],
  },
  'in an arm that is not compiled': {
    text: leak('#if 0\n\t// bpf-cpumask: ignore not-owned -- kept\n\treturn 5;\n#endif'),
    shown: [LEAK],
  },
  'in a header, for what is found there': {
    text: `${HEAD}#include "set.h"\n${body('\tset(mask);\n\tif (mask)\n\t\tbpf_cpumask_release(mask);\n\treturn 0;').slice(HEAD.length)}`,
    headers: {
      '/folder/set.h':
        'static void set(struct bpf_cpumask *mask)\n{\n\t// bpf-cpumask: ignore possibly-null-argument -- never NULL\n\tbpf_cpumask_set_cpu(4, mask);\n\t// bpf-cpumask: ignore not-owned\n}\n',
    },
    suppressed: ['possibly-null-argument @ set(mask);: never NULL'],
  },
  'at the call that leads into a header': {
    text: `${HEAD}#include "set.h"\n${body('\tset(mask); // bpf-cpumask: ignore possibly-null-argument -- never NULL\n\tif (mask)\n\t\tbpf_cpumask_release(mask);\n\treturn 0;').slice(HEAD.length)}`,
    headers: {
      '/folder/set.h': 'static void set(struct bpf_cpumask *mask)\n{\n\tbpf_cpumask_set_cpu(4, mask);\n}\n',
    },
    suppressed: [
      'possibly-null-argument @ set(mask); // bpf-cpumask: ignore possibly-null-argument -- never NULL: never NULL',
    ],
  },
  'at the use of a macro': {
    text: leak('// bpf-cpumask: ignore unreleased-reference -- kept')
      .replace('return mask ? 1 : 2;', 'LEAVE(mask);')
      .replace(HEAD, `${HEAD}#define LEAVE(m) return (m) ? 1 : 2\n`),
    suppressed: ['unreleased-reference @ LEAVE(mask);: kept'],
  },
};

verifyAll(CASES);
