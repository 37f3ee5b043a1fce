/** Values, objects and memory in few words, as a panel shows them. */
import { sizeOf } from '../../bpf/flow/ctypes/ctypes.ts';
import type { ArrayType, CType, RecordType } from '../../bpf/flow/ctypes/types.ts';
import type { Machine } from '../machine/machine.ts';
import { type Obj, ptrAt, readInt, readString, utf8Text } from '../machine/memory.ts';
import { valueText } from '../machine/names.ts';

const MOST_FIELDS = 6;
/** Of an array of characters. */
const MOST_BYTES = 32;

/** What lies in memory, as its type has it: `{ mask: mask 5, count: 3 }`. */
export function memoryText(m: Machine, obj: Obj, off: number, type: CType, depth = 0): string {
  const size = sizeOf(type);
  if (obj.unknown !== undefined || size === undefined || off + size > obj.size) return '?';
  if (type.k === 'int') return valueText(m, readInt(obj, off, type.size, type.signed), type);
  if (type.k === 'ptr') return valueText(m, ptrAt(obj, off) ?? readInt(obj, off, 8, false), type);
  if (type.k === 'array' && type.of.k === 'int' && type.of.size === 1)
    return JSON.stringify(utf8Text(readString(obj, off, Math.min(size, MOST_BYTES)), size > MOST_BYTES));
  if (depth > 2) return '…';
  if (type.k === 'struct') return `{ ${fieldTexts(m, obj, off, type, depth).join(', ')} }`;
  return type.k === 'array' ? `[${elementTexts(m, obj, off, type, depth).join(', ')}]` : '…';
}

function fieldTexts(m: Machine, obj: Obj, off: number, type: RecordType, depth: number): string[] {
  const shown = type.fields.slice(0, MOST_FIELDS).map((field) => {
    const value = field.bits ? '…' : memoryText(m, obj, off + field.offset, field.type, depth + 1);
    return field.name === '' ? value : `${field.name}: ${value}`;
  });
  return type.fields.length > MOST_FIELDS ? [...shown, '…'] : shown;
}

function elementTexts(m: Machine, obj: Obj, off: number, type: ArrayType, depth: number): string[] {
  const each = sizeOf(type.of) ?? 0;
  const count = Math.min(type.length ?? 0, MOST_FIELDS);
  const shown = Array.from({ length: count }, (_, i) =>
    memoryText(m, obj, off + i * each, type.of, depth + 1),
  );
  return (type.length ?? 0) > MOST_FIELDS ? [...shown, '…'] : shown;
}
