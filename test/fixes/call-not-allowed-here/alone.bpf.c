/* Nothing else is in the section. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
void bpf_rcu_read_lock(void) __ksym;
void bpf_rcu_read_unlock(void) __ksym;

#define private(name) SEC(".data." #name) __hidden __attribute__((aligned(8)))
private(MASKS) static struct bpf_cpumask __kptr *allowed;

char name[16];

SEC("syscall")
int read_name(void *ctx)
{
	int err;

	bpf_rcu_read_lock();
	err = bpf_copy_from_user(name, sizeof(name), ctx);
	bpf_rcu_read_unlock();
	return err;
}

char LICENSE[] SEC("license") = "GPL";
