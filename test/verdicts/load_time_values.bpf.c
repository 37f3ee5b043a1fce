/* What only the load decides: versions, configuration, types. The kernel drops the other arm. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <bpf/bpf_core_read.h>

char _license[] SEC("license") = "GPL";

struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;

extern int LINUX_KERNEL_VERSION __kconfig;
extern int CONFIG_NR_CPUS __kconfig;
extern bool CONFIG_SMP __kconfig;
u32 observed;

struct task_struct___gone {
	int nothing_of_the_kind;
} __attribute__((preserve_access_index));

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} events SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, u64);
} heap SEC(".maps");

static __always_inline void *take(void)
{
	u32 key = 0;

	if (bpf_core_type_exists(struct bpf_ringbuf))
		return bpf_ringbuf_reserve(&events, 8, 0);
	return bpf_map_lookup_elem(&heap, &key);
}

static __always_inline void give(void *b)
{
	if (bpf_core_type_exists(struct bpf_ringbuf))
		bpf_ringbuf_submit(b, 0);
}

SEC("syscall")
int newer_than_5_0_released_there(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (!m)
		return 0;
	if (LINUX_KERNEL_VERSION >= KERNEL_VERSION(5, 0, 0)) {
		bpf_cpumask_release(m);
		return 0;
	}
	return 1;
}

SEC("syscall")
int newer_than_5_0_released_elsewhere(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (!m)
		return 0;
	if (LINUX_KERNEL_VERSION >= KERNEL_VERSION(5, 0, 0))
		return 1;
	bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int older_than_6_2_released_there(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (!m)
		return 0;
	if (LINUX_KERNEL_VERSION < KERNEL_VERSION(6, 2, 0)) {
		bpf_cpumask_release(m);
		return 0;
	}
	return 1;
}

SEC("syscall")
int older_than_6_2_released_elsewhere(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (!m)
		return 0;
	if (LINUX_KERNEL_VERSION < KERNEL_VERSION(6, 2, 0))
		return 1;
	bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int newer_than_9_0_released_there(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (!m)
		return 0;
	if (LINUX_KERNEL_VERSION > KERNEL_VERSION(9, 0, 0)) {
		bpf_cpumask_release(m);
		return 0;
	}
	return 1;
}

SEC("syscall")
int newer_than_9_0_released_elsewhere(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (!m)
		return 0;
	if (LINUX_KERNEL_VERSION > KERNEL_VERSION(9, 0, 0))
		return 1;
	bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int arms_both_lose(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (!m)
		return 0;
	if (bpf_core_type_exists(struct task_struct))
		return 2;
	return 1;
}

SEC("syscall")
int config_both_lose(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (!m)
		return 0;
	if (CONFIG_SMP)
		observed = 1;
	return 1;
}

SEC("syscall")
int no_processors_released_elsewhere(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (!m)
		return 0;
	if (CONFIG_NR_CPUS < 1)
		return 1;
	bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int type_asked_twice(void *ctx)
{
	u64 *b = take();

	if (!b)
		return 0;
	b[0] = 1;
	give(b);
	return 0;
}

SEC("syscall")
int type_asked_once(void *ctx)
{
	u64 *b = take();

	if (!b)
		return 0;
	b[0] = 1;
	return 0;
}

SEC("syscall")
int flavour_missing_released_elsewhere(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (!m)
		return 0;
	if (bpf_core_type_exists(struct task_struct___gone))
		return 1;
	bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int value_of_enum_released_there(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (!m)
		return 0;
	if (bpf_core_enum_value_exists(enum bpf_func_id, BPF_FUNC_map_lookup_elem)) {
		bpf_cpumask_release(m);
		return 0;
	}
	return 1;
}
