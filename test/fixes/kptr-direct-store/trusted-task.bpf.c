/* A task that the program does not own is kept. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

void bpf_task_release(struct task_struct *p) __ksym;

struct worker_slot {
	struct task_struct __kptr *task;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 16);
	__type(key, u32);
	__type(value, struct worker_slot);
} workers SEC(".maps");

SEC("tp_btf/sched_wakeup")
int BPF_PROG(on_wakeup, struct task_struct *p)
{
	u32 key = 0;
	struct worker_slot *w = bpf_map_lookup_elem(&workers, &key);

	if (w)
		w->task = p;
	return 0;
}

SEC("tp_btf/sched_process_exit")
int BPF_PROG(on_exit, struct task_struct *task)
{
	u32 key = 0;
	struct worker_slot *w = bpf_map_lookup_elem(&workers, &key);
	struct task_struct *old;

	if (!w)
		return 0;
	old = bpf_kptr_xchg(&w->task, NULL);
	if (old)
		bpf_task_release(old);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
