/**
 * Part of a function as a graph of its own: the statements of a selection, with the variables that come from outside
 * as its inputs. What lies before it is only declared; leaving it ends the run, whichever way.
 */

import type { CNode } from '../../syntax/types.ts';
import { because } from '../../words/reasons.ts';
import type { At, Part, Reg } from '../graph.ts';
import { bodyOfCase, type Picked, pick } from '../selection.ts';
import { newNames } from '../unit.ts';
import { emit, enter, type Fn, giveUp, newBlock, spanAt, terminate, type Value } from './builder.ts';
import { resolveGotos } from './control/jump.ts';
import { lowerDeclaration, lowerTypedef } from './declaration.ts';
import { lowerExpr, lowerStatement } from './lowering.ts';

export interface LoweredPart extends Omit<Part, 'graph'> {
  readonly result: Value | undefined;
}

interface State {
  readonly picked: Picked;
  readonly exits: Map<At, string>;
  readonly outside: Set<number>;
  readonly usual: Map<Reg, bigint>;
  result: Value | undefined;
}

/** Lowers what the ranges (offsets in the file) pick of a body; undefined when they touch no statement of it. */
export function lowerPart(fn: Fn, body: CNode, ranges: readonly At[]): LoweredPart | undefined {
  const spanOf = (node: CNode): At => {
    const { start, end } = spanAt(fn, node.start, node.end);
    return { start: start + fn.base, end: end + fn.base };
  };
  const picked = pick(body, ranges, spanOf);
  if (picked.chosen.size === 0) return undefined;
  const state: State = {
    picked,
    exits: new Map(),
    outside: new Set(),
    usual: new Map(),
    result: undefined,
  };
  const spans = picked.expression ? [spanOf(picked.expression)] : [...picked.chosen].map(spanOf);
  const place = {
    start: Math.min(...spans.map(({ start }) => start)),
    end: Math.max(...spans.map(({ end }) => end)),
  };
  visit(fn, state, body.kids);
  const behind = { start: place.end - fn.base, end: place.end - fn.base };
  leave(fn, state, 'end', behind, state.result);
  endGotos(fn, state, behind);
  const { exits, outside, usual, result } = state;
  return { exits, outside, usual, place, result };
}

/** Ends the part here. Places are told apart by identity: each exit has one of its own. */
function leave(fn: Fn, { exits }: State, how: string, where: At, value?: Value): void {
  const at = { ...where };
  exits.set(at, how);
  const isVoid = value === undefined || value.type.k === 'void';
  terminate(fn, { op: 'return', value: isVoid ? undefined : value.op, at });
}

function exitBlock(fn: Fn, state: State, how: string, where: At): number {
  const { current } = fn;
  const block = newBlock(fn);
  enter(fn, block);
  leave(fn, state, how, where);
  enter(fn, current);
  return block;
}

function endGotos(fn: Fn, state: State, where: At): void {
  for (const { label, at } of fn.gotos) {
    if (fn.labels.has(label)) continue;
    fn.labels.set(label, { block: exitBlock(fn, state, `goto ${label}`, at ?? where), chain: undefined });
  }
  resolveGotos(fn);
}

function visit(fn: Fn, state: State, kids: readonly CNode[]): void {
  for (const node of kids) {
    if (node.type === 'case_statement') visit(fn, state, bodyOfCase(node));
    else if (state.picked.chosen.has(node)) lowerChosen(fn, state, node);
    else if (state.picked.around.has(node)) descend(fn, state, node);
    else if (node.type === 'declaration') declareOnly(fn, state, node);
    else if (node.type === 'type_definition') lowerTypedef(fn, node);
    else if (node.type.endsWith('_specifier')) lowerStatement(fn, node);
  }
}

function lowerChosen(fn: Fn, state: State, node: CNode): void {
  const at = spanAt(fn, node.end, node.end);
  const saved = { breakTo: fn.breakTo, continueTo: fn.continueTo };
  const { chain } = fn;
  fn.breakTo = { block: exitBlock(fn, state, 'break', at), chain };
  fn.continueTo = { block: exitBlock(fn, state, 'continue', at), chain };
  const { expression } = state.picked;
  if (expression) state.result = lowerExpr(fn, expression);
  else lowerStatement(fn, node);
  Object.assign(fn, saved);
}

/** Into a statement that is not run itself: its names count, its condition and its other branches do not. */
function descend(fn: Fn, state: State, node: CNode): void {
  const { names } = fn;
  fn.names = newNames(names);
  const initializer = node.type === 'for_statement' ? node.kids.find(isInitializer) : undefined;
  if (initializer) declareOnly(fn, state, initializer);
  const holders = new Set(['compound_statement', 'labeled_statement', 'attributed_statement', 'else_clause']);
  if (holders.has(node.type)) visit(fn, state, node.kids);
  else
    visit(
      fn,
      state,
      node.kids.filter((child) => isInside(state, child)),
    );
  fn.names = names;
}

const isInitializer = (node: CNode): boolean => node.field === 'initializer' && node.type === 'declaration';

const isInside = ({ picked }: State, node: CNode): boolean =>
  picked.chosen.has(node) || picked.around.has(node);

/**
 * Binds the names of a declaration. Its initialisers are lowered where no path leads: for types and constants. What a
 * `return` in the part cleans up (`__free`) stays in force.
 */
function declareOnly(fn: Fn, { outside, usual }: State, node: CNode): void {
  const { current, gotos, incomplete } = fn;
  const locals = fn.locals.length;
  const first = newBlock(fn);
  enter(fn, first);
  fn.gotos = [];
  fn.incomplete = [];
  lowerDeclaration(fn, node);
  for (const { instrs } of fn.blocks.slice(first))
    for (const instr of instrs) {
      if (instr.op !== 'move' || instr.a >= 0 || !fn.regs[instr.dst]?.name) continue;
      usual.set(instr.dst, fn.consts[-1 - instr.a]!.value);
    }
  Object.assign(fn, { current, gotos, incomplete });
  for (let local = locals; local < fn.locals.length; local++) {
    outside.add(local);
    emit(fn, { op: 'scope', local, live: true, at: fn.locals[local]!.at });
  }
  if (fn.locals.length > MOST_LOCALS) giveUp(fn, because('tooManyVariables'));
}

const MOST_LOCALS = 10_000;
