/**
 * sched_ext: CPUs by topological number (cid), and schedulers below a scheduler. Read in kernel/sched/ext/ of 7.2-rc2
 * (3d5e48944e82) and of a later tree, for 7.3; no kernel that has them was at hand.
 */
import { scxOpsTypes, scxTypes } from '../../program-sets.ts';
import type { KernelFunction } from '../../types.ts';
import {
  any,
  borrowed,
  flagsParam,
  implicitSince71,
  kfunc,
  macro,
  memory,
  object,
  param,
  type RecordText,
  scalar,
  size,
  text,
  U32,
} from '../build.ts';

const IMPLICIT = [{ flags: ['KF_IMPLICIT_ARGS'] }];

const scx = (record: RecordText) =>
  kfunc({
    source: 'kernel/sched/ext/ext.c',
    since: '7.2',
    programTypes: scxTypes(record.since ?? '7.2'),
    flags: IMPLICIT,
    ...record,
  });

const cid = scalar('s32', 'cid', 'topological number of a CPU; an invalid one ends the scheduler');
const CID = { kind: 'scalar', min: -4095, max: 0x7fffffff } as const;
const task = object('const struct task_struct *', 'p', 'rcu');
const RCU = [{ flags: ['KF_RCU'] }];
const NONE = [{ flags: [] }];
const CID_C = 'kernel/sched/ext/cid.c';

const CIDS: readonly KernelFunction[] = [
  scx({
    name: 'scx_bpf_cid_to_cpu',
    result: 's32',
    params: [cid],
    returns: CID,
    effect: 'scx-cid',
    source: CID_C,
    en: 'The CPU number of a cid, or -EINVAL. It stays the same while the scheduler is loaded.',
    zh: 'cid 对应的 CPU 编号，或 -EINVAL。调度器加载期间保持不变。',
  }),
  scx({
    name: 'scx_bpf_cpu_to_cid',
    result: 's32',
    params: [scalar('s32', 'cpu')],
    returns: CID,
    effect: 'scx-cid',
    source: CID_C,
    en: 'The cid of a CPU number, or -EINVAL. It stays the same while the scheduler is loaded.',
    zh: 'CPU 编号对应的 cid，或 -EINVAL。调度器加载期间保持不变。',
  }),
  scx({
    name: 'scx_bpf_cid_topo',
    params: [
      cid,
      param(
        'struct scx_cid_topo *',
        'out__uninit',
        { role: 'mem', write: true, size: 32 },
        'written in full',
      ),
    ],
    effect: 'none',
    source: CID_C,
    en: 'Where a cid is: its core, cache, node and shard. All -1 for an invalid cid, or one without topology.',
    zh: 'cid 所在的位置：核、缓存、节点和分片。cid 无效或没有拓扑信息时全为 -1。',
  }),
  scx({
    name: 'scx_bpf_cid_override',
    params: [
      memory('const s32 *', 'cpu_to_cid', 1),
      size('u32', 'cpu_to_cid__sz', '4 * nr_cpu_ids'),
      memory('const s32 *', 'shard_start', 3),
      size('u32', 'shard_start__sz'),
    ],
    programTypes: scxOpsTypes('7.2'),
    flags: implicitSince71('KF_SLEEPABLE').slice(1),
    sleepable: true,
    effect: 'none',
    source: CID_C,
    en: 'Replaces the numbering of CPUs. Only from init, and from 7.3 on only from init_cids.',
    zh: '替换 CPU 的编号方式。只能从 init 调用；自 7.3 起只能从 init_cids 调用。',
  }),
  scx({
    name: 'scx_bpf_kick_cid',
    result: 's32',
    params: [cid, flagsParam('flags', 'scx-kick', 'SCX_KICK_*')],
    effect: 'scx-kick',
    en: 'scx_bpf_kick_cpu() by cid; 0 or a negative errno.',
    zh: '以 cid 指定 CPU 的 scx_bpf_kick_cpu()；返回 0 或负的 errno。',
  }),
  scx({
    name: 'scx_bpf_task_cid',
    result: 's32',
    params: [task],
    returns: CID,
    flags: RCU,
    effect: 'scx-task-cpu',
    en: 'The cid of the CPU that a task is on, or was last.',
    zh: '任务所在的 CPU 的 cid，或最近一次所在的 CPU 的 cid。',
  }),
  scx({
    name: 'scx_bpf_this_cid',
    result: 's32',
    returns: CID,
    flags: NONE,
    effect: 'cpu-id',
    en: 'The cid of the CPU that the program runs on.',
    zh: '运行该程序的 CPU 的 cid。',
  }),
  scx({
    name: 'scx_bpf_nr_cids',
    result: 'u32',
    returns: U32,
    flags: NONE,
    effect: 'scx-nr-cpu-ids',
    en: 'How many cids there are: the number of possible CPUs.',
    zh: 'cid 的个数，即可能的 CPU 的个数。',
  }),
  scx({
    name: 'scx_bpf_nr_online_cids',
    result: 'u32',
    returns: U32,
    flags: NONE,
    effect: 'scx-nr-cpu-ids',
    en: 'How many CPUs are online.',
    zh: '在线 CPU 的个数。',
  }),
  scx({
    name: 'scx_bpf_cid_curr',
    result: 'struct task_struct *',
    params: [cid],
    returns: borrowed('task_struct', 'rcu', true),
    flags: implicitSince71('KF_RET_NULL', 'KF_RCU_PROTECTED').slice(1),
    effect: 'none',
    en: 'The task that runs on a CPU, protected by RCU, or NULL.',
    zh: '正在某个 CPU 上运行的任务，受 RCU 保护；或 NULL。',
  }),
  scx({
    name: 'scx_bpf_cidperf_cap',
    result: 'u32',
    params: [cid],
    returns: U32,
    effect: 'none',
    en: 'scx_bpf_cpuperf_cap() by cid.',
    zh: '以 cid 指定 CPU 的 scx_bpf_cpuperf_cap()。',
  }),
  scx({
    name: 'scx_bpf_cidperf_cur',
    result: 'u32',
    params: [cid],
    returns: U32,
    effect: 'none',
    en: 'scx_bpf_cpuperf_cur() by cid.',
    zh: '以 cid 指定 CPU 的 scx_bpf_cpuperf_cur()。',
  }),
  scx({
    name: 'scx_bpf_cidperf_set',
    params: [cid, scalar('u32', 'perf', '0 to 1024')],
    effect: 'none',
    en: 'scx_bpf_cpuperf_set() by cid.',
    zh: '以 cid 指定 CPU 的 scx_bpf_cpuperf_set()。',
  }),
  scx({
    name: 'scx_bpf_tid_to_task',
    result: 'struct task_struct *',
    params: [scalar('u64', 'tid', 'from p->scx.tid')],
    returns: borrowed('task_struct', 'rcu', true),
    flags: [{ flags: ['KF_RET_NULL', 'KF_RCU_PROTECTED'] }],
    effect: 'none',
    en: 'The task with a number that sched_ext gave it, protected by RCU, or NULL. Needs SCX_OPS_TID_TO_TASK.',
    zh: 'sched_ext 分配的编号所对应的任务，受 RCU 保护；或 NULL。需要 SCX_OPS_TID_TO_TASK。',
  }),
];

const SUB_C = 'kernel/sched/ext/sub.c';
const sub = (record: RecordText) => scx({ since: '7.3', source: SUB_C, ...record });
const child = scalar('u64', 'cgroup_id', 'cgroup of a direct child');
const caps = scalar('u64', 'caps', 'SCX_CAP_*');
const cmask = (name: string) => any('struct scx_cmask *', name, 'in the arena');

const SUB_SCHEDULERS: readonly KernelFunction[] = [
  sub({
    name: 'scx_bpf_sub_grant',
    result: 's32',
    params: [child, caps, cmask('cmask__ign'), cmask('denied_out__ign')],
    effect: 'none',
    en: 'Lets a scheduler below use CPUs; -EPERM when the caller may not use all of them itself.',
    zh: '允许下级调度器使用 CPU；调用者自己无权使用其中的全部 CPU 时返回 -EPERM。',
  }),
  sub({
    name: 'scx_bpf_sub_revoke',
    params: [child, caps, cmask('cmask__ign')],
    effect: 'none',
    en: 'Takes CPUs from a scheduler below and from those below it.',
    zh: '从下级调度器以及它的各级下级收回 CPU。',
  }),
  sub({
    name: 'scx_bpf_sub_caps',
    result: 's32',
    params: [scalar('u64', 'cgroup_id', '0 for itself'), caps, cmask('out__ign')],
    effect: 'none',
    en: 'Which CPUs a scheduler was granted.',
    zh: '调度器被授予了哪些 CPU。',
  }),
  sub({
    name: 'scx_bpf_sub_kill_bstr',
    result: 's32',
    params: [child, text('char *', 'fmt'), any('unsigned long long *', 'data'), scalar('u32', 'data__sz')],
    effect: 'none',
    en: 'Called by the macro scx_bpf_sub_kill().',
    zh: '由宏 scx_bpf_sub_kill() 调用。',
  }),
  macro({
    name: 'scx_bpf_sub_kill',
    since: '7.3',
    params: [child, text('const char *', 'fmt'), any('', 'args...')],
    effect: 'none',
    en: 'Ends a scheduler below, with a reason.',
    zh: '结束下级调度器，并给出原因。',
  }),
];

export const SCX_CIDS: readonly KernelFunction[] = [...CIDS, ...SUB_SCHEDULERS];
