/** Run Selection as a user has it: lens, menu, inputs, slider, links, Cancel, copying; and how long it takes. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { closeBrowser } from './harness/browser.mjs';
import { root } from './harness/paths.mjs';
import { stageProduct } from './harness/product.mjs';
import {
  clickLens,
  clickMenu,
  drawTimes,
  give,
  goToTop,
  LENS,
  panelOf,
  resultOf,
  slideTo,
} from './harness/run-panel.mjs';
import { withEditor } from './harness/session.mjs';
import { pause } from './harness/wait.mjs';
import { noFrameWith } from './harness/webview.mjs';
import { makeWorkspace } from './harness/workspace.mjs';

const example = (name) => readFileSync(join(root, 'examples', name), 'utf8');
const COUNT = `#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include "count.h"

SEC("tp_btf/task_newtask")
int BPF_PROG(count_cpus, struct task_struct *task, u64 flags)
{
	u32 weight = bpf_cpumask_weight(task->cpus_ptr);

	return COUNTED(weight);
}

SEC("tp_btf/task_newtask")
int BPF_PROG(forever, struct task_struct *task, u64 flags)
{
	u64 n = 0;

	for (;;)
		n += bpf_get_prandom_u32();
	return n;
}
`;
const FILES = {
  'clean.bpf.c': example('clean.bpf.c'),
  'leak.bpf.c': example('leak.bpf.c'),
  'count.bpf.c': COUNT,
  'count.h': '#define COUNTED(x) ((x) + 100)\n',
  'plain.c': 'int x;\n',
};
const RUN = 'bpf-cpumask: Run Selection';
/** Of a 50-line program, from the command to the drawn page: in an open panel, and the first time. */
const GOAL_OPEN_MS = 200;
const GOAL_FIRST_MS = 1500;

let product;
before(() => {
  product = stageProduct();
});
after(closeBrowser);

const setup = (host, more) => ({
  name: `run-${host}`,
  host,
  extensions: [product],
  folder: makeWorkspace(FILES),
  ...more,
});

async function open(editor, file, lenses) {
  await editor.openFile(file);
  const rows = editor.page.locator('.editor-group-container.active').locator(LENS);
  // The server starts first.
  await editor.waitFor(async () => (await rows.count()) === lenses, `${lenses} lenses in ${file}`, 45_000);
}

/** Milliseconds from the lens to the drawn page, run by run. */
async function timeRuns(editor, runs) {
  await open(editor, 'clean.bpf.c', 1);
  for (let round = 0; round < runs; round++) {
    await clickLens(editor);
    await panelOf(editor, 'on_newtask', /returned 0/);
    await pause(1000);
  }
  return drawTimes(editor, runs);
}

for (const host of ['node', 'web']) {
  test(`a program by its lens, other inputs, the slider, in the ${host} host`, async () => {
    await withEditor(setup(host), async (editor) => {
      await open(editor, 'count.bpf.c', 2);
      await clickLens(editor);
      const frame = await panelOf(editor, 'count_cpus', /returned (0x6c|108)/);
      await editor.waitFor(async () => /Run: count_cpus/.test(await tabs(editor)), 'the title of the panel');
      await give(frame, 'CPUs', '16');
      await panelOf(editor, 'count_cpus', /returned (0x74|116)/);

      // What the editor has comes first, saved or not: two lines above, and another number.
      await goToTop(editor);
      await editor.type('// one\n// two\n');
      await slideTo(editor, frame, '8', 'End', 'Home');
      await slideTo(editor, frame, '10', 'Home', 'ArrowRight');
      await frame.locator('#again').click();
      await panelOf(editor, 'count_cpus', /returned (0x74|116)/);
    });
  });

  test(`lines by the menu, and copied as text, in the ${host} host`, async () => {
    await withEditor(setup(host), async (editor) => {
      await editor.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
      await open(editor, 'clean.bpf.c', 1);
      await editor.goTo(35);
      await editor.press('Shift+ArrowDown', 'Shift+ArrowDown');
      const { x, y } = await editor.find('bpf_cpumask_copy(mask');
      await editor.page.mouse.click(x, y, { button: 'right' });
      await clickMenu(editor, 'Run Selection');
      const frame = await panelOf(editor, 'lines 35-36 of on_newtask');
      await frame.locator('#copy').click();
      const copied = () => editor.page.evaluate(() => navigator.clipboard.readText());
      await editor.waitFor(async () => /lines 35-36 of on_newtask/.test(await copied()), 'the text');
      assert.match(await copied(), /bpf_cpumask_clear_cpu\(0, mask/);
    });
  });

  test(`a fault's link shows its line, in the ${host} host`, async () => {
    await withEditor(setup(host), async (editor) => {
      await open(editor, 'leak.bpf.c', 1);
      await clickLens(editor);
      const frame = await panelOf(editor, 'on_newtask');
      await frame.locator('#fault-list button.link').first().click();
      await editor.waitFor(async () => (await editor.cursor()).line === 39, 'the cursor at the leak');
      await editor.waitFor(async () => (await editor.activeTab()) === 'leak.bpf.c', 'the file in front');
    });
  });

  test(`a program without end: progress, typing meanwhile, Cancel, in the ${host} host`, async () => {
    await withEditor(setup(host), async (editor) => {
      await open(editor, 'count.bpf.c', 2);
      await clickLens(editor, 1);
      const frame = await panelOf(editor, 'forever', /stopped|fault|ended/i);
      await give(frame, 'Most steps', '1000000000');
      await frame.locator('#cancel').waitFor();
      await editor.waitFor(
        async () => /[\d,]{7,} steps so far/.test(await frame.locator('#progress').innerText()),
        'progress',
      );
      await goToTop(editor);
      const began = performance.now();
      await editor.type('// typed');
      await editor.waitFor(
        async () => (await editor.visibleLines())[0].startsWith('// typed'),
        'what was typed',
      );
      // The run takes a minute and more: an editor that had to wait for it would be far beyond.
      assert.ok(performance.now() - began < 10_000, 'the editor answers');
      await frame.locator('#cancel').click();
      await editor.waitFor(async () => /Cancelled/.test(await resultOf(frame)), 'the end of the run');
      await clickLens(editor, 0);
      await panelOf(editor, 'count_cpus', /returned/);
    });
  });

  test(`how long it takes in the ${host} host`, async (t) => {
    // What else the machine does is no fault of ours: the best of a few editors counts.
    let [first, next] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
    for (let attempt = 0; attempt < 3 && !(first < GOAL_FIRST_MS && next < GOAL_OPEN_MS); attempt++) {
      await withEditor(setup(host), async (editor) => {
        const times = await timeRuns(editor, 5);
        t.diagnostic(`drawn in the ${host} host: ${times.join(', ')} ms`);
        first = Math.min(first, times[0]);
        next = Math.min(next, ...times.slice(1));
      });
    }
    assert.ok(first < GOAL_FIRST_MS, `${first} ms`);
    assert.ok(next < GOAL_OPEN_MS, `${next} ms`);
  });

  test(`an untrusted workspace in the ${host} host`, async () => {
    await withEditor(setup(host, { trusted: false }), async (editor) => {
      await open(editor, 'clean.bpf.c', 1);
      await editor.waitFor(async () => /Restricted Mode/.test(await editor.statusBarText()), 'no trust');
      await clickLens(editor);
      await panelOf(editor, 'on_newtask', /returned 0/);
    });
  });
}

for (const host of ['cdn', 'oldest']) {
  test(`a program in the ${host} host`, async () => {
    const files = { 'clean.bpf.c': FILES['clean.bpf.c'] };
    const oldest = { folder: undefined, files, open: 'clean.bpf.c' };
    await withEditor(setup(host, host === 'oldest' ? oldest : {}), async (editor) => {
      if (host === 'cdn') await editor.openFile('clean.bpf.c');
      await editor.page.locator(LENS).first().click();
      const frame = await panelOf(editor, 'on_newtask', /returned 0/);
      await give(frame, 'CPUs', '16');
      await editor.waitFor(async () => /0-15/.test(await frame.locator('#masks').innerText()), '16 CPUs');
    });
  });
}

test('where nothing can run the command is not offered; where none is meant it asks', async () => {
  await withEditor(setup('node'), async (editor) => {
    await editor.openFile('plain.c');
    assert.equal(await editor.hasCommand(RUN), false);
    await open(editor, 'count.bpf.c', 2);
    await editor.waitFor(() => editor.hasCommand(RUN), 'the command');
    await editor.goTo(1);
    await editor.runAndPick(RUN, 'count_cpus');
    await panelOf(editor, 'count_cpus', /returned/);
    editor.editSettings({ 'bpfCpumask.codeLens': false });
    await editor.waitFor(async () => (await editor.page.locator(LENS).count()) === 0, 'no lens');
  });
});

test('an untitled document, and a setting that is another kernel', async () => {
  const settings = { 'bpfCpumask.targetKernel': '6.12' };
  await withEditor(setup('node', { settings }), async (editor) => {
    const sample = 'bpf-cpumask: Open a Sample';
    await editor.waitFor(() => editor.hasCommand(sample), 'the command');
    await editor.runAndPick(sample, 'A leaked mask');
    await editor.page.locator(LENS).first().waitFor();
    await clickLens(editor);
    const frame = await panelOf(editor, 'on_newtask');
    await frame.locator('#fault-list button.link').first().click();
    await editor.waitFor(async () => (await editor.cursor()).line === 39, 'the cursor at the leak');
    await editor.waitFor(async () => /Untitled/.test(await editor.activeTab()), 'the document in front');
  });
});

test('a run that is cancelled, a choice, a rename: the panel is about the run that it shows', async () => {
  await withEditor(setup('node'), async (editor) => {
    await open(editor, 'clean.bpf.c', 1);
    await clickLens(editor);
    const frame = await panelOf(editor, 'on_newtask', /returned 0/);
    await goToTop(editor);
    await open(editor, 'count.bpf.c', 2);
    await clickLens(editor, 1);
    await frame.locator('#cancel').waitFor();
    await frame.locator('#cancel').click();
    await editor.waitFor(async () => /Cancelled. Below/.test(await resultOf(frame)), 'the run before');
    await frame.locator('#about button.link').click();
    await editor.waitFor(
      async () => (await editor.activeTab()) === 'clean.bpf.c',
      'the document of that run',
    );
    await frame.locator('#again').click();
    await panelOf(editor, 'on_newtask', /returned 0/);

    await open(editor, 'count.bpf.c', 2);
    await editor.press('Control+A');
    await editor.runAndPick(RUN, 'count_cpus');
    const moved = await panelOf(editor, 'count_cpus', /returned/);
    await editor.page.locator('.explorer-folders-view .monaco-list-row', { hasText: 'count.bpf.c' }).click();
    await editor.press('F2');
    await editor.page.locator('.explorer-folders-view input').fill('more.bpf.c');
    await editor.press('Enter');
    await editor.waitFor(async () => /more/.test(await tabs(editor)), 'the other name');
    await moved.locator('#again').click();
    await editor.waitFor(async () => /more.bpf.c/.test(await moved.locator('#about').innerText()), 'its run');
  });
});

test('a panel that was hidden or closed', async () => {
  await withEditor(setup('node'), async (editor) => {
    await open(editor, 'clean.bpf.c', 1);
    await clickLens(editor);
    const first = await panelOf(editor, 'on_newtask', /returned 0/);
    await give(first, 'CPUs', '16');
    await editor.waitFor(async () => /0-15/.test(await first.locator('#masks').innerText()), '16 CPUs');
    // Another tab over it: the page is thrown away.
    await editor.page.locator('.tab', { hasText: 'Run: on_newtask' }).click();
    await editor.openFile('count.h');
    await editor.waitFor(() => noFrameWith(editor.page, '#title'), 'the hidden panel');
    await editor.page.locator('.tab', { hasText: 'Run: on_newtask' }).click();
    await panelOf(editor, 'on_newtask', /returned 0/);
    await editor.runCommand('View: Close Editor');
    await editor.waitFor(() => noFrameWith(editor.page, '#title'), 'the closed panel');
    // Another panel begins with what the function was given before.
    await open(editor, 'clean.bpf.c', 1);
    await clickLens(editor);
    const frame = await panelOf(editor, 'on_newtask', /returned 0/);
    const cpus = frame.getByLabel('CPUs', { exact: true });
    await editor.waitFor(async () => (await cpus.inputValue()) === '16', 'the inputs of before');
  });
});

const tabs = async (editor) => (await editor.page.locator('.tab').allInnerTexts()).join();
