/** The bitmaps of 2023 that no kernel has (`bpf/kernel/functions/bitmap.ts`), as the proposal and our additions have them. */

import type { EffectName } from '../../../bpf/kernel/effects.ts';
import { MOST_BITS } from '../../../bpf/kernel/functions/bitmap.ts';
import { words } from '../../../bpf/words/faults.ts';
import { newObj, spend } from '../../budget.ts';
import { decide } from '../../machine/decisions.ts';
import type { Frame, Machine } from '../../machine/machine.ts';
import { bitCount, wordsOf } from '../../machine/masks.ts';
import { type Obj, writeInt } from '../../machine/memory.ts';
import { putObject } from '../../machine/slots.ts';
import { Ptr, toS32, toU32, type Value } from '../../machine/values.ts';
import { disown, type Effect, own } from '../call.ts';

/** `refcount_t refcnt; int num_bits; u64 bits[];` */
const LENGTH_AT = 4;
const BITS_AT = 8;
const STRUCT = 'bpf_bitmap';

/** An empty bitmap with one reference. */
function newBitmap(m: Machine, length: number): Obj {
  const obj = newObj(m, 'bitmap', STRUCT, BITS_AT + 4 * wordsOf(length));
  obj.count = 1;
  writeInt(obj, 0, 4, 1);
  writeInt(obj, LENGTH_AT, 4, length);
  return obj;
}

const create: Effect = (frame, call, a) => {
  const { m } = frame;
  m.creates++;
  const length = toS32(a);
  const isGiven = length > 0 && length <= MOST_BITS;
  const site = { graph: call.graph, at: call.at };
  if (!isGiven || m.options.failCreate?.includes(m.creates) || decide(m, 'create', 2, site) === 1) return 0;
  return own(frame, call, newBitmap(m, length), STRUCT);
};

const objOf = (value: Value): Obj => (value as Ptr).obj;
const lengthOf = (obj: Obj): number => obj.dv.getInt32(LENGTH_AT, true);
const FIRST_WORD = BITS_AT / 4;

/** The words of a bitmap, two to a long; a long one takes longer than a call. */
function wordsIn({ m }: Frame, obj: Obj): Uint32Array {
  const found = obj.words.subarray(FIRST_WORD, FIRST_WORD + wordsOf(lengthOf(obj)));
  spend(m, found.length >> 4);
  return found;
}

const testBit = (list: Uint32Array, bit: number): number => (list[bit >>> 5]! >>> (bit & 31)) & 1;

const acquire: Effect = (frame, call, a) => {
  const obj = objOf(a);
  obj.count++;
  writeInt(obj, 0, 4, obj.count);
  return own(frame, call, obj, STRUCT);
};

const release: Effect = (frame, call, a) => {
  disown(frame, call, a, words().givesBack(call.fn.name));
  putObject(frame.m, objOf(a));
  return 0;
};

/** The mask lives in the bitmap, so it is gone with it. */
const cast: Effect = (frame, _call, a) => {
  const { obj, ref, gen } = a as Ptr;
  return lengthOf(obj) === frame.m.sizes.n ? new Ptr(obj, BITS_AT, ref, gen) : 0;
};

const find: Effect = (frame, call, a, b) => {
  const length = lengthOf(objOf(a));
  const list = wordsIn(frame, objOf(a));
  const wanted = call.fn.name.includes('zero') ? 0 : 1;
  const from = call.fn.name.includes('next') ? toU32(b) : 0;
  for (let bit = from; bit < length; bit++) if (testBit(list, bit) === wanted) return bit;
  return length;
};

const change: Effect = (frame, call, a, b) => {
  const bit = toU32(a);
  if (bit >= lengthOf(objOf(b))) return 0;
  const list = wordsIn(frame, objOf(b));
  if (call.fn.name.includes('clear')) list[bit >>> 5]! &= ~(1 << (bit & 31));
  else list[bit >>> 5]! |= 1 << (bit & 31);
  return 0;
};

const COMBINED: Readonly<Record<string, (a: number, b: number) => number>> = {
  bpf_bitmap_and: (a, b) => a & b,
  bpf_bitmap_or: (a, b) => a | b,
  bpf_bitmap_xor: (a, b) => a ^ b,
};

/** Bitmaps of different lengths are left as they are. */
const combine: Effect = (frame, call, dst, a, b) => {
  const length = lengthOf(objOf(dst));
  const of = COMBINED[call.fn.name];
  if (!of || lengthOf(objOf(a)) !== length || lengthOf(objOf(b)) !== length) return 0;
  const [into, first, second] = [dst, a, b].map((value) => wordsIn(frame, objOf(value)));
  let any = 0;
  for (let i = 0; i < into!.length; i++) {
    into![i] = of(first![i]!, second![i]!);
    any |= into![i]!;
  }
  return any === 0 ? 0 : 1;
};

const query: Effect = (frame, call, a, b) => {
  const { name } = call.fn;
  if (name === 'bpf_bitmap_test_bit') {
    const bit = toU32(a);
    return bit < lengthOf(objOf(b)) ? testBit(wordsIn(frame, objOf(b)), bit) : 0;
  }
  let weight = 0;
  for (const word of wordsIn(frame, objOf(a))) weight += bitCount(word);
  if (name === 'bpf_bitmap_weight') return weight;
  return Number(name === 'bpf_bitmap_empty' ? weight === 0 : weight === lengthOf(objOf(a)));
};

export const BITMAPS = {
  'bitmap-create': create,
  'bitmap-acquire': acquire,
  'bitmap-release': release,
  'bitmap-cast': cast,
  'bitmap-find': find,
  'bitmap-change': change,
  'bitmap-combine': combine,
  'bitmap-query': query,
} satisfies Partial<Record<EffectName, Effect>>;
