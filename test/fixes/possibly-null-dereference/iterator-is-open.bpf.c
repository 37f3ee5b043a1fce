/* Leaving would leave the iterator open: only the use is skipped. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

int bpf_iter_bits_new(struct bpf_iter_bits *it, const u64 *unsafe_ptr__ign, u32 nr_words) __ksym;
int *bpf_iter_bits_next(struct bpf_iter_bits *it) __ksym;
void bpf_iter_bits_destroy(struct bpf_iter_bits *it) __ksym;

u64 sum;

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	struct bpf_iter_bits it;
	u64 words = 0x30;
	int *number;

	bpf_iter_bits_new(&it, &words, 1);
	number = bpf_iter_bits_next(&it);
	sum += *number;
	bpf_iter_bits_destroy(&it);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
