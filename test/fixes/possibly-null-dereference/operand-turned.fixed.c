// fix: Turn the test of 'domain' round
/* The operand before asks for the opposite. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
void bpf_cpumask_set_cpu(u32 cpu, struct bpf_cpumask *cpumask) __ksym;

struct domain {
	u64 created_at;
	u32 id;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 16);
	__type(key, u64);
	__type(value, struct domain);
} domains SEC(".maps");

SEC("syscall")
int read_id(u64 *ctx)
{
	u64 key = bpf_get_prandom_u32();
	struct domain *domain = bpf_map_lookup_elem(&domains, &key);

	if (domain && domain->id)
		return 1;
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
