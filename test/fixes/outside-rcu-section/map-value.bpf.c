/* A kptr of a map value, read where it is declared; what follows from it is declared there too. Four spaces, braces. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

bool bpf_cpumask_test_and_set_cpu(u32 cpu, struct bpf_cpumask *cpumask) __ksym;

struct entry {
    struct bpf_cpumask __kptr *mask;
};

struct {
    __uint(type, BPF_MAP_TYPE_HASH);
    __uint(max_entries, 64);
    __type(key, u32);
    __type(value, struct entry);
} entries SEC(".maps");

SEC("syscall")
int weigh_entry(void *ctx)
{
    u32 key = 7;
    struct entry *v = bpf_map_lookup_elem(&entries, &key);

    if (v != NULL) {
        struct bpf_cpumask *mask = v->mask;
        u32 cpu = bpf_get_smp_processor_id();

        if (mask == NULL) {
            return -2;
        }
        if (bpf_cpumask_test_and_set_cpu(cpu, mask)) {
            return 1;
        }
    }
    return 0;
}

char LICENSE[] SEC("license") = "GPL";
