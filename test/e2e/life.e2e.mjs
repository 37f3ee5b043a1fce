/** The server's life: killed, killed too often, restarted; and how long activation takes. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { closeBrowser } from './harness/browser.mjs';
import { runInHost } from './harness/in-host.mjs';
import { e2e, root } from './harness/paths.mjs';
import { stageProduct } from './harness/product.mjs';
import { withEditor } from './harness/session.mjs';
import { makeWorkspace } from './harness/workspace.mjs';

const LEAK = readFileSync(join(root, 'examples/leak.bpf.c'), 'utf8');
const LEAK_LINE = 39;
const SERVER = /dist\/launch\.cjs/;
const MOST_CRASHES = 5;
const MOST_MS = 100;

let product;
before(() => {
  product = stageProduct();
});
after(closeBrowser);

const setup = (host) => ({
  name: `life-${host}`,
  host,
  extensions: [product],
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

test('a killed server comes back; one that dies all the time is given up, until it is restarted', async () => {
  await withEditor(setup('node'), async (editor) => {
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
  });
});

test('the restart command in the web host', async () => {
  await withEditor(setup('web'), async (editor) => {
    await openLeak(editor);
    await editor.runCommand('bpf-cpumask: Restart Server');
    await editor.waitFor(async () => /1 error/.test(await status(editor)), 'the status');
    await seeLeak(editor);
    await editor.runCommand('bpf-cpumask: Show Log');
    await editor.waitFor(
      async () => (await editor.outputText()).match(/serves/g)?.length === 2,
      'two starts in the log',
    );
  });
});

test('a restart before anything is open says so', async () => {
  await withEditor(setup('node'), async (editor) => {
    const restart = 'bpf-cpumask: Restart Server';
    await editor.waitFor(() => editor.hasCommand(restart), 'the command');
    await editor.runCommand(restart);
    await editor.notification(/no BPF C document is open/);
    assert.equal(editor.processes(SERVER).length, 0);
  });
});

/** What VS Code itself measured: loading the code and activating it. */
async function activationTime(editor) {
  await editor.runCommand('Developer: Show Running Extensions');
  const row = editor.page.locator('.monaco-list-row', { hasText: /^BPF cpumask/ });
  const text = await row.first().innerText();
  return Number(/Activation: (\d+)\s?ms/.exec(text)?.[1] ?? Number.NaN);
}

/** In a new window. */
async function measureActivation(host) {
  let time;
  // The list draws the rows that are on the screen only, the slowest first.
  const viewport = { width: 1280, height: 2000 };
  await withEditor({ ...setup(host), viewport }, async (editor) => {
    await openLeak(editor);
    time = await activationTime(editor);
  });
  return time;
}

for (const host of ['node', 'web']) {
  test(`activation in the ${host} host`, async (t) => {
    let time = Number.POSITIVE_INFINITY;
    // The best of three: VS Code measures by the clock, and other programs may run.
    for (let tries = 0; time >= MOST_MS && tries < 3; tries++) {
      time = await measureActivation(host);
      t.diagnostic(`activation in the ${host} host: ${time} ms`);
    }
    assert.ok(time < MOST_MS, `${time} ms`);
  });

  test(`findings inside the ${host} host`, async () => {
    const { folder } = setup(host);
    const tests = join(e2e, 'in-host/findings.js');
    await runInHost({ name: `in-${host}`, extension: product, tests, folder, host });
  });
}
