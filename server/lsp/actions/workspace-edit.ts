/** Edits of one document as the client can take them. */
import type { SnippetTextEdit, TextEdit, WorkspaceEdit } from 'vscode-languageserver';
import type { SuppressingEdit } from '../../service/suppress/insert.ts';
import type { Edit } from '../../service/types.ts';
import type { Abilities } from '../abilities.ts';
import type { Doc } from '../documents.ts';

/** Lines between two edits that are still looked at as one place. */
const ONE_PLACE = 2;
const ANNOTATION = 'places';

/** `ask`: what to call the edit where the client shows it before it is applied, because it is in more than one place. */
export function workspaceEdit(
  { uri, text }: Doc,
  edits: readonly Edit[],
  abilities: Abilities,
  ask?: string,
): WorkspaceEdit {
  const all: TextEdit[] = edits.map(({ range, newText }) => ({ range, newText }));
  if (!abilities.documentChanges) return { changes: { [uri]: all } };
  const textDocument = { uri, version: text.version };
  if (ask === undefined || !abilities.changeAnnotations || isOnePlace(edits))
    return { documentChanges: [{ textDocument, edits: all }] };
  return {
    documentChanges: [{ textDocument, edits: all.map((edit) => ({ ...edit, annotationId: ANNOTATION })) }],
    changeAnnotations: { [ANNOTATION]: { label: ask, needsConfirmation: true } },
  };
}

function isOnePlace(edits: readonly Edit[]): boolean {
  const sorted = edits.map(({ range }) => range).sort((a, b) => a.start.line - b.start.line);
  return sorted.every(({ start }, i) => i === 0 || start.line - sorted[i - 1]!.end.line <= ONE_PLACE);
}

/** The comment that suppresses a finding; with the cursor on its reason, if the client can. */
export function suppressingWorkspaceEdit(
  doc: Doc,
  { edit, reason }: SuppressingEdit,
  abilities: Abilities,
): WorkspaceEdit {
  if (!abilities.snippetEdits) return workspaceEdit(doc, [edit], abilities);
  const start = reason.start.character - edit.range.start.character;
  const end = reason.end.character - edit.range.start.character;
  const part = (from: number, to?: number) => escaped(edit.newText.slice(from, to));
  const value = `${part(0, start)}\${0:${part(start, end)}}${part(end)}`;
  const snippet: SnippetTextEdit = { range: edit.range, snippet: { kind: 'snippet', value } };
  const { uri, text } = doc;
  return { documentChanges: [{ textDocument: { uri, version: text.version }, edits: [snippet] }] };
}

/** Text that means nothing in a snippet. */
function escaped(text: string): string {
  return text.replace(/[\\$}]/g, '\\$&');
}
