/* Edges of the rules, each a question of its own; the verdict is the answer. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

char _license[] SEC("license") = "GPL";

#define private(name) SEC(".data." #name) __hidden __attribute__((aligned(8)))
#define ENOMEM 12
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
struct bpf_cpumask *bpf_cpumask_acquire(struct bpf_cpumask *cpumask) __ksym;
u32 bpf_cpumask_first(const struct cpumask *cpumask) __ksym;
u32 bpf_cpumask_weight(const struct cpumask *cpumask) __ksym;
void bpf_cpumask_set_cpu(u32 cpu, struct bpf_cpumask *cpumask) __ksym;
bool bpf_cpumask_test_and_set_cpu(u32 cpu, struct bpf_cpumask *cpumask) __ksym;
bool bpf_cpumask_test_cpu(u32 cpu, const struct cpumask *cpumask) __ksym;
bool bpf_cpumask_intersects(const struct cpumask *src1, const struct cpumask *src2) __ksym;
void bpf_rcu_read_lock(void) __ksym;
void bpf_rcu_read_unlock(void) __ksym;
struct task_struct *bpf_task_acquire(struct task_struct *p) __ksym;
void bpf_task_release(struct task_struct *p) __ksym;
struct cgroup *bpf_cgroup_acquire(struct cgroup *cgrp) __ksym;
void bpf_cgroup_release(struct cgroup *cgrp) __ksym;

static inline const struct cpumask *cast_mask(struct bpf_cpumask *mask)
{
	return (const struct cpumask *)mask;
}

struct pairp {
	struct bpf_cpumask *a;
	struct bpf_cpumask *b;
};

struct ent {
	struct bpf_cpumask __kptr *mask;
	struct bpf_cpumask __kptr *second;
	struct task_struct __kptr *task;
	u64 gen;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 16);
	__type(key, u32);
	__type(value, struct ent);
} ents SEC(".maps");

#define IS_ERR_OR_NULL(p) (!(p) || (unsigned long)(p) >= (unsigned long)-4095)

private(E) static struct bpf_cpumask __kptr *place;
private(E) static struct bpf_cpumask __kptr *second_place;

u32 knob;
u64 sum, last;

SEC("tp_btf/task_newtask")
int BPF_PROG(test_as_long, struct task_struct *p, u64 clone_flags)
{
	struct bpf_cpumask *m = place;

	if ((u64)m == 0)
		return 0;
	return bpf_cpumask_weight(cast_mask(m));
}

SEC("tp_btf/task_newtask")
int BPF_PROG(test_by_greater_than_zero, struct task_struct *p, u64 clone_flags)
{
	struct bpf_cpumask *m = place;

	if ((u64)m > 0)
		return bpf_cpumask_weight(cast_mask(m));
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(test_low_half_only, struct task_struct *p, u64 clone_flags)
{
	struct bpf_cpumask *m = place;

	if (!(u32)(u64)m)
		return 0;
	return bpf_cpumask_weight(cast_mask(m));
}

SEC("tp_btf/task_newtask")
int BPF_PROG(test_err_or_null, struct task_struct *p, u64 clone_flags)
{
	struct bpf_cpumask *m = place;

	if (IS_ERR_OR_NULL(m))
		return 0;
	return bpf_cpumask_weight(cast_mask(m));
}

SEC("tp_btf/task_newtask")
int BPF_PROG(test_by_switch, struct task_struct *p, u64 clone_flags)
{
	struct bpf_cpumask *m = place;

	switch ((u64)m) {
	case 0:
		return 0;
	default:
		return bpf_cpumask_weight(cast_mask(m));
	}
}

SEC("tp_btf/task_newtask")
int BPF_PROG(test_both_with_single_and, struct task_struct *p, u64 clone_flags)
{
	struct bpf_cpumask *m = place, *n = second_place;
	bool ok = m && n;

	sum++;
	if (ok)
		return bpf_cpumask_intersects(cast_mask(m), cast_mask(n));
	return 0;
}

SEC("syscall")
int error_number_from_null(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	int err = m ? 0 : -ENOMEM;

	sum = knob;
	if (err)
		return err;
	bpf_cpumask_release(m);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(copy_tested_after_original_changed, struct task_struct *p, u64 clone_flags)
{
	struct bpf_cpumask *m = place, *keep = m;

	m = second_place;
	if (!keep)
		return 0;
	sum = m != NULL;
	return bpf_cpumask_weight(cast_mask(keep));
}

SEC("tp_btf/task_newtask")
int BPF_PROG(reload_after_unrelated_store, struct task_struct *p, u64 clone_flags)
{
	if (!place)
		return 0;
	sum++;
	return bpf_cpumask_weight(cast_mask(place));
}

SEC("tp_btf/task_newtask")
int BPF_PROG(field_reload_after_store_to_sibling, struct task_struct *p, u64 clone_flags)
{
	u32 key = p->pid;
	struct ent *e = bpf_map_lookup_elem(&ents, &key);

	if (!e || !e->mask)
		return 0;
	e->gen++;
	return bpf_cpumask_weight(cast_mask(e->mask));
}

static __always_inline void field_reload_after_inline_helper_note(struct ent *e)
{
	e->gen = knob;
	last = e->gen;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(field_reload_after_inline_helper, struct task_struct *p, u64 clone_flags)
{
	u32 key = p->pid;
	struct ent *e = bpf_map_lookup_elem(&ents, &key);

	if (!e || !e->mask)
		return 0;
	field_reload_after_inline_helper_note(e);
	return bpf_cpumask_weight(cast_mask(e->mask));
}

SEC("tp_btf/task_newtask")
int BPF_PROG(field_reload_after_barrier, struct task_struct *p, u64 clone_flags)
{
	u32 key = p->pid;
	struct ent *e = bpf_map_lookup_elem(&ents, &key);

	if (!e || !e->mask)
		return 0;
	barrier();
	return bpf_cpumask_weight(cast_mask(e->mask));
}

SEC("tp_btf/task_newtask")
int BPF_PROG(field_reload_after_kfunc, struct task_struct *p, u64 clone_flags)
{
	u32 key = p->pid;
	struct ent *e = bpf_map_lookup_elem(&ents, &key);

	if (!e || !e->mask)
		return 0;
	sum += bpf_cpumask_first(cast_mask(e->mask));
	return bpf_cpumask_weight(cast_mask(e->mask));
}

SEC("tp_btf/task_newtask")
int BPF_PROG(unlock_without_reload_of_trusted, struct task_struct *p, u64 clone_flags)
{
	u32 n;

	bpf_rcu_read_lock();
	n = bpf_cpumask_weight(p->cpus_ptr);
	bpf_rcu_read_unlock();
	/* the task is trusted, the mask is read anew */
	return n + bpf_cpumask_first(p->cpus_ptr);
}

SEC("tp_btf/task_newtask")
int BPF_PROG(parent_after_unlock, struct task_struct *p, u64 clone_flags)
{
	struct task_struct *parent;

	bpf_rcu_read_lock();
	parent = p->real_parent;
	bpf_rcu_read_unlock();
	return bpf_cpumask_weight(parent->cpus_ptr);
}

SEC("tp_btf/task_newtask")
int BPF_PROG(parent_field_after_unlock, struct task_struct *p, u64 clone_flags)
{
	struct task_struct *parent;

	bpf_rcu_read_lock();
	parent = p->real_parent;
	bpf_rcu_read_unlock();
	return parent->pid;
}

SEC("syscall")
int acquire_parent_under_rcu(void *ctx)
{
	struct task_struct *me = bpf_get_current_task_btf(), *up;

	bpf_rcu_read_lock();
	up = bpf_task_acquire(me->real_parent);
	bpf_rcu_read_unlock();
	if (!up)
		return 0;
	sum = up->pid;
	bpf_task_release(up);
	return 0;
}

SEC("syscall")
int acquire_parent_without_rcu(void *ctx)
{
	struct task_struct *me = bpf_get_current_task_btf(), *up;

	up = bpf_task_acquire(me->real_parent);
	if (!up)
		return 0;
	bpf_task_release(up);
	return 0;
}

SEC("syscall")
int acquire_current_without_rcu(void *ctx)
{
	struct task_struct *me = bpf_task_acquire(bpf_get_current_task_btf());

	if (!me)
		return 0;
	sum = bpf_cpumask_weight(&me->cpus_mask);
	bpf_task_release(me);
	return 0;
}

SEC("syscall")
int slot_task_without_rcu(void *ctx)
{
	u32 key = knob;
	struct ent *e = bpf_map_lookup_elem(&ents, &key);
	struct task_struct *t;

	if (!e)
		return 0;
	t = e->task;
	if (!t)
		return 0;
	return bpf_cpumask_weight(&t->cpus_mask);
}

SEC("syscall")
int group_leader_in_syscall(void *ctx)
{
	struct task_struct *me = bpf_get_current_task_btf();

	return bpf_cpumask_weight(&me->group_leader->cpus_mask);
}

SEC("syscall")
int group_leader_in_syscall_with_rcu(void *ctx)
{
	struct task_struct *me = bpf_get_current_task_btf();
	u32 n;

	bpf_rcu_read_lock();
	n = bpf_cpumask_weight(me->group_leader->cpus_ptr);
	bpf_rcu_read_unlock();
	return n;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(cgroup_of_task, struct task_struct *p, u64 clone_flags)
{
	struct cgroup *cgrp = bpf_cgroup_acquire(p->cgroups->dfl_cgrp);

	if (!cgrp)
		return 0;
	sum = cgrp->level;
	bpf_cgroup_release(cgrp);
	return 0;
}

SEC("syscall")
int rcu_pointer_on_stack_after_unlock(void *ctx)
{
	struct pairp pp = {};
	u32 n = 0;

	bpf_rcu_read_lock();
	pp.a = place;
	bpf_rcu_read_unlock();
	bpf_get_prandom_u32();
	bpf_rcu_read_lock();
	if (pp.a)
		n = bpf_cpumask_weight(cast_mask(pp.a));
	bpf_rcu_read_unlock();
	return n;
}

static int rcu_pointer_into_callback_cb(u32 i, struct pairp *pp)
{
	if (bpf_cpumask_test_cpu(i, cast_mask(pp->a)))
		sum++;
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(rcu_pointer_into_callback, struct task_struct *p, u64 clone_flags)
{
	struct pairp pp = { .a = place };

	if (!pp.a)
		return 0;
	bpf_loop(16, rcu_pointer_into_callback_cb, &pp, 0);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(lock_pair_inside_loop_ends_outer_load, struct task_struct *p, u64 clone_flags)
{
	const struct cpumask *allowed = p->cpus_ptr;
	int i;

	bpf_for(i, 0, 4) {
		bpf_rcu_read_lock();
		sum += bpf_cpumask_test_cpu(i, allowed);
		bpf_rcu_read_unlock();
	}
	return 0;
}

SEC("syscall")
int probe_read_after_release(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	u64 word = 0;

	if (!m)
		return -ENOMEM;
	bpf_cpumask_release(m);
	/* a stale address is still an address for a probe read */
	bpf_probe_read_kernel(&word, sizeof(word), m);
	return word != 0;
}

SEC("syscall")
int compare_after_release(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create(), *n;

	if (!m)
		return -ENOMEM;
	bpf_cpumask_release(m);
	n = bpf_cpumask_create();
	if (!n)
		return -ENOMEM;
	sum = m == n;
	bpf_cpumask_release(n);
	return 0;
}

SEC("syscall")
int compare_after_transfer(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create(), *old;

	if (!m)
		return -ENOMEM;
	old = bpf_kptr_xchg(&place, m);
	if (old)
		bpf_cpumask_release(old);
	return m == place;
}

SEC("syscall")
int print_after_release(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (!m)
		return -ENOMEM;
	bpf_cpumask_release(m);
	bpf_printk("released %p", m);
	return 0;
}

SEC("syscall")
int number_of_owned_pointer(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	u64 v;

	if (!m)
		return -ENOMEM;
	v = (u64)m;
	barrier_var(v);
	sum = v & 0xfff;
	bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int number_of_released_pointer(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	u64 v;

	if (!m)
		return -ENOMEM;
	bpf_cpumask_release(m);
	v = (u64)m;
	barrier_var(v);
	return (v >> 3) & 0xff;
}

SEC("syscall")
int difference_of_pointers(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create(), *n;

	if (!m)
		return -ENOMEM;
	n = bpf_cpumask_create();
	if (n) {
		sum = (u64)n - (u64)m;
		bpf_cpumask_release(n);
	}
	bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int volatile_pointer_on_stack(void *ctx)
{
	struct bpf_cpumask *volatile m = bpf_cpumask_create();

	if (!m)
		return -ENOMEM;
	bpf_cpumask_set_cpu(1, m);
	bpf_cpumask_release(m);
	return 0;
}

static __noinline u32 struct_by_value_sum(struct pairp pp)
{
	u32 n = 0;

	if (pp.a)
		n += bpf_cpumask_weight(cast_mask(pp.a));
	if (pp.b)
		n += bpf_cpumask_weight(cast_mask(pp.b));
	return n;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(struct_by_value, struct task_struct *p, u64 clone_flags)
{
	struct pairp pp = { .a = place, .b = second_place };

	return struct_by_value_sum(pp);
}

static __always_inline struct pairp struct_returned_make(void)
{
	struct pairp pp;

	pp.a = bpf_cpumask_create();
	pp.b = bpf_cpumask_create();
	return pp;
}

SEC("syscall")
int struct_returned(void *ctx)
{
	struct pairp pp = struct_returned_make();

	if (pp.a)
		bpf_cpumask_release(pp.a);
	if (pp.b)
		bpf_cpumask_release(pp.b);
	return 0;
}

SEC("syscall")
int drain_slot_unbounded(void *ctx)
{
	struct bpf_cpumask *m;

	while ((m = bpf_kptr_xchg(&place, NULL)))
		bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int long_bounded_loop(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	u32 i;

	if (!m)
		return -ENOMEM;
	for (i = 0; i < 2000; i++) {
		if (bpf_cpumask_test_and_set_cpu(i & 63, m))
			break;
	}
	bpf_cpumask_release(m);
	return i;
}

SEC("syscall")
int huge_bpf_for(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	int i;

	if (!m)
		return -ENOMEM;
	bpf_for(i, 0, 8000000)
		if (bpf_cpumask_test_and_set_cpu(i & 63, m))
			sum++;
	bpf_cpumask_release(m);
	return 0;
}

static int callback_returns_two_cb(u32 i, void *data)
{
	sum += i;
	return 2;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(callback_returns_two, struct task_struct *p, u64 clone_flags)
{
	bpf_loop(4, callback_returns_two_cb, NULL, 0);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(task_bits_beyond_mask, struct task_struct *p, u64 clone_flags)
{
	const u64 *words = (const u64 *)p->cpus_ptr;

	return words[4] != 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(slot_address_tested, struct task_struct *p, u64 clone_flags)
{
	u32 key = p->pid;
	struct ent *e = bpf_map_lookup_elem(&ents, &key);
	struct bpf_cpumask **slot, *m;

	/* the first field: its address is NULL exactly when the value is */
	slot = (struct bpf_cpumask **)&e->mask;
	if (!slot)
		return 0;
	m = bpf_kptr_xchg(slot, NULL);
	if (m)
		bpf_cpumask_release(m);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(second_slot_address_tested, struct task_struct *p, u64 clone_flags)
{
	u32 key = p->pid;
	struct ent *e = bpf_map_lookup_elem(&ents, &key);
	struct bpf_cpumask **slot, *m;

	slot = (struct bpf_cpumask **)&e->second;
	if (!slot)
		return 0;
	m = bpf_kptr_xchg(slot, NULL);
	if (m)
		bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int exchange_result_equals_given(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create(), *old;

	if (!m)
		return -ENOMEM;
	old = bpf_kptr_xchg(&place, m);
	if (old && old != m)
		bpf_cpumask_release(old);
	return 0;
}

SEC("syscall")
int release_through_second_name(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create(), *alias;

	alias = m;
	if (alias)
		bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int acquired_alias_outlives(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create(), *twin;

	if (!m)
		return -ENOMEM;
	twin = bpf_cpumask_acquire(m);
	bpf_cpumask_release(twin);
	bpf_cpumask_release(twin);
	return 0;
}

SEC("syscall")
int mixing_the_two_references(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create(), *twin;

	if (!m)
		return -ENOMEM;
	twin = bpf_cpumask_acquire(m);
	bpf_cpumask_release(m);
	/* same object, still held by 'twin', but 'm' is gone */
	bpf_cpumask_set_cpu(1, m);
	bpf_cpumask_release(twin);
	return 0;
}
