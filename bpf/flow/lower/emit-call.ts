/** The call instruction: arguments, conversions to parameters, the result. */

import type { CNode } from '../../syntax/types.ts';
import { isRecord, pointerTo, strideOf, UNKNOWN } from '../ctypes/ctypes.ts';
import type { FuncType, RecordType } from '../ctypes/types.ts';
import type { At, Operand } from '../graph.ts';
import { kid } from '../unit.ts';
import { addressOf, atOf, emit, type Fn, newReg, type Value, voidValue } from './builder.ts';
import { newLocal } from './control/scopes.ts';
import { convert, defaultArgument } from './convert.ts';
import { lowerExpr } from './lowering.ts';

/** Children of an argument list that are arguments. */
export function argumentNodes(node: CNode): CNode[] {
  return kid(node, 'arguments')?.kids.filter((child) => child.type !== 'comment') ?? [];
}

export interface Arguments {
  readonly values: readonly Value[];
  readonly argAt: readonly At[];
}

/**
 * Values of arguments, converted to the parameters' types where those are known. C leaves their order open: clang, which
 * makes BPF, begins with the first, and gcc, which makes most programs of user space, with the last.
 */
export function lowerArguments(fn: Fn, type: FuncType | undefined, nodes: readonly CNode[]): Arguments {
  const argAt = nodes.map((node) => atOf(fn, node));
  const values: Value[] = [];
  const isGccs = fn.unit.side === 'user';
  for (let n = 0; n < nodes.length; n++) {
    const i = isGccs ? nodes.length - 1 - n : n;
    const param = type?.params[i];
    const value = lowerExpr(fn, nodes[i]!);
    values[i] =
      param && param.k !== 'unknown' && !isRecord(param)
        ? convert(fn, value, param, argAt[i]!)
        : defaultArgument(fn, value, argAt[i]!);
  }
  return { values, argAt };
}

/** Calls a function by name. */
export function directCall(
  fn: Fn,
  callee: string,
  type: FuncType | undefined,
  nodes: readonly CNode[],
  at: At,
): Value {
  const { values, argAt } = lowerArguments(fn, type, nodes);
  return callWith(fn, callee, type, values, argAt, at);
}

/** Calls a function by name with values that are already there. */
export function callWith(
  fn: Fn,
  callee: string,
  known: FuncType | undefined,
  values: readonly Value[],
  argAt: readonly At[],
  at: At,
): Value {
  const type = known ?? {
    k: 'func',
    result: UNKNOWN,
    params: values.map((value) => value.type),
    variadic: true,
  };
  return emitCall(
    fn,
    { callee },
    type,
    values.map((value) => value.op),
    argAt,
    at,
  );
}

/** A record that a function returned lies in its frame: what comes next may call the function again. */
function ownCopy(fn: Fn, from: Operand, type: RecordType, at: At): Value {
  const local = newLocal(fn, '', type, at);
  const to = addressOf(fn, { kind: 'local', index: local }, pointerTo(type), at);
  emit(fn, { op: 'copy', dst: to.op, src: from, size: strideOf(type), type, at });
  return { op: to.op, type };
}

export function emitCall(
  fn: Fn,
  what: { callee: string | undefined; target?: Operand },
  type: FuncType,
  args: readonly Operand[],
  argAt: readonly At[],
  at: At,
): Value {
  const dst = type.result.k === 'void' ? undefined : newReg(fn, type.result);
  emit(fn, { op: 'call', dst, ...what, args, argAt, type, at });
  if (dst === undefined) return voidValue(fn);
  const { result } = type;
  return fn.unit.side === 'user' && isRecord(result)
    ? ownCopy(fn, dst, result, at)
    : { op: dst, type: result };
}
