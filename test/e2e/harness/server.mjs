/** The bare VS Code server with one extension, its own data and settings. */
import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { watchProcesses } from './network.mjs';
import { e2e, vscode, vscodeNode } from './paths.mjs';
import { atEnd, killTree } from './processes.mjs';
import { until } from './wait.mjs';

/** What would ask, phone or move by itself; and editing aids that change what a test types. */
export const QUIET = {
  'workbench.startupEditor': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.tips.enabled': false,
  'workbench.enableExperiments': false,
  'workbench.colorTheme': 'Dark Modern',
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'chat.disableAIFeatures': true,
  'git.enabled': false,
  'security.workspace.trust.startupPrompt': 'never',
  'security.workspace.trust.banner': 'never',
  'editor.autoClosingBrackets': 'never',
  'editor.autoClosingQuotes': 'never',
  'editor.autoClosingComments': 'never',
  'editor.autoIndent': 'none',
  'editor.acceptSuggestionOnEnter': 'off',
  'editor.minimap.enabled': false,
  'editor.occurrencesHighlight': 'off',
  'files.simpleDialog.enable': true,
};

/** @typedef {'node' | 'web'} Host where the extension runs: the Node host, or the web-worker host */

/** `publisher.name` of an extension folder. */
export function extensionId(folder) {
  const { publisher, name } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return `${publisher}.${name}`;
}

function hostSettings(host, ids) {
  if (host !== 'web') return {};
  return { 'remote.extensionKind': Object.fromEntries(ids.map((id) => [id, ['web']])) };
}

function installExtensions(folders, into, copy) {
  mkdirSync(into, { recursive: true });
  for (const folder of folders) {
    const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const target = join(into, `${extensionId(folder)}-${version}`);
    if (copy) cpSync(folder, target, { recursive: true });
    else symlinkSync(folder, target);
  }
}

function writeSettings(data, scope, settings) {
  mkdirSync(join(data, 'data', scope), { recursive: true });
  writeFileSync(join(data, 'data', scope, 'settings.json'), JSON.stringify(settings, null, 2));
}

/** Extensions that come with VS Code and that the tests see something of: the language, the themes and their icons. */
const NEEDED = ['cpp', 'theme-defaults', 'theme-seti'];

/** A folder with no others: they cost each editor a second, and what they do is not what is tested. */
function fewBuiltIn(data) {
  const folder = join(data, 'built-in');
  mkdirSync(folder);
  for (const name of NEEDED) symlinkSync(join(vscode, 'extensions', name), join(folder, name));
  return ['--builtin-extensions-dir', folder];
}

function argumentsFor(data, { trusted = true, driver = false, complete = false }) {
  return [
    join(vscode, 'out/server-main.js'),
    ...['--host', '127.0.0.1', '--port', '0', '--without-connection-token', '--accept-server-license-terms'],
    ...['--server-data-dir', data, '--extensions-dir', join(data, 'extensions'), '--disable-telemetry'],
    ...(complete ? [] : fewBuiltIn(data)),
    ...(trusted ? ['--disable-workspace-trust'] : []),
    ...(driver ? ['--enable-smoke-test-driver'] : []),
  ];
}

/** No variable of the caller's reaches the editor, so that a run is the same everywhere. */
function environment(data, guardLog) {
  return {
    HOME: join(data, 'home'),
    PATH: '/usr/local/bin:/usr/bin:/bin',
    LANG: 'C.UTF-8',
    NODE_OPTIONS: `--require ${join(e2e, 'harness/preload.cjs')}`,
    E2E_OUTGOING_LOG: guardLog,
    // The editor's own look at its marketplace.
    EXTENSIONS_GALLERY: '{}',
  };
}

/**
 * Starts the server on a port of its own choice.
 * @param {object} options
 * @param {string[]} options.extensions built extension folders (package.json, dist, ...)
 * @param {Host} [options.host]
 * @param {object} [options.settings] machine settings, which editSettings() changes; they go before the user's
 * @param {object} [options.userSettings] on top of the quiet ones; for what may only stand there
 * @param {boolean} [options.trusted] false: workspaces are untrusted until the user says otherwise
 * @param {boolean} [options.driver] for tests inside the extension host; no notification is shown then
 * @param {boolean} [options.complete] with all the extensions that come with VS Code
 * @param {string} [options.develops] folder of an extension that is not installed and comes by the address
 * @param {boolean} [options.copy] copy the extensions instead of linking them
 */
export async function startServer(options) {
  const { extensions, host = 'node', settings = {}, userSettings = {}, copy = false } = options;
  const data = mkdtempSync(join(tmpdir(), 'vscode-e2e-'));
  const guardLog = join(data, 'outgoing.log');
  installExtensions(extensions, join(data, 'extensions'), copy);
  mkdirSync(join(data, 'home'));
  const ids = [...extensions, ...(options.develops ? [options.develops] : [])].map(extensionId);
  writeSettings(data, 'User', { ...QUIET, ...hostSettings(host, ids), ...userSettings });
  // Changes of the user's file are not noticed while the editor runs, those of the machine's are.
  let current = settings;
  writeSettings(data, 'Machine', current);

  const child = spawn(vscodeNode, argumentsFor(data, options), { env: environment(data, guardLog) });
  const kill = () => child.exitCode === null && child.signalCode === null && killTree(child.pid);
  const remove = () => rmSync(data, { recursive: true, force: true, maxRetries: 5 });
  // Again at the end even if stopped: a process that was just dying may have written once more.
  atEnd(() => {
    kill();
    remove();
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  const port = await until(() => /agent listening on (\d+)/.exec(output)?.[1], 'the VS Code server').catch(
    (error) => {
      kill();
      throw new Error(`${error.message}\n${output.slice(-2000)}`);
    },
  );
  const outgoing = new Set();
  const stopWatching = watchProcesses(child.pid, guardLog, outgoing);

  return {
    pid: child.pid,
    host,
    data,
    url: `http://127.0.0.1:${port}`,
    outgoing,
    output: () => output,
    /** Merges into the settings; undefined takes one out. */
    editSettings(changes) {
      current = { ...current, ...changes };
      writeSettings(data, 'Machine', current);
    },
    replaceSettings(wanted = {}) {
      current = wanted;
      writeSettings(data, 'Machine', current);
    },
    stop() {
      stopWatching();
      kill();
      remove();
    },
  };
}
