/** Type specifiers and declarators: tree to types. */

import { marksOf } from '../../syntax/mask/marks.ts';
import type { CNode, Span } from '../../syntax/types.ts';
import { BOOL, decay, F32, F64, F128, intOf, pointerTo, S32, UNKNOWN, VOID } from '../ctypes/ctypes.ts';
import type { CType, FuncType, IntType, PtrTag } from '../ctypes/types.ts';
import { parseTypeOrExpression } from '../fragments/fragment.ts';
import type { Fn } from '../lower/builder.ts';
import { evaluate, typeOfExpression } from '../lower/evaluate.ts';
import { taggedType } from '../lower/lowering.ts';
import { isTypeName, kid, lookup, markAt, type Qual, textOf, unmasked } from '../unit.ts';
import { isTooLong } from '../work.ts';
import { INT_TYPEDEFS } from './predeclared.ts';

const POINTER_TAGS: Readonly<Record<string, PtrTag>> = {
  __kptr: 'kptr',
  __kptr_ref: 'kptr',
  __kptr_untrusted: 'kptr_untrusted',
  __percpu_kptr: 'percpu_kptr',
  __uptr: 'uptr',
  __percpu: 'percpu',
  __rcu: 'rcu',
  __user: 'user',
  __arena: 'arena',
};
const BTF_TAGS: Readonly<Record<string, PtrTag>> = {
  kptr: 'kptr',
  kptr_ref: 'kptr',
  kptr_untrusted: 'kptr_untrusted',
  percpu_kptr: 'percpu_kptr',
  uptr: 'uptr',
  percpu: 'percpu',
  rcu: 'rcu',
  user: 'user',
};

/** The pointer tag that a mark stands for, if any. */
function tagOfMark(mark: { name: string; args: string }): PtrTag | undefined {
  if (mark.name === 'btf_type_tag' || mark.name === '__btf_type_tag')
    return BTF_TAGS[mark.args.replace(/["\s]/g, '')];
  if (mark.name === 'address_space') return 'arena';
  return POINTER_TAGS[mark.name];
}

/** `__kptr_ref`, or what the macro stands for. */
function isOldTag(mark: { name: string; args: string }): boolean {
  return mark.name === '__kptr_ref' || /^"?kptr_ref"?$/.test(mark.args.trim());
}

function hasOldTag(fn: Fn, from: number, to: number): boolean {
  return marksOf(fn.source.parsed, from, to).some((mark) => mark.kind === 'attribute' && isOldTag(mark));
}

function tagBetween(fn: Fn, from: number, to: number): PtrTag | undefined {
  for (const mark of marksOf(fn.source.parsed, from, to)) {
    const tag = mark.kind === 'attribute' ? tagOfMark(mark) : undefined;
    if (tag) return tag;
  }
  return undefined;
}

/** What stands before the declarators of a declaration. */
export interface Specifiers {
  readonly qual: Qual;
  readonly storage: ReadonlySet<string>;
}

/** Reads the specifiers of a declaration, field, parameter or type name. `until`: where the first declarator starts. */
export function readSpecifiers(fn: Fn, node: CNode, until: number): Specifiers {
  const storage = new Set<string>();
  let constant = false;
  let volatile = false;
  let typeNode: CNode | undefined;
  for (const child of node.kids) {
    if (child.field === 'type') typeNode = child;
    if (child.type === 'storage_class_specifier') storage.add(textOf(fn.source, child).trim());
    if (child.type !== 'type_qualifier') continue;
    const word = textOf(fn.source, child);
    constant ||= word.startsWith('const') || word === '__const';
    volatile ||= word.startsWith('volatile');
  }
  const base: Qual = typeNode ? typeSpecifier(fn, typeNode) : { type: S32 };
  const body = typeNode && kid(typeNode, 'body');
  const written =
    tagBetween(fn, node.start, body ? body.start : until) ??
    (body ? tagBetween(fn, body.end, until) : undefined);
  const isOld = written === 'kptr' && hasOldTag(fn, node.start, until);
  const tag = written === 'kptr' ? tagOf(isOld, fn.unit.hasOldTags) : written;
  return {
    qual: {
      type: base.type,
      ...(constant || base.constant ? { constant: true } : {}),
      ...(volatile || base.volatile ? { volatile: true } : {}),
      ...((tag ?? base.tag) ? { tag: tag ?? base.tag } : {}),
      ...(isOld ? { oldTag: true } : {}),
    },
    storage,
  };
}

/** What `__kptr` (`__kptr_ref` if `isOld`) says to a kernel (kernel/bpf/btf.c, btf_find_kptr; 6.4 renamed the tags). */
function tagOf(isOld: boolean, hasOldTags: boolean | undefined): PtrTag | undefined {
  if (hasOldTags === undefined || hasOldTags === isOld) return 'kptr';
  return hasOldTags ? 'kptr_untrusted' : undefined;
}

/** A type specifier node as a type. */
function typeSpecifier(fn: Fn, node: CNode): Qual {
  switch (node.type) {
    case 'primitive_type':
    case 'sized_type_specifier':
      return { type: basicType(fn, node) };
    case 'type_identifier':
    case 'identifier':
      return namedType(fn, textOf(fn.source, node));
    case 'struct_specifier':
    case 'union_specifier': {
      const standIn = markAt(fn.source, node.start, 'special-call');
      if (standIn) return typeofMark(fn, standIn.args[0]);
      return { type: taggedType(fn, node) };
    }
    case 'enum_specifier':
      return { type: taggedType(fn, node) };
    case 'typeof':
      return typeofNode(fn, node.kids[0]);
    case 'macro_type_specifier': {
      const inner = kid(node, 'type');
      return inner ? typeofMark(fn, inner) : { type: UNKNOWN };
    }
    default:
      return { type: UNKNOWN };
  }
}

function typeofNode(fn: Fn, node: CNode | undefined): Qual {
  if (!node) return { type: UNKNOWN };
  if (node.type === 'type_descriptor') return typeDescriptor(fn, node);
  return { type: typeOfExpression(fn, node) };
}

function typeofMark(fn: Fn, span: Span | undefined): Qual {
  return (span && readOriginal(fn, span, (node) => typeofNode(fn, node))) ?? { type: UNKNOWN };
}

/** Parses a stretch that the mask left alone, as a type name or an expression. */
export function parseSpan(fn: Fn, span: Span): CNode | undefined {
  const { masked } = fn.source.parsed;
  if (isTooLong(fn, span.end - span.start)) return undefined;
  return parseTypeOrExpression(masked, span.start, span.end, {
    isType: (name) => isTypeName(fn.names, name),
  });
}

/** The same for a stretch that was blanked: `read` runs with the original text in place of the masked one. */
export function readOriginal<T>(fn: Fn, span: Span, read: (node: CNode) => T): T | undefined {
  const { source, inExpression } = fn;
  fn.source = unmasked(fn.unit, source);
  fn.inExpression = true;
  const node = parseSpan(fn, span);
  const result = node && read(node);
  fn.source = source;
  fn.inExpression = inExpression;
  return result;
}

function namedType(fn: Fn, name: string): Qual {
  const found = lookup(fn.names, name);
  if (found?.b === 'type') return found.qual;
  return { type: UNKNOWN };
}

function basicType(fn: Fn, node: CNode): CType {
  const text = textOf(fn.source, node);
  const words = text
    .replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, ' ')
    .trim()
    .split(/\s+/);
  if (words.includes('void')) return VOID;
  if (words.includes('double')) return words.includes('long') ? F128 : F64;
  if (words.includes('float')) return F32;
  if (words.includes('bool') || words.includes('_Bool')) return BOOL;
  const signed = !words.includes('unsigned');
  if (words.includes('char'))
    return variantOf(fn, intOf(1, signed), words.includes('signed') && 'signed char');
  if (words.includes('short')) return intOf(2, signed);
  if (words.includes('__int128')) return intOf(16, signed);
  if (words.includes('long'))
    return variantOf(
      fn,
      intOf(8, signed),
      words.indexOf('long') !== words.lastIndexOf('long') && 'long long',
    );
  if (words.every((word) => /^(int|signed|unsigned|__signed__|const|volatile)$/.test(word)))
    return intOf(4, signed);
  const name = words.find((word) => !/^(unsigned|signed|const|volatile)$/.test(word)) ?? '';
  const known = INT_TYPEDEFS.get(name);
  if (known) return signed ? known : intOf(known.size, false);
  return namedType(fn, name).type;
}

function variantOf(fn: Fn, type: IntType, variant: IntType['variant'] | false): IntType {
  return variant && fn.unit.side === 'user' ? { ...type, variant } : type;
}

/** What a declarator declares. */
export interface Declared {
  readonly name: string;
  readonly nameNode: CNode | undefined;
  readonly type: CType;
  /** Qualifiers of the object itself. */
  readonly constant: boolean;
  readonly volatile: boolean;
  /** The parameter list, when a function is declared directly. */
  readonly params: CNode | undefined;
  readonly qual: Qual;
}

function pointerOf(qual: Qual): CType {
  const { constant, volatile, tag, oldTag } = qual;
  return pointerTo(qual.type, {
    ...(tag ? { tag } : {}),
    ...(oldTag ? { oldTag } : {}),
    ...(constant ? { constant } : {}),
    ...(volatile ? { volatile } : {}),
  });
}

const MAX_DECLARATORS = 200;

/** Applies a declarator to a base type, from the outside in. */
export function declare(fn: Fn, declarator: CNode | undefined, base: Qual): Declared {
  let qual = base;
  let node = declarator;
  let params: CNode | undefined;
  let nameNode: CNode | undefined;
  for (let steps = 0; node && steps < MAX_DECLARATORS; steps++) {
    const kind = node.type.replace('abstract_', '');
    if (/identifier$|^primitive_type$/.test(kind)) {
      nameNode = node;
      break;
    }
    if (/^(pointer|array|function)_declarator$/.test(kind)) {
      params = kind === 'function_declarator' ? kid(node, 'parameters') : undefined;
      qual = derived(fn, kind, node, qual);
    }
    node =
      kid(node, 'declarator') ??
      (/^(parenthesized|attributed)_declarator$/.test(kind) ? innerDeclarator(node) : undefined);
  }
  return {
    name: nameNode ? textOf(fn.source, nameNode) : '',
    nameNode,
    type: qual.type,
    constant: qual.constant ?? false,
    volatile: qual.volatile ?? false,
    params,
    qual,
  };
}

/** The type that one pointer, array or function declarator makes of another. */
function derived(fn: Fn, kind: string, node: CNode, qual: Qual): Qual {
  if (kind === 'function_declarator') return { type: functionType(fn, qual.type, kid(node, 'parameters')) };
  if (kind === 'pointer_declarator') {
    const words = node.kids
      .filter((child) => child.type === 'type_qualifier')
      .map((child) => textOf(fn.source, child));
    return {
      type: pointerOf(qual),
      ...(words.includes('const') ? { constant: true } : {}),
      ...(words.includes('volatile') ? { volatile: true } : {}),
    };
  }
  const { tag: _tag, oldTag: _oldTag, ...rest } = qual;
  const length = arrayLength(fn, node);
  const isUnknown = length === undefined && kid(node, 'size') !== undefined;
  return {
    ...rest,
    type: { k: 'array', of: qual.type, length, ...(isUnknown ? { unknownLength: true } : {}) },
  };
}

function innerDeclarator(node: CNode): CNode | undefined {
  return node.kids.find((child) => child.type !== 'comment' && child.type !== 'ms_call_modifier');
}

function arrayLength(fn: Fn, node: CNode): number | undefined {
  const size = kid(node, 'size');
  const value = size && size.type !== '*' ? evaluate(fn, size)?.value : undefined;
  return value === undefined || value < 0n || value > 0xffffffffn ? undefined : Number(value);
}

export interface ParamInfo {
  readonly name: string;
  readonly type: CType;
  readonly tags: readonly string[];
  readonly node: CNode;
}

/** Parameters with their types after decay; `(void)` has none. */
export function readParams(fn: Fn, list: CNode | undefined): { params: ParamInfo[]; variadic: boolean } {
  const params: ParamInfo[] = [];
  let variadic = false;
  for (const [i, child] of (list?.kids ?? []).entries()) {
    if (child.type === 'variadic_parameter') variadic = true;
    if (child.type === 'identifier')
      params.push({ name: textOf(fn.source, child), type: UNKNOWN, tags: [], node: child });
    if (child.type !== 'parameter_declaration') continue;
    const declarator = kid(child, 'declarator');
    const { qual } = readSpecifiers(fn, child, declarator?.start ?? child.end);
    const declared = declare(fn, declarator, qual);
    if (!declarator && qual.type.k === 'void') continue;
    const end = list!.kids[i + 1]?.start ?? list!.end;
    params.push({
      name: declared.name,
      type: decay(declared.type),
      tags: argTags(fn, child.start, end),
      node: child,
    });
  }
  return { params, variadic };
}

function argTags(fn: Fn, from: number, to: number): string[] {
  const tags: string[] = [];
  for (const mark of marksOf(fn.source.parsed, from, to)) {
    if (mark.kind !== 'attribute') continue;
    if (mark.name.startsWith('__arg')) tags.push(mark.name);
    const declTag = /^"?arg:(\w+)"?$/.exec(mark.args);
    if (mark.name === 'btf_decl_tag' && declTag) tags.push(`__arg_${declTag[1]}`);
  }
  return tags;
}

function functionType(fn: Fn, result: CType, list: CNode | undefined): FuncType {
  const { params, variadic } = readParams(fn, list);
  return { k: 'func', result, params: params.map((param) => param.type), variadic };
}

/** A type name (`struct x *`): specifiers and an abstract declarator. */
export function typeDescriptor(fn: Fn, node: CNode): Qual {
  const declarator = kid(node, 'declarator');
  const { qual } = readSpecifiers(fn, node, declarator?.start ?? node.end);
  return declarator ? declare(fn, declarator, qual).qual : qual;
}
