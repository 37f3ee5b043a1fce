// Source files of a given length: programs like those people write, each with its own names.

const HEAD = `#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
void bpf_cpumask_set_cpu(u32 cpu, struct bpf_cpumask *cpumask) __ksym;
bool bpf_cpumask_test_cpu(u32 cpu, const struct cpumask *cpumask) __ksym;
bool bpf_cpumask_and(struct bpf_cpumask *dst, const struct cpumask *a, const struct cpumask *b) __ksym;
void bpf_rcu_read_lock(void) __ksym;
void bpf_rcu_read_unlock(void) __ksym;

struct slot {
	struct bpf_cpumask __kptr *mask;
	u64 used;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1024);
	__type(key, u32);
	__type(value, struct slot);
} slots SEC(".maps");

u64 seen, lost;

`;

const one = (n) => `static int choose_${n}(struct slot *slot, struct task_struct *task, u32 first)
{
	struct bpf_cpumask *mask, *old, *stored;
	int cpu = -1, i;

	mask = bpf_cpumask_create();
	if (!mask)
		return -ENOMEM;
	bpf_for(i, 0, 8) {
		if (bpf_cpumask_test_cpu(first + i, task->cpus_ptr)) {
			bpf_cpumask_set_cpu(first + i, mask);
			cpu = first + i;
		} else if (slot->used > ${n}) {
			lost++;
		}
	}
	bpf_rcu_read_lock();
	stored = slot->mask;
	if (stored)
		bpf_cpumask_and(mask, (const struct cpumask *)mask, (const struct cpumask *)stored);
	bpf_rcu_read_unlock();
	old = bpf_kptr_xchg(&slot->mask, mask);
	if (old)
		bpf_cpumask_release(old);
	return cpu;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask_${n}, struct task_struct *task, u64 clone_flags)
{
	u32 key = ${n};
	struct slot *slot;

	slot = bpf_map_lookup_elem(&slots, &key);
	if (!slot)
		return 0;
	slot->used++;
	if (choose_${n}(slot, task, key) < 0)
		lost++;
	else
		seen++;
	return 0;
}

`;

/** BPF C of about `lines` lines. */
export function sourceOfLength(lines) {
  const perProgram = one(0).split('\n').length - 1;
  const count = Math.max(1, Math.round((lines - HEAD.split('\n').length) / perProgram));
  return `${HEAD}${Array.from({ length: count }, (_, n) => one(n)).join('')}char _license[] SEC("license") = "GPL";\n`;
}
