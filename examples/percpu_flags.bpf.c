// SPDX-License-Identifier: GPL-2.0
/* A counter for each CPU: percpu_flags.c sets and reads it from user space. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 2);
	__type(key, __u32);
	__type(value, __u32);
} counters SEC(".maps");

__u64 runs;

SEC("syscall")
int count(void *ctx)
{
	__u32 key = 0;
	__u32 *value = bpf_map_lookup_elem(&counters, &key);

	if (!value)
		return 1;
	*value += 1;
	runs++;
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
