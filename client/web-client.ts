/**
 * The server as a web worker. A worker cannot be made from the extension's address everywhere, nor can it always fetch
 * from there: so its code and the wasm are read here, the code goes in as a blob and the wasm as bytes.
 */
import { type ExtensionContext, Uri, workspace } from 'vscode';
import { BrowserMessageReader, BrowserMessageWriter, LanguageClient } from 'vscode-languageclient/browser';
import type { MakeClient } from './host.ts';
import { readWorkspaceFile } from './workspace-file.ts';

/** As much of a browser's worker as is used here: the rest of the repository is typed for Node. */
interface WebWorker {
  addEventListener(type: 'error', listener: (event: { readonly message?: string }) => void): void;
  terminate(): void;
}
declare const Worker: new (url: string, options: { name: string }) => WebWorker;

export const makeClient: MakeClient = async (context, options, lost) => {
  const [code, runtime, grammar] = await Promise.all(
    ['server.cjs', 'web-tree-sitter.wasm', 'tree-sitter-c.wasm'].map((name) => read(context, name)),
  );
  const address = URL.createObjectURL(new Blob([code!], { type: 'application/javascript' }));
  const worker = new Worker(address, { name: 'bpf-cpumask' });
  worker.addEventListener('error', ({ message }) => lost(message ?? 'the worker failed'));
  // Not the worker itself: the editor's constructor makes objects that are no instances of it.
  const transports = async () => ({
    reader: new BrowserMessageReader(worker as never),
    writer: new BrowserMessageWriter(worker as never),
  });
  const client = new LanguageClient('bpfCpumask', 'bpf-cpumask', transports, {
    ...options,
    initializationOptions: { ...options.initializationOptions, wasm: { runtime, grammar } },
  });
  client.onRequest('bpfCpumask/readFile', ({ uri }: { uri: string }) => readWorkspaceFile(uri));
  const end = () => {
    worker.terminate();
    URL.revokeObjectURL(address);
  };
  return { client, end };
};

/** A file of `dist/`: by `fetch`, which is the faster way, or through the editor where that is not allowed. */
async function read(context: ExtensionContext, name: string): Promise<Uint8Array<ArrayBuffer>> {
  const uri = Uri.joinPath(context.extensionUri, 'dist', name);
  try {
    const response = await fetch(uri.toString());
    if (response.ok) return new Uint8Array(await response.arrayBuffer());
  } catch {
    // The editor's way is left.
  }
  return new Uint8Array(await workspace.fs.readFile(uri));
}
