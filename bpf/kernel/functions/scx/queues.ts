/** sched_ext: dispatch queues. */

import type { Said } from '../../../words/language.ts';
import { OLD_SCX_NAMES_UNTIL } from '../../changes.ts';
import { scxOpsTypes, scxTypes } from '../../program-sets.ts';
import type { KernelFunction } from '../../types.ts';
import {
  BOOL,
  borrowed,
  flagsParam,
  implicitSince71,
  iterator,
  kfunc,
  object,
  param,
  type RecordText,
  scalar,
} from '../build.ts';

const scx = (record: RecordText) => {
  const since = record.since ?? '6.12';
  const callable = record.wrappedSince ?? since;
  return kfunc({
    source: 'kernel/sched/ext.c',
    since,
    programTypes: scxTypes(callable),
    flags: implicitSince71(),
    ...record,
  });
};
/** Only the scheduler's own operations may call it; `syscall`: also syscall programs. */
const ops = (record: RecordText, syscall = false) =>
  scx({ ...record, programTypes: scxOpsTypes(record.wrappedSince ?? record.since ?? '6.12', syscall) });

const RCU = implicitSince71('KF_RCU');
const PLAIN_RCU = [{ flags: ['KF_RCU'] }];
const RET_NULL_RCU_PROTECTED = implicitSince71('KF_RET_NULL', 'KF_RCU_PROTECTED');
const task = object('struct task_struct *', 'p', 'rcu');
const dsq = scalar('u64', 'dsq_id', 'dispatch queue');
const slice = scalar('u64', 'slice', 'nanoseconds that the task may run, 0 to keep what it has');
const vtime = scalar('u64', 'vtime', 'place in the queue: lower runs first');
const enq = flagsParam('enq_flags', 'scx-enq', 'SCX_ENQ_*');
const it = iterator('bpf_iter_scx_dsq', 'it__iter', 'iterator of the loop: BPF_FOR_EACH_ITER');
const bool = { result: 'bool', returns: BOOL };

const insert = { ...bool, params: [task, dsq, slice, enq], flags: RCU, effect: 'scx-insert' } as const;
const insertVtime = {
  ...bool,
  params: [task, dsq, slice, vtime, enq],
  flags: PLAIN_RCU,
  effect: 'scx-insert',
} as const;
const move = { ...bool, params: [it, task, dsq, enq], flags: PLAIN_RCU, effect: 'scx-move' } as const;
const INSERT = {
  en: 'Puts a task into a dispatch queue, in order of arrival.',
  zh: '把任务放入分派队列，按到达顺序排列。',
};
const INSERT_VTIME = {
  en: 'Puts a task into a dispatch queue, in order of virtual time.',
  zh: '把任务放入分派队列，按虚拟时间排列。',
};
const MOVE = {
  en: 'Moves a task from the queue that a loop iterates over to another one; false when it is no longer there.',
  zh: '把任务从循环正在遍历的队列移到另一个队列；任务已不在其中时返回 false。',
};
const followed = (said: Said, en: string, zh: string): Said => ({
  en: `${said.en} ${en}`,
  zh: `${said.zh}${zh}`,
});

export const SCX_QUEUES: readonly KernelFunction[] = [
  ops({
    ...insert,
    name: 'scx_bpf_dsq_insert',
    since: '6.13',
    wrappedSince: '6.12',
    ...followed(
      INSERT,
      'Not for built-in queues of other CPUs outside the dispatch operations.',
      '在 dispatch 操作之外，不能用于其他 CPU 的内置队列。',
    ),
    notes: [
      'The kernel function returns nothing before 6.19; the wrapper of the scx headers then returns true.',
    ],
  }),
  ops({
    ...insert,
    name: 'scx_bpf_dsq_insert___v2',
    since: '6.19',
    ...followed(INSERT, 'The form that returns whether it worked.', '这是返回是否成功的形式。'),
  }),
  ops({
    ...insertVtime,
    name: 'scx_bpf_dsq_insert_vtime',
    since: '6.13',
    wrappedSince: '6.12',
    ...INSERT_VTIME,
  }),
  ops({
    ...insertVtime,
    name: '__scx_bpf_dsq_insert_vtime',
    since: '6.19',
    params: [
      task,
      param('struct scx_bpf_dsq_insert_vtime_args *', 'args', { role: 'mem', write: true, size: 32 }),
    ],
    flags: RCU,
    en: 'scx_bpf_dsq_insert_vtime() with its numbers in a struct.',
    zh: '数值放在结构体中的 scx_bpf_dsq_insert_vtime()。',
  }),
  ops({
    ...insert,
    name: 'scx_bpf_dispatch',
    until: OLD_SCX_NAMES_UNTIL,
    result: 'void',
    returns: { kind: 'void' },
    flags: PLAIN_RCU,
    replacedBy: 'scx_bpf_dsq_insert',
    ...followed(INSERT, 'Old name of scx_bpf_dsq_insert().', 'scx_bpf_dsq_insert() 的旧名。'),
  }),
  ops({
    ...insertVtime,
    name: 'scx_bpf_dispatch_vtime',
    until: OLD_SCX_NAMES_UNTIL,
    result: 'void',
    returns: { kind: 'void' },
    replacedBy: 'scx_bpf_dsq_insert_vtime',
    ...followed(
      INSERT_VTIME,
      'Old name of scx_bpf_dsq_insert_vtime().',
      'scx_bpf_dsq_insert_vtime() 的旧名。',
    ),
  }),
  ops({
    name: 'scx_bpf_dispatch_nr_slots',
    result: 'u32',
    effect: 'none',
    en: 'How many more tasks this dispatch operation may insert.',
    zh: '本次 dispatch 操作还能插入的任务数。',
  }),
  ops({
    name: 'scx_bpf_dispatch_cancel',
    effect: 'scx-dsq',
    en: 'Takes back the latest insertion of this dispatch operation.',
    zh: '撤回本次 dispatch 操作最近的一次插入。',
  }),
  ops({
    ...bool,
    name: 'scx_bpf_dsq_move_to_local',
    since: '6.13',
    wrappedSince: '6.12',
    params: [dsq, enq],
    effect: 'scx-move',
    en: 'Moves the first task of a queue to the local queue of the current CPU; false when there is none.',
    zh: '把队列的第一个任务移到当前 CPU 的本地队列；队列中没有任务时返回 false。',
    notes: [
      'The kernel function takes the queue only; from 7.1 scx_bpf_dsq_move_to_local___v2() takes flags as well, and the wrapper of the scx headers always does.',
    ],
  }),
  ops({
    ...bool,
    name: 'scx_bpf_dsq_move_to_local___v1',
    since: '6.13',
    params: [dsq],
    effect: 'scx-move',
    en: 'scx_bpf_dsq_move_to_local() without flags.',
    zh: '不带标志的 scx_bpf_dsq_move_to_local()。',
  }),
  ops({
    ...bool,
    name: 'scx_bpf_dsq_move_to_local___v2',
    since: '7.1',
    params: [dsq, enq],
    effect: 'scx-move',
    en: 'scx_bpf_dsq_move_to_local() with flags.',
    zh: '带标志的 scx_bpf_dsq_move_to_local()。',
  }),
  ops({
    ...bool,
    name: 'scx_bpf_consume',
    until: OLD_SCX_NAMES_UNTIL,
    params: [dsq],
    flags: [],
    effect: 'scx-move',
    replacedBy: 'scx_bpf_dsq_move_to_local',
    en: 'Old name of scx_bpf_dsq_move_to_local().',
    zh: 'scx_bpf_dsq_move_to_local() 的旧名。',
  }),
  ops({ ...move, name: 'scx_bpf_dsq_move', since: '6.13', wrappedSince: '6.12', ...MOVE }, true),
  ops(
    {
      ...move,
      name: 'scx_bpf_dsq_move_vtime',
      since: '6.13',
      wrappedSince: '6.12',
      ...followed(MOVE, 'In order of virtual time.', '在目标队列中按虚拟时间排列。'),
    },
    true,
  ),
  ops(
    {
      ...move,
      name: 'scx_bpf_dispatch_from_dsq',
      until: OLD_SCX_NAMES_UNTIL,
      replacedBy: 'scx_bpf_dsq_move',
      ...followed(MOVE, 'Old name of scx_bpf_dsq_move().', 'scx_bpf_dsq_move() 的旧名。'),
    },
    true,
  ),
  ops(
    {
      ...move,
      name: 'scx_bpf_dispatch_vtime_from_dsq',
      until: OLD_SCX_NAMES_UNTIL,
      replacedBy: 'scx_bpf_dsq_move_vtime',
      ...followed(MOVE, 'Old name of scx_bpf_dsq_move_vtime().', 'scx_bpf_dsq_move_vtime() 的旧名。'),
    },
    true,
  ),
  ops(
    {
      name: 'scx_bpf_dsq_move_set_slice',
      since: '6.13',
      wrappedSince: '6.12',
      params: [it, slice],
      flags: PLAIN_RCU,
      effect: 'none',
      en: 'Slice for the next scx_bpf_dsq_move() of this loop.',
      zh: '设置本循环中下一次 scx_bpf_dsq_move() 所用的时间片。',
    },
    true,
  ),
  ops(
    {
      name: 'scx_bpf_dsq_move_set_vtime',
      since: '6.13',
      wrappedSince: '6.12',
      params: [it, vtime],
      flags: PLAIN_RCU,
      effect: 'none',
      en: 'Virtual time for the next scx_bpf_dsq_move_vtime() of this loop.',
      zh: '设置本循环中下一次 scx_bpf_dsq_move_vtime() 所用的虚拟时间。',
    },
    true,
  ),
  ops(
    {
      name: 'scx_bpf_dispatch_from_dsq_set_slice',
      until: OLD_SCX_NAMES_UNTIL,
      params: [it, slice],
      flags: PLAIN_RCU,
      effect: 'none',
      replacedBy: 'scx_bpf_dsq_move_set_slice',
      en: 'Old name of scx_bpf_dsq_move_set_slice().',
      zh: 'scx_bpf_dsq_move_set_slice() 的旧名。',
    },
    true,
  ),
  ops(
    {
      name: 'scx_bpf_dispatch_from_dsq_set_vtime',
      until: OLD_SCX_NAMES_UNTIL,
      params: [it, vtime],
      flags: PLAIN_RCU,
      effect: 'none',
      replacedBy: 'scx_bpf_dsq_move_set_vtime',
      en: 'Old name of scx_bpf_dsq_move_set_vtime().',
      zh: 'scx_bpf_dsq_move_set_vtime() 的旧名。',
    },
    true,
  ),
  ops(
    {
      name: 'scx_bpf_create_dsq',
      result: 's32',
      params: [dsq, scalar('s32', 'node', 'NUMA node, or -1')],
      returns: { kind: 'scalar', max: 0 },
      flags: implicitSince71('KF_SLEEPABLE'),
      sleepable: true,
      effect: 'scx-dsq',
      en: 'Creates a dispatch queue; 0 or a negative errno. May sleep, so call it in a sleepable operation such as init.',
      zh: '创建一个分派队列；返回 0 或负的 errno。可能睡眠，因此应在 init 这类可睡眠的操作中调用。',
    },
    true,
  ),
  scx({
    name: 'scx_bpf_destroy_dsq',
    params: [dsq],
    effect: 'scx-dsq',
    en: 'Destroys an empty dispatch queue.',
    zh: '销毁一个空的分派队列。',
  }),
  scx({
    name: 'scx_bpf_dsq_nr_queued',
    result: 's32',
    params: [dsq],
    returns: { kind: 'scalar' },
    effect: 'none',
    en: 'How many tasks wait in a queue; -ENOENT when there is no such queue.',
    zh: '队列中等待的任务数；没有这个队列时返回 -ENOENT。',
  }),
  scx({
    name: 'scx_bpf_dsq_peek',
    since: '6.19',
    result: 'struct task_struct *',
    params: [dsq],
    returns: borrowed('task_struct', 'rcu', true),
    flags: RET_NULL_RCU_PROTECTED,
    effect: 'none',
    en: 'The first task of a queue, without taking a lock, or NULL. RCU protects it. Before 7.1 the task may already have left the queue.',
    zh: '队列的第一个任务，不加锁，或 NULL。受 RCU 保护。在 7.1 之前，该任务可能已经离开队列。',
    notes: [
      'The wrapper of the sched_ext headers walks the queue with bpf_iter_scx_dsq_next() where the kernel has no such function, or an older form of it; RCU protects that task too.',
    ],
  }),
  ops({
    name: 'scx_bpf_reenqueue_local',
    result: 'u32',
    effect: 'scx-move',
    en: 'Returns the tasks of the local queue to the scheduler. Before 6.19 only from cpu_release.',
    zh: '把本地队列中的任务交还给调度器。在 6.19 之前只能从 cpu_release 调用。',
  }),
  scx({
    name: 'scx_bpf_reenqueue_local___v2',
    since: '6.19',
    effect: 'scx-move',
    en: 'scx_bpf_reenqueue_local() that any operation may call.',
    zh: '任何操作都可以调用的 scx_bpf_reenqueue_local()。',
  }),
  scx({
    name: 'scx_bpf_dsq_reenq',
    since: '7.1',
    wrappedSince: '6.12',
    params: [dsq, flagsParam('reenq_flags')],
    effect: 'scx-move',
    en: 'Returns the tasks of a queue to the scheduler.',
    zh: '把队列中的任务交还给调度器。',
  }),
  ops({
    ...bool,
    name: 'scx_bpf_sub_dispatch',
    since: '7.1',
    params: [scalar('u64', 'cgroup_id')],
    effect: 'scx-move',
    en: 'Lets the scheduler of a sub-tree dispatch.',
    zh: '让子树的调度器进行分派。',
  }),
];
