/* A reservation that failed has to be given back as well. */
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
	u64 now = 7;

	if (bpf_ringbuf_reserve_dynptr(&events, 16, 0, &ptr) < 0)
		return 0;
	bpf_dynptr_write(&ptr, 0, &now, sizeof(now), 0);
	bpf_ringbuf_submit_dynptr(&ptr, 0);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
