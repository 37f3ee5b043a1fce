/** A reference is released after it ended: one of the two goes, or names another one, or is skipped. */
import type { CNode } from '../../../../bpf/syntax/types.ts';
import { words } from '../../../../bpf/words/fixes.ts';
import { acquisition } from '../../rule.ts';
import type { Candidate } from '../candidate.ts';
import { insertAfter, replace, replaceWith } from '../edits.ts';
import { bareText, usesAny } from '../expression.ts';
import { codeOf, moving } from '../region.ts';
import { tested } from '../release.ts';
import { withoutStatement } from '../remove.ts';
import { argumentsOf, chainAt, isLoop, kidOf, type Placed, placed, textOf, within } from '../tree.ts';
import type { Ended } from './ended.ts';

/** The call at fault, with the statement that is nothing but this call. */
function releasingCall({
  cx,
  use,
  fault,
}: Ended): { readonly call: CNode; readonly whole: boolean } | undefined {
  const start = fault.graph.start + fault.at.start;
  const call =
    [...within(use.node)].find((node) => node.type === 'call_expression' && node.start >= start) ??
    chainAt(cx.file, use.node).find(({ type }) => type === 'call_expression');
  if (!call) return undefined;
  return { call, whole: use.node.type === 'expression_statement' && use.node.kids[0] === call };
}

export function* releasedTwice(ended: Ended): Generator<Candidate, void, void> {
  const found = releasingCall(ended);
  if (!found) return;
  yield* otherReference(ended, found.call);
  if (isExchanged(ended)) yield* markedNull(ended, true);
  if (ended.isRound) yield* afterLoop(ended);
  if (found.whole) yield* onlyOnce(ended, found.call);
  yield* markedNull(ended, false);
}

/** `old = bpf_kptr_xchg(&v->mask, mask); if (old) bpf_cpumask_release(mask);`: the one that nobody releases is meant. */
function* otherReference(ended: Ended, call: CNode): Generator<Candidate, void, void> {
  const { cx, name, use, names, how } = ended;
  // A reference that moved may be the one that was meant to stay.
  const safe = how === 'release';
  const arg = argumentsOf(call)[0];
  if (!arg) return;
  const written = bareText(cx.file, arg);
  for (const other of referencesOf(ended)) {
    if (names.has(other)) continue;
    const title = words().ownership.releaseOther(other, name);
    yield { title, edits: [replace(arg, other)], safe };
    const test = use.around.find(({ type }) => type === 'if_statement');
    const condition = kidOf(test, 'condition');
    if (!condition || !usesAny(cx.file, condition, new Set([written]))) continue;
    const named = [...within(condition)].filter((kid) => textOf(cx.file, kid) === written).slice(-1);
    yield { title, edits: [...named.map((kid) => replace(kid, other)), replace(arg, other)], safe };
  }
}

const MOST_OTHERS = 4;

/** Variables that take what a call returns, the last ones before the release first. */
function referencesOf({ cx, fn, use }: Ended): string[] {
  const found: string[] = [];
  for (const node of within(fn)) {
    if (node.start > use.node.start) break;
    const value = kidOf(node, node.type === 'init_declarator' ? 'value' : 'right');
    const target = kidOf(node, node.type === 'init_declarator' ? 'declarator' : 'left');
    if (value?.type === 'call_expression' && target)
      found.unshift(textOf(cx.file, target).replace(/^\*+\s*/, ''));
  }
  return [...new Set(found)].slice(0, MOST_OTHERS);
}

function* onlyOnce(ended: Ended, second: CNode): Generator<Candidate, void, void> {
  const { cx, name, callee, how, ender, use, call } = ended;
  const drops = [textOf(cx.file, kidOf(second, 'function')!)];
  const titles = words().ownership;
  const isSame = use.node === ender.node;
  const title = isSame ? titles.keptBy(drops[0]!, ended.fault.graph.name) : titles.removeSecond(name);
  yield { title, edits: withoutStatement(cx, withItsTest(ended, use)), drops };
  if (isSame) return;
  const isWhole = ender.node.type === 'expression_statement' && ender.node.kids[0] === call;
  // Two variables hold the same on this path, and maybe not on others.
  const [first, again] = [call, second].map((one) => one && argumentsOf(one)[0]);
  const isOneName = first && again && bareText(cx.file, first) === bareText(cx.file, again);
  if (how === 'release' && isWhole && isOneName)
    yield { title: titles.removeFirst(name), edits: withoutStatement(cx, ender), drops: [callee] };
}

/** `if (m) release(m);` is one thing. */
function withItsTest({ cx, names }: Ended, statement: Placed): Placed {
  const test = statement.around.slice(0, 2).find(({ type }) => type === 'if_statement');
  const condition = kidOf(test, 'condition');
  if (!test || !condition || kidOf(test, 'alternative')) return statement;
  const arm = kidOf(test, 'consequence');
  const isAll = arm === statement.node || arm?.kids.length === 1;
  const isTest = [...names].some(
    (name) => textOf(cx.file, condition).replace(/\s*!=\s*NULL/, '') === `(${name})`,
  );
  return isAll && isTest ? placed(cx.file, test) : statement;
}

/** What an exchange returned may be NULL, so that each release of it needs a test. */
const isExchanged = ({ fault }: Ended): boolean => acquisition(fault)?.by === 'bpf_kptr_xchg';

/** A release that each round of a loop comes to is put after the loop. */
export function* afterLoop(ended: Ended): Generator<Candidate, void, void> {
  const { cx, name, ender } = ended;
  const loop = ender.around.find(isLoop);
  if (!loop) return;
  const statement = withItsTest(ended, ender);
  const title = words().afterLoop(words().acts.release, name);
  if (loop.kids.at(-1) === statement.node) return;
  const { code, taken } = moving(cx, statement.node);
  yield { title, edits: [taken, ...insertAfter(cx, placed(cx.file, loop), code)] };
}

/** The variable is NULL once it was released or moved, and only what is not NULL is released. */
function* markedNull(ended: Ended, isTested: boolean): Generator<Candidate, void, void> {
  const { cx, name, callee, ender, use } = ended;
  if (ender.node.type !== 'expression_statement' || !/^[A-Za-z_][\w.>[\]-]*$/.test(name)) return;
  const title = words().ownership.setNull(name, callee);
  const mark = `${name} = NULL;`;
  if (use.node === ender.node) {
    const both = tested(cx, name, [...codeOf(cx, use.node), mark]);
    const braced = cx.style.braces ? both : [`${both[0]} {`, ...both.slice(1), '}'];
    yield { title, edits: [replaceWith(cx, use.node, braced)] };
    yield { title, edits: insertAfter(cx, ender, [mark]) };
    return;
  }
  const marked = insertAfter(cx, ender, [mark]);
  if (!isTested) yield { title, edits: marked };
  yield { title, edits: [...marked, replaceWith(cx, use.node, tested(cx, name, codeOf(cx, use.node)))] };
}
