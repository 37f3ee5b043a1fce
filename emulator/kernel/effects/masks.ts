/** The cpumask kfuncs (kernel/bpf/cpumask.c, 6.18) on words. */

import { SMALL_SEARCH_SINCE } from '../../../bpf/kernel/changes.ts';
import type { EffectName } from '../../../bpf/kernel/effects.ts';
import { ERRNO } from '../../../bpf/kernel/flags.ts';
import { compareVersions } from '../../../bpf/kernel/versions.ts';
import { words } from '../../../bpf/words/faults.ts';
import { spend } from '../../budget.ts';
import { decide } from '../../machine/decisions.ts';
import type { Frame, Machine } from '../../machine/machine.ts';
import { newMask, showCount } from '../../machine/mask-objects.ts';
import type { Mask } from '../../machine/masks.ts';
import * as masks from '../../machine/masks.ts';
import { putObject } from '../../machine/slots.ts';
import { type Ptr, toLength, toU32, type Value } from '../../machine/values.ts';
import { disown, type Effect, own } from '../call.ts';

/** The words of an argument; the checks have seen that it is a mask, or memory of that size. */
function mask(value: Value): Mask {
  const { obj, off } = value as Ptr;
  return { w: obj.words, at: off >> 2 };
}

const bool = (value: boolean): number => (value ? 1 : 0);

/** Masks of thousands of CPUs take longer than a call. */
function work(m: Machine): masks.Sizes {
  const { sizes } = m;
  if (sizes.words > FEW_WORDS) spend(m, sizes.words >> 4);
  return sizes;
}

const FEW_WORDS = 32;

/** A query of one mask. */
const ask =
  (f: (m: Mask, sizes: masks.Sizes) => number | boolean): Effect =>
  (frame, _call, a) =>
    Number(f(mask(a), work(frame.m)));
const askTwo =
  (f: (a: Mask, b: Mask, sizes: masks.Sizes) => number | boolean): Effect =>
  (frame, _call, a, b) =>
    Number(f(mask(a), mask(b), work(frame.m)));
const combine =
  (f: (dst: Mask, a: Mask, b: Mask, sizes: masks.Sizes) => boolean | undefined): Effect =>
  (frame, _call, dst, a, b) =>
    bool(f(mask(dst), mask(a), mask(b), work(frame.m)) === true);

const create: Effect = (frame, call) => {
  const { m } = frame;
  m.creates++;
  const site = { graph: call.graph, at: call.at };
  if (m.options.failCreate?.includes(m.creates) || decide(m, 'create', 2, site) === 1) return 0;
  return own(frame, call, newMask(m), 'bpf_cpumask');
};

/** refcount_t saturates instead of wrapping (lib/refcount.c). */
const SATURATED = 0xc0000000;

const acquire: Effect = (frame, call, a) => {
  const { obj } = a as Ptr;
  obj.count = Math.min(obj.count + 1, SATURATED);
  showCount(frame.m, obj);
  return own(frame, call, obj, 'bpf_cpumask');
};

const release: Effect = (frame, call, a) => {
  const { obj } = a as Ptr;
  disown(frame, call, a, words().givesBack(call.fn.name));
  putObject(frame.m, obj);
  return 0;
};

/** The bit of a CPU, or undefined at and above nr_cpu_ids: cpumask_check(), cpu_valid in kernel/bpf/cpumask.c. */
function testAnd(change: ((m: Mask, cpu: number) => void) | undefined): Effect {
  return (frame, _call, a, b) => {
    const cpu = toU32(a);
    if (cpu >= frame.m.sizes.n) return 0;
    const m = mask(b);
    const old = masks.testBit(m, cpu);
    change?.(m, cpu);
    return old;
  };
}

const set: Effect = (frame, _call, a, b) => {
  const cpu = toU32(a);
  if (cpu >= frame.m.sizes.n) return 0;
  const { obj, off } = b as Ptr;
  obj.words[(off >> 2) + (cpu >>> 5)]! |= 1 << (cpu & 31);
  return 0;
};

const clear: Effect = (frame, _call, a, b) => {
  const cpu = toU32(a);
  if (cpu < frame.m.sizes.n) masks.clearBit(mask(b), cpu);
  return 0;
};

const test: Effect = (frame, _call, a, b) => {
  const cpu = toU32(a);
  if (cpu >= frame.m.sizes.n) return 0;
  const { obj, off } = b as Ptr;
  return (obj.words[(off >> 2) + (cpu >>> 5)]! >>> (cpu & 31)) & 1;
};

/** The cursor of the current CPU is shared by all callers (lib/cpumask.c, distribute_cpu_mask_prev). */
export function distributed(frame: Frame, a: Mask, b: Mask): number {
  const { m } = frame;
  const { cursors } = m;
  const sizes = work(m);
  const { cpu, kernel } = m.options;
  // Without SMP there is one CPU and no cursor.
  if (sizes.k === 1) return masks.firstAnd(a, b, sizes);
  const bits = compareVersions(kernel, SMALL_SEARCH_SINCE) >= 0 ? sizes.s : sizes.n;
  const found = masks.distribute(a, b, bits, cursors[cpu]!);
  if (found < sizes.n) cursors[cpu] = found;
  return found;
}

/** Whole words that cover nr_cpu_ids are copied as they are, strays included. */
const populate: Effect = (frame, _call, dst, src, size) => {
  const { sizes } = frame.m;
  const words = masks.wordsOf(sizes.n);
  if (toLength(size) < 4 * words) return -ERRNO.EACCES;
  const from = src as Ptr;
  const to = dst as Ptr;
  to.obj.bytes.set(from.obj.bytes.subarray(from.off, from.off + 4 * words), to.off);
  return 0;
};

const kptrGet: Effect = (frame, call, a) => {
  const { obj, off } = a as Ptr;
  const held = obj.ptrs?.get(off);
  if (!held || held.obj.count === 0) return 0;
  held.obj.count++;
  showCount(frame.m, held.obj);
  return own(frame, call, held.obj, 'bpf_cpumask');
};

const done =
  (f: (m: Mask, sizes: masks.Sizes) => void): Effect =>
  (frame, _call, a) => {
    f(mask(a), work(frame.m));
    return 0;
  };

export const MASKS = {
  'mask-create': create,
  'mask-acquire': acquire,
  'mask-release': release,
  'mask-set': set,
  'mask-clear-cpu': clear,
  'mask-test': test,
  'mask-test-and-set': testAnd(masks.setBit),
  'mask-test-and-clear': testAnd(masks.clearBit),
  'mask-setall': done(masks.setAll),
  'mask-clear': done(masks.clearAll),
  'mask-and': combine(masks.andMask),
  'mask-or': combine((dst, a, b, sizes) => void masks.orMask(dst, a, b, sizes)),
  'mask-xor': combine((dst, a, b, sizes) => void masks.xorMask(dst, a, b, sizes)),
  'mask-copy': (frame, _call, dst, src) => {
    masks.copyMask(mask(dst), mask(src), work(frame.m));
    return 0;
  },
  'mask-equal': askTwo(masks.equalMasks),
  'mask-intersects': askTwo(masks.intersects),
  'mask-subset': askTwo(masks.isSubset),
  'mask-empty': ask(masks.isEmpty),
  'mask-full': ask(masks.isFull),
  'mask-first': ask(masks.first),
  'mask-first-zero': ask(masks.firstZero),
  'mask-first-and': askTwo(masks.firstAnd),
  'mask-any-distribute': (frame, _call, a) => distributed(frame, mask(a), mask(a)),
  'mask-any-and-distribute': (frame, _call, a, b) => distributed(frame, mask(a), mask(b)),
  'mask-weight': ask(masks.weightOf),
  'mask-populate': populate,
  'mask-kptr-get': kptrGet,
} satisfies Partial<Record<EffectName, Effect>>;
