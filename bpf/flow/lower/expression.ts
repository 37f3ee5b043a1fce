/** Expressions to instructions. */

import type { CNode } from '../../syntax/types.ts';
import { because } from '../../words/reasons.ts';
import { alignOf, isRecord, pointerTo, S32, sizeOf, U64, UNKNOWN, VOID } from '../ctypes/ctypes.ts';
import type { CType } from '../ctypes/types.ts';
import { parseSpan, typeDescriptor } from '../declare/specifiers.ts';
import { parseExpression } from '../fragments/fragment.ts';
import { type Binding, firstKid, isTypeName, kid, lookup, textOf } from '../unit.ts';
import { isTooMuch, TOO_MUCH } from '../work.ts';
import { lowerAssignment, lowerUpdate } from './assignment.ts';
import { lowerBinary } from './binary.ts';
import {
  addressOf,
  atOf,
  constant,
  emit,
  enter,
  type Fn,
  newBlock,
  newReg,
  notUnderstood,
  unary,
  type Value,
  voidValue,
} from './builder.ts';
import { lowerAsm } from './builtins/asm.ts';
import { lowerBareName } from './builtins/special-names.ts';
import { lowerVptr } from './builtins/type-macros.ts';
import { lowerCall } from './call.ts';
import { lowerConditional, lowerGeneric } from './choice.ts';
import { logicalValue, lowerCond } from './control/condition.ts';
import { addressOfPlace, convert, promoted } from './convert.ts';
import { typeOfExpression } from './evaluate.ts';
import { lowerChar, lowerNumber, lowerUnknownName } from './literal.ts';
import { lowerDiscard, lowerExpr } from './lowering.ts';
import { loadNode, lowerPlace } from './lvalue.ts';
import { whole } from './repair.ts';
import { lowerStatementExpression } from './statement.ts';

/** See `lowerExpr`. */
export function expressionValue(fn: Fn, node: CNode): Value {
  if (isTooMuch(fn)) return notUnderstood(fn, UNKNOWN, atOf(fn, node), TOO_MUCH);
  return whole(fn, node, (ready) => expression(fn, ready, true));
}

/** See `lowerDiscard`. */
export function expressionEffects(fn: Fn, node: CNode): void {
  if (isTooMuch(fn)) {
    notUnderstood(fn, UNKNOWN, atOf(fn, node), TOO_MUCH);
    return;
  }
  whole(fn, node, (ready) => expression(fn, ready, false));
}

function expression(fn: Fn, node: CNode, wanted: boolean): Value {
  switch (node.type) {
    case 'parenthesized_expression':
      return lowerParenthesized(fn, node, wanted);
    case 'unary_expression':
      return lowerUnary(fn, node);
    case 'pointer_expression':
      return lowerPointer(fn, node);
    case 'update_expression':
    case 'field_expression':
    case 'subscript_expression':
    case 'call_expression':
      return lowerPostfix(fn, node, wanted);
    case 'binary_expression':
      return lowerBinaryNode(fn, node, wanted);
    case 'assignment_expression':
      return lowerAssignment(fn, node, wanted);
    case 'conditional_expression':
      return lowerConditional(fn, node, wanted);
    case 'comma_expression':
      return lowerComma(fn, node, wanted);
    case 'cast_expression':
      return lowerCast(fn, node);
    case 'sizeof_expression':
      return lowerSizeof(fn, node);
    case 'alignof_expression':
      return lowerAlignof(fn, node);
    case 'gnu_asm_expression':
      return lowerAsm(fn, node);
    case 'generic_expression':
      return lowerGeneric(fn, node);
    default:
      return lowerPrimary(fn, node);
  }
}

/** Names and literals, and what is none of C's expressions. */
function lowerPrimary(fn: Fn, node: CNode): Value {
  switch (node.type) {
    case 'identifier':
      return lowerName(fn, node);
    case 'number_literal':
      return lowerNumber(fn, node);
    case 'char_literal':
      return lowerChar(fn, node);
    case 'true':
    case 'false':
      return constant(fn, node.type === 'true' ? 1n : 0n, S32);
    case 'null':
      if (lookup(fn.names, textOf(fn.source, node))) return lowerName(fn, node);
      return constant(fn, 0n, { k: 'ptr', to: VOID });
    case 'string_literal':
    case 'concatenated_string':
    case 'compound_literal_expression':
      return loadNode(fn, node) ?? notUnderstood(fn, UNKNOWN, atOf(fn, node), because('unreadExpression'));
    case 'initializer_list':
    case 'extension_expression': {
      const inner = firstKid(node);
      return inner ? lowerExpr(fn, inner) : constant(fn, 0n, S32);
    }
    default:
      return lowerUnparsed(fn, node);
  }
}

/** What the grammar could not read is tried once more with knowledge of the types. */
function lowerUnparsed(fn: Fn, node: CNode): Value {
  const { masked } = fn.source.parsed;
  const again =
    node.end - node.start > 10_000
      ? undefined
      : parseExpression(masked, node.start, node.end, { isType: (name) => isTypeName(fn.names, name) });
  if (again && again.type !== node.type) return lowerExpr(fn, again);
  return notUnderstood(fn, UNKNOWN, atOf(fn, node), because('unreadExpression'));
}

function lowerName(fn: Fn, node: CNode): Value {
  const binding = lookup(fn.names, textOf(fn.source, node));
  if (!binding) return lowerBareName(fn, node) ?? loadNode(fn, node) ?? lowerUnknownName(fn, node);
  const folded = binding.b === 'global' && fn.probes > 0 ? constantGlobal(fn, binding) : undefined;
  if (folded) return folded;
  if (binding.b === 'const') return constant(fn, binding.value, binding.type);
  if (binding.b === 'type') return notUnderstood(fn, UNKNOWN, atOf(fn, node), because('typeForValue'));
  return loadNode(fn, node)!;
}

/** A `const` variable counts as a constant where a constant is asked for, as clang has it. */
function constantGlobal(fn: Fn, binding: Extract<Binding, { b: 'global' }>): Value | undefined {
  if (!binding.constant || binding.volatile || binding.type.k !== 'int') return undefined;
  const initial = fn.unit.globals.get(binding.name)?.initial;
  return initial === undefined ? undefined : constant(fn, initial, binding.type);
}

function lowerParenthesized(fn: Fn, node: CNode, wanted: boolean): Value {
  const vptr = fn.source.vptrEnds.get(node.end);
  const inner = firstKid(node);
  if (!inner) return notUnderstood(fn, UNKNOWN, atOf(fn, node), because('emptyParentheses'));
  if (vptr?.kind === 'special-call') return lowerVptr(fn, vptr, inner);
  if (inner.type === 'compound_statement') return lowerStatementExpression(fn, inner, wanted);
  if (wanted) return lowerExpr(fn, inner);
  lowerDiscard(fn, inner);
  return voidValue(fn);
}

function lowerUnary(fn: Fn, node: CNode): Value {
  const argument = kid(node, 'argument');
  const operator = kid(node, 'operator')?.type;
  const at = atOf(fn, node);
  if (!argument) return notUnderstood(fn, UNKNOWN, at, because('noOperand'));
  const value = lowerExpr(fn, argument);
  if (operator === '!') return unary(fn, 'lnot', value, value.type, at);
  const converted = promoted(fn, value, atOf(fn, argument));
  if (operator === '-') return unary(fn, 'neg', converted, converted.type, at);
  if (operator === '~') return unary(fn, 'not', converted, converted.type, at);
  return converted;
}

function lowerPointer(fn: Fn, node: CNode): Value {
  const argument = kid(node, 'argument');
  const at = atOf(fn, node);
  if (!argument) return notUnderstood(fn, UNKNOWN, at, because('noOperand'));
  if (kid(node, 'operator')?.type === '*')
    return loadNode(fn, node) ?? notUnderstood(fn, UNKNOWN, at, because('dereference'));
  const place = lowerPlace(fn, argument);
  if (place) return addressOfPlace(fn, place, at);
  const name = firstNamed(argument);
  if (name?.type === 'identifier' && !lookup(fn.names, textOf(fn.source, name))) {
    // Declared in a header that was not found: an object of that name.
    return addressOf(fn, { kind: 'global', name: textOf(fn.source, name) }, pointerTo(UNKNOWN), at);
  }
  const value = lowerExpr(fn, argument);
  if (isRecord(value.type)) return { op: value.op, type: pointerTo(value.type) };
  return notUnderstood(fn, pointerTo(value.type), at, because('addressOfValue'));
}

function firstNamed(node: CNode): CNode | undefined {
  let at: CNode | undefined = node;
  for (let steps = 0; at?.type === 'parenthesized_expression' && steps < 50; steps++) at = firstKid(at);
  return at;
}

function lowerPostfix(fn: Fn, node: CNode, wanted: boolean): Value {
  if (node.type === 'call_expression') return lowerCall(fn, node);
  if (node.type === 'update_expression') return lowerUpdate(fn, node, wanted);
  return loadNode(fn, node) ?? notUnderstood(fn, UNKNOWN, atOf(fn, node), because('unreadExpression'));
}

function lowerBinaryNode(fn: Fn, node: CNode, wanted: boolean): Value {
  const operator = kid(node, 'operator')?.type;
  if (operator !== '&&' && operator !== '||') return lowerBinary(fn, node);
  if (wanted) return logicalValue(fn, node);
  const join = newBlock(fn);
  lowerCond(fn, node, join, join);
  enter(fn, join);
  return voidValue(fn);
}

function lowerComma(fn: Fn, node: CNode, wanted: boolean): Value {
  let at: CNode | undefined = node;
  // `a, b, c` nests to the right.
  while (at?.type === 'comma_expression') {
    const left = kid(at, 'left');
    if (left) lowerDiscard(fn, left);
    at = kid(at, 'right');
  }
  if (!at) return voidValue(fn);
  if (wanted) return lowerExpr(fn, at);
  lowerDiscard(fn, at);
  return voidValue(fn);
}

function lowerCast(fn: Fn, node: CNode): Value {
  const typeNode = kid(node, 'type');
  const valueNode = kid(node, 'value');
  const at = atOf(fn, node);
  if (!typeNode || !valueNode) return notUnderstood(fn, UNKNOWN, at, because('unreadCast'));
  const { type } = typeDescriptor(fn, typeNode);
  if (type.k === 'void') {
    lowerDiscard(fn, valueNode);
    return voidValue(fn);
  }
  return convert(fn, lowerExpr(fn, valueNode), type, at, true);
}

/** See `lowerUndecayed`. */
export function undecayedType(fn: Fn, node: CNode): CType {
  return whole(fn, node, (ready) => lowerPlace(fn, ready)?.type ?? lowerExpr(fn, ready).type);
}

/** The type that `sizeof` or `_Alignof` is about. */
function operandType(fn: Fn, node: CNode): CType {
  const typeNode = kid(node, 'type');
  if (typeNode) return typeDescriptor(fn, typeNode).type;
  const valueNode = kid(node, 'value') ?? firstKid(node);
  if (!valueNode) return UNKNOWN;
  if (valueNode.type !== 'parenthesized_expression') return typeOfExpression(fn, valueNode);
  // `sizeof(name)` is parsed as an expression; only the scope tells.
  const inner = parseSpan(fn, { start: valueNode.start + 1, end: valueNode.end - 1 });
  if (inner?.type === 'type_descriptor') return typeDescriptor(fn, inner).type;
  return typeOfExpression(fn, valueNode);
}

/** The bytes of an array of variable length that is named. */
function variableSize(fn: Fn, node: CNode): Value | undefined {
  const inner = firstNamed(kid(node, 'value') ?? node);
  const binding = inner?.type === 'identifier' ? lookup(fn.names, textOf(fn.source, inner)) : undefined;
  return binding?.b === 'reg' && binding.bytes !== undefined ? { op: binding.bytes, type: U64 } : undefined;
}

function lowerSizeof(fn: Fn, node: CNode): Value {
  const variable = variableSize(fn, node);
  if (variable) return variable;
  const type = operandType(fn, node);
  const size = sizeOf(type);
  if (size !== undefined) return constant(fn, BigInt(size), U64);
  if (type.k === 'array' && type.bytes !== undefined) return { op: type.bytes, type: U64 };
  const dst = newReg(fn, U64);
  emit(fn, {
    op: 'havoc',
    dsts: [dst],
    memory: false,
    escapes: [],
    reason: because('unknownSize'),
    at: atOf(fn, node),
  });
  return { op: dst, type: U64 };
}

function lowerAlignof(fn: Fn, node: CNode): Value {
  return constant(fn, BigInt(alignOf(operandType(fn, node))), U64);
}
