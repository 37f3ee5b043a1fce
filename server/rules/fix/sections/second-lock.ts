/** A spin lock is taken while one is held: the kernel allows no two. */
import type { CNode } from '../../../../bpf/syntax/types.ts';
import { words } from '../../../../bpf/words/fixes.ts';
import type { Fault } from '../../../analysis/engine/faults.ts';
import type { Candidate, FixContext } from '../candidate.ts';
import { insertAfter } from '../edits.ts';
import { changedIn, variablesIn } from '../expression.ts';
import { exitsIn, moving } from '../region.ts';
import { withoutStatement } from '../remove.ts';
import { functionAround, type Placed, placed } from '../tree.ts';
import { type CallSite, callSite, callStatements, openedBy, statementOf } from './section.ts';

const LOCK = 'bpf_spin_lock';
const UNLOCK = 'bpf_spin_unlock';

interface Nested {
  readonly cx: FixContext;
  readonly inner: CallSite;
  readonly statement: Placed;
  readonly outer: CallSite;
  readonly fn: CNode;
}

function nestedIn(cx: FixContext, fault: Pick<Fault, 'graph' | 'at' | 'trace'>): Nested | undefined {
  const inner = callSite(cx, fault);
  const statement = statementOf(cx, fault);
  const opened = openedBy(cx, fault, LOCK);
  const fn = statement && functionAround(statement.around);
  if (inner?.name !== LOCK || !statement || !fn || opened?.call?.name !== LOCK) return undefined;
  return opened.step.graph === fault.graph ? { cx, inner, statement, outer: opened.call, fn } : undefined;
}

/** It is the one that is held. */
export function* heldAlready(
  cx: FixContext,
  fault: Pick<Fault, 'graph' | 'at' | 'trace'>,
): Generator<Candidate, void, void> {
  const nested = nestedIn(cx, fault);
  if (!nested || nested.inner.args[0] !== nested.outer.args[0]) return;
  const { inner, statement, fn } = nested;
  const title = words().sections.dropHeld(inner.name);
  const edits = withoutStatement(cx, statement);
  yield { title, edits, drops: [LOCK] };
  // With the unlock that was meant for it.
  const unlocks = unlocksOf(cx, fn, inner).filter(({ node }) => node.start > statement.node.end);
  for (const unlock of unlocks.slice(0, 1))
    yield { title, edits: [...edits, ...withoutStatement(cx, unlock)], drops: [LOCK, UNLOCK] };
}

/** `lock(a); lock(b); ... unlock(b); unlock(a);`: all of the inner section is put behind the outer one. */
export function* oneAfterTheOther(
  cx: FixContext,
  fault: Pick<Fault, 'graph' | 'at' | 'trace'>,
): Generator<Candidate, void, void> {
  const nested = nestedIn(cx, fault);
  if (!nested) return;
  const { inner, outer, statement, fn } = nested;
  const block = statement.around[0];
  const isBeside = ({ node, around }: Placed) => around[0] === block && node.start > statement.node.end;
  const innerEnd = unlocksOf(cx, fn, inner).find(isBeside);
  const outerEnd = unlocksOf(cx, fn, outer).find(isBeside);
  if (!block || !innerEnd || !outerEnd || innerEnd.node === outerEnd.node) return;
  if (innerEnd.node.start > outerEnd.node.start) return;
  const at = (node: CNode) => block.kids.indexOf(node);
  const section = block.kids.slice(at(statement.node), at(innerEnd.node) + 1);
  const between = block.kids.slice(at(innerEnd.node) + 1, at(outerEnd.node));
  if (section.some((node) => exitsIn(node).length > 0) || !areApart(cx, section, [...between])) return;
  const moved = section.map((node) => moving(cx, node));
  yield {
    title: words().sections.lockAfter(bare(inner), bare(outer)),
    edits: [
      ...moved.map(({ taken }) => taken),
      ...insertAfter(
        cx,
        placed(cx.file, outerEnd.node),
        moved.flatMap(({ code }) => code),
      ),
    ],
  };
}

const bare = ({ args }: CallSite): string => (args[0] ?? '').replace(/^&/, '');

function unlocksOf(cx: FixContext, fn: CNode, { args }: CallSite): Placed[] {
  return callStatements(cx, fn, UNLOCK).filter((unlock) => callSiteOf(cx, unlock.node)?.args[0] === args[0]);
}

function callSiteOf(
  { file }: FixContext,
  statement: CNode,
): { readonly args: readonly string[] } | undefined {
  const args = statement.kids[0]?.kids.find(({ field }) => field === 'arguments')?.kids;
  return args && { args: args.map(({ start, end }) => file.text.slice(start, end)) };
}

/** Does neither change what the other uses? */
function areApart({ file }: FixContext, some: readonly CNode[], others: readonly CNode[]): boolean {
  const namesOf = (nodes: readonly CNode[], of: typeof changedIn) =>
    new Set(nodes.flatMap((node) => [...of(file, node)]));
  const meets = (a: ReadonlySet<string>, b: ReadonlySet<string>) => [...a].some((name) => b.has(name));
  return (
    !meets(namesOf(some, changedIn), namesOf(others, variablesIn)) &&
    !meets(namesOf(others, changedIn), namesOf(some, variablesIn))
  );
}
