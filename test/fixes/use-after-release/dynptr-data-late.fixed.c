// fix: Move bpf_ringbuf_submit_dynptr() after the last use of 'ptr' (safe)
/* Data of a record is written after it was submitted. */
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
	u64 *p;

	bpf_ringbuf_reserve_dynptr(&events, 16, 0, &ptr);
	bpf_dynptr_clone(&ptr, &copy);
	p = bpf_dynptr_data(&copy, 0, sizeof(*p));
	if (p)
		*p = 1;
	bpf_ringbuf_submit_dynptr(&ptr, 0);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
