/** Places: where an object is, made from a binding, a pointer, an element or a member. */

import { because } from '../../words/reasons.ts';
import { isRecord, pointerTo, U8, UNKNOWN } from '../ctypes/ctypes.ts';
import type { CType, RecordType } from '../ctypes/types.ts';
import { memberOf, unknownMember } from '../declare/structs.ts';
import type { At } from '../graph.ts';
import type { Binding } from '../unit.ts';
import {
  addressOf,
  emit,
  type Fn,
  newReg,
  notUnderstood,
  pointerAdd,
  setReg,
  type Value,
} from './builder.ts';
import { asIndex, type Place } from './convert.ts';

export type LocalBinding = Extract<Binding, { b: 'reg' | 'mem' }>;

/** The place of a local variable. */
export function placeOfLocal(fn: Fn, binding: LocalBinding, at: At): Place {
  const { type, volatile } = binding;
  if (binding.b === 'reg') return { p: 'reg', reg: binding.reg, type, volatile };
  const ptr = addressOf(fn, { kind: 'local', index: binding.local }, pointerTo(type), at);
  return { p: 'mem', ptr, type, volatile };
}

/** The place of a variable. */
export function placeOfBinding(fn: Fn, binding: Binding, at: At): Place | undefined {
  switch (binding.b) {
    case 'reg':
    case 'mem':
      return placeOfLocal(fn, binding, at);
    case 'global': {
      const ptr = addressOf(fn, { kind: 'global', name: binding.name }, pointerTo(binding.type), at);
      return { p: 'mem', ptr, type: binding.type, volatile: binding.volatile };
    }
    case 'func': {
      const ptr = addressOf(fn, { kind: 'function', name: binding.name }, pointerTo(binding.type), at);
      return { p: 'mem', ptr, type: binding.type, volatile: false };
    }
    default:
      return undefined;
  }
}

/** `*p` of a pointer value. */
export function placeAt(fn: Fn, pointer: Value, at: At): Place {
  if (pointer.type.k === 'ptr') {
    return { p: 'mem', ptr: pointer, type: pointer.type.to, volatile: pointer.type.volatile ?? false };
  }
  if (pointer.type.k === 'unknown') return { p: 'mem', ptr: pointer, type: UNKNOWN, volatile: false };
  return {
    p: 'mem',
    ptr: notUnderstood(fn, pointerTo(U8), at, because('noPointer')),
    type: UNKNOWN,
    volatile: false,
  };
}

/** `base[index]`. */
export function elementPlace(fn: Fn, base: Value, index: Value, at: At, indexAt: At): Place {
  const element: CType = base.type.k === 'ptr' ? base.type.to : UNKNOWN;
  const ptr = pointerAdd(fn, base, asIndex(fn, index, indexAt), element, 1, at);
  return placeAt(fn, ptr, at);
}

/** A value as a place: a record is in memory already, anything else is put into a register. */
export function spill(fn: Fn, value: Value, at: At): Place {
  if (isRecord(value.type)) {
    return {
      p: 'mem',
      ptr: { op: value.op, type: pointerTo(value.type) },
      type: value.type,
      volatile: false,
    };
  }
  if (value.op >= 0) return { p: 'reg', reg: value.op, type: value.type, volatile: false };
  const reg = newReg(fn, value.type);
  setReg(fn, reg, value, at);
  return { p: 'reg', reg, type: value.type, volatile: false };
}

/** `place.name`. */
export function memberPlace(fn: Fn, place: Place, name: string, at: At): Place {
  if (place.p === 'reg' && place.type.k !== 'unknown') {
    return {
      p: 'mem',
      ptr: notUnderstood(fn, pointerTo(UNKNOWN), at, because('noStruct', name)),
      type: UNKNOWN,
      volatile: false,
    };
  }
  const base: Value = place.p === 'mem' ? place.ptr : { op: place.reg, type: UNKNOWN };
  const record = isRecord(place.type) ? place.type : undefined;
  const found = record ? memberOf(fn.unit, record, name) : unknownMember(fn.unit, name);
  if (!found) {
    return {
      p: 'mem',
      ptr: notUnderstood(
        fn,
        pointerTo(UNKNOWN),
        at,
        because('noMember', `${record!.k} ${record!.name}`, name),
      ),
      type: UNKNOWN,
      volatile: false,
    };
  }
  const { field, offset } = found;
  const volatile = place.volatile || (field.volatile ?? false);
  const ptr = fieldAddress(fn, base, record, field.name, offset, field.type, at);
  return { p: 'mem', ptr, type: field.type, volatile, ...(field.bits ? { bits: field.bits } : {}) };
}

/** `&base->name`. */
export function fieldAddress(
  fn: Fn,
  base: Value,
  record: RecordType | undefined,
  name: string,
  offset: number,
  type: CType,
  at: At,
): Value {
  const dst = newReg(fn, pointerTo(type));
  emit(fn, { op: 'field', dst, base: base.op, record: record?.name ?? '?', name, offset, type, at });
  return { op: dst, type: pointerTo(type) };
}
