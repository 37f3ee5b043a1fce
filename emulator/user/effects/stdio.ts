/** <stdio.h> and <stdarg.h>: formats, and arguments that are not named. */

import type { STDARG, STDIO } from '../../../bpf/user/functions/libc.ts';
import { words as faultWords } from '../../../bpf/words/faults.ts';
import { words } from '../../../bpf/words/process.ts';
import { fail, failWithoutCall } from '../../faults.ts';
import type { Frame } from '../../machine/machine.ts';
import type { LibraryCall, LibraryEffect } from '../../machine/user/process.ts';
import { Ptr, toLength, toU32, type Value } from '../../machine/values.ts';
import { type Arguments, format } from '../format.ts';
import { memoryAt, putText, textAt } from '../memory.ts';
import { type Stream, write } from '../output.ts';
import { errno } from '../process-state.ts';
import { errorWords } from './strings.ts';

/** A `va_list`: the values, and how many were taken. */
interface List {
  readonly values: readonly Value[];
  next: number;
}

function listAt(frame: Frame, { at }: LibraryCall, value: Value): List {
  const { obj, off } = memoryAt(frame, at, value, 1, false);
  const list = obj.payloads?.get(off) as List | undefined;
  return list ?? fail(frame, at, 'crash', words().listNotStarted);
}

/** Puts a new list where a `va_list` lies. */
export function startList(frame: Frame, call: LibraryCall, value: Value, list: List): void {
  const { obj, off } = memoryAt(frame, call.at, value, 1, true);
  obj.payloads ??= new Map();
  obj.payloads.set(off, list);
}

const valuesOf = (frame: Frame, call: LibraryCall, list: List): Arguments => ({
  next: () => list.values[list.next++] ?? 0,
  text: (value, most) => textAt(frame, call.at, value, most),
});

/** The text of a format with a list of values. */
function formatted(frame: Frame, call: LibraryCall, template: Value, list: List): string {
  const { text, unknown } = format(textAt(frame, call.at, template), valuesOf(frame, call, list));
  if (unknown !== undefined)
    failWithoutCall(frame, call.at, words().conversionNotEmulated(unknown, call.name));
  return text;
}

/** The same for values that follow the format as arguments. */
function formattedRest(frame: Frame, call: LibraryCall, args: readonly Value[], at: number): string {
  return formatted(frame, call, args[at] ?? 0, { values: args.slice(at + 1), next: 0 });
}

/** Standard output or standard error; nothing else is open. */
function streamOf(frame: Frame, call: LibraryCall, value: Value): Stream {
  const name = value instanceof Ptr ? value.obj.name : '';
  if (name === 'stdout') return 'out';
  if (name === 'stderr') return 'err';
  return failWithoutCall(frame, call.at, faultWords().notEmulated(call.name));
}

function printed(frame: Frame, call: LibraryCall, stream: Stream, text: string): number {
  write(frame, call.at, stream, text);
  return text.length;
}

/** At most so many bytes with the terminator; the length is that of the whole text. */
function stored(frame: Frame, call: LibraryCall, to: Value, room: number, text: string): number {
  if (room > 0) putText(frame, call.at, to, text.slice(0, room - 1));
  return text.length;
}

const put: LibraryEffect = (frame, call, [c = 0, stream]) => {
  const byte = toU32(c) & 0xff;
  const to = stream === undefined ? 'out' : streamOf(frame, call, stream);
  write(frame, call.at, to, String.fromCharCode(byte));
  return byte;
};

export const OUTPUT: Readonly<Record<keyof typeof STDIO, LibraryEffect>> = {
  printf: (frame, call, args) => printed(frame, call, 'out', formattedRest(frame, call, args, 0)),
  fprintf: (frame, call, args) => {
    const stream = streamOf(frame, call, args[0] ?? 0);
    return printed(frame, call, stream, formattedRest(frame, call, args, 1));
  },
  sprintf: (frame, call, args) =>
    stored(frame, call, args[0] ?? 0, Number.POSITIVE_INFINITY, formattedRest(frame, call, args, 1)),
  snprintf: (frame, call, args) =>
    stored(frame, call, args[0] ?? 0, toLength(args[1] ?? 0), formattedRest(frame, call, args, 2)),
  vprintf: (frame, call, [template = 0, ap = 0]) =>
    printed(frame, call, 'out', formatted(frame, call, template, listAt(frame, call, ap))),
  vfprintf: (frame, call, [stream = 0, template = 0, ap = 0]) => {
    const to = streamOf(frame, call, stream);
    return printed(frame, call, to, formatted(frame, call, template, listAt(frame, call, ap)));
  },
  vsprintf: (frame, call, [to = 0, template = 0, ap = 0]) =>
    stored(
      frame,
      call,
      to,
      Number.POSITIVE_INFINITY,
      formatted(frame, call, template, listAt(frame, call, ap)),
    ),
  vsnprintf: (frame, call, [to = 0, room = 0, template = 0, ap = 0]) =>
    stored(frame, call, to, toLength(room), formatted(frame, call, template, listAt(frame, call, ap))),
  puts: (frame, call, [text = 0]) => printed(frame, call, 'out', `${textAt(frame, call.at, text)}\n`),
  fputs: (frame, call, [text = 0, stream = 0]) => {
    const to = streamOf(frame, call, stream);
    printed(frame, call, to, textAt(frame, call.at, text));
    return 1;
  },
  putchar: (frame, call, [c = 0]) => put(frame, call, [c]),
  putc: put,
  fputc: put,
  fflush: () => 0,
  perror: (frame, call, [text = 0]) => {
    const head = text === 0 ? '' : `${textAt(frame, call.at, text)}: `;
    return printed(frame, call, 'err', `${head}${errorWords(errno(frame.m))}\n`);
  },
};

export const LISTS: Readonly<Record<keyof typeof STDARG | 'va_arg', LibraryEffect>> = {
  __builtin_va_start: (frame, call, [ap = 0]) => {
    startList(frame, call, ap, { values: frame.rest ?? [], next: 0 });
    return 0;
  },
  __builtin_va_end: () => 0,
  __builtin_va_copy: (frame, call, [to = 0, from = 0]) => {
    startList(frame, call, to, { ...listAt(frame, call, from) });
    return 0;
  },
  va_arg: (frame, call, [ap = 0]) => {
    const list = listAt(frame, call, ap);
    const value = list.values[list.next++];
    return value ?? fail(frame, call.at, 'crash', words().listAtEnd);
  },
};
