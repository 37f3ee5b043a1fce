/* Variables, compared with NULL; something else stands between. */
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

static int copy_bits(u64 first)
{
	bits_t from, to;

	from = bits_alloc();
	if (from == NULL)
		return -12;
	from->words[0] = first;
	to = bits_alloc();
	if (from == NULL) {
		bits_free(from);
		return -12;
	}
	to->words[0] = from->words[0];
	return 0;
}

SEC("syscall")
int start(void *ctx)
{
	return copy_bits(1);
}

char LICENSE[] SEC("license") = "GPL";
