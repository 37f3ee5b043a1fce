/* Memory of the stack is no memory for a dynptr: a static variable is. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	struct bpf_dynptr ptr;
	u64 word = 7;

	bpf_dynptr_from_mem(&word, sizeof(word), 0, &ptr);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
