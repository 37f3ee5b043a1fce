/** Constant flags that a call can only fail with. The verifier does not look at them, so the program loads. */

import type { FlagObjection } from '../../../bpf/kernel/faults/invalid-flags.ts';
import { FLAG_SETS, MAP_UPDATE_FLAGS } from '../../../bpf/kernel/flags.ts';
import { programUpdate } from '../../../bpf/kernel/map-operations/index.ts';
import type { ArgRole } from '../../../bpf/kernel/types.ts';
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

/** Fails whether the key is there or not, with or without a lock in the value. */
function whyNoUpdate(c: KernelCall, flags: number): FlagObjection | undefined {
  const map = c.args[0];
  const type =
    map?.k === 'ptr' && map.obj.o === 'global' ? c.cx.module.maps.get(map.obj.name)?.type : undefined;
  if (!type) return undefined;
  const bits = BigInt(flags);
  for (const present of [true, false]) {
    for (const hasLock of [true, false]) {
      const found = programUpdate(type, bits, { present, full: false, hasLock }, c.cx.kernel);
      if (found === undefined || found.result === 'ok') return undefined;
    }
  }
  const { BPF_F_CPU, BPF_F_ALL_CPUS, BPF_NOEXIST, BPF_EXIST } = MAP_UPDATE_FLAGS;
  if (bits >> 32n || (flags & (BPF_F_CPU | BPF_F_ALL_CPUS)) !== 0) return { objection: 'user-space' };
  if ((flags & (BPF_NOEXIST | BPF_EXIST)) === (BPF_NOEXIST | BPF_EXIST)) return { objection: 'opposites' };
  return { objection: flags === BPF_NOEXIST ? 'elements-exist' : 'no-map' };
}
