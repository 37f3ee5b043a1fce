// fix: Call bpf_local_irq_restore() if the condition is false, too (safe)
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

char LICENSE[] SEC("license") = "GPL";

void bpf_local_irq_save(unsigned long *flags) __ksym;
void bpf_local_irq_restore(unsigned long *flags) __ksym;

int seen;

#define PROGRAM(name, ...)                                                     \
	SEC("tp_btf/task_newtask")                                             \
	int BPF_PROG(name, struct task_struct *task, u64 clone_flags)          \
	{                                                                      \
		__VA_ARGS__                                                    \
		return 0;                                                      \
	}

PROGRAM(quiet, unsigned long flags; bpf_local_irq_save(&flags); seen++; if (clone_flags) bpf_local_irq_restore(&flags); else bpf_local_irq_restore(&flags);)
