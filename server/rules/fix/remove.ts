/** Takes a statement away, with a test around it that then leads to nothing. */
import type { CNode } from '../../../bpf/syntax/types.ts';
import type { FixContext, TextEdit } from './candidate.ts';
import { isArm, remove, replace } from './edits.ts';
import { isPure } from './expression.ts';
import { kidOf, type Placed, textOf } from './tree.ts';

/** A condition that calls something stays: only what has no effect goes with the statement. */
export function withoutStatement(cx: FixContext, { node, around }: Placed): TextEdit[] {
  const [parent, outer] = around;
  if (!parent) return [remove(cx, node)];
  const isOnly =
    parent.type === 'compound_statement' && parent.kids.length === 1 && !hasComment(cx, parent, node);
  const test = isArm(node, parent) ? parent : isOnly && outer && isArmOf(outer) ? outer : undefined;
  if (!test) return [remove(cx, node)];
  if (test.type === 'else_clause') return [withoutElse(cx, test, around)];
  const isTest = test.type === 'if_statement';
  const otherwise = isTest ? kidOf(test, 'alternative') : undefined;
  if (isTest && !otherwise && isPure(kidOf(test, 'condition')))
    return withoutStatement(cx, { node: test, around: around.slice(around.indexOf(test) + 1) });
  if (otherwise && otherwise.kids[0]?.type !== 'if_statement') return inverted(cx, test, otherwise);
  const asked = isTest && !otherwise ? askedIn(test) : undefined;
  if (asked) return [replace(test, `${textOf(cx.file, asked)};`)];
  return [test === parent ? replace(node, '{ }') : remove(cx, node)];
}

/** The call that a condition is about: it is made all the same. */
function askedIn(test: CNode): CNode | undefined {
  const inner = kidOf(test, 'condition')?.kids[0];
  const bare = inner?.type === 'unary_expression' ? kidOf(inner, 'argument') : inner;
  return bare && /^(?:call|assignment)_expression$/.test(bare.type) ? bare : undefined;
}

const isArmOf = ({ type }: CNode): boolean => type === 'if_statement' || type === 'else_clause';

/** With the blanks between the arm before it and the `else`. */
function withoutElse({ file }: FixContext, clause: CNode, around: readonly CNode[]): TextEdit {
  const test = around[around.indexOf(clause) + 1];
  const before = kidOf(test, 'consequence')?.end ?? clause.start;
  const isBlank = file.text.slice(before, clause.start).trim() === '';
  return { start: isBlank ? before : clause.start, end: clause.end, newText: '' };
}

/** `if (a) { } else { b(); }` to `if (!a) { b(); }`. */
function inverted({ file }: FixContext, test: CNode, otherwise: CNode): TextEdit[] {
  const condition = kidOf(test, 'condition');
  const arm = kidOf(test, 'consequence');
  const other = otherwise.kids.at(-1);
  const inner = condition?.kids[0];
  if (!condition || !arm || !other || !inner) return [];
  const text = textOf(file, inner);
  const denied = inner.type === 'unary_expression' && text.startsWith('!') ? text.slice(1) : undefined;
  const isSimple = /^(?:identifier|call_expression|field_expression)$/.test(inner.type);
  const opposite = denied ?? (isSimple ? `!${text}` : `!(${text})`);
  return [replace(inner, opposite), { start: arm.start, end: other.start, newText: '' }];
}

function hasComment({ file }: FixContext, block: CNode, only: CNode): boolean {
  const rest = file.text.slice(block.start + 1, only.start) + file.text.slice(only.end, block.end - 1);
  return rest.trim() !== '';
}
