/**
 * Exits from a loop over an RCU-protected list. Leaving the loop destroys its iterator, which needs the section still: the
 * section ends behind a label, not before the exit.
 *
 *      bpf_for_each(task, p, NULL, 0)
 *              if (p->pid == pid) {
 *                      ret = p->tgid;                  return p->tgid;
 *                      goto unlock;
 *              }
 *      ...
 *      unlock:
 *              bpf_rcu_read_unlock();
 *              return ret;
 */
import { flagsAt, lookupFunction } from '../../../../bpf/kernel/index.ts';
import type { CNode } from '../../../../bpf/syntax/types.ts';
import type { FixContext, TextEdit } from '../candidate.ts';
import { at, type Code, declare, indentAt, replace, surround } from '../edits.ts';
import { freshName } from '../place.ts';
import { type Chain, isLoop, kidOf, type Placed, textOf } from '../tree.ts';
import { gapIn, leaves } from './exits.ts';

/** The innermost loop around a place, from an offset on, whose iterator needs an RCU section until it is destroyed. */
export function protectedLoop(cx: FixContext, around: Chain, from: number): CNode | undefined {
  return around.find((node) => isLoop(node) && node.start >= from && isProtected(cx, node));
}

function isProtected(cx: FixContext, loop: CNode): boolean {
  const mark = cx.file.marks.find((other) => other.kind === 'loop' && other.start === loop.start);
  if (mark?.kind !== 'loop' || mark.macro !== 'bpf_for_each' || !mark.args[0]) return false;
  const starter = lookupFunction(`bpf_iter_${textOf(cx.file, mark.args[0]).trim()}_new`);
  return starter !== undefined && flagsAt(starter, cx.kernel).includes('KF_RCU_PROTECTED');
}

/** Returns become jumps to a label at the function's end, with the code behind it. Undefined: some are no returns. */
export function leaveByLabel(
  cx: FixContext,
  fn: CNode,
  exits: readonly Placed[],
  code: Code,
): { readonly label: string; readonly edits: readonly TextEdit[] } | undefined {
  const body = kidOf(fn, 'body');
  if (!body || exits.some(({ node }) => node.type !== 'return_statement')) return undefined;
  const isValued = exits.some(({ node }) => node.kids.length > 0);
  if (isValued && !leaves(body)) return undefined;
  const label = freshName(cx, fn, ['unlock', 'out_unlock']);
  const name = freshName(cx, fn, ['ret', 'result', 'ret_value']);
  const type = textOf(cx.file, kidOf(fn, 'type') ?? { start: 0, end: 0 });
  const star = kidOf(fn, 'declarator')?.type === 'pointer_declarator' ? '*' : '';
  const edits = [
    ...(isValued ? declare(cx, body, `${type} ${star}${name};`) : []),
    ...exits.flatMap((exit) => jumpInstead(cx, exit, name, label)),
    atEnd(cx, body, label, [...code, isValued ? `return ${name};` : 'return;']),
  ];
  return { label, edits };
}

function jumpInstead(cx: FixContext, exit: Placed, name: string, label: string): TextEdit[] {
  const { node } = exit;
  const [value] = node.kids;
  if (!value) return [replace(node, `goto ${label};`)];
  return [
    ...surround(cx, exit, [], []),
    { start: node.start, end: value.start, newText: `${name} = ` },
    at(node.end - 1, [`;${gapIn(cx, exit)}`, `goto ${label}`].join('')),
  ];
}

/** A label with its code at the end of a function, whose last statement leaves or may come to it. */
function atEnd(cx: FixContext, body: CNode, label: string, code: Code): TextEdit {
  const { eol, unit } = cx.style;
  const outer = indentAt(cx, body.end - 1);
  const lineStart = cx.file.text.lastIndexOf('\n', body.end - 2) + 1;
  const before = leaves(body) ? '' : `${outer}${unit}return;${eol}`;
  const lines = [`${outer}${label}:`, ...code.map((line) => `${outer}${unit}${line}`)];
  return at(lineStart, `${before}${eol}${lines.join(eol)}${eol}`);
}
