/** What a call of a kernel function gives. */
import type { CType } from '../../../bpf/flow/ctypes/types.ts';
import type { KernelFunction, Returns } from '../../../bpf/kernel/types.ts';
import { rangeOf } from '../domain/numbers.ts';
import { addRef, top } from '../domain/state.ts';
import { push } from '../domain/trace.ts';
import { effectiveTrust } from '../domain/trust.ts';
import { hasSlot } from '../domain/type-sizes.ts';
import {
  anything,
  between,
  freshId,
  type Kernel,
  kernelObject,
  type Provenance,
  type Ptr,
  pointer,
  unknown,
  type Value,
} from '../domain/values.ts';
import { type Context, inRcu, textAt } from '../engine/context.ts';
import { lifeOfSlice } from './dynptrs.ts';
import { maybeNull } from './fields.ts';
import { lifeOfElement } from './open-coded-iterators.ts';
import { constantArg, type KernelCall } from './refuse.ts';

/** A new value of what the call returns, with the reference that it acquires. */
export function resultOf(c: KernelCall, returns: Returns): Value {
  const { cx, state, instr } = c;
  const type = instr.type.result;
  switch (returns.kind) {
    case 'scalar':
      return scalar(
        c,
        returns.min !== undefined && returns.max !== undefined
          ? between(returns.min, returns.max)
          : (upToArgument(c, returns) ?? integer(type)),
      );
    case 'reference':
      return reference(c, structOf(c, returns.struct), isNullable(c, returns), provenance(c.fn));
    case 'object': {
      const struct = structOf(c, returns.struct);
      if (!struct) return anything(type);
      const trust = returns.trust === 'rcu' && !inRcu(cx, state) ? 'untrusted' : returns.trust;
      const ptr = pointer(kernelObject(struct, trust, 'other', state.rcuGen));
      return returns.nullable ? originated(c, maybeNull(ptr)) : ptr;
    }
    case 'map-value':
      return mapValue(c, returns.nullable);
    case 'memory':
      return memory(c, returns);
    case 'argument':
      return c.args[returns.index] ?? anything(type);
    default:
      return anything(type);
  }
}

/** A length or an errno. */
function upToArgument(c: KernelCall, { min, mostArg }: Returns & { kind: 'scalar' }): Value | undefined {
  const size = mostArg === undefined ? undefined : c.args[mostArg];
  if (size?.k !== 'num' || min === undefined) return undefined;
  const { hi } = rangeOf(c.state, size);
  return hi > 0 && hi < MOST_LENGTH ? between(min, hi) : undefined;
}

/** Of what fits into a positive int. */
const MOST_LENGTH = 2 ** 31;

function scalar(c: KernelCall, value: Value): Value {
  if (value.k === 'num') c.cx.scalars.add(value.id);
  return value;
}

function isNullable(c: KernelCall, returns: Extract<Returns, { kind: 'reference' }>): boolean {
  if (!returns.sureIfOwned) return returns.nullable;
  const first = c.args[0];
  const isOwned =
    first?.k === 'ptr' && first.obj.o === 'kernel' && effectiveTrust(c.state, first.obj) === 'owned';
  return returns.nullable && !isOwned;
}

function integer(type: CType): Value {
  return type.k === 'int' ? unknown(type) : unknown({ k: 'int', size: 8, signed: true });
}

/** '*': the struct that the result's C type, or argument 0, names; 'result': the first of these alone. */
function structOf(c: KernelCall, struct: string): string {
  if (struct !== '*' && struct !== 'result') return struct;
  const type = c.instr.type.result;
  if (type.k === 'ptr' && type.to.k === 'struct') return type.to.name;
  if (struct === 'result') return '';
  const first = c.args[0];
  return first?.k === 'ptr' && first.obj.o === 'kernel' ? first.obj.struct : '';
}

function provenance(fn: KernelFunction): Provenance {
  return fn.effect === 'mask-create' || fn.effect === 'obj-new'
    ? 'create'
    : fn.effect === 'mask-acquire'
      ? 'acquire'
      : 'lookup';
}

/** A new owned reference. Its nullness has the reference's own id: on the path where it is NULL there is none. */
export function reference(c: KernelCall, struct: string, nullable: boolean, from: Provenance): Ptr {
  const { state, instr, fn } = c;
  const graph = top(state).graph;
  const id = freshId();
  const obj: Kernel = {
    o: 'kernel',
    id,
    struct,
    trust: 'trusted',
    ref: id,
    rcuGen: state.rcuGen,
    key: `k${id}`,
    from,
    length: undefined,
  };
  addRef(state, { id, struct, by: fn.name, graph, at: instr.at });
  const name = instr.dst === undefined ? '' : (graph.regs[instr.dst]?.name ?? '');
  state.trace = push(state.trace, graph, instr.at, { kind: 'acquire', ref: id, by: fn.name, name });
  return nullable ? originated(c, pointer(obj, 0, id)) : pointer(obj);
}

/** Remembers where a pointer that may be NULL came from. */
export function originated(c: KernelCall, ptr: Ptr): Ptr {
  const graph = top(c.state).graph;
  c.state.trace = push(c.state.trace, graph, c.instr.at, {
    kind: 'origin',
    nid: ptr.nid,
    text: textAt(c.cx, graph, c.instr.at),
  });
  return ptr;
}

function isPlainMap(cx: Context, name: string): boolean {
  const value = cx.module.maps.get(name)?.value;
  return value !== undefined && !hasSlot(value);
}

/** A pointer to a value of the map in argument 0. */
export function mapValue(c: KernelCall, nullable: boolean): Value {
  const map = c.args[0];
  if (map?.k !== 'ptr' || map.obj.o !== 'global') return anything(c.instr.type.result);
  const id = freshId();
  const name = map.obj.name;
  const ptr = pointer({ o: 'value', map: name, id, key: `v:${name}:${id}`, plain: isPlainMap(c.cx, name) });
  return nullable ? originated(c, maybeNull(ptr)) : ptr;
}

/** Of memory that is part of something else; 0: it is not. */
function lifeOfMemory(c: KernelCall): number {
  switch (c.fn.effect) {
    case 'dynptr-slice':
      return lifeOfSlice(c);
    case 'iter-next':
      return lifeOfElement(c);
    default:
      return 0;
  }
}

function memory(c: KernelCall, returns: Returns & { kind: 'memory' }): Value {
  const { state, instr, fn } = c;
  const id = freshId();
  const size = returns.sizeArg === undefined ? returns.size : constantArg(c.args[returns.sizeArg]);
  const ref = returns.reference ? id : lifeOfMemory(c);
  const graph = top(state).graph;
  if (returns.reference) {
    addRef(state, { id, struct: 'record', by: fn.name, graph, at: instr.at });
    state.trace = push(state.trace, graph, instr.at, {
      kind: 'acquire',
      ref: id,
      by: fn.name,
      name: instr.dst === undefined ? '' : (graph.regs[instr.dst]?.name ?? ''),
    });
  }
  const writable = returns.readOnly !== true;
  const ptr = pointer({ o: 'mem', id, size, ref, key: `m${id}`, record: '', writable });
  if (!returns.nullable) return ptr;
  return originated(c, returns.reference ? { ...ptr, nid: id } : maybeNull(ptr));
}
