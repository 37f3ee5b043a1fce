/** Macros whose arguments are types or member paths: offsetof, container_of, CO-RE questions, MEMBER_VPTR. */

import type { CNode, Mark, Span } from '../../../syntax/types.ts';
import { because } from '../../../words/reasons.ts';
import {
  CHAR_PTR,
  decay,
  isRecord,
  pointerTo,
  S32,
  S64,
  sameType,
  strideOf,
  U8,
  U64,
  UNKNOWN,
  VOID_PTR,
} from '../../ctypes/ctypes.ts';
import type { CType, FuncType } from '../../ctypes/types.ts';
import { parseSpan, readOriginal, typeDescriptor } from '../../declare/specifiers.ts';
import { memberOf } from '../../declare/structs.ts';
import { withField } from '../../fragments/parser-state.ts';
import type { At } from '../../graph.ts';
import { kid } from '../../unit.ts';
import {
  addressOf,
  atOf,
  binary,
  branch,
  constant,
  constOf,
  enter,
  type Fn,
  jump,
  newBlock,
  newReg,
  notUnderstood,
  pointerAdd,
  setReg,
  spanAt,
  unknownValue,
  type Value,
} from '../builder.ts';
import { addressOfPlace, asIndex, convert } from '../convert.ts';
import { argumentNodes, callWith } from '../emit-call.ts';
import { evaluate, typeOfExpression } from '../evaluate.ts';
import { lowerExpr } from '../lowering.ts';
import { lowerPlace } from '../lvalue.ts';

type Special = Extract<Mark, { kind: 'special-call' }>;
type Form = (fn: Fn, node: CNode, mark: Special, at: At) => Value | undefined;

/** The type that an argument names (also `int` for an expression of that type). */
function typeArgument(fn: Fn, span: Span | undefined): CType {
  const read = (node: CNode): CType =>
    node.type === 'type_descriptor' ? typeDescriptor(fn, node).type : typeOfExpression(fn, node);
  return (span && readOriginal(fn, span, read)) ?? UNKNOWN;
}

function spanText(fn: Fn, span: Span | undefined): string {
  return span ? fn.source.parsed.text.slice(span.start, span.end).trim() : '';
}

/** Byte offset of `a.b[2].c` in a type, or undefined when it is not constant. */
function memberOffset(fn: Fn, type: CType, path: string): { offset: number; type: CType } | undefined {
  let offset = 0;
  let at = type;
  const parts = path.matchAll(/\.?\s*([A-Za-z_]\w*)|\[\s*(\w+)\s*\]/g);
  for (const part of parts) {
    if (part[1] !== undefined) {
      const found = isRecord(at) ? memberOf(fn.unit, at, part[1]) : undefined;
      if (!found) return undefined;
      offset += found.offset;
      at = found.field.type;
    } else {
      if (at.k !== 'array' || !/^\d+$/.test(part[2]!)) return undefined;
      offset += Number(part[2]) * strideOf(at.of);
      at = at.of;
    }
  }
  return { offset, type: at };
}

const offsetof: Form = (fn, _node, mark, at) => {
  const type = typeArgument(fn, mark.args[0]);
  const found = memberOffset(fn, type, spanText(fn, mark.args[1]));
  return found
    ? constant(fn, BigInt(found.offset), U64)
    : unknownValue(fn, U64, at, because('unknownOffset'));
};

const containerOf: Form = (fn, node, mark, at) => {
  const pointer = argumentNodes(node)[0];
  const type = typeArgument(fn, mark.args[1]);
  const found = memberOffset(fn, type, spanText(fn, mark.args[2]));
  if (!pointer) return undefined;
  const value = lowerExpr(fn, pointer);
  if (!found) return unknownValue(fn, pointerTo(type), at, because('unknownMember'));
  const offset = constant(fn, BigInt(found.offset), S64);
  const tag = value.type.k === 'ptr' ? value.type.tag : undefined;
  const result = pointerTo(type, tag === 'arena' ? { tag } : {});
  return pointerAdd(fn, value, offset, U8, -1, at, result);
};

const typesCompatible: Form = (fn, _node, mark) => {
  const [a, b] = [typeArgument(fn, mark.args[0]), typeArgument(fn, mark.args[1])];
  return constant(fn, sameType(a, b) ? 1n : 0n, S32);
};

/** A question about the running kernel: the answer is unknown; what was asked goes along as text. */
function query(result: CType): Form {
  return (fn, _node, mark, at) => {
    const argAt = mark.args.map((arg) => spanAt(fn, arg.start, arg.end));
    const values = mark.args.map((arg, i) =>
      addressOf(fn, { kind: 'string', text: spanText(fn, arg) }, CHAR_PTR, argAt[i]!),
    );
    const type: FuncType = { k: 'func', result, params: values.map(() => CHAR_PTR), variadic: false };
    return callWith(fn, mark.name, type, values, argAt, at);
  };
}

/** The type in `bpf_core_type_id_kernel(type)`; any other argument is the type itself. */
function insideTypeId(fn: Fn, { start, end }: Span): Span {
  const text = fn.source.parsed.text.slice(start, end);
  if (!/^\s*bpf_core_type_id_(?:kernel|local)\s*\(/.test(text)) return { start, end };
  return { start: start + text.indexOf('(') + 1, end: start + text.lastIndexOf(')') };
}

const coreCast: Form = (fn, node, mark, at) => {
  const pointer = argumentNodes(node)[0];
  const named = mark.args[1];
  if (!pointer || !named) return undefined;
  const to = typeArgument(fn, insideTypeId(fn, named));
  const result = to.k === 'ptr' || to.k === 'unknown' ? to : pointerTo(to);
  const value = lowerExpr(fn, pointer);
  const type: FuncType = { k: 'func', result, params: [VOID_PTR], variadic: false };
  return callWith(fn, mark.name, type, [value], [atOf(fn, pointer)], at);
};

const objectNew: Form = (fn, _node, mark, at) => {
  const object = typeArgument(fn, mark.args[0]);
  const tag = mark.name === 'bpf_percpu_obj_new' ? ({ tag: 'percpu_kptr' } as const) : {};
  const type: FuncType = { k: 'func', result: pointerTo(object, tag), params: [], variadic: false };
  return callWith(fn, mark.name, type, [], [], at);
};

/** `ARRAY_ELEM_PTR(arr, i, n)`: &arr[i], or NULL when i is not below n. */
const arrayElement: Form = (fn, node, _mark, at) => {
  const [arrayNode, indexNode, lengthNode] = argumentNodes(node);
  if (!arrayNode || !indexNode || !lengthNode) return undefined;
  const base = lowerExpr(fn, arrayNode);
  const index = asIndex(fn, lowerExpr(fn, indexNode), atOf(fn, indexNode));
  const length = convert(fn, lowerExpr(fn, lengthNode), U64, atOf(fn, lengthNode));
  const element = base.type.k === 'ptr' ? base.type.to : UNKNOWN;
  const inRange = binary(fn, 'lt', convert(fn, index, U64, at), length, U64, at);
  return orNull(fn, inRange, pointerTo(element), at, () => pointerAdd(fn, base, index, element, 1, at));
};

/** `test ? pointer() : NULL`. */
function orNull(fn: Fn, test: Value, type: CType, at: At, pointer: () => Value): Value {
  if (constOf(fn, test) === 1n) return pointer();
  const yes = newBlock(fn);
  const no = newBlock(fn);
  const join = newBlock(fn);
  const result = newReg(fn, type);
  branch(fn, test, yes, no, at);
  enter(fn, yes);
  setReg(fn, result, pointer(), at);
  jump(fn, join, at);
  enter(fn, no);
  setReg(fn, result, constant(fn, 0n, type), at);
  jump(fn, join, at);
  enter(fn, join);
  return { op: result, type };
}

/** The indices along `a[i].b[j]` with the lengths of the arrays they index, outermost last. */
function indexedParts(
  fn: Fn,
  node: CNode,
  until: number,
): { index: CNode; length: number | undefined; constantIndex: boolean }[] {
  const parts: { index: CNode; length: number | undefined; constantIndex: boolean }[] = [];
  let at: CNode | undefined = node;
  while (at && at.end > until && parts.length < 20) {
    const argument: CNode | undefined = kid(at, 'argument');
    const index = at.type === 'subscript_expression' ? kid(at, 'index') : undefined;
    if (index && argument) {
      const whole = argument;
      const type = typeOfExpression(fn, whole);
      const length = type.k === 'array' ? type.length : undefined;
      const value = evaluate(fn, index)?.value;
      const isInside = value !== undefined && length !== undefined && value >= 0n && value < BigInt(length);
      parts.push({ index, length, constantIndex: isInside });
    }
    at = argument;
  }
  return parts;
}

/** The path of `*base .a[i]` belongs to the whole base: `(*base).a[i]`. */
function applyPath(fn: Fn, inner: CNode, base: Span | undefined): CNode {
  const parsed = base && parseSpan(fn, base);
  const chain: CNode[] = [];
  let at: CNode | undefined = inner;
  // Prefix operators of the base stand outside of the path in the tree.
  while (at && (at.type === 'pointer_expression' || at.type === 'unary_expression')) at = kid(at, 'argument');
  while (at && base && at.end > base.end && chain.length < 100) {
    chain.push(at);
    at = kid(at, 'argument');
  }
  if (!parsed || parsed.type === 'type_descriptor' || chain.length === 0) return inner;
  let value = withField(parsed, 'argument');
  for (const step of chain.reverse()) {
    const argument = value;
    const kids = step.kids.map((child) => (child.field === 'argument' ? argument : child));
    value = { ...step, start: parsed.start, field: 'argument', kids };
  }
  return value;
}

/**
 * `MEMBER_VPTR(base, path)`: the address of `base path`, or NULL when an index is out of range. The verifier sees one
 * check of the whole offset; for indices that are each in range both agree.
 */
export function lowerVptr(fn: Fn, mark: Special, tree: CNode): Value {
  const at = spanAt(fn, mark.start, mark.end);
  const inner = applyPath(fn, tree, mark.args[0]);
  const type = typeOfExpression(fn, inner);
  const baseEnd = mark.args[0]?.end ?? inner.start;
  const result = newReg(fn, pointerTo(type));
  const out = newBlock(fn);
  const join = newBlock(fn);
  for (const part of indexedParts(fn, inner, baseEnd).reverse()) {
    if (part.constantIndex || part.length === undefined) continue;
    const index = asIndex(fn, lowerExpr(fn, part.index), atOf(fn, part.index));
    const limit = constant(fn, BigInt(part.length), U64);
    const next = newBlock(fn);
    branch(fn, binary(fn, 'lt', convert(fn, index, U64, at), limit, U64, at), next, out, at);
    enter(fn, next);
  }
  const place = lowerPlace(fn, inner);
  const pointer = place
    ? addressOfPlace(fn, place, at)
    : notUnderstood(fn, pointerTo(type), at, because('memberOfValue'));
  setReg(fn, result, pointer, at);
  jump(fn, join, at);
  enter(fn, out);
  setReg(fn, result, constant(fn, 0n, pointerTo(type)), at);
  jump(fn, join, at);
  enter(fn, join);
  return { op: result, type: pointerTo(type) };
}

const nextArgument: Form = (fn, node, mark, at) => {
  const type = decay(typeArgument(fn, mark.args[1]));
  const list = argumentNodes(node)[0];
  if (fn.unit.side !== 'user' || !list) return unknownValue(fn, type, at, because('keyword', 'va_arg'));
  const value = lowerExpr(fn, list);
  const call: FuncType = { k: 'func', result: type, params: [VOID_PTR], variadic: false };
  return callWith(fn, 'va_arg', call, [value], [atOf(fn, list)], at);
};

const FORMS: Readonly<Record<string, Form>> = {
  offsetof,
  __builtin_offsetof: offsetof,
  container_of: containerOf,
  arena_container_of: containerOf,
  __builtin_types_compatible_p: typesCompatible,
  bpf_core_type_exists: query(S32),
  bpf_core_type_matches: query(S32),
  bpf_core_type_size: query(U64),
  bpf_core_type_id_local: query(U64),
  bpf_core_type_id_kernel: query(U64),
  bpf_core_enum_value: query(U64),
  bpf_core_enum_value_exists: query(S32),
  bpf_core_field_size: query(U64),
  bpf_core_field_offset: query(U64),
  bpf_core_field_exists: query(S32),
  bpf_core_cast: coreCast,
  bpf_rdonly_cast: coreCast,
  bpf_obj_new: objectNew,
  bpf_percpu_obj_new: objectNew,
  ARRAY_ELEM_PTR: arrayElement,
  va_arg: nextArgument,
  __builtin_va_arg: nextArgument,
};

export function isSpecialForm(name: string): boolean {
  return Object.hasOwn(FORMS, name);
}

/** A call that a mark explains; undefined: an ordinary call after all. */
export function specialForm(fn: Fn, node: CNode, mark: Special): Value | undefined {
  if (!isSpecialForm(mark.name)) return undefined;
  return FORMS[mark.name]!(fn, node, mark, atOf(fn, node));
}

/** As specialForm for calls without mark (the arguments happen to be expressions). */
export function specialByName(fn: Fn, node: CNode, name: string): Value | undefined {
  if (!isSpecialForm(name)) return undefined;
  const args = argumentNodes(node).map(({ start, end }) => ({ start, end }));
  return FORMS[name]!(
    fn,
    node,
    { kind: 'special-call', start: node.start, end: node.end, name, args },
    atOf(fn, node),
  );
}
