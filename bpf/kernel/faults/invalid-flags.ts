/** Fault invalid-flags. */
import { type CallArgument, silent, warning } from '../fault-record.ts';

export const invalidFlags = warning({
  id: 'invalid-flags',
  title: 'Flags with which this call always fails',
  kinds: {
    /** `why`: the rest of a sentence. */
    flags: silent<CallArgument & { readonly why: string }>(),
  },
});
