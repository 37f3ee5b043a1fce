/* The iterator is started behind its first use. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

void bpf_iter_bits_destroy(struct bpf_iter_bits *it) __ksym;
int bpf_iter_bits_new(struct bpf_iter_bits *it, const u64 *unsafe_ptr__ign, u32 nr_words) __ksym;
int *bpf_iter_bits_next(struct bpf_iter_bits *it) __ksym;

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	struct bpf_iter_bits it;
	u64 words[1] = { 0xf0 };
	int *bit, n = 0;

	bit = bpf_iter_bits_next(&it);
	bpf_iter_bits_new(&it, words, 1);
	if (bit)
		n = *bit;
	bpf_iter_bits_destroy(&it);
	return n;
}

char LICENSE[] SEC("license") = "GPL";
