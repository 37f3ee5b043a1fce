// fix: Fill 'tmp' on the stack, and copy the other fields of 's'
/* A helper reads over the whole value. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;

struct cpu_sample {
	u64 stamp;
	u32 cpu;
	struct bpf_cpumask __kptr *mask;
	u64 words[2];
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 64);
	__type(key, u32);
	__type(value, struct cpu_sample);
} samples SEC(".maps");

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	u32 key = task->pid;
	struct cpu_sample *s = bpf_map_lookup_elem(&samples, &key);
	struct bpf_cpumask *old;
	long err;
	struct cpu_sample tmp = {};

	if (!s)
		return 0;
	err = bpf_probe_read_kernel(&tmp, sizeof(tmp), task);
	if (err)
		return 0;
	s->stamp = tmp.stamp;
	s->cpu = tmp.cpu;
	__builtin_memcpy(s->words, tmp.words, sizeof(s->words));
	old = bpf_kptr_xchg(&s->mask, NULL);
	if (old)
		bpf_cpumask_release(old);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
