/**
 * Fixes of a finding, made when somebody asks. What a rule proposes is tried: the edited text is checked as any text is,
 * and what is not better in every way is dropped. A reference that is then lost at another place is followed there.
 */
import type { CNode, FileReader, ParsedFile } from '../../bpf/syntax/types.ts';
import { words } from '../../bpf/words/fixes.ts';
import type { Fault } from '../analysis/engine/faults.ts';
import type { Answer, Candidate, TextEdit } from '../rules/fix/candidate.ts';
import { styleOf } from '../rules/fix/style.ts';
import { callNamesIn, chainAt } from '../rules/fix/tree.ts';
import { ruleOf } from '../rules/index.ts';
import { openSession, type Session } from './session.ts';
import { applyEdits, editsBetween, movedBy } from './text-edits.ts';
import type { Diagnostic, Fix, Range, Severity } from './types.ts';

/** Why a candidate is not offered. */
export type Refusal =
  | 'overlapping-edits'
  | 'macro-body'
  | 'not-parsed'
  | 'not-fully-checked'
  | 'new-finding'
  | 'lost-call'
  | 'still-there'
  | 'nowhere-further';

export interface Refused {
  readonly title: string;
  readonly why: Refusal;
}

export interface Fixes {
  /** The preferred one first. */
  readonly fixes: readonly Fix[];
  readonly refused: readonly Refused[];
}

export interface Fixer {
  /** Fixes of a finding of that text; in slices, as a check. None when the text has no such finding. */
  fixesFor(
    text: string,
    finding: Pick<Diagnostic, 'rule' | 'range' | 'message'>,
  ): Generator<void, Fixes, void>;
  close(): void;
}

/** Checks that one question may cost. */
const MOST_TRIALS = 60;
/** Places at which one reference is lost. */
const MOST_ROUNDS = 8;

/** `reader` finds headers; `initChecker` must have resolved before anything is asked. */
export function openFixer(path: string, reader: FileReader, kernel: string): Fixer {
  return fixerIn(openSession(path, '', reader), kernel);
}

/** In a session that is for nothing else, and ends with the fixer. */
export function fixerIn(session: Session, kernel: string): Fixer {
  return {
    *fixesFor(text, finding) {
      const trials: Trials = { session, kernel, left: MOST_TRIALS, refused: [], seen: new Set() };
      const before = yield* look(trials, text);
      const target = before.known.find((known) => isAsked(known, finding));
      const fixes: Fix[] = [];
      if (!target) return { fixes, refused: [] };
      const answers = answersTo(target, before);
      for (const [i, { safe }] of answers.entries()) {
        const found = yield* mend(trials, before, target, answers, i, 0);
        if (!found) continue;
        yield;
        const title = found.more > 0 ? words().inPlaces(found.title, found.more) : found.title;
        fixes.push({ title, preferred: fixes.length === 0, safe, edits: editsBetween(text, found.text) });
      }
      return { fixes, refused: trials.refused };
    },
    close: () => session.close(),
  };
}

interface Trials {
  readonly session: Session;
  readonly kernel: string;
  left: number;
  /** Texts that were tried: two ways may come to the same. */
  readonly seen: Set<string>;
  readonly refused: Refused[];
}

/** A finding as it can be found again in another text. */
export interface Known {
  readonly id: string;
  readonly path: string;
  /** What it is about, and where it goes wrong: offsets in the file at `path`. */
  readonly anchor: number;
  readonly place: number;
  readonly diagnostic: { readonly severity: Severity; readonly rule: string } & Pick<
    Diagnostic,
    'range' | 'message'
  >;
  readonly fault: Fault;
}

/** A checked text. Graphs move with the session's text, so offsets are taken at once. */
export interface Looked {
  readonly text: string;
  readonly file: ParsedFile;
  readonly known: readonly Known[];
  readonly incomplete: ReadonlySet<string>;
  readonly module: ReturnType<Session['parsed']>['module'];
  readonly kernel: string;
}

export function* look(
  { session, kernel }: Pick<Trials, 'session' | 'kernel'>,
  text: string,
): Generator<void, Looked, void> {
  session.setText(text);
  const result = yield* session.check(kernel);
  const { file, module } = session.parsed();
  return {
    text,
    file,
    module,
    kernel,
    known: session.findings().map(({ diagnostic, fault }): Known => {
      const { graph, at, ref } = fault;
      const about = ref && fault.id === 'unreleased-reference' ? ref : { graph, at };
      return {
        id: fault.id,
        path: about.graph.path,
        anchor: about.graph.start + about.at.start,
        place: graph.start + at.start,
        diagnostic,
        fault,
      };
    }),
    incomplete: new Set(result.incomplete.map(({ function: name }) => name)),
  };
}

export function isAsked(
  { diagnostic }: Known,
  asked: Pick<Diagnostic, 'rule' | 'range' | 'message'>,
): boolean {
  return (
    diagnostic.rule === asked.rule &&
    diagnostic.message === asked.message &&
    isSameRange(diagnostic.range, asked.range)
  );
}

function isSameRange(a: Range, b: Range): boolean {
  return (
    a.start.line === b.start.line &&
    a.start.character === b.start.character &&
    a.end.line === b.end.line &&
    a.end.character === b.end.character
  );
}

/** All ways are written out at once: the next check moves the graphs that they are made from. */
function answersTo({ fault }: Known, { file, module, kernel, text }: Looked): readonly Answer[] {
  const answers = ruleOf(fault.id)?.fixes(fault, { file, module, kernel, style: styleOf(text) }) ?? [];
  return answers.map(({ safe, ways }) => ({ safe, ways: [...ways] }));
}

interface Mended {
  readonly text: string;
  readonly title: string;
  /** Places beside the first. */
  readonly more: number;
}

/** The first way of an answer that holds; where it only moves the loss, together with the first for what remains. */
function* mend(
  trials: Trials,
  before: Looked,
  target: Known,
  answers: readonly Answer[],
  answer: number,
  round: number,
): Generator<void, Mended | undefined, void> {
  for (const way of answers[answer]?.ways ?? []) {
    const text = applyEdits(before.text, way.edits);
    if (text !== undefined && trials.seen.has(text)) continue;
    if (trials.left-- <= 0) return undefined;
    const tried = yield* attempt(trials, before, target, way, text);
    if (typeof tried === 'string') {
      trials.refused.push({ title: way.title, why: tried });
      continue;
    }
    const { after, rest } = tried;
    if (!rest) return { text: after.text, title: way.title, more: 0 };
    const further =
      round < MOST_ROUNDS
        ? yield* mend(trials, after, rest, answersTo(rest, after), answer, round + 1)
        : undefined;
    if (further) return { text: further.text, title: way.title, more: further.more + 1 };
    trials.refused.push({ title: way.title, why: 'nowhere-further' });
  }
  return undefined;
}

/** The edited text, and the finding where it goes wrong elsewhere now; or why it is no better. */
function* attempt(
  trials: Trials,
  before: Looked,
  target: Known,
  way: Candidate,
  text: string | undefined,
): Generator<void, { readonly after: Looked; readonly rest?: Known } | Refusal, void> {
  if (text === undefined || text === before.text) return 'overlapping-edits';
  if (way.edits.some((edit) => isInMacro(before.file, edit))) return 'macro-body';
  trials.seen.add(text);
  const after = yield* look(trials, text);
  yield;
  return judge(before, target, way, after);
}

/** A macro's body belongs to all that use it. */
function isInMacro(file: ParsedFile, edit: TextEdit): boolean {
  return chainAt(file, edit).some(({ type }) => type.startsWith('preproc_'));
}

export function judge(
  before: Looked,
  target: Known,
  { edits, drops = [] }: Candidate,
  after: Looked,
): { readonly after: Looked; readonly rest?: Known } | Refusal {
  const touched = touchedBy(edits, before, after);
  if (!isParsedAs(before, after, touched)) return 'not-parsed';
  if ([...after.incomplete].some((name) => !before.incomplete.has(name))) return 'not-fully-checked';
  const moved = movedBy(edits);
  const nowAt = ({ path }: Known, offset: number) => (path === before.file.path ? moved(offset) : offset);
  const places = new Map<string, Known>();
  for (const known of before.known)
    places.set(`${known.id} ${known.path} ${nowAt(known, known.anchor)}`, known);
  let rest: Known | undefined;
  for (const known of after.known) {
    const old = places.get(`${known.id} ${known.path} ${known.anchor}`);
    if (!old || isWorse(known, old)) return 'new-finding';
    if (old === target) rest = known;
  }
  if (dropsCall(before, after, touched, drops)) return 'lost-call';
  if (!rest) return { after };
  return rest.place === nowAt(target, target.place) ? 'still-there' : { after, rest };
}

function isWorse({ diagnostic: now }: Known, { diagnostic: before }: Known): boolean {
  return now.severity === 'error' && before.severity !== 'error';
}

/** A declaration that the edits change, and what it is after them. */
interface Touched {
  readonly was: CNode;
  readonly now: CNode | undefined;
}

function touchedBy(edits: readonly TextEdit[], before: Looked, after: Looked): Touched[] {
  const moved = movedBy(edits);
  return before.file.root.kids
    .filter((was) => edits.some(({ start, end }) => was.start <= start && end <= was.end))
    .map((was) => ({ was, now: after.file.root.kids.find(({ start }) => start === moved(was.start)) }));
}

/** No more of the text is a riddle to the parser than before. Only bodies that changed are looked into. */
function isParsedAs(before: Looked, after: Looked, touched: readonly Touched[]): boolean {
  const outside = ({ file }: Looked) => file.holes.length + file.malformed.length;
  if (outside(after) > outside(before)) return false;
  return touched.every(({ was, now }) => now && holesOf(now) <= holesOf(was));
}

function holesOf(node: CNode): number {
  return node.kids.reduce((count, kid) => count + (kid.holes?.length ?? 0), 0);
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
