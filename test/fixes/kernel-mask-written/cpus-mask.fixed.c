// fix: Populate a mask of the program instead of '&task->cpus_mask'
/* The embedded one, with a test of the result. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
int bpf_cpumask_populate(struct cpumask *cpumask, void *src, size_t src__sz) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	u64 words[32] = { 3 };
	int err = 0;
	struct bpf_cpumask *mask;

	mask = bpf_cpumask_create();
	if (mask) {
		err = bpf_cpumask_populate((struct cpumask *)mask, words, sizeof(words));
		bpf_cpumask_release(mask);
	}
	if (err)
		return err;
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
