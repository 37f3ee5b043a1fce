/* An error refuses. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

#define EPERM 1

u32 denied_port;

SEC("cgroup/sendmsg6")
int on_send(struct bpf_sock_addr *ctx)
{
	return ctx->user_port == denied_port ? -EPERM : 1;
}

char LICENSE[] SEC("license") = "GPL";
