/** Which expression at a fault is the pointer that may be NULL. */
import type { CNode, ParsedFile, Span } from '../../../../bpf/syntax/types.ts';
import { castArgument } from '../casts.ts';
import { chainAt, kidOf, textOf } from '../tree.ts';

const MOST_LAYERS = 16;

/** What is passed, without casts: `v` of `&v->mask`, as an address is taken of what `v` points to. */
export function passedPointers(file: ParsedFile, node: CNode): CNode[] {
  const value = withoutCasts(file, node);
  const isAddress = value.type === 'pointer_expression' && textOf(file, value).startsWith('&');
  return isAddress ? accessedPointers(file, kidOf(value, 'argument')) : [value];
}

/** The pointers that an access goes through, the last one first: `a->b` and then `a` of `a->b->c[i]`. */
export function accessedPointers(file: ParsedFile, node: CNode | undefined): CNode[] {
  const found: CNode[] = [];
  let left = MOST_LAYERS;
  for (let at = node; at && left-- > 0; ) {
    const inner: CNode | undefined = kidOf(at, at.type === 'assignment_expression' ? 'left' : 'argument');
    if (isAccess(file, at, inner)) {
      const pointer = withoutCasts(file, inner!);
      if (pointer.type === 'call_expression' || isPlace(pointer)) found.push(pointer);
      at = pointer;
    } else at = inner ?? (at.type === 'parenthesized_expression' ? at.kids[0] : undefined);
  }
  return found;
}

/** `*p`, `p->f`, and `p[i]`, which may be of an array as well. */
function isAccess(file: ParsedFile, node: CNode, inner: CNode | undefined): boolean {
  if (!inner) return false;
  if (node.type === 'subscript_expression') return withoutCasts(file, inner).type === 'identifier';
  if (node.type === 'pointer_expression') return textOf(file, node).startsWith('*');
  return node.type === 'field_expression' && kidOf(node, 'operator')?.type === '->';
}

/** Through parentheses, casts and functions that only cast. */
export function withoutCasts(file: ParsedFile, node: CNode): CNode {
  let at = node;
  for (let left = MOST_LAYERS; left > 0; left--) {
    const inner =
      at.type === 'parenthesized_expression'
        ? at.kids[0]
        : at.type === 'cast_expression'
          ? kidOf(at, 'value')
          : castArgument(file, at);
    if (!inner) return at;
    at = inner;
  }
  return at;
}

/** Something with a name: reading it again has no effects. */
export function isPlace(node: CNode): boolean {
  if (node.type === 'identifier') return true;
  if (node.type !== 'field_expression' && node.type !== 'subscript_expression') return false;
  const index = kidOf(node, 'index');
  const inner = kidOf(node, 'argument');
  return (!index || isPlain(index)) && inner !== undefined && isPlace(inner);
}

const isPlain = ({ type }: CNode): boolean => type === 'identifier' || type === 'number_literal';

/** The expression that stands exactly there, or the innermost one around. */
export function expressionAt(file: ParsedFile, span: Span): CNode {
  return chainAt(file, span)[0]!;
}
