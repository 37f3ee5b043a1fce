/** An argument that a call should not have been given. */
import type { CNode } from '../../../bpf/syntax/types.ts';
import type { Fault } from '../../analysis/engine/faults.ts';
import type { FixContext } from './candidate.ts';
import { asReadOnly, bareNode } from './expression.ts';
import {
  absolute,
  argumentsOf,
  chainAt,
  functionAround,
  isStatement,
  kidOf,
  type Placed,
  placedIn,
  textOf,
} from './tree.ts';

/** The call at fault with what it is given. */
export interface Passed {
  readonly cx: FixContext;
  readonly fn: CNode;
  readonly call: CNode;
  readonly callee: string;
  readonly arg: CNode;
  readonly statement: Placed;
}

/** The argument of a call that a fault is about. */
export function passedAt(
  fault: Pick<Fault, 'graph' | 'at'>,
  index: number,
  cx: FixContext,
): Passed | undefined {
  if (fault.graph.path !== cx.file.path) return undefined;
  const chain = chainAt(cx.file, absolute(fault.graph, fault.at));
  const call = chain.find(({ type }) => type === 'call_expression');
  const callee = kidOf(call, 'function');
  const statement = placedIn(chain, isStatement);
  const fn = functionAround(chain);
  const arg = call && argumentsOf(call)[index];
  if (!call || !callee || !statement || !fn || !arg) return undefined;
  return { cx, fn, call, callee: textOf(cx.file, callee), arg, statement };
}

/** A mask as the functions take it that copy it: what was cast to a mask of the program's is read as what it is. */
export function readable({ cx, arg, fn }: Passed): string {
  const bare = bareNode(cx.file, arg);
  return arg.type === 'cast_expression'
    ? textOf(cx.file, bare)
    : asReadOnly(cx, textOf(cx.file, arg), fn.start);
}
