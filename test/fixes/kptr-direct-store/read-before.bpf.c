/* The old mask is read by hand and released after the store. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
void bpf_cpumask_setall(struct bpf_cpumask *cpumask) __ksym;

struct saved_mask {
    struct bpf_cpumask __kptr *mask;
};

struct {
    __uint(type, BPF_MAP_TYPE_HASH);
    __uint(max_entries, 64);
    __type(key, u32);
    __type(value, struct saved_mask);
} masks SEC(".maps");

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
    u32 key = task->pid;
    struct saved_mask *v = bpf_map_lookup_elem(&masks, &key);
    struct bpf_cpumask *mask, *old;

    if (v == NULL) {
        return 0;
    }
    mask = bpf_cpumask_create();
    if (mask == NULL) {
        return 0;
    }
    bpf_cpumask_setall(mask);
    old = v->mask;
    v->mask = mask;
    if (old != NULL) {
        bpf_cpumask_release(old);
    }
    return 0;
}

char LICENSE[] SEC("license") = "GPL";
