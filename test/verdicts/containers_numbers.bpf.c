/* Lists and trees under their lock, iterators on the stack, numbers that are no addresses, bpf_throw() in callbacks. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <bpf/bpf_core_read.h>

char _license[] SEC("license") = "GPL";
#define private(name) SEC(".data." #name) __attribute__((visibility("hidden"))) __attribute__((aligned(8)))
#define __contains(name, node) __attribute__((btf_decl_tag("contains:" #name ":" #node)))
extern void *bpf_obj_new_impl(__u64 local_type_id, void *meta) __ksym;
extern void bpf_obj_drop_impl(void *kptr, void *meta) __ksym;
extern void *bpf_refcount_acquire_impl(void *kptr, void *meta) __ksym;
extern int bpf_list_push_front_impl(struct bpf_list_head *head, struct bpf_list_node *node, void *meta, __u64 off) __ksym;
extern int bpf_list_push_back_impl(struct bpf_list_head *head, struct bpf_list_node *node, void *meta, __u64 off) __ksym;
extern struct bpf_list_node *bpf_list_pop_front(struct bpf_list_head *head) __ksym;
extern int bpf_rbtree_add_impl(struct bpf_rb_root *root, struct bpf_rb_node *node, bool (less)(struct bpf_rb_node *a, const struct bpf_rb_node *b), void *meta, __u64 off) __ksym;
extern struct bpf_rb_node *bpf_rbtree_first(struct bpf_rb_root *root) __ksym;
extern struct bpf_rb_node *bpf_rbtree_remove(struct bpf_rb_root *root, struct bpf_rb_node *node) __ksym;
extern int bpf_iter_num_new(struct bpf_iter_num *it, int start, int end) __ksym;
extern int *bpf_iter_num_next(struct bpf_iter_num *it) __ksym;
extern void bpf_iter_num_destroy(struct bpf_iter_num *it) __ksym;
extern void bpf_throw(u64 cookie) __ksym;
#define bpf_obj_new(type) ((type *)bpf_obj_new_impl(bpf_core_type_id_local(type), NULL))
#define bpf_obj_drop(p) bpf_obj_drop_impl(p, NULL)
#define bpf_refcount_acquire(p) bpf_refcount_acquire_impl(p, NULL)
#define bpf_list_push_front(head, node) bpf_list_push_front_impl(head, node, NULL, 0)
#define bpf_list_push_back(head, node) bpf_list_push_back_impl(head, node, NULL, 0)
#define bpf_rbtree_add(root, node, less) bpf_rbtree_add_impl(root, node, less, NULL, 0)
#define container_of(ptr, type, member) ((type *)((void *)(ptr) - __builtin_offsetof(type, member)))

struct item {
	u64 when;
	struct bpf_list_node link;
	struct bpf_rb_node node;
	struct bpf_refcount count;
};
private(A) struct bpf_spin_lock lock;
private(A) struct bpf_list_head items __contains(item, link);
private(B) struct bpf_spin_lock tree_lock;
private(B) struct bpf_rb_root tree __contains(item, node);
struct bpf_iter_num global_it;

static bool less(struct bpf_rb_node *a, const struct bpf_rb_node *b)
{
	return container_of(a, struct item, node)->when < container_of(b, struct item, node)->when;
}

#define P(name, ...) SEC("tp_btf/task_newtask") int BPF_PROG(name, struct task_struct *task, u64 clone_flags) { __VA_ARGS__ return 0; }
#define S(name, ...) SEC("syscall") int name(void *ctx) { __VA_ARGS__ return 0; }

P(push_ok, struct item *i = bpf_obj_new(struct item); if (!i) return 0; bpf_spin_lock(&lock); bpf_list_push_back(&items, &i->link); bpf_spin_unlock(&lock);)
P(push_front_ok, struct item *i = bpf_obj_new(struct item); if (!i) return 0; i->when = 3; bpf_spin_lock(&lock); bpf_list_push_front(&items, &i->link); bpf_spin_unlock(&lock);)
P(push_unlocked_bad, struct item *i = bpf_obj_new(struct item); if (!i) return 0; bpf_list_push_back(&items, &i->link);)
P(push_leak_bad, struct item *i = bpf_obj_new(struct item); if (!i) return 0; i->when = 1;)
P(pop_ok, struct bpf_list_node *n; bpf_spin_lock(&lock); n = bpf_list_pop_front(&items); bpf_spin_unlock(&lock); if (n) bpf_obj_drop(container_of(n, struct item, link));)
P(pop_unlocked_bad, struct bpf_list_node *n = bpf_list_pop_front(&items); if (n) bpf_obj_drop(container_of(n, struct item, link));)
P(add_ok, struct item *i = bpf_obj_new(struct item); if (!i) return 0; bpf_spin_lock(&tree_lock); bpf_rbtree_add(&tree, &i->node, less); bpf_spin_unlock(&tree_lock);)
P(add_unlocked_bad, struct item *i = bpf_obj_new(struct item); if (!i) return 0; bpf_rbtree_add(&tree, &i->node, less);)
P(add_behind_unlock_bad, struct item *i = bpf_obj_new(struct item); if (!i) return 0; bpf_spin_lock(&tree_lock); bpf_spin_unlock(&tree_lock); bpf_rbtree_add(&tree, &i->node, less);)
P(first_unlocked_bad, struct bpf_rb_node *n = bpf_rbtree_first(&tree); return n != NULL;)
P(first_ok, struct bpf_rb_node *n; bool is; bpf_spin_lock(&tree_lock); n = bpf_rbtree_first(&tree); is = n != NULL; bpf_spin_unlock(&tree_lock); return is;)
P(both_ok, struct item *i = bpf_obj_new(struct item); struct item *j; if (!i) return 0; j = bpf_refcount_acquire(i); bpf_spin_lock(&lock); bpf_list_push_back(&items, &i->link); bpf_spin_unlock(&lock); bpf_spin_lock(&tree_lock); bpf_rbtree_add(&tree, &j->node, less); bpf_spin_unlock(&tree_lock);)
P(acquire_ok, struct item *i = bpf_obj_new(struct item); struct item *j; if (!i) return 0; j = bpf_refcount_acquire(i); j->when = 2; bpf_obj_drop(j); bpf_obj_drop(i);)
P(acquire_leak_bad, struct item *i = bpf_obj_new(struct item); struct item *j; if (!i) return 0; j = bpf_refcount_acquire(i); j->when = 2; bpf_obj_drop(i);)
SEC("raw_tp/sys_enter") int list_in_raw_tp_bad(void *ctx) { struct bpf_list_node *n; bpf_spin_lock(&lock); n = bpf_list_pop_front(&items); bpf_spin_unlock(&lock); return n != NULL; }
SEC("tracepoint/sched/sched_switch") int list_in_tracepoint_bad(void *ctx) { struct bpf_list_node *n = bpf_list_pop_front(&items); return n != NULL; }

P(iter_ok, struct bpf_iter_num it; bpf_iter_num_new(&it, 0, 3); while (bpf_iter_num_next(&it)) ; bpf_iter_num_destroy(&it);)
P(iter_global_bad, bpf_iter_num_new(&global_it, 0, 3); bpf_iter_num_destroy(&global_it);)
P(iter_global_next_bad, bpf_iter_num_next(&global_it);)
P(iter_global_destroy_bad, bpf_iter_num_destroy(&global_it);)
P(iter_cleanup_ok, __attribute__((cleanup(bpf_iter_num_destroy))) struct bpf_iter_num it; bpf_iter_num_new(&it, 0, 3); while (bpf_iter_num_next(&it)) ;)

P(current_number_bad, struct task_struct *t = (void *)bpf_get_current_task(); return t->pid;)
P(current_number_field_ok, struct task_struct *t = (void *)bpf_get_current_task(); return BPF_CORE_READ(t, pid);)
P(current_number_probe_ok, struct task_struct *t = (void *)bpf_get_current_task(); int pid = 0; bpf_probe_read_kernel(&pid, 4, &t->pid); return pid;)
P(current_number_unused_ok, struct task_struct *t = (void *)bpf_get_current_task(); return t != NULL;)
P(current_btf_ok, struct task_struct *t = bpf_get_current_task_btf(); return t->pid;)
P(current_chain_bad, struct task_struct *t = (void *)bpf_get_current_task(); return t->mm->task_size;)
P(time_number_bad, u64 n = bpf_ktime_get_ns(); return *(int *)n;)
P(time_store_bad, u64 n = bpf_get_prandom_u32(); *(int *)n = 5;)
P(pid_number_bad, long n = bpf_get_current_pid_tgid(); return *(char *)n;)

static int throws(u32 i, void *c) { if (i == 7) bpf_throw(0); return 0; }
static __noinline int thrower(int x) { if (x == 7) bpf_throw(0); return x; }
S(throw_ok, if (!ctx) bpf_throw(1);)
S(throw_static_ok, return thrower(bpf_get_prandom_u32());)
S(throw_callback_bad, bpf_loop(10, throws, NULL, 0);)
static int throws_deep(u32 i, void *c) { return thrower(i) & 1; }
S(throw_deep_bad, bpf_loop(10, throws_deep, NULL, 0);)
