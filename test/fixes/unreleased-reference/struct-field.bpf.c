/* Two masks in a struct, one of them released. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
void bpf_cpumask_setall(struct bpf_cpumask *cpumask) __ksym;

struct pair {
	struct bpf_cpumask *big, *little;
};

static bool fill(struct pair *pair)
{
	pair->big = bpf_cpumask_create();
	if (!pair->big)
		return false;
	pair->little = bpf_cpumask_create();
	if (!pair->little) {
		bpf_cpumask_release(pair->big);
		return false;
	}
	return true;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	struct pair pair = {};

	if (!fill(&pair))
		return 0;
	bpf_cpumask_setall(pair.big);
	bpf_cpumask_release(pair.big);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
