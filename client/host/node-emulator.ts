/** The emulator as a thread of its own. */

import { Worker } from 'node:worker_threads';
import { words } from '../../bpf/words/client.ts';
import type { RunReply } from '../../emulator/worker/messages.ts';
import type { StartEmulator } from '../run/emulator.ts';

/** More than the emulator allows a program, less than what the extension host could not do without. */
const MOST_MEGABYTES = 1024;

export const startEmulator: StartEmulator = async (context, { reply, lost }) => {
  const worker = new Worker(context.asAbsolutePath('dist/server.cjs'), {
    name: 'bpf-cpumask emulator',
    workerData: { role: 'emulator' },
    // Flags of the extension host, a debugger's among them, are not for it.
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: MOST_MEGABYTES },
  });
  worker.on('message', (data: RunReply) => reply(data));
  worker.on('error', (error) => lost(error.message));
  worker.on('exit', (code) => lost(words().threadEnded(code)));
  return { ask: (request) => worker.postMessage(request), end: () => void worker.terminate() };
};
