/** What an edit made of a text: whether the finding is gone and nothing else is worse. */
import type { CNode } from '../../../bpf/syntax/types.ts';
import type { Candidate, TextEdit } from '../../rules/fix/candidate.ts';
import { callNamesIn } from '../../rules/fix/tree.ts';
import { movedBy } from '../text-edits.ts';
import type { Known, Looked } from './look.ts';
import { isReached } from './reached.ts';

/** Why a candidate is not offered. */
export type Refusal =
  | 'overlapping-edits'
  | 'macro-body'
  | 'not-parsed'
  | 'not-fully-checked'
  | 'new-finding'
  | 'lost-call'
  | 'cut-off'
  | 'still-there'
  | 'nowhere-further';

/** Where an offset is in the edited text; undefined: it is not known. */
export type Moved = (offset: number) => number | undefined;

/** Whether the edited text is better in every way: then what of the finding is left elsewhere; or why it is not. */
export function judge(
  before: Looked,
  target: Known,
  { edits, drops = [] }: Candidate,
  after: Looked,
  moved: Moved = movedBy(edits),
): { readonly after: Looked; readonly rest?: Known } | Refusal {
  const touched = touchedBy(edits, before, after, moved);
  if (!isParsedAs(before, after, touched)) return 'not-parsed';
  if ([...after.incomplete].some((name) => !before.incomplete.has(name))) return 'not-fully-checked';
  const nowAt = ({ path }: Known, offset: number) => (path === before.file.path ? moved(offset) : offset);
  let rest: Known | undefined;
  let next: Known | undefined;
  for (const [known, old] of paired(before.known, after.known, new Set([target]), nowAt)) {
    if (!old && !next && isNext(known, target)) next = known;
    else if (!old || isWorse(known, old)) return 'new-finding';
    else if (old === target) rest = known;
  }
  if (rest && next) return 'new-finding';
  if (dropsCall(before, after, touched, drops)) return 'lost-call';
  if (!rest && !next && isCutOff(target, after, nowAt(target, target.place))) return 'cut-off';
  if (next) return { after, rest: next };
  if (!rest) return { after };
  return rest.place === nowAt(target, target.place) ? 'still-there' : { after, rest };
}

/** A test for NULL before what is only reached with NULL: the finding is gone because its place is. */
function isCutOff({ id, path }: Known, after: Looked, place: number | undefined): boolean {
  if (!id.startsWith('possibly-null-') || path !== after.file.path || place === undefined) return false;
  return !isReached(after, place);
}

/** Whether all of them are gone after edits that hold each alone, and nothing else is worse. */
export function areGone(
  before: Looked,
  targets: ReadonlySet<Known>,
  edits: readonly TextEdit[],
  after: Looked,
): boolean {
  const moved = movedBy(edits);
  if (!isParsedAs(before, after, touchedBy(edits, before, after, moved))) return false;
  if ([...after.incomplete].some((name) => !before.incomplete.has(name))) return false;
  const nowAt = ({ path }: Known, offset: number) => (path === before.file.path ? moved(offset) : offset);
  return [...paired(before.known, after.known, targets, nowAt)].every(
    ([known, old]) => old && !targets.has(old) && !isWorse(known, old),
  );
}

/**
 * What each finding was before: the one about the same thing that goes wrong at the same place, or else at another. Several
 * programs may go wrong at one place of what they share: what is asked about counts as mended first.
 */
function paired(
  before: readonly Known[],
  after: readonly Known[],
  targets: ReadonlySet<Known>,
  nowAt: (known: Known, offset: number) => number | undefined,
): Map<Known, Known | undefined> {
  const left = new Map<string, Known[]>();
  for (const known of before) {
    const key = `${known.id} ${known.path} ${nowAt(known, known.anchor)}`;
    const there = left.get(key) ?? [];
    left.set(key, targets.has(known) ? [...there, known] : [known, ...there]);
  }
  const pairs = new Map<Known, Known | undefined>();
  const pair = (known: Known, isIt: (old: Known) => boolean) => {
    const there = left.get(`${known.id} ${known.path} ${known.anchor}`) ?? [];
    const at = there.findLastIndex(isIt);
    if (at >= 0) pairs.set(known, there.splice(at, 1)[0]);
  };
  for (const known of after) pair(known, (old) => !targets.has(old) && nowAt(old, old.place) === known.place);
  for (const known of after)
    if (!pairs.has(known)) pair(known, (old) => nowAt(old, old.place) === known.place);
  for (const known of after) {
    if (!pairs.has(known)) pair(known, () => true);
    if (!pairs.has(known)) pairs.set(known, pairs.get(after.find((other) => isTwin(known, other))!));
  }
  return pairs;
}

/** The same in other words: on one path a pointer may be NULL, on another it is. */
function isTwin(known: Known, other: Known): boolean {
  return (
    other !== known &&
    other.id === known.id &&
    other.path === known.path &&
    other.anchor === known.anchor &&
    other.place === known.place &&
    other.fault.root === known.fault.root
  );
}

/** What was released is used once more where the path goes on: it was not looked at there before. */
function isNext(known: Known, target: Known): boolean {
  return target.id === 'use-after-release' && known.id === target.id && known.path === target.path;
}

function isWorse({ diagnostic: now }: Known, { diagnostic: before }: Known): boolean {
  return now.severity === 'error' && before.severity !== 'error';
}

/** A declaration that the edits change, and what it is after them. */
interface Touched {
  readonly was: CNode;
  readonly now: CNode | undefined;
}

function touchedBy(edits: readonly TextEdit[], before: Looked, after: Looked, moved: Moved): Touched[] {
  return before.file.root.kids
    .filter((was) => edits.some(({ start, end }) => was.start <= start && end <= was.end))
    .map((was) => ({ was, now: standingAt(after, moved(was.start), moved(was.end - 1)) }));
}

/** The declaration with that beginning or that last character: a word may have come before it. */
function standingAt(
  { file }: Looked,
  start: number | undefined,
  last: number | undefined,
): CNode | undefined {
  return file.root.kids.find((kid) => kid.start === start || kid.end - 1 === last);
}

/** No more of the text is a riddle to the parser than before. Only bodies that changed are looked into. */
function isParsedAs(before: Looked, after: Looked, touched: readonly Touched[]): boolean {
  const outside = ({ file }: Looked) => file.holes.length + file.malformed.length;
  if (outside(after) > outside(before)) return false;
  return touched.every(({ was, now }) => now && holesOf(now) <= holesOf(was));
}

/** A node stands for one text: bodies are not parsed again to count. */
const HOLES = new WeakMap<CNode, number>();

function holesOf(node: CNode): number {
  const known = HOLES.get(node);
  if (known !== undefined) return known;
  const count = node.kids.reduce((sum, kid) => sum + (kid.holes?.length ?? 0), 0);
  HOLES.set(node, count);
  return count;
}

/** A fix takes no call away from the functions that it changes, but for those that it is about. */
function dropsCall(
  before: Looked,
  after: Looked,
  touched: readonly Touched[],
  allowed: readonly string[],
): boolean {
  return touched.some(({ was, now }) => {
    const counts = new Map<string, number>();
    const count = (names: readonly string[], by: number) => {
      for (const name of names) counts.set(name, (counts.get(name) ?? 0) + by);
    };
    if (now) count(callNamesIn(after.file, now), 1);
    count(callNamesIn(before.file, was), -1);
    return [...counts].some(([name, left]) => left < 0 && !allowed.includes(name));
  });
}
