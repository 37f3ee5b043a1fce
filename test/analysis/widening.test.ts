/** Widening: what a loop's next round may forget so that there is a last one. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { allFacts } from '../../server/analysis/domain/learnt.ts';
import { type State, top } from '../../server/analysis/domain/state.ts';
import { TOP, type Value } from '../../server/analysis/domain/values.ts';
import type { Context } from '../../server/analysis/engine/context.ts';
import { collectKnown, widen } from '../../server/analysis/engine/widening.ts';
import {
  cell,
  frameOf,
  GRAPH,
  INT,
  kernel,
  knowing,
  made,
  memory,
  NULL,
  num,
  precise,
  ptr,
  stateOf,
} from './domain.ts';

interface How {
  readonly force?: boolean;
  readonly fuzzy?: boolean;
  readonly round?: number;
}

const MIN = -(2 ** 31);
const MAX = 2 ** 31 - 1;
const REG = { type: INT } as never;

/** A function with an int in each register and these constants. */
const graph = (...consts: readonly number[]) => ({
  ...GRAPH,
  regs: [REG, REG],
  consts: consts.map((value) => ({ value: BigInt(value), type: INT })),
});

function widened(was: Value, is: Value, how: How = {}, consts: readonly number[] = []): Value {
  const [before, state] = [was, is].map((value) => ({
    ...stateOf(),
    frames: [frameOf([value], { graph: graph(...consts) })],
  }));
  widen(state!, before!, how.force ?? false, how.fuzzy ?? false, how.round ?? 99);
  return top(state!).regs[0]!;
}

const bounds = (value: Value) => (value.k === 'num' ? [value.lo, value.hi] : value.k);

describe('a number', () => {
  const rows: readonly (readonly [
    what: string,
    was: readonly [number, number],
    is: readonly [number, number],
    left: readonly [number, number],
  ])[] = [
    ['that stayed', [0, 5], [0, 5], [0, 5]],
    ['that grew', [0, 5], [0, 6], [0, MAX]],
    ['that sank', [0, 5], [-1, 5], [MIN, 5]],
    ['that did both', [0, 5], [-1, 6], [MIN, MAX]],
    ['that shrank', [0, 5], [1, 4], [0, 5]],
    ['that moved up', [0, 0], [1, 1], [0, MAX]],
    ['that moved down', [0, 0], [-1, -1], [MIN, 0]],
  ];
  for (const [what, was, is, left] of rows)
    test(what, () => assert.deepEqual(bounds(widened(num(1, ...was), num(2, ...is))), left));

  test('a moving bound halts at the next constant of the function, for some rounds', () => {
    const at = (round: number, is: readonly [number, number]) =>
      bounds(widened(num(1, 0, 5), num(2, ...is), { round }, [-7, 6, 10]));
    assert.deepEqual(at(0, [0, 6]), [0, 6]);
    assert.deepEqual(at(0, [0, 7]), [0, 10]);
    assert.deepEqual(at(7, [0, 11]), [0, MAX]);
    assert.deepEqual(at(0, [-1, 5]), [-7, 5]);
    assert.deepEqual(at(0, [-7, 5]), [-7, 5]);
    assert.deepEqual(at(0, [-8, 5]), [MIN, 5]);
    assert.deepEqual(at(7, [0, 7]), [0, 10]);
    assert.deepEqual(at(8, [0, 7]), [0, MAX]);
  });

  test('that was decided on keeps its value, unless it is forced', () => {
    const is = num(2, 0, 6);
    assert.equal(widened(precise(1, 0, 5), is), is);
    assert.deepEqual(bounds(widened(precise(1, 0, 5), is, { force: true })), [0, MAX]);
  });

  test('is marked: it stands for several rounds, and proves nothing if it mattered', () => {
    const marks = (was: Value, how: How, is = num(2, 0, 6)) => {
      const value = widened(was, is, how);
      return value.k === 'num' && [value.widened, value.fuzzy];
    };
    assert.deepEqual(marks(num(1, 0, 5), {}), [true, false]);
    assert.deepEqual(marks(num(1, 0, 5), { fuzzy: true }), [true, false]);
    assert.deepEqual(marks(precise(1, 0, 5), { force: true }), [true, false]);
    assert.deepEqual(marks(precise(1, 0, 5), { force: true, fuzzy: true }), [true, true]);
    assert.deepEqual(marks(num(1, 0, 5), {}, num(2, 0, 6, { fuzzy: true })), [true, true]);
  });
});

test('a pointer that moves along loses its offset when forced, one into the stack everything', () => {
  const [a, b] = [ptr(kernel(1)), ptr(kernel(1), { off: 8 })];
  assert.equal(widened(a, b), b);
  assert.deepEqual(widened(a, b, { force: true }), { ...b, off: undefined });
  assert.equal(widened(b, b, { force: true }), b);
  const stack = {
    o: 'stack',
    frame: 1,
    size: 64,
    isOpen: false,
    inSlot: undefined,
    key: 's',
    asked: 0,
  } as const;
  assert.equal(widened(ptr(stack), ptr(stack, { off: 8 }), { force: true }), TOP);
});

describe('memory', () => {
  const both = (was: Partial<State>, is: Partial<State>): State => {
    const state = stateOf([], is);
    widen(state, stateOf([], was), false, false, 99);
    return state;
  };
  const at = (state: State, where: 'stack' | 'cache', key: string) => {
    const value = state[where].get(key)?.get(0)?.value;
    return value && bounds(value);
  };

  test('of the stack is widened as registers are', () => {
    const grew = both(
      { stack: memory('s', { 0: cell(num(1, 0, 5)) }) },
      { stack: memory('s', { 0: cell(num(2, 0, 6)) }) },
    );
    assert.deepEqual(at(grew, 'stack', 's'), [0, Number.POSITIVE_INFINITY]);
    const fresh = both({}, { stack: memory('s', { 0: cell(num(2, 0, 6)) }) });
    assert.deepEqual(at(fresh, 'stack', 's'), [0, 6]);
    const zeroed = both(
      { stack: memory('s', { 0: cell(num(1, 0, 5)) }) },
      { stack: memory('s', { 0: cell(num(2, 0, 0), 8, true) }) },
    );
    assert.deepEqual(at(zeroed, 'stack', 's'), [0, 0]);
  });

  test('that was loaded is forgotten when it changed', () => {
    const was = { cache: memory('g:a', { 0: cell(num(1, 0, 5)) }) };
    assert.equal(
      at(both(was, { cache: memory('g:a', { 0: cell(num(2, 0, 6)) }) }), 'cache', 'g:a'),
      undefined,
    );
    assert.equal(
      at(both(was, { cache: memory('g:a', { 0: cell(num(2, 1, 5)) }) }), 'cache', 'g:a'),
      undefined,
    );
    assert.deepEqual(
      at(both(was, { cache: memory('g:a', { 0: cell(num(2, 0, 5)) }) }), 'cache', 'g:a'),
      [0, 5],
    );
    assert.equal(
      at(both({}, { cache: memory('g:a', { 0: cell(num(2, 0, 6)) }) }), 'cache', 'g:a'),
      undefined,
    );
    assert.equal(at(both({}, { cache: memory('g:a', { 0: cell(ptr(kernel(1))) }) }), 'cache', 'g:a'), 'ptr');
  });
});

test('the round before is left as it was', () => {
  const before = { ...stateOf(), frames: [frameOf([num(1, 0, 5)], { graph: graph() })] };
  const state = { ...before, frames: [...before.frames] };
  state.frames[0] = { ...state.frames[0]!, regs: [num(2, 0, 6)] };
  const shared = state.frames[0]!;
  widen(state, before, false, false, 99);
  assert.deepEqual(bounds(shared.regs[0]!), [0, 6]);
  assert.deepEqual(bounds(top(before).regs[0]!), [0, 5]);
});

describe('what was learnt of values that nothing holds', () => {
  const facts = Object.fromEntries(Array.from({ length: 40 }, (_, i) => [i + 1, NULL]));
  const cx = { initials: new Map([[40, NULL]]) } as unknown as Context;
  const left = (state: State) => {
    collectKnown(cx, state);
    return [...allFacts(state.known).keys()].sort((a, b) => a - b);
  };

  test('is dropped once there is much of it', () => {
    const inner = num(3, 0, 9);
    const state = stateOf(
      [num(1, 0, 9), made(50, 'add', inner, num(4, 0, 9), 0, 9), ptr(kernel(5), { nid: 6 })],
      {
        ...knowing(facts),
        stack: memory('s', { 0: cell(num(7, 0, 9)) }),
        cache: memory('g:a', { 0: cell(num(8, 0, 9)) }),
      },
    );
    assert.deepEqual(left(state), [1, 3, 4, 5, 6, 7, 8, 40]);
  });

  test('is kept as long as it is little', () => {
    const little = Object.fromEntries(Object.entries(facts).slice(0, 32));
    assert.equal(left(stateOf([], knowing(little))).length, 32);
  });

  test('holds through the context too, and four operations deep', () => {
    let value = num(1, 0, 9);
    for (let id = 2; id <= 6; id++) value = made(id, 'add', value, num(id + 10, 0, 9), 0, 9);
    const ctx = ptr({ o: 'ctx', id: 20 });
    assert.deepEqual(left(stateOf([value, ctx], knowing(facts))), [2, 3, 4, 5, 6, 13, 14, 15, 16, 20, 40]);
  });
});
