// fix: Make lookup() static (safe)
/* A look-up in a global function. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;

struct saved_mask {
    struct bpf_cpumask __kptr *mask;
};

struct {
    __uint(type, BPF_MAP_TYPE_HASH);
    __uint(max_entries, 64);
    __type(key, u32);
    __type(value, struct saved_mask);
} masks SEC(".maps");

static __noinline struct saved_mask *lookup(u32 key)
{
    return bpf_map_lookup_elem(&masks, &key);
}

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
    struct saved_mask *v = lookup(task->pid);
    struct bpf_cpumask *old;

    if (v == NULL) {
        return 0;
    }
    old = bpf_kptr_xchg(&v->mask, NULL);
    if (old != NULL) {
        bpf_cpumask_release(old);
    }
    return 1;
}

char LICENSE[] SEC("license") = "GPL";
