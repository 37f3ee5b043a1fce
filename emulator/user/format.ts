/** Formats as printf() has them (C11 7.21.6.1), on bytes: a character is one of 0 to 255. */

import { floatBits } from '../../bpf/flow/ctypes/floats.ts';
import { addressOf, Ptr, toBig, type Value } from '../machine/values.ts';

export interface Arguments {
  /** The next argument; 0 when there is none. */
  next(): Value;
  /** The text behind a pointer, at most so many bytes. */
  text(value: Value, most: number): string;
}

interface Spec {
  readonly flags: string;
  readonly width: number;
  /** Undefined: not given. */
  readonly precision: number | undefined;
  readonly length: string;
  readonly kind: string;
}

const SPEC = /%([-+ #0']*)(\*|\d+)?(?:\.(\*|-?\d*))?(hh|h|ll|l|z|j|t|L|q)?([a-zA-Z%])/g;
/** What is padded or printed to so many characters is cut here. */
const MOST_WIDTH = 1 << 20;

/** The text of a format; undefined: a conversion is not known, and `unknown` says which. */
export interface Formatted {
  readonly text: string;
  readonly unknown?: string;
}

export function format(template: string, args: Arguments): Formatted {
  const parts: string[] = [];
  let done = 0;
  for (const found of template.matchAll(SPEC)) {
    parts.push(template.slice(done, found.index));
    done = found.index + found[0].length;
    const spec = specOf(found, args);
    const text = spec.kind === '%' ? '%' : conversion(spec, args);
    if (text === undefined) return { text: parts.join(''), unknown: found[0] };
    parts.push(text);
  }
  parts.push(template.slice(done));
  return { text: parts.join('') };
}

function specOf(found: RegExpMatchArray, args: Arguments): Spec {
  const [, given = '', wide, precise, length = '', kind = ''] = found;
  const width = wide === '*' ? toInt(args.next()) : Number(wide ?? 0);
  const precision =
    precise === '*' ? toInt(args.next()) : precise === undefined ? undefined : Number(precise);
  return {
    flags: width < 0 ? `${given}-` : given,
    width: Math.min(Math.abs(width), MOST_WIDTH),
    precision: precision === undefined || precision < 0 ? undefined : Math.min(precision, MOST_WIDTH),
    length,
    kind,
  };
}

const toInt = (value: Value): number => Number(BigInt.asIntN(32, toBig(value)));

function conversion(spec: Spec, args: Arguments): string | undefined {
  const { kind, precision } = spec;
  switch (kind) {
    case 'd':
    case 'i':
    case 'u':
    case 'o':
    case 'x':
    case 'X':
      return integer(spec, args.next());
    case 'c':
      return padded(spec, '', String.fromCharCode(Number(BigInt.asUintN(8, toBig(args.next())))), false);
    case 's': {
      if (spec.length === 'l') return undefined;
      const value = args.next();
      const text = value === 0 ? '(null)' : args.text(value, precision ?? Number.POSITIVE_INFINITY);
      return padded(spec, '', text.slice(0, precision ?? text.length), false);
    }
    case 'p': {
      const value = args.next();
      if (value === 0) return padded(spec, '', '(nil)', false);
      const address = value instanceof Ptr ? addressOf(value) : BigInt.asUintN(64, toBig(value));
      return padded(spec, '', `0x${address.toString(16)}`, false);
    }
    case 'f':
    case 'F':
    case 'e':
    case 'E':
    case 'g':
    case 'G':
      return floating(spec, args.next());
    default:
      return undefined;
  }
}

/** Blanks or zeros between the sign and the digits. */
function padded({ flags, width }: Spec, sign: string, body: string, mayBeZeros: boolean): string {
  const missing = width - sign.length - body.length;
  if (missing <= 0) return sign + body;
  if (flags.includes('-')) return sign + body + ' '.repeat(missing);
  if (mayBeZeros && flags.includes('0')) return sign + '0'.repeat(missing) + body;
  return ' '.repeat(missing) + sign + body;
}

const BITS: Readonly<Record<string, number>> = { hh: 8, h: 16, '': 32 };

function integer(spec: Spec, value: Value): string {
  const { kind, flags, precision } = spec;
  const bits = BITS[spec.length] ?? 64;
  const isSigned = kind === 'd' || kind === 'i';
  const number = isSigned ? BigInt.asIntN(bits, toBig(value)) : BigInt.asUintN(bits, toBig(value));
  const size = number < 0n ? -number : number;
  const base = kind === 'o' ? 8 : kind === 'x' || kind === 'X' ? 16 : 10;
  let digits = precision === 0 && size === 0n ? '' : size.toString(base);
  digits = digits.padStart(precision ?? 1, '0');
  if (flags.includes('#') && base === 8 && !digits.startsWith('0')) digits = `0${digits}`;
  const prefix = flags.includes('#') && base === 16 && size !== 0n ? '0x' : '';
  const sign = isSigned ? signOf(number < 0n, flags) : prefix;
  const text = padded(spec, sign, digits, precision === undefined);
  return kind === 'X' ? text.toUpperCase() : text;
}

const signOf = (isNegative: boolean, flags: string): string =>
  isNegative ? '-' : flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '';

function floating(spec: Spec, given: Value): string {
  const value = typeof given === 'number' ? given : 0;
  const sign = signOf(value < 0 || Object.is(value, -0), spec.flags);
  const body = Number.isFinite(value) ? finite(spec, Math.abs(value)) : Number.isNaN(value) ? 'nan' : 'inf';
  const text = padded(spec, sign, body, Number.isFinite(value));
  return spec.kind === spec.kind.toUpperCase() ? text.toUpperCase() : text;
}

function finite({ kind, flags, precision = 6 }: Spec, value: number): string {
  const keepsPoint = flags.includes('#');
  const lower = kind.toLowerCase();
  if (lower === 'f') return fixed(value, precision, keepsPoint);
  if (lower === 'e') return exponential(value, precision, keepsPoint);
  const digits = precision === 0 ? 1 : precision;
  const power = exponentOf(value, digits - 1);
  if (power < -4 || power >= digits) {
    const text = exponential(value, digits - 1, keepsPoint);
    return keepsPoint ? text : text.replace(/\.?0*e/, 'e');
  }
  const text = fixed(value, digits - 1 - power, keepsPoint);
  return keepsPoint || !text.includes('.') ? text : text.replace(/\.?0+$/, '');
}

/** A finite, not negative double as the exact quotient of two integers. */
function exact(value: number): { over: bigint; under: bigint } {
  const bits = floatBits(value);
  const stored = Number((bits >> 52n) & 0x7ffn);
  const digits = (bits & 0xfffffffffffffn) | (stored === 0 ? 0n : 1n << 52n);
  const power = Math.max(stored, 1) - 1075;
  return power >= 0
    ? { over: digits << BigInt(power), under: 1n }
    : { over: digits, under: 1n << BigInt(-power) };
}

/** value * 10^scale as an integer, a half rounded to even. */
function scaled(value: number, scale: number): bigint {
  const { over, under } = exact(value);
  const top = scale >= 0 ? over * 10n ** BigInt(scale) : over;
  const bottom = scale >= 0 ? under : under * 10n ** BigInt(-scale);
  const whole = top / bottom;
  const twice = 2n * (top - whole * bottom);
  return twice > bottom || (twice === bottom && whole % 2n === 1n) ? whole + 1n : whole;
}

function fixed(value: number, precision: number, keepsPoint: boolean): string {
  const digits = scaled(value, precision)
    .toString()
    .padStart(precision + 1, '0');
  if (precision === 0) return keepsPoint ? `${digits}.` : digits;
  return `${digits.slice(0, -precision)}.${digits.slice(-precision)}`;
}

/** The power of ten of the first digit, once rounded to so many digits behind it. */
function exponentOf(value: number, precision: number): number {
  if (value === 0) return 0;
  let power = Math.floor(Math.log10(value));
  // The logarithm may be one off either way.
  if (scaled(value, precision - power) < 10n ** BigInt(precision)) power--;
  return scaled(value, precision - power) >= 10n ** BigInt(precision + 1) ? power + 1 : power;
}

function exponential(value: number, precision: number, keepsPoint: boolean): string {
  const power = exponentOf(value, precision);
  const digits = scaled(value, precision - power)
    .toString()
    .padStart(precision + 1, '0');
  const size = Math.abs(power).toString().padStart(2, '0');
  const point = precision > 0 || keepsPoint ? '.' : '';
  return `${digits[0]}${point}${digits.slice(1, precision + 1)}e${power < 0 ? '-' : '+'}${size}`;
}
