// fix: Return 1 instead of 2
// fix: Return 0 instead of 2
/* The number may stand for either verdict. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

SEC("sk_lookup")
int on_lookup(struct bpf_sk_lookup *ctx)
{
	if (ctx->local_port == 7)
		return 1;
	return 1;
}

char LICENSE[] SEC("license") = "GPL";
