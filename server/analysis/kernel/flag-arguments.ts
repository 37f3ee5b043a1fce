/** Constant arguments that a call can only fail with. The verifier does not look at them, so the program loads. */

import type { CType } from '../../../bpf/flow/ctypes/types.ts';
import { holdsLock } from '../../../bpf/flow/declare/map-facts.ts';
import type { MapInfo } from '../../../bpf/flow/graph.ts';
import type { FlagObjection } from '../../../bpf/kernel/faults/invalid-flags.ts';
import { FLAG_SETS, MAP_UPDATE_FLAGS } from '../../../bpf/kernel/flags.ts';
import { MOST_CPUS } from '../../../bpf/kernel/limits.ts';
import { programUpdate } from '../../../bpf/kernel/map-operations/index.ts';
import type { ArgRole, Version } from '../../../bpf/kernel/types.ts';
import type { Value } from '../domain/values.ts';
import { constantArg, type KernelCall, refuse } from './refuse.ts';

export function checkFlags(c: KernelCall, i: number, role: ArgRole & { role: 'flags' }, value: Value): void {
  const flags = constantArg(value);
  if (flags === undefined || flags < 0 || role.set === undefined) return;
  const found = role.set === 'map-update' ? whyNoUpdate(c, flags) : whyNotInSet(role.set, flags);
  if (found) refuse(c, i, 'invalid-flags', 'flags', found);
}

/** Sets of sched_ext are open: newer kernels add to them. */
function whyNotInSet(set: string, flags: number): FlagObjection | undefined {
  const known: Readonly<Record<string, number>> | undefined = FLAG_SETS[set as keyof typeof FLAG_SETS];
  if (!known || set.startsWith('scx')) return undefined;
  const allowed = Object.values(known).reduce((all, flag) => all | BigInt(flag), 0n);
  if ((BigInt(flags) & ~allowed) === 0n) return undefined;
  return { objection: 'not-known', known: Object.keys(known).filter((name) => known[name] !== 0) };
}

function mapGiven(c: KernelCall): MapInfo | undefined {
  const map = c.args[0];
  return map?.k === 'ptr' && map.obj.o === 'global' ? c.cx.module.maps.get(map.obj.name) : undefined;
}

/** Elements of arrays stay (kernel/bpf/arraymap.c, array_map_delete_elem; checked on 6.18). */
export function checkDelete(c: KernelCall): void {
  if (c.fn.name !== 'bpf_map_delete_elem') return;
  const info = mapGiven(c);
  if (!info || !ARRAYS.has(info.type)) return;
  const map = { name: info.name, type: info.type };
  refuse(c, 0, 'map-operation-fails', 'permanent', { map });
}

const ARRAYS: ReadonlySet<string> = new Set(['BPF_MAP_TYPE_ARRAY', 'BPF_MAP_TYPE_PERCPU_ARRAY']);

/** Fails whether the key is there or not. */
function whyNoUpdate(c: KernelCall, flags: number): FlagObjection | undefined {
  const info = mapGiven(c);
  if (!info?.type) return undefined;
  const bits = BigInt(flags);
  const fails = (flags: bigint) => updateAlwaysFails(info, flags, c.cx.kernel);
  if (!fails(bits)) return undefined;
  const { BPF_F_CPU, BPF_F_ALL_CPUS, BPF_NOEXIST, BPF_EXIST, BPF_F_LOCK } = MAP_UPDATE_FLAGS;
  if (bits >> 32n || (flags & (BPF_F_CPU | BPF_F_ALL_CPUS)) !== 0) return { objection: 'user-space' };
  if ((flags & (BPF_NOEXIST | BPF_EXIST)) === (BPF_NOEXIST | BPF_EXIST)) return { objection: 'opposites' };
  if (flags & BPF_F_LOCK && !fails(bits & ~BigInt(BPF_F_LOCK))) return { objection: 'no-lock' };
  return { objection: flags === BPF_NOEXIST ? 'elements-exist' : 'no-map' };
}

/** Whether no update of the map by a program can have these flags, the key being there or not. */
export function updateAlwaysFails({ type, value }: MapInfo, flags: bigint, kernel: Version): boolean {
  const locks = isWhole(value) ? [holdsLock(value)] : [true, false];
  for (const present of [true, false]) {
    for (const hasLock of locks) {
      const found = programUpdate(type, flags, { present, full: false, hasLock }, kernel);
      if (found === undefined || found.result === 'ok') return false;
    }
  }
  return true;
}

/** A type of which all is known; a value of which only the size is given is bytes. */
function isWhole(type: CType | undefined): type is CType {
  if (type?.k === 'array') return isWhole(type.of);
  return type?.k === 'int' || (type?.k === 'struct' && type.complete);
}

/** Arguments that are the number of a CPU, whose slot is wanted. */
const CPU_ARGUMENTS: Readonly<Record<string, number>> = { bpf_map_lookup_percpu_elem: 2 };

/** A CPU that no machine has: the look-up gives NULL (kernel/bpf/helpers.c, cpu >= nr_cpu_ids). */
export function checkCpu(c: KernelCall, i: number, value: Value): void {
  if (CPU_ARGUMENTS[c.fn.name] !== i) return;
  const cpu = constantArg(value);
  if (cpu !== undefined && (cpu < 0 || cpu >= MOST_CPUS)) refuse(c, i, 'invalid-flags', 'cpu');
}
