/* Memory of the program where a kernel object is wanted, and parts of slots. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

char _license[] SEC("license") = "GPL";

struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;

#define __kptr __attribute__((btf_type_tag("kptr")))
#define __kptr_untrusted __attribute__((btf_type_tag("kptr_untrusted")))

struct task_struct *bpf_task_acquire(struct task_struct *p) __ksym;
void bpf_task_release(struct task_struct *p) __ksym;
struct cgroup *bpf_cgroup_acquire(struct cgroup *cgrp) __ksym;
void bpf_cgroup_release(struct cgroup *cgrp) __ksym;

struct slots {
	u64 count;
	struct task_struct __kptr *owned;
	struct task_struct __kptr_untrusted *seen;
	u64 last;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, struct slots);
} slots SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, u64);
} values SEC(".maps");

u64 stored;

SEC("tp_btf/task_newtask")
int BPF_PROG(acquire_of_stack, struct task_struct *task, u64 clone_flags)
{
	struct task_struct *p;
	long local = 0;

	p = bpf_task_acquire((struct task_struct *)&local);
	if (p)
		bpf_task_release(p);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(release_of_stack, struct task_struct *task, u64 clone_flags)
{
	long local = 0;

	bpf_task_release((struct task_struct *)&local);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(group_of_stack, struct task_struct *task, u64 clone_flags)
{
	struct cgroup *g;
	long local = 0;

	g = bpf_cgroup_acquire((struct cgroup *)&local);
	if (g)
		bpf_cgroup_release(g);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(acquire_of_global, struct task_struct *task, u64 clone_flags)
{
	struct task_struct *p;

	p = bpf_task_acquire((struct task_struct *)&stored);
	if (p)
		bpf_task_release(p);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(release_of_global, struct task_struct *task, u64 clone_flags)
{
	bpf_task_release((struct task_struct *)&stored);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(group_of_global, struct task_struct *task, u64 clone_flags)
{
	struct cgroup *g;

	g = bpf_cgroup_acquire((struct cgroup *)&stored);
	if (g)
		bpf_cgroup_release(g);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(acquire_of_value, struct task_struct *task, u64 clone_flags)
{
	struct task_struct *p;
	u32 key = 0;
	u64 *v;

	v = bpf_map_lookup_elem(&values, &key);
	if (!v)
		return 0;
	p = bpf_task_acquire((struct task_struct *)v);
	if (p)
		bpf_task_release(p);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(release_of_value, struct task_struct *task, u64 clone_flags)
{
	u32 key = 0;
	u64 *v;

	v = bpf_map_lookup_elem(&values, &key);
	if (!v)
		return 0;
	bpf_task_release((struct task_struct *)v);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(group_of_value, struct task_struct *task, u64 clone_flags)
{
	struct cgroup *g;
	u32 key = 0;
	u64 *v;

	v = bpf_map_lookup_elem(&values, &key);
	if (!v)
		return 0;
	g = bpf_cgroup_acquire((struct cgroup *)v);
	if (g)
		bpf_cgroup_release(g);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(acquire_of_argument, struct task_struct *task, u64 clone_flags)
{
	struct task_struct *p = bpf_task_acquire(task);

	if (p)
		bpf_task_release(p);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(acquire_of_number, struct task_struct *task, u64 clone_flags)
{
	struct task_struct *p = bpf_task_acquire((struct task_struct *)8);

	if (p)
		bpf_task_release(p);
	return 0;
}

SEC("syscall")
int half_of_slot_written(void *ctx)
{
	u32 key = 0;
	struct slots *s = bpf_map_lookup_elem(&slots, &key);

	if (!s)
		return 0;
	*(volatile u32 *)&s->owned = 0;
	return 0;
}

SEC("syscall")
int half_of_untrusted_slot_written(void *ctx)
{
	u32 key = 0;
	struct slots *s = bpf_map_lookup_elem(&slots, &key);

	if (!s)
		return 0;
	*(volatile u32 *)&s->seen = 0;
	return 0;
}

SEC("syscall")
int half_of_slot_read(void *ctx)
{
	u32 key = 0;
	struct slots *s = bpf_map_lookup_elem(&slots, &key);

	if (!s)
		return 0;
	return *(volatile u32 *)&s->owned;
}

SEC("syscall")
int half_of_untrusted_slot_read(void *ctx)
{
	u32 key = 0;
	struct slots *s = bpf_map_lookup_elem(&slots, &key);

	if (!s)
		return 0;
	return *(volatile u32 *)&s->seen;
}

SEC("syscall")
int second_half_of_untrusted_slot_read(void *ctx)
{
	u32 key = 0;
	struct slots *s = bpf_map_lookup_elem(&slots, &key);

	if (!s)
		return 0;
	return *((volatile u32 *)&s->seen + 1);
}

SEC("syscall")
int number_beside_slot_written(void *ctx)
{
	u32 key = 0;
	struct slots *s = bpf_map_lookup_elem(&slots, &key);

	if (!s)
		return 0;
	*(volatile u32 *)&s->count = 0;
	return 0;
}

SEC("syscall")
int number_behind_slot_read(void *ctx)
{
	u32 key = 0;
	struct slots *s = bpf_map_lookup_elem(&slots, &key);

	if (!s)
		return 0;
	return *(volatile u32 *)&s->last;
}

SEC("syscall")
int untrusted_slot_read(void *ctx)
{
	u32 key = 0;
	struct slots *s = bpf_map_lookup_elem(&slots, &key);

	if (!s)
		return 0;
	return s->seen != NULL;
}
