/** Initialisers of locals and compound literals to instructions. */

import type { CNode } from '../../syntax/types.ts';
import { because } from '../../words/reasons.ts';
import { isRecord, pointerTo, S8, S64, sizeOf, strideOf } from '../ctypes/ctypes.ts';
import type { CType } from '../ctypes/types.ts';
import {
  type InitItem,
  isCharArray,
  type Step,
  stringNode,
  walkInitialiser,
} from '../declare/initialiser-list.ts';
import type { At } from '../graph.ts';
import {
  addressOf,
  atOf,
  constant,
  constOf,
  emit,
  type Fn,
  giveUp,
  pointerAdd,
  type Value,
} from './builder.ts';
import { convert, type Place, storePlace } from './convert.ts';
import { stringOf } from './literal.ts';
import { lowerExpr } from './lowering.ts';
import { fieldAddress } from './place.ts';

/** The object's type once an array without length has got it from its initialiser. */
export function completeType(fn: Fn, type: CType, value: CNode): CType {
  if (type.k !== 'array' || type.length !== undefined) return type;
  const text = isCharArray(type) ? stringNode(fn, value) : undefined;
  if (text) return { ...type, length: stringOf(fn, text).length + 1 };
  if (value.type !== 'initializer_list') return type;
  return { ...type, length: walkInitialiser(fn, type, value).length };
}

/** Makes an object with `create` and initialises it from a list, string or expression. */
export function initialise(
  fn: Fn,
  declared: CType,
  value: CNode,
  at: At,
  create: (type: CType) => number,
): Place {
  const type = completeType(fn, declared, value);
  const local = create(type);
  const place = (): Place => {
    const ptr = addressOf(fn, { kind: 'local', index: local }, pointerTo(type), at);
    return { p: 'mem', ptr, type, volatile: false };
  };
  const target = place();
  initialiseAt(fn, target, value, at);
  return target;
}

/** Initialises memory whose contents are indeterminate. */
export function initialiseAt(fn: Fn, place: Place, value: CNode, at: At): void {
  const { type } = place;
  if (place.p !== 'mem') return;
  const text = isCharArray(type) ? stringNode(fn, value) : undefined;
  const isAggregate = type.k === 'array' || isRecord(type);
  if (text) {
    emit(fn, { op: 'zero', ptr: place.ptr.op, size: strideOf(type), at });
    copyString(fn, place.ptr, type, text, at);
  } else if (value.type === 'initializer_list' && isAggregate) initialiseList(fn, place.ptr, type, value, at);
  else {
    const found = lowerExpr(fn, value);
    storePlace(fn, place, convert(fn, found, type, at), at);
  }
}

function copyString(fn: Fn, ptr: Value, type: CType, node: CNode, at: At): void {
  const text = stringOf(fn, node);
  const from: CType = { k: 'array', of: S8, length: text.length + 1 };
  const source = addressOf(fn, { kind: 'string', text }, pointerTo(from), atOf(fn, node));
  const size = Math.min(sizeOf(type) ?? text.length + 1, text.length + 1);
  if (size > 0)
    emit(fn, { op: 'copy', dst: ptr.op, src: source.op, size, type: { ...from, length: size }, at });
}

function initialiseList(fn: Fn, ptr: Value, type: CType, list: CNode, at: At): void {
  emit(fn, { op: 'zero', ptr: ptr.op, size: strideOf(type), at });
  const { items, complete } = walkInitialiser(fn, type, list);
  const stores = items.reduce((sum, item) => sum + item.count, 0);
  if (!complete || stores > MAX_STORES) return tooLarge(fn, at);
  // The whole object was zeroed: zeroes need no store, unless they overwrite something.
  const overlaps = items.some((item) => item.count > 1 || item.kind === 'record') || hasRepeats(items);
  for (const item of items) initialiseItem(fn, ptr, item, !overlaps);
}

function hasRepeats(items: readonly InitItem[]): boolean {
  const seen = new Set<string>();
  for (const item of items) {
    const key = item.path
      .map((step) => (step.s === 'field' ? `.${step.offset}:${step.field.name}` : `[${step.index}]`))
      .join('');
    if (seen.has(key)) return true;
    seen.add(key);
  }
  return false;
}

/** Elements beyond which a list is not followed: the stack has room for 512 bytes. */
const MAX_STORES = 1024;

function tooLarge(fn: Fn, at: At): void {
  const reason = because('unreadInitialiser');
  giveUp(fn, reason);
  emit(fn, { op: 'havoc', dsts: [], memory: true, escapes: [], reason, at });
}

function initialiseItem(fn: Fn, base: Value, item: InitItem, skipZero: boolean): void {
  const at = atOf(fn, item.node);
  if (item.kind === 'string') {
    repeat(fn, base, item, at, (ptr) => copyString(fn, ptr, item.type, item.node, at));
    return;
  }
  const value = convert(fn, lowerExpr(fn, item.node), item.type, at);
  if (skipZero && constOf(fn, value) === 0n && item.kind === 'scalar') return;
  repeat(fn, base, item, at, (ptr) => {
    const bits = item.field?.bits;
    storePlace(fn, { p: 'mem', ptr, type: item.type, volatile: false, ...(bits ? { bits } : {}) }, value, at);
  });
}

function repeat(fn: Fn, base: Value, item: InitItem, at: At, store: (ptr: Value) => void): void {
  const last = item.path.at(-1);
  for (let i = 0; i < item.count; i++) {
    const path =
      i === 0 || last?.s !== 'index'
        ? item.path
        : [...item.path.slice(0, -1), { ...last, index: last.index + i }];
    store(addressOfPath(fn, base, path, at));
  }
}

function addressOfPath(fn: Fn, base: Value, path: readonly Step[], at: At): Value {
  let ptr = base;
  for (const step of path) {
    if (step.s === 'field') {
      ptr = fieldAddress(fn, ptr, step.record, step.field.name, step.offset, step.field.type, at);
    } else {
      ptr = pointerAdd(fn, ptr, constant(fn, BigInt(step.index), S64), step.of, 1, at, pointerTo(step.of));
    }
  }
  return ptr;
}
