// fix: Move 'mask' into 'h->mask' with bpf_kptr_xchg(), and release what it held (safe)
/* An allocated object has a slot as well. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <bpf/bpf_core_read.h>

struct bpf_cpumask *bpf_cpumask_create(void) __ksym;

extern void *bpf_obj_new_impl(u64 local_type_id, void *meta) __ksym;
extern void bpf_obj_drop_impl(void *p, void *meta) __ksym;
extern void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
#define bpf_obj_new(type) ((type *)bpf_obj_new_impl(bpf_core_type_id_local(type), NULL))
#define bpf_obj_drop(p) bpf_obj_drop_impl(p, NULL)

struct holder {
	u64 id;
	struct bpf_cpumask __kptr *mask;
};

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *mask;
	struct holder *h;
	struct bpf_cpumask *old;

	h = bpf_obj_new(typeof(*h));
	if (!h)
		return 0;
	mask = bpf_cpumask_create();
	if (!mask) {
		bpf_obj_drop(h);
		return 0;
	}
	h->id = task->pid;
	old = bpf_kptr_xchg(&h->mask, mask);
	if (old)
		bpf_cpumask_release(old);
	bpf_obj_drop(h);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
