/** Guards that hold an RCU section to the end of a block, where the file uses them already. */
import { calledBy } from '../../../../bpf/flow/call-graph.ts';
import type { FixContext, TextEdit } from '../candidate.ts';
import { at, indentAt, isFirstOnLine, lineRest } from '../edits.ts';
import { exitsFrom, leaves } from './exits.ts';
import type { Region } from './region.ts';
import { RCU_UNLOCK } from './section.ts';

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

/** The lines of a stretch but the first, one level further in. */
function deeper({ file, style }: FixContext, start: number, end: number): TextEdit[] {
  const edits: TextEdit[] = [];
  for (const { index } of file.text.slice(start, end).matchAll(/\n(?=[ \t]*[^\s#])/g))
    edits.push(at(start + index + 1, style.unit));
  return edits;
}
