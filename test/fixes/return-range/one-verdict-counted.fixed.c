// fix: Return 1 instead of seen++ (safe)
/* One number is allowed, and the value is counted. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

u32 seen;

SEC("cgroup/getpeername6")
int on_name(struct bpf_sock_addr *ctx)
{
	seen++;
	return 1;
}

char LICENSE[] SEC("license") = "GPL";
