/** Fixes of direct stores to `__kptr` slots: the exchange that was meant, with what was in the slot released. */

import type { KindOf } from '../../../bpf/kernel/faults/index.ts';
import { lookupFunction, returnsAt } from '../../../bpf/kernel/index.ts';
import { endersOf } from '../../../bpf/kernel/releases.ts';
import type { CNode } from '../../../bpf/syntax/types.ts';
import { words } from '../../../bpf/words/fixes.ts';
import type { FaultOf } from '../../analysis/engine/faults.ts';
import type { Answer, Candidate, FixContext, TextEdit } from './candidate.ts';
import { declaredBeside } from './declare.ts';
import { type Code, insertAfter, insertBefore, remove, replace } from './edits.ts';
import {
  addressOf,
  bare,
  declarePointers,
  exchanges,
  instead,
  inTest,
  isNullText,
  named,
} from './exchange.ts';
import { wholeStores } from './kptr-whole.ts';
import { freshName } from './place.ts';
import {
  absolute,
  argumentsOf,
  callsOf,
  chainAt,
  functionAround,
  isStatement,
  kidOf,
  mentions,
  type Placed,
  placed,
  placedIn,
  textOf,
  within,
} from './tree.ts';
import { isSlotType, pointedStruct, typeOf } from './types.ts';

type StoreFault = FaultOf<'kptr-direct-store', KindOf<'kptr-direct-store'>>;

/** An assignment to a slot. */
interface Store {
  readonly cx: FixContext;
  readonly fn: CNode;
  readonly statement: Placed;
  readonly assignment: CNode;
  /** What is assigned to, as it stands there, and its value without casts. */
  readonly slot: string;
  readonly value: CNode;
  readonly struct: string;
}

export function storeFixes(fault: StoreFault, cx: FixContext): readonly Answer[] {
  if (fault.graph.path !== cx.file.path) return [];
  const chain = chainAt(cx.file, absolute(fault.graph, fault.at));
  const statement = placedIn(chain, isStatement);
  const fn = functionAround(chain);
  if (!statement || !fn) return [];
  const assignment = chain.find(({ type }) => type === 'assignment_expression');
  const store = assignment && storeOf(cx, fn, statement, assignment);
  if (!store) return wholeStores(cx, fn, statement, assignment);
  return [
    { safe: true, ways: moved(store) },
    { safe: false, ways: shared(store) },
  ];
}

function storeOf(cx: FixContext, fn: CNode, statement: Placed, assignment: CNode): Store | undefined {
  const [left, right] = [kidOf(assignment, 'left'), kidOf(assignment, 'right')];
  const type = left && typeOf(cx, left);
  if (!left || !right || !type || !isSlotType(type)) return undefined;
  const [operator] = assignment.kids.filter(({ field }) => field === 'operator');
  if (operator && operator.type !== '=') return undefined;
  const struct = pointedStruct(type);
  return { cx, fn, statement, assignment, slot: textOf(cx.file, left), value: bare(right), struct };
}

/** What is stored moves into the slot, and the program gives it up. */
function* moved(store: Store): Generator<Candidate, void, void> {
  const { cx, statement, assignment, value } = store;
  if (statement.node.kids[0] !== assignment || statement.node.type !== 'expression_statement')
    return yield* inCondition(store);
  if (isNullText(textOf(cx.file, value)))
    return yield* stores(store, 'NULL', words().exchange.empty(shown(store)));
  if (value.type === 'call_expression') return yield* made(store);
  const title = words().exchange.move(named(cx, value), shown(store));
  yield* stores(store, textOf(cx.file, value), title);
}

/** The exchange in place of the assignment, in the ways that what stands around it asks for. */
function* stores(store: Store, value: string, title: string): Generator<Candidate, void, void> {
  const { cx, fn, statement, struct, slot } = store;
  const reader = readerOf(store);
  if (reader) yield* throughReader(store, reader, value, title);
  for (const exchange of exchanges(cx, fn, struct, addressOf(slot), value)) {
    const declaration = declarePointers(cx, fn, struct, [exchange.old]);
    const write = (code: Code) => [...declaration, ...instead(cx, statement, code)];
    const before = releasesBefore(store, slot);
    if (before.length > 0)
      yield { title, edits: [...write(exchange.lines), ...before], drops: releasesOfStruct(store) };
    yield { title, edits: write(exchange.lines) };
    if (value === 'NULL') continue;
    if (/^\w+$/.test(value)) yield { title, edits: write(inTest(cx, value, exchange.lines)) };
    const after = endsAfter(store, value);
    if (after.length > 0)
      yield { title, edits: [...write(exchange.lines), ...after], drops: releasesOfStruct(store) };
    const last = lastUse(store, value);
    if (last)
      yield {
        title,
        edits: [...declaration, remove(cx, statement.node), ...insertAfter(cx, last, exchange.lines)],
      };
  }
}

/** `old = v->mask;` above the store reads what the exchange returns. */
function readerOf({
  cx,
  statement,
  slot,
}: Store): { readonly placed: Placed; readonly name: string } | undefined {
  const siblings = statement.around[0]?.kids ?? [];
  for (const node of siblings.slice(0, siblings.indexOf(statement.node)).reverse()) {
    const name = readInto(cx, node, slot);
    if (name) return { placed: placed(cx.file, node), name };
  }
  return undefined;
}

/** The variable that a statement sets to what the slot holds. */
function readInto(cx: FixContext, node: CNode, slot: string): string | undefined {
  const inner =
    node.type === 'expression_statement'
      ? node.kids[0]
      : node.kids.find(({ type }) => type === 'init_declarator');
  const source = kidOf(inner, 'right') ?? kidOf(inner, 'value');
  const target = kidOf(inner, 'left') ?? kidOf(inner, 'declarator');
  if (!source || !target || textOf(cx.file, bare(source)) !== slot) return undefined;
  return /^\*?\s*(\w+)$/.exec(textOf(cx.file, target))?.[1];
}

function* throughReader(
  store: Store,
  reader: { readonly placed: Placed; readonly name: string },
  value: string,
  title: string,
): Generator<Candidate, void, void> {
  const { cx, fn, statement, struct, slot } = store;
  const { node } = reader.placed;
  const declarator = node.kids.find(({ type }) => type === 'init_declarator');
  const unread: TextEdit = declarator
    ? { start: kidOf(declarator, 'declarator')!.end, end: declarator.end, newText: '' }
    : remove(cx, node);
  const address = addressOf(slot);
  yield {
    title,
    edits: [unread, ...instead(cx, statement, [`${reader.name} = bpf_kptr_xchg(${address}, ${value});`])],
  };
  const before = releasesBefore(store, reader.name);
  if (before.length === 0) return;
  for (const { lines } of exchanges(cx, fn, struct, address, value, reader.name))
    yield {
      title,
      edits: [unread, ...before, ...instead(cx, statement, lines)],
      drops: releasesOfStruct(store),
    };
}

/** Statements above the store that end what `place` holds: the exchange's own release is instead of them. */
function releasesBefore({ cx, statement, struct }: Store, place: string): TextEdit[] {
  const siblings = statement.around[0]?.kids ?? [];
  const above = siblings.slice(0, siblings.indexOf(statement.node));
  return above.filter((node) => isReleaseOf(cx, node, struct, place)).map((node) => remove(cx, node));
}

/** `release(p);`, or that under a test and nothing else. */
function isReleaseOf(cx: FixContext, node: CNode, struct: string, place: string): boolean {
  if (node.type === 'compound_statement')
    return node.kids.length === 1 && isReleaseOf(cx, node.kids[0]!, struct, place);
  if (node.type === 'if_statement') {
    const arm = kidOf(node, 'consequence');
    return arm !== undefined && !kidOf(node, 'alternative') && isReleaseOf(cx, arm, struct, place);
  }
  const call = node.type === 'expression_statement' ? node.kids[0] : undefined;
  if (call?.type !== 'call_expression') return false;
  const isEnder = endersOf('bpf_kptr_xchg', struct, cx.kernel).some(
    ({ name }) => name === textOf(cx.file, kidOf(call, 'function')!),
  );
  return isEnder && argumentsOf(call).some((arg) => textOf(cx.file, bare(arg)) === place);
}

function releasesOfStruct({ cx, struct }: Store): string[] {
  return endersOf('bpf_kptr_xchg', struct, cx.kernel).map(({ name }) => name);
}

/** Releases below the store of what was given away by it. */
function endsAfter({ cx, statement, fn, struct }: Store, value: string): TextEdit[] {
  const below = endersOf('bpf_kptr_xchg', struct, cx.kernel)
    .flatMap(({ name }) => callsOf(cx.file, fn, name))
    .filter(
      (call) =>
        call.start > statement.node.end && textOf(cx.file, bare(argumentsOf(call)[0] ?? call)) === value,
    )
    .map((call) => placed(cx.file, call).around[0]!)
    .filter(({ type }) => type === 'expression_statement')
    .map((node) => placed(cx.file, node));
  return below.map(({ node, around }) => {
    const test = around[0]?.type === 'if_statement' ? around[0] : undefined;
    return remove(cx, test && isReleaseOf(cx, test, struct, value) ? test : node);
  });
}

/** The last statement of the block that works with what is stored. */
function lastUse({ cx, statement }: Store, value: string): Placed | undefined {
  const siblings = statement.around[0]?.kids ?? [];
  const below = siblings.slice(siblings.indexOf(statement.node) + 1);
  const last = below.findLast(
    (node) => isStatement(node) && node.type !== 'return_statement' && mentions(cx.file, node, value),
  );
  return last && placed(cx.file, last);
}

const FRESH = ['mask', 'new', 'new_kptr'];

/** `v->mask = create();`: what was made has to be tested before it moves. */
function* made(store: Store): Generator<Candidate, void, void> {
  const { cx, fn, statement, struct, slot, value } = store;
  const name = freshName(cx, fn, struct === 'bpf_cpumask' ? FRESH : FRESH.slice(1));
  const title = words().exchange.move(named(cx, value), shown(store));
  const first = `${name} = ${textOf(cx.file, value)};`;
  const test = testBelow(store);
  for (const { lines, old } of exchanges(cx, fn, struct, addressOf(slot), name)) {
    const declaration = declarePointers(cx, fn, struct, [name, old]);
    const all = (edits: readonly TextEdit[]): Candidate => ({ title, edits: [...declaration, ...edits] });
    if (test) {
      const reads = [...within(kidOf(test.node, 'condition')!)].filter(
        (node) => textOf(cx.file, node) === slot,
      );
      const read = reads.at(-1)!;
      yield all([...instead(cx, statement, [first]), replace(read, name), ...insertAfter(cx, test, lines)]);
    }
    yield all(instead(cx, statement, [first, ...inTest(cx, name, lines)]));
    if (!mayBeNull(cx, value)) yield all(instead(cx, statement, [first, ...lines]));
  }
}

function mayBeNull(cx: FixContext, call: CNode): boolean {
  const record = lookupFunction(textOf(cx.file, kidOf(call, 'function') ?? call));
  const returns = record && returnsAt(record, cx.kernel);
  return returns?.kind === 'reference' && returns.nullable;
}

/** `if (!v->mask) return ...;` right below the store. */
function testBelow({ cx, statement, slot }: Store): Placed | undefined {
  const siblings = statement.around[0]?.kids ?? [];
  const next = siblings[siblings.indexOf(statement.node) + 1];
  const condition = next?.type === 'if_statement' ? kidOf(next, 'condition') : undefined;
  if (!next || !condition || kidOf(next, 'alternative') || !leaves(kidOf(next, 'consequence')))
    return undefined;
  const reads = [...within(condition)].some((node) => textOf(cx.file, node) === slot);
  return reads ? placed(cx.file, next) : undefined;
}

function leaves(arm: CNode | undefined): boolean {
  const last = arm?.type === 'compound_statement' ? arm.kids.at(-1) : arm;
  return last !== undefined && /^(?:return|goto|continue|break)_statement$/.test(last.type);
}

/** `if (!(v->mask = create())) return ...;` */
function* inCondition(store: Store): Generator<Candidate, void, void> {
  const { cx, fn, statement, assignment, struct, slot, value } = store;
  const { node } = statement;
  const isTest =
    node.type === 'if_statement' && !kidOf(node, 'alternative') && leaves(kidOf(node, 'consequence'));
  if (!isTest || value.type !== 'call_expression') return;
  const name = freshName(cx, fn, struct === 'bpf_cpumask' ? FRESH : FRESH.slice(1));
  const title = words().exchange.move(named(cx, value), shown(store));
  for (const { lines, old } of exchanges(cx, fn, struct, addressOf(slot), name)) {
    const taken = [
      ...insertBefore(cx, statement, [`${name} = ${textOf(cx.file, value)};`]),
      replace(withParentheses(store, assignment), name),
    ];
    yield {
      title,
      edits: [
        ...declarePointers(cx, fn, struct, [name, old]),
        ...taken,
        ...insertAfter(cx, statement, lines),
      ],
    };
  }
}

function withParentheses({ cx, statement }: Store, assignment: CNode): CNode {
  const [parent, above] = placed(cx.file, assignment).around;
  return parent?.type === 'parenthesized_expression' && above !== statement.node ? parent : assignment;
}

/** The program keeps what it stores, or never owned it. */
function* shared(store: Store): Generator<Candidate, void, void> {
  const { cx, statement, assignment, value, struct } = store;
  const isWhole = statement.node.kids[0] === assignment;
  if (
    !isWhole ||
    struct !== 'bpf_cpumask' ||
    value.type === 'call_expression' ||
    isNullText(textOf(cx.file, value))
  )
    return;
  yield* acquired(store);
  yield* copied(store);
}

function* acquired(store: Store): Generator<Candidate, void, void> {
  const { cx, fn, struct, statement, slot, value } = store;
  const text = textOf(cx.file, value);
  const declared = declarationOf(cx, 'bpf_cpumask_acquire');
  if (!declared) return;
  const title = words().exchange.acquire(text, shown(store));
  for (const { lines, old } of exchanges(cx, fn, struct, addressOf(slot), `bpf_cpumask_acquire(${text})`))
    yield {
      title,
      edits: [...declared, ...declarePointers(cx, fn, struct, [old]), ...instead(cx, statement, lines)],
    };
}

/** A mask that belongs to somebody else is not given away: a copy of it is. */
function* copied(store: Store): Generator<Candidate, void, void> {
  const { cx, fn, struct, statement, slot, value } = store;
  const name = freshName(cx, fn, FRESH);
  const declared = ['bpf_cpumask_create', 'bpf_cpumask_copy'].map((callee) => declarationOf(cx, callee));
  if (declared.some((edits) => !edits)) return;
  const title = words().exchange.copy(named(cx, value), shown(store));
  const source = constMask(cx, value);
  for (const { lines, old } of exchanges(cx, fn, struct, addressOf(slot), name)) {
    const code = [
      `${name} = bpf_cpumask_create();`,
      ...inTest(cx, name, [`bpf_cpumask_copy(${name}, ${source});`, ...lines]),
    ];
    yield {
      title,
      edits: [
        ...declared.flatMap((edits) => edits!),
        ...declarePointers(cx, fn, struct, [name, old]),
        ...instead(cx, statement, code),
      ],
    };
  }
}

/** The mask as a `const struct cpumask *`. */
export function constMask(cx: FixContext, value: CNode): string {
  const text = textOf(cx.file, value);
  if (pointedStruct(typeOf(cx, value)) === 'cpumask') return text;
  return `(const struct cpumask *)${/^[\w.>[\]()-]+$/.test(text) ? text : `(${text})`}`;
}

/** Edits that make a kernel function known, beside another of its kind; undefined where that cannot be. */
export function declarationOf(cx: FixContext, name: string): TextEdit[] | undefined {
  const wanted = lookupFunction(name);
  if (!wanted) return undefined;
  if (wanted.kind !== 'kfunc' || cx.module.externs.has(name)) return [];
  const beside = ['bpf_cpumask_release', 'bpf_cpumask_create', 'bpf_cpumask_copy', 'bpf_cpumask_acquire'];
  for (const other of beside) {
    const edits = declaredBeside(cx, wanted, other);
    if (edits.length > 0) return edits;
  }
  return cx.file.missing.length > 0 ? [] : undefined;
}

const shown = ({ slot }: Store): string => slot.replace(/\s+/g, ' ');
