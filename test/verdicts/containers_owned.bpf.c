/* What is taken out of a list or a tree is the program's; what is looked at is only lent, until the lock is given back. */
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

struct waiting {
	u64 since;
	struct bpf_list_node link;
	u32 cpu;
};

struct ranked {
	struct bpf_rb_node node;
	u64 rank;
};

struct holding {
	struct bpf_list_node link;
	struct bpf_cpumask __kptr *mask;
};

struct shared {
	struct bpf_refcount refs;
	struct bpf_rb_node node;
	struct bpf_list_node link;
	u64 rank;
};

private(A) struct bpf_spin_lock queue_lock;
private(A) struct bpf_list_head queue __contains(waiting, link);
private(B) struct bpf_spin_lock tree_lock;
private(B) struct bpf_rb_root tree __contains(ranked, node);
private(C) struct bpf_spin_lock masks_lock;
private(C) struct bpf_list_head masks __contains(holding, link);
private(D) struct bpf_spin_lock shared_lock;
private(D) struct bpf_rb_root shared_tree __contains(shared, node);

struct per_queue {
	struct bpf_spin_lock lock;
	struct bpf_list_head head __contains(waiting, link);
	u64 length;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 4);
	__type(key, u32);
	__type(value, struct per_queue);
} queues SEC(".maps");

u64 seen;

static bool lower(struct bpf_rb_node *a, const struct bpf_rb_node *b)
{
	struct ranked *one = container_of(a, struct ranked, node);
	struct ranked *two = container_of(b, struct ranked, node);

	return one->rank < two->rank;
}

static bool lower_shared(struct bpf_rb_node *a, const struct bpf_rb_node *b)
{
	return container_of(a, struct shared, node)->rank < container_of(b, struct shared, node)->rank;
}

static struct waiting *first_waiting(void)
{
	struct bpf_list_node *node;

	bpf_spin_lock(&queue_lock);
	node = bpf_list_pop_front(&queue);
	bpf_spin_unlock(&queue_lock);
	return node ? container_of(node, struct waiting, link) : NULL;
}

SEC("tc")
int pop_back_dropped_ok(struct __sk_buff *ctx)
{
	struct bpf_list_node *node;

	bpf_spin_lock(&queue_lock);
	node = bpf_list_pop_back(&queue);
	bpf_spin_unlock(&queue_lock);
	if (node)
		bpf_obj_drop(container_of(node, struct waiting, link));
	return 0;
}

SEC("tc")
int pop_back_lost_bad(struct __sk_buff *ctx)
{
	struct bpf_list_node *node;

	bpf_spin_lock(&queue_lock);
	node = bpf_list_pop_back(&queue);
	bpf_spin_unlock(&queue_lock);
	if (!node)
		return 0;
	seen = container_of(node, struct waiting, link)->cpu;
	return 0;
}

SEC("tc")
int moved_to_the_end_ok(struct __sk_buff *ctx)
{
	struct bpf_list_node *node;

	bpf_spin_lock(&queue_lock);
	node = bpf_list_pop_front(&queue);
	if (node)
		bpf_list_push_back(&queue, node);
	bpf_spin_unlock(&queue_lock);
	return 0;
}

SEC("tc")
int moved_untested_bad(struct __sk_buff *ctx)
{
	struct bpf_list_node *node;

	bpf_spin_lock(&queue_lock);
	node = bpf_list_pop_front(&queue);
	bpf_list_push_back(&queue, node);
	bpf_spin_unlock(&queue_lock);
	return 0;
}

SEC("tc")
int moved_when_old_bad(struct __sk_buff *ctx)
{
	struct bpf_list_node *node;

	bpf_spin_lock(&queue_lock);
	node = bpf_list_pop_front(&queue);
	if (node && container_of(node, struct waiting, link)->since > 1000)
		bpf_list_push_back(&queue, node);
	bpf_spin_unlock(&queue_lock);
	return 0;
}

SEC("tc")
int moved_or_dropped_ok(struct __sk_buff *ctx)
{
	struct bpf_list_node *node;
	struct waiting *w;

	bpf_spin_lock(&queue_lock);
	node = bpf_list_pop_front(&queue);
	if (!node) {
		bpf_spin_unlock(&queue_lock);
		return 0;
	}
	w = container_of(node, struct waiting, link);
	if (w->since > 1000) {
		bpf_list_push_back(&queue, &w->link);
		bpf_spin_unlock(&queue_lock);
		return 0;
	}
	bpf_spin_unlock(&queue_lock);
	bpf_obj_drop(w);
	return 0;
}

SEC("tc")
int helper_pops_ok(struct __sk_buff *ctx)
{
	struct waiting *w = first_waiting();

	if (!w)
		return 0;
	seen = w->since;
	bpf_obj_drop(w);
	return 0;
}

SEC("tc")
int helper_pops_bad(struct __sk_buff *ctx)
{
	struct waiting *w = first_waiting();

	if (!w)
		return 0;
	if (w->since == 0)
		return 1;
	bpf_obj_drop(w);
	return 0;
}

SEC("tc")
int used_after_push_ok(struct __sk_buff *ctx)
{
	struct waiting *w = bpf_obj_new(struct waiting);

	if (!w)
		return 0;
	bpf_spin_lock(&queue_lock);
	bpf_list_push_front(&queue, &w->link);
	w->cpu = 3;
	bpf_spin_unlock(&queue_lock);
	return 0;
}

SEC("tc")
int used_after_unlock_bad(struct __sk_buff *ctx)
{
	struct waiting *w = bpf_obj_new(struct waiting);

	if (!w)
		return 0;
	bpf_spin_lock(&queue_lock);
	bpf_list_push_front(&queue, &w->link);
	bpf_spin_unlock(&queue_lock);
	w->cpu = 3;
	return 0;
}

SEC("tc")
int dropped_after_push_bad(struct __sk_buff *ctx)
{
	struct waiting *w = bpf_obj_new(struct waiting);

	if (!w)
		return 0;
	bpf_spin_lock(&queue_lock);
	bpf_list_push_front(&queue, &w->link);
	bpf_spin_unlock(&queue_lock);
	bpf_obj_drop(w);
	return 0;
}

SEC("tc")
int pushed_twice_bad(struct __sk_buff *ctx)
{
	struct waiting *w = bpf_obj_new(struct waiting);

	if (!w)
		return 0;
	bpf_spin_lock(&queue_lock);
	bpf_list_push_front(&queue, &w->link);
	bpf_list_push_back(&queue, &w->link);
	bpf_spin_unlock(&queue_lock);
	return 0;
}

SEC("tc")
int lowest_read_ok(struct __sk_buff *ctx)
{
	struct bpf_rb_node *node;

	bpf_spin_lock(&tree_lock);
	node = bpf_rbtree_first(&tree);
	if (node)
		seen = container_of(node, struct ranked, node)->rank;
	bpf_spin_unlock(&tree_lock);
	return 0;
}

SEC("tc")
int lowest_read_later_bad(struct __sk_buff *ctx)
{
	struct bpf_rb_node *node;

	bpf_spin_lock(&tree_lock);
	node = bpf_rbtree_first(&tree);
	bpf_spin_unlock(&tree_lock);
	if (node)
		seen = container_of(node, struct ranked, node)->rank;
	return 0;
}

SEC("tc")
int lowest_untested_bad(struct __sk_buff *ctx)
{
	struct bpf_rb_node *node;

	bpf_spin_lock(&tree_lock);
	node = bpf_rbtree_first(&tree);
	node = bpf_rbtree_remove(&tree, node);
	bpf_spin_unlock(&tree_lock);
	if (node)
		bpf_obj_drop(container_of(node, struct ranked, node));
	return 0;
}

SEC("tc")
int lowest_dropped_while_in_bad(struct __sk_buff *ctx)
{
	struct bpf_rb_node *node;

	bpf_spin_lock(&tree_lock);
	node = bpf_rbtree_first(&tree);
	bpf_spin_unlock(&tree_lock);
	if (node)
		bpf_obj_drop(container_of(node, struct ranked, node));
	return 0;
}

SEC("tc")
int lowest_removed_ok(struct __sk_buff *ctx)
{
	struct bpf_rb_node *node;

	bpf_spin_lock(&tree_lock);
	node = bpf_rbtree_first(&tree);
	if (!node) {
		bpf_spin_unlock(&tree_lock);
		return 0;
	}
	node = bpf_rbtree_remove(&tree, node);
	bpf_spin_unlock(&tree_lock);
	if (!node)
		return 0;
	bpf_obj_drop(container_of(node, struct ranked, node));
	return 0;
}

SEC("tc")
int lowest_removed_untested_bad(struct __sk_buff *ctx)
{
	struct bpf_rb_node *node;

	bpf_spin_lock(&tree_lock);
	node = bpf_rbtree_first(&tree);
	if (!node) {
		bpf_spin_unlock(&tree_lock);
		return 0;
	}
	node = bpf_rbtree_remove(&tree, node);
	bpf_spin_unlock(&tree_lock);
	bpf_obj_drop(container_of(node, struct ranked, node));
	return 0;
}

SEC("tc")
int removed_and_kept_bad(struct __sk_buff *ctx)
{
	struct bpf_rb_node *node;
	u64 rank;

	bpf_spin_lock(&tree_lock);
	node = bpf_rbtree_first(&tree);
	if (!node) {
		bpf_spin_unlock(&tree_lock);
		return 0;
	}
	node = bpf_rbtree_remove(&tree, node);
	bpf_spin_unlock(&tree_lock);
	if (!node)
		return 0;
	rank = container_of(node, struct ranked, node)->rank;
	if (rank > 5)
		return 1;
	bpf_obj_drop(container_of(node, struct ranked, node));
	return 0;
}

SEC("tc")
int ranked_again_ok(struct __sk_buff *ctx)
{
	struct bpf_rb_node *node;
	struct ranked *r;

	bpf_spin_lock(&tree_lock);
	node = bpf_rbtree_first(&tree);
	if (node) {
		node = bpf_rbtree_remove(&tree, node);
		if (node) {
			r = container_of(node, struct ranked, node);
			r->rank += 10;
			bpf_rbtree_add(&tree, &r->node, lower);
		}
	}
	bpf_spin_unlock(&tree_lock);
	return 0;
}

SEC("tc")
int fresh_ranked_ok(struct __sk_buff *ctx)
{
	struct ranked *r = bpf_obj_new(struct ranked);

	if (!r)
		return 0;
	r->rank = ctx->len;
	bpf_spin_lock(&tree_lock);
	bpf_rbtree_add(&tree, &r->node, lower);
	bpf_spin_unlock(&tree_lock);
	return 0;
}

SEC("tc")
int fresh_ranked_without_lock_bad(struct __sk_buff *ctx)
{
	struct ranked *r = bpf_obj_new(struct ranked);

	if (!r)
		return 0;
	bpf_rbtree_add(&tree, &r->node, lower);
	return 0;
}

SEC("tc")
int fresh_lost_when_queue_is_long_bad(struct __sk_buff *ctx)
{
	struct per_queue *q;
	struct waiting *w;
	u32 key = 1;

	w = bpf_obj_new(struct waiting);
	if (!w)
		return 0;
	q = bpf_map_lookup_elem(&queues, &key);
	if (!q)
		return 0;
	bpf_spin_lock(&q->lock);
	bpf_list_push_back(&q->head, &w->link);
	bpf_spin_unlock(&q->lock);
	return 0;
}

SEC("tc")
int queue_of_a_value_ok(struct __sk_buff *ctx)
{
	struct per_queue *q;
	struct waiting *w;
	u32 key = ctx->len & 3;

	q = bpf_map_lookup_elem(&queues, &key);
	if (!q)
		return 0;
	w = bpf_obj_new(struct waiting);
	if (!w)
		return 0;
	bpf_spin_lock(&q->lock);
	bpf_list_push_back(&q->head, &w->link);
	q->length++;
	bpf_spin_unlock(&q->lock);
	return 0;
}

SEC("tc")
int popped_from_a_value_bad(struct __sk_buff *ctx)
{
	struct per_queue *q;
	struct bpf_list_node *node;
	u32 key = 0;

	q = bpf_map_lookup_elem(&queues, &key);
	if (!q)
		return 0;
	bpf_spin_lock(&q->lock);
	node = bpf_list_pop_front(&q->head);
	q->length--;
	bpf_spin_unlock(&q->lock);
	return node != NULL;
}

SEC("tc")
int lock_of_another_queue_bad(struct __sk_buff *ctx)
{
	struct per_queue *q;
	struct bpf_list_node *node;
	u32 key = 0;

	q = bpf_map_lookup_elem(&queues, &key);
	if (!q)
		return 0;
	bpf_spin_lock(&queue_lock);
	node = bpf_list_pop_front(&q->head);
	bpf_spin_unlock(&queue_lock);
	if (node)
		bpf_obj_drop(container_of(node, struct waiting, link));
	return 0;
}

SEC("tc")
int front_looked_at_ok(struct __sk_buff *ctx)
{
	struct bpf_list_node *node;

	bpf_spin_lock(&queue_lock);
	node = bpf_list_front(&queue);
	if (node)
		seen = container_of(node, struct waiting, link)->since;
	bpf_spin_unlock(&queue_lock);
	return 0;
}

SEC("tc")
int back_looked_at_later_bad(struct __sk_buff *ctx)
{
	struct bpf_list_node *node;

	bpf_spin_lock(&queue_lock);
	node = bpf_list_back(&queue);
	bpf_spin_unlock(&queue_lock);
	if (node)
		seen = container_of(node, struct waiting, link)->since;
	return 0;
}

SEC("tc")
int front_untested_bad(struct __sk_buff *ctx)
{
	struct bpf_list_node *node;

	bpf_spin_lock(&queue_lock);
	node = bpf_list_front(&queue);
	seen = container_of(node, struct waiting, link)->since;
	bpf_spin_unlock(&queue_lock);
	return 0;
}

SEC("syscall")
int mask_of_a_node_ok(void *ctx)
{
	struct bpf_cpumask *mask, *old;
	struct bpf_list_node *node;
	struct holding *h;

	bpf_spin_lock(&masks_lock);
	node = bpf_list_pop_front(&masks);
	bpf_spin_unlock(&masks_lock);
	if (!node)
		return 0;
	h = container_of(node, struct holding, link);
	mask = bpf_kptr_xchg(&h->mask, NULL);
	if (mask) {
		bpf_cpumask_set_cpu(1, mask);
		old = bpf_kptr_xchg(&h->mask, mask);
		if (old)
			bpf_cpumask_release(old);
	}
	bpf_spin_lock(&masks_lock);
	bpf_list_push_back(&masks, &h->link);
	bpf_spin_unlock(&masks_lock);
	return 0;
}

SEC("syscall")
int mask_of_a_node_bad(void *ctx)
{
	struct bpf_cpumask *mask;
	struct bpf_list_node *node;
	struct holding *h;

	bpf_spin_lock(&masks_lock);
	node = bpf_list_pop_front(&masks);
	bpf_spin_unlock(&masks_lock);
	if (!node)
		return 0;
	h = container_of(node, struct holding, link);
	mask = bpf_kptr_xchg(&h->mask, NULL);
	bpf_obj_drop(h);
	if (mask)
		bpf_cpumask_set_cpu(1, mask);
	return 0;
}

SEC("syscall")
int mask_put_into_a_fresh_node_ok(void *ctx)
{
	struct bpf_cpumask *mask;
	struct holding *h;

	h = bpf_obj_new(struct holding);
	if (!h)
		return 0;
	mask = bpf_cpumask_create();
	if (!mask) {
		bpf_obj_drop(h);
		return 0;
	}
	mask = bpf_kptr_xchg(&h->mask, mask);
	if (mask)
		bpf_cpumask_release(mask);
	bpf_spin_lock(&masks_lock);
	bpf_list_push_back(&masks, &h->link);
	bpf_spin_unlock(&masks_lock);
	return 0;
}

SEC("syscall")
int no_mask_and_node_lost_bad(void *ctx)
{
	struct bpf_cpumask *mask;
	struct holding *h;

	h = bpf_obj_new(struct holding);
	if (!h)
		return 0;
	mask = bpf_cpumask_create();
	if (!mask)
		return 0;
	mask = bpf_kptr_xchg(&h->mask, mask);
	if (mask)
		bpf_cpumask_release(mask);
	bpf_spin_lock(&masks_lock);
	bpf_list_push_back(&masks, &h->link);
	bpf_spin_unlock(&masks_lock);
	return 0;
}

SEC("tc")
int counted_kept_after_add_ok(struct __sk_buff *ctx)
{
	struct shared *s = bpf_obj_new(struct shared), *own;

	if (!s)
		return 0;
	own = bpf_refcount_acquire(s);
	if (!own) {
		bpf_obj_drop(s);
		return 0;
	}
	bpf_spin_lock(&shared_lock);
	bpf_rbtree_add(&shared_tree, &s->node, lower_shared);
	bpf_spin_unlock(&shared_lock);
	own->rank = 4;
	bpf_obj_drop(own);
	return 0;
}

SEC("tc")
int counted_lost_after_add_bad(struct __sk_buff *ctx)
{
	struct shared *s = bpf_obj_new(struct shared), *own;

	if (!s)
		return 0;
	own = bpf_refcount_acquire(s);
	bpf_spin_lock(&shared_lock);
	bpf_rbtree_add(&shared_tree, &s->node, lower_shared);
	bpf_spin_unlock(&shared_lock);
	own->rank = 4;
	return 0;
}

SEC("tc")
int counted_first_acquired_ok(struct __sk_buff *ctx)
{
	struct bpf_rb_node *node;
	struct shared *s, *own = NULL;

	bpf_spin_lock(&shared_lock);
	node = bpf_rbtree_first(&shared_tree);
	if (node) {
		s = container_of(node, struct shared, node);
		own = bpf_refcount_acquire(s);
	}
	bpf_spin_unlock(&shared_lock);
	if (!own)
		return 0;
	seen = own->rank;
	bpf_obj_drop(own);
	return 0;
}

SEC("tc")
int counted_first_acquired_bad(struct __sk_buff *ctx)
{
	struct bpf_rb_node *node;
	struct shared *s, *own = NULL;

	bpf_spin_lock(&shared_lock);
	node = bpf_rbtree_first(&shared_tree);
	if (node) {
		s = container_of(node, struct shared, node);
		own = bpf_refcount_acquire(s);
	}
	bpf_spin_unlock(&shared_lock);
	if (!own)
		return 0;
	seen = own->rank;
	return 0;
}

SEC("tc")
int drained_ok(struct __sk_buff *ctx)
{
	struct bpf_list_node *node;
	int i;

	for (i = 0; i < 4; i++) {
		bpf_spin_lock(&queue_lock);
		node = bpf_list_pop_front(&queue);
		bpf_spin_unlock(&queue_lock);
		if (!node)
			break;
		bpf_obj_drop(container_of(node, struct waiting, link));
	}
	return 0;
}

SEC("tc")
int drained_until_cpu_bad(struct __sk_buff *ctx)
{
	struct bpf_list_node *node;
	struct waiting *w;
	int i;

	for (i = 0; i < 4; i++) {
		bpf_spin_lock(&queue_lock);
		node = bpf_list_pop_front(&queue);
		bpf_spin_unlock(&queue_lock);
		if (!node)
			break;
		w = container_of(node, struct waiting, link);
		if (w->cpu == 2)
			break;
		bpf_obj_drop(w);
	}
	return 0;
}

SEC("tc")
int dropped_twice_bad(struct __sk_buff *ctx)
{
	struct waiting *w = bpf_obj_new(struct waiting);

	if (!w)
		return 0;
	bpf_obj_drop(w);
	bpf_obj_drop(w);
	return 0;
}

SEC("tc")
int counted_again_after_drop_bad(struct __sk_buff *ctx)
{
	struct shared *s = bpf_obj_new(struct shared);

	if (!s)
		return 0;
	bpf_obj_drop(s);
	s = bpf_refcount_acquire(s);
	if (s)
		bpf_obj_drop(s);
	return 0;
}

SEC("tc")
int first_counted_untested_bad(struct __sk_buff *ctx)
{
	struct bpf_rb_node *node;
	struct shared *own;

	bpf_spin_lock(&shared_lock);
	node = bpf_rbtree_first(&shared_tree);
	own = bpf_refcount_acquire(container_of(node, struct shared, node));
	bpf_spin_unlock(&shared_lock);
	if (own)
		bpf_obj_drop(own);
	return 0;
}

SEC("tc")
int node_itself_dropped_bad(struct __sk_buff *ctx)
{
	struct bpf_list_node *node;

	bpf_spin_lock(&queue_lock);
	node = bpf_list_pop_front(&queue);
	bpf_spin_unlock(&queue_lock);
	if (node)
		bpf_obj_drop(node);
	return 0;
}

SEC("tc")
int lent_node_counted_ok(struct __sk_buff *ctx)
{
	struct shared *s = bpf_obj_new(struct shared), *own;

	if (!s)
		return 0;
	bpf_spin_lock(&shared_lock);
	bpf_rbtree_add(&shared_tree, &s->node, lower_shared);
	own = bpf_refcount_acquire(s);
	bpf_spin_unlock(&shared_lock);
	if (own)
		bpf_obj_drop(own);
	return 0;
}

SEC("tc")
int lent_node_counted_bad(struct __sk_buff *ctx)
{
	struct shared *s = bpf_obj_new(struct shared), *own;

	if (!s)
		return 0;
	bpf_spin_lock(&shared_lock);
	bpf_rbtree_add(&shared_tree, &s->node, lower_shared);
	own = bpf_refcount_acquire(s);
	bpf_spin_unlock(&shared_lock);
	bpf_obj_drop(own);
	return 0;
}

SEC("tc")
int removed_under_other_lock_bad(struct __sk_buff *ctx)
{
	struct bpf_rb_node *node;

	bpf_spin_lock(&tree_lock);
	node = bpf_rbtree_first(&tree);
	bpf_spin_unlock(&tree_lock);
	if (!node)
		return 0;
	bpf_spin_lock(&tree_lock);
	node = bpf_rbtree_remove(&tree, node);
	bpf_spin_unlock(&tree_lock);
	if (node)
		bpf_obj_drop(container_of(node, struct ranked, node));
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
