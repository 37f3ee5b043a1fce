/** Links from comments that suppress a rule to its page. */
import type { DocumentLink } from 'vscode-languageserver';
import { ruleOf } from '../../rules/index.ts';
import { requestsIn } from '../../service/suppress/comments.ts';
import { type Checks, whenChecked } from '../checks.ts';
import type { RulePage } from '../convert.ts';
import type { Doc } from '../documents.ts';

export async function ruleLinks(
  doc: Doc,
  checks: Checks,
  pageOf: RulePage,
  isWanted: () => boolean,
): Promise<DocumentLink[] | null> {
  await whenChecked(doc, checks, isWanted);
  if (!isWanted() || !doc.isOn) return null;
  const { file } = doc.session.parsed();
  const { text } = file;
  return file.comments.flatMap((comment) => {
    // Most comments say nothing of the kind.
    if (!text.slice(comment.start, comment.end).includes('bpf-cpumask')) return [];
    return requestsIn(text, comment).flatMap(({ rules }) =>
      rules.flatMap(({ id, start, end }) => {
        const target = ruleOf(id) ? pageOf(id) : undefined;
        const range = { start: doc.text.positionAt(start), end: doc.text.positionAt(end) };
        return target === undefined ? [] : [{ range, target }];
      }),
    );
  });
}
