/**
 * One path's state: frames with registers, memory, live references, sections, and what was learnt of values.
 *
 * References:
 *
 *      create/acquire/exchange            release, or exchange into a slot
 *   ─────────────────────────▶ owned ──────────────────────────────────────▶ dead (copies are scalars)
 *                               │  └── path where it is NULL ──▶ gone
 *                               ├── passed to something unknown ──▶ escaped (silent from here on)
 *                               └── function or program ends ─────▶ leak
 */

import type { At, Graph } from '../../../bpf/flow/graph.ts';
import type { LockKind } from '../../../bpf/kernel/locks.ts';
import type { KnownNull } from '../compiler/known-null.ts';
import type { Control } from '../engine/control.ts';
import type { Entry } from '../engine/run.ts';
import { spend } from './exploration.ts';
import { type Facts, withFact } from './learnt.ts';
import type { Trace } from './trace.ts';
import type { Num, Value } from './values.ts';

export interface Range {
  readonly lo: number;
  readonly hi: number;
  /** Single values that were ruled out. */
  readonly not?: readonly number[];
}

export interface Ref {
  readonly id: number;
  readonly struct: string;
  /** Function that acquired it, and where: the identity of a leak. */
  readonly by: string;
  readonly graph: Graph;
  readonly at: At;
}

/** A memory cell: `value` of `size` bytes. */
export interface Cell {
  readonly value: Value;
  readonly size: number;
  /** A zeroed stretch of any size: every load inside gives 0. */
  readonly zero?: boolean;
}
export type Cells = ReadonlyMap<number, Cell>;

export interface Frame {
  readonly graph: Graph;
  /** Unique per activation: names its memory locals. */
  readonly id: number;
  block: number;
  index: number;
  regs: (Value | undefined)[];
  /** Register of the caller's frame that gets the result. */
  readonly result: number | undefined;
  /** Iterators by register: what they yield. */
  iters: ReadonlyMap<number, Iter>;
  /** Set for a callback: what to do when it returns. */
  readonly callback: Callback | undefined;
  /** Section of the stack up to here, for checkpoint keys. */
  readonly key: string;
  /** The state's era at the end of blocks that branch, the latest first. */
  eras: Eras | undefined;
  /** Branches that were decided and whose arms have not met yet. */
  control: Control | undefined;
  /** For a function that is not inlined: what its caller knows of its loads when it returns. */
  loads: State['cache'] | undefined;
  /** References that were live when the function was entered. */
  readonly refsAtEntry: ReadonlyMap<number, Ref>;
}

export interface Eras {
  readonly block: number;
  readonly era: number;
  readonly before: Eras | undefined;
}

export interface Iter {
  readonly kind: string;
  readonly range: { readonly lo: number; readonly hi: number };
  /** bpf_for's own bounds, whose refinement bounds the element too. */
  readonly bounds: readonly Num[];
  /** What elements that are plain memory live as long as. */
  readonly life: number;
  /** The RCU section that it was started in, and needs to its end, is over. */
  readonly isPastSection: boolean;
}

/** `bpf_loop` and friends: the call may run the callback again, or be over. */
export interface Callback {
  readonly name: string;
  /** The call, in the caller's function. */
  readonly at: At;
  readonly rounds: number;
  readonly again: (state: State) => readonly Value[];
  readonly done: (state: State) => Value | undefined;
}

/** `key`: which lock it is to the verifier; '': not known. */
export interface HeldLock {
  readonly kind: LockKind;
  readonly key: string;
}

/** A variable that says how interrupts were before they were turned off. */
export interface IrqFlag {
  readonly by: 'native' | 'lock';
  /** Of the number that its variable holds meanwhile. */
  readonly id: number;
  /** Stack object, '' when not known, and offset in it. */
  readonly key: string;
  readonly off: number;
}

export interface State {
  frames: Frame[];
  /** Contents of stack objects (strong) and of anything else (what was loaded since the last call). */
  stack: ReadonlyMap<string, Cells>;
  cache: ReadonlyMap<string, Cells>;
  refs: ReadonlyMap<number, Ref>;
  /** References that went into a list or tree whose lock is still held: until then their objects may be used. */
  lent: ReadonlySet<number>;
  /** Dynptrs without a reference that are set up, and packets whose slices are good: until then what they gave may be used. */
  live: ReadonlySet<number>;
  /** Identity of the packet's data as it lies now; 0: nothing was cut out of it. */
  packet: number;
  known: Facts | undefined;
  rcu: number;
  /** A nested lock was reported: how the sections balance is no fault of its own any more. */
  saidNested: boolean;
  /** Raised by the explicit unlock that closes a section. */
  rcuGen: number;
  preempt: number;
  /** Interrupts that were turned off, and locks that are held, the latest last. */
  irqs: readonly IrqFlag[];
  locks: readonly HeldLock[];
  /** Took a decision on a forgotten number: findings from here on prove nothing. */
  uncertain: boolean;
  /** Every load-time constant tested so far has its value in the object file. */
  initial: boolean;
  /** What such a path has learnt beside, from comparisons with these values. */
  asBuilt: Facts | undefined;
  /** Took a side on a question that only the load answers (`bpf_core_type_exists`). */
  assumed: boolean;
  /** Counts operations; where paths join, back to what it was at the branch (see `compared`). */
  era: number;
  /** Pointers that tests showed to be NULL, the latest first. */
  nulls: KnownNull | undefined;
  trace: Trace | undefined;
  entry: Entry | undefined;
  dead: boolean;
}

export function top(state: State): Frame {
  return state.frames[state.frames.length - 1]!;
}

/** A copy for another path. Only the youngest frame is written, so the older ones are shared. */
export function fork(state: State): State {
  const frames = state.frames.slice();
  frames[frames.length - 1] = ownFrame(top(state));
  return { ...state, frames };
}

/**
 * A copy to be looked at later. `used`: the youngest frame's registers that hold something; of a large function's most
 * do not.
 */
export function keep(state: State, used: readonly number[]): State {
  const frame = top(state);
  if (frame.regs.length < LARGE) return fork(state);
  const regs: Frame['regs'] = [];
  for (const r of used) regs[r] = frame.regs[r];
  return { ...state, frames: [...state.frames.slice(0, -1), { ...frame, regs }] };
}

/** Registers from which on they are worth picking. */
const LARGE = 256;

/** A frame that becomes the youngest again may be shared with other states: it is copied first. */
export function ownFrame(frame: Frame): Frame {
  return { ...frame, regs: frame.regs.slice() };
}

export function learn(state: State, id: number, range: Range): void {
  state.known = withFact(state.known, id, range);
}

export function addRef(state: State, ref: Ref): void {
  const refs = new Map(state.refs);
  spend(refs.size);
  refs.set(ref.id, ref);
  state.refs = refs;
}

/** The reference goes into a container: not the path's own any more, and usable until the lock is released. */
export function lend(state: State, id: number): void {
  dropRef(state, id);
  state.lent = new Set(state.lent).add(id);
}

export function live(state: State, id: number): void {
  state.live = new Set(state.live).add(id);
}

export function unlive(state: State, id: number): void {
  const rest = new Set(state.live);
  rest.delete(id);
  state.live = rest;
}

export const NONE_LENT: ReadonlySet<number> = new Set();

export function dropRef(state: State, id: number): void {
  if (!state.refs.has(id)) return;
  const refs = new Map(state.refs);
  spend(refs.size);
  refs.delete(id);
  state.refs = refs;
}

/** A call that may write anything outside the stack: what was loaded before may have changed. */
export function forgetLoads(state: State): void {
  if (state.cache.size > 0) state.cache = NO_CELLS;
}

export const NO_CELLS: ReadonlyMap<string, Cells> = new Map();

/** Reference id that a value carries, 0 if none. */
export function refOf(value: Value | undefined): number {
  if (value?.k !== 'ptr') return 0;
  return value.obj.o === 'kernel' || value.obj.o === 'mem' ? value.obj.ref : 0;
}

let frames = 0;

/** Before the first instruction of `graph`. `refs`: live references; `result`: register of the caller that gets the result. */
export function newFrame(
  graph: Graph,
  key: string,
  refs: ReadonlyMap<number, Ref>,
  result?: number,
  callback?: Callback,
): Frame {
  return {
    graph,
    id: ++frames,
    block: 0,
    index: 0,
    regs: [],
    result,
    iters: new Map(),
    eras: undefined,
    control: undefined,
    loads: undefined,
    callback,
    key,
    refsAtEntry: refs,
  };
}
