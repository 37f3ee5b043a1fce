/** What is shown of a document, where it stands in the text of now: the client moves what it shows with each key. */
import type { Diagnostic as LspDiagnostic } from 'vscode-languageserver';
import { movesBetween } from '../../service/moves.ts';
import { type Lines, linesOf, offsetAt, rangeAt } from '../../service/text.ts';
import type { Diagnostic } from '../../service/types.ts';
import type { Doc, Result } from '../documents.ts';

export interface ShownNow {
  readonly finding: Diagnostic;
  /** As it was shown: of the text that was checked. */
  readonly item: LspDiagnostic;
}

interface Known {
  readonly text: string;
  readonly shown: readonly ShownNow[];
}

const LAST = new WeakMap<Result, Known>();
const LINES = new WeakMap<Result, Lines>();

/** Without those whose text has changed. `lines`: of the text of now. */
export function shownNow({ result, text }: Doc, lines: Lines): readonly ShownNow[] {
  if (!result) return [];
  const now = text.getText();
  const last = LAST.get(result);
  if (last?.text === now) return last.shown;
  const shown = moved(result, now, lines);
  LAST.set(result, { text: now, shown });
  return shown;
}

function moved(result: Result, now: string, to: Lines): ShownNow[] {
  const { items, findings } = result.shown;
  const all = findings.map((finding, i): ShownNow => ({ finding, item: items[i]! }));
  if (result.text === now || all.length === 0) return all;
  const moves = movesBetween(result.text, now);
  const from = LINES.get(result) ?? linesOf(result.text);
  LINES.set(result, from);
  return all.flatMap(({ finding, item }) => {
    const { start, end } = finding.range;
    const place = moves({ start: offsetAt(from, start), end: offsetAt(from, end) });
    return place ? [{ finding: { ...finding, range: rangeAt(to, place.start, place.end) }, item }] : [];
  });
}
