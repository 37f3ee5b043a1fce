// fix: Use 'mask' before bpf_kptr_xchg()
// fix: Pass bpf_kptr_xchg() a second reference to 'mask'
/* The result is needed after the exchange. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
void bpf_cpumask_copy(struct bpf_cpumask *dst, const struct cpumask *src) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
u32 bpf_cpumask_weight(const struct cpumask *cpumask) __ksym;

struct saved_mask {
    struct bpf_cpumask __kptr *mask;
    u64 uses;
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
    struct bpf_cpumask *mask, *old;
    u32 key = task->pid;
    struct saved_mask *v = bpf_map_lookup_elem(&masks, &key);
    int ret;

    if (!v)
        return 0;
    mask = bpf_cpumask_create();
    if (!mask)
        return 0;
    bpf_cpumask_copy(mask, task->cpus_ptr);
    ret = bpf_cpumask_weight((const struct cpumask *)mask);
    old = bpf_kptr_xchg(&v->mask, mask);
    if (old) {
        bpf_cpumask_release(old);
    }
    v->uses++;
    return ret;
}

char LICENSE[] SEC("license") = "GPL";
