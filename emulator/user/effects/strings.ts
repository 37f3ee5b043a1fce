/** <string.h>, <ctype.h>: memory and texts. */

import type { At } from '../../../bpf/flow/graph.ts';
import { ERRNO_TEXTS } from '../../../bpf/user/errno.ts';
import type { CTYPE, STRING } from '../../../bpf/user/functions/libc.ts';
import { charge, copySteps, newObj, stepsOf } from '../../budget.ts';
import type { Frame } from '../../machine/machine.ts';
import { copyBytes, ptrAt, writeString, writeValue } from '../../machine/memory.ts';
import { stringObj } from '../../machine/objects.ts';
import type { LibraryEffect } from '../../machine/user/process.ts';
import { moved, type Ptr, pointTo, toS32, toU32, type Value } from '../../machine/values.ts';
import { allocate, bytesAt, lengthOf, memoryAt, pointerOf, putBytes, putText, textAt } from '../memory.ts';

/** Positions in a text as a pointer to it. */
function within(frame: Frame, value: Value, at: number): Value {
  const ptr = at < 0 ? undefined : pointerOf(frame, value);
  return ptr ? moved(ptr, at) : 0;
}

const char = (value: Value): string => String.fromCharCode(toU32(value) & 0xff);

/** The difference of the first bytes that differ: what glibc gives on x86-64. */
function compare(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const size = Math.min(a.length, b.length);
  for (let i = 0; i < size; i++) if (a[i] !== b[i]) return a[i]! < b[i]! ? -1 : 1;
  return 0;
}

/** Texts are compared with their terminators. */
function compareTexts(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

const copy: LibraryEffect = (frame, { at }, [to = 0, from = 0, size = 0]) => {
  const length = lengthOf(size);
  if (length === 0) return to;
  const source = memoryAt(frame, at, from, length, false);
  const target = memoryAt(frame, at, to, length, true);
  charge(frame, at, copySteps(source.obj, length));
  copyBytes(target.obj, target.off, source.obj, source.off, length);
  return to;
};

const set: LibraryEffect = (frame, { at }, [to = 0, byte = 0, size = 0]) => {
  const length = lengthOf(size);
  if (length === 0) return to;
  const { obj, off } = memoryAt(frame, at, to, length, true);
  putBytes(obj, off, new Uint8Array(length).fill(toU32(byte) & 0xff));
  return to;
};

function append(frame: Frame, at: At, to: Value, text: string): void {
  const end = textAt(frame, at, to).length;
  putText(frame, at, within(frame, to, end), text);
}

function duplicate(frame: Frame, text: string): Ptr {
  const made = allocate(frame, text.length + 1, 0, 'strdup()');
  writeString(made.obj, 0, text);
  return made;
}

/** How many characters from the start are, or are not, of a set. */
function span(text: string, set: string, isIn: boolean): number {
  let at = 0;
  while (at < text.length && set.includes(text[at]!) === isIn) at++;
  return at;
}

const lower = (text: string): string => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());

/** Ends a text there; what comes after. */
function cut(frame: Frame, at: At, start: Ptr, end: number): Ptr {
  putText(frame, at, moved(start, end), '');
  return moved(start, end + 1);
}

/** strtok_r(): `saved` is where the next call goes on. */
function token(frame: Frame, at: At, text: Value, set: string, saved: Ptr): Value {
  const from = text === 0 ? ptrAt(saved.obj, saved.off) : pointerOf(frame, text);
  if (!from) return 0;
  const rest = textAt(frame, at, from);
  const first = span(rest, set, true);
  const start = moved(from, first);
  const end = span(rest.slice(first), set, false);
  const isLast = first + end === rest.length;
  writeValue(saved.obj, saved.off, 8, isLast ? moved(start, end) : cut(frame, at, start, end));
  return end === 0 ? 0 : start;
}

const SAVED_TOKEN = 'strtok()';

/** Where strtok() goes on, which is the library's. */
function savedToken({ m }: Frame): Ptr {
  const known = m.globals.get(SAVED_TOKEN) ?? newObj(m, 'global', SAVED_TOKEN, 8);
  m.globals.set(SAVED_TOKEN, known);
  return pointTo(known);
}

type Texts = (text: (i: number, most?: number) => string, args: readonly Value[]) => Value;

/** A function of texts that gives a number. */
const texts =
  (compute: Texts): LibraryEffect =>
  (frame, { at }, args) =>
    compute((i, most) => textAt(frame, at, args[i] ?? 0, most), args);

/** A function that gives a place in its first argument. */
const place =
  (find: (text: string, other: Value, frame: Frame, at: At) => number): LibraryEffect =>
  (frame, { at }, [text = 0, other = 0]) => {
    const found = textAt(frame, at, text);
    charge(frame, at, stepsOf(found.length));
    return within(frame, text, find(found, other, frame, at));
  };

export const STRINGS: Readonly<Record<keyof typeof STRING, LibraryEffect>> = {
  memcpy: copy,
  memmove: copy,
  mempcpy: (frame, call, args) => {
    copy(frame, call, args);
    return within(frame, args[0] ?? 0, lengthOf(args[2] ?? 0));
  },
  memset: set,
  bzero: (frame, call, [to = 0, size = 0]) => set(frame, call, [to, 0, size]),
  memcmp: (frame, { at }, [a = 0, b = 0, size = 0]) =>
    compare(bytesAt(frame, at, a, lengthOf(size)), bytesAt(frame, at, b, lengthOf(size))),
  memchr: (frame, { at }, [a = 0, byte = 0, size = 0]) =>
    within(frame, a, bytesAt(frame, at, a, lengthOf(size)).indexOf(toU32(byte) & 0xff)),
  strlen: texts((text) => text(0).length),
  strnlen: texts((text, [, most = 0]) => text(0, lengthOf(most)).length),
  strcmp: texts((text) => compareTexts(text(0), text(1))),
  strncmp: texts((text, [, , most = 0]) => compareTexts(text(0, lengthOf(most)), text(1, lengthOf(most)))),
  strcasecmp: texts((text) => compareTexts(lower(text(0)), lower(text(1)))),
  strncasecmp: texts((text, [, , most = 0]) =>
    compareTexts(lower(text(0, lengthOf(most))), lower(text(1, lengthOf(most)))),
  ),
  strcpy: (frame, { at }, [to = 0, from = 0]) => {
    putText(frame, at, to, textAt(frame, at, from));
    return to;
  },
  stpcpy: (frame, { at }, [to = 0, from = 0]) => {
    const text = textAt(frame, at, from);
    putText(frame, at, to, text);
    return within(frame, to, text.length);
  },
  strncpy: (frame, { at }, [to = 0, from = 0, size = 0]) => {
    const length = lengthOf(size);
    const text = textAt(frame, at, from, length);
    if (length > 0) memoryAt(frame, at, to, length, true);
    putText(frame, at, to, text.padEnd(length, '\0'), false);
    return to;
  },
  strcat: (frame, { at }, [to = 0, from = 0]) => {
    append(frame, at, to, textAt(frame, at, from));
    return to;
  },
  strncat: (frame, { at }, [to = 0, from = 0, size = 0]) => {
    append(frame, at, to, textAt(frame, at, from, lengthOf(size)));
    return to;
  },
  strchr: place((text, c) => `${text}\0`.indexOf(char(c))),
  strrchr: place((text, c) => `${text}\0`.lastIndexOf(char(c))),
  strstr: place((text, other, frame, at) => text.indexOf(textAt(frame, at, other))),
  strpbrk: place((text, other, frame, at) => {
    const found = span(text, textAt(frame, at, other), false);
    return found === text.length ? -1 : found;
  }),
  strspn: texts((text) => span(text(0), text(1), true)),
  strcspn: texts((text) => span(text(0), text(1), false)),
  strtok: (frame, { at }, [text = 0, set = 0]) =>
    token(frame, at, text, textAt(frame, at, set), savedToken(frame)),
  strtok_r: (frame, { at }, [text = 0, set = 0, saved = 0]) =>
    token(frame, at, text, textAt(frame, at, set), memoryAt(frame, at, saved, 8, true)),
  strsep: (frame, { at }, [place = 0, set = 0]) => {
    const { obj, off } = memoryAt(frame, at, place, 8, true);
    const start = ptrAt(obj, off);
    if (!start) return 0;
    const text = textAt(frame, at, start);
    const end = span(text, textAt(frame, at, set), false);
    writeValue(obj, off, 8, end < text.length ? cut(frame, at, start, end) : 0);
    return start;
  },
  strdup: (frame, { at }, [text = 0]) => duplicate(frame, textAt(frame, at, text)),
  strndup: (frame, { at }, [text = 0, size = 0]) => duplicate(frame, textAt(frame, at, text, lengthOf(size))),
  strerror: ({ m }, _call, [code = 0]) => stringObj(m, errorWords(toS32(code))),
};

/** glibc's words for an errno. */
export function errorWords(code: number): string {
  return ERRNO_TEXTS[code] ?? `Unknown error ${code}`;
}

const kind =
  (pattern: RegExp): LibraryEffect =>
  (_frame, _call, [c = 0]) => {
    const code = toS32(c);
    return code >= 0 && code < 128 && pattern.test(String.fromCharCode(code)) ? 1 : 0;
  };

const letter =
  (pattern: RegExp, by: number): LibraryEffect =>
  (_frame, _call, [c = 0]) => {
    const code = toS32(c);
    return code >= 0 && code < 128 && pattern.test(String.fromCharCode(code)) ? code + by : code;
  };

export const CHARACTERS: Readonly<Record<keyof typeof CTYPE, LibraryEffect>> = {
  isalnum: kind(/[0-9A-Za-z]/),
  isalpha: kind(/[A-Za-z]/),
  isblank: kind(/[ \t]/),
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is asked for.
  iscntrl: kind(/[\x00-\x1f\x7f]/),
  isdigit: kind(/[0-9]/),
  isgraph: kind(/[!-~]/),
  islower: kind(/[a-z]/),
  isprint: kind(/[ -~]/),
  ispunct: kind(/[!-/:-@[-`{-~]/),
  isspace: kind(/[ \t-\r]/),
  isupper: kind(/[A-Z]/),
  isxdigit: kind(/[0-9A-Fa-f]/),
  tolower: letter(/[A-Z]/, 32),
  toupper: letter(/[a-z]/, -32),
};
