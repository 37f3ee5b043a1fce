/**
 * The facts of a path's state, one entry each: what every place that handles all of them does with this one.
 *
 *      start ──▶ path ──┬──▶ paths join       subsumes, matches, precision (subsumption.ts)
 *        ▲              ├──▶ next round       widen, values (widening.ts)
 *        │              ├──▶ program ends     open (returns.ts)
 *        │              └──▶ call ──▶ shape: which summary (summary.ts)
 *        └── inherit ◀────────────────┘          └──▶ function ends     restored (make-summary.ts)
 *
 * A copy of a state (`fork`, `keep`) takes every fact along: they are never changed in place, but for the youngest frame.
 * A new fact is a member of `State` and an entry here; a column that it leaves out does not compile.
 */

import type { Section } from '../../../bpf/kernel/faults/unbalanced-rcu-section.ts';
import { type Facts, withFact } from '../domain/learnt.ts';
import { FALSE } from '../domain/ranges.ts';
import { type Cells, type Frame, NO_CELLS, NONE_LENT, type Ref, type State } from '../domain/state.ts';
import { markPrecise, type Value } from '../domain/values.ts';
import { type Making, stackLike } from '../summaries/shapes.ts';
import { locksMatch, type Match, memoryMatches, registersMatch, sameFlags } from './value-matching.ts';
import { type How, widenCache, widenFrames, widenStack } from './value-widening.ts';

/** A section, lock or reference that is still in force where none may be. `what`: as `lock` steps of a trace name it. */
export interface Open {
  readonly section: Section;
  readonly what: 'spin' | 'irq' | 'rcu' | 'preempt';
}

/** undefined: the fact plays no part there. */
export interface StateFact<T> {
  /** Before the first instruction of a function. */
  readonly start: T;
  /** Does the fact of an explored state allow all that this one's does? Asked before any values are compared. */
  readonly subsumes: ((old: State, now: State) => boolean) | undefined;
  /** The same for what needs values, or the objects that were found to be the same ones; in the order of the table. */
  readonly matches: ((m: Match) => boolean) | undefined;
  /** For a state that is dropped: numbers that turned out precise in the explored one are precise in it. */
  readonly precision: ((old: State, now: State) => void) | undefined;
  /** All values that the fact holds: what was learnt of others may be forgotten. */
  readonly values: ((state: State, note: (value: Value | undefined) => void) => void) | undefined;
  /** Makes it forget what changed since the round before. */
  readonly widen: ((how: How) => void) | undefined;
  /** What of it matters to a summary: calls that differ in it need summaries of their own. */
  readonly shape: ((state: State) => string | number) | undefined;
  /** At the start of such a function, after what the caller knows; in the order of the table. */
  readonly inherit: ((making: Making) => T) | undefined;
  /** A function has a summary only if every path of it leaves the fact like this. */
  readonly restored: ((before: State, after: State) => boolean) | undefined;
  /** What is still in force, where a program ends or throws; in the order of the table. */
  readonly open: ((state: State) => Open | undefined) | undefined;
}

/** Of facts that hold no values. */
const NO_VALUES = { matches: undefined, precision: undefined, values: undefined, widen: undefined } as const;

/** Of facts that decide nothing by themselves. */
const NOWHERE = {
  ...NO_VALUES,
  subsumes: undefined,
  shape: undefined,
  inherit: undefined,
  restored: undefined,
  open: undefined,
} as const;

/** What both memories have in common. */
function memoryFact(name: 'stack' | 'cache') {
  return {
    start: NO_CELLS,
    matches: (m: Match) => memoryMatches(m, name),
    precision: (old: State, now: State) => cellsPrecise(old[name], now[name]),
    values: (state: State, note: (value: Value | undefined) => void) => noteCells(state[name], note),
    subsumes: undefined,
    shape: undefined,
    restored: undefined,
    open: undefined,
  };
}

/** Locks, interrupts, RCU and preemption in the order of kernel/bpf/verifier.c, check_resource_leak. */
export const STATE_FACTS: { readonly [K in keyof State]: StateFact<State[K]> } = {
  /** `startState` puts the first one in. Arguments have shapes of their own; what is returned is in the summary. */
  frames: {
    start: [],
    matches: registersMatch,
    precision: (old, now) => {
      for (const [i, { regs }] of old.frames.entries()) {
        const own = now.frames[i]!.regs;
        for (let r = 0; r < regs.length; r++) if (isPrecise(regs[r])) markPrecise(own[r]);
      }
    },
    values: (state, note) => {
      for (const frame of state.frames) for (const value of frame.regs) note(value);
    },
    widen: widenFrames,
    subsumes: undefined,
    shape: undefined,
    inherit: undefined,
    restored: undefined,
    open: undefined,
  },
  /** Variables whose addresses are arguments have shapes, and what is left in them is in the summary. */
  stack: { ...memoryFact('stack'), widen: widenStack, inherit: stackLike },
  /** What a caller loaded may have changed for its callee, and the other way round. */
  cache: { ...memoryFact('cache'), widen: widenCache, inherit: undefined },
  locks: {
    ...NO_VALUES,
    start: [],
    subsumes: (old, now) => old.locks.length === now.locks.length,
    matches: locksMatch,
    shape: ({ locks }) => locks.map(({ kind }) => kind).join('+'),
    inherit: ({ caller }) => caller.locks,
    restored: (before, after) => before.locks === after.locks,
    open: ({ locks }) => {
      const lock = locks.at(-1);
      return lock && { section: lock.kind === 'spin' ? 'bpf_spin_lock' : 'bpf_res_spin_lock', what: 'spin' };
    },
  },
  irqs: {
    ...NO_VALUES,
    start: [],
    subsumes: (old, now) => old.irqs.length === now.irqs.length,
    matches: sameFlags,
    shape: ({ irqs }) => irqs.length,
    inherit: ({ caller }) => caller.irqs,
    restored: (before, after) => before.irqs === after.irqs,
    open: ({ irqs }) => (irqs.length > 0 ? { section: 'bpf_local_irq_save', what: 'irq' } : undefined),
  },
  rcu: {
    ...NO_VALUES,
    start: 0,
    subsumes: (old, now) => old.rcu === now.rcu,
    shape: ({ rcu }) => rcu,
    inherit: ({ caller }) => caller.rcu,
    restored: (before, after) => before.rcu === after.rcu,
    open: ({ rcu, saidNested }) =>
      rcu > 0 && !saidNested ? { section: 'bpf_rcu_read_lock', what: 'rcu' } : undefined,
  },
  preempt: {
    ...NO_VALUES,
    start: 0,
    subsumes: (old, now) => old.preempt === now.preempt,
    shape: ({ preempt }) => preempt,
    inherit: ({ caller }) => caller.preempt,
    restored: (before, after) => before.preempt === after.preempt,
    open: ({ preempt }) => (preempt > 0 ? { section: 'bpf_preempt_disable', what: 'preempt' } : undefined),
  },
  /** Values say which is which. Each that is open at the end is a finding of its own (`leaks.ts`). */
  refs: {
    ...NO_VALUES,
    start: new Map(),
    subsumes: (old, now) => old.refs.size === now.refs.size,
    shape: ({ refs }) => (refs.size > 0 ? 'r' : ''),
    inherit: ({ refs }) => refs,
    restored: (before, after) => hasSameKeys(before.refs, after.refs),
    open: undefined,
  },
  /** Asked by way of the pointers that carry such a reference. */
  lent: { ...NOWHERE, start: NONE_LENT },
  /** Asked by way of the pointers that live as long. */
  live: { ...NOWHERE, start: NONE_LENT },
  packet: { ...NOWHERE, start: 0 },
  /** Asked by way of the numbers and pointers of which it was learnt. */
  known: {
    ...NO_VALUES,
    start: undefined,
    inherit: ({ nulls }) => allNull(nulls),
    subsumes: undefined,
    shape: undefined,
    restored: undefined,
    open: undefined,
  },
  /** It was reported: all it does is to keep a second report back. */
  saidNested: {
    ...NO_VALUES,
    start: false,
    restored: (before, after) => before.saidNested === after.saidNested,
    subsumes: undefined,
    shape: undefined,
    inherit: undefined,
    open: undefined,
  },
  /** Asked by way of RCU pointers. A summary says whether it rises (`closesSection`). */
  rcuGen: {
    ...NO_VALUES,
    start: 0,
    inherit: ({ generation }) => generation,
    subsumes: undefined,
    shape: undefined,
    restored: undefined,
    open: undefined,
  },
  /** What is found on a path that took no such decision weighs more. */
  uncertain: {
    ...NO_VALUES,
    start: false,
    subsumes: (old, now) => !old.uncertain || now.uncertain,
    shape: undefined,
    inherit: undefined,
    restored: undefined,
    open: undefined,
  },
  initial: {
    ...NO_VALUES,
    start: true,
    subsumes: (old, now) => old.initial || !now.initial,
    shape: undefined,
    inherit: undefined,
    restored: undefined,
    open: undefined,
  },
  /** Asked by way of the numbers of which it was learnt. */
  asBuilt: { ...NOWHERE, start: undefined },
  assumed: {
    ...NO_VALUES,
    start: false,
    subsumes: (old, now) => !old.assumed || now.assumed,
    shape: undefined,
    inherit: undefined,
    restored: undefined,
    open: undefined,
  },
  /** How the path came here, for messages and for what the compiler makes of it: decides nothing that is to come. */
  era: { ...NOWHERE, start: 1 },
  nulls: { ...NOWHERE, start: undefined },
  trace: { ...NOWHERE, start: undefined },
  entry: { ...NOWHERE, start: undefined },
  /** Dead states go no further. */
  dead: { ...NOWHERE, start: false },
};

const NAMES = Object.keys(STATE_FACTS) as readonly (keyof State)[];

/** What the facts have in a column, in the order of the table. Those without are passed over. */
export function column<C extends Exclude<keyof StateFact<unknown>, 'start' | 'inherit'>>(
  name: C,
): readonly NonNullable<StateFact<unknown>[C]>[] {
  return NAMES.flatMap((fact) => STATE_FACTS[fact][name] ?? []);
}

/** Before the first instruction of a function. */
export function startState(frame: Frame): State {
  return { ...startFacts(), frames: [frame] };
}

function startFacts(): State {
  return Object.fromEntries(NAMES.map((name) => [name, STATE_FACTS[name].start])) as unknown as State;
}

/** Before the first instruction of a function that is explored for a summary. */
export function inheritedState(frame: Frame, making: Making): State {
  const state = startState(frame);
  for (const name of NAMES) {
    const { inherit } = STATE_FACTS[name];
    if (inherit) Object.assign(state, { [name]: inherit(making) });
  }
  return state;
}

const SHAPES = column('shape');
const RESTORED = column('restored');
const OPEN = column('open');

/** What the facts are to a function that is explored for a summary, in one word. */
export function shapeOfFacts(state: State): string {
  return SHAPES.map((shape) => shape(state)).join('.');
}

/** Does `after`, where such a function ends, need no mention in its summary? */
export function isRestored(before: State, after: State): boolean {
  return RESTORED.every((restored) => restored(before, after));
}

/** What is still in force, the first that the verifier asks for. */
export function openSection(state: State): Open | undefined {
  for (const open of OPEN) {
    const found = open(state);
    if (found) return found;
  }
  return undefined;
}

function isPrecise(value: Value | undefined): boolean {
  return value?.k === 'num' && value.precise;
}

function cellsPrecise(old: State['stack'], now: State['stack']): void {
  for (const [key, cells] of old) {
    const other: Cells | undefined = now.get(key);
    if (!other) continue;
    for (const [off, cell] of cells) if (isPrecise(cell.value)) markPrecise(other.get(off)?.value);
  }
}

function noteCells(memory: State['stack'], note: (value: Value | undefined) => void): void {
  for (const cells of memory.values()) for (const cell of cells.values()) note(cell.value);
}

function hasSameKeys(a: ReadonlyMap<number, Ref>, b: ReadonlyMap<number, Ref>): boolean {
  return a.size === b.size && [...a.keys()].every((id) => b.has(id));
}

function allNull(nids: readonly number[]): Facts | undefined {
  return nids.reduce<Facts | undefined>((known, nid) => withFact(known, nid, FALSE), undefined);
}
