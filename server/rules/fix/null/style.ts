/** Tests for NULL as the file writes them. */
import type { CNode } from '../../../../bpf/syntax/types.ts';
import type { FixContext } from '../candidate.ts';
import type { Code } from '../edits.ts';
import { kidOf, textOf } from '../tree.ts';
import { bare, type NullTest } from './reach.ts';

/** `if (!p)` and what is done then. */
export function nullTest({ style }: Pick<FixContext, 'style'>, pointer: string, code: Code): Code {
  const head = `if (${style.comparesNull ? `${pointer} == NULL` : `!${pointer}`})`;
  const deeper = code.map((line) => `\t${line}`);
  return style.braces || code.length > 1 ? [`${head} {`, ...deeper, '}'] : [head, ...deeper];
}

/** A condition that asks for the opposite, and what it replaces; a hint for the compiler stays around it, and parentheses do. */
export function turnedRound(
  cx: FixContext,
  condition: CNode,
  { pointer, ofNull }: NullTest,
): [CNode, string] {
  const inner = bare(cx, condition)!;
  const argument = kidOf(inner, 'argument');
  // `!likely(!p)`: without its first sign the hint is of the same case.
  if (argument && bare(cx, argument) !== argument) return [inner, textOf(cx.file, argument)];
  const isSet = inner.type === 'assignment_expression';
  const asked = isSet ? `(${textOf(cx.file, inner)})` : pointer;
  const [outer] = condition.type === 'parenthesized_expression' ? condition.kids : [];
  const what = isSet && outer?.type === 'parenthesized_expression' ? outer : inner;
  if (cx.style.comparesNull) return [what, `${asked} ${ofNull ? '!=' : '=='} NULL`];
  return [what, ofNull ? asked : `!${asked}`];
}
