/**
 * Kinds of maps by what their operations do. Sources: kernel/bpf/{arraymap,hashtab,local_storage,lpm_trie,
 * bpf_local_storage,queue_stack_maps,bloom_filter,ringbuf}.c, the tables of `bpf_map_ops` in them.
 */
import type { Version } from '../types.ts';
import { compareVersions } from '../versions.ts';
import type { BatchOperation, Operation } from './types.ts';

export type Family =
  | 'array'
  | 'percpu-array'
  | 'hash'
  | 'lru-hash'
  | 'percpu-hash'
  | 'lru-percpu-hash'
  | 'hash-of-maps'
  | 'lpm-trie'
  | 'cgroup-storage'
  | 'percpu-cgroup-storage'
  | 'local-storage'
  | 'queue'
  | 'bloom-filter'
  | 'fd-array'
  | 'no-elements';

export interface MapKind {
  readonly family: Family;
  readonly perCpu: boolean;
  /** BPF_F_CPU and BPF_F_ALL_CPUS (bpf_map_supports_cpu_flags()). */
  readonly cpuFlags: boolean;
  readonly keys: 'index' | 'hash' | 'object' | 'none';
  /** A full one drops an element for a new key. */
  readonly evicts: boolean;
  /** The map's own code reads its buckets (htab); else the generic loop over keys does. */
  readonly ownBatch: boolean;
  readonly batches: readonly BatchOperation[];
  readonly lookupAndDelete: boolean;
  /** Programs update and delete by helper. */
  readonly program: boolean;
}

const HASH_BATCHES: readonly BatchOperation[] = [
  'lookup_batch',
  'update_batch',
  'delete_batch',
  'lookup_and_delete_batch',
];
const GENERIC: MapKind = {
  family: 'hash',
  perCpu: false,
  cpuFlags: false,
  keys: 'hash',
  evicts: false,
  ownBatch: false,
  batches: [],
  lookupAndDelete: false,
  program: false,
};
const kind = (family: Family, more: Partial<MapKind>): MapKind => ({ ...GENERIC, family, ...more });
const array = (family: Family, more: Partial<MapKind> = {}): MapKind =>
  kind(family, { keys: 'index', batches: ['lookup_batch', 'update_batch'], ...more });
const hash = (family: Family, more: Partial<MapKind> = {}): MapKind =>
  kind(family, { ownBatch: true, batches: HASH_BATCHES, lookupAndDelete: true, program: true, ...more });
const storage = (family: Family, more: Partial<MapKind> = {}): MapKind =>
  kind(family, { keys: 'object', ...more });
const PER_CPU = { perCpu: true, cpuFlags: true } as const;

const KINDS: Readonly<Record<string, MapKind>> = {
  ARRAY: array('array', { program: true }),
  PERCPU_ARRAY: array('percpu-array', { program: true, ...PER_CPU }),
  HASH: hash('hash'),
  RHASH: hash('hash'),
  LRU_HASH: hash('lru-hash', { evicts: true }),
  PERCPU_HASH: hash('percpu-hash', PER_CPU),
  LRU_PERCPU_HASH: hash('lru-percpu-hash', { evicts: true, ...PER_CPU }),
  HASH_OF_MAPS: hash('hash-of-maps', { lookupAndDelete: false, program: false }),
  ARRAY_OF_MAPS: array('fd-array'),
  LPM_TRIE: kind('lpm-trie', { batches: HASH_BATCHES.slice(0, 3), program: true }),
  CGROUP_STORAGE: storage('cgroup-storage'),
  PERCPU_CGROUP_STORAGE: storage('percpu-cgroup-storage', PER_CPU),
  TASK_STORAGE: storage('local-storage'),
  CGRP_STORAGE: storage('local-storage'),
  INODE_STORAGE: storage('local-storage'),
  SK_STORAGE: storage('local-storage'),
  QUEUE: kind('queue', { keys: 'none', lookupAndDelete: true }),
  STACK: kind('queue', { keys: 'none', lookupAndDelete: true }),
  BLOOM_FILTER: kind('bloom-filter', { keys: 'none' }),
  PROG_ARRAY: array('fd-array', { batches: [] }),
  CGROUP_ARRAY: array('fd-array', { batches: [] }),
  PERF_EVENT_ARRAY: array('fd-array', { batches: [] }),
  RINGBUF: kind('no-elements', { keys: 'none' }),
  USER_RINGBUF: kind('no-elements', { keys: 'none' }),
  ARENA: kind('no-elements', { keys: 'none' }),
};

const PREFIX = 'BPF_MAP_TYPE_';

/** The kind of a map type's full name; undefined: its operations are not known here. */
export function mapKind(type: string): MapKind | undefined {
  if (!type.startsWith(PREFIX)) return undefined;
  const name = type.slice(PREFIX.length);
  return Object.hasOwn(KINDS, name) ? KINDS[name] : undefined;
}

/** Whether the map has that operation at all; a batch of a map without one gives ENOTSUPP. */
export function hasOperation(kind: MapKind, operation: Operation): boolean {
  if (isBatch(operation)) return kind.batches.includes(operation);
  if (operation === 'lookup_and_delete') return kind.lookupAndDelete;
  if (operation === 'delete') return kind.keys === 'hash' || kind.family === 'local-storage';
  return kind.family !== 'no-elements';
}

export function isBatch(operation: Operation): operation is BatchOperation {
  return operation.endsWith('_batch');
}

/** Whether `version` is `since` or newer. */
export const isSince = (version: Version, since: Version): boolean => compareVersions(version, since) >= 0;
