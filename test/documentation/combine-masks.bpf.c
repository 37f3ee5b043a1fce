// kernel 6.3
// Intersection, union and symmetric difference of two masks into two more; every early way out releases what there is.
#include <vmlinux.h>
#include <asm-generic/errno.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

char _license[] SEC("license") = "GPL";

struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
void bpf_cpumask_set_cpu(u32 cpu, struct bpf_cpumask *cpumask) __ksym;
bool bpf_cpumask_test_cpu(u32 cpu, const struct cpumask *cpumask) __ksym;
bool bpf_cpumask_and(struct bpf_cpumask *dst, const struct cpumask *src1, const struct cpumask *src2) __ksym;
void bpf_cpumask_or(struct bpf_cpumask *dst, const struct cpumask *src1, const struct cpumask *src2) __ksym;
void bpf_cpumask_xor(struct bpf_cpumask *dst, const struct cpumask *src1, const struct cpumask *src2) __ksym;
bool bpf_cpumask_equal(const struct cpumask *src1, const struct cpumask *src2) __ksym;
bool bpf_cpumask_empty(const struct cpumask *cpumask) __ksym;

SEC("tp_btf/task_newtask")
int BPF_PROG(combine_masks, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *left, *right, *both, *differ;

	left = bpf_cpumask_create();
	if (!left)
		return -ENOMEM;

	right = bpf_cpumask_create();
	if (!right) {
		bpf_cpumask_release(left);
		return -ENOMEM;
	}

	both = bpf_cpumask_create();
	if (!both) {
		bpf_cpumask_release(left);
		bpf_cpumask_release(right);
		return -ENOMEM;
	}

	differ = bpf_cpumask_create();
	if (!differ) {
		bpf_cpumask_release(left);
		bpf_cpumask_release(right);
		bpf_cpumask_release(both);
		return -ENOMEM;
	}

	bpf_cpumask_set_cpu(0, left);
	bpf_cpumask_set_cpu(1, right);
	bpf_cpumask_and(both, (const struct cpumask *)left, (const struct cpumask *)right);
	if (!bpf_cpumask_empty((const struct cpumask *)both))
		goto out;

	bpf_cpumask_or(both, (const struct cpumask *)left, (const struct cpumask *)right);
	if (!bpf_cpumask_test_cpu(0, (const struct cpumask *)both))
		goto out;
	if (!bpf_cpumask_test_cpu(1, (const struct cpumask *)both))
		goto out;

	bpf_cpumask_xor(differ, (const struct cpumask *)left, (const struct cpumask *)right);
	if (!bpf_cpumask_equal((const struct cpumask *)both, (const struct cpumask *)differ))
		bpf_printk("disjoint masks differ in all they hold");

out:
	bpf_cpumask_release(left);
	bpf_cpumask_release(right);
	bpf_cpumask_release(both);
	bpf_cpumask_release(differ);
	return 0;
}
