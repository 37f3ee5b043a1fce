/* An exit on NULL of a pointer that needs no test: dead where the verifier knows that it is not NULL, taken elsewhere. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <bpf/bpf_core_read.h>
char _license[] SEC("license") = "GPL";
extern struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
extern void bpf_cpumask_release(struct bpf_cpumask *mask) __ksym;
extern void bpf_rcu_read_lock(void) __ksym;
extern void bpf_rcu_read_unlock(void) __ksym;
extern void bpf_preempt_disable(void) __ksym;
extern void bpf_preempt_enable(void) __ksym;
extern struct task_struct *bpf_task_acquire(struct task_struct *p) __ksym;
extern void bpf_task_release(struct task_struct *p) __ksym;
extern void *bpf_rdonly_cast(const void *obj, __u32 btf_id) __ksym;
extern struct task_struct *bpf_task_from_pid(s32 pid) __ksym;
#define __kptr __attribute__((btf_type_tag("kptr")))
struct v { struct bpf_cpumask __kptr *m; };
struct { __uint(type, BPF_MAP_TYPE_ARRAY); __uint(max_entries, 1); __type(key, u32); __type(value, struct v); } arr SEC(".maps");
struct { __uint(type, BPF_MAP_TYPE_RINGBUF); __uint(max_entries, 4096); } rb SEC(".maps");
struct { __uint(type, BPF_MAP_TYPE_TASK_STORAGE); __uint(map_flags, BPF_F_NO_PREALLOC); __type(key, int); __type(value, long); } ts SEC(".maps");
#define P(name, expr) SEC("tp_btf/task_newtask") int BPF_PROG(name, struct task_struct *task, u64 clone_flags) \
{ struct bpf_cpumask *mask = bpf_cpumask_create(); if (!mask) return 0; { expr } bpf_cpumask_release(mask); return 0; }
P(arg_trusted, if (!task) return 0;)
P(current, struct task_struct *t = bpf_get_current_task_btf(); if (!t) return 0;)
P(walked_mm, if (!task->mm) return 0;)
P(walked_twice, struct mm_struct *mm = task->mm; if (!mm->pgd) return 0;)
P(cpus_ptr, if (!task->cpus_ptr) return 0;)
P(real_parent, if (!task->real_parent) return 0;)
P(parent, if (!task->parent) return 0;)
P(nested_parent, if (!task->real_parent->real_parent) return 0;)
P(rcu_lock_parent, bpf_rcu_read_lock(); struct task_struct *p = task->real_parent; if (!p) { bpf_rcu_read_unlock(); return 0; } bpf_rcu_read_unlock(); )
P(owned, if (!mask) return 1; )
P(rdonly, struct task_struct *t = bpf_rdonly_cast(task, bpf_core_type_id_kernel(struct task_struct)); if (!t) return 0;)
P(probe, struct mm_struct *mm = BPF_CORE_READ(task, mm); if (!mm) return 0;)
P(cgroups, if (!task->cgroups) return 0;)
P(dfl, if (!task->cgroups->dfl_cgrp) return 0;)
P(signal, if (!task->signal) return 0;)
P(exe, struct mm_struct *mm = task->mm; if (!mm->exe_file) return 0; )
int g_x;
P(cmp_eq, if (task->mm == task->active_mm) return 0;)
P(usedthentested, struct mm_struct *mm = task->mm; long x = mm->task_size; g_x = x; if (!mm) return 0;)
P(condexpr, struct mm_struct *mm = task->mm; u64 a = mm ? mm->task_size : 0; if (!a) return 0; )
P(boolflag, bool b = task->mm != NULL; g_x = 1; if (b) {bpf_cpumask_release(mask); return 1;} else { return 0; } )

static __noinline int callee(struct task_struct *p, struct bpf_cpumask *mask) { if (!p) return 1; bpf_cpumask_release(mask); return 0; }
SEC("tp_btf/task_newtask") int BPF_PROG(sub_trusted, struct task_struct *task, u64 clone_flags)
{ struct bpf_cpumask *mask = bpf_cpumask_create(); if (!mask) return 0; callee(task, mask); return 0; }
SEC("tp_btf/task_newtask") int BPF_PROG(sub_rcu, struct task_struct *task, u64 clone_flags)
{ struct bpf_cpumask *mask = bpf_cpumask_create(); if (!mask) return 0; callee(task->real_parent, mask); return 0; }
static __noinline int callee2(struct bpf_cpumask *p, struct bpf_cpumask *mask) { if (!p) return 1; bpf_cpumask_release(mask); return 0; }
SEC("tp_btf/task_newtask") int BPF_PROG(sub_slot, struct task_struct *task, u64 clone_flags)
{ u32 k = 0; struct v *v = bpf_map_lookup_elem(&arr, &k); if (!v) return 0; struct bpf_cpumask *s = v->m; if (!s) return 0;
struct bpf_cpumask *mask = bpf_cpumask_create(); if (!mask) return 0; callee2(s, mask); return 0; }

SEC("syscall") int ctx_sys(void *ctx) { struct bpf_cpumask *mask = bpf_cpumask_create(); if (!mask) return 0; if (!ctx) return 0; bpf_cpumask_release(mask); return 0; }
SEC("iter/task") int ctx_iter(struct bpf_iter__task *ctx) { struct bpf_cpumask *mask = bpf_cpumask_create(); if (!mask) return 0; if (!ctx->meta) return 0; bpf_cpumask_release(mask); return 0; }
