/** Calls that are not calls of functions: atomics, the compiler's builtins, CO-RE reads. */

import { sizeOf } from '../../bpf/flow/ctypes/ctypes.ts';
import { foldBinary } from '../../bpf/flow/ctypes/fold.ts';
import type { CType, FuncType } from '../../bpf/flow/ctypes/types.ts';
import type { At } from '../../bpf/flow/graph.ts';
import { charge, copySteps, stepsOf } from '../budget.ts';
import { access } from '../machine/access.ts';
import { doubted } from '../machine/decisions.ts';
import type { Frame } from '../machine/machine.ts';
import { bitCount } from '../machine/masks.ts';
import { copyBytes, ptrAt, readInt, readString, writeValue, zeroBytes } from '../machine/memory.ts';
import { loadSlot } from '../machine/slots.ts';
import { norm, Ptr, toBig, toLength, UNTRUSTED, type Value } from '../machine/values.ts';

export interface Place {
  readonly frame: Frame;
  readonly at: At;
  readonly type: FuncType;
  readonly name: string;
}
export type Builtin = (place: Place, args: readonly Value[]) => Value;

function loadAt({ frame, at }: Place, ptr: Value, type: CType): Value {
  const size = sizeOf(type) ?? 8;
  const p = access(frame, at, ptr, size, false);
  if (size === 8 && p.obj.slots?.has(p.off)) return loadSlot(frame, at, p);
  return (
    (size === 8 ? ptrAt(p.obj, p.off) : undefined) ??
    readInt(p.obj, p.off, size, type.k === 'int' && type.signed)
  );
}

function storeAt({ frame, at }: Place, ptr: Value, type: CType, value: Value): void {
  const size = sizeOf(type) ?? 8;
  const p = access(frame, at, ptr, size, true);
  writeValue(p.obj, p.off, size, value);
}

const pointedBy = (type: CType | undefined): CType => (type?.k === 'ptr' ? type.to : { k: 'unknown' });

/** `*p = *p op value`; gives the old or the new value. */
function fetch(op: string, gives: 'old' | 'new'): Builtin {
  return (place, [ptr = 0, value = 0]) => {
    const type = pointedBy(place.type.params[0]);
    const old = loadAt(place, ptr, type);
    const next = combine(op, toBig(old), toBig(value), type);
    storeAt(place, ptr, type, next);
    return gives === 'old' ? old : next;
  };
}

function combine(op: string, a: bigint, b: bigint, type: CType): Value {
  if (op === 'nand') return norm(foldBinary('xor', foldBinary('and', a, b, type) ?? 0n, -1n, type) ?? 0n);
  return norm(foldBinary(op as 'add', a, b, type) ?? 0n);
}

const exchange: Builtin = (place, [ptr = 0, value = 0]) => {
  const type = pointedBy(place.type.params[0]);
  const old = loadAt(place, ptr, type);
  storeAt(place, ptr, type, value);
  return old;
};

const same = (a: Value, b: Value): boolean =>
  a instanceof Ptr && b instanceof Ptr ? a.obj === b.obj && a.off === b.off : a === b;

function swap(gives: 'old' | 'done'): Builtin {
  return (place, [ptr = 0, expected = 0, value = 0]) => {
    const type = pointedBy(place.type.params[0]);
    const old = loadAt(place, ptr, type);
    const isSame = same(old, expected);
    if (isSame) storeAt(place, ptr, type, value);
    return gives === 'old' ? old : Number(isSame);
  };
}

/** `__atomic_compare_exchange_n(p, &expected, value, …)`. */
const compareExchange: Builtin = (place, [ptr = 0, expected = 0, value = 0]) => {
  const type = pointedBy(place.type.params[0]);
  const old = loadAt(place, ptr, type);
  if (same(old, loadAt(place, expected, type))) {
    storeAt(place, ptr, type, value);
    return 1;
  }
  storeAt(place, expected, type, old);
  return 0;
};

type Exact = (a: bigint, b: bigint) => bigint;

/** Stores what fits of the exact result; gives whether it did not fit. */
const overflow =
  (exact: Exact): Builtin =>
  (place, [a = 0, b = 0, ptr = 0]) => {
    const type = pointedBy(place.type.params[2]);
    const bits = (sizeOf(type) ?? 8) * 8;
    const result = exact(toBig(a), toBig(b));
    const isSigned = type.k === 'int' && type.signed;
    const stored = isSigned ? BigInt.asIntN(bits, result) : BigInt.asUintN(bits, result);
    storeAt(place, ptr, type, norm(stored));
    return Number(stored !== result);
  };

const bits64 = (value: Value): { high: number; low: number } => {
  const big = BigInt.asUintN(64, toBig(value));
  return { high: Number(big >> 32n), low: Number(big & 0xffffffffn) };
};

const lowest = (word: number): number => 31 - Math.clz32(word & -word);

function count64(value: Value): number {
  const { high, low } = bits64(value);
  return bitCount(high) + bitCount(low);
}
/** Undefined in C for 0; the width here. */
function leading64(value: Value): number {
  const { high, low } = bits64(value);
  return high !== 0 ? Math.clz32(high) : 32 + Math.clz32(low);
}
function trailing64(value: Value): number {
  const { high, low } = bits64(value);
  if (low !== 0) return lowest(low);
  return high !== 0 ? 32 + lowest(high) : 64;
}
const trailing32 = (value: Value): number => (value === 0 ? 32 : lowest(Number(value)));
const redundant = (value: Value, width: number): number => {
  const big = BigInt.asIntN(width, toBig(value));
  const flipped = big < 0n ? ~big : big;
  return width - 1 - (flipped === 0n ? 0 : flipped.toString(2).length);
};

const one =
  (compute: (value: Value) => number): Builtin =>
  (_, [value = 0]) =>
    compute(value);

function byteSwap(size: number): Builtin {
  return (_, [value = 0]) => {
    let left = BigInt.asUintN(8 * size, toBig(value));
    let swapped = 0n;
    for (let i = 0; i < size; i++) {
      swapped = (swapped << 8n) | (left & 0xffn);
      left >>= 8n;
    }
    return norm(swapped);
  };
}

/** One guarded read of a path: what is not there reads as zero, and pointers that come out are not trusted. */
const coreRead: Builtin = (place, [ptr = 0]) => {
  const type = place.type.result;
  const size = sizeOf(type) ?? 8;
  if (!(ptr instanceof Ptr) || ptr.off < 0 || (ptr.off + size > ptr.obj.size && !ptr.obj.fields)) return 0;
  if (ptr.obj.fields) return ptr;
  const value = loadAt(place, ptr, type);
  return value instanceof Ptr
    ? doubted(place.frame.m, new Ptr(value.obj, value.off, undefined, UNTRUSTED))
    : value;
};

const memcmp: Builtin = ({ frame, at }, [a = 0, b = 0, size = 0]) => {
  const length = toLength(size);
  if (length === 0) return 0;
  const x = access(frame, at, a, length, false);
  const y = access(frame, at, b, length, false);
  charge(frame, at, stepsOf(8 * length));
  for (let i = 0; i < length; i++) {
    const difference = x.obj.bytes[x.off + i]! - y.obj.bytes[y.off + i]!;
    if (difference !== 0) return difference;
  }
  return 0;
};

const text = ({ frame, at }: Place, value: Value): string => {
  if (!(value instanceof Ptr)) return '';
  const found = readString(value.obj, value.off);
  charge(frame, at, stepsOf(8 * found.length));
  return found;
};

/** memset and memcpy whose length is only known now. */
const memset: Builtin = ({ frame, at }, [ptr = 0, byte = 0, size = 0]) => {
  const length = toLength(size);
  if (length === 0) return ptr;
  const p = access(frame, at, ptr, length, true);
  charge(frame, at, stepsOf(length));
  zeroBytes(p.obj, p.off, length);
  p.obj.bytes.fill(Number(toBig(byte) & 0xffn), p.off, p.off + length);
  return ptr;
};
const memcpy: Builtin = ({ frame, at }, [dst = 0, src = 0, size = 0]) => {
  const length = toLength(size);
  if (length === 0) return dst;
  const from = access(frame, at, src, length, false);
  const to = access(frame, at, dst, length, true);
  charge(frame, at, copySteps(from.obj, length));
  copyBytes(to.obj, to.off, from.obj, from.off, length);
  return dst;
};

const strcmp: Builtin = (place, [a = 0, b = 0]) => {
  const x = text(place, a);
  const y = text(place, b);
  return x === y ? 0 : x < y ? -1 : 1;
};

/** The kernel ends the loop some time, as it may here any other that is open. */
const canLoop: Builtin = ({ frame }) => {
  frame.m.loops++;
  return 1;
};

const OPERATIONS = ['add', 'sub', 'and', 'or', 'xor', 'nand'];

const TABLE: ReadonlyMap<string, Builtin> = new Map<string, Builtin>([
  ...OPERATIONS.flatMap((op): [string, Builtin][] => [
    [`__sync_fetch_and_${op}`, fetch(op, 'old')],
    [`__sync_${op}_and_fetch`, fetch(op, 'new')],
    [`__atomic_fetch_${op}`, fetch(op, 'old')],
    [`__atomic_${op}_fetch`, fetch(op, 'new')],
    [`__c11_atomic_fetch_${op}`, fetch(op, 'old')],
  ]),
  ['__sync_lock_test_and_set', exchange],
  ['__atomic_exchange_n', exchange],
  ['__sync_lock_release', (place, [ptr = 0]) => exchange(place, [ptr, 0])],
  ['__sync_val_compare_and_swap', swap('old')],
  ['__sync_bool_compare_and_swap', swap('done')],
  ['__atomic_compare_exchange_n', compareExchange],
  ['__atomic_load_n', (place, [ptr = 0]) => loadAt(place, ptr, pointedBy(place.type.params[0]))],
  ['__atomic_store_n', (place, [ptr = 0, value = 0]) => exchange(place, [ptr, value])],
  ['__builtin_add_overflow', overflow((a, b) => a + b)],
  ['__builtin_sub_overflow', overflow((a, b) => a - b)],
  ['__builtin_mul_overflow', overflow((a, b) => a * b)],
  ['__builtin_popcount', one((value) => bitCount(Number(value)))],
  ['__builtin_clz', one((value) => Math.clz32(Number(value)))],
  ['__builtin_ctz', one(trailing32)],
  ['__builtin_parity', one((value) => bitCount(Number(value)) & 1)],
  ['__builtin_ffs', one((value) => (value === 0 ? 0 : trailing32(value) + 1))],
  ['__builtin_clrsb', one((value) => redundant(value, 32))],
  ...['l', 'll'].flatMap((suffix): [string, Builtin][] => [
    [`__builtin_popcount${suffix}`, one(count64)],
    [`__builtin_clz${suffix}`, one(leading64)],
    [`__builtin_ctz${suffix}`, one(trailing64)],
    [`__builtin_parity${suffix}`, one((value) => count64(value) & 1)],
    [`__builtin_ffs${suffix}`, one((value) => (value === 0 ? 0 : trailing64(value) + 1))],
    [`__builtin_clrsb${suffix}`, one((value) => redundant(value, 64))],
  ]),
  ...[
    '__builtin_bswap16',
    'bpf_htons',
    'bpf_ntohs',
    '__bpf_htons',
    '__bpf_ntohs',
    'bpf_cpu_to_be16',
    'bpf_be16_to_cpu',
  ].map((name): [string, Builtin] => [name, byteSwap(2)]),
  ...[
    '__builtin_bswap32',
    'bpf_htonl',
    'bpf_ntohl',
    '__bpf_htonl',
    '__bpf_ntohl',
    'bpf_cpu_to_be32',
    'bpf_be32_to_cpu',
  ].map((name): [string, Builtin] => [name, byteSwap(4)]),
  ...['__builtin_bswap64', 'bpf_cpu_to_be64', 'bpf_be64_to_cpu'].map((name): [string, Builtin] => [
    name,
    byteSwap(8),
  ]),
  ...[
    'BPF_CORE_READ',
    'BPF_CORE_READ_USER',
    'BPF_PROBE_READ',
    'BPF_PROBE_READ_USER',
    'BPF_CORE_READ_BITFIELD',
    'BPF_CORE_READ_BITFIELD_PROBED',
  ].map((name): [string, Builtin] => [name, coreRead]),
  ['__builtin_memcmp', memcmp],
  ['memcmp', memcmp],
  ...['memset', '__builtin_memset'].map((name): [string, Builtin] => [name, memset]),
  ...['memcpy', '__builtin_memcpy', 'memmove', '__builtin_memmove'].map((name): [string, Builtin] => [
    name,
    memcpy,
  ]),
  ['__builtin_strcmp', strcmp],
  ['__builtin_strlen', (place, [a = 0]) => text(place, a).length],
  ['can_loop', canLoop],
  ['UEI_RECORD', () => 0],
  ['UEI_RECORD_EXIT', () => 0],
]);

/** What such a name does; undefined: it is no builtin. */
export function builtinOf(name: string): Builtin | undefined {
  return TABLE.get(name);
}
