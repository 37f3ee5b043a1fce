/** sched_ext: masks of CPUs and the choice of one. */
import { scxTypes } from '../../program-sets.ts';
import type { CatalogueParam, KernelFunction } from '../../types.ts';
import {
  flagsParam,
  implicitSince71,
  kfunc,
  object,
  owned,
  param,
  type RecordText,
  scalar,
} from '../build.ts';

const IDLE = 'kernel/sched/ext_idle.c';
const MASK = 'const struct cpumask *';

const scx = (text: RecordText) => {
  const since = text.since ?? '6.12';
  return kfunc({ source: IDLE, since, programTypes: scxTypes(since), flags: implicitSince71(), ...text });
};
/** Functions whose flags are the same in every tree. */
const plain = (flags: readonly string[]) => [{ flags }];

const allowed: CatalogueParam = param(
  MASK,
  'cpus_allowed',
  { role: 'object', struct: 'cpumask', trust: 'rcu', memory: true },
  'CPUs to pick from',
);
const task = object('struct task_struct *', 'p', 'rcu');
const node = scalar('int', 'node', 'NUMA node');
const cpu = scalar('s32', 'cpu', 'CPU number; an invalid one ends the scheduler');
const pickFlags = flagsParam('flags', 'scx-pick-idle', 'SCX_PICK_IDLE_*');
const CPU_OR_ERROR = { kind: 'scalar', min: -4095, max: 0x7fffffff } as const;

const maskRef = (...releasedBy: string[]) =>
  owned(
    'cpumask',
    false,
    ...releasedBy,
    ...['scx_bpf_put_cpumask', 'scx_bpf_put_idle_cpumask'].filter((name) => !releasedBy.includes(name)),
  );
const put = (en: string, zh: string, by = 'scx_bpf_put_idle_cpumask') => ({
  en: `${en} Never NULL, so no test is needed; release it on every path with ${by}().`,
  zh: `${zh}不会是 NULL，无需检查；每条路径上都必须用 ${by}() 释放。`,
});

export const SCX_IDLE: readonly KernelFunction[] = [
  scx({
    name: 'scx_bpf_get_possible_cpumask',
    result: MASK,
    returns: maskRef('scx_bpf_put_cpumask'),
    flags: plain(['KF_ACQUIRE']),
    effect: 'scx-possible-mask',
    source: 'kernel/sched/ext.c',
    ...put(
      'The mask of CPUs that may ever exist.',
      '可能的 CPU 的掩码，即系统中有可能出现的所有 CPU。',
      'scx_bpf_put_cpumask',
    ),
  }),
  scx({
    name: 'scx_bpf_get_online_cpumask',
    result: MASK,
    returns: maskRef('scx_bpf_put_cpumask'),
    flags: plain(['KF_ACQUIRE']),
    effect: 'scx-online-mask',
    source: 'kernel/sched/ext.c',
    ...put(
      'The mask of CPUs that are online. It is the live one and may change while you hold it.',
      '在线 CPU 的掩码。这是实时的掩码，持有期间也可能变化。',
      'scx_bpf_put_cpumask',
    ),
  }),
  scx({
    name: 'scx_bpf_put_cpumask',
    params: [
      object(
        MASK,
        'cpumask',
        'release',
        'from scx_bpf_get_possible_cpumask() or scx_bpf_get_online_cpumask()',
      ),
    ],
    flags: plain(['KF_RELEASE']),
    effect: 'scx-mask-put',
    source: 'kernel/sched/ext.c',
    en: 'Ends a reference to a mask of the scheduler core. It does nothing at run time, but the verifier requires it.',
    zh: '结束对调度器核心的掩码的引用。运行时什么也不做，但校验器要求调用它。',
  }),
  scx({
    name: 'scx_bpf_get_idle_cpumask',
    result: MASK,
    returns: maskRef('scx_bpf_put_idle_cpumask'),
    flags: implicitSince71('KF_ACQUIRE'),
    effect: 'scx-idle-mask',
    ...put(
      'The live mask of idle CPUs, empty when the built-in tracking is off.',
      '空闲 CPU 的实时掩码；内置的空闲跟踪关闭时为空。',
    ),
  }),
  scx({
    name: 'scx_bpf_get_idle_smtmask',
    result: MASK,
    returns: maskRef('scx_bpf_put_idle_cpumask'),
    flags: implicitSince71('KF_ACQUIRE'),
    effect: 'scx-idle-smt-mask',
    ...put('The live mask of CPUs whose whole core is idle.', '整个核心都空闲的 CPU 的实时掩码。'),
  }),
  scx({
    name: 'scx_bpf_get_idle_cpumask_node',
    since: '6.15',
    result: MASK,
    params: [node],
    returns: maskRef('scx_bpf_put_idle_cpumask'),
    flags: implicitSince71('KF_ACQUIRE'),
    effect: 'scx-idle-mask',
    ...put(
      'The idle CPUs of one NUMA node; needs SCX_OPS_BUILTIN_IDLE_PER_NODE.',
      '某个 NUMA 节点的空闲 CPU；需要 SCX_OPS_BUILTIN_IDLE_PER_NODE。',
    ),
  }),
  scx({
    name: 'scx_bpf_get_idle_smtmask_node',
    since: '6.15',
    result: MASK,
    params: [node],
    returns: maskRef('scx_bpf_put_idle_cpumask'),
    flags: implicitSince71('KF_ACQUIRE'),
    effect: 'scx-idle-smt-mask',
    ...put('The CPUs of one NUMA node whose whole core is idle.', '某个 NUMA 节点中整个核心都空闲的 CPU。'),
  }),
  scx({
    name: 'scx_bpf_put_idle_cpumask',
    params: [object(MASK, 'idle_mask', 'release', 'from one of the scx_bpf_get_idle_… functions')],
    flags: plain(['KF_RELEASE']),
    effect: 'scx-mask-put',
    en: 'Ends a reference to an idle mask. The verifier treats it like scx_bpf_put_cpumask().',
    zh: '结束对空闲掩码的引用。校验器对它与 scx_bpf_put_cpumask() 一视同仁。',
  }),
  scx({
    name: 'scx_bpf_test_and_clear_cpu_idle',
    result: 'bool',
    params: [cpu],
    returns: { kind: 'scalar', min: 0, max: 1 },
    effect: 'scx-claim-idle',
    en: 'Claims a CPU if it is idle, in one atomic step; true when it was.',
    zh: '如果 CPU 空闲就占用它，以一次原子操作完成；原先空闲则返回 true。',
  }),
  scx({
    name: 'scx_bpf_pick_idle_cpu',
    result: 's32',
    params: [allowed, pickFlags],
    returns: CPU_OR_ERROR,
    flags: implicitSince71('KF_RCU'),
    effect: 'scx-pick-idle',
    en: 'Picks and claims an idle CPU from a mask, or returns -EBUSY. Test for a negative result.',
    zh: '从掩码中挑选并占用一个空闲 CPU，没有时返回 -EBUSY。要检查结果是否为负。',
  }),
  scx({
    name: 'scx_bpf_pick_any_cpu',
    result: 's32',
    params: [allowed, pickFlags],
    returns: CPU_OR_ERROR,
    flags: implicitSince71('KF_RCU'),
    effect: 'scx-pick-any',
    en: 'Picks an idle CPU from a mask, or any CPU of it when none is idle; -EBUSY only when the mask is empty.',
    zh: '从掩码中挑选一个空闲 CPU，没有空闲的就任选其中一个；只有掩码为空时才返回 -EBUSY。',
  }),
  scx({
    name: 'scx_bpf_pick_idle_cpu_node',
    since: '6.15',
    result: 's32',
    params: [allowed, node, pickFlags],
    returns: CPU_OR_ERROR,
    flags: implicitSince71('KF_RCU'),
    effect: 'scx-pick-idle',
    en: 'Like scx_bpf_pick_idle_cpu(), starting at one NUMA node.',
    zh: '与 scx_bpf_pick_idle_cpu() 相同，但从指定的 NUMA 节点开始查找。',
  }),
  scx({
    name: 'scx_bpf_pick_any_cpu_node',
    since: '6.15',
    result: 's32',
    params: [allowed, node, pickFlags],
    returns: CPU_OR_ERROR,
    flags: implicitSince71('KF_RCU'),
    effect: 'scx-pick-any',
    en: 'Like scx_bpf_pick_any_cpu(), starting at one NUMA node.',
    zh: '与 scx_bpf_pick_any_cpu() 相同，但从指定的 NUMA 节点开始查找。',
  }),
  scx({
    name: 'scx_bpf_select_cpu_dfl',
    result: 's32',
    params: [
      task,
      scalar('s32', 'prev_cpu'),
      scalar('u64', 'wake_flags'),
      param(
        'bool *',
        'is_idle',
        { role: 'mem', write: true, size: 1 },
        'becomes whether the CPU is idle and claimed',
      ),
    ],
    returns: CPU_OR_ERROR,
    flags: implicitSince71('KF_RCU'),
    effect: 'scx-select-cpu',
    en: "The kernel's default choice of a CPU for a waking task; prev_cpu when none is idle.",
    zh: '内核为被唤醒的任务默认选择的 CPU；没有空闲 CPU 时为 prev_cpu。',
  }),
  scx({
    name: 'scx_bpf_select_cpu_and',
    since: '6.16',
    result: 's32',
    params: [task, scalar('s32', 'prev_cpu'), scalar('u64', 'wake_flags'), allowed, pickFlags],
    returns: CPU_OR_ERROR,
    flags: plain(['KF_RCU']),
    effect: 'scx-select-cpu',
    en: 'Picks an idle CPU from a mask by the default policy; negative when none is idle.',
    zh: '按默认策略从掩码中挑选一个空闲 CPU；没有空闲 CPU 时返回负值。',
    notes: [
      'Since 6.19 it is an inline wrapper around __scx_bpf_select_cpu_and() in source; the old symbol stays for old binaries.',
    ],
  }),
  scx({
    name: '__scx_bpf_select_cpu_and',
    since: '6.19',
    result: 's32',
    params: [
      task,
      allowed,
      param(
        'struct scx_bpf_select_cpu_and_args *',
        'args',
        { role: 'mem', write: true, size: 24 },
        'prev_cpu, wake_flags and flags',
      ),
    ],
    returns: CPU_OR_ERROR,
    flags: implicitSince71('KF_RCU'),
    effect: 'scx-select-cpu',
    en: 'scx_bpf_select_cpu_and() with its numbers in a struct, because a kfunc takes five arguments at most.',
    zh: '数值放在结构体中的 scx_bpf_select_cpu_and()，因为 kfunc 最多接受五个参数。',
  }),
];
