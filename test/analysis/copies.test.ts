/** Copies of states: everything a path knows goes along, and what one of them does later the other does not see. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { noteNull } from '../../server/analysis/compiler/known-null.ts';
import { forgetCopies } from '../../server/analysis/domain/cells.ts';
import { learnt } from '../../server/analysis/domain/learnt.ts';
import {
  addRef,
  dropRef,
  type Frame,
  forgetLoads,
  fork,
  keep,
  learn,
  NO_CELLS,
  ownFrame,
  refOf,
  type State,
  top,
} from '../../server/analysis/domain/state.ts';
import { push } from '../../server/analysis/domain/trace.ts';
import { effectiveTrust } from '../../server/analysis/domain/trust.ts';
import { startState } from '../../server/analysis/engine/state-facts.ts';
import {
  cell,
  flag,
  frameOf,
  GRAPH,
  kernel,
  knowing,
  lock,
  memory,
  NULL,
  num,
  ptr,
  refsOf,
  stateOf,
} from './domain.ts';

/** A frame of which nothing is as it begins. */
function worn(size: number): Frame {
  const regs = Array.from({ length: size }, (_, i) => num(i + 1, 0, 9));
  return frameOf(regs, {
    id: 3,
    block: 4,
    index: 5,
    result: 6,
    iters: new Map([[1, { kind: 'bits', range: NULL, bounds: [], life: 0, isPastSection: false }]]),
    callback: { name: 'cb', at: { start: 0, end: 1 }, rounds: 2, again: () => [], done: () => undefined },
    key: 'k',
    eras: { block: 1, era: 2, before: undefined },
    control: {
      branch: { join: 1, written: new Set(), through: new Set(), stores: false },
      by: num(1, 0, 9),
      before: undefined,
    },
    loads: memory('g:a', { 0: cell(num(1, 0, 1)) }),
    refsAtEntry: refsOf(1).refs,
  });
}

/** A state of which nothing is as it begins. */
function wornState(size: number): State {
  return {
    frames: [frameOf([num(1, 0, 1)]), worn(size)],
    stack: memory('s', { 0: cell(num(1, 0, 1)) }),
    cache: memory('g:a', { 0: cell(num(1, 0, 1)) }),
    ...refsOf(1, 2),
    lent: new Set([9]),
    live: new Set([9]),
    packet: 9,
    known: knowing({ 1: NULL }).known,
    rcu: 1,
    saidNested: true,
    rcuGen: 2,
    preempt: 3,
    irqs: [flag('s', 0)],
    locks: [lock('spin', 'a')],
    uncertain: true,
    initial: false,
    asBuilt: knowing({ 1: NULL }).known,
    assumed: true,
    era: 4,
    nulls: { nid: 1, frame: 1, block: 0, before: undefined },
    trace: push(undefined, GRAPH, { start: 0, end: 1 }, { kind: 'enter', name: 'f' }),
    entry: {
      state: stateOf(),
      outline: { regs: [], differed: undefined },
      parent: undefined,
      branches: 1,
      hits: 0,
      misses: 0,
    },
    dead: true,
  };
}

test('a worn state shares nothing with a new one', () => {
  const [worn, fresh] = [wornState(2), startState(frameOf([]))];
  for (const fact of Object.keys(fresh) as (keyof State)[])
    assert.notDeepEqual(worn[fact], fresh[fact], fact);
  const [used, unused] = [top(worn), top(fresh)];
  for (const fact of Object.keys(unused) as (keyof Frame)[])
    if (fact !== 'graph') assert.notDeepEqual(used[fact], unused[fact], fact);
});

test('a fork knows all that the state knows', () => {
  const state = wornState(2);
  const fresh = startState(frameOf([num(1, 0, 1)]));
  assert.deepEqual(fork(state), state);
  assert.deepEqual(fork(fresh), fresh);
  assert.deepEqual(ownFrame(top(state)), top(state));
});

test('the youngest frame of a fork is its own', () => {
  const state = wornState(2);
  const other = fork(state);
  top(other).regs[0] = undefined;
  top(other).block = 9;
  other.frames.push(frameOf([]));
  assert.deepEqual(state, wornStateWith(state));
  assert.equal(state.frames[0], other.frames[0]);
});

/** The same as `wornState(2)`, whose callback is another one each time. */
function wornStateWith(like: State): State {
  const state = wornState(2);
  return { ...state, frames: [state.frames[0]!, { ...state.frames[1]!, callback: top(like).callback }] };
}

for (const size of [2, 255, 256, 300])
  test(`a kept state of ${size} registers knows all that the state knows`, () => {
    const state = wornState(size);
    const used = Array.from({ length: size }, (_, i) => i);
    assert.deepEqual(keep(state, used), state);
    const fresh = startState(worn(size));
    assert.deepEqual(keep(fresh, used), fresh);
    const kept = keep(state, used);
    top(kept).regs[0] = undefined;
    kept.frames.pop();
    assert.notEqual(top(state).regs[0], undefined);
    assert.equal(state.frames.length, 2);
  });

test('of a large frame only the registers that hold something are kept', () => {
  assert.deepEqual(Object.keys(top(keep(wornState(256), [7, 9])).regs), ['7', '9']);
  assert.equal(Object.keys(top(keep(wornState(255), [7, 9])).regs).length, 255);
});

test('references come and go without changing the state forked off before', () => {
  const state = stateOf([], refsOf(1));
  const other = fork(state);
  addRef(other, refsOf(2).refs.get(2)!);
  assert.deepEqual([[...state.refs.keys()], [...other.refs.keys()]], [[1], [1, 2]]);
  dropRef(other, 1);
  dropRef(other, 7);
  assert.deepEqual([[...state.refs.keys()], [...other.refs.keys()]], [[1], [2]]);
});

test('what is not there is not dropped: nothing is copied', () => {
  const state = stateOf([], refsOf(1));
  const { refs, cache } = state;
  dropRef(state, 7);
  forgetLoads(state);
  assert.equal(state.refs, refs);
  assert.equal(state.cache, cache);
});

test('what is learnt later is not known before', () => {
  const state = stateOf([]);
  const other = fork(state);
  learn(other, 1, NULL);
  noteNull(other, 1);
  assert.deepEqual([learnt(state.known, 1), learnt(other.known, 1)], [undefined, NULL]);
  assert.deepEqual([state.nulls?.nid, other.nulls?.nid], [undefined, 1]);
});

test('loads are forgotten', () => {
  const state = stateOf([], { cache: memory('g:a', { 0: cell(num(1, 0, 1)) }) });
  forgetLoads(state);
  assert.equal(state.cache, NO_CELLS);
});

test('which values carry a reference', () => {
  assert.equal(refOf(ptr(kernel(1, { ref: 5 }))), 5);
  assert.equal(refOf(ptr({ o: 'mem', id: 1, size: 8, ref: 6, key: 'm1', record: '', writable: true })), 6);
  assert.equal(refOf(ptr({ o: 'ctx', id: 5 })), 0);
  assert.equal(refOf(num(5, 0, 1)), 0);
  assert.equal(refOf(undefined), 0);
});

test('effective trust of a kernel object', () => {
  const state = stateOf([], { ...refsOf(1), rcuGen: 3 });
  const trustOf = (over: object) => effectiveTrust(state, kernel(9, over));
  assert.equal(trustOf({ ref: 1 }), 'owned');
  assert.equal(trustOf({ ref: 2 }), 'dead');
  assert.equal(trustOf({ trust: 'rcu', rcuGen: 3 }), 'rcu');
  assert.equal(trustOf({ trust: 'rcu', rcuGen: 2 }), 'untrusted');
  assert.equal(trustOf({ trust: 'trusted', rcuGen: 2 }), 'trusted');
});

test('forgetting the copies of a reference leaves all else as it was', () => {
  const state = wornState(2);
  const before = wornStateWith(state);
  forgetCopies(state, 99);
  assert.deepEqual(state, before);
});
