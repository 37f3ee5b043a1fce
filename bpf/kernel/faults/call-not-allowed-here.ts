/** Fault call-not-allowed-here (kernel/bpf/verifier.c, check_helper_call, check_kfunc_call and check_func_call). */

import { EXIT_TEXT_SINCE, REGISTERS_NAMED_SINCE } from '../changes.ts';
import { type Arg, type CallArgument, type Callee, error, type KernelText, says } from '../fault-record.ts';
import { argument, argumentType, reg, since } from '../fault-texts.ts';
import type { KernelFunction } from '../types.ts';

/** `helper`: its number, 0 for a kfunc. */
type Sleeper = Callee & { readonly kind: KernelFunction['kind']; readonly helper: number };

/** In which region of the verifier's nothing may sleep. */
const sleeps =
  (region: string): KernelText<Sleeper> =>
  ({ function: callee, kind, helper }) =>
    kind === 'helper'
      ? `sleepable helper ${callee}#${helper} in ${region} region`
      : `kernel func ${callee} is sleepable within ${region} region`;

export const callNotAllowedHere = error({
  id: 'call-not-allowed-here',
  title: 'A function is called where it is not allowed: it may sleep, or a lock is held',
  rules: ['RC-6..9', 'RC-11'],
  kinds: {
    'under-lock': says<Callee>('function calls are not allowed while holding a lock'),
    'global-under-lock': says(
      'global function calls are not allowed while holding a lock,\nuse static function instead',
    ),
    'global-may-sleep': says((_, version) =>
      since(version, EXIT_TEXT_SINCE)
        ? 'global functions that may sleep are not allowed in non-sleepable context,\ni.e., in a RCU/IRQ/preempt-disabled section, or in\na non-sleepable BPF program context'
        : 'global function calls are not allowed with preemption disabled,',
    ),
    'sleeps-in-rcu': says<Sleeper>(sleeps('rcu_read_lock')),
    'sleeps-non-preemptible': says<Sleeper>(sleeps('non-preemptible')),
    'sleeps-irq-off': says<Sleeper>(sleeps('IRQ-disabled')),
    'sleeps-in-program': says<Sleeper>(({ function: callee, kind }) =>
      kind === 'helper'
        ? 'helper call might sleep in a non-sleepable prog'
        : `program must be sleepable to call sleepable kfunc ${callee}`,
    ),
    'map-in-sleepable': says<CallArgument & { readonly type: string }>(
      'Sleepable programs can only use array, hash, ringbuf and local storage maps',
    ),
    'lock-in-tracing': says('tracing progs cannot use bpf_spin_lock yet'),
    'container-in-tracing': says<Callee>('tracing progs cannot use bpf_{list_head,rb_root} yet'),
    'container-unlocked': says<Callee & { readonly container: 'bpf_list_head' | 'bpf_rb_root' }>(
      ({ container }) => `bpf_spin_lock at off=N must be held for ${container}`,
    ),
    'throw-in-callback': says('bpf_throw kfunc (insn N) cannot be called from callback subprog N'),
    'iterator-not-on-stack': says<Arg & Callee>(
      ({ arg }, version) => `${argument(arg, version)} expected pointer to an iterator on stack`,
    ),
    /** `struct`: the iterator's type, `iter_bits`. */
    'iterator-not-started': says<Arg & Callee & { readonly struct: string }>(
      ({ struct, arg }, version) =>
        `expected an initialized ${struct} as ${since(version, REGISTERS_NAMED_SINCE) ? reg(arg) : `arg #${arg}`}`,
    ),
    'dynptr-not-started': says<CallArgument>(({ arg }) => `Expected an initialized dynptr as arg #${arg}`),
    'dynptr-not-reserved': says<CallArgument>(({ arg }) => `arg ${arg + 1} is an unacquired reference`),
    'dynptr-of-another-type': says<CallArgument>(
      ({ arg }) => `Expected a dynptr of type ringbuf as arg #${arg}`,
    ),
    'dynptr-overwritten': says<CallArgument>('cannot overwrite referenced dynptr'),
    'dynptr-written': says<CallArgument>('potential write to dynptr at off=-16 disallowed'),
    'dynptr-elsewhere': says<CallArgument>(({ kind, arg }) =>
      kind === 'helper'
        ? argumentType(arg, 'map_value', 'fp, dynptr_ptr')
        : `arg#${arg} expected pointer to stack or const struct bpf_dynptr`,
    ),
    'dynptr-of-stack': says<CallArgument>('Unsupported reg type fp for bpf_dynptr_from_mem data'),
  },
});
