/** Fixes of accesses to half of a slot: the whole pointer is read, and what half of it is zeroed for is an exchange. */
import type { CNode } from '../../../../bpf/syntax/types.ts';
import { words } from '../../../../bpf/words/fixes.ts';
import type { Candidate } from '../candidate.ts';
import { replace } from '../edits.ts';
import { functionAround, isStatement, kidOf, placedIn, textOf } from '../tree.ts';
import { pointedStruct, typeOf } from '../types.ts';
import { bare, isNullText } from './exchange.ts';
import type { SlotUse } from './slot-use.ts';
import { moved } from './store.ts';

/** `*(u32 *)&v->mask` or, one further, `*((u32 *)&v->mask + 1)`. */
interface Half {
  readonly access: CNode;
  /** What stands around the access. */
  readonly around: SlotUse['chain'];
  readonly slot: CNode;
  /** As which it is accessed; '': nobody can say. */
  readonly type: string;
  readonly isUpper: boolean;
}

function halfOf({ cx, chain: given }: SlotUse): Half | undefined {
  // Of a store, the fault's place is the assignment.
  const left = given[0]?.type === 'assignment_expression' ? kidOf(given[0], 'left') : undefined;
  const chain = left ? [left, ...given] : given;
  const i = chain.findIndex((node) => node.type === 'pointer_expression' && cx.file.text[node.start] === '*');
  const access = chain[i];
  const address = access && withoutParentheses(kidOf(access, 'argument'));
  if (!access || !address) return undefined;
  const isUpper = address.type === 'binary_expression' && /\+\s*1$/.test(textOf(cx.file, address));
  const cast = isUpper ? withoutParentheses(kidOf(address, 'left')) : address;
  const pointer = cast?.type === 'cast_expression' ? bare(cast) : undefined;
  const slot = pointer?.type === 'pointer_expression' ? kidOf(pointer, 'argument') : undefined;
  if (!cast || !slot) return undefined;
  const type = /^\(\s*(?:const\s+|volatile\s+)*([\w\s]+?)\s*\*/.exec(textOf(cx.file, cast))?.[1] ?? '';
  return { access, around: chain.slice(i + 1), slot, type, isUpper };
}

function withoutParentheses(node: CNode | undefined): CNode | undefined {
  return node?.type === 'parenthesized_expression' ? withoutParentheses(node.kids[0]) : node;
}

const TEST = /^(?:if_statement|while_statement|do_statement|conditional_expression)$/;
/** `*(u32 *)&v->mask` asks whether something is there, or what its number is. */
export function* readWhole(use: SlotUse): Generator<Candidate, void, void> {
  const { cx } = use;
  const half = halfOf(use);
  if (!half) return;
  const { access, around, slot, type, isUpper } = half;
  const text = textOf(cx.file, slot);
  if (around.some((node) => kidOf(node, 'left') === access && node.type === 'assignment_expression')) return;
  const parent = around.find((node) => node.type !== 'parenthesized_expression');
  const isTested =
    parent !== undefined &&
    (TEST.test(parent.type) || textOf(cx.file, parent).replace(/\s/g, '').startsWith('!'));
  const title = words().slot.whole(text);
  // Nothing may be computed with a pointer: the upper half cannot be read.
  if (isUpper) return;
  if (!isTested && !type) return;
  yield { title, edits: [replace(access, isTested ? text : `(${type})(u64)${text}`)] };
}

/** Half of a pointer is none: to zero it is to empty the slot. */
export function* emptied(use: SlotUse): Generator<Candidate, void, void> {
  const { cx, chain } = use;
  const half = halfOf(use);
  const assignment = half?.around.find(({ type }) => type === 'assignment_expression');
  const value = kidOf(assignment, 'right');
  const statement = placedIn(chain, isStatement);
  const fn = functionAround(chain);
  if (!half || !assignment || !value || !statement || !fn) return;
  if (kidOf(assignment, 'left') !== half.access || !isNullText(textOf(cx.file, value))) return;
  const struct = pointedStruct(typeOf(cx, half.slot));
  const slot = textOf(cx.file, half.slot);
  yield* moved({ cx, fn, statement, assignment, slot, value: bare(value), struct });
  // One that owns nothing is a pointer like any other.
  yield { title: words().slot.setNull(slot), edits: [replace(assignment, `${slot} = NULL`)] };
}
