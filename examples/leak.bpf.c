// SPDX-License-Identifier: MIT
/* Stores the CPUs that a task may use, except CPU 0, in a map. One exit leaks the mask. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
void bpf_cpumask_copy(struct bpf_cpumask *dst, const struct cpumask *src) __ksym;
void bpf_cpumask_clear_cpu(u32 cpu, struct bpf_cpumask *cpumask) __ksym;

struct saved_mask {
	struct bpf_cpumask __kptr *mask;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1024);
	__type(key, pid_t);
	__type(value, struct saved_mask);
} saved SEC(".maps");

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *mask, *old;
	struct saved_mask *slot;
	pid_t pid = task->pid;

	mask = bpf_cpumask_create();
	if (!mask)
		return 0;

	bpf_cpumask_copy(mask, task->cpus_ptr);
	bpf_cpumask_clear_cpu(0, mask);

	slot = bpf_map_lookup_elem(&saved, &pid);
	if (!slot)
		return 0;

	old = bpf_kptr_xchg(&slot->mask, mask);
	if (old)
		bpf_cpumask_release(old);
	return 0;
}

char _license[] SEC("license") = "GPL";
