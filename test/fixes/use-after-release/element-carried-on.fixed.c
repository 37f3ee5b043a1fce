// fix: Copy what 'first' points to before bpf_iter_num_destroy() (safe)
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

extern int bpf_iter_num_new(struct bpf_iter_num *it, int start, int end) __ksym;
extern int *bpf_iter_num_next(struct bpf_iter_num *it) __ksym;
extern void bpf_iter_num_destroy(struct bpf_iter_num *it) __ksym;

int sum;

SEC("syscall")
int sum_firsts(void *ctx)
{
	struct bpf_iter_num it;
	int *first = NULL;
	int node;
	int number;

	for (node = 0; node < 3; node++) {
		if (first)
			sum += *first;
		bpf_iter_num_new(&it, node, 4);
		first = bpf_iter_num_next(&it);
		if (first) {
			number = *first;
			first = &number;
		}
		bpf_iter_num_destroy(&it);
	}
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
