/** Which files lie in and around a folder, as far as a reader can say. Every walk is bounded. */
import { ANYWHERE, admits } from '../syntax/includes/reach.ts';
import { ancestors, basename, dirname, join } from '../syntax/paths.ts';
import type { FileReader } from '../syntax/types.ts';
import { type Outline, outlineOf } from './outline.ts';

/** What a project is looked up by: a reader, and how far it may look from one file. */
export interface Look {
  readonly reader: FileReader;
  /** The file in question. */
  readonly path: string;
  /** Its text, which need not be the one on disk. */
  readonly text: string;
}

export interface Member {
  readonly path: string;
  readonly outline: Outline;
}

const MOST_FOLDERS = 2_000;
const MOST_FILES = 3_000;
/** UTF-16 units over all files of a walk. */
const MOST_TEXT = 24 * 1024 * 1024;
const MOST_ANCESTORS = 12;
/** Folders in which nobody keeps what he includes. */
const PASSED_BY = /^(?:\.|node_modules\/$|target\/$|Documentation\/$|tools\/perf\/$)/;
const SOURCE = /\.[ch]$/i;
const IS_TYPES = /^vmlinux.*\.h$/;

/** The outline of one file; undefined: it is not there, or out of reach. */
export function memberAt({ reader, path, text }: Look, at: string): Member | undefined {
  const found =
    at === path
      ? text
      : reader.peek
        ? reader.peek(at, reader.scope?.(path))
        : reader.read(at, reader.scope?.(path));
  return found === undefined ? undefined : { path: at, outline: outlineOf(at, found) };
}

/** Names of the C files of a folder, and whether anybody can say. */
function sourcesIn({ reader, path }: Look, folder: string): readonly string[] {
  const scope = reader.scope?.(path) ?? ANYWHERE;
  if (!admits(scope, folder)) return [];
  const names = reader.list?.(folder, scope) ?? [];
  return names.filter((name) => SOURCE.test(name) && !IS_TYPES.test(name));
}

/** The C files of a folder with their outlines. */
export function* membersOf(look: Look, folder: string): Generator<void, Member[], void> {
  const found: Member[] = [];
  for (const name of sourcesIn(look, folder)) {
    const member = memberAt(look, join(folder, name));
    if (member) found.push(member);
    yield;
  }
  return found;
}

/**
 * Who of the files around includes a file of that name: those of its folder, of the folders above, and then, if there is
 * none, of all of the scope. By name alone: where an include leads, only its reading tells.
 */
export function* mentioning(look: Look, path: string): Generator<void, readonly Member[], void> {
  const name = basename(path);
  const isOne = ({ outline }: Member) => outline.includes.some((target) => basename(target) === name);
  const folders = ancestors(dirname(path), MOST_ANCESTORS);
  for (const folder of folders) {
    const found = (yield* membersOf(look, folder)).filter(isOne);
    if (found.length > 0) return found;
  }
  return (yield* allMembers(look)).filter(isOne);
}

/** Every C file below the scope's folders, nearest to the top first. */
function* allMembers(look: Look): Generator<void, Member[], void> {
  const scope = look.reader.scope?.(look.path) ?? ANYWHERE;
  const found: Member[] = [];
  const folders = [...(scope.roots ?? [])];
  let length = 0;
  for (let i = 0; i < folders.length && i < MOST_FOLDERS; i++) {
    const folder = folders[i]!;
    for (const name of look.reader.list?.(folder, scope) ?? [])
      if (name.endsWith('/') && !PASSED_BY.test(name)) folders.push(join(folder, name));
    for (const name of sourcesIn(look, folder)) {
      if (found.length >= MOST_FILES || length >= MOST_TEXT) return found;
      const member = memberAt(look, join(folder, name));
      if (!member) continue;
      length += member.outline.text.length;
      found.push(member);
      yield;
    }
    yield;
  }
  return found;
}
