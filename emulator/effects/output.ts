/** What leaves the program, and memory that is read or written for it. */
import { ERRNO } from '../../bpf/kernel/flags.ts';
import { argumentsOf, type Call, type Effect, refuse } from '../call.ts';
import type { Frame } from '../machine.ts';
import { mapOf } from '../maps.ts';
import {
  copyBytes,
  inBounds,
  type Obj,
  ptrAt,
  readInt,
  readString,
  writeString,
  zeroBytes,
} from '../memory.ts';
import { arrayArguments, formatted, isFormat } from '../printk.ts';
import { Ptr, toLength, type Value } from '../values.ts';

const text = (value: Value | undefined): string =>
  value instanceof Ptr ? readString(value.obj, value.off) : '';
const word = (obj: Obj, off: number): Value => ptrAt(obj, off) ?? readInt(obj, off, 8, false);

const MOST_LINES = 10_000;

export function print(frame: Frame, line: string): void {
  const { output } = frame.m;
  if (output.length < MOST_LINES) output.push(line);
  else if (output.length === MOST_LINES) output.push('… (more output is left out)');
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

export function textOf(frame: Frame, call: Call): string {
  const shape = SHAPES[call.fn.name];
  const args = argumentsOf(frame, call);
  if (!shape) return args.map((arg) => text(arg)).join('');
  const [format, values, first] = shape;
  const list =
    values === 'list'
      ? args.slice(first)
      : arrayArguments(args[first] ?? 0, toLength(args[first + 1] ?? 0), word);
  return formatted(text(args[format]), list);
}

/** The others only say whether it worked. */
const COUNTS = /^bpf_(trace_v?)?printk$/;

/** bpf_trace_printk() always takes three values, used or not (kernel/trace/bpf_trace.c). */
const FEWEST_VALUES = 3;

/** A format that only fails when it is used, as bpf_printk()'s does. */
function isRefused(frame: Frame, call: Call): boolean {
  const [format, ...values] = argumentsOf(frame, call);
  return call.fn.name === 'bpf_printk' && !isFormat(text(format), Math.max(FEWEST_VALUES, values.length));
}

const printk: Effect = (frame, call) => {
  if (isRefused(frame, call)) return -ERRNO.EINVAL;
  const line = textOf(frame, call);
  print(frame, line.replace(/\n$/, ''));
  return COUNTS.test(call.fn.name) ? line.length : 0;
};

/** Writes as much as fits, always terminated; gives the full length with the terminator. */
const format: Effect = (frame, call, out, size) => {
  const line = textOf(frame, call);
  const room = toLength(size);
  if (out instanceof Ptr && room > 0 && inBounds(out.obj, out.off, Math.min(room, line.length + 1))) {
    const shown = line.slice(0, room - 1);
    writeString(out.obj, out.off, `${shown}\0`);
  }
  return line.length + 1;
};

const hexOf = (bytes: Uint8Array): string =>
  Array.from(bytes.subarray(0, 256), (byte) => byte.toString(16).padStart(2, '0')).join(' ') +
  (bytes.length > 256 ? ' …' : '');

/** One record for user space. */
export function publish(frame: Frame, ring: string, bytes: Uint8Array): void {
  print(frame, `${ring}: ${hexOf(bytes)}`);
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
const readMemory: Effect = (_frame, call, dst, size, src) => {
  const to = dst as Ptr;
  const length = toLength(size);
  if (src instanceof Ptr && inBounds(src.obj, src.off, length)) {
    copyBytes(to.obj, to.off, src.obj, src.off, length);
    return 0;
  }
  if (length > 0) zeroBytes(to.obj, to.off, length);
  return badAddress(call, src);
};

const readText: Effect = (_frame, call, dst, size, src) => {
  const to = dst as Ptr;
  const length = toLength(size);
  if (length === 0) return 0;
  if (!(src instanceof Ptr)) {
    zeroBytes(to.obj, to.off, length);
    return badAddress(call, src);
  }
  const found = readString(src.obj, src.off, length - 1);
  writeString(to.obj, to.off, `${found}\0`);
  return found.length + 1;
};

const notEmulated: Effect = (frame, call) =>
  refuse(frame, call, 'not-emulated', `${call.fn.name}() is not emulated.`);

export const OUTPUT = {
  printk,
  format,
  'perf-output': perfOutput,
  'read-memory': readMemory,
  'read-string': readText,
  'write-memory': () => 0,
  'arena-alloc': notEmulated,
  'arena-free': notEmulated,
} satisfies Record<string, Effect>;
