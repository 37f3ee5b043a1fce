/** The catalogue of user space: what the C library and libbpf have that is emulated, by name. */

import { BATCHES, ELEMENTS, MAP_PROPERTIES, OBJECTS, PROGRAMS } from './functions/libbpf.ts';
import { CTYPE, MATH, STDARG, STDIO, STDLIB, STRING, UNISTD } from './functions/libc.ts';

const PROTOTYPES: ReadonlyMap<string, string> = new Map(
  [
    ...[STDIO, STDLIB, STRING, CTYPE, MATH, UNISTD, STDARG],
    ...[OBJECTS, PROGRAMS, MAP_PROPERTIES, ELEMENTS, BATCHES],
  ].flatMap((functions) => Object.entries(functions)),
);

/** The prototype of a function that a program may call without declaring it. */
export function userPrototype(name: string): string | undefined {
  return PROTOTYPES.get(name);
}
