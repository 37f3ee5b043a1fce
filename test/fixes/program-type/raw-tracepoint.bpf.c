/* A raw tracepoint with its context. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

void bpf_cpumask_clear(struct bpf_cpumask *cpumask) __ksym;

#define private(name) SEC(".data." #name) __hidden __attribute__((aligned(8)))
private(MASKS) static struct bpf_cpumask __kptr *allowed;

SEC("raw_tracepoint/task_newtask")
int on_new(struct bpf_raw_tracepoint_args *ctx)
{
    struct bpf_cpumask *mask = allowed;

    if (mask != NULL) {
        bpf_cpumask_clear(mask);
    }
    return ctx->args[1] & 1;
}

char LICENSE[] SEC("license") = "GPL";
