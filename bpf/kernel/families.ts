/** Families of functions of which the catalogue has every one that any known kernel has or had. */
import { closest } from '../words/closest.ts';
import { allFunctions, availableAt, lookupFunction } from './index.ts';
import type { KernelFunction, Version } from './types.ts';

/**
 * Read in the kernel's registrations (BTF_ID_FLAGS): kernel/bpf/cpumask.c of 6.3 to 7.3, kernel/sched/ext.c, ext_idle.c
 * and kernel/sched/ext/ of 6.12 to 7.3. Of bpf_bitmap_ and bpf_iter_cpumask_ no kernel has any.
 */
const COMPLETE = ['bpf_cpumask_', 'bpf_bitmap_', 'bpf_iter_cpumask_', 'scx_bpf_'] as const;
export type Family = (typeof COMPLETE)[number];

export function familyOf(name: string): Family | undefined {
  return COMPLETE.find((prefix) => name.startsWith(prefix));
}

/** Whether a name in source is one of those families and yet no function of any known kernel, nor of a header. */
export function isInNoKernel(name: string): boolean {
  return familyOf(name) !== undefined && lookupFunction(name) === undefined;
}

/** The function of that kernel and of the same family whose name is nearest, the family's part aside. */
export function nearestTo(name: string, kernel: Version): KernelFunction | undefined {
  const family = familyOf(name);
  if (family === undefined) return undefined;
  const names = allFunctions()
    .filter((fn) => fn.name.startsWith(family) && availableAt(fn, kernel))
    .map((fn) => fn.name.slice(family.length));
  const found = closest(name.slice(family.length), names);
  return found === undefined ? undefined : lookupFunction(family + found);
}
