/**
 * Searches for many fixes of one text. What an edit of a function changes shows where that function leads from: trials that
 * have nothing in common there are tried in one text, so that a check serves many of them.
 *
 *      searches ─▶ a trial of each ─▶ those that touch other programs ─▶ one check ─▶ each goes on with what is its own
 *          ▲                             │ the others wait                               │
 *          └─────────────────────────────┴───────────────────────────────────────────────┘
 */
import { calledBy } from '../../../bpf/flow/call-graph.ts';
import type { FunctionInfo } from '../../../bpf/flow/graph.ts';
import { styleOf } from '../../rules/fix/style.ts';
import type { Session } from '../session.ts';
import { type Known, type Looked, lookAgain } from './look.ts';
import { type Found, type Search, searchFixes, type View } from './search.ts';
import { type Cut, cutIntoFunctions, layOut, NOTHING_OWN, type Own } from './units.ts';

/** Who is concerned by a change of a function: itself, and what leads to it. */
export type Reach = (name: string) => ReadonlySet<string>;

export function reachOf({ file, module }: Looked): Reach {
  const callers = new Map<string, string[]>();
  for (const fn of module.functions.values()) {
    if (fn.path !== file.path) continue;
    for (const callee of calledBy(fn)) callers.set(callee, [...(callers.get(callee) ?? []), fn.name]);
  }
  const known = new Map<string, ReadonlySet<string>>();
  return (name) => {
    const before = known.get(name);
    if (before) return before;
    const found = new Set([name]);
    for (const one of found) for (const caller of callers.get(one) ?? []) found.add(caller);
    known.set(name, found);
    return found;
  };
}

/** All that a finding is about. */
export function concernedBy({ fault, roots }: Known, reach: Reach): ReadonlySet<string> {
  return new Set([...reach(fault.graph.name), ...roots]);
}

/** `outside`: what is to be tried changes more than functions; `unfinished`: there is no more work to be had. */
export type Outcome = Found | 'outside' | 'unfinished';

interface Running {
  readonly index: number;
  readonly search: Search;
  readonly about: ReadonlySet<string>;
  /** What it waits for; undefined: it is over. */
  trial: Own | undefined;
}

interface Place {
  readonly session: Session;
  readonly before: Looked;
  readonly reach: Reach;
  readonly mayGoOn: () => boolean;
}

/** In the order of the targets, which have nothing in common; in a session that is for nothing else. */
export function* searchTogether(
  { session, before, reach, mayGoOn }: Place,
  targets: readonly Known[],
): Generator<void, { readonly cut: Cut; readonly outcomes: readonly Outcome[] }, void> {
  const cut = cutIntoFunctions(before);
  const names = namesIn(cut, before);
  const style = styleOf(before.text);
  const outcomes: Outcome[] = targets.map(() => 'unfinished');
  const first: View = { looked: before, claim: undefined, laid: layOut(cut, NOTHING_OWN), style };
  const running = targets.map((target, index): Running => {
    const search = searchFixes(first, target);
    return { index, search, about: concernedBy(target, reach), trial: undefined };
  });
  const advance = (one: Running, step: IteratorResult<Own | 'outside', Found>) => {
    one.trial = undefined;
    if (step.done) outcomes[one.index] = step.value;
    else if (step.value === 'outside') outcomes[one.index] = 'outside';
    else one.trial = step.value;
  };
  // All are begun before the first check moves the graphs that they are made from.
  for (const one of running) {
    advance(one, one.search.next());
    yield;
  }
  const claimOf = ({ about, trial }: Running): ReadonlySet<string> =>
    new Set([...about, ...[...trial!.keys()].flatMap((i) => names[i]!.flatMap((name) => [...reach(name)]))]);
  for (;;) {
    const waiting = running.filter(({ trial }) => trial);
    if (waiting.length === 0 || !mayGoOn()) return { cut, outcomes };
    const wave = independent(waiting, claimOf);
    const laid = layOut(cut, new Map(wave.flatMap(({ one }) => [...one.trial!])));
    const looked = yield* lookAgain(session, before, laid.text);
    for (const { one, claim } of wave) advance(one, one.search.next({ looked, claim, laid, style }));
  }
}

function namesIn({ units }: Cut, { file, module }: Looked): string[][] {
  const own: FunctionInfo[] = [...module.functions.values()].filter(({ path }) => path === file.path);
  own.sort((a, b) => a.start - b.start);
  let at = 0;
  return units.map(({ end }) => {
    const names: string[] = [];
    for (; at < own.length && own[at]!.end <= end; at++) names.push(own[at]!.name);
    return names;
  });
}

export interface Claimed<T> {
  readonly one: T;
  readonly claim: ReadonlySet<string>;
}

/** As many as have nothing in common, the first ones first. */
export function independent<T>(all: readonly T[], claimOf: (one: T) => ReadonlySet<string>): Claimed<T>[] {
  const taken = new Set<string>();
  return all.flatMap((one): Claimed<T>[] => {
    const claim = claimOf(one);
    for (const name of claim) if (taken.has(name)) return [];
    for (const name of claim) taken.add(name);
    return [{ one, claim }];
  });
}
