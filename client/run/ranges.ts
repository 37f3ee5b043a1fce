/** Ranges of the editor and plain ones. */
import { Range as EditorRange } from 'vscode';
import type { Range } from './edits.ts';

export function plainRange({ start, end }: EditorRange): Range {
  return {
    start: { line: start.line, character: start.character },
    end: { line: end.line, character: end.character },
  };
}

export function editorRange({ start, end }: Range): EditorRange {
  return new EditorRange(start.line, start.character, end.line, end.character);
}
