/** Fixes of lost references: end them on the path that loses them, the way the function already ends its others. */
import { lookupFunction } from '../../../../bpf/kernel/index.ts';
import { endersOf, handleIn, publishes } from '../../../../bpf/kernel/releases.ts';
import type { KernelFunction } from '../../../../bpf/kernel/types.ts';
import type { CNode } from '../../../../bpf/syntax/types.ts';
import { words } from '../../../../bpf/words/fixes.ts';
import { steps } from '../../../analysis/domain/trace.ts';
import type { Answer, Candidate, FixContext, TextEdit } from '../candidate.ts';
import { declaredBeside } from '../declare.ts';
import { insertBefore } from '../edits.ts';
import { type Made, madeBy } from '../holder.ts';
import {
  atBlockEnd,
  beforeReturn,
  beforeStatement,
  decisions,
  initialise,
  isAssignmentTo,
  isVisible,
  jumpsOf,
  jumpText,
  laterIn,
  type Place,
  rootOf,
} from '../place.ts';
import { actOf } from '../release.ts';
import {
  absolute,
  argumentsOf,
  callsOf,
  chainAt,
  functionAround,
  isLoop,
  isSame,
  isStatement,
  kidOf,
  mentions,
  placed,
  placedIn,
  textOf,
  within,
} from '../tree.ts';
import { callees } from './callee.ts';
import { captured } from './capture.ts';
import { endings, type Leak, type LeakFault, rootless } from './facts.ts';
import { ladders } from './ladder.ts';
import { isReleasedBefore, moves, releaseStatements, widened } from './moves.ts';
import { halfExchange, turned } from './turned.ts';
import { aheadOfThrower, otherValue, whereverThere } from './unnamed.ts';

/** A value that the program returns has no right answer: what was meant cannot be returned. */
export function leakFixes(fault: LeakFault, cx: FixContext): readonly Answer[] {
  if (fault.graph.path !== cx.file.path || fault.what === 'returned') return [];
  const made = madeBy(fault, cx.file);
  if (!made) return [];
  const { by, struct, enders: named } = fault.data;
  // Of what a project's functions take, the catalogue knows nothing.
  if (named) return [];
  const enders = endersOf(by, struct, cx.kernel);
  const meant = enders.filter((fn, i) => i === 0 || publishes(fn));
  const tests = [...turned(cx, fault, made.holders), ...halfExchange(cx, fault)];
  const ended = meant.map((ender): Answer => {
    const safe = isSafe(fault, cx, enders, ender, made);
    return {
      // A test that reads the wrong way round is the likelier mistake, where it turns out to be one.
      safe: safe && tests.length > 0 ? 'alone' : safe,
      ways: declaring(waysTo({ cx, fault, ender, enders, made }), declaredBeside(cx, ender, by)),
    };
  });
  return [...(tests.length > 0 ? [{ safe: false, ways: tests }] : []), ...ended];
}

function* declaring(
  ways: Iterable<Candidate>,
  declaration: readonly TextEdit[],
): Generator<Candidate, void, void> {
  for (const { title, edits } of ways) yield { title, edits: [...declaration, ...edits] };
}

/**
 * What is stored elsewhere may be meant to stay. A record is discarded where the same function submits it otherwise, and
 * where nothing was put into it.
 */
function isSafe(
  fault: LeakFault,
  cx: FixContext,
  enders: readonly KernelFunction[],
  ender: KernelFunction,
  made: Made,
): boolean {
  if (publishes(ender)) return false;
  if (steps(fault.trace).some(({ step }) => step.kind === 'stored' && step.ref === fault.refId)) return false;
  const other = enders.find(publishes);
  const fn = functionAround(chainAt(cx.file, absolute(fault.graph, fault.at)));
  if (!other || (fn !== undefined && callsOf(cx.file, fn, other.name).length > 0)) return true;
  const record = lookupFunction(fault.data.by);
  return record !== undefined && handleIn(record) !== undefined && isUnfilled(cx, made);
}

/** Nobody is given the dynptr but who reserves it. */
function isUnfilled({ file }: FixContext, { holders, makers, call, here, around }: Made): boolean {
  const isGiven = (fn: CNode | undefined, names: readonly string[], by: CNode) =>
    fn === undefined ||
    [...within(fn)].some(
      (node) =>
        node.type === 'call_expression' &&
        !isSame(node, by) &&
        argumentsOf(node).some((arg) => names.includes(textOf(file, arg))),
    );
  if (holders.length === 0) return false;
  return (
    !isGiven(functionAround(around), makers, call) &&
    !isGiven(functionAround(here.around), holders, here.call)
  );
}

function* waysTo(leak: Leak): Generator<Candidate, void, void> {
  const { made, fault } = leak;
  for (const holder of made.holders) yield* waysWith(leak, holder);
  for (const holder of made.makers) yield* overwrittenByMaker(leak, holder);
  for (const holder of new Set([...made.makers, ...made.holders])) yield* aheadOfThrower(leak, holder);
  yield* whereverThere(leak);
  const record = lookupFunction(fault.data.by);
  if (record && handleIn(record) !== undefined) return;
  if (fault.what !== 'overwritten' || made.holders.length === 0) yield* captured(leak);
}

function* waysWith(leak: Leak, holder: string): Generator<Candidate, void, void> {
  yield* ladders(leak, holder);
  yield* otherValue(leak, holder);
  const there = releaseStatements(leak, holder, [leak.ender]);
  const ended = releaseStatements(leak, holder, leak.enders);
  const isCall = leak.fault.what === 'throw' || leak.fault.what === 'tail-call';
  if (!isCall) yield* widened(leak, holder, there, ended);
  const places = [...placesOf(leak, holder)].filter((place) => isVisible(leak.cx, holder, place));
  for (const place of places)
    if (!isReleasedBefore(leak, holder, ended, place)) yield* releasesAt(leak, holder, place);
  yield* callees(leak, holder);
  yield* moves(leak, holder, there, places[0]);
}

function* releasesAt(leak: Leak, holder: string, place: Place): Generator<Candidate, void, void> {
  const { cx, ender } = leak;
  const title = words().before(actOf(ender), rootless(holder), place.name);
  const codes = endings(leak, holder, functionStart(place));
  for (const code of codes) yield { title, edits: place.put(code) };
  const fn = functionAround(place.around);
  const start = fn && initialise(cx, fn, holder);
  const guarded = codes.find((code) => code.length > 1);
  if (start && guarded) yield { title, edits: [...start, ...place.put(guarded)] };
}

function functionStart(place: Place): number {
  return functionAround(place.around)?.start ?? 0;
}

/** Places that the path goes through after it has the reference, the last and most exact ones first. */
function* placesOf(leak: Leak, holder: string): Generator<Place, void, void> {
  const { cx, fault } = leak;
  const names = words().places;
  const isRound = steps(fault.trace).some(({ step }) => step.kind === 'again');
  const decided = decisions(cx, fault);
  const jumps = jumpsOf(cx, decided).map((jump) => beforeStatement(cx, jump, names.jump(jumpText(cx, jump))));
  if (fault.what === 'overwritten' && isRound) yield* [...jumps, ...blockEnds(leak, holder)];
  const exact = exactPlace(leak, holder);
  if (exact) yield exact;
  if (fault.what === 'overwritten' && isRound) return yield* laterPlaces(leak, holder);
  yield* jumps;
  yield* blockEnds(leak, holder);
  yield* laterPlaces(leak, holder);
}

/** What the trace does not tell: where the path may have gone, where the holder gets another value, the last exit. */
function* laterPlaces({ cx, made }: Leak, holder: string): Generator<Place, void, void> {
  const fn = functionAround(made.here.around);
  if (!fn) return;
  const names = words().places;
  for (const statement of laterIn(cx, fn, made.here.call.end, holder)) {
    const isJump = statement.node.type !== 'expression_statement';
    yield beforeStatement(cx, statement, isJump ? names.jump(jumpText(cx, statement)) : names.overwrite);
  }
  // What is begun once more, as an iterator, is ended before.
  for (const again of callsOf(cx.file, fn, textOf(cx.file, kidOf(made.call, 'function') ?? made.call))) {
    const statement = placed(cx.file, again).around[0];
    const isSame = argumentsOf(again).some((arg) => textOf(cx.file, arg) === holder);
    if (isSame && again.start > made.here.call.end && statement?.type === 'expression_statement')
      yield beforeStatement(cx, placed(cx.file, statement), names.overwrite);
  }
  const last = kidOf(fn, 'body')?.kids.at(-1);
  if (last?.type === 'return_statement') yield beforeReturn(cx, placed(cx.file, last), holder);
  // A copy was overwritten, and an exit behind it loses what is left.
  const isExit = ({ type, start }: CNode) => type === 'return_statement' && start > made.here.call.end;
  for (const exit of [...within(fn)].filter(isExit).slice(0, MOST_EXITS))
    if (exit !== last) yield beforeReturn(cx, placed(cx.file, exit), holder);
}

const MOST_EXITS = 4;

/** A field that each round of a callback sets: what it held is ended first. */
function* overwrittenByMaker(leak: Leak, holder: string): Generator<Candidate, void, void> {
  const { cx, made, ender } = leak;
  const fn = functionAround(made.around);
  if (!fn || made.here.call === made.call || /^\w+$/.test(holder)) return;
  for (const node of within(fn)) {
    if (!isAssignmentTo(cx, node, holder)) continue;
    const title = words().before(actOf(ender), holder, words().places.overwrite);
    const code = endings(leak, holder, fn.start).at(-1)!;
    yield { title, edits: insertBefore(cx, placed(cx.file, node), code) };
  }
}

/** The place that the finding names. */
function exactPlace({ cx, fault }: Leak, holder: string): Place | undefined {
  const span = absolute(fault.graph, fault.at);
  const chain = chainAt(cx.file, span);
  const names = words().places;
  const statement = placedIn(chain, isStatement);
  if (!statement) return undefined;
  const { node } = statement;
  if (fault.what === 'overwritten') {
    if (node.type !== 'expression_statement') return undefined;
    return beforeStatement(cx, statement, names.overwrite);
  }
  if (fault.what === 'throw' || fault.what === 'tail-call') {
    const call = chain.find(({ type }) => type === 'call_expression');
    const callee = call?.kids.find((kid) => kid.field === 'function');
    return callee && beforeStatement(cx, statement, names.call(textOf(cx.file, callee)));
  }
  if (node.type === 'return_statement') return beforeReturn(cx, statement, holder);
  const body = chain.find(({ field, type }) => field === 'body' && type === 'compound_statement');
  return body && node === body ? atBlockEnd(cx, chain, body, names.end) : undefined;
}

/** Ends of the blocks around the call that made it, up to the first that the fault is in as well. */
function* blockEnds({ cx, fault, made }: Leak, holder: string): Generator<Place, void, void> {
  const lost = absolute(fault.graph, fault.at);
  const isRound = fault.what === 'overwritten';
  for (const [i, node] of made.here.around.entries()) {
    if (node.type === 'function_definition') return;
    if (node.type !== 'compound_statement') continue;
    const parent = made.here.around[i + 1]!;
    const holdsBoth = node.start <= lost.start && lost.end <= node.end;
    if (holdsBoth && !(isRound && isLoop(parent))) continue;
    const names = words().places;
    const place =
      atBlockEnd(cx, made.here.around, node, isLoop(parent) ? names.round : names.block) ??
      beforeValue(cx, parent, node, holder);
    if (place) yield place;
  }
}

/** `({ ...; w; })`: before the last statement, which is what it comes to. */
function beforeValue(cx: FixContext, parent: CNode, block: CNode, holder: string): Place | undefined {
  const last = block.kids.at(-1);
  if (parent.type !== 'parenthesized_expression' || last?.type !== 'expression_statement') return undefined;
  if (mentions(cx.file, last, rootOf(holder))) return undefined;
  return beforeStatement(cx, placed(cx.file, last), words().places.block);
}
