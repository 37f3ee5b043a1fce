/** Fault kernel-version (libbpf, bpf_object__resolve_ksym_func_btf_id; kernel/bpf/verifier.c, fetch_kfunc_meta). */
import { type Callee, error, type KernelText, says } from '../fault-record.ts';
import type { Version } from '../types.ts';

/** Weak symbols fail in the verifier, strong ones already in libbpf. */
type Missing = Callee & { readonly isWeak: boolean };

const missing: KernelText<Missing> = ({ function: callee, isWeak }) =>
  isWeak
    ? `kfunc '${callee}' is referenced but wasn't resolved`
    : `extern (func ksym) '${callee}': not found in kernel or module BTFs`;

export const kernelVersion = error({
  id: 'kernel-version',
  title: 'The target kernel does not have this function',
  rules: ['PT-3..4', 'OW-15..16'],
  kinds: {
    'not-yet': says<Missing & { readonly since: Version }>(missing),
    gone: says<Missing & { readonly until: Version }>(missing),
    /** No known kernel has it, older, newer or the target. */
    never: says<Missing & { readonly kernel: Version }>(missing),
    proposed: says<Missing & { readonly year: number }>(missing),
  },
});
