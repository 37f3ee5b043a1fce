/** Where the members of a struct or union lie: the System V ABI for 64-bit little endian. */

import { alignOf, OPEN_FIELD_STRIDE, sizeOf, strideOf } from './ctypes.ts';
import type { Contents, CType, RecordType } from './types.ts';

/** A member before its offset is known. `width`: bit-field. */
export interface Member {
  readonly name: string;
  readonly type: CType;
  readonly width?: number;
  readonly align?: number;
  readonly volatile?: boolean;
  readonly contains?: Contents;
}

interface Layout {
  bit: number;
  align: number;
  size: number;
}

/** Places one bit-field as the System V ABI does: it may not straddle a unit of its declared type. */
function placeBits(record: RecordType, member: Member, at: Layout, packed: boolean): void {
  const unit = (sizeOf(member.type) ?? 4) * 8;
  const width = Math.min(member.width ?? 0, unit);
  if (width === 0) {
    if (record.k === 'struct') at.bit = Math.ceil(at.bit / unit) * unit;
    return;
  }
  const start = record.k === 'union' ? 0 : at.bit;
  const straddles = Math.floor(start / unit) !== Math.floor((start + width - 1) / unit);
  const bit = straddles && !packed ? Math.ceil(start / unit) * unit : start;
  const unitStart = packed && straddles ? Math.floor(bit / 8) * 8 : Math.floor(bit / unit) * unit;
  if (member.name !== '') {
    record.fields.push({
      name: member.name,
      type: member.type,
      offset: unitStart / 8,
      bits: { offset: bit - unitStart, width },
      ...(member.volatile ? { volatile: true } : {}),
    });
    if (!packed) at.align = Math.max(at.align, alignOf(member.type));
  }
  at.bit = bit + width;
  at.size = Math.max(at.size, Math.ceil(at.bit / 8));
}

function placeField(record: RecordType, member: Member, at: Layout, packed: boolean): void {
  const align = Math.max(packed ? 1 : alignOf(member.type), member.align ?? 1);
  const start = record.k === 'union' ? 0 : Math.ceil(at.bit / 8 / align) * align;
  const size =
    sizeOf(member.type) ?? (isFlexible(member.type) ? 0 : Math.max(strideOf(member.type), OPEN_FIELD_STRIDE));
  record.fields.push({
    name: member.name,
    type: member.type,
    offset: start,
    ...(member.volatile ? { volatile: true } : {}),
    ...(member.contains ? { contains: member.contains } : {}),
  });
  at.align = Math.max(at.align, align);
  at.bit = (start + size) * 8;
  at.size = Math.max(at.size, start + size);
}

/** `x[]` at the end of a struct takes no room. */
function isFlexible(type: CType): boolean {
  return type.k === 'array' && type.length === undefined && !type.unknownLength;
}

/** Lays a struct or union out and marks it complete if every member's size is known. `align`: from an `aligned` attribute. */
export function layOut(record: RecordType, members: readonly Member[], packed: boolean, align = 1): void {
  const at: Layout = { bit: 0, align, size: 0 };
  record.fields = [];
  for (const member of members) {
    if (member.width !== undefined) placeBits(record, member, at, packed);
    else placeField(record, member, at, packed);
  }
  record.align = at.align;
  record.size = Math.ceil(at.size / at.align) * at.align;
  record.complete = members.every(({ type }) => sizeOf(type) !== undefined || isFlexible(type));
  record.open = false;
}
