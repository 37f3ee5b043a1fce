/* Two bits are allowed. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct port_rule {
	u32 flags;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 64);
	__type(key, u32);
	__type(value, struct port_rule);
} ports SEC(".maps");

SEC("cgroup/bind4")
int on_bind(struct bpf_sock_addr *ctx)
{
	u32 key = ctx->user_port;
	struct port_rule *v = bpf_map_lookup_elem(&ports, &key);

	if (!v)
		return 1;
	return v->flags;
}

char LICENSE[] SEC("license") = "GPL";
