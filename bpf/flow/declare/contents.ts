/** What a list or a tree holds: the decl tag `contains:STRUCT:NODE`, most often by way of a macro `__contains()`. */
import { marksOf } from '../../syntax/mask/marks.ts';
import type { Contents } from '../ctypes/types.ts';
import type { Fn } from '../lower/builder.ts';

/** Of the declaration in this stretch of the source (kernel/bpf/btf.c, btf_find_graph_root). */
export function contentsIn(fn: Fn, from: number, to: number): { readonly contains?: Contents } {
  for (const mark of marksOf(fn.source.parsed, from, to)) {
    if (mark.kind !== 'attribute') continue;
    const found = CONTENTS[mark.name]?.exec(mark.args.replace(/["\s]/g, ''));
    if (found) return { contains: { struct: found[1]!, node: found[2]! } };
  }
  return {};
}

const CONTENTS: Readonly<Record<string, RegExp>> = {
  __contains: /^(\w+),(\w+)$/,
  btf_decl_tag: /^contains:(\w+):(\w+)$/,
  __btf_decl_tag: /^contains:(\w+):(\w+)$/,
};
