/** Statements that follow one another in a block, from one place to another. */
import type { CNode, ParsedFile, Span } from '../../../bpf/syntax/types.ts';
import type { FixContext, TextEdit } from './candidate.ts';
import { type Code, indentAt, lineRest, remove } from './edits.ts';
import { usesAny } from './expression.ts';
import { isAssignmentTo } from './place.ts';
import { chainAt, textOf, within } from './tree.ts';

/** The innermost block around two places, and its statements that they are in. */
export interface Common {
  readonly block: CNode;
  readonly first: CNode;
  readonly second: CNode;
}

export function commonBlock(file: ParsedFile, a: Span, b: Span): Common | undefined {
  const block = chainAt(file, a).find(
    (node) =>
      (node.type === 'compound_statement' || node.type === 'case_statement') &&
      node.start <= b.start &&
      b.end <= node.end,
  );
  const first = block && kidAround(block, a);
  const second = block && kidAround(block, b);
  return first && second && { block, first, second };
}

function kidAround(block: CNode, { start, end }: Span): CNode | undefined {
  return block.kids.find((kid) => kid.start <= start && end <= kid.end);
}

/** Statements from `first` on that use one of the names, up to where a name gets another value. */
export function usesFrom(cx: FixContext, block: CNode, first: CNode, names: ReadonlySet<string>): CNode[] {
  const found: CNode[] = [];
  for (const node of block.kids.slice(block.kids.indexOf(first))) {
    if (node !== first && [...names].some((name) => isAssignmentTo(cx, node, name))) {
      if (readsBeforeWriting(cx, node, names)) found.push(node);
      break;
    }
    if (usesAny(cx.file, node, names)) found.push(node);
  }
  return found;
}

/** `m = f(m);` */
function readsBeforeWriting({ file }: FixContext, node: CNode, names: ReadonlySet<string>): boolean {
  const right = node.kids[0]?.kids.find(({ field }) => field === 'right');
  return right !== undefined && usesAny(file, right, names);
}

const LEAVES = /^(?:return|goto|break|continue)_statement$/;

/** Statements in it that lead out of it. */
export function exitsIn(node: CNode): CNode[] {
  return [...within(node)].filter(({ type }) => LEAVES.test(type));
}

/** A statement's own text as code that can be put elsewhere. */
export function codeOf(cx: FixContext, node: CNode): Code {
  return codeIn(cx, node, indentAt(cx, node.start));
}

function codeIn({ file }: FixContext, span: Span, indent: string): Code {
  return textOf(file, span)
    .split(/\r?\n/)
    .map((line, i) => (i > 0 && line.startsWith(indent) ? line.slice(indent.length) : line));
}

/** A statement to be put elsewhere, with the comments that belong to it: those right above it, and on its line. */
export function moving(cx: FixContext, node: CNode): { readonly code: Code; readonly taken: TextEdit } {
  const { text } = cx.file;
  const lineStart = (offset: number) => text.lastIndexOf('\n', offset - 1) + 1;
  const isAlone = text.slice(lineStart(node.start), node.start).trim() === '';
  const end = lineRest(cx, node.end);
  if (!isAlone || !/^\r?(?:\n|$)/.test(text.slice(end)))
    return { code: codeOf(cx, node), taken: remove(cx, node) };
  let start = node.start;
  for (const comment of [...cx.file.comments].reverse()) {
    const isAbove = comment.end <= start && /^[ \t]*\r?\n[ \t]*$/.test(text.slice(comment.end, start));
    if (isAbove && text.slice(lineStart(comment.start), comment.start).trim() === '') start = comment.start;
    else if (comment.end <= start) break;
  }
  const next = text.indexOf('\n', end) + 1;
  const taken = { start: lineStart(start), end: next || text.length, newText: '' };
  return { code: codeIn(cx, { start, end }, indentAt(cx, node.start)), taken };
}
