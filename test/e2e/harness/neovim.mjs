/** Neovim in a terminal of tmux's: a second client for the language server, read as a user sees it. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { e2e } from './paths.mjs';
import { atEnd } from './processes.mjs';
import { pause, until } from './wait.mjs';

let count = 0;

/**
 * Opens a file in Neovim with a language server.
 * @param {object} options
 * @param {string[]} options.command of the server, for instance `[process.execPath, 'dist/server.js', '--stdio']`
 * @param {string} options.file absolute path of the file
 * @param {object} [options.settings] what the server is told by workspace/didChangeConfiguration
 */
export function openNeovim({ command, file, settings = {}, columns = 140, rows = 40 }) {
  const home = mkdtempSync(join(tmpdir(), 'nvim-e2e-'));
  // A tmux server of its own: nothing of the user's is seen or touched.
  const socket = join(home, `tmux-${count++}`);
  const tmux = (...args) =>
    execFileSync('tmux', ['-S', socket, '-f', '/dev/null', ...args], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  const variables = {
    HOME: home,
    XDG_STATE_HOME: join(home, 'state'),
    XDG_CACHE_HOME: join(home, 'cache'),
    LANG: 'C.UTF-8',
    E2E_LSP: JSON.stringify({ command, root: dirname(file), settings }),
  };
  const environment = Object.entries(variables).flatMap(([name, value]) => ['-e', `${name}=${value}`]);
  const program = ['nvim', '--clean', '-u', join(e2e, 'harness/neovim.lua'), file];
  mkdirSync(variables.XDG_CACHE_HOME);
  const killNoMore = atEnd(() => tmux('kill-server'));
  tmux('new-session', '-d', '-x', String(columns), '-y', String(rows), ...environment, ...program);

  return {
    /** What is on the terminal. */
    screen: () => tmux('capture-pane', '-p'),

    /** Waits until the terminal shows it, and returns the screen. */
    async waitForScreen(pattern, timeout = 120_000) {
      const end = Date.now() + timeout;
      for (;;) {
        const screen = tmux('capture-pane', '-p');
        if (pattern.test(screen)) return screen;
        if (Date.now() > end)
          throw new Error(`Neovim does not show ${pattern}:\n${screen}\n${this.log().slice(-3000)}`);
        await pause(50);
      }
    },

    /** Presses keys by tmux's names: `Escape`, `Enter`, `C-w`, or one character. */
    keys: (...keys) => tmux('send-keys', ...keys),

    /** Types text as it is. */
    type: (text) => tmux('send-keys', '-l', text),

    /** Runs an Ex command, for instance `lua vim.lsp.buf.hover()`. */
    command(text) {
      tmux('send-keys', 'Escape');
      tmux('send-keys', '-l', `:${text}`);
      tmux('send-keys', 'Enter');
    },

    /** Puts the cursor there; both count from 1. */
    goTo(line, column = 1) {
      this.command(`call cursor(${line}, ${column})`);
    },

    /** Neovim's log of the language server. */
    log() {
      const files = readdirSync(home, { recursive: true }).filter((name) => /lsp\.log$/.test(name));
      return files.map((name) => readFileSync(join(home, name), 'utf8')).join('\n');
    },

    /** Leaves Neovim without saving; the server ends with it. */
    async close() {
      this.command('qall!');
      const gone = () => {
        try {
          tmux('has-session');
          return false;
        } catch {
          return true;
        }
      };
      await until(gone, "Neovim's end", 5000).catch(() => tmux('kill-server'));
      killNoMore();
      rmSync(home, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}
