/* The use stands in a macro that others use as well. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
void bpf_cpumask_setall(struct bpf_cpumask *cpumask) __ksym;

#define FILL_AND_RELEASE(made)			\
	do {					\
		struct bpf_cpumask *m_ = made;	\
						\
		bpf_cpumask_setall(m_);		\
		bpf_cpumask_release(m_);	\
	} while (0)

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	FILL_AND_RELEASE(bpf_cpumask_create());
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
