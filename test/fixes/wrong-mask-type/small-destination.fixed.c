// fix: Create 'tmp' with bpf_cpumask_create()
/* The destination lacks the counter of a mask. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
void bpf_cpumask_copy(struct bpf_cpumask *dst, const struct cpumask *src) __ksym;
u32 bpf_cpumask_first(const struct cpumask *cpumask) __ksym;

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *tmp = bpf_cpumask_create();
	int ret;

	if (!tmp)
		return 0;

	bpf_cpumask_copy(tmp, task->cpus_ptr);
	ret = bpf_cpumask_first((const struct cpumask *)tmp);
	bpf_cpumask_release(tmp);
	return ret;
}

char LICENSE[] SEC("license") = "GPL";
