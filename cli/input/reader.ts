/** Reading sources and what they include. */

import { decode, type Text } from '../../bpf/syntax/includes/node-bytes.ts';
import { createNodeFiles } from '../../bpf/syntax/includes/node-files.ts';
import { scopeOf } from '../../bpf/syntax/includes/reach.ts';
import { dirname } from '../../bpf/syntax/paths.ts';
import type { FileReader } from '../../bpf/syntax/types.ts';
import { over, projectOf } from '../../server/service/settings/merge.ts';
import { type ProjectFile, projectFileOf } from '../../server/service/settings/project-file.ts';
import type { Values } from '../../server/service/settings/values.ts';
import type { Terminal } from '../terminal.ts';
import { readNamed, SIZE_LIMIT } from './bytes.ts';
import type { Input } from './files.ts';

export interface Sources {
  /** A file named on the command line. `bytes`: as they were read. */
  load(input: Input): Promise<Loaded>;
  readonly reader: FileReader;
  /** Names that the last file would have read from outside of its scope. */
  takeOutside(): readonly string[];
  /** What the project file of a file says, over which the command line goes. */
  settings(path: string): Values;
  /** What cannot be used of the project files that counted since the last time. */
  takeProjectProblems(): readonly ProjectFile[];
  /** The nearest folder from there upwards that is a repository's. */
  repositoryOf(folder: string): string | undefined;
  /** A file has another text now, be it on disk or only in a diff: who includes it reads that. */
  changed(path: string, text: string): void;
}

const NONE = new Uint8Array();

/** A text with the bytes that it was in; or why there is none. */
export type Loaded = Text & { readonly bytes: Uint8Array };

/** `includePaths`: absolute, with forward slashes. Each file is looked at once a process. */
export function createSources(
  terminal: Terminal,
  inputs: readonly Input[],
  includePaths: readonly string[],
  target: Values = {},
): Sources {
  const outside = new Set<string>();
  const changed = new Map<string, string>();
  const open = () =>
    createNodeFiles({
      pathOf: (path) => path,
      trust: Number.POSITIVE_INFINITY,
      outside: (path) => void outside.add(path),
    });
  let files = open();
  const rootOf = (path: string): string => {
    const folder = dirname(path);
    return files.repositoryOf(folder) ?? searched.get(path) ?? folder;
  };
  const projects = new Map<string, { readonly all: Values; readonly file: ProjectFile | undefined }>();
  const wrong = new Set<ProjectFile>();
  const settings = (path: string): Values => {
    const root = rootOf(path);
    const key = `${root}\n${dirname(path)}`;
    const known = projects.get(key);
    if (known) return noted(known);
    const file = projectFileOf(files, path, scopeOf({ root, paths: [] }));
    const found = { all: over(target, file?.values ?? {}), file };
    projects.set(key, found);
    return noted(found);
  };
  const noted = ({ all, file }: { readonly all: Values; readonly file: ProjectFile | undefined }): Values => {
    if (file && file.problems.length > 0) wrong.add(file);
    return all;
  };
  const searched = new Map(inputs.map((input) => [input.path, input.searched]));
  return {
    async load({ path, stdin }) {
      const bytes = stdin ? await terminal.readStdin(SIZE_LIMIT) : await readNamed(path, SIZE_LIMIT);
      if (bytes.kind === 'failed') return { ...bytes, bytes: NONE };
      return { ...decode(bytes.bytes), bytes: bytes.bytes };
    },
    reader: {
      read(path, scope) {
        const text = files.read(path, scope);
        return text === undefined ? undefined : (changed.get(path) ?? text);
      },
      list: (folder, scope) => files.list(folder, scope),
      scope: (path) =>
        scopeOf({ root: rootOf(path), paths: [...includePaths, ...(settings(path).includePaths ?? [])] }),
      project: (path) => projectOf(settings(path)),
      outside: (name) => void outside.add(name),
    },
    settings,
    takeProjectProblems() {
      const files = [...wrong];
      wrong.clear();
      return files;
    },
    repositoryOf: (folder) => files.repositoryOf(folder),
    changed(path, text) {
      files = open();
      changed.set(path, text);
    },
    takeOutside() {
      const names = [...outside];
      outside.clear();
      return names;
    },
  };
}
