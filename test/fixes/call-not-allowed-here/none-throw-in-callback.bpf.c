/* What the loop is to return instead, only the author knows. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

void bpf_throw(u64 cookie) __ksym;

static long stop(u32 i, void *data)
{
	if (i == 7)
		bpf_throw(1);
	return 0;
}

SEC("syscall")
int walk(void *ctx)
{
	bpf_loop(8, stop, NULL, 0);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
