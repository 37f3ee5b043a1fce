/** A store to a slot, as the fixes of it see it. */
import type { CNode } from '../../../../bpf/syntax/types.ts';
import type { FixContext } from '../candidate.ts';
import type { Placed } from '../tree.ts';

/** An assignment to a slot. */
export interface Store {
  readonly cx: FixContext;
  readonly fn: CNode;
  readonly statement: Placed;
  readonly assignment: CNode;
  /** What is assigned to, as it stands there, and its value without casts. */
  readonly slot: string;
  readonly value: CNode;
  readonly struct: string;
}

/** The slot as titles name it. */
export const shown = ({ slot }: Store): string => slot.replace(/\s+/g, ' ');

/** Names for what moves into a slot. */
export const FRESH = ['mask', 'new', 'new_kptr'];
