/**
 * Fixes of a finding, made when somebody asks. What a rule proposes is tried: the edited text is checked as any text is,
 * and what is not better in every way is dropped. A reference that is then lost at another place is followed there.
 */
import type { FileReader, ParsedFile } from '../../bpf/syntax/types.ts';
import { words } from '../../bpf/words/fixes.ts';
import type { Answer, Candidate, TextEdit } from '../rules/fix/candidate.ts';
import { styleOf } from '../rules/fix/style.ts';
import { chainAt } from '../rules/fix/tree.ts';
import { ruleOf } from '../rules/index.ts';
import { judge, type Refusal } from './fix/judge.ts';
import { isAsked, type Known, type Looked, look } from './fix/look.ts';
import { isEntangled } from './fix/same-reference.ts';
import { openSession, type Session } from './session.ts';
import { applyEdits, editsBetween } from './text-edits.ts';
import type { Diagnostic, Fix } from './types.ts';

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
export function openFixer(path: string, reader: FileReader, kernel: string, libbpf?: string): Fixer {
  return fixerIn(openSession(path, '', reader), kernel, libbpf);
}

/** In a session that is for nothing else, and ends with the fixer. */
export function fixerIn(session: Session, kernel: string, libbpf?: string): Fixer {
  return {
    *fixesFor(text, finding) {
      const trials: Trials = { session, kernel, libbpf, left: MOST_TRIALS, refused: [], seen: new Set() };
      const before = yield* look(trials, text);
      const target = before.known.find((known) => isAsked(known, finding));
      const fixes: Fix[] = [];
      if (!target) return { fixes, refused: [] };
      const answers = answersTo(target, before);
      const isAlone = !before.known.some(({ fault }) => isEntangled(target.fault, fault));
      for (const [i, { safe }] of answers.entries()) {
        const found = yield* mend(trials, before, target, answers, i, 0);
        if (!found) continue;
        yield;
        const title = found.more > 0 ? words().inPlaces(found.title, found.more) : found.title;
        fixes.push({
          title,
          preferred: fixes.length === 0,
          safe: (found.safe ?? safe) && isAlone,
          edits: editsBetween(text, found.text),
        });
      }
      return { fixes, refused: trials.refused };
    },
    close: () => session.close(),
  };
}

interface Trials {
  readonly session: Session;
  readonly kernel: string;
  readonly libbpf: string | undefined;
  left: number;
  /** Texts that were tried: two ways may come to the same. */
  readonly seen: Set<string>;
  readonly refused: Refused[];
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
  /** As the ways taken say; undefined: as the answer does. */
  readonly safe: boolean | undefined;
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
    if (!rest) return { text: after.text, title: way.title, more: 0, safe: way.safe };
    const further =
      round < MOST_ROUNDS
        ? yield* mend(trials, after, rest, answersTo(rest, after), answer, round + 1)
        : undefined;
    if (further) return { ...further, title: way.title, more: further.more + 1, safe: safeOf(way, further) };
    trials.refused.push({ title: way.title, why: 'nowhere-further' });
  }
  return undefined;
}

function safeOf(way: Candidate, further: Mended): boolean | undefined {
  return way.safe === false || further.safe === false ? false : (way.safe ?? further.safe);
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
