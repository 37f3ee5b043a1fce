/** What leaves the program, and memory that is read or written for it. */

import type { EffectName } from '../../../bpf/kernel/effects.ts';
import { ERRNO } from '../../../bpf/kernel/flags.ts';
import { words } from '../../../bpf/words/faults.ts';
import { copySteps, spend, stepsOf } from '../../budget.ts';
import type { Frame } from '../../machine/machine.ts';
import { mapOf } from '../../machine/map-objects.ts';
import {
  copyBytes,
  inBounds,
  type Obj,
  ptrAt,
  readInt,
  readString,
  utf8Text,
  writeString,
  zeroBytes,
} from '../../machine/memory.ts';
import { arrayArguments, type Formatted, formatted, isFormat } from '../../machine/printk.ts';
import { Ptr, toLength, type Value } from '../../machine/values.ts';
import { argumentsOf, type Call, type Effect } from '../call.ts';

/** Formats and texts are looked at character by character. */
function text({ m }: Frame, value: Value | undefined): string {
  if (!(value instanceof Ptr)) return '';
  const found = readString(value.obj, value.off);
  spend(m, stepsOf(CHARACTER_COST * found.length));
  return found;
}

/** A character takes as long as so many bytes that are only copied. */
const CHARACTER_COST = 16;
const word = (obj: Obj, off: number): Value => ptrAt(obj, off) ?? readInt(obj, off, 8, false);

/** What is kept of a run's output. */
const MOST_LINES = 10_000;
const MOST_CHARACTERS = 1 << 20;
/** Of one of many programs that are run together and print for ever. */
const MOST_OF_SHARE = 1 << 16;
const STEPS_A_LINE = 16;
const STEPS_A_VALUE = 8;

/** A line of the program's own bytes. */
function print(frame: Frame, bytes: string): void {
  say(frame, utf8Text(bytes));
}

/** A line that is about what the program did. */
export function say({ m }: Frame, line: string): void {
  spend(m, STEPS_A_LINE + stepsOf(CHARACTER_COST * line.length));
  const { output } = m;
  const most = m.options.isShare ? MOST_OF_SHARE : MOST_CHARACTERS;
  if (m.printed > most) return;
  m.printed += line.length;
  if (output.length < MOST_LINES && m.printed <= most) output.push(line);
  else {
    m.printed = Number.POSITIVE_INFINITY;
    output.push(words().outputLeftOut);
  }
}

/** Position of the format, and how the values follow: 'list' as arguments, 'array' as an array with its length. */
type Shape = readonly [format: number, values: 'list' | 'array', first: number];

const SHAPES: Readonly<Record<string, Shape>> = {
  bpf_printk: [0, 'list', 1],
  bpf_trace_printk: [0, 'list', 2],
  bpf_trace_vprintk: [0, 'array', 2],
  bpf_seq_printf: [1, 'array', 3],
  BPF_SEQ_PRINTF: [1, 'list', 2],
  bpf_stream_printk: [1, 'list', 2],
  bpf_stream_vprintk: [1, 'array', 2],
  bpf_stream_vprintk_impl: [1, 'array', 2],
  bpf_snprintf: [2, 'array', 3],
  BPF_SNPRINTF: [2, 'list', 3],
  scx_bpf_error: [0, 'list', 1],
  scx_bpf_exit: [1, 'list', 2],
  scx_bpf_dump: [0, 'list', 1],
  scx_bpf_error_bstr: [0, 'array', 1],
  scx_bpf_exit_bstr: [1, 'array', 2],
  scx_bpf_dump_bstr: [0, 'array', 1],
};

/** include/linux/bpf.h, MAX_BPRINTF_BUF, with its terminator: longer lines are cut. */
const MOST_LINE = 1023;

export function textOf(frame: Frame, call: Call, room = MOST_LINE): Formatted {
  const shape = Object.hasOwn(SHAPES, call.fn.name) ? SHAPES[call.fn.name] : undefined;
  const args = argumentsOf(frame, call);
  if (!shape) {
    const all = args.map((arg) => text(frame, arg)).join('');
    return { text: all.slice(0, room), length: all.length, read: 0 };
  }
  const [format, values, first] = shape;
  const list =
    values === 'list'
      ? args.slice(first)
      : arrayArguments(args[first] ?? 0, toLength(args[first + 1] ?? 0), word);
  spend(frame.m, STEPS_A_VALUE * list.length);
  const found = formatted(text(frame, args[format]), list, room);
  spend(frame.m, stepsOf(CHARACTER_COST * found.read));
  return found;
}

/** The others only say whether it worked. */
const COUNTS = /^bpf_(trace_v?)?printk$/;

/** bpf_trace_printk() always takes three values, used or not (kernel/trace/bpf_trace.c). */
const FEWEST_VALUES = 3;

/** A format that only fails when it is used, as bpf_printk()'s does. */
function isRefused(frame: Frame, call: Call): boolean {
  const [format, ...values] = argumentsOf(frame, call);
  return (
    call.fn.name === 'bpf_printk' && !isFormat(text(frame, format), Math.max(FEWEST_VALUES, values.length))
  );
}

const printk: Effect = (frame, call) => {
  if (isRefused(frame, call)) return -ERRNO.EINVAL;
  const { text: line, length } = textOf(frame, call);
  print(frame, line.replace(/\n$/, ''));
  return COUNTS.test(call.fn.name) ? length : 0;
};

/** Writes as much as fits, always terminated; gives the full length with the terminator. */
const format: Effect = (frame, call, out, size) => {
  const room = Math.min(toLength(size), out instanceof Ptr ? out.obj.size : 0);
  const { text: line, length } = textOf(frame, call, Math.max(0, room - 1));
  spend(frame.m, stepsOf(CHARACTER_COST * line.length));
  if (out instanceof Ptr && room > 0 && inBounds(out.obj, out.off, line.length + 1))
    writeString(out.obj, out.off, `${line}\0`);
  return length + 1;
};

const hexOf = (bytes: Uint8Array): string =>
  Array.from(bytes.subarray(0, 256), (byte) => byte.toString(16).padStart(2, '0')).join(' ') +
  (bytes.length > 256 ? ' …' : '');

/** One record for user space. */
export function publish(frame: Frame, ring: string, bytes: Uint8Array): void {
  say(frame, `${ring}: ${hexOf(bytes)}`);
}

const perfOutput: Effect = (frame, call) => {
  const [, map, , data, size] = argumentsOf(frame, call);
  if (!(data instanceof Ptr)) return -ERRNO.EINVAL;
  publish(
    frame,
    mapOf(map)?.info.name ?? '',
    data.obj.bytes.subarray(data.off, data.off + toLength(size ?? 0)),
  );
  return 0;
};

/** Addresses that are not the kernel's are not even tried (mm/maccess.c, copy_from_kernel_nofault). */
function badAddress(call: Call, src: Value): number {
  return call.fn.name.includes('kernel') && !(src instanceof Ptr) ? -ERRNO.ERANGE : -ERRNO.EFAULT;
}

/** A bad address zeroes the destination. */
const readMemory: Effect = (frame, call, dst, size, src) => {
  const to = dst as Ptr;
  const length = toLength(size);
  spend(frame.m, stepsOf(length));
  if (src instanceof Ptr && inBounds(src.obj, src.off, length)) {
    spend(frame.m, copySteps(src.obj, length));
    copyBytes(to.obj, to.off, src.obj, src.off, length);
    return 0;
  }
  if (length > 0) zeroBytes(to.obj, to.off, length);
  return badAddress(call, src);
};

const readText: Effect = (frame, call, dst, size, src) => {
  const to = dst as Ptr;
  const length = toLength(size);
  if (length === 0) return 0;
  spend(frame.m, stepsOf(length));
  if (!(src instanceof Ptr)) {
    zeroBytes(to.obj, to.off, length);
    return badAddress(call, src);
  }
  const found = readString(src.obj, src.off, length - 1);
  spend(frame.m, stepsOf(CHARACTER_COST * found.length));
  writeString(to.obj, to.off, `${found}\0`);
  return found.length + 1;
};

export const OUTPUT = {
  printk,
  format,
  'perf-output': perfOutput,
  'read-memory': readMemory,
  'read-string': readText,
  'write-memory': () => 0,
} satisfies Partial<Record<EffectName, Effect>>;
