/** `v->mask = create();`: what was made has to be tested before it moves into a slot. */
import { lookupFunction, returnsAt } from '../../../../bpf/kernel/index.ts';
import type { CNode } from '../../../../bpf/syntax/types.ts';
import { words } from '../../../../bpf/words/fixes.ts';
import type { Candidate, FixContext, TextEdit } from '../candidate.ts';
import { insertAfter, insertBefore, replace } from '../edits.ts';
import { freshName } from '../place.ts';
import { kidOf, type Placed, placed, textOf, within } from '../tree.ts';
import { addressOf, exchanges, instead, inTest, named } from './exchange.ts';
import { FRESH, type Store, shown } from './stored.ts';

/** `v->mask = create();`: what was made has to be tested before it moves. */
export function* made(store: Store): Generator<Candidate, void, void> {
  const { cx, fn, statement, struct, slot, value } = store;
  const name = freshName(cx, fn, struct === 'bpf_cpumask' ? FRESH : FRESH.slice(1));
  const title = words().exchange.move(named(cx, value), shown(store));
  const first = `${name} = ${textOf(cx.file, value)};`;
  const test = testBelow(store);
  for (const { lines, declares } of exchanges(cx, fn, struct, addressOf(slot), name)) {
    const declaration = declares(name);
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

/** Undefined: it is not known, as of a function of the file. */
export function mayBeNull(cx: FixContext, call: CNode): boolean | undefined {
  const record = lookupFunction(textOf(cx.file, kidOf(call, 'function') ?? call));
  const returns = record && returnsAt(record, cx.kernel);
  return returns?.kind === 'reference' ? returns.nullable : undefined;
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
export function* inCondition(store: Store): Generator<Candidate, void, void> {
  const { cx, fn, statement, assignment, struct, slot, value } = store;
  const { node } = statement;
  const isTest =
    node.type === 'if_statement' && !kidOf(node, 'alternative') && leaves(kidOf(node, 'consequence'));
  if (!isTest || value.type !== 'call_expression') return;
  const name = freshName(cx, fn, struct === 'bpf_cpumask' ? FRESH : FRESH.slice(1));
  const title = words().exchange.move(named(cx, value), shown(store));
  for (const { lines, declares } of exchanges(cx, fn, struct, addressOf(slot), name)) {
    const taken = [
      ...insertBefore(cx, statement, [`${name} = ${textOf(cx.file, value)};`]),
      replace(withParentheses(store, assignment), name),
    ];
    yield {
      title,
      edits: [...declares(name), ...taken, ...insertAfter(cx, statement, lines)],
    };
  }
}

function withParentheses({ cx, statement }: Store, assignment: CNode): CNode {
  const [parent, above] = placed(cx.file, assignment).around;
  return parent?.type === 'parenthesized_expression' && above !== statement.node ? parent : assignment;
}
