/** Formats as bpf_printk() does (kernel/bpf/helpers.c, bpf_bprintf_prepare): a subset of the kernel's formats. */
import { type Obj, readString } from './memory.ts';
import { addressOf, Ptr, toBig, type Value } from './values.ts';

const FORMAT = /%([-0+ #]*)(\d*)(?:\.\d+)?(hh|h|ll|l|z)?(%|[diuxXcs]|p(?:[KxBsS]|[iI][46]|ks|us)?)/g;

/** The text of a format and its values. */
export function formatted(format: string, args: readonly Value[]): string {
  let next = 0;
  const text = format.replace(FORMAT, (_, flags: string, width: string, length: string, kind: string) => {
    if (kind === '%') return '%';
    const shown = one(kind, length, args[next++] ?? 0, flags.includes('#'));
    return padded(shown, Number(width), flags);
  });
  return text.replace(/\n$/, '');
}

function padded(text: string, width: number, flags: string): string {
  if (flags.includes('-')) return text.padEnd(width);
  if (!flags.includes('0')) return text.padStart(width);
  return text.startsWith('-') ? `-${text.slice(1).padStart(width - 1, '0')}` : text.padStart(width, '0');
}

function one(kind: string, length: string | undefined, value: Value, prefixed: boolean): string {
  const bits =
    length === 'll' || length === 'l' || length === 'z' ? 64 : length === 'hh' ? 8 : length === 'h' ? 16 : 32;
  switch (kind[0]) {
    case 'd':
    case 'i':
      return BigInt.asIntN(bits, toBig(value)).toString();
    case 'u':
      return BigInt.asUintN(bits, toBig(value)).toString();
    case 'x':
    case 'X': {
      const hex = BigInt.asUintN(bits, toBig(value)).toString(16);
      return (prefixed ? '0x' : '') + (kind === 'X' ? hex.toUpperCase() : hex);
    }
    case 'c':
      return String.fromCharCode(Number(BigInt.asUintN(8, toBig(value))));
    case 's':
      return stringOf(value);
    default:
      return pointer(kind, value);
  }
}

function stringOf(value: Value): string {
  return value instanceof Ptr ? readString(value.obj, value.off, 1024) : value === 0 ? '(null)' : '(efault)';
}

function pointer(kind: string, value: Value): string {
  if (kind === 'pks' || kind === 'pus') return stringOf(value);
  if (kind === 'ps' || kind === 'pS' || kind === 'pB')
    return value instanceof Ptr && value.obj.kind === 'function' ? value.obj.name : hex(value);
  return hex(value);
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
