/** Where in a function's graph the value of a name in the source can be looked at. */

import type { CType } from '../../bpf/flow/ctypes/types.ts';
import type { FunctionInfo, Graph, Instr, Module, Operand, Reg } from '../../bpf/flow/graph.ts';
import { endReads, reads, writes } from '../../bpf/flow/operands.ts';
import { type State, top } from '../analysis/domain/state.ts';
import type { Place } from '../analysis/observe.ts';
import { stackKey } from '../analysis/transfer/step.ts';
import type { Word } from './word.ts';

export interface Subject {
  readonly fn: FunctionInfo;
  readonly type: CType;
  readonly places: readonly Place[];
}

/** The function of this file that the offset lies in. */
export function functionAt(module: Module, offset: number): FunctionInfo | undefined {
  for (const fn of module.functions.values())
    if (fn.path === module.path && fn.start <= offset && offset < fn.end) return fn;
  return undefined;
}

/** undefined: no variable, slot or field of pointer type. */
export function subjectAt(module: Module, word: Word, text: string): Subject | undefined {
  const fn = functionAt(module, word.start);
  if (!fn) return undefined;
  const graph = fn.graph();
  const look: Look = { graph, word, from: word.start - graph.start, to: word.end - graph.start, text };
  const found = variable(look) ?? memoryLocal(look) ?? loaded(look);
  return found && isPointer(found.type) ? { fn, ...found } : undefined;
}

interface Look {
  readonly graph: Graph;
  readonly word: Word;
  /** The word, relative to the graph. */
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

type Found = Omit<Subject, 'fn'>;

function isPointer(type: CType): boolean {
  return type.k === 'ptr' && type.to.k !== 'int' && type.to.k !== 'func';
}

/** A local or parameter in a register. */
function variable(look: Look): Found | undefined {
  const { graph, word, from } = look;
  const named = graph.regs.flatMap((reg, i) => (reg.name === word.text ? [i] : []));
  if (named.length === 0 || isMember(look)) return undefined;
  const mentioned = isAssigned(look) ? assignments(look, named) : uses(look, named);
  if (mentioned.length > 0) return { type: graph.regs[mentioned[0]!.reg]!.type, places: mentioned };
  const reg = named.findLast((r) => (graph.regs[r]!.at?.start ?? 0) <= from) ?? named[0]!;
  const place = nearest(look);
  const type = graph.regs[reg]!.type;
  return { type, places: place ? [{ ...place, read: reader(reg) }] : [] };
}

type RegPlace = Place & { readonly reg: Reg };

function reader(reg: Reg): Place['read'] {
  return (state) => top(state).regs[reg];
}

function isMember({ word, text }: Look): boolean {
  return /(?:\.|->)\s*$/.test(text.slice(Math.max(0, word.start - 8), word.start));
}

function isAssigned({ word, text }: Look): boolean {
  return /^\s*=(?!=)/.test(text.slice(word.end, word.end + 40));
}

/** After each write of it in the statement. */
function assignments(look: Look, named: readonly Reg[]): RegPlace[] {
  const { graph, from, text, word } = look;
  const semicolon = text.indexOf(';', word.end);
  const end = (semicolon < 0 ? text.length : semicolon) - graph.start;
  const found: RegPlace[] = [];
  for (const { instr, block, index } of instructions(graph)) {
    if (instr.at.start < from || instr.at.start > end || instr.op === 'undef') continue;
    const reg = writes(instr).find((r) => named.includes(r));
    if (reg !== undefined) found.push({ block, index: index + 1, read: reader(reg), reg });
  }
  return found;
}

/** Before the smallest thing around the word that reads it. */
function uses(look: Look, named: readonly Reg[]): RegPlace[] {
  const { graph } = look;
  let best: RegPlace[] = [];
  let size = Number.POSITIVE_INFINITY;
  const offer = (at: { start: number; end: number }, block: number, index: number, reg: Reg) => {
    const length = at.end - at.start;
    if (length > size) return;
    if (length < size) best = [];
    size = length;
    best.push({ block, index, read: reader(reg), reg });
  };
  const among = (operands: readonly Operand[]) => operands.find((op) => op >= 0 && named.includes(op));
  for (const { instr, block, index } of instructions(graph)) {
    const reg = contains(instr.at, look) ? among(reads(instr)) : undefined;
    if (reg !== undefined) offer(instr.at, block, index, reg);
  }
  graph.blocks.forEach(({ end, instrs }, block) => {
    const reg = contains(end.at, look) ? among(endReads(end)) : undefined;
    if (reg !== undefined) offer(end.at, block, instrs.length, reg);
  });
  return best;
}

function contains(at: { readonly start: number; readonly end: number }, { from, to }: Look): boolean {
  return at.start <= from && to <= at.end;
}

function* instructions(graph: Graph): Generator<{ instr: Instr; block: number; index: number }> {
  for (const [block, { instrs }] of graph.blocks.entries())
    for (const [index, instr] of instrs.entries()) yield { instr, block, index };
}

/** The first thing that happens at or behind the word. */
function nearest(look: Look): Omit<Place, 'read'> | undefined {
  let best: Omit<Place, 'read'> | undefined;
  let start = Number.POSITIVE_INFINITY;
  for (const { instr, block, index } of instructions(look.graph)) {
    if (instr.at.start < look.from || instr.at.start >= start) continue;
    start = instr.at.start;
    best = { block, index };
  }
  return best;
}

/** A local whose address is taken: what its memory holds. */
function memoryLocal(look: Look): Found | undefined {
  const { graph, word } = look;
  const local = graph.locals.findLastIndex(({ name, at }) => name === word.text && at.start <= look.from);
  if (local < 0 || isMember(look)) return undefined;
  const read = (state: State) => state.stack.get(stackKey(state, local))?.get(0)?.value;
  const place = isAssigned(look) ? storeOf(look, local) : nearestAround(look);
  return { type: graph.locals[local]!.type, places: place ? [{ ...place, read }] : [] };
}

function storeOf(look: Look, local: number): Omit<Place, 'read'> | undefined {
  let ptr: Reg | undefined;
  for (const { instr, block, index } of instructions(look.graph)) {
    if (instr.at.end < look.to) continue;
    if (instr.op === 'addr' && instr.of.kind === 'local' && instr.of.index === local) ptr = instr.dst;
    if (instr.op === 'store' && instr.ptr === ptr && instr.at.start >= look.from)
      return { block, index: index + 1 };
  }
  return undefined;
}

function nearestAround(look: Look): Omit<Place, 'read'> | undefined {
  for (const { instr, block, index } of instructions(look.graph))
    if (contains(instr.at, look) && instr.op === 'addr') return { block, index };
  return nearest(look);
}

/** A global or field that is read right there: what the load gives. */
function loaded(look: Look): Found | undefined {
  const { graph, word } = look;
  for (const [block, { instrs }] of graph.blocks.entries()) {
    for (const [index, instr] of instrs.entries()) {
      const isIt =
        (instr.op === 'field' && instr.name === word.text && instr.at.end === look.to) ||
        (instr.op === 'addr' &&
          instr.of.kind === 'global' &&
          instr.of.name === word.text &&
          contains(instr.at, look));
      if (!isIt) continue;
      const after = instrs.slice(index + 1, index + 4);
      const at = after.findIndex((next) => next.op === 'load' && next.ptr === instr.dst);
      const load = after[at];
      if (load?.op !== 'load') continue;
      return { type: load.type, places: [{ block, index: index + at + 2, read: reader(load.dst) }] };
    }
  }
  return undefined;
}
