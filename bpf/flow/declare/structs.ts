/** Structs, unions and enums: definitions from the tree, and kernel types that no header gives. */

import { KERNEL_RECORDS } from '../../kernel/records/index.ts';
import { marksOf } from '../../syntax/mask/marks.ts';
import type { CNode, Mark } from '../../syntax/types.ts';
import {
  addOpenField,
  type FoundField,
  findField,
  isRecord,
  openRecord,
  S32,
  S64,
  U8,
  U32,
  U64,
  UNKNOWN,
} from '../ctypes/ctypes.ts';
import { layOut, type Member } from '../ctypes/layout.ts';
import type { CType, IntType, RecordType } from '../ctypes/types.ts';
import type { Fn } from '../lower/builder.ts';
import { evaluate, evaluateText } from '../lower/evaluate.ts';
import { kid, lookupTag, textOf, type Unit } from '../unit.ts';
import { contentsIn } from './contents.ts';
import { MORE_KERNEL_FIELDS, OPAQUE_RECORDS } from './predeclared.ts';
import { declare, readSpecifiers } from './specifiers.ts';
import { typeFromText } from './text-types.ts';

/** `task_struct___v2` is `task_struct` to the kernel. */
function withoutFlavour(name: string): string {
  const at = name.indexOf('___');
  return at > 0 ? name.slice(0, at) : name;
}

/** A struct that nothing in the source defines: a kernel type with a known layout, or an open one. */
function kernelRecord(unit: Unit, k: 'struct' | 'union', tag: string): RecordType {
  const name = withoutFlavour(tag);
  const record = openRecord(k, name);
  if (k === 'union') return record;
  if (name === 'cpumask') defineCpumask(unit, record);
  else if (name === 'bpf_cpumask') defineBpfCpumask(unit, record);
  else if (name === 'bpf_raw_tracepoint_args') defineRawArguments(record);
  else if (OPAQUE_RECORDS[name]) {
    const [size, align] = OPAQUE_RECORDS[name]!;
    const unitType = align === 8 ? U64 : U32;
    layOut(
      record,
      [{ name: '__opaque', type: { k: 'array', of: unitType, length: size / unitType.size } }],
      false,
    );
  }
  return record;
}

/** Most arguments of a raw tracepoint (include/linux/bpf.h, MAX_BPF_FUNC_ARGS). */
const RAW_ARGUMENTS = 12;

/** The kernel declares `args[]`: as many as the tracepoint has. */
function defineRawArguments(record: RecordType): void {
  layOut(record, [{ name: 'args', type: { k: 'array', of: U64, length: RAW_ARGUMENTS } }], false);
}

function defineCpumask(unit: Unit, record: RecordType): void {
  layOut(
    record,
    [{ name: 'bits', type: { k: 'array', of: U64, length: Math.ceil(unit.nrCpus / 64) } }],
    false,
  );
}

function defineBpfCpumask(unit: Unit, record: RecordType): void {
  // Records of their own: what the source calls atomic_t stays what it is there.
  const count = openRecord('struct', 'atomic');
  layOut(count, [{ name: 'counter', type: S32 }], false);
  const usage = openRecord('struct', 'refcount_struct');
  layOut(usage, [{ name: 'refs', type: count }], false);
  layOut(
    record,
    [
      { name: 'cpumask', type: recordByName(unit, 'struct', 'cpumask') },
      { name: 'usage', type: usage },
    ],
    false,
  );
}

/** The record of that tag at file scope, made up when nothing defines it. */
export function recordByName(unit: Unit, k: 'struct' | 'union', tag: string): RecordType {
  const key = `${k} ${tag}`;
  const known = unit.root.tags.get(key);
  if (known && isRecord(known)) return known;
  const record = kernelRecord(unit, k, tag);
  unit.root.tags.set(key, record);
  unit.records.set(tag, record);
  return record;
}

/** See `taggedType`. */
export function readTagged(fn: Fn, node: CNode): CType {
  return node.type === 'enum_specifier' ? enumSpecifier(fn, node) : recordSpecifier(fn, node);
}

/** `struct x`, `struct x { … }` or `struct { … }`. */
function recordSpecifier(fn: Fn, node: CNode): RecordType {
  const k = node.type === 'union_specifier' ? 'union' : 'struct';
  const nameNode = kid(node, 'name');
  const body = kid(node, 'body');
  const name = nameNode ? textOf(fn.source, nameNode) : '';
  if (!body) {
    const known = lookupTag(fn.names, `${k} ${name}`);
    return known && isRecord(known) ? known : recordByName(fn.unit, k, name);
  }
  const record = targetRecord(fn, k, name);
  const members = readMembers(fn, body);
  const base = name === withoutFlavour(name) ? undefined : recordByName(fn.unit, k, withoutFlavour(name));
  if (base?.open) flavour(record, base, members);
  else {
    const { packed, align } = recordAttributes(fn, node, body);
    layOut(record, members, packed, align);
  }
  return record;
}

/** The record object that a definition fills: a forward declaration of this scope, else a new one. */
function targetRecord(fn: Fn, k: 'struct' | 'union', name: string): RecordType {
  if (name === '') return openRecord(k, '');
  const key = `${k} ${name}`;
  const known = fn.names.tags.get(key);
  if (known && isRecord(known)) return known;
  const record = openRecord(k, withoutFlavour(name));
  fn.names.tags.set(key, record);
  if (fn.names === fn.unit.root) fn.unit.records.set(name, record);
  return record;
}

/** A CO-RE flavour of a kernel struct: the same fields are at the same (made-up) places. */
function flavour(record: RecordType, base: RecordType, members: readonly Member[]): void {
  record.fields = [];
  for (const member of members) {
    const found = findField(base, member.name) ?? addOpenField(base, member.name, member.type);
    record.fields.push({ name: member.name, type: member.type, offset: found.offset });
  }
}

function readMembers(fn: Fn, body: CNode): Member[] {
  const members: Member[] = [];
  for (const [i, child] of body.kids.entries()) {
    if (child.type === 'field_declaration')
      readField(fn, child, body.kids[i + 1]?.start ?? body.end, members);
  }
  return members;
}

function readField(fn: Fn, node: CNode, end: number, members: Member[]): void {
  const first = node.kids.find((child) => child.field === 'declarator' || child.type === 'bitfield_clause');
  const { qual } = readSpecifiers(fn, node, first?.start ?? node.end);
  if (!first) {
    if (isRecord(qual.type) && qual.type.name === '') members.push({ name: '', type: qual.type });
    return;
  }
  const align = alignment(fn, marksOf(fn.source.parsed, node.start, end));
  const contents = contentsIn(fn, node.start, end);
  for (const [i, child] of node.kids.entries()) {
    const clause = child.type === 'bitfield_clause' ? child : node.kids[i + 1];
    const isUnnamed = child.type === 'bitfield_clause' && node.kids[i - 1]?.field !== 'declarator';
    if (child.field !== 'declarator' && !isUnnamed) continue;
    const declared = declare(fn, isUnnamed ? undefined : child, qual);
    const width = clause?.type === 'bitfield_clause' ? bitWidth(fn, clause) : undefined;
    members.push({
      name: declared.name,
      type: declared.type,
      ...(width === undefined ? {} : { width }),
      ...(align > 1 ? { align } : {}),
      ...(declared.volatile ? { volatile: true } : {}),
      ...contents,
    });
  }
}

function bitWidth(fn: Fn, clause: CNode): number {
  const value = clause.kids[0] && evaluate(fn, clause.kids[0])?.value;
  return value === undefined || value < 0n || value > 64n ? 1 : Number(value);
}

/** Of `aligned` attributes, in bytes; 1: there is none. */
export function alignment(fn: Fn, marks: readonly Mark[]): number {
  let align = 1;
  for (const mark of marks) {
    if (mark.kind !== 'attribute' || !/^(_*aligned_*|__cacheline_aligned)$/.test(mark.name)) continue;
    const value = mark.args === '' ? 16n : (evaluateText(fn, mark.args)?.value ?? 1n);
    if (value > 0n && value <= 0x10000n) align = Math.max(align, Number(value));
  }
  return align;
}

/** `packed` and `aligned` before the body or right behind it. */
function recordAttributes(fn: Fn, node: CNode, body: CNode): { packed: boolean; align: number } {
  const { parsed } = fn.source;
  const marks = [...marksOf(parsed, node.start, body.start)];
  let end = body.end;
  for (const mark of marksOf(parsed, body.end, body.end + 300)) {
    if (parsed.masked.slice(end, mark.start).trim() !== '') break;
    marks.push(mark);
    end = Math.max(end, mark.end);
  }
  const packed = marks.some((mark) => mark.kind === 'attribute' && /^_*packed_*$/.test(mark.name));
  return { packed, align: alignment(fn, marks) };
}

/** `enum x { A, B = 3 }`: declares its constants; without body the type alone. */
function enumSpecifier(fn: Fn, node: CNode): CType {
  const nameNode = kid(node, 'name');
  const body = kid(node, 'body');
  const name = nameNode ? textOf(fn.source, nameNode) : '';
  if (!body) return lookupTag(fn.names, `enum ${name}`) ?? { ...U32, enumName: name };
  const values = readEnumerators(fn, body);
  const base = underlying(fn, node, values);
  const type: IntType = name === '' ? base : { ...base, enumName: name };
  for (const { name: enumerator, value } of values) {
    const fits = value >= -0x80000000n && value <= 0x7fffffffn;
    fn.names.values.set(enumerator, { b: 'const', value, type: fits ? S32 : base });
  }
  if (name !== '') fn.names.tags.set(`enum ${name}`, type);
  return type;
}

function readEnumerators(fn: Fn, body: CNode): { name: string; value: bigint }[] {
  const values: { name: string; value: bigint }[] = [];
  let next = 0n;
  for (const child of body.kids) {
    const nameNode = child.type === 'enumerator' ? kid(child, 'name') : undefined;
    if (!nameNode) continue;
    const valueNode = kid(child, 'value');
    const value = (valueNode && evaluate(fn, valueNode)?.value) ?? next;
    const name = textOf(fn.source, nameNode);
    values.push({ name, value });
    // Later enumerators may use this one.
    const fits = value >= -0x80000000n && value <= 0x7fffffffn;
    fn.names.values.set(name, { b: 'const', value, type: fits ? S32 : value < 0n ? S64 : U64 });
    next = value + 1n;
  }
  return values;
}

function underlying(fn: Fn, node: CNode, values: readonly { value: bigint }[]): IntType {
  const mark = marksOf(fn.source.parsed, node.start, node.end).find(
    (found) => found.kind === 'attribute' && found.name === 'enum-type',
  );
  const given = mark?.kind === 'attribute' ? typeFromText(fn.unit, mark.args) : undefined;
  if (given?.k === 'int') return given;
  let low = 0n;
  let high = 0n;
  for (const { value } of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  const packed = marksOf(fn.source.parsed, node.start, node.end).some(
    (found) => found.kind === 'attribute' && /^_*packed_*$/.test(found.name),
  );
  if (packed && low >= 0n && high <= 0xffn) return U8;
  if (low < 0n) return low >= -0x80000000n && high <= 0x7fffffffn ? S32 : S64;
  return high <= 0xffffffffn ? U32 : U64;
}

/** Stands for a struct that is not known at all: equal names are equal offsets, small enough to stay in their field. */
function anyRecord(unit: Unit): RecordType {
  return recordByName(unit, 'struct', '?');
}

/** The C text of a kernel field's type, if the tables have it. */
function kernelFieldText(struct: string, field: string): string | undefined {
  const own = MORE_KERNEL_FIELDS[struct];
  return KERNEL_RECORDS[struct]?.[field]?.type ?? (own && Object.hasOwn(own, field) ? own[field] : undefined);
}

/** A member of a record, added when the record is open; undefined: a complete record without such a field. */
export function memberOf(unit: Unit, record: RecordType, name: string): FoundField | undefined {
  const found = findField(record, name);
  if (found || !record.open) return found;
  if (record.name !== '' && record.name !== '?') {
    const base = recordByName(unit, record.k, record.name);
    if (base !== record && base.open) return memberOf(unit, base, name);
  }
  const text = kernelFieldText(record.name, name);
  return addOpenField(record, name, text === undefined ? UNKNOWN : typeFromText(unit, text));
}

/** A member of something whose type is not known. */
export function unknownMember(unit: Unit, name: string): FoundField {
  const record = anyRecord(unit);
  const found = findField(record, name);
  if (found) return found;
  const field = { name, type: UNKNOWN, offset: ((record.fields.length * 8) % 1016) + 8 };
  record.fields.push(field);
  return { field, offset: field.offset };
}
