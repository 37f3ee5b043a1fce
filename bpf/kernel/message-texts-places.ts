/** The kernel's texts about slots, offsets, populate, subprograms and symbols. `arg` counts from 0; see messages.ts. */
import { type Messages, reg, since, slotTypes, structs, WORDING_2026 } from './message-words.ts';

export const PLACE_MESSAGES = {
  'kptr-store': { fault: 'kptr-direct-store', text: 'store to referenced kptr disallowed' },
  'kptr-store-object': { fault: 'kptr-direct-store', text: 'direct access to kptr is disallowed' },
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
  'scalar-slot': {
    fault: 'possibly-null-argument',
    text: ({ arg }, version) => `${reg(arg)} type=scalar expected=${slotTypes(version)}`,
  },
  'kptr-none': { fault: 'kptr-slot', text: ({ arg }) => `${reg(arg)} has no valid kptr` },
  'kptr-wrong-type': {
    fault: 'kptr-slot',
    text: ({ arg, actual, expected, trust = '' }) =>
      `invalid kptr access, ${reg(arg)} type=${trust}ptr_${actual} expected=ptr_${expected}`,
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
  'variable-read': {
    fault: 'pointer-arithmetic',
    text: ({ arg, struct }) => `${reg(arg)} is ptr_${struct} invalid variable offset: off=0, var_off=`,
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
  'populate-unbounded': {
    fault: 'populate-arguments',
    text: ({ arg }) => `${reg(arg)} unbounded memory access, use 'var &= const' or 'if (var < const)'`,
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

  'return-range': {
    fault: 'return-range',
    text: ({ where, lo, hi, from, to }) =>
      `${where} the register R0 has smin=${lo} smax=${hi} should have been in [${from}, ${to}]`,
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
  'map-in-sleepable': {
    fault: 'call-not-allowed-here',
    text: 'Sleepable programs can only use array, hash, ringbuf and local storage maps',
  },
  'lock-in-tracing': {
    fault: 'call-not-allowed-here',
    text: 'tracing progs cannot use bpf_spin_lock yet',
  },
  'container-in-tracing': {
    fault: 'call-not-allowed-here',
    text: 'tracing progs cannot use bpf_{list_head,rb_root} yet',
  },
  'container-unlocked': {
    fault: 'call-not-allowed-here',
    text: ({ container, off }) =>
      `bpf_spin_lock${off === undefined ? '' : ` at off=${off}`} must be held for ${container}`,
  },
  'throw-in-callback': {
    fault: 'call-not-allowed-here',
    text: 'bpf_throw kfunc cannot be called from callback subprog',
  },
  'iterator-not-on-stack': {
    fault: 'call-not-allowed-here',
    text: ({ arg }, version) =>
      `${since(version, WORDING_2026) ? reg(arg) : `arg#${arg}`} expected pointer to an iterator on stack`,
  },
  'iterator-not-started': {
    fault: 'call-not-allowed-here',
    text: ({ type, arg }, version) =>
      `expected an initialized ${type} as ${since(version, WORDING_2026) ? reg(arg) : `arg #${arg}`}`,
  },
  uninitialised: { fault: 'uninitialised-pointer', text: ({ reg: r = 1 }) => `R${r} !read_ok` },
} satisfies Partial<Messages>;
