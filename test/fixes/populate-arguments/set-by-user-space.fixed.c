// fix: Copy 'allowed' into 'words' on the stack first (safe)
/* User space sets the words before the program is loaded: they stay where they are. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
int bpf_cpumask_populate(struct cpumask *cpumask, void *src, size_t src__sz) __ksym;

const volatile u64 allowed[4];

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
    struct bpf_cpumask *mask = bpf_cpumask_create();
    u64 words[4];

    if (mask == NULL) {
        return 0;
    }
    __builtin_memcpy(words, (const void *)allowed, sizeof(words));
    bpf_cpumask_populate((struct cpumask *)mask, words, sizeof(words));
    bpf_cpumask_release(mask);
    return 0;
}

char LICENSE[] SEC("license") = "GPL";
