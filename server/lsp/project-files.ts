/** Project files of the open documents: what they say, and diagnostics for what cannot be used of them. */
import { PROJECT_FILE } from '../../bpf/syntax/detect.ts';
import type { Scope } from '../../bpf/syntax/includes/reach.ts';
import { basename } from '../../bpf/syntax/paths.ts';
import type { FileReader } from '../../bpf/syntax/types.ts';
import { words } from '../../bpf/words/server.ts';
import { type FileProblem, type ProjectFile, projectFileOf } from '../service/settings/project-file.ts';
import type { Values } from '../service/settings/values.ts';
import { SOURCE } from './convert.ts';
import type { Connection } from './wire/connection.ts';
import { DiagnosticSeverity } from './wire/values.ts';

export interface ProjectFiles {
  /** What the project file of a document says. */
  of(uri: string, scope: Scope): Found;
  /** Diagnostics of files that are none of these are taken back. */
  keep(paths: ReadonlySet<string>): void;
}

interface Found {
  /** undefined: there is no project file. */
  readonly path: string | undefined;
  readonly values: Values;
}

const NONE: Found = { path: undefined, values: {} };

export function isProjectFile(uri: string): boolean {
  return basename(uri) === PROJECT_FILE;
}

export function createProjectFiles(
  connection: Connection,
  reader: Pick<FileReader, 'read' | 'list'>,
): ProjectFiles {
  /** What was said of each file, as JSON. */
  const said = new Map<string, string>();
  /** While somebody types, a file is no JSON now and then: what it said before holds. */
  const usable = new Map<string, Values>();
  return {
    of(uri, scope) {
      const file = projectFileOf(reader, uri, scope);
      if (!file) return NONE;
      say(connection, said, file);
      if (file.isRead) usable.set(file.path, file.values);
      return { path: file.path, values: usable.get(file.path) ?? {} };
    },
    keep(paths) {
      for (const path of [...said.keys()]) {
        if (paths.has(path)) continue;
        publish(connection, said, path, []);
        said.delete(path);
        usable.delete(path);
      }
    },
  };
}

function say(connection: Connection, said: Map<string, string>, { path, problems }: ProjectFile): void {
  if (!publish(connection, said, path, problems)) return;
  for (const { range, message } of problems)
    connection.console.warn(words().projectFileIgnored(path, range.start.line + 1, message));
}

/** Whether it was not said before. */
function publish(
  connection: Connection,
  said: Map<string, string>,
  uri: string,
  problems: readonly FileProblem[],
): boolean {
  const key = JSON.stringify(problems);
  if (key === (said.get(uri) ?? '[]')) {
    said.set(uri, key);
    return false;
  }
  said.set(uri, key);
  const diagnostics = problems.map((problem) => ({
    ...problem,
    severity: DiagnosticSeverity.Warning,
    source: SOURCE,
  }));
  connection.publish({ uri, diagnostics });
  return true;
}
