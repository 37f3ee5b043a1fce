/** A variable that holds what another does, in other words: `u64 *w = (u64 *)p + 2`, `u32 *id = &p->id`. */
import type { CNode } from '../../../../bpf/syntax/types.ts';
import type { FixContext } from '../candidate.ts';
import { kidOf, textOf, within } from '../tree.ts';
import { isPlace, withoutCasts } from './pointer.ts';

/** A value that another holds, with a number added at most: it is as good as NULL where that is NULL. */
export function isMadeOf(cx: FixContext, fn: CNode, name: string, pointer: string): boolean {
  const values = [...within(fn)].flatMap((node): (CNode | undefined)[] => {
    if (node.type === 'init_declarator')
      return textOf(cx.file, kidOf(node, 'declarator')!).replace(/^\W+/, '') === name
        ? [kidOf(node, 'value')]
        : [];
    if (node.type === 'update_expression' && textOf(cx.file, kidOf(node, 'argument')!) === name)
      return [undefined];
    if (node.type !== 'assignment_expression' || textOf(cx.file, kidOf(node, 'left')!) !== name) return [];
    return [kidOf(node, 'operator')?.type === '=' ? kidOf(node, 'right') : undefined];
  });
  const [value, ...others] = values;
  return value !== undefined && others.length === 0 && baseOf(cx, value) === pointer;
}

/** `p` of `(u64 *)p + 2` and of `&p->field`. */
function baseOf(cx: FixContext, value: CNode): string {
  const node = withoutCasts(cx.file, value);
  const left = node.type === 'binary_expression' ? kidOf(node, 'left') : undefined;
  if (left && kidOf(node, 'right')?.type === 'number_literal') return baseOf(cx, left);
  const argument = kidOf(node, 'argument');
  if (node.type === 'pointer_expression' && argument && textOf(cx.file, node).startsWith('&'))
    return fieldBase(cx, argument);
  return isPlace(node) ? textOf(cx.file, node) : '';
}

function fieldBase(cx: FixContext, place: CNode): string {
  const inner = kidOf(place, 'argument');
  if (place.type !== 'field_expression' || !inner) return '';
  return kidOf(place, 'operator')?.type === '->'
    ? textOf(cx.file, withoutCasts(cx.file, inner))
    : fieldBase(cx, inner);
}
