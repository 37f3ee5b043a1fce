/** Tests for NULL as the file writes them. */
import type { FixContext } from '../candidate.ts';
import type { Code } from '../edits.ts';

/** `if (!p)` and what is done then. */
export function nullTest({ style }: Pick<FixContext, 'style'>, pointer: string, code: Code): Code {
  const head = `if (${style.comparesNull ? `${pointer} == NULL` : `!${pointer}`})`;
  const deeper = code.map((line) => `\t${line}`);
  return style.braces || code.length > 1 ? [`${head} {`, ...deeper, '}'] : [head, ...deeper];
}
