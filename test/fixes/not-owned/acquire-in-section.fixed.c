// fix: Create a mask and copy 'seen' into it (safe)
// fix: Take 'seen' out of 'allowed', and put it back after its last use
/* RCU protects it, which is not enough for a reference. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct bpf_cpumask *bpf_cpumask_acquire(struct bpf_cpumask *cpumask) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
void bpf_rcu_read_lock(void) __ksym;
void bpf_rcu_read_unlock(void) __ksym;
struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
void bpf_cpumask_copy(struct bpf_cpumask *dst, const struct cpumask *src) __ksym;

#define private(name) SEC(".data." #name) __hidden __attribute__((aligned(8)))
private(MASKS) static struct bpf_cpumask __kptr *allowed;

SEC("syscall")
int run(void *ctx)
{
	struct bpf_cpumask *seen, *mine;

	bpf_rcu_read_lock();
	seen = allowed;
	if (seen) {
		mine = bpf_cpumask_create();
		if (mine) {
			bpf_cpumask_copy(mine, (const struct cpumask *)seen);
			bpf_cpumask_release(mine);
		}
	}
	bpf_rcu_read_unlock();
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
