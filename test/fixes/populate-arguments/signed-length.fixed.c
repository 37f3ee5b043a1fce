// fix: Limit 'length' to sizeof(words) before this call (safe)
/* A length that may be negative. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
int bpf_cpumask_populate(struct cpumask *cpumask, void *src, size_t src__sz) __ksym;

int length;

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *mask = bpf_cpumask_create();
	u64 words[32] = { 1 };
	u64 size;

	if (!mask)
		return 0;
	size = length;
	if (size > sizeof(words))
		size = sizeof(words);
	bpf_cpumask_populate((struct cpumask *)mask, words, size);
	bpf_cpumask_release(mask);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
