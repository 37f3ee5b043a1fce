/* Sections that are open at the exit end there. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

u32 bpf_cpumask_weight(const struct cpumask *cpumask) __ksym;
void bpf_rcu_read_lock(void) __ksym;
void bpf_rcu_read_unlock(void) __ksym;

struct saved_mask {
	struct bpf_cpumask __kptr *mask;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 64);
	__type(key, u32);
	__type(value, struct saved_mask);
} masks SEC(".maps");

SEC("syscall")
int look(void *ctx)
{
	struct bpf_cpumask *mask;
	struct saved_mask *v;
	u32 key = 3, weight;

	v = bpf_map_lookup_elem(&masks, &key);
	bpf_rcu_read_lock();
	mask = v->mask;
	if (!mask) {
		bpf_rcu_read_unlock();
		return 0;
	}
	weight = bpf_cpumask_weight(&mask->cpumask);
	bpf_rcu_read_unlock();
	return weight;
}

char LICENSE[] SEC("license") = "GPL";
