/* The name of a task is read with the size of the whole value. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;

struct proc {
	char comm[16];
	struct bpf_cpumask __kptr *mask;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 64);
	__type(key, u32);
	__type(value, struct proc);
} procs SEC(".maps");

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	u32 key = task->pid;
	struct proc *p = bpf_map_lookup_elem(&procs, &key);
	struct bpf_cpumask *old;

	if (!p)
		return 0;
	bpf_get_current_comm(p->comm, sizeof(*p));
	old = bpf_kptr_xchg(&p->mask, NULL);
	if (old)
		bpf_cpumask_release(old);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
