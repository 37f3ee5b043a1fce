/** Formats as bpf_printk() does (kernel/bpf/helpers.c, bpf_bprintf_prepare): a subset of the kernel's formats. */
import { inBounds, type Obj, readString } from './memory.ts';
import { addressOf, Ptr, toBig, type Value } from './values.ts';

const FORMAT = /%([-+ 0]*)([1-9]\d*)?(?:\.\d+)?(l{0,2}|hh?|z)(%|[diuxXcs]|p(?:[KxBsS]|[iI][46]|ks|us)?)/g;

const VALID =
  /%(?:%|[-+ 0]*(?:[1-9]\d*)?(?:c|l{0,2}[idxuX]|p(?:[KxsSB]|[iI][46])|(?:s|p[ku]s|p)(?=$|[\s!-/:-@[-`{-~])))/g;

/** What a format may not have: anything but white space, what can be printed, and what is beyond ASCII. */
const REFUSED = /[^\t-\r -$&-~\u0080-\uffff]/;

/** Whether the kernel takes a format with so many values; otherwise it prints nothing. */
export function isFormat(format: string, values: number): boolean {
  let specs = 0;
  const rest = format.replace(VALID, (spec) => {
    if (spec !== '%%') specs++;
    return '';
  });
  return specs <= values && !REFUSED.test(rest);
}

/** A text as far as there is room for it, and how long all of it would have been. */
export interface Formatted {
  readonly text: string;
  readonly length: number;
  /** Bytes of texts that were looked at for values, shown or not. */
  readonly read: number;
}

/** lib/vsprintf.c, FIELD_WIDTH_MAX. */
const MOST_WIDTH = (1 << 23) - 1;

/** The text of a format and its values, cut where `room` characters are full. */
export function formatted(format: string, args: readonly Value[], room: number): Formatted {
  const parts: string[] = [];
  let left = room;
  let length = 0;
  let read = 0;
  const add = (text: string, blanks: { before: number; after: number }): void => {
    for (const part of [spaces(blanks.before, left), text, spaces(blanks.after, left)]) {
      const shown = part.slice(0, left);
      left -= shown.length;
      parts.push(shown);
    }
    length += blanks.before + text.length + blanks.after;
  };
  let next = 0;
  let done = 0;
  for (const found of format.matchAll(FORMAT)) {
    const [spec, flags = '', width = '', precise = '', kind = ''] = found;
    add(format.slice(done, found.index), NO_BLANKS);
    done = found.index + spec.length;
    if (kind === '%') add('%', NO_BLANKS);
    else {
      const field = fieldOf(kind, precise, flags, Number(width), args[next++] ?? 0, left);
      if (isText(kind)) read += field.text.length;
      add(field.text, field.blanks);
    }
  }
  add(format.slice(done), NO_BLANKS);
  return { text: parts.join(''), length, read };
}

interface Blanks {
  readonly before: number;
  readonly after: number;
}

const NO_BLANKS: Blanks = { before: 0, after: 0 };

/** Never more than there is room for. */
const spaces = (count: number, room: number): string => ' '.repeat(Math.max(0, Math.min(count, room)));

/**
 * A value in its width. Texts are only ever padded with blanks (lib/vsprintf.c, widen_string); zeros go between the sign
 * and the digits, and '-' wins over '0' (number).
 */
function fieldOf(
  kind: string,
  precise: string,
  flags: string,
  given: number,
  value: Value,
  room: number,
): { text: string; blanks: Blanks } {
  const width = Math.min(given, MOST_WIDTH);
  const isLeft = flags.includes('-');
  const text = isNumber(kind) ? digits(kind, precise, value, flags) : textOf(kind, value);
  const missing = Math.max(0, width - text.length);
  if (isLeft) return { text, blanks: { before: 0, after: missing } };
  if (!isNumber(kind) || !flags.includes('0')) return { text, blanks: { before: missing, after: 0 } };
  const sign = /^[-+ ]?/.exec(text)![0];
  // Where there is no room for more zeros, the others only count.
  const zeros = Math.min(missing, room);
  return {
    text: `${sign}${'0'.repeat(zeros)}${text.slice(sign.length)}`,
    blanks: { before: 0, after: missing - zeros },
  };
}

const isText = (kind: string): boolean => kind === 's' || kind === 'pks' || kind === 'pus';
const isNumber = (kind: string): boolean => 'diuxX'.includes(kind);

const BITS: Readonly<Record<string, number>> = { l: 64, ll: 64, z: 64, hh: 8, h: 16 };

function digits(kind: string, length: string, value: Value, flags: string): string {
  const bits = BITS[length] ?? 32;
  if (kind === 'd' || kind === 'i') {
    const number = BigInt.asIntN(bits, toBig(value));
    return (number < 0n ? '' : flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '') + number;
  }
  const number = BigInt.asUintN(bits, toBig(value));
  if (kind === 'u') return number.toString();
  return kind === 'X' ? number.toString(16).toUpperCase() : number.toString(16);
}

function textOf(kind: string, value: Value): string {
  if (kind === 'c') return String.fromCharCode(Number(BigInt.asUintN(8, toBig(value))));
  if (isText(kind)) return stringOf(value);
  if (/^p[iI]/.test(kind)) return internetAddress(kind, value);
  if (kind === 'ps' || kind === 'pS' || kind === 'pB')
    return value instanceof Ptr && value.obj.kind === 'function' ? value.obj.name : hex(value);
  return hex(value);
}

/** The kernel looks no further than its buffer for a line is long (include/linux/bpf.h, MAX_BPRINTF_BUF). */
const MOST_TEXT = 1024;

/** What cannot be read is an empty text (kernel/bpf/helpers.c, bpf_bprintf_prepare). */
const stringOf = (value: Value): string =>
  value instanceof Ptr ? readString(value.obj, value.off, MOST_TEXT) : '';

/** `%pI4` 127.0.0.1, `%pi4` 127.000.000.001, `%pI6` with colons, `%pi6` without; zeros for what cannot be read. */
function internetAddress(kind: string, value: Value): string {
  const size = kind.endsWith('4') ? 4 : 16;
  const bytes = new Uint8Array(size);
  if (value instanceof Ptr && inBounds(value.obj, value.off, size))
    bytes.set(value.obj.bytes.subarray(value.off, value.off + size));
  if (size === 4)
    return Array.from(bytes, (byte) => String(byte).padStart(kind[1] === 'i' ? 3 : 1, '0')).join('.');
  const text = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return kind[1] === 'i' ? text : text.match(/.{4}/g)!.join(':');
}

const hex = (value: Value): string =>
  BigInt.asUintN(64, value instanceof Ptr ? addressOf(value) : toBig(value))
    .toString(16)
    .padStart(16, '0');

/** Values of an array of u64, as the helpers behind the macros get them. */
export function arrayArguments(value: Value, bytes: number, load: (obj: Obj, off: number) => Value): Value[] {
  if (!(value instanceof Ptr)) return [];
  const found: Value[] = [];
  for (let off = 0; off + 8 <= bytes && value.off + off + 8 <= value.obj.size; off += 8)
    found.push(load(value.obj, value.off + off));
  return found;
}
