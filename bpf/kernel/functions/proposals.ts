/** Names that were proposed and never merged: kept so that they can be explained. No kernel has them. */
import type { KernelFunction } from '../types.ts';
import { any, kfunc, type RecordText, scalar } from './build.ts';

const never = (text: RecordText) => kfunc({ ...text, programTypes: [], notCallable: 'never-merged' });

const BITS = {
  en: 'Part of a proposal of 2024 for iterating over a cpumask; the general bpf_iter_bits was merged instead.',
  zh: '2024 年遍历掩码的迭代器提案的一部分；最终合入的是通用的 bpf_iter_bits。',
};
const iterMask = any('struct bpf_iter_cpumask *', 'it');

export const PROPOSALS: readonly KernelFunction[] = [
  never({
    proposedIn: 2024,
    name: 'bpf_iter_cpumask_new',
    result: 'int',
    params: [iterMask, any('const struct cpumask *', 'mask')],
    effect: 'none',
    replacedBy: 'bpf_iter_bits_new',
    ...BITS,
  }),
  never({
    proposedIn: 2024,
    name: 'bpf_iter_cpumask_next',
    result: 'int *',
    params: [iterMask],
    effect: 'none',
    replacedBy: 'bpf_iter_bits_next',
    ...BITS,
  }),
  never({
    proposedIn: 2024,
    name: 'bpf_iter_cpumask_destroy',
    params: [iterMask],
    effect: 'none',
    replacedBy: 'bpf_iter_bits_destroy',
    ...BITS,
  }),
  never({
    proposedIn: 2025,
    name: 'bpf_cpumask_from_bpf_mem',
    result: 'int',
    params: [any('struct bpf_cpumask *', 'dst'), any('void *', 'src'), scalar('size_t', 'src__sz')],
    effect: 'none',
    replacedBy: 'bpf_cpumask_populate',
    en: 'Early name of what was merged in 6.15 as bpf_cpumask_populate().',
    zh: 'bpf_cpumask_populate()（6.15 合入）的早期名称。',
  }),
];
