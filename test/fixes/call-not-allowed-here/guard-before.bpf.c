/* A guard holds its section to the end of the block: the block ends before the call that sleeps. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

void bpf_rcu_read_lock(void) __ksym;
void bpf_rcu_read_unlock(void) __ksym;
u32 bpf_cpumask_weight(const struct cpumask *cpumask) __ksym;

#define private(name) SEC(".data." #name) __hidden __attribute__((aligned(8)))
private(MASKS) static struct bpf_cpumask __kptr *shared;

u64 seen;

static __always_inline bool open_section(void)
{
	bpf_rcu_read_lock();
	return true;
}

static __always_inline void close_section(bool *is_open)
{
	if (*is_open)
		bpf_rcu_read_unlock();
}

#define hold_rcu() bool is_held __attribute__((cleanup(close_section))) = open_section()

SEC("syscall")
int look(void *ctx)
{
	u64 word = 0;

	hold_rcu();
	if (shared)
		seen++;
	bpf_copy_from_user(&word, sizeof(word), (void *)seen);
	return word != 0;
}

char LICENSE[] SEC("license") = "GPL";
