// fix: Pass bpf_kptr_xchg() a second reference to 'mask'
/* Each round moves the same mask. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
struct bpf_cpumask *bpf_cpumask_acquire(struct bpf_cpumask *cpumask) __ksym;
void bpf_cpumask_setall(struct bpf_cpumask *cpumask) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;

struct saved_mask {
	struct bpf_cpumask __kptr *mask;
	u64 uses;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 64);
	__type(key, u32);
	__type(value, struct saved_mask);
} masks SEC(".maps");

SEC("syscall")
int run(void *ctx)
{
	struct bpf_cpumask *mask, *old;
	struct saved_mask *v;
	u32 key;
	int i;

	mask = bpf_cpumask_create();
	if (!mask)
		return 0;
	bpf_cpumask_setall(mask);
	for (i = 0; i < 4; i++) {
		key = i;
		v = bpf_map_lookup_elem(&masks, &key);
		if (!v)
			continue;
		old = bpf_kptr_xchg(&v->mask, bpf_cpumask_acquire(mask));
		if (old)
			bpf_cpumask_release(old);
	}
	bpf_cpumask_release(mask);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
