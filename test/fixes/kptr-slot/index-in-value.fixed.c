// fix: Choose among 3 constant indices by 'llc' (safe)
/* An array in a map value is read at a variable index, in the middle of an expression. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct node_ctx {
	u32 nr;
	struct bpf_cpumask __kptr *llcs[3];
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 4);
	__type(key, u32);
	__type(value, struct node_ctx);
} nodes SEC(".maps");

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	u32 key = 0, llc = (u32)task->pid % 3;
	struct node_ctx *node = bpf_map_lookup_elem(&nodes, &key);
	struct bpf_cpumask *chosen;

	if (!node)
		return 0;
	switch (llc) {
	case 0:
		chosen = node->llcs[0];
		break;
	case 1:
		chosen = node->llcs[1];
		break;
	default:
		chosen = node->llcs[2];
		break;
	}
	if (chosen)
		node->nr++;
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
