/** Code lenses: what may be run, for clients that say that they can run it. */

import type { CancellationToken, CodeLens } from 'vscode-languageserver';
import { words } from '../../bpf/words/server.ts';
import { lensesOf } from '../service/lenses.ts';
import type { Checks } from './checks.ts';
import { type Doc, isCurrent } from './documents.ts';
import type { Connection } from './wire/connection.ts';

/** Command of the client: `(uri, name)`. */
const RUN_FUNCTION = 'bpfCpumask.runFunction';

/**
 * The lenses of the text as it will be once it settles. Until then the editor shows those of before, which move with
 * their lines; an answer in between would only make them flicker.
 */
export async function settledLenses(
  doc: Doc,
  checks: Checks,
  isOpen: () => boolean,
  token: CancellationToken,
): Promise<CodeLens[] | null> {
  while (isOpen() && !token.isCancellationRequested) {
    if (doc.isSettled && !isCurrent(doc) && !checks.isBusy(doc)) checks.changed(doc, 'at once');
    if (await checks.result(doc)) return doc.isOn && doc.settings.codeLens ? lenses(doc) : [];
  }
  return null;
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
