/** Where the panel's slider stands in the source, while the text changes. */
import type { Disposable } from 'vscode';
import type { Place } from '../../emulator/worker/messages.ts';
import { createMark } from './highlight.ts';
import { editorRange } from './ranges.ts';
import { placeNow, type Subject, uriOf } from './subject.ts';

export interface SliderPlace extends Disposable {
  /** At a place of the shown record. */
  set(subject: Subject, place: Place): void;
  /** The subject's text has changed. */
  follow(subject: Subject): void;
  clear(): void;
}

export function createSliderPlace(): SliderPlace {
  const mark = createMark();
  let at: { readonly place: Place; readonly since: number } | undefined;
  const clear = () => {
    at = undefined;
    mark.clear();
  };
  return {
    set(subject, place) {
      const now = placeNow(subject, place);
      at = { place: now, since: subject.edits.now() };
      mark.set(uriOf(subject, now), editorRange(now.range));
    },
    follow({ edits }) {
      if (!at || at.place.path !== undefined) return;
      // Another text stands there now.
      if (edits.isTouched(at.place.range, at.since)) return clear();
      mark.move(editorRange(edits.map(at.place.range, at.since)));
    },
    clear,
    dispose: () => mark.dispose(),
  };
}
