/** Fault invalid-flags. */
import { type CallArgument, silent, warning } from '../fault-record.ts';

/** What is wrong with the flags. */
export type FlagObjection =
  /** `known`: the names of all that the function has; none: the flags must be 0. */
  | { readonly objection: 'not-known'; readonly known: readonly string[] }
  /** A map update's: it fails whether the key is there or not. */
  | { readonly objection: 'user-space' | 'opposites' | 'elements-exist' | 'no-map' | 'no-lock' };

export const invalidFlags = warning({
  id: 'invalid-flags',
  title: 'Flags with which this call always fails',
  kinds: {
    flags: silent<CallArgument & FlagObjection>(),
    /** A CPU that no machine has. */
    cpu: silent<CallArgument>(),
  },
});
