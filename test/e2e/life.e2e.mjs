/** The server's life: killed, killed too often, restarted; and how long activation takes. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { closeBrowser } from './harness/browser.mjs';
import { runInHost } from './harness/in-host.mjs';
import { e2e, root } from './harness/paths.mjs';
import { product } from './harness/product.mjs';
import { shareEditor } from './harness/session.mjs';
import { tried } from './harness/wait.mjs';
import { makeWorkspace } from './harness/workspace.mjs';

const LEAK = readFileSync(join(root, 'examples/leak.bpf.c'), 'utf8');
const LEAK_LINE = 39;
const SERVER = /dist\/launch\.cjs/;
// The list of running extensions draws the rows that are on the screen only, the slowest first.
const VIEWPORT = { width: 1280, height: 2000 };
const MOST_CRASHES = 5;

after(closeBrowser);

const setup = (host) => ({
  name: `life-${host}`,
  host,
  extensions: [product],
  complete: true,
  viewport: VIEWPORT,
  folder: makeWorkspace({ 'leak.bpf.c': LEAK, 'plain.c': 'int x;\n' }),
});

const server = (editor) => editor.processes(SERVER)[0]?.pid;

async function openLeak(editor) {
  await editor.openFile('leak.bpf.c');
  await editor.goTo(LEAK_LINE);
  await seeLeak(editor);
}

const seeLeak = (editor) =>
  editor.waitFor(async () => (await editor.squiggles()).length === 1, 'the squiggle');

const status = async (editor) => (await editor.languageStatus()).join();

/** Kills the server and waits for the next one; returns its process. */
async function killOnce(editor) {
  const before = server(editor);
  editor.killProcess(SERVER);
  return editor.waitFor(() => server(editor) !== before && server(editor), 'another server');
}

async function kills(editor) {
  await openLeak(editor);
  await killOnce(editor);
  await seeLeak(editor);
  assert.deepEqual(await editor.notifications(), []);

  for (let crash = 2; crash < MOST_CRASHES; crash++) await killOnce(editor);
  await seeLeak(editor);
  editor.killProcess(SERVER);
  const { text, buttons } = await editor.notification(/stopped 5 times in 3 minutes/);
  assert.match(text, /The log ends with: \S/);
  assert.deepEqual(buttons, ['Restart', 'Show Log']);
  await editor.waitFor(async () => (await editor.squiggles()).length === 0, 'no finding without a server');
  await editor.waitFor(
    async () => /cpumask: stopped.*Restart/.test(await status(editor)),
    'the status of a server that is given up',
  );
  await editor.screenshot('given-up');
  await editor.clickNotificationButton('Restart');
  await seeLeak(editor);

  const before = server(editor);
  await editor.runCommand('bpf-cpumask: Restart Server');
  await editor.waitFor(() => server(editor) && server(editor) !== before, 'the restarted server');
  await seeLeak(editor);
  assert.equal(editor.processes(SERVER).length, 1);
}

async function restartCommand(editor) {
  await openLeak(editor);
  await editor.runCommand('bpf-cpumask: Show Log');
  const starts = async () => (await editor.outputText()).match(/serves/g)?.length;
  const before = await editor.waitFor(starts, 'the start in the log');
  await editor.runCommand('bpf-cpumask: Restart Server');
  await editor.waitFor(async () => (await starts()) === before + 1, 'another start in the log');
  // The status is that of the document in front.
  await editor.openFile('leak.bpf.c');
  await editor.waitFor(async () => /1 error/.test(await status(editor)), 'the status');
  await seeLeak(editor);
}

/** What VS Code itself measured: loading the code and activating it. Told only: a busy machine takes longer for it. */
async function activation(editor, t) {
  await openLeak(editor);
  await editor.runCommand('Developer: Show Running Extensions');
  const row = editor.page.locator('.monaco-list-row', { hasText: /^BPF cpumask/ });
  const time = await editor.waitFor(async () => {
    const [, ms] = /Activation: (\d+)\s?ms/.exec(await row.first().innerText(tried())) ?? [];
    return ms;
  }, 'the time of the activation');
  t.diagnostic(`activation: ${time} ms`);
}

test('the server and the node host', (t) =>
  shareEditor(t, setup('node'), {
    activation,
    'a killed server comes back; one that dies all the time is given up, until it is restarted': kills,
  }));

test('the server and the web host', (t) =>
  shareEditor(t, setup('web'), { activation, 'the restart command': restartCommand }));

for (const host of ['node', 'web']) {
  test(`findings inside the ${host} host`, async () => {
    const { folder } = setup(host);
    const tests = join(e2e, 'in-host/findings.js');
    await runInHost({ name: `in-${host}`, extension: product, tests, folder, host });
  });
}
