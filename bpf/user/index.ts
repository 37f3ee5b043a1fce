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

/** Handles, whose inside no program sees. */
const HANDLE = /^(?:FILE|struct bpf_(?:object|map|program|link)) \*/;
/** It gives memory back, and writes nothing to it. */
const GIVES_BACK: ReadonlySet<string> = new Set(['free']);

/**
 * Arguments through which a function writes to memory of the program, by position: those that point to something that is
 * not `const`. undefined: the function is not in the catalogue.
 */
export function writtenArguments(name: string): readonly number[] | undefined {
  const prototype = PROTOTYPES.get(name);
  if (prototype === undefined) return undefined;
  if (GIVES_BACK.has(name)) return [];
  const parameters = prototype.slice(prototype.indexOf(`${name}(`) + name.length + 1, -2).split(', ');
  return parameters.flatMap((text, i) => (isWritten(text) ? [i] : []));
}

const isWritten = (parameter: string): boolean =>
  parameter.includes('*') && !parameter.startsWith('const ') && !HANDLE.test(parameter);
