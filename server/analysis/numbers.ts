/** Ranges: what a path knows of a number, what an operation gives, what a test teaches. */
import type { BinaryOp } from '../../bpf/flow/graph.ts';
import type { CType } from '../../bpf/flow/types.ts';
import { learn, type Range, type State } from './state.ts';
import {
  constant,
  derived,
  markPrecise,
  type Num,
  type Sym,
  typeRange,
  unknown,
  type Value,
} from './values.ts';

const DEPTH = 4;

/** Bounds of a number on this path: its own, what was learnt, and what its operands now say. */
export function rangeOf(state: State, num: Num, depth = DEPTH): Range {
  const learnt = state.known.get(num.id);
  if (num.lo === num.hi) return num;
  let lo = learnt ? Math.max(num.lo, learnt.lo) : num.lo;
  let hi = learnt ? Math.min(num.hi, learnt.hi) : num.hi;
  if (num.sym && depth > 0 && lo !== hi) {
    const again = evaluate(state, num, depth - 1);
    if (again) {
      lo = Math.max(lo, again.lo);
      hi = Math.min(hi, again.hi);
    }
  }
  if (learnt?.not) {
    while (learnt.not.includes(lo) && lo < hi) lo++;
    while (learnt.not.includes(hi) && hi > lo) hi--;
    return { lo, hi, not: learnt.not };
  }
  return { lo, hi };
}

function evaluate(state: State, num: Num, depth: number): Range | undefined {
  const sym = num.sym!;
  const { f, a, b } = sym;
  if (a.k !== 'num')
    return f === 'eq' || f === 'ne' || f === 'lnot' || f === 'bool' ? nullTest(state, num) : undefined;
  const x = rangeOf(state, a, depth);
  if (b && b.k !== 'num') return undefined;
  return operate(sym, x, b && rangeOf(state, b, depth));
}

/** Range of an operation on operands in these ranges; undefined: nothing more than its type says. */
export function operate(sym: Sym, x: Range, y: Range | undefined): Range | undefined {
  const { f, a, b, type } = sym;
  if (f === 'lnot') return flip(truth(x));
  if (f === 'bool') return bool(truth(x));
  if (f === 'cast') return preserved(x, type);
  if (!y || f === 'neg' || f === 'not') return undefined;
  const same = a.k === 'num' && b?.k === 'num' && a.id === b.id;
  const compared = compare(f, x, y, same);
  if (compared !== undefined) return bool(compared);
  return COMPARISONS.has(f) ? undefined : arithmetic(f, x, y, type);
}

/** A conversion keeps a number that the new type can hold. */
function preserved(x: Range, type: CType): Range | undefined {
  const [lo, hi] = typeRange(type);
  return x.lo >= lo && x.hi <= hi ? x : undefined;
}

/** A pointer compared with NULL, once its nullness is known. */
function nullTest(state: State, num: Num): Range | undefined {
  const { f, a, b } = num.sym!;
  if (a.k !== 'ptr') return undefined;
  if (b && !(b.k === 'num' && b.lo === 0 && b.hi === 0)) return undefined;
  const isNull = nullness(state, a.nid);
  if (isNull === undefined) return undefined;
  return bool(f === 'eq' || f === 'lnot' ? isNull : !isNull);
}

/** true: NULL; false: not NULL; undefined: may be either. */
export function nullness(state: State, nid: number): boolean | undefined {
  if (nid === 0) return false;
  const known = state.known.get(nid);
  if (!known) return undefined;
  return known.hi === 0;
}

const TRUE: Range = { lo: 1, hi: 1 };
const FALSE: Range = { lo: 0, hi: 0 };
const COMPARISONS: ReadonlySet<string> = new Set(['lt', 'le', 'gt', 'ge', 'eq', 'ne']);

function bool(value: boolean | undefined): Range | undefined {
  return value === undefined ? undefined : value ? TRUE : FALSE;
}
function flip(value: boolean | undefined): Range | undefined {
  return value === undefined ? undefined : value ? FALSE : TRUE;
}

/** Is the number certainly non-zero (true), certainly zero (false), or either (undefined)? */
export function truth(range: Range): boolean | undefined {
  if (range.lo > 0 || range.hi < 0) return true;
  if (range.lo === 0 && range.hi === 0) return false;
  return range.not?.includes(0) ? true : undefined;
}

function compare(f: BinaryOp, x: Range, y: Range, same: boolean): boolean | undefined {
  if (same) {
    if (f === 'eq' || f === 'le' || f === 'ge') return true;
    if (f === 'ne' || f === 'lt' || f === 'gt') return false;
  }
  switch (f) {
    case 'lt':
      return x.hi < y.lo ? true : x.lo >= y.hi ? false : undefined;
    case 'le':
      return x.hi <= y.lo ? true : x.lo > y.hi ? false : undefined;
    case 'gt':
      return compare('lt', y, x, same);
    case 'ge':
      return compare('le', y, x, same);
    case 'eq':
      return equal(x, y);
    case 'ne': {
      const eq = equal(x, y);
      return eq === undefined ? undefined : !eq;
    }
    default:
      return undefined;
  }
}

function equal(x: Range, y: Range): boolean | undefined {
  if (x.hi < y.lo || y.hi < x.lo) return false;
  if (x.lo === x.hi && y.lo === y.hi) return x.lo === y.lo;
  if (x.lo === x.hi && y.not?.includes(x.lo)) return false;
  if (y.lo === y.hi && x.not?.includes(y.lo)) return false;
  return undefined;
}

/** Result range of an operation in `type`; the whole type when it could wrap. */
function arithmetic(f: BinaryOp, x: Range, y: Range, type: CType): Range | undefined {
  const [min, max] = typeRange(type);
  const fit = (lo: number, hi: number): Range => (lo >= min && hi <= max ? { lo, hi } : { lo: min, hi: max });
  switch (f) {
    case 'add':
      return fit(x.lo + y.lo, x.hi + y.hi);
    case 'sub':
      return fit(x.lo - y.hi, x.hi - y.lo);
    case 'mul': {
      const corners = [x.lo * y.lo, x.lo * y.hi, x.hi * y.lo, x.hi * y.hi];
      return corners.some(Number.isNaN) ? undefined : fit(Math.min(...corners), Math.max(...corners));
    }
    case 'and':
      if (y.lo >= 0 && x.lo >= 0) return fit(0, Math.min(x.hi, y.hi));
      return y.lo >= 0 ? fit(0, y.hi) : x.lo >= 0 ? fit(0, x.hi) : undefined;
    case 'mod':
      return y.lo > 0 && x.lo >= 0 ? fit(0, Math.min(x.hi, y.hi - 1)) : undefined;
    case 'div':
      return y.lo > 0 && x.lo >= 0 ? fit(0, Math.floor(x.hi / y.lo)) : undefined;
    case 'shr':
      return x.lo >= 0 && y.lo >= 0 && y.lo === y.hi && y.hi < 64
        ? fit(Math.floor(x.lo / 2 ** y.lo), Math.floor(x.hi / 2 ** y.lo))
        : undefined;
    case 'shl':
      return x.lo >= 0 && y.lo >= 0 && y.lo === y.hi && y.hi < 64
        ? fit(x.lo * 2 ** y.lo, x.hi * 2 ** y.lo)
        : undefined;
    case 'or':
    case 'xor':
      return x.lo >= 0 && y.lo >= 0 && x.hi + y.hi <= max ? { lo: 0, hi: x.hi + y.hi } : undefined;
    default:
      return undefined;
  }
}

/** Exact folding of two constants in `type`, division as BPF does it (by zero gives 0, modulo the dividend). */
function fold(f: BinaryOp, a: number, b: number, type: CType): bigint | undefined {
  const x = BigInt(a);
  const y = BigInt(b);
  const wrap = (v: bigint) => wrapTo(v, type);
  const shift = type.k === 'int' ? y & BigInt(type.size * 8 - 1) : y & 63n;
  switch (f) {
    case 'add':
      return wrap(x + y);
    case 'sub':
      return wrap(x - y);
    case 'mul':
      return wrap(x * y);
    case 'div':
      return y === 0n ? 0n : wrap(x / y);
    case 'mod':
      return y === 0n ? x : wrap(x % y);
    case 'and':
      return wrap(x & y);
    case 'or':
      return wrap(x | y);
    case 'xor':
      return wrap(x ^ y);
    case 'shl':
      return wrap(x << shift);
    case 'shr':
      return wrap(x >> shift);
    default:
      return undefined;
  }
}

export function wrapTo(value: bigint, type: CType): bigint {
  if (type.k !== 'int') return value;
  if (type.bool) return value === 0n ? 0n : 1n;
  return type.signed ? BigInt.asIntN(type.size * 8, value) : BigInt.asUintN(type.size * 8, value);
}

const SAFE = Number.MAX_SAFE_INTEGER;

/** Value of `a f b` in `type` (`type` of comparisons is the operands'). */
export function binary(state: State, f: BinaryOp, a: Value, b: Value, type: CType): Value {
  const isTest = COMPARISONS.has(f);
  if (a.k === 'num' && b.k === 'num') {
    const x = rangeOf(state, a);
    const y = rangeOf(state, b);
    if (isTest) {
      const sure = compare(f, x, y, a.id === b.id && a.id > 0);
      if (sure !== undefined && a.lo === a.hi && b.lo === b.hi) return constant(sure ? 1 : 0, [a, b]);
      // Compared again, it is a new question: only what it taught of its operands is remembered, as ranges.
      return derived({ f, a, b, type }, 0, 1, true);
    }
    if (x.lo === x.hi && y.lo === y.hi && Math.abs(x.lo) <= SAFE && Math.abs(y.lo) <= SAFE) {
      const value = fold(f, x.lo, y.lo, type);
      if (value !== undefined) return constant(absent(value), [a, b]);
    }
    const base = arithmetic(f, a, b, type);
    const [lo, hi] = typeRange(type);
    return derived({ f, a, b, type }, base?.lo ?? lo, base?.hi ?? hi);
  }
  if (a.k === 'uninit' || b.k === 'uninit') return unknown(type);
  if (isTest && (a.k === 'ptr' || b.k === 'ptr')) {
    return a.k === 'ptr'
      ? derived({ f, a, b, type }, 0, 1)
      : derived({ f: mirror(f), a: b, b: a, type }, 0, 1);
  }
  if (isTest) return { ...unknown(type), lo: 0, hi: 1 };
  return unknown(type);
}

/** Small results as numbers, so that equal constants share an id whichever way they were made. */
function absent(value: bigint): bigint | number {
  return value >= -BigInt(SAFE) && value <= BigInt(SAFE) ? Number(value) : value;
}

export function mirror(f: BinaryOp): BinaryOp {
  const other: Partial<Record<BinaryOp, BinaryOp>> = { lt: 'gt', le: 'ge', gt: 'lt', ge: 'le' };
  return other[f] ?? f;
}

export function convert(state: State, value: Value, to: CType): Value {
  if (value.k !== 'num') return value;
  if (to.k !== 'int') return value;
  const range = rangeOf(state, value);
  if (to.bool) {
    if (value.lo >= 0 && value.hi <= 1) return value;
    if (range.lo === range.hi) return constant(range.lo === 0 ? 0 : 1, [value]);
    return derived({ f: 'bool', a: value, b: undefined, type: to }, 0, 1);
  }
  const [lo, hi] = typeRange(to);
  if (value.lo >= lo && value.hi <= hi) return value;
  if (range.lo === range.hi && Math.abs(range.lo) <= SAFE)
    return constant(absent(wrapTo(BigInt(range.lo), to)), [value]);
  return derived({ f: 'cast', a: value, b: undefined, type: to }, lo, hi);
}

/**
 * Learn that `cond` is (`taken`) or is not true. false: the path is impossible.
 * `nulls` collects the nullness ids that were settled, with whether they are NULL.
 */
export function assume(
  state: State,
  cond: Value,
  taken: boolean,
  nulls: Map<number, boolean>,
  depth = 6,
): boolean {
  if (cond.k === 'ptr') return assumeNull(state, cond.nid, !taken, nulls);
  if (cond.k !== 'num' || depth === 0) return true;
  const range = rangeOf(state, cond);
  const sure = truth(range);
  if (sure !== undefined) {
    markPrecise(cond);
    if (sure !== taken) return false;
  }
  if (cond.lo !== cond.hi) narrow(state, cond, range, taken);
  const sym = cond.sym;
  if (!sym) return true;
  if (sym.f === 'lnot') return assume(state, sym.a, !taken, nulls, depth - 1);
  if (sym.f === 'bool') return assume(state, sym.a, taken, nulls, depth - 1);
  if (COMPARISONS.has(sym.f) && sym.b)
    return assumeCompared(state, sym.f as BinaryOp, sym.a, sym.b, taken, nulls, depth - 1);
  if (sym.f === 'and' && taken && isOne(sym.b) && sym.a.k === 'num' && isBool(sym.a))
    return assume(state, sym.a, true, nulls, depth - 1);
  return true;
}

function isOne(value: Value | undefined): boolean {
  return value?.k === 'num' && value.lo === 1 && value.hi === 1;
}
function isBool(num: Num): boolean {
  return num.lo >= 0 && num.hi <= 1;
}

function narrow(state: State, num: Num, range: Range, nonZero: boolean): void {
  if (!nonZero) learn(state, num.id, { lo: 0, hi: 0 });
  else if (range.lo === 0) learn(state, num.id, { ...range, lo: 1 });
  else if (range.hi === 0) learn(state, num.id, { ...range, hi: -1 });
  else learn(state, num.id, exclude(range, 0));
}

/**
 * The verifier keeps bounds, signed and unsigned, and no holes: of single values that are ruled out only the ends of
 * one of these views are remembered, and those are 0 and -1.
 */
function exclude(range: Range, value: number): Range {
  const not = range.not ?? [];
  if ((value !== 0 && value !== -1) || not.includes(value)) return range;
  return { ...range, not: [...not, value] };
}

export function assumeNull(state: State, nid: number, isNull: boolean, nulls: Map<number, boolean>): boolean {
  const known = nullness(state, nid);
  if (known !== undefined) return known === isNull;
  learn(state, nid, isNull ? FALSE : TRUE);
  nulls.set(nid, isNull);
  return true;
}

const NEGATED: Partial<Record<BinaryOp, BinaryOp>> = {
  lt: 'ge',
  le: 'gt',
  gt: 'le',
  ge: 'lt',
  eq: 'ne',
  ne: 'eq',
};

function assumeCompared(
  state: State,
  f: BinaryOp,
  a: Value,
  b: Value,
  taken: boolean,
  nulls: Map<number, boolean>,
  depth: number,
): boolean {
  const op = taken ? f : NEGATED[f]!;
  if (a.k === 'ptr') return assumePointers(state, op, a, b, nulls);
  if (a.k !== 'num' || b.k !== 'num') return true;
  const x = rangeOf(state, a);
  const y = rangeOf(state, b);
  const sure = compare(op, x, y, a.id === b.id && a.id > 0);
  if (sure === false) {
    markPrecise(a);
    markPrecise(b);
    return false;
  }
  if (b.lo === b.hi) learnSide(state, op, a, x, y, nulls, depth);
  else if (a.lo === a.hi) learnSide(state, mirror(op), b, y, x, nulls, depth);
  else {
    learnSide(state, op, a, x, y, nulls, depth);
    learnSide(state, mirror(op), b, y, x, nulls, depth);
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
  nulls: Map<number, boolean>,
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
    assume(state, num, sure, nulls, depth);
  }
}

/** x + c and x - c: a bound on the sum bounds x, when nothing wraps. */
function backward(state: State, num: Num, range: Range): void {
  const sym = num.sym;
  if (sym?.f === 'cast' && sym.a.k === 'num' && preserved(rangeOf(state, sym.a), sym.type)) {
    learn(state, sym.a.id, { ...rangeOf(state, sym.a), ...range });
    return;
  }
  if (sym?.a.k !== 'num' || sym.b?.k !== 'num' || sym.b.lo !== sym.b.hi) return;
  const by = sym.f === 'add' ? sym.b.lo : sym.f === 'sub' ? -sym.b.lo : undefined;
  if (by === undefined || sym.a.lo === sym.a.hi) return;
  const inner = rangeOf(state, sym.a);
  const [min, max] = typeRange(sym.type);
  if (inner.lo + by < min || inner.hi + by > max) return;
  learn(state, sym.a.id, {
    ...inner,
    lo: Math.max(inner.lo, range.lo - by),
    hi: Math.min(inner.hi, range.hi - by),
  });
}

function narrowed(op: BinaryOp, x: Range, y: Range): Range | undefined {
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
  nulls: Map<number, boolean>,
): boolean {
  if (b.k === 'num') {
    if (b.lo !== 0 || b.hi !== 0) return true;
    if (op === 'eq') return assumeNull(state, a.nid, true, nulls);
    if (op === 'ne' || op === 'gt') return assumeNull(state, a.nid, false, nulls);
    if (op === 'le') return assumeNull(state, a.nid, true, nulls);
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
