/** Fault not-owned (kernel/bpf/verifier.c, check_kfunc_args, check_release_regno and map_kptr_match_type). */
import { type CallArgument, error, says } from '../fault-record.ts';
import { argumentType, notTrusted, OBJECTS, reg, releaseNotOwned, wrongKptr } from '../fault-texts.ts';

/** `struct`: what it points to, 'memory' for plain memory; `from`: where the pointer is from. */
type Borrowed = CallArgument & { readonly struct: string; readonly from?: string };

export const notOwned = error({
  id: 'not-owned',
  title: 'A pointer is released, acquired or moved into a slot without being owned',
  rules: ['TY-3..5', 'KP-12', 'PM-4', 'SP-4'],
  kinds: {
    release: says<Borrowed>(notTrusted),
    'not-refcounted': says<Borrowed>(({ function: callee, arg }, version) =>
      releaseNotOwned(callee, arg, version),
    ),
    acquire: says<Borrowed>(notTrusted),
    transfer: says<CallArgument & { readonly struct: string }>(
      ({ arg }) => `${reg(arg)} must be referenced when passed to release function`,
    ),
    /** `struct`: the memory as the verifier names it, 'fp' or 'map_value'. */
    memory: says<CallArgument & { readonly struct: string }>(({ arg, struct }) =>
      argumentType(arg, struct, OBJECTS),
    ),
    /** `trust`: as the verifier prefixes pointer types. */
    'other-struct': says<
      CallArgument & { readonly struct: string; readonly want: string; readonly trust: string }
    >(({ arg, struct, want, trust }) => wrongKptr(arg, `${trust}_ptr_${struct}`, want)),
  },
});
