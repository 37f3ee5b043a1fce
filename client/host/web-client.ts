/** The server as a web worker. */

import { BrowserMessageReader, BrowserMessageWriter, LanguageClient } from 'vscode-languageclient/browser';
import { words } from '../../bpf/words/client.ts';
import { readWorkspaceFile } from '../workspace-file.ts';
import type { MakeClient } from './host.ts';
import { readParts, startWorker } from './web-files.ts';

export const makeClient: MakeClient = async (context, options, lost) => {
  const { code, wasm } = await readParts(context);
  const { worker, end } = startWorker('bpf-cpumask', code);
  worker.addEventListener('error', ({ message }) => lost(message ?? words().workerFailed));
  // Not the worker itself: the editor's constructor makes objects that are no instances of it.
  const transports = async () => ({
    reader: new BrowserMessageReader(worker as never),
    writer: new BrowserMessageWriter(worker as never),
  });
  const client = new LanguageClient('bpfCpumask', 'bpf-cpumask', transports, {
    ...options,
    initializationOptions: { ...options.initializationOptions, wasm },
  });
  client.onRequest('bpfCpumask/readFile', ({ uri }: { uri: string }) => readWorkspaceFile(uri));
  return { client, end };
};
