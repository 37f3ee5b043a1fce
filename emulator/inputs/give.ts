/** Asks for the leaves of a value, and makes the value on a machine: as often as it is needed, each time anew. */

import { sizeOf } from '../../bpf/flow/ctypes/ctypes.ts';
import { words } from '../../bpf/words/emulator.ts';
import { because } from '../../bpf/words/reasons.ts';
import { newObj } from '../budget.ts';
import { currentTask, kernelStruct } from '../machine/kernel-objects.ts';
import type { Machine } from '../machine/machine.ts';
import { kernelMask, newMask } from '../machine/mask-objects.ts';
import { type Obj, readInt, writeInt, writePtr } from '../machine/memory.ts';
import { slotsOf } from '../machine/slots.ts';
import { formatCpuList } from '../machine/topology.ts';
import { norm, Ptr, type Ref, type Site, TRUSTED, type Value } from '../machine/values.ts';
import type { Input } from '../worker/messages.ts';
import { ask, type Form } from './form.ts';
import type { Leaf, MaskLeaf, NumberLeaf, NumbersLeaf, ObjectLeaf, Part } from './leaves.ts';
import { parseInteger, parseIntegers, parseMask } from './texts.ts';

/** How a value comes about and what it is when nobody says. */
export interface Giving {
  readonly form: Form;
  readonly group: Input['group'];
  /** Of `Input.id`: apart from other groups. */
  readonly prefix: string;
  readonly cpus: number;
  /** Where the run starts: references that it is given came about before. */
  readonly site: Site;
  /** Pointers carry a reference, those in `__kptr` fields only on the stack, where the tag means nothing. */
  readonly isOwned: boolean;
  readonly isStack: boolean;
  /** Whether pointers are NULL unless somebody says otherwise. */
  readonly isNull: boolean;
  usualNumber(leaf: NumberLeaf, offset: number): string;
}

export type Make = (m: Machine) => Value;
export type Fill = (m: Machine, obj: Obj) => void;

/** Asks for a value; the result makes it. */
export function askLeaf(giving: Giving, leaf: Leaf, offset = 0): Make {
  switch (leaf.kind) {
    case 'number':
      return askNumber(giving, leaf, offset);
    case 'mask':
      return askMask(giving, leaf);
    case 'object':
      return askObject(giving, leaf);
  }
}

function askNumber({ form, group, prefix, usualNumber }: Giving, leaf: NumberLeaf, offset: number): Make {
  const { label, about, type, bits } = leaf;
  const usual = usualNumber(leaf, offset);
  const asked = { id: `${prefix}:${label}`, group, label, kind: 'number', about, usual } as const;
  const value = norm(ask(form, asked, (text) => parseInteger(text, type, bits?.width)));
  return () => value;
}

function askMask(giving: Giving, leaf: MaskLeaf): Make {
  const { label, about } = leaf;
  const { form, group, prefix, cpus, isNull } = giving;
  const all = formatCpuList(Array.from({ length: cpus }, (_, cpu) => cpu));
  const usual = isNull ? 'NULL' : all;
  const asked = {
    id: `${prefix}:${label}`,
    group,
    label,
    kind: 'mask',
    about,
    usual,
    nullable: true,
  } as const;
  const found = ask(form, asked, (text) => parseMask(text, cpus, true) ?? 'NULL');
  if (!Array.isArray(found)) return () => 0;
  return (m) => makeMask(m, giving, leaf, found);
}

function makeMask(m: Machine, giving: Giving, leaf: MaskLeaf, cpus: readonly number[]): Ptr {
  if (leaf.struct === 'cpumask') return owned(m, giving, leaf, kernelMask(m, leaf.label, cpus), 'cpumask');
  const obj = newMask(m);
  for (const cpu of cpus) obj.words[cpu >>> 5]! |= 1 << (cpu & 31);
  return owned(m, giving, leaf, obj, 'bpf_cpumask');
}

function askObject(giving: Giving, leaf: ObjectLeaf): Make {
  const { form, group, prefix, isNull } = giving;
  const { label, about } = leaf;
  const choices = ['valid', 'NULL'];
  const usual = isNull ? 'NULL' : 'valid';
  const asked = { id: `${prefix}:${label}`, group, label, kind: 'choice', about, usual, choices } as const;
  const text = ask(form, asked, (given) =>
    choices.includes(given) ? given : { problem: words().oneOf(choices.join(', ')) },
  );
  if (text === 'NULL') return () => 0;
  const fill = askParts({ ...giving, isStack: false }, leaf.parts);
  return (m) => makeObject(m, giving, leaf, fill);
}

/** How many elements a pointer leads to is not known: there is room for more than one. */
const SPARE_BYTES = 4096;
/** Less than a run may hold; structs of real schedulers have 10 MiB. */
const MOST_BYTES = 1 << 25;

function makeObject(m: Machine, giving: Giving, leaf: ObjectLeaf, fill: Fill): Ptr {
  const { to, isKernel, label } = leaf;
  const struct = to.k === 'struct' ? to.name : '';
  if (isKernel) {
    const obj = struct === 'task_struct' ? currentTask(m) : kernelStruct(m, struct);
    return owned(m, giving, leaf, obj, struct);
  }
  const size = Math.min(MOST_BYTES, (sizeOf(to) ?? 0) + SPARE_BYTES);
  const obj = newObj(m, 'memory', label, size);
  obj.slots = slotsOf(to);
  obj.count = 1;
  if (size === MOST_BYTES) obj.unknown = because('largerThanInput');
  m.given.push({ obj, type: to, label: `${label}->` });
  fill(m, obj);
  return owned(m, giving, leaf, obj, struct);
}

/** In a slot a pointer carries no reference: who takes it out gets one. */
function owned(
  m: Machine,
  { isOwned, isStack, site }: Giving,
  { isSlot }: MaskLeaf | ObjectLeaf,
  obj: Obj,
  struct: string,
): Ptr {
  if (!isOwned || (isSlot && !isStack)) return new Ptr(obj, 0, undefined, TRUSTED);
  const ref: Ref = {
    id: m.nextRef++,
    obj,
    struct,
    by: '',
    live: true,
    isGiven: true,
    history: [{ ...site, message: words().beginsWith }],
  };
  m.refs.set(ref.id, ref);
  return new Ptr(obj, 0, ref, TRUSTED);
}

/** Asks for the parts of an object; the result writes them. */
export function askParts(giving: Giving, parts: readonly Part[]): Fill {
  const fills = parts.map(({ offset, leaf }): Fill => {
    if (leaf.kind === 'numbers') return askNumbers(giving, leaf, offset);
    const make = askLeaf(giving, leaf, offset);
    const end = offset + (leaf.kind === 'number' ? leaf.type.size : 8);
    return (m, obj) => {
      if (end <= obj.size) write(obj, offset, leaf, make(m));
    };
  });
  return (m, obj) => {
    for (const fill of fills) fill(m, obj);
  };
}

function askNumbers({ form, group, prefix }: Giving, leaf: NumbersLeaf, offset: number): Fill {
  const { label, about, type, length } = leaf;
  const asked = { id: `${prefix}:${label}`, group, label, kind: 'text', about, usual: '' } as const;
  const values = ask(form, asked, (text) => parseIntegers(text, type, length));
  return (_m, obj) => {
    for (const [i, value] of values.entries()) {
      const at = offset + i * type.size;
      if (at + type.size <= obj.size) writeInt(obj, at, type.size, norm(value));
    }
  };
}

function write(obj: Obj, offset: number, leaf: Leaf, value: Value): void {
  if (value instanceof Ptr) return writePtr(obj, offset, value);
  if (leaf.kind !== 'number') return writeInt(obj, offset, 8, 0);
  const { type, bits } = leaf;
  if (!bits) return writeInt(obj, offset, type.size, value);
  const mask = ((1n << BigInt(bits.width)) - 1n) << BigInt(bits.offset);
  const old = BigInt(readInt(obj, offset, type.size, false));
  writeInt(obj, offset, type.size, norm((old & ~mask) | ((BigInt(value) << BigInt(bits.offset)) & mask)));
}
