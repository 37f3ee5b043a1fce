/** Numbers: what operations give, on ranges and on values, and what is kept of what a path has learnt of them. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { BinaryOp } from '../../bpf/flow/graph.ts';
import { byBits } from '../../server/analysis/domain/bits.ts';
import { allFacts, learnt, withFact } from '../../server/analysis/domain/learnt.ts';
import { binary, convert } from '../../server/analysis/domain/numbers.ts';
import { arithmetic, compare, fold, operate, preserved, truth } from '../../server/analysis/domain/ranges.ts';
import type { Range } from '../../server/analysis/domain/state.ts';
import { constant, type Num } from '../../server/analysis/domain/values.ts';
import { flagsOf } from '../../server/analysis/user/flag-value.ts';
import { INT, LONG, made, num, stateOf, UINT } from './domain.ts';

describe('the upper half of a word of flags', () => {
  const END = 2 ** 32 - 1;
  for (const [lo, hi, min, max] of [
    [0, 7, 0, 7],
    [0, END, 0, END],
    [END, END + 1, 0, END],
    [END + 1, END + 3, 0, 2],
    [-7, -2, END - 6, END - 1],
    [-1, 0, 0, END],
    [-END - 1, -END, 0, 1],
    [-END - 2, -END, 0, END],
    [-(2 ** 60), 2, 0, END],
  ] as const)
    test(`[${lo}, ${hi}] << 32`, () => {
      const shifted = made(2, 'shl', num(1, lo, hi), constant(32), -(2 ** 63), 2 ** 63, LONG);
      assert.deepEqual(flagsOf(stateOf(), shifted), { low: 0n, cpu: { min: BigInt(min), max: BigInt(max) } });
    });
});

describe('ranges of operations', () => {
  const range = (lo: number, hi: number): Range => ({ lo, hi });
  type Row = readonly [f: BinaryOp, x: Range, y: Range, result: Range | undefined];
  const WHOLE = range(-(2 ** 31), 2 ** 31 - 1);
  const rows: readonly Row[] = [
    ['add', range(1, 2), range(10, 20), range(11, 22)],
    ['add', range(1, 2 ** 31 - 1), range(1, 1), WHOLE],
    ['add', range(0, 2 ** 31 - 2), range(1, 1), range(1, 2 ** 31 - 1)],
    ['sub', range(1, 2), range(10, 20), range(-19, -8)],
    ['sub', range(-(2 ** 31), 0), range(1, 1), WHOLE],
    ['mul', range(-2, 3), range(-5, 7), range(-15, 21)],
    ['and', range(0, 12), range(0, 5), range(0, 5)],
    ['and', range(-1, 12), range(0, 5), range(0, 5)],
    ['and', range(0, 12), range(-1, 5), range(0, 12)],
    ['and', range(-1, 12), range(-1, 5), undefined],
    ['mod', range(0, 100), range(1, 8), range(0, 7)],
    ['mod', range(0, 5), range(1, 8), range(0, 5)],
    ['mod', range(0, 5), range(0, 8), undefined],
    ['mod', range(-1, 5), range(1, 8), undefined],
    ['div', range(0, 9), range(2, 4), range(0, 4)],
    ['div', range(0, 9), range(0, 4), undefined],
    ['div', range(-1, 9), range(1, 4), undefined],
    ['shr', range(5, 9), range(1, 1), range(2, 4)],
    ['shr', range(-1, 9), range(1, 1), undefined],
    ['shr', range(5, 9), range(0, 1), undefined],
    ['shr', range(5, 9), range(64, 64), undefined],
    ['shl', range(5, 9), range(2, 2), range(20, 36)],
    ['shl', range(5, 9), range(-1, -1), undefined],
    ['shl', range(5, 9), range(64, 64), undefined],
    ['or', range(1, 4), range(2, 8), range(0, 12)],
    ['xor', range(1, 4), range(2, 8), range(0, 12)],
    ['or', range(-1, 4), range(2, 8), undefined],
    ['or', range(1, 4), range(-2, 8), undefined],
    ['or', range(0, 2 ** 31 - 1), range(0, 1), undefined],
  ];
  for (const [f, x, y, result] of rows)
    test(`[${x.lo}, ${x.hi}] ${f} [${y.lo}, ${y.hi}]`, () =>
      assert.deepEqual(arithmetic(f, x, y, INT), result));

  test('by zero, as BPF divides', () => {
    assert.equal(fold('div', 7, 0, INT), 0n);
    assert.equal(fold('mod', 7, 0, INT), 7n);
    assert.equal(fold('div', 7, 2, INT), 3n);
  });

  type Compared = readonly [f: BinaryOp, x: Range, y: Range, result: boolean | undefined];
  const compared: readonly Compared[] = [
    ['lt', range(0, 4), range(5, 9), true],
    ['lt', range(0, 5), range(5, 9), undefined],
    ['lt', range(9, 10), range(5, 9), false],
    ['lt', range(8, 10), range(5, 9), undefined],
    ['le', range(0, 5), range(5, 9), true],
    ['le', range(0, 6), range(5, 9), undefined],
    ['le', range(10, 11), range(5, 9), false],
    ['le', range(9, 11), range(5, 9), undefined],
    ['gt', range(6, 9), range(0, 5), true],
    ['gt', range(5, 9), range(0, 5), undefined],
    ['ge', range(5, 9), range(0, 5), true],
    ['ge', range(4, 9), range(0, 5), undefined],
    ['eq', range(5, 5), range(5, 5), true],
    ['eq', range(0, 4), range(5, 9), false],
    ['eq', range(5, 9), range(0, 4), false],
    ['eq', range(0, 5), range(5, 9), undefined],
    ['ne', range(5, 5), range(5, 5), false],
    ['ne', range(0, 4), range(5, 9), true],
    ['ne', range(0, 5), range(5, 9), undefined],
    ['eq', { lo: -1, hi: 1, not: [0] }, range(0, 0), false],
    ['eq', range(0, 0), { lo: -1, hi: 1, not: [0] }, false],
    ['eq', { lo: -1, hi: 1, not: [0] }, range(1, 1), undefined],
    ['add', range(0, 1), range(0, 1), undefined],
  ];
  for (const [f, x, y, result] of compared)
    test(`[${x.lo}, ${x.hi}] ${f} [${y.lo}, ${y.hi}]: ${result}`, () => {
      assert.equal(compare(f, x, y, false), result);
    });

  test('truth', () => {
    assert.deepEqual(
      [range(1, 9), range(-9, -1), range(0, 0), range(0, 9), range(-9, 0), { lo: -1, hi: 1, not: [0] }].map(
        truth,
      ),
      [true, true, false, undefined, undefined, true],
    );
  });

  test('of a conversion: kept when it fits', () => {
    assert.deepEqual(preserved(range(0, 2 ** 31 - 1), INT), range(0, 2 ** 31 - 1));
    assert.equal(preserved(range(0, 2 ** 31), INT), undefined);
    assert.equal(preserved(range(-1, 0), UINT), undefined);
    assert.deepEqual(preserved(range(0, 0), UINT), range(0, 0));
  });

  test('of unary operations and constants', () => {
    const x = num(1, 0, 9);
    const sym = (f: Parameters<typeof made>[1], b?: Num) => ({ f, a: x, b, type: INT });
    assert.deepEqual(operate(sym('lnot'), range(0, 0), undefined), range(1, 1));
    assert.deepEqual(operate(sym('lnot'), range(3, 9), undefined), range(0, 0));
    assert.deepEqual(operate(sym('bool'), range(3, 9), undefined), range(1, 1));
    assert.equal(operate(sym('neg'), range(3, 9), undefined), undefined);
    assert.deepEqual(operate(sym('mul', num(2, 0, 9)), range(3, 3), range(4, 4)), range(12, 12));
    assert.deepEqual(operate(sym('lt', num(2, 0, 9)), range(3, 3), range(4, 4)), range(1, 1));
    assert.deepEqual(operate(sym('le', x), range(0, 9), range(0, 9)), range(1, 1));
    assert.equal(operate(sym('lt', num(2, 0, 9)), range(0, 9), range(0, 9)), undefined);
  });
});

describe('values of operations', () => {
  test('constants are folded, and equal ones are one', () => {
    const state = stateOf([]);
    const sum = binary(state, 'add', constant(3), constant(4), INT);
    assert.ok(sum.k === 'num' && sum.lo === 7 && sum.hi === 7);
    assert.equal(sum.k === 'num' && sum.id, constant(7).id);
    const less = binary(state, 'lt', constant(3), constant(4), INT);
    assert.ok(less.k === 'num' && less.lo === 1 && less.hi === 1);
  });

  test('up to the largest number that is exact', () => {
    const state = stateOf([]);
    const less = binary(state, 'sub', constant(Number.MAX_SAFE_INTEGER), constant(1), LONG);
    assert.equal(less.k === 'num' && less.id, constant(Number.MAX_SAFE_INTEGER - 1).id);
    const none = binary(state, 'sub', constant(1), constant(Number.MAX_SAFE_INTEGER), LONG);
    assert.equal(none.k === 'num' && none.id, constant(1 - Number.MAX_SAFE_INTEGER).id);
  });

  test('the same operation on the same values is the same number', () => {
    const [state, x, y] = [stateOf([]), num(1, 0, 9), num(2, 0, 9)];
    assert.equal(binary(state, 'add', x, y, INT), binary(state, 'add', x, y, INT));
    assert.notEqual(binary(state, 'sub', x, y, INT), binary(state, 'sub', y, x, INT));
  });

  test('a conversion wraps a constant, keeps what fits, and bounds the rest by its type', () => {
    const state = stateOf([]);
    const wrapped = convert(state, constant(-1), UINT);
    assert.ok(wrapped.k === 'num' && wrapped.lo === 2 ** 32 - 1 && wrapped.hi === 2 ** 32 - 1);
    const small = num(1, 0, 9);
    assert.equal(convert(state, small, UINT), small);
    const large = convert(state, num(2, -1, 9), UINT);
    assert.ok(large.k === 'num' && large.lo === 0 && large.hi === 2 ** 32 - 1);
    const truths = { k: 'int', size: 1, signed: false, bool: true } as const;
    const isSet = convert(state, constant(7), truths);
    assert.ok(isSet.k === 'num' && isSet.lo === 1 && isSet.hi === 1);
  });

  test('of what is learnt the latest counts, however much there is', () => {
    let facts: ReturnType<typeof withFact> | undefined;
    for (let id = 0; id < 200; id++) facts = withFact(facts, id % 70, { lo: id, hi: id });
    for (const id of [0, 5, 59, 60, 69]) assert.equal(learnt(facts, id)!.lo, id < 60 ? 140 + id : 70 + id);
    assert.equal(learnt(facts, 70), undefined);
    assert.equal(learnt(undefined, 1), undefined);
    assert.equal(allFacts(facts).size, 70);
    assert.equal(allFacts(facts).get(59)!.lo, 199);
  });
});

test('the sign fills the upper half, and a clear one leaves it clear', () => {
  const any = num(1, -(2 ** 31), 2 ** 31 - 1);
  const masked = (mask: number) => made(2, 'and', any, constant(mask), any.lo, any.hi, INT);
  const upper = (of: Num) => byBits('and', of, constant(2 ** 40), LONG);
  assert.deepEqual(upper(masked(0xff)), { lo: 0, hi: 0 });
  assert.deepEqual(upper(masked(-1)), { lo: 0, hi: 2 ** 40 });
});

test('a constant of more than 53 bits is known but for its last ones', () => {
  const { lo, hi } = constant(2n ** 60n + 1n);
  assert.ok(lo < 2 ** 60 && hi > 2 ** 60 && hi - lo <= 2 ** 12, `${lo} to ${hi}`);
  assert.deepEqual([constant(2 ** 53 - 1).lo, constant(2 ** 53 - 1).hi], [2 ** 53 - 1, 2 ** 53 - 1]);
});
