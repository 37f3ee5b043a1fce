/** `if (p)` around what needs the pointer, where the rest is to go on. */
import type { CNode } from '../../../../bpf/syntax/types.ts';
import { words } from '../../../../bpf/words/fixes.ts';
import type { Candidate, FixContext, TextEdit } from '../candidate.ts';
import { type Code, indentAt, isArm } from '../edits.ts';
import { tested } from '../release.ts';
import { type Chain, callsOf, kidOf, type Placed, textOf, within } from '../tree.ts';
import { chainOf, following, namesIt, type Untested } from './facts.ts';
import { isPlace } from './pointer.ts';
import { testOf } from './reach.ts';

/** Around the statement at fault, and those right behind it that use the pointer too. */
export function* guards({ cx, pointers, use, fn }: Untested): Generator<Candidate, void, void> {
  const places = pointers.filter(isPlace).map((node) => textOf(cx.file, node));
  for (const pointer of places) {
    const run = runOf(cx, use, fn, pointer);
    if (run.length === 0) continue;
    yield { title: guardTitle(cx, run, pointer), edits: guarded(cx, use, run, pointer) };
  }
}

export function guardTitle(cx: FixContext, [first, ...others]: readonly CNode[], pointer: string): string {
  const call = first && others.length === 0 ? callOf(first) : undefined;
  const name = call && textOf(cx.file, kidOf(call, 'function') ?? call);
  return name ? words().nullTest.callOnlyIf(name, pointer) : words().nullTest.onlyIf(pointer);
}

/** `f(p);`, `x = f(p);` */
function callOf(node: CNode): CNode | undefined {
  const [value] = node.type === 'expression_statement' ? node.kids : [];
  const right = value?.type === 'assignment_expression' ? kidOf(value, 'right') : value;
  return right?.type === 'call_expression' ? right : undefined;
}

/** Statements that can stand behind a test together; none where what they compute is needed later. */
function runOf(cx: FixContext, use: Placed, fn: CNode, pointer: string): readonly CNode[] {
  if (!canBeGuarded(use.node)) return [];
  const [parent] = use.around;
  const isAlone = parent === undefined || isArm(use.node, parent) || parent.type !== 'compound_statement';
  const rest = isAlone ? [] : following(use);
  const end = rest.findIndex(
    (node) => !canBeGuarded(node) || !namesIt(cx, node, pointer) || setsIt(cx, node, pointer),
  );
  const run = [use.node, ...rest.slice(0, end < 0 ? rest.length : end)];
  return isNeededLater(cx, run, fn) ? [] : run;
}

function canBeGuarded(node: CNode): boolean {
  if (node.type === 'expression_statement') return true;
  return node.type === 'if_statement' && ![...within(node)].some(({ type }) => type === 'labeled_statement');
}

function setsIt(cx: FixContext, node: CNode, pointer: string): boolean {
  return [...within(node)].some(
    (kid) => kid.type === 'assignment_expression' && textOf(cx.file, kidOf(kid, 'left')!) === pointer,
  );
}

/** A local that gets its only value in the run, and is read behind it. */
function isNeededLater(cx: FixContext, run: readonly CNode[], fn: CNode): boolean {
  const last = run.at(-1)!;
  const set = run
    .flatMap((node) => [...within(node)])
    .filter((kid) => kid.type === 'assignment_expression' && kidOf(kid, 'operator')?.type === '=')
    .map((kid) => kidOf(kid, 'left')!)
    .filter(({ type }) => type === 'identifier')
    .map((node) => textOf(cx.file, node));
  return set.some((name) => {
    const names = [...within(fn)].filter(
      (node) => node.type === 'identifier' && textOf(cx.file, node) === name,
    );
    const isLocal = names.some(({ field }) => field === 'declarator');
    const isSetBefore =
      isInitialised(cx, fn, name) || names.some(({ field, end }) => field === 'left' && end < run[0]!.start);
    return isLocal && !isSetBefore && names.some(({ start }) => start > last.end);
  });
}

function isInitialised(cx: FixContext, fn: CNode, name: string): boolean {
  return [...within(fn)].some(
    (node) =>
      node.type === 'init_declarator' &&
      textOf(cx.file, kidOf(node, 'declarator')!).replace(/^\W+/, '') === name,
  );
}

/** The statements a level deeper behind the test. `before`: what comes first. */
export function guarded(
  cx: FixContext,
  use: { readonly node: CNode; readonly around: Chain },
  run: readonly CNode[],
  pointer: string,
  before: Code = [],
): TextEdit[] {
  const { eol, unit, braces } = cx.style;
  const [first] = run;
  const last = run.at(-1)!;
  const [parent] = use.around;
  const outer = indentAt(cx, first!.start);
  const isInArm = parent !== undefined && isArm(use.node, parent);
  const isOneLine = !textOf(cx.file, { start: first!.start, end: last.end }).includes('\n');
  const needsBraces = run.length > 1 || !isOneLine || first!.type === 'if_statement' || isInArm || braces;
  const [head] = tested({ ...cx, style: { ...cx.style, braces: needsBraces } }, pointer, []);
  const lead = before.map((line) => line + eol + outer).join('');
  const opening = `${lead}${head}${eol}${outer}${unit}`;
  const edits: TextEdit[] = [{ start: first!.start, end: first!.start, newText: opening }];
  for (const start of lineStarts(cx, first!.start, last.end))
    edits.push({ start, end: start, newText: unit });
  if (needsBraces) edits.push({ start: last.end, end: last.end, newText: `${eol}${outer}}` });
  return edits;
}

/** Begins of the lines in a stretch, but for the first and for empty ones. */
function lineStarts({ file }: FixContext, start: number, end: number): number[] {
  const found: number[] = [];
  for (let at = file.text.indexOf('\n', start); at >= 0 && at < end; at = file.text.indexOf('\n', at + 1))
    if (!/^\r?\n/.test(file.text.slice(at + 1, at + 3))) found.push(at + 1);
  return found;
}

const ENDING = /release|discard|submit|put|destroy|drop|free/;

/** Leaving would take away what has nothing to do with the pointer. */
export function isGuardMeant(untested: Untested): boolean {
  const { cx, use, fn, pointers } = untested;
  const [pointer] = pointers.map((node) => textOf(cx.file, node));
  if (!pointer) return false;
  const [first, ...others] = runOf(cx, use, fn, pointer);
  if (!first) return false;
  const end = others.at(-1)?.end ?? first.end;
  const isNeeded = [...within(fn)].some(
    (node) =>
      node.start >= end &&
      isPlace(node) &&
      textOf(cx.file, node) === pointer &&
      node.field !== 'left' &&
      !isTested(cx, node, pointer),
  );
  if (isNeeded) return false;
  if (others.length === 0 && (isEnding(cx, first) || isGuardedBeside(cx, fn, first))) return true;
  return !hasExits(fn) && hasWork(cx, fn, end);
}

/** In an `if` that asks for it. */
function isTested(cx: FixContext, node: CNode, pointer: string): boolean {
  return chainOf(cx, node).some(
    (outer) => outer.type === 'if_statement' && namesIt(cx, kidOf(outer, 'condition')!, pointer),
  );
}

function isEnding(cx: FixContext, node: CNode): boolean {
  const call = node.type === 'expression_statement' ? node.kids[0] : undefined;
  return call?.type === 'call_expression' && ENDING.test(textOf(cx.file, kidOf(call, 'function') ?? call));
}

/** `if (q) sum += f(q);` beside `sum += f(p);`: the function has its way with what is missing. */
function isGuardedBeside(cx: FixContext, fn: CNode, node: CNode): boolean {
  const [value] = node.type === 'expression_statement' ? node.kids : [];
  const call = value?.type === 'assignment_expression' ? kidOf(value, 'right') : value;
  if (call?.type !== 'call_expression') return false;
  const others = callsOf(cx.file, fn, textOf(cx.file, kidOf(call, 'function') ?? call));
  return others.some((other) => {
    if (other.start === call.start) return false;
    const test = chainOf(cx, other).find(({ type }) => type === 'if_statement');
    const arm = kidOf(test, 'consequence');
    const asked = testOf(cx, kidOf(test, 'condition'));
    const isInArm = arm !== undefined && arm.start <= other.start && other.end <= arm.end;
    return isInArm && asked?.ofNull === false && namesIt(cx, other, asked.pointer);
  });
}

/** Does the function leave early anywhere? */
function hasExits(fn: CNode): boolean {
  const last = kidOf(fn, 'body')?.kids.at(-1);
  return [...within(fn)].some(({ type, start }) => type === 'return_statement' && start !== last?.start);
}

/** Calls and stores behind it that are more than cleaning up. */
function hasWork(cx: FixContext, fn: CNode, from: number): boolean {
  return [...within(fn)].some((node) => {
    if (node.start < from || node.type !== 'expression_statement') return false;
    const [value] = node.kids;
    if (value?.type === 'call_expression') return !isEnding(cx, node);
    return value !== undefined && /^(?:assignment|update)_expression$/.test(value.type);
  });
}
