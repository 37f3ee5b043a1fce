// fix: Write to 'buf' instead of over 'record'
/* What is read goes beside the dynptr. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} events SEC(".maps");

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	struct bpf_dynptr record;
	char buf[sizeof(record)];

	bpf_ringbuf_reserve_dynptr(&events, 16, 0, &record);
	bpf_probe_read_kernel(buf, sizeof(record), task);
	bpf_ringbuf_submit_dynptr(&record, 0);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
