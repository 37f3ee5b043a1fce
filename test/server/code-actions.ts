/** Code actions in tests of the server: clients that can take little or much, and actions asked for until they are there. */
import type {
  ClientCapabilities,
  CodeAction,
  CodeActionContext,
  Range,
  TextDocumentEdit,
  TextEdit,
  WorkspaceEdit,
} from 'vscode-languageserver';
import { linesOf, offsetAt } from '../../bpf/syntax/lines.ts';
import { applyEdits } from '../../server/service/text-edits.ts';
import { type Client, PULL, pause } from './client.ts';

const codeActionLiteralSupport = { codeActionKind: { valueSet: ['quickfix', 'source'] } };

/** Takes actions with plain edits. */
export const PLAIN: ClientCapabilities = {
  ...PULL,
  textDocument: { ...PULL.textDocument, codeAction: { codeActionLiteralSupport } },
};

/** Takes edits of a version. */
export const VERSIONED: ClientCapabilities = {
  ...PLAIN,
  workspace: { ...PLAIN.workspace, workspaceEdit: { documentChanges: true } },
};

/** Can all that VS Code can. */
export const FULL: ClientCapabilities = {
  textDocument: {
    ...PLAIN.textDocument,
    codeAction: {
      codeActionLiteralSupport,
      isPreferredSupport: true,
      dataSupport: true,
      resolveSupport: { properties: ['edit'] },
    },
  },
  workspace: {
    ...PLAIN.workspace,
    workspaceEdit: {
      documentChanges: true,
      changeAnnotationSupport: { groupsOnLabel: true },
      snippetEditSupport: true,
    },
  },
};

/** From there to the end of the line. */
export function lineOf(text: string, mark: string): Range {
  const line = text.slice(0, text.indexOf(mark)).split('\n').length - 1;
  return { start: { line, character: 0 }, end: { line, character: 1_000 } };
}

export function ask(
  { connection }: Client,
  uri: string,
  range: Range,
  context: Partial<CodeActionContext> = {},
): Promise<CodeAction[]> {
  return connection.sendRequest('textDocument/codeAction', {
    textDocument: { uri },
    range,
    context: { diagnostics: [], ...context },
  });
}

/** Only against waiting for ever. */
const PATIENCE_MS = 300_000;

/** Asks until the answer fits: fixes are made when nothing else is to be done. */
export async function askUntil(
  client: Client,
  uri: string,
  range: Range,
  fits: (actions: readonly CodeAction[]) => boolean,
  context: Partial<CodeActionContext> = {},
): Promise<CodeAction[]> {
  const end = Date.now() + PATIENCE_MS;
  for (;;) {
    const actions = await ask(client, uri, range, context);
    if (fits(actions)) return actions;
    if (Date.now() > end) throw new Error(`only ${actions.map(({ title }) => title).join(', ')}`);
    await pause(20);
  }
}

/** The text with an edit applied, as an editor would. */
export function edited(text: string, edit: WorkspaceEdit | undefined): string {
  const documents = (edit?.documentChanges ?? []) as TextDocumentEdit[];
  const lists = [...documents.map(({ edits }) => edits), ...Object.values(edit?.changes ?? {})];
  const lines = linesOf(text);
  const spans = lists.flat().map((one) => ({
    start: offsetAt(lines, one.range.start),
    end: offsetAt(lines, one.range.end),
    newText: (one as TextEdit).newText,
  }));
  return applyEdits(text, spans) ?? '';
}
