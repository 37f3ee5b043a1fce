/** Pictures of findings, a hover, the status and a run in every kind of theme: out/e2e/pictures, for looking at. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { closeBrowser } from './harness/browser.mjs';
import { root } from './harness/paths.mjs';
import { product } from './harness/product.mjs';
import { runByLens } from './harness/run-panel.mjs';
import { withEditor } from './harness/session.mjs';
import { frameWith } from './harness/webview.mjs';
import { makeWorkspace } from './harness/workspace.mjs';

const LEAK_LINE = 39;
const THEMES = ['light', 'dark', 'contrast', 'contrast-light'];
/** Small enough for a README, and nothing on it that is not ours. */
const SETTINGS = {
  'breadcrumbs.enabled': false,
  'window.commandCenter': false,
  'workbench.layoutControl.enabled': false,
  'workbench.activityBar.location': 'hidden',
  'editor.stickyScroll.enabled': false,
  'editor.renderLineHighlight': 'none',
};

after(closeBrowser);

async function openLeak(editor) {
  await editor.openFile('leak.bpf.c');
  await editor.press('Control+B');
  await editor.goTo(LEAK_LINE);
  await editor.waitFor(async () => (await editor.squiggles()).length === 1, 'the squiggle');
}

/** Rests the mouse on the first such text and leaves it there. */
async function hoverOn(editor, text, nth = 0) {
  await editor.hover(text, { nth });
  await editor.page.waitForTimeout(300);
}

const STEPS = ['Open a sample', 'See the leak', 'Fix it'];

async function openWalkthrough(editor) {
  await editor.runCommand('View: Toggle Panel Visibility');
  await editor.page.setViewportSize({ width: 1280, height: 800 });
  await editor.runAndPick('Welcome: Open Walkthrough...', 'Get started with BPF CPU masks');
  await editor.page.locator('.getting-started-step').first().waitFor();
}

test('pictures', async () => {
  const text = readFileSync(join(root, 'examples/leak.bpf.c'), 'utf8');
  const options = {
    name: 'pictures',
    extensions: [product],
    folder: makeWorkspace({ 'leak.bpf.c': text }),
    userSettings: SETTINGS,
    viewport: { width: 980, height: 600 },
  };
  await withEditor(options, async (editor) => {
    await openLeak(editor);
    await editor.problems();
    for (const theme of THEMES) {
      await editor.setTheme(theme);
      await editor.clickProblem('without releasing');
      await editor.languageStatus();
      await editor.hideHover();
      await editor.screenshot(`problems-${theme}`);
      // Away from the selection that the click made.
      await editor.goTo(LEAK_LINE + 1);
      await hoverOn(editor, 'return 0;', 1);
      await editor.screenshot(`finding-${theme}`);
      await hoverOn(editor, 'bpf_cpumask_copy');
      await editor.screenshot(`function-${theme}`);
      await hoverOn(editor, 'slot', 1);
      await editor.screenshot(`variable-${theme}`);
      await editor.hideHover();
      await editor.hoverLanguageStatus();
      await editor.screenshot(`status-${theme}`);
      await editor.page.mouse.move(2, 2);
    }

    await openWalkthrough(editor);
    for (const theme of THEMES) {
      await editor.setTheme(theme);
      for (const [index, step] of STEPS.entries()) {
        await editor.page.locator('.getting-started-step', { hasText: step }).first().click();
        await editor.page.waitForTimeout(500);
        await editor.screenshot(`walkthrough-${index + 1}-${theme}`);
      }
    }
  });
});

/** The run at the step that clears CPU 0, on a machine of so many CPUs. */
async function showRun(editor, cpus) {
  const frame = await frameWith(editor.page, '#title');
  const field = frame.getByLabel('CPUs', { exact: true });
  const machine = frame.locator('summary', { hasText: 'Machine' });
  if (!(await field.isVisible())) await machine.click();
  await field.fill(`${cpus}`);
  await field.press('Enter');
  await editor.waitFor(async () => (await field.inputValue()) === `${cpus}`, `${cpus} CPUs`);
  await machine.click();
  await frame.locator('#slider').focus();
  await editor.press('Home', 'ArrowRight', 'ArrowRight', 'ArrowRight');
  await editor.waitFor(
    async () => /bpf_cpumask_clear_cpu/.test(await frame.locator('#now').innerText()),
    'the step',
  );
}

test('pictures of a run', async () => {
  const text = readFileSync(join(root, 'examples/clean.bpf.c'), 'utf8');
  const options = {
    name: 'pictures-run',
    extensions: [product],
    folder: makeWorkspace({ 'clean.bpf.c': text }),
    userSettings: SETTINGS,
    viewport: { width: 1280, height: 900 },
  };
  await withEditor(options, async (editor) => {
    await editor.openFile('clean.bpf.c');
    await editor.press('Control+B');
    await runByLens(editor, 'on_newtask');
    for (const cpus of [8, 512]) {
      await showRun(editor, cpus);
      for (const theme of THEMES) {
        await editor.setTheme(theme);
        await editor.page.waitForTimeout(500);
        await editor.screenshot(`run-${cpus}-${theme}`);
      }
    }
  });
});
