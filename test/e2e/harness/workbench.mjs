/** The window of VS Code, driven as a user would: keyboard, mouse, and what can be read on the screen. */
import { join } from 'node:path';
import { Panels } from './panels.mjs';
import { outFolder } from './paths.mjs';
import { matching } from './processes.mjs';
import { repeat, tried, until } from './wait.mjs';

const WINDOW_TIMEOUT = 300_000;
const THEMES = {
  light: ['Light Modern', 'vs'],
  dark: ['Dark Modern', 'vs-dark'],
  contrast: ['Default High Contrast', 'hc-black'],
  'contrast-light': ['Default High Contrast Light', 'hc-light'],
};

/** @typedef {'light' | 'dark' | 'contrast' | 'contrast-light'} Theme */

export class Workbench extends Panels {
  constructor({ page, server, console, host }) {
    super(page);
    this.server = server;
    this.console = console;
    this.host = host;
  }

  /** Resolves when the window can be used. */
  async ready() {
    await this.page.waitForSelector('.monaco-workbench .part.editor', { timeout: WINDOW_TIMEOUT });
    await this.page.waitForSelector('.part.statusbar .statusbar-item', { timeout: WINDOW_TIMEOUT });
  }

  /**
   * Waits until `predicate` gives something truthy and returns it.
   * @param {() => unknown} predicate
   * @param {string} what
   */
  waitFor(predicate, what, timeout) {
    return until(predicate, what, timeout);
  }

  /** Presses keys, for instance `Control+S`. */
  async press(...keys) {
    for (const key of keys) await this.page.keyboard.press(key);
  }

  /** Runs a command by its whole title in the palette, for instance `Developer: Reload Window`. */
  async runCommand(title) {
    await this.#pick(`>${title}`, 'F1', (label) => label === title);
  }

  /** Runs a command that asks with a list of its own, which takes the palette's place at once, and answers it. */
  async runAndPick(title, label) {
    await this.#openQuickInput('F1', `>${title}`);
    const row = this.page.locator('.quick-input-list .monaco-list-row.focused', { hasText: title });
    await row.waitFor();
    await repeat(
      () => this.press('Enter'),
      async () => !(await row.isVisible()),
      `the list of "${title}"`,
    );
    await this.pick(label);
  }

  /** True if the palette offers a command of that title. */
  async hasCommand(title) {
    await this.#openQuickInput('F1', `>${title}`);
    const rows = await this.waitFor(async () => {
      const all = await this.#quickRows();
      return all.length > 0 && all;
    }, 'an answer of the palette');
    await this.#leaveQuickInput('Escape');
    return rows.some(({ label }) => label === title);
  }

  /** Opens a file of the workspace by its name or path. */
  async openFile(path) {
    const name = path.split('/').pop();
    await this.#pick(path, 'Control+P', (label) => label === name);
    await this.waitFor(async () => (await this.activeTab()) === name, `the tab of ${path}`);
    await this.page.locator('.editor-group-container.active .monaco-editor .view-line').first().waitFor();
  }

  /** Answers an open pick list with the row of that label. */
  async pick(label) {
    await this.waitFor(
      async () => (await this.#quickRows()).some((row) => row.label === label),
      `"${label}"`,
    );
    await this.#chooseRow((text) => text === label);
  }

  async #pick(text, key, isIt) {
    await this.#openQuickInput(key, text);
    await this.waitFor(
      async () => (await this.#quickRows()).some(({ label }) => isIt(label)),
      `"${text}" to pick`,
    );
    await this.#chooseRow(isIt);
  }

  async #openQuickInput(key, text) {
    const input = this.page.locator('.quick-input-widget:visible input[type=text]');
    await this.waitFor(async () => {
      if (!(await input.isVisible())) await this.press(key);
      await input.fill(text, tried());
      return (await input.inputValue(tried())) === text;
    }, `the quick input (${key})`);
  }

  #leaveQuickInput(key) {
    const widget = this.page.locator('.quick-input-widget');
    return repeat(
      () => this.press(key),
      async () => !(await widget.isVisible()),
      'the quick input to close',
    );
  }

  #quickRows() {
    return this.page.locator('.quick-input-list .monaco-list-row').evaluateAll((rows) =>
      rows.map((row, index) => ({
        index,
        label: row.querySelector('.label-name')?.textContent.replaceAll('\u00a0', ' ') ?? '',
      })),
    );
  }

  /** The list is drawn anew while it is filtered: asks again until the click has taken. */
  async #chooseRow(isIt) {
    const widget = this.page.locator('.quick-input-widget');
    await this.waitFor(async () => {
      if (!(await widget.isVisible())) return true;
      const row = (await this.#quickRows()).find(({ label }) => isIt(label));
      if (!row) return false;
      await this.page.locator('.quick-input-list .monaco-list-row').nth(row.index).click(tried());
      return !(await widget.isVisible());
    }, 'the picked row');
  }

  /** Name of the file or document in front. */
  async activeTab() {
    const tab = this.page.locator('.editor-group-container.active .tab.active').first();
    return (await tab.count()) === 0 ? '' : tab.getAttribute('data-resource-name');
  }

  /** Puts the cursor there; both count from 1, the column in characters (the editor's own dialog counts a tab as four). */
  async goTo(line, column = 1) {
    let went = false;
    const go = async () => {
      went = true;
      await this.#openQuickInput('Control+G', `:${line}:1`);
      await this.#leaveQuickInput('Enter');
    };
    // The dialog may be over before it has looked at the number.
    const isThere = async () => {
      const at = await this.cursor();
      return went && at.line === line && at.column === 1;
    };
    await repeat(go, isThere, `the cursor on line ${line}`);
    for (let at = 1; at < column; at++) await this.press('ArrowRight');
  }

  /** `Ln 3, Col 7` of the status bar, as numbers; a tab counts as wide as it is shown. */
  async cursor() {
    const [, line, column] = /Ln (\d+), Col (\d+)/.exec(await this.statusBarText()) ?? [];
    return { line: Number(line), column: Number(column) };
  }

  /** Types key by key at the cursor. */
  async type(text, { delay = 5 } = {}) {
    await this.page.keyboard.type(text, { delay });
  }

  /** Text of the lines on the screen. */
  async visibleLines() {
    const lines = await this.page
      .locator('.editor-group-container.active .view-lines')
      .first()
      .evaluate((view) =>
        [...view.querySelectorAll('.view-line')]
          .sort((a, b) => a.getBoundingClientRect().top - b.getBoundingClientRect().top)
          .map((line) => line.textContent.replaceAll('\u00a0', ' ')),
      );
    return lines;
  }

  /** Merges into the settings on disk; undefined takes one out. */
  editSettings(changes) {
    this.server.editSettings(changes);
  }

  /** Those that a session began with, or others: none that was changed since. */
  replaceSettings(settings) {
    this.server.replaceSettings(settings);
  }

  /** Closes every document and page, and the panel below; what is not saved is lost. */
  async closeAll() {
    await this.hidePanel();
    const tabs = this.page.locator('.part.editor .tab');
    // Over the others; it goes first.
    const modal = this.page.locator('.monaco-modal-editor-block .codicon-close');
    const discard = this.page.locator('.monaco-dialog-box .monaco-button', { hasText: "Don't Save" });
    await this.waitFor(async () => {
      if (await modal.isVisible()) await modal.click(tried());
      if ((await tabs.count()) === 0) return true;
      if (await discard.isVisible()) await discard.click(tried());
      else await tabs.first().click({ button: 'middle', timeout: 1000 });
      return false;
    }, 'the editors to close');
  }

  /** Kills the processes below the editor's server whose command line matches; returns how many. */
  killProcess(pattern, signal = 'SIGKILL') {
    const found = this.processes(pattern);
    for (const { pid } of found) process.kill(pid, signal);
    return found.length;
  }

  /** Processes below the editor's server whose command line matches: `{ pid, command }`. */
  processes(pattern) {
    if (this.server.pid === undefined) return [];
    return matching(this.server.pid, pattern).filter(({ pid }) => pid !== this.server.pid);
  }

  /**
   * Writes out/e2e/pictures/NAME.png, in a theme if one is given; returns the path.
   * @param {string} name
   * @param {Theme} [theme]
   */
  async screenshot(name, theme) {
    if (theme) await this.setTheme(theme);
    const path = join(outFolder('pictures'), `${name}.png`);
    await this.page.screenshot({ path, animations: 'disabled', caret: 'hide' });
    return path;
  }

  /** @param {Theme} theme */
  async setTheme(theme) {
    const [id, mark] = THEMES[theme];
    this.editSettings({ 'workbench.colorTheme': id });
    await this.page.locator(`.monaco-workbench.${mark}`).waitFor();
  }

  /** For a failed test: a picture, the last lines of the console, and what left the machine. */
  async report(name) {
    const path = await this.screenshot(name.replace(/\W+/g, '-'));
    const lines = this.console.slice(-15).map((line) => line.split('\n')[0].slice(0, 300));
    return `\npicture: ${path}\nconsole:\n  ${lines.join('\n  ')}`;
  }

  /** Closes the window and stops the server. Throws if anything talked to another machine. */
  async close({ check = true } = {}) {
    const { outgoing } = this.server;
    await this.page.context().close();
    this.server.stop();
    if (check && outgoing.size > 0) throw new Error(`Left the machine:\n  ${[...outgoing].join('\n  ')}`);
  }
}
