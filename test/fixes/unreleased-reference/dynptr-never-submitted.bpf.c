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

	return bpf_ringbuf_reserve_dynptr(&events, 16, 0, &ptr) ? 1 : 0;
}

char LICENSE[] SEC("license") = "GPL";
