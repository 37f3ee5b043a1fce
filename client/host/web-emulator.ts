/** The emulator as a web worker of its own. */
import { words } from '../../bpf/words/client.ts';
import type { RunReply } from '../../emulator/worker/messages.ts';
import type { StartEmulator } from '../run/emulator.ts';
import { readParts, startWorker } from './web-files.ts';

/** What chooses the emulator in the bundle that it shares with the server. */
const ROLE = "globalThis.bpfCpumaskRole = 'emulator';\n";

export const startEmulator: StartEmulator = async (context, { reply, lost }) => {
  const { code, wasm } = await readParts(context);
  const { worker, end } = startWorker('bpf-cpumask emulator', ROLE, code);
  worker.addEventListener('message', ({ data }) => reply(data as RunReply));
  worker.addEventListener('error', ({ message }) => lost(message ?? words().workerFailed));
  worker.postMessage({ wasm });
  return { ask: (request) => worker.postMessage(request), end };
};
