/** From a squiggle to clean code by keyboard alone, in both hosts: one fix, all of a rule, on save, and a suppression. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { closeBrowser } from './harness/browser.mjs';
import { TWO_LEAKS } from './harness/leaks.mjs';
import { product } from './harness/product.mjs';
import { withEditor } from './harness/session.mjs';
import { repeat, tried } from './harness/wait.mjs';
import { makeWorkspace } from './harness/workspace.mjs';

const [FIRST, SECOND] = TWO_LEAKS.lines;
const RELEASE = "Release 'mask' before this return";
const FIX_ALL = "Fix all 2 'unreleased-reference' in this file";
const SUPPRESS = "Suppress 'unreleased-reference' here";

after(closeBrowser);

const linesOf = async (editor) => (await editor.squiggles()).map(({ line }) => line);

const waitForLines = (editor, ...wanted) =>
  editor.waitFor(async () => String(await linesOf(editor)) === String(wanted), `squiggles on [${wanted}]`);

async function open(editor, name) {
  await editor.openFile(name);
  await waitForLines(editor, FIRST, SECOND);
}

/** Opens the light bulb's menu again and again until it has that row: fixes come a moment after the finding. */
async function openMenu(editor, title) {
  await editor.waitFor(async () => {
    const titles = await editor.codeActions();
    if (titles.includes(title)) return titles;
    await editor.press('Escape');
    return undefined;
  }, `"${title}" in the menu`);
}

/** Chooses a row by arrow keys. */
async function choose(editor, title) {
  await openMenu(editor, title);
  const focused = editor.page.locator('.action-widget .monaco-list-row.focused').first();
  const isThere = async () => (await focused.innerText(tried())).startsWith(title);
  await repeat(() => editor.press('ArrowDown'), isThere, `the row "${title}"`, undefined, 150);
  await repeat(
    () => editor.press('Enter'),
    async () => !(await focused.isVisible()),
    `"${title}" to be taken`,
  );
}

/** The first row is what Ctrl+. and Enter do. */
async function fixOne(editor, host) {
  await open(editor, 'one.bpf.c');
  await editor.goTo(FIRST, 3);
  await openMenu(editor, RELEASE);
  await editor.screenshot(`fixes-menu-${host}`);
  assert.deepEqual(await editor.codeActions(), [RELEASE, FIX_ALL, SUPPRESS]);
  await editor.press('Enter');
  await waitForLines(editor, SECOND + 2);
  const text = (await editor.visibleLines()).join('\n');
  assert.match(text, /if \(flags & 1\) \{\n\s+bpf_cpumask_release\(mask\);\n\s+return 1;\n\s+\}/);
  await editor.screenshot(`fixes-one-${host}`);
}

/** In several places: shown before it is applied. */
async function fixAll(editor, host) {
  await open(editor, 'all.bpf.c');
  await editor.goTo(SECOND, 3);
  await choose(editor, FIX_ALL);
  const preview = editor.page.locator('.bulk-edit-panel');
  await preview.waitFor();
  // The file's row, with a tick for all of it.
  await repeat(
    () => editor.press('ArrowDown'),
    () => preview.locator('.monaco-list-row.focused').isVisible(),
    'the row of the file',
  );
  await repeat(
    () => editor.press('Space'),
    async () => (await preview.locator('input:checked, .monaco-checkbox.checked').count()) > 0,
    'the tick',
  );
  await editor.screenshot(`fixes-preview-${host}`);
  await repeat(
    () => editor.press('Control+Enter'),
    async () => !(await preview.isVisible()),
    'the edit to be applied',
  );
  await waitForLines(editor);
  assert.equal((await editor.visibleLines()).filter((line) => /_release\(mask\);/.test(line)).length, 4);
}

async function fixOnSave(editor, folder, host) {
  editor.editSettings({ 'editor.codeActionsOnSave': { 'source.fixAll.bpfCpumask': 'explicit' } });
  await open(editor, 'save.bpf.c');
  await editor.goTo(FIRST, 3);
  await openMenu(editor, FIX_ALL);
  await editor.press('Escape');
  await editor.press('End');
  await editor.type(' ');
  const saved = () =>
    readFileSync(join(folder, 'save.bpf.c'), 'utf8').split('bpf_cpumask_release(mask)').length;
  const before = saved();
  await repeat(
    () => editor.press('Control+S'),
    () => saved() === before + 2,
    'the fixes on disk',
  );
  await waitForLines(editor);
  await editor.screenshot(`fixes-saved-${host}`);
  editor.editSettings({ 'editor.codeActionsOnSave': undefined });
}

/** The cursor goes to the reason's place. */
async function suppress(editor, host) {
  await open(editor, 'suppress.bpf.c');
  await editor.goTo(FIRST, 3);
  await choose(editor, SUPPRESS);
  await waitForLines(editor, SECOND + 1);
  await editor.screenshot(`fixes-suppress-${host}`);
  await editor.type('kept for a test');
  const wanted = '// bpf-cpumask: ignore unreleased-reference -- kept for a test';
  await editor.waitFor(
    async () => (await editor.visibleLines()).some((line) => line.trim() === wanted),
    'the reason in its place',
  );
  await waitForLines(editor, SECOND + 1);
  await editor.screenshot(`fixes-reason-${host}`);
}

for (const host of ['node', 'web']) {
  test(`fixes by keyboard in the ${host} host`, async () => {
    const names = ['one', 'all', 'save', 'suppress'].map((name) => `${name}.bpf.c`);
    const folder = makeWorkspace(Object.fromEntries(names.map((name) => [name, TWO_LEAKS.text])));
    await withEditor({ name: `fixes-${host}`, host, extensions: [product], folder }, async (editor) => {
      await fixOne(editor, host);
      await fixAll(editor, host);
      await fixOnSave(editor, folder, host);
      await suppress(editor, host);
    });
  });
}
