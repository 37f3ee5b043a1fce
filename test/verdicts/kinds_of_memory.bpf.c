/* A container holds the member that it was declared with; per-CPU helpers take per-CPU memory; objects of the kernel are not written to. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

#define __contains(name, node) __attribute__((btf_decl_tag("contains:" #name ":" #node)))
#define private(name) SEC(".bss." #name) __hidden __attribute__((aligned(8)))
#ifndef container_of
#define container_of(ptr, type, member) ({ void *__mptr = (void *)(ptr); ((type *)(__mptr - __builtin_offsetof(type, member))); })
#endif

struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
void bpf_cpumask_set_cpu(u32 cpu, struct bpf_cpumask *cpumask) __ksym;
void *bpf_obj_new_impl(__u64 local_type_id, void *meta) __ksym;
void bpf_obj_drop_impl(void *kptr, void *meta) __ksym;
void *bpf_refcount_acquire_impl(void *kptr, void *meta) __ksym;
#define bpf_core_type_id_local(type) __builtin_btf_type_id(*(type *)0, 0)
#define bpf_obj_new(type) ((type *)bpf_obj_new_impl(bpf_core_type_id_local(type), NULL))
#define bpf_obj_drop(kptr) bpf_obj_drop_impl(kptr, NULL)
#define bpf_refcount_acquire(kptr) bpf_refcount_acquire_impl(kptr, NULL)
int bpf_list_push_front_impl(struct bpf_list_head *head, struct bpf_list_node *node, void *meta, __u64 off) __ksym;
int bpf_list_push_back_impl(struct bpf_list_head *head, struct bpf_list_node *node, void *meta, __u64 off) __ksym;
#define bpf_list_push_front(head, node) bpf_list_push_front_impl(head, node, NULL, 0)
#define bpf_list_push_back(head, node) bpf_list_push_back_impl(head, node, NULL, 0)
struct bpf_list_node *bpf_list_pop_front(struct bpf_list_head *head) __ksym;
struct bpf_list_node *bpf_list_pop_back(struct bpf_list_head *head) __ksym;
struct bpf_list_node *bpf_list_front(struct bpf_list_head *head) __ksym;
struct bpf_list_node *bpf_list_back(struct bpf_list_head *head) __ksym;
struct bpf_rb_node *bpf_rbtree_remove(struct bpf_rb_root *root, struct bpf_rb_node *node) __ksym;
int bpf_rbtree_add_impl(struct bpf_rb_root *root, struct bpf_rb_node *node, bool (less)(struct bpf_rb_node *a, const struct bpf_rb_node *b), void *meta, __u64 off) __ksym;
#define bpf_rbtree_add(root, node, less) bpf_rbtree_add_impl(root, node, less, NULL, 0)
struct bpf_rb_node *bpf_rbtree_first(struct bpf_rb_root *root) __ksym;

struct job {
	struct bpf_refcount refs;
	struct bpf_list_node urgent;
	u64 id;
	struct bpf_list_node later;
	struct bpf_rb_node ranked;
};

struct other {
	struct bpf_list_node later;
	u64 id;
};

struct numbers {
	u64 count;
};

private(A) struct bpf_spin_lock queue_lock;
private(A) struct bpf_list_head queue __contains(job, later);
private(A) struct bpf_rb_root tree __contains(job, ranked);
private(B) struct bpf_spin_lock others_lock;
private(B) struct bpf_list_head others __contains(other, later);

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, struct numbers);
} counts SEC(".maps");

void *bpf_percpu_obj_new_impl(__u64 local_type_id, void *meta) __ksym;
void bpf_percpu_obj_drop_impl(void *kptr, void *meta) __ksym;
#define __percpu_kptr __attribute__((btf_type_tag("percpu_kptr")))
#define bpf_percpu_obj_new(type) ((type __percpu_kptr *)bpf_percpu_obj_new_impl(bpf_core_type_id_local(type), NULL))
#define bpf_percpu_obj_drop(kptr) bpf_percpu_obj_drop_impl(kptr, NULL)

u64 seen;

static bool lower(struct bpf_rb_node *a, const struct bpf_rb_node *b)
{
	return container_of(a, struct job, ranked)->id < container_of(b, struct job, ranked)->id;
}

SEC("tc")
int declared_member_ok(struct __sk_buff *ctx)
{
	struct job *j = bpf_obj_new(struct job);

	if (!j)
		return 0;
	bpf_spin_lock(&queue_lock);
	bpf_list_push_back(&queue, &j->later);
	bpf_spin_unlock(&queue_lock);
	return 0;
}

SEC("tc")
int another_member_bad(struct __sk_buff *ctx)
{
	struct job *j = bpf_obj_new(struct job);

	if (!j)
		return 0;
	bpf_spin_lock(&queue_lock);
	bpf_list_push_back(&queue, &j->urgent);
	bpf_spin_unlock(&queue_lock);
	return 0;
}

SEC("tc")
int object_itself_bad(struct __sk_buff *ctx)
{
	struct job *j = bpf_obj_new(struct job);

	if (!j)
		return 0;
	bpf_spin_lock(&queue_lock);
	bpf_list_push_back(&queue, (void *)j);
	bpf_spin_unlock(&queue_lock);
	return 0;
}

SEC("tc")
int in_the_middle_bad(struct __sk_buff *ctx)
{
	struct job *j = bpf_obj_new(struct job);

	if (!j)
		return 0;
	bpf_spin_lock(&queue_lock);
	bpf_list_push_front(&queue, (void *)&j->later + 8);
	bpf_spin_unlock(&queue_lock);
	return 0;
}

SEC("tc")
int another_struct_bad(struct __sk_buff *ctx)
{
	struct other *j = bpf_obj_new(struct other);

	if (!j)
		return 0;
	bpf_spin_lock(&queue_lock);
	bpf_list_push_front(&queue, &j->later);
	bpf_spin_unlock(&queue_lock);
	return 0;
}

SEC("tc")
int ranked_ok(struct __sk_buff *ctx)
{
	struct job *j = bpf_obj_new(struct job);

	if (!j)
		return 0;
	bpf_spin_lock(&queue_lock);
	bpf_rbtree_add(&tree, &j->ranked, lower);
	bpf_spin_unlock(&queue_lock);
	return 0;
}

SEC("tc")
int list_node_for_a_tree_bad(struct __sk_buff *ctx)
{
	struct job *j = bpf_obj_new(struct job);

	if (!j)
		return 0;
	bpf_spin_lock(&queue_lock);
	bpf_rbtree_add(&tree, (void *)&j->later, lower);
	bpf_spin_unlock(&queue_lock);
	return 0;
}

SEC("tc")
int own_list_ok(struct __sk_buff *ctx)
{
	struct other *j = bpf_obj_new(struct other);

	if (!j)
		return 0;
	bpf_spin_lock(&others_lock);
	bpf_list_push_front(&others, &j->later);
	bpf_spin_unlock(&others_lock);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(value_as_per_cpu_bad, struct task_struct *task, u64 flags)
{
	u32 key = 0;
	struct numbers *n = bpf_map_lookup_elem(&counts, &key);

	if (!n)
		return 0;
	n = bpf_this_cpu_ptr(n);
	seen = n->count;
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(value_of_a_cpu_bad, struct task_struct *task, u64 flags)
{
	u32 key = 0;
	struct numbers *n = bpf_map_lookup_elem(&counts, &key);

	if (!n)
		return 0;
	n = bpf_per_cpu_ptr(n, 1);
	if (n)
		seen = n->count;
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(stack_as_per_cpu_bad, struct task_struct *task, u64 flags)
{
	struct numbers own = {}, *n;

	n = bpf_this_cpu_ptr(&own);
	seen = n->count;
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(number_as_per_cpu_bad, struct task_struct *task, u64 flags)
{
	struct numbers *n = bpf_this_cpu_ptr((void *)flags);

	seen = n->count;
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(null_as_per_cpu_bad, struct task_struct *task, u64 flags)
{
	struct numbers *n = bpf_this_cpu_ptr(NULL);

	seen = n->count;
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(comm_read_ok, struct task_struct *task, u64 flags)
{
	char name[16];

	bpf_probe_read_kernel(name, sizeof(name), task->comm);
	seen = name[0];
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(comm_written_bad, struct task_struct *task, u64 flags)
{
	bpf_probe_read_kernel(task->comm, 16, task->group_leader->comm);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(comm_of_current_bad, struct task_struct *task, u64 flags)
{
	bpf_get_current_comm(task->comm, sizeof(task->comm));
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(word_written_bad, struct task_struct *task, u64 flags)
{
	task->pid = 3;
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(words_copied_bad, struct task_struct *task, u64 flags)
{
	__builtin_memcpy(&task->utime, &task->stime, 8);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(mask_of_task_written_bad, struct task_struct *task, u64 flags)
{
	bpf_probe_read_kernel((void *)&task->cpus_mask, 8, &task->wake_cpu);
	return 0;
}

SEC("syscall")
int mask_of_its_own_ok(void *ctx)
{
	struct bpf_cpumask *mask = bpf_cpumask_create();

	if (!mask)
		return 0;
	bpf_cpumask_set_cpu(0, mask);
	bpf_cpumask_release(mask);
	return 0;
}

SEC("syscall")
int percpu_object_ok(void *ctx)
{
	struct numbers __percpu_kptr *all = bpf_percpu_obj_new(struct numbers);
	struct numbers *n;

	if (!all)
		return 0;
	n = bpf_this_cpu_ptr(all);
	seen = n->count;
	bpf_percpu_obj_drop(all);
	return 0;
}

SEC("syscall")
int percpu_object_untested_bad(void *ctx)
{
	struct numbers __percpu_kptr *all = bpf_percpu_obj_new(struct numbers);
	struct numbers *n;

	n = bpf_this_cpu_ptr(all);
	seen = n->count;
	if (all)
		bpf_percpu_obj_drop(all);
	return 0;
}

SEC("syscall")
int percpu_object_dropped_bad(void *ctx)
{
	struct numbers __percpu_kptr *all = bpf_percpu_obj_new(struct numbers);
	struct numbers *n;

	if (!all)
		return 0;
	bpf_percpu_obj_drop(all);
	n = bpf_this_cpu_ptr(all);
	seen = n->count;
	return 0;
}

SEC("syscall")
int percpu_object_lost_bad(void *ctx)
{
	struct numbers __percpu_kptr *all = bpf_percpu_obj_new(struct numbers);
	struct numbers *n;

	if (!all)
		return 0;
	n = bpf_this_cpu_ptr(all);
	seen = n->count;
	return 0;
}

SEC("syscall")
int percpu_object_plain_drop_bad(void *ctx)
{
	struct numbers __percpu_kptr *all = bpf_percpu_obj_new(struct numbers);

	if (all)
		bpf_obj_drop((void *)all);
	return 0;
}

SEC("syscall")
int plain_object_percpu_drop_bad(void *ctx)
{
	struct numbers *n = bpf_obj_new(struct numbers);

	if (n)
		bpf_percpu_obj_drop((void *)n);
	return 0;
}

SEC("syscall")
int plain_object_as_per_cpu_bad(void *ctx)
{
	struct numbers *n = bpf_obj_new(struct numbers), *one;

	if (!n)
		return 0;
	one = bpf_this_cpu_ptr(n);
	seen = one->count;
	bpf_obj_drop(n);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
