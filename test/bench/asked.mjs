// A benchmark, not a test: how long an editor waits for what it asks while somebody types, beside a request that costs nothing.
//   node test/bench/asked.mjs [--lines 5000] [--gap 120] [--rounds 8]
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
    gap: { type: 'string', default: '120' },
    rounds: { type: 'string', default: '8' },
  },
});
const [lines, gap, rounds] = [values.lines, values.gap, values.rounds].map(Number);

const uri = 'file:///bench/asked.bpf.c';
const capabilities = {
  workspace: { diagnostics: { refreshSupport: true } },
  textDocument: {
    diagnostic: {},
    completion: { completionItem: { snippetSupport: true, documentationFormat: ['markdown'] } },
    signatureHelp: { signatureInformation: { activeParameterSupport: true } },
    documentSymbol: { hierarchicalDocumentSymbolSupport: true },
    hover: { contentFormat: ['markdown'] },
    inlayHint: {},
  },
};

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
const settings = { suggest: 'all', inlayHints: true };
const { capabilities: able } = await connection.sendRequest('initialize', {
  processId: process.pid,
  rootUri: null,
  capabilities,
  initializationOptions: { settings },
});
void connection.sendNotification('initialized', {});
const text = sourceOfLength(lines);
void connection.sendNotification('textDocument/didOpen', {
  textDocument: { uri, languageId: 'c', version: 1, text },
});
await connection.sendRequest('textDocument/diagnostic', { textDocument: { uri } });

/** In the middle, behind a line that every function has. */
const MARK = 'bpf_rcu_read_unlock();\n';
const before = text.slice(0, text.indexOf(MARK, text.length >> 1) + MARK.length);
const line = before.split('\n').length - 1;
const TYPED = '\tbpf_cpumask_and(mask, bpf_cpumask_first((const struct cpumask *)mask), old);';

const document = { textDocument: { uri } };
const none = { textDocument: { uri: 'file:///bench/none.c' } };
const REQUESTS = {
  nothing: (at) => ['textDocument/hover', { ...none, ...at }],
  completion: (at) => ['textDocument/completion', { ...document, ...at, context: { triggerKind: 1 } }],
  signature: (at) => ['textDocument/signatureHelp', { ...document, ...at }],
  symbols: () => ['textDocument/documentSymbol', document],
  hover: () => ['textDocument/hover', { ...document, position: { line: line - 2, character: 4 } }],
  hints: () => [
    'textDocument/inlayHint',
    {
      ...document,
      range: { start: { line: line - 30, character: 0 }, end: { line: line + 30, character: 0 } },
    },
  ],
};
const PROVIDERS = {
  completion: 'completionProvider',
  signature: 'signatureHelpProvider',
  symbols: 'documentSymbolProvider',
  hints: 'inlayHintProvider',
};
const asked = Object.keys(REQUESTS).filter((name) => !PROVIDERS[name] || able[PROVIDERS[name]]);
const times = Object.fromEntries(asked.map((name) => [name, []]));
const timed = async (name, at) => {
  const [method, params] = REQUESTS[name](at);
  const start = performance.now();
  await connection.sendRequest(method, params);
  times[name].push(performance.now() - start);
};

let version = 2;
let turn = 0;
const edit = (range, text) =>
  void connection.sendNotification('textDocument/didChange', {
    textDocument: { uri, version: version++ },
    contentChanges: [{ range, text }],
  });
for (let round = 0; round < rounds; round++) {
  for (let character = 0; character < TYPED.length; character++) {
    const place = { line, character };
    edit({ start: place, end: place }, TYPED[character]);
    const at = { position: { line, character: character + 1 } };
    // Directly behind the key, and somewhere before the next.
    await timed(asked[turn++ % asked.length], at);
    await pause(gap * 0.6);
    await timed(asked[turn++ % asked.length], at);
    await pause(gap * 0.4);
  }
  edit({ start: { line, character: 0 }, end: { line, character: TYPED.length } }, '');
}
for (const [name, all] of Object.entries(times))
  console.log(`${name}: median ${quantile(all, 0.5)} ms, p95 ${quantile(all, 0.95)} ms, n = ${all.length}`);
server.kill();
