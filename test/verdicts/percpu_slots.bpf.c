/* A per-CPU object that moves into its slot in an RCU section may still be used there. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
void bpf_rcu_read_lock(void) __ksym;
void bpf_rcu_read_unlock(void) __ksym;
void *bpf_percpu_obj_new_impl(__u64 local_type_id, void *meta) __ksym;
void bpf_percpu_obj_drop_impl(void *kptr, void *meta) __ksym;
#define __percpu_kptr __attribute__((btf_type_tag("percpu_kptr")))
#define bpf_percpu_obj_new(type) ((type __percpu_kptr *)bpf_percpu_obj_new_impl(__builtin_btf_type_id(*(type *)0, 0), NULL))
#define bpf_percpu_obj_drop(kptr) bpf_percpu_obj_drop_impl(kptr, NULL)

struct numbers {
	u64 count;
};

struct slot {
	struct numbers __percpu_kptr *all;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, struct slot);
} slots SEC(".maps");

u64 seen;

SEC("syscall")
int mask_of_its_own_ok(void *ctx)
{
	struct bpf_cpumask *mask = bpf_cpumask_create();

	if (mask)
		bpf_cpumask_release(mask);
	return 0;
}

SEC("syscall")
int moved_in_a_section_ok(void *ctx)
{
	struct numbers __percpu_kptr *all, *old;
	struct numbers *one;
	struct slot *slot;
	u32 key = 0;

	slot = bpf_map_lookup_elem(&slots, &key);
	if (!slot)
		return 0;
	all = bpf_percpu_obj_new(struct numbers);
	if (!all)
		return 0;
	bpf_rcu_read_lock();
	old = bpf_kptr_xchg(&slot->all, all);
	if (old)
		bpf_percpu_obj_drop(old);
	one = bpf_this_cpu_ptr(all);
	seen = one->count;
	bpf_rcu_read_unlock();
	return 0;
}

SEC("syscall")
int moved_without_section_bad(void *ctx)
{
	struct numbers __percpu_kptr *all, *old;
	struct numbers *one;
	struct slot *slot;
	u32 key = 0;

	slot = bpf_map_lookup_elem(&slots, &key);
	if (!slot)
		return 0;
	all = bpf_percpu_obj_new(struct numbers);
	if (!all)
		return 0;
	old = bpf_kptr_xchg(&slot->all, all);
	if (old)
		bpf_percpu_obj_drop(old);
	one = bpf_this_cpu_ptr(all);
	seen = one->count;
	return 0;
}

SEC("syscall")
int read_from_slot_ok(void *ctx)
{
	struct numbers __percpu_kptr *all;
	struct numbers *one;
	struct slot *slot;
	u32 key = 0;

	slot = bpf_map_lookup_elem(&slots, &key);
	if (!slot)
		return 0;
	bpf_rcu_read_lock();
	all = slot->all;
	if (all) {
		one = bpf_this_cpu_ptr(all);
		seen = one->count;
	}
	bpf_rcu_read_unlock();
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
