/** The lock that a list or tree belongs to: it lies in the same map value, or in the same section as a global. */
import type { CType } from '../../../../bpf/flow/ctypes/types.ts';
import { words } from '../../../../bpf/words/fixes.ts';
import type { Fault } from '../../../analysis/engine/faults.ts';
import type { Candidate, FixContext } from '../candidate.ts';
import { replace } from '../edits.ts';
import { argumentsOf, functionAround, kidOf, type Placed, textOf, within } from '../tree.ts';
import { enclose, regionOf } from './region.ts';
import { type CallSite, callSite, callStatements, openedBy } from './section.ts';

/** Holds it around the call; or up to the last call that takes what this one gave. */
export function* containerLocked(
  cx: FixContext,
  fault: Pick<Fault, 'graph' | 'at' | 'trace'>,
): Generator<Candidate, void, void> {
  const call = callSite(cx, fault);
  const lock = call && lockFor(cx, fault, call);
  if (!call || !lock) return;
  yield* rightLock(cx, fault, lock, call);
  const code = { open: [`bpf_spin_lock(${lock});`], close: [`bpf_spin_unlock(${lock});`], needs: () => true };
  const title = words().calls.locked(lock);
  for (const nodes of [[call.node], [call.node, ...laterOn(cx, call)]]) {
    const region = regionOf(cx, nodes);
    const edits = region && enclose(cx, region, code);
    if (edits) yield { title, edits };
  }
}

/** Another lock is held: it is the one that was meant. */
function* rightLock(
  cx: FixContext,
  fault: Pick<Fault, 'graph' | 'trace'>,
  lock: string,
  call: CallSite,
): Generator<Candidate, void, void> {
  const opened = openedBy(cx, fault, 'bpf_spin_lock');
  const fn = opened?.call && functionAround(opened.call.around);
  if (!fn || opened?.step.graph !== fault.graph) return;
  const [given] = opened.call?.args ?? [];
  const calls = ['bpf_spin_lock', 'bpf_spin_unlock'].flatMap((name) => callStatements(cx, fn, name));
  const args = calls.flatMap(({ node }) => argumentsOf(node.kids[0]!));
  const same = args.filter((arg) => textOf(cx.file, arg) === given);
  // What else is done under that lock may be what it is for.
  const safe = calls.length === 2 && holdsOnly(cx, calls, call);
  yield { title: words().calls.otherLock(lock), edits: same.map((arg) => replace(arg, lock)), safe };
}

/** Is nothing between the two done but to this list or tree? */
function holdsOnly(cx: FixContext, [lock, unlock]: readonly Placed[], call: CallSite): boolean {
  const block = lock?.around[0];
  if (!block || !unlock || block !== unlock.around[0]) return false;
  const between = block.kids.slice(block.kids.indexOf(lock.node) + 1, block.kids.indexOf(unlock.node));
  return between.every((node) =>
    [...within(node)].some(
      (other) =>
        other.type === 'call_expression' &&
        textOf(cx.file, kidOf(other, 'arguments')?.kids[0] ?? other) === call.args[0],
    ),
  );
}

function lockFor(cx: FixContext, { graph }: Pick<Fault, 'graph'>, { args }: CallSite): string | undefined {
  const [, name, arrow] = /^&(\w+)(->|\.)?/.exec(args[0] ?? '') ?? [];
  if (name === undefined) return undefined;
  const global = cx.module.globals.get(name);
  if (!global) {
    const type = graph.regs.find((reg) => reg.name === name)?.type;
    const field = type?.k === 'ptr' && arrow === '->' ? lockField(type.to) : undefined;
    return field && `&${name}->${field}`;
  }
  const own = arrow === '.' ? lockField(global.type) : undefined;
  if (own) return `&${name}.${own}`;
  for (const other of cx.module.globals.values())
    if (isLock(other.type) && other.section === global.section) return `&${other.name}`;
  return undefined;
}

function lockField(type: CType): string | undefined {
  return type.k === 'struct' ? type.fields.find((field) => isLock(field.type))?.name : undefined;
}

function isLock(type: CType): boolean {
  return type.k === 'struct' && type.name === 'bpf_spin_lock';
}

/** Calls further down that work on the same list or tree. */
function laterOn(cx: FixContext, { node, around, args }: CallSite) {
  const fn = functionAround(around);
  if (!fn) return [];
  return [...within(fn)].filter(
    (other) =>
      other.type === 'call_expression' &&
      other.start > node.end &&
      textOf(cx.file, kidOf(other, 'arguments')?.kids[0] ?? other) === args[0],
  );
}
