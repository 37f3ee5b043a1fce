// A benchmark, not a test: how long a code action is waited for while somebody types, beside a request that costs nothing.
//   node test/bench/actions.mjs [--lines 5000] [--gap 150] [--keys 60]
import { spawn } from 'node:child_process';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import {
  createMessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';
import { sourceOfLength } from './inputs.mjs';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const { values } = parseArgs({
  options: {
    lines: { type: 'string', default: '5000' },
    gap: { type: 'string', default: '150' },
    keys: { type: 'string', default: '60' },
  },
});
const [lines, gap, keys] = [values.lines, values.gap, values.keys].map(Number);

const uri = 'file:///bench/actions.bpf.c';
const capabilities = {
  workspace: { diagnostics: { refreshSupport: true }, workspaceEdit: { documentChanges: true } },
  textDocument: {
    diagnostic: {},
    codeAction: {
      dataSupport: true,
      resolveSupport: { properties: ['edit'] },
      codeActionLiteralSupport: { codeActionKind: { valueSet: ['quickfix'] } },
    },
  },
};

/** Every sixth program leaves its mask behind. */
function leaking() {
  let count = 0;
  return sourceOfLength(lines).replaceAll('\told = bpf_kptr_xchg(&slot->mask, mask);\n', (line) =>
    count++ % 6 === 1 ? `\tif (first == 7)\n\t\treturn -EINVAL;\n${line}` : line,
  );
}

const pause = (ms) => new Promise((done) => setTimeout(done, ms));

function quantile(all, part) {
  const sorted = all.toSorted((a, b) => a - b);
  return (sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? 0).toFixed(1);
}

const server = spawn(process.execPath, [join(root, 'dist/server.js'), '--stdio', '--code-cache=off'], {
  stdio: ['pipe', 'pipe', 'inherit'],
});
const connection = createMessageConnection(
  new StreamMessageReader(server.stdout),
  new StreamMessageWriter(server.stdin),
);
connection.listen();
await connection.sendRequest('initialize', { processId: process.pid, rootUri: null, capabilities });
void connection.sendNotification('initialized', {});
const text = leaking();
void connection.sendNotification('textDocument/didOpen', {
  textDocument: { uri, languageId: 'c', version: 1, text },
});
const { items } = await connection.sendRequest('textDocument/diagnostic', { textDocument: { uri } });
const { range } = items[items.length >> 1];

const ask = (of) =>
  connection.sendRequest('textDocument/codeAction', {
    textDocument: { uri: of },
    range,
    context: { diagnostics: [] },
  });
const isThere = async () => (await ask(uri)).some(({ isPreferred }) => isPreferred);
for (let left = 600; left > 0 && !(await isThere()); left--) await pause(100);

const times = { action: [], nothing: [] };
const timed = async (name, of) => {
  const start = performance.now();
  await ask(of);
  times[name].push(performance.now() - start);
};
const line = range.start.line - 2;
let character = text.split('\n')[line].length;
const waiting = [];
for (let key = 0; key < keys; key++) {
  const place = { line, character: character++ };
  void connection.sendNotification('textDocument/didChange', {
    textDocument: { uri, version: key + 2 },
    contentChanges: [{ range: { start: place, end: place }, text: ' cpu = 1;'[key % 9] }],
  });
  // Directly behind the key, and somewhere before the next.
  waiting.push(timed('action', uri));
  const part = (key * 0.618) % 1;
  await pause(gap * part);
  waiting.push(timed(key % 2 ? 'action' : 'nothing', key % 2 ? uri : 'file:///bench/none.c'));
  waiting.push(timed(key % 2 ? 'nothing' : 'action', key % 2 ? 'file:///bench/none.c' : uri));
  await pause(gap * (1 - part));
}
await Promise.all(waiting);
for (const [name, all] of Object.entries(times))
  console.log(`${name}: median ${quantile(all, 0.5)} ms, p95 ${quantile(all, 0.95)} ms, n = ${all.length}`);
server.kill();
