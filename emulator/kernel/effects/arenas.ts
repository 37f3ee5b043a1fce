/**
 * Arenas (kernel/bpf/arena.c, 6.9): pages that programs and user space share. Nothing owns what lies in them, so no
 * reference rules apply. What a pointer to no page does is in emulator/compile/arena-access.ts.
 */

import type { EffectName } from '../../../bpf/kernel/effects.ts';
import { words } from '../../../bpf/words/faults.ts';
import { because } from '../../../bpf/words/reasons.ts';
import { freeObj, newObj } from '../../budget.ts';
import { failWithoutCall } from '../../faults.ts';
import type { Frame } from '../../machine/machine.ts';
import { type BpfMap, isArena, mapOf } from '../../machine/map-objects.ts';
import { Ptr, pointTo, type Value } from '../../machine/values.ts';
import type { Call, Effect } from '../call.ts';

const PAGE = 4096;

function arenaOf(value: Value): BpfMap | undefined {
  const map = mapOf(value);
  return map && isArena(map) ? map : undefined;
}

const counted = (value: Value): number => (typeof value === 'number' ? value >>> 0 : 0);

/** At an address of the program's choice (`where`): which pages are next to which is not modelled. */
const allocate: Effect = (frame, call, given, where, count, _node, flags) => {
  const map = arenaOf(given);
  const pages = counted(count);
  if (!map || flags !== 0 || pages === 0 || map.pages + pages > map.most) return 0;
  if (where !== 0) return notEmulated(frame, call);
  map.pages += pages;
  return pointTo(newObj(frame.m, 'arena', map.info.name, pages * PAGE));
};

/** All pages of an allocation, in one go. */
const free: Effect = (frame, call, given, where, count) => {
  const map = arenaOf(given);
  const pages = counted(count);
  if (!map || pages === 0 || where === 0) return 0;
  if (!(where instanceof Ptr) || where.obj.kind !== 'arena') return notEmulated(frame, call);
  const { obj } = where;
  if (obj.unknown !== undefined) return 0;
  if (where.off >= PAGE || pages * PAGE < obj.size) return notEmulated(frame, call);
  map.pages -= obj.size / PAGE;
  obj.unknown = because('pagesFreed');
  freeObj(frame.m, obj);
  return 0;
};

const notEmulated = (frame: Frame, call: Call): Value =>
  failWithoutCall(frame, call.at, words().notEmulated(call.fn.name));

export const ARENAS = {
  'arena-alloc': allocate,
  'arena-free': free,
} satisfies Partial<Record<EffectName, Effect>>;
