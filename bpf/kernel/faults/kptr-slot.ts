/** Fault kptr-slot (kernel/bpf/verifier.c, process_kptr_func and check_map_access; kernel/bpf/btf.c, btf_parse_fields). */
import { type Arg, type CallArgument, type Callee, error, says } from '../fault-record.ts';
import { argumentType, OBJECTS, reg, slotTypes, wrongKptr } from '../fault-texts.ts';

type Place = CallArgument & { readonly off: number };
/** An access at `off`, and the offset of the slot that it touches. */
interface Access {
  readonly off: number;
  readonly expected: number;
}

export const kptrSlot = error({
  id: 'kptr-slot',
  title: 'A kptr field is declared or accessed in a way the verifier rejects',
  rules: ['KP-2..11', 'KP-13..16'],
  kinds: {
    'not-a-map-value': says<CallArgument>(({ arg }, version) => argumentType(arg, 'fp', slotTypes(version))),
    'no-slot': says<CallArgument>(({ arg }) => `${reg(arg)} has no valid kptr`),
    'wrong-field': says<Place>(({ off }) => `off=${off} doesn't point to kptr`),
    outside: says<Place & { readonly size: number }>(({ off }) => `off=${off} doesn't point to kptr`),
    'untrusted-slot': says<Place>(({ off }) => `off=${off} kptr isn't referenced kptr`),
    /** `__kptr_ref` on a kernel that has renamed it (6.4), and `__kptr` on one that has not. */
    'old-tag': says<CallArgument>(({ arg }) => `${reg(arg)} has no valid kptr`),
    'new-tag': says<Place>(({ kind, arg, off }) =>
      kind === 'kfunc'
        ? `arg#${arg} no referenced kptr at map value offset=${off}`
        : `off=${off} kptr isn't referenced kptr`,
    ),
    'variable-offset': says<CallArgument>(
      ({ arg }) => `${reg(arg)} doesn't have constant offset. kptr has to be at the constant offset`,
    ),
    'variable-access': says('kptr access cannot have variable offset'),
    'narrow-access': says<Access>('kptr access size must be BPF_DW'),
    misaligned: says<Access>(({ expected, off }) => `kptr access misaligned expected=${expected} off=${off}`),
    'written-by-helper': says<Arg & Callee>('kptr cannot be accessed indirectly by helper'),
    'wrong-struct': says<CallArgument & { readonly struct: string; readonly want: string }>(
      ({ arg, struct, want }) => wrongKptr(arg, `ptr_${struct}`, want),
    ),
    scalar: says<CallArgument>(({ arg }) => argumentType(arg, 'scalar', OBJECTS)),
  },
});
