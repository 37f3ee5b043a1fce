/** Whether the memory that is passed for values has room for what the kernel copies. */
import type { CType } from '../../../bpf/flow/ctypes/types.ts';
import { CPU_FLAGS_SINCE } from '../../../bpf/kernel/changes.ts';
import { ALL_CPUS, CPU, has } from '../../../bpf/kernel/map-operations/flag-word.ts';
import { isBatch, isSince, type MapKind } from '../../../bpf/kernel/map-operations/kinds.ts';
import type { FlagWord, MapFacts } from '../../../bpf/kernel/map-operations/types.ts';
import { sizeOf } from '../domain/type-sizes.ts';
import type { Ptr, Value } from '../domain/values.ts';
import { WITNESS_CPUS } from './maps.ts';
import { about, type LibraryCall, say } from './say.ts';

export function checkBuffer(c: LibraryCall, map: MapFacts, kind: MapKind, flags: FlagWord): void {
  const { value: arg, operation } = c.operation;
  if (arg === undefined || isBatch(operation)) return;
  const given = roomOf(c, c.args[arg]);
  if (given === undefined) return;
  const takesFlags =
    isSince(c.cx.kernel, CPU_FLAGS_SINCE) && (operation === 'lookup' || operation === 'update');
  const isOne = takesFlags && (has(flags, CPU) || has(flags, ALL_CPUS));
  const isEachCpu = kind.perCpu && !isOne;
  const needed = isEachCpu ? Math.ceil(map.valueSize / 8) * 8 : map.valueSize;
  // With room for two CPUs' values it may be made for the machine it runs on.
  if (isEachCpu && isCached(c, arg)) {
    const cpus = Math.floor(given / needed);
    const data = { ...about(c, map), arg, cpus };
    if (cpus > 1) return say(c, { id: 'per-cpu-value', what: 'cached', data }, arg);
  }
  const perCpu = isEachCpu ? givenEach(c, c.args[arg], given) : undefined;
  if (perCpu !== undefined && perCpu < needed) {
    const data = { ...about(c, map), arg, given: perCpu, needed, isRead: operation === 'update' };
    return say(c, { id: 'map-value-buffer', what: 'each', data }, arg);
  }
  if (isEachCpu ? given >= 2 * needed : given >= needed) return;
  const data = { ...about(c, map), arg, given, needed, isEachCpu, isRead: operation === 'update' };
  say(c, { id: 'map-value-buffer', what: 'small', data }, arg);
}

/** A light skeleton restores what it keeps: an array of a size that was written down. */
function isCached({ operation, args, user }: LibraryCall, arg: number): boolean {
  const [descriptor, value] = [args[0], args[arg]];
  if (operation.operation !== 'update' || descriptor?.k !== 'num' || value?.k !== 'ptr') return false;
  return value.obj.o === 'global' && user.light.has(descriptor.id);
}

/** Bytes for each CPU, of memory that was made for all of them. */
function givenEach({ user }: LibraryCall, value: Value | undefined, given: number): number | undefined {
  if (value?.k !== 'ptr' || value.obj.o !== 'mem' || !user.madeForCpus.has(value.obj.id)) return undefined;
  return Math.floor(given / WITNESS_CPUS);
}

/** Bytes from a pointer to the end of what it points into. */
function roomOf(c: LibraryCall, value: Value | undefined): number | undefined {
  if (value?.k !== 'ptr' || value.off === undefined || value.off < 0) return undefined;
  const size = sizeBehind(c, value);
  return size === undefined || size <= value.off ? undefined : size - value.off;
}

function sizeBehind(c: LibraryCall, { obj }: Ptr): number | undefined {
  if (obj.o === 'stack') return obj.isOpen ? undefined : obj.size;
  if (obj.o === 'mem') return obj.size;
  if (obj.o !== 'global') return undefined;
  const type = c.cx.module.globals.get(obj.name)?.type;
  const size = type && !isOpen(type) ? sizeOf(type) : 0;
  return size > 0 ? size : undefined;
}

/** `values[cpus]`: how long it is, only a run tells. */
const isOpen = (type: CType | undefined): boolean => type?.k === 'array' && type.unknownLength === true;
