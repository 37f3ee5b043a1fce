/** An RCU section around reads and uses of pointers. */
import type { CNode } from '../../../../bpf/syntax/types.ts';
import type { FixContext } from '../candidate.ts';
import { isComputed } from '../sections/exits.ts';
import type { Enclosing } from '../sections/region.ts';
import { RCU_LOCK, RCU_UNLOCK } from '../sections/section.ts';
import { mentions } from '../tree.ts';
import type { Reads } from './rcu-reads.ts';

export const LOCK = [`${RCU_LOCK}();`];
export const UNLOCK = [`${RCU_UNLOCK}();`];

/** What is returned from inside is computed there if it reads memory or one of the pointers. */
export function enclosing(cx: FixContext, { names }: Reads): Enclosing {
  const needs = (value: CNode) =>
    isComputed(cx, value) || [...names].some((name) => mentions(cx.file, value, name));
  return { open: LOCK, close: UNLOCK, needs };
}
