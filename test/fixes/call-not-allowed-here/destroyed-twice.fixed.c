// fix: Remove the bpf_iter_bits_destroy() before this one, which is enough (safe)
/* The iterator is destroyed twice. */
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

	bpf_iter_bits_new(&it, words, 1);
	while ((bit = bpf_iter_bits_next(&it)))
		n += *bit;
	bpf_iter_bits_destroy(&it);
	return n;
}

char LICENSE[] SEC("license") = "GPL";
