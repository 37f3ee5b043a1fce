/** cpumask kfuncs that only read. */
import { cpumaskTypes } from '../program-sets.ts';
import type { CatalogueParam, KernelFunction } from '../types.ts';
import { always, BOOL, kfunc, param, RCU_SINCE_6_4, type RecordText, scalar, U32 } from './build.ts';

const mask = (
  name = 'cpumask',
  doc = 'mask that is only read; cast a struct bpf_cpumask * to this type',
): CatalogueParam =>
  param(
    'const struct cpumask *',
    name,
    { role: 'object', struct: 'cpumask', trust: 'rcu', memory: true },
    doc,
  );
const pair = [mask('src1'), mask('src2')];

const common = {
  since: '6.3',
  flags: RCU_SINCE_6_4,
  programTypes: cpumaskTypes('6.3'),
  source: 'kernel/bpf/cpumask.c',
  params: [mask()],
};

/** A record for what came with a later kernel, with KF_RCU from the start. */
const later = (since: string) => ({
  ...common,
  since,
  flags: always('KF_RCU'),
  programTypes: cpumaskTypes(since),
});
/** A record for what only 6.3 and 6.4 have. */
const old = {
  ...common,
  until: '6.5',
  programTypes: cpumaskTypes('6.3').filter((rule) => rule.since === '6.3'),
};

const number = (text: Omit<RecordText, 'result' | 'returns'>) =>
  kfunc({ ...text, result: 'u32', returns: U32 });
const truth = (text: Omit<RecordText, 'result' | 'returns'>) =>
  kfunc({ ...text, result: 'bool', returns: BOOL });

const NONE = {
  en: 'If there is none, the result is nr_cpu_ids or above: compare with >=, not ==.',
  zh: '没有时返回大于等于 nr_cpu_ids 的值，因此应使用 >= 而不是 == 判断。',
};
const CURSOR = [
  'The cursor is one number per CPU, shared with the other distribute kfunc and with the kernel itself; a new one skips CPU 0 when another bit is set.',
];

export const CPUMASK_QUERY: readonly KernelFunction[] = [
  number({
    ...common,
    name: 'bpf_cpumask_first',
    effect: 'mask-first',
    en: `The lowest CPU in a mask. ${NONE.en}`,
    zh: `返回掩码中编号最小的 CPU。${NONE.zh}`,
  }),
  number({
    ...common,
    name: 'bpf_cpumask_first_zero',
    effect: 'mask-first-zero',
    en: `The lowest CPU that is not in a mask. ${NONE.en}`,
    zh: `返回不在掩码中的编号最小的 CPU。${NONE.zh}`,
  }),
  number({
    ...later('6.5'),
    name: 'bpf_cpumask_first_and',
    params: pair,
    effect: 'mask-first-and',
    en: `The lowest CPU that is in both masks, without a temporary mask. ${NONE.en}`,
    zh: `返回同时在两个掩码中的编号最小的 CPU，不需要临时掩码。${NONE.zh}`,
  }),
  truth({
    ...common,
    name: 'bpf_cpumask_test_cpu',
    params: [scalar('u32', 'cpu', 'CPU number; at or above nr_cpu_ids the answer is false'), mask()],
    effect: 'mask-test',
    en: 'Whether a CPU is in a mask. The number comes first, the mask second; a number at or above nr_cpu_ids gives false.',
    zh: '判断某个 CPU 是否在掩码中。第一个参数是 CPU 编号，第二个是掩码；编号大于等于 nr_cpu_ids 时返回 false。',
  }),
  truth({
    ...common,
    name: 'bpf_cpumask_equal',
    params: pair,
    effect: 'mask-equal',
    en: 'Whether two masks hold the same CPUs. Stray bits above nr_cpu_ids do not count when NR_CPUS is above 64.',
    zh: '判断两个掩码是否包含相同的 CPU。NR_CPUS 大于 64 时，nr_cpu_ids 及以上的杂散位不参与比较。',
  }),
  truth({
    ...common,
    name: 'bpf_cpumask_intersects',
    params: pair,
    effect: 'mask-intersects',
    en: 'Whether two masks have a CPU in common. False when either is empty.',
    zh: '判断两个掩码是否有交集。任意一个为空时返回 false。',
  }),
  truth({
    ...common,
    name: 'bpf_cpumask_subset',
    params: [mask('src1', 'candidate subset'), mask('src2', 'superset')],
    effect: 'mask-subset',
    en: 'Whether every CPU of the first mask is in the second. An empty mask is a subset of every mask.',
    zh: '判断第一个掩码是否是第二个的子集。空掩码是任何掩码的子集。',
  }),
  truth({
    ...common,
    name: 'bpf_cpumask_empty',
    effect: 'mask-empty',
    en: 'Whether a mask has no CPU set.',
    zh: '判断掩码是否为空。',
  }),
  truth({
    ...common,
    name: 'bpf_cpumask_full',
    effect: 'mask-full',
    en: 'Whether all CPUs below nr_cpu_ids are set. These are the possible CPUs: a mask of all online CPUs is not necessarily full.',
    zh: '判断所有小于 nr_cpu_ids 的 CPU 是否都已置位。这里指可能的 CPU：包含全部在线 CPU 的掩码不一定是满的。',
  }),
  number({
    ...later('6.5'),
    name: 'bpf_cpumask_any_distribute',
    effect: 'mask-any-distribute',
    notes: CURSOR,
    en: `The next CPU of a mask after the last one picked on this CPU, wrapping around, so that repeated calls spread over the mask. ${NONE.en}`,
    zh: `从本 CPU 上次选取的位置之后循环查找掩码中的下一个 CPU，使多次调用分散到整个掩码。${NONE.zh}`,
  }),
  number({
    ...later('6.5'),
    name: 'bpf_cpumask_any_and_distribute',
    params: pair,
    effect: 'mask-any-and-distribute',
    notes: CURSOR,
    en: `Like bpf_cpumask_any_distribute(), over the CPUs that are in both masks. ${NONE.en}`,
    zh: `与 bpf_cpumask_any_distribute() 相同，但在同时属于两个掩码的 CPU 中查找。${NONE.zh}`,
  }),
  number({
    ...later('6.8'),
    name: 'bpf_cpumask_weight',
    effect: 'mask-weight',
    en: 'How many CPUs are in a mask. For task->cpus_ptr it counts the allowed CPUs, online or not.',
    zh: '返回掩码中 CPU 的个数。对 task->cpus_ptr 而言，统计的是允许使用的 CPU，不论是否在线。',
  }),
  number({
    ...old,
    name: 'bpf_cpumask_any',
    effect: 'mask-first',
    replacedBy: 'bpf_cpumask_any_distribute',
    en: 'The lowest CPU in a mask, despite its name. Only Linux 6.3 and 6.4 have it; use bpf_cpumask_any_distribute(), or bpf_cpumask_first() for the same answer.',
    zh: '尽管名为 any，实际返回掩码中编号最小的 CPU。只有 Linux 6.3 和 6.4 提供；请改用 bpf_cpumask_any_distribute()，若要相同结果则用 bpf_cpumask_first()。',
  }),
  number({
    ...old,
    name: 'bpf_cpumask_any_and',
    params: pair,
    effect: 'mask-first-and',
    replacedBy: 'bpf_cpumask_any_and_distribute',
    en: 'The lowest CPU in both masks. Only Linux 6.3 and 6.4 have it; use bpf_cpumask_any_and_distribute(), or bpf_cpumask_first_and() for the same answer.',
    zh: '返回同时在两个掩码中的编号最小的 CPU。只有 Linux 6.3 和 6.4 提供；请改用 bpf_cpumask_any_and_distribute()，若要相同结果则用 bpf_cpumask_first_and()。',
  }),
];
