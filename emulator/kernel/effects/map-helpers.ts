/** Map and storage helpers. */

import type { EffectName } from '../../../bpf/kernel/effects.ts';
import { ERRNO, LOCAL_STORAGE_FLAGS } from '../../../bpf/kernel/flags.ts';
import { newObj, spend, stepsOf } from '../../budget.ts';
import { isConstantKey } from '../../compile/known-values.ts';
import { decide } from '../../machine/decisions.ts';
import { kernelObject } from '../../machine/kernel-objects.ts';
import type { Frame } from '../../machine/machine.ts';
import { type BpfMap, type Element, isArray, isBloom } from '../../machine/map-objects.ts';
import * as maps from '../../machine/map-operations.ts';
import { find, valueIn } from '../../machine/map-values.ts';
import { copyBytes, type Obj, zeroBytes } from '../../machine/memory.ts';
import { Ptr, pointTo, toBig, toU32, type Value } from '../../machine/values.ts';
import { vary } from '../../machine/vary.ts';
import { badAnswer, type Call, callBack, callbackOf, type Effect, mapArgument } from '../call.ts';

const siteOf = (call: Call) => ({ graph: call.graph, at: call.at });

const seen = new WeakSet<Obj>();

/** Whether a value is looked at for the first time. */
function isNew(value: Obj): boolean {
  if (seen.has(value)) return false;
  seen.add(value);
  return true;
}

/** In an exploration a hash that the program did not fill may hold the key or not. */
function present(frame: Frame, call: Call, map: BpfMap, key: Ptr): Obj | undefined {
  const { m } = frame;
  const found = maps.lookup(m, map, key, m.options.cpu);
  if (m.options.decide === undefined) return found;
  if (found && map.info.value && isNew(found)) vary(m, found, map.info.value, 'contents', siteOf(call));
  if (isArray(map)) return isDoubted(frame, call, map, key) ? undefined : found;
  if (found && decide(m, 'gone', 2, siteOf(call)) === 0) return found;
  if (found) {
    maps.remove(m, map, key);
    return undefined;
  }
  if (map.elements.size >= map.most || decide(m, 'element', 2, siteOf(call)) === 0) return undefined;
  const value = pointTo(newObj(m, 'memory', '', Math.max(8, map.valueSize)));
  maps.update(m, map, key, value, 0n);
  return maps.lookup(m, map, key, m.options.cpu);
}

/**
 * Elements of arrays are there, but the verifier knows it of constant keys only (get_constant_map_key). A zero may be
 * one, wherever it comes from.
 */
function isDoubted(frame: Frame, call: Call, map: BpfMap, { obj, off }: Ptr): boolean {
  if (frame.m.options.decide === undefined || isConstantKey(call.graph, call.slots[1] ?? -1)) return false;
  const isZero = obj.bytes.subarray(off, off + map.keySize).every((byte) => byte === 0);
  return !isZero && decide(frame.m, 'absent', 2, siteOf(call)) === 1;
}

const lookup: Effect = (frame, call, a, b) => {
  const found = present(frame, call, mapArgument(frame, call, a), b as Ptr);
  return found ? pointTo(found) : 0;
};

const lookupPerCpu: Effect = (frame, call, a, b, c) => {
  const cpu = toU32(c);
  if (cpu >= frame.m.options.cpus || decide(frame.m, 'absent', 2, siteOf(call)) === 1) return 0;
  const found = maps.lookup(frame.m, mapArgument(frame, call, a), b as Ptr, cpu);
  return found ? pointTo(found) : 0;
};

/** An errno of a full map or of memory that is short; arrays have room for all their elements. */
const update: Effect = (frame, call, a, b, c, d) => {
  const map = mapArgument(frame, call, a);
  if (!isArray(map) && decide(frame.m, 'update', 2, siteOf(call)) === 1) return -ERRNO.E2BIG;
  return maps.update(frame.m, map, b as Ptr, c as Ptr, BigInt.asUintN(64, toBig(d)));
};

const remove: Effect = (frame, call, a, b) => maps.remove(frame.m, mapArgument(frame, call, a), b as Ptr);

const BPF_EXIST = 2n;
/** Bytes are compared as fast as so many are copied. */
const BYTE_COST = 8;

const push: Effect = (frame, call, a, b, c) => {
  const map = mapArgument(frame, call, a);
  const flags = toBig(c);
  if (flags !== 0n && (flags !== BPF_EXIST || isBloom(map))) return -ERRNO.EINVAL;
  return maps.enqueue(frame.m, map, b as Ptr, flags === BPF_EXIST) ? 0 : -ERRNO.E2BIG;
};

/** Queues give the oldest value, stacks the newest; without one the memory is zeroed (kernel/bpf/queue_stack_maps.c). */
function take(frame: Frame, call: Call, a: Value, b: Value, away: boolean): number {
  const map = mapArgument(frame, call, a);
  const { obj, off } = b as Ptr;
  if (isBloom(map)) return bloom(frame, map, obj, off);
  const index = map.info.type.endsWith('STACK') ? map.queue.length - 1 : 0;
  const found = map.queue[index];
  spend(frame.m, stepsOf(map.valueSize));
  zeroBytes(obj, off, map.valueSize);
  if (!found) return -ERRNO.ENOENT;
  obj.bytes.set(found, off);
  if (away) maps.dequeue(frame.m, map, index);
  return 0;
}

function bloom({ m }: Frame, map: BpfMap, obj: Obj, off: number): number {
  spend(m, map.queue.length * (1 + stepsOf(BYTE_COST * map.valueSize)));
  const wanted = obj.bytes.subarray(off, off + map.valueSize);
  return map.queue.some((value) => value.every((byte, i) => byte === wanted[i])) ? 0 : -ERRNO.ENOENT;
}

const forEach: Effect = (frame, call, a, b, c, flags) => {
  const map = mapArgument(frame, call, a);
  const code = callbackOf(frame, call, b);
  if (toBig(flags) !== 0n) return -ERRNO.EINVAL;
  let count = 0;
  for (const [key, element] of elementsOf(frame, map)) {
    const value = valueIn(frame.m, map, element, frame.m.options.cpu);
    count++;
    const answer = callBack(frame, call, code, [a, pointTo(key), pointTo(value), c]);
    if (answer !== 0 && answer !== 1) badAnswer(frame, call, code, answer);
    if (answer !== 0) break;
  }
  return count;
};

/** Keys as memory of their own. What is deleted during the walk is not visited any more. */
function* elementsOf(frame: Frame, map: BpfMap): Generator<[Obj, Element]> {
  const { m } = frame;
  const keyObj = (bytes: Uint8Array): Obj => {
    const obj = newObj(m, 'memory', 'key', Math.max(1, map.keySize));
    obj.bytes.set(bytes.subarray(0, obj.size));
    obj.readonly = true;
    return obj;
  };
  if (!isArray(map)) {
    for (const [key, element] of [...map.elements])
      if (map.elements.get(key) === element) yield [keyObj(element.key), element];
    return;
  }
  for (let i = 0; i < map.most; i++) {
    const bytes = new Uint8Array(new Uint32Array([i]).buffer);
    const element = find(map, i, bytes);
    if (element) yield [keyObj(bytes), element];
  }
}

const storageGet: Effect = (frame, call, a, b, c, d) => {
  const { m } = frame;
  const map = mapArgument(frame, call, a);
  const { BPF_LOCAL_STORAGE_GET_F_CREATE: createFlag } = LOCAL_STORAGE_FLAGS;
  // bpf_get_local_storage(map, flags) has no such flag: it always finds or makes one.
  const isImplied = call.slots.length === 2;
  if (!isImplied && (toBig(d) & ~BigInt(createFlag)) !== 0n) return 0;
  const owner = b instanceof Ptr ? b.obj : isImplied ? kernelObject(m, 'cgroup', 'cgroup') : undefined;
  if (!owner) return 0;
  const create = isImplied || toBig(d) !== 0n;
  const before = maps.storageOf(m, map, owner, false);
  if (before) return pointTo(before);
  const choice = decide(m, create ? 'allocate' : 'element', 2, siteOf(call));
  // Creating can fail; what the program did not create can be there from before.
  if (create ? choice === 1 : choice === 0) return 0;
  const made = maps.storageOf(m, map, owner, true)!;
  spend(m, stepsOf(map.valueSize));
  if (create && c instanceof Ptr) copyBytes(made, 0, c.obj, c.off, map.valueSize);
  return pointTo(made);
};

const storageDelete: Effect = (frame, call, a, b) => {
  if (!(b instanceof Ptr)) return -ERRNO.EINVAL;
  return maps.removeStorage(frame.m, mapArgument(frame, call, a), b.obj);
};

/** One instance a CPU of a per-CPU variable or object: the program's pointer is that of CPU 0. */
function instance(frame: Frame, value: Value, cpu: number): Value {
  if (!(value instanceof Ptr)) return 0;
  const { obj, off } = value;
  const { m } = frame;
  const name = `${obj.id}@${cpu}`;
  if (obj.fields) {
    const found = kernelObject(m, obj.name, name);
    return new Ptr(found, off, undefined, value.gen);
  }
  let made = m.kernel.get(name);
  if (!made) {
    made = newObj(m, 'value', obj.name, obj.size);
    spend(m, stepsOf(made.size));
    made.bytes.set(obj.bytes.subarray(0, made.size));
    m.kernel.set(name, made);
  }
  return new Ptr(made, off, undefined, value.gen);
}

export const MAPS = {
  'map-lookup': lookup,
  'map-lookup-percpu': lookupPerCpu,
  'map-update': update,
  'map-delete': remove,
  'map-push': push,
  'map-pop': (frame, call, a, b) => take(frame, call, a, b, true),
  'map-peek': (frame, call, a, b) => take(frame, call, a, b, false),
  'map-for-each': forEach,
  'storage-get': storageGet,
  'storage-delete': storageDelete,
  'percpu-ptr': (frame, _call, a, b) => {
    const cpu = toU32(b);
    return cpu < frame.m.options.cpus ? instance(frame, a, cpu) : 0;
  },
  'this-cpu-ptr': (frame, _call, a) => instance(frame, a, frame.m.options.cpu),
} satisfies Partial<Record<EffectName, Effect>>;
