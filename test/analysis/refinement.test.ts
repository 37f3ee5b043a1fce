/** Branch refinement: what a test teaches of the numbers and pointers it is made of, and which arms are dead. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { BinaryOp } from '../../bpf/flow/graph.ts';
import { nullness, rangeOf, testedAs } from '../../server/analysis/domain/numbers.ts';
import type { Range, State } from '../../server/analysis/domain/state.ts';
import { constant, type Num, type Ptr, type Value } from '../../server/analysis/domain/values.ts';
import { assume } from '../../server/analysis/engine/refinement.ts';
import {
  kernel,
  knowing,
  LONG,
  made,
  NOT_NULL,
  NULL,
  num,
  ptr,
  refsOf,
  stateOf,
  UINT,
  unknownAt,
} from './domain.ts';

const plain = ({ lo, hi, not }: Range) => (not?.length ? { lo, hi, not: [...not] } : { lo, hi });

/** Assumes a test to come out that way; false: it cannot. */
function taken(state: State, cond: Value, way: boolean): boolean {
  return assume(state, cond, way, { nulls: new Map(), truths: new Map() });
}

/** What remains of x in [0, 9] after `x op c`, and of its opposite; undefined: that arm is dead. */
type Narrowed = readonly [
  op: BinaryOp,
  c: number,
  yes: readonly [number, number] | undefined,
  no: readonly [number, number] | undefined,
];

const CONSTANT: readonly Narrowed[] = [
  ['lt', 5, [0, 4], [5, 9]],
  ['lt', 0, undefined, [0, 9]],
  ['lt', 10, [0, 9], undefined],
  ['le', 5, [0, 5], [6, 9]],
  ['le', 9, [0, 9], undefined],
  ['gt', 5, [6, 9], [0, 5]],
  ['gt', 9, undefined, [0, 9]],
  ['ge', 5, [5, 9], [0, 4]],
  ['ge', 0, [0, 9], undefined],
  ['eq', 5, [5, 5], [0, 9]],
  ['eq', 0, [0, 0], [1, 9]],
  ['eq', 9, [9, 9], [0, 8]],
  ['eq', 10, undefined, [0, 9]],
  ['ne', 0, [1, 9], [0, 0]],
];

const MIRRORED: Readonly<Record<string, BinaryOp>> = {
  lt: 'gt',
  le: 'ge',
  gt: 'lt',
  ge: 'le',
  eq: 'eq',
  ne: 'ne',
};

for (const [op, c, yes, no] of CONSTANT)
  for (const [way, left] of [
    [true, yes],
    [false, no],
  ] as const) {
    const outcome = left ? `[${left}]` : 'dead';
    test(`x in [0, 9] ${op} ${c}, ${way ? 'taken' : 'not taken'}: ${outcome}, either way round`, () => {
      const x = num(1, 0, 9);
      for (const cond of [made(2, op, x, constant(c), 0, 1), made(2, MIRRORED[op]!, constant(c), x, 0, 1)]) {
        const state = stateOf([]);
        assert.equal(taken(state, cond, way), left !== undefined);
        if (left) assert.deepEqual(plain(rangeOf(state, x)), { lo: left[0], hi: left[1] });
      }
    });
  }

/** Both sides are ranges: x in [0, 9] and y in [4, 6]. */
const RANGES: readonly (readonly [
  op: BinaryOp,
  way: boolean,
  x: readonly [number, number],
  y: readonly [number, number],
])[] = [
  ['lt', true, [0, 5], [4, 6]],
  ['lt', false, [4, 9], [4, 6]],
  ['le', true, [0, 6], [4, 6]],
  ['le', false, [5, 9], [4, 6]],
  ['gt', true, [5, 9], [4, 6]],
  ['ge', true, [4, 9], [4, 6]],
  ['eq', true, [4, 6], [4, 6]],
  ['eq', false, [0, 9], [4, 6]],
];

for (const [op, way, left, right] of RANGES)
  test(`x in [0, 9] ${op} y in [4, 6], ${way ? 'taken' : 'not taken'}`, () => {
    const [x, y, state] = [num(1, 0, 9), num(2, 4, 6), stateOf([])];
    assert.ok(taken(state, made(3, op, x, y, 0, 1), way));
    assert.deepEqual(plain(rangeOf(state, x)), { lo: left[0], hi: left[1] });
    assert.deepEqual(plain(rangeOf(state, y)), { lo: right[0], hi: right[1] });
  });

test('both sides teach: y in [2, 20] is bounded by x in [5, 9]', () => {
  const bounds: readonly (readonly [BinaryOp, readonly [number, number]])[] = [
    ['lt', [6, 20]],
    ['le', [5, 20]],
    ['gt', [2, 8]],
    ['ge', [2, 9]],
  ];
  for (const [op, [lo, hi]] of bounds) {
    const [x, y, state] = [num(1, 5, 9), num(2, 2, 20), stateOf([])];
    taken(state, made(3, op, x, y, 0, 1), true);
    assert.deepEqual(plain(rangeOf(state, y)), { lo, hi }, op);
  }
});

test('a number is compared with itself', () => {
  const x = num(1, 0, 9);
  assert.equal(taken(stateOf([]), made(2, 'eq', x, x, 0, 1), false), false);
  assert.equal(taken(stateOf([]), made(2, 'lt', x, x, 0, 1), true), false);
  assert.equal(taken(stateOf([]), made(2, 'le', x, x, 0, 1), true), true);
});

describe('a number as a condition', () => {
  const cases: readonly (readonly [lo: number, hi: number, yes: Range | undefined, no: Range | undefined])[] =
    [
      [0, 9, { lo: 1, hi: 9 }, NULL],
      [-9, 0, { lo: -9, hi: -1 }, NULL],
      [-9, 9, { lo: -9, hi: 9, not: [0] }, NULL],
      [1, 9, { lo: 1, hi: 9, not: [0] }, undefined],
      [-9, -1, { lo: -9, hi: -1, not: [0] }, undefined],
      [0, 0, undefined, NULL],
    ];
  for (const [lo, hi, yes, no] of cases)
    test(`[${lo}, ${hi}]`, () => {
      for (const [way, left] of [
        [true, yes],
        [false, no],
      ] as const) {
        const [state, x] = [stateOf([]), num(1, lo, hi)];
        assert.equal(taken(state, x, way), left !== undefined);
        if (left) assert.deepEqual(plain(rangeOf(state, x)), left);
      }
    });

  test('one that decides becomes precise, with those it was computed from', () => {
    const parent = num(1, 0, 9);
    const x = num(2, 1, 9, { parents: [parent] });
    taken(stateOf([]), x, false);
    assert.deepEqual([x.precise, parent.precise], [true, true]);
    const [a, b] = [num(1, 0, 1), num(2, 5, 6)];
    taken(stateOf([]), made(3, 'gt', a, b, 0, 1), true);
    assert.deepEqual([a.precise, b.precise], [true, true]);
  });

  test('only 0 and -1 can be holes, and each once', () => {
    const [state, x] = [stateOf([]), num(1, -9, 9)];
    for (const c of [3, -1, 0, 0, -1]) taken(state, made(2, 'ne', x, constant(c), 0, 1), true);
    assert.deepEqual(plain(rangeOf(state, x)), { lo: -9, hi: 9, not: [-1, 0] });
    assert.equal(taken(state, made(2, 'eq', x, constant(0), 0, 1), true), false);
    taken(state, made(2, 'ge', x, constant(-1), 0, 1), true);
    assert.deepEqual(plain(rangeOf(state, x)), { lo: 1, hi: 9, not: [-1, 0] });
  });

  test('numbers that it is not are no bounds', () => {
    const state = { ...stateOf([]), ...knowing({ 1: { lo: 0, hi: 9, not: [0, 1, 8, 9] } }) };
    assert.deepEqual(plain(rangeOf(state, num(1, -5, 20))), { lo: 2, hi: 7, not: [0, 1, 8, 9] });
    assert.deepEqual(plain(rangeOf(state, num(1, 8, 9))), { lo: 9, hi: 9, not: [0, 1, 8, 9] });
  });
});

describe('what a number was computed from learns as well', () => {
  const learns = (cond: Num, way: boolean, of: Num): Range => {
    const state = stateOf([]);
    assert.ok(taken(state, cond, way));
    return plain(rangeOf(state, of));
  };
  const x = num(1, 0, 9);

  test('!x, !!x and a cast', () => {
    assert.deepEqual(learns(made(2, 'lnot', x, undefined, 0, 1), true, x), NULL);
    assert.deepEqual(learns(made(2, 'lnot', x, undefined, 0, 1), false, x), { lo: 1, hi: 9 });
    assert.deepEqual(learns(made(2, 'bool', x, undefined, 0, 1), false, x), NULL);
    assert.deepEqual(learns(made(2, 'cast', x, undefined, 0, 99, UINT), false, x), NULL);
  });

  test('x + c and x - c, when nothing wraps', () => {
    const sum = made(2, 'add', x, constant(5), 5, 14);
    assert.deepEqual(learns(made(3, 'lt', sum, constant(8), 0, 1), true, x), { lo: 0, hi: 2 });
    assert.deepEqual(learns(made(3, 'ge', sum, constant(8), 0, 1), true, x), { lo: 3, hi: 9 });
    const difference = made(2, 'sub', x, constant(5), -5, 4);
    assert.deepEqual(learns(made(3, 'lt', difference, constant(0), 0, 1), true, x), { lo: 0, hi: 4 });
    const high = num(1, 5, 9);
    const least = made(2, 'sub', high, constant(5), 0, 4, UINT);
    assert.deepEqual(learns(made(3, 'lt', least, constant(3), 0, 1), true, high), { lo: 5, hi: 7 });
    const wrapping = made(2, 'sub', x, constant(5), 0, 2 ** 32 - 1, UINT);
    assert.deepEqual(learns(made(3, 'lt', wrapping, constant(4), 0, 1), true, x), { lo: 0, hi: 9 });
  });

  test('a cast that keeps the number, and the low half of an unsigned one', () => {
    const kept = made(2, 'cast', x, undefined, 0, 2 ** 31, LONG);
    assert.deepEqual(learns(made(3, 'lt', kept, constant(4), 0, 1), true, x), { lo: 0, hi: 3 });
    const whole = num(1, 0, 2 ** 40);
    const half = made(2, 'cast', whole, undefined, 0, 2 ** 32 - 1, UINT);
    assert.deepEqual(learns(made(3, 'gt', half, constant(4), 0, 1), true, whole), { lo: 5, hi: 2 ** 40 });
    assert.deepEqual(learns(made(3, 'lt', half, constant(4), 0, 1), true, whole), { lo: 0, hi: 2 ** 40 });
  });

  test('tests that are combined bit by bit: all hold, or none', () => {
    const [a, b] = [num(1, 0, 9), num(2, 0, 9)];
    const both = made(
      5,
      'and',
      made(3, 'gt', a, constant(4), 0, 1),
      made(4, 'gt', b, constant(6), 0, 1),
      0,
      1,
    );
    const one = made(5, 'or', made(3, 'gt', a, constant(4), 0, 1), made(4, 'gt', b, constant(6), 0, 1), 0, 1);
    assert.deepEqual(
      [learns(both, true, a), learns(both, true, b)],
      [
        { lo: 5, hi: 9 },
        { lo: 7, hi: 9 },
      ],
    );
    assert.deepEqual(
      [learns(both, false, a), learns(both, false, b)],
      [
        { lo: 0, hi: 9 },
        { lo: 0, hi: 9 },
      ],
    );
    assert.deepEqual(
      [learns(one, false, a), learns(one, false, b)],
      [
        { lo: 0, hi: 4 },
        { lo: 0, hi: 6 },
      ],
    );
    assert.deepEqual(
      [learns(one, true, a), learns(one, true, b)],
      [
        { lo: 0, hi: 9 },
        { lo: 0, hi: 9 },
      ],
    );
    const bits = made(5, 'and', a, b, 0, 9);
    assert.deepEqual(learns(bits, true, a), { lo: 0, hi: 9 });
  });

  test('a truth value that is compared', () => {
    const less = made(2, 'lt', x, constant(4), 0, 1);
    assert.deepEqual(learns(made(3, 'eq', less, constant(0), 0, 1), true, x), { lo: 4, hi: 9 });
    assert.deepEqual(learns(made(3, 'ne', less, constant(0), 0, 1), true, x), { lo: 0, hi: 3 });
    assert.deepEqual(
      learns(made(3, 'eq', made(2, 'lnot', x, undefined, 0, 1), constant(1), 0, 1), true, x),
      NULL,
    );
  });
});

describe('NULL tests', () => {
  const p = ptr(unknownAt('u'), { nid: 1 });
  const untested = (one: Ptr, over: Partial<State> = {}) => [stateOf([], over), one] as const;

  test('both arms of an untested pointer, one of a tested one', () => {
    for (const [facts, yes, no] of [
      [{}, true, true],
      [{ 1: NULL }, false, true],
      [{ 1: NOT_NULL }, true, false],
    ] as const) {
      assert.equal(taken(stateOf([], knowing(facts)), p, true), yes);
      assert.equal(taken(stateOf([], knowing(facts)), p, false), no);
    }
  });

  test('what is settled is told, once', () => {
    const settled = { nulls: new Map<number, boolean>(), truths: new Map() };
    const state = stateOf([]);
    assume(state, p, false, settled);
    assert.deepEqual([...settled.nulls], [[1, true]]);
    assert.equal(nullness(state, 1), true);
    settled.nulls.clear();
    assume(state, p, false, settled);
    assert.equal(settled.nulls.size, 0);
  });

  test('comparisons with 0', () => {
    const outcome = (op: BinaryOp, c: number, way: boolean) => {
      const state = stateOf([]);
      return taken(state, made(2, op, p, constant(c), 0, 1), way) && nullness(state, 1);
    };
    assert.deepEqual([outcome('eq', 0, true), outcome('eq', 0, false)], [true, false]);
    assert.deepEqual([outcome('ne', 0, true), outcome('ne', 0, false)], [false, true]);
    assert.deepEqual([outcome('gt', 0, true), outcome('gt', 0, false)], [false, true]);
    assert.equal(outcome('eq', 1, true), undefined);
    assert.equal(outcome('lt', 0, true), undefined);
  });

  test('two pointers that are one are not different', () => {
    const state = stateOf([]);
    for (const op of ['ne', 'lt', 'gt'] as const)
      assert.equal(taken(state, made(2, op, p, p, 0, 1), true), false, op);
    for (const op of ['eq', 'le', 'ge'] as const)
      assert.equal(taken(state, made(2, op, p, p, 0, 1), true), true, op);
    assert.equal(taken(state, made(2, 'ne', p, { ...p, off: 8 }, 0, 1), true), true);
    assert.equal(taken(state, made(2, 'ne', p, { ...p, nid: 2 }, 0, 1), true), true);
    assert.equal(taken(state, made(2, 'ne', p, ptr(unknownAt('w'), { nid: 1 }), 0, 1), true), true);
    const anywhere = { ...p, off: undefined };
    assert.equal(taken(state, made(2, 'ne', anywhere, anywhere, 0, 1), true), true);
  });

  test('of which pointers the verifier follows both arms: those that are RCU or untrusted, and the context', () => {
    const cases: readonly (readonly [what: string, state: State, one: Ptr, id: number])[] = [
      ['never NULL', ...untested(ptr(unknownAt('u'))), 0],
      ['may be NULL', ...untested(p), 1],
      ['trusted', ...untested(ptr(kernel(5))), 0],
      ['owned', ...untested(ptr(kernel(5, { ref: 9, trust: 'rcu' })), refsOf(9)), 0],
      ['released', ...untested(ptr(kernel(5, { ref: 9 }))), 0],
      ['RCU', ...untested(ptr(kernel(5, { trust: 'rcu' }))), 5],
      ['RCU of a section that is over', ...untested(ptr(kernel(5, { trust: 'rcu' })), { rcuGen: 1 }), 5],
      ['untrusted', ...untested(ptr(kernel(5, { trust: 'untrusted' }))), 5],
      ['behind the first field', ...untested(ptr(kernel(5, { trust: 'rcu' }), { off: 8 })), 0],
      ['the context', ...untested(ptr({ o: 'ctx', id: 6 })), 6],
    ];
    for (const [what, state, one, id] of cases) assert.equal(testedAs(state, one), id, what);
  });
});
