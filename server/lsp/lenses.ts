/** Code lenses: what may be run, for clients that say that they can run it. */

import type { CodeLens } from 'vscode-languageserver';
import { words } from '../../bpf/words/server.ts';
import { lensesOf } from '../service/lenses.ts';
import type { Checks } from './checks.ts';
import { type Doc, isCurrent } from './documents.ts';
import type { Connection } from './wire/connection.ts';

/** Command of the client: `(uri, name)`. */
const RUN_FUNCTION = 'bpfCpumask.runFunction';

/** The lenses of the text as it will be once it settles. */
export async function settledLenses(
  doc: Doc,
  checks: Checks,
  isWanted: () => boolean,
): Promise<CodeLens[] | null> {
  if (!(await hasSettled(doc, checks, isWanted))) return null;
  return doc.isOn && doc.settings.codeLens ? lenses(doc) : [];
}

/**
 * Whether the text has come to rest and was checked before nobody wanted it any more. Until then the editor shows what was
 * there before, which moves with its lines; an answer in between would only make it flicker.
 */
export async function hasSettled(doc: Doc, checks: Checks, isWanted: () => boolean): Promise<boolean> {
  while (isWanted()) {
    if (doc.isSettled && !isCurrent(doc) && !checks.isBusy(doc)) checks.changed(doc, 'at once');
    if (await checks.result(doc)) return true;
  }
  return false;
}

function lenses({ uri, text, session }: Doc): CodeLens[] {
  const { file, module } = session.parsed();
  return lensesOf(file, module).map(({ name, start, end }) => ({
    range: { start: text.positionAt(start), end: text.positionAt(end) },
    command: { title: words().runLens, command: RUN_FUNCTION, arguments: [uri, name] },
  }));
}

export function refreshLenses(connection: Connection): void {
  connection.suggest('workspace/codeLens/refresh');
}
