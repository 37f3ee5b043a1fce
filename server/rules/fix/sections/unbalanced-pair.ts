/** Fixes of what opens twice, closes twice, or closes what was not opened on the path. */
import { openerOf } from '../../../../bpf/kernel/locks.ts';
import type { CNode } from '../../../../bpf/syntax/types.ts';
import { words } from '../../../../bpf/words/fixes.ts';
import { steps } from '../../../analysis/domain/trace.ts';
import type { Fault } from '../../../analysis/engine/faults.ts';
import type { Candidate, FixContext, TextEdit } from '../candidate.ts';
import { addElse, at, indentAt, insertAfter, insertAtEnd, isArm, remove, replace } from '../edits.ts';
import { isPure } from '../expression.ts';
import { labelsOf } from '../leak/ladder.ts';
import { freshName, jumpsOf } from '../place.ts';
import { isScopedGuard } from '../rcu/rcu-guards.ts';
import { callNamesIn, functionAround, isSame, kidOf, type Placed, placed, textOf, within } from '../tree.ts';
import { leaves } from './exits.ts';
import { mayFail } from './fallible.ts';
import {
  callStatements,
  ownNames,
  RCU_LOCK,
  RCU_UNLOCK,
  statementOf,
  type UnbalancedFault,
} from './section.ts';
import { decisionsIn } from './unbalanced-exit.ts';

/** A section in a section: the inner one goes, or the outer one where the inner one is enough. */
export function* withoutNested(cx: FixContext, fault: UnbalancedFault): Generator<Candidate, void, void> {
  const inner = statementOf(cx, fault);
  const fn = inner && functionAround(inner.around);
  if (!inner || !fn) return;
  yield* withoutWrapper(cx, fault);
  const outer = steps(fault.trace).findLast(({ step }) => step.kind === 'lock' && step.what === 'rcu');
  if (outer?.graph === fault.graph) return yield* withoutInner(cx, fn, inner);
  yield withoutAll(cx, fn, inner, words().sections.leaveTo(callerOf(fault)));
  const call = outer && statementOf(cx, outer);
  const caller = call && functionAround(call.around);
  if (caller) yield withoutAll(cx, caller, call, words().sections.leaveTo(fault.graph.name));
}

/** The file's own lock, or guard, where a section is open already. */
function* withoutWrapper(cx: FixContext, fault: UnbalancedFault): Generator<Candidate, void, void> {
  if (!ownNames(cx, RCU_LOCK).includes(fault.graph.name)) return;
  const enter = steps(fault.trace).findLast(
    ({ step }) => step.kind === 'enter' && step.name === fault.graph.name,
  );
  const statement = enter && statementOf(cx, enter);
  if (!statement) return;
  const drops = callNamesIn(cx.file, statement.node);
  const title = words().sections.dropInner;
  const body = kidOf(statement.node, 'body');
  if (body && isScopedGuard(cx, statement.node, body))
    yield { title, edits: [{ start: statement.node.start, end: body.start, newText: '' }], drops };
  if (statement.node.type === 'expression_statement')
    yield { title, edits: [remove(cx, statement.node)], drops };
}

function callerOf({ trace, graph }: UnbalancedFault): string {
  const enter = steps(trace).findLast(({ step }) => step.kind === 'enter' && step.name === graph.name);
  return enter?.graph.name ?? graph.name;
}

const DROPS = [RCU_LOCK, RCU_UNLOCK, 'guard(rcu)'];

function* withoutInner(cx: FixContext, fn: CNode, inner: Placed): Generator<Candidate, void, void> {
  const title = words().sections.dropInner;
  const unlocks = callStatements(cx, fn, RCU_UNLOCK).filter(({ node }) => node.start > inner.node.end);
  const edits = taken(cx, inner);
  if (!edits) return;
  yield { title, edits, drops: DROPS };
  const own = unlocks.filter(({ node }) => node.end <= (inner.around[0]?.end ?? 0));
  for (const pairs of [unlocks.slice(0, 1), own])
    yield { title, edits: [...edits, ...pairs.flatMap((unlock) => taken(cx, unlock) ?? [])], drops: DROPS };
}

/** All sections of a function, which is called inside one or calls what holds its own. */
function withoutAll(cx: FixContext, fn: CNode, lock: Placed, title: string): Candidate {
  const calls = [...callStatements(cx, fn, RCU_LOCK), ...callStatements(cx, fn, RCU_UNLOCK)];
  const all = calls.some(({ node }) => node === lock.node) ? calls : [lock, ...calls];
  return { title, edits: all.flatMap((statement) => taken(cx, statement) ?? []), drops: DROPS };
}

/** Takes a statement away, with an `if` that decides on nothing else. Undefined: the `if` decides on more or does more. */
function taken(cx: FixContext, { node, around }: Placed): TextEdit[] | undefined {
  const parent = around[0];
  const isOnly = parent?.type === 'compound_statement' && parent.kids.length === 1;
  const outer = isOnly ? around[1] : parent;
  const isAll = isOnly || (parent !== undefined && isArm(node, parent));
  if (!isAll || outer?.type === 'function_definition') return [remove(cx, node)];
  if (outer?.type !== 'if_statement' || kidOf(outer, 'alternative')) return undefined;
  const condition = kidOf(outer, 'condition');
  const acts = [...within(condition ?? outer)].some(({ type }) =>
    /^(?:call|assignment|update)_expression$/.test(type),
  );
  return acts ? undefined : [remove(cx, outer)];
}

/** Any fault: where, and on which path. */
type Placeable = Pick<Fault, 'graph' | 'at' | 'trace'>;

/** What closed it before on the path goes. */
export function* earlierDropped(
  cx: FixContext,
  fault: Placeable,
  name: string,
): Generator<Candidate, void, void> {
  const second = statementOf(cx, fault);
  const fn = second && functionAround(second.around);
  if (!second || !fn) return;
  for (const first of earlier(cx, fault, fn, second, name)) {
    yield* dropped(cx, first, words().sections.dropEarlier(name), name);
    yield* onceEach(cx, first, second, name);
  }
}

/** What closes it once more goes. */
export function* lastDropped(
  cx: FixContext,
  fault: Placeable,
  name: string,
): Generator<Candidate, void, void> {
  const second = statementOf(cx, fault);
  if (second) yield* dropped(cx, second, words().sections.dropThis(name), name);
}

function* dropped(
  cx: FixContext,
  statement: Placed,
  title: string,
  name: string,
): Generator<Candidate, void, void> {
  const edits = taken(cx, statement);
  if (edits) yield { title, edits, drops: [name] };
}

/** `if (f()) unlock(); unlock();`: the condition has to stay, so the second becomes its `else`. */
function* onceEach(
  cx: FixContext,
  first: Placed,
  second: Placed,
  name: string,
): Generator<Candidate, void, void> {
  const test = first.around.find(({ type }) => type === 'if_statement');
  const arm = kidOf(test, 'consequence');
  const siblings = second.around[0]?.kids ?? [];
  if (!test || !arm || kidOf(test, 'alternative') || siblings[siblings.indexOf(second.node) - 1] !== test)
    return;
  const edits = [addElse(cx, test, arm, [textOf(cx.file, second.node)]), remove(cx, second.node)];
  yield { title: words().sections.onceEach(name), edits };
}

const MOST_EARLIER = 4;

/** Statements that close the same before it: the one that the path took, then the nearest in the text. */
function earlier(cx: FixContext, fault: Placeable, fn: CNode, second: Placed, name: string): Placed[] {
  const step = steps(fault.trace).findLast(
    ({ step: taking }) => taking.kind === 'unlock' && name === RCU_UNLOCK,
  );
  const traced = step && statementOf(cx, step);
  const near = callStatements(cx, fn, name)
    .filter(({ node }) => node.end <= second.node.start)
    .reverse();
  const isOther = ({ node }: Placed) => node !== traced?.node;
  return [...(traced ? [traced] : []), ...near.filter(isOther)].slice(0, MOST_EARLIER);
}

/** A path that did not open it: it jumps behind what closes it, or opens and closes on the same condition as others. */
export function* notOpened(
  cx: FixContext,
  fault: UnbalancedFault,
  name: string,
): Generator<Candidate, void, void> {
  const close = statementOf(cx, fault);
  const fn = close && functionAround(close.around);
  const open = openerOf(name);
  if (!close || !fn || !open) return;
  yield* behindLabel(cx, fault, fn, close);
  const locks = callStatements(cx, fn, open).filter(({ node }) => node.end <= close.node.start);
  for (const lock of locks.reverse()) {
    yield* mayFail(cx, fn, lock);
    yield* unconditional(cx, lock, close);
    yield* inTheSameBlock(cx, lock, close);
    yield* lockedAlways(cx, lock, close);
  }
}

/** `goto out;` before the lock, where `out:` unlocks. */
function* behindLabel(
  cx: FixContext,
  fault: UnbalancedFault,
  fn: CNode,
  close: Placed,
): Generator<Candidate, void, void> {
  const label = close.around[0];
  if (label?.type !== 'labeled_statement') return;
  const siblings = close.around[1]?.kids ?? [];
  const next = siblings[siblings.indexOf(label) + 1];
  const name = textOf(cx.file, label.kids[0]!);
  if (!next || next.type === 'declaration') return;
  const isMine = ({ node }: Placed) =>
    node.type === 'goto_statement' && textOf(cx.file, kidOf(node, 'label') ?? node) === name;
  const jumps = jumpsOf(cx, decisionsIn(cx, steps(fault.trace))).filter(isMine);
  const other = labelsOf(fn).find((node) => node === next);
  for (const { node } of jumps) {
    const below = other ? textOf(cx.file, other.kids[0]!) : freshName(cx, fn, ['out', `${name}_unlocked`]);
    const lineStart = cx.file.text.lastIndexOf('\n', next.start - 1) + 1;
    const line = other ? [] : [at(lineStart, `${indentAt(cx, label.start)}${below}:${cx.style.eol}`)];
    const isBareReturn =
      next.type === 'return_statement' && next.kids.every(({ type }) => type !== 'call_expression');
    if (isBareReturn)
      yield { title: words().sections.returnHere, edits: [replace(node, textOf(cx.file, next))] };
    yield {
      title: words().sections.jumpBehind(below),
      edits: [replace(kidOf(node, 'label')!, below), ...line],
    };
  }
}

/** `if (x) lock(); ... if (x) unlock();`: the verifier does not know that x is the same. */
function* unconditional(cx: FixContext, lock: Placed, close: Placed): Generator<Candidate, void, void> {
  const [first, second] = [lock, close].map(({ node, around }) => {
    const outer =
      around[0]?.type === 'compound_statement' && around[0].kids.length === 1 ? around[1] : around[0];
    return outer?.type === 'if_statement' && !kidOf(outer, 'alternative') ? { outer, node } : undefined;
  });
  if (!first || !second) return;
  const condition = ({ outer }: { outer: CNode }) =>
    textOf(cx.file, kidOf(outer, 'condition')!).replace(/\s+/g, '');
  if (condition(first) !== condition(second)) return;
  const text = textOf(cx.file, kidOf(first.outer, 'condition')!).slice(1, -1);
  yield {
    title: words().sections.whatever(text),
    edits: [first, second].map(({ outer, node }) => replace(outer, textOf(cx.file, node))),
  };
}

/** `if (x) lock(); ... unlock();`: runs that do not take it unlock it all the same. */
function* lockedAlways(cx: FixContext, lock: Placed, close: Placed): Generator<Candidate, void, void> {
  const [parent, above] = lock.around;
  const test = parent?.type === 'compound_statement' && parent.kids.length === 1 ? above : parent;
  const condition = kidOf(test, 'condition');
  if (!test || !condition || test.type !== 'if_statement' || kidOf(test, 'alternative')) return;
  const { around } = placed(cx.file, test);
  if (!isPure(condition) || !isSame(around[0], close.around[0])) return;
  yield {
    title: words().sections.openAlways(textOf(cx.file, condition).slice(1, -1)),
    edits: [replace(test, textOf(cx.file, lock.node))],
  };
}

/** Opened in one arm, closed behind it: what closes it moves to the end of that arm. */
function* inTheSameBlock(cx: FixContext, lock: Placed, close: Placed): Generator<Candidate, void, void> {
  const block = lock.around[0];
  const isInside = close.around.some((node) => node === block);
  if (block?.type !== 'compound_statement' || isInside || leaves(block)) return;
  const edits = taken(cx, close);
  const text = textOf(cx.file, close.node);
  if (edits)
    yield {
      title: words().sections.close(text, words().places.block),
      edits: [...edits, ...insertAtEnd(cx, block, [text])],
    };
}

/** Nothing in the function opens it: it begins before the first statement that is no declaration. */
export function* openedFirst(
  cx: FixContext,
  fault: UnbalancedFault,
  name: string,
): Generator<Candidate, void, void> {
  const close = statementOf(cx, fault);
  const fn = close && functionAround(close.around);
  const open = openerOf(name);
  const block = close?.around[0];
  if (
    !close ||
    !fn ||
    !open ||
    !block ||
    callStatements(cx, fn, open).length > 0 ||
    fault.graph.path !== cx.file.path
  )
    return;
  const read = block.kids.find(
    (node) => node.type !== 'declaration' && node.end <= close.node.start && readsPointer(cx, node),
  );
  const before = read && block.kids[block.kids.indexOf(read) - 1];
  if (!read || !before) return;
  yield {
    title: words().sections.openBefore(open),
    edits: insertAfter(cx, placed(cx.file, before), [`${open}();`]),
  };
}

/** An assignment of a global or of a field. */
function readsPointer(cx: FixContext, node: CNode): boolean {
  const value = node.kids[0]?.type === 'assignment_expression' ? kidOf(node.kids[0], 'right') : undefined;
  if (!value) return false;
  return value.type === 'field_expression' || cx.module.globals.has(textOf(cx.file, value));
}
