// fix: Move 'p' into 'w->task' with bpf_kptr_xchg(), and release what it held (safe)
/* A task is kept for later. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct task_struct *bpf_task_from_pid(s32 pid) __ksym;
void bpf_task_release(struct task_struct *p) __ksym;

struct worker_slot {
	struct task_struct __kptr *task;
	u64 seen;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 16);
	__type(key, u32);
	__type(value, struct worker_slot);
} workers SEC(".maps");

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	u32 key = task->pid & 15;
	struct worker_slot *w = bpf_map_lookup_elem(&workers, &key);
	struct task_struct *p;
	struct task_struct *old;

	if (!w)
		return 0;
	p = bpf_task_from_pid(task->pid);
	if (!p)
		return 0;
	w->seen++;
	old = bpf_kptr_xchg(&w->task, p);
	if (old)
		bpf_task_release(old);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
