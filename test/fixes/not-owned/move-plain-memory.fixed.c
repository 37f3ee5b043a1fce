// fix: Move a copy of '&spare' into the slot (safe)
/* Memory cannot be moved. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
void bpf_cpumask_copy(struct bpf_cpumask *dst, const struct cpumask *src) __ksym;

#define private(name) SEC(".data." #name) __hidden __attribute__((aligned(8)))
private(MASKS) static struct bpf_cpumask __kptr *allowed;

struct bpf_cpumask spare;

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *old = NULL;
	struct bpf_cpumask *mask;

	mask = bpf_cpumask_create();
	if (mask) {
		bpf_cpumask_copy(mask, (const struct cpumask *)&spare);
		old = bpf_kptr_xchg(&allowed, mask);
	}

	if (old)
		bpf_cpumask_release(old);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
