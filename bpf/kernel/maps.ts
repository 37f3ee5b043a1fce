/** Map types: what the verifier knows of each. What an operation answers is in `map-operations/`. */
import { CONSTANT_KEY_SINCE } from './changes.ts';
import type { Version } from './types.ts';
import { compareVersions } from './versions.ts';

export interface MapType {
  readonly name: string;
  readonly keys: 'index' | 'hash' | 'none' | 'object' | 'other';
  readonly perCpu: boolean;
  /** First version whose values may hold kptrs; undefined: never. */
  readonly kptrSince?: Version;
  /** Programs may look elements up by key and get a pointer to the value. */
  readonly lookup: boolean;
  /** Local storages: the function that finds an element. */
  readonly storageGet?: string;
  /** BPF_F_NO_PREALLOC must be set. */
  readonly needsNoPrealloc?: boolean;
}

const array = (name: string, more: Partial<MapType> = {}): MapType => ({
  name,
  keys: 'index',
  perCpu: false,
  lookup: true,
  ...more,
});
const hash = (name: string, more: Partial<MapType> = {}): MapType => ({
  name,
  keys: 'hash',
  perCpu: false,
  lookup: true,
  ...more,
});
const storage = (name: string, storageGet: string, kptrSince?: Version): MapType => ({
  name,
  keys: 'object',
  perCpu: false,
  lookup: false,
  storageGet,
  ...(kptrSince === undefined ? {} : { kptrSince, needsNoPrealloc: true }),
});
const other = (name: string, keys: MapType['keys'] = 'other'): MapType => ({
  name,
  keys,
  perCpu: false,
  lookup: false,
});

const TYPES: readonly MapType[] = [
  array('ARRAY', { kptrSince: '5.19' }),
  array('PERCPU_ARRAY', { perCpu: true, kptrSince: '6.4' }),
  hash('HASH', { kptrSince: '5.19' }),
  // Since 7.2 (kernel/bpf/hashtab.c; read in source): resizable, no per-CPU flags.
  hash('RHASH', { kptrSince: '7.2', needsNoPrealloc: true }),
  hash('PERCPU_HASH', { perCpu: true, kptrSince: '6.4' }),
  hash('LRU_HASH', { kptrSince: '5.19' }),
  hash('LRU_PERCPU_HASH', { perCpu: true, kptrSince: '6.4' }),
  storage('TASK_STORAGE', 'bpf_task_storage_get', '6.4'),
  storage('CGRP_STORAGE', 'bpf_cgrp_storage_get', '6.4'),
  storage('INODE_STORAGE', 'bpf_inode_storage_get', '6.4'),
  storage('SK_STORAGE', 'bpf_sk_storage_get', '6.4'),
  storage('CGROUP_STORAGE', 'bpf_get_local_storage'),
  { ...storage('PERCPU_CGROUP_STORAGE', 'bpf_get_local_storage'), perCpu: true },
  hash('LPM_TRIE', { needsNoPrealloc: true }),
  array('ARRAY_OF_MAPS'),
  hash('HASH_OF_MAPS'),
  other('QUEUE', 'none'),
  other('STACK', 'none'),
  other('BLOOM_FILTER', 'none'),
  other('RINGBUF', 'none'),
  other('USER_RINGBUF', 'none'),
  other('ARENA', 'none'),
  other('STRUCT_OPS'),
  other('INSN_ARRAY'),
  other('PROG_ARRAY'),
  other('PERF_EVENT_ARRAY'),
  other('CGROUP_ARRAY'),
  other('STACK_TRACE'),
  ...['DEVMAP', 'DEVMAP_HASH', 'CPUMAP', 'XSKMAP', 'SOCKMAP', 'SOCKHASH', 'REUSEPORT_SOCKARRAY'].map(
    (name) => ({ ...other(name), lookup: true }),
  ),
];

const PREFIX = 'BPF_MAP_TYPE_';
const BY_NAME: ReadonlyMap<string, MapType> = new Map(TYPES.map((type) => [PREFIX + type.name, type]));

/** Every map type by its full name (`BPF_MAP_TYPE_HASH`). */
export const MAP_TYPES: ReadonlyMap<string, MapType> = BY_NAME;

/** The map type of a full name, or undefined. */
export function mapType(name: string): MapType | undefined {
  return BY_NAME.get(name);
}

/** Whether the verifier demands a test of what a look-up of this map gave. `constantInRange`: the key is on the stack, constant and below max_entries. */
export function lookupMayBeNull(type: string, constantInRange: boolean, version: Version): boolean {
  if (!constantInRange || compareVersions(version, CONSTANT_KEY_SINCE) < 0) return true;
  return type !== `${PREFIX}ARRAY` && type !== `${PREFIX}PERCPU_ARRAY`;
}
