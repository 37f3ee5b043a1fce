#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

char LICENSE[] SEC("license") = "GPL";

struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;

#define WITH_MASK(name, body)                                                  \
	SEC("tp_btf/task_newtask")                                             \
	int BPF_PROG(name, struct task_struct *task, u64 clone_flags)          \
	{                                                                      \
		struct bpf_cpumask *mask = bpf_cpumask_create();               \
		if (!mask)                                                     \
			return 0;                                              \
		body                                                           \
		bpf_cpumask_release(mask);                                     \
		return 0;                                                      \
	}

WITH_MASK(skip_threads, if (clone_flags & 0x10000) return 0;)
