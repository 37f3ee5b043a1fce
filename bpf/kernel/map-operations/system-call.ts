/**
 * What the bpf() system call checks before the map itself does. From 7.0 on bpf_map_check_op_flags()
 * (include/linux/bpf.h) stands in map_lookup_elem(), map_update_elem(), generic_map_lookup_batch(),
 * generic_map_update_batch() (kernel/bpf/syscall.c) and __htab_map_lookup_and_delete_batch() (hashtab.c). Before,
 * and in map_lookup_and_delete_elem() and generic_map_delete_batch() still, `flags & ~BPF_F_LOCK` is refused, the
 * upper half included.
 */

import { CPU_FLAGS_SINCE } from '../changes.ts';
import { MOST_CPUS } from '../limits.ts';
import { ALL_CPUS, and, CPU, has, hasUpper, LOCK, outside, type Tri } from './flag-word.ts';
import { hasOperation, isBatch, isSince, type MapKind } from './kinds.ts';
import type { Check, ErrnoName, MapOperation, Step } from './types.ts';

const BPF_F_RDONLY = 0x8;
const BPF_F_WRONLY = 0x10;
const ANY_FLAGS = 0xffffffffn;

const step = (check: Check, refuses: Tri, errno: ErrnoName = 'EINVAL'): Step => ({ check, errno, refuses });

export function systemCallSteps(op: MapOperation, kind: MapKind): readonly Step[] {
  if (op.side === 'program') return [];
  const permission = step('permission', isForbidden(op), 'EPERM');
  // __bpf_copy_key(): where keys have no bytes, there must be none.
  const key = step('key-without-keys', kind.keys === 'none' && (op.map.keySize > 0 ? false : op.hasKey));
  if (isBatch(op.operation)) {
    const unknown = !hasOperation(kind, op.operation);
    return [permission, step('no-such-operation', unknown, 'ENOTSUPP'), ...flagSteps(op, kind)];
  }
  switch (op.operation) {
    case 'delete':
    case 'get_next_key':
      // The commands have no field for flags: CHECK_ATTR() wants what follows to be zero.
      return [step('attr-not-used', outside(op.flags, 0n)), permission, key];
    case 'lookup_and_delete':
      return [...flagSteps(op, kind), permission, key];
    default:
      return [permission, ...flagSteps(op, kind), key];
  }
}

/** map_get_sys_perms(): the map's flags, and whether it is frozen. */
function isForbidden({ map, operation }: MapOperation): boolean {
  const flags = map.mapFlags ?? 0;
  const reads = operation.startsWith('lookup') || operation === 'get_next_key';
  const writes = !reads || operation.startsWith('lookup_and_delete');
  if (writes && ((flags & BPF_F_RDONLY) !== 0 || map.frozen === true)) return true;
  return reads && (flags & BPF_F_WRONLY) !== 0;
}

function flagSteps(op: MapOperation, kind: MapKind): readonly Step[] {
  const { flags } = op;
  const lock = step('lock-without-spin-lock', has(flags, LOCK) && !op.map.hasSpinLock);
  if (!isSince(op.kernel, CPU_FLAGS_SINCE)) {
    const allowed = op.operation === 'update' ? false : outside(flags, LOCK);
    return [step('allowed-bits', allowed), lock];
  }
  if (op.operation === 'lookup_and_delete' || op.operation === 'delete_batch') {
    return [step('allowed-bits', outside(flags, LOCK)), lock];
  }
  const number = op.possibleCpus === undefined ? undefined : BigInt(op.possibleCpus);
  return [
    step('allowed-bits', (flags.low & ~allowedBits(op, kind)) !== 0n),
    lock,
    step('cpu-without-BPF_F_CPU', and(!has(flags, CPU), hasUpper(flags))),
    step('map-type', has(flags, CPU | ALL_CPUS) && !kind.cpuFlags),
    step('both-flags', has(flags, CPU) && has(flags, ALL_CPUS)),
    step('cpu-range', and(has(flags, CPU), isAtLeast(flags.cpu, number)), 'ERANGE'),
  ];
}

function isAtLeast({ min, max }: { min: bigint; max: bigint }, number: bigint | undefined): Tri {
  if (number === undefined) {
    if (min >= BigInt(MOST_CPUS)) return true;
    // There is always CPU 0.
    return max === 0n ? false : undefined;
  }
  if (min >= number) return true;
  return max < number ? false : undefined;
}

/** Bits of the lower half that are let through to the map from 7.0 on. */
function allowedBits({ operation }: Pick<MapOperation, 'operation'>, kind: MapKind): bigint {
  switch (operation) {
    case 'update':
      return ANY_FLAGS;
    case 'update_batch':
      return LOCK | CPU | ALL_CPUS;
    case 'lookup':
      return LOCK | CPU;
    case 'lookup_batch':
      // The hashes have a look-up of their own, which allows the flag for per-CPU maps alone.
      return kind.ownBatch && !kind.perCpu ? LOCK : LOCK | CPU;
    default:
      return LOCK;
  }
}
