// fix: Test 'kept' before it is used, and return -12 if it is NULL (safe)
// fix: Call bpf_cpumask_copy() only if 'kept' is not NULL
/* The section is left before the function, and the mask that it has is given back. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
void bpf_cpumask_copy(struct bpf_cpumask *dst, const struct cpumask *src) __ksym;
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

#define private(name) SEC(".data." #name) __hidden __attribute__((aligned(8)))
private(MASKS) static struct bpf_cpumask __kptr *allowed;

SEC("syscall")
int compare(void *ctx)
{
	struct bpf_cpumask *own, *kept;

	own = bpf_cpumask_create();
	if (!own)
		return -12;
	bpf_rcu_read_lock();
	kept = allowed;
	if (!kept) {
		bpf_rcu_read_unlock();
		bpf_cpumask_release(own);
		return -12;
	}
	bpf_cpumask_copy(own, (const struct cpumask *)kept);
	bpf_rcu_read_unlock();
	bpf_cpumask_release(own);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
