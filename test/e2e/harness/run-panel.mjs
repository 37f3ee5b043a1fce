/** Run Selection in an editor: its lenses, its panel, and what both do to the text. */
import { pause } from './wait.mjs';
import { frameWith } from './webview.mjs';

export const LENS = '.codelens-decoration a';

/** A lens is made anew while its document is looked at: a click on one that goes is lost. */
export async function clickLens(editor, nth = 0) {
  const lens = editor.page.locator(LENS).nth(nth);
  await editor.waitFor(async () => {
    const before = await lens.elementHandle({ timeout: 1000 });
    await pause(300);
    return before.evaluate((element) => element.isConnected);
  }, 'a lens that stays');
  await lens.click();
}

/** A menu takes no click in its first moments: it is clicked until it has gone. */
export async function clickMenu(editor, label) {
  const item = editor.page.locator('.monaco-menu .action-label', { hasText: label }).first();
  await item.waitFor();
  await editor.waitFor(async () => {
    if (await item.isVisible()) await item.click({ timeout: 1000 });
    await pause(300);
    return !(await item.isVisible());
  }, 'the menu to close');
}

/** The panel's page, once it shows a run of that title that ended so. A panel that moves has another frame. */
export function panelOf(editor, title, result = /./) {
  return editor.waitFor(async () => {
    const frame = await frameWith(editor.page, '#title');
    const isThere = (await frame.locator('#title').innerText({ timeout: 1000 })) === title;
    return isThere && result.test(await resultOf(frame)) && frame;
  }, `a run of ${title} with ${result}`);
}

export const resultOf = (frame) => frame.locator('#result').innerText({ timeout: 1000 });

/** Types into an input and presses Enter. */
export async function give(frame, label, value) {
  const field = frame.getByLabel(label, { exact: true });
  if (!(await field.isVisible())) await frame.locator('summary', { hasText: 'Machine' }).click();
  await field.fill(value);
  await field.press('Enter');
}

/** Out of the panel, into the text. */
export async function goToTop(editor) {
  await editor.page.locator('.monaco-editor .view-line').first().click();
  await editor.goTo(1);
}

/** Lines of the editor with our highlight, by their numbers. */
export function highlighted(editor) {
  return editor.page
    .locator('.monaco-editor')
    .first()
    .evaluate((element) => {
      const lineAt = (top) =>
        [...element.querySelectorAll('.margin-view-overlays > div')].find(
          (row) => Math.abs(row.getBoundingClientRect().top - top) < 2,
        )?.innerText;
      const rows = [...element.querySelectorAll('.view-overlays > div')];
      const isMarked = (row) => row.querySelector('[class*="ced-"]:not([class*="squiggly"])');
      return rows.filter(isMarked).map((row) => Number(lineAt(row.getBoundingClientRect().top)));
    });
}

/** What the client's log says of drawing, run by run. */
export async function drawTimes(editor, runs) {
  await editor.runAndPick('Output: Show Output Channels...', 'bpf-cpumask Client');
  const times = async () =>
    [...(await editor.outputText()).matchAll(/drawn (\d+) ms after/g)].map(([, ms]) => Number(ms));
  return editor.waitFor(async () => {
    const found = await times();
    return found.length === runs && found;
  }, 'times in the log');
}

/** Keys for the slider until the line is marked: the focus may still be on its way when the first one comes. */
export async function slideTo(editor, frame, line, ...keys) {
  await editor.waitFor(async () => {
    for (const key of keys) await frame.locator('#slider').press(key, { timeout: 1000 });
    await pause(300);
    return String(await highlighted(editor)) === line;
  }, `line ${line} marked`);
}
