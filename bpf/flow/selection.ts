/** Which statements or which expression a selection means. */

import type { CNode } from '../syntax/types.ts';
import type { At } from './graph.ts';
import { kid } from './unit.ts';

/** What was picked: whole statements, or one expression whose value is wanted. */
export interface Picked {
  readonly chosen: ReadonlySet<CNode>;
  /** Statements that are not chosen themselves and have chosen ones inside. */
  readonly around: ReadonlySet<CNode>;
  readonly expression: CNode | undefined;
}

type SpanOf = (node: CNode) => At;

/**
 * Statements that the ranges touch. A statement that is half selected counts as a whole; one that a selection lies
 * inside is entered. A range that is exactly an expression means its value. `spanOf`: where a node is in the file.
 */
export function pick(body: CNode, ranges: readonly At[], spanOf: SpanOf): Picked {
  const chosen = new Set<CNode>();
  const around = new Set<CNode>();
  let expression: CNode | undefined;
  for (const range of ranges) {
    const { nodes, path } = within(body.kids, range, spanOf);
    for (const node of path) around.add(node);
    const exact = nodes.length === 1 ? expressionAt(nodes[0]!, range, spanOf) : undefined;
    if (exact && ranges.length === 1) expression = exact;
    for (const node of nodes) chosen.add(node);
  }
  return { chosen, around, expression };
}

interface Within {
  readonly nodes: readonly CNode[];
  readonly path: readonly CNode[];
}

const overlaps = (a: At, b: At): boolean => a.start < b.end && a.end > b.start;
const contains = (outer: At, inner: At): boolean => outer.start <= inner.start && inner.end <= outer.end;

/** Goes into statements as long as the range lies inside one part of one of them. */
function within(first: readonly CNode[], range: At, spanOf: SpanOf): Within {
  const path: CNode[] = [];
  let kids = first;
  for (;;) {
    const hits = statementsOf(kids).filter((node) => overlaps(spanOf(node), range));
    const only = hits.length === 1 ? hits[0]! : undefined;
    if (!only || contains(range, spanOf(only))) return { nodes: hits, path };
    const inner = contains(spanOf(only), range) ? partAround(only, range, spanOf) : undefined;
    if (!inner) return { nodes: hits, path };
    path.push(...inner.path);
    kids = inner.kids;
  }
}

/** What stands between the labels of a `switch` counts as its statements. */
function statementsOf(kids: readonly CNode[]): CNode[] {
  return kids.flatMap((node) => {
    if (node.type === 'comment') return [];
    return node.type === 'case_statement' ? statementsOf(bodyOfCase(node)) : [node];
  });
}

export function bodyOfCase(node: CNode): readonly CNode[] {
  return node.kids.filter((child) => child.field !== 'value');
}

/** The parts of a statement that hold statements. */
function partsOf(node: CNode): readonly (CNode | undefined)[] {
  switch (node.type) {
    case 'compound_statement':
      return [node];
    case 'if_statement':
      return [kid(node, 'consequence'), kid(node, 'alternative')];
    case 'while_statement':
    case 'do_statement':
    case 'for_statement':
    case 'switch_statement':
      return [kid(node, 'body')];
    case 'labeled_statement':
    case 'attributed_statement':
    case 'else_clause':
      return node.kids.filter((child) => child.field !== 'label');
    default:
      return [];
  }
}

/** The statements around a range inside one part; undefined when it touches what is around that. */
function partAround(
  node: CNode,
  range: At,
  spanOf: SpanOf,
): { kids: readonly CNode[]; path: CNode[] } | undefined {
  for (const part of partsOf(node)) {
    if (!part || !contains(spanOf(part), range)) continue;
    if (part.type === 'else_clause') {
      const inner = partAround(part, range, spanOf);
      return inner && { kids: inner.kids, path: [node, part, ...inner.path.slice(1)] };
    }
    if (part.type !== 'compound_statement') return { kids: [part], path: [node] };
    const { start, end } = spanOf(part);
    // The labels of a switch mean nothing without it, but any other body can run alone.
    if (range.start <= start || range.end >= end)
      return part === node || node.type === 'switch_statement' ? undefined : { kids: [part], path: [node] };
    return { kids: part.kids, path: part === node ? [node] : [node, part] };
  }
  return undefined;
}

const EXPRESSIONS: ReadonlySet<string> = new Set([
  'call_expression',
  'binary_expression',
  'unary_expression',
  'conditional_expression',
  'pointer_expression',
  'field_expression',
  'subscript_expression',
  'parenthesized_expression',
  'cast_expression',
  'assignment_expression',
  'update_expression',
]);

/** The outermost expression with exactly this range. */
function expressionAt(node: CNode, range: At, spanOf: SpanOf): CNode | undefined {
  const stack = [node];
  while (stack.length > 0) {
    const top = stack.pop()!;
    const span = spanOf(top);
    if (EXPRESSIONS.has(top.type) && span.start === range.start && span.end === range.end) return top;
    for (const child of [...top.kids].reverse()) if (contains(spanOf(child), range)) stack.push(child);
  }
  return undefined;
}
