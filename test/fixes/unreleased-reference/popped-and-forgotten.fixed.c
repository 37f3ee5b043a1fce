// fix: Keep what bpf_list_pop_front() returns, and release it (safe)
/* Nothing is dropped while the lock is held. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

#define __contains(name, node) __attribute__((btf_decl_tag("contains:" #name ":" #node)))
#define private(name) SEC(".bss." #name) __hidden __attribute__((aligned(8)))
#ifndef container_of
#define container_of(ptr, type, member) ({ void *__mptr = (void *)(ptr); ((type *)(__mptr - __builtin_offsetof(type, member))); })
#endif

struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
void *bpf_obj_new_impl(__u64 local_type_id, void *meta) __ksym;
void bpf_obj_drop_impl(void *kptr, void *meta) __ksym;
#define bpf_obj_new(type) ((type *)bpf_obj_new_impl(__builtin_btf_type_id(*(type *)0, 0), NULL))
#define bpf_obj_drop(kptr) bpf_obj_drop_impl(kptr, NULL)
struct bpf_list_node *bpf_list_pop_front(struct bpf_list_head *head) __ksym;

struct pending_job {
	u64 since;
	struct bpf_list_node link;
};

private(QUEUE) struct bpf_spin_lock lock;
private(QUEUE) struct bpf_list_head queue __contains(pending_job, link);

u64 seen;

SEC("tc")
int skip(struct __sk_buff *ctx)
{
	struct bpf_list_node *obj;

	bpf_spin_lock(&lock);
	obj = bpf_list_pop_front(&queue);
	seen++;
	bpf_spin_unlock(&lock);
	if (obj)
		bpf_obj_drop(container_of(obj, struct pending_job, link));
	return 0;
}

SEC("tc")
int probe(struct __sk_buff *ctx)
{
	struct pending_job *job = bpf_obj_new(struct pending_job);

	if (!job)
		return 1;
	bpf_obj_drop(job);
	return 0;
}

SEC("syscall")
int probe_mask(void *ctx)
{
	struct bpf_cpumask *mask = bpf_cpumask_create();

	if (!mask)
		return 1;
	bpf_cpumask_release(mask);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
