/** Plain memory where a mask is expected, and the memory of bpf_cpumask_populate(). */

import type { ArgRole } from '../../../bpf/kernel/types.ts';
import { rangeOf } from '../domain/numbers.ts';
import { type State, top } from '../domain/state.ts';
import { effectiveTrust } from '../domain/trust.ts';
import { contentType, hasSlot, sizeOf } from '../domain/type-sizes.ts';
import { markPrecise, type Num, objectKey, type Ptr, type Value } from '../domain/values.ts';
import type { Context } from '../engine/context.ts';
import { slotIn } from '../transfer/loads.ts';
import type { ObjectRole } from './arguments.ts';
import { constantArg, isDead, type KernelCall, refuse } from './refuse.ts';

/** Not a kernel object: checked as memory of the struct's size, which even mutators and acquire accept. */
export function checkPlain(c: KernelCall, i: number, role: ObjectRole, value: Ptr): boolean {
  const obj = value.obj;
  if (obj.o === 'ctx' && role.memory && c.cx.root.type !== 'syscall')
    return refuse(c, i, 'wrong-mask-type', 'context');
  if (obj.o === 'ctx' || obj.o === 'map' || obj.o === 'func' || obj.o === 'string') return true;
  if (c.fn.kind === 'kfunc' && holdsPointers(role.struct) && isPlainMemory(obj))
    return refuse(c, i, 'wrong-mask-type', 'not-scalars', { want: role.struct });
  if (role.trust === 'release') {
    if (obj.o === 'mem' && obj.ref) return true;
    return refuse(c, i, 'not-owned', 'not-refcounted', { struct: 'memory' });
  }
  if (!role.memory) return true;
  const room = roomAt(c.cx, value);
  if (room !== undefined && room < maskSize(c, role.struct)) {
    return refuse(c, i, 'wrong-mask-type', obj.o === 'stack' ? 'memory-too-small' : 'map-value-too-small', {
      size: room,
      isHandedOut: obj.o === 'mem',
    });
  }
  if (isReadOnly(c.cx, value)) return refuse(c, i, 'wrong-mask-type', 'read-only-memory');
  if (role.struct === 'bpf_cpumask')
    refuse(c, i, 'plain-memory-mask', 'argument', {}, `plain ${objectKey(obj)} ${top(c.state).graph.path}`);
  return true;
}

/** Kernel objects that the verifier takes no copy of: it accepts plain memory only for structs of numbers. */
const HOLDS_POINTERS: ReadonlySet<string> = new Set(['task_struct', 'cgroup', 'file', 'path', 'sk_buff']);

export const holdsPointers = (struct: string): boolean => HOLDS_POINTERS.has(struct);

function isPlainMemory(obj: Ptr['obj']): boolean {
  return obj.o === 'stack' || obj.o === 'global' || obj.o === 'value';
}

function isReadOnly(cx: Context, ptr: Ptr): boolean {
  if (ptr.obj.o !== 'global') return false;
  const global = cx.module.globals.get(ptr.obj.name);
  return global?.isConst === true && !global.isExtern;
}

export function coversSlot(c: KernelCall, role: ArgRole & { role: 'mem' }, value: Ptr): boolean {
  const content = contentType(c.cx, value);
  if (
    !content ||
    value.off === undefined ||
    (value.obj.o !== 'value' && value.obj.o !== 'global') ||
    !hasSlot(content)
  )
    return false;
  const size = role.size ?? constantArg(role.sizeArg === undefined ? undefined : c.args[role.sizeArg]);
  return size !== undefined && slotIn(content, value.off, size) !== undefined;
}

const UNBOUNDED = 2 ** 29;

/** Source and length of bpf_cpumask_populate (verifier_rules PO-1 to PO-6). */
export function checkPopulate(c: KernelCall, i: number, value: Value): boolean {
  if (value.k === 'num') {
    const n = constantArg(value);
    if (n === undefined) return !value.doubtful ? refuse(c, i, 'populate-arguments', 'pair') : true;
    return n === 0
      ? refuse(c, i, 'possibly-null-argument', 'null')
      : refuse(c, i, 'populate-arguments', 'pair');
  }
  if (value.k !== 'ptr') return true;
  if (value.obj.o === 'kernel' && !isDead(c.state, value) && effectiveTrust(c.state, value.obj) !== 'unknown')
    return refuse(c, i, 'populate-arguments', 'mask-source');
  if (isReadOnly(c.cx, value) || (value.obj.o === 'mem' && !value.obj.writable))
    return refuse(c, i, 'populate-arguments', 'pair');
  return checkLength(c, i, value);
}

function checkLength(c: KernelCall, i: number, value: Ptr): boolean {
  const length = c.args[i + 1];
  if (length?.k !== 'num') return true;
  const range = rangeOf(c.state, length);
  if (range.hi >= UNBOUNDED)
    return refuse(
      c,
      i,
      'populate-arguments',
      mayBeNegative(c.state, length) ? 'unbounded' : 'unbounded-unsigned',
      { arg: i + 1 },
    );
  const room = roomAt(c.cx, value);
  if (room === undefined || range.hi <= room) return true;
  markPrecise(length);
  return refuse(c, i, 'populate-arguments', 'pair');
}

/** Before it became a size. */
function mayBeNegative(state: State, length: Num): boolean {
  const { sym } = length;
  return sym?.f === 'cast' && sym.a.k === 'num' && rangeOf(state, sym.a).lo < 0;
}

function maskSize(c: KernelCall, struct: string): number {
  const record = c.cx.module.records.get(struct);
  return record ? sizeOf(record) : 0;
}

/** Bytes from the pointer to the end of its memory; a global is bounded by its whole section, which is not known here. */
function roomAt(cx: Context, ptr: Ptr): number | undefined {
  const obj = ptr.obj;
  if (ptr.off === undefined) return undefined;
  if (obj.o === 'stack' || (obj.o === 'mem' && obj.size !== undefined)) return obj.size! - ptr.off;
  const content = obj.o === 'value' ? contentType(cx, ptr) : undefined;
  return content && sizeOf(content) > 0 ? sizeOf(content) - ptr.off : undefined;
}
