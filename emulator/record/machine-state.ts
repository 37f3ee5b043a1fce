/** What a panel shows of a machine at one moment. */

import { sizeOf, strideOf } from '../../bpf/flow/ctypes/ctypes.ts';
import type { CType } from '../../bpf/flow/ctypes/types.ts';
import { words } from '../../bpf/words/emulator.ts';
import type { Frame, Machine } from '../machine/machine.ts';
import { type BpfMap, type Element, isArray, isPerCpu } from '../machine/map-objects.ts';
import { Obj, ptrAt, readInt } from '../machine/memory.ts';
import { valueText } from '../machine/names.ts';
import { slotsOf } from '../machine/slots.ts';
import { Ptr, type Ref, type Value } from '../machine/values.ts';
import { type Places, placeOf } from '../site-ranges.ts';
import type {
  ElementState,
  MapState,
  ReferenceState,
  SectionState,
  SlotState,
  VariableState,
} from '../worker/messages.ts';
import { memoryText } from './value-text.ts';

const MOST_REFERENCES = 100;
const MOST_SLOTS = 200;
const MOST_VARIABLES = 100;
const MOST_SHOWN = 8;
/** Values of one element, CPU by CPU. */
const MOST_CPUS_SHOWN = 64;

/** Tells the recorder of objects that something refers to. */
export type See = (obj: Obj) => void;

export function referencesOf(m: Machine, frame: Frame, places: Places, see: See): ReferenceState[] {
  const holders = holdersOf(frame);
  // What else the run was given carries a reference only so that it may be given back.
  const shown: Ref[] = [];
  for (const ref of m.refs.values()) {
    if (!ref.isGiven || ref.struct === 'bpf_cpumask') shown.push(ref);
    if (shown.length === MOST_REFERENCES) break;
  }
  return shown.map((ref) => {
    see(ref.obj);
    const { id, obj, struct, by, history } = ref;
    const site = history[0] ?? { graph: frame.code.graph, at: frame.callAt };
    return {
      id,
      object: obj.id,
      struct,
      by: ref.isGiven ? words().beforeTheRun : by,
      place: placeOf(places, site),
      holders: holders.get(ref) ?? [],
    };
  });
}

/** Names of the variables that hold each reference; those of callers with the function's name. */
function holdersOf(frame: Frame): Map<Ref, string[]> {
  const found = new Map<Ref, string[]>();
  for (let at: Frame | undefined = frame; at; at = at.caller) {
    const where = at === frame ? '' : ` ${words().heldIn(at.code.graph.name)}`;
    for (const { name, value } of valuesIn(at)) {
      const ref = value instanceof Ptr ? value.ref : undefined;
      if (ref?.live) found.set(ref, [...(found.get(ref) ?? []), `${name}${where}`]);
    }
  }
  return found;
}

interface Named {
  readonly name: string;
  readonly type: CType;
  readonly value: Value;
}

/** Local variables that have a value. */
function* valuesIn({ code, r, locals }: Frame): Generator<Named> {
  for (const [reg, { name, type }] of code.graph.regs.entries()) {
    const value = r[reg];
    if (name !== undefined && value !== undefined) yield { name, type, value };
  }
  for (const [i, { name, type }] of code.graph.locals.entries()) {
    const obj = locals[i];
    if (!obj || name === '' || (type.k !== 'int' && type.k !== 'ptr')) continue;
    const value =
      ptrAt(obj, 0) ?? readInt(obj, 0, Math.min(8, sizeOf(type) ?? 8), type.k === 'int' && type.signed);
    yield { name, type, value };
  }
}

/** A name that is declared twice is shown as it was declared last. */
export function variablesOf(m: Machine, frame: Frame, see: See): VariableState[] {
  const found = new Map<string, VariableState>();
  for (const { name, type, value } of valuesIn(frame)) {
    if (found.size >= MOST_VARIABLES) break;
    const object = value instanceof Ptr ? value.obj : undefined;
    if (object) see(object);
    found.set(name, { name, value: valueText(m, value, type), ...(object ? { object: object.id } : {}) });
  }
  return [...found.values()];
}

/** What there is of maps: a process has those that its file descriptors stand for, whoever runs at the moment. */
/** Sections are left out: their one value is the bytes of all variables. */
function mapsOf({ maps, process }: Machine): readonly BpfMap[] {
  if (!process) return [...maps.values()];
  const open = [...process.kernel.descriptors.values()];
  return [...new Set(open.flatMap((one) => (one.kind === 'map' && !one.map.isSection ? [one.map] : [])))];
}

/**
 * Every kptr field that is in use: of globals, of map values, of memory that the run was given. `root`: the machine of
 * what runs, which may be a process that `m` works for.
 */
export function slotStates(m: Machine, root: Machine, see: See): SlotState[] {
  const found: SlotState[] = [];
  for (const { obj, prefix, type } of holdersOfSlots(m, root)) {
    for (const [off, path] of slotPaths(type)) {
      if (found.length >= MOST_SLOTS) return found;
      const held = ptrAt(obj, off)?.obj;
      if (held) see(held);
      found.push({ place: join(prefix, path), ...(held ? { object: held.id } : {}) });
    }
  }
  return found;
}

const join = (prefix: string, path: string): string =>
  prefix.endsWith('->') ? `${prefix}${path.replace(/^\./, '')}` : `${prefix}${path}`;

function* holdersOfSlots(m: Machine, root: Machine): Generator<{ obj: Obj; prefix: string; type: CType }> {
  for (const [name, obj] of m.globals) {
    const type = obj.slots && m.module.globals.get(name)?.type;
    if (type) yield { obj, prefix: name, type };
  }
  for (const map of mapsOf(root)) {
    const { value } = map.info;
    if (!value || !slotsOf(value)) continue;
    for (const { key, cpu, obj } of valuesOf(map))
      yield { obj, prefix: `${map.info.name}[${key}]${cpu}`, type: value };
  }
  for (const { obj, type, label } of m.given) if (obj.slots) yield { obj, prefix: label, type };
}

function* valuesOf(map: BpfMap): Generator<{ key: string; cpu: string; obj: Obj }> {
  for (const [key, element] of map.elements)
    for (const [cpu, obj] of element.values.entries()) {
      const where = map.type?.perCpu ? ` ${words().onCpu(cpu)}` : '';
      if (obj) yield { key: keyText(map, key, element.key), cpu: where, obj };
    }
}

function keyText({ info, type }: BpfMap, key: string | number, bytes: Uint8Array): string {
  if (typeof key === 'number') return type?.keys === 'object' ? words().objectKey(key) : String(key);
  const int = info.key;
  if (int?.k !== 'int' || int.size > 8)
    return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  let value = 0n;
  for (const [i, byte] of bytes.entries()) value |= BigInt(byte) << BigInt(8 * i);
  return String(int.signed ? BigInt.asIntN(8 * int.size, value) : value);
}

const paths = new WeakMap<object, readonly (readonly [number, string])[]>();

/** Offsets of kptr fields with how C names them: `.mask`, `[2].mask`. */
function slotPaths(type: CType): readonly (readonly [number, string])[] {
  const known = paths.get(type);
  if (known) return known;
  const found: [number, string][] = [];
  const slots = slotsOf(type);
  const walk = (at: CType, off: number, path: string, depth: number): void => {
    if (depth > 8 || found.length >= MOST_SLOTS) return;
    if (at.k === 'ptr') {
      if (slots?.has(off)) found.push([off, path]);
    } else if (at.k === 'array') {
      const each = strideOf(at.of);
      for (let i = 0; i < Math.min(at.length ?? 0, MOST_SLOTS); i++)
        walk(at.of, off + i * each, `${path}[${i}]`, depth + 1);
    } else if ((at.k === 'struct' || at.k === 'union') && !at.open)
      for (const field of at.fields)
        walk(field.type, off + field.offset, field.name === '' ? path : `${path}.${field.name}`, depth + 1);
  };
  if (slots) walk(type, 0, '', 0);
  paths.set(type, found);
  return found;
}

export function mapStates(root: Machine): MapState[] {
  return mapsOf(root).map((map) => {
    const { name, type } = map.info;
    const elements: ElementState[] = [];
    for (const [key, element] of elementsOf(root, map)) {
      if (elements.length >= MOST_SHOWN) break;
      const texts = valueTexts(root, map, element);
      const [value = ''] = texts;
      elements.push({
        key: keyText(map, key, element.key),
        value,
        ...(isPerCpu(map) ? { cpus: texts } : {}),
      });
    }
    const entries = isArray(map) ? map.most : map.elements.size + map.queue.length;
    return { name, type: type.replace('BPF_MAP_TYPE_', ''), entries, most: map.most, elements };
  });
}

const UNTOUCHED: Element = { key: new Uint8Array(0), values: [] };

/** Arrays have all their elements from the start; in a process that shows which of them changes. */
function* elementsOf({ process }: Machine, map: BpfMap): Generator<readonly [string | number, Element]> {
  if (!process || !isArray(map)) return yield* map.elements;
  for (let key = 0; key < map.most; key++) yield [key, map.elements.get(key) ?? UNTOUCHED];
}

/** The value on each CPU, or the one. What nobody has looked at is zero, but where the run was given values. */
function valueTexts(root: Machine, map: BpfMap, { values }: Element): string[] {
  const { value } = map.info;
  const { cpus, world } = root.options;
  const count = isPerCpu(map) ? Math.min(cpus, MOST_CPUS_SHOWN) : 1;
  const untouched = world || !value ? '' : memoryText(root, new Obj(0, 'value', '', map.valueSize), 0, value);
  return Array.from({ length: count }, (_, cpu) => {
    const obj = values[cpu];
    return obj && value ? memoryText(root, obj, 0, value) : untouched;
  });
}

export function sectionsOf(m: Machine): SectionState {
  const { rcu, preempt, lock, process } = m;
  return {
    rcu,
    always: !m.sleepable,
    preempt,
    locked: lock !== undefined,
    ...(process ? { isUserSpace: true } : {}),
  };
}
