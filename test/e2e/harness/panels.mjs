/** What the editor shows about code: squiggles, hovers, the Problems panel, notifications, the status bar. */
import { repeat, tried, until } from './wait.mjs';

const EDITOR = '.editor-group-container.active .monaco-editor';
const ROW = '.markers-panel .monaco-list-row';
const HOVER = '.monaco-hover:not(.hidden) .hover-contents';
const ACTIONS = '.action-widget .monaco-list-row.action';
const STATUS_ENTRY = '.hover-language-status';

/** Runs in the page: each squiggle with the line it is on, found by its height on the screen. */
function readSquiggles(editor) {
  const lineAt = (top) =>
    [...editor.querySelectorAll('.margin-view-overlays > div')].find(
      (row) => Math.abs(row.getBoundingClientRect().top - top) < 2,
    )?.innerText;
  return [...editor.querySelectorAll('.view-overlays .cdr')].flatMap((mark) => {
    const severity = /squiggly-(error|warning|info|hint)/.exec(mark.className)?.[1];
    if (!severity) return [];
    const { left, width } = mark.getBoundingClientRect();
    const line = Number(lineAt(mark.parentElement.getBoundingClientRect().top));
    return [{ severity, line, left, width }];
  });
}

/** Runs in the page: rows of the Problems panel on the screen, in order. */
function readProblems(rows) {
  const clean = (text) => text?.replaceAll('\u00a0', ' ').replace(/\s+/g, ' ').trim() ?? '';
  return rows
    .sort((a, b) => a.getBoundingClientRect().top - b.getBoundingClientRect().top)
    .map((row) => ({
      level: Number(row.getAttribute('aria-level')),
      text: clean(row.innerText),
      label: clean(row.getAttribute('aria-label')),
      collapsed: row.querySelector('.monaco-tl-twistie')?.classList.contains('collapsed') ?? false,
    }));
}

/** Runs in the page: the box of the nth place where the text is on the screen. */
function findOnScreen(editor, { text, nth }) {
  const byHeight = (a, b) => a.getBoundingClientRect().top - b.getBoundingClientRect().top;
  const places = [...editor.querySelectorAll('.view-line')].sort(byHeight).flatMap((line) => {
    const parts = line.textContent.replaceAll('\u00a0', ' ').split(text);
    return parts.slice(1).map((_, index) => ({ line, at: parts.slice(0, index + 1).join(text).length }));
  });
  const place = places[nth];
  if (!place) return undefined;
  const range = document.createRange();
  const walker = document.createTreeWalker(place.line, NodeFilter.SHOW_TEXT);
  let before = 0;
  for (let node = walker.nextNode(); node; before += node.length, node = walker.nextNode()) {
    const [from, to] = [place.at - before, place.at + text.length - before];
    if (from >= 0 && from < node.length) range.setStart(node, from);
    if (to > 0 && to <= node.length) range.setEnd(node, to);
  }
  const { left, right, top, height } = range.getBoundingClientRect();
  return { left, right, x: (left + right) / 2, y: top + height / 2 };
}

export class Panels {
  constructor(page) {
    this.page = page;
  }

  /** Squiggles on the screen: `{ severity: 'error' | 'warning' | 'info' | 'hint', line, left, width }`. */
  squiggles() {
    return this.page.locator(EDITOR).first().evaluate(readSquiggles);
  }

  /**
   * Opens the Problems panel, unfolds everything and returns its rows: `{ level, text, label, collapsed }`. Level 1 is
   * the file, 2 the problem, 3 its related information.
   */
  async problems() {
    await this.showProblems();
    await this.unfoldProblems();
    return this.page.locator(ROW).evaluateAll(readProblems);
  }

  async showProblems() {
    await repeat(
      () => this.page.keyboard.press('Control+Shift+M'),
      () => this.page.locator('.markers-panel').isVisible(),
      'the Problems panel',
    );
  }

  /** The part of the window that has the problems and the output. */
  hidePanel() {
    const panel = this.page.locator('.part.panel');
    const button = panel.locator('.action-label[aria-label^="Hide Panel"]').first();
    return repeat(
      () => button.click(tried()),
      async () => !(await panel.isVisible()),
      'the panel to go',
    );
  }

  async unfoldProblems() {
    const folded = this.page.locator(`${ROW} .monaco-tl-twistie.collapsible.collapsed`);
    for (let left = 50; left > 0 && (await folded.count()) > 0; left--) {
      await folded
        .first()
        .click(tried())
        .catch(() => {});
    }
  }

  /** Clicks the row of the Problems panel that holds the text: the editor goes there. */
  async clickProblem(text, { double = false } = {}) {
    await this.showProblems();
    const row = this.page.locator(ROW, { hasText: text }).first();
    await row.waitFor();
    // In the text: at the row's left edge the twistie would fold it.
    await row
      .locator(
        '.marker-message-details-container, .monaco-icon-label, .related-info-resource, .marker-description',
      )
      .first()
      .click({ clickCount: double ? 2 : 1 });
  }

  /** Where a text is on the screen: `{ left, right, x, y }`, x and y its middle. */
  find(text, nth = 0) {
    const editor = this.page.locator(EDITOR).first();
    return until(() => editor.evaluate(findOnScreen, { text, nth }), `"${text}" in the editor`);
  }

  /** Selects a text on the screen with the mouse, for typing over it. */
  async select(text, { nth = 0 } = {}) {
    const { left, right, y } = await this.find(text, nth);
    await this.page.mouse.click(left + 1, y);
    await this.page.keyboard.down('Shift');
    await this.page.mouse.click(right - 1, y);
    await this.page.keyboard.up('Shift');
  }

  /** Rests the mouse on a text in the editor and returns what the hover says, once it has what is expected. */
  async hover(text, { nth = 0, expect = /\S/ } = {}) {
    await this.hideHover();
    const rest = async () => {
      const { x, y } = await this.find(text, nth);
      await this.page.mouse.move(x - 3, y);
      await this.page.mouse.move(x, y, { steps: 3 });
    };
    return repeat(rest, () => this.#hoverText(expect), `a hover like ${expect}`);
  }

  /** Shows the hover at the cursor by keyboard and returns what it says. */
  async hoverAtCursor({ expect = /\S/ } = {}) {
    await this.hideHover();
    const ask = async () => {
      await this.page.keyboard.press('Control+K');
      await this.page.keyboard.press('Control+I');
    };
    return repeat(ask, () => this.#hoverText(expect), `a hover like ${expect}`);
  }

  async hideHover() {
    const hover = this.page.locator(HOVER).first();
    await this.page.mouse.move(2, 2);
    if (!(await hover.isVisible())) return;
    await repeat(
      () => this.page.keyboard.press('Escape'),
      async () => !(await hover.isVisible()),
      'the hover to go',
    );
  }

  /** Its parts come one after the other: problems first, then what each provider says. Undefined: not yet. */
  async #hoverText(expect) {
    const texts = await this.page.locator(HOVER).allInnerTexts();
    const text = texts.join('\n').replaceAll('\u00a0', ' ').trim();
    return !/^Loading\.\.\.$/.test(text) && expect.test(text) ? text : undefined;
  }

  /** Titles of the light bulb's menu at the cursor; Escape closes it. */
  async codeActions() {
    const rows = this.page.locator(ACTIONS);
    await repeat(
      () => this.page.keyboard.press('Control+.'),
      () => rows.first().isVisible(),
      'the light bulb',
    );
    return (await rows.allInnerTexts()).map((text) => text.split('\n')[0].trim());
  }

  /** Chooses from the menu that codeActions() opened. */
  async chooseCodeAction(title) {
    const row = this.page.locator(ACTIONS, { hasText: title }).first();
    await repeat(
      () => row.click(tried()),
      async () => !(await row.isVisible()),
      `"${title}" to be taken`,
    );
  }

  /** Notifications on the screen: `{ text, buttons }`. */
  notifications() {
    return this.page.locator('.notification-list-item:visible').evaluateAll((items) =>
      items.map((item) => ({
        text: item.querySelector('.notification-list-item-message')?.innerText.trim() ?? '',
        buttons: [...item.querySelectorAll('.notification-list-item-buttons-container .monaco-button')].map(
          (button) => button.innerText.trim(),
        ),
      })),
    );
  }

  /** Waits for a notification with that text and returns it. */
  notification(pattern, timeout) {
    let isOpened = false;
    return until(
      async () => {
        const found = (await this.notifications()).find(({ text }) => pattern.test(text));
        if (found || isOpened) return found;
        // On a busy machine it may have come and gone before somebody looked: then it is behind the bell.
        isOpened = (await this.page.locator('.part.statusbar .codicon-bell-dot').count()) > 0;
        if (isOpened) await this.runCommand('Notifications: Show Notifications');
        return undefined;
      },
      `a notification like ${pattern}`,
      timeout,
    );
  }

  async clickNotificationButton(label) {
    await this.page
      .locator('.notification-list-item:visible .monaco-button', { hasText: label })
      .first()
      .click();
  }

  /** Labels of the status bar, left to right. */
  async statusBarText() {
    const items = await this.page
      .locator('.part.statusbar .statusbar-item')
      .evaluateAll((all) =>
        all.map((item) =>
          (item.innerText || item.getAttribute('aria-label') || '').replaceAll('\u00a0', ' ').trim(),
        ),
      );
    return items.filter(Boolean).join(' | ');
  }

  /** Rests the mouse on the language status and leaves it there. */
  async hoverLanguageStatus() {
    const rest = async () => {
      await this.page.mouse.move(2, 2);
      await this.page.locator('[id="status.languageStatus"]').hover(tried());
    };
    const entries = this.page.locator(STATUS_ENTRY);
    await repeat(rest, () => entries.first().isVisible(), 'the language status');
  }

  /** Text of the language status (the braces in the status bar), as its hover shows it. */
  async languageStatus() {
    await this.hoverLanguageStatus();
    const texts = await this.page
      .locator(STATUS_ENTRY)
      .evaluateAll((all) => all.map((entry) => entry.innerText.replace(/\s+/g, ' ').trim()));
    await this.page.mouse.move(2, 2);
    return texts;
  }

  /** Gives a file another name in the Explorer. */
  async renameFile(from, to) {
    const row = this.page.locator('.explorer-folders-view .monaco-list-row', { hasText: from });
    const field = this.page.locator('.explorer-folders-view input');
    const begin = async () => {
      await row.click(tried());
      await this.page.keyboard.press('F2');
    };
    await repeat(begin, () => field.isVisible(), 'the field for the name');
    await field.fill(to);
    await repeat(
      () => field.press('Enter', tried()),
      async () => !(await field.isVisible()),
      `${from} to become ${to}`,
    );
  }

  /** Text on the lines of an output channel that is shown now. */
  async outputText() {
    const lines = await this.page
      .locator('.output-view-content .view-line, .part.panel .view-line')
      .evaluateAll((rows) =>
        rows
          .sort((a, b) => a.getBoundingClientRect().top - b.getBoundingClientRect().top)
          .map((row) => row.innerText.replaceAll('\u00a0', ' ')),
      );
    return lines.join('\n');
  }
}
