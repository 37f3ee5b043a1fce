// kernel 6.3
// The pickers of the first release, which 6.5 renamed.
#include <vmlinux.h>
#include <asm-generic/errno.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

char _license[] SEC("license") = "GPL";

struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
void bpf_cpumask_set_cpu(u32 cpu, struct bpf_cpumask *cpumask) __ksym;
u32 bpf_cpumask_any(const struct cpumask *src) __ksym;
u32 bpf_cpumask_any_and(const struct cpumask *src1, const struct cpumask *src2) __ksym;

SEC("tp_btf/task_newtask")
int BPF_PROG(any_cpu, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *mask = bpf_cpumask_create();
	u32 one, both;

	if (!mask)
		return -ENOMEM;
	bpf_cpumask_set_cpu(2, mask);
	one = bpf_cpumask_any((const struct cpumask *)mask);
	both = bpf_cpumask_any_and((const struct cpumask *)mask, task->cpus_ptr);
	bpf_cpumask_release(mask);
	return 10 * one + both;
}
