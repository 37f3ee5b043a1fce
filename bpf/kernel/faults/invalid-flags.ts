/** Fault invalid-flags. */
import { type CallArgument, silent, warning } from '../fault-record.ts';

export const invalidFlags = warning({
  id: 'invalid-flags',
  title: 'A flags argument that this function can only fail with',
  kinds: {
    /** `why`: the rest of a sentence. */
    flags: silent<CallArgument & { readonly why: string }>(),
  },
});
