/** Dynptrs: a window into memory, whose state lies where the struct bpf_dynptr is (kernel/bpf/helpers.c). */

import type { EffectName } from '../../../bpf/kernel/effects.ts';
import { ERRNO } from '../../../bpf/kernel/flags.ts';
import type { ArgRole } from '../../../bpf/kernel/types.ts';
import { words } from '../../../bpf/words/faults.ts';
import { copySteps, spend, stepsOf } from '../../budget.ts';
import { failWithoutCall } from '../../faults.ts';
import type { Frame } from '../../machine/machine.ts';
import { copyBytes, inBounds, zeroBytes } from '../../machine/memory.ts';
import { moved, Ptr, toLength, toU32, type Value } from '../../machine/values.ts';
import { argumentsOf, type Call, callArgument, type Effect, refuse } from '../call.ts';
import { endRecord, reserveRecord } from './ringbuf.ts';

interface Window {
  readonly data: Ptr | undefined;
  readonly start: number;
  readonly size: number;
  /** The same of all clones. */
  readonly life: Life;
}

interface Life {
  /** It holds a record of a ring buffer, or the place of one that could not be reserved. */
  readonly isReserved: boolean;
  isOver: boolean;
}

const begun = (isReserved: boolean): Life => ({ isReserved, isOver: false });

function windowAt(value: Value | undefined): Window | undefined {
  return value instanceof Ptr ? (value.obj.payloads?.get(value.off) as Window | undefined) : undefined;
}

function put(value: Value | undefined, window: Window): void {
  if (!(value instanceof Ptr)) return;
  value.obj.payloads ??= new Map();
  value.obj.payloads.set(value.off, window);
}

/** The data at an offset of the window, or a negative errno (kernel/bpf/helpers.c, bpf_dynptr_check_off_len). */
function part(window: Window | undefined, off: Value | undefined, size: Value | undefined): Ptr | number {
  if (!window?.data) return -ERRNO.EINVAL;
  const length = lengthOf(size);
  if (length > window.size || lengthOf(off) > window.size - length) return -ERRNO.E2BIG;
  const at = moved(window.data, window.start + lengthOf(off));
  return inBounds(at.obj, at.off, length) ? at : -ERRNO.E2BIG;
}

const slice = (window: Window | undefined, off: Value | undefined, size: Value | undefined): Value => {
  const at = part(window, off, size);
  return at instanceof Ptr ? at : 0;
};

type DynptrUse = Extract<ArgRole, { role: 'dynptr' }>['use'];
type Method = (frame: Frame, call: Call, args: readonly Value[]) => Value;

const lengthOf = (value: Value | undefined): number => toLength(value ?? 0);

/** include/linux/bpf.h, DYNPTR_MAX_SIZE. */
const MOST_BYTES = (1 << 24) - 1;

/** The answer of a function that could not make a dynptr: it holds nothing. */
function failed(ptr: Value | undefined, errno: number, isReserved = false): number {
  put(ptr, { data: undefined, start: 0, size: 0, life: begun(isReserved) });
  return -errno;
}

const METHODS: Readonly<Record<string, Method>> = {
  bpf_dynptr_from_mem: (_frame, _call, [data, size, flags, out]) => {
    if (lengthOf(size) > MOST_BYTES) return failed(out, ERRNO.E2BIG);
    if (flags !== 0 || !(data instanceof Ptr)) return failed(out, ERRNO.EINVAL);
    put(out, { data, start: 0, size: lengthOf(size), life: begun(false) });
    return 0;
  },
  bpf_ringbuf_reserve_dynptr: (frame, call, [ring, size, flags, out]) => {
    const length = toU32(size ?? 0);
    if (flags !== 0) return failed(out, ERRNO.EINVAL, true);
    if (length > MOST_BYTES) return failed(out, ERRNO.E2BIG, true);
    const data = reserveRecord(frame, call, ring ?? 0, length);
    if (!data) return failed(out, ERRNO.EINVAL, true);
    put(out, { data, start: 0, size: length, life: begun(true) });
    return 0;
  },
  bpf_ringbuf_submit_dynptr: (frame, call, [ptr]) => end(frame, call, ptr, true),
  bpf_ringbuf_discard_dynptr: (frame, call, [ptr]) => end(frame, call, ptr, false),
  bpf_dynptr_read: (frame, _call, [dst, size, src, off, flags]) => {
    if (flags !== 0 || !(dst instanceof Ptr)) return -ERRNO.EINVAL;
    const from = part(windowAt(src), off, size);
    if (!(from instanceof Ptr)) return from;
    spend(frame.m, copySteps(from.obj, lengthOf(size)));
    copyBytes(dst.obj, dst.off, from.obj, from.off, lengthOf(size));
    return 0;
  },
  bpf_dynptr_write: (frame, _call, [dst, off, src, size, flags]) => {
    if (!(src instanceof Ptr) || flags !== 0) return -ERRNO.EINVAL;
    const to = part(windowAt(dst), off, size);
    if (!(to instanceof Ptr)) return to;
    spend(frame.m, copySteps(src.obj, lengthOf(size)));
    copyBytes(to.obj, to.off, src.obj, src.off, lengthOf(size));
    return 0;
  },
  bpf_dynptr_data: (_frame, _call, [ptr, off, size]) => slice(windowAt(ptr), off, size),
  bpf_dynptr_slice: (_frame, _call, [ptr, off, , size]) => slice(windowAt(ptr), off, size),
  bpf_dynptr_slice_rdwr: (_frame, _call, [ptr, off, , size]) => slice(windowAt(ptr), off, size),
  bpf_dynptr_size: (_frame, _call, [ptr]) => {
    const window = windowAt(ptr);
    return window?.data ? window.size : -ERRNO.EINVAL >>> 0;
  },
  bpf_dynptr_is_null: (_frame, _call, [ptr]) => (windowAt(ptr)?.data ? 0 : 1),
  bpf_dynptr_is_rdonly: () => 0,
  bpf_dynptr_adjust: (_frame, _call, [ptr, from, to]) => {
    const window = windowAt(ptr);
    const start = lengthOf(from);
    const stop = lengthOf(to);
    if (!window?.data || start > stop) return -ERRNO.EINVAL;
    if (stop > window.size) return -ERRNO.ERANGE;
    put(ptr, { ...window, start: window.start + start, size: stop - start });
    return 0;
  },
  bpf_dynptr_clone: (_frame, _call, [ptr, out]) => {
    const window = windowAt(ptr);
    if (!window?.data) return failed(out, ERRNO.EINVAL);
    put(out, window);
    return 0;
  },
  bpf_dynptr_copy: (frame, _call, [dst, dstOff, src, srcOff, size]) => {
    const to = part(windowAt(dst), dstOff, size);
    const from = part(windowAt(src), srcOff, size);
    if (!(to instanceof Ptr)) return to;
    if (!(from instanceof Ptr)) return from;
    spend(frame.m, copySteps(from.obj, lengthOf(size)));
    copyBytes(to.obj, to.off, from.obj, from.off, lengthOf(size));
    return 0;
  },
  bpf_dynptr_memset: (frame, _call, [ptr, off, size, byte]) => {
    const to = part(windowAt(ptr), off, size);
    if (!(to instanceof Ptr)) return to;
    spend(frame.m, stepsOf(lengthOf(size)));
    zeroBytes(to.obj, to.off, lengthOf(size));
    to.obj.bytes.fill(toU32(byte ?? 0) & 0xff, to.off, to.off + lengthOf(size));
    return 0;
  },
};

function end(frame: Frame, call: Call, ptr: Value | undefined, isSubmitted: boolean): Value {
  const window = windowAt(ptr);
  if (window?.data) endRecord(frame, call, window.data, isSubmitted);
  if (window) window.life.isOver = true;
  return 0;
}

type Misuse = 'dynptr-not-started' | 'dynptr-not-reserved' | 'dynptr-of-another-type';

/** What the verifier refuses of a dynptr that is passed for this use. */
function misuseOf(window: Window | undefined, use: DynptrUse): Misuse | undefined {
  const isGood = window !== undefined && !window.life.isOver;
  if (use === 'read') return isGood ? undefined : 'dynptr-not-started';
  if (use !== 'end') return undefined;
  if (!isGood) return 'dynptr-not-reserved';
  return window.life.isReserved ? undefined : 'dynptr-of-another-type';
}

/** Of one that lies elsewhere than on the stack, or was set up before the part of a program that runs, nothing is known. */
function checkDynptrs(frame: Frame, call: Call, args: readonly Value[]): void {
  if (frame.m.options.world?.isPart) return;
  for (const [i, { arg }] of call.fn.params.entries()) {
    const ptr = args[i];
    if (arg.role !== 'dynptr' || !(ptr instanceof Ptr) || ptr.obj.kind !== 'stack') continue;
    const what = misuseOf(windowAt(ptr), arg.use);
    if (!what) continue;
    const happened = { id: 'call-not-allowed-here', what, data: callArgument(call, i) } as const;
    refuse(frame, call, happened, (refused) => words().dynptrs[what](call.fn.name, refused));
  }
}

const dynptr: Effect = (frame, call) => {
  const method = Object.hasOwn(METHODS, call.fn.name) ? METHODS[call.fn.name] : undefined;
  if (!method) return failWithoutCall(frame, call.at, words().notEmulated(call.fn.name));
  const args = argumentsOf(frame, call);
  checkDynptrs(frame, call, args);
  return method(frame, call, args);
};

export const DYNPTR = { dynptr, 'dynptr-slice': dynptr } satisfies Partial<Record<EffectName, Effect>>;
