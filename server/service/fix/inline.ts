/**
 * Fixes of code that comes out of macros. A macro's body belongs to all that use it, but what a call hands over stands at
 * one place: the fix is searched in the expanded text, and counts if the call can be changed so that the same comes of it.
 *
 *      P(name, use(p);) ─▶ int name(void *ctx) { use(p); return 0; } ─▶ { if (!p) return 0; use(p); return 0; }
 *             ▲                                                            │ tokens that came of the call
 *             └────────────────── P(name, if (!p) return 0; use(p);) ◀─────┘
 */
import type { ParsedFile, ParsedText, Span } from '../../../bpf/syntax/types.ts';
import type { TextEdit } from '../../rules/fix/candidate.ts';
import { hunksBetween } from '../text-edits.ts';

/** What stands in the file, and what comes of it. */
export interface Inlined extends Span {
  readonly text: string;
  readonly origin: (offset: number) => number;
}

/** The expansion that a place of the file is in; undefined: it is no macro's. */
export function inlinedAt(file: ParsedFile, place: number): Inlined | undefined {
  for (const unit of file.expanded) {
    const inlined = asInlined(unit);
    if (inlined && inlined.start <= place && place < inlined.end) return inlined;
  }
  // What stands before a function, as its section, is of its expansion and not of its node.
  const fn = file.root.kids.find(({ type, end }) => type === 'function_definition' && place < end);
  const expanded = fn && file.expand(fn);
  const inlined = expanded && 'parsed' in expanded ? asInlined(expanded.parsed) : undefined;
  return inlined && inlined.start <= place ? inlined : undefined;
}

function asInlined({ text, origin }: ParsedText): Inlined | undefined {
  return origin && { start: origin(0), end: origin(text.length), text, origin };
}

interface Token extends Span {
  readonly text: string;
}

const TOKEN = /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|\w+|[^\s\w]/g;

function tokensOf(text: string): Token[] {
  return [...text.matchAll(TOKEN)].map(({ 0: token, index }) => ({
    text: token,
    start: index,
    end: index + token.length,
  }));
}

export function areSameTokens(a: string, b: string): boolean {
  return (
    tokensOf(a)
      .map(({ text }) => text)
      .join(' ') ===
    tokensOf(b)
      .map(({ text }) => text)
      .join(' ')
  );
}

/** Edits of the file's text that do to it what was done to the expansion; undefined: a macro's body is changed. */
export function backInto(
  text: string,
  { text: before, origin }: Inlined,
  after: string,
): TextEdit[] | undefined {
  const [old, now] = [tokensOf(before), tokensOf(after)];
  /** Where a token of the expansion stands in the file; undefined: in a macro's body. */
  const sourceOf = (token: Token | undefined): Span | undefined => {
    if (!token) return undefined;
    const start = origin(token.start);
    const end = start + token.text.length;
    return text.slice(start, end) === token.text && origin(token.end - 1) === end - 1
      ? { start, end }
      : undefined;
  };
  const edits: TextEdit[] = [];
  for (const hunk of hunksBetween(
    old.map(({ text: token }) => token),
    now.map(({ text: token }) => token),
  )) {
    const [from, to] = hunk.before;
    const added = now.slice(...hunk.after);
    const code = added.length > 0 ? after.slice(added[0]!.start, added.at(-1)!.end) : '';
    const edit = from < to ? replacing(old.slice(from, to), code) : inserting(old[from - 1], old[from], code);
    if (!edit) return undefined;
    edits.push(edit);
  }
  return edits;

  function replacing(tokens: readonly Token[], code: string): TextEdit | undefined {
    const spans = tokens.map(sourceOf);
    const [first, last] = [spans[0], spans.at(-1)];
    if (!first || !last || spans.some((span) => !span)) return undefined;
    return { start: first.start, end: last.end, newText: inLine(text, first.start, code) };
  }

  function inserting(left: Token | undefined, right: Token | undefined, code: string): TextEdit | undefined {
    const next = sourceOf(right);
    const previous = sourceOf(left);
    // A brace that opens stays on the line of what it belongs to.
    if (code === '{' && previous) return { start: previous.end, end: previous.end, newText: ' {' };
    if (next) {
      const isEnd = /^[;,)]$/.test(right!.text);
      const newText = isEnd
        ? ` ${inLine(text, next.start, code)}`
        : `${inLine(text, next.start, code)}${gapAt(text, next.start)}`;
      return { start: next.start, end: next.start, newText };
    }
    if (!previous) return undefined;
    const newText = `${gapAt(text, previous.start)}${inLine(text, previous.start, code)}`;
    return { start: previous.end, end: previous.end, newText };
  }
}

/** What stands between a statement and the next there: a line break where it begins its line. */
function gapAt(text: string, place: number): string {
  const line = text.lastIndexOf('\n', place - 1) + 1;
  const before = text.slice(line, place);
  if (before.trim() !== '') return ' ';
  const isCrLf = text[line - 2] === '\r';
  return `${isCrLf ? '\r' : ''}\n${before}`;
}

/** In an expansion, lines begin where they begin in the file without what stands before all of them. */
function inLine(text: string, place: number, code: string): string {
  const gap = gapAt(text, place);
  return code.replace(/\s*\n([ \t]*)/g, (_, indent: string) => (gap === ' ' ? gap : gap + indent));
}
