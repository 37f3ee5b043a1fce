/** Guards that hold an RCU section to the end of a block, where the file uses them already. */
import { calledBy } from '../../../../bpf/flow/call-graph.ts';
import type { CNode } from '../../../../bpf/syntax/types.ts';
import { words } from '../../../../bpf/words/fixes.ts';
import type { Candidate, FixContext, TextEdit } from '../candidate.ts';
import { at, indentAt, insertAtEnd, isFirstOnLine, lineRest, remove } from '../edits.ts';
import { codeOf } from '../region.ts';
import { exitsFrom, leaves } from '../sections/exits.ts';
import type { Region } from '../sections/region.ts';
import { RCU_UNLOCK } from '../sections/section.ts';
import { type Chain, chainAt, indexIn, type Placed, textOf } from '../tree.ts';
import type { Reads } from './rcu-reads.ts';

/** The statement that opens a section for the rest of its block; undefined: the file has none. */
export function guardStatement(cx: FixContext): string | undefined {
  if (/\bguard\s*\(\s*rcu\s*\)\s*\(\s*\)/.test(cx.file.masked)) return 'guard(rcu)();';
  for (const { name, params, body, path } of cx.file.macros.values()) {
    if (path !== cx.file.path || params?.length !== 0) continue;
    const [, cleanup] = /\bcleanup\s*\(\s*(\w+)\s*\)/.exec(body) ?? [];
    const fn = cleanup === undefined ? undefined : cx.module.functions.get(cleanup);
    if (fn && calledBy(fn).has(RCU_UNLOCK)) return `${name}();`;
  }
  return undefined;
}

export function hasScopedGuard(cx: FixContext): boolean {
  return cx.file.marks.some((mark) => mark.kind === 'guard' && mark.scoped && mark.name === 'rcu');
}

/** The statements in a block of their own. Undefined: they would leave or declare what the block ends. */
export function scoped(
  cx: FixContext,
  { fn, block, statements }: Region,
  first: readonly string[],
): TextEdit[] | undefined {
  const start = statements[0]!.start;
  const last = statements.at(-1)!;
  const isInArm = block.type !== 'compound_statement';
  const jumps = exitsFrom(cx, statements, fn).some(({ node }) => node.type !== 'return_statement');
  if (isInArm || jumps || leaves(last) || !isFirstOnLine(cx, start)) return undefined;
  if (statements.some(({ type }) => type === 'declaration')) return undefined;
  const { eol, unit } = cx.style;
  const indent = indentAt(cx, start);
  const head = ['scoped_guard(rcu) {', ...first].map((line) => `${line}${eol}${indent}${unit}`).join('');
  return [at(start, head), ...deeper(cx, start, last.end), at(lineRest(cx, last.end), `${eol}${indent}}`)];
}

/** What a guard holds the section for gets a block, which ends before the call that must not be in it. */
export function* blockBefore(
  cx: FixContext,
  { node, around }: Placed,
  name: string,
): Generator<Candidate, void, void> {
  const guard = guardStatement(cx);
  const siblings = around[0]?.type === 'compound_statement' ? around[0].kids : [];
  const end = indexIn(siblings, node);
  const begin = siblings.slice(0, end).findLastIndex((kid) => textOf(cx.file, kid) === guard);
  const inside = begin < 0 ? [] : siblings.slice(begin, end);
  const last = inside.at(-1);
  if (!last || inside.length < 2 || !isFirstOnLine(cx, inside[0]!.start)) return;
  if (inside.slice(1).some(({ type }) => type === 'declaration' || type === 'labeled_statement')) return;
  const { start } = inside[0]!;
  const { eol, unit } = cx.style;
  const indent = indentAt(cx, start);
  yield {
    title: words().rcu.endGuard(name),
    edits: [
      at(start, `{${eol}${indent}${unit}`),
      ...deeper(cx, start, last.end),
      at(lineRest(cx, last.end), `${eol}${indent}}`),
    ],
  };
}

/** The lines of a stretch but the first, one level further in. */
function deeper({ file, style }: FixContext, start: number, end: number): TextEdit[] {
  const edits: TextEdit[] = [];
  for (const { index } of file.text.slice(start, end).matchAll(/\n(?=[ \t]*[^\s#])/g))
    edits.push(at(start + index + 1, style.unit));
  return edits;
}

/** Uses behind the block that a guard holds a section for: they move to its end. */
export function* intoGuard(
  cx: FixContext,
  { name, reads, fault, uses }: Reads,
): Generator<Candidate, void, void> {
  const read = reads.at(-1);
  const held = read && name ? heldBlock(cx, chainAt(cx.file, read)) : undefined;
  if (!held || leaves(held.block)) return;
  const { block, whole, outer } = held;
  const later = [fault, ...uses].filter(({ start }) => start >= block.end);
  const last = outer.kids.findLastIndex((kid) => later.some((use) => isIn(kid, use)));
  const moved = outer.kids.slice(indexIn(outer.kids, whole) + 1, last + 1);
  const isAll = later.length > 0 && later.every((use) => moved.some((kid) => isIn(kid, use)));
  if (!isAll || !isIn(moved.find((kid) => isIn(kid, fault)) ?? block, fault)) return;
  if (moved.some(({ type }) => type === 'declaration' || type === 'labeled_statement')) return;
  const code = moved.flatMap((kid) => codeOf(cx, kid));
  const edits = [...insertAtEnd(cx, block, code), ...moved.map((kid) => remove(cx, kid))];
  yield { title: words().rcu.endLater(name), edits };
}

const isIn = (outer: CNode, inner: CNode): boolean => outer.start <= inner.start && inner.end <= outer.end;

interface HeldBlock {
  readonly block: CNode;
  /** The block, or the statement that it belongs to, and what that stands in. */
  readonly whole: CNode;
  readonly outer: CNode;
}

/** The innermost block that a guard holds the section for. */
function heldBlock(cx: FixContext, chain: Chain): HeldBlock | undefined {
  const guard = guardStatement(cx);
  for (const [i, block] of chain.entries()) {
    if (block.type === 'function_definition') return undefined;
    if (block.type !== 'compound_statement') continue;
    const [above, outer] = chain.slice(i + 1);
    if (above?.type === 'compound_statement' && block.kids.some((kid) => textOf(cx.file, kid) === guard))
      return { block, whole: block, outer: above };
    if (above && outer?.type === 'compound_statement' && isScopedGuard(cx, above, block))
      return { block, whole: above, outer };
  }
  return undefined;
}

/** Is it what `scoped_guard(rcu)`, or the file's own macro of the kind, leads to? */
export function isScopedGuard({ file }: FixContext, statement: CNode, block: CNode): boolean {
  if (file.marks.some((mark) => mark.kind === 'guard' && mark.scoped && mark.start === statement.start))
    return true;
  const [, name] = /^(\w+)\s*\([^()]*\)\s*$/.exec(file.text.slice(statement.start, block.start)) ?? [];
  const body = file.macros.get(name ?? '')?.body ?? '';
  return /\bfor\b/.test(body) && /\bcleanup\s*\(/.test(body);
}
