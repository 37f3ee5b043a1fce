// fix: Take 'mask' with no_free_ptr() (safe)
/* The scope's end releases what the slot owns. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
void bpf_cpumask_copy(struct bpf_cpumask *dst, const struct cpumask *src) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;

#define private(name) SEC(".data." #name) __hidden __attribute__((aligned(8)))
private(MASKS) static struct bpf_cpumask __kptr *allowed;

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
	struct bpf_cpumask *old;

	if (!mask)
		return 0;
	bpf_cpumask_copy(mask, task->cpus_ptr);
	old = bpf_kptr_xchg(&allowed, no_free_ptr(mask));
	if (old)
		bpf_cpumask_release(old);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
