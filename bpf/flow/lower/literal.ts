/** Literals: numbers, characters, strings, and names that stand for constants. */

import type { CNode } from '../../syntax/types.ts';
import { because } from '../../words/reasons.ts';
import { F64, S32, UNKNOWN, VOID_PTR } from '../ctypes/ctypes.ts';
import { parseFloating } from '../ctypes/floats.ts';
import { parseChar, parseNumber, stringBytes } from '../ctypes/literals.ts';
import type { CType } from '../ctypes/types.ts';
import { lookup, textOf } from '../unit.ts';
import {
  atOf,
  constant,
  type Fn,
  floatConstant,
  notUnderstood,
  unknownValue,
  type Value,
} from './builder.ts';
import { earlierConstant, namedConstant } from './evaluate.ts';

const STRINGS = /^(?:\s*"(?:[^"\\]|\\.)*")+\s*$/;

/** The bytes of an object-like macro that is a string literal (such macros stay names). */
export function macroString(fn: Fn, name: string): string | undefined {
  if (lookup(fn.names, name)) return undefined;
  const macro = fn.unit.macro(name);
  if (!macro || macro.params !== undefined || !STRINGS.test(macro.body)) return undefined;
  const parts = macro.body.match(/"(?:[^"\\]|\\.)*"/g) ?? [];
  return parts.map(stringBytes).join('');
}

/** The bytes of a string literal, of several in a row, or of a macro that is one. */
export function stringOf(fn: Fn, node: CNode): string {
  if (node.type === 'concatenated_string') return node.kids.map((child) => stringOf(fn, child)).join('');
  const text = textOf(fn.source, node);
  if (node.type === 'identifier') return macroString(fn, text) ?? '';
  return node.type === 'string_literal' ? stringBytes(text) : '';
}

export function lowerNumber(fn: Fn, node: CNode): Value {
  const found = parseNumber(textOf(fn.source, node));
  const isLongLong = fn.unit.side === 'user' && /[lL]{2}[uU]?$/.test(textOf(fn.source, node));
  if (found) return constant(fn, found.value, isLongLong ? longLong(found.type) : found.type);
  const float = parseFloating(textOf(fn.source, node));
  if (float && fn.unit.side === 'user') return floatConstant(fn, float.value, float.type);
  if (float) return unknownValue(fn, F64, atOf(fn, node), because('floatingPoint'));
  return notUnderstood(fn, S32, atOf(fn, node), because('unreadNumber'));
}

function longLong(type: CType): CType {
  return type.k === 'int' ? { ...type, variant: 'long long' } : type;
}

export function lowerChar(fn: Fn, node: CNode): Value {
  const found = parseChar(textOf(fn.source, node));
  return found
    ? constant(fn, found.value, found.type)
    : notUnderstood(fn, S32, atOf(fn, node), because('unreadCharacter'));
}

/** A name that no declaration explains: a constant macro, a well-known constant, else unknown. */
export function lowerUnknownName(fn: Fn, node: CNode): Value {
  const name = textOf(fn.source, node);
  if (name === 'NULL' || name === 'nullptr') return constant(fn, 0n, VOID_PTR);
  const found = namedConstant(fn, name) ?? earlierConstant(fn, name, atOf(fn, node).start + fn.base);
  if (found) return constant(fn, found.value, found.type);
  return unknownValue(fn, UNKNOWN, atOf(fn, node), because('undeclared', name));
}
