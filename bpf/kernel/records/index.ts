/**
 * Fields of kernel structs and how far the verifier trusts a pointer that is read from them. After the lists in
 * kernel/bpf/verifier.c, as the type information of Linux 6.18 has them.
 *
 * trust of a pointer field, when the struct itself was trusted or RCU:
 * - 'rcu': usable while RCU holds; 'rcu-or-null': the same after a test;
 * - 'trusted', 'trusted-or-null': as trusted as the struct, and only if that is fully trusted;
 * - 'untrusted': on no list: may be read, but no kfunc takes it.
 * Fields without `trust` are no pointers.
 */

import type { Version } from '../types.ts';
import { compareVersions } from '../versions.ts';
import { type Fields, type FieldTrust, fields } from './fields.ts';
import { CGROUPS, FILES_AND_NET } from './other.ts';

export type { FieldTrust, KernelField } from './fields.ts';

const TASK = 'struct task_struct *';
const CGROUP = 'struct cgroup *';

const SCHED: Readonly<Record<string, Fields>> = {
  task_struct: fields(
    {
      __state: 'unsigned int',
      flags: 'unsigned int',
      on_cpu: 'int',
      on_rq: 'int',
      wake_cpu: 'int',
      recent_used_cpu: 'int',
      wakee_flips: 'unsigned int',
      prio: 'int',
      static_prio: 'int',
      normal_prio: 'int',
      rt_priority: 'unsigned int',
      se: 'struct sched_entity',
      scx: 'struct sched_ext_entity',
      stats: 'struct sched_statistics',
      policy: 'unsigned int',
      nr_cpus_allowed: 'int',
      cpus_mask: 'struct cpumask',
      migration_disabled: 'unsigned short',
      exit_state: 'int',
      exit_code: 'int',
      in_execve: 'unsigned int',
      in_iowait: 'unsigned int',
      pid: 'int',
      tgid: 'int',
      utime: 'u64',
      stime: 'u64',
      nvcsw: 'unsigned long',
      nivcsw: 'unsigned long',
      start_time: 'u64',
      start_boottime: 'u64',
      min_flt: 'unsigned long',
      maj_flt: 'unsigned long',
      comm: 'char[16]',
      thread_node: 'struct list_head',
      thread: 'struct thread_struct',
    },
    {
      cpus_ptr: ['const struct cpumask *', 'rcu'],
      cgroups: ['struct css_set *', 'rcu'],
      real_parent: [TASK, 'rcu'],
      group_leader: [TASK, 'rcu'],
      user_cpus_ptr: ['struct cpumask *', 'untrusted'],
      last_wakee: [TASK, 'untrusted'],
      sched_class: ['const struct sched_class *', 'untrusted'],
      sched_task_group: ['struct task_group *', 'untrusted'],
      mm: ['struct mm_struct *', 'untrusted'],
      active_mm: ['struct mm_struct *', 'untrusted'],
      thread_pid: ['struct pid *', 'untrusted'],
      fs: ['struct fs_struct *', 'untrusted'],
      files: ['struct files_struct *', 'untrusted'],
      nsproxy: ['struct nsproxy *', 'untrusted'],
      signal: ['struct signal_struct *', 'untrusted'],
      sighand: ['struct sighand_struct *', 'untrusted'],
    },
  ),
  sched_entity: fields(
    {
      on_rq: 'unsigned char',
      exec_start: 'u64',
      sum_exec_runtime: 'u64',
      prev_sum_exec_runtime: 'u64',
      vruntime: 'u64',
      slice: 'u64',
      nr_migrations: 'u64',
      depth: 'int',
      avg: 'struct sched_avg',
    },
    {
      parent: ['struct sched_entity *', 'untrusted'],
      cfs_rq: ['struct cfs_rq *', 'untrusted'],
      my_q: ['struct cfs_rq *', 'untrusted'],
    },
  ),
  sched_ext_entity: fields(
    {
      dsq_list: 'struct scx_dsq_list_node',
      dsq_priq: 'struct rb_node',
      dsq_seq: 'u32',
      dsq_flags: 'u32',
      flags: 'u32',
      weight: 'u32',
      sticky_cpu: 's32',
      holding_cpu: 's32',
      selected_cpu: 's32',
      ops_state: 'atomic_long_t',
      runnable_node: 'struct list_head',
      runnable_at: 'unsigned long',
      ddsp_dsq_id: 'u64',
      ddsp_enq_flags: 'u64',
      slice: 'u64',
      dsq_vtime: 'u64',
      disallow: 'bool',
      tasks_node: 'struct list_head',
    },
    { dsq: ['struct scx_dispatch_q *', 'untrusted'], cgrp_moving_from: [CGROUP, 'untrusted'] },
  ),
  rq: fields(
    {
      nr_running: 'unsigned int',
      nr_switches: 'u64',
      clock: 'u64',
      clock_task: 'u64',
      clock_pelt: 'u64',
      lost_idle_time: 'unsigned long',
      cpu: 'int',
      online: 'int',
      cpu_capacity: 'unsigned long',
      avg_idle: 'u64',
      scx: 'struct scx_rq',
      cfs: 'struct cfs_rq',
    },
    {
      curr: [TASK, 'untrusted'],
      donor: [TASK, 'untrusted'],
      idle: [TASK, 'untrusted'],
      stop: [TASK, 'untrusted'],
    },
  ),
  cpumask: fields({ bits: 'unsigned long[]' }),
  bpf_cpumask: fields({ cpumask: 'struct cpumask', usage: 'refcount_t' }),
};

const SCX: Readonly<Record<string, Fields>> = {
  scx_init_task_args: fields({ fork: 'bool' }, { cgroup: [CGROUP, 'untrusted'] }),
  scx_exit_task_args: fields({ cancelled: 'bool' }),
  scx_cpu_acquire_args: fields({}),
  scx_cpu_release_args: fields({ reason: 'enum scx_cpu_preempt_reason' }, { task: [TASK, 'untrusted'] }),
  scx_cgroup_init_args: fields({
    weight: 'u32',
    bw_period_us: 'u64',
    bw_quota_us: 'u64',
    bw_burst_us: 'u64',
  }),
  scx_exit_info: fields(
    { kind: 'enum scx_exit_kind', exit_code: 's64', bt_len: 'u32' },
    {
      reason: ['const char *', 'untrusted'],
      bt: ['unsigned long *', 'untrusted'],
      msg: ['char *', 'untrusted'],
      dump: ['char *', 'untrusted'],
    },
  ),
  scx_dump_ctx: fields(
    { kind: 'enum scx_exit_kind', exit_code: 's64', at_ns: 'u64', at_jiffies: 'u64' },
    { reason: ['const char *', 'untrusted'] },
  ),
};

/** Contexts of iterator programs: what they point to is trusted, and NULL on the last call. */
const ITERATORS: Readonly<Record<string, Fields>> = {
  bpf_iter_meta: fields({ session_id: 'u64', seq_num: 'u64' }, { seq: ['struct seq_file *', 'trusted'] }),
  bpf_iter__task: fields(
    {},
    { meta: ['struct bpf_iter_meta *', 'trusted'], task: [TASK, 'trusted-or-null'] },
  ),
  bpf_iter__cgroup: fields(
    {},
    { meta: ['struct bpf_iter_meta *', 'trusted'], cgroup: [CGROUP, 'trusted-or-null'] },
  ),
};

/**
 * Fields that the kernel's source tags `__rcu` and no list names. What they are depends on how the kernel was built:
 * with type tags in its BTF, RCU pointers that may be NULL; without, pointers that no kfunc takes but that may be read
 * untested. They are not in KERNEL_RECORDS, because nothing certain can be said about them.
 */
export const RCU_TAGGED_FIELDS: Readonly<Record<string, readonly string[]>> = {
  task_struct: ['parent', 'cred', 'real_cred', 'ptracer_cred', 'io_context'],
  sock: ['sk_filter', 'sk_wq', 'sk_dst_cache'],
  kernfs_node: ['name'],
  cgroup: ['subsys'],
};

/** Struct name to its fields. */
export const KERNEL_RECORDS: Readonly<Record<string, Fields>> = Object.assign(
  Object.create(null),
  SCHED,
  SCX,
  CGROUPS,
  FILES_AND_NET,
  ITERATORS,
);

/** In 6.3 the mask was as trusted as its task; that masks are RCU protected came with 6.4. */
const EARLIER: Readonly<Record<string, { readonly version: Version; readonly trust: FieldTrust }>> = {
  'task_struct.cpus_ptr': { version: '6.4', trust: 'trusted' },
};

/** The trust of a field in one version; undefined: no pointer, or a field that is not in the table. */
export function fieldTrust(struct: string, name: string, version: Version): FieldTrust | undefined {
  const earlier = EARLIER[`${struct}.${name}`];
  if (earlier && compareVersions(version, earlier.version) < 0) return earlier.trust;
  const field = KERNEL_RECORDS[struct]?.[name];
  if (field?.trust === undefined || field.since === undefined) return field?.trust;
  return compareVersions(version, field.since) < 0 ? 'untrusted' : field.trust;
}
