/** libbpf: objects, maps and programs as such, and what it says of itself. */

import { ERRNO } from '../../../bpf/kernel/flags.ts';
import { DEFAULT_LIBBPF, numbers } from '../../../bpf/kernel/versions.ts';
import { basename } from '../../../bpf/syntax/paths.ts';
import type { OBJECTS } from '../../../bpf/user/functions/libbpf.ts';
import type { Frame } from '../../machine/machine.ts';
import { readInt } from '../../machine/memory.ts';
import { stringObj } from '../../machine/objects.ts';
import type { LibraryEffect } from '../../machine/user/process.ts';
import { Ptr, pointTo, toS32, toU32 } from '../../machine/values.ts';
import {
  closeObject,
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
import type { BpfObject } from '../kernel-side.ts';
import { mapsInOrder } from '../map-order.ts';
import { putText, textAt } from '../memory.ts';
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
  if (source) return objectHandle(frame.m, openObject(frame.m, source, basename(name).replace(/\..*/, '')));
  warn(frame, call, `elf: failed to open ${name}: No such file or directory`);
  return nothing(frame, ERRNO.ENOENT);
};

/** A section's map is known by the section's name, and by the one that the kernel gets. */
const mapCalled = (object: BpfObject, name: string): string | undefined =>
  object.maps.find((map) => map === name || (map.startsWith('.') && mapIn(object, map).info.name === name));

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
      warn(frame, call, `object '${object.name}': load can't be attempted twice`);
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
    stringObj(frame.m, handleAt(frame, call, value, 'bpf_object').object.name),
  bpf_object__find_map_by_name: (frame, call, [value = 0, text = 0]) => {
    const { object } = handleAt(frame, call, value, 'bpf_object');
    const name = textAt(frame, call.at, text);
    const found = mapCalled(object, name);
    return found === undefined ? nothing(frame, ERRNO.ENOENT) : mapHandle(frame.m, object, found);
  },
  bpf_object__find_map_fd_by_name: (frame, call, [value = 0, text = 0]) => {
    const { object } = handleAt(frame, call, value, 'bpf_object');
    const name = textAt(frame, call.at, text);
    // It asks bpf_map__fd() for the descriptor of NULL.
    const found = mapCalled(object, name);
    if (found === undefined) return failed(frame, ERRNO.EINVAL);
    return mapDescriptor(frame, object, found) ?? failed(frame, ERRNO.EINVAL);
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
    const sections = object.maps.filter((one) => one.startsWith('.'));
    const next = after([...mapsInOrder(object.source.module), ...sections], (one) => one === name);
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
  libbpf_version_string: (frame) => stringObj(frame.m, `v${frame.m.options.libbpf ?? DEFAULT_LIBBPF}`),
  close: (frame, _call, [fd = 0]) => {
    if (kernelOf(frame).descriptors.delete(toS32(fd))) return 0;
    setErrno(frame.m, ERRNO.EBADF);
    return -1;
  },
};
