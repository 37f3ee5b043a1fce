/** Formats as bpf_printk() does (kernel/bpf/helpers.c, bpf_bprintf_prepare): a subset of the kernel's formats. */
import { inBounds, type Obj, readString } from './memory.ts';
import { addressOf, Ptr, toBig, type Value } from './values.ts';

const FORMAT = /%([-+ 0]*)(\d*)(?:\.\d+)?(l{0,2}|hh?|z)(%|[diuxXcs]|p(?:[KxBsS]|[iI][46]|ks|us)?)/g;

const VALID =
  /%(?:%|[-+ 0]*(?:[1-9]\d*)?(?:c|l{0,2}[idxuX]|p(?:[KxsSB]|[iI][46])|(?:s|p[ku]s|p)(?=$|[\s!-/:-@[-`{-~])))/g;

/** Bytes that a format may have: white space, what can be printed, and anything beyond ASCII. */
const isShown = (code: number): boolean => (code >= 9 && code <= 13) || (code >= 32 && code !== 127);

/** Whether the kernel takes a format with so many values; otherwise it prints nothing. */
export function isFormat(format: string, values: number): boolean {
  let specs = 0;
  const rest = format.replace(VALID, (spec) => {
    if (spec !== '%%') specs++;
    return '';
  });
  const isText = Array.from(rest).every((char) => char !== '%' && isShown(char.charCodeAt(0)));
  return specs <= values && isText;
}

/** The text of a format and its values. */
export function formatted(format: string, args: readonly Value[]): string {
  let next = 0;
  return format.replace(FORMAT, (_, flags: string, width: string, length: string, kind: string) => {
    if (kind === '%') return '%';
    const value = args[next++] ?? 0;
    return isNumber(kind)
      ? paddedNumber(digits(kind, length, value, flags), Number(width), flags)
      : padded(textOf(kind, value), Number(width), flags);
  });
}

const isNumber = (kind: string): boolean => 'diuxX'.includes(kind);

/** Texts are only ever padded with blanks (lib/vsprintf.c, widen_string). */
const padded = (text: string, width: number, flags: string): string =>
  flags.includes('-') ? text.padEnd(width) : text.padStart(width);

/** Zeros go between the sign and the digits; '-' wins over '0' (lib/vsprintf.c, number). */
function paddedNumber(text: string, width: number, flags: string): string {
  if (flags.includes('-') || !flags.includes('0')) return padded(text, width, flags);
  const sign = /^[-+ ]?/.exec(text)![0];
  return sign + text.slice(sign.length).padStart(width - sign.length, '0');
}

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
  if (kind === 's' || kind === 'pks' || kind === 'pus') return stringOf(value);
  if (/^p[iI]/.test(kind)) return internetAddress(kind, value);
  if (kind === 'ps' || kind === 'pS' || kind === 'pB')
    return value instanceof Ptr && value.obj.kind === 'function' ? value.obj.name : hex(value);
  return hex(value);
}

/** What cannot be read is an empty text (kernel/bpf/helpers.c, bpf_bprintf_prepare). */
const stringOf = (value: Value): string =>
  value instanceof Ptr ? readString(value.obj, value.off, 1024) : '';

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
