// fix: Remove the first release of 'mask' (safe)
/* The scope's end releases what was released. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
void bpf_cpumask_copy(struct bpf_cpumask *dst, const struct cpumask *src) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;

#define __free_with(fn) __attribute__((cleanup(fn)))
#define no_free_ptr(p) ({ typeof(p) __val = (p); (p) = NULL; __val; })

static __always_inline void free_mask(struct bpf_cpumask **mask)
{
	if (*mask)
		bpf_cpumask_release(*mask);
}

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *mask __attribute__((cleanup(free_mask))) = bpf_cpumask_create();

	if (!mask)
		return 0;
	bpf_cpumask_copy(mask, task->cpus_ptr);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
