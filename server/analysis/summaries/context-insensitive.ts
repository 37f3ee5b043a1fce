/** A function explored without its callers: its first state, made after the shapes of a call's arguments. */

import type { FunctionInfo } from '../../../bpf/flow/graph.ts';
import { newFrame, type Ref, type State } from '../domain/state.ts';
import { anything, freshId, type Value } from '../domain/values.ts';
import type { Root } from '../engine/context.ts';
import { inheritedState } from '../engine/state-facts.ts';
import type { Entered } from './entered.ts';
import { addRefTo, type Making, stackKeyOf, valueLike } from './shapes.ts';

/** Before a function's first instruction. A state like it can be made from it: ids hold for one exploration only. */
export interface Beginning {
  readonly first: State;
  readonly args: readonly Value[];
  /** Keys of stack objects of the caller that the arguments point to. */
  readonly objects: readonly string[];
  /** Something has a history that begins in the caller: a reference, or an RCU section that is over. */
  readonly isBound: boolean;
}

/** An exploration that made a summary, for calls from anywhere with arguments of these shapes. */
export interface ContextInsensitive extends Beginning {
  /** Not the function: it holds on to the text that it stood in. */
  readonly name: string;
  readonly root: Root;
  /** Functions that were entered, summary or not. */
  readonly alwaysEntered: ReadonlySet<string>;
  readonly entered: Entered;
}

/** `objects`: keys of the caller's stack objects that the arguments point to. */
export function beginContextInsensitive(
  caller: State,
  fn: FunctionInfo,
  args: readonly (Value | undefined)[],
  objects: readonly string[],
): Beginning {
  const graph = fn.graph();
  const refs = new Map<number, Ref>();
  const making: Making = { caller, generation: freshId(), refs, nulls: [], objects, isBound: false };
  if (caller.refs.size > 0) addRefTo(refs, [...caller.refs.values()][0]!);
  const frame = newFrame(graph, fn.name, refs);
  const own = graph.params.map(({ type }, i) =>
    args[i] ? valueLike(making, args[i], type) : anything(type),
  );
  for (const [i, param] of graph.params.entries()) frame.regs[param.reg] = own[i];
  const first = inheritedState(frame, making);
  const keys = objects.map((key) => stackKeyOf(making, key));
  return { first, args: own, objects: keys, isBound: making.isBound };
}
