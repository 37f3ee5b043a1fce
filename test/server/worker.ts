/** The server's bundle as a web worker: a classic script in a bare context, without `require`, `process` and the rest of Node. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after } from 'node:test';
import { createContext, Script } from 'node:vm';
import { root } from '../support/root.ts';
import type { Message } from './client.ts';

const dist = (name: string) => join(root, 'dist', name);

export interface Reply extends Message {
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
export function startWorker(answer: (request: Reply) => unknown) {
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

/** What a worker has to be given: it cannot fetch. */
export function wasmFor(scope: object): { readonly runtime: Uint8Array; readonly grammar: Uint8Array } {
  return { runtime: bytes(scope, 'web-tree-sitter.wasm'), grammar: bytes(scope, 'tree-sitter-c.wasm') };
}
