/** Map types: what the verifier and bpf_map_update_elem()/delete_elem() of a BPF program do with each. */
import { CONSTANT_KEY_SINCE, CPU_FLAGS_SINCE } from './changes.ts';
import { MAP_UPDATE_FLAGS } from './flags.ts';
import type { Version } from './types.ts';
import { compareVersions } from './versions.ts';

export type ErrnoName = 'ENOENT' | 'EEXIST' | 'EINVAL' | 'E2BIG' | 'ENOSPC';

/** Outcome of an update or delete: done, done by throwing another element out, or an errno. */
export type Outcome = 'ok' | 'evicts' | ErrnoName;

/** What an update does in each situation, checked in the order flags, then the map's own order (`checks`). */
export interface UpdateTable {
  readonly existAbsent: Outcome;
  readonly noexistAbsent: Outcome;
  readonly noexistPresent: Outcome;
  readonly existPresent: Outcome;
  readonly any: Outcome;
  /** BPF_NOEXIST | BPF_EXIST. */
  readonly both: Outcome;
  /** BPF_F_LOCK on a value without, and with, a bpf_spin_lock. */
  readonly lockWithout: Outcome;
  readonly lockWith: Outcome | undefined;
  /** A new key in a full map; for arrays an index out of range. */
  readonly full: Outcome;
  readonly deletePresent: Outcome;
  readonly deleteAbsent: Outcome;
  readonly checks: readonly ('flags' | 'index' | 'lock' | 'existence')[];
}

export interface MapType {
  readonly name: string;
  readonly keys: 'index' | 'hash' | 'none' | 'object' | 'other';
  readonly perCpu: boolean;
  /** First version whose values may hold kptrs; undefined: never. */
  readonly kptrSince?: Version;
  /** Programs may look elements up by key and get a pointer to the value. */
  readonly lookup: boolean;
  /** undefined: programs cannot update it. */
  readonly update?: UpdateTable;
  /** Local storages: the function that finds an element. */
  readonly storageGet?: string;
  /** User space may use BPF_F_CPU and BPF_F_ALL_CPUS, from CPU_FLAGS_SINCE on. */
  readonly cpuFlags?: boolean;
  /** BPF_F_NO_PREALLOC must be set. */
  readonly needsNoPrealloc?: boolean;
}

const ARRAY_UPDATE: UpdateTable = {
  existAbsent: 'ok',
  noexistAbsent: 'EEXIST',
  noexistPresent: 'EEXIST',
  existPresent: 'ok',
  any: 'ok',
  both: 'EINVAL',
  lockWithout: 'EINVAL',
  lockWith: 'ok',
  full: 'E2BIG',
  deletePresent: 'EINVAL',
  deleteAbsent: 'EINVAL',
  checks: ['flags', 'index', 'existence', 'lock'],
};
const HASH_UPDATE: UpdateTable = {
  existAbsent: 'ENOENT',
  noexistAbsent: 'ok',
  noexistPresent: 'EEXIST',
  existPresent: 'ok',
  any: 'ok',
  both: 'EINVAL',
  lockWithout: 'EINVAL',
  lockWith: 'ok',
  full: 'E2BIG',
  deletePresent: 'ok',
  deleteAbsent: 'ENOENT',
  checks: ['flags', 'lock', 'existence'],
};
const withoutLock = (table: UpdateTable): UpdateTable => ({ ...table, lockWith: undefined });
const evicting = (table: UpdateTable): UpdateTable => ({ ...withoutLock(table), full: 'evicts' });

const array = (name: string, more: Partial<MapType> = {}): MapType => ({
  name,
  keys: 'index',
  perCpu: false,
  lookup: true,
  update: ARRAY_UPDATE,
  ...more,
});
const hash = (name: string, more: Partial<MapType> = {}): MapType => ({
  name,
  keys: 'hash',
  perCpu: false,
  lookup: true,
  update: HASH_UPDATE,
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
  array('PERCPU_ARRAY', {
    perCpu: true,
    kptrSince: '6.4',
    update: withoutLock(ARRAY_UPDATE),
    cpuFlags: true,
  }),
  hash('HASH', { kptrSince: '5.19' }),
  // Since 7.2 (kernel/bpf/hashtab.c; read in source): resizable, no per-CPU flags.
  hash('RHASH', { kptrSince: '7.2', needsNoPrealloc: true }),
  hash('PERCPU_HASH', { perCpu: true, kptrSince: '6.4', update: withoutLock(HASH_UPDATE), cpuFlags: true }),
  hash('LRU_HASH', { kptrSince: '5.19', update: evicting(HASH_UPDATE) }),
  hash('LRU_PERCPU_HASH', { perCpu: true, kptrSince: '6.4', update: evicting(HASH_UPDATE), cpuFlags: true }),
  storage('TASK_STORAGE', 'bpf_task_storage_get', '6.4'),
  storage('CGRP_STORAGE', 'bpf_cgrp_storage_get', '6.4'),
  storage('INODE_STORAGE', 'bpf_inode_storage_get', '6.4'),
  storage('SK_STORAGE', 'bpf_sk_storage_get', '6.4'),
  storage('CGROUP_STORAGE', 'bpf_get_local_storage'),
  { ...storage('PERCPU_CGROUP_STORAGE', 'bpf_get_local_storage'), perCpu: true, cpuFlags: true },
  hash('LPM_TRIE', { update: { ...withoutLock(HASH_UPDATE), full: 'ENOSPC' }, needsNoPrealloc: true }),
  array('ARRAY_OF_MAPS', { update: undefined }),
  hash('HASH_OF_MAPS', { update: undefined }),
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

export interface UpdateSituation {
  readonly present: boolean;
  /** No room for a new key, or an array index out of range. */
  readonly full: boolean;
  /** The value has a bpf_spin_lock. */
  readonly hasLock: boolean;
}

/** What bpf_map_update_elem() called by a program answers; undefined: programs cannot update such maps. */
export function updateOutcome(type: string, flags: bigint, at: UpdateSituation): Outcome | undefined {
  const table = BY_NAME.get(type)?.update;
  if (!table) return undefined;
  const { BPF_F_LOCK, BPF_NOEXIST, BPF_EXIST } = MAP_UPDATE_FLAGS;
  const withLock = (flags & BigInt(BPF_F_LOCK)) !== 0n;
  const rest = flags & ~BigInt(BPF_F_LOCK);
  const outcomes = {
    flags: rest > BigInt(BPF_EXIST) ? table.both : undefined,
    index: at.full ? table.full : undefined,
    lock: withLock && !(at.hasLock && table.lockWith === 'ok') ? table.lockWithout : undefined,
    existence: existence(table, rest === BigInt(BPF_NOEXIST), rest === BigInt(BPF_EXIST), at.present),
  };
  for (const check of table.checks) {
    const outcome = outcomes[check];
    if (outcome !== undefined && outcome !== 'ok') return outcome;
  }
  return at.full && !at.present ? table.full : 'ok';
}

function existence(table: UpdateTable, noexist: boolean, exist: boolean, present: boolean): Outcome {
  if (noexist) return present ? table.noexistPresent : table.noexistAbsent;
  if (exist) return present ? table.existPresent : table.existAbsent;
  return table.any;
}

/** What bpf_map_delete_elem() called by a program answers. */
export function deleteOutcome(type: string, present: boolean): Outcome | undefined {
  const table = BY_NAME.get(type)?.update;
  return table && (present ? table.deletePresent : table.deleteAbsent);
}

/** User space: what the kernel answers to the flags of a look-up or update before it looks at the key, or 'ok'. */
export function checkCpuFlags(
  type: string,
  operation: 'lookup' | 'update',
  flags: bigint,
  at: { readonly hasLock: boolean; readonly possibleCpus: number; readonly version: Version },
): 'ok' | 'EINVAL' | 'ERANGE' {
  const { BPF_F_LOCK, BPF_F_CPU, BPF_F_ALL_CPUS } = MAP_UPDATE_FLAGS;
  const has = (flag: number) => (flags & BigInt(flag)) !== 0n;
  const low = flags & 0xffffffffn;
  const cpu = flags >> 32n;
  if (compareVersions(at.version, CPU_FLAGS_SINCE) < 0) return low >= 8n || cpu !== 0n ? 'EINVAL' : 'ok';
  if (operation === 'lookup' && (low & ~BigInt(BPF_F_LOCK | BPF_F_CPU)) !== 0n) return 'EINVAL';
  if (has(BPF_F_LOCK) && !at.hasLock) return 'EINVAL';
  if (cpu !== 0n && !has(BPF_F_CPU)) return 'EINVAL';
  if ((has(BPF_F_CPU) || has(BPF_F_ALL_CPUS)) && !BY_NAME.get(type)?.cpuFlags) return 'EINVAL';
  if (has(BPF_F_CPU) && has(BPF_F_ALL_CPUS)) return 'EINVAL';
  return has(BPF_F_CPU) && cpu >= BigInt(at.possibleCpus) ? 'ERANGE' : 'ok';
}
