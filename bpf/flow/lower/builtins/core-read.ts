/** BPF_CORE_READ(p, a, b): one guarded read per step, each a call `BPF_CORE_READ(&p->a)` with the field's type. */

import type { CNode } from '../../../syntax/types.ts';
import { pointerTo, S64, sizeOf, strideOf, U32, U64, VOID_PTR } from '../../ctypes/ctypes.ts';
import type { CType } from '../../ctypes/types.ts';
import type { At } from '../../graph.ts';
import { kid, textOf } from '../../unit.ts';
import { atOf, constant, type Fn, type Value } from '../builder.ts';
import { callWith } from '../call.ts';
import type { Place } from '../convert.ts';
import { addressOfPlace } from '../convert.ts';
import { lowerExpr } from '../expression.ts';
import { elementPlace, memberPlace, placeAt } from '../lvalue.ts';
import type { Form } from './forms.ts';

const READS = new Set(['BPF_CORE_READ', 'BPF_CORE_READ_USER', 'BPF_PROBE_READ', 'BPF_PROBE_READ_USER']);

/** Macros that write the result: the helper that does the last step. */
const READS_INTO: Readonly<Record<string, string>> = {
  BPF_CORE_READ_INTO: 'bpf_probe_read_kernel',
  BPF_CORE_READ_USER_INTO: 'bpf_probe_read_user',
  BPF_CORE_READ_STR_INTO: 'bpf_probe_read_kernel_str',
  BPF_CORE_READ_USER_STR_INTO: 'bpf_probe_read_user_str',
  BPF_PROBE_READ_INTO: 'bpf_probe_read_kernel',
  BPF_PROBE_READ_USER_INTO: 'bpf_probe_read_user',
  BPF_PROBE_READ_STR_INTO: 'bpf_probe_read_kernel_str',
  BPF_PROBE_READ_USER_STR_INTO: 'bpf_probe_read_user_str',
};

const BIT_READS = new Set(['BPF_CORE_READ_BITFIELD', 'BPF_CORE_READ_BITFIELD_PROBED']);

/** `p->a.b[1]`, where the path is an expression tree whose innermost name is a member. */
function pathPlace(fn: Fn, base: Value, path: CNode, at: At, depth = 0): Place | undefined {
  if (depth > 50) return undefined;
  if (path.type === 'identifier') return memberPlace(fn, placeAt(fn, base, at), textOf(fn.source, path), at);
  const argument = kid(path, 'argument');
  const inner = argument && pathPlace(fn, base, argument, at, depth + 1);
  if (inner?.p !== 'mem') return undefined;
  const field = kid(path, 'field');
  if (path.type === 'field_expression' && field) return memberPlace(fn, inner, textOf(fn.source, field), at);
  const index = kid(path, 'index');
  if (path.type !== 'subscript_expression' || !index) return undefined;
  const element: CType = inner.type.k === 'array' ? inner.type.of : inner.type;
  const array: Value = { op: inner.ptr.op, type: pointerTo(element) };
  return elementPlace(fn, array, lowerExpr(fn, index), at, at);
}

function readAt(fn: Fn, name: string, place: Place, at: At): Value {
  const pointer =
    place.p === 'mem' && place.bits ? { op: place.ptr.op, type: VOID_PTR } : addressOfPlace(fn, place, at);
  const { type } = place;
  const result = type.k === 'array' ? pointerTo(type.of) : type;
  return callWith(fn, name, { k: 'func', result, params: [VOID_PTR], variadic: false }, [pointer], [at], at);
}

/** Reads along all steps but the last; gives the place of the last. */
function walk(fn: Fn, name: string, start: Value, steps: readonly CNode[], at: At): Place | undefined {
  let value = start;
  for (const [i, step] of steps.entries()) {
    const place = pathPlace(fn, value, step, at);
    if (!place || i === steps.length - 1) return place;
    value = readAt(fn, name, place, at);
  }
  return undefined;
}

export function lowerCoreRead({ fn, name, args, at }: Form): Value | undefined {
  if (BIT_READS.has(name) && args[0]) {
    const pointer = lowerExpr(fn, args[0]);
    const type = { k: 'func', result: U64, params: [VOID_PTR], variadic: false } as const;
    return callWith(fn, name, type, [pointer], [atOf(fn, args[0])], at);
  }
  if (READS.has(name) && args.length > 1) {
    const place = walk(fn, name, lowerExpr(fn, args[0]!), args.slice(1), at);
    return place && readAt(fn, name, place, at);
  }
  const helper = Object.hasOwn(READS_INTO, name) ? READS_INTO[name] : undefined;
  if (!helper || args.length < 3) return undefined;
  const target = lowerExpr(fn, args[0]!);
  const place = walk(fn, 'BPF_CORE_READ', lowerExpr(fn, args[1]!), args.slice(2), at);
  if (!place) return undefined;
  const pointed = target.type.k === 'ptr' ? target.type.to : place.type;
  const size = constant(fn, BigInt(sizeOf(pointed) ?? strideOf(place.type)), U32);
  const type = { k: 'func', result: S64, params: [VOID_PTR, U32, VOID_PTR], variadic: false } as const;
  const values = [target, size, addressOfPlace(fn, place, at)];
  return callWith(fn, helper, type, values, [atOf(fn, args[0]!), at, at], at);
}
