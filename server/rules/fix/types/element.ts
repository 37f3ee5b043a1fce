/** Fixes of masks in an array whose element the verifier does not know. */
import type { CNode } from '../../../../bpf/syntax/types.ts';
import { words } from '../../../../bpf/words/fixes.ts';
import type { Candidate, FixContext } from '../candidate.ts';
import { replace } from '../edits.ts';
import { bareNode } from '../expression.ts';
import type { Passed } from '../passed.ts';
import { kidOf, textOf, within } from '../tree.ts';

/** More elements are a loop's. */
const MOST_ELEMENTS = 4;

/** `a[i]`, of which the verifier loses what is in it: each element by its number, chosen by comparison. */
export function* chosenElement({ cx, fn, arg }: Passed): Generator<Candidate, void, void> {
  const element = bareNode(cx.file, arg);
  const [array, index] = [kidOf(element, 'argument'), kidOf(element, 'index')];
  if (element.type !== 'subscript_expression' || array?.type !== 'identifier' || !index) return;
  const isPlain = [...within(index)].every(({ type }) => !/call|update|assignment/.test(type));
  const count = isPlain ? lengthOf(cx, fn, textOf(cx.file, array)) : 0;
  if (count < 2 || count > MOST_ELEMENTS) return;
  const [name, i] = [textOf(cx.file, array), textOf(cx.file, index)];
  const asked = index.type === 'identifier' ? i : `(${i})`;
  const choices = Array.from({ length: count - 1 }, (_, n) => `${asked} == ${n} ? ${name}[${n}] : `);
  const text = `${choices.join('')}${name}[${count - 1}]`;
  const isWhole = element === arg;
  yield { title: words().ownership.choose(name, i), edits: [replace(element, isWhole ? text : `(${text})`)] };
}

/** Elements of a local array whose length is a number; 0: there is none. */
function lengthOf(cx: FixContext, fn: CNode, name: string): number {
  const declarator = [...within(fn)].find(
    (node) => node.type === 'array_declarator' && textOf(cx.file, kidOf(node, 'declarator') ?? node) === name,
  );
  const size = kidOf(declarator, 'size');
  return size?.type === 'number_literal' ? Number(textOf(cx.file, size)) : 0;
}
