/* Iterators over what RCU protects need their section from the start until they are destroyed. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct bpf_iter_task;
extern int bpf_iter_task_new(struct bpf_iter_task *it, struct task_struct *task, unsigned int flags) __weak __ksym;
extern struct task_struct *bpf_iter_task_next(struct bpf_iter_task *it) __weak __ksym;
extern void bpf_iter_task_destroy(struct bpf_iter_task *it) __weak __ksym;
extern int bpf_iter_css_new(struct bpf_iter_css *it, struct cgroup_subsys_state *start, unsigned int flags) __weak __ksym;
extern struct cgroup_subsys_state *bpf_iter_css_next(struct bpf_iter_css *it) __weak __ksym;
extern void bpf_iter_css_destroy(struct bpf_iter_css *it) __weak __ksym;
void bpf_rcu_read_lock(void) __ksym;
void bpf_rcu_read_unlock(void) __ksym;
struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
bool bpf_cpumask_test_cpu(u32 cpu, const struct cpumask *cpumask) __ksym;

#ifndef bpf_for_each
#define bpf_for_each(type, cur, args...) for ( \
	struct bpf_iter_##type ___it __attribute__((aligned(8), cleanup(bpf_iter_##type##_destroy))), \
	*___p __attribute__((unused)) = (bpf_iter_##type##_new(&___it, ##args), (void)bpf_iter_##type##_destroy, (void *)0); \
	(((cur) = bpf_iter_##type##_next(&___it)));)
#endif

u64 pinned;

SEC("syscall")
int walk_ok(void *ctx)
{
	struct task_struct *p;

	bpf_rcu_read_lock();
	bpf_for_each(task, p, NULL, 0)
		if (bpf_cpumask_test_cpu(1, p->cpus_ptr))
			pinned++;
	bpf_rcu_read_unlock();
	return 0;
}

SEC("syscall")
int left_in_the_middle_bad(void *ctx)
{
	struct task_struct *p;

	bpf_rcu_read_lock();
	bpf_for_each(task, p, NULL, 0) {
		if (p->pid == 1) {
			bpf_rcu_read_unlock();
			return 1;
		}
	}
	bpf_rcu_read_unlock();
	return 0;
}

SEC("syscall")
int left_by_break_ok(void *ctx)
{
	struct task_struct *p;
	int found = 0;

	bpf_rcu_read_lock();
	bpf_for_each(task, p, NULL, 0) {
		if (p->pid == 1) {
			found = 1;
			break;
		}
	}
	bpf_rcu_read_unlock();
	return found;
}

SEC("syscall")
int pause_each_round_bad(void *ctx)
{
	struct task_struct *p;

	bpf_rcu_read_lock();
	bpf_for_each(task, p, NULL, 0) {
		pinned++;
		bpf_rcu_read_unlock();
		bpf_rcu_read_lock();
	}
	bpf_rcu_read_unlock();
	return 0;
}

SEC("syscall")
int pause_once_bad(void *ctx)
{
	struct bpf_iter_task it;
	struct task_struct *p;

	bpf_rcu_read_lock();
	bpf_iter_task_new(&it, NULL, 0);
	p = bpf_iter_task_next(&it);
	if (p)
		pinned = p->pid;
	bpf_rcu_read_unlock();
	bpf_rcu_read_lock();
	bpf_iter_task_destroy(&it);
	bpf_rcu_read_unlock();
	return 0;
}

SEC("syscall")
int by_name_ok(void *ctx)
{
	struct bpf_iter_task it;
	struct task_struct *p;

	bpf_rcu_read_lock();
	bpf_iter_task_new(&it, NULL, 0);
	while ((p = bpf_iter_task_next(&it)))
		pinned += p->nr_cpus_allowed;
	bpf_iter_task_destroy(&it);
	bpf_rcu_read_unlock();
	return 0;
}

SEC("syscall")
int destroyed_last_bad(void *ctx)
{
	struct bpf_iter_task it;
	struct task_struct *p;

	bpf_rcu_read_lock();
	bpf_iter_task_new(&it, NULL, 0);
	while ((p = bpf_iter_task_next(&it)))
		pinned += p->nr_cpus_allowed;
	bpf_rcu_read_unlock();
	bpf_iter_task_destroy(&it);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(no_section_needed_ok, struct task_struct *task, u64 flags)
{
	struct bpf_iter_task it;
	struct task_struct *p;

	bpf_iter_task_new(&it, task, 1);
	while ((p = bpf_iter_task_next(&it)))
		pinned += p->nr_cpus_allowed;
	bpf_iter_task_destroy(&it);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(own_section_ended_bad, struct task_struct *task, u64 flags)
{
	struct bpf_iter_task it;
	struct task_struct *p;

	bpf_iter_task_new(&it, task, 1);
	bpf_rcu_read_lock();
	p = bpf_iter_task_next(&it);
	if (p)
		pinned = p->pid;
	bpf_rcu_read_unlock();
	bpf_iter_task_destroy(&it);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(section_before_ok, struct task_struct *task, u64 flags)
{
	struct task_struct *p;

	bpf_rcu_read_lock();
	pinned = 0;
	bpf_rcu_read_unlock();
	bpf_for_each(task, p, task, 1)
		pinned++;
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(section_in_the_loop_bad, struct task_struct *task, u64 flags)
{
	struct task_struct *p;

	bpf_for_each(task, p, task, 1) {
		bpf_rcu_read_lock();
		pinned++;
		bpf_rcu_read_unlock();
	}
	return 0;
}

SEC("syscall")
int sub_walk_bad(void *ctx)
{
	struct bpf_cpumask *mask = bpf_cpumask_create();
	struct task_struct *p;

	if (!mask)
		return 0;
	bpf_rcu_read_lock();
	bpf_for_each(task, p, NULL, 0) {
		if (bpf_cpumask_test_cpu(0, p->cpus_ptr)) {
			bpf_rcu_read_unlock();
			bpf_cpumask_release(mask);
			return 0;
		}
	}
	bpf_rcu_read_unlock();
	bpf_cpumask_release(mask);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
