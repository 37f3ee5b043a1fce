// fix: Take 'mask' with no_free_ptr() (safe)
/* The scope releases what is returned. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
void bpf_cpumask_copy(struct bpf_cpumask *dst, const struct cpumask *src) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
u32 bpf_cpumask_weight(const struct cpumask *cpumask) __ksym;
void bpf_cpumask_setall(struct bpf_cpumask *cpumask) __ksym;


#define no_free_ptr(p) ({ typeof(p) __val = (p); (p) = NULL; __val; })

static __always_inline void free_mask(struct bpf_cpumask **mask)
{
	if (*mask)
		bpf_cpumask_release(*mask);
}

static __always_inline struct bpf_cpumask *allowed_of(struct task_struct *task)
{
	struct bpf_cpumask *mask __attribute__((cleanup(free_mask))) = bpf_cpumask_create();

	if (!mask)
		return NULL;
	bpf_cpumask_copy(mask, task->cpus_ptr);
	return no_free_ptr(mask);
}

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *allowed = allowed_of(task);

	if (!allowed)
		return 0;
	bpf_printk("%u", bpf_cpumask_weight((const struct cpumask *)allowed));
	bpf_cpumask_release(allowed);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
