/** The target kernel's own words for a fault: which of the catalogue's messages it is, and with what in it. */
import { compareVersions } from '../../bpf/kernel/index.ts';
import {
  kernelMessage,
  type MessageData,
  type MessageVariant,
  WORDING_2026,
} from '../../bpf/kernel/messages.ts';
import type { Fault } from '../analysis/engine/faults.ts';
import { acquisition, num, text } from './rule.ts';

type Words = { readonly [V in MessageVariant]: readonly [V, MessageData[V]] }[MessageVariant];
type Say = (f: Fault, kernel: string) => Words;

const arg = (f: Fault) => num(f, 'arg');
const callee = (f: Fault) => text(f, 'function');
/** The verifier names the kind of lock, not the function. */
const unlocker = (f: Fault) => (/res_/.test(callee(f)) ? 'bpf_res_spin_unlock' : 'bpf_spin_unlock');
/** All spin locks are one kind of region. */
const regionOf = (f: Fault) => text(f, 'section').replace('bpf_res_spin_lock', 'bpf_spin_lock');
const mask = (f: Fault) => (f.data.want === 'bpf_cpumask' ? 40 : 32);

const shifted: Say = (f) => [
  'shifted-argument',
  { arg: arg(f), callee: callee(f), struct: text(f, 'struct') },
];
const isHelper = (f: Fault) => f.data.kind === 'helper';
/** What helpers take as memory, and as an object. */
const MEMORY = 'fp, pkt, pkt_meta, map_key, map_value, mem, ringbuf_mem, buf, trusted_ptr_';
const OBJECTS = 'ptr_, trusted_ptr_, rcu_ptr_';
const EXPECTED: Readonly<Record<string, string>> = { map: 'map_ptr', callback: 'func' };
/** The memory of a ring buffer record has a type of its own. */
const nullType = (f: Fault) =>
  text(f, 'type') === 'mem_or_null' && acquisition(f) ? 'ringbuf_mem_or_null' : text(f, 'type');
const FIRST_MEMBER: Readonly<Record<string, string>> = { bpf_cpumask: 'cpumask', task_struct: 'thread_info' };
const leak: Say = () => ['unreleased-reference', {}];

/** `id/what`, as the explorer reports them. */
const WORDS: Readonly<Record<string, Say>> = {
  'unreleased-reference/exit': leak,
  'unreleased-reference/lost': leak,
  'unreleased-reference/overwritten': leak,
  'unreleased-reference/returned': leak,
  'unreleased-reference/throw': leak,
  'unreleased-reference/tail-call': leak,

  'possibly-null-argument/unchecked': (f) =>
    f.data.kind === 'helper' ? ['null-helper-argument', { arg: arg(f) }] : ['null-argument', { arg: arg(f) }],
  'possibly-null-argument/null': (f) =>
    f.data.kind === 'helper' ? ['null-helper-argument', { arg: arg(f) }] : ['null-argument', { arg: arg(f) }],
  'possibly-null-argument/helper': (f) => ['null-helper-argument', { arg: arg(f) }],
  'possibly-null-argument/slot': (f) => ['null-map-value-argument', { arg: arg(f) }],
  'possibly-null-argument/null-slot': (f) => ['scalar-slot', { arg: arg(f) }],
  'possibly-null-argument/literal': (f) =>
    f.data.role === 'slot'
      ? ['scalar-slot', { arg: arg(f) }]
      : [
          'helper-argument-type',
          { arg: arg(f), type: 'scalar', expected: EXPECTED[text(f, 'role')] ?? MEMORY },
        ],
  'possibly-null-argument/shifted': (f) => ['null-arithmetic', { arg: arg(f), type: text(f, 'type') }],
  'possibly-null-argument/memory': (f) =>
    isHelper(f)
      ? ['helper-argument-type', { arg: arg(f), type: nullType(f), expected: MEMORY }]
      : ['null-argument', { arg: arg(f) }],
  'possibly-null-argument/global': (f) =>
    acquisition(f)
      ? ['null-global-argument', { arg: arg(f) }]
      : ['helper-argument-type', { arg: arg(f), type: 'rcu_ptr_or_null_', expected: OBJECTS }],
  'possibly-null-dereference/access': (f) => ['null-dereference', { type: nullType(f) }],

  'use-after-release/access': () => ['scalar-dereference', {}],
  'use-after-release/argument': (f) => ['released-argument', { arg: arg(f) }],
  'use-after-release/release': (f, kernel) =>
    compareVersions(kernel, WORDING_2026) >= 0
      ? ['release-not-owned', { arg: arg(f), callee: callee(f) }]
      : ['released-argument', { arg: arg(f) }],
  'use-after-release/transfer': (f) =>
    isHelper(f)
      ? ['helper-argument-type', { arg: arg(f), type: 'scalar', expected: OBJECTS }]
      : ['released-argument', { arg: arg(f) }],

  'not-owned/acquire': (f) => ['not-trusted', { arg: arg(f) }],
  'not-owned/release': (f) => ['not-trusted', { arg: arg(f) }],
  'not-owned/not-refcounted': (f) => ['release-not-owned', { arg: arg(f), callee: callee(f) }],
  'not-owned/memory': (f) => [
    'helper-argument-type',
    { arg: arg(f), type: text(f, 'struct'), expected: OBJECTS },
  ],
  'not-owned/other-struct': (f) => [
    'kptr-wrong-type',
    {
      arg: arg(f),
      actual: text(f, 'struct'),
      expected: text(f, 'want'),
      trust: f.data.trust ? `${text(f, 'trust')}_` : '',
    },
  ],
  'not-owned/transfer': (f) => ['transfer-not-owned', { arg: arg(f) }],

  'wrong-mask-type/struct': (f) => [
    'wrong-struct',
    { arg: arg(f), callee: callee(f), expected: text(f, 'want'), actual: text(f, 'struct') },
  ],
  'wrong-mask-type/not-allocated': (f) => ['not-allocated', { arg: arg(f) }],
  'wrong-mask-type/scalar': (f) => ['scalar-argument', { arg: arg(f) }],
  'wrong-mask-type/context': (f) => [
    'context-argument',
    { struct: 'bpf_context', off: 31, size: 1, ...f.data },
  ],
  'wrong-mask-type/memory-too-small': (f) => [
    'stack-too-short',
    { arg: arg(f), off: -num(f, 'size'), size: mask(f) },
  ],
  'wrong-mask-type/map-value-too-small': (f) =>
    f.data.memory === 1
      ? ['memory-outside', { memSize: num(f, 'size'), off: 0, size: mask(f) }]
      : ['map-value-outside', { valueSize: num(f, 'size'), off: 0, size: mask(f) }],
  'wrong-mask-type/read-only-memory': (f) => [
    'read-only-memory',
    { valueSize: num(f, 'size'), off: num(f, 'off'), size: mask(f) },
  ],

  'untrusted-pointer/no-section': (f) => ['untrusted-argument', { arg: arg(f) }],
  'untrusted-pointer/acquire': (f) => ['not-trusted', { arg: arg(f) }],
  'untrusted-pointer/release': (f) => ['not-trusted', { arg: arg(f) }],
  'untrusted-pointer/number': () => ['scalar-dereference', {}],
  'untrusted-pointer/global': (f) => ['untrusted-helper-argument', { arg: arg(f) }],
  'outside-rcu-section/section-ended': (f) => ['not-rcu-argument', { arg: arg(f) }],
  'outside-rcu-section/no-section': (f) => ['not-rcu-argument', { arg: arg(f) }],
  'outside-rcu-section/global': (f) => ['untrusted-helper-argument', { arg: arg(f) }],
  'outside-rcu-section/iterator': (f) => ['rcu-protection-required', { callee: callee(f) }],

  'unbalanced-rcu-section/unmatched': () => ['rcu-unmatched-unlock', {}],
  'unbalanced-rcu-section/nested': () => ['rcu-nested-lock', {}],
  'unbalanced-rcu-section/unmatched-preempt': () => ['preempt-unmatched-enable', {}],
  'unbalanced-rcu-section/unmatched-lock': (f) => ['lock-unmatched-unlock', { callee: callee(f) }],
  'unbalanced-rcu-section/unlock-of-another': (f) => ['lock-other-unlock', { callee: unlocker(f) }],
  'unbalanced-rcu-section/unlock-order': (f) => ['lock-unlock-order', { callee: unlocker(f) }],
  'unbalanced-rcu-section/locked-again': () => ['lock-again', {}],
  'unbalanced-rcu-section/irq-flag-elsewhere': (f) => ['irq-flag-elsewhere', { arg: arg(f) }],
  'unbalanced-rcu-section/irq-flag-in-use': (f) => ['irq-flag-in-use', { arg: arg(f) }],
  'unbalanced-rcu-section/irq-flag-unset': (f) => ['irq-flag-unset', { arg: arg(f) }],
  'unbalanced-rcu-section/irq-flag-class': (f) => [
    'irq-flag-class',
    { saved: text(f, 'saved'), restored: text(f, 'restored') },
  ],
  'unbalanced-rcu-section/irq-order': () => ['irq-order', {}],
  'unbalanced-rcu-section/exit-locked': (f) => EXITS[text(f, 'section')] ?? ['rcu-at-exit', {}],
  'unbalanced-rcu-section/throw': (f) => ['section-at-throw', { section: regionOf(f) }],
  'unbalanced-rcu-section/tail-call': () => ['rcu-at-tail-call', {}],

  'call-not-allowed-here/under-lock': () => ['call-under-lock', {}],
  'call-not-allowed-here/global-under-lock': () => ['global-call-under-lock', {}],
  'call-not-allowed-here/global-may-sleep': () => ['sleepable-global-function', {}],
  'call-not-allowed-here/sleeps-in-rcu': (f) =>
    isHelper(f)
      ? ['sleepable-helper-in-rcu', { callee: callee(f), id: num(f, 'helper') }]
      : ['sleepable-kfunc-in-rcu', { callee: callee(f) }],
  'call-not-allowed-here/sleeps-non-preemptible': (f) =>
    isHelper(f)
      ? ['sleepable-helper-no-preempt', { callee: callee(f), id: num(f, 'helper') }]
      : ['sleepable-kfunc-in-rcu', { callee: callee(f) }],
  'call-not-allowed-here/sleeps-irq-off': (f) =>
    isHelper(f)
      ? ['sleepable-helper-irq-off', { callee: callee(f), id: num(f, 'helper') }]
      : ['sleepable-kfunc-irq-off', { callee: callee(f) }],
  'call-not-allowed-here/sleeps-in-program': (f) =>
    isHelper(f) ? ['sleepable-helper-in-program', {}] : ['sleepable-kfunc-in-program', { callee: callee(f) }],
  'call-not-allowed-here/map-in-sleepable': () => ['map-in-sleepable', {}],
  'call-not-allowed-here/lock-in-tracing': () => ['lock-in-tracing', {}],
  'call-not-allowed-here/container-in-tracing': () => ['container-in-tracing', {}],
  'call-not-allowed-here/container-unlocked': (f) => [
    'container-unlocked',
    { container: text(f, 'container') },
  ],
  'call-not-allowed-here/throw-in-callback': () => ['throw-in-callback', {}],
  'call-not-allowed-here/iterator-not-on-stack': (f) => ['iterator-not-on-stack', { arg: arg(f) }],
  'call-not-allowed-here/iterator-not-started': (f) => [
    'iterator-not-started',
    { type: text(f, 'struct'), arg: arg(f) },
  ],

  'kptr-direct-store/store': () => ['kptr-store', {}],
  'kptr-direct-store/object': () => ['kptr-store-object', {}],
  'kptr-direct-store/copy': () => ['kptr-store', {}],
  'kptr-slot/not-a-map-value': (f) => ['kptr-on-stack', { arg: arg(f) }],
  'kptr-slot/no-slot': (f) => ['kptr-none', { arg: arg(f) }],
  'kptr-slot/wrong-field': (f) => ['kptr-wrong-field', { off: num(f, 'off') }],
  'kptr-slot/outside': (f) => ['kptr-wrong-field', { off: num(f, 'off') }],
  'kptr-slot/untrusted-slot': (f) => ['kptr-untrusted-field', { off: num(f, 'off') }],
  'kptr-slot/variable-offset': (f) => ['kptr-variable-offset-xchg', { arg: arg(f) }],
  'kptr-slot/variable-access': () => ['kptr-variable-offset-access', {}],
  'kptr-slot/narrow-access': () => ['kptr-size', {}],
  'kptr-slot/misaligned': (f) => ['kptr-misaligned', { expected: num(f, 'expected'), off: num(f, 'off') }],
  'kptr-slot/written-by-helper': () => ['kptr-indirect', {}],
  'kptr-slot/wrong-struct': (f) => [
    'kptr-wrong-type',
    { arg: arg(f), actual: text(f, 'struct'), expected: text(f, 'want') },
  ],
  'kptr-slot/scalar': (f) => ['helper-argument-type', { arg: arg(f), type: 'scalar', expected: OBJECTS }],

  'pointer-arithmetic/variable-offset': () => ['variable-offset', { varOff: '(0x0; 0x8)' }],
  'pointer-arithmetic/variable-read': (f) => ['variable-read', { arg: arg(f), struct: text(f, 'struct') }],
  'pointer-arithmetic/release-offset': (f) => ['offset-to-release', { arg: arg(f) }],
  'pointer-arithmetic/offset': shifted,
  'pointer-arithmetic/bitwise': (f) => ['bitwise-on-pointer', { arg: arg(f), operator: text(f, 'operator') }],
  'pointer-arithmetic/past-end': (f) => [
    'access-past-end',
    { struct: text(f, 'struct'), off: num(f, 'off'), size: num(f, 'size') },
  ],
  'write-to-mask/store': () => ['mask-write', {}],

  'populate-arguments/pair': () => ['populate-pair', {}],
  'populate-arguments/unbounded': (f) => ['populate-length', { arg: arg(f) }],
  'populate-arguments/unbounded-unsigned': (f) => ['populate-unbounded', { arg: arg(f) }],
  'populate-arguments/mask-source': (f) => ['populate-source-type', { arg: arg(f), callee: callee(f) }],

  'subprogram-argument/returns-pointer': (f) => ['global-returns-pointer', { name: callee(f) }],
  'subprogram-argument/untagged': (f) => [
    'global-untagged',
    // The kernel names the first member, into which it has followed the offset.
    { struct: FIRST_MEMBER[text(f, 'struct')] ?? text(f, 'struct'), size: num(f, 'size') },
  ],
  'subprogram-argument/null-to-trusted': (f) => [
    'helper-argument-type',
    { arg: arg(f), type: 'scalar', expected: OBJECTS },
  ],

  'return-range/callback': (f) => ['return-range', returned(f, 'At callback return')],
  'return-range/program': (f) => ['return-range', returned(f, 'At program exit')],

  'program-type/not-allowed': (f) => ['kfunc-not-allowed', { callee: callee(f) }],
  'kernel-version/not-yet': (f) => missing(f),
  'kernel-version/gone': (f) => missing(f),
};

function returned(f: Fault, where: string): MessageData['return-range'] {
  return { where, lo: num(f, 'lo'), hi: num(f, 'hi'), from: num(f, 'from'), to: num(f, 'to') };
}

const EXITS: Readonly<Record<string, Words>> = {
  bpf_spin_lock: ['lock-at-exit', {}],
  bpf_res_spin_lock: ['lock-at-exit', {}],
  bpf_local_irq_save: ['irq-at-exit', {}],
  bpf_rcu_read_lock: ['rcu-at-exit', {}],
  bpf_preempt_disable: ['preempt-at-exit', {}],
};

/** Weak symbols fail in the verifier, strong ones already in libbpf. */
function missing(f: Fault): Words {
  return f.data.weak === 1
    ? ['kfunc-unresolved', { callee: callee(f) }]
    : ['ksym-not-found', { callee: callee(f) }];
}

/** Every `id/what` that a kernel has words for. */
export const WORDED: readonly string[] = Object.keys(WORDS);

/** '' when that kernel says nothing. */
export function kernelWords(fault: Fault, kernel: string): string {
  const words = WORDS[`${fault.id}/${fault.what}`]?.(fault, kernel);
  return words ? kernelMessage(words[0], words[1] as never, kernel) : '';
}
