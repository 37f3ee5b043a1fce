// fix: Move bpf_iter_bits_destroy() after the last use of 'cpu' (safe)
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

extern int bpf_iter_bits_new(struct bpf_iter_bits *it, const u64 *unsafe_ptr__ign, u32 nr_words) __ksym;
extern int *bpf_iter_bits_next(struct bpf_iter_bits *it) __ksym;
extern void bpf_iter_bits_destroy(struct bpf_iter_bits *it) __ksym;

u64 busy_cpus;
int chosen;

SEC("syscall")
int pick_busy(void *ctx)
{
	struct bpf_iter_bits it;
	int *cpu;

	bpf_iter_bits_new(&it, &busy_cpus, 1);
	cpu = bpf_iter_bits_next(&it);
	if (!cpu) {
		/* one is enough */
		bpf_iter_bits_destroy(&it);
		return -1;
	}
	chosen = *cpu;
	/* one is enough */
	bpf_iter_bits_destroy(&it);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
