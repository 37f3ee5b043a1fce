/** The server's bundle as a web worker: a classic script in a bare context, without `require`, `process` and the rest of Node. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { createContext, Script } from 'node:vm';
import { root } from '../support/root.ts';
import { LEAK, type Message } from './client.ts';

const dist = (name: string) => join(root, 'dist', name);

interface Reply extends Message {
  readonly id?: number;
  // biome-ignore lint/suspicious/noExplicitAny: whatever the server sends
  readonly result?: any;
}

const channels: Channel[] = [];
after(() => {
  for (const { port1 } of channels) port1.close();
});

/** An open channel keeps a Node process alive. */
class Channel extends MessageChannel {
  constructor() {
    super();
    channels.push(this);
  }
}

/** A worker's global scope, and the page's end of its channel. */
function startWorker(answer: (request: Reply) => unknown) {
  const sent: Reply[] = [];
  const waiting = new Set<() => void>();
  const scope: Record<string, unknown> = createContext({
    MessageChannel: Channel,
    performance,
    setTimeout,
    clearTimeout,
    setInterval,
    clearInterval,
    queueMicrotask,
    TextDecoder,
    TextEncoder,
    URL,
    console,
    addEventListener() {},
    importScripts() {},
    postMessage(message: Reply) {
      sent.push(message);
      if (message.id !== undefined && message.method) post({ id: message.id, result: answer(message) });
      for (const wake of [...waiting]) wake();
    },
  });
  scope.self = scope;
  // A worker keeps what arrives before its script is done.
  const post = (message: object): void => {
    const deliver = scope.onmessage as ((event: { data: unknown }) => void) | undefined;
    if (!deliver) return void setImmediate(() => post(message));
    setImmediate(() => deliver({ data: { jsonrpc: '2.0', ...message } }));
  };
  new Script(readFileSync(dist('server.cjs'), 'utf8'), { filename: 'server.cjs' }).runInContext(scope);
  const next = (fits: (reply: Reply) => boolean) =>
    new Promise<Reply>((resolve) => {
      const look = () => {
        const found = sent.find(fits);
        if (!found) return;
        waiting.delete(look);
        resolve(found);
      };
      waiting.add(look);
      look();
    });
  return { scope, post, next };
}

/** Bytes as a structured clone gives them: of the worker's own realm. */
function bytes(scope: object, name: string): Uint8Array {
  const clone = new Script('(bytes) => Uint8Array.from(bytes)').runInContext(scope);
  return clone(readFileSync(dist(name)));
}

test('a worker: initialize, findings, hover, and headers through the client', {
  timeout: 30_000,
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
  const wasm = {
    runtime: bytes(scope, 'web-tree-sitter.wasm'),
    grammar: bytes(scope, 'tree-sitter-c.wasm'),
  };
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
  assert.ok(asked.every((path) => path.startsWith('vscode-test-web://mount/') && path.endsWith('end.h')));

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
