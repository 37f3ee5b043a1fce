// fix: Return 1 instead of TC_ACT_PIPE (safe)
/* The name says that it passes. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

#define TC_ACT_PIPE 3

SEC("cgroup_skb/ingress")
int on_packet(struct __sk_buff *skb)
{
	if (skb->len > 1000)
		return 1;
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
