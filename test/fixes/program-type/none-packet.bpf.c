/* No other program sees this packet. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

void bpf_cpumask_clear(struct bpf_cpumask *cpumask) __ksym;

#define private(name) SEC(".data." #name) __hidden __attribute__((aligned(8)))
private(MASKS) static struct bpf_cpumask __kptr *allowed;

SEC("xdp")
int on_packet(struct xdp_md *ctx)
{
	struct bpf_cpumask *mask = allowed;

	if (mask)
		bpf_cpumask_clear(mask);
	return XDP_PASS;
}

char LICENSE[] SEC("license") = "GPL";
