/** C11 6.7.9: which subobject each part of an initialiser list initialises (brace elision, designators, ranges). */

import type { CNode } from '../../syntax/types.ts';
import { findField, isRecord } from '../ctypes/ctypes.ts';
import type { CType, Field, RecordType } from '../ctypes/types.ts';
import type { Fn } from '../lower/builder.ts';
import { evaluate, typeOfExpression } from '../lower/evaluate.ts';
import { macroString } from '../lower/literal.ts';
import { firstKid, kid, textOf } from '../unit.ts';
import { memberOf } from './structs.ts';

/** From an object to a part of it. */
export type Step =
  | { readonly s: 'field'; readonly record: RecordType; readonly field: Field; readonly offset: number }
  | { readonly s: 'index'; readonly index: number; readonly of: CType };

/** One initialised part. `count` neighbours get the same value (`[0 ... 9] = 1`). */
export interface InitItem {
  readonly path: readonly Step[];
  readonly type: CType;
  readonly node: CNode;
  readonly kind: 'scalar' | 'record' | 'string';
  readonly field?: Field;
  readonly count: number;
}

interface Walk {
  readonly fn: Fn;
  readonly items: InitItem[];
  depth: number;
  overflow: boolean;
}

interface Cursor {
  readonly nodes: readonly CNode[];
  at: number;
}

const MAX_ITEMS = 100_000;

/** The parts in order; `length` is that of the outermost array, `complete` whether nothing was left out. */
export function walkInitialiser(
  fn: Fn,
  type: CType,
  list: CNode,
): { items: InitItem[]; length: number; complete: boolean } {
  const walk: Walk = { fn, items: [], depth: 0, overflow: false };
  const length = fill(walk, [], type, { nodes: elements(list), at: 0 }, true);
  return { items: walk.items, length, complete: !walk.overflow };
}

function elements(list: CNode): readonly CNode[] {
  return list.kids.filter((child) => child.type !== 'comment');
}

export function isCharArray(type: CType): boolean {
  return type.k === 'array' && type.of.k === 'int' && type.of.size === 1;
}

/** A string literal, or the name of a macro that is one. */
function isString(fn: Fn, node: CNode): boolean {
  if (node.type === 'string_literal' || node.type === 'concatenated_string') return true;
  return node.type === 'identifier' && macroString(fn, textOf(fn.source, node)) !== undefined;
}

/** A string literal, perhaps in parentheses or braces. */
export function stringNode(fn: Fn, node: CNode | undefined): CNode | undefined {
  let at = node;
  for (let steps = 0; at && steps < 10; steps++) {
    if (isString(fn, at)) return at;
    const isWrapper =
      at.type === 'parenthesized_expression' || (at.type === 'initializer_list' && elements(at).length === 1);
    at = isWrapper ? firstKid(at) : undefined;
  }
  return undefined;
}

function add(walk: Walk, item: InitItem): void {
  if (walk.items.length >= MAX_ITEMS) walk.overflow = true;
  else walk.items.push(item);
}

/** Subobject `index` of an aggregate in declaration order; undefined: there is none. */
function subobject(type: CType, index: number): { step: Step; type: CType; field?: Field } | undefined {
  if (type.k === 'array') {
    if (type.length !== undefined && index >= type.length) return undefined;
    return { step: { s: 'index', index, of: type.of }, type: type.of };
  }
  if (!isRecord(type)) return undefined;
  const field = type.fields[index];
  if (!field || (type.k === 'union' && index > 0)) return undefined;
  return { step: { s: 'field', record: type, field, offset: field.offset }, type: field.type, field };
}

/** Fills an aggregate from a list; gives how many leading elements were touched. */
function fill(walk: Walk, path: readonly Step[], type: CType, cursor: Cursor, braced: boolean): number {
  let index = 0;
  let reached = 0;
  if (++walk.depth > 100) {
    walk.overflow = true;
    cursor.at = cursor.nodes.length;
  }
  while (cursor.at < cursor.nodes.length && !walk.overflow) {
    const node = cursor.nodes[cursor.at]!;
    if (node.type === 'initializer_pair') {
      if (!braced) break;
      cursor.at++;
      index = designated(walk, path, type, node, cursor);
    } else {
      const part = subobject(type, index);
      if (!part) {
        if (!braced) break;
        // Excess elements: compilers warn and drop them.
        cursor.at++;
        continue;
      }
      fillPart(walk, [...path, part.step], part.type, part.field, cursor, 1);
      index++;
    }
    reached = Math.max(reached, index);
  }
  walk.depth--;
  return reached;
}

/** One part from the node at the cursor (or several nodes, where braces are left out). */
function fillPart(
  walk: Walk,
  path: readonly Step[],
  type: CType,
  field: Field | undefined,
  cursor: Cursor,
  count: number,
): void {
  const node = cursor.nodes[cursor.at]!;
  const extra = { ...(field ? { field } : {}), count };
  const isAggregate = type.k === 'array' || isRecord(type);
  if (isCharArray(type) && stringNode(walk.fn, node)) {
    cursor.at++;
    return add(walk, { path, type, node: stringNode(walk.fn, node)!, kind: 'string', ...extra });
  }
  if (node.type === 'initializer_list') {
    cursor.at++;
    const inner = elements(node);
    if (isAggregate) fill(walk, path, type, { nodes: inner, at: 0 }, true);
    else if (inner[0]) add(walk, { path, type, node: inner[0], kind: 'scalar', ...extra });
    return;
  }
  if (!isAggregate || (isRecord(type) && isRecord(typeOfExpression(walk.fn, node)))) {
    cursor.at++;
    return add(walk, { path, type, node, kind: isAggregate ? 'record' : 'scalar', ...extra });
  }
  const before = cursor.at;
  fill(walk, path, type, cursor, false);
  if (cursor.at === before) cursor.at++;
}

/** `.a.b[3] = value`; gives the index of the subobject after the designated one. */
function designated(walk: Walk, path: readonly Step[], type: CType, pair: CNode, rest: Cursor): number {
  const value = kid(pair, 'value');
  let at: CType = type;
  let next = 0;
  let count = 1;
  let field: Field | undefined;
  const steps: Step[] = [...path];
  const designators = pair.kids.filter((child) => child.field === 'designator');
  for (const [i, designator] of designators.entries()) {
    const part = designate(walk.fn, at, designator);
    if (!part) {
      walk.overflow = true;
      return next;
    }
    steps.push(part.step);
    at = part.type;
    field = part.field;
    count = part.count;
    if (i === 0) next = part.next;
  }
  if (!value) return next;
  // Without braces the aggregate takes what follows in the list as well.
  const cursor: Cursor = {
    nodes: [value, ...(isElided(walk.fn, at, value) ? rest.nodes.slice(rest.at) : [])],
    at: 0,
  };
  fillPart(walk, steps, at, field, cursor, count);
  rest.at += Math.max(0, cursor.at - 1);
  return next;
}

function isElided(fn: Fn, type: CType, value: CNode): boolean {
  if (value.type === 'initializer_list' || (isCharArray(type) && stringNode(fn, value))) return false;
  if (type.k === 'array') return true;
  return isRecord(type) && !isRecord(typeOfExpression(fn, value));
}

interface Designated {
  readonly step: Step;
  readonly type: CType;
  readonly field?: Field;
  readonly count: number;
  readonly next: number;
}

function designate(fn: Fn, type: CType, designator: CNode): Designated | undefined {
  if (designator.type === 'field_designator' || designator.type === 'field_identifier') {
    const nameNode = designator.type === 'field_identifier' ? designator : firstKid(designator);
    if (!nameNode || !isRecord(type)) return undefined;
    const name = textOf(fn.source, nameNode);
    const found = memberOf(fn.unit, type, name);
    if (!found) return undefined;
    const holder = type.fields.findIndex(
      (field) =>
        field.name === name || (field.name === '' && isRecord(field.type) && findField(field.type, name)),
    );
    const step: Step = { s: 'field', record: type, field: found.field, offset: found.offset };
    return { step, type: found.field.type, field: found.field, count: 1, next: holder + 1 };
  }
  if (type.k !== 'array') return undefined;
  const isRange = designator.type === 'subscript_range_designator';
  const lowNode = isRange ? kid(designator, 'start') : firstKid(designator);
  const highNode = isRange ? kid(designator, 'end') : lowNode;
  const low = lowNode && evaluate(fn, lowNode)?.value;
  const high = highNode && evaluate(fn, highNode)?.value;
  if (low === undefined || high === undefined || low < 0n || high < low || high > 0xffffffn) return undefined;
  const step: Step = { s: 'index', index: Number(low), of: type.of };
  return { step, type: type.of, count: Number(high - low) + 1, next: Number(high) + 1 };
}
