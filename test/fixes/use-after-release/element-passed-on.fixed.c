// fix: Copy what 'cpu' points to before bpf_iter_num_destroy() (safe)
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 64);
	__type(key, int);
	__type(value, u64);
} seen SEC(".maps");

extern int bpf_iter_num_new(struct bpf_iter_num *it, int start, int end) __ksym;
extern int *bpf_iter_num_next(struct bpf_iter_num *it) __ksym;
extern void bpf_iter_num_destroy(struct bpf_iter_num *it) __ksym;

SEC("syscall")
int note_first(void *ctx)
{
	struct bpf_iter_num it;
	u64 now = bpf_ktime_get_ns();
	int *cpu;
	int number;

	bpf_iter_num_new(&it, 0, 8);
	cpu = bpf_iter_num_next(&it);
	if (cpu) {
		number = *cpu;
		cpu = &number;
	}
	bpf_iter_num_destroy(&it);
	if (cpu)
		/* a key cannot be the iterator's memory, which is read-only */
		bpf_map_update_elem(&seen, cpu, &now, BPF_ANY);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
