/** Ring buffers that nobody reads: records take room until they are full (kernel/bpf/ringbuf.c). */

import type { EffectName } from '../../../bpf/kernel/effects.ts';
import { ERRNO } from '../../../bpf/kernel/flags.ts';
import { words } from '../../../bpf/words/faults.ts';
import { freeObj, newObj } from '../../budget.ts';
import { decide } from '../../machine/decisions.ts';
import type { Frame } from '../../machine/machine.ts';
import { type BpfMap, mapOf } from '../../machine/map-objects.ts';
import { Ptr, toBig, toLength, type Value } from '../../machine/values.ts';
import { type Call, disown, type Effect, own } from '../call.ts';
import { publish } from './output.ts';

/** What stands before each record. */
const HEADER = 8;
const FLAGS = { BPF_RB_NO_WAKEUP: 1n, BPF_RB_FORCE_WAKEUP: 2n };
const QUERIES = ['available', 'size', 'consumer', 'producer'] as const;

/** Bytes of a ring that are in use; of a map that is not known or gets its size later, none. */
const used = new WeakMap<BpfMap, number>();

/** More than any ring holds. */
const MOST_RECORD = 1 << 24;

/** Takes room in a ring; false when it is full. */
function takeRoom(map: BpfMap | undefined, size: number): boolean {
  const start = map ? (used.get(map) ?? 0) : 0;
  const end = start + Math.ceil((size + HEADER) / 8) * 8;
  if (size > MOST_RECORD || end >= (map?.most || Number.POSITIVE_INFINITY)) return false;
  if (map) used.set(map, end);
  return true;
}

/** A new record in a ring; undefined when there is no room. */
export function reserveRecord(frame: Frame, call: Call, ring: Value, size: number): Ptr | undefined {
  const map = mapOf(ring);
  if (!takeRoom(map, size)) return undefined;
  if (decide(frame.m, 'allocate', 2, { graph: call.graph, at: call.at }) === 1) return undefined;
  const obj = newObj(frame.m, 'memory', 'ringbuf', size);
  obj.count = 1;
  obj.target = { ring: map?.info.name ?? '' };
  return own(frame, call, obj, 'ringbuf');
}

/** Gives a record to user space, or drops it; both keep its room until somebody reads. */
export function endRecord(frame: Frame, call: Call, record: Ptr, isSubmitted: boolean): void {
  const ring = (record.obj.target as { ring?: string } | undefined)?.ring ?? '';
  if (isSubmitted) publish(frame, ring, record.obj.bytes.subarray(0, record.obj.size));
  freeObj(frame.m, record.obj);
  const { name } = call.fn;
  disown(frame, call, record, isSubmitted ? words().publishesRecord(name) : words().dropsRecord(name));
}

const reserve: Effect = (frame, call, a, b, flags) =>
  toBig(flags) === 0n ? (reserveRecord(frame, call, a, toLength(b)) ?? 0) : 0;

const end =
  (isSubmitted: boolean): Effect =>
  (frame, call, a) => {
    if (a instanceof Ptr) endRecord(frame, call, a, isSubmitted);
    return 0;
  };

const output: Effect = (frame, _call, a, data, size, flags) => {
  const { BPF_RB_NO_WAKEUP, BPF_RB_FORCE_WAKEUP } = FLAGS;
  if ((toBig(flags) & ~(BPF_RB_NO_WAKEUP | BPF_RB_FORCE_WAKEUP)) !== 0n) return -ERRNO.EINVAL;
  if (!(data instanceof Ptr)) return -ERRNO.EINVAL;
  const map = mapOf(a);
  const length = toLength(size);
  if (!takeRoom(map, length)) return -ERRNO.EAGAIN;
  publish(frame, map?.info.name ?? '', data.obj.bytes.subarray(data.off, data.off + length));
  return 0;
};

const query: Effect = (_frame, _call, a, what) => {
  const map = mapOf(a);
  const asked = QUERIES[toLength(what)];
  if (!map || asked === undefined || asked === 'consumer') return 0;
  return asked === 'size' ? map.most : (used.get(map) ?? 0);
};

export const RINGBUF = {
  'ringbuf-reserve': reserve,
  'ringbuf-submit': end(true),
  'ringbuf-discard': end(false),
  'ringbuf-output': output,
  'ringbuf-query': query,
} satisfies Partial<Record<EffectName, Effect>>;
