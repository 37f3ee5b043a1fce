/** What is made from the extension's own files in a web host: workers. */
import { type ExtensionContext, Uri, workspace } from 'vscode';

/** As much of a browser's worker as is used here: the rest of the repository is typed for Node. */
export interface WebWorker {
  addEventListener(type: 'error', listener: (event: { readonly message?: string }) => void): void;
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
  postMessage(message: unknown): void;
  terminate(): void;
}
declare const Worker: new (url: string, options: { name: string }) => WebWorker;

export interface Parts {
  readonly code: Uint8Array<ArrayBuffer>;
  readonly wasm: { readonly runtime: Uint8Array; readonly grammar: Uint8Array };
}

/** The bundle of the workers, and the wasm that each of them needs. */
export async function readParts(context: ExtensionContext): Promise<Parts> {
  const [code, runtime, grammar] = await Promise.all(
    ['server.cjs', 'web-tree-sitter.wasm', 'tree-sitter-c.wasm'].map((name) => read(context, name)),
  );
  return { code: code!, wasm: { runtime: runtime!, grammar: grammar! } };
}

/**
 * A worker from code. It cannot be made from the extension's address everywhere, nor can it always fetch from there: so
 * the code goes in as a blob.
 */
export function startWorker(
  name: string,
  ...code: (string | Uint8Array<ArrayBuffer>)[]
): { worker: WebWorker; end(): void } {
  const address = URL.createObjectURL(new Blob(code, { type: 'application/javascript' }));
  const worker = new Worker(address, { name });
  const end = () => {
    worker.terminate();
    URL.revokeObjectURL(address);
  };
  return { worker, end };
}

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
