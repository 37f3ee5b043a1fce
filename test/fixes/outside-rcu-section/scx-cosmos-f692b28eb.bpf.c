/*
 * As in sched-ext/scx before f692b28eb (cosmos), in a program that may sleep. The maintainers took the second read away:
 * the function that fills the mask says from inside its section whether the node has CPUs. The section that is held here
 * around the test decides the same, with the queue still made outside it.
 */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
void bpf_cpumask_set_cpu(u32 cpu, struct bpf_cpumask *cpumask) __ksym;
bool bpf_cpumask_empty(const struct cpumask *cpumask) __ksym;
void bpf_rcu_read_lock(void) __ksym;
void bpf_rcu_read_unlock(void) __ksym;
void bpf_iter_num_destroy(struct bpf_iter_num *it) __ksym;
int bpf_iter_num_new(struct bpf_iter_num *it, int start, int end) __ksym;
int *bpf_iter_num_next(struct bpf_iter_num *it) __ksym;

#define bpf_for(i, start, end) for ( \
	struct bpf_iter_num ___it __attribute__((aligned(8), cleanup(bpf_iter_num_destroy))), \
	*___p __attribute__((unused)) = (bpf_iter_num_new(&___it, (start), (end)), (void *)0); \
	({ int *___t = bpf_iter_num_next(&___it); (___t ? ((i) = *___t, (i) >= (start) && (i) < (end)) : 0); });)

#define NR_NODES 4

struct numa_node {
	struct bpf_cpumask __kptr *cpus;
	char name[16];
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, NR_NODES);
	__type(key, u32);
	__type(value, struct numa_node);
} numa_nodes SEC(".maps");

const volatile u32 node_of_cpu[8] = { 0, 0, 1, 1, 0, 0, 1, 1 };

static int fill_node(u32 id)
{
	struct bpf_cpumask *mask;
	struct numa_node *node;
	u32 cpu;

	node = bpf_map_lookup_elem(&numa_nodes, &id);
	if (!node)
		return -2;
	mask = bpf_cpumask_create();
	if (!mask)
		return -12;
	bpf_for(cpu, 0, 8)
		if (node_of_cpu[cpu & 7] == id)
			bpf_cpumask_set_cpu(cpu, mask);
	mask = bpf_kptr_xchg(&node->cpus, mask);
	if (mask)
		bpf_cpumask_release(mask);
	return 0;
}

SEC("syscall")
int start_nodes(void *ctx)
{
	int err, started = 0;
	u32 id;

	bpf_for(id, 0, NR_NODES) {
		struct numa_node *node;

		err = fill_node(id);
		if (err)
			return err;
		node = bpf_map_lookup_elem(&numa_nodes, &id);
		if (!node || !node->cpus || bpf_cpumask_empty((const struct cpumask *)node->cpus))
			continue;
		err = bpf_copy_from_user(node->name, sizeof(node->name), ctx);
		if (err)
			return err;
		started++;
	}
	return started;
}

char LICENSE[] SEC("license") = "GPL";
