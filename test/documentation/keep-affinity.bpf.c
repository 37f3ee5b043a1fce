// kernel 6.4
// A new task's affinity is copied into a mask that an array map keeps under the task's pid.
#include <vmlinux.h>
#include <asm-generic/errno.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

char _license[] SEC("license") = "GPL";

struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
void bpf_cpumask_copy(struct bpf_cpumask *dst, const struct cpumask *src) __ksym;
bool bpf_cpumask_full(const struct cpumask *cpumask) __ksym;

struct affinity {
	struct bpf_cpumask __kptr * cpumask;
};

struct affinities {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__type(key, int);
	__type(value, struct affinity);
	__uint(max_entries, 65536);
} affinities SEC(".maps");

/* Takes the mask over: it ends up in the map or is released. */
static int keep(struct bpf_cpumask *mask, u32 pid)
{
	struct affinity empty, *slot;
	struct bpf_cpumask *before;
	u32 key = pid;
	long failed;

	empty.cpumask = NULL;
	failed = bpf_map_update_elem(&affinities, &key, &empty, 0);
	if (failed) {
		bpf_cpumask_release(mask);
		return failed;
	}

	slot = bpf_map_lookup_elem(&affinities, &key);
	if (!slot) {
		bpf_cpumask_release(mask);
		return -ENOENT;
	}

	before = bpf_kptr_xchg(&slot->cpumask, mask);
	if (before)
		bpf_cpumask_release(before);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(keep_affinity, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *mask = bpf_cpumask_create();

	if (!mask)
		return -ENOMEM;
	if (!bpf_cpumask_full(task->cpus_ptr))
		bpf_printk("%s may not run everywhere", task->comm);

	bpf_cpumask_copy(mask, task->cpus_ptr);
	return keep(mask, task->pid);
}
