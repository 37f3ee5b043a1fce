/* One number is allowed, and what was computed has to be done all the same. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

u64 seen;

static __noinline int note(struct bpf_sock_addr *ctx)
{
	seen++;
	return ctx->user_port == 53 ? 2 : 0;
}

SEC("cgroup/recvmsg4")
int on_receive(struct bpf_sock_addr *ctx)
{
	if (ctx->user_family == 2)
		return 1;
	return note(ctx) + 2;
}

char LICENSE[] SEC("license") = "GPL";
