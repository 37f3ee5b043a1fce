/** `__kptr` fields: where they lie, and what reading, exchanging and dropping them does. */

import { sizeOf, strideOf } from '../../bpf/flow/ctypes/ctypes.ts';
import type { CType } from '../../bpf/flow/ctypes/types.ts';
import type { At } from '../../bpf/flow/graph.ts';
import { words } from '../../bpf/words/faults.ts';
import { freeObj, newObj, spend } from '../budget.ts';
import { refuseAt } from '../faults.ts';
import { decide, doubted } from './decisions.ts';
import { kernelObject, taskWith } from './kernel-objects.ts';
import { type Frame, inRcu, type Machine } from './machine.ts';
import { newMask, showCount } from './mask-objects.ts';
import { setAll } from './masks.ts';
import { forget, type Obj, offsetsIn, ptrAt, type Slot, writeInt, writePtr } from './memory.ts';
import { Ptr, pointTo, type Site, TRUSTED, UNPROTECTED, UNTRUSTED, type Value } from './values.ts';

/** More than the kernel knows in one type; an array of more is none (kernel/bpf/btf.c, BTF_FIELDS_MAX). */
const MOST_SLOTS = 4096;

const layouts = new WeakMap<object, ReadonlyMap<number, Slot>>();

/** Offsets of the kptr fields of a type; undefined when it has none. */
export function slotsOf(type: CType): ReadonlyMap<number, Slot> | undefined {
  const known = layouts.get(type);
  if (known) return known.size > 0 ? known : undefined;
  const found = new Map<number, Slot>();
  collect(type, 0, { found, visits: 0 }, 0);
  layouts.set(type, found);
  return found.size > 0 ? found : undefined;
}

const holders = new WeakMap<object, boolean>();

/** Whether there is a kptr anywhere in a type: each type is looked at once, however often others name it. */
function mayHold(type: CType): boolean {
  if (type.k === 'ptr') return KPTR_TAGS.has(type.tag ?? '');
  if (type.k === 'array') return mayHold(type.of);
  if (type.k !== 'struct' && type.k !== 'union') return false;
  const known = holders.get(type);
  if (known !== undefined) return known;
  holders.set(type, false);
  const found = type.fields.some((field) => mayHold(field.type));
  holders.set(type, found);
  return found;
}

const KPTR_TAGS: ReadonlySet<string> = new Set(['kptr', 'kptr_untrusted', 'percpu_kptr']);

interface Search {
  readonly found: Map<number, Slot>;
  visits: number;
}

/** Unions of unions have many ways to one offset. */
const MOST_VISITS = 100_000;

const isOver = ({ found, visits }: Search): boolean => found.size > MOST_SLOTS || visits > MOST_VISITS;

function collect(type: CType, at: number, search: Search, depth: number): void {
  const { found } = search;
  search.visits++;
  if (depth > 20 || isOver(search) || !mayHold(type)) return;
  if (type.k === 'ptr') {
    const struct = type.to.k === 'struct' ? type.to.name : '';
    found.set(at, { struct, tag: type.tag ?? '' });
  } else if (type.k === 'array') {
    const each = strideOf(type.of);
    if (sizeOf(type.of) === undefined) return;
    const before = found.size;
    for (let i = 0; i < (type.length ?? 0) && !isOver(search); i++) {
      collect(type.of, at + i * each, search, depth + 1);
      if (found.size === before) return;
    }
  } else if ((type.k === 'struct' || type.k === 'union') && !type.open) {
    for (const field of type.fields) collect(field.type, at + field.offset, search, depth + 1);
  }
}

/** A read of a slot: a borrowed pointer, good while the RCU section lasts in which it was read. */
export function loadSlot(frame: Frame, at: At, ptr: Ptr): Value {
  const { m } = frame;
  const { obj, off } = ptr;
  const slot = obj.slots?.get(off);
  settle(frame, at, obj, off);
  const held = ptrAt(obj, off);
  if (held === undefined || slot === undefined) return 0;
  const gen = inRcu(m) ? m.gen : UNPROTECTED;
  const site = { graph: frame.code.graph, at };
  if (!isKptr(slot)) return walked(m, held, slot, gen, site, ptr);
  m.kptrReads++;
  if (m.options.raceKptr?.includes(m.kptrReads) || isTaken(m, obj, off, site)) {
    clearSlot(m, obj, off);
    return 0;
  }
  return new Ptr(held.obj, held.off, undefined, slot.tag === 'kptr_untrusted' ? UNTRUSTED : gen);
}

/** Exploring: another CPU takes the object away, but not between two reads that the compiler makes one. */
function isTaken(m: Machine, obj: Obj, off: number, site: Site): boolean {
  if (m.options.decide === undefined) return false;
  const reads = readsOf(obj);
  const isRepeated = reads.get(off)?.era === m.era;
  reads.set(off, { era: m.era, value: 0 });
  return !isRepeated && decide(m, 'kptr-read', 2, site) === 1;
}

interface Read {
  readonly era: number;
  readonly value: Value;
}

/** The last read of each slot. */
function readsOf(obj: Obj): Map<number, Read> {
  const reads = lastReads.get(obj) ?? new Map<number, Read>();
  lastReads.set(obj, reads);
  return reads;
}

const lastReads = new WeakMap<Obj, Map<number, Read>>();

/**
 * A pointer that is read from a field of a kernel struct. In an exploration NULL where the kernel says that it may be,
 * which a program has to test; any other but a trusted one may be taken for NULL by a test.
 */
function walked(m: Machine, held: Ptr, slot: Slot, gen: number, site: Site, { obj, off }: Ptr): Value {
  const plain = new Ptr(held.obj, held.off, undefined, FIELD_GEN[slot.tag] ?? gen);
  if (m.options.decide === undefined || (slot.tag === 'trusted' && !slot.isNullable)) return plain;
  const reads = readsOf(obj);
  const before = reads.get(off);
  if (before?.era === m.era) return before.value;
  const isNull = slot.isNullable === true && decide(m, 'null', 2, site) === 1;
  const value = isNull ? 0 : slot.tag === 'trusted' ? plain : doubted(m, plain);
  reads.set(off, { era: m.era, value });
  return value;
}

/** A slot that a program may exchange, not a pointer field of a kernel struct. */
const isKptr = (slot: Slot): boolean => slot.tag.includes('kptr');

/** Pointer fields of kernel structs that RCU has nothing to do with. */
const FIELD_GEN: Readonly<Record<string, number>> = { trusted: TRUSTED, untrusted: UNTRUSTED };

const settled = new WeakMap<Obj, Set<number>>();

/** What a slot holds when the program starts: nothing, or in an exploration also a mask that somebody put there. */
function settle(frame: Frame, at: At, obj: Obj, off: number): void {
  const { m } = frame;
  const slot = obj.slots?.get(off);
  if (m.options.decide === undefined || !slot || !isKptr(slot)) return;
  if (obj.kind !== 'global' && obj.kind !== 'value') return;
  const done = settled.get(obj) ?? new Set();
  settled.set(obj, done);
  const isFirst = !done.has(off);
  done.add(off);
  if (ptrAt(obj, off) !== undefined) return;
  const choice = decide(m, isFirst ? 'slot' : 'refill', isFirst ? 3 : 2, { graph: frame.code.graph, at });
  const held = choice === 0 ? undefined : contentOf(m, slot.struct, choice === 2);
  if (held) writePtr(obj, off, pointTo(held));
}

/** An object of that struct that somebody else made. */
function contentOf(m: Machine, struct: string, isFull: boolean): Obj | undefined {
  if (struct === 'bpf_cpumask') {
    const mask = newMask(m);
    if (isFull) setAll({ w: mask.words, at: 0 }, m.sizes);
    return mask;
  }
  if (struct === 'task_struct') return taskWith(m, OTHER_PID);
  const record = m.module.records.get(struct);
  if (record?.k !== 'struct' || !record.complete) return kernelObject(m, struct, struct);
  const obj = newObj(m, 'memory', struct, record.size);
  obj.slots = slotsOf(record);
  obj.count = 1;
  return obj;
}

const OTHER_PID = 2000;

/** The slot is written from now on: an exploration no longer chooses what it holds. */
export function exchange(frame: Frame, at: At, obj: Obj, off: number, value: Value): Ptr | undefined {
  settle(frame, at, obj, off);
  const old = ptrAt(obj, off);
  forget(obj, off, 8);
  if (value instanceof Ptr) writePtr(obj, off, new Ptr(value.obj, value.off, undefined, TRUSTED));
  else writeInt(obj, off, 8, 0);
  return old;
}

/** Gives back what a slot holds, as the kernel does when the element that holds it goes away. */
function clearSlot(m: Machine, obj: Obj, off: number): void {
  const held = ptrAt(obj, off);
  forget(obj, off, 8);
  writeInt(obj, off, 8, 0);
  if (held) putObject(m, held.obj);
}

export function clearSlots(m: Machine, obj: Obj): void {
  spend(m, obj.slots?.size ?? 0);
  for (const off of obj.slots?.keys() ?? []) clearSlot(m, obj, off);
}

/** One reference less; at none the memory is given back, after a grace period that no reader here outlives. */
export function putObject(m: Machine, obj: Obj): void {
  if (obj.count === 0) return;
  obj.count--;
  showCount(m, obj);
  if (obj.count > 0) return;
  clearSlots(m, obj);
  freeObj(m, obj);
}

/** A plain store into a slot is refused: only bpf_kptr_xchg() may change it. */
export function refuseStore(frame: Frame, at: At, ptr: Ptr, size: number): void {
  const { slots } = ptr.obj;
  if (slots === undefined) return;
  for (const off of offsetsIn(slots, ptr.off - 7, ptr.off + size)) {
    const slot = slots.get(off)!;
    if (slot.tag === 'kptr_untrusted' || !isKptr(slot)) continue;
    refuseAt(
      frame,
      at,
      { id: 'kptr-direct-store', what: ptr.obj.kind === 'memory' ? 'object' : 'store' },
      (refused) => words().slotStored(off, ptr.obj.name, refused),
    );
  }
}
