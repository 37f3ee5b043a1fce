// fix: Remove this bpf_ringbuf_submit_dynptr(): this dynptr needs none (safe)
/* A dynptr of other memory needs no end. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

u64 sum;

SEC("syscall")
int record(void *ctx)
{
	struct bpf_dynptr ptr;
	u64 one = 1;

	bpf_dynptr_from_mem(&sum, sizeof(sum), 0, &ptr);
	bpf_dynptr_write(&ptr, 0, &one, sizeof(one), 0);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
