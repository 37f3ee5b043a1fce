/** The server in a web worker: one classic script, its wasm as bytes in `initializationOptions`. */

import {
  BrowserMessageReader,
  BrowserMessageWriter,
  createConnection,
  ProposedFeatures,
} from 'vscode-languageserver/browser';
import { initSyntax } from '../../bpf/syntax/parser.ts';
import { words } from '../../bpf/words/server.ts';
import { serve } from './connection.ts';
import { gateOf } from './gate.ts';

type Port = ConstructorParameters<typeof BrowserMessageReader>[0];

const scope = globalThis as unknown as Port;

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

const writer = new BrowserMessageWriter(scope);
const connection = createConnection(
  ProposedFeatures.all,
  gateOf(new BrowserMessageReader(scope), writer).reader,
  writer,
);
serve(connection, {
  async loadSyntax({ wasm }) {
    if (!wasm) throw new Error(words().wasmMissing);
    await initSyntax(wasm);
  },
  reader: { read: () => undefined },
  repositoryOf: () => undefined,
  filesChanged: () => {},
  soon: taskQueue(),
  rulePage: () => undefined,
  asksClient: true,
});
