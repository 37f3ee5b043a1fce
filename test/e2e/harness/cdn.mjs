/**
 * The extension as vscode.dev has it: a pure web extension whose files come from another https origin. Nothing leaves
 * the machine: the page's requests to that origin are answered from the folder.
 */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { extname, join, normalize } from 'node:path';

const ORIGIN = 'https://extension.example';
const TYPES = { '.js': 'text/javascript', '.wasm': 'application/wasm', '.json': 'application/json' };
const CORS = { 'access-control-allow-origin': '*' };

export const isCdn = (url) => url.startsWith(`${ORIGIN}/`);

function answer(folders, url) {
  const [, index, path] = /^\/(\d+)(\/.*)$/.exec(normalize(decodeURIComponent(new URL(url).pathname))) ?? [];
  const file = index === undefined ? '' : join(folders[index], path);
  if (!existsSync(file) || !statSync(file).isFile()) return { status: 404, headers: CORS };
  const contentType = TYPES[extname(file)] ?? 'application/octet-stream';
  return { status: 200, headers: { ...CORS, 'content-type': contentType }, body: readFileSync(file) };
}

/** Runs in the page before its scripts: adds the extensions to the configuration that the server wrote into the page. */
function addExtensions(extensions) {
  const observer = new MutationObserver(() => {
    const configuration = document.getElementById('vscode-workbench-web-configuration');
    if (!configuration) return;
    observer.disconnect();
    const settings = JSON.parse(configuration.dataset.settings);
    configuration.dataset.settings = JSON.stringify({ ...settings, additionalBuiltinExtensions: extensions });
  });
  observer.observe(document, { childList: true, subtree: true });
}

/** The address of each extension, as VS Code's configuration has it. */
export function extensionAddresses(count) {
  const { host: authority, protocol } = new URL(ORIGIN);
  return Array.from({ length: count }, (_, index) => ({
    scheme: protocol.slice(0, -1),
    authority,
    path: `/${index}`,
  }));
}

/** Serves extension folders to the pages of a browser context; `asked` gets the path of each request. */
export async function serveExtensions(context, folders, asked) {
  await context.route(`${ORIGIN}/**`, (route) => {
    const url = route.request().url();
    asked.push(new URL(url).pathname);
    return route.fulfill(answer(folders, url));
  });
}

/** Makes the pages of VS Code's server load them. */
export async function announceExtensions(context, folders) {
  await context.addInitScript(addExtensions, extensionAddresses(folders.length));
}
