/** Tasks and cgroups. */
import { genericTypes } from '../program-sets.ts';
import type { KernelFunction } from '../types.ts';
import { always, any, borrowed, helper, kfunc, object, owned, type RecordText, scalar } from './build.ts';

const TASK = 'struct task_struct *';
const CGROUP = 'struct cgroup *';
const source = 'kernel/bpf/helpers.c';
const generic = (text: RecordText) =>
  kfunc({ programTypes: genericTypes(text.since ?? '6.2'), source, ...text });

const TRUSTED_THEN_RCU = [
  { until: '6.4', flags: ['KF_ACQUIRE', 'KF_TRUSTED_ARGS'] },
  { since: '6.4', flags: ['KF_ACQUIRE', 'KF_RCU', 'KF_RET_NULL'] },
];
const taskRef = owned('task_struct', true, 'bpf_task_release');
const cgroupRef = owned('cgroup', true, 'bpf_cgroup_release');

export const TASKS: readonly KernelFunction[] = [
  generic({
    name: 'bpf_task_acquire',
    since: '6.2',
    result: TASK,
    params: [object(TASK, 'p', 'rcu')],
    returns: taskRef,
    flags: TRUSTED_THEN_RCU,
    effect: 'reference-acquire',
    en: 'Takes a reference to a task; NULL when the task is already being freed. End it with bpf_task_release() or bpf_kptr_xchg().',
  }),
  generic({
    name: 'bpf_task_release',
    since: '6.2',
    params: [object(TASK, 'p', 'release', 'owned reference, not NULL')],
    flags: always('KF_RELEASE'),
    effect: 'reference-release',
    en: 'Releases a task reference.',
  }),
  generic({
    name: 'bpf_task_from_pid',
    since: '6.2',
    result: TASK,
    params: [scalar('s32', 'pid', 'pid in the initial pid namespace')],
    returns: taskRef,
    flags: always('KF_ACQUIRE', 'KF_RET_NULL'),
    effect: 'task-from-pid',
    en: 'Finds a task by pid and takes a reference to it, or returns NULL. Turns an untrusted task pointer into one that may be used: bpf_task_from_pid(p->pid).',
    notes: ['In a sleepable program task->cpus_ptr still needs an RCU section; &task->cpus_mask does not.'],
  }),
  generic({
    name: 'bpf_task_from_vpid',
    since: '6.13',
    result: TASK,
    params: [scalar('s32', 'vpid', 'pid in the namespace of the current task')],
    returns: taskRef,
    flags: always('KF_ACQUIRE', 'KF_RET_NULL'),
    effect: 'task-from-pid',
    en: 'Like bpf_task_from_pid(), in the pid namespace of the current task.',
  }),
  helper({
    name: 'bpf_get_current_task_btf',
    helperId: 158,
    since: '5.11',
    result: TASK,
    returns: borrowed('task_struct', 'trusted', false),
    effect: 'current-task',
    en: 'The running task, trusted, never NULL. No reference to release.',
  }),
  helper({
    name: 'bpf_get_current_task',
    helperId: 35,
    since: '4.8',
    result: 'u64',
    effect: 'none',
    en: 'The address of the running task as a number. Use bpf_get_current_task_btf() for a pointer whose fields can be read.',
  }),
  generic({
    name: 'bpf_task_under_cgroup',
    since: '6.5',
    result: 'long',
    params: [object(TASK, 'task', 'rcu'), object(CGROUP, 'ancestor', 'rcu')],
    flags: always('KF_RCU'),
    effect: 'none',
    en: 'Whether a task is in a cgroup or below it.',
  }),
  generic({
    name: 'bpf_task_get_cgroup1',
    since: '6.8',
    result: CGROUP,
    params: [object(TASK, 'task', 'rcu'), scalar('int', 'hierarchy_id')],
    returns: cgroupRef,
    flags: always('KF_ACQUIRE', 'KF_RCU', 'KF_RET_NULL'),
    effect: 'reference-get',
    en: 'The cgroup of a task in a version 1 hierarchy, with a reference, or NULL.',
  }),
  generic({
    name: 'bpf_cgroup_acquire',
    since: '6.2',
    result: CGROUP,
    params: [object(CGROUP, 'cgrp', 'rcu')],
    returns: cgroupRef,
    flags: TRUSTED_THEN_RCU,
    effect: 'reference-acquire',
    en: 'Takes a reference to a cgroup; NULL when the cgroup is already being removed.',
  }),
  generic({
    name: 'bpf_cgroup_release',
    since: '6.2',
    params: [object(CGROUP, 'cgrp', 'release', 'owned reference, not NULL')],
    flags: always('KF_RELEASE'),
    effect: 'reference-release',
    en: 'Releases a cgroup reference.',
  }),
  generic({
    name: 'bpf_cgroup_ancestor',
    since: '6.2',
    result: CGROUP,
    params: [object(CGROUP, 'cgrp', 'rcu'), scalar('int', 'level', '0 is the root')],
    returns: cgroupRef,
    flags: [
      { until: '6.4', flags: ['KF_ACQUIRE', 'KF_TRUSTED_ARGS', 'KF_RET_NULL'] },
      { since: '6.4', flags: ['KF_ACQUIRE', 'KF_RCU', 'KF_RET_NULL'] },
    ],
    effect: 'reference-get',
    en: 'The ancestor of a cgroup at a level, as a reference, or NULL.',
  }),
  generic({
    name: 'bpf_cgroup_from_id',
    since: '6.4',
    result: CGROUP,
    params: [scalar('u64', 'cgid')],
    returns: cgroupRef,
    flags: always('KF_ACQUIRE', 'KF_RET_NULL'),
    effect: 'reference-get',
    en: 'Finds a cgroup by id and takes a reference to it, or returns NULL.',
  }),
  generic({
    name: 'bpf_task_release_dtor',
    since: '6.8',
    params: [any('void *', 'p')],
    programTypes: [],
    notCallable: 'destructor',
    effect: 'reference-release',
    replacedBy: 'bpf_task_release',
    en: 'The kernel calls this when it frees a map element that holds a task. Programs cannot call it.',
  }),
  generic({
    name: 'bpf_cgroup_release_dtor',
    since: '6.8',
    params: [any('void *', 'cgrp')],
    programTypes: [],
    notCallable: 'destructor',
    effect: 'reference-release',
    replacedBy: 'bpf_cgroup_release',
    en: 'The kernel calls this when it frees a map element that holds a cgroup. Programs cannot call it.',
  }),
];
