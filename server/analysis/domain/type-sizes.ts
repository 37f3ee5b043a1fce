/** Sizes and slots of C types. */
import { sizeOf as knownSize } from '../../../bpf/flow/ctypes/ctypes.ts';
import type { CType, RecordType } from '../../../bpf/flow/ctypes/types.ts';
import type { Context } from '../engine/context.ts';
import type { Ptr } from './values.ts';

const slots = new WeakMap<CType, boolean>();

/** Does the type hold a `__kptr` field anywhere? */
export function hasSlot(type: CType): boolean {
  let known = slots.get(type);
  if (known === undefined) {
    known = findSlot(type, 16);
    slots.set(type, known);
  }
  return known;
}

function findSlot(type: CType, depth: number): boolean {
  if (depth === 0) return false;
  if (type.k === 'ptr') return type.tag === 'kptr' || type.tag === 'percpu_kptr';
  if (type.k === 'array') return findSlot(type.of, depth - 1);
  if (type.k === 'struct' || type.k === 'union')
    return (type as RecordType).fields.some((field) => findSlot(field.type, depth - 1));
  return false;
}

/** Size in bytes, 0 where it is not known. */
export function sizeOf(type: CType): number {
  if (type.k === 'struct' || type.k === 'union') return type.size;
  return type.k === 'void' || type.k === 'func' ? 0 : (knownSize(type) ?? 0);
}

/** C type of what an object holds, undefined when it is not known. */
export function contentType(cx: Context, ptr: Ptr): CType | undefined {
  const obj = ptr.obj;
  if (obj.o === 'global') return cx.module.globals.get(obj.name)?.type;
  if (obj.o === 'value') return cx.module.maps.get(obj.map)?.value;
  if (obj.o === 'kernel') return cx.module.records.get(obj.struct);
  return undefined;
}

/** Type of the scalar or pointer at a byte offset. */
export function typeAt(type: CType, off: number, depth = 16): CType | undefined {
  if (depth === 0) return undefined;
  if (type.k === 'array') {
    const size = sizeOf(type.of);
    return size > 0 && off >= 0 && off < size * (type.length ?? 0)
      ? typeAt(type.of, off % size, depth - 1)
      : undefined;
  }
  if (type.k !== 'struct' && type.k !== 'union') return off === 0 ? type : undefined;
  for (const field of (type as RecordType).fields) {
    if (off >= field.offset && off < field.offset + Math.max(sizeOf(field.type), 1))
      return typeAt(field.type, off - field.offset, depth - 1);
  }
  return undefined;
}

/** Number of kptr fields, elements of arrays each. */
export function slotCount(type: CType, depth = 16): number {
  if (depth === 0) return 0;
  if (type.k === 'ptr') return type.tag === 'kptr' || type.tag === 'percpu_kptr' ? 1 : 0;
  if (type.k === 'array') return (type.length ?? 0) * slotCount(type.of, depth - 1);
  if (type.k !== 'struct' && type.k !== 'union') return 0;
  return (type as RecordType).fields.reduce((sum, field) => sum + slotCount(field.type, depth - 1), 0);
}

const LARGEST_ALIGNMENT = 64;

/** Bytes that the data section of a global takes at most; Infinity when something in it has no known size. */
export function sectionSize(cx: Context, name: string): number {
  const section = cx.module.globals.get(name)?.section;
  let sum = 0;
  for (const global of cx.module.globals.values()) {
    if (section ? global.section !== section : global.section !== '') continue;
    const size = sizeOf(global.type);
    if (size === 0 || global.isExtern) return Infinity;
    sum += size + LARGEST_ALIGNMENT;
  }
  return sum;
}
