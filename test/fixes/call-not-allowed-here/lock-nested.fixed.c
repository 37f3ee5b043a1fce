// fix: Remove this bpf_spin_lock(): the lock is held already (safe)
/* The lock is taken twice, and given back twice. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

#define private(name) SEC(".data." #name) __hidden __attribute__((aligned(8)))
private(A) struct bpf_spin_lock a_lock;
private(A) u64 a;
private(B) struct bpf_spin_lock b_lock;
private(B) u64 b;

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	bpf_spin_lock(&a_lock);
	a++;
	bpf_spin_unlock(&a_lock);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
