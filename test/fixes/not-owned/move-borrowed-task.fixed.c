// fix: Pass bpf_kptr_xchg() a reference to 'task'
/* A task needs a reference for its slot. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct task_struct *bpf_task_acquire(struct task_struct *p) __ksym;
void bpf_task_release(struct task_struct *p) __ksym;

struct saved_task {
	struct task_struct __kptr *task;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 64);
	__type(key, u32);
	__type(value, struct saved_task);
} tasks SEC(".maps");

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	u32 key = task->pid;
	struct saved_task *v = bpf_map_lookup_elem(&tasks, &key);
	struct task_struct *old;
	struct task_struct *ref;

	if (!v)
		return 0;
	ref = bpf_task_acquire(task);
	if (ref) {
		old = bpf_kptr_xchg(&v->task, ref);
		if (old)
			bpf_task_release(old);
	}
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
