import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { start } from './extension.js';
import { parse } from './parse.js';

export function activate(context) {
  const read = (name) => readFile(join(context.extensionPath, 'dist', name));
  start(context, async (source) => {
    const [runtime, grammar] = await Promise.all(['web-tree-sitter.wasm', 'tree-sitter-c.wasm'].map(read));
    return parse({ source, runtime, grammar });
  });
}
