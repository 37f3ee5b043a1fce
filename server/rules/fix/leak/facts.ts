/** A lost reference, as the ways to mend it see it. */
import type { KindOf } from '../../../../bpf/kernel/faults/index.ts';
import type { KernelFunction } from '../../../../bpf/kernel/types.ts';
import type { FaultOf } from '../../../analysis/engine/faults.ts';
import type { FixContext } from '../candidate.ts';
import type { Made } from '../holder.ts';

export type LeakFault = FaultOf<'unreleased-reference', KindOf<'unreleased-reference'>>;

/** A leak with what every way to mend it needs. */
export interface Leak {
  readonly cx: FixContext;
  readonly fault: LeakFault;
  readonly ender: KernelFunction;
  /** All that could end it, this one among them. */
  readonly enders: readonly KernelFunction[];
  readonly made: Made;
}

/** `&it` is an iterator's address: titles name the variable. */
export function rootless(holder: string): string {
  return holder.startsWith('&') ? holder.slice(1) : holder;
}
