/** An editor with an extension and an open folder: what a test holds. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { browser } from './browser.mjs';
import { announceExtensions, isCdn, serveExtensions } from './cdn.mjs';
import { watchContext } from './network.mjs';
import { startOldest } from './oldest.mjs';
import { startServer } from './server.mjs';
import { Workbench } from './workbench.mjs';
import { restoreWorkspace } from './workspace.mjs';

const VIEWPORT = { width: 1280, height: 800 };
const MOST_EDITORS = 3;

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
  if (workspace) url.searchParams.set('workspace', workspace);
  else if (folder) url.searchParams.set('folder', folder);
  if (!folder && !workspace && !server.query) url.searchParams.set('ew', 'true');
  for (const [name, value] of Object.entries({ ...server.query, ...query?.(server) }))
    url.searchParams.set(name, value);
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
 * @param {'node' | 'web' | 'cdn' | 'oldest'} [options.host] cdn: a pure web extension from another origin, as on
 *   vscode.dev; oldest: the same in the oldest VS Code, which takes `files` and `open` instead of a folder
 * @param {string} [options.folder] absolute path of the folder to open
 * @param {string} [options.workspace] of a .code-workspace file, which goes first; neither: an empty window
 * @param {{width: number, height: number}} [options.viewport]
 * @param {(server: object) => Record<string, string>} [options.query] more of the address, for instance `payload`
 * @param {(page: object) => Promise<void>} [options.expose] prepares the page before it loads
 */
export async function openEditor(options) {
  const { host = 'node', extensions } = options;
  const served = host === 'cdn' || host === 'oldest';
  const start = host === 'oldest' ? startOldest : startServer;
  const server = await start({ ...options, extensions: host === 'cdn' ? [] : extensions });
  const session = await openPage(server, options, served);
  try {
    await session.page.goto(address(server, options), { timeout: 300_000 });
    await session.ready();
    return session;
  } catch (error) {
    return failed(session, error, options);
  }
}

async function openPage(server, options, served) {
  const { host = 'node', extensions, viewport = VIEWPORT } = options;
  const context = await (await browser()).newContext({ viewport });
  const page = await context.newPage();
  page.setDefaultTimeout(120_000);
  const console = [];
  const asked = [];
  recordConsole(page, console);
  watchContext(context, server.outgoing, (url) => served && isCdn(url));
  if (served) {
    const folders = [...extensions, ...(server.extension ? [server.extension] : [])];
    await serveExtensions(context, folders, asked);
  }
  if (host === 'cdn') await announceExtensions(context, extensions);
  await options.expose?.(page);
  const session = new Workbench({ page, server, console, host });
  session.logs = () => serverLogs(server.data);
  session.asked = asked;
  session.attempt = options.attempt ?? 1;
  return session;
}

/** Ends a session that went wrong: the picture and the console say what was there. */
export async function failed(session, error, { name = 'failure' }) {
  error.message += await session.report(name).catch(() => '');
  if (session.asked.length > 0) error.message += `\nasked for: ${[...new Set(session.asked)].join(' ')}`;
  await session.close({ check: false });
  throw error;
}

/** Runs `body` with an editor and closes it; on failure the picture and the console say what was there. */
export async function withEditor(options, body) {
  const session = await openEditor(options);
  try {
    await body(session);
  } catch (error) {
    if (!neverStarted(session)) await failed(session, error, options);
    console.log(`The editor did not start the extension, another one is tried: ${error.message}`);
    // What it talked to counts all the same.
    await session.close();
    return withEditor({ ...options, attempt: session.attempt + 1 }, body);
  }
  await session.close();
}

/**
 * Tests that share an editor, since each start of one takes seconds: before each but the first no document is open, and
 * the files and settings are as they were. What a failed one left behind is nobody's: after it comes another editor.
 * @param {object} t the test that they are part of
 * @param {object} options as for openEditor
 * @param {Record<string, (editor: Workbench, t: object) => Promise<void>>} tests by their names
 */
export async function shareEditor(t, options, tests) {
  let editor;
  for (const [name, body] of Object.entries(tests)) {
    await t.test(name, async (inner) => {
      const mine = editor ?? (await openEditor(options));
      try {
        if (editor) await startOver(editor, options);
        editor = mine;
        await body(mine, inner);
      } catch (error) {
        editor = undefined;
        // Another editor begins with the files as they were.
        if (options.folder) restoreWorkspace(options.folder);
        await failed(mine, error, { name: `${options.name}-${name}` });
      }
    });
  }
  await editor?.close();
}

async function startOver(editor, { folder, settings }) {
  await editor.closeAll();
  if (folder) restoreWorkspace(folder);
  editor.replaceSettings(settings);
}

/**
 * VS Code at times leaves an extension of another origin alone: it has asked for the manifest and for no file that the
 * manifest names. That says nothing of the extension, so that there is another editor, up to the third.
 */
function neverStarted({ asked, attempt, host }) {
  return host === 'cdn' && attempt < MOST_EDITORS && !asked.some((path) => path.endsWith('.js'));
}
