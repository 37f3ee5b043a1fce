/** libbpf: what maps are, and maps that user space makes. */

import { mapTypeName, mapTypeNumber } from '../../../bpf/flow/declare/map-facts.ts';
import { ERRNO } from '../../../bpf/kernel/flags.ts';
import { creationRefusal } from '../../../bpf/kernel/map-operations/creation.ts';
import { mapType } from '../../../bpf/kernel/maps.ts';
import { compareVersions, DEFAULT_LIBBPF } from '../../../bpf/kernel/versions.ts';
import type { MAP_PROPERTIES } from '../../../bpf/user/functions/libbpf.ts';
import { words as faultWords } from '../../../bpf/words/faults.ts';
import { newObj } from '../../budget.ts';
import { failWithoutCall } from '../../faults.ts';
import type { Frame } from '../../machine/machine.ts';
import type { BpfMap } from '../../machine/map-objects.ts';
import { copyBytes, type Obj, readInt, writeInt } from '../../machine/memory.ts';
import { stringObj } from '../../machine/objects.ts';
import type { LibraryCall, LibraryEffect } from '../../machine/user/process.ts';
import { pointTo, toS32, toU32, type Value } from '../../machine/values.ts';
import { descriptorAt, descriptorOf, handleAt, kernelOf, mapDescriptor, mapIn } from '../handles.ts';
import { kernelMachine } from '../kernel-side.ts';
import { memoryAt, putBytes, textAt } from '../memory.ts';
import { failed } from './libbpf-elements.ts';

function mapAt(frame: Frame, call: LibraryCall, value: Value): BpfMap {
  const { object, name } = handleAt(frame, call, value, 'bpf_map');
  return mapIn(object, name);
}

/** The memory of a section, where the map is a section's. */
function sectionAt(frame: Frame, call: LibraryCall, value: Value): Obj | undefined {
  const { object, name } = handleAt(frame, call, value, 'bpf_map');
  return name.startsWith('.') ? object.sections.get(name.slice(1)) : undefined;
}

/** Before that version of libbpf, what comes too late was -EINVAL. */
const BUSY_SINCE = '1.4';

/** Offset of `map_flags` in struct bpf_map_create_opts. */
const MAP_FLAGS_AT = 28;
const BYTE = { k: 'int', size: 1, signed: false } as const;

const create: LibraryEffect = (frame, call, [type, text = 0, keySize, valueSize, entries, opts = 0]) => {
  const kernel = kernelOf(frame);
  const name = text === 0 ? '' : textAt(frame, call.at, text);
  const full = mapTypeName(toU32(type ?? 0));
  const [key, value, most] = [keySize, valueSize, entries].map((one) => toU32(one ?? 0)) as [
    number,
    number,
    number,
  ];
  const memory = opts === 0 ? undefined : memoryAt(frame, call.at, opts, MAP_FLAGS_AT + 4, false);
  const flags = memory ? Number(readInt(memory.obj, memory.off + MAP_FLAGS_AT, 4, false)) : 0;
  if (full === undefined) return failed(frame, ERRNO.EINVAL);
  const refusal = creationRefusal({
    type: full,
    keySize: key,
    valueSize: value,
    maxEntries: most,
    mapFlags: flags,
  });
  if (refusal !== undefined) return failed(frame, ERRNO[refusal]);
  kernel.loose ??= kernelMachine(frame.m, frame.m.module);
  const machine = kernel.loose;
  const obj = newObj(machine, 'map', name, 0);
  const map: BpfMap = {
    info: {
      name,
      path: '',
      start: 0,
      type: full,
      key: { k: 'array', of: BYTE, length: key },
      value: { k: 'array', of: BYTE, length: value },
      maxEntries: most,
      flags,
    },
    type: mapType(full),
    obj,
    keySize: key,
    valueSize: value,
    most,
    hasLock: false,
    states: [],
    elements: new Map(),
    deleted: new Set(),
    free: [],
    extra: undefined,
    queue: [],
    pages: 0,
  };
  obj.target = map;
  return descriptorOf(kernel, { kind: 'map', map, machine });
};

/** struct bpf_map_info: what has a number or a name here; the rest is 0, as for a map without type information. */
const info: LibraryEffect = (frame, call, [fd = 0, to = 0, length = 0]) => {
  const found = descriptorAt(frame, fd);
  if (!found) return failed(frame, ERRNO.EBADF);
  if (found.kind !== 'map') return failWithoutCall(frame, call.at, faultWords().notEmulated(call.name));
  const { map } = found;
  const room = memoryAt(frame, call.at, length, 4, true);
  const size = Math.min(Number(readInt(room.obj, room.off, 4, false)), INFO_SIZE);
  const bytes = new Uint8Array(INFO_SIZE);
  const words = new DataView(bytes.buffer);
  const numbers = [
    mapTypeNumber(map.info.type) ?? 0,
    toS32(fd),
    map.keySize,
    map.valueSize,
    map.most,
    map.info.flags,
  ];
  for (const [i, number] of numbers.entries()) words.setUint32(4 * i, number, true);
  bytes.set(new TextEncoder().encode(map.info.name).subarray(0, NAME_LENGTH), 4 * numbers.length);
  if (size > 0) {
    const memory = memoryAt(frame, call.at, to, size, true);
    putBytes(memory.obj, memory.off, bytes.subarray(0, size));
  }
  writeInt(room.obj, room.off, 4, size);
  return 0;
};
const INFO_SIZE = 88;
/** BPF_OBJ_NAME_LEN, the terminator aside. */
const NAME_LENGTH = 15;

export const MAP_EFFECTS: Readonly<Record<keyof typeof MAP_PROPERTIES, LibraryEffect>> = {
  bpf_map__fd: (frame, call, [value = 0]) => {
    if (value === 0) return failed(frame, ERRNO.EINVAL);
    const { object, name } = handleAt(frame, call, value, 'bpf_map');
    return mapDescriptor(frame, object, name) ?? -1;
  },
  bpf_map__name: (frame, call, [value = 0]) => stringObj(frame.m, mapAt(frame, call, value).info.name),
  bpf_map__type: (frame, call, [value = 0]) => mapTypeNumber(mapAt(frame, call, value).info.type) ?? 0,
  bpf_map__key_size: (frame, call, [value = 0]) => mapAt(frame, call, value).keySize,
  bpf_map__value_size: (frame, call, [value = 0]) => mapAt(frame, call, value).valueSize,
  bpf_map__max_entries: (frame, call, [value = 0]) => mapAt(frame, call, value).most,
  bpf_map__set_max_entries: (frame, call, [value = 0, entries = 0]) => {
    const { object, name } = handleAt(frame, call, value, 'bpf_map');
    if (object.isLoaded) return failed(frame, ERRNO.EBUSY);
    const map = { ...mapIn(object, name), most: toU32(entries) };
    map.obj.target = map;
    object.machine.maps.set(name, map);
    return 0;
  },
  bpf_map__map_flags: (frame, call, [value = 0]) => mapAt(frame, call, value).info.flags,
  bpf_map__is_internal: (frame, call, [value = 0]) => Number(sectionAt(frame, call, value) !== undefined),
  bpf_map__initial_value: (frame, call, [value = 0, size = 0]) => {
    const memory = sectionAt(frame, call, value);
    if (!memory) return 0;
    const room = memoryAt(frame, call.at, size, 8, true);
    writeInt(room.obj, room.off, 8, memory.size);
    return pointTo(memory);
  },
  bpf_map__set_initial_value: (frame, call, [value = 0, from = 0, size = 0]) => {
    const { object } = handleAt(frame, call, value, 'bpf_map');
    const memory = sectionAt(frame, call, value);
    const { libbpf = DEFAULT_LIBBPF } = frame.m.options;
    if (object.isLoaded && compareVersions(libbpf, BUSY_SINCE) >= 0) return failed(frame, ERRNO.EBUSY);
    if (!memory || object.isLoaded || Number(size) !== memory.size) return failed(frame, ERRNO.EINVAL);
    const data = memoryAt(frame, call.at, from, memory.size, false);
    copyBytes(memory, 0, data.obj, data.off, memory.size);
    return 0;
  },
  bpf_map_get_info_by_fd: info,
  bpf_obj_get_info_by_fd: info,
  bpf_map_create: create,
};
