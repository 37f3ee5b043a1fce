/** Pages show the fixes of their examples as the code makes them today. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { initSyntaxNode } from '../../bpf/syntax/node-wasm.ts';
import { runExplain } from '../../cli/explain.ts';
import { fixesPage } from '../../cli/rule-docs.ts';
import type { Terminal } from '../../cli/terminal.ts';
import { type ExampleFix, ruleDocs, withFixes } from '../../server/service/pages/rule-docs.ts';
import { rulePage } from '../../server/service/pages/rule-page.ts';
import { sink } from '../cli/support.ts';
import { checkText } from '../support/fix.ts';

before(() => initSyntaxNode());

const docs = ruleDocs();

test('docs/rules.md is what the code makes', () => {
  const [, section] =
    /<!-- fixes -->\n([\s\S]*)\n<!-- \/fixes -->/.exec(readFileSync('docs/rules.md', 'utf8')) ?? [];
  assert.equal(section, fixesPage(docs.map(withFixes)), '`npm run docs` writes it');
});

/** Makes of a program what the lines of a page say; each of their stretches has to be in it once. */
function changed(text: string, changes: string): string {
  return changes.split(/^ \.\.\.\n/m).reduce((done, stretch) => {
    const lines = stretch.replace(/\n\\ No newline at end of file$/gm, '').split(/(?<=\n)/);
    const without = (mark: string) =>
      lines
        .filter((line) => !line.startsWith(mark))
        .map((line) => line.slice(1))
        .join('');
    const parts = done.split(without('+'));
    assert.equal(parts.length, 2, stretch);
    return parts.join(without('-'));
  }, text);
}

for (const doc of docs) {
  describe(doc.id, () => {
    const folder = join('test/fixes', doc.id);
    const hasFixes = existsSync(folder) && readdirSync(folder).some((name) => name.endsWith('.fixed.c'));

    test('each fix that is shown makes its example clean', () => {
      const examples = withFixes(doc).examples;
      for (const { bad, fixes = [] } of examples)
        for (const { changes } of fixes)
          assert.deepEqual(checkText('example.bpf.c', changed(bad, changes), '6.18').diagnostics, []);
      // Who makes fixes shows one.
      if (hasFixes) assert.ok(examples.some(({ fixes }) => fixes!.length > 0));
    });

    test('explain and the page in the editor show them, with what they change', async () => {
      const out = sink();
      const terminal = { cwd: '', env: {}, out, err: sink() } as unknown as Terminal;
      await runExplain(doc.id, terminal, { init: async () => {}, rules: () => docs, withFixes });
      const full = withFixes(doc);
      const page = rulePage(full);
      for (const fix of full.examples.flatMap(({ fixes }) => fixes!))
        for (const text of [out.text(), page]) assertShown(fix, text);
    });
  });
}

function assertShown({ title, safe, changes }: ExampleFix, text: string): void {
  assert.ok(text.includes(`${safe ? 'Safe fix' : 'Fix'}: ${title}\n`), title);
  for (const line of changes.split('\n')) assert.ok(text.includes(line.trimEnd()), line);
}
