// fix: Open it whatever 'ctx->len > 500' is (safe)
/* Locked on a condition, unlocked on none. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct shared {
	struct bpf_spin_lock lock;
	u64 count;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 8);
	__type(key, u32);
	__type(value, struct shared);
} shared_map SEC(".maps");

SEC("tc")
int on_packet(struct __sk_buff *ctx)
{
	u32 key = ctx->len;
	struct shared *v = bpf_map_lookup_elem(&shared_map, &key);

	if (!v)
		return 0;
	bpf_spin_lock(&v->lock);
	v->count++;
	bpf_spin_unlock(&v->lock);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
