/** What is known of what closes a section, and of the flags that interrupts are saved in. */
import { openerOf } from '../../../../bpf/kernel/locks.ts';
import type { CNode } from '../../../../bpf/syntax/types.ts';
import { words } from '../../../../bpf/words/fixes.ts';
import { steps } from '../../../analysis/domain/trace.ts';
import type { Fault } from '../../../analysis/engine/faults.ts';
import type { Candidate, FixContext } from '../candidate.ts';
import { remove } from '../edits.ts';
import { isPure } from '../expression.ts';
import {
  argumentsOf,
  callNamesIn,
  callsOf,
  functionAround,
  indexIn,
  isSame,
  kidOf,
  type Placed,
  textOf,
  within,
} from '../tree.ts';
import { leaves } from './exits.ts';
import { callSite, openedBy, statementOf } from './section.ts';

type Placeable = Pick<Fault, 'graph' | 'at'>;

/** The same flags were restored right before in the same block: a second time is one too many. */
export function isDoubled(cx: FixContext, fault: Placeable, name: string): boolean {
  const second = statementOf(cx, fault);
  const siblings = second?.around[0]?.kids ?? [];
  const text = second && textOf(cx.file, second.node);
  const before = second ? siblings.slice(0, siblings.indexOf(second.node)) : [];
  const first = before.findLastIndex((node) => textOf(cx.file, node) === text);
  if (!text?.startsWith(name) || first < 0) return false;
  return before
    .slice(first + 1)
    .every((node) => !/\bbpf_(?:local_irq_save|res_spin_lock_irqsave)\b/.test(textOf(cx.file, node)));
}

/** Nothing in the function opens it, and nothing stands before it that it could have covered. */
export function holdsNothing(cx: FixContext, fault: Placeable, name: string): boolean {
  const close = statementOf(cx, fault);
  const fn = close && functionAround(close.around);
  const open = openerOf(name);
  if (!close || !fn || !open) return false;
  const openers = [open, 'bpf_res_spin_lock_irqsave'];
  if (openers.some((opener) => callsOf(cx.file, fn, opener).length > 0)) return false;
  const [block, outer] = close.around;
  if (block?.type !== 'compound_statement' || !isSame(outer, fn)) return false;
  return block.kids
    .slice(0, indexIn(block.kids, close.node))
    .every(
      (node) =>
        node.type === 'declaration' ||
        (node.type === 'if_statement' && leaves(kidOf(node, 'consequence') ?? node)),
    );
}

/** Nothing but what saves and restores them names them. */
export function isReadByNobody(cx: FixContext, fault: Placeable, arg: number): boolean {
  const call = callSite(cx, fault);
  const fn = call && functionAround(call.around);
  const [, name] = /^&(\w+)$/.exec(call?.args[arg] ?? '') ?? [];
  if (!fn || !name) return false;
  const named = cx.file.masked.match(new RegExp(`\\b${name}\\b`, 'g'))?.length ?? 0;
  return named === 1 + passings(cx, fn, `&${name}`).length;
}

function passings(cx: FixContext, fn: CNode, given: string): CNode[] {
  return [...within(fn)].filter(
    (node) =>
      node.type === 'call_expression' && argumentsOf(node).some((arg) => textOf(cx.file, arg) === given),
  );
}

/** `save(&f); save(&f); restore(&f);`: they are restored once, so one save is enough. */
export function* secondSaveDropped(
  cx: FixContext,
  fault: Pick<Fault, 'graph' | 'at' | 'trace'>,
): Generator<Candidate, void, void> {
  const own = steps(fault.trace).findLast(
    ({ step }) => step.kind === 'enter' && step.name === fault.graph.name,
  );
  for (const place of own ? [fault, own] : [fault]) {
    const second = statementOf(cx, place);
    const call = callSite(cx, place);
    const fn = second && functionAround(second.around);
    const [given, ...others] = call?.args ?? [];
    if (!second || !call || !fn || !given?.startsWith('&') || others.length > 0) continue;
    if (!isSame(second.node.kids[0], call.node) || !isSecond(cx, second, fn, given)) continue;
    yield {
      title: words().sections.dropAgain(call.name),
      edits: [remove(cx, second.node)],
      drops: [call.name],
    };
  }
}

/** The same call stands before it in the block, and one call that takes the flags is behind it. */
function isSecond(cx: FixContext, { node, around }: Placed, fn: CNode, given: string): boolean {
  const siblings = around[0]?.kids ?? [];
  const before = siblings.slice(0, indexIn(siblings, node));
  const all = passings(cx, fn, given);
  const earlier = all.filter(({ start }) => start < node.start);
  const later = all.filter(({ start }) => start > node.end);
  return (
    earlier.length === 1 &&
    later.length === 1 &&
    callNamesIn(cx.file, node)[0] !== callNamesIn(cx.file, later[0]!)[0] &&
    before.some((other) => textOf(cx.file, other) === textOf(cx.file, node))
  );
}

/** What is written to the flags before they are restored goes, where nobody reads it. */
export function* overwritesDropped(
  cx: FixContext,
  fault: Pick<Fault, 'graph' | 'at' | 'trace'>,
  arg: number,
): Generator<Candidate, void, void> {
  const restore = callSite(cx, fault);
  const saved = openedBy(cx, fault, 'bpf_local_irq_save')?.call;
  const fn = restore && functionAround(restore.around);
  const [, name] = /^&(\w+)$/.exec(restore?.args[arg] ?? '') ?? [];
  if (!restore || !saved || !fn || !name || saved.args.at(-1) !== `&${name}`) return;
  const isIt = (node: CNode) => node.type === 'identifier' && textOf(cx.file, node) === name;
  const writes = [...within(fn)].filter((node) => {
    const [value] = node.type === 'expression_statement' ? node.kids : [];
    const left = value?.type === 'assignment_expression' ? kidOf(value, 'left') : undefined;
    if (!left || node.start < saved.node.end || node.end > restore.node.start) return false;
    return [...within(left)].some(isIt) && isPure(left) && isPure(kidOf(value, 'right'));
  });
  const passed = passings(cx, fn, `&${name}`);
  const isKnown = (node: CNode) =>
    node.field === 'declarator' ||
    [...writes, ...passed].some(({ start, end }) => start <= node.start && node.end <= end);
  if (writes.length === 0 || ![...within(fn)].filter(isIt).every(isKnown)) return;
  yield {
    title: words().sections.keepFlags(name),
    edits: writes.map((node) => remove(cx, node)),
  };
}
