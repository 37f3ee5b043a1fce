import * as vscode from 'vscode';
import { start } from './extension.js';

export function activate(context) {
  const at = (name) => vscode.Uri.joinPath(context.extensionUri, 'dist', name).toString();
  const read = async (name) => (await fetch(at(name))).arrayBuffer();

  /** By way of a blob: a worker cannot be made from an extension's address when that is on a remote. */
  async function parse(source) {
    const [code, runtime, grammar] = await Promise.all(
      ['worker.js', 'web-tree-sitter.wasm', 'tree-sitter-c.wasm'].map(read),
    );
    const worker = new Worker(URL.createObjectURL(new Blob([code], { type: 'application/javascript' })));
    const answer = new Promise((done, fail) => {
      worker.onmessage = ({ data }) => done(data);
      worker.onerror = (error) => fail(new Error(error.message));
    });
    // Bytes, not addresses: the worker cannot fetch from a remote.
    worker.postMessage({ source, runtime, grammar }, [runtime, grammar]);
    return answer.finally(() => worker.terminate());
  }

  start(context, parse);
}
