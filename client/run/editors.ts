/** Documents and editors by address. */
import { type TextDocument, type Uri, type ViewColumn, window, workspace } from 'vscode';

/** The document of an address, opened where it is not; undefined: there is none that can be read. */
export async function openDocument(uri: Uri): Promise<TextDocument | undefined> {
  const key = uri.toString();
  const open = workspace.textDocuments.find((document) => document.uri.toString() === key);
  if (open) return open;
  // It would be made anew, and empty.
  if (uri.scheme === 'untitled') return undefined;
  try {
    return await workspace.openTextDocument(uri);
  } catch {
    return undefined;
  }
}

/** The column in which a document is seen. */
export function columnOf(uri: Uri | undefined): ViewColumn | undefined {
  const key = uri?.toString();
  return window.visibleTextEditors.find(({ document }) => document.uri.toString() === key)?.viewColumn;
}
