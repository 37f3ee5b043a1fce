/** The kernel's texts as a table. `arg` counts from 0; see messages.ts. */
import type { FaultId } from './faults.ts';
import type { MessageData, MessageVariant } from './message-data.ts';
import type { Version } from './types.ts';
import { compareVersions } from './versions.ts';

/** From here on registers are named (`R1`) where argument numbers (`arg0`) used to be. */
export const WORDING_2026: Version = '7.1';
/** From here on one text names what stands open at an exit (`BPF_EXIT instruction in main prog …`). */
export const WORDING_EXIT: Version = '6.13';
/** Before it no kfunc took RCU pointers. */
export const RCU_POINTERS_SINCE: Version = '6.4';
/** From here on every kfunc that must run under RCU says so the same way. */
export const RCU_PROTECTION_SINCE: Version = '6.18';
/** Nested RCU sections are accepted. */
export const NESTED_RCU_SINCE: Version = '6.19';

export interface Entry<V extends MessageVariant> {
  readonly fault: FaultId;
  readonly text: string | ((data: MessageData[V], version: Version) => string);
}

const since = (version: Version, boundary: Version): boolean => compareVersions(version, boundary) >= 0;
const reg = (arg: number): string => `R${arg + 1}`;
/** `arg0` until 7.0, `R1` after. */
const position = (arg: number, version: Version): string =>
  since(version, WORDING_2026) ? reg(arg) : `arg${arg}`;
const number = (value: number | undefined): string => (value === undefined ? '' : `#${value}`);
const atExit = (what: string, before: string) => (_: unknown, version: Version) =>
  since(version, WORDING_EXIT) ? `BPF_EXIT instruction in main prog ${what}` : before;
const rcu = ({ arg }: { readonly arg: number }, version: Version): string =>
  since(version, RCU_POINTERS_SINCE)
    ? `${reg(arg)} must be a rcu pointer`
    : `${reg(arg)} must be referenced or trusted`;
const scalar = ({ arg }: { readonly arg: number }): string => `${reg(arg)} type=scalar expected=fp`;
const structs = (callee: string, arg: number, expected: string, actual: string, version: Version): string => {
  const where = since(version, WORDING_2026) ? reg(arg) : `args#${arg}`;
  return `kernel function ${callee} ${where} expected pointer to STRUCT ${expected} but ${reg(arg)} has a pointer to STRUCT ${actual}`;
};
const slotTypes = (version: Version): string => (since(version, '6.12') ? 'map_value, ptr_' : 'map_value');

export const MESSAGES: { readonly [V in MessageVariant]: Entry<V> } = {
  'unreleased-reference': {
    fault: 'unreleased-reference',
    text: ({ id, insn }) =>
      [
        'Unreleased reference',
        id === undefined ? '' : ` id=${id}`,
        insn === undefined ? '' : ` alloc_insn=${insn}`,
      ].join(''),
  },
  'exit-with-reference': { fault: 'unreleased-reference', text: atExit('would lead to reference leak', '') },
  'tail-call-with-reference': {
    fault: 'unreleased-reference',
    text: 'tail_call would lead to reference leak',
  },
  'throw-with-reference': { fault: 'unreleased-reference', text: 'bpf_throw would lead to reference leak' },

  'null-argument': {
    fault: 'possibly-null-argument',
    text: ({ arg }, version) => `Possibly NULL pointer passed to trusted ${position(arg, version)}`,
  },
  'null-helper-argument': {
    fault: 'possibly-null-argument',
    text: ({ arg }, version) =>
      `Possibly NULL pointer passed to helper ${since(version, WORDING_2026) ? reg(arg) : `arg${arg + 1}`}`,
  },
  'null-map-value-argument': {
    fault: 'possibly-null-argument',
    text: ({ arg }, version) => `${reg(arg)} type=map_value_or_null expected=${slotTypes(version)}`,
  },
  'null-global-argument': {
    fault: 'possibly-null-argument',
    text: ({ arg }) => `${reg(arg)} type=ptr_or_null_ expected=ptr_, trusted_ptr_, rcu_ptr_`,
  },
  'null-dereference': {
    fault: 'possibly-null-dereference',
    text: ({ reg: r = 0, type }) => `R${r} invalid mem access '${type}'`,
  },

  'released-argument': { fault: 'use-after-release', text: scalar },
  'released-dereference': {
    fault: 'use-after-release',
    text: ({ reg: r = 1 }) => `R${r} invalid mem access 'scalar'`,
  },

  'not-trusted': { fault: 'not-owned', text: ({ arg }) => `${reg(arg)} must be referenced or trusted` },
  'release-not-owned': {
    fault: 'not-owned',
    text: ({ arg, callee }, version) =>
      since(version, WORDING_2026)
        ? `release kfunc ${callee} expects referenced PTR_TO_BTF_ID passed to ${reg(arg)}`
        : `release kernel function ${callee} expects refcounted PTR_TO_BTF_ID`,
  },
  'transfer-not-owned': {
    fault: 'not-owned',
    text: ({ arg }) => `${reg(arg)} must be referenced when passed to release function`,
  },
  'callback-releases-callers': {
    fault: 'kernel-version',
    text: ({ callee, id }, version) =>
      since(version, WORDING_EXIT)
        ? ''
        : `kfunc ${callee}${number(id)} reference has not been acquired before`,
  },

  'helper-argument-type': {
    fault: 'not-owned',
    text: ({ arg, type, expected }) => `${reg(arg)} type=${type} expected=${expected}`,
  },

  'wrong-struct': {
    fault: 'wrong-mask-type',
    text: ({ callee, arg, expected, actual }, version) => structs(callee, arg, expected, actual, version),
  },
  'scalar-argument': { fault: 'wrong-mask-type', text: scalar },
  'context-argument': {
    fault: 'wrong-mask-type',
    text: ({ struct, off, size }) => `invalid ${struct} access off=${off} size=${size}`,
  },
  'stack-too-short': {
    fault: 'wrong-mask-type',
    text: ({ arg, off, size }) => `invalid read from stack ${reg(arg)} off=${off} size=${size}`,
  },
  'map-value-too-short': {
    fault: 'wrong-mask-type',
    text: ({ arg }) => `${reg(arg)} min value is outside of the allowed memory range`,
  },
  'read-only-memory': {
    fault: 'wrong-mask-type',
    text: ({ valueSize, off, size }) =>
      `write into map forbidden, value_size=${valueSize} off=${off} size=${size}`,
  },

  'untrusted-argument': { fault: 'untrusted-pointer', text: rcu },
  'not-rcu-argument': { fault: 'outside-rcu-section', text: rcu },

  'untrusted-helper-argument': {
    fault: 'untrusted-pointer',
    text: ({ arg }) => `${reg(arg)} type=untrusted_ptr_ expected=ptr_, trusted_ptr_, rcu_ptr_`,
  },
  'rcu-protection-required': {
    fault: 'outside-rcu-section',
    text: ({ callee }, version) =>
      since(version, RCU_PROTECTION_SINCE)
        ? `kernel func ${callee} requires RCU critical section protection`
        : `expected an RCU CS when using ${callee}`,
  },

  'rcu-unmatched-unlock': {
    fault: 'unbalanced-rcu-section',
    text: 'unmatched rcu read unlock (kernel function bpf_rcu_read_unlock)',
  },
  'rcu-at-exit': {
    fault: 'unbalanced-rcu-section',
    text: atExit('cannot be used inside bpf_rcu_read_lock-ed region', 'bpf_rcu_read_unlock is missing'),
  },
  'rcu-nested-lock': {
    fault: 'unbalanced-rcu-section',
    text: (_, version) =>
      since(version, NESTED_RCU_SINCE) ? '' : 'nested rcu read lock (kernel function bpf_rcu_read_lock)',
  },
  'rcu-at-tail-call': {
    fault: 'unbalanced-rcu-section',
    text: 'tail_call cannot be used inside bpf_rcu_read_lock-ed region',
  },
  'rcu-at-throw': {
    fault: 'unbalanced-rcu-section',
    text: 'bpf_throw cannot be used inside bpf_rcu_read_lock-ed region',
  },
  'preempt-at-exit': {
    fault: 'unbalanced-rcu-section',
    text: ({ depth = 1 }, version) =>
      atExit('cannot be used inside bpf_preempt_disable-ed region', `${depth} bpf_preempt_enable is missing`)(
        null,
        version,
      ),
  },
  'preempt-unmatched-enable': {
    fault: 'unbalanced-rcu-section',
    text: 'unmatched attempt to enable preemption (kernel function bpf_preempt_enable)',
  },
  'lock-at-exit': {
    fault: 'unbalanced-rcu-section',
    text: atExit('cannot be used inside bpf_spin_lock-ed region', 'bpf_spin_unlock is missing'),
  },

  'sleepable-helper-in-rcu': {
    fault: 'call-not-allowed-here',
    text: ({ callee, id }) => `sleepable helper ${callee}#${id} in rcu_read_lock region`,
  },
  'sleepable-helper-no-preempt': {
    fault: 'call-not-allowed-here',
    text: ({ callee, id }) => `sleepable helper ${callee}#${id} in non-preemptible region`,
  },
  'sleepable-kfunc-in-rcu': {
    fault: 'call-not-allowed-here',
    text: ({ callee }) => `kernel func ${callee} is sleepable within rcu_read_lock region`,
  },
  'sleepable-kfunc-no-preempt': {
    fault: 'call-not-allowed-here',
    text: ({ callee }) => `kernel func ${callee} is sleepable within non-preemptible region`,
  },
  'sleepable-helper-in-program': {
    fault: 'call-not-allowed-here',
    text: 'helper call might sleep in a non-sleepable prog',
  },
  'sleepable-kfunc-in-program': {
    fault: 'call-not-allowed-here',
    text: ({ callee }) => `program must be sleepable to call sleepable kfunc ${callee}`,
  },
  'sleepable-global-function': {
    fault: 'call-not-allowed-here',
    text: (_, version) =>
      since(version, WORDING_EXIT)
        ? 'global functions that may sleep are not allowed in non-sleepable context,\ni.e., in a RCU/IRQ/preempt-disabled section, or in\na non-sleepable BPF program context'
        : 'global function calls are not allowed with preemption disabled,',
  },
  'call-under-lock': {
    fault: 'call-not-allowed-here',
    text: 'function calls are not allowed while holding a lock',
  },
  'global-call-under-lock': {
    fault: 'call-not-allowed-here',
    text: 'global function calls are not allowed while holding a lock,\nuse static function instead',
  },

  'kptr-store': { fault: 'kptr-direct-store', text: 'store to referenced kptr disallowed' },
  'kptr-size': { fault: 'kptr-slot', text: 'kptr access size must be BPF_DW' },
  'kptr-misaligned': {
    fault: 'kptr-slot',
    text: ({ expected, off }) => `kptr access misaligned expected=${expected} off=${off}`,
  },
  'kptr-variable-offset-access': { fault: 'kptr-slot', text: 'kptr access cannot have variable offset' },
  'kptr-variable-offset-xchg': {
    fault: 'kptr-slot',
    text: ({ arg }) => `${reg(arg)} doesn't have constant offset. kptr has to be at the constant offset`,
  },
  'kptr-indirect': { fault: 'kptr-slot', text: 'kptr cannot be accessed indirectly by helper' },
  'kptr-wrong-field': { fault: 'kptr-slot', text: ({ off }) => `off=${off} doesn't point to kptr` },
  'kptr-untrusted-field': { fault: 'kptr-slot', text: ({ off }) => `off=${off} kptr isn't referenced kptr` },
  'kptr-not-static': {
    fault: 'kptr-slot',
    text: ({ map }) => `map '${map}': failed to re-mmap() contents: -ENOTSUPP`,
  },
  'kptr-none': { fault: 'kptr-slot', text: ({ arg }) => `${reg(arg)} has no valid kptr` },
  'kptr-wrong-type': {
    fault: 'kptr-slot',
    text: ({ arg, actual, expected }) =>
      `invalid kptr access, ${reg(arg)} type=ptr_${actual} expected=ptr_${expected}`,
  },
  'kptr-on-stack': {
    fault: 'kptr-slot',
    text: ({ arg }, version) => `${reg(arg)} type=fp expected=${slotTypes(version)}`,
  },
  'kptr-map-flags': { fault: 'kptr-slot', text: '-EACCES' },
  'kptr-map-type': { fault: 'kptr-slot', text: '-EOPNOTSUPP' },
  'kptr-map-frozen': { fault: 'kptr-slot', text: '-ENOTSUPP' },

  'offset-to-release': {
    fault: 'pointer-arithmetic',
    text: ({ arg }) =>
      `${reg(arg)} must have zero offset when passed to release func or trusted arg to kfunc`,
  },
  'shifted-argument': {
    fault: 'pointer-arithmetic',
    text: ({ callee, arg, struct }, version) => structs(callee, arg, struct, struct, version),
  },
  'variable-offset': {
    fault: 'pointer-arithmetic',
    text: ({ varOff }) => `variable ptr_ access var_off=${varOff} disallowed`,
  },
  'bitwise-on-pointer': {
    fault: 'pointer-arithmetic',
    text: ({ arg, operator }) => `${reg(arg)} bitwise operator ${operator} on pointer prohibited`,
  },
  'access-past-end': {
    fault: 'pointer-arithmetic',
    text: ({ struct, off, size }) => `access beyond struct ${struct} at off ${off} size ${size}`,
  },
  'mask-write': { fault: 'write-to-mask', text: 'only read is supported' },

  'populate-pair': {
    fault: 'populate-arguments',
    text: (_, version) =>
      `${since(version, WORDING_2026) ? 'R2 R3' : 'arg#1 arg#2'} memory, len pair leads to invalid memory access`,
  },
  'populate-length': {
    fault: 'populate-arguments',
    text: ({ arg }) => `${reg(arg)} min value is negative, either use unsigned or 'var &= const'`,
  },
  'populate-source-type': {
    fault: 'populate-arguments',
    text: ({ callee, arg }, version) =>
      `kernel function ${callee} ${since(version, WORDING_2026) ? reg(arg) : `args#${arg}`} pointer type UNKNOWN  is not supported`,
  },

  'global-caller': {
    fault: 'subprogram-argument',
    text: ({ index, name }) => `Caller passes invalid args into func#${index} ('${name}')`,
  },
  'global-untagged': {
    fault: 'subprogram-argument',
    text: ({ struct, size }) => `access beyond struct ${struct} at off 0 size ${size}`,
  },
  'global-returns-pointer': {
    fault: 'subprogram-argument',
    text: ({ name }) => `Global function ${name}() doesn't return scalar. Only those are supported.`,
  },

  'kfunc-not-allowed': {
    fault: 'program-type',
    text: ({ callee }) => `calling kernel function ${callee} is not allowed`,
  },
  'kfunc-unresolved': {
    fault: 'kernel-version',
    text: ({ callee }) => `kfunc '${callee}' is referenced but wasn't resolved`,
  },
  'kfunc-unresolved-call': { fault: 'kernel-version', text: '<invalid kfunc call>' },
  'ksym-not-found': {
    fault: 'kernel-version',
    text: ({ callee }) => `extern (func ksym) '${callee}': not found in kernel or module BTFs`,
  },
  'iterator-not-started': {
    fault: 'call-not-allowed-here',
    text: ({ type, arg }, version) =>
      `expected an initialized ${type} as ${since(version, WORDING_2026) ? reg(arg) : `arg #${arg}`}`,
  },
  uninitialised: { fault: 'uninitialised-pointer', text: ({ reg: r = 1 }) => `R${r} !read_ok` },
};
