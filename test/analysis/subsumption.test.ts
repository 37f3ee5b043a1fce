/**
 * Subsumption: a state may be dropped when an earlier one at the same place allows all that it allows. A state that
 * differs from the earlier one in a fact that some check asks for has to be explored, whichever came first.
 */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { State } from '../../server/analysis/domain/state.ts';
import { TOP, type Value } from '../../server/analysis/domain/values.ts';
import { inheritPrecision } from '../../server/analysis/engine/subsumption.ts';
import {
  cell,
  covered,
  flag,
  frameOf,
  kernel,
  knowing,
  lock,
  memory,
  NOT_NULL,
  NULL,
  num,
  precise,
  ptr,
  refsOf,
  stateOf,
  unknownAt,
} from './domain.ts';

const iterator = (kind: string, isPastSection = false) => ({
  iters: new Map([[0, { kind, range: NULL, bounds: [], life: 0, isPastSection }]]),
});
const global = (name: string, plain: boolean) => ({ o: 'global', name, key: `g:${name}`, plain }) as const;
const value = (id: number, map = 'm', plain = false) =>
  ({ o: 'value', map, id, key: `v:${map}:${id}`, plain }) as const;
const record = (id: number, over: object = {}) =>
  ({ o: 'mem', id, size: 8, ref: 0, key: `m${id}`, record: 'r', writable: true, ...over }) as const;
const owner = (ref: number) => ptr(kernel(ref, { ref }));
const rcu = (id: number, rcuGen: number) => ptr(kernel(id, { trust: 'rcu', rcuGen }));
const regs = (...values: readonly (Value | undefined)[]) => stateOf(values);

/** Two states that differ in one fact: is the second covered by the first, and the first by the second? */
type Pair = readonly [what: string, first: State, second: State, there: boolean, back: boolean];

const FACTS: readonly Pair[] = [
  ['nothing', stateOf(), stateOf(), true, true],
  ['RCU sections', stateOf([], { rcu: 1 }), stateOf(), false, false],
  ['depth of RCU sections', stateOf([], { rcu: 1 }), stateOf([], { rcu: 2 }), false, false],
  ['disabled preemption', stateOf([], { preempt: 1 }), stateOf(), false, false],
  ['number of locks', stateOf([], { locks: [lock('spin', 'a')] }), stateOf(), false, false],
  [
    'kind of lock',
    stateOf([], { locks: [lock('spin', 'a')] }),
    stateOf([], { locks: [lock('res', 'a')] }),
    false,
    false,
  ],
  [
    'which lock',
    stateOf([], { locks: [lock('spin', 'a')] }),
    stateOf([], { locks: [lock('spin', 'b')] }),
    false,
    false,
  ],
  [
    'order of locks',
    stateOf([], { locks: [lock('res', 'a'), lock('res', 'b')] }),
    stateOf([], { locks: [lock('res', 'b'), lock('res', 'a')] }),
    false,
    false,
  ],
  ['number of interrupt flags', stateOf([], { irqs: [flag('s', 0)] }), stateOf(), false, false],
  [
    'variable of a flag',
    stateOf([], { irqs: [flag('s', 0)] }),
    stateOf([], { irqs: [flag('t', 0)] }),
    false,
    false,
  ],
  [
    'place of a flag',
    stateOf([], { irqs: [flag('s', 0)] }),
    stateOf([], { irqs: [flag('s', 8)] }),
    false,
    false,
  ],
  [
    'class of a flag',
    stateOf([], { irqs: [flag('s', 0)] }),
    stateOf([], { irqs: [flag('s', 0, 'lock')] }),
    false,
    false,
  ],
  ['number of references', stateOf([], refsOf(1)), stateOf(), false, false],
  ['identity of a reference that no value holds', stateOf([], refsOf(1)), stateOf([], refsOf(2)), true, true],
  [
    "the object file's constants",
    stateOf([], { initial: false }),
    stateOf([], { initial: true }),
    false,
    true,
  ],
  ['certainty', stateOf([], { uncertain: true }), stateOf(), false, true],
  ['a side taken at load', stateOf([], { assumed: true }), stateOf(), false, true],
  [
    "other constants than the object file's, twice",
    stateOf([], { initial: false }),
    stateOf([], { initial: false }),
    true,
    true,
  ],
  ['uncertainty, twice', stateOf([], { uncertain: true }), stateOf([], { uncertain: true }), true, true],
  ['a side taken at load, twice', stateOf([], { assumed: true }), stateOf([], { assumed: true }), true, true],
  ['an iterator', { ...stateOf(), frames: [frameOf([], iterator('bits'))] }, stateOf(), false, false],
  [
    'the section of an iterator',
    { ...stateOf(), frames: [frameOf([], iterator('task'))] },
    { ...stateOf(), frames: [frameOf([], iterator('task', true))] },
    false,
    false,
  ],
  [
    'kind of iterator',
    { ...stateOf(), frames: [frameOf([], iterator('bits'))] },
    { ...stateOf(), frames: [frameOf([], iterator('task'))] },
    false,
    false,
  ],
  [
    'registers of an older frame',
    { ...stateOf(), frames: [frameOf([precise(1, 0, 1)]), frameOf([])] },
    { ...stateOf(), frames: [frameOf([precise(1, 0, 2)]), frameOf([])] },
    false,
    true,
  ],
];

const NUMBERS: readonly Pair[] = [
  ['range of a precise number', regs(precise(1, 0, 9)), regs(precise(2, 3, 4)), true, false],
  ['lower bound', regs(precise(1, 1, 9)), regs(precise(2, 0, 9)), false, true],
  ['upper bound', regs(precise(1, 0, 8)), regs(precise(2, 0, 9)), false, true],
  ['range of a number that decided nothing', regs(num(1, 0, 1)), regs(num(2, 5, 9)), true, true],
  ['which constant', regs(precise(-1, 3, 3)), regs(precise(-2, 4, 4)), false, false],
  ['a number and a pointer', regs(num(1, 0, 9)), regs(ptr(unknownAt('u'))), false, false],
  ['anything and a number', regs(TOP), regs(precise(1, 0, 9)), true, false],
  ['a register that holds nothing any more', regs(undefined), regs(precise(1, 0, 9)), true, false],
  ['an uninitialised register', regs({ k: 'uninit', name: 'x' }), regs(undefined), true, true],
  [
    'an uninitialised register and a number',
    regs({ k: 'uninit', name: 'x' }),
    regs(num(1, 0, 9)),
    false,
    false,
  ],
  [
    'what was learnt of a number',
    stateOf([precise(1, 0, 9)], knowing({ 1: { lo: 0, hi: 4 } })),
    stateOf([precise(2, 0, 9)]),
    false,
    true,
  ],
  [
    'a number that was ruled out',
    stateOf([precise(1, -5, 5)], knowing({ 1: { lo: -5, hi: 5, not: [0] } })),
    stateOf([precise(2, -5, 5)]),
    false,
    true,
  ],
  [
    'a number that was ruled out, outside of the other range',
    stateOf([precise(1, -5, 5)], knowing({ 1: { lo: -5, hi: 5, not: [0] } })),
    regs(precise(2, 1, 5)),
    true,
    false,
  ],
  [
    'one number twice, and two numbers',
    regs(precise(1, 0, 9), precise(1, 0, 9)),
    regs(precise(2, 0, 9), precise(3, 0, 9)),
    false,
    true,
  ],
];

const POINTERS: readonly Pair[] = [
  ['kind of object', regs(ptr(unknownAt('u'))), regs(ptr(kernel(1))), false, false],
  ['offset', regs(ptr(kernel(1))), regs(ptr(kernel(2), { off: 8 })), false, false],
  [
    'offset in memory of which nothing is known',
    regs(ptr(unknownAt('u'))),
    regs(ptr(unknownAt('w'), { off: 8 })),
    true,
    true,
  ],
  [
    'offset in a global without slots',
    regs(ptr(global('g', true))),
    regs(ptr(global('g', true), { off: 8 })),
    true,
    true,
  ],
  [
    'offset in a global with slots',
    regs(ptr(global('g', false))),
    regs(ptr(global('g', false), { off: 8 })),
    false,
    false,
  ],
  ['which global', regs(ptr(global('g', true))), regs(ptr(global('h', true))), false, false],
  [
    'member that is pointed to',
    regs(ptr(kernel(1))),
    regs(ptr(kernel(2), { view: 'cpumask' })),
    false,
    false,
  ],
  ['bitmap of any length', regs(ptr(kernel(1))), regs(ptr(kernel(2, { length: 8 }))), true, false],
  [
    'length of a bitmap',
    regs(ptr(kernel(1, { length: 8 }))),
    regs(ptr(kernel(2, { length: 9 }))),
    false,
    false,
  ],
  ['struct', regs(ptr(kernel(1))), regs(ptr(kernel(2, { struct: 'task_struct' }))), false, false],
  ['trust', regs(ptr(kernel(1))), regs(ptr(kernel(2, { trust: 'untrusted' }))), false, false],
  [
    'an owned and a borrowed object',
    stateOf([owner(1)], refsOf(1)),
    stateOf([ptr(kernel(2))], refsOf(1)),
    false,
    false,
  ],
  [
    'an owned and a released object',
    stateOf([owner(1)], refsOf(1)),
    stateOf([owner(2)], refsOf(1)),
    false,
    false,
  ],
  [
    'which of two references was released',
    stateOf([owner(1), owner(2)], refsOf(1)),
    stateOf([owner(1), owner(2)], refsOf(2)),
    false,
    false,
  ],
  ['which object was released', stateOf([owner(1)]), stateOf([owner(2)]), true, true],
  ['identity of a reference', stateOf([owner(1)], refsOf(1)), stateOf([owner(2)], refsOf(2)), true, true],
  [
    'one reference twice, and two references',
    stateOf([owner(1), owner(1)], refsOf(1, 2)),
    stateOf([owner(1), owner(2)], refsOf(1, 2)),
    false,
    false,
  ],
  [
    'an RCU section that is over',
    stateOf([rcu(1, 5)], { rcuGen: 5 }),
    stateOf([rcu(2, 5)], { rcuGen: 6 }),
    false,
    false,
  ],
  [
    'generation of RCU sections',
    stateOf([rcu(1, 5)], { rcuGen: 5 }),
    stateOf([rcu(2, 6)], { rcuGen: 6 }),
    true,
    true,
  ],
  ['map of a value', regs(ptr(value(1))), regs(ptr(value(2, 'n'))), false, false],
  ['which look-up', regs(ptr(value(1))), regs(ptr(value(2))), true, true],
  [
    'one value twice, and two',
    regs(ptr(value(1)), ptr(value(1))),
    regs(ptr(value(1)), ptr(value(2))),
    false,
    true,
  ],
  ['struct of a record', regs(ptr(record(1))), regs(ptr(record(2, { record: 's' }))), false, false],
  [
    'a record that has to be given back',
    stateOf([ptr(record(1, { ref: 1 }))], refsOf(1)),
    stateOf([ptr(record(2))], refsOf(1)),
    false,
    false,
  ],
  [
    'one record twice, and two',
    regs(ptr(record(1)), ptr(record(1))),
    regs(ptr(record(1)), ptr(record(2))),
    false,
    true,
  ],
  [
    'one unknown object twice, and two',
    regs(ptr(unknownAt('u')), ptr(unknownAt('u'))),
    regs(ptr(unknownAt('u')), ptr(unknownAt('w'))),
    false,
    true,
  ],
];

const maybe = (nid: number) => ptr(unknownAt('u'), { nid });

const NULLNESS: readonly Pair[] = [
  ['untested and never NULL', regs(maybe(1)), regs(maybe(0)), true, false],
  ['untested and NULL', regs(maybe(1)), stateOf([maybe(2)], knowing({ 2: NULL })), true, false],
  [
    'NULL and not',
    stateOf([maybe(1)], knowing({ 1: NULL })),
    stateOf([maybe(2)], knowing({ 2: NOT_NULL })),
    false,
    false,
  ],
  ['tested and never NULL', stateOf([maybe(1)], knowing({ 1: NOT_NULL })), regs(maybe(0)), true, true],
  [
    'one test for two pointers, and two tests',
    regs(maybe(1), maybe(1)),
    regs(maybe(2), maybe(3)),
    false,
    true,
  ],
  [
    'an RCU pointer that was tested',
    stateOf([rcu(1, 0)], knowing({ 1: NOT_NULL })),
    regs(rcu(2, 0)),
    false,
    true,
  ],
];

const slot = (one: State['stack']) => stateOf([], { stack: one });
const loaded = (one: State['cache']) => stateOf([], { cache: one });

const MEMORY: readonly Pair[] = [
  [
    'a pointer on the stack',
    slot(memory('s', { 0: cell(maybe(0)) })),
    slot(memory('s', { 0: cell(maybe(1)) })),
    false,
    true,
  ],
  ['a pointer on the stack and nothing', slot(memory('s', { 0: cell(maybe(0)) })), stateOf(), false, true],
  [
    'place on the stack',
    slot(memory('s', { 0: cell(maybe(0)) })),
    slot(memory('s', { 8: cell(maybe(0)) })),
    false,
    false,
  ],
  [
    'size of a cell',
    slot(memory('s', { 0: cell(precise(1, 0, 1), 4) })),
    slot(memory('s', { 0: cell(precise(1, 0, 1)) })),
    false,
    false,
  ],
  [
    'size of a cell with a pointer',
    slot(memory('s', { 0: cell(maybe(0)) })),
    slot(memory('s', { 0: cell(maybe(0), 4) })),
    false,
    false,
  ],
  [
    'a precise number on the stack',
    slot(memory('s', { 0: cell(precise(1, 0, 1)) })),
    slot(memory('s', { 0: cell(precise(1, 0, 2)) })),
    false,
    true,
  ],
  [
    'a number that decided nothing',
    slot(memory('s', { 0: cell(num(1, 0, 1)) })),
    slot(memory('s', { 0: cell(num(1, 5, 6)) })),
    true,
    true,
  ],
  ['such a number, and nothing', slot(memory('s', { 0: cell(num(1, 0, 1)) })), stateOf(), true, true],
  [
    'zeroes and a number',
    slot(memory('s', { 0: cell(precise(-1, 0, 0), 8, true) })),
    slot(memory('s', { 0: cell(precise(-1, 0, 0)) })),
    false,
    false,
  ],
  ['what was loaded of a global', loaded(memory('g:a', { 0: cell(maybe(0)) })), stateOf(), false, true],
  [
    'what was loaded of an object that nothing points to',
    loaded(memory('k1', { 0: cell(maybe(0)) })),
    stateOf(),
    true,
    true,
  ],
  [
    'what was loaded of an object',
    stateOf([ptr(kernel(1))], { cache: memory('k1', { 0: cell(precise(5, 0, 1)) }) }),
    stateOf([ptr(kernel(2))], { cache: memory('k2', { 0: cell(precise(6, 0, 2)) }) }),
    false,
    true,
  ],
];

const GROUPS: Readonly<Record<string, readonly Pair[]>> = { FACTS, NUMBERS, POINTERS, NULLNESS, MEMORY };

for (const [group, pairs] of Object.entries(GROUPS))
  describe(`states that differ in one of ${group.toLowerCase()}`, () => {
    for (const [what, first, second, there, back] of pairs) {
      test(what, () => {
        assert.equal(covered(first, second), there, 'the second is covered by the first');
        assert.equal(covered(second, first), back, 'the first is covered by the second');
      });
    }
  });

test('in a loop every number counts: it may yet decide something', () => {
  assert.equal(covered(regs(num(1, 0, 1)), regs(num(2, 0, 2)), true), false);
  assert.equal(covered(regs(num(1, 0, 2)), regs(num(2, 0, 1)), true), true);
  assert.equal(covered(slot(memory('s', { 0: cell(num(1, 0, 1)) })), stateOf(), true), false);
});

test('a lock is the same one when its object is', () => {
  const under = (id: number) => stateOf([ptr(value(id))], { locks: [lock('spin', `v:m:${id}`)] });
  assert.equal(covered(under(1), under(2)), true);
  const other = stateOf([ptr(value(2))], { locks: [lock('spin', 'v:m:3')] });
  assert.equal(covered(under(1), other), false);
});

test('what told two states apart last is asked first, and decides nothing else', () => {
  const old = regs(precise(1, 0, 1), precise(2, 0, 1));
  assert.equal(covered(old, regs(precise(3, 0, 1), precise(4, 0, 2))), false);
  assert.equal(covered(old, regs(precise(3, 0, 1), precise(4, 0, 1))), true);
  assert.equal(covered(old, regs(precise(3, 0, 2), precise(4, 0, 1))), false);
});

test('a dropped state depends on what the covering one depended on', () => {
  const was = stateOf([precise(1, 0, 1), num(2, 0, 1)], {
    stack: memory('s', { 0: cell(precise(3, 0, 1)), 8: cell(num(4, 0, 1)) }),
    cache: memory('g:a', { 0: cell(precise(5, 0, 1)) }),
  });
  const parent = num(10, 0, 1);
  const [a, b, c, d, e] = [11, 12, 13, 14, 15].map((id) => num(id, 0, 1, { parents: [parent] }));
  const now = stateOf([a, b], {
    stack: memory('s', { 0: cell(c!), 8: cell(d!) }),
    cache: memory('g:a', { 0: cell(e!) }),
  });
  inheritPrecision(was, now);
  assert.deepEqual(
    [a, b, c, d, e, parent].map((one) => one!.precise),
    [true, false, true, false, true, true],
  );
});
