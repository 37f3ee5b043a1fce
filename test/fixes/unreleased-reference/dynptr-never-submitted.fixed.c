// fix: Discard 'ptr' before this return (safe)
// fix: Submit 'ptr' before this return
/* A record that nothing is done with. */
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
	int ret;

	ret = bpf_ringbuf_reserve_dynptr(&events, 16, 0, &ptr) ? 1 : 0;
	bpf_ringbuf_discard_dynptr(&ptr, 0);
	return ret;
}

char LICENSE[] SEC("license") = "GPL";
