/**
 * The emulator as a web worker: a classic script made from a blob, which cannot fetch. Its first message is the wasm;
 * what the blob's text begins with chose it in the bundle that it shares with the server.
 */
import { initSyntax, type WasmFiles } from '../../bpf/syntax/parser.ts';
import type { RunReply } from './messages.ts';
import { answerRuns } from './worker.ts';

/** As much of a worker's scope as is used here: the rest of the repository is typed for Node. */
interface Scope {
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
  postMessage(reply: RunReply): void;
}

export function emulateInWorker(): void {
  const scope = globalThis as unknown as Scope;
  let take: ((data: unknown) => void) | undefined;

  scope.addEventListener('message', ({ data }) => {
    if (take) return take(data);
    const ready = initSyntax((data as { readonly wasm: WasmFiles }).wasm);
    ready.catch(() => {});
    take = answerRuns(ready, (reply) => scope.postMessage(reply));
  });
}
