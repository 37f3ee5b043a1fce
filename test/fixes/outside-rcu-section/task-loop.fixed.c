// fix: Hold an RCU section around this loop (safe)
/* A loop over tasks that is left early. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

void bpf_iter_task_destroy(struct bpf_iter_task *it) __ksym;
void bpf_rcu_read_lock(void) __ksym;
void bpf_rcu_read_unlock(void) __ksym;
int bpf_iter_task_new(struct bpf_iter_task *it, struct task_struct *task__nullable, unsigned int flags) __ksym;
struct task_struct *bpf_iter_task_next(struct bpf_iter_task *it) __ksym;

#define bpf_for_each(type, cur, args...) for ( \
	struct bpf_iter_##type ___it __attribute__((aligned(8), cleanup(bpf_iter_##type##_destroy))), \
	*___p __attribute__((unused)) = (bpf_iter_##type##_new(&___it, ##args), (void *)0); \
	(((cur) = bpf_iter_##type##_next(&___it)));)

SEC("syscall")
int find_task(void *ctx)
{
	struct task_struct *task;
	int n = 0;
	int ret;

	bpf_rcu_read_lock();
	bpf_for_each(task, task, NULL, 0) {
		if (task->pid == 4711) {
			ret = task->tgid;
			goto unlock;
		}
		if (n++ > 1000)
			break;
	}
	bpf_rcu_read_unlock();
	return n;

unlock:
	bpf_rcu_read_unlock();
	return ret;
}

char LICENSE[] SEC("license") = "GPL";
