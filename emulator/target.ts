/** What a selection or a cursor means: a function as a whole, or some of its statements. */

import type { CType } from '../bpf/flow/ctypes/types.ts';
import type { At, FunctionInfo, Graph, Module, Reg } from '../bpf/flow/graph.ts';
import { isProgram, programsOf } from '../bpf/flow/programs.ts';
import { type Lines, offsetAt, positionAt, type Range } from '../bpf/syntax/lines.ts';
import { words } from '../bpf/words/emulator.ts';
import { sayReason } from '../bpf/words/reasons.ts';
import type { Target } from './worker/messages.ts';

export interface Found {
  readonly kind: 'found';
  readonly fn: FunctionInfo;
  readonly graph: Graph;
  /** Offsets in the file. */
  readonly place: At;
  readonly title: string;
  /** Under which values are remembered. */
  readonly key: string;
  /** Whether it is a program as a whole, and whether it is or belongs to one. */
  readonly isProgram: boolean;
  readonly inProgram: boolean;
  /** Of a part: how it can be left but by `return`. */
  readonly exits: ReadonlyMap<At, string>;
  readonly outside: ReadonlySet<number>;
  readonly usual: ReadonlyMap<Reg, bigint>;
  /** The type of what it results in. */
  readonly result: CType;
  /** It is an expression: its value is what counts. */
  readonly isValue: boolean;
}

export type Meant =
  | Found
  | { readonly kind: 'choose'; readonly programs: readonly string[] }
  | { readonly kind: 'refused'; readonly message: string; readonly place?: At };

/** Finds what is to run in a file. */
export function targetOf(module: Module, text: string, lines: Lines, target: Target): Meant {
  if (target.kind === 'function') {
    const fn = module.functions.get(target.name);
    return fn?.path === module.path ? whole(module, fn) : refused(words().noSuchFunction(target.name));
  }
  const ranges = target.ranges.flatMap((range) => trimmed(text, lines, range));
  return ranges.length === 0
    ? atCursor(module, text, lines, target.ranges[0])
    : selected(module, text, lines, ranges);
}

const refused = (message: string, place?: At): Meant => ({
  kind: 'refused',
  message,
  ...(place ? { place } : {}),
});

/** A range without the white space around it; nothing is left of a cursor. */
function trimmed(text: string, lines: Lines, { start, end }: Range): At[] {
  let from = offsetAt(lines, start);
  let to = offsetAt(lines, end);
  while (from < to && /\s/.test(text[from]!)) from++;
  while (to > from && /\s/.test(text[to - 1]!)) to--;
  return from < to ? [{ start: from, end: to }] : [];
}

/** Functions of the file itself, in source order. */
function functionsOf(module: Module): FunctionInfo[] {
  return [...module.functions.values()]
    .filter(({ path }) => path === module.path)
    .sort((a, b) => a.start - b.start);
}

/** What may stand before a function on lines of its own, without comments. Each text is matched in one way only. */
const HEAD = /^(?:\s|SEC\s*\([^)]*\)|\b\w+\b|\*)*$/;
const COMMENTS = /\/\/[^\n]*|\/\*(?:[^*]|\*(?!\/))*\*\//g;
const LONGEST_HEAD = 4000;

/** A cursor means the function that it is in, from the line of its SEC() on; outside of all, a program. */
function atCursor(module: Module, text: string, lines: Lines, range: Range | undefined): Meant {
  const line = range?.start.line ?? 0;
  const from = offsetAt(lines, { line, character: 0 });
  const all = functionsOf(module);
  const inside = all.find(({ start, end }) => from < end && line >= positionAt(lines, start).line);
  const next = all.find(({ start }) => start >= from);
  const isHead = next && next.start - from < LONGEST_HEAD && isHeadOf(text.slice(from, next.start));
  const fn = inside ?? (isHead ? next : undefined);
  return fn ? whole(module, fn) : oneOf(module, programsOf(module));
}

/** The cursor's line is not blank, and nothing but the head of a function follows; it may begin inside a comment. */
function isHeadOf(between: string): boolean {
  if (between.split('\n', 1)[0]!.trim() === '') return false;
  const ends = between.indexOf('*/');
  const begins = between.indexOf('/*');
  const rest = ends >= 0 && (begins < 0 || ends < begins) ? between.slice(ends + 2) : between;
  return HEAD.test(rest.replace(COMMENTS, ' '));
}

function oneOf(module: Module, functions: readonly FunctionInfo[]): Meant {
  if (functions.length === 1) return whole(module, functions[0]!);
  if (functions.length > 1) return { kind: 'choose', programs: functions.map(({ name }) => name) };
  return refused(functionsOf(module).length === 0 ? words().noFunction : words().noProgramHere);
}

function selected(module: Module, text: string, lines: Lines, ranges: readonly At[]): Meant {
  const touched = functionsOf(module).filter((fn) =>
    ranges.some((at) => at.start < fn.end && at.end > fn.start),
  );
  if (touched.length === 0) return refused(words().nothingSelected, ranges[0]);
  if (touched.length > 1) {
    const programs = touched.filter((fn) => isProgram(module, fn));
    return oneOf(module, programs.length > 0 ? programs : touched);
  }
  const fn = touched[0]!;
  const body = text.indexOf('{', fn.nameEnd);
  const isInside = ranges.every((at) => at.start > body && at.end < fn.end);
  return isInside ? part(module, lines, fn, ranges) : whole(module, fn);
}

/** Why a function cannot run, if it cannot. */
export function whyNot(fn: FunctionInfo): (Meant & { kind: 'refused' }) | undefined {
  const why = fn.graph().incomplete[0];
  const place = { start: fn.nameStart, end: fn.nameEnd };
  return why && { kind: 'refused', message: words().notWhole(fn.name, sayReason(why)), place };
}

function whole(module: Module, fn: FunctionInfo): Meant {
  const why = whyNot(fn);
  if (why) return why;
  return {
    kind: 'found',
    fn,
    graph: fn.graph(),
    place: { start: fn.start, end: fn.end },
    title: fn.name,
    key: fn.name,
    isProgram: isProgram(module, fn),
    inProgram: isProgram(module, fn),
    exits: new Map(),
    outside: new Set(),
    usual: new Map(),
    result: fn.type.result,
    isValue: false,
  };
}

function part(module: Module, lines: Lines, fn: FunctionInfo, ranges: readonly At[]): Meant {
  const found = fn.part(ranges);
  if (!found) return refused(words().noStatement, ranges[0]);
  const { graph, place, exits, outside, usual, value } = found;
  const why = graph.incomplete[0];
  if (why) return refused(words().selectionNotWhole(sayReason(why)), place);
  const from = positionAt(lines, place.start).line + 1;
  const to = positionAt(lines, place.end).line + 1;
  const where = from === to ? words().line(from) : words().lines(from, to);
  return {
    kind: 'found',
    fn,
    graph,
    place,
    title: words().partOf(where, fn.name),
    key: `${fn.name}…`,
    isProgram: false,
    inProgram: isProgram(module, fn),
    exits,
    outside,
    usual,
    result: value ?? fn.type.result,
    isValue: value !== undefined,
  };
}
