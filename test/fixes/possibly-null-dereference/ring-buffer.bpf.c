/* The ring buffer may be full; a task is held. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct task_struct *bpf_task_from_pid(s32 pid) __ksym;
void bpf_task_release(struct task_struct *p) __ksym;

struct event {
	u32 pid;
	u64 flags;
};

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} events SEC(".maps");

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	struct task_struct *leader;
	struct event *event;

	leader = bpf_task_from_pid(task->tgid);
	if (!leader)
		return 0;

	event = bpf_ringbuf_reserve(&events, sizeof(*event), 0);
	event->pid = leader->pid;
	event->flags = clone_flags;
	bpf_ringbuf_submit(event, 0);
	bpf_task_release(leader);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
