/** BPF map definitions: `struct { __uint(type, …); __type(key, …); } name SEC(".maps");` */

import { marksOf } from '../../syntax/mask/marks.ts';
import type { CNode, Mark, Span } from '../../syntax/types.ts';
import { U8 } from '../ctypes/ctypes.ts';
import type { CType } from '../ctypes/types.ts';
import type { MapInfo } from '../graph.ts';
import type { Fn } from '../lower/builder.ts';
import { evaluate } from '../lower/evaluate.ts';
import { kid } from '../unit.ts';
import { CONSTANTS } from './predeclared.ts';
import { readOriginal, typeDescriptor } from './specifiers.ts';

type MapField = Extract<Mark, { kind: 'map-field' }>;

/** The fields of a map definition, undefined when the declaration is none. */
export function mapFields(fn: Fn, declaration: CNode): MapField[] | undefined {
  return mapFieldsIn(fn, kid(declaration, 'type') ?? declaration);
}

/** The fields of a map definition in a struct's body. */
export function mapFieldsIn(fn: Fn, struct: CNode): MapField[] | undefined {
  const body = kid(struct, 'body');
  if (!body) return undefined;
  const fields = marksOf(fn.source.parsed, body.start, body.end).filter(
    (mark): mark is MapField => mark.kind === 'map-field',
  );
  return fields.length > 0 ? fields : undefined;
}

function textAt(fn: Fn, span: Span | undefined): string {
  return span ? fn.source.parsed.text.slice(span.start, span.end).trim() : '';
}

function numberAt(fn: Fn, span: Span | undefined): number | undefined {
  const read = (node: CNode): bigint | undefined =>
    node.type === 'type_descriptor' ? undefined : evaluate(fn, node)?.value;
  const value = span && readOriginal(fn, span, read);
  return value === undefined ? undefined : Number(BigInt.asUintN(53, value));
}

function typeAt(fn: Fn, span: Span | undefined): CType | undefined {
  const read = (node: CNode): CType | undefined =>
    node.type === 'type_descriptor' ? typeDescriptor(fn, node).type : undefined;
  return span && readOriginal(fn, span, read);
}

const TYPE_NAMES = [...CONSTANTS].filter(([name]) => name.startsWith('BPF_MAP_TYPE_'));

function mapType(fn: Fn, span: Span | undefined): string {
  const text = textAt(fn, span);
  if (text.startsWith('BPF_MAP_TYPE_')) return text;
  const value = numberAt(fn, span);
  return TYPE_NAMES.find(([, known]) => Number(known.value) === value)?.[0] ?? '';
}

/** Reads a map definition. */
export function readMap(fn: Fn, name: string, start: number, fields: readonly MapField[]): MapInfo {
  const found = new Map<string, MapField>();
  for (const field of fields) found.set(textAt(fn, field.args[0]), field);
  const value = (key: string): Span | undefined => found.get(key)?.args[1];
  const sized = (key: string): CType | undefined => {
    const size = numberAt(fn, value(key));
    return size === undefined ? undefined : { k: 'array', of: U8, length: size };
  };
  return {
    name,
    path: fn.source.parsed.path,
    start,
    type: mapType(fn, value('type')),
    key: typeAt(fn, value('key')) ?? sized('key_size'),
    value: typeAt(fn, value('value')) ?? sized('value_size'),
    maxEntries: numberAt(fn, value('max_entries')),
    flags: numberAt(fn, value('map_flags')) ?? 0,
  };
}
