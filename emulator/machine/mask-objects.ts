/** Masks as objects: those a program creates, and those of the kernel. */

import { newObj, spend, stepsOf } from '../budget.ts';
import type { Machine } from './machine.ts';
import { type Obj, writeInt } from './memory.ts';

/** struct bpf_cpumask: the bits, a reference count, padding to 8 bytes. */
export function newMask(m: Machine): Obj {
  const obj = newObj(m, 'mask', 'bpf_cpumask', 4 * m.sizes.words + 8);
  obj.count = 1;
  writeInt(obj, 4 * m.sizes.words, 4, 1);
  return obj;
}

/** Sets the count that the structure shows to who reads it. */
export function showCount(m: Machine, obj: Obj): void {
  if (obj.kind === 'mask') writeInt(obj, 4 * m.sizes.words, 4, obj.count);
  if (obj.kind === 'bitmap') writeInt(obj, 0, 4, obj.count);
}

/** A CPU of a list takes as long as so many bytes that are copied. */
const MASK_COST = 16;

/** A mask of the kernel with these CPUs; a function is only asked when the mask is made. */
export function kernelMask(
  m: Machine,
  name: string,
  cpus: readonly number[] | (() => readonly number[]),
): Obj {
  const known = m.kernel.get(name);
  if (known) return known;
  const list = typeof cpus === 'function' ? cpus() : cpus;
  spend(m, stepsOf(MASK_COST * list.length));
  const obj = newObj(m, 'kernel-mask', name, 4 * m.sizes.words);
  for (const cpu of list) if (cpu < m.options.nrCpus) obj.words[cpu >>> 5]! |= 1 << (cpu & 31);
  m.kernel.set(name, obj);
  return obj;
}

export function allCpus(m: Machine): readonly number[] {
  return m.topology.all;
}
