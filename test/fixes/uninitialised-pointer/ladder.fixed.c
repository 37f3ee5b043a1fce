// fix: Set 'a' to NULL where it is declared, and use it only if it is not NULL (safe)
// fix: Set 'a' to NULL where it is declared, and return 0 if it still is
/* A ladder that is entered too high. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
void bpf_cpumask_copy(struct bpf_cpumask *dst, const struct cpumask *src) __ksym;
struct task_struct *bpf_task_from_pid(s32 pid) __ksym;
void bpf_task_release(struct task_struct *p) __ksym;

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *a = NULL, *b;
	struct task_struct *leader;
	int ret = 0;

	leader = bpf_task_from_pid(task->tgid);
	if (!leader)
		goto free;
	a = bpf_cpumask_create();
	if (!a) {
		bpf_task_release(leader);
		return 0;
	}
	ret = leader->nr_cpus_allowed > 1;
	bpf_cpumask_copy(a, task->cpus_ptr);
	bpf_task_release(leader);
free:
	if (a)
		bpf_cpumask_release(a);
	return ret;
}

char LICENSE[] SEC("license") = "GPL";
