/** What a BPF file consists of: programs, maps, kptr slots, callbacks. Of what is parsed; no function is lowered. */
import type { FunctionInfo, Module } from '../../../bpf/flow/graph.ts';
import { isProgram } from '../../../bpf/flow/programs.ts';
import { allFunctions } from '../../../bpf/kernel/index.ts';
import { programOf } from '../../../bpf/kernel/program-types.ts';
import type { CNode, ParsedFile, Span } from '../../../bpf/syntax/types.ts';
import { lensesOf } from '../lenses.ts';
import type { Change } from '../moves.ts';
import { slotStruct, slotsIn } from './slots.ts';

export interface FileSymbol extends Span {
  readonly kind: 'program' | 'callback' | 'map' | 'slot';
  readonly name: string;
  /** Its section, type or struct; or what calls it. */
  readonly detail: string;
  /** The name itself, within the whole. */
  readonly at: Span;
  readonly inside: readonly FileSymbol[];
}

export function symbolsOf(file: ParsedFile, module: Module): FileSymbol[] {
  const found = [
    ...programs(file, module),
    ...callbacks(file, module),
    ...maps(file, module),
    ...slots(file, module),
  ];
  return found.sort((a, b) => a.start - b.start);
}

function programs(file: ParsedFile, module: Module): FileSymbol[] {
  return lensesOf(file, module).flatMap(({ name, start }) => {
    const fn = module.functions.get(name);
    return fn && isProgram(module, fn) ? [functionSymbol(fn, 'program', kindOf(fn, module), start)] : [];
  });
}

/** The section, or the operation that it is. */
function kindOf(fn: FunctionInfo, module: Module): string {
  if (fn.section !== '') return fn.section;
  const op = module.structOps.get(fn.name);
  return op === undefined ? programOf('', fn.macro).type : `struct_ops/${op}`;
}

function functionSymbol(
  { name, end, nameStart, nameEnd }: FunctionInfo,
  kind: FileSymbol['kind'],
  detail: string,
  start: number,
): FileSymbol {
  return { kind, name, detail, start, end, at: { start: nameStart, end: nameEnd }, inside: [] };
}

/** Calls of functions that take another one, up to the end of their arguments. */
const CALLERS = new RegExp(
  `\\b(${allFunctions()
    .filter(({ params }) => params.some(({ arg }) => arg.role === 'callback'))
    .map(({ name }) => name)
    .join('|')})\\s*\\(([^;{}]*)`,
  'g',
);

function callbacks(file: ParsedFile, module: Module): FileSymbol[] {
  const found = new Map<string, FileSymbol>();
  for (const [, caller, args] of file.masked.matchAll(CALLERS)) {
    for (const name of args!.match(/\b[A-Za-z_]\w*\b(?!\s*\()/g) ?? []) {
      const fn = module.functions.get(name);
      if (fn?.path === file.path && !isProgram(module, fn))
        found.set(name, functionSymbol(fn, 'callback', caller!, fn.start));
    }
  }
  return [...found.values()];
}

function maps(file: ParsedFile, module: Module): FileSymbol[] {
  return [...module.maps.values()].flatMap(({ name, path, start, type, value }) => {
    const place = path === file.path ? placeOf(file, name, start) : undefined;
    if (!place) return [];
    const inside = slotsIn(value).map(({ field, struct }): FileSymbol => {
      return { kind: 'slot', name: field, detail: struct, ...place, inside: [] };
    });
    return [{ kind: 'map', name, detail: type.replace(/^BPF_MAP_TYPE_/, ''), ...place, inside }];
  });
}

function slots(file: ParsedFile, module: Module): FileSymbol[] {
  return [...module.globals.values()].flatMap(({ name, path, start, type }) => {
    const struct = slotStruct(type);
    const place = struct !== undefined && path === file.path ? placeOf(file, name, start) : undefined;
    return struct === undefined || !place
      ? []
      : [{ kind: 'slot', name, detail: struct, ...place, inside: [] } as const];
  });
}

/** The declaration of a variable, and its name in it: the last one before an initial value. */
function placeOf({ root, text }: ParsedFile, name: string, start: number): (Span & { at: Span }) | undefined {
  const node = root.kids.find((kid: CNode) => kid.start <= start && start < kid.end);
  if (!node) return undefined;
  const at = text.lastIndexOf(name, node.end);
  const from = at >= node.start ? at : node.start;
  return {
    start: node.start,
    end: node.end,
    at: { start: from, end: Math.min(from + name.length, node.end) },
  };
}

/**
 * Symbols while somebody types: what stood in a stretch that is not whole at the moment stays, as far as its text is there.
 * `change` leads from the text of `before` to this one.
 */
export function withUnfinished(
  now: readonly FileSymbol[],
  before: readonly FileSymbol[],
  change: Change,
  { malformed }: ParsedFile,
): readonly FileSymbol[] {
  if (malformed.length === 0) return now;
  const names = new Set(now.map(({ name }) => name));
  const lost = before
    .filter(({ name }) => !names.has(name))
    .flatMap((symbol) => moved(symbol, change) ?? [])
    .filter(({ start, end }) =>
      malformed.some((hole) => hole.isWide || (start < hole.end && hole.start < end)),
    );
  return lost.length === 0 ? now : [...now, ...lost].sort((a, b) => a.start - b.start);
}

function moved(symbol: FileSymbol, { old, now }: Change): FileSymbol | undefined {
  const by = now.end - old.end;
  const to = (at: number) => (at <= old.start ? at : at >= old.end ? at + by : undefined);
  const [start, end, from, until] = [symbol.start, symbol.end, symbol.at.start, symbol.at.end].map(to);
  if (start === undefined || end === undefined || from === undefined || until === undefined) return undefined;
  const inside = symbol.inside.flatMap((one) => moved(one, { old, now }) ?? []);
  return { ...symbol, start, end, at: { start: from, end: until }, inside };
}
