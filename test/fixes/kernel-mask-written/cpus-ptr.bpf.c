/* Loads up to 7.2, and moves a task behind the scheduler's back. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
int bpf_cpumask_populate(struct cpumask *cpumask, void *src, size_t src__sz) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	u64 words[32] = { 1 };

	bpf_cpumask_populate((struct cpumask *)task->cpus_ptr, words, sizeof(words));
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
