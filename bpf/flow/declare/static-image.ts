/** What static initialisers put into an object file: bytes, and addresses that the linker fills in. */

import type { CNode } from '../../syntax/types.ts';
import { isRecord, sizeOf } from '../ctypes/ctypes.ts';
import { floatBits } from '../ctypes/floats.ts';
import type { CType } from '../ctypes/types.ts';
import type { Instr, StaticAddress, StaticImage } from '../graph.ts';
import { constOf, type Fn, floatOf, probe, type Value } from '../lower/builder.ts';
import { convert } from '../lower/convert.ts';
import { stringOf } from '../lower/literal.ts';
import { lowerExpr } from '../lower/lowering.ts';
import { firstKid, kid } from '../unit.ts';
import { type InitItem, isCharArray, stringNode, walkInitialiser } from './initialiser-list.ts';

const MAX_IMAGE = 0x4000000;

/** A constant, or an address that is known when the program is linked. */
interface Static {
  readonly value: bigint;
  readonly address?: Address;
}

type Address = Omit<StaticAddress, 'offset'>;

/** The value of a static initialiser after conversion to the object's type. */
export function constantOf(fn: Fn, type: CType, value: CNode): Static | undefined {
  const node = value.type === 'initializer_list' ? firstKid(value) : value;
  if (!node) return { value: 0n };
  return probe(fn, () => {
    const found = convert(fn, lowerExpr(fn, node), type, { start: 0, end: 0 });
    const known = constOf(fn, found);
    if (known !== undefined) return { value: known };
    const float = floatOf(fn, found);
    if (float !== undefined) return { value: bitsOf(float, sizeOf(type) ?? 8) };
    const address = addressOf(fn, found);
    return address && { value: 0n, address };
  });
}

const view = new DataView(new ArrayBuffer(4));

/** A floating value as it lies in memory; of sixteen bytes the first eight are used. */
function bitsOf(value: number, size: number): bigint {
  if (size !== 4) return floatBits(value);
  view.setFloat32(0, value);
  return BigInt(view.getUint32(0));
}

const MOST_INSTRUCTIONS = 200;

/** What a few instructions on addresses come to, when they are nothing else. */
function addressOf(fn: Fn, value: Value): Address | undefined {
  const instrs = fn.blocks.flatMap((block) => block.instrs);
  if (instrs.length > MOST_INSTRUCTIONS || fn.incomplete.length > 0) return undefined;
  const known = new Map<number, Address>();
  for (const instr of instrs) {
    const found = stepOf(fn, known, instr);
    if (found && 'dst' in instr && instr.dst !== undefined) known.set(instr.dst, found);
  }
  return known.get(value.op);
}

function stepOf(fn: Fn, known: ReadonlyMap<number, Address>, instr: Instr): Address | undefined {
  switch (instr.op) {
    case 'addr':
      return instr.of.kind === 'local' ? undefined : { of: instr.of, plus: 0 };
    case 'move':
      return known.get(instr.a);
    case 'cast':
      return instr.to.k === 'ptr' || (instr.to.k === 'int' && instr.to.size === 8)
        ? known.get(instr.a)
        : undefined;
    case 'field':
      return shifted(known.get(instr.base), instr.offset);
    case 'ptradd': {
      const index = constOf(fn, { op: instr.index, type: { k: 'void' } });
      return index === undefined ? undefined : shifted(known.get(instr.base), Number(index) * instr.scale);
    }
    default:
      return undefined;
  }
}

function shifted(address: Address | undefined, by: number): Address | undefined {
  return address && { ...address, plus: address.plus + by };
}

interface Draft {
  readonly bytes: Uint8Array;
  readonly addresses: StaticAddress[];
}

export function imageOf(fn: Fn, type: CType, value: CNode | undefined): StaticImage | undefined {
  const size = sizeOf(type);
  if (size === undefined || size > MAX_IMAGE) return undefined;
  const draft: Draft = { bytes: new Uint8Array(size), addresses: [] };
  if (!value) return draft;
  const text = isCharArray(type) ? stringNode(fn, value) : undefined;
  if (text) {
    putString(draft.bytes, 0, size, stringOf(fn, text));
    return draft;
  }
  if (type.k !== 'array' && !isRecord(type)) {
    const known = constantOf(fn, type, value);
    if (known === undefined) return undefined;
    putStatic(draft, 0, size, known);
    return draft;
  }
  return putList(fn, draft, 0, type, value) ? draft : undefined;
}

const MOST_LITERALS = 20;

/** An aggregate from its list, or from a compound literal. */
function putList(fn: Fn, draft: Draft, at: number, type: CType, value: CNode, depth = 0): boolean {
  if (depth > MOST_LITERALS) return false;
  const inner = value.type === 'parenthesized_expression' ? firstKid(value) : undefined;
  if (inner) return putList(fn, draft, at, type, inner, depth + 1);
  const list = value.type === 'compound_literal_expression' ? kid(value, 'value') : value;
  if (list?.type !== 'initializer_list') return false;
  const { items, complete } = walkInitialiser(fn, type, list);
  return complete && items.every((item) => putItem(fn, draft, at, item, depth));
}

function putStatic(draft: Draft, offset: number, size: number, { value, address }: Static): void {
  if (address) draft.addresses.push({ ...address, offset });
  else putNumber(draft.bytes, offset, size, value);
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

function putItem(fn: Fn, draft: Draft, base: number, item: InitItem, depth: number): boolean {
  const { bytes } = draft;
  const size = sizeOf(item.type) ?? (item.kind === 'string' ? bytes.length : undefined);
  if (size === undefined) return false;
  const start = base + offsetOfItem(item);
  if (item.kind === 'record')
    return item.count === 1 && putList(fn, draft, start, item.type, item.node, depth + 1);
  const text = item.kind === 'string' ? stringOf(fn, item.node) : undefined;
  const known = text === undefined ? constantOf(fn, item.type, item.node) : { value: 0n };
  if (known === undefined) return false;
  for (let i = 0; i < item.count && start + i * size < bytes.length; i++) {
    const offset = start + i * size;
    if (text !== undefined) putString(bytes, offset, size, text);
    else if (item.field?.bits) putBits(bytes, offset, size, item.field.bits, known.value);
    else putStatic(draft, offset, size, known);
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
