/** Statements that follow one another in a block, from one place to another. */
import type { CNode, ParsedFile, Span } from '../../../bpf/syntax/types.ts';
import type { FixContext } from './candidate.ts';
import { type Code, indentAt } from './edits.ts';
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
export function codeOf({ file, style }: FixContext, node: CNode): Code {
  const indent = indentAt({ file, style }, node.start);
  return textOf(file, node)
    .split(/\r?\n/)
    .map((line, i) => (i > 0 && line.startsWith(indent) ? line.slice(indent.length) : line));
}
