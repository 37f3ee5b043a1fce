/** Fixes of locks and interrupt flags that are closed in the wrong order, with the wrong variable or by the wrong function. */
import { closerOf } from '../../../../bpf/kernel/locks.ts';
import type { CNode } from '../../../../bpf/syntax/types.ts';
import { words } from '../../../../bpf/words/fixes.ts';
import type { Fault } from '../../../analysis/engine/faults.ts';
import type { Candidate, FixContext } from '../candidate.ts';
import { declare, remove, replace, replaceWith } from '../edits.ts';
import { freshName } from '../place.ts';
import { argumentsOf, functionAround, kidOf, type Placed, textOf, within } from '../tree.ts';
import {
  type CallSite,
  callSite,
  callStatements,
  openedBy,
  statementOf,
  type UnbalancedFault,
} from './section.ts';

/** The lock that is held instead of the one that is named. */
export function* heldLock(cx: FixContext, fault: UnbalancedFault): Generator<Candidate, void, void> {
  const call = callSite(cx, fault);
  const opened = openedBy(cx, fault, 'bpf_spin_lock');
  const held = opened?.call?.args[0];
  const given = call && argumentsOf(call.node)[0];
  if (!given || !held || opened.step.graph !== fault.graph) return;
  yield { title: words().sections.unlockHeld(held), edits: [replace(given, held)] };
  yield* rightUnlock(cx, fault, call, opened.call!);
}

/** The right lock by the function of another kind of lock: with interrupts, or without. */
function* rightUnlock(
  cx: FixContext,
  fault: UnbalancedFault,
  call: CallSite,
  opened: CallSite,
): Generator<Candidate, void, void> {
  const statement = statementOf(cx, fault);
  const close = closerOf(opened.name);
  if (!statement || !close || close === call.name || statement.node.kids[0] !== call.node) return;
  const siblings = statement.around[0]?.kids ?? [];
  const next = siblings[siblings.indexOf(statement.node) + 1];
  const [, flags] = call.args;
  const saved = openedBy(cx, fault, 'bpf_local_irq_save')?.call;
  if (flags !== undefined && opened.args.length === 1 && saved?.args.join() === flags)
    yield {
      title: words().sections.unlockWith(close),
      edits: [
        replaceWith(cx, statement.node, [`${close}(${opened.args[0]});`, `bpf_local_irq_restore(${flags});`]),
      ],
      drops: [call.name],
    };
  const restore = next && /^bpf_local_irq_restore\b/.test(textOf(cx.file, next)) ? [remove(cx, next)] : [];
  yield {
    title: words().sections.unlockWith(close),
    edits: [replace(call.node, `${close}(${opened.args.join(', ')})`), ...restore],
    drops: [call.name, 'bpf_local_irq_restore'],
  };
}

/** Two statements that close things change places. */
export function* inReverse(
  cx: FixContext,
  fault: UnbalancedFault,
  section: 'bpf_spin_lock' | 'bpf_local_irq_save',
): Generator<Candidate, void, void> {
  const first = statementOf(cx, fault);
  const fn = first && functionAround(first.around);
  const opened = openedBy(cx, fault, section)?.call;
  const close = opened && closerOf(opened.name);
  if (!first || !fn || !close) return;
  const second = callStatements(cx, fn, close).find(
    ({ node, around }) =>
      node.start > first.node.end &&
      around[0] === first.around[0] &&
      argumentsOf(node.kids[0]!)
        .map((arg) => textOf(cx.file, arg))
        .join() === opened.args.join(),
  );
  if (!second) return;
  const swapped = [
    replace(first.node, textOf(cx.file, second.node)),
    replace(second.node, textOf(cx.file, first.node)),
  ];
  yield { title: words().sections.reverse, edits: swapped };
}

/** A local for flags, or for an iterator, that lie elsewhere than on the stack. */
export function* ownVariable(
  cx: FixContext,
  fault: Pick<Fault, 'graph' | 'at'>,
  arg: number,
  type: string,
  names: readonly string[],
): Generator<Candidate, void, void> {
  const call = callSite(cx, fault);
  const fn = call && functionAround(call.around);
  const body = kidOf(fn, 'body');
  const given = call?.args[arg];
  if (!fn || !body || given === undefined) return;
  const name = freshName(cx, fn, names);
  const same = flagArguments(cx, fn, given);
  yield {
    title: words().sections.ownVariable(`${type} ${name}`),
    edits: [...declare(cx, body, `${type} ${name};`), ...same.map((node) => replace(node, `&${name}`))],
  };
}

function flagArguments(cx: FixContext, node: CNode, given: string): CNode[] {
  return [...within(node)]
    .filter(({ type }) => type === 'call_expression')
    .flatMap(argumentsOf)
    .filter((arg) => textOf(cx.file, arg) === given);
}

/** Flags that are in use get a second variable, up to where they are restored first. */
export function* secondVariable(
  cx: FixContext,
  fault: UnbalancedFault,
  arg: number,
): Generator<Candidate, void, void> {
  const call = callSite(cx, fault);
  const fn = call && functionAround(call.around);
  const body = kidOf(fn, 'body');
  const given = call?.args[arg];
  if (!call || !fn || !body || given === undefined) return;
  const own = argumentsOf(call.node)[arg]!;
  const next = flagArguments(cx, fn, given).find(({ start }) => start > own.end);
  if (!next) return;
  const name = freshName(cx, fn, ['inner_flags', 'irq_flags']);
  yield {
    title: words().sections.ownVariable(`unsigned long ${name}`),
    edits: [
      ...declare(cx, body, `unsigned long ${name};`),
      ...[own, next].map((node) => replace(node, `&${name}`)),
    ],
  };
}

/** The flags that were saved instead of those that were not. */
export function* savedFlags(
  cx: FixContext,
  fault: UnbalancedFault,
  arg: number,
): Generator<Candidate, void, void> {
  const call = callSite(cx, fault);
  const saved = openedBy(cx, fault, 'bpf_local_irq_save')?.call;
  const given = call && argumentsOf(call.node)[arg];
  const flags = saved?.args.at(-1);
  if (!given || flags === undefined || textOf(cx.file, given) === flags) return;
  yield { title: words().sections.savedFlags(flags), edits: [replace(given, flags)] };
}

/** Flags of a lock are restored by its unlock, those of bpf_local_irq_save() by themselves. */
export function* rightRestore(cx: FixContext, fault: UnbalancedFault): Generator<Candidate, void, void> {
  const statement = statementOf(cx, fault);
  const call = callSite(cx, fault);
  const fn = statement && functionAround(statement.around);
  if (!statement || !call || !fn || statement.node.kids[0] !== call.node) return;
  const title = (by: string) => words().sections.restoreWith(by);
  if (call.name === 'bpf_local_irq_restore') {
    const opened = openedBy(cx, fault, 'bpf_res_spin_lock')?.call;
    const close = opened && closerOf(opened.name);
    if (!close || opened.args.length !== 2) return;
    const text = `${close}(${opened.args.join(', ')});`;
    const bare = callStatements(cx, fn, 'bpf_res_spin_unlock').filter((other) => isAbove(other, statement));
    const drops = ['bpf_local_irq_restore', 'bpf_res_spin_unlock'];
    yield { title: title(close), edits: [replace(statement.node, text)], drops };
    yield {
      title: title(close),
      edits: [...bare.map(({ node }) => remove(cx, node)), replace(statement.node, text)],
      drops,
    };
    return;
  }
  const [lock, flags] = call.args;
  const lines = [`bpf_res_spin_unlock(${lock});`, `bpf_local_irq_restore(${flags});`];
  const edits = [replace(statement.node, lines.join(` `))];
  yield { title: title('bpf_local_irq_restore'), edits, drops: [call.name] };
}

function isAbove({ node, around }: Placed, other: Placed): boolean {
  return around[0] === other.around[0] && node.end <= other.node.start;
}
