/**
 * Shows findings of open documents when it is time: at once what typing leaves standing, the rest when the text rests.
 * The answer to a question for diagnostics is what is shown; a client that asks is told to ask again.
 */

import type { Diagnostic, FileResult } from '../service/types.ts';
import { after, lastEdit, opened, typed, type View, type Wait } from '../service/typing.ts';
import type { Doc } from './documents.ts';
import type { Job } from './schedule.ts';

/** From the last key on: with the time that a check waits for the keyboard and takes, a finding is there within 300 ms. */
const REST_MS: Readonly<Record<Wait, number>> = { pause: 220, 'long pause': 2_000 };
/** A check may take longer than the pause: what it finds still waits, for keys that have come meanwhile. */
const LEAST_MS = 60;

export interface QuietHost {
  /** Shows findings of a check; `isLast`: nothing of them is kept back for a short pause. */
  show(job: Job, file: FileResult, isLast: boolean): void;
  /** The same check shows something else now. */
  showAgain(job: Job, file: FileResult): void;
  /** The text rests, and what is shown of it is shown. */
  rested(doc: Doc): void;
}

export interface Quiet {
  checked(job: Job, file: FileResult): void;
  /** Nothing is shown of it any more. */
  forget(doc: Doc): void;
}

export function createQuiet(host: QuietHost): Quiet {
  const timers = new Map<Doc, ReturnType<typeof setTimeout>>();

  const forget = (doc: Doc) => {
    clearTimeout(timers.get(doc));
    timers.delete(doc);
  };

  function rest(doc: Doc, wait: Wait, then: () => void): void {
    forget(doc);
    const left = REST_MS[wait] - (performance.now() - doc.editedAt);
    timers.set(doc, setTimeout(then, Math.max(LEAST_MS, left)));
  }

  return {
    forget,
    checked(job, file) {
      const { doc } = job;
      const text = doc.text.getText();
      const isTyped = doc.isTyped;
      doc.isTyped = false;
      const edit = isTyped ? lastEdit(doc.typing, text) : undefined;
      const now = { text, findings: file.diagnostics, ...doc.session.doubts(edit) };
      const of = (view: View): FileResult => ({ ...file, diagnostics: view.show });
      const first = isTyped ? typed(doc.typing, now) : opened(doc.typing, now);
      doc.typing = first.typing;
      if (!first.next) {
        forget(doc);
        host.show(job, of(first), true);
        return host.rested(doc);
      }
      const later = (wait: Wait, before: View) => {
        const view = after(wait, doc.typing, now);
        rest(doc, wait, () => {
          timers.delete(doc);
          if (job.revision !== doc.revision) return;
          doc.typing = view.typing;
          if (!isSame(before.show, view.show)) host.showAgain(job, of(view));
          if (view.next) later(view.next, view);
          host.rested(doc);
        });
        return isSame(before.show, view.show);
      };
      const isLast = later(first.next, first);
      host.show(job, of(first), isLast);
    },
  };
}

function isSame(a: readonly Diagnostic[], b: readonly Diagnostic[]): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
