/** Structs of the kernel and fields of its tasks, as far as masks go (include/linux/sched.h, kernel/bpf/cpumask.c). */
import type { Said } from '../../words/language.ts';

export const CPUMASK_T = 'typedef struct cpumask cpumask_t;';

export const STRUCT_DOCS: Readonly<Record<string, Said>> = {
  bpf_cpumask: {
    en: 'A mask that a program may own: bpf_cpumask_create() makes one, bpf_cpumask_release() ends the reference, a __kptr field keeps it. It begins with a cpumask_t: kfuncs that only read take it, cast to const struct cpumask *.',
    zh: '程序可以持有的掩码：由 bpf_cpumask_create() 创建，用 bpf_cpumask_release() 释放引用，可存入 __kptr 字段。它以 cpumask_t 开头：转换为 const struct cpumask * 后可传给只读的 kfunc。',
  },
  cpumask: {
    en: 'A mask of CPUs that is the kernel’s. Programs read it with kfuncs; those that change a mask take a struct bpf_cpumask only.',
    zh: '内核的 CPU 掩码。程序用 kfunc 读取；修改掩码的 kfunc 只接受 struct bpf_cpumask。',
  },
  task_struct: {
    en: 'A task. bpf_task_acquire() takes a reference to one, bpf_task_release() ends it.',
    zh: '任务。用 bpf_task_acquire() 获取引用，用 bpf_task_release() 释放。',
  },
};

/** Fields of struct task_struct. */
export const TASK_FIELDS: Readonly<Record<string, Said & { readonly code: string }>> = {
  cpus_ptr: {
    code: 'const cpumask_t *cpus_ptr;',
    en: 'The CPUs on which the task may run now: its cpus_mask, or a mask of one CPU while migration is disabled. It is never NULL, and an RCU pointer: a sleepable program reads it in an RCU section.',
    zh: '任务当前可以使用的 CPU：通常指向它的 cpus_mask，禁止迁移期间指向只有一个 CPU 的掩码。不会为 NULL，是 RCU 指针：可睡眠程序要在 RCU 读端临界区内读取。',
  },
  cpus_mask: {
    code: 'cpumask_t cpus_mask;',
    en: 'The CPUs that affinity and cpuset allow the task. It is part of the task: its address is as trusted as the task is.',
    zh: '亲和性和 cpuset 允许该任务使用的 CPU。它是任务的一部分：任务受信任，其地址就受信任。',
  },
  user_cpus_ptr: {
    code: 'cpumask_t *user_cpus_ptr;',
    en: 'The CPUs that sched_setaffinity() asked for, or NULL if it did not. A program gets an untrusted pointer, which no kfunc takes.',
    zh: '由 sched_setaffinity() 指定的 CPU；未指定时为 NULL。程序得到的是不受信任的指针，不能传给 kfunc。',
  },
  nr_cpus_allowed: {
    code: 'int nr_cpus_allowed;',
    en: 'How many CPUs are in cpus_mask; 1 while migration is disabled.',
    zh: 'cpus_mask 中 CPU 的个数；禁止迁移期间为 1。',
  },
};
