/** Variables that are released where their scope ends (`__free(mask)`): what leaves the scope is taken from them first. */
import type { At, Graph } from '../../../../bpf/flow/graph.ts';
import type { CNode } from '../../../../bpf/syntax/types.ts';
import { words } from '../../../../bpf/words/fixes.ts';
import type { Candidate, FixContext } from '../candidate.ts';
import { insertAfter, replace } from '../edits.ts';
import { bareNode } from '../expression.ts';
import { withoutStatement } from '../remove.ts';
import { absolute, chainAt, functionAround, kidOf, textOf, within } from '../tree.ts';
import type { Ended, EndedFault } from './ended.ts';

const TAKE = 'no_free_ptr';

/** Does a function run where the scope of a variable ends? */
export function isCleanup({ file }: FixContext, name: string): boolean {
  return file.marks.some(
    (mark) => mark.kind === 'cleanup' && (mark.free ? `__free_${mark.name}` : mark.name) === name,
  );
}

/** The scope's end releases what was released or moved before. */
export function* endedBeforeScope(ended: Ended): Generator<Candidate, void, void> {
  const { cx, how, given, name, callee, call, ender } = ended;
  const isWhole = ender.node.type === 'expression_statement' && ender.node.kids[0] === call;
  const titles = words().ownership;
  if (how === 'release' && isWhole)
    yield { title: titles.removeFirst(name), edits: withoutStatement(cx, ender), drops: [callee] };
  if (how === 'transfer' && cx.file.macros.has(TAKE))
    yield {
      title: titles.takeFromScope(name),
      edits: [replace(given, `${TAKE}(${textOf(cx.file, given)})`)],
    };
  if (ender.node.type === 'expression_statement')
    yield { title: titles.setNull(name, callee), edits: insertAfter(cx, ender, [`${name} = NULL;`]) };
}

interface Site {
  readonly graph: Graph;
  readonly at: At;
}

/** The scope's end released what was given to another variable, or returned. */
export function* leftScope(
  cx: FixContext,
  fault: EndedFault,
  { graph, at }: Site,
): Generator<Candidate, void, void> {
  const fn = graph.path === cx.file.path && functionAround(chainAt(cx.file, absolute(graph, at)));
  if (!fn || !cx.file.macros.has(TAKE) || fault.graph.path !== cx.file.path) return;
  for (const name of scopedIn(cx, fn)) {
    const title = words().ownership.takeFromScope(name);
    for (const value of leavingOf(cx, fn, name)) yield { title, edits: [replace(value, `${TAKE}(${name})`)] };
  }
}

/** Variables with such an end. */
function scopedIn({ file }: FixContext, fn: CNode): string[] {
  const marks = file.marks.filter(
    ({ kind, start }) => kind === 'cleanup' && fn.start <= start && start < fn.end,
  );
  const declarations = [...within(fn)].filter(
    ({ type, start, end }) =>
      type === 'declaration' && marks.some((mark) => start <= mark.start && mark.end <= end),
  );
  return declarations.flatMap((node) => {
    const [name] = [...within(node)].filter(
      ({ type, field }) => type === 'identifier' && field === 'declarator',
    );
    return name ? [textOf(file, name)] : [];
  });
}

/** `return m;` and `kept = m;`. */
function leavingOf({ file }: FixContext, fn: CNode, name: string): CNode[] {
  const found: CNode[] = [];
  for (const node of within(fn)) {
    const value =
      node.type === 'return_statement'
        ? node.kids[0]
        : node.type === 'assignment_expression'
          ? kidOf(node, 'right')
          : undefined;
    if (value && textOf(file, bareNode(file, value)) === name) found.push(value);
  }
  return found;
}
