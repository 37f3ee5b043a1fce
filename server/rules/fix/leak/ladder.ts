/**
 * A function that ends in labels which clean up gets no second copy of it:
 *
 *      return -22;   becomes  goto out;                      where `out:` releases it and returns the same
 *      goto out;     becomes  goto out_mask;  with the label put before the release that stands above `out:`
 */
import type { CNode } from '../../../../bpf/syntax/types.ts';
import { words } from '../../../../bpf/words/fixes.ts';
import type { Candidate, FixContext } from '../candidate.ts';
import { at, indentAt, insertBefore, replace } from '../edits.ts';
import { decisions, freshName, jumpsOf, rootOf } from '../place.ts';
import { actOf, wrappersOf } from '../release.ts';
import {
  absolute,
  argumentsOf,
  callsOf,
  functionAround,
  indexIn,
  kidOf,
  type Placed,
  placed,
  statementAt,
  textOf,
  within,
} from '../tree.ts';
import { type Leak, rootless } from './facts.ts';

export function* ladders(leak: Leak, holder: string): Generator<Candidate, void, void> {
  const { cx, fault } = leak;
  if (fault.what !== 'exit' && fault.what !== 'lost') return;
  const exit = statementAt(cx.file, absolute(fault.graph, fault.at));
  if (exit?.node.type !== 'return_statement') return;
  const fn = functionAround(exit.around);
  if (!fn) return;
  for (const label of labelsOf(fn)) {
    const ending = cleanupOf(cx, fn, label);
    if (!ending || label.start < exit.node.end || !endsIt(leak, ending.code, holder, fn)) continue;
    const edits = jumpInstead(cx, exit, ending.exit, textOf(cx.file, label.kids[0]!));
    if (edits) yield { title: titleOf(leak, holder, textOf(cx.file, label.kids[0]!)), edits };
  }
  yield* higherLabels(leak, holder, fn);
}

function titleOf({ ender }: Leak, holder: string, label: string): string {
  return words().jumpTo(actOf(ender), rootless(holder), label);
}

/** Labels of a function, in order. */
export function labelsOf(fn: CNode): CNode[] {
  return [...within(fn)].filter(({ type }) => type === 'labeled_statement');
}

interface Ending {
  /** Statements from the label to the return. */
  readonly code: readonly CNode[];
  readonly exit: CNode;
}

/** What runs from a label to the function's return, if that is calls alone, tested or not. */
export function cleanupOf(cx: FixContext, fn: CNode, label: CNode): Ending | undefined {
  const block = placed(cx.file, label).around[0];
  if (!block || block !== kidOf(fn, 'body')) return undefined;
  const code: CNode[] = [];
  for (const next of block.kids.slice(indexIn(block.kids, label))) {
    const statement = unlabelled(next);
    if (statement.type === 'return_statement') return { code, exit: statement };
    if (!isCleanup(statement)) return undefined;
    code.push(statement);
  }
  return undefined;
}

function unlabelled(node: CNode): CNode {
  return node.type === 'labeled_statement' ? unlabelled(node.kids.at(-1)!) : node;
}

/** `release(p);`, `if (p) release(p);` */
function isCleanup(node: CNode): boolean {
  if (node.type === 'expression_statement') return node.kids[0]?.type === 'call_expression';
  if (node.type === 'compound_statement') return node.kids.every(isCleanup);
  if (node.type !== 'if_statement' || kidOf(node, 'alternative')) return false;
  const arm = kidOf(node, 'consequence');
  return arm !== undefined && isCleanup(arm);
}

function endsIt({ cx, ender }: Leak, code: readonly CNode[], holder: string, fn: CNode): boolean {
  const names = [ender.name, ...wrappersOf(cx, ender, fn.start).map(({ name }) => name)];
  return code.some((node) =>
    names.some((name) =>
      callsOf(cx.file, node, name).some((call) =>
        argumentsOf(call).some((arg) => textOf(cx.file, arg) === holder),
      ),
    ),
  );
}

/** Jumps to the label; a variable that is returned there gets this exit's value first. */
export function jumpInstead(
  cx: FixContext,
  exit: Placed,
  end: CNode,
  label: string,
): Candidate['edits'] | undefined {
  const here = exit.node.kids[0];
  const there = end.kids[0];
  if (!here !== !there) return undefined;
  const jump = replace(exit.node, `goto ${label};`);
  if (!here || !there || textOf(cx.file, here) === textOf(cx.file, there)) return [jump];
  if (there.type !== 'identifier') return undefined;
  const set = `${textOf(cx.file, there)} = ${textOf(cx.file, here)};`;
  return [...insertBefore(cx, exit, [set]), jump];
}

/** A `goto` that jumps over the release gets a label of its own before it. */
function* higherLabels(leak: Leak, holder: string, fn: CNode): Generator<Candidate, void, void> {
  const { cx } = leak;
  for (const { node } of jumpsOf(cx, decisions(cx, leak.fault))) {
    const target = kidOf(node, 'label');
    if (node.type !== 'goto_statement' || !target) continue;
    const name = textOf(cx.file, target);
    const label = labelsOf(fn).find((other) => textOf(cx.file, other.kids[0]!) === name);
    const step = label && stepAbove(leak, holder, fn, label);
    if (!label || !step || step.start < node.end) continue;
    const higher = freshName(cx, fn, [`${name}_${rootOf(holder)}`]);
    const line = `${higher}:${cx.style.eol}`;
    const lineStart = cx.file.text.lastIndexOf('\n', step.start - 1) + 1;
    const title = titleOf(leak, holder, higher);
    yield {
      title,
      edits: [replace(target, higher), at(lineStart, indentAt(cx, label.start) + line)],
    };
  }
}

/** Where the code above a label that only cleans up begins to end this reference. */
function stepAbove(leak: Leak, holder: string, fn: CNode, label: CNode): CNode | undefined {
  const block = kidOf(fn, 'body');
  const above = block?.kids.slice(0, indexIn(block.kids, label)).reverse() ?? [];
  for (const node of above) {
    if (!isCleanup(unlabelled(node))) return undefined;
    if (endsIt(leak, [node], holder, fn)) return node;
  }
  return undefined;
}
