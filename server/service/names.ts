/** Names in text: who uses what. By spelling, since what is half typed has no tree. */
import { INT_TYPEDEFS, TEXT_TYPEDEFS } from '../../bpf/flow/declare/predeclared.ts';
import type { Module } from '../../bpf/flow/graph.ts';
import { lookupFunction } from '../../bpf/kernel/index.ts';
import { allWords, isWord } from '../../bpf/syntax/c-words.ts';
import type { ParsedFile, Span } from '../../bpf/syntax/types.ts';

const NOISE = /"(?:[^"\\\n]|\\.)*"?|'(?:[^'\\\n]|\\.)*'?|\/\*[\s\S]*?(?:\*\/|$)|\/\/[^\n]*/g;
const NAME = /[A-Za-z_]\w*/g;

/** Identifiers of a text, without those in strings and comments. */
export function namesIn(text: string): Set<string> {
  return new Set(text.replace(NOISE, ' ').match(NAME));
}

const TYPES = new Set([...INT_TYPEDEFS.keys(), ...Object.keys(TEXT_TYPEDEFS)]);

/** C and its dialect, types that everybody knows, the kernel's functions: nothing that a file declares. */
export function isCommon(name: string): boolean {
  return isWord(name) || TYPES.has(name) || lookupFunction(name) !== undefined;
}

const TAG = /\b(?:struct|union|enum)\s+(\w+)\s*\{/g;

/** The words of C and its dialect, and the types. */
export function* commonNames(): Generator<string> {
  yield* allWords();
  yield* TYPES;
}

/** A malformed stretch at file scope of the file itself or of a header. */
export interface MalformedText extends Span {
  readonly file: ParsedFile;
}

/**
 * Functions of the file that use what malformed stretches of file scope would declare, each with one such name. Names that
 * something whole declares do not count, but for functions: a table of operations that is malformed gives them no place.
 */
export function usersOf<T extends MalformedText>(
  file: ParsedFile,
  module: Module,
  malformed: readonly T[],
): Map<string, { readonly used: string; readonly place: T }> {
  const users = new Map<string, { readonly used: string; readonly place: T }>();
  const wanted = new Map<string, T>();
  for (const place of malformed) {
    const { tags, rest } = headOf(place.file.text.slice(place.start, place.end));
    for (const tag of tags) wanted.set(tag, place);
    for (const name of namesIn(rest)) {
      if (module.functions.has(name)) users.set(name, { used: name, place });
      else if (!isDeclared(file, module, name, place)) wanted.set(name, place);
    }
  }
  if (wanted.size === 0) return users;
  addDependents(file, module, wanted);
  for (const fn of module.functions.values()) {
    if (fn.path !== file.path || users.has(fn.name)) continue;
    for (const used of namesIn(file.text.slice(fn.start, fn.end))) {
      const place = wanted.get(used);
      if (place && !users.has(fn.name)) users.set(fn.name, { used, place });
    }
  }
  return users;
}

/** By something that is whole. */
function isDeclared(file: ParsedFile, module: Module, name: string, place: MalformedText): boolean {
  if (isCommon(name) || module.externs.has(name) || module.records.has(name) || file.macros.has(name))
    return true;
  const isElsewhere = (found: { readonly start: number } | undefined) =>
    found !== undefined && (place.file !== file || found.start < place.start || found.start >= place.end);
  return isElsewhere(module.globals.get(name)) || isElsewhere(module.maps.get(name));
}

/** What is left of a function that lost its head, or ended too early. */
const STATEMENT = /^\s*(?:\{|(?:if|else|for|while|do|switch|case|return|goto|break|continue)\b)/;

/** What may declare something to others: not what is inside of a function, nor the members of a type. */
function headOf(malformed: string): { tags: readonly string[]; rest: string } {
  if (STATEMENT.test(malformed)) return { tags: [], rest: '' };
  const body = /\)\s*\{/.exec(malformed);
  const head = body ? malformed.slice(0, body.index) : malformed;
  const tags = [...head.matchAll(TAG)].map((match) => match[1]!);
  if (tags.length === 0) return { tags, rest: head };
  return { tags, rest: head.includes('}') ? head.slice(head.lastIndexOf('}')) : '' };
}

/** Adds macros, types and variables that use a wanted name, and what uses those. */
function addDependents<T>(file: ParsedFile, module: Module, wanted: Map<string, T>): void {
  const users = new Map<string, string[]>();
  for (const { names, text } of declarationsOf(file, module)) {
    for (const used of namesIn(text)) {
      const known = users.get(used);
      if (known) known.push(...names);
      else users.set(used, [...names]);
    }
  }
  // What is added is looked at as well.
  for (const [name, place] of wanted)
    for (const user of users.get(name) ?? []) if (!wanted.has(user)) wanted.set(user, place);
}

interface Declaration {
  readonly names: readonly string[];
  readonly text: string;
}

function declarationsOf(file: ParsedFile, module: Module): Declaration[] {
  const found: Declaration[] = [];
  for (const { name, body, path } of file.macros.values())
    if (path === file.path) found.push({ names: [name], text: body });
  for (const { type, start, end } of file.root.kids) {
    if (type === 'function_definition' || type.startsWith('preproc_')) continue;
    const text = file.text.slice(start, end);
    const tags = [...text.matchAll(TAG)].map((match) => match[1]!);
    const variables = [...namesIn(text)].filter((name) => module.globals.has(name) || module.maps.has(name));
    if (tags.length + variables.length > 0) found.push({ names: [...tags, ...variables], text });
  }
  return found;
}
