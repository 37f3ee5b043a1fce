/** Links to pages: from comments that suppress a rule, and from declarations of kernel functions. */
import type { DocumentLink } from 'vscode-languageserver';
import { lookupFunction } from '../../../bpf/kernel/index.ts';
import type { Span } from '../../../bpf/syntax/types.ts';
import { ruleOf } from '../../rules/index.ts';
import { requestsIn } from '../../service/suppress/comments.ts';
import { wordAt } from '../../service/word.ts';
import { type Checks, whenChecked } from '../checks.ts';
import type { RulePage } from '../convert.ts';
import type { Doc } from '../documents.ts';

/** Addresses of pages; undefined: there is none that this client opens. */
export interface PageOf {
  readonly rule: RulePage;
  readonly function: (name: string) => string | undefined;
}

export async function links(
  doc: Doc,
  checks: Checks,
  pageOf: PageOf,
  isWanted: () => boolean,
): Promise<DocumentLink[] | null> {
  await whenChecked(doc, checks, isWanted);
  if (!isWanted() || !doc.isOn) return null;
  const { file } = doc.session.parsed();
  const { text } = file;
  const found = [...named(text, file.comments, pageOf), ...declared(text, pageOf)];
  return found.map(({ start, end, target }) => ({
    range: { start: doc.text.positionAt(start), end: doc.text.positionAt(end) },
    target,
  }));
}

interface Link {
  readonly start: number;
  readonly end: number;
  readonly target: string;
}

/** Rules in comments that suppress them. */
function named(text: string, comments: readonly Span[], pageOf: PageOf): Link[] {
  return comments.flatMap((comment) => {
    // Most comments say nothing of the kind.
    if (!text.slice(comment.start, comment.end).includes('bpf-cpumask')) return [];
    return requestsIn(text, comment).flatMap(({ rules }) =>
      rules.flatMap(({ id, start, end }) => {
        const target = ruleOf(id) ? pageOf.rule(id) : undefined;
        return target === undefined ? [] : [{ start, end, target }];
      }),
    );
  });
}

/** `void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;`: there only, since a link is underlined all the time. */
const DECLARED = /\b([a-z]\w*)\s*\([^(){};]{0,400}\)\s*(?:__weak\s+)?__ksym\b/g;

function declared(text: string, pageOf: PageOf): Link[] {
  return [...text.matchAll(DECLARED)].flatMap(({ 1: name, index }) => {
    const word = wordAt(text, index);
    const fn = word && lookupFunction(name!);
    const target = fn && pageOf.function(fn.name);
    return word === undefined || target === undefined ? [] : [{ start: word.start, end: word.end, target }];
  });
}
