/* Exits on NULL in callbacks, loops, subprograms and global functions; numbers and casts. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <bpf/bpf_core_read.h>
#ifndef bpf_core_cast
#define bpf_core_cast(ptr, type) ((typeof(type) *)bpf_rdonly_cast((ptr), bpf_core_type_id_kernel(type)))
#endif
#ifndef __arg_ctx
#define __arg_ctx __attribute__((btf_decl_tag("arg:ctx")))
#endif
#ifndef __arg_nonnull
#define __arg_nonnull __attribute((btf_decl_tag("arg:nonnull")))
#endif
#ifndef __arg_nullable
#define __arg_nullable __attribute((btf_decl_tag("arg:nullable")))
#endif
#ifndef __arg_trusted
#define __arg_trusted __attribute((btf_decl_tag("arg:trusted")))
#endif
struct bpf_iter_num;
extern int bpf_iter_num_new(struct bpf_iter_num *it, int start, int end) __weak __ksym;
extern int *bpf_iter_num_next(struct bpf_iter_num *it) __weak __ksym;
extern void bpf_iter_num_destroy(struct bpf_iter_num *it) __weak __ksym;
#ifndef bpf_for
#define bpf_for(i, start, end) for ( \
	struct bpf_iter_num ___it __attribute__((aligned(8), cleanup(bpf_iter_num_destroy))), \
	*___p __attribute__((unused)) = (bpf_iter_num_new(&___it, (start), (end)), (void)bpf_iter_num_destroy, (void *)0); \
	({ int *___t = bpf_iter_num_next(&___it); (___t ? ((i) = *___t, (i) >= (start) && (i) < (end)) : ((i) = (end), 0)); });)
#endif
#ifndef bpf_repeat
#define bpf_repeat(N) for ( \
	struct bpf_iter_num ___it __attribute__((aligned(8), cleanup(bpf_iter_num_destroy))), \
	*___p __attribute__((unused)) = (bpf_iter_num_new(&___it, 0, (N)), (void)bpf_iter_num_destroy, (void *)0); \
	bpf_iter_num_next(&___it);)
#endif
void *bpf_rdonly_cast(const void *obj, __u32 btf_id) __ksym;
struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
struct bpf_cpumask *bpf_cpumask_acquire(struct bpf_cpumask *cpumask) __ksym;
void bpf_cpumask_set_cpu(u32 cpu, struct bpf_cpumask *cpumask) __ksym;
u32 bpf_cpumask_first(const struct cpumask *cpumask) __ksym;
void bpf_rcu_read_lock(void) __ksym;
void bpf_rcu_read_unlock(void) __ksym;
void bpf_preempt_disable(void) __ksym;
void bpf_preempt_enable(void) __ksym;
void bpf_local_irq_save(unsigned long *) __ksym;
void bpf_local_irq_restore(unsigned long *) __ksym;
struct task_struct *bpf_task_acquire(struct task_struct *p) __ksym;
void bpf_task_release(struct task_struct *p) __ksym;
struct task_struct *bpf_task_from_pid(s32 pid) __ksym;
struct cgroup *bpf_cgroup_acquire(struct cgroup *p) __ksym;
void bpf_cgroup_release(struct cgroup *p) __ksym;
struct cgroup *bpf_cgroup_from_id(u64 id) __ksym;
void bpf_throw(u64 cookie) __ksym;
struct mv { struct bpf_cpumask __kptr *mask; struct task_struct __kptr *task; };
struct { __uint(type, BPF_MAP_TYPE_ARRAY); __uint(max_entries, 4); __type(key, u32); __type(value, struct mv); } arr SEC(".maps");
struct { __uint(type, BPF_MAP_TYPE_HASH); __uint(max_entries, 4); __type(key, u32); __type(value, struct mv); } hsh SEC(".maps");
char _license[] SEC("license") = "GPL";

SEC("tp_btf/task_newtask")
int BPF_PROG(a01, struct task_struct *task, u64 f)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	if (!m) return 0;
	if (!task->mm) return 0;
	bpf_cpumask_release(m);

	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(a02, struct task_struct *task, u64 f)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	if (!m) return 0;
	if (!task->parent) return 0;
	bpf_cpumask_release(m);

	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(a03, struct task_struct *task, u64 f)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	if (!m) return 0;
	if (!task->real_parent) return 0;
	bpf_cpumask_release(m);

	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(a04, struct task_struct *task, u64 f)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	if (!m) return 0;
	if (!task->cpus_ptr) return 0;
	bpf_cpumask_release(m);

	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(a05, struct task_struct *task, u64 f)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	if (!m) return 0;
	if (!task->cgroups) return 0;
	bpf_cpumask_release(m);

	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(a06, struct task_struct *task, u64 f)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	if (!m) return 0;
	struct mm_struct *mm = task->mm; if (mm == NULL) return 0;
	bpf_cpumask_release(m);

	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(a07, struct task_struct *task, u64 f)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	if (!m) return 0;
	if (!task) return 0;
	bpf_cpumask_release(m);

	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(a08, struct task_struct *task, u64 f)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	if (!m) return 0;
	struct task_struct *c = bpf_get_current_task_btf(); if (!c) return 0;
	bpf_cpumask_release(m);

	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(a09, struct task_struct *task, u64 f)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	if (!m) return 0;
	struct task_struct *c = bpf_get_current_task_btf(); if (!c->mm) return 0;
	bpf_cpumask_release(m);

	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(a10, struct task_struct *task, u64 f)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	if (!m) return 0;
	struct task_struct *c = (void *)bpf_get_current_task(); if (!c) return 0;
	bpf_cpumask_release(m);

	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(a11, struct task_struct *task, u64 f)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	if (!m) return 0;
	struct task_struct *c = bpf_core_cast(task, struct task_struct); if (!c) return 0;
	bpf_cpumask_release(m);

	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(a12, struct task_struct *task, u64 f)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	if (!m) return 0;
	if (!task->mm || !task->mm->owner) return 0;
	bpf_cpumask_release(m);

	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(a13, struct task_struct *task, u64 f)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	if (!m) return 0;
	if (task->mm && task->mm->pgd) { bpf_cpumask_release(m); return 0; }
	if (!task->mm) { return 0; }
	bpf_cpumask_release(m);

	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(a14, struct task_struct *task, u64 f)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	if (!m) return 0;
	int x = task->mm ? 1 : 0; if (x) {	bpf_cpumask_release(m);
 return 0; }
	bpf_cpumask_release(m);

	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(a15, struct task_struct *task, u64 f)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	if (!m) return 0;
	if (!task->mm) goto out;
	bpf_cpumask_release(m);
out:;
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(a16, struct task_struct *task, u64 f)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	if (!m) return 0;
	if (!task->mm) goto out;
out:
	bpf_cpumask_release(m);

	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(a17, struct task_struct *task, u64 f)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	if (!m) return 0;
	struct task_struct *p = task->group_leader; if (!p) return 0;
	bpf_cpumask_release(m);

	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(a18, struct task_struct *task, u64 f)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	if (!m) return 0;
	struct task_struct *p = task->real_parent->group_leader; if (!p) return 0;
	bpf_cpumask_release(m);

	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(a19, struct task_struct *task, u64 f)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	if (!m) return 0;
	bpf_rcu_read_lock(); struct task_struct *p = task->real_parent; if (!p) { bpf_rcu_read_unlock(); return 0; } bpf_rcu_read_unlock();
	bpf_cpumask_release(m);

	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(a20, struct task_struct *task, u64 f)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	if (!m) return 0;
	bpf_rcu_read_lock(); struct css_set *p = task->cgroups; if (!p) { bpf_rcu_read_unlock(); return 0; } bpf_rcu_read_unlock();
	bpf_cpumask_release(m);

	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(a21, struct task_struct *task, u64 f)
{
	bpf_rcu_read_lock(); struct css_set *p = task->cgroups; if (!p) return 0; bpf_rcu_read_unlock();

	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(a22, struct task_struct *task, u64 f)
{
	bpf_preempt_disable(); if (!task->mm) return 0; bpf_preempt_enable();

	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(a23, struct task_struct *task, u64 f)
{
	bpf_rcu_read_lock(); if (!task->mm) return 0; bpf_rcu_read_unlock();

	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(a24, struct task_struct *task, u64 f)
{
	bpf_rcu_read_lock(); if (!task) return 0; bpf_rcu_read_unlock();

	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(a25, struct task_struct *task, u64 f)
{
	bpf_rcu_read_lock(); if (!task->real_parent) return 0; bpf_rcu_read_unlock();

	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(a26, struct task_struct *task, u64 f)
{
	bpf_rcu_read_lock(); if (!task->group_leader) return 0; bpf_rcu_read_unlock();

	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(a27, struct task_struct *task, u64 f)
{
	unsigned long fl; bpf_local_irq_save(&fl); if (!task->mm) return 0; bpf_local_irq_restore(&fl);

	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(a28, struct task_struct *task, u64 f)
{
	unsigned long fl; bpf_local_irq_save(&fl); if (!task) return 0; bpf_local_irq_restore(&fl);

	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(a29, struct task_struct *task, u64 f)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	if (!m) return 0;
	u32 k = 0; struct mv *v = bpf_map_lookup_elem(&arr, &k); if (!v) return 0;
	bpf_cpumask_release(m);

	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(a30, struct task_struct *task, u64 f)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	if (!m) return 0;
	u32 k = 3; struct mv *v = bpf_map_lookup_elem(&arr, &k); if (!v) return 0;
	bpf_cpumask_release(m);

	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(a31, struct task_struct *task, u64 f)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	if (!m) return 0;
	u32 k = 4; struct mv *v = bpf_map_lookup_elem(&arr, &k); if (!v) return 0;
	bpf_cpumask_release(m);

	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(a32, struct task_struct *task, u64 f)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	if (!m) return 0;
	u32 k = f & 3; struct mv *v = bpf_map_lookup_elem(&arr, &k); if (!v) return 0;
	bpf_cpumask_release(m);

	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(a33, struct task_struct *task, u64 f)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	if (!m) return 0;
	u64 k = 0; struct mv *v = bpf_map_lookup_elem(&arr, &k); if (!v) return 0;
	bpf_cpumask_release(m);

	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(a34, struct task_struct *task, u64 f)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	if (!m) return 0;
	u64 k = 1ULL << 32 | 2; struct mv *v = bpf_map_lookup_elem(&arr, &k); if (!v) return 0;
	bpf_cpumask_release(m);

	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(a35, struct task_struct *task, u64 f)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	if (!m) return 0;
	u32 k = 0; struct mv *v = bpf_map_lookup_elem(&hsh, &k); if (!v) return 0;
	bpf_cpumask_release(m);

	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(a36, struct task_struct *task, u64 f)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	if (!m) return 0;
	u32 k = 0; struct mv *v = bpf_map_lookup_elem(&arr, &k); struct bpf_cpumask *o; if (!v) return 0; o = v->mask; if (!o) return 0;
	bpf_cpumask_release(m);

	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(a37, struct task_struct *task, u64 f)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	if (!m) return 0;
	struct task_struct *t = bpf_task_from_pid(1); if (!t) {	bpf_cpumask_release(m);
 return 0; } if (!t->mm) { bpf_task_release(t); return 0; } bpf_task_release(t);
	bpf_cpumask_release(m);

	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(a38, struct task_struct *task, u64 f)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	if (!m) return 0;
	struct task_struct *t = bpf_task_from_pid(1); if (!t) {	bpf_cpumask_release(m);
 return 0; } if (!t) return 0; bpf_task_release(t);
	bpf_cpumask_release(m);

	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(a39, struct task_struct *task, u64 f)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	if (!m) return 0;
	if (!m) return 0;
	bpf_cpumask_release(m);

	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(a40, struct task_struct *task, u64 f)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	if (!m) return 0;
	struct bpf_cpumask *n = bpf_cpumask_acquire(m); if (!n) return 0; bpf_cpumask_release(n);
	bpf_cpumask_release(m);

	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(a41, struct task_struct *task, u64 f)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	if (!m) return 0;
	struct mm_struct *mm = task->mm; for (int i = 0; i < 3; i++) { if (!mm) return 0; mm = mm->owner ? mm : task->active_mm; }
	bpf_cpumask_release(m);

	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(a42, struct task_struct *task, u64 f)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	if (!m) return 0;
	struct task_struct *p = task; for (int i = 0; i < 3; i++) { p = p->real_parent; if (!p) return 0; }
	bpf_cpumask_release(m);

	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(a43, struct task_struct *task, u64 f)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	if (!m) return 0;
	if (!task->mm & !f) return 0;
	bpf_cpumask_release(m);

	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(a44, struct task_struct *task, u64 f)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	if (!m) return 0;
	if (f && !task->mm) return 0;
	bpf_cpumask_release(m);

	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(a45, struct task_struct *task, u64 f)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	if (!m) return 0;
	if (f || !task->mm) { bpf_cpumask_release(m); return 0; }
	bpf_cpumask_release(m);

	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(a46, struct task_struct *task, u64 f)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	if (!m) return 0;
	return task->mm ? (bpf_cpumask_release(m), 0) : 0;

	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(a47, struct task_struct *task, u64 f)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	if (!m) return 0;
	switch ((u64)task->mm) { case 0: return 0; }
	bpf_cpumask_release(m);

	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(a48, struct task_struct *task, u64 f)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	if (!m) return 0;
	bool b = task->mm; if (!b) return 0;
	bpf_cpumask_release(m);

	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(a49, struct task_struct *task, u64 f)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	if (!m) return 0;
	if ((long)task->mm == 0) return 0;
	bpf_cpumask_release(m);

	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(a50, struct task_struct *task, u64 f)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	if (!m) return 0;
	if (task->mm == task->active_mm) return 0;
	bpf_cpumask_release(m);

	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(a51, struct task_struct *task, u64 f)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	if (!m) return 0;
	if (task->nameidata == NULL) return 0;
	bpf_cpumask_release(m);

	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(a52, struct task_struct *task, u64 f)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	if (!m) return 0;
	if (task->signal == NULL) return 0;
	bpf_cpumask_release(m);

	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(a53, struct task_struct *task, u64 f)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	if (!m) return 0;
	if (task->last_wakee == NULL) return 0;
	bpf_cpumask_release(m);

	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(a54, struct task_struct *task, u64 f)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	if (!m) return 0;
	if (task->cgroups->dfl_cgrp == NULL) return 0;
	bpf_cpumask_release(m);

	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(a55, struct task_struct *task, u64 f)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	if (!m) return 0;
	bpf_rcu_read_lock(); if (task->cgroups->dfl_cgrp == NULL) { bpf_rcu_read_unlock(); return 0; } bpf_rcu_read_unlock();
	bpf_cpumask_release(m);

	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(a56, struct task_struct *task, u64 f)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	if (!m) return 0;
	if (&task->cpus_mask == NULL) return 0;
	bpf_cpumask_release(m);

	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(a57, struct task_struct *task, u64 f)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	if (!m) return 0;
	if (!&task->comm[0]) return 0;
	bpf_cpumask_release(m);

	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(a58, struct task_struct *task, u64 f)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	if (!m) return 0;
	struct cgroup *c = bpf_cgroup_from_id(1); if (!c) {	bpf_cpumask_release(m);
 return 0; } if (!c->kn) { bpf_cgroup_release(c); return 0; } bpf_cgroup_release(c);
	bpf_cpumask_release(m);

	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(a59, struct task_struct *task, u64 f)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	if (!m) return 0;
	void *x = task->stack; if (!x) return 0;
	bpf_cpumask_release(m);

	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(a60, struct task_struct *task, u64 f)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	if (!m) return 0;
	if (task->se.cfs_rq == NULL) return 0;
	bpf_cpumask_release(m);

	return 0;
}

static __noinline struct mm_struct *getmm(struct task_struct *t) { return t->mm; }
SEC("tp_btf/task_newtask")
int BPF_PROG(b01, struct task_struct *task, u64 f)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	if (!m) return 0;
	if (!getmm(task)) return 0;
	bpf_cpumask_release(m);

	return 0;
}

static __noinline int chk(struct task_struct *t) { return !t->mm; }
SEC("tp_btf/task_newtask")
int BPF_PROG(b02, struct task_struct *task, u64 f)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	if (!m) return 0;
	if (chk(task)) return 0;
	bpf_cpumask_release(m);

	return 0;
}

static __noinline int chk3(struct task_struct *t) { if (!t) return 1; return 0; }
SEC("tp_btf/task_newtask")
int BPF_PROG(b03, struct task_struct *task, u64 f)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	if (!m) return 0;
	if (chk3(task)) return 0;
	bpf_cpumask_release(m);

	return 0;
}

static __always_inline int chk4(struct task_struct *t) { if (!t) return 1; return 0; }
SEC("tp_btf/task_newtask")
int BPF_PROG(b04, struct task_struct *task, u64 f)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	if (!m) return 0;
	if (chk4(task)) return 0;
	bpf_cpumask_release(m);

	return 0;
}

static __noinline int use5(struct task_struct *t) { struct bpf_cpumask *m = bpf_cpumask_create(); if (!m) return 0; if (!t->mm) return 0; bpf_cpumask_release(m); return 1; }
SEC("tp_btf/task_newtask")
int BPF_PROG(b05, struct task_struct *task, u64 f)
{
	use5(task);
	return 0;
}

__noinline int use6(struct task_struct *t __arg_trusted) { struct bpf_cpumask *m = bpf_cpumask_create(); if (!m) return 0; if (!t) return 0; bpf_cpumask_release(m); return 1; }
SEC("tp_btf/task_newtask")
int BPF_PROG(b06, struct task_struct *task, u64 f)
{
	return use6(task) & 0;
	return 0;
}

__noinline int use7(struct task_struct *t __arg_trusted __arg_nullable) { struct bpf_cpumask *m = bpf_cpumask_create(); if (!m) return 0; if (!t) return 0; bpf_cpumask_release(m); return 1; }
SEC("tp_btf/task_newtask")
int BPF_PROG(b07, struct task_struct *task, u64 f)
{
	return use7(task) & 0;
	return 0;
}

struct pt8 { int a, b; };
__noinline int use8(struct pt8 *t) { struct bpf_cpumask *m = bpf_cpumask_create(); if (!m) return 0; if (!t) return 0; bpf_cpumask_release(m); return 1; }
SEC("tp_btf/task_newtask")
int BPF_PROG(b08, struct task_struct *task, u64 f)
{
	return use8(&(struct pt8){1,2}) & 0;
	return 0;
}

struct pt9 { int a, b; };
__noinline int use9(struct pt9 *t) { return t->a; }
SEC("tp_btf/task_newtask")
int BPF_PROG(b09, struct task_struct *task, u64 f)
{
	return use9(&(struct pt9){1,2}) & 0;
	return 0;
}

struct pt10 { int a, b; };
__noinline int use10(struct pt10 *t __arg_nonnull) { struct bpf_cpumask *m = bpf_cpumask_create(); if (!m) return 0; if (!t) return 0; bpf_cpumask_release(m); return t->a; }
SEC("tp_btf/task_newtask")
int BPF_PROG(b10, struct task_struct *task, u64 f)
{
	return use10(&(struct pt10){1,2}) & 0;
	return 0;
}

static long cb11(u32 i, struct task_struct **t) { struct bpf_cpumask *m = bpf_cpumask_create(); if (!m) return 0; if (!(*t)->mm) return 0; bpf_cpumask_release(m); return 0; }
SEC("tp_btf/task_newtask")
int BPF_PROG(b11, struct task_struct *task, u64 f)
{
	bpf_loop(3, cb11, &task, 0);
	return 0;
}

static long cb12(u32 i, void *c) { struct bpf_cpumask *m = bpf_cpumask_create(); if (!m) return 0; if (!bpf_get_current_task_btf()->mm) return 0; bpf_cpumask_release(m); return 0; }
SEC("tp_btf/task_newtask")
int BPF_PROG(b12, struct task_struct *task, u64 f)
{
	bpf_loop(3, cb12, NULL, 0);
	return 0;
}

static long cb13(struct bpf_map *map, u32 *k, struct mv *v, void *c) { struct bpf_cpumask *m = bpf_cpumask_create(); if (!m) return 0; if (!v) return 0; bpf_cpumask_release(m); return 0; }
SEC("tp_btf/task_newtask")
int BPF_PROG(b13, struct task_struct *task, u64 f)
{
	bpf_for_each_map_elem(&hsh, cb13, NULL, 0);
	return 0;
}

static long cb14(struct bpf_map *map, u32 *k, struct mv *v, void *c) { struct bpf_cpumask *m = bpf_cpumask_create(); if (!m) return 0; if (!c) return 0; bpf_cpumask_release(m); return 0; }
SEC("tp_btf/task_newtask")
int BPF_PROG(b14, struct task_struct *task, u64 f)
{
	bpf_for_each_map_elem(&hsh, cb14, NULL, 0);
	return 0;
}

static long cb15(struct bpf_map *map, u32 *k, struct mv *v, u64 *c) { struct bpf_cpumask *m = bpf_cpumask_create(); if (!m) return 0; if (!c) return 0; bpf_cpumask_release(m); return 0; }
SEC("tp_btf/task_newtask")
int BPF_PROG(b15, struct task_struct *task, u64 f)
{
	bpf_for_each_map_elem(&hsh, cb15, &f, 0);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(b16, struct task_struct *task, u64 f)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	if (!m) return 0;
	if (f) bpf_throw(0);
	bpf_cpumask_release(m);

	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(b17, struct task_struct *task, u64 f)
{
	if (f) bpf_throw(0);

	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(b18, struct task_struct *task, u64 f)
{
	bpf_rcu_read_lock(); if (f) bpf_throw(0); bpf_rcu_read_unlock();

	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(b19, struct task_struct *task, u64 f)
{
	bpf_preempt_disable(); if (f) bpf_throw(0); bpf_preempt_enable();

	return 0;
}

static long cb20(u32 i, void *c) { bpf_throw(1); return 0; }
SEC("tp_btf/task_newtask")
int BPF_PROG(b20, struct task_struct *task, u64 f)
{
	bpf_loop(3, cb20, NULL, 0);
	return 0;
}

static __noinline int thr21(u64 f) { if (f) bpf_throw(1); return 0; }
SEC("tp_btf/task_newtask")
int BPF_PROG(b21, struct task_struct *task, u64 f)
{
	thr21(f);
	return 0;
}

static __noinline int thr22(u64 f) { if (f) bpf_throw(1); return 0; }
SEC("tp_btf/task_newtask")
int BPF_PROG(b22, struct task_struct *task, u64 f)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	if (!m) return 0;
	thr22(f);
	bpf_cpumask_release(m);

	return 0;
}

__noinline int thr23(u64 f) { if (f) bpf_throw(1); return 0; }
SEC("tp_btf/task_newtask")
int BPF_PROG(b23, struct task_struct *task, u64 f)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	if (!m) return 0;
	thr23(f);
	bpf_cpumask_release(m);

	return 0;
}


SEC("tp_btf/task_newtask")
int BPF_PROG(c02, struct task_struct *task, u64 f)
{
	struct task_struct *c = (void *)bpf_get_current_task(); return BPF_CORE_READ(c, pid) & 0;
	return 0;
}


SEC("tp_btf/task_newtask")
int BPF_PROG(c04, struct task_struct *task, u64 f)
{
	struct task_struct *c = (void *)bpf_get_current_task(); c = bpf_core_cast(c, struct task_struct); return c->pid & 0;
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(c05, struct task_struct *task, u64 f)
{
	struct task_struct *c = (void *)f; return c->pid & 0;
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(c06, struct task_struct *task, u64 f)
{
	struct task_struct *c = bpf_rdonly_cast((void *)f, bpf_core_type_id_kernel(struct task_struct)); return c->pid & 0;
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(c07, struct task_struct *task, u64 f)
{
	struct task_struct *c = bpf_rdonly_cast((void *)bpf_get_current_task(), bpf_core_type_id_kernel(struct task_struct)); return c->mm->flags.__mm_flags[0] & 0;
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(c08, struct task_struct *task, u64 f)
{
	int *p = bpf_rdonly_cast(task, 0); return *p & 0;
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(c09, struct task_struct *task, u64 f)
{
	struct pt_regs *r = (void *)bpf_task_pt_regs(task); return r->ip & 0;
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(c11, struct task_struct *task, u64 f)
{
	u64 a = (u64)task; struct task_struct *c = (void *)a; return c->pid & 0;
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(c12, struct task_struct *task, u64 f)
{
	u64 a = (u64)task->mm; struct mm_struct *c = (void *)a; return c->total_vm & 0;
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(c13, struct task_struct *task, u64 f)
{
	u64 a = (u64)task + 8; int *c = (void *)a; return *c & 0;
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(c14, struct task_struct *task, u64 f)
{
	int *c = (void *)0x1000; return *c & 0;
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(c15, struct task_struct *task, u64 f)
{
	u64 st = bpf_get_func_ip(ctx); return *(int *)st & 0;
	return 0;
}

