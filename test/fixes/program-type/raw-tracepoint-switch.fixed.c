// fix: Make on_switch() a program of SEC("tp_btf/sched_switch") (safe)
/* A raw tracepoint with several arguments. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
void bpf_cpumask_setall(struct bpf_cpumask *cpumask) __ksym;

#define private(name) SEC(".data." #name) __hidden __attribute__((aligned(8)))
private(A) static struct bpf_cpumask __kptr *allowed;
SEC("tp_btf/sched_switch")
int BPF_PROG(on_switch, bool preempt, struct task_struct *prev, struct task_struct *next)
{
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (!m)
		return 0;
	if (preempt)
		bpf_cpumask_setall(m);
	m = bpf_kptr_xchg(&allowed, m);
	if (m)
		bpf_cpumask_release(m);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
