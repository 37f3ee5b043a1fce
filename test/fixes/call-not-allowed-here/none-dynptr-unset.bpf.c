/* What the dynptr was to be set up from is not known. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

SEC("syscall")
int record(void *ctx)
{
	struct bpf_dynptr ptr;
	u64 v = 0;

	return bpf_dynptr_read(&v, sizeof(v), &ptr, 0, 0);
}

char LICENSE[] SEC("license") = "GPL";
