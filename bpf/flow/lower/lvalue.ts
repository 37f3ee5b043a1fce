/** Lvalues: which object an expression designates. */

import type { CNode } from '../../syntax/types.ts';
import { pointerTo } from '../ctypes/ctypes.ts';
import type { CType } from '../ctypes/types.ts';
import { typeDescriptor } from '../declare/specifiers.ts';
import type { At } from '../graph.ts';
import { firstKid, kid, lookup, textOf } from '../unit.ts';
import { isTooMuch } from '../work.ts';
import { addressOf, atOf, type Fn, spanAt, type Value } from './builder.ts';
import { newLocal } from './control/scopes.ts';
import { loadPlace, type Place } from './convert.ts';
import { initialise } from './initialiser.ts';
import { macroString, stringOf } from './literal.ts';
import { lowerDiscard, lowerExpr } from './lowering.ts';
import { elementPlace, memberPlace, placeAt, placeOfBinding, spill } from './place.ts';

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
  if (fn.name === '' && fn.unit.side === 'user') return staticLiteral(fn, type, list, at);
  return initialise(fn, type, list, at, (whole) => newLocal(fn, '', whole, at));
}

/** Outside of functions a compound literal is an object that lives as long as the program (C11 6.5.2.5). */
function staticLiteral(fn: Fn, type: CType, list: CNode, at: At): Place {
  const name = `literal ${list.start}`;
  const declared = { name, nameNode: undefined, type, constant: false, volatile: false, params: undefined };
  const global = { name, declared: { ...declared, qual: { type } }, declaration: list, declarator: list };
  const storage = new Set(['static']);
  const binding = fn.unit.lowering.global(fn, { ...global, storage, value: list });
  const ptr = addressOf(fn, { kind: 'global', name }, pointerTo(binding.type), at);
  return { p: 'mem', ptr, type: binding.type, volatile: false };
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

/** The value of an expression that designates an object. */
export function loadNode(fn: Fn, node: CNode): Value | undefined {
  const place = lowerPlace(fn, node);
  return place && loadPlace(fn, place, atOf(fn, node));
}
