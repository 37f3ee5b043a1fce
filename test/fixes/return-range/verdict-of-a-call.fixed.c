// fix: Return err != 0 instead of err
/* What a call returns may be an error, of which 0 is none. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 64);
	__type(key, u32);
	__type(value, u64);
} ports SEC(".maps");

SEC("cgroup/connect4")
int on_connect(struct bpf_sock_addr *ctx)
{
	u32 key = ctx->user_port;
	u64 one = 1;
	long err = bpf_map_update_elem(&ports, &key, &one, BPF_ANY);

	return err != 0;
}

char LICENSE[] SEC("license") = "GPL";
