/** The line that the panel's slider stands at, in the editors that show it. */
import {
  type Disposable,
  OverviewRulerLane,
  type Range,
  type TextEditor,
  TextEditorRevealType,
  ThemeColor,
  type Uri,
  window,
} from 'vscode';

export interface Mark extends Disposable {
  set(uri: Uri, range: Range): void;
  /** The range has moved with the text. */
  move(range: Range): void;
  clear(): void;
}

/** A debugger's own colours for the line it stands at: every theme has them. */
export function createMark(): Mark {
  const type = window.createTextEditorDecorationType({
    isWholeLine: true,
    backgroundColor: new ThemeColor('editor.stackFrameHighlightBackground'),
    overviewRulerColor: new ThemeColor('editorOverviewRuler.rangeHighlightForeground'),
    overviewRulerLane: OverviewRulerLane.Full,
  });
  let marked: { readonly key: string; readonly range: Range } | undefined;
  const draw = (editors: readonly TextEditor[]) => {
    for (const editor of editors) {
      const isThere = marked && editor.document.uri.toString() === marked.key;
      editor.setDecorations(type, isThere ? [marked!.range] : []);
    }
  };
  const listener = window.onDidChangeVisibleTextEditors(draw);
  return {
    set(uri, range) {
      marked = { key: uri.toString(), range };
      draw(window.visibleTextEditors);
      for (const editor of window.visibleTextEditors)
        if (editor.document.uri.toString() === marked.key)
          editor.revealRange(range, TextEditorRevealType.InCenterIfOutsideViewport);
    },
    move(range) {
      if (marked) marked = { ...marked, range };
    },
    clear() {
      marked = undefined;
      draw(window.visibleTextEditors);
    },
    dispose() {
      listener.dispose();
      type.dispose();
    },
  };
}
