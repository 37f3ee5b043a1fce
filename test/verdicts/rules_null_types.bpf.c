/* NULL tests, types and trust: one refused program a rule and its accepted sibling. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <bpf/bpf_core_read.h>

char _license[] SEC("license") = "GPL";

#define private(name) SEC(".data." #name) __hidden __attribute__((aligned(8)))
#define ENOMEM 12
#ifndef __kptr
#define __kptr __attribute__((btf_type_tag("kptr")))
#endif
#ifndef __kptr_untrusted
#define __kptr_untrusted __attribute__((btf_type_tag("kptr_untrusted")))
#endif
#ifndef __arg_trusted
#define __arg_trusted __attribute__((btf_decl_tag("arg:trusted")))
#endif
#ifndef __arg_nullable
#define __arg_nullable __attribute__((btf_decl_tag("arg:nullable")))
#endif
#ifndef __arg_nonnull
#define __arg_nonnull __attribute__((btf_decl_tag("arg:nonnull")))
#endif

struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
struct bpf_cpumask *bpf_cpumask_acquire(struct bpf_cpumask *cpumask) __ksym;
u32 bpf_cpumask_first(const struct cpumask *cpumask) __ksym;
u32 bpf_cpumask_weight(const struct cpumask *cpumask) __ksym;
void bpf_cpumask_set_cpu(u32 cpu, struct bpf_cpumask *cpumask) __ksym;
void bpf_cpumask_clear_cpu(u32 cpu, struct bpf_cpumask *cpumask) __ksym;
bool bpf_cpumask_test_cpu(u32 cpu, const struct cpumask *cpumask) __ksym;
void bpf_cpumask_setall(struct bpf_cpumask *cpumask) __ksym;
bool bpf_cpumask_and(struct bpf_cpumask *dst, const struct cpumask *src1, const struct cpumask *src2) __ksym;
bool bpf_cpumask_empty(const struct cpumask *cpumask) __ksym;
bool bpf_cpumask_full(const struct cpumask *cpumask) __ksym;
void bpf_cpumask_copy(struct bpf_cpumask *dst, const struct cpumask *src) __ksym;
void bpf_rcu_read_lock(void) __ksym;
void bpf_rcu_read_unlock(void) __ksym;
void bpf_preempt_disable(void) __ksym;
void bpf_preempt_enable(void) __ksym;
void bpf_task_release(struct task_struct *p) __ksym;
void *bpf_rdonly_cast(const void *obj, u32 btf_id) __ksym;

static inline const struct cpumask *cast_mask(struct bpf_cpumask *mask)
{
	return (const struct cpumask *)mask;
}

struct slot {
	struct bpf_cpumask __kptr *mask;
	u64 stamp;
};

struct weak_slot {
	u64 stamp;
	struct bpf_cpumask __kptr_untrusted *mask;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 4);
	__type(key, u32);
	__type(value, struct slot);
} arr SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 4);
	__type(key, u32);
	__type(value, struct slot);
} hash SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, struct slot);
} percpu SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_TASK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, struct slot);
} per_task SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, struct weak_slot);
} weak_arr SEC(".maps");

private(A) static struct bpf_cpumask __kptr *wanted;
private(B) static struct bpf_cpumask __kptr *other;

u64 hits;
u32 pick;

SEC("tp_btf/task_newtask")
int BPF_PROG(nu_1_set_ok, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (!m)
		return 0;
	bpf_cpumask_set_cpu(1, m);
	bpf_cpumask_release(m);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(nu_1_set_bad, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *m = bpf_cpumask_create();

	bpf_cpumask_set_cpu(1, m);
	bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int nu_2_release_ok(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (m)
		bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int nu_2_release_bad(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();

		bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int nu_2_acquire_ok(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create(), *n;

	if (!m)
		return -ENOMEM;
	n = bpf_cpumask_acquire(m);
	bpf_cpumask_release(n);
		bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int nu_2_acquire_bad(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create(), *n;

	n = bpf_cpumask_acquire(m);
	bpf_cpumask_release(n);
	if (m)
		bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int nu_3_xchg_result_bad(void *ctx)
{
	bpf_cpumask_release(bpf_kptr_xchg(&wanted, NULL));
	return 0;
}

SEC("syscall")
int nu_3_xchg_result_ok(void *ctx)
{
	struct bpf_cpumask *m;

	if ((m = bpf_kptr_xchg(&wanted, NULL)))
		bpf_cpumask_release(m);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(nu_4_literal_bad, struct task_struct *task, u64 clone_flags)
{
	return bpf_cpumask_empty(NULL);
}

SEC("tp_btf/task_newtask")
int BPF_PROG(nu_4_literal_ok, struct task_struct *task, u64 clone_flags)
{
	return bpf_cpumask_empty(task->cpus_ptr);
}

SEC("tp_btf/task_newtask")
int BPF_PROG(nu_4_literal_setall_ok, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *m = NULL;

	m = bpf_cpumask_create();
	if (!m)
		return 1;
	bpf_cpumask_setall(m);
	bpf_cpumask_release(m);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(nu_4_literal_setall_bad, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *m = NULL;

	bpf_cpumask_setall(m);
	return 0;
}

SEC("syscall")
int nu_5_rcu_kptr_ok(void *ctx)
{
	struct bpf_cpumask *m;
	bool here = false;

	bpf_rcu_read_lock();
	m = wanted;
	if (m)
		here = bpf_cpumask_test_cpu(2, cast_mask(m));
	bpf_rcu_read_unlock();
	return here;
}

SEC("syscall")
int nu_5_rcu_kptr_bad(void *ctx)
{
	struct bpf_cpumask *m;
	bool here = false;

	bpf_rcu_read_lock();
	m = wanted;
		here = bpf_cpumask_test_cpu(2, cast_mask(m));
	bpf_rcu_read_unlock();
	return here;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(nu_6_reload_bad, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *m = wanted;

	if (!m)
		return 0;
	hits += bpf_cpumask_weight(cast_mask(m));
	hits += bpf_cpumask_first(cast_mask(wanted));
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(nu_6_reload_ok, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *m = wanted;

	if (!m)
		return 0;
	hits += bpf_cpumask_weight(cast_mask(m));
	hits += bpf_cpumask_first(cast_mask(m));
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(nu_7_xchg_maybe_null_ok, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *m, *old;

	m = bpf_cpumask_create();
	if (!m)
		return 0;
	old = bpf_kptr_xchg(&wanted, m);
	if (old)
		bpf_cpumask_release(old);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(nu_7_xchg_maybe_null_bad, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *m, *old;

	m = bpf_cpumask_create();
	old = bpf_kptr_xchg(&wanted, m);
	if (old)
		bpf_cpumask_release(old);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(nu_8_hash_value_ok, struct task_struct *task, u64 clone_flags)
{
	u32 key = task->pid;
	struct slot *s = bpf_map_lookup_elem(&hash, &key);

	if (!s)
		return 0;
	s->stamp++;
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(nu_8_hash_value_bad, struct task_struct *task, u64 clone_flags)
{
	u32 key = task->pid;
	struct slot *s = bpf_map_lookup_elem(&hash, &key);

	s->stamp++;
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(nu_8_variable_index_ok, struct task_struct *task, u64 clone_flags)
{
	u32 key = pick;
	struct slot *s = bpf_map_lookup_elem(&arr, &key);

	if (s)
		s->stamp = bpf_ktime_get_ns();
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(nu_8_variable_index_bad, struct task_struct *task, u64 clone_flags)
{
	u32 key = pick;
	struct slot *s = bpf_map_lookup_elem(&arr, &key);

		s->stamp = bpf_ktime_get_ns();
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(nu_8_index_out_of_range_ok, struct task_struct *task, u64 clone_flags)
{
	u32 key = 4;
	struct slot *s = bpf_map_lookup_elem(&arr, &key);

	if (s)
		s->stamp = bpf_ktime_get_ns();
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(nu_8_index_out_of_range_bad, struct task_struct *task, u64 clone_flags)
{
	u32 key = 4;
	struct slot *s = bpf_map_lookup_elem(&arr, &key);

		s->stamp = bpf_ktime_get_ns();
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(nu_8_task_storage_ok, struct task_struct *task, u64 clone_flags)
{
	struct slot *s = bpf_task_storage_get(&per_task, task, 0, BPF_LOCAL_STORAGE_GET_F_CREATE);

	if (!s)
		return 0;
	s->stamp = task->pid;
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(nu_8_task_storage_bad, struct task_struct *task, u64 clone_flags)
{
	struct slot *s = bpf_task_storage_get(&per_task, task, 0, BPF_LOCAL_STORAGE_GET_F_CREATE);

	s->stamp = task->pid;
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(nu_9_slot_of_null_value_ok, struct task_struct *task, u64 clone_flags)
{
	u32 key = task->pid;
	struct bpf_cpumask *old;
	struct slot *s = bpf_map_lookup_elem(&hash, &key);

	if (!s)
		return 0;
	old = bpf_kptr_xchg(&s->mask, NULL);
	if (old)
		bpf_cpumask_release(old);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(nu_9_slot_of_null_value_bad, struct task_struct *task, u64 clone_flags)
{
	u32 key = task->pid;
	struct bpf_cpumask *old;
	struct slot *s = bpf_map_lookup_elem(&hash, &key);

	old = bpf_kptr_xchg(&s->mask, NULL);
	if (old)
		bpf_cpumask_release(old);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(nu_10_constant_index_ok, struct task_struct *task, u64 clone_flags)
{
	u32 key = 0;
	struct slot *s = bpf_map_lookup_elem(&arr, &key);

	s->stamp++;
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(nu_10_constant_index_bad, struct task_struct *task, u64 clone_flags)
{
	u32 key = 3;
	struct slot *s = bpf_map_lookup_elem(&arr, &key);

	s->stamp++;
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(nu_10_percpu_constant_index_ok, struct task_struct *task, u64 clone_flags)
{
	u32 zero = 0;
	struct slot *s = bpf_map_lookup_elem(&percpu, &zero);

	s->stamp++;
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(nu_10_percpu_elem_ok, struct task_struct *task, u64 clone_flags)
{
	u32 zero = 0;
	struct slot *s = bpf_map_lookup_percpu_elem(&percpu, &zero, 1);

	if (!s)
		return 0;
	s->stamp++;
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(nu_10_percpu_elem_bad, struct task_struct *task, u64 clone_flags)
{
	u32 zero = 0;
	struct slot *s = bpf_map_lookup_percpu_elem(&percpu, &zero, 1);

	s->stamp++;
	return 0;
}

__noinline int nu_11_trusted_argument_ok_weigh(struct bpf_cpumask *mask __arg_trusted)
{
	return bpf_cpumask_weight(cast_mask(mask));
}

SEC("tp_btf/task_newtask")
int BPF_PROG(nu_11_trusted_argument_ok, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	int ret;

	if (!m)
		return 0;
	ret = nu_11_trusted_argument_ok_weigh(m);
		bpf_cpumask_release(m);
	return ret;
}

__noinline int nu_11_trusted_argument_bad_weigh(struct bpf_cpumask *mask __arg_trusted)
{
	return bpf_cpumask_weight(cast_mask(mask));
}

SEC("tp_btf/task_newtask")
int BPF_PROG(nu_11_trusted_argument_bad, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	int ret;

	ret = nu_11_trusted_argument_bad_weigh(m);
	if (m)
		bpf_cpumask_release(m);
	return ret;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(ty_1_kernel_mask_written_bad, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *copy = bpf_cpumask_create();

	if (!copy)
		return 0;
	bpf_cpumask_copy(copy, task->cpus_ptr);
	bpf_cpumask_set_cpu(0, (struct bpf_cpumask *)task->cpus_ptr);
	bpf_cpumask_release(copy);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(ty_1_kernel_mask_written_ok, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *copy = bpf_cpumask_create();

	if (!copy)
		return 0;
	bpf_cpumask_copy(copy, task->cpus_ptr);
	bpf_cpumask_set_cpu(0, copy);
	bpf_cpumask_release(copy);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(ty_1_kernel_mask_as_destination_bad, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *copy = bpf_cpumask_create();
	bool any;

	if (!copy)
		return 0;
	any = bpf_cpumask_and((struct bpf_cpumask *)task->cpus_ptr, cast_mask(copy), task->cpus_ptr);
	bpf_cpumask_release(copy);
	return any;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(ty_1_kernel_mask_as_destination_ok, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *copy = bpf_cpumask_create();
	bool any;

	if (!copy)
		return 0;
	any = bpf_cpumask_and(copy, cast_mask(copy), task->cpus_ptr);
	bpf_cpumask_release(copy);
	return any;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(ty_2_embedded_mask_written_bad, struct task_struct *task, u64 clone_flags)
{
	bpf_cpumask_clear_cpu(0, (void *)&task->cpus_mask);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(ty_2_embedded_mask_written_ok, struct task_struct *task, u64 clone_flags)
{
	hits += bpf_cpumask_test_cpu(0, &task->cpus_mask);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(ty_3_acquire_kernel_mask_bad, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *m;

	m = bpf_cpumask_acquire((struct bpf_cpumask *)task->cpus_ptr);
	if (!m)
		return 0;
	bpf_cpumask_release(m);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(ty_3_acquire_kernel_mask_ok, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *m;

	m = bpf_cpumask_create();
	if (!m)
		return 0;
	bpf_cpumask_copy(m, task->cpus_ptr);
	bpf_cpumask_release(m);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(ty_3_release_kernel_mask_ok, struct task_struct *task, u64 clone_flags)
{
	const struct cpumask *allowed = task->cpus_ptr;

	hits += bpf_cpumask_first(allowed);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(ty_3_release_kernel_mask_bad, struct task_struct *task, u64 clone_flags)
{
	const struct cpumask *allowed = task->cpus_ptr;

	hits += bpf_cpumask_first(allowed);
	bpf_cpumask_release((struct bpf_cpumask *)allowed);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(ty_4_release_of_loaded_kptr_ok, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *m = wanted;

	if (!m)
		return 0;
	hits += bpf_cpumask_weight(cast_mask(m));
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(ty_4_release_of_loaded_kptr_bad, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *m = wanted;

	if (!m)
		return 0;
	hits += bpf_cpumask_weight(cast_mask(m));
	bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int ty_4_acquire_of_loaded_kptr_bad(void *ctx)
{
	struct bpf_cpumask *m, *kept = NULL;

	bpf_rcu_read_lock();
	m = wanted;
	if (m) {
		kept = bpf_cpumask_acquire(m);
	}
	bpf_rcu_read_unlock();
	if (kept)
		bpf_cpumask_release(kept);
	return 0;
}

SEC("syscall")
int ty_4_acquire_of_loaded_kptr_ok(void *ctx)
{
	struct bpf_cpumask *m, *kept = NULL;

	bpf_rcu_read_lock();
	m = wanted;
	if (m) {
		kept = bpf_cpumask_create();
		if (kept)
			bpf_cpumask_copy(kept, cast_mask(m));
	}
	bpf_rcu_read_unlock();
	if (kept)
		bpf_cpumask_release(kept);
	return 0;
}

__noinline int ty_5_release_trusted_argument_ok_use(struct bpf_cpumask *mask __arg_trusted)
{
	bpf_cpumask_set_cpu(3, mask);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(ty_5_release_trusted_argument_ok, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (!m)
		return 0;
	ty_5_release_trusted_argument_ok_use(m);
	bpf_cpumask_release(m);
	return 0;
}

__noinline int ty_5_release_trusted_argument_bad_use(struct bpf_cpumask *mask __arg_trusted)
{
	bpf_cpumask_set_cpu(3, mask);
	bpf_cpumask_release(mask);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(ty_5_release_trusted_argument_bad, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (!m)
		return 0;
	ty_5_release_trusted_argument_bad_use(m);
	bpf_cpumask_release(m);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(ty_6_wrong_release_bad, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (!m)
		return 0;
	bpf_task_release((void *)m);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(ty_6_wrong_release_ok, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (!m)
		return 0;
	bpf_cpumask_release(m);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(ty_7_task_as_mask_bad, struct task_struct *task, u64 clone_flags)
{
	return bpf_cpumask_test_cpu(1, (const struct cpumask *)task);
}

SEC("tp_btf/task_newtask")
int BPF_PROG(ty_7_task_as_mask_ok, struct task_struct *task, u64 clone_flags)
{
	return bpf_cpumask_test_cpu(1, task->cpus_ptr);
}

SEC("tp_btf/task_newtask")
int BPF_PROG(ty_8_user_cpus_ptr_bad, struct task_struct *task, u64 clone_flags)
{
	return bpf_cpumask_test_cpu(1, task->user_cpus_ptr);
}

SEC("tp_btf/task_newtask")
int BPF_PROG(ty_8_user_cpus_ptr_ok, struct task_struct *task, u64 clone_flags)
{
	return bpf_cpumask_test_cpu(1, &task->cpus_mask);
}

SEC("tp_btf/task_newtask")
int BPF_PROG(ty_8_untrusted_walk_bad, struct task_struct *task, u64 clone_flags)
{
	struct task_struct *peer = task->last_wakee;

	return bpf_cpumask_weight(peer->cpus_ptr);
}

SEC("tp_btf/task_newtask")
int BPF_PROG(ty_8_untrusted_walk_ok, struct task_struct *task, u64 clone_flags)
{
	struct task_struct *peer = task->group_leader;

	return bpf_cpumask_weight(peer->cpus_ptr);
}

SEC("tp_btf/task_newtask")
int BPF_PROG(ty_9_untrusted_slot_bad, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *m;
	struct weak_slot *w;
	u32 zero = 0;

	w = bpf_map_lookup_elem(&weak_arr, &zero);
	if (!w)
		return 0;
	m = w->mask;
	if (!m)
		return 0;
	return bpf_cpumask_empty(cast_mask(m));
}

SEC("tp_btf/task_newtask")
int BPF_PROG(ty_9_untrusted_slot_ok, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *m;
	struct weak_slot *w;
	u32 zero = 0;

	w = bpf_map_lookup_elem(&weak_arr, &zero);
	if (!w)
		return 0;
	m = w->mask;
	if (!m)
		return 0;
	return m->cpumask.bits[0] == 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(ty_9_rdonly_cast_bad, struct task_struct *task, u64 clone_flags)
{
	struct task_struct *t;

	t = bpf_rdonly_cast(task, bpf_core_type_id_kernel(struct task_struct));
	return bpf_cpumask_empty(t->cpus_ptr);
}

SEC("tp_btf/task_newtask")
int BPF_PROG(ty_9_rdonly_cast_ok, struct task_struct *task, u64 clone_flags)
{
	struct task_struct *t;

	t = bpf_rdonly_cast(task, bpf_core_type_id_kernel(struct task_struct));
	return t->pid + bpf_cpumask_empty(task->cpus_ptr);
}

SEC("syscall")
int ty_10_sleepable_kptr_ok(void *ctx)
{
	struct bpf_cpumask *m;
	int ret = 0;

	bpf_rcu_read_lock();
	m = wanted;
	if (m)
		ret = bpf_cpumask_empty(cast_mask(m));
	bpf_rcu_read_unlock();
	return ret;
}

SEC("syscall")
int ty_10_sleepable_kptr_bad(void *ctx)
{
	struct bpf_cpumask *m;
	int ret = 0;

	m = wanted;
	if (m)
		ret = bpf_cpumask_empty(cast_mask(m));
	return ret;
}

SEC("syscall")
int ty_10_sleepable_cpus_ptr_bad(void *ctx)
{
	struct task_struct *cur = bpf_get_current_task_btf();

	return bpf_cpumask_weight(cur->cpus_ptr);
}

SEC("syscall")
int ty_10_sleepable_cpus_ptr_ok(void *ctx)
{
	struct task_struct *cur = bpf_get_current_task_btf();

	return bpf_cpumask_weight(&cur->cpus_mask);
}

SEC("tp_btf/task_newtask")
int BPF_PROG(ty_11_after_unlock_ok, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *m;

	bpf_rcu_read_lock();
	m = wanted;
	if (!m) {
		bpf_rcu_read_unlock();
		return 0;
	}
	hits += bpf_cpumask_first(cast_mask(m));
	bpf_rcu_read_unlock();
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(ty_11_after_unlock_bad, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *m;

	bpf_rcu_read_lock();
	m = wanted;
	if (!m) {
		bpf_rcu_read_unlock();
		return 0;
	}
	bpf_rcu_read_unlock();
	hits += bpf_cpumask_first(cast_mask(m));
	return 0;
}

SEC("syscall")
int ty_12_across_sleep_ok(void *ctx)
{
	struct bpf_cpumask *m;
	u32 user = 0;

	bpf_rcu_read_lock();
	m = wanted;
	if (!m) {
		bpf_rcu_read_unlock();
		return 0;
	}
	bpf_rcu_read_unlock();
	bpf_copy_from_user(&user, sizeof(user), (void *)16);
	bpf_rcu_read_lock();
	m = wanted;
	if (m)
		user += bpf_cpumask_first(cast_mask(m));
	bpf_rcu_read_unlock();
	return user;
}

SEC("syscall")
int ty_12_across_sleep_bad(void *ctx)
{
	struct bpf_cpumask *m;
	u32 user = 0;

	bpf_rcu_read_lock();
	m = wanted;
	if (!m) {
		bpf_rcu_read_unlock();
		return 0;
	}
	bpf_rcu_read_unlock();
	bpf_copy_from_user(&user, sizeof(user), (void *)16);
	bpf_rcu_read_lock();
		user += bpf_cpumask_first(cast_mask(m));
	bpf_rcu_read_unlock();
	return user;
}

SEC("syscall")
int ty_13_preempt_is_no_rcu_bad(void *ctx)
{
	struct bpf_cpumask *m;
	int ret = 0;

	bpf_preempt_disable();
	m = wanted;
	if (m)
		ret = bpf_cpumask_full(cast_mask(m));
	bpf_preempt_enable();
	return ret;
}

SEC("syscall")
int ty_13_preempt_is_no_rcu_ok(void *ctx)
{
	struct bpf_cpumask *m;
	int ret = 0;

	bpf_rcu_read_lock();
	m = wanted;
	if (m)
		ret = bpf_cpumask_full(cast_mask(m));
	bpf_rcu_read_unlock();
	return ret;
}

SEC("syscall")
int ty_14_shifted_release_bad(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (!m)
		return 0;
	bpf_cpumask_release((void *)m + 8);
	return 0;
}

SEC("syscall")
int ty_14_shifted_release_ok(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (!m)
		return 0;
	bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int ty_15_shifted_use_bad(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (!m)
		return 0;
	bpf_cpumask_set_cpu(0, (void *)m + 8);
	bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int ty_15_shifted_use_ok(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (!m)
		return 0;
	bpf_cpumask_set_cpu(0, m);
	bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int ty_16_variable_shift_ok(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	void *at = m;

	if (!m)
		return 0;
	bpf_cpumask_set_cpu(0, at);
	bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int ty_16_variable_shift_bad(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	void *at = m;

	if (!m)
		return 0;
	at += pick & 8;
	bpf_cpumask_set_cpu(0, at);
	bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int ty_17_bit_tricks_bad(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (!m)
		return 0;
	bpf_cpumask_set_cpu(0, (struct bpf_cpumask *)((u64)m | 1));
	bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int ty_17_bit_tricks_ok(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (!m)
		return 0;
	bpf_cpumask_set_cpu(0, (struct bpf_cpumask *)(u64)m);
	bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int ty_18_direct_write_bad(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (!m)
		return 0;
	m->cpumask.bits[0] = 3;
	bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int ty_18_direct_write_ok(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (!m)
		return 0;
	hits = m->cpumask.bits[0];
	bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int ty_19_read_past_end_bad(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (!m)
		return 0;
	hits = ((u64 *)m)[512];
	bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int ty_19_read_past_end_ok(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (!m)
		return 0;
	hits = ((u64 *)m)[3];
	bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int ty_20_number_as_mask_bad(void *ctx)
{
	return bpf_cpumask_empty((const struct cpumask *)hits);
}

SEC("syscall")
int ty_20_number_as_mask_ok(void *ctx)
{
	struct cpumask here = {};

	return bpf_cpumask_empty(&here);
}

SEC("syscall")
int ty_21_stack_array_bad(void *ctx)
{
	struct bpf_cpumask *pair[2];
	u32 idx = pick & 1;

	pair[0] = bpf_cpumask_create();
	if (!pair[0])
		return 0;
	pair[1] = bpf_cpumask_create();
	if (!pair[1]) {
		bpf_cpumask_release(pair[0]);
		return 0;
	}
	bpf_cpumask_set_cpu(idx, pair[idx]);
	bpf_cpumask_release(pair[1]);
	bpf_cpumask_release(pair[0]);
	return 0;
}

SEC("syscall")
int ty_21_stack_array_ok(void *ctx)
{
	struct bpf_cpumask *pair[2];
	u32 idx = pick & 1;

	pair[0] = bpf_cpumask_create();
	if (!pair[0])
		return 0;
	pair[1] = bpf_cpumask_create();
	if (!pair[1]) {
		bpf_cpumask_release(pair[0]);
		return 0;
	}
	if (idx)
		bpf_cpumask_set_cpu(idx, pair[1]);
	else
		bpf_cpumask_set_cpu(idx, pair[0]);
	bpf_cpumask_release(pair[1]);
	bpf_cpumask_release(pair[0]);
	return 0;
}

SEC("tp_btf/task_newtask")
int ty_22_context_as_mask_bad(u64 *ctx)
{
	return bpf_cpumask_empty((const struct cpumask *)ctx);
}

SEC("tp_btf/task_newtask")
int ty_22_context_as_mask_ok(u64 *ctx)
{
	return bpf_cpumask_empty(((struct task_struct *)ctx[0])->cpus_ptr);
}
