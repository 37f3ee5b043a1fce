/** What dist/server.cjs starts as: see build-server.mjs. */
import { workerData } from 'node:worker_threads';
import { emulateInThread } from '../emulator/worker/main-node.ts';
import { emulateInWorker } from '../emulator/worker/main-web.ts';
import { serveWorker } from '../server/lsp/main-worker.ts';
import { serveProcess } from '../server/lsp/node/main.ts';

const scope = globalThis as { readonly importScripts?: unknown; readonly bpfCpumaskRole?: string };

if (typeof scope.importScripts === 'function') {
  if (scope.bpfCpumaskRole === 'emulator') emulateInWorker();
  else serveWorker();
} else if (workerData?.role === 'emulator') emulateInThread();
else serveProcess(process.argv.slice(2));
