/** Variables with static storage: what the object file holds. */

import { marksOf } from '../../syntax/mask/marks.ts';
import type { CNode } from '../../syntax/types.ts';
import { isRecord, sizeOf } from '../ctypes/ctypes.ts';
import type { CType } from '../ctypes/types.ts';
import type { GlobalInfo } from '../graph.ts';
import { constOf, type Fn, fileFn, probe, type Value } from '../lower/builder.ts';
import { convert } from '../lower/convert.ts';
import { lowerExpr } from '../lower/expression.ts';
import { completeType } from '../lower/initialiser.ts';
import { stringOf } from '../lower/literal.ts';
import { type Binding, firstKid } from '../unit.ts';
import { type InitItem, isCharArray, stringNode, walkInitialiser } from './initialiser-list.ts';
import type { Declared } from './specifiers.ts';

export interface GlobalDeclaration {
  readonly name: string;
  readonly declared: Declared;
  /** The whole declaration and, in it, the declarator. */
  readonly declaration: CNode;
  readonly declarator: CNode;
  readonly storage: ReadonlySet<string>;
  readonly value: CNode | undefined;
  /** Where attributes before the declaration may start. */
  readonly from?: number;
}

const MAX_IMAGE = 0x4000000;

/** Section named by a mark before or in a declaration. */
export function sectionOf(fn: Fn, from: number, to: number): string {
  const mark = marksOf(fn.source.parsed, from, to).find((found) => found.kind === 'section');
  return mark?.kind === 'section' ? mark.name : '';
}

/** Enters a global (or static local) into the unit and gives what its name means. */
export function declareGlobal(fn: Fn, global: GlobalDeclaration): Binding {
  const { name, declared, declaration, storage, value } = global;
  const { unit, source, names } = fn;
  const type = value ? completeType(fn, declared.type, value) : declared.type;
  const isExtern = storage.has('extern') && !value;
  const known = unit.globals.get(name);
  const binding: Binding = {
    b: 'global',
    name,
    type,
    constant: declared.constant,
    volatile: declared.volatile,
  };
  // A tentative or extern declaration says nothing new about a variable that is defined.
  if (known && !known.isExtern && isExtern) return binding;
  const origin = source.parsed.origin ?? ((offset: number) => offset);
  const context = (): Fn => {
    const inner = fileFn(unit, source);
    inner.names = names;
    return inner;
  };
  let image: Uint8Array | undefined | 'none';
  let scalar: bigint | undefined | 'none' = 'none';
  const info: GlobalInfo = {
    name,
    path: source.parsed.path,
    start: origin(declared.nameNode?.start ?? declaration.start),
    type,
    section: sectionOf(fn, global.from ?? declaration.start, declaration.end),
    isStatic: storage.has('static'),
    isExtern,
    isConst: declared.constant,
    isVolatile: declared.volatile,
    get initial() {
      if (scalar !== 'none') return scalar;
      // Also ends constants that are defined by each other.
      scalar = undefined;
      let found: bigint | undefined | 'none' = 'none';
      try {
        found = isExtern ? undefined : scalarValue(context, type, value);
      } finally {
        // A failure is the failure of everyone who asks, whoever asks first.
        scalar = found;
      }
      return scalar;
    },
    image() {
      if (isExtern) return undefined;
      image ??= imageOf(context(), type, value) ?? 'none';
      return image === 'none' ? undefined : image;
    },
  };
  unit.globals.set(name, info);
  // In order of declaration, so that a long chain of constants is no deep recursion.
  if (declared.constant && !declared.volatile && type.k === 'int') void info.initial;
  return binding;
}

function scalarValue(context: () => Fn, type: CType, value: CNode | undefined): bigint | undefined {
  if (type.k !== 'int' && type.k !== 'ptr') return undefined;
  if (!value) return 0n;
  return constantOf(context(), type, value);
}

/** The value of a static initialiser after conversion to the object's type. */
function constantOf(fn: Fn, type: CType, value: CNode): bigint | undefined {
  const node = value.type === 'initializer_list' ? firstKid(value) : value;
  if (!node) return 0n;
  return probe(fn, () => {
    const found: Value = lowerExpr(fn, node);
    return constOf(fn, convert(fn, found, type, { start: 0, end: 0 }));
  });
}

function imageOf(fn: Fn, type: CType, value: CNode | undefined): Uint8Array | undefined {
  const size = sizeOf(type);
  if (size === undefined || size > MAX_IMAGE) return undefined;
  const bytes = new Uint8Array(size);
  if (!value) return bytes;
  const text = isCharArray(type) ? stringNode(fn, value) : undefined;
  if (text) {
    putString(bytes, 0, size, stringOf(fn, text));
    return bytes;
  }
  if (type.k !== 'array' && !isRecord(type)) {
    const known = constantOf(fn, type, value);
    if (known === undefined) return undefined;
    putNumber(bytes, 0, size, known);
    return bytes;
  }
  if (value.type !== 'initializer_list') return undefined;
  const { items, complete } = walkInitialiser(fn, type, value);
  return complete && items.every((item) => putItem(fn, bytes, item)) ? bytes : undefined;
}

function putNumber(bytes: Uint8Array, offset: number, size: number, value: bigint): void {
  for (let i = 0; i < size && offset + i < bytes.length; i++) {
    bytes[offset + i] = Number((value >> BigInt(8 * i)) & 0xffn);
  }
}

function putString(bytes: Uint8Array, offset: number, size: number, text: string): void {
  bytes.fill(0, offset, Math.min(bytes.length, offset + size));
  for (let i = 0; i < Math.min(size, text.length); i++) bytes[offset + i] = text.charCodeAt(i);
}

function offsetOfItem(item: InitItem): number {
  let offset = 0;
  for (const step of item.path)
    offset += step.s === 'field' ? step.offset : step.index * (sizeOf(step.of) ?? 0);
  return offset;
}

function putItem(fn: Fn, bytes: Uint8Array, item: InitItem): boolean {
  const size = sizeOf(item.type);
  if (size === undefined || item.kind === 'record') return false;
  const start = offsetOfItem(item);
  const text = item.kind === 'string' ? stringOf(fn, item.node) : undefined;
  const value = text === undefined ? constantOf(fn, item.type, item.node) : 0n;
  if (value === undefined) return false;
  for (let i = 0; i < item.count && start + i * size < bytes.length; i++) {
    const offset = start + i * size;
    if (text !== undefined) putString(bytes, offset, size, text);
    else if (item.field?.bits) putBits(bytes, offset, size, item.field.bits, value);
    else putNumber(bytes, offset, size, value);
  }
  return true;
}

function putBits(
  bytes: Uint8Array,
  offset: number,
  size: number,
  bits: { offset: number; width: number },
  value: bigint,
): void {
  let old = 0n;
  for (let i = 0; i < size; i++) old |= BigInt(bytes[offset + i] ?? 0) << BigInt(8 * i);
  const mask = ((1n << BigInt(bits.width)) - 1n) << BigInt(bits.offset);
  putNumber(bytes, offset, size, (old & ~mask) | ((value << BigInt(bits.offset)) & mask));
}
