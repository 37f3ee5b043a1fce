/** Masks as kernel functions take them, and the functions declared where the file declares its own. */
import { lookupFunction } from '../../../bpf/kernel/index.ts';
import type { CNode } from '../../../bpf/syntax/types.ts';
import type { FixContext, TextEdit } from './candidate.ts';
import { declaredBeside } from './declare.ts';
import { textOf } from './tree.ts';
import { pointedStruct, typeOf } from './types.ts';

/** The mask as a `const struct cpumask *`. */
export function constMask(cx: FixContext, value: CNode): string {
  const text = textOf(cx.file, value);
  if (pointedStruct(typeOf(cx, value)) === 'cpumask') return text;
  return `(const struct cpumask *)${/^[\w.>[\]()-]+$/.test(text) ? text : `(${text})`}`;
}

/** Edits that make a kernel function known, beside another but not `except`; undefined where that cannot be. */
export function declarationOf(cx: FixContext, name: string, except = ''): TextEdit[] | undefined {
  const wanted = lookupFunction(name);
  if (!wanted) return undefined;
  if (wanted.kind !== 'kfunc' || cx.module.externs.has(name)) return [];
  for (const other of [...cx.module.externs.keys()].reverse()) {
    const isModel = other !== except && lookupFunction(other)?.kind === 'kfunc';
    const edits = isModel ? declaredBeside(cx, wanted, other) : [];
    if (edits.length > 0) return edits;
  }
  return cx.file.missing.length > 0 ? [] : undefined;
}
