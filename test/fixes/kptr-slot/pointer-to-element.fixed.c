// fix: Choose among 4 constant indices by 'id' (safe)
/* The element is chosen before its slot is exchanged. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;

struct cell { u32 nr; struct bpf_cpumask __kptr *mask; };
struct cells { struct cell cell[4]; };
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, struct cells);
} cells_map SEC(".maps");

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	u32 key = 0, id = task->pid & 3;
	struct cells *c = bpf_map_lookup_elem(&cells_map, &key);
	struct bpf_cpumask *old;
	struct cell *cell;

	if (!c)
		return 0;
	switch (id) {
	case 0:
		cell = &c->cell[0];
		break;
	case 1:
		cell = &c->cell[1];
		break;
	case 2:
		cell = &c->cell[2];
		break;
	default:
		cell = &c->cell[3];
		break;
	}
	cell->nr++;
	old = bpf_kptr_xchg(&cell->mask, NULL);
	if (old)
		bpf_cpumask_release(old);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
