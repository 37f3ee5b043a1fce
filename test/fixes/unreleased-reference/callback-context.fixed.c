// fix: Release 'turn->cur' before it is overwritten (safe)
/* Each round puts a new mask into the context. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
void bpf_cpumask_setall(struct bpf_cpumask *cpumask) __ksym;

struct turn {
	struct bpf_cpumask *cur;
};

static long step(u32 i, void *data)
{
	struct turn *turn = data;
	struct bpf_cpumask *fresh = bpf_cpumask_create();

	if (!fresh)
		return 1;
	bpf_cpumask_setall(fresh);
	if (turn->cur)
		bpf_cpumask_release(turn->cur);
	turn->cur = fresh;
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	struct turn turn = { .cur = NULL };

	bpf_loop(5, step, &turn, 0);
	if (turn.cur)
		bpf_cpumask_release(turn.cur);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
