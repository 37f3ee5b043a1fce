/** Types and prototypes given as C text: the kernel tables. */

import { lookupFunction } from '../../kernel/index.ts';
import type { CNode } from '../../syntax/types.ts';
import { userPrototype } from '../../user/index.ts';
import { UNKNOWN } from '../ctypes/ctypes.ts';
import type { CType, FuncType } from '../ctypes/types.ts';
import { parseDeclaration, parseTypeName } from '../fragments/fragment.ts';
import { type Fn, fileFn } from '../lower/builder.ts';
import { isTypeName, kid, sourceOf, type Unit } from '../unit.ts';
import { declare, readSpecifiers, typeDescriptor } from './specifiers.ts';

/** A context whose source is just this text: for prototypes and field types of the kernel tables. */
function textFn(unit: Unit, text: string): Fn {
  const root: CNode = { type: 'translation_unit', start: 0, end: text.length, field: '', kids: [] };
  return fileFn(unit, sourceOf(unit, { path: '', text, masked: text, root, marks: [], holes: [] }));
}

/** The type that a piece of C text names, or unknown. */
export function typeFromText(unit: Unit, text: string): CType {
  const fn = textFn(unit, text);
  const node = parseTypeName(text, 0, text.length, { isType: (name) => isTypeName(fn.names, name) });
  return node ? typeDescriptor(fn, node).type : UNKNOWN;
}

/** The function type of a prototype given as text. */
function prototypeFromText(unit: Unit, text: string): FuncType | undefined {
  const fn = textFn(unit, text);
  const node = parseDeclaration(text, { isType: (name) => isTypeName(fn.names, name) });
  if (!node) return undefined;
  const declarator = kid(node, 'declarator');
  const declared = declare(fn, declarator, readSpecifiers(fn, node, declarator?.start ?? node.end).qual);
  return declared.type.k === 'func' ? declared.type : undefined;
}

const prototypes = new WeakMap<Unit, Map<string, FuncType | undefined>>();

/** The prototype of a function that no source declares, from the catalogue of its side. */
export function prototypeOf(unit: Unit, name: string): FuncType | undefined {
  const known = prototypes.get(unit) ?? new Map<string, FuncType | undefined>();
  prototypes.set(unit, known);
  if (known.has(name)) return known.get(name);
  const text = unit.side === 'user' ? userPrototype(name) : lookupFunction(name)?.prototype;
  const type = text === undefined ? undefined : prototypeFromText(unit, text);
  known.set(name, type);
  return type;
}
