// fix: Release 'wide' before this return, with CREATE_OR_RETURN() written out (safe)
/* The exit is in a macro that others use too: what comes of it is written out here alone. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
void bpf_cpumask_setall(struct bpf_cpumask *cpumask) __ksym;

#define CREATE_OR_RETURN(mask)					\
	struct bpf_cpumask *mask = bpf_cpumask_create();	\
	if (!mask)						\
		return -12

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *wide = bpf_cpumask_create();
	if (!wide)
		return -12;
	struct bpf_cpumask *narrow = bpf_cpumask_create();
	if (!narrow) {
		bpf_cpumask_release(wide);
		return -12;
	}

	bpf_cpumask_setall(wide);
	bpf_cpumask_release(narrow);
	bpf_cpumask_release(wide);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
