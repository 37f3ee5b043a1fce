/** Comments that suppress: what is shown of a text, what is taken out and why, and what is said of the comments. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { initSyntaxNode } from '../../bpf/syntax/node-wasm.ts';
import { atOnce } from '../../bpf/syntax/slices.ts';
import { checkFile } from '../../server/service/check.ts';
import { openSession } from '../../server/service/session.ts';
import { suppressing } from '../../server/service/suppress/insert.ts';
import { linesOf, offsetAt } from '../../server/service/text.ts';
import type { FileResult, Range } from '../../server/service/types.ts';

before(() => initSyntaxNode());

const HEAD = '#include "vmlinux.h"\n';
const PROGRAM = `SEC("tp_btf/task_newtask")
int BPF_PROG(leaks, struct task_struct *task, u64 flags)
`;
/** A program of which one line is given. */
const body = (lines: string) => `${HEAD}
${PROGRAM}{
	struct bpf_cpumask *mask = bpf_cpumask_create();

${lines}
}
`;
const LEAK = 'unreleased-reference @ return mask ? 1 : 2;';
const NULL = 'possibly-null-argument @ bpf_cpumask_set_cpu(4, mask);';

interface Case {
  readonly text: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly path?: string;
  readonly kernel?: string;
  readonly shown?: readonly string[];
  /** Each with its reason. */
  readonly suppressed?: readonly string[];
  /** Each with what its range covers. */
  readonly complaints?: readonly string[];
  readonly incomplete?: number;
}

const leak = (comment: string, behind = '') => body(`\t${comment}\n\treturn mask ? 1 : 2;${behind}`);
const UNUSED = 'suppression-unused @ bpf-cpumask: ignore unreleased-reference -- kept';
const GOOD = `${HEAD}
${PROGRAM}{
	// bpf-cpumask: ignore unreleased-reference -- kept
	return 0;
}
`;

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
  'without a reason it counts, and one is asked for': {
    text: leak('// bpf-cpumask: ignore unreleased-reference'),
    suppressed: [`${LEAK}: `],
    complaints: ['suppression-without-reason @ bpf-cpumask: ignore unreleased-reference'],
  },
  'dashes, a place for a reason and words without dashes are no reason': {
    text: body(
      [
        '\t// bpf-cpumask: ignore possibly-null-argument -- <reason>',
        '\tbpf_cpumask_set_cpu(4, mask);',
        '\treturn 0; // bpf-cpumask: ignore unreleased-reference since the map, for one, keeps it',
      ].join('\n'),
    ),
    suppressed: [
      `${NULL}: `,
      'unreleased-reference @ return 0; // bpf-cpumask: ignore unreleased-reference since the map, for one, keeps it: ',
    ],
    complaints: [
      'suppression-without-reason @ bpf-cpumask: ignore possibly-null-argument -- <reason>',
      'suppression-without-reason @ bpf-cpumask: ignore unreleased-reference since the map, for one, keeps it',
    ],
  },
  'dashes alone': {
    text: leak('// bpf-cpumask: ignore unreleased-reference -- '),
    suppressed: [`${LEAK}: `],
    complaints: ['suppression-without-reason @ bpf-cpumask: ignore unreleased-reference --'],
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
  'an unknown rule, with the nearest known one': {
    text: leak('// bpf-cpumask: ignore unreleased-refrence, not-owned -- kept'),
    shown: [LEAK],
    complaints: ['suppression-unknown-rule @ unreleased-refrence', 'suppression-unused @ not-owned'],
  },
  'no rule at all': {
    text: leak('// bpf-cpumask: ignore -- everything'),
    shown: [LEAK],
    complaints: ['suppression-unknown-rule @ bpf-cpumask: ignore -- everything'],
  },
  'of several rules, the one that hits nothing': {
    text: leak('// bpf-cpumask: ignore unreleased-reference, not-owned -- kept'),
    suppressed: [`${LEAK}: kept`],
    complaints: ['suppression-unused @ not-owned'],
  },
  'a complaint is not suppressed': {
    text: leak('// bpf-cpumask: ignore unreleased-reference, suppression-unused -- kept'),
    suppressed: [`${LEAK}: kept`],
    complaints: ['suppression-unknown-rule @ suppression-unused'],
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
  'hits nothing in a whole function': { text: GOOD, complaints: [UNUSED] },
  'hits nothing on one kernel': {
    text: `${HEAD}
${PROGRAM}{
	// bpf-cpumask: ignore kernel-version -- loaded from 6.4 on only
	return bpf_cpumask_first_and(task->cpus_ptr, task->cpus_ptr);
}
`,
    kernel: '6.3',
    suppressed: [
      'kernel-version @ return bpf_cpumask_first_and(task->cpus_ptr, task->cpus_ptr);: loaded from 6.4 on only',
    ],
  },
  'a function that is half typed says nothing of its comments': {
    text: GOOD.replace('return 0;', 'bpf_cpumask_first('),
    incomplete: 1,
  },
  'nor does one that only such a function leads to': {
    text: `${HEAD}
// bpf-cpumask: ignore possibly-null-argument -- never NULL
static void set(struct bpf_cpumask *mask)
{
	if (mask)
		bpf_cpumask_set_cpu(4, mask);
}

${PROGRAM}{
	set(bpf_cpumask_create();
	return 0;
}
`,
    incomplete: 1,
  },
  'another function that is not whole leaves it alone': {
    text: `${GOOD}\nstatic int other(int a)\n{\n\treturn a +;\n}\n`,
    complaints: [UNUSED],
    incomplete: 1,
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
  'a header is not told that its comments hit nothing, but what they lack': {
    path: '/folder/some.bpf.h',
    text: GOOD.replace('return 0;', '// bpf-cpumask: ignore not-owned\n\treturn 0;'),
    complaints: ['suppression-without-reason @ bpf-cpumask: ignore not-owned'],
  },
  'on the line of a directive': {
    text: `#define FOUR 4 // bpf-cpumask: ignore not-owned -- four\n${leak('// bpf-cpumask: ignore unreleased-reference -- kept')}`,
    suppressed: [`${LEAK}: kept`],
    complaints: ['suppression-unused @ bpf-cpumask: ignore not-owned -- four'],
  },
  'at the use of a macro': {
    text: leak('// bpf-cpumask: ignore unreleased-reference -- kept')
      .replace('return mask ? 1 : 2;', 'LEAVE(mask);')
      .replace(HEAD, `${HEAD}#define LEAVE(m) return (m) ? 1 : 2\n`),
    suppressed: ['unreleased-reference @ LEAVE(mask);: kept'],
  },
};

interface Found {
  readonly rule: string;
  readonly range: Range;
}

function run({ text, headers = {}, path = '/folder/some.bpf.c', kernel = '6.18' }: Case): FileResult {
  return checkFile(path, text, { read: (wanted) => headers[wanted] }, { kernel });
}

function seen(text: string, { diagnostics, suppressed = [], incomplete }: FileResult) {
  const lines = linesOf(text);
  const covered = ({ start, end }: Range) => text.slice(offsetAt(lines, start), offsetAt(lines, end));
  const lineOf = ({ rule, range: { start } }: Found) =>
    `${rule} @ ${text.slice(lines.starts[start.line], lines.ends[start.line]).trim()}`;
  const isAbout = ({ rule }: Found) => rule.startsWith('suppression-');
  return {
    shown: diagnostics.filter((found) => !isAbout(found)).map(lineOf),
    suppressed: suppressed.map((found) => `${lineOf(found)}: ${found.suppression.reason}`),
    complaints: diagnostics.filter(isAbout).map(({ rule, range }) => `${rule} @ ${covered(range)}`),
    incomplete: incomplete.length,
  };
}

for (const [what, given] of Object.entries(CASES)) {
  for (const end of ['\n', '\r\n']) {
    test(`suppression, ${JSON.stringify(end)}: ${what}`, () => {
      const text = given.text.replaceAll('\n', end);
      const { shown = [], suppressed = [], complaints = [], incomplete = 0 } = given;
      assert.deepEqual(seen(text, run({ ...given, text })), { shown, suppressed, complaints, incomplete });
    });
  }
}

test('what is said of comments names the nearest rule, the kernel and the form', () => {
  const said = (comment: string) => run({ text: leak(comment) }).diagnostics.map(({ message }) => message);
  assert.match(
    said('// bpf-cpumask: ignore unreleased-refrence -- kept').join(),
    /Did you mean 'unreleased-reference'\?/,
  );
  assert.match(said('// bpf-cpumask: ignore zzz -- kept').join(), /no rule 'zzz'.*explain/);
  assert.match(
    said('// bpf-cpumask: ignore not-owned -- kept').join(),
    /'not-owned' is not reported here for kernel 6\.18\. Remove/,
  );
  assert.match(said('// bpf-cpumask: ignore unreleased-reference').join(), /without a reason.*-- reason/);
});

/** Texts with findings, all of which a comment can be put above. */
const TO_SUPPRESS: Readonly<Record<string, string>> = {
  'a statement': body('\treturn mask ? 1 : 2;'),
  'blanks, and no line end at the end': body('  return mask ? 1 : 2;').trimEnd(),
  'an argument on a line below': body(
    '\tbpf_cpumask_set_cpu(4,\n\t\t\t    mask);\n\tif (mask)\n\t\tbpf_cpumask_release(mask);\n\treturn 0;',
  ),
  'an arm without braces': body(
    '\tif (flags)\n\t\treturn 1;\n\telse if (mask)\n\t\tbpf_cpumask_release(mask);\n\treturn 0;',
  ),
  'the brace that ends a function': `${HEAD}static void lose(void)\n{\n\tbpf_cpumask_create();\n}\n`,
  'a line that begins inside of a comment': body('\t/* it is\n\t   kept */ return 1;'),
  'a text of block comments': `/* GPL */\n${body('\treturn 1;')}`,
  'one line': `${HEAD}static void lose(void) { bpf_cpumask_create(); }`,
};

for (const [what, source] of Object.entries(TO_SUPPRESS)) {
  for (const end of ['\n', '\r\n']) {
    test(`the edit that suppresses, ${JSON.stringify(end)}: ${what}`, () => {
      const text = source.replaceAll('\n', end);
      const { diagnostics } = run({ text });
      assert.ok(diagnostics.length > 0);
      for (const found of diagnostics) {
        const made = suppressing(text)(found);
        assert.ok(made);
        const at = offsetAt(linesOf(text), made.edit.range.start);
        const after = text.slice(0, at) + made.edit.newText + text.slice(at);
        assert.equal(/(?<!\r)\n/.test(after), end === '\n', 'line ends');
        const lines = linesOf(after);
        const place = after.slice(offsetAt(lines, made.reason.start), offsetAt(lines, made.reason.end));
        assert.equal(place, '<reason>');
        const now = run({ text: after });
        const gone = now.suppressed?.filter(
          ({ rule, message }) => rule === found.rule && message === found.message,
        );
        assert.ok(gone && gone.length > 0, after);
        assert.ok(now.diagnostics.some(({ rule }) => rule === 'suppression-without-reason'));
        assert.ok(!now.diagnostics.some(({ rule }) => rule === 'suppression-unused'));
        const named = run({ text: after.replace('<reason>', 'kept') });
        assert.ok(!named.diagnostics.some(({ rule }) => rule.startsWith('suppression-')));
        const rest = (result: FileResult) => result.diagnostics.length + (result.suppressed?.length ?? 0);
        assert.equal(rest(named), diagnostics.length, 'nothing is new');
      }
    });
  }
}

test('the edit has the indentation of its line, and the kind of comment of its text', () => {
  const edit = (text: string) => suppressing(text)(run({ text }).diagnostics[0]!)?.edit.newText;
  assert.equal(
    edit(TO_SUPPRESS['a statement']!),
    '\t// bpf-cpumask: ignore unreleased-reference -- <reason>\n',
  );
  assert.equal(
    edit(TO_SUPPRESS['a text of block comments']!),
    '\t/* bpf-cpumask: ignore unreleased-reference -- <reason> */\n',
  );
});

test('no edit in the body of a macro, and none for what is said of comments', () => {
  const range = { start: { line: 1, character: 1 }, end: { line: 1, character: 3 } };
  assert.equal(suppressing('#define M \\\n\tint a;\n')({ rule: 'not-owned', range }), undefined);
  assert.equal(suppressing('int a;\nint b;\n')({ rule: 'suppression-unused', range }), undefined);
  assert.ok(suppressing('int a;\nint b;\n')({ rule: 'not-owned', range }));
});

/** Texts in the order in which they are typed: what a session keeps of one must not tell in the next. */
const EDITS: readonly string[] = [
  body('\tif (flags)\n\t\treturn 1;\n\treturn 0;'),
  body('\tif (flags)\n\t\treturn 1;\n\treturn 0;').replace(
    'SEC(',
    '// bpf-cpumask: ignore unreleased-reference -- kept\nSEC(',
  ),
  body('\tif (flags)\n\t\treturn 1;\n\treturn 0;').replace(
    'SEC(',
    '// bpf-cpumask: ignore not-owned -- kept\nSEC(',
  ),
  body('\tif (flags)\n\t\treturn 1; // bpf-cpumask: ignore unreleased-reference -- kept\n\treturn 0;'),
  `// one line more\n${body('\tif (flags)\n\t\treturn 1; // bpf-cpumask: ignore unreleased-reference -- kept\n\treturn 0;')}`,
  body('\tif (flags)\n\t\treturn 1;\n\treturn 0;'),
  `${HEAD}static void lose(int a) { bpf_cpumask_create(); } // bpf-cpumask: ignore unreleased-reference -- kept\n`,
  `${HEAD}static void lose(int a) { bpf_cpumask_create(); } // bpf-cpumask: ignore unreleased -- kept\n`,
  `${HEAD}static void lose(int a)\n{\n\tbpf_cpumask_create();\n\tif (a)\n\t\treturn;\n}\n`,
  `${HEAD}static void lose(int a)\n{\n\tbpf_cpumask_create();\n\tif (a)\n\t\treturn;\n} // bpf-cpumask: ignore unreleased-reference -- kept\n`,
];

test('a document that is edited has what its text has', () => {
  const session = openSession('/folder/some.bpf.c', EDITS[0]!, { read: () => undefined });
  for (const text of EDITS) {
    session.setText(text);
    assert.deepEqual(atOnce(session.check('6.18')), run({ text }), text);
  }
});
