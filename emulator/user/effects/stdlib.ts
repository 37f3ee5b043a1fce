/** <stdlib.h>, <math.h>, <unistd.h>: memory, the end of the process, numbers. */

import type { At } from '../../../bpf/flow/graph.ts';
import { ERRNO } from '../../../bpf/kernel/flags.ts';
import type { MATH, STDLIB, UNISTD } from '../../../bpf/user/functions/libc.ts';
import { words } from '../../../bpf/words/process.ts';
import { charge, copySteps, newObj, stepsOf } from '../../budget.ts';
import { fail } from '../../faults.ts';
import { Thrown } from '../../kernel/effects/sections.ts';
import { invoke } from '../../machine/frames.ts';
import type { Code, Frame } from '../../machine/machine.ts';
import { copyBytes, type Obj, writePtr } from '../../machine/memory.ts';
import type { LibraryCall, LibraryEffect } from '../../machine/user/process.ts';
import { moved, norm, Ptr, pointTo, toBig, toLength, toS32, type Value } from '../../machine/values.ts';
import { graphOf } from '../../reach.ts';
import { allocate, lengthOf, memoryAt, pointerOf, release, textAt } from '../memory.ts';
import { write } from '../output.ts';
import { setErrno } from '../process-state.ts';

/** More than a run may hold: malloc() has none of it. */
const MOST_BLOCK = 2 ** 26;
/** What memory from malloc() holds is not defined. */
const GARBAGE = 0xa5;

function block(frame: Frame, size: number, fill: number, name: string): Value {
  if (size > MOST_BLOCK) {
    setErrno(frame.m, ERRNO.ENOMEM);
    return 0;
  }
  return allocate(frame, size, fill, name);
}

/** The block of the heap that a pointer is to the start of; the process dies of any other. */
function blockAt(frame: Frame, { at, name }: LibraryCall, value: Value): Obj {
  const ptr = pointerOf(frame, value);
  if (ptr === undefined || ptr.off !== 0 || !frame.m.process?.heap.has(ptr.obj))
    return fail(frame, at, 'crash', words().notAllocated(name));
  return ptr.obj;
}

function resize(frame: Frame, call: LibraryCall, value: Value, size: number): Value {
  const made = block(frame, size, GARBAGE, 'realloc()');
  if (value === 0 || !(made instanceof Ptr)) return made;
  const old = blockAt(frame, call, value);
  const kept = Math.min(old.size, size);
  charge(frame, call.at, copySteps(old, kept));
  copyBytes(made.obj, 0, old, 0, kept);
  release(frame, old);
  return made;
}

/** The function that a pointer means. */
export function functionAt(frame: Frame, { at, name }: LibraryCall, value: Value): Code {
  const target = value instanceof Ptr && value.obj.kind === 'function' ? value.obj.name : '';
  const graph = graphOf(frame.m.module.functions.get(target));
  if (!graph || graph.incomplete.length > 0)
    return fail(frame, at, 'not-emulated', words().callbackNotKnown(name));
  return frame.m.linkage.codeOf(graph);
}

export function callBack(
  frame: Frame,
  call: LibraryCall,
  code: Code,
  args: readonly Value[],
  rest?: readonly Value[],
): Value {
  return invoke(frame.m, code, args, frame, call.at, rest);
}

const compared = (frame: Frame, call: LibraryCall, code: Code, a: Value, b: Value): number =>
  toS32(callBack(frame, call, code, [a, b]));

/** A merge of sorted halves, as glibc's: elements that are equal stay in order. */
function sort(frame: Frame, call: LibraryCall, base: Ptr, count: number, size: number, code: Code): void {
  const all = newObj(frame.m, 'memory', '', count * size);
  copyBytes(all, 0, base.obj, base.off, count * size);
  const order = Array.from({ length: count }, (_, i) => i);
  const place = (i: number) => new Ptr(all, i * size, undefined, 0);
  const sorted = merged(order, (a, b) => compared(frame, call, code, place(a), place(b)));
  for (const [to, from] of sorted.entries())
    copyBytes(base.obj, base.off + to * size, all, from * size, size);
}

function merged(items: readonly number[], compare: (a: number, b: number) => number): number[] {
  if (items.length < 2) return [...items];
  const middle = items.length >> 1;
  const left = merged(items.slice(0, middle), compare);
  const right = merged(items.slice(middle), compare);
  const all: number[] = [];
  let [i, j] = [0, 0];
  while (i < left.length && j < right.length)
    all.push(compare(left[i]!, right[j]!) <= 0 ? left[i++]! : right[j++]!);
  return [...all, ...left.slice(i), ...right.slice(j)];
}

function search(frame: Frame, call: LibraryCall, args: readonly Value[]): Value {
  const [key = 0, base = 0, count = 0, each = 0, callback = 0] = args;
  const code = functionAt(frame, call, callback);
  const start = pointerOf(frame, base);
  let low = 0;
  let high = toLength(count);
  while (start && low < high) {
    const middle = Math.floor((low + high) / 2);
    const found = moved(start, middle * toLength(each));
    const order = compared(frame, call, code, key, found);
    if (order === 0) return found;
    if (order < 0) high = middle;
    else low = middle + 1;
  }
  return 0;
}

interface Parsed {
  readonly value: bigint;
  /** Characters that were used; 0: there is no number. */
  readonly length: number;
}

const DIGITS = '0123456789abcdefghijklmnopqrstuvwxyz';

/** C11 7.22.1.4: white space, a sign, a prefix, digits. */
function parse(text: string, given: number): Parsed {
  const [head = '', sign = ''] = /^[ \t-\r]*([-+]?)/.exec(text) ?? [];
  let rest = text.slice(head.length);
  const isHex = /^0[xX][\da-fA-F]/.test(rest) && (given === 0 || given === 16);
  const base = given !== 0 ? given : isHex ? 16 : rest.startsWith('0') ? 8 : 10;
  const skipped = isHex ? 2 : 0;
  rest = rest.slice(skipped).toLowerCase();
  let length = 0;
  let value = 0n;
  for (; length < rest.length; length++) {
    const digit = DIGITS.indexOf(rest[length]!);
    if (digit < 0 || digit >= base) break;
    if (value < 1n << 80n) value = value * BigInt(base) + BigInt(digit);
  }
  return { value: sign === '-' ? -value : value, length: length === 0 ? 0 : head.length + skipped + length };
}

const LIMITS = {
  signed: { low: -(1n << 63n), high: (1n << 63n) - 1n },
  unsigned: { low: -(1n << 64n) + 1n, high: (1n << 64n) - 1n },
} as const;

const toNumber =
  (kind: keyof typeof LIMITS): LibraryEffect =>
  (frame, { at }, [text = 0, end = 0, base = 0]) => {
    const { value, length } = parse(textAt(frame, at, text), toS32(base));
    const from = pointerOf(frame, text);
    if (end !== 0 && from) {
      const { obj, off } = memoryAt(frame, at, end, 8, true);
      writePtr(obj, off, moved(from, length));
    }
    const { low, high } = LIMITS[kind];
    const fits = value >= low && value <= high;
    if (!fits) setErrno(frame.m, ERRNO.ERANGE);
    const found = fits ? value : kind === 'unsigned' || value > 0n ? high : low;
    return norm(kind === 'signed' ? BigInt.asIntN(64, found) : BigInt.asUintN(64, found));
  };

const textNumber =
  (bits: 32 | 64): LibraryEffect =>
  (frame, { at }, [text = 0]) =>
    norm(BigInt.asIntN(bits, parse(textAt(frame, at, text), 10).value));

const end =
  (code: (args: readonly Value[]) => number): LibraryEffect =>
  (frame, call, args) => {
    runAtExit(frame, call);
    throw new Thrown(code(args));
  };

const atOnce: LibraryEffect = (_frame, _call, [code = 0]) => {
  throw new Thrown(toS32(code));
};

const MOST_HANDLERS = 32;

function runAtExit(frame: Frame, call: LibraryCall): void {
  const handlers = frame.m.process?.atExit ?? [];
  for (let next = handlers.pop(); next; next = handlers.pop())
    callBack(frame, call, functionAt(frame, call, next), []);
}

/** 128 and the number of SIGABRT, as a shell tells of it. */
const ABORTED = 134;

/** Memory of the stack: nobody frees it, and here it stays until the process ends. */
const onStack: LibraryEffect = (frame, _call, [size = 0]) =>
  pointTo(newObj(frame.m, 'stack', 'alloca()', lengthOf(size)));

const distance =
  (bits: 32 | 64): LibraryEffect =>
  (_frame, _call, [value = 0]) => {
    const number = BigInt.asIntN(bits, toBig(value));
    return norm(BigInt.asIntN(bits, number < 0n ? -number : number));
  };

export const STANDARD: Readonly<Record<keyof typeof STDLIB, LibraryEffect>> = {
  malloc: (frame, _call, [size = 0]) => block(frame, lengthOf(size), GARBAGE, 'malloc()'),
  calloc: (frame, _call, [count = 0, size = 0]) =>
    block(frame, lengthOf(count) * lengthOf(size), 0, 'calloc()'),
  realloc: (frame, call, [value = 0, size = 0]) => resize(frame, call, value, lengthOf(size)),
  free: (frame, call, [value = 0]) => {
    if (value !== 0) release(frame, blockAt(frame, call, value));
    return 0;
  },
  alloca: onStack,
  __builtin_alloca: onStack,
  exit: end(([code = 0]) => toS32(code)),
  _Exit: atOnce,
  _exit: atOnce,
  abort: () => {
    throw new Thrown(ABORTED);
  },
  atexit: (frame, _call, [handler = 0]) => {
    const handlers = frame.m.process?.atExit;
    if (!(handler instanceof Ptr) || !handlers || handlers.length >= MOST_HANDLERS) return -1;
    handlers.push(handler);
    return 0;
  },
  atoi: textNumber(32),
  atol: textNumber(64),
  atoll: textNumber(64),
  strtol: toNumber('signed'),
  strtoll: toNumber('signed'),
  strtoul: toNumber('unsigned'),
  strtoull: toNumber('unsigned'),
  abs: distance(32),
  labs: distance(64),
  llabs: distance(64),
  qsort: (frame, call, [base = 0, count = 0, each = 0, callback = 0]) => {
    const [items, size] = [lengthOf(count), lengthOf(each)];
    if (items * size === 0) return 0;
    const start = memoryAt(frame, call.at, base, items * size, true);
    sort(frame, call, start, items, size, functionAt(frame, call, callback));
    return 0;
  },
  bsearch: search,
  getenv: () => 0,
  __assert_fail: (frame, call, [expression = 0, file = 0, line = 0, name = 0]) => {
    const text = (value: Value) => textAt(frame, call.at, value);
    const place = `${text(file)}:${toS32(line)}: ${text(name)}`;
    write(frame, call.at, 'err', `${place}: Assertion \`${text(expression)}' failed.\n`);
    throw new Thrown(ABORTED);
  },
};

/** A process that returns from main() ends as if it had called exit(). */
export function leave(frame: Frame, at: At): void {
  const { graph } = frame.code;
  const type = { k: 'func', result: { k: 'void' }, params: [], variadic: false } as const;
  charge(frame, at, stepsOf(0));
  runAtExit(frame, { name: 'exit', graph, at, argAt: [], type });
}

const number = (value: Value | undefined): number => (typeof value === 'number' ? value : 0);
const real =
  (compute: (x: number, y: number) => number): LibraryEffect =>
  (_frame, _call, [x, y]) =>
    compute(number(x), number(y));

export const NUMBERS: Readonly<Record<keyof typeof MATH, LibraryEffect>> = {
  fabs: real(Math.abs),
  fabsf: real(Math.abs),
  sqrt: real(Math.sqrt),
  sqrtf: real((x) => Math.fround(Math.sqrt(x))),
  floor: real(Math.floor),
  ceil: real(Math.ceil),
  trunc: real(Math.trunc),
  round: real((x) => Math.sign(x) * Math.floor(Math.abs(x)) + (Math.abs(x) % 1 >= 0.5 ? Math.sign(x) : 0)),
  fmod: real((x, y) => x % y),
  fmin: real((x, y) => (Number.isNaN(x) ? y : Number.isNaN(y) ? x : Math.min(x, y))),
  fmax: real((x, y) => (Number.isNaN(x) ? y : Number.isNaN(y) ? x : Math.max(x, y))),
  copysign: real((x, y) => (y < 0 || Object.is(y, -0) ? -Math.abs(x) : Math.abs(x))),
};

const SYSCONF = { pageSize: 30, configured: 83, online: 84 } as const;
const PAGE = 4096;
const PID = 1000;

export const SYSTEM: Readonly<Record<keyof typeof UNISTD, LibraryEffect>> = {
  sysconf: (frame, call, [name = 0]) => {
    const { cpus, online } = frame.m.options;
    if (name === SYSCONF.configured) return cpus;
    if (name === SYSCONF.online) return online?.length ?? cpus;
    if (name === SYSCONF.pageSize) return PAGE;
    return fail(frame, call.at, 'not-emulated', words().sysconfNotEmulated(String(name)));
  },
  getpid: () => PID,
};
