/** An object is used after its reference ended: the end is put after the last use, or the use before the end. */
import type { CNode } from '../../../../bpf/syntax/types.ts';
import { words } from '../../../../bpf/words/fixes.ts';
import type { Candidate, TextEdit } from '../candidate.ts';
import { type Code, declare, insertAfter, insertBefore, replace } from '../edits.ts';
import { changedIn, variablesIn } from '../expression.ts';
import { beforeReturn, freshName } from '../place.ts';
import { exitsIn, moving, usesFrom } from '../region.ts';
import { withoutStatement } from '../remove.ts';
import { absolute, isSame, kidOf, mentions, placed, textOf } from '../tree.ts';
import { endsElement } from './element.ts';
import type { Ended } from './ended.ts';
import { afterLoop } from './ended-release.ts';

export function* usedLater(ended: Ended): Generator<Candidate, void, void> {
  if (ended.how === 'release') {
    yield* laterOperand(ended);
    yield* releaseLater(ended);
  }
  if (ended.how === 'transfer' || endsElement(ended)) yield* useEarlier(ended);
}

/** `release(m), use(m), 0`: the release is put behind the use; what the list is worth stays the last. */
function* laterOperand({ cx, call, callee, name, fault }: Ended): Generator<Candidate, void, void> {
  const chain = placed(cx.file, call).around;
  const list = chain.findLast(({ type }) => type === 'comma_expression');
  const parts = operandsOf(list);
  const use = absolute(fault.graph, fault.at);
  const first = parts.findIndex((part) => isSame(part, call));
  const last = parts.findLastIndex(({ start, end }) => start <= use.start && use.end <= end);
  if (!list || first < 0 || last <= first || last === parts.length - 1) return;
  const order = [
    ...parts.slice(0, first),
    ...parts.slice(first + 1, last + 1),
    call,
    ...parts.slice(last + 1),
  ];
  const text = order.map((part) => textOf(cx.file, part)).join(', ');
  yield { title: words().ownership.releaseLater(callee, name), edits: [replace(list, text)] };
}

function operandsOf(node: CNode | undefined): CNode[] {
  if (!node) return [];
  if (node.type !== 'comma_expression') return [node];
  return [...operandsOf(kidOf(node, 'left')), ...operandsOf(kidOf(node, 'right'))];
}

function* releaseLater(ended: Ended): Generator<Candidate, void, void> {
  const { cx, callee, call, ender, name } = ended;
  const isWhole = ender.node.type === 'expression_statement' && ender.node.kids[0] === call;
  if (!isWhole) return;
  const titles = words().ownership;
  if (!endsElement(ended))
    yield { title: titles.removeFirst(name), edits: withoutStatement(cx, ender), drops: [callee] };
  if (ended.isRound) return yield* afterLoop(ended);
  const title = titles.releaseLater(callee, name);
  const moved = moving(cx, ender.node);
  for (const put of laterPlaces(ended, moved.code)) yield { title, edits: [moved.taken, ...put] };
}

/** After the last use; with the exits on the way there, which need it as well. */
function* laterPlaces(ended: Ended, code: Code): Generator<TextEdit[], void, void> {
  const { cx, common, names, name } = ended;
  const uses = usesFrom(cx, common.block, common.second, names);
  const last = uses.at(-1) ?? common.second;
  const { kids } = common.block;
  const way = kids.slice(kids.indexOf(common.first), kids.indexOf(last) + 1);
  const returns = way.flatMap(exitsIn).filter(({ type }) => type === 'return_statement');
  const before = (node: CNode) => {
    const read = [...names].find((other) => mentions(cx.file, node, other)) ?? name;
    return beforeReturn(cx, placed(cx.file, node), read).put(code);
  };
  if (last.type === 'return_statement') {
    yield before(last);
    if (returns.length > 1) yield returns.flatMap(before);
    return;
  }
  const after = insertAfter(cx, placed(cx.file, last), code);
  yield after;
  if (returns.length > 0) yield [...returns.flatMap(before), ...after];
}

/** What a slot takes over is finished first, and what an iterator that is begun again ends. */
function* useEarlier(ended: Ended): Generator<Candidate, void, void> {
  const { cx, callee, name, common, names } = ended;
  if (ended.isRound || common.first === common.second) return;
  const title = words().ownership.useEarlier(name, callee);
  const target = placed(cx.file, common.first);
  const uses = usesFrom(cx, common.block, common.second, names);
  for (const moved of [uses.slice(0, 1), uses]) {
    if (moved.every((node) => isMovable(ended, node)))
      yield {
        title,
        edits: [
          ...insertBefore(
            cx,
            target,
            moved.flatMap((node) => moving(cx, node).code),
          ),
          ...moved.map((node) => moving(cx, node).taken),
        ],
      };
  }
  const [only] = uses;
  if (uses.length === 1 && only?.type === 'return_statement') yield* valueEarlier(ended, only, title);
}

/** It leads nowhere else, and nothing that it reads is made on the way. */
function isMovable(ended: Ended, node: CNode): boolean {
  if (node.type === 'declaration' || node.type === 'labeled_statement' || exitsIn(node).length > 0)
    return false;
  return isIndependent(ended, node);
}

function isIndependent({ cx: { file }, common, ender, names }: Ended, node: CNode): boolean {
  const { block, first: from } = common;
  const way = block.kids.slice(block.kids.indexOf(from), block.kids.indexOf(node));
  if (way.some(({ type }) => type === 'labeled_statement')) return false;
  const read = variablesIn(file, node);
  const changed = changedIn(file, node);
  const isBehind = kidOf(node.kids[0], 'left')?.type === 'field_expression';
  return way.every((other) => {
    const made = changedIn(file, other);
    const used = variablesIn(file, other);
    // `&n->link` is handed over: `n` still points to the same, and what is written behind it was not read.
    if (other === ender.node)
      for (const name of names) {
        made.delete(name);
        if (isBehind) used.delete(name);
      }
    return ![...read].some((name) => made.has(name)) && ![...changed].some((name) => used.has(name));
  });
}

/** `return f(m);`: the value is taken before the mask is moved. */
function* valueEarlier(ended: Ended, node: CNode, title: string): Generator<Candidate, void, void> {
  const { cx, common, fn } = ended;
  const value = node.kids[0];
  const body = kidOf(fn, 'body');
  if (!value || !body || !isIndependent(ended, node)) return;
  const isPointer = kidOf(fn, 'declarator')?.type === 'pointer_declarator';
  if (isPointer) return;
  const type = textOf(cx.file, kidOf(fn, 'type') ?? { start: 0, end: 0 });
  const result = freshName(cx, fn, ['ret', 'result', 'ret_value']);
  yield {
    title,
    edits: [
      ...declare(cx, body, `${type} ${result};`),
      ...insertBefore(cx, placed(cx.file, common.first), [`${result} = ${textOf(cx.file, value)};`]),
      replace(value, result),
    ],
  };
}
