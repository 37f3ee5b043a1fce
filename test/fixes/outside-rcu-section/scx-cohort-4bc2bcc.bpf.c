/*
 * As in contemno/scx_cohort before 4bc2bcc, in a program that may sleep: a mask is published empty and filled later. The
 * maintainers fill each mask while it is still owned, which makes one loop of two. A section from the read to the use sets
 * the same bits in as many rounds as before.
 */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
void bpf_cpumask_set_cpu(u32 cpu, struct bpf_cpumask *cpumask) __ksym;
void bpf_iter_num_destroy(struct bpf_iter_num *it) __ksym;
int bpf_iter_num_new(struct bpf_iter_num *it, int start, int end) __ksym;
int *bpf_iter_num_next(struct bpf_iter_num *it) __ksym;

#define bpf_for(i, start, end) for ( \
	struct bpf_iter_num ___it __attribute__((aligned(8), cleanup(bpf_iter_num_destroy))), \
	*___p __attribute__((unused)) = (bpf_iter_num_new(&___it, (start), (end)), (void *)0); \
	({ int *___t = bpf_iter_num_next(&___it); (___t ? ((i) = *___t, (i) >= (start) && (i) < (end)) : 0); });)

#define NR_CACHES 4
#define NR_CPUS 8

struct cache {
	struct bpf_cpumask __kptr *cpus;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, NR_CACHES);
	__type(key, u32);
	__type(value, struct cache);
} caches SEC(".maps");

const volatile u32 cache_of_cpu[NR_CPUS] = { 0, 0, 1, 1, 2, 2, 3, 3 };

SEC("syscall")
int start_caches(void *ctx)
{
	u32 cpu, id;

	bpf_for(id, 0, NR_CACHES) {
		struct bpf_cpumask *mask, *old;
		struct cache *cache = bpf_map_lookup_elem(&caches, &id);

		if (!cache)
			return -2;
		mask = bpf_cpumask_create();
		if (!mask)
			return -12;
		old = bpf_kptr_xchg(&cache->cpus, mask);
		if (old)
			bpf_cpumask_release(old);
	}

	bpf_for(cpu, 0, NR_CPUS) {
		struct bpf_cpumask *mask;
		struct cache *cache;

		id = cache_of_cpu[cpu % NR_CPUS];
		cache = bpf_map_lookup_elem(&caches, &id);
		if (!cache)
			continue;
		mask = cache->cpus;
		if (mask)
			bpf_cpumask_set_cpu(cpu, mask);
	}
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
