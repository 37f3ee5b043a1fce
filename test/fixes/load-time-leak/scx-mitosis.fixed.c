// fix: Release 'mask' before this return (safe)
/*
 * As in sched-ext/scx, scx_mitosis of 2026-08-07, in a program that may sleep: the number of CPUs in the object file keeps
 * the kernel from seeing that one way out of the loop forgets the mask. The maintainers later dropped this mask, which
 * nothing used any more, and the leak with it (pull request 3773). Where the mask is used, that way out releases it as the
 * others do.
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

#define private(name) SEC(".data." #name) __hidden __attribute__((aligned(8)))
private(CELLS) static struct bpf_cpumask __kptr *all_cpus;

#define MAX_CPUS 64

const volatile u32 nr_cpus = 1;
const volatile unsigned char is_present[MAX_CPUS / 8] = { 1 };
char names[MAX_CPUS][8];

SEC("syscall")
int init_cells(void *ctx)
{
	struct bpf_cpumask *mask;
	u32 cpu;

	mask = bpf_cpumask_create();
	if (!mask)
		return -12;
	bpf_for(cpu, 0, nr_cpus) {
		if (cpu < MAX_CPUS) {
			if (is_present[cpu / 8] & (1 << (cpu % 8))) {
				bpf_cpumask_set_cpu(cpu, mask);
				if (bpf_copy_from_user(names[cpu], sizeof(names[cpu]), ctx)) {
					bpf_cpumask_release(mask);
					return -14;
				}
			}
		} else {
			bpf_cpumask_release(mask);
			return -22;
		}
	}
	mask = bpf_kptr_xchg(&all_cpus, mask);
	if (mask)
		bpf_cpumask_release(mask);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
