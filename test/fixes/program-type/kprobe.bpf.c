/* A kprobe that reads no arguments. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

void bpf_cpumask_clear(struct bpf_cpumask *cpumask) __ksym;

#define private(name) SEC(".data." #name) __hidden __attribute__((aligned(8)))
private(MASKS) static struct bpf_cpumask __kptr *allowed;

SEC("kprobe/wake_up_new_task")
int on_wake_up(struct pt_regs *ctx)
{
	struct bpf_cpumask *mask = allowed;

	if (mask)
		bpf_cpumask_clear(mask);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
