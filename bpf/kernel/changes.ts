/** Kernels that changed what they do with what they had. A function's own versions are in its record. */
import type { Version } from './types.ts';

/** Members inside trusted objects are arguments of kfuncs (605c96997d89); before, only the one at offset 0. */
export const EMBEDDED_SINCE: Version = '6.11';

/** The search for the next CPU of bpf_cpumask_any_distribute() ends at the small size, not at nr_cpu_ids. */
export const SMALL_SEARCH_SINCE: Version = '6.15';
