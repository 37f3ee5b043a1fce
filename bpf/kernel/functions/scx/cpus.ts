/** sched_ext: facts about CPUs, nodes and tasks. */
import { scxTypes } from '../../program-sets.ts';
import type { KernelFunction } from '../../types.ts';
import { any, implicitSince71, kfunc, object, type RecordText, scalar, U32 } from '../build.ts';

const IDLE = 'kernel/sched/ext_idle.c';

const scx = (text: RecordText) => {
  const since = text.since ?? '6.12';
  const callable = text.wrappedSince ?? since;
  return kfunc({ source: IDLE, since, programTypes: scxTypes(callable), flags: implicitSince71(), ...text });
};
/** Functions whose flags are the same in every tree. */
const plain = (flags: readonly string[]) => [{ flags }];

const cpu = scalar('s32', 'cpu', 'CPU number; an invalid one ends the scheduler');

export const SCX_CPUS: readonly KernelFunction[] = [
  scx({
    name: 'scx_bpf_nr_cpu_ids',
    result: 'u32',
    returns: U32,
    flags: plain([]),
    effect: 'scx-nr-cpu-ids',
    source: 'kernel/sched/ext.c',
    en: 'nr_cpu_ids, which every cpumask kfunc compares with: highest possible CPU number plus one.',
    zh: '返回 nr_cpu_ids，即可能的 CPU 的最大编号加一；每个 cpumask kfunc 都与它比较。',
  }),
  scx({
    name: 'scx_bpf_nr_node_ids',
    since: '6.15',
    result: 'u32',
    returns: U32,
    flags: plain([]),
    effect: 'scx-nr-node-ids',
    source: 'kernel/sched/ext.c',
    en: 'Highest possible NUMA node number plus one.',
    zh: '可能的 NUMA 节点的最大编号加一。',
  }),
  scx({
    name: 'scx_bpf_cpu_node',
    since: '6.15',
    result: 'int',
    params: [cpu],
    effect: 'scx-cpu-node',
    en: 'The NUMA node of a CPU.',
    zh: 'CPU 所在的 NUMA 节点。',
  }),
  scx({
    name: 'scx_bpf_task_running',
    result: 'bool',
    params: [object('const struct task_struct *', 'p', 'rcu')],
    returns: { kind: 'scalar', min: 0, max: 1 },
    flags: plain(['KF_RCU']),
    effect: 'none',
    source: 'kernel/sched/ext.c',
    en: 'Whether a task is running on a CPU right now.',
    zh: '判断任务此刻是否正在某个 CPU 上运行。',
  }),
  scx({
    name: 'scx_bpf_task_cpu',
    result: 's32',
    params: [object('const struct task_struct *', 'p', 'rcu')],
    returns: { kind: 'scalar', min: 0, max: 0x7fffffff },
    flags: plain(['KF_RCU']),
    effect: 'scx-task-cpu',
    source: 'kernel/sched/ext.c',
    en: 'The CPU that a task is on, or was last.',
    zh: '任务所在的 CPU，或最近一次所在的 CPU。',
  }),
  scx({
    name: 'scx_bpf_cpuperf_cap',
    result: 'u32',
    params: [cpu],
    returns: U32,
    effect: 'none',
    source: 'kernel/sched/ext.c',
    en: 'Highest performance level of a CPU, relative to 1024.',
    zh: 'CPU 的最高性能级别，以 1024 为满值。',
  }),
  scx({
    name: 'scx_bpf_cpuperf_cur',
    result: 'u32',
    params: [cpu],
    returns: U32,
    effect: 'none',
    source: 'kernel/sched/ext.c',
    en: 'Current performance level of a CPU, relative to 1024.',
    zh: 'CPU 当前的性能级别，以 1024 为满值。',
  }),
  scx({
    name: 'scx_bpf_cpuperf_set',
    params: [cpu, scalar('u32', 'perf', '0 to 1024')],
    effect: 'none',
    source: 'kernel/sched/ext.c',
    en: 'Asks for a performance level of a CPU.',
    zh: '请求把 CPU 设为某个性能级别。',
  }),
  scx({
    name: 'scx_bpf_now',
    since: '6.14',
    wrappedSince: '6.12',
    result: 'u64',
    flags: plain([]),
    effect: 'time',
    source: 'kernel/sched/ext.c',
    en: 'A cheap monotonic clock in nanoseconds that stays the same for the duration of one scheduling operation.',
    zh: '开销很小的单调时钟，单位为纳秒；在一次调度操作期间保持不变。',
  }),
  scx({
    name: 'scx_bpf_events',
    since: '6.15',
    params: [any('struct scx_event_stats *', 'events'), scalar('size_t', 'events__sz')],
    effect: 'none',
    source: 'kernel/sched/ext.c',
    flags: [
      { until: '7.0', flags: ['KF_TRUSTED_ARGS'] },
      { since: '7.0', until: '7.1', flags: [] },
      { since: '7.1', flags: ['KF_IMPLICIT_ARGS'] },
    ],
    en: 'Copies the event counters of the scheduler core into memory.',
    zh: '把调度器核心的事件计数复制到内存中。',
  }),
];
