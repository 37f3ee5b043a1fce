/**
 * The table of a state's facts, fact by fact: what subsumption, loops, summaries, branches and the end of a program do
 * with one that differs. A fact without a line here does not compile.
 */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import type { CType } from '../../bpf/flow/ctypes/types.ts';
import type { FunctionInfo } from '../../bpf/flow/graph.ts';
import { allFacts } from '../../server/analysis/domain/learnt.ts';
import { nullness } from '../../server/analysis/domain/numbers.ts';
import { fork, type State } from '../../server/analysis/domain/state.ts';
import { push } from '../../server/analysis/domain/trace.ts';
import { constant, type Num, type Value } from '../../server/analysis/domain/values.ts';
import { decide } from '../../server/analysis/engine/branch.ts';
import type { Context } from '../../server/analysis/engine/context.ts';
import {
  isRestored,
  openSection,
  STATE_FACTS,
  shapeOfFacts,
  startState,
} from '../../server/analysis/engine/state-facts.ts';
import { inheritPrecision } from '../../server/analysis/engine/subsumption.ts';
import { collectKnown, widen } from '../../server/analysis/engine/widening.ts';
import { beginContextInsensitive } from '../../server/analysis/summaries/context-insensitive.ts';
import {
  cell,
  covered,
  flag,
  frameOf,
  GRAPH,
  kernel,
  knowing,
  LONG,
  lock,
  made,
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

interface Case<T> {
  /** Another one than a path begins with. */
  readonly other: T;
  /** Does a state without it subsume one with it, and the other way round? */
  readonly subsumes: readonly [without: boolean, with_: boolean];
  /** Do calls with and without it need summaries of their own? */
  readonly hasShape?: true;
  /** What a function that is explored for a summary begins with; left out: what every path does. */
  readonly inherited?: 'as the caller' | 'made anew';
  /** Is a function without a summary that leaves it behind? */
  readonly isRestored?: true;
  /** What the verifier calls it where the program ends. */
  readonly open?: string;
  /** The fact with a value in it, if it holds any. */
  readonly holding?: (value: Value) => T;
  /** Does a loop forget a number in it that grew, or that it grew? */
  readonly grown?: 'forgotten' | 'bounds forgotten';
  /** May a test change it? */
  readonly isTested?: true;
}

const POINTER_TYPE: CType = { k: 'ptr', to: { k: 'void' } };
const POINTER = { 0: cell(ptr(unknownAt('u'))) };

const CASES: { readonly [K in keyof State]: Case<State[K]> } = {
  frames: {
    other: [frameOf([precise(1, 0, 1)])],
    subsumes: [true, false],
    inherited: 'made anew',
    holding: (value) => [frameOf([value])],
    grown: 'bounds forgotten',
  },
  stack: {
    other: memory('s', POINTER),
    subsumes: [true, false],
    inherited: 'made anew',
    holding: (value) => memory('s', { 0: cell(value) }),
    grown: 'bounds forgotten',
  },
  cache: {
    other: memory('g:a', POINTER),
    subsumes: [true, false],
    holding: (value) => memory('g:a', { 0: cell(value) }),
    grown: 'forgotten',
  },
  locks: {
    other: [lock('spin', 'a')],
    subsumes: [false, false],
    hasShape: true,
    inherited: 'as the caller',
    isRestored: true,
    open: 'bpf_spin_lock',
  },
  irqs: {
    other: [flag('s', 0)],
    subsumes: [false, false],
    hasShape: true,
    inherited: 'as the caller',
    isRestored: true,
    open: 'bpf_local_irq_save',
  },
  rcu: {
    other: 1,
    subsumes: [false, false],
    hasShape: true,
    inherited: 'as the caller',
    isRestored: true,
    open: 'bpf_rcu_read_lock',
  },
  preempt: {
    other: 1,
    subsumes: [false, false],
    hasShape: true,
    inherited: 'as the caller',
    isRestored: true,
    open: 'bpf_preempt_disable',
  },
  refs: {
    other: refsOf(-1).refs,
    subsumes: [false, false],
    hasShape: true,
    inherited: 'made anew',
    isRestored: true,
    isTested: true,
  },
  lent: { other: new Set([9]), subsumes: [true, true] },
  live: { other: new Set([9]), subsumes: [true, true] },
  packet: { other: 9, subsumes: [true, true] },
  known: { other: knowing({ 1: NULL }).known, subsumes: [true, true], isTested: true },
  saidNested: { other: true, subsumes: [true, true], isRestored: true },
  rcuGen: { other: -7, subsumes: [true, true], inherited: 'made anew' },
  uncertain: { other: true, subsumes: [true, false] },
  initial: { other: false, subsumes: [true, false], isTested: true },
  asBuilt: { other: knowing({ 1: NULL }).known, subsumes: [true, true], isTested: true },
  assumed: { other: true, subsumes: [true, false], isTested: true },
  era: { other: 4, subsumes: [true, true] },
  nulls: {
    other: { nid: 1, frame: 1, block: 0, before: undefined },
    subsumes: [true, true],
    isTested: true,
  },
  trace: {
    other: push(undefined, GRAPH, { start: 0, end: 1 }, { kind: 'enter', name: 'f' }),
    subsumes: [true, true],
  },
  entry: {
    other: {
      state: stateOf(),
      outline: { regs: [], differed: undefined },
      parent: undefined,
      branches: 1,
      hits: 0,
      misses: 0,
    },
    subsumes: [true, true],
  },
  dead: { other: true, subsumes: [true, true] },
};

const NAMES = Object.keys(CASES) as readonly (keyof State)[];

/** The case of a fact, whatever its type. */
const caseOf = (fact: keyof State): Case<unknown> => CASES[fact];
const stateWith = (fact: keyof State, value: unknown): State => ({ ...stateOf(), [fact]: value });
const other = (fact: keyof State): State => stateWith(fact, caseOf(fact).other);

/** A function without parameters. */
const FUNCTION = { name: 'f', graph: () => GRAPH } as unknown as FunctionInfo;

test('every fact of a state has a case, and begins otherwise', () => {
  assert.deepEqual(NAMES.toSorted(), Object.keys(startState(frameOf([]))).sort());
  for (const fact of NAMES) assert.notDeepEqual(other(fact)[fact], stateOf()[fact], fact);
});

for (const fact of NAMES)
  describe(`the fact '${fact}'`, () => {
    const { subsumes, hasShape, inherited, isRestored: mustBeRestored, open, holding, grown } = caseOf(fact);

    test('subsumption', () => {
      const forth = covered(stateOf(), other(fact));
      const back = covered(other(fact), stateOf());
      assert.deepEqual([forth, back], subsumes);
      assert.equal(covered(other(fact), other(fact)), true);
    });

    test('which summary a call needs', () => {
      assert.equal(shapeOfFacts(other(fact)) !== shapeOfFacts(stateOf()), hasShape === true);
    });

    test('what a function that is explored for a summary begins with', () => {
      const caller = other(fact);
      const { first } = beginContextInsensitive(caller, FUNCTION, [], ['s']);
      if (inherited === 'as the caller') assert.equal(first[fact], caller[fact]);
      else assert.notDeepEqual(first[fact], caller[fact]);
      if (!inherited) assert.deepEqual(first[fact], stateOf()[fact]);
      else assert.notDeepEqual(first[fact], stateOf()[fact]);
    });

    test('what such a function may leave behind', () => {
      assert.equal(isRestored(stateOf(), other(fact)), !mustBeRestored);
      assert.equal(isRestored(other(fact), stateOf()), !mustBeRestored);
      assert.equal(isRestored(other(fact), other(fact)), true);
    });

    test('what is in force where the program ends', () => {
      assert.equal(openSection(other(fact))?.section, open);
    });

    test('a fork has it', () => {
      assert.deepEqual(fork(other(fact)), other(fact));
    });

    if (!holding)
      test('it holds no values', () => {
        const { precision, values, widen: widens } = STATE_FACTS[fact];
        assert.deepEqual([precision, values, widens], [undefined, undefined, undefined]);
      });
    else {
      test('what it depends on is handed on', () => {
        const inherits = num(2, 0, 9);
        inheritPrecision(stateWith(fact, holding(precise(1, 0, 9))), stateWith(fact, holding(inherits)));
        assert.equal(inherits.precise, true);
        const free = num(4, 0, 9);
        inheritPrecision(stateWith(fact, holding(num(3, 0, 9))), stateWith(fact, holding(free)));
        assert.equal(free.precise, false);
      });

      test('what was learnt of its values is kept', () => {
        const many = Object.fromEntries(Array.from({ length: 40 }, (_, i) => [i + 1, NULL]));
        const state = { ...stateWith(fact, holding(num(7, 0, 9))), ...knowing(many) };
        collectKnown({ initials: new Map() } as unknown as Context, state);
        assert.deepEqual([...allFacts(state.known).keys()], [7]);
      });

      test('a number in it that grows from round to round is forgotten', () => {
        const state = stateWith(fact, holding(num(2, 0, 6)));
        widen(state, stateWith(fact, holding(num(1, 0, 5))), false, false, 99);
        assert.notDeepEqual(state[fact], holding(num(2, 0, 6)));
        const isGone = !JSON.stringify(flat(state[fact])).includes('"lo":0');
        assert.equal(isGone ? 'forgotten' : 'bounds forgotten', grown);
      });
    }
  });

/** Maps as lists, so that they can be printed. */
function flat(value: unknown): unknown {
  if (value instanceof Map) return [...value].map(([key, one]) => [key, flat(one)]);
  if (!Array.isArray(value)) return value;
  return value.map((frame: { regs: readonly Value[] }) => frame.regs);
}

test('a function that is given NULL knows it', () => {
  const graph = { ...GRAPH, params: [{ name: 'p', reg: 0, type: POINTER_TYPE }] };
  const fn = { name: 'f', graph: () => graph } as unknown as FunctionInfo;
  const given = ptr(unknownAt('u'), { nid: 1 });
  const nullnessIn = (caller: State) => {
    const { first, args } = beginContextInsensitive(caller, fn, [given], []);
    return args[0]?.k === 'ptr' ? nullness(first, args[0].nid) : undefined;
  };
  assert.equal(nullnessIn(stateOf([given], knowing({ 1: NULL }))), true);
  assert.equal(nullnessIn(stateOf([given], knowing({ 1: NOT_NULL }))), false);
  assert.equal(nullnessIn(stateOf([given])), undefined);
});

test('a function that exchanges one reference for another leaves something behind', () => {
  assert.equal(isRestored(stateOf([], refsOf(1)), stateOf([], refsOf(2))), false);
  assert.equal(isRestored(stateOf([], refsOf(1, 2)), stateOf([], refsOf(2, 1))), true);
});

test('of several things in force the verifier asks for locks first, for preemption last', () => {
  const facts = ['preempt', 'rcu', 'irqs', 'locks'] as const;
  const state = stateOf();
  const asked = facts.map((fact) => {
    Object.assign(state, { [fact]: CASES[fact].other });
    return openSection(state)?.what;
  });
  assert.deepEqual(asked, ['preempt', 'rcu', 'irq', 'spin']);
});

describe('a test', () => {
  const context = (initials: readonly number[], open: readonly number[]) =>
    ({ initials: new Map(initials.map((id) => [id, NULL])), open: new Set(open) }) as unknown as Context;
  const owned = ptr(kernel(1, { ref: 1 }), { nid: 1 });
  const begun = () => stateOf([owned], refsOf(1));

  test('changes facts that are marked so, and no others', () => {
    const changed = new Set<keyof State>();
    const sym = {
      f: 'gt',
      a: num(6, 0, 9),
      b: num(5, 0, 9),
      type: { k: 'int', size: 4, signed: false },
    } as const;
    const compared = { ...num(7, 0, 1), sym };
    for (const [cond, way] of [
      [owned, false],
      [owned, true],
      [num(5, 0, 9), true],
      [num(5, 0, 9), false],
      [compared, true],
    ] as const) {
      const [before, after] = [begun(), begun()];
      assert.ok(decide(context([5], [5]), after, cond, way));
      for (const fact of NAMES) if (!isDeepStrictEqual(before[fact], after[fact])) changed.add(fact);
    }
    assert.deepEqual([...changed].sort(), NAMES.filter((fact) => caseOf(fact).isTested).sort());
  });

  test('for NULL leaves no reference, and notes where it was; for anything else it does', () => {
    const [none, some] = [begun(), begun()];
    assert.ok(decide(context([], []), none, owned, false));
    assert.deepEqual([[...none.refs.keys()], none.nulls?.nid], [[], 1]);
    assert.ok(decide(context([], []), some, owned, true));
    assert.deepEqual([[...some.refs.keys()], some.nulls], [[1], undefined]);
  });

  test('of a load-time constant with its value in the object file changes nothing of that', () => {
    const way = (taken: boolean) => {
      const state = begun();
      assert.ok(decide(context([5], []), state, num(5, 0, 9), taken));
      return state.initial;
    };
    assert.deepEqual([way(false), way(true)], [true, false]);
  });

  /** A number that so many operations make of number 5. */
  const computed = (operations: number): Num => {
    let value = num(5, 0, 9);
    for (let n = 0; n < operations; n++) value = made(10 + n, 'add', value, constant(1), 0, 99, LONG);
    return value;
  };

  test('of a number that six operations make of one only the load knows takes a side', () => {
    const sides = [0, 1, 6, 7].map((operations) => {
      const state = begun();
      assert.ok(decide(context([], [5]), state, computed(operations), true));
      return state.assumed;
    });
    assert.deepEqual(sides, [true, true, true, false]);
  });

  test('looks at both operands for it', () => {
    for (const [a, b] of [
      [num(5, 0, 9), num(6, 0, 9)],
      [num(6, 0, 9), num(5, 0, 9)],
    ] as const) {
      const state = begun();
      assert.ok(decide(context([], [5]), state, made(10, 'add', a, b, 0, 18), true));
      assert.equal(state.assumed, true);
    }
  });
});
