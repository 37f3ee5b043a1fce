/**
 * Fixes of a finding, made when somebody asks. What a rule proposes is tried: the edited text is checked as any text is,
 * and what is not better in every way is dropped. A reference that is then lost at another place is followed there.
 */
import type { FileReader } from '../../bpf/syntax/types.ts';
import { styleOf } from '../rules/fix/style.ts';
import { isAsked, type Known, type Looked, look, lookAgain } from './fix/look.ts';
import { type Found, type Refused, searchFixes, type View } from './fix/search.ts';
import { type LaidOut, layOut, NOTHING_OWN, wholeOf } from './fix/units.ts';
import { openSession, type Session } from './session.ts';
import { editsBetween } from './text-edits.ts';
import type { Diagnostic, Fix } from './types.ts';

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

/** `reader` finds headers; `initChecker` must have resolved before anything is asked. */
export function openFixer(path: string, reader: FileReader, kernel: string, libbpf?: string): Fixer {
  return fixerIn(openSession(path, '', reader), kernel, libbpf);
}

/** In a session that is for nothing else, and ends with the fixer. */
export function fixerIn(session: Session, kernel: string, libbpf?: string): Fixer {
  return {
    *fixesFor(text, finding) {
      const before = yield* look({ session, kernel, libbpf }, text);
      const target = before.known.find((known) => isAsked(known, finding));
      if (!target) return { fixes: [], refused: [] };
      const { fixes, refused } = yield* searchAlone(session, before, target);
      return {
        fixes: fixes.map(({ own, ...fix }) => ({ ...fix, edits: editsBetween(text, own.get(0)!) })),
        refused,
      };
    },
    close: () => session.close(),
  };
}

/** Each trial in a text of its own. */
export function* searchAlone(session: Session, before: Looked, target: Known): Generator<void, Found, void> {
  const cut = wholeOf(before.text);
  const search = searchFixes(viewOf(before, layOut(cut, NOTHING_OWN)), target);
  for (let step = search.next(); ; ) {
    if (step.done) return step.value;
    // Nothing is outside of the whole.
    const own = step.value === 'outside' ? NOTHING_OWN : step.value;
    const laid = layOut(cut, own);
    const looked = yield* lookAgain(session, before, laid.text);
    yield;
    step = search.next(viewOf(looked, laid));
  }
}

function viewOf(looked: Looked, laid: LaidOut): View {
  return { looked, claim: undefined, laid, style: styleOf(looked.text) };
}
