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
  doc: Doc,
  edits: readonly Edit[],
  abilities: Abilities,
  ask?: string,
): WorkspaceEdit {
  const { uri, text } = doc;
  const all: TextEdit[] = edits.map(({ range, newText }) => ({ range, newText }));
  if (!abilities.documentChanges) return { changes: { [uri]: all } };
  const textDocument = { uri, version: text.version };
  const places = ask !== undefined && abilities.changeAnnotations ? placesOf(doc, edits) : [];
  if (ask === undefined || places.length < 2) return { documentChanges: [{ textDocument, edits: all }] };
  const annotated = places.map((edit) => ({ ...edit, annotationId: ANNOTATION }));
  return {
    documentChanges: [{ textDocument, edits: annotated }],
    changeAnnotations: { [ANNOTATION]: { label: ask, needsConfirmation: true } },
  };
}

/** One edit a place: each can be taken or left, and none is half of a pair of braces. */
function placesOf({ text }: Doc, edits: readonly Edit[]): TextEdit[] {
  const sorted = [...edits].sort((a, b) => text.offsetAt(a.range.start) - text.offsetAt(b.range.start));
  const places: TextEdit[] = [];
  for (const { range, newText } of sorted) {
    const last = places.at(-1);
    if (last && range.start.line - last.range.end.line <= ONE_PLACE) {
      const between = text.getText({ start: last.range.end, end: range.start });
      places[places.length - 1] = {
        range: { start: last.range.start, end: range.end },
        newText: `${last.newText}${between}${newText}`,
      };
    } else places.push({ range, newText });
  }
  return places;
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
