/** The functions of a skeleton: `name__open()`, `name__load()` and their like. */

import { findField, isRecord, sizeOf } from '../../../bpf/flow/ctypes/ctypes.ts';
import type { CType, RecordType } from '../../../bpf/flow/ctypes/types.ts';
import { ERRNO } from '../../../bpf/kernel/flags.ts';
import { words as faultWords } from '../../../bpf/words/faults.ts';
import { words } from '../../../bpf/words/process.ts';
import { newObj } from '../../budget.ts';
import { failWithoutCall } from '../../faults.ts';
import type { Frame, Machine } from '../../machine/machine.ts';
import { type Obj, type Window, writeInt, writePtr } from '../../machine/memory.ts';
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
import { type BpfObject, share } from '../kernel-side.ts';
import { allocate, pointerOf, release } from '../memory.ts';
import { SECTIONS, variablesOf } from '../skeleton-header.ts';
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
  const object = openObject(frame.m, source);
  const { obj } = allocate(frame, record.size, 0, name);
  const skeleton = { obj, record, object };
  skeletons.set(obj, skeleton);
  const put = (value: Ptr, ...path: readonly string[]): void => {
    const at = offsetOf(record, ...path);
    if (at !== undefined) writePtr(obj, at, value);
  };
  put(objectHandle(frame.m, object), 'obj');
  if (!isLight(skeleton)) {
    for (const map of object.maps) put(mapHandle(frame.m, object, map), 'maps', map);
    for (const fn of object.programs) put(programHandle(frame.m, object, fn), 'progs', fn.name);
  }
  for (const [section, memory] of sectionsOf(frame.m, record, object)) put(pointTo(memory), section);
  return skeleton;
}

const isLight = ({ record }: { readonly record: RecordType }): boolean =>
  offsetOf(record, 'obj') === undefined;

/** Memory for the variables of each section, which programs and user space see both. */
function sectionsOf(m: Machine, record: RecordType, object: BpfObject): ReadonlyMap<string, Obj> {
  const variables = variablesOf(object.source.module);
  for (const section of SECTIONS) {
    const pointer = findField(record, section)?.field.type;
    const layout = pointer?.k === 'ptr' ? pointer.to : undefined;
    const size = layout && sizeOf(layout);
    if (!layout || size === undefined) continue;
    const memory = newObj(m, 'memory', section, size);
    const parts = new Map<string, Window>();
    for (const { name, wholeImage } of variables.get(section) ?? []) {
      const off = offsetOf(layout, name);
      const bytes = wholeImage()?.bytes;
      if (off === undefined) continue;
      if (bytes) memory.bytes.set(bytes.subarray(0, Math.max(0, size - off)), off);
      parts.set(name, { obj: memory, off });
    }
    share(object, parts);
    object.sections.set(section, memory);
  }
  return object.sections;
}

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
    put(mapDescriptor(frame, object, map) ?? -1, 'maps', map, 'map_fd');
    put(mapIn(object, map).most, 'maps', map, 'max_entries');
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
