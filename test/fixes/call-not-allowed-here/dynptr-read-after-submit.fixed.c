// fix: Move bpf_ringbuf_submit_dynptr() after the last use of 'ptr' (safe)
/* A record is read after it was submitted. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} events SEC(".maps");

SEC("syscall")
int record(void *ctx)
{
	struct bpf_dynptr ptr;
	u64 v = 0;
	int ret;

	bpf_ringbuf_reserve_dynptr(&events, 16, 0, &ptr);
	ret = bpf_dynptr_read(&v, sizeof(v), &ptr, 0, 0);
	bpf_ringbuf_submit_dynptr(&ptr, 0);
	return ret;
}

char LICENSE[] SEC("license") = "GPL";
