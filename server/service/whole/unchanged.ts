/** Which functions of a new text are as they were: their graphs are kept. */
import type { FunctionInfo, Graph, Module } from '../../../bpf/flow/graph.ts';
import type { ParsedFile } from '../../../bpf/syntax/types.ts';
import { suppressedFromOutside } from '../suppress/read.ts';

/** What a document knows of a text. It holds graphs and no module, so that texts long gone are not kept alive. */
export interface Before {
  /** Everything that functions may depend on beside their own text. */
  readonly surroundings: string;
  readonly headers: readonly ParsedFile[];
  /** Those that were asked for, by name and file. */
  readonly graphs: Map<string, KnownGraph>;
}

interface KnownGraph {
  /** '' for a header's function. */
  readonly text: string;
  readonly graph: Graph;
}

interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** Sits between a document's texts and `lowerModule`. */
export interface Keeper {
  /** The graph of before, if the function is as it was. */
  readonly known: (fn: FunctionInfo) => Graph | undefined;
  /** Takes note of a graph for the next text. */
  readonly keep: (fn: FunctionInfo, graph: Graph) => void;
  /** To be called with the declarations, before the first graph is asked for. */
  readonly settle: (module: Module) => { readonly now: Before; readonly isSame: boolean };
}

/** `files`: those whose functions change one by one: what is built, and the part of it that somebody edits. */
export function keeperOf(before: Before | undefined, files: readonly [ParsedFile, ...ParsedFile[]]): Keeper {
  let isSame = false;
  const graphs = new Map<string, KnownGraph>();
  const texts = new Map(files.map(({ path, text }) => [path, text]));
  const textOf = (fn: FunctionInfo) => texts.get(fn.path)?.slice(fn.start, fn.end) ?? '';
  return {
    known(fn) {
      const old = isSame ? before?.graphs.get(keyOf(fn)) : undefined;
      if (!old || old.text !== textOf(fn)) return undefined;
      // Ranges are relative to the function: where it begins is all that changes when it moves.
      (old.graph as { start: number }).start = fn.start;
      return old.graph;
    },
    keep(fn, graph) {
      graphs.set(keyOf(fn), { text: textOf(fn), graph });
    },
    settle(module) {
      const surroundings = files.map((file) => {
        const own = [...module.functions.values()].filter((fn) => fn.path === file.path);
        return `${suppressedFromOutside(file, module)}\n${surroundingsOf(file, own)}`;
      });
      const headers = headersOf(files[0]).filter(({ path }) => !texts.has(path));
      const now = { surroundings: surroundings.join('\n'), headers, graphs };
      isSame = before !== undefined && haveSameSurroundings(before, now);
      return { now, isSame };
    },
  };
}

function haveSameSurroundings(a: Before, b: Before): boolean {
  return (
    a.surroundings === b.surroundings &&
    a.headers.length === b.headers.length &&
    a.headers.every((header, i) => header === b.headers[i])
  );
}

function keyOf(fn: FunctionInfo): string {
  return `${fn.name} ${fn.path}`;
}

function headersOf(file: ParsedFile): ParsedFile[] {
  const all = new Set<ParsedFile>();
  const work = [...file.includes];
  for (let next = work.pop(); next; next = work.pop()) {
    if (all.has(next)) continue;
    all.add(next);
    work.push(...next.includes);
  }
  return [...all];
}

/** The file's text without the bodies of its functions, comments and blanks. */
function surroundingsOf(file: ParsedFile, own: readonly FunctionInfo[]): string {
  const parts: string[] = [file.missing.join()];
  let at = 0;
  for (const body of bodiesOf(file, own)) {
    if (body.start < at) continue;
    parts.push(file.text.slice(at, body.start));
    at = body.end;
  }
  parts.push(file.text.slice(at));
  return withoutComments(parts.join('\n{}\n'));
}

/** Bodies that nothing outside depends on: no directives, no names that outlive them. */
function bodiesOf(file: ParsedFile, own: readonly FunctionInfo[]): Stretch[] {
  const bodies: Stretch[] = [];
  for (const fn of own) {
    const start = file.masked.indexOf('{', fn.nameEnd);
    if (start < 0 || start >= fn.end || SPREADING.test(file.text.slice(start, fn.end))) continue;
    bodies.push({ start, end: fn.end });
  }
  return bodies.sort((a, b) => a.start - b.start);
}

/** Directives, static locals, types: what lowering a body may leave outside of it. */
const SPREADING = /^\s*#|\bstatic\b|\b(?:struct|union|enum)\b[^;(){}=]*\{/m;

const COMMENT = /("(?:[^"\\\n]|\\.)*")|\/\*[\s\S]*?(?:\*\/|$)|\/\/[^\n]*/g;

function withoutComments(text: string): string {
  return text
    .replace(COMMENT, (_, string) => string ?? ' ')
    .replace(/[ \t\r]+/g, ' ')
    .replace(/\n\s*/g, '\n');
}
