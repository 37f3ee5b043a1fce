// fix: Call bpf_probe_read_kernel() only if 'word' is not NULL (safe)
// fix: Test 'word' after bpf_map_lookup_elem(), and return 0 if it is NULL
/* A map value that may not be there, handed to a helper as memory; the rest goes on. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>



struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 64);
	__type(key, u32);
	__type(value, u64);
} words SEC(".maps");

u64 forks;

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	u32 key = task->pid;
	u64 *word = bpf_map_lookup_elem(&words, &key);

	if (word)
		bpf_probe_read_kernel(word, sizeof(*word), task->cpus_ptr);
	forks++;
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
