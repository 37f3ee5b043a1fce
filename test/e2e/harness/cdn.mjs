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

function answer(folder, url) {
  const path = normalize(decodeURIComponent(new URL(url).pathname));
  const file = join(folder, path);
  if (!existsSync(file) || !statSync(file).isFile()) return { status: 404, headers: CORS };
  const contentType = TYPES[extname(file)] ?? 'application/octet-stream';
  return { status: 200, headers: { ...CORS, 'content-type': contentType }, body: readFileSync(file) };
}

/** Runs in the page before its scripts: adds the extension to the configuration that the server wrote into the page. */
function addExtension(extension) {
  const observer = new MutationObserver(() => {
    const configuration = document.getElementById('vscode-workbench-web-configuration');
    if (!configuration) return;
    observer.disconnect();
    const settings = JSON.parse(configuration.dataset.settings);
    configuration.dataset.settings = JSON.stringify({
      ...settings,
      additionalBuiltinExtensions: [extension],
    });
  });
  observer.observe(document, { childList: true, subtree: true });
}

/** Serves an extension folder to the pages of a browser context. */
export async function serveExtension(context, folder) {
  const { host: authority, protocol } = new URL(ORIGIN);
  await context.route(`${ORIGIN}/**`, (route) => route.fulfill(answer(folder, route.request().url())));
  await context.addInitScript(addExtension, { scheme: protocol.slice(0, -1), authority, path: '/' });
}
