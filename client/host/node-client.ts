/** The server as a process of its own. */
import { join } from 'node:path';
import { LanguageClient, TransportKind } from 'vscode-languageclient/node';
import type { MakeClient } from './host.ts';

export const makeClient: MakeClient = async (context, options) => {
  const run = {
    module: context.asAbsolutePath('dist/launch.cjs'),
    args: [`--code-cache=${join(context.globalStorageUri.fsPath, 'code')}`],
    transport: TransportKind.ipc,
  };
  const client = new LanguageClient('bpfCpumask', 'bpf-cpumask', { run, debug: run }, options);
  return { client, end: () => {} };
};
