/** Texts: compared, searched, measured, and read as numbers. */

import type { EffectName } from '../../../bpf/kernel/effects.ts';
import { ERRNO } from '../../../bpf/kernel/flags.ts';
import { words } from '../../../bpf/words/faults.ts';
import { spend, stepsOf } from '../../budget.ts';
import { failWithoutCall } from '../../faults.ts';
import { bytesText, readString, writeInt } from '../../machine/memory.ts';
import { Ptr, toBig, toLength, toU32, type Value } from '../../machine/values.ts';
import { argumentsOf, type Effect } from '../call.ts';

const char = (value: Value | undefined): string => String.fromCharCode(toU32(value ?? 0) & 0xff);
const found = (at: number): number => (at < 0 ? -ERRNO.ENOENT : at);

function compared(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

/** How many characters from the start are, or are not, of a set. */
function span(of: string, set: string, isIn: boolean): number {
  let at = 0;
  while (at < of.length && set.includes(of[at]!) === isIn) at++;
  return at;
}

type Method = (args: readonly Value[], text: (value: Value | undefined) => string) => number;

/** kernel/bpf/helpers.c; the terminator is a character that can be looked for. */
const METHODS: Readonly<Record<string, Method>> = {
  bpf_strncmp: ([a, size, b], text) => {
    const most = toLength(size ?? 0);
    return compared(text(a).slice(0, most), text(b).slice(0, most));
  },
  bpf_strcmp: ([a, b], text) => compared(text(a), text(b)),
  bpf_strlen: ([a], text) => text(a).length,
  bpf_strnlen: ([a, most], text) => Math.min(text(a).length, toLength(most ?? 0)),
  bpf_strchr: ([a, c], text) => found(`${text(a)}\0`.indexOf(char(c))),
  bpf_strnchr: ([a, most, c], text) => found(`${text(a)}\0`.slice(0, toLength(most ?? 0)).indexOf(char(c))),
  bpf_strchrnul: ([a, c], text) => {
    const at = text(a).indexOf(char(c));
    return at < 0 ? text(a).length : at;
  },
  bpf_strrchr: ([a, c], text) => found(`${text(a)}\0`.lastIndexOf(char(c))),
  bpf_strspn: ([a, set], text) => span(text(a), text(set), true),
  bpf_strcspn: ([a, set], text) => span(text(a), text(set), false),
  bpf_strstr: ([a, b], text) => found(text(a).indexOf(text(b))),
  bpf_strnstr: ([a, b, most], text) =>
    found(
      text(a)
        .slice(0, toLength(most ?? 0))
        .indexOf(text(b)),
    ),
};

const string: Effect = (frame, call) => {
  const method = Object.hasOwn(METHODS, call.fn.name) ? METHODS[call.fn.name] : undefined;
  const args = argumentsOf(frame, call);
  if (!method) return failWithoutCall(frame, call.at, words().notEmulated(call.fn.name));
  // Addresses that are not the kernel's are not even tried.
  const isText = call.slots.map((_, i) => call.fn.params[i]?.type.includes('char *') ?? false);
  if (args.some((arg, i) => isText[i] && !(arg instanceof Ptr))) return -ERRNO.ERANGE;
  const texts = args.map((arg, i) =>
    isText[i] ? readString((arg as Ptr).obj, (arg as Ptr).off, MOST_TEXT) : '',
  );
  if (call.fn.kind === 'kfunc' && texts.some(({ length }) => length === MOST_TEXT)) return -ERRNO.E2BIG;
  spend(frame.m, costOf(texts));
  return method(args, (value) => texts[args.indexOf(value ?? 0)] ?? '');
};

/** include/uapi/linux/limits.h, XATTR_SIZE_MAX: no function looks further (kernel/bpf/helpers.c). */
const MOST_TEXT = 65536;

/** Steps for texts of which each may be searched at every place of another. */
function costOf(texts: readonly string[]): number {
  const [a = 0, b = 0] = texts.map(({ length }) => length).filter((length) => length > 0);
  return stepsOf(16 * (a + b) + a * b);
}

interface Parsed {
  readonly value: bigint;
  readonly isNegative: boolean;
  /** Characters that were used. */
  readonly length: number;
}

const BASES = [0n, 8n, 10n, 16n];
/** Characters that are looked at (kernel/bpf/helpers.c, __bpf_strtoull). */
const MOST_CHARACTERS = 63;
const DIGITS: Readonly<Record<number, RegExp>> = { 8: /^[0-7]*/, 10: /^\d*/, 16: /^[\da-f]*/i };

/** The number at the start of a text, or a negative errno. */
function parse(given: string, flags: bigint): Parsed | number {
  if (!BASES.includes(flags) || given === '') return -ERRNO.EINVAL;
  const head = /^[\s\xa0]*-?/.exec(given)![0].length;
  const rest = given.slice(head, head + MOST_CHARACTERS);
  const hasPrefix = /^0x/i.test(rest);
  const base = Number(flags) || (/^0x[\da-f]/i.test(rest) ? 16 : rest.startsWith('0') ? 8 : 10);
  const skipped = base === 16 && hasPrefix ? 2 : 0;
  const digits = DIGITS[base]!.exec(rest.slice(skipped))![0];
  if (digits === '') return -ERRNO.EINVAL;
  const value = BigInt(({ 8: '0o', 16: '0x' }[base] ?? '') + digits);
  if (value >= 1n << 64n) return -ERRNO.ERANGE;
  return { value, isNegative: given[head - 1] === '-', length: head + skipped + digits.length };
}

const MOST_SIGNED = (1n << 63n) - 1n;

/** bpf_strtol() and bpf_strtoul(): how many characters were used. The result is 0 when there is no number. */
const toNumber: Effect = (frame, call, buffer, size, flags, result) => {
  if (!(buffer instanceof Ptr) || !(result instanceof Ptr)) return -ERRNO.EINVAL;
  const isSigned = call.fn.name === 'bpf_strtol';
  writeInt(result.obj, result.off, 8, 0);
  const end = Math.min(buffer.obj.size, buffer.off + toLength(size));
  const given = bytesText(buffer.obj.bytes.subarray(buffer.off, end));
  spend(frame.m, stepsOf(16 * given.length));
  const parsed = parse(given, BigInt.asUintN(64, toBig(flags)));
  if (typeof parsed === 'number') return parsed;
  const { value, isNegative, length } = parsed;
  if (isNegative && !isSigned) return -ERRNO.EINVAL;
  if (isSigned && value > MOST_SIGNED + (isNegative ? 1n : 0n)) return -ERRNO.ERANGE;
  writeInt(result.obj, result.off, 8, isNegative ? -value : value);
  return length;
};

export const STRINGS = {
  string,
  'string-to-number': toNumber,
} satisfies Partial<Record<EffectName, Effect>>;
