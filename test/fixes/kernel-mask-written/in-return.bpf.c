/* The result is returned. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

int bpf_cpumask_populate(struct cpumask *cpumask, void *src, size_t src__sz) __ksym;

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	u64 words[32] = { 3 };

	return bpf_cpumask_populate((struct cpumask *)task->cpus_ptr, words, sizeof(words));
}

char LICENSE[] SEC("license") = "GPL";
