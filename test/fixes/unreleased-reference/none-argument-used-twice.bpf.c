#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

char LICENSE[] SEC("license") = "GPL";

struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;

#define TWICE(name, body)                                                      \
	SEC("tp_btf/task_newtask")                                             \
	int BPF_PROG(name, struct task_struct *task, u64 clone_flags)          \
	{                                                                      \
		struct bpf_cpumask *mask;                                      \
		body                                                           \
		mask = bpf_cpumask_create();                                   \
		if (!mask)                                                     \
			return 0;                                              \
		body                                                           \
		bpf_cpumask_release(mask);                                     \
		return 0;                                                      \
	}

TWICE(skip_some, if (bpf_get_prandom_u32() & 1) return 0;)
