/** Lvalues: which object an expression designates. */

import type { CNode } from '../../syntax/types.ts';
import { isRecord, pointerTo, U8, UNKNOWN } from '../ctypes/ctypes.ts';
import type { CType, RecordType } from '../ctypes/types.ts';
import { typeDescriptor } from '../declare/specifiers.ts';
import { memberOf, unknownMember } from '../declare/structs.ts';
import type { At } from '../graph.ts';
import { type Binding, firstKid, kid, lookup, textOf } from '../unit.ts';
import { isTooMuch } from '../work.ts';
import {
  addressOf,
  atOf,
  emit,
  type Fn,
  newReg,
  notUnderstood,
  pointerAdd,
  setReg,
  spanAt,
  type Value,
} from './builder.ts';
import { asIndex, loadPlace, type Place } from './convert.ts';
import { lowerDiscard, lowerExpr } from './expression.ts';
import { initialise } from './initialiser.ts';
import { macroString, stringOf } from './literal.ts';
import { newLocal } from './scopes.ts';

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

/** The object that an expression designates, or undefined when it is only a value. */
export function lowerPlace(fn: Fn, node: CNode): Place | undefined {
  switch (node.type) {
    case 'null':
    case 'identifier': {
      const binding = lookup(fn.names, textOf(fn.source, node));
      if (binding) return placeOfBinding(fn, binding, atOf(fn, node));
      return macroString(fn, textOf(fn.source, node)) === undefined ? undefined : stringPlace(fn, node);
    }
    case 'parenthesized_expression':
      return parenthesizedPlace(fn, node);
    case 'comma_expression': {
      const left = kid(node, 'left');
      const right = kid(node, 'right');
      if (left) lowerDiscard(fn, left);
      return right && nested(fn, right);
    }
    case 'field_expression':
    case 'subscript_expression': {
      return node.type === 'field_expression' ? fieldPlace(fn, node) : subscriptPlace(fn, node);
    }
    case 'pointer_expression':
      return kid(node, 'operator')?.type === '*' ? dereference(fn, node) : undefined;
    case 'string_literal':
    case 'concatenated_string':
      return stringPlace(fn, node);
    case 'compound_literal_expression':
      return compoundLiteral(fn, node);
    case 'extension_expression': {
      const inner = firstKid(node);
      return inner && nested(fn, inner);
    }
    default:
      return undefined;
  }
}

function nested(fn: Fn, node: CNode): Place | undefined {
  if (isTooMuch(fn)) return undefined;
  fn.depth++;
  const place = lowerPlace(fn, node);
  fn.depth--;
  return place;
}

function parenthesizedPlace(fn: Fn, node: CNode): Place | undefined {
  if (fn.source.vptrEnds.has(node.end)) return undefined;
  const inner = firstKid(node);
  return inner && inner.type !== 'compound_statement' ? nested(fn, inner) : undefined;
}

function stringPlace(fn: Fn, node: CNode): Place {
  const text = stringOf(fn, node);
  const type: CType = { k: 'array', of: { k: 'int', size: 1, signed: true }, length: text.length + 1 };
  const ptr = addressOf(fn, { kind: 'string', text }, pointerTo(type), atOf(fn, node));
  return { p: 'mem', ptr, type, volatile: false };
}

function compoundLiteral(fn: Fn, node: CNode): Place | undefined {
  const typeNode = kid(node, 'type');
  const list = kid(node, 'value');
  if (!typeNode || !list) return undefined;
  const at = atOf(fn, node);
  const { type } = typeDescriptor(fn, typeNode);
  return initialise(fn, type, list, at, (whole) => newLocal(fn, '', whole, at));
}

/** `*p` of a pointer value. */
export function placeAt(fn: Fn, pointer: Value, at: At): Place {
  if (pointer.type.k === 'ptr') {
    return { p: 'mem', ptr: pointer, type: pointer.type.to, volatile: pointer.type.volatile ?? false };
  }
  if (pointer.type.k === 'unknown') return { p: 'mem', ptr: pointer, type: UNKNOWN, volatile: false };
  return {
    p: 'mem',
    ptr: notUnderstood(fn, pointerTo(U8), at, 'what is dereferenced is no pointer'),
    type: UNKNOWN,
    volatile: false,
  };
}

function dereference(fn: Fn, node: CNode): Place | undefined {
  const argument = kid(node, 'argument');
  if (!argument) return undefined;
  const value = lowerExpr(fn, argument);
  return placeAt(fn, value, atOf(fn, node));
}

function subscriptPlace(fn: Fn, node: CNode): Place | undefined {
  const argument = kid(node, 'argument');
  const indexNode = kid(node, 'index');
  if (!argument || !indexNode) return undefined;
  let base = lowerExpr(fn, argument);
  let index = lowerExpr(fn, indexNode);
  if (base.type.k === 'int' && index.type.k === 'ptr') [base, index] = [index, base];
  return elementPlace(fn, base, index, atOf(fn, node), atOf(fn, indexNode));
}

/** `base[index]`. */
export function elementPlace(fn: Fn, base: Value, index: Value, at: At, indexAt: At): Place {
  const element: CType = base.type.k === 'ptr' ? base.type.to : UNKNOWN;
  const ptr = pointerAdd(fn, base, asIndex(fn, index, indexAt), element, 1, at);
  return placeAt(fn, ptr, at);
}

function fieldPlace(fn: Fn, node: CNode): Place | undefined {
  const argument = kid(node, 'argument');
  const fieldNode = kid(node, 'field');
  if (!argument || !fieldNode) return undefined;
  const name = textOf(fn.source, fieldNode);
  const at = atOf(fn, node);
  if (kid(node, 'operator')?.type === '->') {
    const base = lowerExpr(fn, argument);
    return memberPlace(fn, placeAt(fn, base, at), name, at);
  }
  const place =
    nested(fn, argument) ?? spill(fn, lowerExpr(fn, argument), spanAt(fn, argument.start, argument.end));
  return memberPlace(fn, place, name, at);
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
      ptr: notUnderstood(fn, pointerTo(UNKNOWN), at, `'${name}' of something that is no struct`),
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
      ptr: notUnderstood(fn, pointerTo(UNKNOWN), at, `${record!.k} ${record!.name} has no member '${name}'`),
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

/** The value of an expression that designates an object. */
export function loadNode(fn: Fn, node: CNode): Value | undefined {
  const place = lowerPlace(fn, node);
  return place && loadPlace(fn, place, atOf(fn, node));
}
