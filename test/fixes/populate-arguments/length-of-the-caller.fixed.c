// fix: Limit 'len' to sizeof(req->words) before this call (safe)
/* A length without a bound, in a variable of the function. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
int bpf_cpumask_populate(struct cpumask *cpumask, void *src, size_t src__sz) __ksym;

struct cpu_request {
	u64 words[8];
	u32 len;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 4);
	__type(key, u32);
	__type(value, struct cpu_request);
} requests SEC(".maps");

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	u32 key = task->pid & 7;
	struct cpu_request *req = bpf_map_lookup_elem(&requests, &key);
	struct bpf_cpumask *mask;
	u64 len;

	if (!req)
		return 0;
	len = req->len;
	mask = bpf_cpumask_create();
	if (!mask)
		return 0;
	if (len > sizeof(req->words))
		len = sizeof(req->words);
	bpf_cpumask_populate((struct cpumask *)mask, req->words, len);
	bpf_cpumask_release(mask);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
