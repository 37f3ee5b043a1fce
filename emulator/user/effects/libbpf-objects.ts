/** libbpf: objects, maps and programs as such, and what it says of itself. */

import { CONSTANTS } from '../../../bpf/flow/declare/predeclared.ts';
import { ERRNO } from '../../../bpf/kernel/flags.ts';
import { mapType } from '../../../bpf/kernel/maps.ts';
import { DEFAULT_LIBBPF, numbers } from '../../../bpf/kernel/versions.ts';
import type { MAP_PROPERTIES, OBJECTS } from '../../../bpf/user/functions/libbpf.ts';
import { newObj } from '../../budget.ts';
import type { Frame } from '../../machine/machine.ts';
import type { BpfMap } from '../../machine/map-objects.ts';
import { readInt } from '../../machine/memory.ts';
import { stringObj } from '../../machine/objects.ts';
import type { LibraryCall, LibraryEffect } from '../../machine/user/process.ts';
import { Ptr, pointTo, toS32, toU32, type Value } from '../../machine/values.ts';
import {
  closeObject,
  descriptorOf,
  handleAt,
  kernelOf,
  loadObject,
  mapDescriptor,
  mapHandle,
  mapIn,
  objectHandle,
  openObject,
  programHandle,
} from '../handles.ts';
import { kernelMachine } from '../kernel-side.ts';
import { memoryAt, putText, textAt } from '../memory.ts';
import { setErrno } from '../process-state.ts';
import { failed } from './libbpf-elements.ts';
import { warn } from './libbpf-print.ts';
import { errorWords } from './strings.ts';

function nothing(frame: Frame, code: number): number {
  setErrno(frame.m, code);
  return 0;
}

const open: LibraryEffect = (frame, call, [path = 0]) => {
  const name = textAt(frame, call.at, path);
  const source = kernelOf(frame).source(name);
  if (source) return objectHandle(frame.m, openObject(frame.m, source));
  warn(frame, call, `elf: failed to open ${name}: No such file or directory`);
  return nothing(frame, ERRNO.ENOENT);
};

/** The one behind another, the first behind none. */
function after<T>(all: readonly T[], isIt: (one: T) => boolean): T | undefined {
  return all[all.findIndex(isIt) + 1];
}

export const OBJECT_EFFECTS: Readonly<Record<keyof typeof OBJECTS, LibraryEffect>> = {
  bpf_object__open: open,
  bpf_object__open_file: open,
  bpf_object__load: (frame, call, [value = 0]) => {
    const { object } = handleAt(frame, call, value, 'bpf_object');
    if (object.isLoaded) {
      warn(frame, call, `object '${object.source.name}': load can't be attempted twice`);
      return failed(frame, ERRNO.EINVAL);
    }
    loadObject(frame, object);
    return 0;
  },
  bpf_object__close: (frame, call, [value = 0]) => {
    if (value !== 0) closeObject(frame, handleAt(frame, call, value, 'bpf_object').object);
    return 0;
  },
  bpf_object__name: (frame, call, [value = 0]) =>
    stringObj(frame.m, handleAt(frame, call, value, 'bpf_object').object.source.name),
  bpf_object__find_map_by_name: (frame, call, [value = 0, text = 0]) => {
    const { object } = handleAt(frame, call, value, 'bpf_object');
    const name = textAt(frame, call.at, text);
    return object.maps.includes(name) ? mapHandle(frame.m, object, name) : nothing(frame, ERRNO.ENOENT);
  },
  bpf_object__find_map_fd_by_name: (frame, call, [value = 0, text = 0]) => {
    const { object } = handleAt(frame, call, value, 'bpf_object');
    const name = textAt(frame, call.at, text);
    // It asks bpf_map__fd() for the descriptor of NULL.
    if (!object.maps.includes(name)) return failed(frame, ERRNO.EINVAL);
    return mapDescriptor(frame, object, name) ?? failed(frame, ERRNO.EINVAL);
  },
  bpf_object__find_program_by_name: (frame, call, [value = 0, text = 0]) => {
    const { object } = handleAt(frame, call, value, 'bpf_object');
    const name = textAt(frame, call.at, text);
    const fn = object.programs.find((program) => program.name === name);
    return fn ? programHandle(frame.m, object, fn) : nothing(frame, ERRNO.ENOENT);
  },
  bpf_object__next_map: (frame, call, [value = 0, current = 0]) => {
    const { object } = handleAt(frame, call, value, 'bpf_object');
    const name = current === 0 ? '' : handleAt(frame, call, current, 'bpf_map').name;
    const next = after(object.maps, (one) => one === name);
    return next === undefined ? 0 : mapHandle(frame.m, object, next);
  },
  bpf_object__next_program: (frame, call, [value = 0, current = 0]) => {
    const { object } = handleAt(frame, call, value, 'bpf_object');
    const fn = current === 0 ? undefined : handleAt(frame, call, current, 'bpf_program').fn;
    const next = after(object.programs, (one) => one === fn);
    return next === undefined ? 0 : programHandle(frame.m, object, next);
  },
  // From 1.0 on a function that fails gives NULL, and errno says why.
  libbpf_get_error: (frame, _call, [value = 0]) =>
    value === 0 ? -Number(readInt(frame.m.globals.get('errno')!, 0, 4, true)) : 0,
  libbpf_set_print: (frame, _call, [value = 0]) => {
    const kernel = kernelOf(frame);
    const { printer } = kernel;
    kernel.printer = value instanceof Ptr ? value.obj : 'none';
    return printer === undefined || printer === 'none' ? 0 : pointTo(printer);
  },
  libbpf_set_strict_mode: () => 0,
  libbpf_strerror: (frame, { at }, [code = 0, to = 0, size = 0]) => {
    const error = Math.abs(toS32(code));
    const room = Number(toU32(size));
    const text = error === ERRNO.ENOTSUPP ? '-524' : errorWords(error);
    if (room > 0) putText(frame, at, to, text.slice(0, room - 1));
    return 0;
  },
  libbpf_num_possible_cpus: (frame) => frame.m.options.cpus,
  libbpf_major_version: (frame) => numbers(frame.m.options.libbpf ?? DEFAULT_LIBBPF)[0],
  libbpf_minor_version: (frame) => numbers(frame.m.options.libbpf ?? DEFAULT_LIBBPF)[1],
  close: (frame, _call, [fd = 0]) => {
    if (kernelOf(frame).descriptors.delete(toS32(fd))) return 0;
    setErrno(frame.m, ERRNO.EBADF);
    return -1;
  },
};

function mapAt(frame: Frame, call: LibraryCall, value: Value): BpfMap {
  const { object, name } = handleAt(frame, call, value, 'bpf_map');
  return mapIn(object, name);
}

const TYPE_PREFIX = 'BPF_MAP_TYPE_';
const typeNumber = (name: string): number => Number(CONSTANTS.get(name)?.value ?? 0n);

function typeName(number: number): string {
  for (const [name, { value }] of CONSTANTS)
    if (name.startsWith(TYPE_PREFIX) && Number(value) === number) return name;
  return '';
}

/** Offset of `map_flags` in struct bpf_map_create_opts. */
const MAP_FLAGS_AT = 28;
const BYTE = { k: 'int', size: 1, signed: false } as const;

const create: LibraryEffect = (frame, call, [type, text = 0, keySize, valueSize, entries, opts = 0]) => {
  const kernel = kernelOf(frame);
  const name = text === 0 ? '' : textAt(frame, call.at, text);
  const full = typeName(toU32(type ?? 0));
  const [key, value, most] = [keySize, valueSize, entries].map((one) => toU32(one ?? 0)) as [
    number,
    number,
    number,
  ];
  if (full === '' || value === 0 || most === 0) return failed(frame, ERRNO.EINVAL);
  kernel.loose ??= kernelMachine(frame.m, frame.m.module);
  const machine = kernel.loose;
  const memory = opts === 0 ? undefined : memoryAt(frame, call.at, opts, MAP_FLAGS_AT + 4, false);
  const flags = memory ? Number(readInt(memory.obj, memory.off + MAP_FLAGS_AT, 4, false)) : 0;
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

export const MAP_EFFECTS: Readonly<Record<keyof typeof MAP_PROPERTIES, LibraryEffect>> = {
  bpf_map__fd: (frame, call, [value = 0]) => {
    if (value === 0) return failed(frame, ERRNO.EINVAL);
    const { object, name } = handleAt(frame, call, value, 'bpf_map');
    return mapDescriptor(frame, object, name) ?? -1;
  },
  bpf_map__name: (frame, call, [value = 0]) => stringObj(frame.m, mapAt(frame, call, value).info.name),
  bpf_map__type: (frame, call, [value = 0]) => typeNumber(mapAt(frame, call, value).info.type),
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
  bpf_map_create: create,
};
