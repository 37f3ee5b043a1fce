/** Declarations inside functions. */

import { marksBefore, marksOf } from '../../syntax/mask/marks.ts';
import type { CNode, Mark } from '../../syntax/types.ts';
import { because } from '../../words/reasons.ts';
import { decay, isRecord, isScalar, pointerTo, S32, sizeOf, U64 } from '../ctypes/ctypes.ts';
import type { ArrayType, CType, FuncType } from '../ctypes/types.ts';
import { declareGlobal } from '../declare/globals.ts';
import { type Declared, declare, readSpecifiers } from '../declare/specifiers.ts';
import { alignment } from '../declare/structs.ts';
import type { At } from '../graph.ts';
import { firstKid, kid, textOf } from '../unit.ts';
import { atOf, binary, constant, emit, type Fn, giveUp, newReg, setReg, type Value } from './builder.ts';
import { isPlainRelease, pushCleanupMark } from './control/cleanup.ts';
import { newLocal } from './control/scopes.ts';
import { assign, convert } from './convert.ts';
import { callWith } from './emit-call.ts';
import { typeOfExpression } from './evaluate.ts';
import { completeType, initialiseAt } from './initialiser.ts';
import { lowerExpr } from './lowering.ts';
import { type LocalBinding, placeOfLocal } from './place.ts';

/** `typedef T x;` in any scope. */
export function lowerTypedef(fn: Fn, node: CNode): void {
  const declarators = node.kids.filter((child) => child.field === 'declarator');
  const { qual } = readSpecifiers(fn, node, declarators[0]?.start ?? node.end);
  for (const declarator of declarators) {
    const declared = declare(fn, declarator, qual);
    if (declared.name !== '') fn.names.values.set(declared.name, { b: 'type', qual: declared.qual });
  }
}

/** `T a = 1, *b;` */
export function lowerDeclaration(fn: Fn, node: CNode): void {
  const declarators = node.kids.filter((child) => child.field === 'declarator');
  const { qual, storage } = readSpecifiers(fn, node, declarators[0]?.start ?? node.end);
  const isAuto = qual.type.k === 'unknown' && autoType(fn, node);
  // An attribute before the first name is one of every variable.
  const leading = [
    ...marksBefore(fn.source.parsed, node.start),
    ...marksOf(fn.source.parsed, node.start, declarators[0]?.start ?? node.end),
  ];
  for (const [i, child] of declarators.entries()) {
    const value = child.type === 'init_declarator' ? kid(child, 'value') : undefined;
    const declarator = child.type === 'init_declarator' ? kid(child, 'declarator') : child;
    if (!declarator) continue;
    const base = isAuto && value ? { ...qual, type: decay(typeOfExpression(fn, value)) } : qual;
    const declared = declare(fn, declarator, base);
    if (declared.name === '') continue;
    if (storage.has('typedef')) fn.names.values.set(declared.name, { b: 'type', qual: declared.qual });
    else if (declared.type.k === 'func') {
      fn.names.values.set(declared.name, { b: 'func', name: declared.name, type: declared.type });
    } else if (storage.has('static') || storage.has('extern'))
      staticLocal(fn, node, child, declared, storage, value);
    else
      lowerVariable(fn, declared, declarator, value, [
        ...leading,
        ...marksOf(fn.source.parsed, declarator.start, value?.start ?? declarators[i + 1]?.start ?? node.end),
      ]);
  }
}

function autoType(fn: Fn, node: CNode): boolean {
  const type = kid(node, 'type');
  return type !== undefined && textOf(fn.source, type) === '__auto_type';
}

/** A static local is a global under a name of its own; an extern one is the global. */
function staticLocal(
  fn: Fn,
  node: CNode,
  declarator: CNode,
  declared: Declared,
  storage: ReadonlySet<string>,
  value: CNode | undefined,
): void {
  const isExtern = storage.has('extern');
  const plain = `${fn.name}.${declared.name}`;
  const count = fn.unit.statics.get(plain) ?? 0;
  if (!isExtern) fn.unit.statics.set(plain, count + 1);
  const name = isExtern ? declared.name : count === 0 ? plain : `${plain}.${count + 1}`;
  const binding = declareGlobal(fn, { name, declared, declaration: node, declarator, storage, value });
  fn.names.values.set(declared.name, binding);
}

function lowerVariable(
  fn: Fn,
  declared: Declared,
  declarator: CNode,
  value: CNode | undefined,
  marks: readonly Mark[],
): void {
  const at = declared.nameNode ? atOf(fn, declared.nameNode) : atOf(fn, declarator);
  const cleanup = marks.find((mark) => mark.kind === 'cleanup');
  const mark = cleanup?.kind === 'cleanup' ? cleanup : undefined;
  const given = value ? completeType(fn, declared.type, value) : declared.type;
  const type = fn.unit.hasVariableArrays ? pointerToVariable(fn, given, declarator, at) : given;
  if (fn.unit.hasVariableArrays && !value && isVariable(type))
    return lowerVariableArray(fn, declared, declarator, at);
  const isRegister = isScalar(type) && !fn.addressTaken.has(declared.name) && (!mark || isPlainRelease(mark));
  const binding: LocalBinding = isRegister
    ? { b: 'reg', reg: newReg(fn, type, declared.name, at), type, volatile: declared.volatile }
    : {
        b: 'mem',
        local: newLocal(fn, declared.name, type, at, alignment(fn, marks)),
        type,
        volatile: declared.volatile,
      };
  fn.names.values.set(declared.name, binding);
  if (type.k === 'array' && type.length === undefined) giveUp(fn, because('variableLength'));
  if (value) initialiseLocal(fn, binding, value, declarator);
  else if (binding.b === 'reg') emit(fn, { op: 'undef', dst: binding.reg, at });
  if (mark) pushCleanupMark(fn, mark, binding, declared.name);
}

const isVariable = (type: CType): type is ArrayType =>
  type.k === 'array' && (type.unknownLength === true || isVariable(type.of));

interface Sized {
  readonly type: CType;
  readonly bytes: Value;
}

/** The lengths between brackets, outermost first, and what they are written after. */
function lengthsOf(declarator: CNode): { readonly lengths: readonly CNode[]; readonly named: CNode } {
  const lengths: CNode[] = [];
  let named = declarator;
  while (named.type === 'array_declarator') {
    const [size, inner] = [kid(named, 'size'), kid(named, 'declarator')];
    if (!inner) break;
    if (size) lengths.unshift(size);
    named = inner;
  }
  return { lengths, named };
}

/** Works out how many bytes a type has whose lengths a run decides. */
function sized(fn: Fn, type: CType, lengths: readonly CNode[], at: At): Sized | undefined {
  if (type.k !== 'array' || !isVariable(type)) {
    const size = sizeOf(type);
    return size === undefined ? undefined : { type, bytes: constant(fn, BigInt(size), U64) };
  }
  const [length, ...rest] = lengths;
  const each = sized(fn, type.of, rest, at);
  if (!each || !length) return undefined;
  const count = convert(fn, lowerExpr(fn, length), U64, at);
  const kept = newReg(fn, U64);
  setReg(fn, kept, binary(fn, 'mul', count, each.bytes, U64, at), at);
  return { type: { ...type, of: each.type, bytes: kept }, bytes: { op: kept, type: U64 } };
}

/** `T (*p)[n]`: the same type with what it needs to be stepped over. */
function pointerToVariable(fn: Fn, type: CType, declarator: CNode, at: At): CType {
  if (type.k !== 'ptr' || !isVariable(type.to)) return type;
  const { lengths, named } = lengthsOf(declarator);
  const isPlain = named.type === 'parenthesized_declarator' && firstKid(named)?.type === 'pointer_declarator';
  const made = isPlain ? sized(fn, type.to, lengths, at) : undefined;
  return made ? { ...type, to: made.type } : type;
}

/** `T a[n];`: memory that lasts as long as the function, and a variable that points to it. */
function lowerVariableArray(fn: Fn, declared: Declared, declarator: CNode, at: At): void {
  const { name } = declared;
  const { lengths, named } = lengthsOf(declarator);
  const made = named.type === 'identifier' ? sized(fn, declared.type, lengths, at) : undefined;
  if (made?.type.k !== 'array') return giveUp(fn, because('variableLength'));
  const { type } = made;
  const kept = made.bytes.op;
  const pointer = pointerTo(type.of);
  const call: FuncType = { k: 'func', result: pointer, params: [U64], variadic: false };
  const memory = callWith(fn, '__builtin_alloca', call, [made.bytes], [at], at);
  const reg = newReg(fn, pointer, name, at);
  setReg(fn, reg, memory, at);
  fn.names.values.set(name, { b: 'reg', reg, type: pointer, volatile: declared.volatile, bytes: kept });
}

function initialiseLocal(fn: Fn, binding: LocalBinding, value: CNode, declarator: CNode): void {
  const at = { start: atOf(fn, declarator).start, end: atOf(fn, value).end };
  const isAggregate = isRecord(binding.type) || binding.type.k === 'array';
  if (isAggregate) {
    initialiseAt(fn, placeOfLocal(fn, binding, at), value, at);
    return;
  }
  const inner = value.type === 'initializer_list' ? firstKid(value) : value;
  const found: Value = inner ? lowerExpr(fn, inner) : constant(fn, 0n, S32);
  assign(fn, placeOfLocal(fn, binding, at), found, at);
}
