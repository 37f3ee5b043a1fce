// fix: Remove 'const' from 'table' (safe)
/* Memory that is passed has to be writable. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

u32 bpf_cpumask_weight(const struct cpumask *cpumask) __ksym;

static u64 table[32] = { 3 };

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	return bpf_cpumask_weight((const struct cpumask *)table);
}

char LICENSE[] SEC("license") = "GPL";
