/** Run Selection in an editor: its lenses, its panel, and what both do to the text. */
import { pause, repeat, tried } from './wait.mjs';
import { frameWith, shownFrame } from './webview.mjs';

export const LENS = '.codelens-decoration a';

/** A lens is made anew while its document is looked at: a click on one that goes is lost. */
async function clickLens(editor, nth) {
  const lens = editor.page.locator(LENS).nth(nth);
  await editor.waitFor(async () => {
    const before = await lens.elementHandle(tried());
    await pause(300);
    return before.evaluate((element) => element.isConnected);
  }, 'a lens that stays');
  await lens.click(tried());
}

/**
 * Runs a function by its lens; resolves to the panel's page once it shows a run of that title that ended so.
 * @param {number} [nth] of the lenses on the screen
 */
export async function runByLens(editor, title, result, nth) {
  await beginByLens(editor, title, nth);
  return panelOf(editor, title, result);
}

/** The same, without waiting for the end of the run. */
export function beginByLens(editor, title, nth = 0) {
  let isClicked = false;
  const click = async () => {
    await markResult(await frameNow(editor));
    await clickLens(editor, nth);
    isClicked = true;
  };
  const isTaken = async () => {
    const frame = isClicked && (await frameNow(editor));
    if (!frame || !(await isResultNew(frame))) return false;
    return (await titleOf(frame)) === title || (await resultOf(frame)) === `Running ${title}`;
  };
  return repeat(click, isTaken, `the run of ${title} to begin`);
}

/** Opens the menu at a text, and takes what it offers there until the menu has gone. */
export async function runByMenu(editor, text, label) {
  const item = editor.page.locator('.monaco-menu .action-label', { hasText: label }).first();
  const open = async () => {
    const { x, y } = await editor.find(text);
    await editor.page.mouse.click(x, y, { button: 'right' });
  };
  await repeat(open, () => item.isVisible(), 'the menu');
  await repeat(
    () => item.click(tried()),
    async () => !(await item.isVisible()),
    'the menu to close',
    30_000,
    500,
  );
}

const frameNow = (editor) => shownFrame(editor.page, '#title');
const titleOf = (frame) => frame.locator('#title').innerText(tried());
export const resultOf = (frame) => frame.locator('#result').innerText(tried());

/** What the page writes is a new node, also where it is the same text. */
async function markResult(frame) {
  await frame?.locator('#result').evaluate(({ firstChild }) => {
    if (firstChild) firstChild.isOld = true;
  });
}

function isResultNew(frame) {
  return frame.locator('#result').evaluate(({ firstChild }) => firstChild !== null && !firstChild.isOld);
}

/** The panel's page, once it shows a run of that title that ended so. A panel that moves has another frame. */
export function panelOf(editor, title, result = /./) {
  return editor.waitFor(async () => {
    const frame = await frameWith(editor.page, '#title');
    return (await titleOf(frame)) === title && result.test(await resultOf(frame)) && frame;
  }, `a run of ${title} with ${result}`);
}

/**
 * Gives an input a value and runs with it, until the page shows what is expected.
 * @param {(frame: object) => Promise<boolean>} seen
 */
export function give(editor, label, value, seen) {
  const type = async () => {
    const frame = await frameWith(editor.page, '#title');
    // It would begin anew.
    if (await frame.locator('#cancel').isVisible()) return;
    const field = frame.getByLabel(label, { exact: true });
    if (!(await field.isVisible())) await frame.locator('summary', { hasText: 'Machine' }).click(tried());
    if ((await field.evaluate(({ tagName }) => tagName)) === 'SELECT') {
      await field.selectOption(value, tried());
      await frame.locator('#again').click(tried());
      return;
    }
    await field.fill(value, tried());
    await field.press('Enter', tried());
  };
  const isSeen = async () => {
    const frame = await frameNow(editor);
    return frame && (await seen(frame)) && frame;
  };
  return repeat(type, isSeen, `what ${label} = ${value} leads to`);
}

/** What `give` may look for: how the run ended, and the CPUs of the masks. */
export const ended = (result) => async (frame) => result.test(await resultOf(frame));
export const masksShow = (cpus) => async (frame) =>
  cpus.test(await frame.locator('#masks').innerText(tried()));

/** Presses a button of the panel's page until that shows what is expected. */
export function press(editor, selector, seen) {
  const click = async () => {
    const frame = await frameWith(editor.page, '#title');
    await frame.locator(selector).first().click(tried());
  };
  const isSeen = async () => {
    const frame = await frameNow(editor);
    return frame && seen(frame);
  };
  return repeat(click, isSeen, `what ${selector} leads to`);
}

/** Follows the first link of a part of the panel's page until the document it leads to is in front. */
export async function follow(editor, part, { document, line }) {
  const isThere = async () =>
    document.test(await editor.activeTab()) && (line === undefined || (await editor.cursor()).line === line);
  // Once: a text that comes to the front and does not stay there is a fault of ours.
  const frame = await frameWith(editor.page, '#title');
  await frame.locator(`${part} button.link`).first().click();
  await editor.waitFor(isThere, `${document} in front at ${line ?? 'some line'}`);
  // VS Code looks at the focus four times a second, and may put the panel in front again for a moment.
  await pause(600);
  await editor.waitFor(isThere, `${document} to stay in front`, 5000);
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

/** Milliseconds from the lens to the drawn page, run by run, as the client's log has them. */
export async function drawTimes(editor, title, result, runs) {
  for (let run = 0; run < runs; run++) {
    await runByLens(editor, title, result);
    await pause(1000);
  }
  await editor.runAndPick('Output: Show Output Channels...', 'bpf-cpumask Client');
  return editor.waitFor(async () => {
    const lines = (await editor.outputText()).matchAll(/drawn (\d+) ms after/g);
    const times = [...lines].map(([, ms]) => Number(ms));
    return times.length >= runs && times.slice(0, runs);
  }, 'times in the log');
}

/** Keys for the slider until the line is marked: the focus may still be on its way when the first one comes. */
export async function slideTo(editor, frame, line, ...keys) {
  await editor.waitFor(async () => {
    for (const key of keys) await frame.locator('#slider').press(key, tried());
    await pause(300);
    return String(await highlighted(editor)) === line;
  }, `line ${line} marked`);
}
