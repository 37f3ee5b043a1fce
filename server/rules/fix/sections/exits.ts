/** Ways out of a stretch of statements, and code before each of them. */
import type { CNode } from '../../../../bpf/syntax/types.ts';
import type { FixContext, TextEdit } from '../candidate.ts';
import {
  at,
  type Code,
  declare,
  indentAt,
  insertBefore,
  isArm,
  isFirstOnLine,
  isLastOnLine,
  surround,
} from '../edits.ts';
import { freshName } from '../place.ts';
import { functionAround, isLoop, kidOf, type Placed, placed, textOf, within } from '../tree.ts';

const EXIT = /^(?:return|goto|break|continue)_statement$/;

/** Statements in a stretch that lead out of it. */
export function exitsFrom(cx: FixContext, stretch: readonly CNode[], fn: CNode): Placed[] {
  const labels = new Set(
    stretch.flatMap((node) => [...within(node)].filter(({ type }) => type === 'labeled_statement')),
  );
  const inside = new Set([...labels].map((label) => textOf(cx.file, label.kids[0]!)));
  return stretch
    .flatMap((node) => [...within(node)].filter(({ type }) => EXIT.test(type)))
    .map((node) => placed(cx.file, node))
    .filter((exit) => isWayOut(cx, exit, stretch, inside, fn));
}

function isWayOut(
  cx: FixContext,
  { node, around }: Placed,
  stretch: readonly CNode[],
  labels: ReadonlySet<string>,
  fn: CNode,
): boolean {
  if (node.type === 'return_statement') return true;
  if (node.type === 'goto_statement') return !labels.has(textOf(cx.file, kidOf(node, 'label') ?? node));
  const target = around.find(
    (outer) => isLoop(outer) || (node.type === 'break_statement' && outer.type === 'switch_statement'),
  );
  if (!target || target.start < fn.start) return true;
  return !stretch.some(({ start, end }) => start <= target.start && target.end <= end);
}

/** Does what comes next in the text never run after this statement? */
export function leaves(node: CNode | undefined): boolean {
  if (!node) return false;
  if (EXIT.test(node.type)) return true;
  if (node.type === 'compound_statement' || node.type === 'labeled_statement')
    return leaves(node.kids.at(-1));
  if (node.type !== 'if_statement') return false;
  const other = kidOf(node, 'alternative')?.kids.at(-1);
  return leaves(kidOf(node, 'consequence')) && leaves(other);
}

/**
 * Puts code before an exit. A value that `needs` what the code ends is computed first, behind `open` if that begins
 * with this very statement.
 */
export function beforeExit(
  cx: FixContext,
  exit: Placed,
  code: Code,
  needs: (value: CNode) => boolean,
  open: Code = [],
): TextEdit[] {
  const value = exit.node.type === 'return_statement' ? exit.node.kids[0] : undefined;
  if (value && needs(value)) return returnLater(cx, exit, value, code, open);
  return insertBefore(cx, exit, [...open, ...code]);
}

/** Does a value read memory or call something? Then it counts where it is computed. */
export function isComputed(cx: FixContext, value: CNode): boolean {
  return [...within(value)].some(
    (node) =>
      /^(?:call|field|subscript)_expression$/.test(node.type) ||
      (node.type === 'pointer_expression' && node.kids[0]?.type === '*') ||
      (node.type === 'identifier' && cx.module.globals.has(textOf(cx.file, node))),
  );
}

/** `return f(p);` to `ret = f(p); CODE return ret;`; the value's own text stays where it is. */
function returnLater(cx: FixContext, exit: Placed, value: CNode, code: Code, open: Code): TextEdit[] {
  const { node, around } = exit;
  const fn = functionAround(around)!;
  const type = textOf(cx.file, kidOf(fn, 'type') ?? { start: 0, end: 0 });
  const isPointer = kidOf(fn, 'declarator')?.type === 'pointer_declarator';
  const name = freshName(cx, fn, ['ret', 'result', 'ret_value']);
  const gap = gapIn(cx, exit);
  return [
    ...declare(cx, kidOf(fn, 'body')!, `${type} ${isPointer ? '*' : ''}${name};`),
    ...surround(cx, exit, open, []),
    { start: node.start, end: value.start, newText: `${name} = ` },
    at(node.end - 1, `;${gap}${[...code, `return ${name}`].join(gap)}`),
  ];
}

/** What stands between statements at the exit's place: a line break and its indentation, or a blank. */
export function gapIn(cx: FixContext, { node, around }: Placed): string {
  const parent = around[0];
  const { eol, unit } = cx.style;
  if (!parent || !isArm(node, parent))
    return isFirstOnLine(cx, node.start) ? eol + indentAt(cx, node.start) : ' ';
  if (!isFirstOnLine(cx, parent.start) && !isLastOnLine(cx, node.end)) return ' ';
  return eol + indentAt(cx, parent.start) + unit;
}
