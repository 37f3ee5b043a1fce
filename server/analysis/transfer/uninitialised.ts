/** Reading what no path wrote: the compiler may do anything, so the path ends. */
import type { At } from '../../../bpf/flow/graph.ts';
import { type State, top } from '../domain/state.ts';
import type { Uninit } from '../domain/values.ts';
import type { Context } from '../engine/context.ts';
import { report } from '../engine/faults.ts';

/** Reports it, and ends the path. */
export function useUninitialised(cx: Context, state: State, value: Uninit, at: At): void {
  const graph = top(state).graph;
  const key = `uninit ${graph.name} ${value.name}`;
  report(cx, state, { id: 'uninitialised-pointer', what: 'use', graph, at, subject: value.name, key });
  state.dead = true;
}
