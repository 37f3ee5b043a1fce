/* What a search up to a load-time constant finds, or does not: its count on the way out is known to the verifier. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;

const volatile u32 last = 4;
const volatile bool strict = true;

SEC("tp_btf/task_newtask")
int BPF_PROG(past_the_bound_ok, struct task_struct *task, u64 flags)
{
	struct bpf_cpumask *mask = bpf_cpumask_create();
	u32 i;

	if (!mask)
		return 0;
	for (i = 0; i < last; i++)
		if (flags == i)
			break;
	if (i > last)
		return 0;
	bpf_cpumask_release(mask);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(past_four_ok, struct task_struct *task, u64 flags)
{
	struct bpf_cpumask *mask = bpf_cpumask_create();
	u32 i;

	if (!mask)
		return 0;
	for (i = 0; i < last; i++)
		if (flags == i)
			break;
	if (i > 4)
		return 0;
	bpf_cpumask_release(mask);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(at_the_bound_bad, struct task_struct *task, u64 flags)
{
	struct bpf_cpumask *mask = bpf_cpumask_create();
	u32 i;

	if (!mask)
		return 0;
	for (i = 0; i < last; i++)
		if (flags == i)
			break;
	if (i == last)
		return 0;
	bpf_cpumask_release(mask);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(past_the_bound_of_field_ok, struct task_struct *task, u64 flags)
{
	struct bpf_cpumask *mask = bpf_cpumask_create();
	u32 i;

	if (!mask)
		return 0;
	for (i = 0; i < last; i++)
		if (task->pid == i)
			break;
	if (i >= 5)
		return 0;
	bpf_cpumask_release(mask);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(bound_of_field_bad, struct task_struct *task, u64 flags)
{
	struct bpf_cpumask *mask = bpf_cpumask_create();
	u32 i;

	if (!mask)
		return 0;
	for (i = 0; i < last; i++)
		if (task->pid == i)
			break;
	if (i >= 4)
		return 0;
	bpf_cpumask_release(mask);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(no_break_past_ok, struct task_struct *task, u64 flags)
{
	struct bpf_cpumask *mask = bpf_cpumask_create();
	u32 i;

	if (!mask)
		return 0;
	for (i = 0; i < last; i++)
		;
	if (i > last)
		return 0;
	bpf_cpumask_release(mask);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(no_break_below_ok, struct task_struct *task, u64 flags)
{
	struct bpf_cpumask *mask = bpf_cpumask_create();
	u32 i;

	if (!mask)
		return 0;
	for (i = 0; i < last; i++)
		;
	if (i < last)
		return 0;
	bpf_cpumask_release(mask);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(no_break_at_bad, struct task_struct *task, u64 flags)
{
	struct bpf_cpumask *mask = bpf_cpumask_create();
	u32 i;

	if (!mask)
		return 0;
	for (i = 0; i < last; i++)
		;
	if (i == last)
		return 0;
	bpf_cpumask_release(mask);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(not_found_bad, struct task_struct *task, u64 flags)
{
	struct bpf_cpumask *mask = bpf_cpumask_create();
	u32 i;

	if (!mask)
		return 0;
	for (i = 0; i < last; i++)
		if (task->pid == 3)
			break;
	if (i == last)
		return 0;
	bpf_cpumask_release(mask);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(not_found_when_strict_bad, struct task_struct *task, u64 flags)
{
	struct bpf_cpumask *mask = bpf_cpumask_create();
	u32 i;

	if (!mask)
		return 0;
	for (i = 0; i < last; i++)
		if (task->pid == 3)
			break;
	if (strict && i == last)
		return 0;
	bpf_cpumask_release(mask);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(not_found_when_lax_ok, struct task_struct *task, u64 flags)
{
	struct bpf_cpumask *mask = bpf_cpumask_create();
	u32 i;

	if (!mask)
		return 0;
	for (i = 0; i < last; i++)
		if (task->pid == 3)
			break;
	if (!strict && i == last)
		return 0;
	bpf_cpumask_release(mask);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(found_seventh_ok, struct task_struct *task, u64 flags)
{
	struct bpf_cpumask *mask = bpf_cpumask_create();
	u32 i;

	if (!mask)
		return 0;
	for (i = 0; i < last; i++)
		if (task->pid == 3)
			break;
	if (i == 7)
		return 0;
	bpf_cpumask_release(mask);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
