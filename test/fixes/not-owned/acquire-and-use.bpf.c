/* Used without a test, after the section as well. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
struct bpf_cpumask *bpf_cpumask_acquire(struct bpf_cpumask *cpumask) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
u32 bpf_cpumask_weight(const struct cpumask *cpumask) __ksym;
void bpf_rcu_read_lock(void) __ksym;
void bpf_rcu_read_unlock(void) __ksym;

#define private(name) SEC(".data." #name) __hidden __attribute__((aligned(8)))
private(MASKS) static struct bpf_cpumask __kptr *allowed;

static __always_inline const struct cpumask *cast_mask(struct bpf_cpumask *mask)
{
	return (const struct cpumask *)mask;
}

SEC("syscall")
int run(void *ctx)
{
	struct bpf_cpumask *seen, *mine;
	u32 n = 0;

	bpf_rcu_read_lock();
	seen = allowed;
	if (!seen) {
		bpf_rcu_read_unlock();
		return 0;
	}
	mine = bpf_cpumask_acquire(seen);
	bpf_rcu_read_unlock();
	n = bpf_cpumask_weight(cast_mask(mine));
	bpf_cpumask_release(mine);
	return n;
}

char LICENSE[] SEC("license") = "GPL";
