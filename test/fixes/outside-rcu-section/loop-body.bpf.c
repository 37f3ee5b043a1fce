/* Each round reads another mask, and has ways out of its own. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

bool bpf_cpumask_test_and_set_cpu(u32 cpu, struct bpf_cpumask *cpumask) __ksym;
void bpf_iter_num_destroy(struct bpf_iter_num *it) __ksym;
int bpf_iter_num_new(struct bpf_iter_num *it, int start, int end) __ksym;
int *bpf_iter_num_next(struct bpf_iter_num *it) __ksym;

#define bpf_for(i, start, end) for ( \
	struct bpf_iter_num ___it __attribute__((aligned(8), cleanup(bpf_iter_num_destroy))), \
	*___p __attribute__((unused)) = (bpf_iter_num_new(&___it, (start), (end)), (void *)0); \
	({ int *___t = bpf_iter_num_next(&___it); (___t ? ((i) = *___t, (i) >= (start) && (i) < (end)) : 0); });)

struct entry {
	struct bpf_cpumask __kptr *mask;
	u64 seen;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 64);
	__type(key, u32);
	__type(value, struct entry);
} entries SEC(".maps");


SEC("syscall")
int count_entries(void *ctx)
{
	int i, n = 0;

	bpf_for(i, 0, 64) {
		struct bpf_cpumask *mask;
		struct entry *v;
		u32 key = i;

		v = bpf_map_lookup_elem(&entries, &key);
		if (!v)
			continue;
		mask = v->mask;
		if (!mask)
			continue;
		if (bpf_cpumask_test_and_set_cpu(i, mask))
			break;
		n++;
	}
	return n;
}

char LICENSE[] SEC("license") = "GPL";
