/** Every function of user space that is emulated, by name. */

import type { Library, LibraryEffect } from '../machine/process.ts';
import { LISTS, OUTPUT } from './effects/stdio.ts';
import { NUMBERS, STANDARD, SYSTEM } from './effects/stdlib.ts';
import { CHARACTERS, STRINGS } from './effects/strings.ts';

const EFFECTS: ReadonlyMap<string, LibraryEffect> = new Map(
  [OUTPUT, LISTS, STANDARD, NUMBERS, SYSTEM, STRINGS, CHARACTERS].flatMap((effects) =>
    Object.entries(effects),
  ),
);

export const library: Library = (name) => EFFECTS.get(name);
