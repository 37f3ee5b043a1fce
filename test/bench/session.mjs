// What the benchmarks of the server share: the built server with one file open, the times of requests, and what is said of them.
import { spawn } from 'node:child_process';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import {
  createMessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

/** A file that is not open: what is asked about it costs nothing. */
export const NONE = 'file:///bench/none.c';

export const pause = (ms) => new Promise((done) => setTimeout(done, ms));

/** Numbers from the command line: `{ lines: 5000 }` reads `--lines`. */
export function numbersOf(defaults) {
  const options = Object.fromEntries(
    Object.entries(defaults).map(([name, value]) => [name, { type: 'string', default: String(value) }]),
  );
  const { values } = parseArgs({ options });
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, Number(value)]));
}

/** The server with `text` open as `uri`, checked. */
export async function openServer({ uri, text, capabilities, settings }) {
  const server = spawn(process.execPath, [join(root, 'dist/server.js'), '--stdio', '--code-cache=off'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const connection = createMessageConnection(
    new StreamMessageReader(server.stdout),
    new StreamMessageWriter(server.stdin),
  );
  connection.listen();
  const { capabilities: able } = await connection.sendRequest('initialize', {
    processId: process.pid,
    rootUri: null,
    capabilities,
    ...(settings ? { initializationOptions: { settings } } : {}),
  });
  void connection.sendNotification('initialized', {});
  void connection.sendNotification('textDocument/didOpen', {
    textDocument: { uri, languageId: 'c', version: 1, text },
  });
  const { items } = await connection.sendRequest('textDocument/diagnostic', { textDocument: { uri } });
  let version = 2;
  const edit = (range, newText) =>
    void connection.sendNotification('textDocument/didChange', {
      textDocument: { uri, version: version++ },
      contentChanges: [{ range, text: newText }],
    });
  const ask = (method, params) => connection.sendRequest(method, params);
  return { able, items, edit, ask, close: () => server.kill() };
}

/** Times of requests, by name. */
export function stopwatch(names) {
  const times = Object.fromEntries(names.map((name) => [name, []]));
  const timed = async (name, request) => {
    const start = performance.now();
    await request();
    times[name].push(performance.now() - start);
  };
  const report = () => {
    for (const [name, all] of Object.entries(times))
      console.log(
        `${name}: median ${quantile(all, 0.5)} ms, p95 ${quantile(all, 0.95)} ms, n = ${all.length}`,
      );
  };
  return { timed, report };
}

function quantile(all, part) {
  const sorted = all.toSorted((a, b) => a - b);
  return (sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? 0).toFixed(1);
}
