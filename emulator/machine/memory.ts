/** Memory: objects of bytes with a shadow for the pointers that were stored in them. Little endian. */
import type { Reason } from '../../bpf/words/reasons.ts';
import { addressHalves, norm, Ptr, TRUSTED, type Value } from './values.ts';

export type ObjKind =
  /** A struct bpf_cpumask that a program created. */
  | 'mask'
  /** A struct bpf_bitmap that a program created: no kernel has them. */
  | 'bitmap'
  /** A mask of the kernel, read-only to programs. */
  | 'kernel-mask'
  /** A kernel struct: its fields are objects of their own, by name. */
  | 'kernel'
  /** A field of a kernel struct. */
  | 'field'
  | 'stack'
  | 'global'
  | 'value'
  /** Plain memory: context, ring buffer record, object from bpf_obj_new(). */
  | 'memory'
  /** Pages of an arena. */
  | 'arena'
  | 'string'
  | 'function'
  | 'map'
  | 'uninitialised';

/** A stretch of an object, from an offset on. */
export interface Window {
  readonly obj: Obj;
  readonly off: number;
}

const EMPTY = new Uint8Array(0);
const EMPTY_VIEW = new DataView(EMPTY.buffer);
const EMPTY_WORDS = new Uint32Array(0);

/** One object. `size` bytes; a field of a kernel struct, a function or a map has none or few. */
export class Obj {
  readonly id: number;
  readonly kind: ObjKind;
  /** Source name or struct name, for messages. */
  readonly name: string;
  readonly size: number;
  readonly bytes: Uint8Array;
  readonly dv: DataView;
  /** The same bytes as 32-bit words, for masks. */
  readonly words: Uint32Array;
  /** Pointers stored here, by offset. Their eight bytes hold nothing of use. */
  ptrs: Map<number, Ptr> | undefined = undefined;
  /** `__kptr` fields by offset, with the struct they point to. */
  slots: ReadonlyMap<number, Slot> | undefined = undefined;
  readonly = false;
  /** Contents that could not be worked out: why. */
  unknown: Reason | undefined = undefined;
  /** Reference count of a mask, task or object; its memory is given back at 0. */
  count = 0;
  /** Fields of a kernel struct. */
  fields: Map<string, Ptr> | undefined = undefined;
  /** The kernel struct that this is a field of, and where. */
  parent: { readonly obj: Obj; readonly offset: number } | undefined = undefined;
  /** State of kernel-side things that lie in memory, by offset: iterators, dynptrs, timers, locks. */
  payloads: Map<number, object> | undefined = undefined;
  /** What a function or map object stands for. */
  target: object | undefined = undefined;

  /** `window`: the bytes are part of another object's. */
  constructor(id: number, kind: ObjKind, name: string, size: number, window?: Window) {
    this.id = id;
    this.kind = kind;
    this.name = name;
    this.size = size;
    if (size === 0) {
      this.bytes = EMPTY;
      this.dv = EMPTY_VIEW;
      this.words = EMPTY_WORDS;
      return;
    }
    const buffer = window?.obj.bytes.buffer ?? new ArrayBuffer((size + 7) & ~7);
    const start = window?.off ?? 0;
    this.bytes = new Uint8Array(buffer, start, window ? size : undefined);
    this.dv = new DataView(buffer, start);
    this.words =
      start % 4 === 0 ? new Uint32Array(buffer, start, (buffer.byteLength - start) >> 2) : EMPTY_WORDS;
  }
}

/** A `__kptr` field. */
export interface Slot {
  readonly struct: string;
  readonly tag: string;
  /** A pointer of a kernel struct that may be NULL: a program has to test it. */
  readonly isNullable?: boolean;
}

/** Whether `size` bytes at `off` lie in the object. */
export function inBounds(obj: Obj, off: number, size: number): boolean {
  return off >= 0 && off + size <= obj.size;
}

/** Eight bytes as an unsigned or signed number. */
function read64(obj: Obj, off: number, signed: boolean): number | bigint {
  const low = obj.dv.getUint32(off, true);
  const high = signed ? obj.dv.getInt32(off + 4, true) : obj.dv.getUint32(off + 4, true);
  if (high < 0x200000 && high > -0x200000) return high * 0x100000000 + low;
  return norm(signed ? obj.dv.getBigInt64(off, true) : obj.dv.getBigUint64(off, true));
}

/** An integer of 1, 2, 4, 8 or 16 bytes. */
export function readInt(obj: Obj, off: number, size: number, signed: boolean): number | bigint {
  switch (size) {
    case 1:
      return signed ? obj.dv.getInt8(off) : obj.dv.getUint8(off);
    case 2:
      return signed ? obj.dv.getInt16(off, true) : obj.dv.getUint16(off, true);
    case 4:
      return signed ? obj.dv.getInt32(off, true) : obj.dv.getUint32(off, true);
    case 8:
      return read64(obj, off, signed);
    default: {
      const low = obj.dv.getBigUint64(off, true);
      const high = signed ? obj.dv.getBigInt64(off + 8, true) : obj.dv.getBigUint64(off + 8, true);
      return norm((high << 64n) | low);
    }
  }
}

/** Writes an integer, or the low bytes of one; pointers that it overwrites are gone. */
export function writeInt(obj: Obj, off: number, size: number, value: number | bigint): void {
  if (obj.ptrs !== undefined) forget(obj, off, size);
  switch (size) {
    case 1:
      obj.bytes[off] = Number(typeof value === 'number' ? value : value & 0xffn);
      return;
    case 2:
      obj.dv.setUint16(off, Number(typeof value === 'number' ? value : value & 0xffffn), true);
      return;
    case 4:
      obj.dv.setUint32(off, Number(typeof value === 'number' ? value : value & 0xffffffffn), true);
      return;
    case 8:
      if (typeof value === 'bigint') return obj.dv.setBigUint64(off, BigInt.asUintN(64, value), true);
      obj.dv.setUint32(off, value, true);
      obj.dv.setInt32(off + 4, Math.floor(value / 0x100000000), true);
      return;
    default: {
      const big = BigInt(value);
      obj.dv.setBigUint64(off, BigInt.asUintN(64, big), true);
      obj.dv.setBigUint64(off + 8, BigInt.asUintN(64, big >> 64n), true);
    }
  }
}

/** Pointers that overlap `size` bytes at `off` are no longer whole. */
export function forget(obj: Obj, off: number, size: number): void {
  const { ptrs } = obj;
  if (ptrs === undefined || ptrs.size === 0) return;
  if (size === 8 && (off & 7) === 0) {
    ptrs.delete(off);
    return;
  }
  for (const at of offsetsIn(ptrs, off - 7, off + size)) ptrs.delete(at);
}

/** Offsets of a table from `start` on and below `end`, whichever way there is less to look at. */
export function offsetsIn(table: ReadonlyMap<number, unknown>, start: number, end: number): number[] {
  const found: number[] = [];
  if (table.size < end - start) {
    for (const at of table.keys()) if (at >= start && at < end) found.push(at);
    return found;
  }
  for (let at = start; at < end; at++) if (table.has(at)) found.push(at);
  return found;
}

/** Stores a pointer; the bytes behind it are its address, so that they can be looked at one by one. */
export function writePtr(obj: Obj, off: number, ptr: Ptr): void {
  forget(obj, off, 8);
  obj.ptrs ??= new Map();
  obj.ptrs.set(off, ptr);
  const { low, high } = addressHalves(ptr);
  obj.dv.setUint32(off, low, true);
  obj.dv.setUint32(off + 4, high, true);
}

export function writeValue(obj: Obj, off: number, size: number, value: Value): void {
  if (value instanceof Ptr && size === 8) writePtr(obj, off, value);
  else writeInt(obj, off, size, value instanceof Ptr ? 0 : value);
}

/** Copies bytes with the pointers in them, also within one object. */
export function copyBytes(to: Obj, toOff: number, from: Obj, fromOff: number, size: number): void {
  const pointers: [number, Ptr][] = [];
  if (from.ptrs !== undefined && from.ptrs.size > 0)
    for (const at of offsetsIn(from.ptrs, fromOff, fromOff + size - 7))
      pointers.push([at - fromOff + toOff, from.ptrs.get(at)!]);
  forget(to, toOff, size);
  to.bytes.set(from.bytes.subarray(fromOff, fromOff + size), toOff);
  for (const [at, ptr] of pointers) writePtr(to, at, ptr);
}

export function zeroBytes(obj: Obj, off: number, size: number): void {
  forget(obj, off, size);
  obj.bytes.fill(0, off, off + size);
}

/** A string up to its terminator or the object's end, one byte a character. */
export function readString(obj: Obj, off: number, most = Number.POSITIVE_INFINITY): string {
  const start = Math.max(0, off);
  const last = Math.min(obj.size, start + most);
  // Behind what is asked for nothing is searched: an object may be as large as a run may hold.
  const found = obj.bytes.subarray(start, Math.max(start, last));
  const zero = found.indexOf(0);
  return bytesText(zero < 0 ? found : found.subarray(0, zero));
}

const CHUNK = 4096;

/** Bytes as characters. */
export function bytesText(bytes: Uint8Array): string {
  const parts: string[] = [];
  for (let at = 0; at < bytes.length; at += CHUNK) parts.push(charactersOf(bytes.subarray(at, at + CHUNK)));
  return parts.join('');
}

/** Spreading them would go through an iterator, some ten times as slow. */
function charactersOf(bytes: Uint8Array): string {
  return Reflect.apply(String.fromCharCode, undefined, bytes);
}

const encoder = new TextEncoder();

/**
 * The bytes of a text, one a character. The program's texts live in such strings, so that lengths, cuts and comparisons
 * are the kernel's.
 */
export function utf8Bytes(text: string): string {
  return bytesText(encoder.encode(text));
}

/**
 * Such bytes as a reader sees them, which is as a terminal shows the trace pipe. What is not UTF-8, such as a character
 * that the kernel's limit cut in two, is U+FFFD. `isPart`: the cut at the end is ours, and half a character is left out.
 */
export function utf8Text(bytes: string, isPart = false): string {
  if (/^[\0-\x7f]*$/.test(bytes)) return bytes;
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  return decoder.decode(
    Uint8Array.from(bytes, (c) => c.charCodeAt(0)),
    { stream: isPart },
  );
}

/** Fills memory with a text; it need not be terminated. */
export function writeString(obj: Obj, off: number, text: string): void {
  for (let i = 0; i < text.length && off + i < obj.size; i++) obj.bytes[off + i] = text.charCodeAt(i) & 0xff;
}

/** The pointer at a place, or undefined when there is a number. */
export function ptrAt(obj: Obj, off: number): Ptr | undefined {
  return obj.ptrs?.get(off);
}

/** A pointer to an object that nobody has to give back. */
export const plain = (obj: Obj): Ptr => new Ptr(obj, 0, undefined, TRUSTED);
