// kernel 6.18
// The documentation leaves out how two of the four masks are made: taken at its word, they are never set.
#include <vmlinux.h>
#include <asm-generic/errno.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

char _license[] SEC("license") = "GPL";

struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
bool bpf_cpumask_and(struct bpf_cpumask *dst, const struct cpumask *src1, const struct cpumask *src2) __ksym;

SEC("tp_btf/task_newtask")
int BPF_PROG(unmade_masks, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *left, *right, *both;

	left = bpf_cpumask_create();
	if (!left)
		return -ENOMEM;
	right = bpf_cpumask_create();
	if (!right) {
		bpf_cpumask_release(left);
		return -ENOMEM;
	}
	/* make the third one, too */
	bpf_cpumask_and(both, (const struct cpumask *)left, (const struct cpumask *)right);
	bpf_cpumask_release(left);
	bpf_cpumask_release(right);
	bpf_cpumask_release(both);
	return 0;
}
