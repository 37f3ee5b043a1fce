/** Dynptrs: a window into memory, whose state lies where the struct bpf_dynptr is (kernel/bpf/helpers.c). */
import { ERRNO } from '../../bpf/kernel/flags.ts';
import { argumentsOf, type Call, disown, type Effect, own, refuse } from '../call.ts';
import { type Frame, newObj } from '../machine.ts';
import { mapOf } from '../maps.ts';
import { copyBytes, inBounds } from '../memory.ts';
import { moved, Ptr, toLength, type Value } from '../values.ts';

interface Window {
  readonly data: Ptr | undefined;
  readonly start: number;
  readonly size: number;
}

function windowAt(value: Value | undefined): Window | undefined {
  return value instanceof Ptr ? (value.obj.payloads?.get(value.off) as Window | undefined) : undefined;
}

function put(value: Value | undefined, window: Window): void {
  if (!(value instanceof Ptr)) return;
  value.obj.payloads ??= new Map();
  value.obj.payloads.set(value.off, window);
}

/** The data at an offset of the window, if `size` bytes are there. */
function part(window: Window | undefined, off: number, size: number): Ptr | undefined {
  if (!window?.data || off + size > window.size) return undefined;
  const at = moved(window.data, window.start + off);
  return inBounds(at.obj, at.off, size) ? at : undefined;
}

type Method = (frame: Frame, call: Call, args: readonly Value[]) => Value;

const length = (value: Value | undefined): number => toLength(value ?? 0);

const METHODS: Readonly<Record<string, Method>> = {
  bpf_dynptr_from_mem: (_frame, _call, [data, size, flags, out]) => {
    if (flags !== 0 || !(data instanceof Ptr)) return -ERRNO.EINVAL;
    put(out, { data, start: 0, size: length(size) });
    return 0;
  },
  bpf_ringbuf_reserve_dynptr: (frame, call, [ring, size, flags, out]) => {
    if (flags !== 0) return -ERRNO.EINVAL;
    const obj = newObj(frame.m, 'memory', 'ringbuf', length(size));
    obj.target = { ring: mapOf(ring)?.info.name ?? '' };
    put(out, { data: own(frame, call, obj, 'ringbuf'), start: 0, size: obj.size });
    return 0;
  },
  bpf_ringbuf_submit_dynptr: (frame, call, [ptr]) => end(frame, call, ptr),
  bpf_ringbuf_discard_dynptr: (frame, call, [ptr]) => end(frame, call, ptr),
  bpf_dynptr_read: (_frame, _call, [dst, size, src, off]) => {
    const from = part(windowAt(src), length(off), length(size));
    if (!from || !(dst instanceof Ptr)) return -ERRNO.E2BIG;
    copyBytes(dst.obj, dst.off, from.obj, from.off, length(size));
    return 0;
  },
  bpf_dynptr_write: (_frame, _call, [dst, off, src, size]) => {
    const to = part(windowAt(dst), length(off), length(size));
    if (!to || !(src instanceof Ptr)) return -ERRNO.E2BIG;
    copyBytes(to.obj, to.off, src.obj, src.off, length(size));
    return 0;
  },
  bpf_dynptr_data: (_frame, _call, [ptr, off, size]) => part(windowAt(ptr), length(off), length(size)) ?? 0,
  bpf_dynptr_slice: (_frame, _call, [ptr, off, , size]) =>
    part(windowAt(ptr), length(off), length(size)) ?? 0,
  bpf_dynptr_slice_rdwr: (_frame, _call, [ptr, off, , size]) =>
    part(windowAt(ptr), length(off), length(size)) ?? 0,
  bpf_dynptr_size: (_frame, _call, [ptr]) => windowAt(ptr)?.size ?? 0,
  bpf_dynptr_is_null: (_frame, _call, [ptr]) => (windowAt(ptr)?.data ? 0 : 1),
  bpf_dynptr_is_rdonly: () => 0,
  bpf_dynptr_adjust: (_frame, _call, [ptr, start, stop]) => {
    const window = windowAt(ptr);
    if (!window?.data) return -ERRNO.EINVAL;
    if (length(start) > length(stop)) return -ERRNO.EINVAL;
    if (length(stop) > window.size) return -ERRNO.ERANGE;
    put(ptr, { ...window, start: window.start + length(start), size: length(stop) - length(start) });
    return 0;
  },
  bpf_dynptr_clone: (_frame, _call, [ptr, out]) => {
    const window = windowAt(ptr);
    if (!window) return -ERRNO.EINVAL;
    put(out, window);
    return 0;
  },
};

function end(frame: Frame, call: Call, ptr: Value | undefined): Value {
  const window = windowAt(ptr);
  if (window?.data) disown(frame, call, window.data, `${call.fn.name}() ends the record`);
  put(ptr, { data: undefined, start: 0, size: 0 });
  return 0;
}

const dynptr: Effect = (frame, call) => {
  const method = Object.hasOwn(METHODS, call.fn.name) ? METHODS[call.fn.name] : undefined;
  if (!method) return refuse(frame, call, 'not-emulated', `${call.fn.name}() is not emulated.`);
  return method(frame, call, argumentsOf(frame, call));
};

export const DYNPTR = { dynptr, 'dynptr-slice': dynptr } satisfies Record<string, Effect>;
