/** The harness itself, with the probe: every verb once, on each host. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { closeBrowser } from './harness/browser.mjs';
import { runInHost } from './harness/in-host.mjs';
import { openNeovim } from './harness/neovim.mjs';
import { e2e } from './harness/paths.mjs';
import { openEditor, withEditor } from './harness/session.mjs';
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

const setup = (host, more) => ({
  name: `smoke-${host}`,
  host,
  extensions: [probe],
  folder: makeWorkspace({ 'a.c': SOURCE, 'b.txt': 'nothing' }),
  ...more,
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

for (const host of ['node', 'web', 'cdn']) {
  test(`an extension in the ${host} host`, async () => {
    await withEditor(setup(host), async (editor) => {
      await readFindings(editor);
      await changeThings(editor);
      await editor.screenshot(`probe-${host}`, 'light');
      await useCommands(editor);
      assert.equal(editor.processes(/--type=extensionHost/).length, 1);
    });
  });
}

for (const host of ['node', 'web']) {
  test(`tests inside the ${host} host`, async () => {
    const options = { extension: probe, tests: join(e2e, 'probe/in-host.js'), folder: setup(host).folder };
    const printed = await runInHost({ ...options, host });
    assert.match(printed.join('\n'), new RegExp(`in host: ${host}`));
  });

  test(`a call to another machine from the ${host} host is seen`, async () => {
    const editor = await openEditor(setup(host));
    await editor.openFile('a.c');
    await editor.runCommand('Probe: Call Out');
    await pause(1000);
    await assert.rejects(editor.close(), /probe\.invalid/);
  });
}

test('an untrusted workspace', async () => {
  await withEditor(setup('node', { trusted: false }), async (editor) => {
    await editor.openFile('a.c');
    await editor.waitFor(async () => (await editor.squiggles()).length > 0, 'a squiggle');
    await editor.waitFor(
      async () => /Restricted Mode/.test(await editor.statusBarText()),
      'Restricted Mode in the status bar',
    );
  });
});

test('a language server in Neovim', async () => {
  const file = join(makeWorkspace({ 'a.c': SOURCE }), 'a.c');
  const neovim = openNeovim({ command: [process.execPath, join(e2e, 'probe/server.mjs')], file });
  try {
    await neovim.waitForScreen(/return leak;.*Probe found a leak/);
    neovim.command('lua vim.lsp.buf.hover()');
    await neovim.waitForScreen(/Probe hover/);
    neovim.command('%s/leak/0/');
    await neovim.waitForScreen(/return 0;\s*\n/);
  } finally {
    await neovim.close();
  }
});

test('the oldest VS Code, with a virtual workspace', async () => {
  const options = { name: 'smoke-oldest', host: 'oldest', extensions: [probe] };
  await withEditor({ ...options, files: { 'a.c': SOURCE }, open: 'a.c' }, async (editor) => {
    await editor.waitFor(async () => (await editor.squiggles()).length > 0, 'a squiggle');
    await editor.hover('return', { expect: /^Probe hover$/ });
    await editor.runCommand('Probe: Parse');
    assert.equal((await editor.notification(/^Parsed/)).text, `Parsed: ${TREE}`);
  });
});
