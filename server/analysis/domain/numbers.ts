/** Ranges: what a path knows of a number, what an operation gives, what a test teaches. */
import { wrap } from '../../../bpf/flow/ctypes/fold.ts';
import type { CType } from '../../../bpf/flow/ctypes/types.ts';
import type { BinaryOp } from '../../../bpf/flow/graph.ts';
import { compared } from '../compiler/redundant-tests.ts';
import { byBits } from './bits.ts';
import { spend } from './exploration.ts';
import { learnt } from './learnt.ts';
import { absent, arithmetic, bool, COMPARISONS, compare, fold, mirror, operate, SAFE } from './ranges.ts';
import { learn, type Range, type State } from './state.ts';
import { effectiveTrust } from './trust.ts';
import { constant, derived, doubtful, type Num, type Ptr, typeRange, unknown, type Value } from './values.ts';

const DEPTH = 4;
/** Units of work of one operation that is looked at again. */
const EVALUATION = 3;

/** Bounds of a number on this path: its own, what was learnt, and what its operands now say. */
export function rangeOf(state: State, num: Num, depth = DEPTH): Range {
  if (num.lo === num.hi) return num;
  const known = learnt(state.known, num.id);
  if (known === undefined && !num.sym) return num;
  let lo = known ? Math.max(num.lo, known.lo) : num.lo;
  let hi = known ? Math.min(num.hi, known.hi) : num.hi;
  if (num.sym && depth > 0 && lo !== hi) {
    const again = evaluate(state, num, depth - 1);
    if (again) {
      lo = Math.max(lo, again.lo);
      hi = Math.min(hi, again.hi);
    }
  }
  if (known?.not) {
    while (known.not.includes(lo) && lo < hi) lo++;
    while (known.not.includes(hi) && hi > lo) hi--;
    return { lo, hi, not: known.not };
  }
  return { lo, hi };
}

function evaluate(state: State, num: Num, depth: number): Range | undefined {
  const sym = num.sym!;
  const { f, a, b } = sym;
  spend(EVALUATION);
  if (a.k !== 'num')
    return f === 'eq' || f === 'ne' || f === 'lnot' || f === 'bool' ? nullTest(state, num) : undefined;
  const x = rangeOf(state, a, depth);
  if (b && b.k !== 'num') return undefined;
  return operate(sym, x, b && rangeOf(state, b, depth));
}

/** A pointer compared with NULL, once its nullness is known. */
function nullTest(state: State, num: Num): Range | undefined {
  const { f, a, b } = num.sym!;
  if (a.k !== 'ptr') return undefined;
  if (b && !(b.k === 'num' && b.lo === 0 && b.hi === 0)) return undefined;
  const isNull = nullness(state, testedAs(state, a));
  if (isNull === undefined) return undefined;
  return bool(f === 'eq' || f === 'lnot' ? isNull : !isNull);
}

/** true: NULL; false: not NULL; undefined: may be either. */
export function nullness(state: State, nid: number): boolean | undefined {
  if (nid === 0) return false;
  const known = learnt(state.known, nid);
  if (!known) return undefined;
  return known.hi === 0;
}

/** What a test of a pointer asks: an address behind another one is never NULL to the compiler, which drops the test. */
export function asTested<V extends Value>(value: V): V {
  if (value.k !== 'ptr' || !value.off) return value;
  // The node of an object is where a container's function points.
  const isNode = value.obj.o === 'kernel' && value.obj.from === 'container';
  return isNode ? value : { ...value, nid: 0 };
}

/**
 * Identity under which a path remembers how it tested this pointer against NULL; 0: such a test has one outcome.
 *
 * Not every pointer that may be used untested is known not to be NULL. For one that was walked to, or that RCU
 * protects, for the context and the stack, the verifier follows both arms (kernel/bpf/verifier.c, reg_not_null).
 */
export function testedAs(state: State, ptr: Ptr): number {
  if (ptr.nid !== 0 || ptr.off !== 0) return ptr.nid;
  if (ptr.obj.o === 'ctx') return ptr.obj.id;
  if (ptr.obj.o === 'stack') return ptr.obj.asked;
  if (ptr.obj.o !== 'kernel') return 0;
  const trust = effectiveTrust(state, ptr.obj);
  return trust === 'rcu' || trust === 'untrusted' ? ptr.obj.id : 0;
}

/** Value of `a f b` in `type` (`type` of comparisons is the operands'). */
export function binary(state: State, f: BinaryOp, a: Value, b: Value, type: CType): Value {
  const isTest = COMPARISONS.has(f);
  if (a.k === 'num' && b.k === 'num') {
    const x = rangeOf(state, a);
    const y = rangeOf(state, b);
    if (isTest) {
      const sure = compare(f, x, y, a.id === b.id && a.id > 0);
      if (sure !== undefined && a.lo === a.hi && b.lo === b.hi) return constant(sure ? 1 : 0, [a, b]);
      return compared(state, { f, a, b, type });
    }
    if (x.lo === x.hi && y.lo === y.hi && Math.abs(x.lo) <= SAFE && Math.abs(y.lo) <= SAFE) {
      const value = fold(f, x.lo, y.lo, type);
      if (value !== undefined) return constant(absent(value), [a, b]);
    }
    const [lo, hi] = typeRange(type);
    const base = arithmetic(f, a, b, type) ?? { lo, hi };
    const bits = byBits(f, a, b, type);
    if (!bits) return derived({ f, a, b, type }, base.lo, base.hi);
    const both = { lo: Math.max(base.lo, bits.lo), hi: Math.min(base.hi, bits.hi) };
    if (both.lo === both.hi) return constant(both.lo, [a, b]);
    const num = derived({ f, a, b, type }, both.lo, both.hi);
    if (bits.not) learn(state, num.id, { ...both, not: bits.not });
    return num;
  }
  if (a.k === 'uninit' || b.k === 'uninit') return unknown(type);
  if (isTest && a.k === 'ptr') return comparedWith(a, f, b, type);
  if (isTest && b.k === 'ptr') return binary(state, mirror(f), b, a, type);
  if (isTest) return { ...unknown(type), lo: 0, hi: 1 };
  if (a.k === 'ptr' && isIdle(f, b)) return a;
  return doubtful(type);
}

/** A pointer in a comparison: `p < 1` and `p >= 1` of unsigned numbers are tests for NULL as well. */
function comparedWith(a: Ptr, f: BinaryOp, b: Value, type: CType): Num {
  const isOne = b.k === 'num' && b.lo === 1 && b.hi === 1;
  if (isOne && (f === 'lt' || f === 'ge') && !(type.k === 'int' && type.signed))
    return derived({ f: f === 'lt' ? 'eq' : 'ne', a: asTested(a), b: constant(0), type }, 0, 1);
  return derived({ f, a: isZero(b) ? asTested(a) : a, b, type }, 0, 1);
}

/** An operation that the compiler drops. */
export function isIdle(f: BinaryOp, b: Value): boolean {
  return isZero(b) && IDLE.has(f);
}

function isZero(value: Value): boolean {
  return value.k === 'num' && value.lo === 0 && value.hi === 0;
}

const IDLE: ReadonlySet<string> = new Set(['add', 'sub', 'or', 'xor', 'shl', 'shr']);

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
    return constant(absent(wrap(BigInt(range.lo), to)), [value]);
  return derived({ f: 'cast', a: value, b: undefined, type: to }, lo, hi);
}
