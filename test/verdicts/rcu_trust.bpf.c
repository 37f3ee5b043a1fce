/* RCU sections and trust: what may be used where, and for how long. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <bpf/bpf_core_read.h>

char _license[] SEC("license") = "GPL";

#define private(name) SEC(".data." #name) __hidden __attribute__((aligned(8)))
#define ENOENT 2
#define ENOMEM 12
#define ESRCH 3
#ifndef __kptr
#define __kptr __attribute__((btf_type_tag("kptr")))
#endif
#ifndef bpf_for
struct bpf_iter_num;
extern int bpf_iter_num_new(struct bpf_iter_num *it, int start, int end) __weak __ksym;
extern int *bpf_iter_num_next(struct bpf_iter_num *it) __weak __ksym;
extern void bpf_iter_num_destroy(struct bpf_iter_num *it) __weak __ksym;
#define bpf_for(i, start, end) for ( \
	struct bpf_iter_num ___it __attribute__((aligned(8), cleanup(bpf_iter_num_destroy))), \
	*___p __attribute__((unused)) = (bpf_iter_num_new(&___it, (start), (end)), (void)bpf_iter_num_destroy, (void *)0); \
	({ int *___t = bpf_iter_num_next(&___it); (___t ? ((i) = *___t, (i) >= (start) && (i) < (end)) : 0); }); )
#endif

struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
u32 bpf_cpumask_first(const struct cpumask *cpumask) __ksym;
u32 bpf_cpumask_weight(const struct cpumask *cpumask) __ksym;
void bpf_cpumask_set_cpu(u32 cpu, struct bpf_cpumask *cpumask) __ksym;
bool bpf_cpumask_test_and_clear_cpu(u32 cpu, struct bpf_cpumask *cpumask) __ksym;
bool bpf_cpumask_test_cpu(u32 cpu, const struct cpumask *cpumask) __ksym;
bool bpf_cpumask_equal(const struct cpumask *src1, const struct cpumask *src2) __ksym;
bool bpf_cpumask_intersects(const struct cpumask *src1, const struct cpumask *src2) __ksym;
void bpf_cpumask_copy(struct bpf_cpumask *dst, const struct cpumask *src) __ksym;
void bpf_rcu_read_lock(void) __ksym;
void bpf_rcu_read_unlock(void) __ksym;
void bpf_preempt_disable(void) __ksym;
void bpf_preempt_enable(void) __ksym;
void bpf_task_release(struct task_struct *p) __ksym;
struct task_struct *bpf_task_from_pid(s32 pid) __ksym;
void *bpf_rdonly_cast(const void *obj, u32 btf_id) __ksym;

static inline const struct cpumask *cast_mask(struct bpf_cpumask *mask)
{
	return (const struct cpumask *)mask;
}

struct leaf {
	struct bpf_cpumask __kptr *cpus;
	struct bpf_cpumask __kptr *idle;
	u32 nr;
};

struct tree {
	u64 id;
	struct leaf left;
	struct leaf kids[2];
	struct bpf_cpumask __kptr *all;
};

struct locked {
	struct bpf_spin_lock lock;
	u64 n;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 2);
	__type(key, u32);
	__type(value, struct tree);
} trees SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, struct locked);
} locks SEC(".maps");

private(R) static struct bpf_cpumask __kptr *nodes[3];
private(R) static struct bpf_cpumask __kptr *cluster;

u64 seen;
u32 wanted_pid;
u32 idx;

SEC("tp_btf/task_newtask")
int BPF_PROG(nested_struct_load_ok, struct task_struct *p, u64 clone_flags)
{
	u32 zero = 0;
	struct tree *t = bpf_map_lookup_elem(&trees, &zero);
	struct bpf_cpumask *m;

	if (!t)
		return 0;
	m = t->left.idle;
	if (m)
		seen += bpf_cpumask_weight(cast_mask(m));
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(nested_struct_load_bad, struct task_struct *p, u64 clone_flags)
{
	u32 zero = 0;
	struct tree *t = bpf_map_lookup_elem(&trees, &zero);
	struct bpf_cpumask *m;

	if (!t)
		return 0;
	m = t->left.idle;
		seen += bpf_cpumask_weight(cast_mask(m));
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(nested_array_load_bad, struct task_struct *p, u64 clone_flags)
{
	u32 zero = 0, i = idx;
	struct tree *t = bpf_map_lookup_elem(&trees, &zero);
	struct bpf_cpumask *m;

	if (!t || i > 1)
		return 0;
	m = t->kids[i].cpus;
	if (!m)
		return 0;
	return bpf_cpumask_test_cpu(i, cast_mask(m));
}

SEC("tp_btf/task_newtask")
int BPF_PROG(nested_array_load_ok, struct task_struct *p, u64 clone_flags)
{
	u32 zero = 0, i = idx;
	struct tree *t = bpf_map_lookup_elem(&trees, &zero);
	struct bpf_cpumask *m;

	if (!t || i > 1)
		return 0;
	m = t->kids[1].cpus;
	if (!m)
		return 0;
	return bpf_cpumask_test_cpu(i, cast_mask(m));
}

SEC("syscall")
int global_array_in_sleepable_ok(void *ctx)
{
	struct bpf_cpumask *m;
	u32 w = 0;

	bpf_rcu_read_lock();
	m = nodes[1];
	if (m)
		w = bpf_cpumask_weight(cast_mask(m));
	bpf_rcu_read_unlock();
	return w;
}

SEC("syscall")
int global_array_in_sleepable_bad(void *ctx)
{
	struct bpf_cpumask *m;
	u32 w = 0;

	bpf_rcu_read_lock();
	m = nodes[1];
	if (m)
		w = bpf_cpumask_weight(cast_mask(m));
	bpf_rcu_read_unlock();
	m = nodes[2];
	if (m)
		w += bpf_cpumask_weight(cast_mask(m));
	return w;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(switch_over_array_ok, struct task_struct *p, u64 clone_flags)
{
	struct bpf_cpumask *m = NULL;

	switch (idx) {
	case 0: m = nodes[0]; break;
	case 1: m = nodes[1]; break;
	case 2: m = nodes[2]; break;
	}
	if (!m)
		return 0;
	return bpf_cpumask_first(cast_mask(m));
}

SEC("tp_btf/task_newtask")
int BPF_PROG(switch_over_array_bad, struct task_struct *p, u64 clone_flags)
{
	struct bpf_cpumask *m = NULL;

	switch (idx) {
	case 0: m = nodes[0]; break;
	case 1: m = nodes[1]; break;
	case 2: m = nodes[2]; break;
	}
	if (idx > 2)
		return 0;
	return bpf_cpumask_first(cast_mask(m));
}

SEC("syscall")
int used_after_section_ok(void *ctx)
{
	struct bpf_cpumask *m;
	bool hit = false;

	bpf_rcu_read_lock();
	m = cluster;
	if (!m) {
		bpf_rcu_read_unlock();
		return 0;
	}
	hit = bpf_cpumask_test_cpu(4, cast_mask(m));
	bpf_rcu_read_unlock();
	return hit;
}

SEC("syscall")
int used_after_section_bad(void *ctx)
{
	struct bpf_cpumask *m;
	bool hit = false;

	bpf_rcu_read_lock();
	m = cluster;
	if (!m) {
		bpf_rcu_read_unlock();
		return 0;
	}
	bpf_rcu_read_unlock();
	hit = bpf_cpumask_test_cpu(4, cast_mask(m));
	return hit;
}

SEC("syscall")
int tested_in_section_used_in_next_ok(void *ctx)
{
	struct bpf_cpumask *m;
	int ret = 0;

	bpf_rcu_read_lock();
	m = cluster;
	if (!m)
		goto unlock;
	ret = bpf_cpumask_weight(cast_mask(m));
unlock:
	bpf_rcu_read_unlock();
	return ret;
}

SEC("syscall")
int tested_in_section_used_in_next_bad(void *ctx)
{
	struct bpf_cpumask *m;
	int ret = 0;

	bpf_rcu_read_lock();
	m = cluster;
	if (!m)
		goto unlock;
	bpf_rcu_read_unlock();
	bpf_rcu_read_lock();
	ret = bpf_cpumask_weight(cast_mask(m));
unlock:
	bpf_rcu_read_unlock();
	return ret;
}

SEC("syscall")
int loaded_before_section_bad(void *ctx)
{
	struct bpf_cpumask *m;
	int ret = 0;

	m = cluster;
	bpf_rcu_read_lock();
	if (m)
		ret = bpf_cpumask_weight(cast_mask(m));
	bpf_rcu_read_unlock();
	return ret;
}

SEC("syscall")
int loaded_before_section_ok(void *ctx)
{
	struct bpf_cpumask *m;
	int ret = 0;

	bpf_rcu_read_lock();
	m = cluster;
	if (m)
		ret = bpf_cpumask_weight(cast_mask(m));
	bpf_rcu_read_unlock();
	return ret;
}

SEC("syscall")
int null_test_outside_section_ok(void *ctx)
{
	/* only the pointer's value is looked at */
	return cluster != NULL;
}

SEC("syscall")
int direct_bits_outside_section_ok(void *ctx)
{
	struct bpf_cpumask *m = cluster;

	if (!m)
		return 0;
	return m->cpumask.bits[0] & 1;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(non_sleepable_needs_no_section_ok, struct task_struct *p, u64 clone_flags)
{
	struct bpf_cpumask *m = cluster;

	if (m && bpf_cpumask_intersects(cast_mask(m), p->cpus_ptr))
		seen++;
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(non_sleepable_explicit_section_ends_ok, struct task_struct *p, u64 clone_flags)
{
	const struct cpumask *allowed;
	u32 n;

	bpf_rcu_read_lock();
	allowed = p->cpus_ptr;
	n = bpf_cpumask_weight(allowed);
	bpf_rcu_read_unlock();
	return n;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(non_sleepable_explicit_section_ends_bad, struct task_struct *p, u64 clone_flags)
{
	const struct cpumask *allowed;
	u32 n;

	bpf_rcu_read_lock();
	allowed = p->cpus_ptr;
	bpf_rcu_read_unlock();
	n = bpf_cpumask_weight(allowed);
	return n;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(loaded_outside_explicit_section_ok, struct task_struct *p, u64 clone_flags)
{
	const struct cpumask *allowed = p->cpus_ptr;
	u32 n;

	bpf_rcu_read_lock();
	n = bpf_cpumask_weight(allowed);
	bpf_rcu_read_unlock();
	return n;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(loaded_outside_explicit_section_bad, struct task_struct *p, u64 clone_flags)
{
	const struct cpumask *allowed = p->cpus_ptr;
	u32 n;

	bpf_rcu_read_lock();
	n = bpf_cpumask_weight(allowed);
	bpf_rcu_read_unlock();
	n += bpf_cpumask_first(allowed);
	return n;
}

SEC("syscall")
int current_task_cpus_ptr_ok(void *ctx)
{
	struct task_struct *me = bpf_get_current_task_btf();
	u32 n;

	bpf_rcu_read_lock();
	n = bpf_cpumask_first(me->cpus_ptr);
	bpf_rcu_read_unlock();
	return n;
}

SEC("syscall")
int current_task_cpus_ptr_bad(void *ctx)
{
	struct task_struct *me = bpf_get_current_task_btf();
	u32 n;

	n = bpf_cpumask_first(me->cpus_ptr);
	return n;
}

SEC("syscall")
int looked_up_task_cpus_ptr_ok(void *ctx)
{
	struct task_struct *p = bpf_task_from_pid(wanted_pid);
	u32 n;

	if (!p)
		return -ESRCH;
	bpf_rcu_read_lock();
	n = bpf_cpumask_weight(p->cpus_ptr);
	bpf_rcu_read_unlock();
	bpf_task_release(p);
	return n;
}

SEC("syscall")
int looked_up_task_cpus_ptr_bad(void *ctx)
{
	struct task_struct *p = bpf_task_from_pid(wanted_pid);
	u32 n;

	if (!p)
		return -ESRCH;
	n = bpf_cpumask_weight(p->cpus_ptr);
	bpf_task_release(p);
	return n;
}

SEC("syscall")
int looked_up_task_embedded_mask_ok(void *ctx)
{
	struct task_struct *p = bpf_task_from_pid(wanted_pid);
	u32 n;

	if (!p)
		return -ESRCH;
	n = bpf_cpumask_weight(&p->cpus_mask);
	bpf_task_release(p);
	return n;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(group_leader_chain_ok, struct task_struct *p, u64 clone_flags)
{
	return bpf_cpumask_equal(p->group_leader->cpus_ptr, p->cpus_ptr);
}

SEC("tp_btf/task_newtask")
int BPF_PROG(real_parent_ok, struct task_struct *p, u64 clone_flags)
{
	return bpf_cpumask_weight(p->real_parent->cpus_ptr);
}

SEC("tp_btf/task_newtask")
int BPF_PROG(real_parent_bad, struct task_struct *p, u64 clone_flags)
{
	return bpf_cpumask_weight(p->parent->cpus_ptr);
}

SEC("tp_btf/task_newtask")
int BPF_PROG(grand_parent_ok, struct task_struct *p, u64 clone_flags)
{
	struct task_struct *up = p->real_parent;

	up = up->real_parent;
	return bpf_cpumask_weight(up->cpus_ptr);
}

SEC("tp_btf/task_newtask")
int BPF_PROG(embedded_mask_of_parent_ok, struct task_struct *p, u64 clone_flags)
{
	return bpf_cpumask_weight(&p->group_leader->cpus_mask);
}

SEC("tp_btf/task_newtask")
int BPF_PROG(embedded_mask_of_parent_bad, struct task_struct *p, u64 clone_flags)
{
	return bpf_cpumask_weight(&p->last_wakee->cpus_mask);
}

SEC("tp_btf/task_newtask")
int BPF_PROG(current_task_parent_ok, struct task_struct *p, u64 clone_flags)
{
	struct task_struct *me = bpf_get_current_task_btf();

	return bpf_cpumask_weight(me->real_parent->cpus_ptr);
}

SEC("tp_btf/task_newtask")
int BPF_PROG(current_task_parent_bad, struct task_struct *p, u64 clone_flags)
{
	struct task_struct *me = bpf_get_current_task_btf();

	return bpf_cpumask_weight(me->user_cpus_ptr);
}

SEC("tp_btf/task_newtask")
int BPF_PROG(raw_current_task_bad, struct task_struct *p, u64 clone_flags)
{
	struct task_struct *me = (struct task_struct *)bpf_get_current_task();

	return bpf_cpumask_weight(me->cpus_ptr);
}

SEC("tp_btf/task_newtask")
int BPF_PROG(raw_current_task_ok, struct task_struct *p, u64 clone_flags)
{
	struct task_struct *me = bpf_get_current_task_btf();

	return bpf_cpumask_weight(me->cpus_ptr);
}

static u32 cast_back_and_read_ok_weight(const struct cpumask *mask)
{
	/* back up for a function that wants the bpf type, read only */
	struct bpf_cpumask *up = (struct bpf_cpumask *)mask;

	return bpf_cpumask_weight((const struct cpumask *)up);
}

SEC("tp_btf/task_newtask")
int BPF_PROG(cast_back_and_read_ok, struct task_struct *p, u64 clone_flags)
{
	return cast_back_and_read_ok_weight(p->cpus_ptr);
}

static void cast_back_and_write_ok_add(const struct cpumask *mask, u32 cpu)
{
	bpf_cpumask_set_cpu(cpu, (struct bpf_cpumask *)mask);
}

SEC("tp_btf/task_newtask")
int BPF_PROG(cast_back_and_write_ok, struct task_struct *p, u64 clone_flags)
{
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (!m)
		return 0;
	cast_back_and_write_ok_add(cast_mask(m), 1);
	bpf_cpumask_release(m);
	return 0;
}

static void cast_back_and_write_bad_add(const struct cpumask *mask, u32 cpu)
{
	bpf_cpumask_set_cpu(cpu, (struct bpf_cpumask *)mask);
}

SEC("tp_btf/task_newtask")
int BPF_PROG(cast_back_and_write_bad, struct task_struct *p, u64 clone_flags)
{
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (!m)
		return 0;
	cast_back_and_write_bad_add(p->cpus_ptr, 1);
	bpf_cpumask_release(m);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(rdonly_cast_of_kptr_bad, struct task_struct *p, u64 clone_flags)
{
	struct bpf_cpumask *m = cluster;
	const struct cpumask *ro;

	if (!m)
		return 0;
	ro = bpf_rdonly_cast(m, bpf_core_type_id_kernel(struct cpumask));
	return bpf_cpumask_weight(ro);
}

SEC("tp_btf/task_newtask")
int BPF_PROG(rdonly_cast_of_kptr_ok, struct task_struct *p, u64 clone_flags)
{
	struct bpf_cpumask *m = cluster;
	const struct cpumask *ro;

	if (!m)
		return 0;
	ro = bpf_rdonly_cast(m, bpf_core_type_id_kernel(struct cpumask));
	return ro->bits[0] != 0;
}

static __noinline void lock_and_unlock_in_helpers_ok_enter(void)
{
	seen++;
	bpf_rcu_read_lock();
}

static __noinline void lock_and_unlock_in_helpers_ok_leave(void)
{
	bpf_rcu_read_unlock();
	seen--;
}

SEC("syscall")
int lock_and_unlock_in_helpers_ok(void *ctx)
{
	struct bpf_cpumask *m;
	u32 n = 0;

	lock_and_unlock_in_helpers_ok_enter();
	m = cluster;
	if (m)
		n = bpf_cpumask_weight(cast_mask(m));
	lock_and_unlock_in_helpers_ok_leave();
	return n;
}

static __noinline void lock_and_unlock_in_helpers_bad_enter(void)
{
	seen++;
	bpf_rcu_read_lock();
}

static __noinline void lock_and_unlock_in_helpers_bad_leave(void)
{
	bpf_rcu_read_unlock();
	seen--;
}

SEC("syscall")
int lock_and_unlock_in_helpers_bad(void *ctx)
{
	struct bpf_cpumask *m;
	u32 n = 0;

	lock_and_unlock_in_helpers_bad_enter();
	m = cluster;
	if (m)
		n = bpf_cpumask_weight(cast_mask(m));
	if (n > 8)
		return n;
	lock_and_unlock_in_helpers_bad_leave();
	return n;
}

static __noinline struct bpf_cpumask *helper_returns_rcu_pointer_bad_get(void)
{
	struct bpf_cpumask *m;

	bpf_rcu_read_lock();
	m = cluster;
	bpf_rcu_read_unlock();
	return m;
}

SEC("syscall")
int helper_returns_rcu_pointer_bad(void *ctx)
{
	struct bpf_cpumask *m;
	u32 n = 0;

	bpf_rcu_read_lock();
	m = helper_returns_rcu_pointer_bad_get();
	if (m)
		n = bpf_cpumask_weight(cast_mask(m));
	bpf_rcu_read_unlock();
	return n;
}

static __noinline struct bpf_cpumask *helper_returns_rcu_pointer_ok_get(void)
{

	return cluster;
}

SEC("syscall")
int helper_returns_rcu_pointer_ok(void *ctx)
{
	struct bpf_cpumask *m;
	u32 n = 0;

	bpf_rcu_read_lock();
	m = helper_returns_rcu_pointer_ok_get();
	if (m)
		n = bpf_cpumask_weight(cast_mask(m));
	bpf_rcu_read_unlock();
	return n;
}

SEC("syscall")
int lock_in_loop_ok(void *ctx)
{
	struct bpf_cpumask *m;
	int i;

	bpf_for(i, 0, 4) {
		bpf_rcu_read_lock();
		m = nodes[0];
		if (!m) {
			bpf_rcu_read_unlock();
			continue;
		}
		seen += bpf_cpumask_test_cpu(i, cast_mask(m));
		bpf_rcu_read_unlock();
	}
	return 0;
}

SEC("syscall")
int lock_in_loop_bad(void *ctx)
{
	struct bpf_cpumask *m;
	int i;

	bpf_for(i, 0, 4) {
		bpf_rcu_read_lock();
		m = nodes[0];
		if (!m) {
			continue;
		}
		seen += bpf_cpumask_test_cpu(i, cast_mask(m));
		bpf_rcu_read_unlock();
	}
	return 0;
}

SEC("syscall")
int lock_around_loop_ok(void *ctx)
{
	struct bpf_cpumask *m;
	int i;

	bpf_rcu_read_lock();
	m = nodes[0];
	if (!m)
		goto out;
	bpf_for(i, 0, 64) {
		if (!bpf_cpumask_test_cpu(i, cast_mask(m)))
			continue;
		seen |= 1;
	}
out:
	bpf_rcu_read_unlock();
	return 0;
}

SEC("syscall")
int lock_around_loop_bad(void *ctx)
{
	struct bpf_cpumask *m;
	int i;

	bpf_rcu_read_lock();
	m = nodes[0];
	if (!m)
		goto out;
	bpf_for(i, 0, 64) {
		if (!bpf_cpumask_test_cpu(i, cast_mask(m)))
			continue;
		seen |= 1;
		if (i == 9) {
			bpf_rcu_read_unlock();
			break;
		}
	}
out:
	bpf_rcu_read_unlock();
	return 0;
}

SEC("syscall")
int early_return_in_section_ok(void *ctx)
{
	struct bpf_cpumask *m, *copy;

	copy = bpf_cpumask_create();
	if (!copy)
		return -ENOMEM;
	bpf_rcu_read_lock();
	m = cluster;
	if (!m) {
		bpf_rcu_read_unlock();
		bpf_cpumask_release(copy);
		return -ENOENT;
	}
	bpf_cpumask_copy(copy, cast_mask(m));
	bpf_rcu_read_unlock();
	bpf_cpumask_release(copy);
	return 0;
}

SEC("syscall")
int early_return_in_section_bad(void *ctx)
{
	struct bpf_cpumask *m, *copy;

	copy = bpf_cpumask_create();
	if (!copy)
		return -ENOMEM;
	bpf_rcu_read_lock();
	m = cluster;
	if (!m) {
		bpf_cpumask_release(copy);
		return -ENOENT;
	}
	bpf_cpumask_copy(copy, cast_mask(m));
	bpf_rcu_read_unlock();
	bpf_cpumask_release(copy);
	return 0;
}

SEC("syscall")
int conditional_lock_ok(void *ctx)
{
	u32 locked = idx & 1;

	if (locked)
		bpf_rcu_read_lock();
	seen++;
	if (locked)
		bpf_rcu_read_unlock();
	return 0;
}

SEC("syscall")
int conditional_lock_bad(void *ctx)
{
	u32 locked = idx & 1;

	if (locked)
		bpf_rcu_read_lock();
	seen++;
	if (idx == 1)
		bpf_rcu_read_unlock();
	return 0;
}

SEC("syscall")
int sleep_in_section_ok(void *ctx)
{
	struct bpf_cpumask *m;
	char buf[8];

	bpf_rcu_read_lock();
	m = cluster;
	if (m)
		seen = bpf_cpumask_weight(cast_mask(m));
	bpf_rcu_read_unlock();
	bpf_copy_from_user(buf, sizeof(buf), (void *)seen);
	return buf[0];
}

SEC("syscall")
int sleep_in_section_bad(void *ctx)
{
	struct bpf_cpumask *m;
	char buf[8];

	bpf_rcu_read_lock();
	m = cluster;
	if (m)
		seen = bpf_cpumask_weight(cast_mask(m));
	bpf_copy_from_user(buf, sizeof(buf), (void *)seen);
	bpf_rcu_read_unlock();
	return buf[0];
}

static int callback_in_section_ok_one(u32 cpu, void *data)
{
	struct bpf_cpumask *m = cluster;

	if (m && bpf_cpumask_test_cpu(cpu, cast_mask(m)))
		seen++;
	return 0;
}

SEC("syscall")
int callback_in_section_ok(void *ctx)
{
	bpf_rcu_read_lock();
	bpf_loop(16, callback_in_section_ok_one, NULL, 0);
	bpf_rcu_read_unlock();
	return 0;
}

static int callback_in_section_bad_one(u32 cpu, void *data)
{
	struct bpf_cpumask *m = cluster;

	if (m && bpf_cpumask_test_cpu(cpu, cast_mask(m)))
		seen++;
	return 0;
}

SEC("syscall")
int callback_in_section_bad(void *ctx)
{
	bpf_loop(16, callback_in_section_bad_one, NULL, 0);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(spin_lock_is_rcu_bad, struct task_struct *p, u64 clone_flags)
{
	u32 zero = 0;
	struct locked *l = bpf_map_lookup_elem(&locks, &zero);
	struct bpf_cpumask *m;

	if (!l)
		return 0;
	bpf_spin_lock(&l->lock);
	m = cluster;
	if (m)
		seen = bpf_cpumask_weight(cast_mask(m));
	l->n++;
	bpf_spin_unlock(&l->lock);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(spin_lock_is_rcu_ok, struct task_struct *p, u64 clone_flags)
{
	u32 zero = 0;
	struct locked *l = bpf_map_lookup_elem(&locks, &zero);
	struct bpf_cpumask *m;

	if (!l)
		return 0;
	m = cluster;
	if (m)
		seen = bpf_cpumask_weight(cast_mask(m));
	bpf_spin_lock(&l->lock);
	l->n++;
	bpf_spin_unlock(&l->lock);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(preempt_disabled_use_ok, struct task_struct *p, u64 clone_flags)
{
	struct bpf_cpumask *m;

	bpf_preempt_disable();
	m = cluster;
	if (m)
		bpf_cpumask_set_cpu(bpf_get_smp_processor_id(), m);
	bpf_preempt_enable();
	return 0;
}

SEC("syscall")
int mutate_shared_mask_ok(void *ctx)
{
	struct bpf_cpumask *m;

	bpf_rcu_read_lock();
	m = cluster;
	if (m) {
		bpf_cpumask_set_cpu(3, m);
		if (bpf_cpumask_test_and_clear_cpu(4, m))
			seen++;
	}
	bpf_rcu_read_unlock();
	return 0;
}

SEC("syscall")
int two_sections_two_loads_ok(void *ctx)
{
	struct bpf_cpumask *m;
	u32 n = 0;

	bpf_rcu_read_lock();
	m = nodes[0];
	if (m)
		n = bpf_cpumask_weight(cast_mask(m));
	bpf_rcu_read_unlock();

	bpf_rcu_read_lock();
	m = nodes[0];
	if (m)
		n += bpf_cpumask_first(cast_mask(m));
	bpf_rcu_read_unlock();
	return n;
}

SEC("syscall")
int two_sections_two_loads_bad(void *ctx)
{
	struct bpf_cpumask *m;
	u32 n = 0;

	bpf_rcu_read_lock();
	m = nodes[0];
	if (m)
		n = bpf_cpumask_weight(cast_mask(m));
	bpf_rcu_read_unlock();

	bpf_rcu_read_lock();
	if (m)
		n += bpf_cpumask_first(cast_mask(m));
	bpf_rcu_read_unlock();
	return n;
}
