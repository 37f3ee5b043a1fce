/** What a user does with BPF C, in every host: nothing for other C, findings, paths, hovers, settings, a typed fix. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { closeBrowser } from './harness/browser.mjs';
import { root } from './harness/paths.mjs';
import { product } from './harness/product.mjs';
import { give, masksShow, runByLens } from './harness/run-panel.mjs';
import { withEditor } from './harness/session.mjs';
import { pause, repeat, tried } from './harness/wait.mjs';
import { makeWorkspace } from './harness/workspace.mjs';

const LEAK = readFileSync(join(root, 'examples/leak.bpf.c'), 'utf8');
const LEAK_LINE = 39;
const PROGRAM_LINE = 24;
const PLAIN = 'int main(void)\n{\n\treturn 0;\n}\n';
const SERVER = /dist\/launch\.cjs/;

after(closeBrowser);

const setup = (host) => ({
  name: `extension-${host}`,
  host,
  extensions: [product],
  complete: true,
  folder: makeWorkspace({ 'leak.bpf.c': LEAK, 'plain.c': PLAIN }),
});

const squigglesOf = async (editor) =>
  (await editor.squiggles()).map(({ severity, line }) => `${severity} ${line}`);

const waitForSquiggles = (editor, ...wanted) =>
  editor.waitFor(async () => String(await squigglesOf(editor)) === String(wanted), `[${wanted}]`);

/** A C file that is not BPF: no process, no status, no log. */
async function seeNothing(editor) {
  await editor.openFile('plain.c');
  await pause(2000);
  assert.equal(editor.processes(SERVER).length, 0);
  assert.equal(await editor.page.locator('[id="status.languageStatus"]').count(), 0);
  const logs = Object.keys(editor.logs()).filter((name) => /cpumask/i.test(name));
  assert.deepEqual(logs, []);
}

async function seeLeak(editor) {
  await editor.openFile('leak.bpf.c');
  await editor.goTo(LEAK_LINE);
  await waitForSquiggles(editor, `error ${LEAK_LINE}`);
  await editor.waitFor(async () => (await status(editor)).startsWith('cpumask: 1 error'), 'the status');
}

const status = async (editor) => (await editor.languageStatus()).join();

/** The finding's path in the Problems panel, walked by clicking. */
async function walkPath(editor) {
  const problems = await editor.problems();
  assert.deepEqual(
    problems.map(({ level }) => level),
    [1, 2, 3, 3, 3],
  );
  assert.match(problems[1].text, /without releasing 'mask'.*kernel 6\.18: Unreleased reference/);
  const steps = [
    ["'mask' gets a reference from bpf_cpumask_create()", 30],
    ["'mask' is not NULL", 31],
    ["'slot' is NULL", 38],
  ];
  for (const [index, [text, line]] of steps.entries()) {
    assert.ok(problems[index + 2].text.includes(text), problems[index + 2].text);
    await repeat(
      () => editor.clickProblem(text),
      async () => (await editor.cursor()).line === line,
      `the cursor on line ${line}`,
    );
  }
}

/** What the kernel function does, and what the finding says with a link to its rule. */
async function hover(editor) {
  assert.match(await editor.hover('bpf_cpumask_copy'), /bpf_cpumask_copy/);
  const link = editor.page.locator('.monaco-hover a', { hasText: 'unreleased-reference' });
  // On a busy machine the hover may be gone before its link is clicked.
  await repeat(
    async () => {
      await editor.hover('return 0;', { nth: 1, expect: /unreleased-reference/ });
      await link.click(tried());
    },
    async () => /unreleased-reference/.test(await editor.activeTab()),
    "the rule's page",
  );
  await editor.openFile('leak.bpf.c');
}

async function changeSettings(editor) {
  await editor.goTo(LEAK_LINE);
  editor.editSettings({ 'bpfCpumask.severity': { 'unreleased-reference': 'warning' } });
  await waitForSquiggles(editor, `warning ${LEAK_LINE}`);
  editor.editSettings({ 'bpfCpumask.severity': { 'unreleased-reference': 'off' } });
  await waitForSquiggles(editor);
  editor.editSettings({ 'bpfCpumask.severity': undefined, 'bpfCpumask.targetKernel': '6.12' });
  await waitForSquiggles(editor, `error ${LEAK_LINE}`);
  await editor.waitFor(async () => /kernel 6\.12/.test(await status(editor)), 'the kernel in the status');
  editor.editSettings({ 'bpfCpumask.enable': 'off' });
  await waitForSquiggles(editor);
  const item = editor.page.locator('[id="status.languageStatus"]');
  await editor.waitFor(async () => (await item.count()) === 0, 'no status item');
  editor.editSettings({ 'bpfCpumask.enable': undefined, 'bpfCpumask.targetKernel': undefined });
  await waitForSquiggles(editor, `error ${LEAK_LINE}`);
}

async function typeFix(editor) {
  await editor.goTo(LEAK_LINE - 1);
  await editor.press('End');
  await editor.type(' {\nbpf_cpumask_release(mask);');
  await editor.goTo(LEAK_LINE + 1);
  await editor.press('End');
  await editor.type('\n}');
  await waitForSquiggles(editor);
  await editor.waitFor(async () => /cpumask: clean/.test(await status(editor)), 'the clean status');
}

/** The panel and what it draws. */
async function runProgram(editor) {
  // Its lens has to be on the screen.
  await editor.goTo(PROGRAM_LINE);
  await runByLens(editor, 'on_newtask');
  await give(editor, 'CPUs', '16', masksShow(/0-15/));
}

for (const host of ['node', 'web', 'cdn']) {
  test(`BPF C in the ${host} host`, async () => {
    await withEditor(setup(host), async (editor) => {
      await seeNothing(editor);
      await seeLeak(editor);
      assert.equal(editor.processes(SERVER).length, host === 'node' ? 1 : 0);
      await walkPath(editor);
      await hover(editor);
      await changeSettings(editor);
      await typeFix(editor);
      // In the other hosts: run.e2e.mjs.
      if (host === 'cdn') await runProgram(editor);
    });
  });
}

test('BPF C in the oldest VS Code of the manifest', async () => {
  const files = { 'leak.bpf.c': LEAK };
  const options = { ...setup('oldest'), files, folder: undefined, open: 'leak.bpf.c' };
  await withEditor(options, async (editor) => {
    await editor.goTo(LEAK_LINE);
    await waitForSquiggles(editor, `error ${LEAK_LINE}`);
    await walkPath(editor);
    await runProgram(editor);
  });
});
