/** Documents of every kind: untitled, in a second folder with settings of its own, read-only, in an untrusted workspace. */
import assert from 'node:assert/strict';
import { chmodSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { closeBrowser } from './harness/browser.mjs';
import { root } from './harness/paths.mjs';
import { product } from './harness/product.mjs';
import { runByLens } from './harness/run-panel.mjs';
import { shareEditor, withEditor } from './harness/session.mjs';
import { makeWorkspace } from './harness/workspace.mjs';

const LEAK = readFileSync(join(root, 'examples/leak.bpf.c'), 'utf8');
const LEAK_LINE = 39;
const FILES = {
  'both.code-workspace': JSON.stringify({ folders: [{ path: 'one' }, { path: 'two' }] }),
  'one/first.bpf.c': LEAK,
  'one/plain.c': 'int x;\n',
  'one/src/include.bpf.c': LEAK.replace('struct saved_mask {', '#include "saved.h"\nstruct other {'),
  'one/src/saved.h': 'struct saved_mask {\n\tstruct bpf_cpumask __kptr *mask;\n};\n',
  'one/fixed/fixed.bpf.c': LEAK,
  'two/second.bpf.c': LEAK,
  'two/.vscode/settings.json': JSON.stringify({
    'bpfCpumask.severity': { 'unreleased-reference': 'warning' },
    'bpfCpumask.targetKernel': '6.12',
  }),
};
const SERVER = /dist\/launch\.cjs/;

after(closeBrowser);

const setup = (host, more) => ({ name: `documents-${host}`, host, extensions: [product], ...more });

function workspaceOf(host) {
  const folder = makeWorkspace(FILES);
  chmodSync(join(folder, 'one/fixed/fixed.bpf.c'), 0o444);
  const userSettings = { 'files.readonlyInclude': { '**/fixed.bpf.c': true } };
  return setup(host, { folder, workspace: join(folder, 'both.code-workspace'), userSettings });
}

/** Waits until the squiggles around the leak are these. */
async function seeAtLeak(editor, ...severities) {
  await editor.goTo(LEAK_LINE);
  const found = async () => (await editor.squiggles()).map(({ severity }) => severity);
  await editor.waitFor(async () => String(await found()) === String(severities), `[${severities}]`);
}

const status = async (editor) => (await editor.languageStatus()).join();

/** The status comes a moment after the findings. */
const seeStatus = (editor, pattern) =>
  editor.waitFor(async () => pattern.test(await status(editor)), `the status ${pattern}`);

async function restartWithNothingOpen(editor) {
  const restart = 'bpf-cpumask: Restart Server';
  await editor.waitFor(() => editor.hasCommand(restart), 'the command');
  await editor.runCommand(restart);
  await editor.notification(/no BPF C file is open/);
  assert.equal(editor.processes(SERVER).length, 0);
}

async function sampleAndTyping(editor) {
  const open = 'bpf-cpumask: Open a Sample';
  await editor.waitFor(() => editor.hasCommand(open), 'the command');
  await editor.runAndPick(open, 'A leaked mask');
  await editor.waitFor(async () => /Untitled/.test(await editor.activeTab()), 'an untitled document');
  await seeAtLeak(editor, 'error');
  await seeStatus(editor, /cpumask: 1 error/);

  await editor.openFile('plain.c');
  const item = editor.page.locator('[id="status.languageStatus"]');
  await editor.waitFor(async () => (await item.count()) === 0, 'no status for plain C');
  await editor.goTo(1);
  await editor.type('#include "vmlinux.h"\n');
  await seeStatus(editor, /cpumask: clean/);
}

async function headerOfWorkspace(editor) {
  await editor.openFile('include.bpf.c');
  await editor.goTo(LEAK_LINE + 1);
  await editor.waitFor(async () => (await editor.squiggles()).length === 1, 'the leak');
  await seeStatus(editor, /cpumask: 1 error/);
  assert.doesNotMatch(await status(editor), /not fully checked/);
}

async function twoFolders(editor) {
  await editor.openFile('first.bpf.c');
  await seeAtLeak(editor, 'error');
  await editor.openFile('second.bpf.c');
  await seeAtLeak(editor, 'warning');
  await seeStatus(editor, /cpumask: 1 warning.*kernel 6\.12/);
}

async function readOnlyFile(editor) {
  await editor.openFile('fixed.bpf.c');
  await seeAtLeak(editor, 'error');
  await editor.waitFor(async () => (await editor.problems()).length === 5, 'the finding and its path');
}

async function badSettings(editor) {
  editor.editSettings({ 'bpfCpumask.targetKernel': 'newest', 'bpfCpumask.severity': { nonsense: 'error' } });
  await editor.openFile('first.bpf.c');
  await seeAtLeak(editor, 'error');
  await editor.runCommand('bpf-cpumask: Show Log');
  await editor.waitFor(async () => {
    const text = await editor.outputText();
    return /targetKernel is "newest"/.test(text) && /severity\.nonsense/.test(text);
  }, 'both in the log');
}

const EVERYWHERE = {
  'a sample as an untitled document, and BPF that begins while one types': sampleAndTyping,
  'a header of the workspace': headerOfWorkspace,
  'two folders with settings of their own': twoFolders,
};

test('documents in the node host', (t) =>
  shareEditor(t, workspaceOf('node'), {
    'a restart before anything is open says so': restartWithNothingOpen,
    ...EVERYWHERE,
    'a read-only file': readOnlyFile,
    'a setting that cannot be used is reported in the log and ignored': badSettings,
  }));

test('documents in the web host', (t) => shareEditor(t, workspaceOf('web'), EVERYWHERE));

for (const host of ['node', 'web']) {
  test(`an untrusted workspace in the ${host} host: findings and a run`, async () => {
    const folder = makeWorkspace({ 'leak.bpf.c': LEAK });
    await withEditor(setup(host, { folder, trusted: false }), async (editor) => {
      await editor.openFile('leak.bpf.c');
      await seeAtLeak(editor, 'error');
      await editor.waitFor(
        async () => /Restricted Mode/.test(await editor.statusBarText()),
        'Restricted Mode in the status bar',
      );
      await runByLens(editor, 'on_newtask');
    });
  });
}
