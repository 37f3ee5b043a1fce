// fix: Return 0 instead of TC_ACT_SHOT (safe)
/* The verdict of another kind of program. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

#define TC_ACT_SHOT 2

SEC("cgroup_skb/ingress")
int on_packet(struct __sk_buff *skb)
{
	if (skb->len > 1000)
		return 0;
	return 1;
}

char LICENSE[] SEC("license") = "GPL";
