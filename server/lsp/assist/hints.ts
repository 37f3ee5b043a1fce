/** Inlay hints: off unless somebody wants them. */
import type { InlayHint, Range } from 'vscode-languageserver';
import { isUserC } from '../../../bpf/syntax/detect.ts';
import { hintsIn } from '../../service/assist/hints.ts';
import { kernelOf } from '../../service/settings/merge.ts';
import type { Checks } from '../checks.ts';
import type { Doc } from '../documents.ts';
import { spoken } from '../hovers.ts';
import { hasSettled } from '../lenses.ts';
import type { Connection } from '../wire/connection.ts';

/** Of the text as it will be once it settles: until then the editor moves those of before. */
export async function inlayHints(
  doc: Doc,
  range: Range,
  checks: Checks,
  isWanted: () => boolean,
): Promise<InlayHint[] | null> {
  if (!(await hasSettled(doc, checks, isWanted))) return null;
  const text = doc.text.getText();
  if (!doc.isOn || !doc.settings.inlayHints || isUserC(doc.uri, text)) return [];
  const stretch = { start: doc.text.offsetAt(range.start), end: doc.text.offsetAt(range.end) };
  const found = spoken(doc, () =>
    hintsIn(doc.session.parsed().module, text, stretch, kernelOf(doc.settings)),
  );
  return found.map((hint) => ({
    position: doc.text.positionAt(hint.at),
    label: hint.text,
    paddingLeft: true,
  }));
}

export function refreshHints(connection: Connection): void {
  connection.suggest('workspace/inlayHint/refresh');
}
