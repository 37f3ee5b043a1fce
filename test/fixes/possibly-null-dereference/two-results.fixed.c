// fix: Test 'own' after usage_of(), and return 0 if it is NULL, and in 2 more places
// fix: Test 'own' after usage_of(), and return 0 if it is NULL, and in 1 more place (safe)
/* Two results of one function, each used in its turn. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct usage {
	u64 runs;
	u64 sleeps;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 64);
	__type(key, u32);
	__type(value, struct usage);
} usages SEC(".maps");

u64 asked;

static __noinline struct usage *usage_of(u32 key)
{
	asked += key;
	return bpf_map_lookup_elem(&usages, &key);
}

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	struct usage *own = usage_of(1), *other = usage_of(2);

	if (!own)
		return 0;
	if (!other)
		return 0;
	own->runs++;
	other->runs++;
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
