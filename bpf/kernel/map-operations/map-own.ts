/**
 * What a map itself refuses, after the system call's checks; of a program's helper, all there is. A word of flags is
 * compared as a whole in most places, so a CPU's number or an unknown bit makes it too big or another one.
 */
import { CPU_FLAGS_SINCE, TRIE_FLAGS_SINCE } from '../changes.ts';
import type { Tri } from './flag-word.ts';
import {
  ALL_CPUS,
  above,
  and,
  CPU,
  EXIST,
  exactly,
  has,
  is,
  LOCK,
  NOEXIST,
  not,
  or,
  outside,
} from './flag-word.ts';
import { hasOperation, isBatch, isSince, type MapKind } from './kinds.ts';
import type { Check, ErrnoName, MapOperation, Step } from './types.ts';

const step = (check: Check, errno: ErrnoName, refuses: Tri): Step => ({ check, errno, refuses });

export function ownSteps(op: MapOperation, kind: MapKind): readonly Step[] {
  const asked = op.operation.replace('_batch', '');
  // bpf_map_do_batch(): without elements to ask for, it is done after the flags.
  if (isBatch(op.operation) && op.count === 0) return [];
  if (op.operation === 'lookup_batch' || op.operation === 'lookup_and_delete_batch')
    return batchRead(op, kind);
  switch (asked) {
    case 'update':
      return updateSteps(op, kind);
    case 'delete':
      return deleteSteps(op, kind);
    case 'get_next_key':
      return nextKeySteps(op, kind);
    default:
      return lookupSteps(op, kind);
  }
}

const isPresent = ({ key }: MapOperation): Tri => is(key, 'present');
/** Of arrays: all their keys are there. */
const isOutside = ({ key }: MapOperation): Tri => is(key, 'out_of_range');

function lookupSteps(op: MapOperation, kind: MapKind): readonly Step[] {
  const unsupported = !hasOperation(kind, op.operation);
  const missing =
    kind.keys === 'index'
      ? step('index', 'ENOENT', isOutside(op))
      : step('existence', 'ENOENT', not(isPresent(op)));
  const queue = step('map-flag-bound', 'EINVAL', kind.family === 'queue' && outside(op.flags, 0n));
  const steps = [step('no-such-operation', 'ENOTSUPP', unsupported), missing];
  return op.operation === 'lookup_and_delete' ? [queue, ...steps] : steps;
}

function deleteSteps(op: MapOperation, kind: MapKind): readonly Step[] {
  if (kind.family === 'no-elements') return [step('no-such-operation', 'ENOTSUPP', true)];
  if (kind.family === 'bloom-filter') return [step('no-delete', 'EOPNOTSUPP', true)];
  // Arrays of descriptors give an entry back.
  if (kind.family === 'fd-array') {
    return [step('index', 'E2BIG', isOutside(op)), step('existence', 'ENOENT', undefined)];
  }
  if (kind.family === 'hash-of-maps') return [step('existence', 'ENOENT', not(isPresent(op)))];
  if (!hasOperation(kind, 'delete')) return [step('no-delete', 'EINVAL', true)];
  if (kind.family === 'lpm-trie') return [prefixStep(op), step('existence', 'ENOENT', not(isPresent(op)))];
  return [step('existence', 'ENOENT', not(isPresent(op)))];
}

/** `map_get_next_key` in the tables: what has no keys refuses to walk over them, each kind in its own way. */
const NO_WALK: Partial<Readonly<Record<MapKind['family'], ErrnoName>>> = {
  queue: 'EINVAL',
  'bloom-filter': 'EOPNOTSUPP',
  'local-storage': 'ENOTSUPP',
  'no-elements': 'ENOTSUPP',
};

function nextKeySteps({ found }: MapOperation, { family }: MapKind): readonly Step[] {
  const refusal = NO_WALK[family];
  if (refusal) return [step('no-such-operation', refusal, true)];
  return [step('end-of-map', 'ENOENT', found === undefined ? undefined : found === 0)];
}

/**
 * A look-up of many. The generic loop ends when it has what was asked for; that of the hashes looks for another
 * bucket first, and finds the end (__htab_map_lookup_and_delete_batch()).
 */
function batchRead({ count, found }: MapOperation, kind: MapKind): readonly Step[] {
  if (found === 0) return [step('existence', 'ENOENT', true)];
  if (count === undefined || found === undefined) return [step('end-of-map', 'ENOENT', undefined)];
  return [step('end-of-map', 'ENOENT', kind.ownBatch ? count >= found : count > found)];
}

function updateSteps(op: MapOperation, kind: MapKind): readonly Step[] {
  const bound = step('map-flag-bound', 'EINVAL', isOutOfBounds(op, kind));
  switch (kind.family) {
    case 'no-elements':
      return [step('no-such-operation', 'ENOTSUPP', true)];
    case 'array':
    case 'percpu-array':
      return [bound, ...arraySteps(op, kind)];
    case 'fd-array':
      return [bound, step('index', 'E2BIG', isOutside(op))];
    case 'queue':
      return [bound, step('full', 'E2BIG', and(op.full, !has(op.flags, EXIST)))];
    case 'bloom-filter':
      return [bound];
    case 'lpm-trie':
      return [bound, prefixStep(op), ...trieSteps(op)];
    case 'cgroup-storage':
      return [bound, lockStep(op, kind), step('existence', 'ENOENT', not(isPresent(op)))];
    case 'percpu-cgroup-storage':
      return [bound, step('existence', 'ENOENT', not(isPresent(op)))];
    case 'local-storage':
      return [bound, lockStep(op, kind), ...existenceSteps(op)];
    default:
      return [bound, lockStep(op, kind), ...existenceSteps(op), fullStep(op, kind, 'E2BIG')];
  }
}

/** From 7.0 on, per-CPU maps compare the lower half alone when user space writes. */
const isWide = (op: MapOperation, kind: MapKind): boolean =>
  kind.cpuFlags && op.side !== 'program' && isSince(op.kernel, CPU_FLAGS_SINCE);

function isOutOfBounds(op: MapOperation, kind: MapKind): Tri {
  const { flags } = op;
  if (isWide(op, kind)) {
    if (kind.family === 'percpu-cgroup-storage') return (flags.low & ~(EXIST | CPU | ALL_CPUS)) !== 0n;
    return has(flags, LOCK) || flags.low > ALL_CPUS;
  }
  switch (kind.family) {
    case 'array':
    case 'hash':
    case 'local-storage':
      return above(flags, EXIST, LOCK);
    // A program writes it as any array (array_map_update_elem()).
    case 'percpu-array':
      return above(flags, EXIST, op.side === 'program' ? LOCK : 0n);
    case 'cgroup-storage':
      return outside(flags, LOCK | EXIST);
    case 'percpu-cgroup-storage':
      return outside(flags, EXIST);
    case 'queue':
      return or(has(flags, NOEXIST), above(flags, EXIST));
    case 'fd-array':
    case 'bloom-filter':
      return outside(flags, 0n);
    default:
      return above(flags, EXIST);
  }
}

/** Values of per-CPU maps cannot have a lock. */
const lockStep = (op: MapOperation, kind: MapKind): Step =>
  step('lock-without-spin-lock', 'EINVAL', has(op.flags, LOCK) && (kind.perCpu || !op.map.hasSpinLock));

function arraySteps(op: MapOperation, kind: MapKind): readonly Step[] {
  const noexist = isWide(op, kind) ? exactly(op.flags, NOEXIST) : has(op.flags, NOEXIST);
  return [step('index', 'E2BIG', isOutside(op)), step('existence', 'EEXIST', noexist), lockStep(op, kind)];
}

/** check_flags() of hashtab.c: the whole word without BPF_F_LOCK. */
function existenceSteps(op: MapOperation): readonly Step[] {
  return [
    step('existence', 'EEXIST', and(exactly(op.flags, NOEXIST, LOCK), isPresent(op))),
    step('existence', 'ENOENT', and(exactly(op.flags, EXIST, LOCK), not(isPresent(op)))),
  ];
}

const isFull = (op: MapOperation): Tri => and(op.full, not(isPresent(op)));

function fullStep(op: MapOperation, kind: MapKind, errno: ErrnoName): Step {
  return step('full', errno, kind.evicts ? false : isFull(op));
}

/** kernel/bpf/lpm_trie.c, `key->prefixlen > trie->max_prefixlen`; a look-up finds nothing. */
const prefixStep = ({ isTooLong }: MapOperation): Step => step('prefix', 'EINVAL', isTooLong === true);

/** Up to 6.12 a trie ignored both flags and refused even a key that it had, once it was full. */
function trieSteps(op: MapOperation): readonly Step[] {
  if (!isSince(op.kernel, TRIE_FLAGS_SINCE)) return [step('full', 'ENOSPC', op.full)];
  return [...existenceSteps(op), step('full', 'ENOSPC', isFull(op))];
}

/** Whether another element makes room for this one. */
export const evictsAnother = (op: MapOperation, kind: MapKind): boolean =>
  kind.evicts && op.operation.startsWith('update') && isFull(op) === true;
