// fix: Release 'tmp' before its block ends (safe)
/* A mask is lost where a statement expression ends. */
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
	return ({
		struct bpf_cpumask *tmp = bpf_cpumask_create();
		u32 cpu = 0;

		if (tmp) {
			bpf_cpumask_copy(tmp, task->cpus_ptr);
			cpu = bpf_cpumask_first((const struct cpumask *)tmp);
		}
		if (tmp)
			bpf_cpumask_release(tmp);
		cpu;
	});
}

char LICENSE[] SEC("license") = "GPL";
