/**
 * What a path knows of numbers if every load-time constant (`const volatile`, the configuration) has the value that it
 * has in the object file. The loader fixes these values before the verifier sees the program, which then drops the
 * branches that they rule out.
 */
import type { BinaryOp } from '../../../bpf/flow/graph.ts';
import { spend } from '../domain/exploration.ts';
import { learnt, withFact } from '../domain/learnt.ts';
import { rangeOf } from '../domain/numbers.ts';
import { COMPARISONS, NEGATED, operate, truth } from '../domain/ranges.ts';
import type { Range, State } from '../domain/state.ts';
import { markPrecise, type Num, type Value } from '../domain/values.ts';
import type { Context } from './context.ts';
import { narrowed } from './refinement.ts';

const DEPTH = 8;

/** Range of a number if every load-time constant has the object file's value. */
export function asBuilt(cx: Context, state: State, num: Num): Range {
  return builtRange(state, num, cx.initials);
}

/** `initials`: values of load-time constants; without them, what the path's comparisons taught alone. */
export function builtRange(
  state: State,
  num: Num,
  initials: ReadonlyMap<number, Range> = NONE,
  depth = DEPTH,
): Range {
  if (num.lo === num.hi) return num;
  spend(3);
  const initial = initials.get(num.id);
  if (initial) return initial;
  const known = learnt(state.asBuilt, num.id);
  const again = depth > 0 ? evaluated(state, num, initials, depth) : undefined;
  const lo = Math.max(num.lo, known?.lo ?? num.lo, again?.lo ?? num.lo);
  const hi = Math.min(num.hi, known?.hi ?? num.hi, again?.hi ?? num.hi);
  return { lo, hi };
}

const NONE: ReadonlyMap<number, Range> = new Map();

function evaluated(
  state: State,
  { sym }: Num,
  initials: ReadonlyMap<number, Range>,
  depth: number,
): Range | undefined {
  if (sym?.a.k !== 'num') return undefined;
  const a = builtRange(state, sym.a, initials, depth - 1);
  const b = sym.b?.k === 'num' ? builtRange(state, sym.b, initials, depth - 1) : undefined;
  return operate(sym, a, b);
}

/** Of a decision: would these values have led there, and what does it teach of numbers that are compared with them? */
export function noteAsBuilt(cx: Context, state: State, cond: Num, taken: boolean): void {
  if (!state.initial || cx.initials.size === 0) return;
  const sure = truth(asBuilt(cx, state, cond));
  if (sure === undefined) return learnAsBuilt(cx, state, cond, taken);
  if (state.asBuilt || cx.isPatient) decidedBy(cond);
  if (sure !== taken) state.initial = false;
}

/** A path on which they are other numbers may be decided otherwise. */
function decidedBy({ sym }: Num): void {
  markPrecise(sym?.a);
  markPrecise(sym?.b);
}

const CONDITION_DEPTH = 6;

function learnAsBuilt(cx: Context, state: State, cond: Value, taken: boolean, depth = CONDITION_DEPTH): void {
  if (cond.k !== 'num' || !cond.sym || depth === 0) return;
  const { f, a, b } = cond.sym;
  if (f === 'lnot') return learnAsBuilt(cx, state, a, !taken, depth - 1);
  if (f === 'bool' || f === 'cast') return learnAsBuilt(cx, state, a, taken, depth - 1);
  if (!COMPARISONS.has(f) || a.k !== 'num' || b?.k !== 'num') return;
  const op = taken ? (f as BinaryOp) : NEGATED[f]!;
  narrow(cx, state, op, a, b);
  narrow(cx, state, MIRRORED[op] ?? op, b, a);
}

const MIRRORED: Partial<Record<BinaryOp, BinaryOp>> = { lt: 'gt', le: 'ge', gt: 'lt', ge: 'le' };

/** Only what the object file's values say beside what the path knows anyway is worth a fact. */
function narrow(cx: Context, state: State, op: BinaryOp, num: Num, other: Num): void {
  if (num.lo === num.hi || cx.initials.has(num.id)) return;
  const bound = asBuilt(cx, state, other);
  const any = rangeOf(state, other);
  if (bound.lo <= any.lo && bound.hi >= any.hi) return;
  const range = narrowed(op, asBuilt(cx, state, num), bound);
  if (range) state.asBuilt = withFact(state.asBuilt, num.id, { lo: range.lo, hi: range.hi });
}
