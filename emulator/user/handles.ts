/** What libbpf hands out: pointers to objects, maps, programs and links, and file descriptors. */

import type { FunctionInfo } from '../../bpf/flow/graph.ts';
import { programsOf } from '../../bpf/flow/programs.ts';
import { words } from '../../bpf/words/process.ts';
import { newObj } from '../budget.ts';
import { fail } from '../faults.ts';
import type { Frame, Machine } from '../machine/machine.ts';
import { type BpfMap, mapNamed } from '../machine/map-objects.ts';
import type { LibraryCall } from '../machine/user/process.ts';
import { type Ptr, pointTo, toS32, type Value } from '../machine/values.ts';
import {
  type BpfObject,
  type BpfSource,
  type Descriptor,
  type KernelSide,
  kernelMachine,
} from './kernel-side.ts';
import { pointerOf } from './memory.ts';
import { layOut, sectionMap } from './sections.ts';

export type Handle =
  | { readonly kind: 'bpf_object'; readonly object: BpfObject }
  | { readonly kind: 'bpf_map'; readonly object: BpfObject; readonly name: string }
  | { readonly kind: 'bpf_program'; readonly object: BpfObject; readonly fn: FunctionInfo }
  | { readonly kind: 'bpf_link'; readonly object: BpfObject };

export const kernelOf = (frame: Frame): KernelSide => frame.m.process!.kernel;

/** The pointer to a thing of libbpf; the same one each time. */
function handle(m: Machine, handle: Handle, key: string): Ptr {
  const { handles } = handle.object;
  const known = handles.get(key) ?? newObj(m, 'memory', handle.kind, 0);
  known.target = handle;
  handles.set(key, known);
  return pointTo(known);
}

export const objectHandle = (m: Machine, object: BpfObject): Ptr =>
  handle(m, { kind: 'bpf_object', object }, 'object');
export const mapHandle = (m: Machine, object: BpfObject, name: string): Ptr =>
  handle(m, { kind: 'bpf_map', object, name }, `map ${name}`);
export const programHandle = (m: Machine, object: BpfObject, fn: FunctionInfo): Ptr =>
  handle(m, { kind: 'bpf_program', object, fn }, `program ${fn.name}`);
export const linkHandle = (m: Machine, object: BpfObject, name: string): Ptr =>
  handle(m, { kind: 'bpf_link', object }, `link ${name}`);

/** What a pointer of that kind stands for; of any other pointer, libbpf reads memory that is not its own. */
export function handleAt<K extends Handle['kind']>(
  frame: Frame,
  call: LibraryCall,
  value: Value,
  kind: K,
): Extract<Handle, { kind: K }> {
  const found = pointerOf(frame, value)?.obj.target as Handle | undefined;
  if (found?.kind === kind) return found as Extract<Handle, { kind: K }>;
  return fail(frame, call.at, 'crash', words().noHandle(call.name, kind));
}

const NAME_LENGTH = 15;

/** `name`: of a skeleton, or of the file up to its first dot. */
export function openObject(m: Machine, source: BpfSource, name: string): BpfObject {
  const { module } = source;
  const machine = kernelMachine(m, module);
  const sections = layOut(m, machine, module);
  const mine = <T extends { readonly start: number }>(all: Iterable<T>): T[] =>
    [...all].sort((a, b) => a.start - b.start);
  return {
    name: name.slice(0, NAME_LENGTH),
    source,
    machine,
    maps: [
      ...mine(module.maps.values()).map((map) => map.name),
      ...[...sections.keys()].map((section) => `.${section}`),
    ],
    programs: mine(programsOf(module)),
    handles: new Map(),
    isLoaded: false,
    sections,
    sectionMaps: new Map(),
  };
}

/** The map of an object: one that the file defines, or the one of a section. */
export const mapIn = (object: BpfObject, name: string): BpfMap =>
  sectionMap(object, name) ?? mapNamed(object.machine, name)!;

/** A new descriptor, or the one that there is. */
export function descriptorOf(kernel: KernelSide, wanted: Descriptor): number {
  for (const [fd, known] of kernel.descriptors) if (isSame(known, wanted)) return fd;
  const fd = kernel.nextDescriptor++;
  kernel.descriptors.set(fd, wanted);
  return fd;
}

function isSame(a: Descriptor, b: Descriptor): boolean {
  if (a.kind === 'map' && b.kind === 'map') return a.map === b.map;
  return a.kind === 'program' && b.kind === 'program' && a.fn === b.fn && a.object === b.object;
}

/** Makes maps and programs of an object: from now on they have descriptors. */
export function loadObject(frame: Frame, object: BpfObject): void {
  const kernel = kernelOf(frame);
  object.isLoaded = true;
  for (const name of object.maps)
    descriptorOf(kernel, { kind: 'map', map: mapIn(object, name), machine: object.machine });
  for (const fn of object.programs) descriptorOf(kernel, { kind: 'program', object, fn });
  const constants = object.sections.get('rodata');
  if (!constants) return;
  constants.readonly = true;
  kernel.frozen.add(mapIn(object, '.rodata'));
}

export function closeObject(frame: Frame, object: BpfObject): void {
  const { descriptors } = kernelOf(frame);
  for (const [fd, known] of descriptors)
    if (known.kind === 'map' ? known.machine === object.machine : known.object === object)
      descriptors.delete(fd);
  for (const known of object.handles.values()) known.target = undefined;
}

export function mapDescriptor(frame: Frame, object: BpfObject, name: string): number | undefined {
  if (!object.isLoaded) return undefined;
  return descriptorOf(kernelOf(frame), { kind: 'map', map: mapIn(object, name), machine: object.machine });
}

export const descriptorAt = (frame: Frame, value: Value): Descriptor | undefined =>
  kernelOf(frame).descriptors.get(toS32(value));
