/** Functions of libbpf that work on elements of maps, by where their arguments stand. */
import type { Operation } from '../../../bpf/kernel/map-operations/types.ts';

export interface LibraryOperation {
  readonly operation: Operation;
  /** Takes a `struct bpf_map *`, and sizes; else a descriptor. */
  readonly isTyped: boolean;
  readonly key: number;
  readonly keySize?: number;
  readonly value?: number;
  readonly valueSize?: number;
  readonly flags?: number;
  /** A `struct bpf_map_batch_opts *`. */
  readonly opts?: number;
  readonly count?: number;
}

const RAW = { isTyped: false, key: 1 } as const;
const TYPED = { isTyped: true, key: 1, keySize: 2 } as const;

export const LIBRARY_OPERATIONS: Readonly<Record<string, LibraryOperation>> = {
  bpf_map_update_elem: { ...RAW, operation: 'update', value: 2, flags: 3 },
  bpf_map_lookup_elem: { ...RAW, operation: 'lookup', value: 2 },
  bpf_map_lookup_elem_flags: { ...RAW, operation: 'lookup', value: 2, flags: 3 },
  bpf_map_lookup_and_delete_elem: { ...RAW, operation: 'lookup_and_delete', value: 2 },
  bpf_map_lookup_and_delete_elem_flags: { ...RAW, operation: 'lookup_and_delete', value: 2, flags: 3 },
  bpf_map_delete_elem: { ...RAW, operation: 'delete' },
  bpf_map_delete_elem_flags: { ...RAW, operation: 'delete', flags: 2 },
  bpf_map_get_next_key: { ...RAW, operation: 'get_next_key' },
  bpf_map_lookup_batch: { ...RAW, operation: 'lookup_batch', key: 3, value: 4, count: 5, opts: 6 },
  bpf_map_lookup_and_delete_batch: {
    ...RAW,
    operation: 'lookup_and_delete_batch',
    key: 3,
    value: 4,
    count: 5,
    opts: 6,
  },
  bpf_map_update_batch: { ...RAW, operation: 'update_batch', value: 2, count: 3, opts: 4 },
  bpf_map_delete_batch: { ...RAW, operation: 'delete_batch', count: 2, opts: 3 },
  bpf_map__lookup_elem: { ...TYPED, operation: 'lookup', value: 3, valueSize: 4, flags: 5 },
  bpf_map__update_elem: { ...TYPED, operation: 'update', value: 3, valueSize: 4, flags: 5 },
  bpf_map__delete_elem: { ...TYPED, operation: 'delete', flags: 3 },
  bpf_map__lookup_and_delete_elem: {
    ...TYPED,
    operation: 'lookup_and_delete',
    value: 3,
    valueSize: 4,
    flags: 5,
  },
  bpf_map__get_next_key: { ...TYPED, operation: 'get_next_key', keySize: 3 },
};
