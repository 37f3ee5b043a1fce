/** Shapes of the kernel catalogue: plain data that checker, emulator, hover and completion read. */
import type { Said } from '../words/language.ts';
import type { EffectName } from './effects.ts';

/** `major.minor`, compared by number: '6.9' < '6.10'. */
export type Version = string;

export interface VersionRange {
  /** First version that has it; undefined: always. */
  readonly since?: Version;
  /** First version that no longer has it; undefined: still there. */
  readonly until?: Version;
}

/**
 * What the verifier asks of an argument.
 * - object: pointer to a kernel object of `struct`. `trust`: 'release' (must be an owned reference; consumed),
 *   'trusted' (owned or trusted), 'rcu' (also an RCU pointer), 'any' (untrusted will do).
 *   `memory: true`: plain memory of that size is accepted as well (both cpumask structs hold scalars only).
 * - slot: address of a `__kptr` field; transfer: reference that moves into the slot, or NULL.
 * - mem: readable (`write`: writable) memory; its size is argument `sizeArg`, or `size` bytes, or that of the map's key or value.
 */
export type ArgRole =
  | { readonly role: 'scalar' }
  | {
      readonly role: 'object';
      readonly struct: string;
      readonly trust: 'release' | 'trusted' | 'rcu' | 'any';
      readonly nullable?: boolean;
      readonly memory?: boolean;
      /** The kfunc changes the object: a `const struct cpumask` is the wrong type. */
      readonly mutates?: boolean;
    }
  | { readonly role: 'slot' }
  /** `borrowed`: the caller's copy stays usable until the lock that protects the container is dropped (list, tree). */
  | { readonly role: 'transfer'; readonly nullable: boolean; readonly borrowed?: boolean }
  | { readonly role: 'map' }
  | { readonly role: 'map-key' }
  | { readonly role: 'map-value'; readonly nullable?: boolean }
  | {
      readonly role: 'mem';
      readonly write?: boolean;
      readonly sizeArg?: number;
      readonly size?: number;
      readonly nullable?: boolean;
    }
  | { readonly role: 'size' }
  | { readonly role: 'flags'; readonly set?: string }
  /** `index` of the argument that the callback gets as its context; `params`: what it is called with. */
  | { readonly role: 'callback'; readonly contextArg?: number; readonly params: readonly CallbackParam[] }
  | { readonly role: 'context' }
  | { readonly role: 'lock' }
  | { readonly role: 'irq-flag' }
  | { readonly role: 'timer' }
  | { readonly role: 'iterator' }
  /** On the stack. `use`: it is set up (of memory, a reserved record, a packet, or as another one is), used, or given back. */
  | {
      readonly role: 'dynptr';
      readonly use: 'make' | 'reserve' | 'packet' | 'copy' | 'read' | 'end';
    }
  /** A variable for each CPU, or a kptr of that kind. */
  | { readonly role: 'percpu' }
  | { readonly role: 'string' }
  | { readonly role: 'type' }
  | { readonly role: 'any' };

export type CallbackParam =
  | 'index'
  | 'context'
  | 'map'
  | 'key'
  | 'value'
  | 'task'
  | 'vma'
  | 'scalar'
  | 'dynptr';

export interface CatalogueParam {
  readonly name: string;
  readonly type: string;
  readonly arg: ArgRole;
  /** One line for hover and signature help. */
  readonly doc?: string;
  /** Later forms of this parameter, oldest first; `type` and `arg` above are the first form. See `paramAt`. */
  readonly changes?: readonly { readonly since: Version; readonly type: string; readonly arg: ArgRole }[];
}

/**
 * What comes back.
 * - reference: owned, must be ended by one of `releasedBy`; object: borrowed kernel object with this trust.
 *   `struct` '*': the type that argument 0 names or points to; 'result': what the C type of the result says.
 * - slot-content: what the slot held, owned, or NULL; `releasersOf(struct)` says what ends it.
 * - map-value: of the map in argument 0; memory: `size` bytes (or argument `sizeArg`) of plain memory.
 */
export type Returns =
  | { readonly kind: 'void' }
  /** `mostArg`: no more than that argument may be (kernel/bpf/verifier.c, do_refine_retval_range). */
  | { readonly kind: 'scalar'; readonly min?: number; readonly max?: number; readonly mostArg?: number }
  | {
      readonly kind: 'reference';
      readonly struct: string;
      readonly nullable: boolean;
      /** `nullable` only where argument 0 was borrowed. */
      readonly sureIfOwned?: boolean;
      /** Functions that end it; bpf_kptr_xchg does as well, for kptr types. */
      readonly releasedBy?: readonly string[];
    }
  | {
      readonly kind: 'object';
      readonly struct: string;
      readonly trust: 'trusted' | 'rcu' | 'untrusted';
      readonly nullable: boolean;
    }
  | { readonly kind: 'slot-content' }
  | { readonly kind: 'map-value'; readonly nullable: boolean }
  | {
      readonly kind: 'memory';
      readonly nullable: boolean;
      readonly size?: number;
      readonly sizeArg?: number;
      readonly reference?: boolean;
      /** The program may not write there (MEM_RDONLY). */
      readonly readOnly?: boolean;
      readonly releasedBy?: readonly string[];
    }
  | { readonly kind: 'argument'; readonly index: number }
  | { readonly kind: 'unknown' };

export interface FlagsByVersion extends VersionRange {
  /** KF_ACQUIRE, KF_RELEASE, KF_RET_NULL, KF_TRUSTED_ARGS, KF_RCU, KF_SLEEPABLE … */
  readonly flags: readonly string[];
}

export interface ProgramTypeRule extends VersionRange {
  /** Key of PROGRAM_TYPES: 'tracing', 'struct_ops', 'syscall', 'kprobe' … */
  readonly type: string;
}

export interface KernelFunction extends VersionRange {
  readonly name: string;
  readonly kind: 'kfunc' | 'helper' | 'macro' | 'library';
  readonly prototype: string;
  readonly params: readonly CatalogueParam[];
  readonly returns: Returns;
  /** Later forms of `returns`, oldest first. See `returnsAt`. */
  readonly returnsChanges?: readonly { readonly since: Version; readonly returns: Returns }[];
  readonly flags: readonly FlagsByVersion[];
  /** undefined: every program type. */
  readonly programTypes?: readonly ProgramTypeRule[];
  readonly sleepable?: boolean;
  /** Changes the context: checker and emulator both switch on it. */
  readonly effect: EffectName;
  /**
   * The sched_ext headers wrap the name, so that a call in source works from this version on, whatever `since` says
   * of the kernel's own symbol.
   */
  readonly wrappedSince?: Version;
  /** The kernel on which programs that call it were loaded; undefined: it was read in the kernel's source. */
  readonly verifiedOn?: Version;
  /** A helper's number, as the verifier prints it (`bpf_copy_from_user#148`). */
  readonly helperId?: number;
  /**
   * In the catalogue so that it can be explained: the map's own destructor, or a proposal that no kernel has. What is
   * `proposed` can be called where the target is a kernel with proposals (`targetKernel`).
   */
  readonly notCallable?: 'destructor' | 'never-merged' | 'proposed';
  /** The year of a proposal. */
  readonly proposedIn?: number;
  readonly replacedBy?: string;
  /** One paragraph for hovers, in each of their languages. */
  readonly doc: Said;
  readonly notes?: readonly string[];
  readonly source?: string;
}

/** What lists say of a fault; the closed list of ids is in `faults/`. */
export interface FaultKind {
  readonly id: string;
  readonly severity: 'error' | 'warning' | 'information' | 'hint';
  /** One line for lists. */
  readonly title: string;
  /** Rows of the verifier's rules that it stands for. */
  readonly rules: readonly string[];
}
