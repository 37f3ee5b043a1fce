/**
 * The search for the fixes of one finding. What a rule proposes is a trial: who drives the search checks the edited text, with
 * nothing else in it or with the trials of others, and hands back what it came to.
 */
import type { ParsedFile } from '../../../bpf/syntax/types.ts';
import { words } from '../../../bpf/words/fixes.ts';
import type { Answer, TextEdit } from '../../rules/fix/candidate.ts';
import type { Style } from '../../rules/fix/style.ts';
import { chainAt } from '../../rules/fix/tree.ts';
import { ruleOf } from '../../rules/index.ts';
import { areSameTokens, backInto, inlinedAt } from './inline.ts';
import { judge, type Refusal } from './judge.ts';
import type { Known, Looked } from './look.ts';
import { isEntangled } from './same-reference.ts';
import { byUnit, type LaidOut, movedTo, NOTHING_OWN, type Own, ownAfter } from './units.ts';
import { allWrittenOut } from './written-out.ts';

export interface Refused {
  readonly title: string;
  readonly why: Refusal;
}

/** A fix that holds. */
export interface Mended {
  readonly title: string;
  readonly preferred: boolean;
  readonly safe: boolean;
  readonly isInstead?: true;
  readonly own: Own;
}

export interface Found {
  /** The preferred one first. */
  readonly fixes: readonly Mended[];
  readonly refused: readonly Refused[];
}

/** A checked text, what of it is this search's, and where that is. */
export interface View {
  readonly looked: Looked;
  /** Names of all that the last trial concerns; undefined: there is nothing else. */
  readonly claim: ReadonlySet<string> | undefined;
  readonly laid: LaidOut;
  readonly style: Style;
}

/** What is to be tried. `outside`: it changes what is in no unit. */
export type Trial = Own | 'outside';
export type Search = Generator<Trial, Found, View>;

/** Checks that one question may cost. */
const MOST_TRIALS = 60;
/** Places at which one reference is lost. */
const MOST_ROUNDS = 8;

interface Trials {
  left: number;
  /** Texts that were tried: two ways may come to the same. */
  readonly seen: Set<string>;
  /** Those of them that only moved the loss: the same written so that it is safe may begin with one. */
  readonly begun: Set<string>;
  readonly refused: Refused[];
}

/** `before` is good until the first trial. */
export function* searchFixes(before: View, target: Known): Search {
  const trials: Trials = { left: MOST_TRIALS, refused: [], seen: new Set(), begun: new Set() };
  const fixes: Mended[] = [];
  const answers = answersTo(target, before);
  let ifAlone = false;
  const isAlone = !before.looked.known.some(({ fault }) => isEntangled(target.fault, fault));
  for (const [i, { safe, isInstead }] of answers.entries()) {
    if (isInstead && (fixes.length === 0 || !isAlone || fixes.some((fix) => fix.safe))) continue;
    const found = yield* mend(trials, before, NOTHING_OWN, target, answers, i, 0);
    if (!found) continue;
    const title = found.more > 0 ? words().inPlaces(found.title, found.more) : found.title;
    const isSafe = (found.safe ?? safe === true) && isAlone;
    fixes.push({
      title,
      preferred: fixes.length === 0,
      safe: isSafe,
      ...(isInstead && isSafe ? { isInstead } : {}),
      own: found.own,
    });
    ifAlone ||= safe === 'alone' && found.safe === undefined && fixes.length === 1;
  }
  const [only, ...others] = fixes;
  if (only && others.length === 0 && ifAlone && isAlone) fixes[0] = { ...only, safe: true };
  if (fixes.length === 0) {
    const found =
      (yield* inExpansion(trials, before, target)) ?? (yield* inWrittenOut(trials, before, target));
    if (found) fixes.push({ ...found, preferred: true, safe: found.safe && isAlone });
  }
  return { fixes, refused: trials.refused };
}

/** The same with the macro expanded that the fault is in, if that comes of a change of the call alone. */
function* inExpansion(
  trials: Trials,
  before: View,
  target: Known,
): Generator<Trial, Omit<Mended, 'preferred'> | undefined, View> {
  const { file, text } = before.looked;
  const inlined = target.path === file.path ? inlinedAt(file, target.place) : undefined;
  if (!inlined || trials.left-- <= 0) return undefined;
  const { start, end, text: newText, origin } = inlined;
  const laid = byUnit(before.laid, [{ start, end, newText }]);
  if (!laid) yield 'outside';
  const own = laid && ownAfter(before.laid, NOTHING_OWN, laid);
  if (!own) return undefined;
  const apart = yield own;
  const there = apart.looked.known.find(
    ({ id, place, path }) =>
      id === target.id && path === target.path && origin(place - start) === target.place,
  );
  const answers = there ? answersTo(there, apart) : [];
  for (const [i, { safe }] of answers.entries()) {
    const found = yield* mend(trials, apart, own, there!, answers, i, 0);
    const whole = found?.own.get(0);
    if (!found || whole === undefined) continue;
    const fixed = whole.slice(start, whole.length - (text.length - end));
    const edits = backInto(text, inlined, fixed);
    const spans = edits && byUnit(before.laid, edits);
    const back = spans && ownAfter(before.laid, NOTHING_OWN, spans);
    if (!back || trials.left-- <= 0) {
      trials.refused.push({ title: found.title, why: 'macro-body' });
      continue;
    }
    const after = yield back;
    const again = inlinedAt(after.looked.file, start);
    const isSame = again !== undefined && areSameTokens(again.text, fixed);
    const moved = movedTo(before.laid, after.laid, spans, back);
    const judged = judge(before.looked, target, { title: '', edits }, after.looked, moved);
    if (isSame && typeof judged !== 'string' && !judged.rest) {
      const title = found.more > 0 ? words().inPlaces(found.title, found.more) : found.title;
      return { title, safe: found.safe ?? safe === true, own: back };
    }
    trials.refused.push({ title: found.title, why: typeof judged === 'string' ? judged : 'macro-body' });
  }
  return undefined;
}

/** With the macro's call written out in which the path leaves, and as many of its next as are needed. */
function* inWrittenOut(
  trials: Trials,
  before: View,
  target: Known,
): Generator<Trial, Omit<Mended, 'preferred'> | undefined, View> {
  if (target.id !== 'unreleased-reference' || target.path !== before.looked.file.path) return undefined;
  for (let more = 0; more <= MOST_NEXT; more++) {
    const written = allWrittenOut(before.looked.file, target, more);
    if (!written) return undefined;
    const found = yield* inText(trials, before, target, written);
    if (found) return found;
  }
  return undefined;
}

/** Uses of one macro that one reference is lost in. */
const MOST_NEXT = 3;

function* inText(
  trials: Trials,
  before: View,
  target: Known,
  written: NonNullable<ReturnType<typeof allWrittenOut>>,
): Generator<Trial, Omit<Mended, 'preferred'> | undefined, View> {
  const edits = byUnit(before.laid, written.edits);
  const own = edits && ownAfter(before.laid, NOTHING_OWN, edits);
  if (!own || trials.left-- <= 0) return undefined;
  const apart = yield own;
  const [had, has] = [before, apart].map(({ looked, claim }) => partOf(looked, claim));
  const { start, end } = written.there;
  const there = has!.known.find(
    ({ id, place, path }) => id === target.id && path === target.path && start <= place && place < end,
  );
  if (!there || has!.known.length > had!.known.length || has!.incomplete.size > had!.incomplete.size)
    return undefined;
  const answers = answersTo(there, apart);
  for (const [i, { safe }] of answers.entries()) {
    const found = yield* mend(trials, apart, own, there, answers, i, 0);
    if (!found) continue;
    const title = words().writtenOut(found.title, written.macro);
    return {
      title: found.more > 0 ? words().inPlaces(title, found.more) : title,
      safe: found.safe ?? safe === true,
      own: found.own,
    };
  }
  return undefined;
}

/** All ways are written out at once: the next check moves the graphs that they are made from. */
function answersTo({ fault }: Known, { looked, style }: View): readonly Answer[] {
  const { file, module, kernel } = looked;
  const answers = ruleOf(fault.id)?.fixes(fault, { file, module, kernel, style }) ?? [];
  return answers.map((answer) => ({ ...answer, ways: [...answer.ways] }));
}

interface Way {
  readonly own: Own;
  readonly title: string;
  /** Places beside the first. */
  readonly more: number;
  /** As the ways taken say; undefined: as the answer does. */
  readonly safe: boolean | undefined;
}

/** The first way of an answer that holds; where it only moves the loss, together with the first for what remains. */
function* mend(
  trials: Trials,
  before: View,
  had: Own,
  target: Known,
  answers: readonly Answer[],
  answer: number,
  round: number,
): Generator<Trial, Way | undefined, View> {
  for (const way of answers[answer]?.ways ?? []) {
    const edits = byUnit(before.laid, way.edits);
    if (!edits) yield 'outside';
    const own = edits && ownAfter(before.laid, had, edits);
    const key = own && keyOf(own);
    const isAgain = answers[answer]!.isInstead && trials.begun.has(key ?? '');
    if (key !== undefined && trials.seen.has(key) && !isAgain) continue;
    if (trials.left-- <= 0) return undefined;
    const refuse = (why: Refusal) => trials.refused.push({ title: way.title, why });
    if (!edits || !own || !isChanged(before, own, edits)) {
      refuse('overlapping-edits');
      continue;
    }
    if (way.edits.some((edit) => isInMacro(before.looked.file, edit))) {
      refuse('macro-body');
      continue;
    }
    trials.seen.add(key!);
    const after = yield own;
    const moved = movedTo(before.laid, after.laid, edits, own);
    const judged = judge(
      partOf(before.looked, after.claim),
      target,
      way,
      partOf(after.looked, after.claim),
      moved,
    );
    if (typeof judged === 'string') {
      refuse(judged);
      continue;
    }
    const { rest } = judged;
    if (!rest) return { own, title: way.title, more: 0, safe: way.safe };
    trials.begun.add(key!);
    const further =
      round < MOST_ROUNDS
        ? yield* mend(trials, after, own, rest, answersTo(rest, after), answer, round + 1)
        : undefined;
    if (further) return { ...further, title: way.title, more: further.more + 1, safe: safeOf(way, further) };
    refuse('nowhere-further');
  }
  return undefined;
}

/** What is found where nobody else has tried anything. */
function partOf(looked: Looked, claim: View['claim']): Looked {
  if (!claim) return looked;
  return {
    ...looked,
    known: looked.known.filter(({ roots }) => roots.some((root) => claim.has(root))),
    incomplete: new Set([...looked.incomplete].filter((name) => claim.has(name))),
  };
}

function keyOf(own: Own): string {
  return [...own].map(([i, text]) => `${i} ${text}`).join('\0');
}

function isChanged({ laid }: View, own: Own, edits: ReadonlyMap<number, unknown>): boolean {
  return [...edits.keys()].some((i) => {
    const { start, end } = laid.units[i]!;
    return own.get(i) !== laid.text.slice(start, end);
  });
}

function safeOf(way: { readonly safe?: boolean }, further: Way): boolean | undefined {
  return way.safe === false || further.safe === false ? false : (way.safe ?? further.safe);
}

/** A macro's body belongs to all that use it. */
function isInMacro(file: ParsedFile, edit: TextEdit): boolean {
  return chainAt(file, edit).some(({ type }) => type.startsWith('preproc_'));
}
