/* Variables for sections.c. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct totals {
	__u64 runs;
	__u32 last;
};

const volatile __u32 step = 3;
struct totals totals = {};
__u32 next = 40;
__u8 tail[3] = { 1, 2, 3 };

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u32);
} counters SEC(".maps");

SEC("syscall")
int count(void *ctx)
{
	totals.runs++;
	totals.last = next;
	next += step;
	return next;
}

char LICENSE[] SEC("license") = "GPL";
