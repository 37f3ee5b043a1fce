/** What a test teaches: ranges of numbers, nullness of pointers, and that a path is impossible. */
import type { BinaryOp } from '../../../bpf/flow/graph.ts';
import { nullness, rangeOf, testedAs } from '../domain/numbers.ts';
import {
  COMPARISONS,
  compare,
  FALSE,
  mirror,
  NEGATED,
  preserved,
  TRUE,
  truth,
  unconverted,
} from '../domain/ranges.ts';
import { learn, type Range, type State } from '../domain/state.ts';
import { markPrecise, type Num, type Sym, typeRange, type Value } from '../domain/values.ts';

/** What one test settles. */
export interface Settled {
  /** Nullness ids, and whether they are NULL. */
  readonly nulls: Map<number, boolean>;
  /** Numbers by whether they are assumed to be true. */
  readonly truths: Map<Num, boolean>;
  /** Whoever is decided by it does not matter by itself (`control.ts`). */
  readonly isIdle?: boolean;
}

/**
 * Learn that `cond` is (`taken`) or is not true. false: the path is impossible.
 * Values share operands: what was assumed of one of them once is not assumed again, or the work would double with
 * each operation.
 */
export function assume(state: State, cond: Value, taken: boolean, settled: Settled, depth = 32): boolean {
  if (cond.k === 'ptr') return assumeNull(state, testedAs(state, cond), !taken, settled);
  if (cond.k !== 'num' || depth === 0 || settled.truths.get(cond) === taken) return true;
  if (cond.sym) settled.truths.set(cond, taken);
  const range = rangeOf(state, cond);
  const sure = truth(range);
  if (sure !== undefined) {
    if (!settled.isIdle) markPrecise(cond);
    if (sure !== taken) return false;
  }
  if (cond.lo !== cond.hi) narrow(state, cond, range, taken);
  const sym = cond.sym;
  if (!sym) return true;
  if (sym.f === 'lnot') return assume(state, sym.a, !taken, settled, depth - 1);
  if (sym.f === 'cast' && sym.a.k === 'num' && preserved(rangeOf(state, sym.a), sym.type))
    return assume(state, sym.a, taken, settled, depth - 1);
  if (sym.f === 'bool') return assume(state, sym.a, taken, settled, depth - 1);
  if (COMPARISONS.has(sym.f) && sym.b)
    return assumeCompared(state, sym.f as BinaryOp, sym.a, sym.b, taken, settled, depth - 1);
  // Of tests that are combined bit by bit: all of them hold, or none.
  if ((sym.f === 'and' && taken && areTests(sym)) || (sym.f === 'or' && !taken))
    return (
      assume(state, sym.a, taken, settled, depth - 1) && assume(state, sym.b!, taken, settled, depth - 1)
    );
  return true;
}

function areTests(sym: Sym): boolean {
  return [sym.a, sym.b].every((value) => value?.k === 'num' && value.lo >= 0 && value.hi <= 1);
}

function narrow(state: State, num: Num, range: Range, nonZero: boolean): void {
  if (!nonZero) learn(state, num.id, { lo: 0, hi: 0 });
  else if (range.lo === 0) learn(state, num.id, within(range, 1, range.hi));
  else if (range.hi === 0) learn(state, num.id, within(range, range.lo, -1));
  else learn(state, num.id, exclude(range, 0));
}

/**
 * The verifier keeps bounds, signed and unsigned, and no holes: of single values that are ruled out only the ends of
 * one of these views are remembered, and those are 0 and -1.
 */
function exclude(range: Range, value: number): Range {
  const not = range.not ?? [];
  if ((value !== 0 && value !== -1) || not.includes(value)) return range;
  return { lo: range.lo, hi: range.hi, not: [...not, value] };
}

/** A range with other bounds. (Of a number that nothing was learnt of, its range is the number itself.) */
function within({ not }: Range, lo: number, hi: number): Range {
  return not ? { lo, hi, not } : { lo, hi };
}

function assumeNull(state: State, nid: number, isNull: boolean, settled: Settled): boolean {
  const known = nullness(state, nid);
  if (known !== undefined) return known === isNull;
  learn(state, nid, isNull ? FALSE : TRUE);
  settled.nulls.set(nid, isNull);
  return true;
}

function assumeCompared(
  state: State,
  f: BinaryOp,
  a: Value,
  b: Value,
  taken: boolean,
  settled: Settled,
  depth: number,
): boolean {
  const op = taken ? f : NEGATED[f]!;
  if (a.k === 'ptr') return assumePointers(state, op, a, b, settled);
  if (a.k !== 'num' || b.k !== 'num') return true;
  const x = rangeOf(state, a);
  const y = rangeOf(state, b);
  const sure = compare(op, x, y, a.id === b.id && a.id > 0);
  if (sure === false) {
    markPrecise(a);
    markPrecise(b);
    return false;
  }
  if (b.lo === b.hi) learnSide(state, op, a, x, y, settled, depth);
  else if (a.lo === a.hi) learnSide(state, mirror(op), b, y, x, settled, depth);
  else {
    learnSide(state, op, a, x, y, settled, depth);
    learnSide(state, mirror(op), b, y, x, settled, depth);
  }
  return true;
}

/** Narrow `num` by `num op other`; when that settles a truth value, learn from how it was computed as well. */
function learnSide(
  state: State,
  op: BinaryOp,
  num: Num,
  x: Range,
  y: Range,
  settled: Settled,
  depth: number,
): void {
  if (num.lo === num.hi) return;
  const next = narrowed(op, x, y);
  if (!next) return;
  learn(state, num.id, next);
  backward(state, num, next);
  const sure = num.sym ? truth(next) : undefined;
  if (
    sure !== undefined &&
    num.sym &&
    (COMPARISONS.has(num.sym.f) || num.sym.f === 'lnot' || num.sym.f === 'bool')
  ) {
    assume(state, num, sure, settled, depth);
  }
}

/** x + c and x - c: a bound on the sum bounds x, when nothing wraps. */
function backward(state: State, num: Num, range: Range): void {
  const sym = num.sym;
  if (sym?.f === 'cast' && sym.a.k === 'num' && preserved(rangeOf(state, sym.a), sym.type)) {
    learn(state, sym.a.id, within(range.not ? range : rangeOf(state, sym.a), range.lo, range.hi));
    return;
  }
  if (sym?.f === 'cast' && sym.a.k === 'num') {
    const before = rangeOf(state, sym.a);
    const now = unconverted(range, before, sym.type);
    if (now) {
      learn(state, sym.a.id, within(before, Math.max(before.lo, now.lo), Math.min(before.hi, now.hi)));
      return;
    }
  }
  if (sym?.f === 'cast' && sym.a.k === 'num' && sym.a.lo >= 0 && range.lo > 0 && num.lo === 0) {
    // The low half of an unsigned number is never more than the number.
    const whole = rangeOf(state, sym.a);
    learn(state, sym.a.id, within(whole, Math.max(whole.lo, range.lo), whole.hi));
    return;
  }
  if (sym?.a.k !== 'num' || sym.b?.k !== 'num' || sym.b.lo !== sym.b.hi) return;
  const by = sym.f === 'add' ? sym.b.lo : sym.f === 'sub' ? -sym.b.lo : undefined;
  if (by === undefined || sym.a.lo === sym.a.hi) return;
  const inner = rangeOf(state, sym.a);
  const [min, max] = typeRange(sym.type);
  if (inner.lo + by < min || inner.hi + by > max) return;
  const [lo, hi] = [Math.max(inner.lo, range.lo - by), Math.min(inner.hi, range.hi - by)];
  learn(state, sym.a.id, within(inner, lo, hi));
}

/** What `x op y` teaches of x; undefined: nothing. */
export function narrowed(op: BinaryOp, x: Range, y: Range): Range | undefined {
  switch (op) {
    case 'lt':
      return y.hi - 1 < x.hi ? { ...x, hi: y.hi - 1 } : undefined;
    case 'le':
      return y.hi < x.hi ? { ...x, hi: y.hi } : undefined;
    case 'gt':
      return y.lo + 1 > x.lo ? { ...x, lo: y.lo + 1 } : undefined;
    case 'ge':
      return y.lo > x.lo ? { ...x, lo: y.lo } : undefined;
    case 'eq':
      return { ...x, lo: Math.max(x.lo, y.lo), hi: Math.min(x.hi, y.hi) };
    case 'ne':
      if (y.lo !== y.hi) return undefined;
      if (y.lo === x.lo) return { ...x, lo: x.lo + 1 };
      if (y.lo === x.hi) return { ...x, hi: x.hi - 1 };
      return exclude(x, y.lo);
    default:
      return undefined;
  }
}

function assumePointers(
  state: State,
  op: BinaryOp,
  a: Value & { k: 'ptr' },
  b: Value,
  settled: Settled,
): boolean {
  if (b.k === 'num') {
    if (b.lo !== 0 || b.hi !== 0) return true;
    const id = testedAs(state, a);
    if (op === 'eq' || op === 'le') return assumeNull(state, id, true, settled);
    if (op === 'ne' || op === 'gt') return assumeNull(state, id, false, settled);
    return true;
  }
  if (b.k !== 'ptr') return true;
  if (
    a.obj === b.obj &&
    a.off !== undefined &&
    a.off === b.off &&
    a.nid === b.nid &&
    (op === 'ne' || op === 'lt' || op === 'gt')
  )
    return false;
  return true;
}
