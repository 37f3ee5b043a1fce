/** Finds the wasm files for Node: beside the running bundle, else in node_modules. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { initSyntax } from './parser.ts';

const FILES = [
  { name: 'web-tree-sitter.wasm', package: 'web-tree-sitter' },
  { name: 'tree-sitter-c.wasm', package: 'tree-sitter-c' },
] as const;

const MAX_PARENTS = 12;

function locate(name: string, packageName: string): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  for (let i = 0; i < MAX_PARENTS; i++) {
    const candidates = [join(folder, name), join(folder, 'node_modules', packageName, name)];
    const found = candidates.find((path) => existsSync(path));
    if (found !== undefined) return found;
    folder = dirname(folder);
  }
  throw new Error(`${name} was not found beside the program`);
}

/** `initSyntax` with the files that ship with the program. */
export function initSyntaxNode(): Promise<void> {
  try {
    const [runtime, grammar] = FILES.map(
      (file) => new Uint8Array(readFileSync(locate(file.name, file.package))),
    );
    return initSyntax({ runtime: runtime!, grammar: grammar! });
  } catch (error) {
    return Promise.reject(error);
  }
}
