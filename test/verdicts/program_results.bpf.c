/* What programs of cgroups and sockets may return. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

char _license[] SEC("license") = "GPL";

struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;

u32 observed;

SEC("cgroup/recvmsg4")
int cgroup_recvmsg4_ok(void *ctx)
{
	return 1;
}

SEC("cgroup/recvmsg4")
int cgroup_recvmsg4_bad(void *ctx)
{
	return 0;
}

SEC("cgroup/recvmsg4")
int cgroup_recvmsg4_unknown(void *ctx)
{
	return observed;
}

SEC("cgroup/getpeername6")
int cgroup_getpeername6_ok(void *ctx)
{
	return 1;
}

SEC("cgroup/getpeername6")
int cgroup_getpeername6_bad(void *ctx)
{
	return 0;
}

SEC("cgroup/getpeername6")
int cgroup_getpeername6_unknown(void *ctx)
{
	return observed;
}

SEC("cgroup/getsockname4")
int cgroup_getsockname4_ok(void *ctx)
{
	return 1;
}

SEC("cgroup/getsockname4")
int cgroup_getsockname4_bad(void *ctx)
{
	return 2;
}

SEC("cgroup/getsockname4")
int cgroup_getsockname4_unknown(void *ctx)
{
	return observed;
}

SEC("cgroup/bind4")
int cgroup_bind4_ok(void *ctx)
{
	return 3;
}

SEC("cgroup/bind4")
int cgroup_bind4_bad(void *ctx)
{
	return 4;
}

SEC("cgroup/bind4")
int cgroup_bind4_unknown(void *ctx)
{
	return observed;
}

SEC("cgroup/bind6")
int cgroup_bind6_ok(void *ctx)
{
	return 0;
}

SEC("cgroup/bind6")
int cgroup_bind6_bad(void *ctx)
{
	return 4;
}

SEC("cgroup/bind6")
int cgroup_bind6_unknown(void *ctx)
{
	return observed;
}

SEC("cgroup/connect4")
int cgroup_connect4_ok(void *ctx)
{
	return 1;
}

SEC("cgroup/connect4")
int cgroup_connect4_bad(void *ctx)
{
	return 2;
}

SEC("cgroup/connect4")
int cgroup_connect4_unknown(void *ctx)
{
	return observed;
}

SEC("cgroup/sendmsg6")
int cgroup_sendmsg6_ok(void *ctx)
{
	return 0;
}

SEC("cgroup/sendmsg6")
int cgroup_sendmsg6_bad(void *ctx)
{
	return -1;
}

SEC("cgroup/sendmsg6")
int cgroup_sendmsg6_unknown(void *ctx)
{
	return observed;
}

SEC("cgroup/post_bind4")
int cgroup_post_bind4_ok(void *ctx)
{
	return 1;
}

SEC("cgroup/post_bind4")
int cgroup_post_bind4_bad(void *ctx)
{
	return 2;
}

SEC("cgroup/post_bind4")
int cgroup_post_bind4_unknown(void *ctx)
{
	return observed;
}

SEC("cgroup/sock_create")
int cgroup_sock_create_ok(void *ctx)
{
	return 1;
}

SEC("cgroup/sock_create")
int cgroup_sock_create_bad(void *ctx)
{
	return 2;
}

SEC("cgroup/sock_create")
int cgroup_sock_create_unknown(void *ctx)
{
	return observed;
}

SEC("cgroup/dev")
int cgroup_dev_ok(void *ctx)
{
	return 0;
}

SEC("cgroup/dev")
int cgroup_dev_bad(void *ctx)
{
	return 2;
}

SEC("cgroup/dev")
int cgroup_dev_unknown(void *ctx)
{
	return observed;
}

SEC("cgroup/sysctl")
int cgroup_sysctl_ok(void *ctx)
{
	return 1;
}

SEC("cgroup/sysctl")
int cgroup_sysctl_bad(void *ctx)
{
	return -1;
}

SEC("cgroup/sysctl")
int cgroup_sysctl_unknown(void *ctx)
{
	return observed;
}

SEC("cgroup/getsockopt")
int cgroup_getsockopt_ok(void *ctx)
{
	return 1;
}

SEC("cgroup/getsockopt")
int cgroup_getsockopt_bad(void *ctx)
{
	return 2;
}

SEC("cgroup/getsockopt")
int cgroup_getsockopt_unknown(void *ctx)
{
	return observed;
}

SEC("cgroup/setsockopt")
int cgroup_setsockopt_ok(void *ctx)
{
	return 0;
}

SEC("cgroup/setsockopt")
int cgroup_setsockopt_bad(void *ctx)
{
	return 3;
}

SEC("cgroup/setsockopt")
int cgroup_setsockopt_unknown(void *ctx)
{
	return observed;
}

SEC("sockops")
int sockops_ok(void *ctx)
{
	return 1;
}

SEC("sockops")
int sockops_bad(void *ctx)
{
	return 2;
}

SEC("sockops")
int sockops_unknown(void *ctx)
{
	return observed;
}

SEC("sk_lookup")
int sk_lookup_ok(void *ctx)
{
	return 1;
}

SEC("sk_lookup")
int sk_lookup_bad(void *ctx)
{
	return 2;
}

SEC("sk_lookup")
int sk_lookup_unknown(void *ctx)
{
	return observed;
}

SEC("cgroup_skb/ingress")
int cgroup_skb_ingress_ok(void *ctx)
{
	return 1;
}

SEC("cgroup_skb/ingress")
int cgroup_skb_ingress_bad(void *ctx)
{
	return 2;
}

SEC("cgroup_skb/ingress")
int cgroup_skb_ingress_unknown(void *ctx)
{
	return observed;
}
