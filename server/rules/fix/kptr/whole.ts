/** A whole struct with a slot in it is written: its fields are, one by one, and the slot with an exchange. */
import type { CType, Field, RecordType } from '../../../../bpf/flow/ctypes/types.ts';
import type { CNode } from '../../../../bpf/syntax/types.ts';
import { words } from '../../../../bpf/words/fixes.ts';
import type { Answer, Candidate, FixContext } from '../candidate.ts';
import type { Code } from '../edits.ts';
import { argumentsOf, kidOf, type Placed, textOf } from '../tree.ts';
import { asRecord, isSlotType, pointedStruct, typeOf } from '../types.ts';
import { bare, exchanges, instead } from './exchange.ts';

/** A struct, and how its fields are reached: `.` or `->` behind it. */
interface Access {
  readonly target: string;
  readonly access: string;
}

/** What is written, and what each of its fields gets. */
interface Whole extends Access {
  readonly cx: FixContext;
  readonly fn: CNode;
  readonly statement: Placed;
  readonly record: RecordType;
  /** The struct that is copied; undefined: zero is written. */
  readonly source: string | undefined;
  /** The call that goes. */
  readonly drops: readonly string[];
}

/** Neither is written by a program: the kernel keeps them when a value is updated. */
const KEPT = /^bpf_(?:spin_lock|timer|wq|res_spin_lock|list_head|rb_root|task_work|refcount)$/;

export function wholeStores(
  cx: FixContext,
  fn: CNode,
  statement: Placed,
  assignment: CNode | undefined,
): readonly Answer[] {
  const whole = assignment
    ? copiedWhole(cx, fn, statement, assignment)
    : (zeroedWhole(cx, fn, statement) ?? copiedByCall(cx, fn, statement));
  if (!whole) return [];
  return [
    { safe: true, ways: withSlots(whole) },
    { safe: false, ways: withoutSlots(whole) },
  ];
}

/** `*v = fresh;` */
function copiedWhole(cx: FixContext, fn: CNode, statement: Placed, assignment: CNode): Whole | undefined {
  const [left, right] = [kidOf(assignment, 'left'), kidOf(assignment, 'right')];
  const record = left && asRecord(typeOf(cx, left));
  if (!left || !right || !record || statement.node.kids[0] !== assignment) return undefined;
  const common = { cx, fn, statement, record, ...accessTo(textOf(cx.file, left)), drops: [] };
  if (right.type === 'compound_literal_expression') {
    const values = kidOf(right, 'value')?.kids ?? [];
    const isZero = values.every((node) => textOf(cx.file, node) === '0');
    return isZero ? { ...common, source: undefined } : undefined;
  }
  if (!/^[\w.>[\]*()-]+$/.test(textOf(cx.file, right)) || right.type === 'call_expression') return undefined;
  const from = accessTo(textOf(cx.file, right));
  return { ...common, source: `${from.target}${from.access}` };
}

/** `memset(v, 0, sizeof(*v));` */
function zeroedWhole(cx: FixContext, fn: CNode, statement: Placed): Whole | undefined {
  const call = statement.node.type === 'expression_statement' ? statement.node.kids[0] : undefined;
  if (call?.type !== 'call_expression') return undefined;
  const name = textOf(cx.file, kidOf(call, 'function')!);
  const [target, value] = argumentsOf(call);
  if (!/^(?:__builtin_)?(?:memset|bzero)$/.test(name) || !target) return undefined;
  if (/memset$/.test(name) && textOf(cx.file, value ?? target) !== '0') return undefined;
  const inner = bare(target);
  const type = typeOf(cx, inner);
  const record = asRecord(type?.k === 'ptr' ? type.to : undefined);
  if (!record) return undefined;
  return {
    cx,
    fn,
    statement,
    record,
    ...accessThrough(textOf(cx.file, inner)),
    source: undefined,
    drops: [name],
  };
}

/** `memcpy(v, &fresh, sizeof(*v));` */
function copiedByCall(cx: FixContext, fn: CNode, statement: Placed): Whole | undefined {
  const call = statement.node.type === 'expression_statement' ? statement.node.kids[0] : undefined;
  if (call?.type !== 'call_expression') return undefined;
  const name = textOf(cx.file, kidOf(call, 'function')!);
  const [to, from] = argumentsOf(call).map(bare);
  if (!/^(?:__builtin_)?mem(?:cpy|move)$/.test(name) || !to || !from) return undefined;
  const type = typeOf(cx, to);
  const record = asRecord(type?.k === 'ptr' ? type.to : undefined);
  if (!record) return undefined;
  const source = accessThrough(textOf(cx.file, from));
  const common = { cx, fn, statement, record, ...accessThrough(textOf(cx.file, to)), drops: [name] };
  return { ...common, source: `${source.target}${source.access}` };
}

function accessTo(text: string): Access {
  const [, pointer] = /^\*\s*(\w.*)$/s.exec(text) ?? [];
  return pointer ? { target: pointer, access: '->' } : { target: text, access: '.' };
}

/** How the fields behind a pointer are reached. */
export function accessThrough(text: string): Access {
  const [, object] = /^&\s*(\w.*)$/s.exec(text) ?? [];
  return object ? { target: object, access: '.' } : { target: text, access: '->' };
}

function isPlain({ type, name }: Field): boolean {
  const isKept = type.k === 'struct' && KEPT.test(type.name);
  return name !== '' && !isKept && !isSlotType(type);
}

/** Slots that an exchange can address: those of nested structs and arrays are not looked for. */
function slotsOf({ record }: Whole): Field[] {
  return record.fields.filter(({ type, name }) => name !== '' && isSlotType(type));
}

function holdsSlot(type: CType): boolean {
  if (type.k === 'array') return holdsSlot(type.of);
  if (type.k === 'struct' || type.k === 'union') return type.fields.some((field) => holdsSlot(field.type));
  return isSlotType(type);
}

/** The lines that write the fields which are no slots; undefined where one of them cannot be written on its own. */
export function plainLines(
  record: RecordType,
  { target, access }: Access,
  source: string | undefined,
): Code | undefined {
  const plain = record.fields.filter(isPlain);
  if (plain.some(({ type, bits }) => holdsSlot(type) || (bits && source === undefined))) return undefined;
  return plain.map(({ name, type }) =>
    lineFor(`${target}${access}${name}`, type, source && `${source}${name}`),
  );
}

function lineFor(to: string, type: CType, from: string | undefined): string {
  const isArray = type.k === 'array';
  if (from !== undefined)
    return isArray ? `__builtin_memcpy(${to}, ${from}, sizeof(${to}));` : `${to} = ${from};`;
  if (isArray || type.k === 'struct' || type.k === 'union')
    return `__builtin_memset(&${to}, 0, sizeof(${to}));`;
  return `${to} = ${type.k === 'ptr' ? 'NULL' : type.k === 'int' && type.bool ? 'false' : '0'};`;
}

/** Slots get what the source holds, or nothing; what was there is released. */
function* withSlots(whole: Whole): Generator<Candidate, void, void> {
  const { cx, fn, statement, target, access, source, drops } = whole;
  const plain = plainLines(whole.record, whole, whole.source);
  const slots = slotsOf(whole);
  if (!plain || slots.length === 0) return;
  const struct = pointedStruct(slots[0]!.type);
  if (slots.some(({ type }) => pointedStruct(type) !== struct)) return;
  const title = source === undefined ? words().exchange.clear(target) : words().exchange.fields(target);
  const each = slots.map(({ name }) => [
    ...exchanges(
      cx,
      fn,
      struct,
      `&${target}${access}${name}`,
      source === undefined ? 'NULL' : `${source}${name}`,
    ),
  ]);
  for (const [i, first] of each[0]!.entries()) {
    const code = [...plain, ...each.flatMap((ways) => ways[i]?.lines ?? [])];
    yield {
      title,
      drops,
      edits: [...first.declares(), ...instead(cx, statement, code)],
    };
  }
}

/** As an update of the map does it: slots stay what they are. */
function* withoutSlots(whole: Whole): Generator<Candidate, void, void> {
  const { cx, statement, target, source, drops } = whole;
  const plain = plainLines(whole.record, whole, whole.source);
  if (!plain || plain.length === 0) return;
  const slots = slotsOf(whole).map(({ name }) => name);
  const title = words().exchange.leave(target, slots.join("', '"), source === undefined);
  yield { title, drops, edits: instead(cx, statement, plain) };
}
