/** Edits that put a comment above a finding, and comments in a document that is edited. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { initSyntaxNode } from '../../bpf/syntax/node-wasm.ts';
import { atOnce } from '../../bpf/syntax/slices.ts';
import { openSession } from '../../server/service/session.ts';
import { suppressing } from '../../server/service/suppress/insert.ts';
import { linesOf, offsetAt } from '../../server/service/text.ts';
import type { FileResult } from '../../server/service/types.ts';
import { body, HEAD, run } from './suppress-support.ts';

before(() => initSyntaxNode());

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
