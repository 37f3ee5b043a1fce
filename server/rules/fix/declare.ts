/** A kernel function that a fix calls has to be declared where the file declares its kernel functions itself. */
import { lookupFunction } from '../../../bpf/kernel/index.ts';
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

/** Declarations of functions that the edits call, where the file declares its kernel functions itself. */
export function declarations(cx: FixContext, ...names: readonly string[]): TextEdit[] {
  return names.flatMap((name) => {
    const fn = lookupFunction(name);
    if (!fn) return [];
    for (const beside of [...cx.module.externs.keys()].reverse()) {
      const edits = declaredBeside(cx, fn, beside);
      if (edits.length > 0) return edits;
    }
    return [];
  });
}
