/** The emulator as a thread of a Node host; `workerData.role` chose it in the bundle that it shares with the server. */
import { parentPort } from 'node:worker_threads';
import { initSyntaxNode } from '../../bpf/syntax/node-wasm.ts';
import { answerRuns } from './worker.ts';

export function emulateInThread(): void {
  const ready = initSyntaxNode();
  ready.catch(() => {});
  parentPort?.on(
    'message',
    answerRuns(ready, (reply) => parentPort?.postMessage(reply)),
  );
}
