/* Kptr slots, RCU, locks and sleeping: one refused program a rule and its accepted sibling. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <bpf/bpf_core_read.h>

char _license[] SEC("license") = "GPL";

#define private(name) SEC(".data." #name) __hidden __attribute__((aligned(8)))
#define ENOENT 2
#define ENOMEM 12
#define EINVAL 22
#ifndef __kptr
#define __kptr __attribute__((btf_type_tag("kptr")))
#endif
#ifndef __kptr_untrusted
#define __kptr_untrusted __attribute__((btf_type_tag("kptr_untrusted")))
#endif

struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
u32 bpf_cpumask_first(const struct cpumask *cpumask) __ksym;
u32 bpf_cpumask_weight(const struct cpumask *cpumask) __ksym;
void bpf_cpumask_set_cpu(u32 cpu, struct bpf_cpumask *cpumask) __ksym;
void bpf_cpumask_clear_cpu(u32 cpu, struct bpf_cpumask *cpumask) __ksym;
void bpf_rcu_read_lock(void) __ksym;
void bpf_rcu_read_unlock(void) __ksym;
void bpf_preempt_disable(void) __ksym;
void bpf_preempt_enable(void) __ksym;
void bpf_local_irq_save(unsigned long *flags__irq_flag) __ksym;
void bpf_local_irq_restore(unsigned long *flags__irq_flag) __ksym;
struct task_struct *bpf_task_acquire(struct task_struct *p) __ksym;
void *bpf_obj_new_impl(u64 local_type_id, void *meta) __ksym;
void bpf_obj_drop_impl(void *kptr, void *meta) __ksym;
int bpf_copy_from_user_str(void *dst, u32 dst__sz, const void *unsafe_ptr__ign, u64 flags) __ksym;
void bpf_throw(u64 cookie) __ksym;
#ifndef bpf_obj_new
#define bpf_obj_new(type) ((type *)bpf_obj_new_impl(bpf_core_type_id_local(type), NULL))
#define bpf_obj_drop(kptr) bpf_obj_drop_impl(kptr, NULL)
#endif

static inline const struct cpumask *cast_mask(struct bpf_cpumask *mask)
{
	return (const struct cpumask *)mask;
}

struct slot {
	struct bpf_cpumask __kptr *mask;
	u64 stamp;
};

struct mixed {
	struct bpf_cpumask __kptr *owned;
	struct bpf_cpumask __kptr_untrusted *seen;
	struct bpf_cpumask *untagged;
	u64 stamp;
};

struct guarded {
	struct bpf_spin_lock lock;
	struct bpf_cpumask __kptr *mask;
	u64 count;
};

struct cpu_node {
	u64 id;
	struct bpf_cpumask __kptr *mask;
};

struct too_many {
	struct bpf_cpumask __kptr *grid[3][4];
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 4);
	__type(key, u32);
	__type(value, struct slot);
} slots SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 4);
	__type(key, u32);
	__type(value, struct mixed);
} mixes SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, struct guarded);
} guards SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, struct too_many);
} grids SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, u32);
} jumps SEC(".maps");

private(A) static struct bpf_cpumask __kptr *one;
private(B) static struct bpf_cpumask __kptr *row[4];

u32 which;
u64 sink;

SEC("tp_btf/task_newtask")
int BPF_PROG(kp_1_store_bad, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *m = bpf_cpumask_create(), *old;

	if (!m)
		return 0;
	one = m;
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(kp_1_store_ok, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *m = bpf_cpumask_create(), *old;

	if (!m)
		return 0;
	old = bpf_kptr_xchg(&one, m);
	if (old)
		bpf_cpumask_release(old);
	return 0;
}

SEC("syscall")
int kp_1_store_null_bad(void *ctx)
{
	struct bpf_cpumask *old;
	struct slot *s;
	u32 key = which;

	s = bpf_map_lookup_elem(&slots, &key);
	if (!s)
		return -ENOENT;
	s->mask = NULL;
	return 0;
}

SEC("syscall")
int kp_1_store_null_ok(void *ctx)
{
	struct bpf_cpumask *old;
	struct slot *s;
	u32 key = which;

	s = bpf_map_lookup_elem(&slots, &key);
	if (!s)
		return -ENOENT;
	old = bpf_kptr_xchg(&s->mask, NULL);
	if (old)
		bpf_cpumask_release(old);
	return 0;
}

SEC("syscall")
int kp_1_memset_bad(void *ctx)
{
	struct slot *s;
	u32 key = which;

	s = bpf_map_lookup_elem(&slots, &key);
	if (!s)
		return -ENOENT;
	__builtin_memset(s, 0, sizeof(*s));
	return 0;
}

SEC("syscall")
int kp_1_memset_ok(void *ctx)
{
	struct slot *s;
	u32 key = which;

	s = bpf_map_lookup_elem(&slots, &key);
	if (!s)
		return -ENOENT;
	__builtin_memset(&s->stamp, 0, sizeof(s->stamp));
	return 0;
}

SEC("syscall")
int kp_2_half_read_bad(void *ctx)
{
	struct slot *s;
	u32 key = which;

	s = bpf_map_lookup_elem(&slots, &key);
	if (!s)
		return -ENOENT;
	return *(volatile u32 *)&s->mask != 0;
}

SEC("syscall")
int kp_2_half_read_ok(void *ctx)
{
	struct slot *s;
	u32 key = which;

	s = bpf_map_lookup_elem(&slots, &key);
	if (!s)
		return -ENOENT;
	return *(volatile u64 *)&s->mask != 0;
}

SEC("syscall")
int kp_3_misaligned_bad(void *ctx)
{
	struct slot *s;
	u32 key = which;

	s = bpf_map_lookup_elem(&slots, &key);
	if (!s)
		return -ENOENT;
	return *(volatile u64 *)((void *)&s->mask + 1) & 1;
}

SEC("syscall")
int kp_3_misaligned_ok(void *ctx)
{
	struct slot *s;
	u32 key = which;

	s = bpf_map_lookup_elem(&slots, &key);
	if (!s)
		return -ENOENT;
	return *(volatile u64 *)((void *)&s->mask + 8) & 1;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(kp_4_variable_load_bad, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *m;

	m = row[which & 3];
	if (!m)
		return 0;
	return bpf_cpumask_weight(cast_mask(m));
}

SEC("tp_btf/task_newtask")
int BPF_PROG(kp_4_variable_load_ok, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *m;

	m = row[3];
	if (!m)
		return 0;
	return bpf_cpumask_weight(cast_mask(m));
}

SEC("tp_btf/task_newtask")
int BPF_PROG(kp_5_variable_xchg_bad, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *m;
	u32 i = which;

	if (i >= 4)
		return 0;
	m = bpf_kptr_xchg(&row[i], NULL);
	if (m)
		bpf_cpumask_release(m);
	return i;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(kp_5_variable_xchg_ok, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *m;
	u32 i = which;

	if (i >= 4)
		return 0;
	m = bpf_kptr_xchg(&row[2], NULL);
	if (m)
		bpf_cpumask_release(m);
	return i;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(kp_6_helper_writes_bad, struct task_struct *task, u64 clone_flags)
{
	struct slot *s;
	u32 key = which;

	s = bpf_map_lookup_elem(&slots, &key);
	if (!s)
		return 0;
	bpf_probe_read_kernel(s, sizeof(*s), task);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(kp_6_helper_writes_ok, struct task_struct *task, u64 clone_flags)
{
	struct slot *s;
	u32 key = which;

	s = bpf_map_lookup_elem(&slots, &key);
	if (!s)
		return 0;
	bpf_probe_read_kernel(&s->stamp, sizeof(s->stamp), task);
	return 0;
}

__noinline int kp_6_value_to_global_function_bad_touch(struct slot *s)
{
	if (!s)
		return -EINVAL;
	s->stamp = 1;
	return 0;
}

__noinline int kp_6_value_to_global_function_bad_touch_stamp(u64 *stamp)
{
	if (!stamp)
		return -EINVAL;
	*stamp = 1;
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(kp_6_value_to_global_function_bad, struct task_struct *task, u64 clone_flags)
{
	struct slot *s;
	u32 key = which;

	s = bpf_map_lookup_elem(&slots, &key);
	if (!s)
		return 0;
	return kp_6_value_to_global_function_bad_touch(s);
}

__noinline int kp_6_value_to_global_function_ok_touch(struct slot *s)
{
	if (!s)
		return -EINVAL;
	s->stamp = 1;
	return 0;
}

__noinline int kp_6_value_to_global_function_ok_touch_stamp(u64 *stamp)
{
	if (!stamp)
		return -EINVAL;
	*stamp = 1;
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(kp_6_value_to_global_function_ok, struct task_struct *task, u64 clone_flags)
{
	struct slot *s;
	u32 key = which;

	s = bpf_map_lookup_elem(&slots, &key);
	if (!s)
		return 0;
	return kp_6_value_to_global_function_ok_touch_stamp(&s->stamp);
}

SEC("tp_btf/task_newtask")
int BPF_PROG(kp_7_xchg_on_number_bad, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *m;
	struct slot *s;
	u32 key = which;

	s = bpf_map_lookup_elem(&slots, &key);
	if (!s)
		return 0;
	m = bpf_kptr_xchg(&s->stamp, NULL);
	if (m)
		bpf_cpumask_release(m);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(kp_7_xchg_on_number_ok, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *m;
	struct slot *s;
	u32 key = which;

	s = bpf_map_lookup_elem(&slots, &key);
	if (!s)
		return 0;
	m = bpf_kptr_xchg(&s->mask, NULL);
	if (m)
		bpf_cpumask_release(m);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(kp_8_xchg_untrusted_bad, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *m;
	struct mixed *x;
	u32 key = which;

	x = bpf_map_lookup_elem(&mixes, &key);
	if (!x)
		return 0;
	m = bpf_kptr_xchg(&x->seen, NULL);
	if (m)
		bpf_cpumask_release(m);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(kp_8_xchg_untrusted_ok, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *m;
	struct mixed *x;
	u32 key = which;

	x = bpf_map_lookup_elem(&mixes, &key);
	if (!x)
		return 0;
	m = bpf_kptr_xchg(&x->owned, NULL);
	if (m)
		bpf_cpumask_release(m);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(kp_8_store_untrusted_ok, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *m;
	struct mixed *x;
	u32 key = which;

	x = bpf_map_lookup_elem(&mixes, &key);
	if (!x)
		return 0;
	m = x->owned;
	if (!m)
		return 0;
	/* an untrusted slot may be written directly, with anything but an owned pointer's duty */
	x->seen = m;
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(kp_10_untagged_field_bad, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *m;
	struct mixed *x;
	u32 key = which;

	x = bpf_map_lookup_elem(&mixes, &key);
	if (!x)
		return 0;
	m = bpf_kptr_xchg(&x->untagged, NULL);
	if (m)
		bpf_cpumask_release(m);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(kp_10_untagged_field_ok, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *m;
	struct mixed *x;
	u32 key = which;

	x = bpf_map_lookup_elem(&mixes, &key);
	if (!x)
		return 0;
	m = bpf_kptr_xchg(&x->owned, NULL);
	if (m)
		bpf_cpumask_release(m);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(kp_10_twelve_fields_bad, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *m;
	struct too_many *g;
	u32 key = 0;

	g = bpf_map_lookup_elem(&grids, &key);
	if (!g)
		return 0;
	m = bpf_kptr_xchg(&g->grid[1][2], NULL);
	if (m)
		bpf_cpumask_release(m);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(kp_10_twelve_fields_ok, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *m;
	struct too_many *g;
	u32 key = 0;

	g = bpf_map_lookup_elem(&grids, &key);
	if (!g)
		return 0;
	m = bpf_kptr_xchg(&row[1], NULL);
	if (m)
		bpf_cpumask_release(m);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(kp_11_other_type_bad, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *old;
	struct task_struct *t = bpf_task_acquire(task);

	if (!t)
		return 0;
	old = bpf_kptr_xchg(&one, (void *)t);
	if (old)
		bpf_cpumask_release(old);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(kp_11_other_type_ok, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *old;
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (!m)
		return 0;
	old = bpf_kptr_xchg(&one, (void *)m);
	if (old)
		bpf_cpumask_release(old);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(kp_12_not_owned_bad, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *m, *old;

	m = row[0];
	if (!m)
		return 0;
	old = bpf_kptr_xchg(&one, m);
	if (old)
		bpf_cpumask_release(old);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(kp_12_not_owned_ok, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *m, *old;

	m = bpf_kptr_xchg(&row[0], NULL);
	if (!m)
		return 0;
	old = bpf_kptr_xchg(&one, m);
	if (old)
		bpf_cpumask_release(old);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(kp_13_stack_slot_bad, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *m, *old;
	struct bpf_cpumask *local = NULL;

	m = bpf_cpumask_create();
	if (!m)
		return 0;
	old = bpf_kptr_xchg(&local, m);
	if (old)
		bpf_cpumask_release(old);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(kp_13_stack_slot_ok, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *m, *old;

	m = bpf_cpumask_create();
	if (!m)
		return 0;
	old = bpf_kptr_xchg(&one, m);
	if (old)
		bpf_cpumask_release(old);
	return 0;
}

SEC("syscall")
int kp_17_object_field_ok(void *ctx)
{
	struct bpf_cpumask *m, *old;
	struct cpu_node *n;

	n = bpf_obj_new(struct cpu_node);
	if (!n)
		return -ENOMEM;
	m = bpf_cpumask_create();
	if (!m) {
		bpf_obj_drop(n);
		return -ENOMEM;
	}
	old = bpf_kptr_xchg(&n->mask, m);
	if (old)
		bpf_cpumask_release(old);
	bpf_obj_drop(n);
	return 0;
}

SEC("syscall")
int kp_17_object_field_bad(void *ctx)
{
	struct bpf_cpumask *m, *old;
	struct cpu_node *n;

	n = bpf_obj_new(struct cpu_node);
	if (!n)
		return -ENOMEM;
	m = bpf_cpumask_create();
	if (!m) {
		return -ENOMEM;
	}
	old = bpf_kptr_xchg(&n->mask, m);
	if (old)
		bpf_cpumask_release(old);
	bpf_obj_drop(n);
	return 0;
}

SEC("syscall")
int rc_1_unlock_first_ok(void *ctx)
{
	bpf_rcu_read_lock();
	bpf_rcu_read_unlock();
	return 0;
}

SEC("syscall")
int rc_1_unlock_first_bad(void *ctx)
{
	bpf_rcu_read_unlock();
	return 0;
}

SEC("syscall")
int rc_2_early_return_ok(void *ctx)
{
	struct bpf_cpumask *m;
	u32 n;

	bpf_rcu_read_lock();
	m = one;
	if (!m) {
		bpf_rcu_read_unlock();
		return 0;
	}
	n = bpf_cpumask_weight(cast_mask(m));
	bpf_rcu_read_unlock();
	return n;
}

SEC("syscall")
int rc_2_early_return_bad(void *ctx)
{
	struct bpf_cpumask *m;
	u32 n;

	bpf_rcu_read_lock();
	m = one;
	if (!m) {
		return 0;
	}
	n = bpf_cpumask_weight(cast_mask(m));
	bpf_rcu_read_unlock();
	return n;
}

SEC("syscall")
int rc_3_nested_bad(void *ctx)
{
	bpf_rcu_read_lock();
	bpf_rcu_read_lock();
	sink++;
	bpf_rcu_read_unlock();
	bpf_rcu_read_unlock();
	return 0;
}

SEC("syscall")
int rc_3_nested_ok(void *ctx)
{
	bpf_rcu_read_lock();
	bpf_rcu_read_unlock();
	sink++;
	bpf_rcu_read_lock();
	bpf_rcu_read_unlock();
	return 0;
}

static __noinline int rc_4_unlock_in_callee_ok_done(u64 v)
{
	sink = v;
	bpf_rcu_read_unlock();
	return 0;
}

SEC("syscall")
int rc_4_unlock_in_callee_ok(void *ctx)
{
	bpf_rcu_read_lock();
	rc_4_unlock_in_callee_ok_done(sink + 1);
	return 0;
}

__weak int rc_4_unlock_in_callee_bad_done(u64 v)
{
	sink = v;
	bpf_rcu_read_unlock();
	return 0;
}

SEC("syscall")
int rc_4_unlock_in_callee_bad(void *ctx)
{
	bpf_rcu_read_lock();
	rc_4_unlock_in_callee_bad_done(sink + 1);
	return 0;
}

static int rc_4_unlock_in_callback_bad_step(u32 i, void *arg)
{
	bpf_rcu_read_unlock();
	sink += i;
	return 0;
}

SEC("syscall")
int rc_4_unlock_in_callback_bad(void *ctx)
{
	bpf_rcu_read_lock();
	bpf_loop(1, rc_4_unlock_in_callback_bad_step, NULL, 0);
	return 0;
}

static int rc_4_unlock_in_callback_ok_step(u32 i, void *arg)
{
	sink += i;
	return 0;
}

SEC("syscall")
int rc_4_unlock_in_callback_ok(void *ctx)
{
	bpf_rcu_read_lock();
	bpf_loop(1, rc_4_unlock_in_callback_ok_step, NULL, 0);
	bpf_rcu_read_unlock();
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(rc_5_tail_call_ok, struct task_struct *task, u64 clone_flags)
{
	bpf_rcu_read_lock();
	sink = one != NULL;
	bpf_rcu_read_unlock();
	bpf_tail_call(ctx, &jumps, 0);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(rc_5_tail_call_bad, struct task_struct *task, u64 clone_flags)
{
	bpf_rcu_read_lock();
	sink = one != NULL;
	bpf_tail_call(ctx, &jumps, 0);
	bpf_rcu_read_unlock();
	return 0;
}

SEC("syscall")
int sleepable_tail_call_bad(void *ctx)
{
	/* a program array is no map for sleepable programs */
	bpf_tail_call(ctx, &jumps, 0);
	return 0;
}

SEC("syscall")
int sleepable_tail_call_ok(void *ctx)
{
	sink++;
	return 0;
}

SEC("syscall")
int rc_5_throw_ok(void *ctx)
{
	bpf_rcu_read_lock();
	sink = one != NULL;
	bpf_rcu_read_unlock();
	if (sink)
		bpf_throw(1);
	return 0;
}

SEC("syscall")
int rc_5_throw_bad(void *ctx)
{
	bpf_rcu_read_lock();
	sink = one != NULL;
	if (sink)
		bpf_throw(1);
	bpf_rcu_read_unlock();
	return 0;
}

SEC("syscall")
int rc_6_sleepable_helper_bad(void *ctx)
{
	u32 v = 0;

	bpf_rcu_read_lock();
	bpf_copy_from_user(&v, sizeof(v), (void *)32);
	sink = one ? v : 0;
	bpf_rcu_read_unlock();
	return 0;
}

SEC("syscall")
int rc_6_sleepable_helper_ok(void *ctx)
{
	u32 v = 0;

	bpf_copy_from_user(&v, sizeof(v), (void *)32);
	bpf_rcu_read_lock();
	sink = one ? v : 0;
	bpf_rcu_read_unlock();
	return 0;
}

SEC("syscall")
int rc_7_sleepable_kfunc_bad(void *ctx)
{
	char name[16];

	bpf_rcu_read_lock();
	bpf_copy_from_user_str(name, sizeof(name), (void *)32, 0);
	sink = one ? name[0] : 0;
	bpf_rcu_read_unlock();
	return 0;
}

SEC("syscall")
int rc_7_sleepable_kfunc_ok(void *ctx)
{
	char name[16];

	bpf_copy_from_user_str(name, sizeof(name), (void *)32, 0);
	bpf_rcu_read_lock();
	sink = one ? name[0] : 0;
	bpf_rcu_read_unlock();
	return 0;
}

SEC("syscall")
int rc_8_preempt_off_ok(void *ctx)
{
	u32 v = 0;

	bpf_preempt_disable();
	bpf_preempt_enable();
	bpf_copy_from_user(&v, sizeof(v), (void *)32);
	return v;
}

SEC("syscall")
int rc_8_preempt_off_bad(void *ctx)
{
	u32 v = 0;

	bpf_preempt_disable();
	bpf_copy_from_user(&v, sizeof(v), (void *)32);
	bpf_preempt_enable();
	return v;
}

__noinline int rc_9_sleepy_global_bad_fetch(u64 at)
{
	u32 v = 0;

	bpf_copy_from_user(&v, sizeof(v), (void *)at);
	return v;
}

SEC("syscall")
int rc_9_sleepy_global_bad(void *ctx)
{
	int v;

	bpf_rcu_read_lock();
	v = rc_9_sleepy_global_bad_fetch(sink);
	if (one)
		v++;
	bpf_rcu_read_unlock();
	return v;
}

__noinline int rc_9_sleepy_global_ok_fetch(u64 at)
{
	u32 v = 0;

	bpf_copy_from_user(&v, sizeof(v), (void *)at);
	return v;
}

SEC("syscall")
int rc_9_sleepy_global_ok(void *ctx)
{
	int v;

	v = rc_9_sleepy_global_ok_fetch(sink);
	bpf_rcu_read_lock();
	if (one)
		v++;
	bpf_rcu_read_unlock();
	return v;
}

__noinline int rc_10_plain_global_ok_mix(u64 v)
{
	return (v * 7) & 0xff;
}

SEC("syscall")
int rc_10_plain_global_ok(void *ctx)
{
	struct bpf_cpumask *m;
	int v = 0;

	bpf_rcu_read_lock();
	m = one;
	if (m)
		v = rc_10_plain_global_ok_mix(bpf_cpumask_first(cast_mask(m)));
	bpf_rcu_read_unlock();
	return v;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(rc_11_kfunc_under_lock_ok, struct task_struct *task, u64 clone_flags)
{
	struct guarded *g;
	u32 zero = 0, n;

	g = bpf_map_lookup_elem(&guards, &zero);
	if (!g)
		return 0;
	n = bpf_cpumask_weight(task->cpus_ptr);
	bpf_spin_lock(&g->lock);
	g->count += n;
	bpf_spin_unlock(&g->lock);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(rc_11_kfunc_under_lock_bad, struct task_struct *task, u64 clone_flags)
{
	struct guarded *g;
	u32 zero = 0, n;

	g = bpf_map_lookup_elem(&guards, &zero);
	if (!g)
		return 0;
	bpf_spin_lock(&g->lock);
	n = bpf_cpumask_weight(task->cpus_ptr);
	g->count += n;
	bpf_spin_unlock(&g->lock);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(rc_11_xchg_under_lock_ok, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *old;
	struct guarded *g;
	u32 zero = 0;

	g = bpf_map_lookup_elem(&guards, &zero);
	if (!g)
		return 0;
	bpf_spin_lock(&g->lock);
	g->count++;
	bpf_spin_unlock(&g->lock);
	old = bpf_kptr_xchg(&g->mask, NULL);
	if (old)
		bpf_cpumask_release(old);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(rc_11_xchg_under_lock_bad, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *old;
	struct guarded *g;
	u32 zero = 0;

	g = bpf_map_lookup_elem(&guards, &zero);
	if (!g)
		return 0;
	bpf_spin_lock(&g->lock);
	g->count++;
	old = bpf_kptr_xchg(&g->mask, NULL);
	bpf_spin_unlock(&g->lock);
	if (old)
		bpf_cpumask_release(old);
	return 0;
}

__noinline int rc_11_global_under_lock_bad_next(u64 v)
{
	return v + 1;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(rc_11_global_under_lock_bad, struct task_struct *task, u64 clone_flags)
{
	struct guarded *g;
	u32 zero = 0;

	g = bpf_map_lookup_elem(&guards, &zero);
	if (!g)
		return 0;
	bpf_spin_lock(&g->lock);
	g->count = rc_11_global_under_lock_bad_next(g->count);
	bpf_spin_unlock(&g->lock);
	return 0;
}

static __noinline int rc_11_global_under_lock_ok_next(u64 v)
{
	return v + 1;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(rc_11_global_under_lock_ok, struct task_struct *task, u64 clone_flags)
{
	struct guarded *g;
	u32 zero = 0;

	g = bpf_map_lookup_elem(&guards, &zero);
	if (!g)
		return 0;
	bpf_spin_lock(&g->lock);
	g->count = rc_11_global_under_lock_ok_next(g->count);
	bpf_spin_unlock(&g->lock);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(rc_11_exit_with_lock_ok, struct task_struct *task, u64 clone_flags)
{
	struct guarded *g;
	u32 zero = 0;

	g = bpf_map_lookup_elem(&guards, &zero);
	if (!g)
		return 0;
	bpf_spin_lock(&g->lock);
	if (g->count > 1000) {
		bpf_spin_unlock(&g->lock);
		return 0;
	}
	g->count++;
	bpf_spin_unlock(&g->lock);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(rc_11_exit_with_lock_bad, struct task_struct *task, u64 clone_flags)
{
	struct guarded *g;
	u32 zero = 0;

	g = bpf_map_lookup_elem(&guards, &zero);
	if (!g)
		return 0;
	bpf_spin_lock(&g->lock);
	if (g->count > 1000) {
		return 0;
	}
	g->count++;
	bpf_spin_unlock(&g->lock);
	return 0;
}

SEC("syscall")
int rc_12_owned_across_everything_ok(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	u32 v = 0;

	if (!m)
		return -ENOMEM;
	bpf_rcu_read_lock();
	bpf_cpumask_set_cpu(1, m);
	bpf_rcu_read_unlock();
	bpf_copy_from_user(&v, sizeof(v), (void *)8);
	bpf_rcu_read_lock();
	bpf_cpumask_set_cpu(2, m);
	bpf_rcu_read_unlock();
	bpf_preempt_disable();
	bpf_cpumask_clear_cpu(1, m);
	bpf_preempt_enable();
	bpf_cpumask_release(m);
	return v;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(preempt_exit_ok, struct task_struct *task, u64 clone_flags)
{
	bpf_preempt_disable();
	if (task->pid == 2) {
		bpf_preempt_enable();
		return 0;
	}
	sink++;
	bpf_preempt_enable();
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(preempt_exit_bad, struct task_struct *task, u64 clone_flags)
{
	bpf_preempt_disable();
	if (task->pid == 2) {
		return 0;
	}
	sink++;
	bpf_preempt_enable();
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(preempt_extra_enable_ok, struct task_struct *task, u64 clone_flags)
{
	bpf_preempt_disable();
	sink++;
	bpf_preempt_enable();
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(preempt_extra_enable_bad, struct task_struct *task, u64 clone_flags)
{
	bpf_preempt_disable();
	sink++;
	bpf_preempt_enable();
	bpf_preempt_enable();
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(preempt_nested_ok, struct task_struct *task, u64 clone_flags)
{
	bpf_preempt_disable();
	bpf_preempt_disable();
	sink++;
	bpf_preempt_enable();
	bpf_preempt_enable();
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(irq_exit_ok, struct task_struct *task, u64 clone_flags)
{
	unsigned long flags;

	bpf_local_irq_save(&flags);
	sink += bpf_cpumask_weight(task->cpus_ptr);
	bpf_local_irq_restore(&flags);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(irq_exit_bad, struct task_struct *task, u64 clone_flags)
{
	unsigned long flags;

	bpf_local_irq_save(&flags);
	sink += bpf_cpumask_weight(task->cpus_ptr);
	return 0;
}
