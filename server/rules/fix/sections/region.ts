/**
 * A stretch of statements with something opened before it and closed behind it and on each way out:
 *
 *      OPEN
 *      mask = allowed;          the first node
 *      if (!mask) {
 *              CLOSE
 *              return 0;        a way out
 *      }
 *      use(mask);               the last node
 *      CLOSE
 */
import type { CNode } from '../../../../bpf/syntax/types.ts';
import type { FixContext, TextEdit } from '../candidate.ts';
import { type Code, insertAfter, isArm, isFirstOnLine, surround } from '../edits.ts';
import { chainAt, functionAround, isStatement, type Placed, placed } from '../tree.ts';
import { beforeExit, exitsFrom, leaves } from './exits.ts';
import { leaveByLabel, protectedLoop } from './loop-exits.ts';
import { splitFrom } from './split.ts';

export interface Region {
  readonly fn: CNode;
  /** What its statements stand in. */
  readonly block: CNode;
  /** One after the other. */
  readonly statements: readonly CNode[];
}

/** The fewest statements of one block that hold all the nodes, which are of one function. */
export function regionOf(cx: FixContext, nodes: readonly CNode[]): Region | undefined {
  const start = Math.min(...nodes.map((node) => node.start));
  const end = Math.max(...nodes.map((node) => node.end));
  const chain = chainAt(cx.file, { start, end });
  const fn = functionAround(chain);
  if (!fn) return undefined;
  for (const [i, block] of chain.entries()) {
    const own = chain[i - 1];
    if (own && isStatement(own) && isArm(own, block)) return { fn, block, statements: [own] };
    if (!isBlock(block)) continue;
    const statements = block.kids.filter((kid) => kid.end > start && kid.start < end);
    return statements.length > 0 ? { fn, block, statements } : undefined;
  }
  return undefined;
}

export function isBlock({ type }: CNode): boolean {
  return type === 'compound_statement' || type === 'case_statement';
}

export interface Enclosing {
  readonly open: Code;
  readonly close: Code;
  /** Does a value that is returned from within need what was opened? */
  needs(value: CNode): boolean;
  /** What closes it at the end is there already. */
  readonly isClosed?: boolean;
}

/** Its statements with code around them. Undefined: a way out cannot be closed. */
export function enclose(
  cx: FixContext,
  region: Region,
  { open, close, needs, isClosed }: Enclosing,
): TextEdit[] | undefined {
  const { statements } = region;
  const first = unlabelled(cx, statements[0]!);
  const last = statements.at(-1)!;
  const isFirst = (exit: Placed) => exit.node === first.node;
  const behind = isClosed || leaves(last) ? [] : close;
  const ways = exitsFrom(cx, statements, region.fn);
  const inLoop = ways.filter(({ around }) => protectedLoop(cx, around, first.node.start));
  const byLabel = inLoop.length > 0 ? leaveByLabel(cx, region.fn, inLoop, close)?.edits : [];
  if (!byLabel) return undefined;
  const others = ways.filter((exit) => !inLoop.includes(exit));
  const exits = [
    ...byLabel,
    ...others.flatMap((exit) => beforeExit(cx, exit, close, needs, isFirst(exit) ? open : [])),
  ];
  if (ways.some(isFirst)) return exits;
  const opening = withComment(cx, first);
  if (statements.length === 1) return [...exits, ...surround(cx, opening, open, behind)];
  return [...exits, ...surround(cx, opening, open, []), ...surround(cx, placed(cx.file, last), [], behind)];
}

/** The statement behind its labels: jumps to them are to meet what is put before it. */
function unlabelled(cx: FixContext, node: CNode): Placed {
  let inner = node;
  while (inner.type === 'labeled_statement' && inner.kids.length > 1) inner = inner.kids.at(-1)!;
  return placed(cx.file, inner);
}

/** A comment on the lines above belongs to the statement. */
export function withComment(cx: FixContext, { node, around }: Placed): Placed {
  const { text, comments } = cx.file;
  let { start } = node;
  if (!isFirstOnLine(cx, start) || (around[0] && isArm(node, around[0]))) return { node, around };
  for (;;) {
    const above = comments.find(
      ({ end }) => end <= start && /^[ \t]*\r?\n[ \t]*$/.test(text.slice(end, start)),
    );
    if (!above || !isFirstOnLine(cx, above.start)) return { node: { ...node, start }, around };
    start = above.start;
  }
}

/** As `enclose`, where the first statement may be a declaration whose value is one of the nodes. Undefined: it cannot be. */
export function encloseReads(
  cx: FixContext,
  region: Region,
  nodes: readonly CNode[],
  enclosing: Enclosing,
): TextEdit[] | undefined {
  const { block, statements } = region;
  const first = statements[0]!;
  if (first.type !== 'declaration') return enclose(cx, region, enclosing);
  const split = splitFrom(cx, block, block.kids.indexOf(first), nodes);
  if (!split) return undefined;
  const open = [...enclosing.open, ...split.code];
  const rest = statements.filter(({ start }) => start > split.last.start);
  if (rest.length > 0) {
    const edits = enclose(cx, { ...region, statements: rest }, { ...enclosing, open });
    return edits && [...split.edits, ...edits];
  }
  const code = enclosing.isClosed ? open : [...open, ...enclosing.close];
  const next = block.kids[block.kids.indexOf(split.last) + 1];
  const where = next && withComment(cx, unlabelled(cx, next));
  return [
    ...split.edits,
    ...(where ? surround(cx, where, code, []) : insertAfter(cx, placed(cx.file, split.last), code)),
  ];
}
