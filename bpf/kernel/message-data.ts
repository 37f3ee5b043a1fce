/** What each of the kernel's messages needs to know: a closed union of variants. */

type None = Readonly<Record<never, never>>;
interface Arg {
  readonly arg: number;
}
interface Callee {
  readonly callee: string;
}
interface Access {
  readonly off: number;
  readonly size: number;
}

/** What each message needs. */
export interface MessageData {
  'unreleased-reference': { readonly id?: number; readonly insn?: number };
  'exit-with-reference': None;
  'tail-call-with-reference': None;
  'throw-with-reference': None;

  'null-argument': Arg;
  'null-helper-argument': Arg;
  'null-map-value-argument': Arg;
  'null-global-argument': Arg;
  'null-arithmetic': Arg & { readonly type: string };
  'null-dereference': { readonly reg?: number; readonly type: string };

  'released-argument': Arg;
  'scalar-dereference': { readonly reg?: number };

  'not-trusted': Arg;
  'release-not-owned': Arg & Callee;
  'transfer-not-owned': Arg;
  'callback-releases-callers': Callee & { readonly id?: number };

  /** Any helper argument of another kind: `type` and `expected` as the verifier names them. */
  'helper-argument-type': Arg & { readonly type: string; readonly expected: string };

  'wrong-struct': Arg & Callee & { readonly expected: string; readonly actual: string };
  'scalar-argument': Arg;
  'not-allocated': Arg;
  'context-argument': { readonly struct: string } & Access;
  'stack-too-short': Arg & Access;
  'map-value-too-short': Arg;
  'map-value-outside': { readonly valueSize: number } & Access;
  'memory-outside': { readonly memSize: number } & Access;
  'read-only-memory': { readonly valueSize: number } & Access;

  'untrusted-argument': Arg;
  'not-rcu-argument': Arg;
  'untrusted-helper-argument': Arg;
  'rcu-protection-required': Callee;

  'rcu-unmatched-unlock': None;
  'rcu-at-exit': None;
  'rcu-nested-lock': None;
  'rcu-at-tail-call': None;
  'section-at-throw': { readonly section: string };
  'preempt-at-exit': { readonly depth?: number };
  'preempt-unmatched-enable': None;
  'lock-at-exit': None;
  'lock-unmatched-unlock': Callee;
  'lock-other-unlock': Callee;
  'lock-unlock-order': Callee;
  'lock-again': None;
  'irq-flag-elsewhere': Arg;
  'irq-flag-in-use': Arg;
  'irq-flag-unset': Arg;
  'irq-flag-class': { readonly saved: string; readonly restored: string };
  'irq-order': None;
  'irq-at-exit': None;

  'sleepable-helper-in-rcu': Callee & { readonly id: number };
  'sleepable-helper-no-preempt': Callee & { readonly id: number };
  'sleepable-kfunc-in-rcu': Callee;
  'sleepable-kfunc-no-preempt': Callee;
  'sleepable-helper-irq-off': Callee & { readonly id: number };
  'sleepable-kfunc-irq-off': Callee;
  'sleepable-helper-in-program': None;
  'sleepable-kfunc-in-program': Callee;
  'sleepable-global-function': None;
  'map-in-sleepable': None;
  'lock-in-tracing': None;
  'call-under-lock': None;
  'global-call-under-lock': None;

  'kptr-store': None;
  'kptr-store-object': None;
  'kptr-size': None;
  'kptr-misaligned': { readonly expected: number; readonly off: number };
  'kptr-variable-offset-access': None;
  'kptr-variable-offset-xchg': Arg;
  'kptr-indirect': None;
  'kptr-wrong-field': { readonly off: number };
  'kptr-untrusted-field': { readonly off: number };
  'kptr-not-static': { readonly map: string };
  'kptr-none': Arg;
  'scalar-slot': Arg;
  /** `trust`: '' or 'rcu_', 'untrusted_' … as the verifier prefixes pointer types. */
  'kptr-wrong-type': Arg & { readonly actual: string; readonly expected: string; readonly trust?: string };
  'kptr-on-stack': Arg;
  'kptr-map-flags': None;
  'kptr-map-type': None;
  'kptr-map-frozen': None;

  'offset-to-release': Arg;
  'shifted-argument': Arg & Callee & { readonly struct: string };
  'variable-read': Arg & { readonly struct: string };
  'variable-offset': { readonly varOff: string };
  'bitwise-on-pointer': Arg & { readonly operator: string };
  'access-past-end': { readonly struct: string } & Access;
  'mask-write': None;

  'populate-pair': None;
  'populate-length': Arg;
  'populate-unbounded': Arg;
  'populate-source-type': Arg & Callee;

  'global-caller': { readonly index: number; readonly name: string };
  'global-untagged': { readonly struct: string; readonly size: number };
  'global-returns-pointer': { readonly name: string };

  'return-range': {
    readonly where: string;
    readonly lo: number;
    readonly hi: number;
    readonly from: number;
    readonly to: number;
  };

  'kfunc-not-allowed': Callee;
  'kfunc-unresolved': Callee;
  'kfunc-unresolved-call': None;
  'ksym-not-found': Callee;
  'container-in-tracing': None;
  'container-unlocked': { readonly container: string; readonly off?: number };
  'throw-in-callback': None;
  'iterator-not-on-stack': Arg;
  'iterator-not-started': { readonly type: string; readonly arg: number };
  uninitialised: { readonly reg?: number };
}

/** One text of the kernel's. */
export type MessageVariant = keyof MessageData;
