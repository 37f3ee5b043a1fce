/**
 * Shows a text that a link of the panel leads to.
 *
 * VS Code looks four times a second whether a panel's page has the focus. A link whose text is in front before that look
 * loses it again: the click is noticed late, and the panel comes back.
 */
import { type TextDocument, type TextDocumentShowOptions, window } from 'vscode';

/** Longer than the time between two looks, shorter than a user takes to want the panel again. */
const LATE_MS = 500;

export interface Focus {
  show(document: TextDocument, options: TextDocumentShowOptions): Promise<void>;
  /** The panel has just taken the focus. */
  panelFocused(): void;
}

export function createFocus(): Focus {
  let again: (() => void) | undefined;
  return {
    async show(document, options) {
      again = undefined;
      await window.showTextDocument(document, options);
      const { selection, ...where } = options;
      const mine = () => {
        const isClosed = !window.visibleTextEditors.some((editor) => editor.document === document);
        if (!isClosed) void window.showTextDocument(document, where);
      };
      again = mine;
      setTimeout(() => {
        if (again === mine) again = undefined;
      }, LATE_MS);
    },
    panelFocused() {
      again?.();
      again = undefined;
    },
  };
}
