// fix: Discard 'ptr' if the condition is false (safe)
// fix: Submit 'ptr' if the condition is false, too
/* A record that is submitted only if it is wanted. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} events SEC(".maps");

u32 wanted;

SEC("syscall")
int record(void *ctx)
{
	struct bpf_dynptr ptr;

	bpf_ringbuf_reserve_dynptr(&events, 16, 0, &ptr);
	if (wanted)
		bpf_ringbuf_submit_dynptr(&ptr, 0);
	else
		bpf_ringbuf_discard_dynptr(&ptr, 0);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
