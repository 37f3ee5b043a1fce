/** The server in a web worker: one classic script, its wasm as bytes in `initializationOptions`. */

import { initSyntax } from '../../bpf/syntax/parser.ts';
import { words } from '../../bpf/words/server.ts';
import { serve } from './connection.ts';
import { gateOf } from './gate.ts';
import { createConnection } from './wire/connection.ts';
import type { Message } from './wire/messages.ts';

/** As much of a worker's scope as is used here: the rest of the repository is typed for Node. */
interface Scope {
  onmessage: (event: { readonly data: Message }) => void;
  postMessage(message: Message): void;
}

/** A task of its own, without the four milliseconds that nested timers cost. */
function taskQueue(): (work: () => void) => void {
  const waiting: (() => void)[] = [];
  const channel = new MessageChannel();
  channel.port1.addEventListener('message', () => waiting.shift()?.());
  channel.port1.start();
  return (work) => {
    waiting.push(work);
    channel.port2.postMessage(undefined);
  };
}

export function serveWorker(): void {
  const scope = globalThis as unknown as Scope;
  const writer = { write: (message: Message) => scope.postMessage(message) };
  const port = {
    listen(callback: (message: Message) => void) {
      scope.onmessage = ({ data }) => callback(data);
    },
  };
  const soon = taskQueue();
  const connection = createConnection({ reader: gateOf(port, writer).reader, writer, next: soon });
  serve(connection, {
    async loadSyntax({ wasm }) {
      if (!wasm) throw new Error(words().wasmMissing);
      await initSyntax(wasm);
    },
    reader: { read: () => undefined },
    repositoryOf: () => undefined,
    filesChanged: () => {},
    soon,
    rulePage: () => undefined,
    asksClient: true,
  });
}
