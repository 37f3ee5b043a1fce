/**
 * Values of registers. An integer is a JavaScript number while it is a safe one and a bigint beyond, never both ways
 * for the same value: so `===` compares, 32-bit arithmetic is plain number arithmetic, and only 64-bit values beyond
 * 2^53 pay for bigints. A pointer is a `Ptr`; NULL is the number 0.
 */
import type { At, Graph } from '../../bpf/flow/graph.ts';
import type { Obj } from './memory.ts';

/** A place in source: a range relative to a function. */
export interface Site {
  readonly graph: Graph;
  readonly at: At;
}

/** Something that happened to a reference, for the path of a fault. */
export interface Event extends Site {
  readonly message: string;
}

/** One owned reference: what the verifier calls ref_obj_id. All copies of the pointer share it. */
export interface Ref {
  readonly id: number;
  readonly obj: Obj;
  /** Struct name: 'bpf_cpumask', 'task_struct', 'ringbuf' …. */
  readonly struct: string;
  /** Name of the function that gave it. */
  readonly by: string;
  live: boolean;
  /** The run began with it: to give it back is allowed, not a duty. */
  readonly isGiven?: boolean;
  readonly history: Event[];
}

/** Trusted for the whole run: owned, plain memory, kernel objects that the program was given. */
export const TRUSTED = 0;
/** Read where no RCU section protected it: may be read through, but no kfunc takes it. */
export const UNPROTECTED = -1;
/** Reached through a field that the verifier does not follow. */
export const UNTRUSTED = -2;

/** A pointer: an object and a byte offset into it, which may be out of bounds until it is used. */
export class Ptr {
  readonly obj: Obj;
  readonly off: number;
  /** The owned reference that it is a copy of. */
  readonly ref: Ref | undefined;
  /** TRUSTED, UNPROTECTED, UNTRUSTED, or the number of the RCU section in which it was read. */
  readonly gen: number;

  constructor(obj: Obj, off: number, ref: Ref | undefined, gen: number) {
    this.obj = obj;
    this.off = off;
    this.ref = ref;
    this.gen = gen;
  }
}

/**
 * A pointer of the kernel that may be used without a test and yet is not known to be other than NULL: the verifier
 * follows both ways out of a test of it (kernel/bpf/verifier.c, reg_not_null). Only in explorations.
 */
export class DoubtedPtr extends Ptr {
  /** Undefined until it is tested. */
  isNull: boolean | undefined = undefined;
}

export type Value = number | bigint | Ptr;

export function pointTo(obj: Obj, off = 0): Ptr {
  return new Ptr(obj, off, undefined, TRUSTED);
}

/** The same pointer, elsewhere in its object. */
export function moved(ptr: Ptr, bytes: number): Ptr {
  return bytes === 0 ? ptr : new Ptr(ptr.obj, ptr.off + bytes, ptr.ref, ptr.gen);
}

/** A bigint in its canonical form. */
export function norm(value: bigint): number | bigint {
  return value >= -9007199254740991n && value <= 9007199254740991n ? Number(value) : value;
}

/** The exact number; a pointer is its address. */
export function toBig(value: Value | undefined): bigint {
  if (typeof value === 'number') return BigInt(value);
  if (typeof value === 'bigint') return value;
  return value === undefined ? 0n : addressOf(value);
}

/** Numbers of objects of user space begin here. */
export const FIRST_USER_OBJECT = 2 ** 24;
const KERNEL_BASE_HIGH = 0xffff8880;
const KERNEL_STRIDE = 2 ** 24;
/** Twice as far apart as an object can be large, all of them below 2^47 as addresses of a process are. */
const USER_BASE = 2 ** 44;
const USER_STRIDE = 2 ** 27;
const USER_END = 2 ** 47;
const TWO32 = 2 ** 32;

/** Made-up addresses by the order in which objects were made; those of a process are numbers that doubles hold. */
export function addressOf({ obj, off }: Ptr): bigint {
  if (obj.id >= FIRST_USER_OBJECT) return BigInt(userAddress(obj.id, off));
  return (BigInt(KERNEL_BASE_HIGH) << 32n) + BigInt(obj.id * KERNEL_STRIDE + off);
}

const userAddress = (id: number, off: number): number =>
  USER_BASE + (id - FIRST_USER_OBJECT) * USER_STRIDE + off;

/** The two halves of an address, as memory holds it. */
export function addressHalves({ obj, off }: Ptr): { low: number; high: number } {
  const isUser = obj.id >= FIRST_USER_OBJECT;
  const address = isUser ? userAddress(obj.id, off) : obj.id * KERNEL_STRIDE + off;
  return { low: address >>> 0, high: Math.floor(address / TWO32) + (isUser ? 0 : KERNEL_BASE_HIGH) };
}

/** The number of the object of user space that an address lies in, and how far. */
export function objectIdAt(address: number): number | undefined {
  if (address < USER_BASE || address >= USER_END) return undefined;
  return FIRST_USER_OBJECT + Math.floor((address - USER_BASE) / USER_STRIDE);
}

export const objectOffsetAt = (address: number): number => (address - USER_BASE) % USER_STRIDE;

/** A 32-bit unsigned argument, as a kernel function with a `u32` parameter sees it. */
export function toU32(value: Value): number {
  if (typeof value === 'number') return value >>> 0;
  return Number(BigInt.asUintN(32, toBig(value)));
}

/** A 32-bit signed argument. */
export function toS32(value: Value): number {
  return toU32(value) | 0;
}

/** A number for lengths and counts: whatever does not fit is as good as infinite. */
export function toLength(value: Value): number {
  if (typeof value === 'number') return value < 0 ? Number.POSITIVE_INFINITY : value;
  return Number(BigInt.asUintN(64, toBig(value)));
}
