/** A kernel function that a fix calls has to be declared where the file declares its kernel functions itself. */
import type { KernelFunction } from '../../../bpf/kernel/types.ts';
import type { FixContext, TextEdit } from './candidate.ts';
import { at, lineRest } from './edits.ts';
import { textOf, within } from './tree.ts';

/** The declaration, behind that of `beside`; nothing where a header has them, or it is there. */
export function declaredBeside(cx: FixContext, wanted: KernelFunction, beside: string): TextEdit[] {
  const { externs, functions } = cx.module;
  const isKnown = externs.has(wanted.name) || functions.has(wanted.name) || cx.file.macros.has(wanted.name);
  if (wanted.kind !== 'kfunc' || isKnown) return [];
  const model = cx.file.root.kids.find(
    (node) =>
      node.type === 'declaration' &&
      [...within(node)].some((kid) => kid.field === 'declarator' && textOf(cx.file, kid) === beside),
  );
  if (!model) return [];
  const written = textOf(cx.file, model);
  // Attributes are not in the tree: they end where the declaration does.
  const attributes = /\)([^()]*);\s*$/.exec(written)?.[1] ?? ' __ksym';
  const storage = /^extern\b/.test(written) ? 'extern ' : '';
  const prototype = wanted.prototype.replace(/;$/, `${attributes};`);
  return [at(lineRest(cx, model.end), `${cx.style.eol}${storage}${prototype}`)];
}
