/** Fixes of direct stores to `__kptr` slots: the exchange that was meant, with what was in the slot released. */

import type { KindOf } from '../../../../bpf/kernel/faults/index.ts';
import { endersOf } from '../../../../bpf/kernel/releases.ts';
import type { CNode } from '../../../../bpf/syntax/types.ts';
import { words } from '../../../../bpf/words/fixes.ts';
import type { FaultOf } from '../../../analysis/engine/faults.ts';
import type { Answer, Candidate, FixContext, TextEdit } from '../candidate.ts';
import { type Code, insertAfter, remove } from '../edits.ts';
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
} from '../tree.ts';
import { pointedStruct, typeOf } from '../types.ts';
import { addressOf, bare, type Exchange, exchanges, instead, inTest, isNullText, named } from './exchange.ts';
import { inCondition, made, mayBeNull } from './made.ts';
import { shared } from './shared.ts';
import { chosenIn, eachIndex } from './slot-index.ts';
import { type Store, shown } from './stored.ts';
import { wholeStores } from './whole.ts';

type StoreFault = FaultOf<'kptr-direct-store', KindOf<'kptr-direct-store'>>;

export function storeFixes(fault: StoreFault, cx: FixContext): readonly Answer[] {
  if (fault.graph.path !== cx.file.path) return [];
  const chain = chainAt(cx.file, absolute(fault.graph, fault.at));
  const statement = placedIn(chain, isStatement);
  const fn = functionAround(chain);
  if (!statement || !fn) return [];
  const assignment = chain.find((node) => node.type === 'assignment_expression' || isWriteOnce(cx, node));
  const store = assignment && storeOf(cx, fn, statement, assignment);
  if (!store) return wholeStores(cx, fn, statement, assignment);
  return [
    { safe: true, ways: withoutMacro(moved(store)) },
    { safe: false, ways: withoutMacro(shared(store)) },
  ];
}

const WRITE_ONCE = 'WRITE_ONCE';

function isWriteOnce({ file }: FixContext, node: CNode): boolean {
  const callee = node.type === 'call_expression' ? kidOf(node, 'function') : undefined;
  return callee !== undefined && textOf(file, callee) === WRITE_ONCE;
}

/** An exchange is one access as well. */
function* withoutMacro(ways: Iterable<Candidate>): Generator<Candidate, void, void> {
  for (const way of ways) yield { ...way, drops: [...(way.drops ?? []), WRITE_ONCE] };
}

function storeOf(cx: FixContext, fn: CNode, statement: Placed, assignment: CNode): Store | undefined {
  const [first, second] = argumentsOf(assignment);
  const [left, right] = [kidOf(assignment, 'left') ?? first, kidOf(assignment, 'right') ?? second];
  const type = left && typeOf(cx, left);
  // Through a pointer to it a slot has lost its tag.
  if (!left || !right || pointedStruct(type) === '') return undefined;
  const [operator] = assignment.kids.filter(({ field }) => field === 'operator');
  if (operator && operator.type !== '=') return undefined;
  const struct = pointedStruct(type);
  return { cx, fn, statement, assignment, slot: textOf(cx.file, left), value: bare(right), struct };
}

/** What is stored moves into the slot, and the program gives it up. */
export function* moved(store: Store): Generator<Candidate, void, void> {
  const { cx, statement, assignment, value } = store;
  if (statement.node.kids[0] !== assignment || statement.node.type !== 'expression_statement')
    return yield* inCondition(store);
  if (isNullText(textOf(cx.file, value)))
    return yield* stores(store, 'NULL', words().exchange.empty(shown(store)));
  const title = words().exchange.move(named(cx, value), shown(store));
  const isMade = value.type === 'call_expression' && mayBeNull(cx, value) !== false;
  // `mask ? mask : NULL` is `mask` to the compiler, and the verifier has not seen the test.
  if (isMade || value.type === 'conditional_expression') return yield* made(store);
  yield* stores(store, textOf(cx.file, value), title);
}

/** The exchange in place of the assignment, in the ways that what stands around it asks for. */
function* stores(store: Store, value: string, title: string): Generator<Candidate, void, void> {
  const { cx, fn, statement, struct, slot } = store;
  const reader = readerOf(store);
  if (reader) yield* throughReader(store, reader, value, title);
  for (const exchange of exchanges(cx, fn, struct, addressOf(slot), value)) {
    const declaration = exchange.declares();
    const write = (code: Code) => [...declaration, ...instead(cx, statement, code)];
    const before = releasesBefore(store, slot);
    if (before.length > 0)
      yield { title, edits: [...write(exchange.lines), ...before], drops: releasesOfStruct(store) };
    yield { title, edits: write(exchange.lines) };
    yield* atEachIndex(store, exchange, title);
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

/** An exchange wants a constant index as well. */
function* atEachIndex(store: Store, exchange: Exchange, title: string): Generator<Candidate, void, void> {
  const { cx, statement, assignment } = store;
  const left = kidOf(assignment, 'left') ?? argumentsOf(assignment)[0];
  const chosen = left && chosenIn(cx, left);
  const [first, ...rest] = exchange.lines;
  if (!left || !chosen || !first) return;
  const from = first.indexOf(store.slot) + chosen.index.start - left.start;
  const to = from + chosen.index.end - chosen.index.start;
  const code = eachIndex(cx, chosen, first.slice(0, from), first.slice(to));
  yield { title, edits: [...exchange.declares(), ...instead(cx, statement, [...code, ...rest])] };
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
