/** What an operation of user space on a map comes to, as far as that is known. */

import { CPU_FLAGS_SINCE } from '../../../bpf/kernel/changes.ts';
import { MOST_CPUS } from '../../../bpf/kernel/limits.ts';
import { CPU, EXIST, has, NOEXIST } from '../../../bpf/kernel/map-operations/flag-word.ts';
import { answer } from '../../../bpf/kernel/map-operations/index.ts';
import { isBatch, isSince, type MapKind, mapKind } from '../../../bpf/kernel/map-operations/kinds.ts';
import type {
  Answer,
  Check,
  FlagWord,
  KeyState,
  MapFacts,
  MapOperation,
} from '../../../bpf/kernel/map-operations/types.ts';
import { nullness } from '../domain/numbers.ts';
import { constant, type Value } from '../domain/values.ts';
import { checkBuffer } from './buffers.ts';
import { exactOf, flagsOf, hasNarrowShift } from './flag-value.ts';
import { mapOf, WITNESS_CPUS } from './maps.ts';
import { namesOf } from './names.ts';
import { about, type LibraryCall, say } from './say.ts';

const NO_FLAGS = constant(0);

export function judge(c: LibraryCall): void {
  const map = mapOf(c.user, c.args[0]);
  const kind = map && mapKind(map.type);
  if (!map || !kind) return;
  const value = flagsValue(c);
  if (hasNarrowShift(c.user.narrowShifts, value)) return tell(c, map, 'shifted');
  const flags = flagsOf(c.state, value);
  if (!flags) return;
  const op = operationOf(c, map, kind, flags);
  const found = answer(op);
  if (found && refuses(c, op, kind, found)) return;
  if (isBeyondCpus(op, flags)) return tell(c, map, 'count');
  checkBuffer(c, map, kind, flags);
  checkMeaning(c, map, kind, flags);
}

/** Of a batch, `elem_flags` of its options; NULL: none. */
function flagsValue({ operation, args, readMember }: LibraryCall): Value | undefined {
  if (operation.flags !== undefined) return args[operation.flags];
  if (operation.opts === undefined) return NO_FLAGS;
  const opts = args[operation.opts];
  if (opts?.k === 'num' && opts.lo === 0 && opts.hi === 0) return NO_FLAGS;
  return opts && readMember(opts, ELEM_FLAGS, 8);
}
const ELEM_FLAGS = 8;

/** Which argument holds the flags. */
const flagsArgument = ({ operation }: LibraryCall): number => operation.flags ?? operation.opts ?? 0;

function operationOf(c: LibraryCall, map: MapFacts, kind: MapKind, flags: FlagWord): MapOperation {
  const { operation, state, args } = c;
  const sizeAt = (i: number | undefined) => {
    const value = i === undefined ? undefined : args[i];
    const exact = value?.k === 'num' ? exactOf(state, value) : undefined;
    return exact === undefined ? undefined : Number(exact);
  };
  const valueSize = sizeAt(operation.valueSize);
  const count = operation.count === undefined ? undefined : countOf(c, args[operation.count]);
  return {
    map,
    operation: operation.operation,
    side: operation.isTyped ? 'libbpf' : 'raw',
    libbpf: c.user.libbpf,
    kernel: c.cx.kernel,
    possibleCpus: cpusFor(map, valueSize),
    flags,
    keySize: sizeAt(operation.keySize),
    valueSize,
    key: keyOf(c, map, kind),
    hasKey: isPassed(c),
    count: count === 0 ? 0 : count === undefined ? undefined : 1,
  };
}

function countOf(c: LibraryCall, ptr: Value | undefined): number | undefined {
  const value = ptr && c.readMember(ptr, 0, 4);
  const exact = value?.k === 'num' ? exactOf(c.state, value) : undefined;
  return exact === undefined ? undefined : Number(exact);
}

/** The machine that a size was made for: the one explored with, or one of a number of CPUs that was written down. */
function cpusFor({ valueSize }: MapFacts, given: number | undefined): number | undefined {
  if (given === undefined) return undefined;
  const cpus = given / (Math.ceil(valueSize / 8) * 8);
  return Number.isInteger(cpus) && cpus > 1 ? cpus : undefined;
}

/** An index of an array that is written down is in it or not, whatever the map holds. */
function keyOf(c: LibraryCall, map: MapFacts, kind: MapKind): KeyState | undefined {
  if (kind.keys !== 'index' || map.keySize !== 4 || map.maxEntries === 0) return undefined;
  const ptr = c.args[c.operation.key];
  const value = ptr && c.readMember(ptr, 0, 4);
  const index = value?.k === 'num' ? exactOf(c.state, value) : undefined;
  if (index === undefined) return undefined;
  return BigInt.asUintN(32, index) < BigInt(map.maxEntries) ? 'present' : 'out_of_range';
}

/** Whether a key is passed at all; NULL is 0. */
function isPassed({ state, args, operation }: LibraryCall): boolean | undefined {
  const key = args[operation.key];
  if (key?.k === 'num') return exactOf(state, key) === 0n ? false : undefined;
  return key?.k === 'ptr' && nullness(state, key.nid) === false ? true : undefined;
}

/** Refusals that depend on what the map holds are what programs ask for. */
const OF_CONTENT: ReadonlySet<Check> = new Set(['existence', 'full', 'end-of-map']);
const ARE_CPUS_SIZE = 'libbpf-value-size-all';

function refuses(c: LibraryCall, op: MapOperation, kind: MapKind, found: Answer): boolean {
  const one = found.maybe.find(({ check }) => check === ARE_CPUS_SIZE);
  if (one) {
    // One value where all CPUs' are wanted: right on a machine with one CPU.
    if (op.valueSize !== Math.ceil(op.map.valueSize / 8) * 8) return found.result !== 'ok';
    const again = answer({ ...op, possibleCpus: undefined, valueSize: 0 });
    if (!again) return false;
    const message = again.message?.replace(' 0 ', ` ${op.valueSize} `) ?? null;
    return refused(c, op, { ...again, message });
  }
  if (found.result === 'ok') return false;
  const check = found.check;
  if (check === null || (OF_CONTENT.has(check) && !isOfArray(kind, check, op))) return false;
  if (check === 'cpu-range' && op.possibleCpus !== undefined && !isAnyCpus(op.flags)) return false;
  return refused(c, op, found);
}

/** An array has all its elements: BPF_NOEXIST fails whatever was written. */
const isOfArray = (kind: MapKind, check: Check, { operation }: MapOperation): boolean =>
  kind.keys === 'index' && check === 'existence' && operation.startsWith('update');

/** No machine has so many CPUs. */
const isAnyCpus = ({ cpu }: FlagWord): boolean => cpu.min >= BigInt(MOST_CPUS);

function refused(c: LibraryCall, op: MapOperation, found: Answer): boolean {
  const { map } = op;
  const last = found.result === 'ok' ? [] : [found.result];
  const errnos = [...new Set([...found.maybe.filter(isLikely).map(({ errno }) => errno), ...last])];
  const arg = argumentOf(c, found.check!);
  const data = {
    ...about(c, map),
    check: found.check!,
    errnos,
    message: found.message,
    kernel: c.cx.kernel,
    libbpf: c.user.libbpf,
    flags: namesOf(op.flags),
    arg,
    isBatch: isBatch(op.operation),
  };
  say(c, { id: 'map-operation-fails', what: 'rejected', data }, arg);
  return true;
}

const isLikely = ({ check }: { readonly check: Check }): boolean => check !== ARE_CPUS_SIZE;

const ABOUT_VALUE: ReadonlySet<Check> = new Set([
  'libbpf-value-size',
  'libbpf-value-size-one',
  'libbpf-value-size-all',
]);

function argumentOf(c: LibraryCall, check: Check): number {
  const { operation } = c;
  if (check === 'libbpf-key-size') return operation.keySize ?? operation.key;
  if (check === 'index' || check === 'key-without-keys') return operation.key;
  if (ABOUT_VALUE.has(check)) return operation.valueSize ?? 0;
  if (check === 'no-delete' || check === 'no-such-operation' || check === 'permission') return 0;
  return flagsArgument(c);
}

/** `cpu <= libbpf_num_possible_cpus()`: the last round asks for a CPU that there is not. */
function isBeyondCpus({ operation, kernel }: MapOperation, flags: FlagWord): boolean {
  if (!has(flags, CPU) || !isSince(kernel, CPU_FLAGS_SINCE)) return false;
  const takesCpu = /^(?:lookup|update)(?:_batch)?$/.test(operation);
  return takesCpu && flags.cpu.max === BigInt(WITNESS_CPUS);
}

/** What is done, and is not what the flags say. */
function checkMeaning(c: LibraryCall, map: MapFacts, kind: MapKind, flags: FlagWord): void {
  if (c.operation.operation !== 'update' && c.operation.operation !== 'update_batch') return;
  if (!kind.cpuFlags || kind.keys === 'object') return;
  const isOne = has(flags, CPU);
  if (isOne && (has(flags, NOEXIST) || (has(flags, EXIST) && kind.keys === 'hash'))) {
    const flag = has(flags, NOEXIST) ? 'BPF_NOEXIST' : 'BPF_EXIST';
    const arg = flagsArgument(c);
    return say(c, { id: 'per-cpu-value', what: 'ignored', data: { ...about(c, map), arg, flag } }, arg);
  }
  if (kind.keys !== 'hash') return;
  if (!isOne) {
    if (!has(flags, EXIST)) c.user.created.add(map.name);
    return;
  }
  if (c.user.filledByPrograms.has(map)) return;
  const arg = flagsArgument(c);
  say(c, { id: 'per-cpu-value', what: 'creates', data: { ...about(c, map), arg } }, arg);
}

function tell(c: LibraryCall, map: MapFacts, what: 'shifted' | 'count'): void {
  const arg = flagsArgument(c);
  say(c, { id: 'map-operation-fails', what, data: { ...about(c, map), arg } }, arg);
}
