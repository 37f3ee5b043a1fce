/** The kernel's texts as a table. `arg` counts from 0; see messages.ts. */
import { PLACE_MESSAGES } from './message-texts-places.ts';
import {
  atExit,
  type Messages,
  NESTED_RCU_SINCE,
  number,
  position,
  RCU_PROTECTION_SINCE,
  rcu,
  reg,
  scalar,
  since,
  slotTypes,
  structs,
  WORDING_2026,
  WORDING_EXIT,
} from './message-words.ts';

export const MESSAGES: Messages = {
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
  'null-arithmetic': {
    fault: 'possibly-null-argument',
    text: ({ arg, type }) => `${reg(arg)} pointer arithmetic on ${type} prohibited, null-check it first`,
  },
  'null-dereference': {
    fault: 'possibly-null-dereference',
    text: ({ reg: r = 0, type }) => `R${r} invalid mem access '${type}'`,
  },

  'released-argument': { fault: 'use-after-release', text: scalar },
  'scalar-dereference': {
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
  'not-allocated': {
    fault: 'wrong-mask-type',
    text: ({ arg }, version) =>
      `${since(version, WORDING_2026) ? reg(arg) : `arg#${arg}`} expected pointer to allocated object`,
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
  'map-value-outside': {
    fault: 'wrong-mask-type',
    text: ({ valueSize, off, size }) =>
      `invalid access to map value, value_size=${valueSize} off=${off} size=${size}`,
  },
  'memory-outside': {
    fault: 'wrong-mask-type',
    text: ({ memSize, off, size }) => `invalid access to memory, mem_size=${memSize} off=${off} size=${size}`,
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
  'section-at-throw': {
    fault: 'unbalanced-rcu-section',
    text: ({ section }) => `bpf_throw cannot be used inside ${section}-ed region`,
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
  'irq-at-exit': {
    fault: 'unbalanced-rcu-section',
    text: atExit('cannot be used inside bpf_local_irq_save-ed region', 'bpf_local_irq_restore is missing'),
  },
  'lock-unmatched-unlock': {
    fault: 'unbalanced-rcu-section',
    text: ({ callee }) =>
      `${/res_/.test(callee) ? 'bpf_res_spin_unlock' : 'bpf_spin_unlock'} without taking a lock`,
  },
  'lock-other-unlock': {
    fault: 'unbalanced-rcu-section',
    text: ({ callee }) => `${callee} of different lock`,
  },
  'lock-unlock-order': {
    fault: 'unbalanced-rcu-section',
    text: ({ callee }) => `${callee} cannot be out of order`,
  },
  'lock-again': {
    fault: 'unbalanced-rcu-section',
    text: 'Acquiring the same lock again, AA deadlock detected',
  },
  'irq-flag-elsewhere': {
    fault: 'unbalanced-rcu-section',
    text: ({ arg }) => `arg#${arg} doesn't point to an irq flag on stack`,
  },
  'irq-flag-in-use': {
    fault: 'unbalanced-rcu-section',
    text: ({ arg }) => `expected uninitialized irq flag as arg#${arg}`,
  },
  'irq-flag-unset': {
    fault: 'unbalanced-rcu-section',
    text: ({ arg }) => `expected an initialized irq flag as arg#${arg}`,
  },
  'irq-flag-class': {
    fault: 'unbalanced-rcu-section',
    text: ({ saved, restored }) =>
      `irq flag acquired by ${saved} kfuncs cannot be restored with ${restored} kfuncs`,
  },
  'irq-order': { fault: 'unbalanced-rcu-section', text: 'cannot restore irq state out of order' },
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
  'sleepable-helper-irq-off': {
    fault: 'call-not-allowed-here',
    text: ({ callee, id }) => `sleepable helper ${callee}#${id} in IRQ-disabled region`,
  },
  'sleepable-kfunc-irq-off': {
    fault: 'call-not-allowed-here',
    text: ({ callee }) => `kernel func ${callee} is sleepable within IRQ-disabled region`,
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

  ...PLACE_MESSAGES,
};
