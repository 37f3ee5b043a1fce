/* The same in a program that may sleep. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
u32 bpf_cpumask_first(const struct cpumask *cpumask) __ksym;
struct bpf_cpumask *bpf_cpumask_kptr_get(struct bpf_cpumask **cpumask) __ksym __weak;

struct saved_mask {
	struct bpf_cpumask __kptr *mask;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 64);
	__type(key, u32);
	__type(value, struct saved_mask);
} masks SEC(".maps");

SEC("syscall")
int on_request(void *ctx)
{
	u32 key = bpf_get_smp_processor_id();
	struct saved_mask *v = bpf_map_lookup_elem(&masks, &key);
	struct bpf_cpumask *mask;
	u32 cpu;

	if (!v)
		return 0;
	mask = bpf_cpumask_kptr_get(&v->mask);
	if (!mask)
		return 0;
	cpu = bpf_cpumask_first((const struct cpumask *)mask);
	bpf_cpumask_release(mask);
	if (cpu > 64)
		bpf_printk("many CPUs");
	return 0;
}

SEC("tp_btf/sched_process_exit")
int BPF_PROG(on_exit, struct task_struct *task)
{
	u32 key = task->pid;
	struct saved_mask *v = bpf_map_lookup_elem(&masks, &key);
	struct bpf_cpumask *old;

	if (!v)
		return 0;
	old = bpf_kptr_xchg(&v->mask, NULL);
	if (old)
		bpf_cpumask_release(old);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
