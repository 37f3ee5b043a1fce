// fix: Tag 'llc' __kptr where it is declared (safe)
/* Tagged as kernels before 6.4 wanted it. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;

struct cpu_ctx {
	struct bpf_cpumask __kptr *llc;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 8);
	__type(key, u32);
	__type(value, struct cpu_ctx);
} cpu_ctxs SEC(".maps");

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	u32 key = task->pid & 7;
	struct cpu_ctx *cctx = bpf_map_lookup_elem(&cpu_ctxs, &key);
	struct bpf_cpumask *old;

	if (!cctx)
		return 0;
	old = bpf_kptr_xchg(&cctx->llc, NULL);
	if (old)
		bpf_cpumask_release(old);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
