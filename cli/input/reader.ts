/** Reading sources and what they include. */

import { decode, type Text } from '../../bpf/syntax/includes/node-bytes.ts';
import { createNodeFiles } from '../../bpf/syntax/includes/node-files.ts';
import { scopeOf } from '../../bpf/syntax/includes/reach.ts';
import { dirname } from '../../bpf/syntax/paths.ts';
import type { FileReader } from '../../bpf/syntax/types.ts';
import type { Terminal } from '../terminal.ts';
import { readNamed, SIZE_LIMIT } from './bytes.ts';
import type { Input } from './files.ts';

export interface Sources {
  /** A file named on the command line. */
  load(input: Input): Promise<Text>;
  readonly reader: FileReader;
  /** Names that the last file would have read from outside of its scope. */
  takeOutside(): readonly string[];
}

/** `includePaths`: absolute, with forward slashes. Each file is looked at once a process. */
export function createSources(
  terminal: Terminal,
  inputs: readonly Input[],
  includePaths: readonly string[],
): Sources {
  const outside = new Set<string>();
  const files = createNodeFiles({
    pathOf: (path) => path,
    trust: Number.POSITIVE_INFINITY,
    outside: (path) => void outside.add(path),
  });
  const searched = new Map(inputs.map((input) => [input.path, input.searched]));
  return {
    async load({ path, stdin }) {
      const bytes = stdin ? await terminal.readStdin(SIZE_LIMIT) : await readNamed(path, SIZE_LIMIT);
      return bytes.kind === 'bytes' ? decode(bytes.bytes) : bytes;
    },
    reader: {
      read: (path, scope) => files.read(path, scope),
      scope(path) {
        const folder = dirname(path);
        const root = files.repositoryOf(folder) ?? searched.get(path) ?? folder;
        return scopeOf({ root, paths: includePaths });
      },
      outside: (name) => void outside.add(name),
    },
    takeOutside() {
      const names = [...outside];
      outside.clear();
      return names;
    },
  };
}
