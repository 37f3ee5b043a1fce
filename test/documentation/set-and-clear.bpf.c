// kernel 6.3
// One CPU is set, tested, cleared and tested again; a mask of the kernel is tested too.
#include <vmlinux.h>
#include <asm-generic/errno.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

char _license[] SEC("license") = "GPL";

struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
void bpf_cpumask_set_cpu(u32 cpu, struct bpf_cpumask *cpumask) __ksym;
void bpf_cpumask_clear_cpu(u32 cpu, struct bpf_cpumask *cpumask) __ksym;
bool bpf_cpumask_test_cpu(u32 cpu, const struct cpumask *cpumask) __ksym;

static inline const struct cpumask *cast(struct bpf_cpumask *mask)
{
	return (const struct cpumask *)mask;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(set_and_clear, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *mask;

	mask = bpf_cpumask_create();
	if (!mask)
		return -ENOMEM;

	bpf_cpumask_set_cpu(0, mask);
	if (!bpf_cpumask_test_cpu(0, cast(mask)))
		goto out;

	bpf_cpumask_clear_cpu(0, mask);
	if (bpf_cpumask_test_cpu(0, cast(mask)))
		goto out;

	if (bpf_cpumask_test_cpu(0, task->cpus_ptr))
		bpf_printk("%s may run on CPU %d", task->comm, 0);

out:
	bpf_cpumask_release(mask);
	return 0;
}
