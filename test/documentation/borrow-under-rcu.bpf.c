// kernel 6.4
// The mask in a map is read and changed in place, protected by RCU instead of a reference.
#include <vmlinux.h>
#include <asm-generic/errno.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

char _license[] SEC("license") = "GPL";

void bpf_cpumask_setall(struct bpf_cpumask *cpumask) __ksym;
void bpf_rcu_read_lock(void) __ksym;
void bpf_rcu_read_unlock(void) __ksym;

struct shared {
	struct bpf_cpumask __kptr * bpf_cpumask;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__type(key, int);
	__type(value, struct shared);
	__uint(max_entries, 1);
} shared_mask SEC(".maps");

SEC("tp_btf/cgroup_mkdir")
int BPF_PROG(fill_mask, struct cgroup *cgrp, const char *path)
{
	struct bpf_cpumask *mask;
	struct shared *slot;
	u32 key = 0;

	slot = bpf_map_lookup_elem(&shared_mask, &key);
	if (!slot)
		return -ENOENT;

	bpf_rcu_read_lock();
	mask = slot->bpf_cpumask;
	if (!mask) {
		/* Another CPU has just exchanged it out. */
		bpf_rcu_read_unlock();
		return -EBUSY;
	}
	bpf_cpumask_setall(mask);
	bpf_rcu_read_unlock();
	return 0;
}
