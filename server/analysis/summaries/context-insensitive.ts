/** A function explored alone: its first state, made after the shapes of a call's arguments. */
import type { FunctionInfo } from '../../../bpf/flow/graph.ts';
import { FALSE } from '../domain/ranges.ts';
import { type Cells, learn, type Ref, type State, startState } from '../domain/state.ts';
import { freshId, type Value } from '../domain/values.ts';
import type { Root } from '../engine/context.ts';
import { anything } from '../kernel/fields.ts';
import { newFrame } from '../transfer/calls.ts';
import type { Met } from './entered.ts';
import { addRefTo, cellLike, type Making, stackKeyOf, valueLike } from './shapes.ts';

/** Before a function's first instruction. A state like it can be made from it: ids hold for one exploration only. */
export interface Beginning {
  readonly first: State;
  readonly args: readonly Value[];
  /** Keys of stack objects of the caller that the arguments point to. */
  readonly objects: readonly string[];
  /** Something has a history that begins in the caller: a reference, or an RCU section that is over. */
  readonly isBound: boolean;
}

/** An exploration that made a summary. */
export interface Alone extends Beginning {
  /** Not the function: it holds on to the text that it stood in. */
  readonly name: string;
  readonly root: Root;
  /** Functions that were entered, summary or not. */
  readonly entered: ReadonlySet<string>;
  readonly met: Met;
}

/** `objects`: keys of the caller's stack objects that the arguments point to. */
export function beginAlone(
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
  const { rcu, preempt, irqs, locks } = caller;
  const stack = stackLike(making);
  const first: State = {
    ...startState(frame),
    stack,
    refs,
    rcu,
    preempt,
    irqs,
    locks,
    rcuGen: making.generation,
  };
  for (const nid of making.nulls) learn(first, nid, FALSE);
  const keys = objects.map((key) => stackKeyOf(making, key));
  return { first, args: own, objects: keys, isBound: making.isBound };
}

function stackLike(making: Making): Map<string, Cells> {
  const stack = new Map<string, Cells>();
  for (const key of making.objects) {
    const cells = making.caller.stack.get(key);
    if (!cells) continue;
    const copy = new Map([...cells].map(([off, cell]) => [off, cellLike(making, cell)]));
    stack.set(stackKeyOf(making, key), copy);
  }
  return stack;
}
