// fix: Copy what 'last' points to before the loop ends (safe)
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

extern int bpf_iter_bits_new(struct bpf_iter_bits *it, const u64 *unsafe_ptr__ign, u32 nr_words) __ksym;
extern int *bpf_iter_bits_next(struct bpf_iter_bits *it) __ksym;
extern void bpf_iter_bits_destroy(struct bpf_iter_bits *it) __ksym;

#ifndef bpf_for_each
#define bpf_for_each(type, cur, args...)                                                               \
	for (struct bpf_iter_##type ___it __attribute__((aligned(8), cleanup(bpf_iter_##type##_destroy))), \
	     *___p __attribute__((unused)) = (bpf_iter_##type##_new(&___it, ##args),                       \
					      (void)bpf_iter_##type##_destroy, (void *)0);                 \
	     (((cur) = bpf_iter_##type##_next(&___it)));)
#endif

u64 busy_cpus;
int last_cpu;

SEC("syscall")
int last_busy(void *ctx)
{
	int *cpu, *last = NULL;
	int number;

	bpf_for_each(bits, cpu, &busy_cpus, 1)
		if (*cpu < 64) {
			number = *cpu;
			last = &number;
		}
	if (last)
		last_cpu = *last;
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
