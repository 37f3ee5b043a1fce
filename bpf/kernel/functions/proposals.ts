/** Names that were proposed and never merged: kept so that they can be explained. No kernel has them. */
import type { KernelFunction } from '../types.ts';
import { any, kfunc, type RecordText, scalar } from './build.ts';

const never = (text: RecordText) => kfunc({ ...text, programTypes: [], notCallable: 'never-merged' });

const BITS = {
  en: 'Part of a proposal of 2024 for iterating over a cpumask; the general bpf_iter_bits was merged instead.',
  zh: '2024 年遍历掩码的迭代器提案的一部分；最终合入的是通用的 bpf_iter_bits。',
};
const BITMAP = {
  en: 'Part of an idea of January 2023 for bitmaps of any length, withdrawn the same day. Use struct bpf_cpumask, or words in a map.',
  zh: '2023 年 1 月关于任意长度位图的设想的一部分，当天即被撤回。请使用 struct bpf_cpumask，或映射中的字。',
};
const iterMask = any('struct bpf_iter_cpumask *', 'it');

export const PROPOSALS: readonly KernelFunction[] = [
  never({
    name: 'bpf_iter_cpumask_new',
    result: 'int',
    params: [iterMask, any('const struct cpumask *', 'mask')],
    effect: 'none',
    replacedBy: 'bpf_iter_bits_new',
    ...BITS,
  }),
  never({
    name: 'bpf_iter_cpumask_next',
    result: 'int *',
    params: [iterMask],
    effect: 'none',
    replacedBy: 'bpf_iter_bits_next',
    ...BITS,
  }),
  never({
    name: 'bpf_iter_cpumask_destroy',
    params: [iterMask],
    effect: 'none',
    replacedBy: 'bpf_iter_bits_destroy',
    ...BITS,
  }),
  never({
    name: 'bpf_cpumask_from_bpf_mem',
    result: 'int',
    params: [any('struct bpf_cpumask *', 'dst'), any('void *', 'src'), scalar('size_t', 'src__sz')],
    effect: 'none',
    replacedBy: 'bpf_cpumask_populate',
    en: 'Early name of what was merged in 6.15 as bpf_cpumask_populate().',
    zh: 'bpf_cpumask_populate()（6.15 合入）的早期名称。',
  }),
  never({
    name: 'bpf_bitmap_create',
    result: 'struct bpf_bitmap *',
    params: [scalar('int', 'bits')],
    effect: 'none',
    ...BITMAP,
  }),
  never({
    name: 'bpf_bitmap_cast_to_cpumask',
    result: 'struct bpf_cpumask *',
    params: [any('struct bpf_bitmap *', 'bitmap')],
    effect: 'none',
    ...BITMAP,
  }),
  never({
    name: 'bpf_find_first_bit',
    result: 'int',
    params: [any('struct bpf_bitmap *', 'bitmap')],
    effect: 'none',
    ...BITMAP,
  }),
];
