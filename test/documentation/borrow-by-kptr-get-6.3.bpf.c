// kernel 6.3
// A reference to the mask in a map is taken without taking the mask out: only 6.3 has the kfunc for it.
#include <vmlinux.h>
#include <asm-generic/errno.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

char _license[] SEC("license") = "GPL";

void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
struct bpf_cpumask *bpf_cpumask_kptr_get(struct bpf_cpumask **cpumask) __ksym;

struct shared {
	struct bpf_cpumask __kptr_ref * bpf_cpumask;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__type(key, int);
	__type(value, struct shared);
	__uint(max_entries, 1);
} shared_mask SEC(".maps");

SEC("tp_btf/cgroup_mkdir")
int BPF_PROG(borrow_mask, struct cgroup *cgrp, const char *path)
{
	struct bpf_cpumask *mask;
	struct shared *slot;
	u32 key = 0;

	slot = bpf_map_lookup_elem(&shared_mask, &key);
	if (!slot)
		return -ENOENT;

	mask = bpf_cpumask_kptr_get(&slot->bpf_cpumask);
	if (!mask)
		/* Another CPU has just exchanged it out. */
		return -EBUSY;

	/* Ends our reference only; the map keeps its own. */
	bpf_cpumask_release(mask);
	return 0;
}
