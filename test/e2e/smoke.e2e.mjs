/** The harness itself, with the probe: every verb once, on each host. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { closeBrowser } from './harness/browser.mjs';
import { withEditor } from './harness/session.mjs';
import { makeWorkspace } from './harness/workspace.mjs';
import { buildProbe } from './probe/build.mjs';

const TREE = '(translation_unit (declaration type: (primitive_type) declarator: (identifier)))';
const SOURCE = 'int x;\nint main(void)\n{\n\treturn leak;\n}\n';

let probe;
before(async () => {
  probe = await buildProbe();
});
after(closeBrowser);

const setup = (host, more) => ({
  name: `smoke-${host}`,
  host,
  extensions: [probe],
  folder: makeWorkspace({ 'a.c': SOURCE, 'b.txt': 'nothing' }),
  ...more,
});

for (const host of ['node', 'web', 'cdn']) {
  test(`an extension in the ${host} host`, async () => {
    await withEditor(setup(host), async (editor) => {
      await editor.openFile('a.c');
      const squiggles = await editor.waitFor(async () => {
        const all = await editor.squiggles();
        return all.length > 0 && all;
      }, 'a squiggle');
      assert.deepEqual(
        squiggles.map(({ severity, line }) => [severity, line]),
        [['error', 4]],
      );

      const problems = await editor.problems();
      assert.deepEqual(
        problems.map(({ level }) => level),
        [1, 2, 3],
      );
      assert.match(problems[1].text, /Probe found a leak/);
      assert.match(problems[2].text, /It starts here/);
      await editor.clickProblem('It starts here');
      await editor.waitFor(async () => (await editor.cursor()).line === 1, 'the cursor on line 1');

      assert.match(await editor.hover('return'), /Probe hover/);
      assert.deepEqual(await editor.languageStatus(), ['Probe is here']);

      editor.editSettings({ 'probe.severity': 'warning' });
      await editor.waitFor(async () => (await editor.squiggles())[0]?.severity === 'warning', 'a warning');

      await editor.select('leak');
      await editor.type('0');
      await editor.waitFor(async () => (await editor.squiggles()).length === 0, 'no squiggle');
      await editor.goTo(4, 9);
      await editor.type('1');
      assert.equal((await editor.visibleLines())[3].trim(), 'return 10;');

      await editor.runCommand('Probe: Parse');
      assert.equal((await editor.notification(/^Parsed/)).text, `Parsed: ${TREE}`);
    });
  });
}
