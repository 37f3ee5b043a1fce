// fix: Open and close it whatever 'x == 3' is (safe)
/* Locked and unlocked on one condition, which the verifier does not remember. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

void bpf_rcu_read_lock(void) __ksym;
void bpf_rcu_read_unlock(void) __ksym;

u32 knob;
u64 total[4];

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	u32 x = knob;

	bpf_rcu_read_lock();
	total[0] += bpf_get_prandom_u32();
	total[1] += bpf_get_prandom_u32();
	total[2] += bpf_get_prandom_u32();
	bpf_rcu_read_unlock();
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
