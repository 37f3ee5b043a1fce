/** An editor with an extension and an open folder: what a test holds. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { browser } from './browser.mjs';
import { isCdn, serveExtension } from './cdn.mjs';
import { watchContext } from './network.mjs';
import { startServer } from './server.mjs';
import { Workbench } from './workbench.mjs';

const VIEWPORT = { width: 1280, height: 800 };

/** What VS Code says about itself in every run. */
const NOISE =
  /\bChat|DefaultAccount|chat-stt|Service Worker|same-origin iframe|AccountPolicyGate|AgentHost|spdlog|watchdog|from gallery|ocket|onnection token|Failed to load resource|allow-same-origin|HTTP response code/;

/** Notes what the page's console says; the extension host's console is part of it. */
function recordConsole(page, lines) {
  page.on('console', (message) => {
    const text = message
      .text()
      .replace(/%c|color: ?[#\w]*/g, '')
      .trim();
    if (!NOISE.test(text)) lines.push(`[${message.type()}] ${text}`);
  });
  page.on('pageerror', (error) => lines.push(`[pageerror] ${error.message}`));
}

function address(server, { folder, workspace, query }) {
  const url = new URL(server.url);
  if (folder) url.searchParams.set('folder', folder);
  if (workspace) url.searchParams.set('workspace', workspace);
  if (!folder && !workspace) url.searchParams.set('ew', 'true');
  for (const [name, value] of Object.entries(query?.(server) ?? {})) url.searchParams.set(name, value);
  return url.href;
}

/** Text of every log file below the server's data (output channels of the Node host are among them). */
function serverLogs(data) {
  const folder = join(data, 'data/logs');
  const files = readdirSync(folder, { recursive: true }).filter((name) => name.endsWith('.log'));
  return Object.fromEntries(files.map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
}

/**
 * Opens VS Code on a folder and waits until its window is there.
 * @param {object} options what startServer takes, and
 * @param {'node' | 'web' | 'cdn'} [options.host] cdn: a pure web extension from another origin, as on vscode.dev
 * @param {string} [options.folder] absolute path of the folder to open; or
 * @param {string} [options.workspace] of a .code-workspace file; neither: an empty window
 * @param {{width: number, height: number}} [options.viewport]
 * @param {(server: object) => Record<string, string>} [options.query] more of the address, for instance `payload`
 * @param {(page: object) => Promise<void>} [options.expose] prepares the page before it loads
 */
export async function openEditor(options) {
  const { host = 'node', extensions, viewport = VIEWPORT } = options;
  const served = host === 'cdn';
  const server = await startServer({ ...options, extensions: served ? [] : extensions });
  try {
    const context = await (await browser()).newContext({ viewport });
    const page = await context.newPage();
    page.setDefaultTimeout(15_000);
    const console = [];
    recordConsole(page, console);
    watchContext(context, server.outgoing, (url) => served && isCdn(url));
    if (served) await serveExtension(context, extensions[0]);
    await options.expose?.(page);
    const session = new Workbench({ page, server, console, host });
    session.logs = () => serverLogs(server.data);
    await page.goto(address(server, options), { timeout: 60_000 });
    await session.ready();
    return session;
  } catch (error) {
    server.stop();
    throw error;
  }
}

/** Runs `body` with an editor and closes it; on failure the picture and the console say what was there. */
export async function withEditor(options, body) {
  const session = await openEditor(options);
  try {
    await body(session);
  } catch (error) {
    error.message += await session.report(options.name ?? 'failure').catch(() => '');
    await session.close({ check: false });
    throw error;
  }
  await session.close();
}
