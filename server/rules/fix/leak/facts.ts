/** A lost reference, as the ways to mend it see it. */
import type { KindOf } from '../../../../bpf/kernel/faults/index.ts';
import type { KernelFunction } from '../../../../bpf/kernel/types.ts';
import type { FaultOf } from '../../../analysis/engine/faults.ts';
import type { FixContext } from '../candidate.ts';
import type { Code } from '../edits.ts';
import type { Made } from '../holder.ts';
import { objectOf } from '../node.ts';
import { releasesOf } from '../release.ts';
import { functionAround } from '../tree.ts';

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

/** What gives the reference back that a variable of the function holds. */
export function endings({ cx, ender, made }: Leak, holder: string, before: number): readonly Code[] {
  const fn = functionAround(made.here.around);
  return releasesOf(cx, ender, holder, before, fn && objectOf(cx, fn, holder, made.call));
}

/** `&it` is an iterator's address: titles name the variable. */
export function rootless(holder: string): string {
  return holder.startsWith('&') ? holder.slice(1) : holder;
}
