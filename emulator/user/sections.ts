/**
 * Sections of variables: memory that programs and user space see both, and the maps that libbpf makes of it
 * (tools/lib/bpf/libbpf.c, bpf_object__init_global_data_maps()).
 */

import { alignOf, sizeOf } from '../../bpf/flow/ctypes/ctypes.ts';
import type { CType } from '../../bpf/flow/ctypes/types.ts';
import type { Module } from '../../bpf/flow/graph.ts';
import { mapType } from '../../bpf/kernel/maps.ts';
import { newObj } from '../budget.ts';
import type { Machine } from '../machine/machine.ts';
import type { BpfMap } from '../machine/map-objects.ts';
import type { Obj, Window } from '../machine/memory.ts';
import type { BpfObject } from './kernel-side.ts';
import { variablesOf } from './skeleton-header.ts';

/** A section that is larger is not laid out: nobody reads it as one value. */
const MOST_BYTES = 1 << 24;

/** The variables of a file laid out as the compiler does it, so that a skeleton, a map and programs share them. */
export function layOut(m: Machine, kernel: Machine, module: Module): ReadonlyMap<string, Obj> {
  const sections = new Map<string, Obj>();
  const parts = new Map<string, Window>();
  for (const [section, variables] of variablesOf(module)) {
    const all = variables.flatMap((info) => {
      const size = sizeOf(info.type);
      return size === undefined ? [] : [{ info, size }];
    });
    const places: number[] = [];
    let end = 0;
    for (const { info, size } of all) {
      const align = alignOf(info.type);
      const at = Math.ceil(end / align) * align;
      places.push(at);
      end = at + size;
    }
    if (end === 0 || end > MOST_BYTES) continue;
    const memory = newObj(m, 'memory', section, end);
    for (const [i, { info }] of all.entries()) {
      const bytes = info.wholeImage()?.bytes;
      if (bytes) memory.bytes.set(bytes.subarray(0, end - places[i]!), places[i]!);
      parts.set(info.name, { obj: memory, off: places[i]! });
    }
    sections.set(section, memory);
  }
  kernel.shared = parts;
  return sections;
}

const RDONLY_PROG = 128;
const MMAPABLE = 1024;
const BYTE: CType = { k: 'int', size: 1, signed: false };

/** BPF_OBJ_NAME_LEN, the terminator aside. */
const NAME_LENGTH = 15;
const SHORTEST_ENDING = 7;

/** tools/lib/bpf/libbpf.c, internal_map_name(). */
function nameInKernel({ name }: BpfObject, section: string): string {
  return name.slice(0, NAME_LENGTH - Math.max(SHORTEST_ENDING, section.length)) + section;
}

/** The map of a section; its name here is that of the section, with the dot. */
export function sectionMap(object: BpfObject, name: string): BpfMap | undefined {
  const memory = object.sections.get(name.slice(1));
  if (!memory || !name.startsWith('.')) return undefined;
  const known = object.sectionMaps.get(name);
  if (known) return known;
  const type = 'BPF_MAP_TYPE_ARRAY';
  const obj = newObj(object.machine, 'map', name, 0);
  const map: BpfMap = {
    info: {
      name: nameInKernel(object, name),
      path: '',
      start: 0,
      type,
      key: { k: 'int', size: 4, signed: true },
      value: { k: 'array', of: BYTE, length: memory.size },
      maxEntries: 1,
      flags: MMAPABLE | (name === '.rodata' ? RDONLY_PROG : 0),
    },
    type: mapType(type),
    obj,
    keySize: 4,
    valueSize: memory.size,
    most: 1,
    hasLock: false,
    isSection: true,
    states: [],
    elements: new Map([[0, { key: new Uint8Array(4), values: [memory] }]]),
    deleted: new Set(),
    free: [],
    extra: undefined,
    queue: [],
    pages: 0,
  };
  obj.target = map;
  object.sectionMaps.set(name, map);
  return map;
}
