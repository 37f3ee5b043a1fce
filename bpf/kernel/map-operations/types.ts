/** What is asked of a map operation, and what is answered. */
import type { ERRNO } from '../flags.ts';
import type { Version } from '../types.ts';

export type ElementOperation = 'lookup' | 'update' | 'delete' | 'lookup_and_delete' | 'get_next_key';
export type BatchOperation = 'lookup_batch' | 'update_batch' | 'delete_batch' | 'lookup_and_delete_batch';
export type Operation = ElementOperation | BatchOperation;

/** `raw`: the bpf() system call, as bpf_map_*_elem() and bpf_map_*_batch() make it. `libbpf`: bpf_map__*_elem(). */
export type Side = 'raw' | 'libbpf' | 'program';

/** `out_of_range`: an index that an array does not have. */
export type KeyState = 'present' | 'absent' | 'out_of_range';

export type ErrnoName = Extract<
  keyof typeof ERRNO,
  'EPERM' | 'ENOENT' | 'E2BIG' | 'EEXIST' | 'EINVAL' | 'ENOSPC' | 'ERANGE' | 'EOPNOTSUPP' | 'ENOTSUPP'
>;

/** Checks by the place that makes them. Those of the kernel stand in the order in which 7.0 makes them. */
export type LibbpfCheck =
  | 'libbpf-not-created'
  | 'libbpf-key-size'
  | 'libbpf-both-flags'
  | 'libbpf-value-size-one'
  | 'libbpf-value-size-all'
  | 'libbpf-value-size';
export type KernelCheck =
  | 'attr-not-used'
  | 'permission'
  | 'no-such-operation'
  | 'allowed-bits'
  | 'lock-without-spin-lock'
  | 'cpu-without-BPF_F_CPU'
  | 'map-type'
  | 'both-flags'
  | 'cpu-range'
  | 'key-without-keys'
  | 'map-flag-bound'
  | 'index'
  | 'existence'
  | 'prefix'
  | 'full'
  | 'no-delete'
  | 'end-of-map';
export type Check = LibbpfCheck | KernelCheck;

/** A word of flags: its lower half, and what the upper one, a CPU's number, can be. */
export interface FlagWord {
  readonly low: bigint;
  readonly cpu: { readonly min: bigint; readonly max: bigint };
}

export interface MapFacts {
  /** Full name: `BPF_MAP_TYPE_HASH`. */
  readonly type: string;
  readonly keySize: number;
  readonly valueSize: number;
  readonly maxEntries: number;
  readonly mapFlags?: number;
  /** The value has a bpf_spin_lock. */
  readonly hasSpinLock: boolean;
  readonly name: string;
  /** Frozen by BPF_MAP_FREEZE, as libbpf does with `.rodata`. */
  readonly frozen?: boolean;
}

/** What is undefined is not known: checks that depend on it may refuse, or not. */
export interface MapOperation {
  readonly map: MapFacts;
  readonly operation: Operation;
  readonly side: Side;
  /** Of libbpf, where `side` is that. */
  readonly libbpf?: Version;
  readonly kernel: Version;
  readonly possibleCpus?: number | undefined;
  readonly flags: FlagWord;
  readonly keySize?: number | undefined;
  /** What the caller says its value has: `value_sz`. */
  readonly valueSize?: number | undefined;
  readonly created?: boolean | undefined;
  readonly key?: KeyState | undefined;
  /** A key is passed, and not NULL. */
  readonly hasKey?: boolean | undefined;
  /** Of a trie: its prefix is longer than its data. */
  readonly isTooLong?: boolean | undefined;
  /** All entries are taken by other keys. */
  readonly full?: boolean | undefined;
  /** Batches: elements that are asked for, and that the map has. */
  readonly count?: number | undefined;
  readonly found?: number | undefined;
}

/** One check: whether it refuses. undefined: that depends on what is not known. */
export interface Step {
  readonly check: Check;
  readonly errno: ErrnoName;
  readonly refuses: boolean | undefined;
}

export interface Answer {
  readonly result: 'ok' | ErrnoName;
  /** Positive; 0: it worked. */
  readonly errno: number;
  /** Who answers. */
  readonly by: 'kernel' | 'libbpf';
  /** The first check that refused. */
  readonly check: Check | null;
  /** What libbpf prints, without `libbpf: ` in front; the map's number of CPUs as `N` where it is not known. */
  readonly message: string | null;
  /** Bytes of values that the kernel copies for one element; null: none. */
  readonly bytes: number | null;
  /** Another element goes: the map was full and is an LRU. */
  readonly evicts: boolean;
  /** Checks before that one that might have refused: what they depend on is not known. */
  readonly maybe: readonly Step[];
}
