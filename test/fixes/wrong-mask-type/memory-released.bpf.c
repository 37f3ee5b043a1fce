/* Memory of the program is nothing to release. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

void bpf_task_release(struct task_struct *p) __ksym;

long stored;

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	bpf_task_release((struct task_struct *)&stored);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
