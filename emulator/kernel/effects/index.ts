/** Every effect name of the catalogue and what it does. The type says that none is missing. */
import type { EffectName } from '../../../bpf/kernel/effects.ts';
import type { KernelFunction } from '../../../bpf/kernel/types.ts';
import type { Effect } from '../call.ts';
import { ARENAS } from './arenas.ts';
import { BITMAPS } from './bitmaps.ts';
import { DYNPTR } from './dynptr.ts';
import { LOOPS } from './loops.ts';
import { MAPS } from './map-helpers.ts';
import { MASKS } from './masks.ts';
import { FACTS } from './moment.ts';
import { OBJECTS } from './objects.ts';
import { OUTPUT } from './output.ts';
import { RINGBUF } from './ringbuf.ts';
import { SCX } from './scx.ts';
import { SECTIONS } from './sections.ts';
import { STRINGS } from './strings.ts';

export const EFFECTS: Readonly<Record<EffectName, Effect>> = {
  ...MASKS,
  ...BITMAPS,
  ...SECTIONS,
  ...MAPS,
  ...LOOPS,
  ...OBJECTS,
  ...ARENAS,
  ...OUTPUT,
  ...RINGBUF,
  ...STRINGS,
  ...DYNPTR,
  ...FACTS,
  ...SCX,
};

export function effectOf(fn: KernelFunction): Effect {
  return EFFECTS[fn.effect];
}
