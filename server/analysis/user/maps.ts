/** Which map a value of user space is: a pointer to it, or its descriptor. */
import { mapMember } from '../../../bpf/flow/user/headers.ts';
import type { MapFacts } from '../../../bpf/kernel/map-operations/types.ts';
import { between, freshId, type Num, type Ptr, pointer, type Value } from '../domain/values.ts';

/**
 * The number of CPUs that user space is explored with: a machine's like any other, and no number that one writes down.
 * What is computed from it is told from what is not.
 */
export const WITNESS_CPUS = 13;

/** What is known of user space; `undefined` in a context: the file is BPF. */
export interface UserMaps {
  /** By the name of their object, and their own. */
  readonly objects: ReadonlyMap<string, ReadonlyMap<string, MapFacts>>;
  readonly filledByPrograms: ReadonlySet<MapFacts>;
  readonly libbpf: string;
}

/** The same while it is explored. */
export interface UserSide extends UserMaps {
  /** Descriptors by the identity of their numbers. */
  readonly descriptors: Map<number, MapFacts>;
  readonly pointers: Map<string, MapFacts>;
  /** Descriptors that a light skeleton holds. */
  readonly light: Set<number>;
  /** Numbers of CPUs, as they were asked for. */
  readonly counts: WeakSet<Num>;
  /** Memory whose size is a multiple of that number. */
  readonly madeForCpus: Set<number>;
  /** Numbers that came of 32 bits shifted by 32 or more. */
  readonly narrowShifts: Set<number>;
  /** Names of maps whose elements get a value on every CPU somewhere. */
  readonly created: Set<string>;
}

export function newUserSide(maps: UserMaps): UserSide {
  return {
    ...maps,
    descriptors: new Map(),
    pointers: new Map(),
    light: new Set(),
    counts: new WeakSet(),
    madeForCpus: new Set(),
    narrowShifts: new Set(),
    created: new Set(),
  };
}

/** What a member of a skeleton holds; undefined: it is no map that is known. */
export function skeletonValue(user: UserSide, member: string): Value | undefined {
  const found = mapMember(member);
  const map = found && user.objects.get(found.skeleton)?.get(found.map);
  if (!found || !map) return undefined;
  if (!found.isFd) return pointerTo(user, map, 0);
  const descriptor = descriptorOf(user, map);
  user.light.add(descriptor.id);
  return descriptor;
}

/** A map by the name that a program asks for: all objects that have it must agree. */
export function mapNamed(user: UserSide, name: string | undefined): MapFacts | undefined {
  if (name === undefined) return undefined;
  const all = new Set<MapFacts>();
  for (const maps of user.objects.values()) {
    const map = maps.get(name);
    if (map) all.add(map);
  }
  return all.size === 1 ? [...all][0] : undefined;
}

/** `nid`: identity of its nullness, where it may be NULL. */
export function pointerTo(user: UserSide, map: MapFacts, nid = freshId()): Ptr {
  user.pointers.set(map.name, map);
  return pointer({ o: 'map', name: map.name }, 0, nid);
}

const LARGEST = 2 ** 31 - 1;

export function descriptorOf(user: UserSide, map: MapFacts, lowest = 0): Num {
  const number = between(lowest, LARGEST);
  user.descriptors.set(number.id, map);
  return number;
}

/** The map behind an argument. */
export function mapOf(user: UserSide, value: Value | undefined): MapFacts | undefined {
  if (value?.k === 'ptr') return value.obj.o === 'map' ? user.pointers.get(value.obj.name) : undefined;
  let number: Value | undefined = value;
  for (let steps = 0; steps < MOST_CASTS && number?.k === 'num'; steps++) {
    const map = user.descriptors.get(number.id);
    if (map) return map;
    if (number.sym?.f !== 'cast') return undefined;
    number = number.sym.a;
  }
  return undefined;
}
const MOST_CASTS = 8;
