/**
 * An element is the iterator's memory, and used after that has ended: what it holds is copied while it is there.
 *
 *      n = bpf_iter_num_next(&it);            n = bpf_iter_num_next(&it);
 *                                             if (n) { number = *n; n = &number; }
 *      bpf_iter_num_destroy(&it);    ──▶      bpf_iter_num_destroy(&it);
 *      if (n) use(*n);                        if (n) use(*n);
 */
import { lookupFunction } from '../../../../bpf/kernel/index.ts';
import type { CNode } from '../../../../bpf/syntax/types.ts';
import { words } from '../../../../bpf/words/fixes.ts';
import { steps } from '../../../analysis/domain/trace.ts';
import type { Candidate, FixContext, TextEdit } from '../candidate.ts';
import { type Code, declare, insertBefore, replace } from '../edits.ts';
import { bareText } from '../expression.ts';
import { freshName } from '../place.ts';
import {
  absolute,
  chainAt,
  functionAround,
  isLoop,
  kidOf,
  mentions,
  placed,
  statementAt,
  textOf,
  within,
} from '../tree.ts';
import { aliases, type Ended, type EndedFault } from './ended.ts';

export function endsElement({ callee }: Pick<Ended, 'callee'>): boolean {
  return lookupFunction(callee)?.effect === 'iter-destroy';
}

/** Before the call that ends the iterator. */
export function* copiedBefore({
  cx,
  fn,
  callee,
  ender,
  name,
  names,
}: Ended): Generator<Candidate, void, void> {
  if (!names.has(name)) return;
  const copy = copyOf(cx, fn, name, callee);
  if (!copy) return;
  const title = words().ownership.copyElement(name, `${callee}()`);
  const code = [`if (${name}) {`, ...copy.code(name).map((line) => `\t${line}`), '}'];
  yield { title, edits: [...copy.declared, ...insertBefore(cx, ender, code)] };
}

/** In the body of a loop that ends it by itself: before it is left, and where the element is kept. */
export function* copiedInLoop(fault: EndedFault, cx: FixContext): Generator<Candidate, void, void> {
  const ended = steps(fault.trace).findLast(
    ({ step }) => step.kind === 'release' && step.ref === fault.refId,
  );
  if (ended?.step.kind !== 'release' || ended.graph !== fault.graph) return;
  const by = ended.step.by;
  if (!endsElement({ callee: by })) return;
  const use = statementAt(cx.file, absolute(fault.graph, fault.at));
  const fn = use && functionAround(use.around);
  const loop = chainAt(cx.file, absolute(ended.graph, ended.at)).find(isLoop);
  const cursor = loop && cursorOf(cx, loop);
  if (!use || !fn || !loop || cursor === undefined) return;
  for (const name of aliases(cx.file, fn, cursor, '')) {
    const copy = mentions(cx.file, use.node, name) ? copyOf(cx, fn, name, by) : undefined;
    const kept =
      copy && (name === cursor ? beforeBreaks(cx, loop, copy.code(name)) : whereKept(cx, loop, name, copy));
    if (!kept || kept.length === 0) continue;
    yield {
      title: words().ownership.copyElement(name, words().ownership.loopEnd),
      edits: [...copy!.declared, ...kept],
    };
  }
}

/** `it` of `bpf_for_each(kind, it, ...)`. */
function cursorOf({ file }: FixContext, loop: CNode): string | undefined {
  const mark = file.marks.find((one) => one.kind === 'loop' && one.start === loop.start);
  if (mark?.kind !== 'loop' || mark.macro !== 'bpf_for_each' || !mark.args[1]) return undefined;
  const text = textOf(file, mark.args[1]).trim();
  return /^\w+$/.test(text) ? text : undefined;
}

interface Copy {
  readonly declared: readonly TextEdit[];
  readonly code: (element: string) => Code;
}

/** Only of numbers: what an object's copy is, the kernel says otherwise. */
function copyOf(cx: FixContext, fn: CNode, name: string, by: string): Copy | undefined {
  const next = lookupFunction(by.replace(/_destroy$/, '_next'));
  const body = kidOf(fn, 'body');
  if (!body || !next || !/^int \*/.test(next.prototype) || !/^\w+$/.test(name)) return undefined;
  const variable = freshName(cx, fn, ['number', 'value', `${name}_copy`]);
  const code = (element: string) => [`${variable} = *${element};`, `${name} = &${variable};`];
  return { declared: declare(cx, body, `int ${variable};`), code };
}

function beforeBreaks(cx: FixContext, loop: CNode, code: Code): TextEdit[] {
  const breaks = [...within(loop)].filter((node) => {
    if (node.type !== 'break_statement') return false;
    const left = placed(cx.file, node).around.find(
      (outer) => isLoop(outer) || outer.type === 'switch_statement',
    );
    return left?.start === loop.start;
  });
  return breaks.flatMap((node) => insertBefore(cx, placed(cx.file, node), code));
}

/** `kept = it;` */
function whereKept(cx: FixContext, loop: CNode, name: string, { code }: Copy): TextEdit[] {
  return [...within(loop)].flatMap((node) => {
    const value = node.type === 'expression_statement' ? node.kids[0] : undefined;
    const [left, right] = [kidOf(value, 'left'), kidOf(value, 'right')];
    if (value?.type !== 'assignment_expression' || !left || !right) return [];
    if (textOf(cx.file, left) !== name) return [];
    const statement = placed(cx.file, node);
    const [first, last] = code(bareText(cx.file, right)) as [string, string];
    return [...insertBefore(cx, statement, [first]), replace(node, last)];
  });
}
