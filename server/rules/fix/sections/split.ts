/** Declarations whose values have to be computed later: `T *p = f();` to `T *p;` and, behind the declarations, `p = f();`. */

import { lookupFunction } from '../../../../bpf/kernel/index.ts';
import type { CNode } from '../../../../bpf/syntax/types.ts';
import type { FixContext, TextEdit } from '../candidate.ts';
import { callNamesIn, kidOf, mentions, textOf, within } from '../tree.ts';

export interface Split {
  /** What takes the values out of the declarations. */
  readonly edits: readonly TextEdit[];
  /** The assignments that have to follow, in order. */
  readonly code: readonly string[];
  /** The last of the declarations that the code has to stand behind. */
  readonly last: CNode;
}

/**
 * From the declaration `block.kids[from]` on: values in which one of the nodes is, and those that follow from them.
 * Undefined: one of them can only be initialised.
 */
export function splitFrom(
  cx: FixContext,
  block: CNode,
  from: number,
  nodes: readonly CNode[],
): Split | undefined {
  const later = new Set<string>();
  const edits: TextEdit[] = [];
  const code: string[] = [];
  let last: CNode | undefined;
  for (const declaration of block.kids.slice(from)) {
    if (declaration.type !== 'declaration') break;
    const moved = declaratorsOf(declaration).filter((init) => dependsOn(cx, init, nodes, later));
    if (moved.length === 0 && mayChangeMemory(cx, declaration)) break;
    for (const init of moved) {
      const found = splitOne(cx, declaration, init);
      if (!found) return undefined;
      later.add(found.name);
      edits.push(found.edit);
      code.push(found.line);
    }
    last = declaration;
  }
  return last && { edits, code, last };
}

function declaratorsOf(declaration: CNode): CNode[] {
  return declaration.kids.filter(({ type }) => type === 'init_declarator');
}

function dependsOn(
  cx: FixContext,
  init: CNode,
  nodes: readonly CNode[],
  later: ReadonlySet<string>,
): boolean {
  const value = kidOf(init, 'value');
  if (!value) return false;
  return (
    nodes.some(({ start, end }) => init.start <= start && end <= init.end) ||
    [...later].some((name) => mentions(cx.file, value, name))
  );
}

/** Calls of the kernel's change no pointer that is read later; the exchange does, and a function of the file may. */
function mayChangeMemory(cx: FixContext, declaration: CNode): boolean {
  return callNamesIn(cx.file, declaration).some((name) => {
    const fn = lookupFunction(name);
    return !fn || fn.effect === 'kptr-xchg';
  });
}

const UNSPLITTABLE = /\b(?:__free|cleanup|static|CLASS)\b/;

function splitOne(
  cx: FixContext,
  declaration: CNode,
  init: CNode,
): { readonly name: string; readonly edit: TextEdit; readonly line: string } | undefined {
  const declarator = kidOf(init, 'declarator')!;
  const value = kidOf(init, 'value')!;
  const parts = [...within(declarator)];
  const isPointer = declarator.type === 'pointer_declarator';
  const isConst = declaration.kids.some((kid) => kid.type === 'type_qualifier') && !isPointer;
  if (isConst || value.type === 'initializer_list' || UNSPLITTABLE.test(textOf(cx.file, declaration)))
    return undefined;
  if (parts.some(({ type }) => type === 'array_declarator' || type === 'type_qualifier')) return undefined;
  if (textOf(cx.file, { start: declarator.end, end: value.start }).trim() !== '=') return undefined;
  const name = textOf(cx.file, parts.find(({ type }) => type === 'identifier') ?? declarator);
  const edit = { start: declarator.end, end: value.end, newText: '' };
  return { name, edit, line: `${name} = ${textOf(cx.file, value)};` };
}
