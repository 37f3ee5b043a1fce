// fix: Return allowed != 0 instead of allowed (safe)
/* A verdict is read from a variable. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

u32 allowed;

SEC("cgroup/dev")
int on_device(struct bpf_cgroup_dev_ctx *ctx)
{
	if (ctx->major == 1)
		return 1;
	return allowed != 0;
}

char LICENSE[] SEC("license") = "GPL";
