/** sched_ext: CPUs, tasks, and the end of a scheduler. */
import { scxTypes } from '../../program-sets.ts';
import type { CatalogueParam, KernelFunction } from '../../types.ts';
import {
  any,
  BOOL,
  borrowed,
  flagsParam,
  implicitSince71,
  kfunc,
  macro,
  object,
  owned,
  type RecordText,
  scalar,
  text,
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

const RCU = implicitSince71('KF_RCU');
const RET_NULL_RCU_PROTECTED = implicitSince71('KF_RET_NULL', 'KF_RCU_PROTECTED');
const task = object('struct task_struct *', 'p', 'rcu');
const slice = scalar('u64', 'slice', 'nanoseconds that the task may run, 0 to keep what it has');
const vtime = scalar('u64', 'vtime', 'place in the queue: lower runs first');
const cpu = scalar('s32', 'cpu', 'CPU number');
const bool = { result: 'bool', returns: BOOL };

const rq = (nullable: boolean) => borrowed('rq', 'untrusted', nullable);
const TASKS: readonly KernelFunction[] = [
  scx({
    name: 'scx_bpf_kick_cpu',
    params: [cpu, flagsParam('flags', 'scx-kick', 'SCX_KICK_*')],
    effect: 'scx-kick',
    en: 'Makes a CPU reschedule; with SCX_KICK_IDLE only when it is idle.',
    zh: '让 CPU 重新调度；带 SCX_KICK_IDLE 时仅在它空闲时生效。',
  }),
  scx({
    name: 'scx_bpf_cpu_rq',
    until: '7.3',
    result: 'struct rq *',
    params: [cpu],
    returns: rq(false),
    effect: 'none',
    replacedBy: 'scx_bpf_cpu_curr',
    en: 'The run queue of a CPU. Deprecated: use scx_bpf_locked_rq() for the run queue whose lock is held, scx_bpf_cpu_curr() for the running task.',
    zh: 'CPU 的运行队列。已弃用：需要已持有其锁的运行队列时用 scx_bpf_locked_rq()，需要正在运行的任务时用 scx_bpf_cpu_curr()。',
  }),
  scx({
    name: 'scx_bpf_locked_rq',
    since: '6.18',
    result: 'struct rq *',
    returns: rq(true),
    flags: implicitSince71('KF_RET_NULL'),
    effect: 'none',
    en: 'The run queue whose lock the scheduler core holds for this operation, or NULL.',
    zh: '调度器核心为本次操作持有其锁的运行队列，或 NULL。',
  }),
  scx({
    name: 'scx_bpf_cpu_curr',
    since: '6.18',
    result: 'struct task_struct *',
    params: [cpu],
    returns: borrowed('task_struct', 'rcu', true),
    flags: RET_NULL_RCU_PROTECTED,
    effect: 'none',
    en: 'The task that runs on a CPU, protected by RCU, or NULL.',
    zh: '正在某个 CPU 上运行的任务，受 RCU 保护；或 NULL。',
  }),
  scx({
    name: 'scx_bpf_task_cgroup',
    result: 'struct cgroup *',
    params: [task],
    returns: owned('cgroup', false, 'bpf_cgroup_release'),
    flags: implicitSince71('KF_RCU', 'KF_ACQUIRE'),
    effect: 'reference-get',
    en: 'The cgroup whose CPU controller a task is subject to, with a reference that bpf_cgroup_release() must end.',
    zh: '任务在 CPU 控制器下所属的 cgroup，附带引用，必须用 bpf_cgroup_release() 释放。',
    notes: ['The wrapper macro in the scx headers returns NULL on kernels without it.'],
  }),
  scx({
    name: 'scx_bpf_task_set_slice',
    since: '6.19',
    wrappedSince: '6.12',
    ...bool,
    params: [task, slice],
    flags: RCU,
    effect: 'none',
    en: 'Sets the slice of a task; false when the scheduler is not allowed to.',
    zh: '设置任务的时间片；调度器无权设置时返回 false。',
  }),
  scx({
    name: 'scx_bpf_task_set_dsq_vtime',
    since: '6.19',
    wrappedSince: '6.12',
    ...bool,
    params: [task, vtime],
    flags: RCU,
    effect: 'none',
    en: 'Sets the virtual time of a task; false when the scheduler is not allowed to.',
    zh: '设置任务的虚拟时间；调度器无权设置时返回 false。',
  }),
];

const bstr: CatalogueParam[] = [
  text('char *', 'fmt'),
  any('unsigned long long *', 'data'),
  scalar('u32', 'data__sz'),
];
const BSTR_FLAGS = [
  { until: '7.0', flags: ['KF_TRUSTED_ARGS'] },
  { since: '7.0', until: '7.1', flags: [] },
  { since: '7.1', flags: ['KF_IMPLICIT_ARGS'] },
];
const format = [text('const char *', 'fmt'), any('', 'args...')];

const ENDS: readonly KernelFunction[] = [
  scx({
    name: 'scx_bpf_error_bstr',
    params: bstr,
    flags: BSTR_FLAGS,
    effect: 'scx-exit',
    en: 'Called by the macro scx_bpf_error().',
    zh: '由宏 scx_bpf_error() 调用。',
  }),
  scx({
    name: 'scx_bpf_exit_bstr',
    params: [scalar('s64', 'exit_code'), ...bstr],
    flags: BSTR_FLAGS,
    effect: 'scx-exit',
    en: 'Called by the macro scx_bpf_exit().',
    zh: '由宏 scx_bpf_exit() 调用。',
  }),
  scx({
    name: 'scx_bpf_dump_bstr',
    params: bstr,
    flags: BSTR_FLAGS,
    effect: 'printk',
    en: 'Called by the macro scx_bpf_dump().',
    zh: '由宏 scx_bpf_dump() 调用。',
  }),
  macro({
    name: 'scx_bpf_error',
    since: '6.12',
    params: format,
    effect: 'scx-exit',
    en: 'Ends the scheduler with an error message. The program itself continues until it returns.',
    zh: '以错误消息结束调度器。程序本身会继续执行到返回。',
  }),
  macro({
    name: 'scx_bpf_exit',
    since: '6.12',
    params: [scalar('s64', 'code'), ...format],
    effect: 'scx-exit',
    en: 'Ends the scheduler with an exit code and message. The program itself continues until it returns.',
    zh: '以退出码和消息结束调度器。程序本身会继续执行到返回。',
  }),
  macro({
    name: 'scx_bpf_dump',
    since: '6.12',
    params: format,
    effect: 'printk',
    en: 'Adds text to the dump that follows an error; for the dump operations.',
    zh: '向出错后的转储添加文本；用于各 dump 操作。',
  }),
  macro({
    name: 'scx_bpf_dump_header',
    since: '6.12',
    effect: 'printk',
    en: 'Adds kernel and compiler version to the dump.',
    zh: '向转储添加内核和编译器的版本。',
  }),
];

export const SCX_TASKS: readonly KernelFunction[] = [...TASKS, ...ENDS];
