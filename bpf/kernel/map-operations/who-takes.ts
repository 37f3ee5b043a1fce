/** Which operations and maps take a flag, and what the others answer: asked of the one home of these facts. */
import type { Version } from '../types.ts';
import { flagWord } from './flag-word.ts';
import { answer } from './index.ts';
import { hasOperation, KIND_NAMES, type MapKind, mapKind } from './kinds.ts';
import type { ErrnoName, Operation } from './types.ts';

const PREFIX = 'BPF_MAP_TYPE_';
const ASKED: readonly Operation[] = [
  'lookup',
  'update',
  'delete',
  'lookup_and_delete',
  'lookup_batch',
  'update_batch',
  'delete_batch',
  'lookup_and_delete_batch',
];

export interface Takers {
  readonly operations: readonly Operation[];
  /** Without the prefix. */
  readonly maps: readonly string[];
}

/** Operations of user space that take the flag alone, together with the maps they take it for; the most maps first. */
export function takersOf(flag: number, kernel: Version): readonly Takers[] {
  const byMaps = new Map<string, Operation[]>();
  for (const operation of ASKED) {
    const maps = KIND_NAMES.filter((name) => takes(name, operation, flag, kernel));
    if (maps.length === 0) continue;
    const key = maps.join(' ');
    byMaps.set(key, [...(byMaps.get(key) ?? []), operation]);
  }
  return [...byMaps].map(([maps, operations]) => ({ operations, maps: maps.split(' ') }));
}

/** What other maps and operations answer to it. */
export function refusalsOf(flag: number, kernel: Version): readonly ErrnoName[] {
  const found = new Set<ErrnoName>();
  for (const operation of ASKED) {
    for (const name of KIND_NAMES) {
      const result = outcome(name, operation, flag, kernel);
      if (result && result !== 'ok' && result !== 'ENOTSUPP') found.add(result);
    }
  }
  return [...found].sort();
}

/** Operations of user space that a map has. */
export function operationsOf(type: string): readonly Operation[] {
  const kind = mapKind(type);
  return kind ? ASKED.filter((operation) => hasOperation(kind, operation)) : [];
}

function takes(name: string, operation: Operation, flag: number, kernel: Version): boolean {
  const kind = mapKind(PREFIX + name);
  return (
    kind !== undefined && hasOperation(kind, operation) && outcome(name, operation, flag, kernel) === 'ok'
  );
}

/** On a map where nothing but the flag could be in the way. */
function outcome(
  name: string,
  operation: Operation,
  flag: number,
  kernel: Version,
): 'ok' | ErrnoName | undefined {
  const type = PREFIX + name;
  const kind = mapKind(type);
  const isNew = flag === 1 && kind?.keys !== 'index';
  return answer({
    map: { type, keySize: 4, valueSize: 8, maxEntries: 2, hasSpinLock: mayLock(kind), name },
    operation,
    side: 'raw',
    kernel,
    possibleCpus: 2,
    flags: flagWord(BigInt(flag)),
    key: isNew ? 'absent' : 'present',
    full: false,
    count: 1,
    found: 2,
  })?.result;
}

/** Maps whose values may have a bpf_spin_lock (kernel/bpf/syscall.c, map_check_btf()). */
const mayLock = (kind: MapKind | undefined): boolean =>
  kind !== undefined && ['array', 'hash', 'cgroup-storage', 'local-storage'].includes(kind.family);
