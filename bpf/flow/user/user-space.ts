/** A file of user space with the maps that it works on: those of the BPF files beside it. */
import { mapKind } from '../../kernel/map-operations/kinds.ts';
import type { MapFacts } from '../../kernel/map-operations/types.ts';
import { isBpfC, isUserC } from '../../syntax/detect.ts';
import { parseFile } from '../../syntax/file.ts';
import { basename, dirname, join } from '../../syntax/paths.ts';
import type { FileReader, ParsedFile } from '../../syntax/types.ts';
import { userHeader } from '../../user/headers.ts';
import { mapFacts } from '../declare/map-facts.ts';
import type { Module } from '../graph.ts';
import { lowerModule } from '../module.ts';
import { skeletonHeader } from './headers.ts';
import { libbpfNear } from './libbpf-version.ts';
import { type Sibling, siblingsOf } from './siblings.ts';

export interface UserSpace {
  /** Finds headers, those of libbpf and of skeletons included. */
  readonly reader: FileReader;
  /** Maps by the name of their object, and their own. */
  readonly objects: ReadonlyMap<string, ReadonlyMap<string, MapFacts>>;
  /** Maps that a program of the BPF files creates elements in. */
  readonly filledByPrograms: ReadonlySet<MapFacts>;
  /** When it is checked: where no value is per CPU, little can be wrong, and each key would cost more than it tells. */
  readonly attention: 'never' | 'resting' | 'always';
}

/** undefined: the file is none of user space. `libbpf`: its version; undefined: what is found near the file. */
export function userSpaceOf(
  path: string,
  text: string,
  reader: FileReader,
  libbpf?: string,
): UserSpace | undefined {
  if (!isUserC(path, text)) return undefined;
  const objects = new Map<string, ReadonlyMap<string, MapFacts>>();
  const filledByPrograms = new Set<MapFacts>();
  const headers = new Map<string, string>();
  for (const sibling of OPERATION.test(text) ? siblingsOf(path, text) : []) {
    const object = objectOf(sibling, path, text, reader);
    if (!object) continue;
    for (const name of namesOf(sibling.name)) if (!objects.has(name)) objects.set(name, object.maps);
    for (const map of object.filled) filledByPrograms.add(map);
    if (sibling.header === '') continue;
    const parts = namesOf(sibling.name).map((name) =>
      skeletonHeader(name, [...object.maps.keys()], sibling.isLight),
    );
    headers.set(join(dirname(path), sibling.header), parts.join('\n'));
  }
  return {
    reader: withHeaders(reader, headers, libbpf ?? libbpfNear(path, reader)),
    objects,
    filledByPrograms,
    attention: attentionTo(text, objects),
  };
}

/** Calls that work on elements of maps. */
const OPERATION = /\bbpf_map__?(?:lookup|update|delete|get_next_key)/;
/** It makes maps itself. */
const CREATE = /\bbpf_map_create\s*\(/;
const MADE_PER_CPU = /\bBPF_MAP_TYPE_\w*PERCPU_/;
/** Flags that choose CPUs, or take the lock in a value. */
const CPU_FLAGS = /\bBPF_F_(?:CPU|ALL_CPUS)\b/;
const LOCK = /\bBPF_F_LOCK\b/;
/** libbpf compares the sizes that these are given with the map's. */
const SIZED = /\bbpf_map__(?:lookup|update|delete|get_next)/;
/** What maps other than hash tables may refuse without any flag for CPUs. */
const REFUSED = /\bBPF_(?:NO)?EXIST\b|_and_delete|\bbpf_map_delete|_flags\s*\(|_batch\s*\(/;

function attentionTo(text: string, objects: UserSpace['objects']): UserSpace['attention'] {
  const maps = [...objects.values()].flatMap((all) => [...all.values()]);
  const makes = OPERATION.test(text) && CREATE.test(text);
  if (makes && MADE_PER_CPU.test(text)) return 'always';
  if (maps.length === 0) return makes ? 'resting' : 'never';
  const kinds = maps.map(({ type }) => mapKind(type));
  if (kinds.some((kind) => kind?.perCpu) || CPU_FLAGS.test(text)) return 'always';
  const isHashOnly = kinds.every((kind) => kind?.lookupAndDelete && kind.keys === 'hash');
  return LOCK.test(text) || SIZED.test(text) || (!isHashOnly && REFUSED.test(text)) ? 'resting' : 'never';
}

/** bpftool takes the name from `name=`, or from the file: `x.bpf.o` gives `x_bpf`. */
const namesOf = (stem: string): readonly string[] => {
  const name = stem.replace(/[^\w]/g, '_');
  return [name, `${name}_bpf`];
};

interface BpfObject {
  readonly maps: ReadonlyMap<string, MapFacts>;
  readonly filled: readonly MapFacts[];
}

function objectOf({ paths }: Sibling, from: string, text: string, reader: FileReader): BpfObject | undefined {
  for (const path of paths) {
    const source = reader.read(path, reader.scope?.(from));
    if (source === undefined || !isBpfC(path, source)) continue;
    const module = moduleOf(path, source, reader);
    const maps = new Map<string, MapFacts>();
    for (const info of module.maps.values()) {
      const facts = mapFacts(info);
      if (facts && !isChanged(text, info.name, /type|value_size|key_size/)) {
        const isResized = isChanged(text, info.name, /max_entries/);
        maps.set(info.name, isResized ? { ...facts, maxEntries: 0 } : facts);
      }
    }
    const filled = [...maps.values()].filter(({ name }) => isFilled(source, name));
    return { maps, filled };
  }
  return undefined;
}

/** Whether user space gives the map other properties before it is created. */
function isChanged(text: string, map: string, property: RegExp): boolean {
  for (const [, what = '', argument = ''] of text.matchAll(SETTER)) {
    if (!property.test(what)) continue;
    // A variable may be any map.
    if (!argument.includes('maps.') || new RegExp(`maps\\.${map}\\b`).test(argument)) return true;
  }
  return false;
}
const SETTER = /\bbpf_map__(?:set_(type|value_size|key_size|max_entries))\s*\(([^,\n]{0,200}),/g;

const isFilled = (source: string, map: string): boolean =>
  new RegExp(`\\bbpf_map_update_elem\\s*\\(\\s*&${map}\\b`).test(source);

interface Kept {
  readonly text: string;
  readonly module: Module;
  readonly reads: readonly { readonly path: string; readonly text: string }[];
}
const kept = new Map<string, Kept>();
const MOST_KEPT = 30;

/** Kept while it and what it includes are as they were. */
function moduleOf(path: string, text: string, reader: FileReader): Module {
  const known = kept.get(path);
  const scope = reader.scope?.(path);
  if (known?.text === text && known.reads.every((one) => reader.read(one.path, scope) === one.text))
    return known.module;
  const file = parseFile(path, text, reader);
  const module = lowerModule(file);
  if (kept.size >= MOST_KEPT) kept.clear();
  kept.set(path, { text, module, reads: readsOf(file) });
  return module;
}

function readsOf(file: ParsedFile): Kept['reads'] {
  const seen = new Set<ParsedFile>();
  const work = [...file.includes];
  for (let next = work.pop(); next; next = work.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    work.push(...next.includes);
  }
  return [...seen].map(({ path, text }) => ({ path, text }));
}

const LIBBPF: ReadonlySet<string> = new Set(['libbpf.h', 'libbpf_version.h', 'bpf.h', 'skel_internal.h']);

/** The catalogue's header of libbpf, wherever the real one is: it cannot be found everywhere. */
function libbpfHeader(path: string, libbpf: string | undefined): string | undefined {
  const name = basename(path);
  return LIBBPF.has(name) && basename(dirname(path)) === 'bpf'
    ? userHeader(`bpf/${name}`, libbpf)
    : undefined;
}

function withHeaders(
  reader: FileReader,
  skeletons: ReadonlyMap<string, string>,
  libbpf: string | undefined,
): FileReader {
  return {
    read(path, scope) {
      const skeleton = skeletons.get(path);
      if (skeleton !== undefined) return `#pragma once\n#include <bpf/libbpf.h>\n${skeleton}`;
      return libbpfHeader(path, libbpf) ?? reader.read(path, scope);
    },
    ...(reader.scope ? { scope: (path: string) => reader.scope!(path) } : {}),
    ...(reader.project ? { project: (path: string) => reader.project!(path) } : {}),
    ...(reader.outside ? { outside: (name: string, from: string) => reader.outside!(name, from) } : {}),
  };
}
