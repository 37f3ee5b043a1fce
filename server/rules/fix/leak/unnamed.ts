/** A release that is there, where nothing names the reference at the place of its loss: in another function, or through a pointer. */
import type { CNode } from '../../../../bpf/syntax/types.ts';
import { words } from '../../../../bpf/words/fixes.ts';
import { steps } from '../../../analysis/domain/trace.ts';
import type { Candidate } from '../candidate.ts';
import { insertBefore, isArm, remove, replace } from '../edits.ts';
import { actOf } from '../release.ts';
import {
  absolute,
  argumentsOf,
  callsOf,
  chainAt,
  functionAround,
  kidOf,
  type Placed,
  placed,
  textOf,
} from '../tree.ts';
import { type Leak, rootless } from './facts.ts';
import { askedAlone, pointerTests } from './moves.ts';

/** A function that is called while the reference is held may throw: it is released before the call, if nothing needs it behind. */
export function* aheadOfThrower(leak: Leak, holder: string): Generator<Candidate, void, void> {
  const { cx, fault, made, ender } = leak;
  const fn = functionAround(made.around);
  if (fault.what !== 'throw' || !fn) return;
  const entered = steps(fault.trace).findLast(
    ({ step, graph, at }) => step.kind === 'enter' && isWithin(fn, absolute(graph, at)),
  );
  if (entered?.step.kind !== 'enter' || entered.graph.path !== cx.file.path) return;
  const chain = chainAt(cx.file, absolute(entered.graph, entered.at));
  const i = chain.findIndex(({ type }) => type === 'compound_statement');
  const statement = chain[i - 1];
  if (!statement) return;
  for (const { node, around } of releasesIn(leak, fn, holder)) {
    if (node.start < statement.end || !around[0] || isArm(node, around[0])) continue;
    const title = words().beforeCallInstead(actOf(ender), rootless(holder), entered.step.name);
    const code = [textOf(cx.file, node)];
    yield { title, edits: [...insertBefore(cx, placed(cx.file, statement), code), remove(cx, node)] };
  }
}

function isWithin(fn: CNode, { start, end }: { readonly start: number; readonly end: number }): boolean {
  return fn.start <= start && end <= fn.end;
}

/** Statements of the function that are nothing but such a release. */
function releasesIn({ cx, ender }: Leak, fn: CNode, holder: string | undefined): Placed[] {
  return callsOf(cx.file, fn, ender.name)
    .filter(
      (call) => holder === undefined || argumentsOf(call).some((arg) => textOf(cx.file, arg) === holder),
    )
    .map((call) => placed(cx.file, call))
    .filter(({ around }) => around[0]?.type === 'expression_statement')
    .map(({ around }) => placed(cx.file, around[0]!));
}

/** `if (own) release(p);` on the way to the exit: that the pointer is there is all that counts. */
export function* whereverThere(leak: Leak): Generator<Candidate, void, void> {
  const { cx, fault } = leak;
  if (fault.what !== 'exit') return;
  const names = steps(fault.trace).flatMap(({ step }) => (step.kind === 'enter' ? [step.name] : []));
  const own = [...new Set([fault.graph.name, ...names])].flatMap(
    (name) => cx.module.functions.get(name) ?? [],
  );
  for (const { path, nameStart } of own) {
    const fn = cx.file.root.kids.find(({ start, end }) => start <= nameStart && nameStart < end);
    if (path !== cx.file.path || !fn) continue;
    for (const statement of releasesIn(leak, fn, undefined)) yield* testedAlone(leak, statement);
  }
}

function* testedAlone(leak: Leak, statement: Placed): Generator<Candidate, void, void> {
  const { cx } = leak;
  const { node } = statement;
  const holder = textOf(cx.file, argumentsOf(node.kids[0]!)[0] ?? node);
  yield* askedAlone(leak, holder, statement);
  yield* pointerTests(leak, holder, [statement]);
}

/** `c ? (release(p), x) : y` at the exit: the other arm releases as well. */
export function* otherValue({ cx, fault, ender }: Leak, holder: string): Generator<Candidate, void, void> {
  const exit = chainAt(cx.file, absolute(fault.graph, fault.at)).find(
    ({ type }) => type === 'return_statement',
  );
  if (!exit) return;
  for (const call of callsOf(cx.file, exit, ender.name)) {
    const chain = placed(cx.file, call).around;
    const choice = chain.find(({ type }) => type === 'conditional_expression');
    const text = textOf(cx.file, call);
    if (!choice || !argumentsOf(call).some((arg) => textOf(cx.file, arg) === holder)) continue;
    for (const arm of [kidOf(choice, 'consequence'), kidOf(choice, 'alternative')]) {
      if (!arm || (arm.start <= call.start && call.end <= arm.end)) continue;
      const title = words().otherwise(actOf(ender), rootless(holder));
      yield { title, edits: [replace(arm, `(${text}, ${textOf(cx.file, arm)})`)] };
    }
  }
}
