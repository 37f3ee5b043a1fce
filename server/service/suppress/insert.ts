/** The edit that suppresses a finding where it is. */
import { commentsIn } from '../../../bpf/syntax/preprocess/comments.ts';
import { ruleOf } from '../../rules/index.ts';
import { linesOf } from '../text.ts';
import type { Diagnostic, Edit, Range } from '../types.ts';
import { REASON_PLACE, TAG } from './comments.ts';

export interface SuppressingEdit {
  readonly edit: Edit;
  /** In the new text: what the reason takes the place of. Until it does, one is asked for. */
  readonly reason: Range;
}

/**
 * For findings of this text: a comment above the line, indented as the line is, with the line ends and the kind of comment
 * that the text has. undefined: no comment can be put there (a macro's body), or nothing suppresses such a finding.
 */
export function suppressing(
  text: string,
  lines = linesOf(text),
): (finding: Pick<Diagnostic, 'rule' | 'range'>) => SuppressingEdit | undefined {
  const comments = commentsIn(text);
  const isBlock = comments.length > 0 && comments.every(({ start }) => text.startsWith('/*', start));
  const startOf = (index: number) => lines.starts[index] ?? text.length;
  return ({ rule, range }) => {
    if (!ruleOf(rule)) return undefined;
    let line = range.start.line;
    // A line that begins inside of a comment begins with that comment.
    for (let i = comments.length - 1; i >= 0; i--) {
      const { start, end } = comments[i]!;
      while (line > 0 && start < startOf(line) && startOf(line) < end) line--;
    }
    if (line > 0 && text.charAt(lines.ends[line - 1]! - 1) === '\\') return undefined;
    // A byte order mark stays first.
    const character = line === 0 && text.charCodeAt(0) === 0xfeff ? 1 : 0;
    const at = { line, character };
    const indent = /^[ \t]*/.exec(text.slice(startOf(line) + character, lines.ends[line]))?.[0] ?? '';
    const before = `${indent}${isBlock ? '/*' : '//'} ${TAG}: ignore ${rule} -- `;
    const comment = `${before}${REASON_PLACE}${isBlock ? ' */' : ''}`;
    const place = { line, character: character + before.length };
    return {
      edit: { range: { start: at, end: at }, newText: `${comment}${lineEndOf(text, lines.ends)}` },
      reason: { start: place, end: { line, character: place.character + REASON_PLACE.length } },
    };
  };
}

/** The one that the text begins with. */
function lineEndOf(text: string, ends: readonly number[]): string {
  const first = ends[0]!;
  if (text.startsWith('\r\n', first)) return '\r\n';
  return text.charAt(first) || '\n';
}
