/** Floating point: only programs of user space have it. A value is a plain number, and its type says what it is. */

import { floatOperation, floatToInt, intToFloat, roundTo } from '../../bpf/flow/ctypes/floats.ts';
import type { CType, FloatType } from '../../bpf/flow/ctypes/types.ts';
import type { At, Graph, Instr } from '../../bpf/flow/graph.ts';
import { words } from '../../bpf/words/process.ts';
import { fail } from '../faults.ts';
import { access } from '../machine/access.ts';
import type { Step } from '../machine/frames.ts';
import { forget } from '../machine/memory.ts';
import { norm, toBig, type Value } from '../machine/values.ts';
import { slotOf } from './operands.ts';

const numberOf = (value: Value | undefined): number => (typeof value === 'number' ? value : 0);

export function compileFloatBinary(
  graph: Graph,
  { dst, f, a, b, at }: Instr & { op: 'bin' },
  type: FloatType,
): Step {
  const x = slotOf(graph, a);
  const y = slotOf(graph, b);
  const compute = floatOperation(f, type);
  return (frame) => {
    const { r } = frame;
    const result = compute?.(numberOf(r[x]), numberOf(r[y]));
    r[dst] = result ?? fail(frame, at, 'not-emulated', words().moreDigits);
  };
}

/** Into, out of, or between floating types; undefined: the cast is none of these. */
export function compileFloatCast(
  graph: Graph,
  { dst, a, from, to, at }: Instr & { op: 'cast' },
): Step | undefined {
  const x = slotOf(graph, a);
  if (from.k === 'float' && to.k === 'int')
    return ({ r }) => {
      r[dst] = norm(floatToInt(numberOf(r[x]), to));
    };
  if (to.k !== 'float') return undefined;
  if (from.k === 'float')
    return ({ r }) => {
      r[dst] = roundTo(to, numberOf(r[x]));
    };
  const most = to.size === 16 ? Number.MAX_SAFE_INTEGER : Number.POSITIVE_INFINITY;
  return (frame) => {
    const value = toBig(frame.r[x]);
    const result = intToFloat(value, to);
    if (Math.abs(result) > most && BigInt(result) !== value)
      fail(frame, at, 'not-emulated', words().moreDigits);
    frame.r[dst] = result;
  };
}

export function compileNegation(dst: number, a: number): Step {
  return ({ r }) => {
    r[dst] = -numberOf(r[a]);
  };
}

export function compileFloatLoad(dst: number, ptr: number, { size }: FloatType, at: At): Step {
  return (frame) => {
    const { obj, off } = access(frame, at, frame.r[ptr], size, false);
    frame.r[dst] = size === 4 ? obj.dv.getFloat32(off, true) : obj.dv.getFloat64(off, true);
  };
}

export function compileFloatStore(ptr: number, value: number, { size }: FloatType, at: At): Step {
  return (frame) => {
    const { obj, off } = access(frame, at, frame.r[ptr], size, true);
    forget(obj, off, size);
    if (size === 4) obj.dv.setFloat32(off, numberOf(frame.r[value]), true);
    else obj.dv.setFloat64(off, numberOf(frame.r[value]), true);
  };
}

export const isFloat = (type: CType): type is FloatType => type.k === 'float';
