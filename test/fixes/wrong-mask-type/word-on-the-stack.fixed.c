// fix: Create a mask and populate it from '&word'
/* One word is not enough for a mask. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
int bpf_cpumask_populate(struct cpumask *cpumask, void *src, size_t src__sz) __ksym;
u32 bpf_cpumask_weight(const struct cpumask *cpumask) __ksym;

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	u64 word = 3;
	struct bpf_cpumask *mask;
	int ret;

	mask = bpf_cpumask_create();
	if (!mask)
		return 0;
	bpf_cpumask_populate((struct cpumask *)mask, &word, sizeof(word));
	ret = bpf_cpumask_weight((const struct cpumask *)mask);
	bpf_cpumask_release(mask);
	return ret;
}

char LICENSE[] SEC("license") = "GPL";
