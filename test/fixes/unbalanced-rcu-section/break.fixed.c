// fix: Call bpf_rcu_read_unlock() before this break (safe)
/* The break leaves the section of its round. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
bool bpf_cpumask_test_cpu(u32 cpu, const struct cpumask *cpumask) __ksym;
void bpf_iter_num_destroy(struct bpf_iter_num *it) __ksym;
int bpf_iter_num_new(struct bpf_iter_num *it, int start, int end) __ksym;
int *bpf_iter_num_next(struct bpf_iter_num *it) __ksym;
void bpf_rcu_read_lock(void) __ksym;
void bpf_rcu_read_unlock(void) __ksym;

#define bpf_for(i, start, end) for ( \
	struct bpf_iter_num ___it __attribute__((aligned(8), cleanup(bpf_iter_num_destroy))), \
	*___p __attribute__((unused)) = (bpf_iter_num_new(&___it, (start), (end)), (void *)0); \
	({ int *___t = bpf_iter_num_next(&___it); (___t ? ((i) = *___t, (i) >= (start) && (i) < (end)) : 0); });)

#define private(name) SEC(".data." #name) __hidden __attribute__((aligned(8)))
private(MASKS) static struct bpf_cpumask __kptr *allowed;

SEC("syscall")
int count_allowed(void *ctx)
{
	struct bpf_cpumask *mask;
	int i, n = 0;

	bpf_for(i, 0, 8) {
		bpf_rcu_read_lock();
		mask = allowed;
		if (!mask) {
			bpf_rcu_read_unlock();
			break;
		}
		n += bpf_cpumask_test_cpu(i, (const struct cpumask *)mask);
		bpf_rcu_read_unlock();
	}
	return n;
}

char LICENSE[] SEC("license") = "GPL";
