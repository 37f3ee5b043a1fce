// fix: Discard 'ptr' before it is overwritten
// fix: Submit 'ptr' before it is overwritten
/* A second record takes the place of the first. */
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

	bpf_ringbuf_reserve_dynptr(&events, 16, 0, &ptr);
	bpf_ringbuf_discard_dynptr(&ptr, 0);
	bpf_ringbuf_reserve_dynptr(&events, 32, 0, &ptr);
	bpf_ringbuf_submit_dynptr(&ptr, 0);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
