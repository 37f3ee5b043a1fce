// fix: Hold '&list_lock' around this call
/* The list belongs to the lock beside it. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct elem {
	struct bpf_list_node link;
	u64 key;
};

#define private(name) SEC(".data." #name) __hidden __attribute__((aligned(8)))
#define __contains(name, node) __attribute__((btf_decl_tag("contains:" #name ":" #node)))

private(A) struct bpf_spin_lock list_lock;
private(A) struct bpf_list_head nodes __contains(elem, link);

void *bpf_obj_new_impl(__u64 local_type_id, void *meta) __ksym;
void bpf_obj_drop_impl(void *kptr, void *meta) __ksym;
struct bpf_list_node *bpf_list_pop_front(struct bpf_list_head *head) __ksym;
#define bpf_obj_drop(kptr) bpf_obj_drop_impl(kptr, NULL)

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	struct bpf_list_node *first;

	bpf_spin_lock(&list_lock);
	first = bpf_list_pop_front(&nodes);
	bpf_spin_unlock(&list_lock);
	if (first)
		bpf_obj_drop(container_of(first, struct elem, link));
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
