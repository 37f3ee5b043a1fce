/** kptr slots that are at hand, as bpf_kptr_xchg() takes them: `&value->mask`. */
import type { CType } from '../../../bpf/flow/ctypes/types.ts';
import type { Module } from '../../../bpf/flow/graph.ts';
import { type Cursor, tokenText } from './cursor.ts';
import type { Offer, Offers, Question } from './question.ts';

interface Slot {
  readonly field: string;
  readonly struct: string;
}

/** Declared slots of a record. */
export function slotsIn(type: CType | undefined): Slot[] {
  if (type?.k !== 'struct' && type?.k !== 'union') return [];
  return type.fields.flatMap((field) => {
    const struct = slotStruct(field.type);
    return struct === undefined ? [] : [{ field: field.name, struct }];
  });
}

/** What a `__kptr` pointer points to; undefined: it is none. */
export function slotStruct(type: CType): string | undefined {
  return type.k === 'ptr' && type.tag === 'kptr' && type.to.k === 'struct' ? type.to.name : undefined;
}

/** The struct that a file keeps in its slots: of several, any. */
export function kptrOf(module: Module | undefined): string {
  for (const record of module?.records.values() ?? []) {
    const [slot] = slotsIn(record);
    if (slot) return slot.struct;
  }
  for (const { type } of module?.globals.values() ?? []) {
    const struct = slotStruct(type);
    if (struct !== undefined) return struct;
  }
  return 'bpf_cpumask';
}

const VARIABLE = /\bstruct\s+(\w+)\s*(\*?)\s*(\w+)\s*[=;,)]/g;

/** Expressions at the beginning of the argument; behind an arrow the members are somebody else's to list. */
export function slotsAt(cursor: Cursor, { known, isAlone }: Question): Offers | undefined {
  const { text, count, start, tok, base } = cursor;
  if (!known) return undefined;
  const { module } = known;
  const before = tokenText(cursor, count - 1);
  if (before === '->' || before === '.') return isAlone ? membersAt(cursor, module) : undefined;
  if (before !== '(' && before !== '&') return undefined;
  const found = new Set<string>();
  for (const [, struct, star, name] of text.matchAll(VARIABLE))
    for (const { field } of slotsIn(module.records.get(struct!)))
      found.add(`&${name}${star ? '->' : '.'}${field}`);
  for (const { name, type } of module.globals.values()) {
    if (slotStruct(type) !== undefined) found.add(`&${name}`);
    for (const { field } of slotsIn(type)) found.add(`&${name}.${field}`);
  }
  const at = before === '&' ? base + tok.start[count - 1]! : start;
  return offers(at, [...found]);
}

/** Of the variable in front of the arrow. */
function membersAt(cursor: Cursor, module: Module): Offers | undefined {
  const { text, count, start } = cursor;
  const of = tokenText(cursor, count - 2);
  for (const [, struct, , name] of text.matchAll(VARIABLE))
    if (name === of)
      return offers(
        start,
        slotsIn(module.records.get(struct!)).map(({ field }) => field),
      );
  return undefined;
}

function offers(start: number, labels: readonly string[]): Offers | undefined {
  const items = labels.map((label): Offer => ({ label, kind: 'slot', snippet: label }));
  return items.length === 0 ? undefined : { start, items };
}
