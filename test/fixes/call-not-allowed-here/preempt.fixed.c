// fix: Call bpf_copy_from_user() before bpf_preempt_disable() (safe)
/* With preemption disabled. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
void bpf_preempt_disable(void) __ksym;
void bpf_preempt_enable(void) __ksym;

#define private(name) SEC(".data." #name) __hidden __attribute__((aligned(8)))
private(MASKS) static struct bpf_cpumask __kptr *allowed;

char name[16];

SEC("syscall")
int read_name(void *ctx)
{
	u64 count;

	bpf_copy_from_user(name, sizeof(name), ctx);
	bpf_preempt_disable();
	count = bpf_get_smp_processor_id();
	bpf_preempt_enable();
	return count;
}

char LICENSE[] SEC("license") = "GPL";
