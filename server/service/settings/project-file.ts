/**
 * The project file: settings that belong to sources, for every editor and the command line. The nearest one at or above a
 * file counts, as far up as the file's includes reach. It may come from anywhere, so it is bounded, and says nothing of what
 * lies outside of there.
 */
import { kernelNote } from '../../../bpf/kernel/index.ts';
import { PROJECT_FILE } from '../../../bpf/syntax/detect.ts';
import { ANYWHERE, admits, type Scope } from '../../../bpf/syntax/includes/reach.ts';
import { ancestors, dirname, join } from '../../../bpf/syntax/paths.ts';
import { printable } from '../../../bpf/syntax/printable.ts';
import type { FileReader } from '../../../bpf/syntax/types.ts';
import { closest } from '../../../bpf/words/closest.ts';
import { words } from '../../../bpf/words/settings.ts';
import { linesOf, rangeAt } from '../text.ts';
import type { Range } from '../types.ts';
import { type JsonNode, placeIn, readJson, type Span } from './json.ts';
import { isObject, KEYS, type Problem, pathText, readValues, shown, type Values } from './values.ts';

const LONGEST = 256 * 1024;
const MOST_ANCESTORS = 64;
const MOST_SAID = 100;
/** What an editor writes to know the keys. */
const SCHEMA = '$schema';

/** Something wrong in a project file, at its place. */
export interface FileProblem {
  readonly range: Range;
  readonly message: string;
}

export interface ProjectFile {
  readonly path: string;
  /** What it says; paths are those of the reader. */
  readonly values: Values;
  readonly problems: readonly FileProblem[];
  /** It could be read as a project file at all. */
  readonly isRead: boolean;
}

/** The project file of the file at `path`; undefined: there is none. Never throws. */
export function projectFileOf(
  reader: Pick<FileReader, 'read' | 'list'>,
  path: string,
  scope: Scope = ANYWHERE,
): ProjectFile | undefined {
  for (const folder of ancestors(dirname(path), MOST_ANCESTORS)) {
    const at = join(folder, PROJECT_FILE);
    if (!admits(scope, at)) return undefined;
    const text = reader.read(at, scope);
    if (text !== undefined) return readProjectFile(at, text, scope);
    const isThere = reader.list?.(folder, scope)?.some((name) => name.replace(/\/$/, '') === PROJECT_FILE);
    if (isThere) return unusable(at, '', START, words().notReadable);
  }
  return undefined;
}

const START: Span = { start: 0, end: 0 };

function unusable(path: string, text: string, at: Span, message: string): ProjectFile {
  const range = rangeAt(linesOf(text), at.start, at.end);
  return { path, values: {}, isRead: false, problems: [{ range, message }] };
}

function readProjectFile(path: string, text: string, scope: Scope): ProjectFile {
  const nothing = (at: Span, message: string) => unusable(path, text, at, message);
  if (text.length > LONGEST) return nothing(START, words().tooLong(LONGEST));
  const node = readJson(text);
  if ('at' in node) {
    const isComment = /^\/[/*]/.test(text.slice(node.at, node.at + 2));
    return nothing({ start: node.at, end: node.at + 1 }, isComment ? words().noComments : words().notJson);
  }
  if (!isObject(node.value)) return nothing(node, words().notAnObjectFile);
  const { values, problems } = readValues(node.value);
  const placed = withinReach(values, dirname(path), scope);
  const all = [...unknownKeys(node), ...problems, ...placed.problems];
  const lines = linesOf(text);
  const said = all
    .slice(0, MOST_SAID)
    .map((problem) => ({ ...placeIn(node, problem.path, problem.isKey), message: messageOf(problem) }))
    .sort((a, b) => a.start - b.start)
    .map(({ start, end, message }) => ({ range: rangeAt(lines, start, end), message }));
  return {
    path,
    values: placed.values,
    isRead: true,
    problems: [...said, ...aboutKernel(node, placed.values, text)],
  };
}

function messageOf({ path, value, wanted }: Problem): string {
  return printable(words().valueIs(pathText(path), shown(value), wanted));
}

/** A kernel that is taken, and of which not all is known. */
function aboutKernel(node: JsonNode, { targetKernel }: Values, text: string): FileProblem[] {
  const about = targetKernel === undefined ? undefined : kernelNote(targetKernel);
  if (about === undefined) return [];
  const { start, end } = placeIn(node, ['targetKernel'], false);
  return [{ range: rangeAt(linesOf(text), start, end), message: `${about}.` }];
}

function unknownKeys({ entries = [] }: JsonNode): Problem[] {
  return entries
    .filter(({ key }) => key !== SCHEMA && !KEYS.some((known) => known === key))
    .map(({ key, value: { value } }) => {
      const near = closest(key, KEYS);
      const wanted = near === undefined ? words().noSuchSetting : words().otherSetting(near);
      return { path: [key], isKey: true, value, wanted };
    });
}

/** Paths belong to the file's folder, and one that leads out of what the file may read names nothing. */
function withinReach(
  values: Values,
  folder: string,
  scope: Scope,
): { readonly values: Values; readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const placed = (path: readonly (string | number)[], said: string): string[] => {
    const at = join(folder, said.trim());
    if (admits(scope, at)) return [at];
    problems.push({ path, isKey: false, value: said, wanted: words().leadsOut });
    return [];
  };
  const { includePaths, objects } = values;
  return {
    values: {
      ...values,
      ...(includePaths
        ? { includePaths: includePaths.flatMap((one, i) => placed(['includePaths', i], one)) }
        : {}),
      ...(objects
        ? { objects: objects.map((files, i) => files.flatMap((one, k) => placed(['objects', i, k], one))) }
        : {}),
    },
    problems,
  };
}
