/** Fixes in Neovim, by keyboard: from its list, all that is safe, and a suppression with a place for the reason. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { TWO_LEAKS } from './harness/leaks.mjs';
import { openNeovim } from './harness/neovim.mjs';
import { root } from './harness/paths.mjs';
import { pause } from './harness/wait.mjs';
import { makeWorkspace } from './harness/workspace.mjs';

const [FIRST, SECOND] = TWO_LEAKS.lines;
const FOUND = /The program ends here without releasing 'mask'/;
const FIXED = /release\(mask\);[^\n]*\n[^\n]*return 1;/;

function open() {
  const file = join(makeWorkspace({ 'empty.txt': '' }), 'leaks.bpf.c');
  writeFileSync(file, TWO_LEAKS.text);
  return openNeovim({
    command: [process.execPath, join(root, 'dist/cli.js'), 'lsp', '--stdio', '--code-cache=off'],
    file,
    columns: 160,
    rows: 50,
  });
}

/** Does it again until the screen shows it: fixes come a moment after the finding. */
async function until(neovim, act, pattern) {
  for (let left = 60; left > 0; left--) {
    act();
    await pause(1_000);
    const screen = neovim.screen();
    if (pattern.test(screen)) return screen;
    neovim.keys('Escape');
  }
  throw new Error(`Neovim does not show ${pattern}:\n${neovim.screen()}`);
}

/** Opens the list at a line and takes the entry whose title begins like that. */
async function take(neovim, line, title) {
  neovim.goTo(line, 3);
  const list = () => neovim.command('lua vim.lsp.buf.code_action()');
  const screen = await until(neovim, list, /1: Release 'mask'/);
  const entry = screen.split('\n').find((one) => one.includes(`: ${title}`));
  assert.ok(entry, screen);
  neovim.type(/(\d+):/.exec(entry)[1]);
  neovim.keys('Enter');
}

/** Waits until no finding is shown. */
async function gone(neovim) {
  for (let left = 60; left > 0 && FOUND.test(neovim.screen()); left--) await pause(500);
  assert.doesNotMatch(neovim.screen(), FOUND);
}

test('Neovim takes one fix, all of a rule, and a suppression', async () => {
  const neovim = open();
  try {
    await neovim.waitForScreen(FOUND);
    await take(neovim, FIRST, "Release 'mask' before this return");
    await neovim.waitForScreen(FIXED);
    neovim.command('undo');
    await take(neovim, SECOND, "Fix all 2 'unreleased-reference'");
    await neovim.waitForScreen(/release\(mask\);[^\n]*\n[^\n]*return 2;/);
    assert.match(neovim.screen(), FIXED);
    await gone(neovim);
    neovim.command('undo');
    await take(neovim, FIRST, "Suppress 'unreleased-reference' here");
    await neovim.waitForScreen(
      /\/\/ bpf-cpumask: ignore unreleased-reference -- <reason>[^\n]*\n[^\n]*return 1;/,
    );
  } finally {
    await neovim.close();
  }
});

test('Neovim applies all that is safe', async () => {
  const neovim = open();
  try {
    await neovim.waitForScreen(FOUND);
    const list = () => neovim.command('lua vim.lsp.buf.code_action({ only = { "source.fixAll" } })');
    await until(neovim, list, /1: Fix all findings that have a safe fix/);
    neovim.type('1');
    neovim.keys('Enter');
    await neovim.waitForScreen(FIXED);
    await gone(neovim);
  } finally {
    await neovim.close();
  }
});
