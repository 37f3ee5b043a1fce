/** Fixes of RCU pointers whose section has ended: another read, or a section that does not end between. */
import { words } from '../../../../bpf/words/fixes.ts';
import type { Candidate, FixContext } from '../candidate.ts';
import { insertAfter, remove, replaceWith } from '../edits.ts';
import { tested } from '../release.ts';
import { enclose, regionOf } from '../sections/region.ts';
import { callStatements, RCU_LOCK, RCU_UNLOCK } from '../sections/section.ts';
import { chainAt, isStatement, type Placed, placed, textOf } from '../tree.ts';
import type { Reads } from './rcu-reads.ts';
import { enclosing, LOCK } from './rcu-section.ts';

/** A new section needs the pointer anew. */
export function* readAgain(cx: FixContext, found: Reads): Generator<Candidate, void, void> {
  const { name, reads, fault, uses } = found;
  const read = reads.at(-1);
  const parent = read && placed(cx.file, read).around[0];
  if (!name || !read || !parent || !/^(?:init_declarator|assignment_expression)$/.test(parent.type)) return;
  const again = `${name} = ${textOf(cx.file, read)};`;
  const lock = lastBetween(cx, found, RCU_LOCK);
  const unlock = lastBetween(cx, found, RCU_UNLOCK);
  if (lock) return yield* readBehind(cx, found, lock, again);
  const region =
    unlock &&
    regionOf(
      cx,
      [fault, ...uses].filter(({ start }) => start > unlock.node.end),
    );
  if (!region) return;
  const edits = enclose(cx, region, { ...enclosing(cx, found), open: [...LOCK, again] });
  if (edits) yield { title: words().rcu.readAgainInNew(name), edits };
}

/** Read again behind the lock; it may be NULL this time. */
function* readBehind(
  cx: FixContext,
  { name, fault }: Reads,
  lock: Placed,
  again: string,
): Generator<Candidate, void, void> {
  const title = words().rcu.readAgain(name);
  const edits = insertAfter(cx, lock, [again]);
  yield { title, edits };
  const use = chainAt(cx.file, fault).find(isStatement);
  if (use?.type !== 'expression_statement') return;
  const test = tested(cx, name, [textOf(cx.file, use)]);
  yield { title, edits: [...edits, replaceWith(cx, use, test)] };
}

/** A section that ends and begins again does neither. */
export function* keptOpen(cx: FixContext, found: Reads): Generator<Candidate, void, void> {
  const lock = lastBetween(cx, found, RCU_LOCK);
  const unlock = lastBetween(cx, found, RCU_UNLOCK);
  if (!found.name || !lock || !unlock || unlock.node.start > lock.node.start) return;
  yield {
    title: words().rcu.oneSection(found.name),
    edits: [remove(cx, unlock.node), remove(cx, lock.node)],
    drops: [RCU_LOCK, RCU_UNLOCK],
  };
}

function lastBetween(cx: FixContext, { fn, reads, fault }: Reads, name: string): Placed | undefined {
  const from = reads.at(-1)?.end ?? fault.start;
  return callStatements(cx, fn, name)
    .filter(({ node }) => from <= node.start && node.end <= fault.start)
    .at(-1);
}
