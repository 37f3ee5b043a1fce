/** The functions of a skeleton: `name__open()`, `name__load()` and their like. */

import { findField, isRecord } from '../../../bpf/flow/ctypes/ctypes.ts';
import type { CType, RecordType } from '../../../bpf/flow/ctypes/types.ts';
import { ERRNO } from '../../../bpf/kernel/flags.ts';
import { words as faultWords } from '../../../bpf/words/faults.ts';
import { words } from '../../../bpf/words/process.ts';
import { failWithoutCall } from '../../faults.ts';
import type { Frame } from '../../machine/machine.ts';
import { type Obj, writeInt, writePtr } from '../../machine/memory.ts';
import type { LibraryCall, LibraryEffect } from '../../machine/user/process.ts';
import { type Ptr, pointTo, type Value } from '../../machine/values.ts';
import {
  closeObject,
  descriptorOf,
  kernelOf,
  linkHandle,
  loadObject,
  mapDescriptor,
  mapHandle,
  mapIn,
  objectHandle,
  openObject,
  programHandle,
} from '../handles.ts';
import type { BpfObject } from '../kernel-side.ts';
import { allocate, pointerOf, release } from '../memory.ts';
import { failed } from './libbpf-elements.ts';

const NAMED = /^(\w+)__(open|open_opts|open_and_load|load|attach|detach|destroy)$/;

/** What a function of a skeleton does; undefined: the name is none of one. */
export function skeletonFunction(name: string): LibraryEffect | undefined {
  const [, skeleton, action] = NAMED.exec(name) ?? [];
  if (skeleton === undefined || action === undefined || skeleton === 'bpf_object') return undefined;
  return ACTIONS[action as keyof typeof ACTIONS](skeleton);
}

/** Where a member lies in a record. */
function offsetOf(record: CType | undefined, ...path: readonly string[]): number | undefined {
  let at: CType | undefined = record;
  let offset = 0;
  for (const name of path) {
    const found = at && isRecord(at) ? findField(at, name) : undefined;
    if (!found) return undefined;
    offset += found.offset;
    at = found.field.type;
  }
  return offset;
}

interface Skeleton {
  readonly obj: Obj;
  readonly record: RecordType;
  readonly object: BpfObject;
}

const skeletons = new WeakMap<Obj, Skeleton>();

function skeletonAt(frame: Frame, call: LibraryCall, value: Value): Skeleton {
  const obj = pointerOf(frame, value)?.obj;
  return (obj && skeletons.get(obj)) ?? failWithoutCall(frame, call.at, faultWords().notEmulated(call.name));
}

function open(frame: Frame, call: LibraryCall, name: string): Skeleton {
  const source = kernelOf(frame).source(name);
  const record = frame.m.module.records.get(name);
  if (!source) return failWithoutCall(frame, call.at, words().skeletonMissing(name.replace(/_bpf$/, '')));
  if (record?.k !== 'struct') return failWithoutCall(frame, call.at, faultWords().notEmulated(call.name));
  const object = openObject(frame.m, source, name);
  const { obj } = allocate(frame, record.size, 0, name);
  const skeleton = { obj, record, object };
  skeletons.set(obj, skeleton);
  const put = (value: Ptr, ...path: readonly string[]): void => {
    const at = offsetOf(record, ...path);
    if (at !== undefined) writePtr(obj, at, value);
  };
  put(objectHandle(frame.m, object), 'obj');
  if (!isLight(skeleton)) {
    for (const map of object.maps) put(mapHandle(frame.m, object, map), 'maps', memberOf(map));
    for (const fn of object.programs) put(programHandle(frame.m, object, fn), 'progs', fn.name);
  }
  for (const [section, memory] of object.sections) put(pointTo(memory), section);
  return skeleton;
}

/** A section's map has the section's name without the dot. */
const memberOf = (map: string): string => (map.startsWith('.') ? map.slice(1) : map);

const isLight = ({ record }: { readonly record: RecordType }): boolean =>
  offsetOf(record, 'obj') === undefined;

function load(frame: Frame, skeleton: Skeleton): number {
  const { object, obj, record } = skeleton;
  if (object.isLoaded) return failed(frame, ERRNO.EINVAL);
  loadObject(frame, object);
  if (!isLight(skeleton)) return 0;
  const put = (fd: number, ...path: readonly string[]): void => {
    const at = offsetOf(record, ...path);
    if (at !== undefined) writeInt(obj, at, 4, fd);
  };
  for (const map of object.maps) {
    put(mapDescriptor(frame, object, map) ?? -1, 'maps', memberOf(map), 'map_fd');
    put(mapIn(object, map).most, 'maps', memberOf(map), 'max_entries');
  }
  for (const fn of object.programs)
    put(descriptorOf(kernelOf(frame), { kind: 'program', object, fn }), 'progs', fn.name, 'prog_fd');
  return 0;
}

const ACTIONS = {
  open:
    (name: string): LibraryEffect =>
    (frame, call) =>
      pointTo(open(frame, call, name).obj),
  open_opts:
    (name: string): LibraryEffect =>
    (frame, call) =>
      pointTo(open(frame, call, name).obj),
  open_and_load:
    (name: string): LibraryEffect =>
    (frame, call) => {
      const skeleton = open(frame, call, name);
      load(frame, skeleton);
      return pointTo(skeleton.obj);
    },
  load:
    (): LibraryEffect =>
    (frame, call, [value = 0]) =>
      load(frame, skeletonAt(frame, call, value)),
  attach:
    (): LibraryEffect =>
    (frame, call, [value = 0]) => {
      const { object, obj, record } = skeletonAt(frame, call, value);
      if (!object.isLoaded) return failed(frame, ERRNO.EINVAL);
      for (const fn of object.programs) {
        const at = offsetOf(record, 'links', fn.name);
        if (at !== undefined) writePtr(obj, at, linkHandle(frame.m, object, fn.name));
      }
      return 0;
    },
  detach: (): LibraryEffect => () => 0,
  destroy:
    (): LibraryEffect =>
    (frame, call, [value = 0]) => {
      if (value === 0) return 0;
      const { object, obj } = skeletonAt(frame, call, value);
      closeObject(frame, object);
      release(frame, obj);
      return 0;
    },
} as const;
