/** Watches that nothing but the local editor is talked to: by the pages, by the server and its children. */
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { processTree } from './processes.mjs';

const LOCAL_HOST = /^(?:localhost|127\.[\d.]+|\[::1\])$/;
const NO_NETWORK = new Set(['data:', 'blob:', 'about:', 'chrome:', 'chrome-error:', 'devtools:', 'file:']);
const SAMPLE_EVERY = 250;

/** True for an address on this machine, or one that needs no network. */
export function isLocal(url) {
  const { protocol, hostname } = new URL(url);
  return NO_NETWORK.has(protocol) || LOCAL_HOST.test(hostname);
}

/** What a page of an extension loads: its service worker asks the editor for it, and nothing goes out. */
const OF_WEBVIEW = /\.vscode-resource\.vscode-cdn\.net$/;
const isOfWebview = (url) => OF_WEBVIEW.test(new URL(url).hostname);

/**
 * Notes every request and web socket of a browser context that leaves the machine; `exempt` tells which addresses the
 * harness answers itself.
 */
export function watchContext(context, found, exempt = () => false) {
  const note = (kind, url) => isLocal(url) || exempt(url) || found.add(`${kind} ${url.slice(0, 200)}`);
  context.on('request', (request) => isOfWebview(request.url()) || note('page', request.url()));
  context.on('response', (response) => {
    if (isOfWebview(response.url()) && !response.fromServiceWorker()) note('page', response.url());
  });
  context.on('requestfailed', (request) => {
    // One that ends with its page has gone nowhere.
    if (isOfWebview(request.url()) && request.failure()?.errorText !== 'net::ERR_ABORTED')
      note('page', request.url());
  });
  const watchPage = (page) => page.on('websocket', (socket) => note('page socket', socket.url()));
  context.on('page', watchPage);
  context.pages().forEach(watchPage);
}

/** Hexadecimal peer of /proc/net/tcp{,6}: 127/8 and ::1 are little-endian words there. */
function isLocalPeer(hex) {
  const address = hex.slice(0, hex.indexOf(':'));
  if (/^0+$/.test(address)) return true;
  if (address.length === 8) return address.endsWith('7F');
  return address === '00000000000000000000000001000000' || /^0{16}FFFF0000.{6}7F$/.test(address);
}

function readPeer(hex) {
  const [address, port] = hex.split(':');
  const bytes = address.match(/../g).map((pair) => Number.parseInt(pair, 16));
  const host = bytes.length === 4 ? bytes.reverse().join('.') : address;
  return `${host}:${Number.parseInt(port, 16)}`;
}

/** Inodes of the sockets that a process holds. */
function socketsOf(pid) {
  try {
    const folder = `/proc/${pid}/fd`;
    return readdirSync(folder).flatMap(
      (fd) => /^socket:\[(\d+)\]$/.exec(readlinkSync(`${folder}/${fd}`))?.[1] ?? [],
    );
  } catch {
    return [];
  }
}

/** Peers beyond this machine that the process tree is connected (or connecting) to right now. */
export function foreignPeers(pid) {
  const rows = ['tcp', 'tcp6', 'udp', 'udp6'].flatMap((table) =>
    readFileSync(`/proc/net/${table}`, 'utf8')
      .split('\n')
      .slice(1)
      .map((line) => line.trim().split(/\s+/)),
  );
  const foreign = new Map(
    rows.filter((row) => row[2] && !isLocalPeer(row[2])).map((row) => [row[9], row[2]]),
  );
  if (foreign.size === 0) return [];
  return processTree(pid).flatMap((id) =>
    socketsOf(id).flatMap((inode) => (foreign.has(inode) ? [readPeer(foreign.get(inode))] : [])),
  );
}

/**
 * Samples the sockets of a process tree; the preloaded guard sees what is too short for that. Returns a function that
 * stops and adds the guard's notes.
 */
export function watchProcesses(pid, guardLog, found) {
  const sample = () => {
    for (const peer of foreignPeers(pid)) found.add(`server socket ${peer}`);
  };
  const timer = setInterval(sample, SAMPLE_EVERY);
  return () => {
    clearInterval(timer);
    if (!existsSync(guardLog)) return;
    for (const line of readFileSync(guardLog, 'utf8').split('\n').filter(Boolean))
      found.add(`server ${line}`);
  };
}
