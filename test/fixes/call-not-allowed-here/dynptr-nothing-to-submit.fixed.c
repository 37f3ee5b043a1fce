// fix: Remove this bpf_ringbuf_submit_dynptr(): no record is reserved
/* What is submitted was not reserved. */
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

	return 0;
}

char LICENSE[] SEC("license") = "GPL";
