/** Documents of every kind: untitled, in a second folder with settings of its own, read-only, in an untrusted workspace. */
import assert from 'node:assert/strict';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { closeBrowser } from './harness/browser.mjs';
import { root } from './harness/paths.mjs';
import { stageProduct } from './harness/product.mjs';
import { withEditor } from './harness/session.mjs';
import { makeWorkspace } from './harness/workspace.mjs';

const LEAK = readFileSync(join(root, 'examples/leak.bpf.c'), 'utf8');
const LEAK_LINE = 39;

let product;
before(() => {
  product = stageProduct();
});
after(closeBrowser);

const setup = (host, more) => ({ name: `documents-${host}`, host, extensions: [product], ...more });

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

for (const host of ['node', 'web']) {
  test(`a sample as an untitled document, and BPF that begins while one types, in the ${host} host`, async () => {
    await withEditor(setup(host, { folder: makeWorkspace({ 'plain.c': 'int x;\n' }) }), async (editor) => {
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
    });
  });

  test(`a header of the workspace, in the ${host} host`, async () => {
    const source = LEAK.replace('struct saved_mask {', '#include "saved.h"\nstruct other {');
    const header = 'struct saved_mask {\n\tstruct bpf_cpumask __kptr *mask;\n};\n';
    const folder = makeWorkspace({ 'src/leak.bpf.c': source, 'src/saved.h': header });
    await withEditor(setup(host, { folder }), async (editor) => {
      await editor.openFile('leak.bpf.c');
      await editor.goTo(LEAK_LINE + 1);
      await editor.waitFor(async () => (await editor.squiggles()).length === 1, 'the leak');
      await seeStatus(editor, /cpumask: 1 error/);
      assert.doesNotMatch(await status(editor), /not fully checked/);
    });
  });

  test(`two folders with settings of their own, in the ${host} host`, async () => {
    const folder = makeWorkspace({
      'one/first.bpf.c': LEAK,
      'two/second.bpf.c': LEAK,
      'two/.vscode/settings.json': JSON.stringify({
        'bpfCpumask.severity': { 'unreleased-reference': 'warning' },
        'bpfCpumask.targetKernel': '6.12',
      }),
    });
    const workspace = join(folder, 'both.code-workspace');
    writeFileSync(workspace, JSON.stringify({ folders: [{ path: 'one' }, { path: 'two' }] }));
    await withEditor(setup(host, { workspace }), async (editor) => {
      await editor.openFile('first.bpf.c');
      await seeAtLeak(editor, 'error');
      await editor.openFile('second.bpf.c');
      await seeAtLeak(editor, 'warning');
      await seeStatus(editor, /cpumask: 1 warning.*kernel 6\.12/);
    });
  });
}

test('a read-only file', async () => {
  const folder = makeWorkspace({ 'leak.bpf.c': LEAK });
  chmodSync(join(folder, 'leak.bpf.c'), 0o444);
  const settings = { 'files.readonlyInclude': { '**/*.bpf.c': true } };
  await withEditor(setup('node', { folder, settings }), async (editor) => {
    await editor.openFile('leak.bpf.c');
    await seeAtLeak(editor, 'error');
    await editor.waitFor(async () => (await editor.problems()).length === 5, 'the finding and its path');
  });
});

for (const host of ['node', 'web']) {
  test(`an untrusted workspace in the ${host} host`, async () => {
    const folder = makeWorkspace({ 'leak.bpf.c': LEAK });
    await withEditor(setup(host, { folder, trusted: false }), async (editor) => {
      await editor.openFile('leak.bpf.c');
      await seeAtLeak(editor, 'error');
      await editor.waitFor(
        async () => /Restricted Mode/.test(await editor.statusBarText()),
        'Restricted Mode in the status bar',
      );
    });
  });
}

test('a setting that cannot be used is reported in the log and ignored', async () => {
  const folder = makeWorkspace({ 'leak.bpf.c': LEAK });
  const settings = { 'bpfCpumask.targetKernel': 'newest', 'bpfCpumask.severity': { nonsense: 'error' } };
  await withEditor(setup('node', { folder, settings }), async (editor) => {
    await editor.openFile('leak.bpf.c');
    await seeAtLeak(editor, 'error');
    await editor.runCommand('bpf-cpumask: Show Log');
    await editor.waitFor(async () => {
      const text = await editor.outputText();
      return /targetKernel is "newest"/.test(text) && /severity\.nonsense/.test(text);
    }, 'both in the log');
  });
});
