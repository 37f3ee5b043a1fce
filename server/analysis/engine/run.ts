/** One exploration under way: the paths that wait, and the states that were kept to compare others with. */
import type { Graph } from '../../../bpf/flow/graph.ts';
import { spend } from '../domain/exploration.ts';
import { fork, type State, top } from '../domain/state.ts';
import type { Wanted } from '../summaries/summary.ts';
import type { Context } from './context.ts';
import type { Outline } from './value-matching.ts';

export interface Entry {
  readonly state: State;
  readonly outline: Outline;
  readonly parent: Entry | undefined;
  branches: number;
  hits: number;
  misses: number;
}

/** Bookkeeping of one exploration. */
export interface Run {
  readonly cx: Context;
  readonly pending: State[];
  readonly entries: Map<string, Entry[]>;
  readonly joins: WeakMap<Graph, ReadonlySet<number>>;
  /** Of its own work. */
  readonly limit: number;
  /** Work before it began, and of the summaries that were made for it or that it used. */
  notMine: number;
  /** The summary that the call waits for at which the path stands. */
  wanted: Wanted | undefined;
}

/** Follows every path from `first`: `explore`, as it is handed to those that it calls itself. */
export type Explore = (cx: Context, first: State, limit?: number) => Generator<void, Outcome, void>;

export interface Outcome {
  /** Not every path was followed: its work was used up. */
  readonly gaveUp: boolean;
  /** Work in which summaries were made for it or that was charged for them. */
  readonly ofOthers: number;
}

/** Units of a state that is kept or copied. */
export const COPY = 20;

/** A copy of the state that is explored later. */
export function later(run: Run, state: State): State {
  const other = fork(state);
  spend(COPY + state.frames.length + (top(state).regs.length >> 4));
  if (other.entry) other.entry.branches++;
  run.pending.push(other);
  return other;
}

/** A path ended: the states that it came through wait for one less. */
export function finish(entry: Entry | undefined): void {
  for (let e = entry; e; e = e.parent) {
    e.branches--;
    if (e.branches > 0) return;
  }
}
