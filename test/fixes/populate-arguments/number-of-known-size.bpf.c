/* A number stands where the address of the variable should, whose size is passed. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
int bpf_cpumask_populate(struct cpumask *cpumask, void *src, size_t src__sz) __ksym;

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *mask = bpf_cpumask_create();
	u64 bits = 0xaa;
	int ret;

	if (!mask)
		return 0;
	ret = bpf_cpumask_populate((struct cpumask *)mask, (void *)0xaaUL, sizeof(bits));
	bpf_cpumask_release(mask);
	return ret;
}

char LICENSE[] SEC("license") = "GPL";
