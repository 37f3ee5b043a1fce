/* A clone is written after its record was submitted. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} events SEC(".maps");

extern int bpf_dynptr_clone(const struct bpf_dynptr *p, struct bpf_dynptr *clone) __ksym;

SEC("syscall")
int record(void *ctx)
{
	struct bpf_dynptr ptr, copy;
	u64 v = 3;

	bpf_ringbuf_reserve_dynptr(&events, 16, 0, &ptr);
	bpf_dynptr_clone(&ptr, &copy);
	bpf_ringbuf_submit_dynptr(&ptr, 0);
	bpf_dynptr_write(&copy, 0, &v, sizeof(v), 0);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
