/** Fixes of RCU pointers that are used outside a section: one section from the read to the last use. */
import type { KindOf } from '../../../../bpf/kernel/faults/index.ts';
import type { CNode } from '../../../../bpf/syntax/types.ts';
import { words } from '../../../../bpf/words/fixes.ts';
import type { FaultOf } from '../../../analysis/engine/faults.ts';
import type { Answer, Candidate, FixContext, TextEdit } from '../candidate.ts';
import { insertAfter, remove, removeForward, surround } from '../edits.ts';
import { enclose, encloseReads, type Region, regionOf } from '../sections/region.ts';
import { callStatements, declaring, RCU_LOCK, RCU_UNLOCK } from '../sections/section.ts';
import { splitFrom } from '../sections/split.ts';
import {
  absolute,
  argumentsOf,
  chainAt,
  functionAround,
  isLoop,
  kidOf,
  type Placed,
  placed,
  textOf,
  within,
} from '../tree.ts';
import { guardStatement, hasScopedGuard, intoGuard, scoped } from './rcu-guards.ts';
import { type Reads, readsOf, withOperands } from './rcu-reads.ts';
import { enclosing, UNLOCK } from './rcu-section.ts';
import { keptOpen, readAgain } from './read-again.ts';
import { leavesByArm, tested, testOf } from './tested.ts';

type OutsideFault = FaultOf<'outside-rcu-section', KindOf<'outside-rcu-section'>>;

export function outsideRcuFixes(fault: OutsideFault, cx: FixContext): readonly Answer[] {
  if (fault.graph.path !== cx.file.path) return [];
  // The end of the section has to move behind the loop, over exits that a person has to join again.
  if (fault.what === 'iterator-ended') return [];
  const found = fault.what === 'iterator' ? iterations(cx, fault) : readsOf(cx, fault);
  const answers: Answer[] = [
    {
      safe: true,
      ways: declared(
        cx,
        found.flatMap((reads) => [...sectionsFor(cx, reads)]),
      ),
    },
  ];
  if (fault.what !== 'section-ended') return answers;
  for (const [other, safe] of [
    // The pointer that is used now is one that nobody may use: what is read instead is what is there.
    [readAgain, true],
    [keptOpen, false],
  ] as const)
    answers.push({
      safe,
      ways: declared(
        cx,
        found.flatMap((reads) => [...other(cx, reads)]),
      ),
    });
  return answers;
}

function declared(cx: FixContext, ways: readonly Candidate[]): Iterable<Candidate> {
  return declaring(cx, ways);
}

/** One section for all of it; the first is the smallest and the most like what the function does. */
function* sectionsFor(cx: FixContext, found: Reads): Generator<Candidate, void, void> {
  yield* intoGuard(cx, found);
  yield* withExisting(cx, found);
  yield* around(cx, found);
  const all = withOperands(cx, found);
  if (all) yield* around(cx, all);
}

function* around(cx: FixContext, found: Reads): Generator<Candidate, void, void> {
  const nodes = [...found.reads, found.fault, ...found.uses];
  const region = regionOf(cx, nodes);
  if (!region) return;
  const title = titleOf(cx, found);
  yield* guarded(cx, region, nodes);
  const isClosed = isUnlock(cx, region.block.kids[region.block.kids.indexOf(region.statements.at(-1)!) + 1]);
  const edits = encloseReads(cx, region, nodes, { ...enclosing(cx, found), isClosed });
  const test = testOf(region, nodes);
  const answers = test ? [...tested(cx, found, region, nodes, test)] : [];
  // One unlock is easier to keep right than one on each way out.
  const isAnswerFirst = test !== undefined && leavesByArm(cx, region);
  if (isAnswerFirst) yield* answers;
  if (edits) yield { title, edits };
  const inner = [RCU_LOCK, RCU_UNLOCK]
    .flatMap((name) => callStatements(cx, found.fn, name))
    .filter(({ node }) => region.statements.some(({ start, end }) => start <= node.start && node.end <= end));
  if (edits && inner.length > 0)
    yield { title, edits: [...edits, ...inner.map(({ node }) => removeForward(cx, node))] };
  if (!isAnswerFirst) yield* answers;
}

/** Was only the beginning of the section forgotten? */
function isUnlock(cx: FixContext, node: CNode | undefined): boolean {
  return node !== undefined && textOf(cx.file, node).replace(/\s+/g, '') === UNLOCK[0];
}

function titleOf(cx: FixContext, { name, fault, reads, uses }: Reads): string {
  const { rcu } = words();
  if (name && reads[0] !== fault) return rcu.hold(name);
  if (isLoop(fault)) return rcu.holdLoop;
  if (uses.length > 0) return rcu.holdIteration;
  const callee = fault.type === 'call_expression' ? kidOf(fault, 'function') : undefined;
  return callee ? rcu.holdCall(textOf(cx.file, callee)) : rcu.holdHere;
}

/** A loop over an RCU-protected list, or the calls from the iterator's start to its end. */
function iterations(cx: FixContext, fault: OutsideFault): Reads[] {
  const chain = chainAt(cx.file, absolute(fault.graph, fault.at));
  const fn = functionAround(chain);
  const loop = chain.find(isLoop);
  const call = chain.find(({ type }) => type === 'call_expression');
  const node = call ?? loop;
  if (!fn || !node) return [];
  const iterator = call && /\w+/.exec(textOf(cx.file, argumentsOf(call)[0] ?? call))?.[0];
  const uses = iterator
    ? [...within(fn)].filter(
        (use) => use.type === 'identifier' && use.start > node.end && textOf(cx.file, use) === iterator,
      )
    : [];
  return [{ fn, name: '', names: new Set(), reads: [node], fault: node, uses }];
}

/** What the file uses to hold sections comes first. */
function* guarded(cx: FixContext, region: Region, nodes: readonly CNode[]): Generator<Candidate, void, void> {
  const first = placed(cx.file, region.statements[0]!);
  const statement = guardStatement(cx);
  if (statement && region.block.type !== 'case_statement')
    yield { title: words().rcu.guard(statement.slice(0, -1)), edits: surround(cx, first, [statement], []) };
  if (!hasScopedGuard(cx)) return;
  const isDeclared = first.node.type === 'declaration';
  const split = isDeclared
    ? splitFrom(cx, region.block, region.block.kids.indexOf(first.node), nodes)
    : undefined;
  if (isDeclared && !split) return;
  const statements = region.statements.filter(({ start }) => start > (split?.last.start ?? -1));
  if (statements.length === 0) return;
  const edits = scoped(cx, { ...region, statements }, split?.code ?? []);
  if (edits)
    yield { title: words().rcu.guard('scoped_guard(rcu)'), edits: [...(split?.edits ?? []), ...edits] };
}

/** A section that is there, but begins behind the read or ends before the use. */
function* withExisting(cx: FixContext, found: Reads): Generator<Candidate, void, void> {
  const { fn, name, reads, fault } = found;
  const read = reads[0];
  if (!name || !read || read === fault) return;
  const between = (calls: readonly Placed[]) =>
    calls.filter(({ node }) => read.end <= node.start && node.end <= fault.start);
  const lock = between(callStatements(cx, fn, RCU_LOCK))[0];
  const unlocks = between(callStatements(cx, fn, RCU_UNLOCK));
  const unlock = unlocks.at(-1);
  if (lock && (!unlock || lock.node.start < unlocks[0]!.node.start)) yield* beginsLate(cx, found, lock);
  if (unlock && !lock) yield* endsEarly(cx, found, unlock);
}

/** `mask = allowed; bpf_rcu_read_lock();`: the read moves into the section, or the section begins before it. */
function* beginsLate(cx: FixContext, found: Reads, lock: Placed): Generator<Candidate, void, void> {
  const { fn, name, names, reads } = found;
  const read = reads.at(-1)!;
  const statement = placed(cx.file, read).around.find(({ type }) =>
    /^(?:expression_statement|declaration)$/.test(type),
  );
  const block = statement && placed(cx.file, statement).around[0];
  if (!statement || !block?.kids.includes(lock.node)) return;
  const isUsedBetween = [...within(fn)].some(
    (node) =>
      node.type === 'identifier' &&
      node.start > statement.end &&
      node.end < lock.node.start &&
      names.has(textOf(cx.file, node)),
  );
  if (!isUsedBetween) {
    const moved = movedBehind(cx, block, statement, read, lock);
    if (moved) yield { title: words().rcu.readInside(name), edits: moved };
  }
  const region = {
    fn,
    block,
    statements: block.kids.slice(block.kids.indexOf(statement), block.kids.indexOf(lock.node)),
  };
  const edits = encloseReads(cx, region, reads, { ...enclosing(cx, found), isClosed: true });
  if (edits) yield { title: words().rcu.beginEarlier(name), edits: [...edits, remove(cx, lock.node)] };
}

function movedBehind(
  cx: FixContext,
  block: CNode,
  statement: CNode,
  read: CNode,
  lock: Placed,
): TextEdit[] | undefined {
  if (statement.type === 'expression_statement')
    return [remove(cx, statement), ...insertAfter(cx, lock, [textOf(cx.file, statement)])];
  const split = splitFrom(cx, block, block.kids.indexOf(statement), [read]);
  return split && [...split.edits, ...insertAfter(cx, lock, split.code)];
}

/** The unlock moves behind the last use. */
function* endsEarly(cx: FixContext, found: Reads, unlock: Placed): Generator<Candidate, void, void> {
  const later = [found.fault, ...found.uses].filter(({ start }) => start > unlock.node.end);
  const region = regionOf(cx, [unlock.node, ...later]);
  const statements = region?.statements.slice(1) ?? [];
  if (!region || region.statements[0] !== unlock.node || statements.length === 0) return;
  const edits = enclose(cx, { ...region, statements }, { ...enclosing(cx, found), open: [] });
  if (edits) yield { title: words().rcu.endLater(found.name), edits: [remove(cx, unlock.node), ...edits] };
}
