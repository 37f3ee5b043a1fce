/* A callback returns what a helper says. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 16);
	__type(key, u32);
	__type(value, u64);
} counts SEC(".maps");
static long add(u32 i, void *ctx)
{
	u64 one = 1;

	return bpf_map_update_elem(&counts, &i, &one, BPF_ANY);
}

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	bpf_loop(10, add, NULL, 0);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
