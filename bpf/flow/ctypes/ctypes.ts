/** C's type rules for BPF (LP64, little endian): sizes, layout, promotions and conversions. */

import type { CType, Field, FloatType, IntType, PtrType, RecordType } from './types.ts';

const int = (size: IntType['size'], signed: boolean): IntType => ({ k: 'int', size, signed });

export const S8 = int(1, true);
export const U8 = int(1, false);
export const S16 = int(2, true);
export const U16 = int(2, false);
export const S32 = int(4, true);
export const U32 = int(4, false);
export const S64 = int(8, true);
export const U64 = int(8, false);
export const S128 = int(16, true);
export const U128 = int(16, false);
export const BOOL: IntType = { k: 'int', size: 1, signed: false, bool: true };
export const F32: FloatType = { k: 'float', size: 4 };
export const F64: FloatType = { k: 'float', size: 8 };
export const F128: FloatType = { k: 'float', size: 16 };
export const VOID: CType = { k: 'void' };
export const UNKNOWN: CType = { k: 'unknown' };
export const VOID_PTR: PtrType = { k: 'ptr', to: VOID };
export const CHAR_PTR: PtrType = { k: 'ptr', to: S8 };

/** Bytes given to a kernel struct whose layout is not known, and to each field added to it. */
const OPEN_RECORD_SIZE = 0x100000;
export const OPEN_FIELD_STRIDE = 0x400;

/** The plain integer type of that size and sign (shared objects, so equal types are one object). */
export function intOf(size: IntType['size'], signed: boolean): IntType {
  if (size === 1) return signed ? S8 : U8;
  if (size === 2) return signed ? S16 : U16;
  if (size === 4) return signed ? S32 : U32;
  if (size === 8) return signed ? S64 : U64;
  return signed ? S128 : U128;
}

export function pointerTo(
  to: CType,
  quals: Partial<Pick<PtrType, 'tag' | 'oldTag' | 'constant' | 'volatile'>> = {},
): PtrType {
  return { k: 'ptr', to, ...quals };
}

/** `sizeof`, or undefined where it is not known (open records, incomplete arrays, unknown types). GNU C: void and functions are 1. */
export function sizeOf(type: CType): number | undefined {
  switch (type.k) {
    case 'void':
    case 'func':
      return 1;
    case 'int':
    case 'float':
      return type.size;
    case 'ptr':
      return 8;
    case 'array': {
      const each = sizeOf(type.of);
      return each === undefined || type.length === undefined ? undefined : each * type.length;
    }
    case 'struct':
    case 'union':
      return type.complete ? type.size : undefined;
    default:
      return undefined;
  }
}

/** Bytes to step over an element: the size, or a made-up one so that neighbours do not overlap. */
export function strideOf(type: CType): number {
  const size = sizeOf(type);
  if (size !== undefined) return size;
  if (type.k === 'array') return strideOf(type.of) * Math.max(1, type.length ?? 1);
  return isRecord(type) ? type.size : 1;
}

export function alignOf(type: CType): number {
  switch (type.k) {
    case 'int':
    case 'float':
      return type.size;
    case 'ptr':
      return 8;
    case 'array':
      return alignOf(type.of);
    case 'struct':
    case 'union':
      return type.open ? 8 : type.align;
    default:
      return 1;
  }
}

export function isRecord(type: CType): type is RecordType {
  return type.k === 'struct' || type.k === 'union';
}

/** Fits a register: numbers, pointers and what is not known. */
export function isScalar(type: CType): boolean {
  return (
    type.k === 'int' || type.k === 'ptr' || type.k === 'unknown' || type.k === 'float' || type.k === 'void'
  );
}

/** Drops `_Bool` and enum names: the integer type that arithmetic sees. */
export function plainInt(type: IntType): IntType {
  if (type.variant === 'long long') return type;
  return intOf(type.size, type.signed);
}

/** C11 6.3.1.1: integer promotions; `bits` is the width when the value comes from a bit-field (as clang does it). */
export function promote(type: CType, bits?: number): CType {
  if (type.k !== 'int') return type;
  if (bits !== undefined && bits < 32) return S32;
  if (bits === 32 && !type.bool) return type.signed ? S32 : U32;
  return type.size < 4 ? S32 : plainInt(type);
}

/** C11 6.3.1.8: the usual arithmetic conversions of two promoted integers. */
export function commonInt(a: IntType, b: IntType): IntType {
  if (a.size !== b.size) return a.size > b.size ? plainInt(a) : plainInt(b);
  const common = intOf(a.size, a.signed && b.signed);
  const isLongLong = a.variant === 'long long' || b.variant === 'long long';
  return isLongLong ? { ...common, variant: 'long long' } : common;
}

/** Same representation and meaning: no conversion is needed between them. */
export function sameInt(a: IntType, b: IntType): boolean {
  return a.size === b.size && a.signed === b.signed && !a.bool === !b.bool;
}

/** Structural equality, as __builtin_types_compatible_p sees it (qualifiers ignored). Bounded depth. */
export function sameType(a: CType, b: CType, depth = 0): boolean {
  if (a === b) return true;
  if (a.k !== b.k || depth > 50) return false;
  if (a.k === 'int' && b.k === 'int') return sameInt(a, b) && a.enumName === b.enumName;
  if (a.k === 'ptr' && b.k === 'ptr') return sameType(a.to, b.to, depth + 1);
  if (a.k === 'array' && b.k === 'array') {
    return (
      (a.length === undefined || b.length === undefined || a.length === b.length) &&
      sameType(a.of, b.of, depth + 1)
    );
  }
  if (isRecord(a) && isRecord(b)) return a.name !== '' && a.name === b.name;
  if (a.k === 'func' && b.k === 'func') {
    return (
      a.params.length === b.params.length &&
      sameType(a.result, b.result, depth + 1) &&
      a.params.every((param, i) => sameType(param, b.params[i]!, depth + 1))
    );
  }
  return a.k === 'void' || (a.k === 'float' && b.k === 'float' && a.size === b.size);
}

/** Array-to-pointer and function-to-pointer conversion of a type. */
export function decay(type: CType): CType {
  if (type.k === 'array') return pointerTo(type.of);
  if (type.k === 'func') return pointerTo(type);
  return type;
}

function intText(type: IntType): string {
  if (type.bool) return 'bool';
  if (type.enumName) return `enum ${type.enumName}`;
  return `${type.signed ? 's' : 'u'}${type.size * 8}`;
}

/** Short spelling for dumps and messages: `u32`, `struct bpf_cpumask *kptr`, `u8[8]`. */
export function typeText(type: CType, depth = 0): string {
  if (depth > 20) return '…';
  switch (type.k) {
    case 'void':
      return 'void';
    case 'int':
      return intText(type);
    case 'float':
      return `f${type.size * 8}`;
    case 'ptr': {
      const quals = `${type.constant ? 'const ' : ''}${type.volatile ? 'volatile ' : ''}`;
      return `${quals}${typeText(type.to, depth + 1)}*${type.tag ? ` ${type.tag}` : ''}`;
    }
    case 'array':
      return `${typeText(type.of, depth + 1)}[${type.length ?? ''}]`;
    case 'struct':
    case 'union':
      return `${type.k} ${type.name || '{…}'}`;
    case 'func':
      return `${typeText(type.result, depth + 1)}(${type.params.map((param) => typeText(param, depth + 1)).join(', ')}${type.variadic ? ', ...' : ''})`;
    default:
      return '?';
  }
}

/** What a member access finds: the field with its offset from the outermost record. */
export interface FoundField {
  readonly field: Field;
  readonly offset: number;
}

/** Looks a member up, through anonymous structs and unions. */
export function findField(record: RecordType, name: string, depth = 0): FoundField | undefined {
  for (const field of record.fields) {
    if (field.name === name) return { field, offset: field.offset };
  }
  if (depth > 20) return undefined;
  for (const field of record.fields) {
    if (field.name !== '' || !isRecord(field.type)) continue;
    const inner = findField(field.type, name, depth + 1);
    if (inner) return { field: inner.field, offset: field.offset + inner.offset };
  }
  return undefined;
}

/** A number of 20 bits from a text, the same in every run. */
function hash20(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return ((hash >>> 12) ^ hash) & 0xfffff;
}

/**
 * Adds a field to a record whose layout is not known, far from its neighbours. A field that is itself such a record
 * goes to a place of its own far behind all others, so that sums of offsets do not meet.
 */
export function addOpenField(record: RecordType, name: string, type: CType): FoundField {
  const isLarge = sizeOf(type) === undefined ? type.k !== 'unknown' : sizeOf(type)! > OPEN_FIELD_STRIDE;
  const near = (record.fields.length + 1) * OPEN_FIELD_STRIDE;
  const field: Field = {
    name,
    type,
    offset: isLarge ? (hash20(`${record.name}.${name}`) + 1) * 2 ** 30 : near,
  };
  record.fields.push(field);
  return { field, offset: field.offset };
}

export function openRecord(k: 'struct' | 'union', name: string): RecordType {
  return { k, name, fields: [], size: OPEN_RECORD_SIZE, align: 8, complete: false, open: true };
}
