// fix: Make on_wake_up() a program of SEC("fentry/wake_up_new_task") (safe)
/* A kprobe with named arguments. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

void bpf_cpumask_setall(struct bpf_cpumask *cpumask) __ksym;

#define private(name) SEC(".data." #name) __hidden __attribute__((aligned(8)))
private(MASKS) static struct bpf_cpumask __kptr *allowed;

SEC("fentry/wake_up_new_task")
int BPF_PROG(on_wake_up, struct task_struct *p)
{
	struct bpf_cpumask *mask = allowed;

	if (mask && p)
		bpf_cpumask_setall(mask);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
