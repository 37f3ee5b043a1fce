/** What of a value can be given from outside: a type to its numbers, masks and objects, with a name each. */

import { sizeOf } from '../../bpf/flow/ctypes/ctypes.ts';
import type { CType, Field, IntType, RecordType } from '../../bpf/flow/ctypes/types.ts';
import type { BitField } from '../../bpf/flow/graph.ts';
import { isKernelState } from '../../bpf/kernel/special-fields.ts';
import { words } from '../../bpf/words/emulator.ts';

interface Named {
  /** `mask`, `tctx->mask`, `cpu_ctxs[*].mask`. */
  readonly label: string;
  readonly about: string;
}
export interface NumberLeaf extends Named {
  readonly kind: 'number';
  readonly type: IntType;
  readonly bits?: BitField;
}
export interface MaskLeaf extends Named {
  readonly kind: 'mask';
  /** It lies in a `__kptr` field: who wants to own it has to take it out. */
  readonly isSlot: boolean;
  readonly struct: 'bpf_cpumask' | 'cpumask';
}
/** A pointer to something: of the kernel, or memory of the program with parts that can be given. */
export interface ObjectLeaf extends Named {
  readonly kind: 'object';
  readonly isSlot: boolean;
  readonly to: CType;
  readonly isKernel: boolean;
  readonly parts: readonly Part[];
}
export type Leaf = NumberLeaf | MaskLeaf | ObjectLeaf;
/** An array of many numbers, of which the first can be given: only as a part of an object. */
export interface NumbersLeaf extends Named {
  readonly kind: 'numbers';
  readonly type: IntType;
  readonly length: number;
}

export interface Part {
  readonly offset: number;
  readonly leaf: Leaf | NumbersLeaf;
}

/** Which fields are worth asking for, and how many more may be. */
export interface Budget {
  /** `struct.field` that the code names. */
  readonly fields: ReadonlySet<string>;
  left: number;
}

const MOST_DEPTH = 4;
const MOST_ELEMENTS = 8;

/** A value that fits a register; undefined when nothing of use can be given for it. */
export function leafOf(type: CType, label: string, budget: Budget, depth = 0): Leaf | undefined {
  if (depth > MOST_DEPTH || budget.left <= 0) return undefined;
  if (type.k === 'int') {
    budget.left--;
    return { kind: 'number', label, about: intText(type), type };
  }
  if (type.k !== 'ptr' || type.to.k === 'func') return undefined;
  budget.left--;
  const { to } = type;
  const struct = to.k === 'struct' || to.k === 'union' ? to.name : '';
  const about = `${typeText(to)} *`;
  const isSlot = type.tag?.includes('kptr') === true;
  if (struct === 'bpf_cpumask' || struct === 'cpumask') return { kind: 'mask', label, about, isSlot, struct };
  const isKernel = to.k === 'struct' && (to.open || !to.complete);
  const parts = isKernel ? [] : pointedParts(to, label, budget, depth);
  return { kind: 'object', label, about, isSlot, to, isKernel, parts };
}

function pointedParts(to: CType, label: string, budget: Budget, depth: number): readonly Part[] {
  if (to.k === 'struct' || to.k === 'union') return partsOf(to, `${label}->`, budget, depth + 1);
  // Text is better left empty than asked for byte by byte.
  if (to.k === 'int' && to.size === 1 && !to.bool) return [];
  const leaf = leafOf(to, `*${label}`, budget, depth + 1);
  return leaf ? [{ offset: 0, leaf }] : [];
}

/** The parts of an object in memory. `prefix` ends in what C writes before a field's name. */
export function partsOf(type: CType, prefix: string, budget: Budget, depth = 0): Part[] {
  if (depth > MOST_DEPTH || budget.left <= 0) return [];
  if (type.k === 'array') return elementsOf(type.of, type.length ?? 0, prefix, budget, depth);
  if ((type.k !== 'struct' && type.k !== 'union') || type.open || isOpaque(type.name)) return [];
  return type.fields
    .filter((field) => isUsed(type, field, budget))
    .flatMap((field) => fieldParts(field, prefix, budget, depth));
}

/** Masks have an input of their own, and of the kernel's state a program only has the room. */
function isOpaque(struct: string): boolean {
  return isKernelState(struct) || struct === 'bpf_cpumask' || struct === 'cpumask';
}

function isUsed(type: RecordType, field: Field, { fields }: Budget): boolean {
  return field.name === '' || fields.has(`${type.name}.${field.name}`);
}

function fieldParts(field: Field, prefix: string, budget: Budget, depth: number): Part[] {
  const { offset, type, bits } = field;
  const label = `${prefix}${field.name}`;
  if (type.k === 'struct' || type.k === 'union')
    return shifted(partsOf(type, field.name === '' ? prefix : `${label}.`, budget, depth + 1), offset);
  if (type.k === 'array')
    return shifted(elementsOf(type.of, type.length ?? 0, label, budget, depth + 1), offset);
  const leaf = leafOf(type, label, budget, depth + 1);
  if (!leaf) return [];
  return [{ offset, leaf: bits && leaf.kind === 'number' ? { ...leaf, bits } : leaf }];
}

function elementsOf(of: CType, length: number, label: string, budget: Budget, depth: number): Part[] {
  const size = sizeOf(of);
  if (size === undefined) return [];
  const name = label.replace(/\.$/, '');
  if (length > MOST_ELEMENTS) return manyNumbers(of, length, name, budget);
  return Array.from({ length }, (_, i) => i).flatMap((i) => {
    if (of.k === 'struct' || of.k === 'union')
      return shifted(partsOf(of, `${name}[${i}].`, budget, depth + 1), i * size);
    const leaf = leafOf(of, `${name}[${i}]`, budget, depth + 1);
    return leaf ? [{ offset: i * size, leaf }] : [];
  });
}

/** Bytes are text more often than numbers. */
function manyNumbers(type: CType, length: number, label: string, budget: Budget): Part[] {
  if (type.k !== 'int' || type.size === 1 || budget.left <= 0) return [];
  budget.left--;
  const about = words().firstValues(intText(type), length);
  return [{ offset: 0, leaf: { kind: 'numbers', label: `${label}[]`, about, type, length } }];
}

function shifted(parts: readonly Part[], by: number): Part[] {
  return parts.map(({ offset, leaf }) => ({ offset: offset + by, leaf }));
}

function intText({ size, signed, bool, enumName }: IntType): string {
  if (bool) return 'bool';
  return enumName ? `enum ${enumName}` : `${signed ? 's' : 'u'}${8 * size}`;
}

function typeText(type: CType): string {
  switch (type.k) {
    case 'int':
      return intText(type);
    case 'ptr':
      return `${typeText(type.to)} *`;
    case 'struct':
    case 'union':
      return `${type.k} ${type.name}`;
    default:
      return 'void';
  }
}
