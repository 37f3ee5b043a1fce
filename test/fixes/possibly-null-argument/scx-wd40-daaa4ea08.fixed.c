// fix: Test 'greedy' instead of 'cpus' (safe)
// fix: Call bpf_cpumask_setall() only if 'greedy' is not NULL
/*
 * As in sched-ext/scx before daaa4ea08 (wd40), with masks of the kernel in place of bitmaps in an arena: the test of the second
 * names the first. The maintainers put the second into the test, as is done here; the way out has released the first already.
 */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
void bpf_cpumask_setall(struct bpf_cpumask *cpumask) __ksym;

struct domain {
	struct bpf_cpumask __kptr *cpus;
	struct bpf_cpumask __kptr *greedy;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 4);
	__type(key, u32);
	__type(value, struct domain);
} domains SEC(".maps");

SEC("syscall")
int make_domain(void *ctx)
{
	struct bpf_cpumask *cpus, *greedy;
	struct domain *domain;
	u32 id = 0;

	domain = bpf_map_lookup_elem(&domains, &id);
	if (!domain)
		return -2;
	cpus = bpf_cpumask_create();
	if (!cpus)
		return -12;
	greedy = bpf_cpumask_create();
	if (!greedy) {
		bpf_cpumask_release(cpus);
		return -12;
	}
	bpf_cpumask_setall(greedy);
	cpus = bpf_kptr_xchg(&domain->cpus, cpus);
	if (cpus)
		bpf_cpumask_release(cpus);
	greedy = bpf_kptr_xchg(&domain->greedy, greedy);
	if (greedy)
		bpf_cpumask_release(greedy);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
