/** What a process prints, line by line. Bytes become characters once a line is whole: they are UTF-8. */

import type { At } from '../../bpf/flow/graph.ts';
import { charge, stepsOf } from '../budget.ts';
import { say } from '../kernel/effects/output.ts';
import type { Frame } from '../machine/machine.ts';

export type Stream = 'out' | 'err';

const decoder = new TextDecoder();
const CHARACTER_COST = 16;
const MOST_ERROR_LINES = 1000;
/** A line that does not end is cut here. */
const LONGEST_LINE = 1 << 16;

export function write(frame: Frame, at: At, stream: Stream, text: string): void {
  const { process } = frame.m;
  if (!process) return;
  charge(frame, at, stepsOf(CHARACTER_COST * text.length));
  const all = (stream === 'out' ? process.pending : process.pendingErrors) + text;
  const lines = all.split('\n');
  const rest = lines.pop()!;
  for (const line of lines) emit(frame, stream, line);
  if (rest.length > LONGEST_LINE) emit(frame, stream, rest);
  const pending = rest.length > LONGEST_LINE ? '' : rest;
  if (stream === 'out') process.pending = pending;
  else process.pendingErrors = pending;
}

function emit(frame: Frame, stream: Stream, line: string): void {
  const text = decoded(line);
  const { output, process } = frame.m;
  const { errors, printed } = process!;
  const before = output.length;
  if (stream === 'out') say(frame, text);
  else if (errors.length < MOST_ERROR_LINES) errors.push(text);
  else return;
  printed.push(...(stream === 'out' ? output.slice(before) : [text]));
}

function decoded(line: string): string {
  if (/^[\0-\x7f]*$/.test(line)) return line;
  return decoder.decode(Uint8Array.from(line, (c) => c.charCodeAt(0)));
}

/** What has no end of line when the process ends is a line all the same. */
export function flush(frame: Frame): void {
  const { process } = frame.m;
  if (!process) return;
  if (process.pending !== '') emit(frame, 'out', process.pending);
  if (process.pendingErrors !== '') emit(frame, 'err', process.pendingErrors);
  process.pending = '';
  process.pendingErrors = '';
}
