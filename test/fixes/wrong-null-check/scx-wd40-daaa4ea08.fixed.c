// fix: Test 'domain->greedy' instead of 'domain->cpus'
/*
 * As in sched-ext/scx before daaa4ea08 (wd40). The maintainers put the second bitmap into the test, as is done here. The kernel
 * loads both: to the verifier a pointer into an arena is a number.
 */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

#define __arena __attribute__((address_space(1)))

struct {
	__uint(type, BPF_MAP_TYPE_ARENA);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 64);
	__uint(map_extra, 1 << 28);
} arena SEC(".maps");

void __arena *bpf_arena_alloc_pages(void *p__map, void __arena *addr__ign, u32 page_cnt, int node_id, u64 flags) __ksym;
void bpf_arena_free_pages(void *p__map, void __arena *ptr__ign, u32 page_cnt) __ksym;

struct bits {
	u64 words[4];
};
typedef struct bits __arena *bits_t;

static bits_t bits_alloc(void)
{
	return bpf_arena_alloc_pages(&arena, NULL, 1, -1, 0);
}

static void bits_free(bits_t bits)
{
	bpf_arena_free_pages(&arena, (void __arena *)bits, 1);
}

struct domain {
	bits_t cpus;
	bits_t greedy;
	bits_t node;
};
typedef struct domain __arena *domain_t;

static domain_t domain_alloc(void)
{
	return bpf_arena_alloc_pages(&arena, NULL, 1, -1, 0);
}

static void domain_free(domain_t domain)
{
	bpf_arena_free_pages(&arena, (void __arena *)domain, 1);
}

static domain_t make_domain(void)
{
	domain_t domain = domain_alloc();

	if (!domain)
		return NULL;
	domain->cpus = bits_alloc();
	if (!domain->cpus) {
		domain_free(domain);
		return NULL;
	}
	domain->greedy = bits_alloc();
	if (!domain->greedy) {
		bits_free(domain->cpus);
		domain_free(domain);
		return NULL;
	}
	domain->node = bits_alloc();
	if (!domain->node) {
		bits_free(domain->greedy);
		bits_free(domain->cpus);
		domain_free(domain);
		return NULL;
	}
	return domain;
}

SEC("syscall")
int start(void *ctx)
{
	return make_domain() ? 0 : -12;
}

char LICENSE[] SEC("license") = "GPL";
