/** Every function of user space that is emulated, by name. */

import type { Library, LibraryEffect } from '../machine/user/process.ts';
import { BATCH_EFFECTS, ELEMENT_EFFECTS } from './effects/libbpf-elements.ts';
import { MAP_EFFECTS } from './effects/libbpf-maps.ts';
import { OBJECT_EFFECTS } from './effects/libbpf-objects.ts';
import { PROGRAM_EFFECTS } from './effects/libbpf-programs.ts';
import { skeletonFunction } from './effects/skeletons.ts';
import { LISTS, OUTPUT } from './effects/stdio.ts';
import { NUMBERS, STANDARD, SYSTEM } from './effects/stdlib.ts';
import { CHARACTERS, STRINGS } from './effects/strings.ts';

const EFFECTS: ReadonlyMap<string, LibraryEffect> = new Map(
  [
    ...[OUTPUT, LISTS, STANDARD, NUMBERS, SYSTEM, STRINGS, CHARACTERS],
    ...[OBJECT_EFFECTS, MAP_EFFECTS, PROGRAM_EFFECTS, ELEMENT_EFFECTS, BATCH_EFFECTS],
  ].flatMap((effects) => Object.entries(effects)),
);

export const library: Library = (name) => EFFECTS.get(name) ?? skeletonFunction(name);
