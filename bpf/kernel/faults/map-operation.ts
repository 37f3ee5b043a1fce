/** Faults of operations on maps, most from user space: map-operation-fails, map-value-buffer, per-cpu-value. */
import { type Callee, silent, warning } from '../fault-record.ts';
import type { Check, ErrnoName, MapFacts } from '../map-operations/types.ts';

export interface OperationData extends Callee {
  readonly map: Pick<MapFacts, 'name' | 'type' | 'valueSize'>;
}

/** What an operation with known arguments certainly comes to. */
export interface Refusal extends OperationData {
  readonly check: Check;
  /** Of several: which of them depends on what is in the map. */
  readonly errnos: readonly ErrnoName[];
  /** What libbpf prints. */
  readonly message: string | null;
  readonly kernel: string;
  readonly libbpf: string;
  /** Names of the flags that are set, and of the argument that they are. */
  readonly flags: readonly string[];
  readonly arg: number;
  readonly isBatch: boolean;
}

export interface Buffer extends OperationData {
  readonly arg: number;
  /** Bytes that it has, and that the kernel reads or writes: of a value, or of each CPU's. */
  readonly given: number;
  readonly needed: number;
  readonly isEachCpu: boolean;
  readonly isRead: boolean;
}

export const mapOperationFails = warning({
  id: 'map-operation-fails',
  title: 'Map operation that always fails',
  kinds: {
    rejected: silent<Refusal>(),
    /** A 32-bit number shifted by 32. */
    shifted: silent<OperationData & { readonly arg: number }>(),
    /** The CPU's number is as large as their count. */
    count: silent<OperationData & { readonly arg: number }>(),
    /** A BPF program deletes from a map whose elements stay. */
    permanent: silent<Callee & { readonly map: Pick<MapFacts, 'name' | 'type'> }>(),
  },
});

export const mapValueBuffer = warning({
  id: 'map-value-buffer',
  title: 'Buffer that is too small for the values of a map',
  kinds: {
    small: silent<Buffer>(),
    /** It has room for a value of each CPU, and not for what a value is rounded up to. */
    each: silent<Omit<Buffer, 'isEachCpu'>>(),
  },
});

export const perCpuValue = warning({
  id: 'per-cpu-value',
  title: 'Per-CPU values that come out otherwise than the flags say',
  kinds: {
    /** BPF_NOEXIST or BPF_EXIST beside BPF_F_CPU. */
    ignored: silent<OperationData & { readonly arg: number; readonly flag: string }>(),
    /** A new element of a hash written on one CPU. */
    creates: silent<OperationData & { readonly arg: number }>(),
    /** A value that was kept for a fixed number of CPUs. */
    cached: silent<OperationData & { readonly arg: number; readonly cpus: number }>(),
  },
});
