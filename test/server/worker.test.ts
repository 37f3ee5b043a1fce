/** The server in a web worker, and what it does when the parser's WebAssembly fails. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Script } from 'node:vm';
import { LEAK } from './client.ts';
import { type Reply, startWorker, wasmFor } from './worker.ts';

test('a worker: initialize, findings, hover, and headers through the client', {
  timeout: 300_000,
}, async () => {
  const uri = 'vscode-test-web://mount/src/main.bpf.c';
  const asked: string[] = [];
  const { scope, post, next } = startWorker(({ method, params }) => {
    if (method !== 'bpfCpumask/readFile') return null;
    asked.push(params.uri);
    return params.uri === 'vscode-test-web://mount/src/end.h'
      ? '#define END(m) bpf_cpumask_release(m)\n'
      : null;
  });
  const wasm = wasmFor(scope);
  const capabilities = { textDocument: { hover: { contentFormat: ['markdown'] } } };
  const workspaceFolders = [{ uri: 'vscode-test-web://mount', name: 'mount' }];
  post({
    id: 1,
    method: 'initialize',
    params: {
      processId: null,
      rootUri: null,
      capabilities,
      workspaceFolders,
      initializationOptions: { wasm },
    },
  });
  const { result } = await next(({ id, method }) => id === 1 && !method);
  assert.equal(result.serverInfo.name, 'bpf-cpumask');
  post({ method: 'initialized', params: {} });

  const source = LEAK.replace('\t\treturn 0;\n\tbpf_', '\t\t{ END(mask); return 0; }\n\tbpf_');
  const text = `#include "end.h"\n${source}`;
  post({
    method: 'textDocument/didOpen',
    params: { textDocument: { uri, languageId: 'c', version: 1, text } },
  });
  const published = ({ method, params }: Reply) =>
    method === 'textDocument/publishDiagnostics' && params.uri === uri;
  await next((reply) => published(reply) && reply.params.diagnostics.length === 0);
  assert.ok(
    asked.every(
      (path) => path.startsWith('vscode-test-web://mount/') && /\/(end\.h|\.bpf-cpumask\.json)$/.test(path),
    ),
  );

  post({
    method: 'textDocument/didChange',
    params: { textDocument: { uri, version: 2 }, contentChanges: [{ text: LEAK }] },
  });
  const found = await next((reply) => published(reply) && reply.params.version === 2);
  assert.equal(found.params.diagnostics[0].code, 'unreleased-reference');

  post({
    id: 2,
    method: 'textDocument/hover',
    params: { textDocument: { uri }, position: { line: 12, character: 23 } },
  });
  const hover = await next(({ id, method }) => id === 2 && !method);
  assert.equal(hover.result.contents.value, '`mask`: owned since line 7 (`bpf_cpumask_create`)');
});

/** Runs in the worker's realm: a walk of a tree ends as a trap does, once for each time it is armed. */
const TRAP = `
// (module (import "e" "f" (func (param i32))) (export "f" (func 0))): what a function of WebAssembly's table has to be.
const PASSES_ON = new Uint8Array([
  0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 1, 5, 1, 0x60, 1, 0x7f, 0, 2, 7, 1, 1, 0x65, 1, 0x66, 0, 0, 7, 5, 1, 1, 0x66, 0, 0,
]);
const instantiate = WebAssembly.instantiate;
const trap = { isArmed: false };
WebAssembly.instantiate = async (binary, imports) => {
  const instance = await instantiate.call(WebAssembly, binary, imports);
  const walk = instance.exports?.ts_tree_root_node_wasm;
  if (!walk) return instance;
  const trapped = (...values) => {
    if (!trap.isArmed) return walk(...values);
    trap.isArmed = false;
    throw new WebAssembly.RuntimeError('memory access out of bounds');
  };
  const made = await instantiate.call(WebAssembly, PASSES_ON, { e: { f: trapped } });
  return { exports: { ...instance.exports, ts_tree_root_node_wasm: made.instance.exports.f } };
};
trap;
`;

test('a parser that traps is replaced: one line in the log, and the findings come', {
  timeout: 300_000,
}, async () => {
  const uri = 'vscode-test-web://mount/src/leak.bpf.c';
  const logged: string[] = [];
  const { scope, post, next } = startWorker(() => null);
  const trap = new Script(TRAP).runInContext(scope) as { isArmed: boolean };
  const initializationOptions = { wasm: wasmFor(scope) };
  post({
    id: 1,
    method: 'initialize',
    params: { processId: null, rootUri: null, capabilities: {}, initializationOptions },
  });
  await next(({ id, method }) => id === 1 && !method);
  post({ method: 'initialized', params: {} });
  const textDocument = { uri, languageId: 'c', version: 1, text: LEAK };
  post({ method: 'textDocument/didOpen', params: { textDocument } });
  const edited = async (version: number) => {
    const contentChanges = [{ text: `int added_${version};\n${LEAK}` }];
    post({ method: 'textDocument/didChange', params: { textDocument: { uri, version }, contentChanges } });
    return published(version);
  };
  const published = (version: number) =>
    next(({ method, params }) => method === 'textDocument/publishDiagnostics' && params.version === version);
  assert.equal((await published(1)).params.diagnostics.length, 1);
  // With this the practice is over, which would run into the trap as well.
  await edited(2);

  trap.isArmed = true;
  const found = await edited(3);
  assert.equal(found.params.diagnostics[0].code, 'unreleased-reference');
  assert.equal(trap.isArmed, false);
  await next((reply) => {
    if (reply.method === 'window/logMessage') logged.push(reply.params.message);
    return reply === found;
  });
  assert.deepEqual(
    logged.filter((line) => line.includes('failed')),
    ['Checking leak.bpf.c failed: RuntimeError: memory access out of bounds; the parser is reloaded.'],
  );
});
