/* A fresh value is copied over the old one. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;

struct domain {
	u64 vtime;
	struct bpf_cpumask __kptr *cpus;
	u32 load[4];
	bool active;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 8);
	__type(key, u32);
	__type(value, struct domain);
} domains SEC(".maps");

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	u32 key = task->pid & 7;
	struct domain fresh = { .vtime = 1, .active = true };
	struct domain *dom = bpf_map_lookup_elem(&domains, &key);

	if (!dom)
		return 0;
	*dom = fresh;
	return 0;
}

SEC("tp_btf/sched_process_exit")
int BPF_PROG(on_exit, struct task_struct *task)
{
	u32 key = task->pid & 7;
	struct domain *dom = bpf_map_lookup_elem(&domains, &key);
	struct bpf_cpumask *old;

	if (!dom)
		return 0;
	old = bpf_kptr_xchg(&dom->cpus, NULL);
	if (old)
		bpf_cpumask_release(old);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
