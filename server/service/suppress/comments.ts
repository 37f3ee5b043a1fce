/**
 * What a comment asks for:
 *
 *     // bpf-cpumask: ignore RULE, RULE -- reason
 *
 * In a block comment the words may begin any of its lines; the reason goes on to the comment's end or to the next such line.
 */
import type { Span } from '../../../bpf/syntax/types.ts';

/** A rule as a comment names it; whether there is such a rule is another question. */
export interface NamedRule extends Span {
  readonly id: string;
}

/** Its span goes from `bpf-cpumask` to the end of the reason. */
export interface Request extends Span {
  /** Of the comment that it is in, one of the file's. */
  readonly comment: Span;
  readonly rules: readonly NamedRule[];
  /** On one line; '' where there is none. */
  readonly reason: string;
}

export const TAG = 'bpf-cpumask';
/** Stands where a reason has to be put in. */
export const REASON_PLACE = '<reason>';

const START = /^[ \t]*[*!/]*[ \t]*(bpf-cpumask[ \t]*:[ \t]*ignore(?![\w-]))/;
/** What is on the way to the same. */
const BEGUN = /^[ \t]*[*!/]*[ \t]*bpf-cpumask[ \t]*(?::[ \t]*(?:i(?:g(?:n(?:o(?:r)?)?)?)?)?)?[ \t\r]*$/;
const DASHES = /--|\u2014/;
const NO_REASON = /^(?:<[^<>]*>|[^\p{L}\p{N}]*)$/u;

/** All that a comment asks for, in order. */
export function requestsIn(text: string, comment: Span): Request[] {
  const body = bodyOf(text, comment);
  const starts: { readonly start: number; readonly list: number }[] = [];
  for (const line of linesIn(text, body)) {
    const found = START.exec(text.slice(line.start, line.end));
    if (!found) continue;
    const list = line.start + found[0].length;
    starts.push({ start: list - found[1]!.length, list });
  }
  return starts.map(({ start, list }, i) => {
    const rest = { start: list, end: starts[i + 1]?.start ?? body.end };
    return { comment, start, ...requestOf(text, start, rest) };
  });
}

/** Whether somebody may be typing such a comment: it begins like one. */
export function isBegun(text: string, comment: Span): boolean {
  const body = bodyOf(text, comment);
  return linesIn(text, body).some((line) => BEGUN.test(text.slice(line.start, line.end)));
}

function bodyOf(text: string, { start, end }: Span): Span {
  return { start: start + 2, end: text.startsWith('/*', start) ? end - 2 : end };
}

function linesIn(text: string, { start, end }: Span): Span[] {
  const lines: Span[] = [];
  let from = start;
  for (let i = start; i < end; i++) {
    const c = text.charCodeAt(i);
    if (c !== 10 && c !== 13) continue;
    lines.push({ start: from, end: i });
    from = i + 1;
  }
  lines.push({ start: from, end });
  return lines;
}

function requestOf(text: string, start: number, rest: Span): Pick<Request, 'rules' | 'reason' | 'end'> {
  const asked = text.slice(rest.start, rest.end);
  const dashes = DASHES.exec(asked);
  const list = dashes ? asked.slice(0, dashes.index) : asked;
  const said = dashes ? plain(asked.slice(dashes.index + dashes[0].length)) : '';
  const end = rest.start + asked.replace(/[\s*]+$/, '').length;
  return {
    rules: rulesIn(list, rest.start),
    reason: NO_REASON.test(said) ? '' : said,
    end: Math.max(end, start + TAG.length),
  };
}

/** Without line breaks and what decorates the lines of a block comment. */
function plain(reason: string): string {
  return reason
    .replace(/[\r\n]+[ \t]*\**/g, ' ')
    .replace(/[ \t]+/g, ' ')
    .trim();
}

/** Names with commas between them; where something else follows a name, the list has ended. */
function rulesIn(list: string, offset: number): NamedRule[] {
  const rules: NamedRule[] = [];
  let at = offset;
  for (const piece of list.split(',')) {
    const [id, more] = [...piece.matchAll(/[^\s*]+/g)];
    if (id) rules.push({ id: id[0], start: at + id.index, end: at + id.index + id[0].length });
    if (more) break;
    at += piece.length + 1;
  }
  return rules;
}
