/** The harness itself, with the probe: every verb once, and that its watch sees what it watches for. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { closeBrowser } from './harness/browser.mjs';
import { failed, openEditor } from './harness/session.mjs';
import { pause, repeat } from './harness/wait.mjs';
import { makeWorkspace } from './harness/workspace.mjs';
import { buildProbe } from './probe/build.mjs';

const TREE = '(translation_unit (declaration type: (primitive_type) declarator: (identifier)))';
const SOURCE = 'int x;\nint main(void)\n{\n\treturn leak;\n}\n';

let probe;
before(async () => {
  probe = await buildProbe();
});
after(closeBrowser);

const setup = (host) => ({
  name: `smoke-${host}`,
  host,
  extensions: [probe],
  folder: makeWorkspace({ 'a.c': SOURCE, 'b.txt': 'nothing' }),
});

/** A problem and its related information, by squiggle, panel, click and hover. */
async function readFindings(editor) {
  await editor.openFile('a.c');
  await editor.waitFor(async () => (await editor.squiggles()).length > 0, 'a squiggle');
  const marks = (await editor.squiggles()).map(({ severity, line }) => [severity, line]);
  assert.deepEqual(marks, [['error', 4]]);

  const problems = await editor.problems();
  assert.deepEqual(
    problems.map(({ level }) => level),
    [1, 2, 3],
  );
  assert.match(problems[1].text, /Probe found a leak/);
  assert.match(problems[2].text, /It starts here/);
  await repeat(
    () => editor.clickProblem('It starts here'),
    async () => (await editor.cursor()).line === 1,
    'the cursor on line 1',
  );

  await editor.hover('return', { expect: /^Probe hover$/ });
  await editor.waitFor(async () => (await editor.languageStatus()).join() === 'Probe is here', 'the status');
}

/** A setting, the light bulb, and typing. */
async function changeThings(editor) {
  editor.editSettings({ 'probe.severity': 'warning' });
  await editor.waitFor(async () => (await editor.squiggles())[0]?.severity === 'warning', 'a warning');
  await editor.select('leak');
  await editor.hoverAtCursor({ expect: /found a leak[\s\S]*Probe hover/ });
  const titles = await editor.codeActions();
  assert.ok(titles.includes('Probe: put 0 there'), titles.join());
  await editor.chooseCodeAction('Probe: put 0 there');
  await editor.waitFor(async () => (await editor.squiggles()).length === 0, 'no squiggle');
  await editor.goTo(4, 9);
  await editor.type('1');
  await editor.waitFor(
    async () => (await editor.visibleLines())[3]?.trim() === 'return 10;',
    'what was typed',
  );
}

/** Commands, notifications and the log. */
async function useCommands(editor) {
  assert.equal(await editor.hasCommand('Probe: Fly'), false);
  await editor.runCommand('Probe: Parse');
  assert.equal((await editor.notification(/^Parsed/)).text, `Parsed: ${TREE}`);
  await editor.runCommand('Probe: Show Log');
  await editor.waitFor(async () => /Probe started/.test(await editor.outputText()), 'the log');
}

/** A call to another machine is seen, and the session does not end well. */
async function callOut(editor) {
  await editor.runCommand('Probe: Call Out');
  await pause(1000);
  await assert.rejects(editor.close(), /probe\.invalid/);
}

test('an extension in the web host: worker, wasm, every verb; a call to another machine', async () => {
  const editor = await openEditor(setup('web'));
  try {
    await readFindings(editor);
    await changeThings(editor);
    await useCommands(editor);
    assert.equal(editor.processes(/--type=extensionHost/).length, 1);
  } catch (error) {
    await failed(editor, error, 'smoke');
  }
  await callOut(editor);
});

test('a call to another machine from the node host', async () => {
  const editor = await openEditor(setup('node'));
  await editor.openFile('a.c');
  await callOut(editor);
});
