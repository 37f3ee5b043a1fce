/** A release that is there, but not on this path: in one arm only, in a loop that may not run, behind the exit. */
import type { KernelFunction } from '../../../../bpf/kernel/types.ts';
import type { CNode } from '../../../../bpf/syntax/types.ts';
import { words } from '../../../../bpf/words/fixes.ts';
import type { Candidate } from '../candidate.ts';
import { addElse, insertAfter, isArm, remove, replace, replaceWith } from '../edits.ts';
import { testOf } from '../null/reach.ts';
import { decisions, laterIn, type Place } from '../place.ts';
import { codeOf } from '../region.ts';
import { actOf, tested, wrappersOf } from '../release.ts';
import {
  absolute,
  argumentsOf,
  callsOf,
  functionAround,
  indexIn,
  isLoop,
  kidOf,
  type Placed,
  placed,
  textOf,
  within,
} from '../tree.ts';
import { endings, type Leak, rootless } from './facts.ts';

/** The release that is there is made to meet the path as well. */
export function* widened(
  leak: Leak,
  holder: string,
  all: readonly Placed[],
  ended: readonly Placed[],
): Generator<Candidate, void, void> {
  const goesOn = (statement: Placed) => !leavesBefore(statement, 0);
  const there = all.filter(goesOn);
  const otherwise = [...otherArms(leak, holder, ended.filter(goesOn))];
  const pointer = [...pointerTests(leak, holder, there)];
  // That it is there is asked already, beside something else.
  for (const statement of there) yield* askedAlone(leak, holder, statement);
  // A second release needs no test where the pointer is known; else the one test says it all.
  yield* [...otherwise.slice(0, -1), ...pointer, ...otherwise.slice(-1)];
}

export function* moves(
  leak: Leak,
  holder: string,
  there: readonly Placed[],
  place: Place | undefined,
): Generator<Candidate, void, void> {
  if (there.length === 0) return;
  yield* outOfLoops(leak, holder, there);
  yield* aheadOfCall(leak, holder, there, place);
  yield* markedNull(leak, holder, there, place);
}

/** May the reference be gone already at a place, by one of those releases? Then one more would be the second. */
export function isReleasedBefore(
  { cx }: Leak,
  holder: string,
  there: readonly Placed[],
  { offset, around }: Place,
): boolean {
  return there.some((statement) => {
    const { node } = statement;
    if (node.end > offset || leavesBefore(statement, offset)) return false;
    const fn = functionAround(around);
    return (
      !fn ||
      ![...laterIn(cx, fn, node.end, holder)].some(
        ({ node: next }) => next.end <= offset && next.type === 'expression_statement',
      )
    );
  });
}

/** The next statement leads away from the place. */
function leavesBefore({ node, around }: Placed, offset: number): boolean {
  const siblings = around[0]?.kids ?? [];
  const next = siblings[indexIn(siblings, node) + 1];
  if (next?.type === 'return_statement' || next?.type === 'goto_statement') return true;
  if (next?.type !== 'continue_statement' && next?.type !== 'break_statement') return false;
  const loop = around.find((outer) => isLoop(outer) || outer.type === 'switch_statement');
  return loop !== undefined && offset < loop.end;
}

/** Statements that are nothing but a call of one of those which ends it. */
export function releaseStatements(
  { cx, made }: Leak,
  holder: string,
  enders: readonly KernelFunction[],
): Placed[] {
  const fn = functionAround(made.here.around);
  if (!fn) return [];
  const names = enders.flatMap((ender) => [
    ender.name,
    ...wrappersOf(cx, ender, fn.start).map(({ name }) => name),
  ]);
  return names
    .flatMap((name) => callsOf(cx.file, fn, name))
    .filter((call) => argumentsOf(call).some((arg) => textOf(cx.file, arg) === holder))
    .map((call) => placed(cx.file, call))
    .filter(({ around }) => around[0]?.type === 'expression_statement')
    .map(({ around }) => placed(cx.file, around[0]!));
}

/** `if (x) release(p);` gets an `else` that releases as well. */
function* otherArms(leak: Leak, holder: string, there: readonly Placed[]): Generator<Candidate, void, void> {
  const { cx, ender } = leak;
  for (const { node } of decisions(cx, leak.fault)) {
    const arm = kidOf(node, 'consequence');
    const releases = there.find((other) => other.around.includes(node));
    if (!arm || !releases || kidOf(node, 'alternative')) continue;
    // A record is submitted in the one arm, and discarded in the other.
    const isSame = callsOf(cx.file, releases.node, ender.name).length > 0;
    const isOther =
      !isSame && leak.enders.some(({ name }) => callsOf(cx.file, releases.node, name).length > 0);
    const title = (isOther ? words().otherwiseInstead : words().otherwise)(actOf(ender), rootless(holder));
    for (const code of endings(leak, holder, 0)) yield { title, edits: [addElse(cx, node, arm, code)] };
  }
}

/** `if (p && own) release(p);`: that it is there is all that counts. */
export function* askedAlone(
  leak: Leak,
  holder: string,
  { around }: Placed,
): Generator<Candidate, void, void> {
  const { cx, ender } = leak;
  const test = [around[0], around[1]].find((outer) => outer?.type === 'if_statement');
  const isAll = around[0] === test || around[0]?.kids.length === 1;
  const both = kidOf(test, 'condition')?.kids[0];
  const sides = kidOf(both, 'operator')?.type === '&&' ? [kidOf(both, 'left'), kidOf(both, 'right')] : [];
  const side = sides.find((one) => {
    const asked = testOf(cx, one);
    return asked?.pointer === holder && !asked.ofNull;
  });
  if (!isAll || !both || !side || hasActs(both)) return;
  const title = words().testPointer(actOf(ender), rootless(holder));
  yield { title, edits: [replace(both, textOf(cx.file, side))] };
}

/** `if (own) release(p);` where `own` says whether there is one: the pointer says it itself. */
export function* pointerTests(
  leak: Leak,
  holder: string,
  there: readonly Placed[],
): Generator<Candidate, void, void> {
  const { cx, ender } = leak;
  // An address is never NULL.
  if (holder.startsWith('&')) return;
  for (const { node, around } of there) {
    const test = [around[0], around[1]].find((outer) => outer?.type === 'if_statement');
    const isAll = around[0] === test || around[0]?.kids.length === 1;
    const condition = kidOf(test, 'condition');
    if (!test || !condition || !isAll || kidOf(test, 'alternative') === node) continue;
    if (hasActs(condition)) continue;
    const [head] = tested(cx, holder, []);
    const title = words().testPointer(actOf(ender), rootless(holder));
    const wanted = /\(.*\)/s.exec(head!)![0];
    if (textOf(cx.file, condition) !== wanted) yield { title, edits: [replace(condition, wanted)] };
    // The pointer is tested already, inside of another test.
    else yield* innerTests(leak, holder, placed(cx.file, test));
  }
}

/** `if (own) if (p) release(p);`: the inner test is enough. */
function* innerTests(
  { cx, ender }: Leak,
  holder: string,
  { node, around }: Placed,
): Generator<Candidate, void, void> {
  const outer = [around[0], around[1]].find((other) => other?.type === 'if_statement');
  const isAll = around[0] === outer || around[0]?.kids.length === 1;
  const condition = kidOf(outer, 'condition');
  if (!outer || !condition || !isAll || kidOf(outer, 'alternative') || hasActs(condition)) return;
  const title = words().testPointer(actOf(ender), rootless(holder));
  yield { title, edits: [replaceWith(cx, outer, codeOf(cx, node))] };
}

/** Does what it computes change anything? */
function hasActs(condition: CNode): boolean {
  return [...within(condition)].some(({ type }) => /^(?:call|assignment|update)_expression$/.test(type));
}

/** Released in a loop that is left at once: the loop may not run at all. */
function* outOfLoops(leak: Leak, holder: string, there: readonly Placed[]): Generator<Candidate, void, void> {
  const { cx, ender, fault } = leak;
  const lost = absolute(fault.graph, fault.at);
  for (const { node, around } of there) {
    const loop = around.find((outer) => isLoop(outer) && outer.end <= lost.start);
    if (!loop || !around[0] || isArm(node, around[0])) continue;
    const title = words().afterLoop(actOf(ender), rootless(holder));
    for (const code of endings(leak, holder, 0))
      yield { title, edits: [remove(cx, node), ...insertAfter(cx, placed(cx.file, loop), code)] };
  }
}

/** The tail call may come back, and then it is released after it: before it is right for both. */
function* aheadOfCall(
  leak: Leak,
  holder: string,
  there: readonly Placed[],
  place: Place | undefined,
): Generator<Candidate, void, void> {
  const { cx, ender, fault } = leak;
  const isCall = fault.what === 'tail-call' || fault.what === 'throw';
  if (!isCall || !place) return;
  for (const { node, around } of there) {
    if (node.start < place.offset || !around[0] || isArm(node, around[0])) continue;
    const name = fault.what === 'throw' ? 'bpf_throw' : 'bpf_tail_call';
    const title = words().beforeCallInstead(actOf(ender), rootless(holder), name);
    const code = [textOf(cx.file, node)];
    yield { title, edits: [...place.put(code), remove(cx, node)] };
  }
}

/** The last resort: the variable is NULL once it was released, and what it still holds is released at the place. */
function* markedNull(
  leak: Leak,
  holder: string,
  there: readonly Placed[],
  place: Place | undefined,
): Generator<Candidate, void, void> {
  const { cx, ender } = leak;
  if (!place || ender.effect === 'iter-destroy') return;
  const code = endings(leak, holder, 0).at(-1);
  const marks = there.flatMap((statement) => insertAfter(cx, statement, [`${holder} = NULL;`]));
  yield {
    title: words().before(actOf(ender), rootless(holder), place.name),
    edits: [...marks, ...place.put(code!)],
  };
}
