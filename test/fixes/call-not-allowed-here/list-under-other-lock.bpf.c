/* The list is changed under the lock of something else. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <bpf/bpf_core_read.h>

struct elem {
	u64 key;
	struct bpf_list_node link;
};

#define private(name) SEC(".data." #name) __hidden __attribute__((aligned(8)))
#define __contains(name, node) __attribute__((btf_decl_tag("contains:" #name ":" #node)))

private(A) struct bpf_spin_lock list_lock;
private(A) struct bpf_list_head elems __contains(elem, link);

void *bpf_obj_new_impl(u64 local_type_id, void *meta) __ksym;
int bpf_list_push_back_impl(struct bpf_list_head *head, struct bpf_list_node *node, void *meta, u64 off) __ksym;
#define bpf_obj_new(type) ((type *)bpf_obj_new_impl(bpf_core_type_id_local(type), NULL))
#define bpf_list_push_back(head, node) bpf_list_push_back_impl(head, node, NULL, 0)

private(B) struct bpf_spin_lock count_lock;
u64 count;

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	struct elem *e = bpf_obj_new(struct elem);

	if (!e)
		return 0;
	e->key = task->pid;
	bpf_spin_lock(&count_lock);
	bpf_list_push_back(&elems, &e->link);
	bpf_spin_unlock(&count_lock);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
