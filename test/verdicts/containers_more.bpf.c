/* Lists, trees, locks, iterators and contexts in further shapes. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <bpf/bpf_core_read.h>
#ifndef bpf_core_cast
#define bpf_core_cast(ptr, type) ((typeof(type) *)bpf_rdonly_cast((ptr), bpf_core_type_id_kernel(type)))
#endif
#ifndef __arg_ctx
#define __arg_ctx __attribute__((btf_decl_tag("arg:ctx")))
#endif
#ifndef __arg_nonnull
#define __arg_nonnull __attribute((btf_decl_tag("arg:nonnull")))
#endif
#ifndef __arg_nullable
#define __arg_nullable __attribute((btf_decl_tag("arg:nullable")))
#endif
#ifndef __arg_trusted
#define __arg_trusted __attribute((btf_decl_tag("arg:trusted")))
#endif
struct bpf_iter_num;
extern int bpf_iter_num_new(struct bpf_iter_num *it, int start, int end) __weak __ksym;
extern int *bpf_iter_num_next(struct bpf_iter_num *it) __weak __ksym;
extern void bpf_iter_num_destroy(struct bpf_iter_num *it) __weak __ksym;
#ifndef bpf_for
#define bpf_for(i, start, end) for ( \
	struct bpf_iter_num ___it __attribute__((aligned(8), cleanup(bpf_iter_num_destroy))), \
	*___p __attribute__((unused)) = (bpf_iter_num_new(&___it, (start), (end)), (void)bpf_iter_num_destroy, (void *)0); \
	({ int *___t = bpf_iter_num_next(&___it); (___t ? ((i) = *___t, (i) >= (start) && (i) < (end)) : ((i) = (end), 0)); });)
#endif
#ifndef bpf_repeat
#define bpf_repeat(N) for ( \
	struct bpf_iter_num ___it __attribute__((aligned(8), cleanup(bpf_iter_num_destroy))), \
	*___p __attribute__((unused)) = (bpf_iter_num_new(&___it, 0, (N)), (void)bpf_iter_num_destroy, (void *)0); \
	bpf_iter_num_next(&___it);)
#endif
void *bpf_rdonly_cast(const void *obj, __u32 btf_id) __ksym;
struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
struct bpf_cpumask *bpf_cpumask_acquire(struct bpf_cpumask *cpumask) __ksym;
void bpf_cpumask_set_cpu(u32 cpu, struct bpf_cpumask *cpumask) __ksym;
u32 bpf_cpumask_first(const struct cpumask *cpumask) __ksym;
void bpf_rcu_read_lock(void) __ksym;
void bpf_rcu_read_unlock(void) __ksym;
void bpf_preempt_disable(void) __ksym;
void bpf_preempt_enable(void) __ksym;
void bpf_local_irq_save(unsigned long *) __ksym;
void bpf_local_irq_restore(unsigned long *) __ksym;
struct task_struct *bpf_task_acquire(struct task_struct *p) __ksym;
void bpf_task_release(struct task_struct *p) __ksym;
struct task_struct *bpf_task_from_pid(s32 pid) __ksym;
struct cgroup *bpf_cgroup_acquire(struct cgroup *p) __ksym;
void bpf_cgroup_release(struct cgroup *p) __ksym;
struct cgroup *bpf_cgroup_from_id(u64 id) __ksym;
void bpf_throw(u64 cookie) __ksym;
struct mv { struct bpf_cpumask __kptr *mask; struct task_struct __kptr *task; };
struct { __uint(type, BPF_MAP_TYPE_ARRAY); __uint(max_entries, 4); __type(key, u32); __type(value, struct mv); } arr SEC(".maps");
struct { __uint(type, BPF_MAP_TYPE_HASH); __uint(max_entries, 4); __type(key, u32); __type(value, struct mv); } hsh SEC(".maps");
char _license[] SEC("license") = "GPL";

#define __contains(name, node) __attribute__((btf_decl_tag("contains:" #name ":" #node)))
#define private(name) SEC(".data." #name) __hidden __attribute__((aligned(8)))
void *bpf_obj_new_impl(u64 local_type_id, void *meta) __ksym;
void bpf_obj_drop_impl(void *kptr, void *meta) __ksym;
void *bpf_refcount_acquire_impl(void *kptr, void *meta) __ksym;
int bpf_list_push_back_impl(struct bpf_list_head *head, struct bpf_list_node *node, void *meta, u64 off) __ksym;
struct bpf_list_node *bpf_list_pop_front(struct bpf_list_head *head) __ksym;
int bpf_rbtree_add_impl(struct bpf_rb_root *root, struct bpf_rb_node *node, bool (less)(struct bpf_rb_node *a, const struct bpf_rb_node *b), void *meta, u64 off) __ksym;
struct bpf_rb_node *bpf_rbtree_remove(struct bpf_rb_root *root, struct bpf_rb_node *node) __ksym;
struct bpf_rb_node *bpf_rbtree_first(struct bpf_rb_root *root) __ksym;
#define bpf_obj_new(type) ((type *)bpf_obj_new_impl(bpf_core_type_id_local(type), NULL))
#define bpf_obj_drop(kptr) bpf_obj_drop_impl(kptr, NULL)
#define bpf_refcount_acquire(kptr) bpf_refcount_acquire_impl(kptr, NULL)
#define bpf_list_push_back(head, node) bpf_list_push_back_impl(head, node, NULL, 0)
#define bpf_rbtree_add(head, node, less) bpf_rbtree_add_impl(head, node, less, NULL, 0)
#ifndef container_of
#define container_of(ptr, type, member) ({ void *__mptr = (void *)(ptr); ((type *)(__mptr - offsetof(type, member))); })
#endif
struct nd { long a; struct bpf_list_node l; long b; struct bpf_rb_node r; struct bpf_refcount ref; };
private(A) struct bpf_spin_lock lk;
private(A) struct bpf_list_head hd __contains(nd, l);
private(A) struct bpf_rb_root rt __contains(nd, r);
private(B) struct bpf_spin_lock lk2;
static bool less(struct bpf_rb_node *a, const struct bpf_rb_node *b) { return container_of(a, struct nd, r)->a < container_of(b, struct nd, r)->a; }
struct lv { struct bpf_spin_lock l; int x; };
struct { __uint(type, BPF_MAP_TYPE_ARRAY); __uint(max_entries, 4); __type(key, u32); __type(value, struct lv); } la SEC(".maps");
struct rv { struct bpf_res_spin_lock l; int x; };
struct { __uint(type, BPF_MAP_TYPE_ARRAY); __uint(max_entries, 4); __type(key, u32); __type(value, struct rv); } ra SEC(".maps");
int bpf_res_spin_lock(struct bpf_res_spin_lock *lock) __ksym;
void bpf_res_spin_unlock(struct bpf_res_spin_lock *lock) __ksym;
int bpf_res_spin_lock_irqsave(struct bpf_res_spin_lock *lock, unsigned long *flags) __ksym;
void bpf_res_spin_unlock_irqrestore(struct bpf_res_spin_lock *lock, unsigned long *flags) __ksym;
struct bpf_iter_task; 
extern int bpf_iter_task_new(struct bpf_iter_task *it, struct task_struct *task, unsigned int flags) __ksym;
extern struct task_struct *bpf_iter_task_next(struct bpf_iter_task *it) __ksym;
extern void bpf_iter_task_destroy(struct bpf_iter_task *it) __ksym;
extern int bpf_iter_css_new(struct bpf_iter_css *it, struct cgroup_subsys_state *start, unsigned int flags) __ksym;
extern struct cgroup_subsys_state *bpf_iter_css_next(struct bpf_iter_css *it) __ksym;
extern void bpf_iter_css_destroy(struct bpf_iter_css *it) __ksym;

SEC("tc")
int d01(struct __sk_buff *ctx)
{
	struct nd *n = bpf_obj_new(struct nd); if (!n) return 0;
bpf_obj_drop(n);
	return 0;
}

SEC("tc")
int d02(struct __sk_buff *ctx)
{
	struct nd *n = bpf_obj_new(struct nd); if (!n) return 0;

	return 0;
}

SEC("tc")
int d03(struct __sk_buff *ctx)
{
	struct nd *n = bpf_obj_new(struct nd); if (!n) return 0;
bpf_spin_lock(&lk);bpf_list_push_back(&hd, &n->l);bpf_spin_unlock(&lk);
	return 0;
}

SEC("tc")
int d04(struct __sk_buff *ctx)
{
	struct nd *n = bpf_obj_new(struct nd); if (!n) return 0;
bpf_list_push_back(&hd, &n->l);
	return 0;
}

SEC("tc")
int d05(struct __sk_buff *ctx)
{
	struct nd *n = bpf_obj_new(struct nd); if (!n) return 0;
bpf_spin_lock(&lk);bpf_list_push_back(&hd, &n->l); n->a = 1;bpf_spin_unlock(&lk);
	return 0;
}

SEC("tc")
int d06(struct __sk_buff *ctx)
{
	struct nd *n = bpf_obj_new(struct nd); if (!n) return 0;
bpf_spin_lock(&lk);bpf_list_push_back(&hd, &n->l);bpf_spin_unlock(&lk); n->a = 1;
	return 0;
}

SEC("tc")
int d07(struct __sk_buff *ctx)
{
	struct nd *n = bpf_obj_new(struct nd); if (!n) return 0;
struct nd *q = bpf_refcount_acquire(n); bpf_spin_lock(&lk);bpf_list_push_back(&hd, &n->l);bpf_spin_unlock(&lk); q->a = 1; bpf_obj_drop(q);
	return 0;
}

SEC("tc")
int d08(struct __sk_buff *ctx)
{
	struct nd *n = bpf_obj_new(struct nd); if (!n) return 0;
struct nd *q = bpf_refcount_acquire(n); if (!q) return 0; bpf_obj_drop(q); bpf_obj_drop(n);
	return 0;
}

SEC("tc")
int d09(struct __sk_buff *ctx)
{
	struct nd *n = bpf_obj_new(struct nd); if (!n) return 0;
struct nd *q = bpf_refcount_acquire(n); bpf_obj_drop(n);
	return 0;
}

SEC("tc")
int d10(struct __sk_buff *ctx)
{
bpf_spin_lock(&lk);struct bpf_list_node *x = bpf_list_pop_front(&hd);bpf_spin_unlock(&lk); if (!x) return 0; bpf_obj_drop(container_of(x, struct nd, l));
	return 0;
}

SEC("tc")
int d11(struct __sk_buff *ctx)
{
bpf_spin_lock(&lk);struct bpf_list_node *x = bpf_list_pop_front(&hd);bpf_spin_unlock(&lk);
	return 0;
}

SEC("tc")
int d12(struct __sk_buff *ctx)
{
bpf_spin_lock(&lk);struct bpf_list_node *x = bpf_list_pop_front(&hd);bpf_spin_unlock(&lk); if (!x) return 0; struct nd *q = container_of(x, struct nd, l); q->b = 2; bpf_obj_drop(q);
	return 0;
}

SEC("tc")
int d13(struct __sk_buff *ctx)
{
bpf_spin_lock(&lk);struct bpf_list_node *x = bpf_list_pop_front(&hd);bpf_spin_unlock(&lk); if (!x) return 0; bpf_obj_drop(x);
	return 0;
}

SEC("tc")
int d14(struct __sk_buff *ctx)
{
	struct nd *n = bpf_obj_new(struct nd); if (!n) return 0;
bpf_spin_lock(&lk);bpf_rbtree_add(&rt, &n->r, less);bpf_spin_unlock(&lk);
	return 0;
}

SEC("tc")
int d15(struct __sk_buff *ctx)
{
	struct nd *n = bpf_obj_new(struct nd); if (!n) return 0;
bpf_spin_lock(&lk);bpf_rbtree_add(&rt, &n->r, less); struct bpf_rb_node *x = bpf_rbtree_first(&rt); if (x) { x = bpf_rbtree_remove(&rt, x); } else { bpf_spin_unlock(&lk); return 0; }bpf_spin_unlock(&lk); if (x) bpf_obj_drop(container_of(x, struct nd, r));
	return 0;
}

SEC("tc")
int d16(struct __sk_buff *ctx)
{
bpf_spin_lock(&lk);struct bpf_rb_node *x = bpf_rbtree_first(&rt); bpf_spin_unlock(&lk); if (!x) return 0; return container_of(x, struct nd, r)->a & 0;
	return 0;
}

SEC("tc")
int d17(struct __sk_buff *ctx)
{
bpf_spin_lock(&lk);struct bpf_rb_node *x = bpf_rbtree_first(&rt); if (!x) {bpf_spin_unlock(&lk); return 0; } long a = container_of(x, struct nd, r)->a; bpf_spin_unlock(&lk); return a & 0;
	return 0;
}

SEC("tc")
int d18(struct __sk_buff *ctx)
{
bpf_spin_lock(&lk);struct bpf_rb_node *x = bpf_rbtree_first(&rt); if (!x) {bpf_spin_unlock(&lk); return 0; } struct nd *q = bpf_refcount_acquire(container_of(x, struct nd, r)); bpf_spin_unlock(&lk); if (!q) return 0; bpf_obj_drop(q);
	return 0;
}

SEC("tc")
int d19(struct __sk_buff *ctx)
{
bpf_spin_lock(&lk);struct bpf_rb_node *x = bpf_rbtree_first(&rt); if (!x) {bpf_spin_unlock(&lk); return 0; } struct nd *q = bpf_refcount_acquire(container_of(x, struct nd, r)); bpf_spin_unlock(&lk); bpf_obj_drop(q);
	return 0;
}

SEC("tc")
int d20(struct __sk_buff *ctx)
{
	struct nd *n = bpf_obj_new(struct nd); if (!n) return 0;
bpf_spin_lock(&lk);bpf_list_push_back(&hd, &n->l); bpf_rbtree_add(&rt, &n->r, less);bpf_spin_unlock(&lk);
	return 0;
}

SEC("tc")
int d21(struct __sk_buff *ctx)
{
	struct nd *n = bpf_obj_new(struct nd); if (!n) return 0;
struct nd *q = bpf_refcount_acquire(n);bpf_spin_lock(&lk);bpf_list_push_back(&hd, &n->l); bpf_rbtree_add(&rt, &q->r, less);bpf_spin_unlock(&lk);
	return 0;
}

SEC("tc")
int d22(struct __sk_buff *ctx)
{
	struct nd *n = bpf_obj_new(struct nd); if (!n) return 0;
bpf_spin_lock(&lk2); bpf_list_push_back(&hd, &n->l); bpf_spin_unlock(&lk2);
	return 0;
}

SEC("tc")
int d23(struct __sk_buff *ctx)
{
bpf_spin_lock(&lk);struct nd *n = bpf_obj_new(struct nd);bpf_spin_unlock(&lk); if (n) bpf_obj_drop(n);
	return 0;
}

SEC("tc")
int d24(struct __sk_buff *ctx)
{
	struct nd *n = bpf_obj_new(struct nd); if (!n) return 0;
bpf_spin_lock(&lk);bpf_obj_drop(n);bpf_spin_unlock(&lk);
	return 0;
}

SEC("tc")
int d25(struct __sk_buff *ctx)
{
	struct nd *n = bpf_obj_new(struct nd); if (!n) return 0;
bpf_spin_lock(&lk);bpf_list_push_back(&hd, &n->l); struct bpf_list_node *x = bpf_list_pop_front(&hd);bpf_spin_unlock(&lk); if (x) bpf_obj_drop(container_of(x, struct nd, l));
	return 0;
}

SEC("tc")
int d26(struct __sk_buff *ctx)
{
	struct nd *n = bpf_obj_new(struct nd); if (!n) return 0;
struct nd *q = bpf_refcount_acquire(n);bpf_spin_lock(&lk);if (bpf_list_push_back(&hd, &n->l)) { bpf_spin_unlock(&lk); bpf_obj_drop(q); return 0; }bpf_spin_unlock(&lk); bpf_obj_drop(q);
	return 0;
}

SEC("tc")
int d27(struct __sk_buff *ctx)
{
for (int i = 0; i < 3; i++) {	struct nd *n = bpf_obj_new(struct nd); if (!n) return 0;
 if (ctx->len > 5) { bpf_obj_drop(n); continue; }bpf_spin_lock(&lk);bpf_list_push_back(&hd, &n->l);bpf_spin_unlock(&lk);}
	return 0;
}

SEC("tc")
int d28(struct __sk_buff *ctx)
{
for (int i = 0; i < 3; i++) {	struct nd *n = bpf_obj_new(struct nd); if (!n) return 0;
 if (ctx->len > 5) continue; bpf_obj_drop(n); }
	return 0;
}


SEC("tc")
int e01(struct __sk_buff *ctx)
{
u32 k = 0; struct lv *v = bpf_map_lookup_elem(&la, &k); if (!v) return 0;
bpf_spin_lock(&v->l); v->x++; bpf_spin_unlock(&v->l);
	return 0;
}

SEC("tc")
int e02(struct __sk_buff *ctx)
{
u32 k = 0; struct lv *v = bpf_map_lookup_elem(&la, &k); if (!v) return 0;
bpf_spin_lock(&v->l); v->x++; if (ctx->len) return 0; bpf_spin_unlock(&v->l);
	return 0;
}

SEC("tc")
int e03(struct __sk_buff *ctx)
{
u32 k = 0; struct lv *v = bpf_map_lookup_elem(&la, &k); if (!v) return 0;
bpf_spin_lock(&v->l); bpf_ktime_get_ns(); bpf_spin_unlock(&v->l);
	return 0;
}

SEC("tc")
int e04(struct __sk_buff *ctx)
{
u32 k = 0; struct lv *v = bpf_map_lookup_elem(&la, &k); if (!v) return 0;
struct lv *w = bpf_map_lookup_elem(&la, &k); if (!w) return 0; bpf_spin_lock(&v->l); bpf_spin_unlock(&w->l);
	return 0;
}

SEC("tc")
int e05(struct __sk_buff *ctx)
{
u32 k = 0; struct lv *v = bpf_map_lookup_elem(&la, &k); if (!v) return 0;
bpf_spin_lock(&v->l); bpf_spin_lock(&lk); bpf_spin_unlock(&lk); bpf_spin_unlock(&v->l);
	return 0;
}

SEC("tc")
int e06(struct __sk_buff *ctx)
{
u32 k = 0; struct lv *v = bpf_map_lookup_elem(&la, &k); if (!v) return 0;
bpf_spin_unlock(&v->l);
	return 0;
}

SEC("tc")
int e07(struct __sk_buff *ctx)
{
u32 k = 0; struct lv *v = bpf_map_lookup_elem(&la, &k); if (!v) return 0;
bpf_spin_lock(&v->l); bpf_spin_lock(&v->l); bpf_spin_unlock(&v->l);
	return 0;
}

static __noinline int lkh(struct lv *v) { v->x = 2; return 0; }
SEC("tc")
int e08(struct __sk_buff *ctx)
{
u32 k = 0; struct lv *v = bpf_map_lookup_elem(&la, &k); if (!v) return 0;
bpf_spin_lock(&v->l); lkh(v); bpf_spin_unlock(&v->l);
	return 0;
}

__noinline int lkg(int v) { return v; }

static __noinline int ulk10(struct lv *v) { bpf_spin_unlock(&v->l); return 0; }
SEC("tc")
int e10(struct __sk_buff *ctx)
{
u32 k = 0; struct lv *v = bpf_map_lookup_elem(&la, &k); if (!v) return 0;
bpf_spin_lock(&v->l); ulk10(v);
	return 0;
}

static __noinline int lk11(struct lv *v) { bpf_spin_lock(&v->l); return 0; }
SEC("tc")
int e11(struct __sk_buff *ctx)
{
u32 k = 0; struct lv *v = bpf_map_lookup_elem(&la, &k); if (!v) return 0;
lk11(v); bpf_spin_unlock(&v->l);
	return 0;
}

SEC("tc")
int e12(struct __sk_buff *ctx)
{
u32 k = 0; struct lv *v = bpf_map_lookup_elem(&la, &k); if (!v) return 0;
bpf_spin_lock(&v->l); for (int i = 0; i < 3; i++) v->x += i; bpf_spin_unlock(&v->l);
	return 0;
}

SEC("tc")
int e13(struct __sk_buff *ctx)
{
u32 k = 0; struct lv *v = bpf_map_lookup_elem(&la, &k); if (!v) return 0;
bpf_spin_lock(&v->l); if (ctx->len) goto out; v->x = 1; out: bpf_spin_unlock(&v->l);
	return 0;
}

SEC("tc")
int e14(struct __sk_buff *ctx)
{
u32 k = 0; struct lv *v = bpf_map_lookup_elem(&la, &k); if (!v) return 0;
bpf_spin_lock(&v->l); if (ctx->len) { bpf_spin_unlock(&v->l); return 0; } bpf_spin_unlock(&v->l);
	return 0;
}

SEC("tc")
int f01(struct __sk_buff *ctx)
{
u32 k = 0; struct rv *v = bpf_map_lookup_elem(&ra, &k); if (!v) return 0; unsigned long fl, fl2;
if (bpf_res_spin_lock(&v->l)) return 0; v->x++; bpf_res_spin_unlock(&v->l);
	return 0;
}

SEC("tc")
int f02(struct __sk_buff *ctx)
{
u32 k = 0; struct rv *v = bpf_map_lookup_elem(&ra, &k); if (!v) return 0; unsigned long fl, fl2;
bpf_res_spin_lock(&v->l); v->x++; bpf_res_spin_unlock(&v->l);
	return 0;
}

SEC("tc")
int f03(struct __sk_buff *ctx)
{
u32 k = 0; struct rv *v = bpf_map_lookup_elem(&ra, &k); if (!v) return 0; unsigned long fl, fl2;
int e = bpf_res_spin_lock(&v->l); if (!e) { bpf_res_spin_unlock(&v->l); }
	return 0;
}

SEC("tc")
int f04(struct __sk_buff *ctx)
{
u32 k = 0; struct rv *v = bpf_map_lookup_elem(&ra, &k); if (!v) return 0; unsigned long fl, fl2;
int e = bpf_res_spin_lock(&v->l); if (e < 0) return 0; bpf_res_spin_unlock(&v->l);
	return 0;
}

SEC("tc")
int f05(struct __sk_buff *ctx)
{
u32 k = 0; struct rv *v = bpf_map_lookup_elem(&ra, &k); if (!v) return 0; unsigned long fl, fl2;
int e = bpf_res_spin_lock(&v->l); if (e) return 0;
	return 0;
}

SEC("tc")
int f06(struct __sk_buff *ctx)
{
u32 k = 0; struct rv *v = bpf_map_lookup_elem(&ra, &k); if (!v) return 0; unsigned long fl, fl2;
if (bpf_res_spin_lock(&v->l)) return 0; bpf_ktime_get_ns(); bpf_res_spin_unlock(&v->l);
	return 0;
}

SEC("tc")
int f07(struct __sk_buff *ctx)
{
u32 k = 0; struct rv *v = bpf_map_lookup_elem(&ra, &k); if (!v) return 0; unsigned long fl, fl2;
if (bpf_res_spin_lock_irqsave(&v->l, &fl)) return 0; bpf_res_spin_unlock_irqrestore(&v->l, &fl);
	return 0;
}

SEC("tc")
int f08(struct __sk_buff *ctx)
{
u32 k = 0; struct rv *v = bpf_map_lookup_elem(&ra, &k); if (!v) return 0; unsigned long fl, fl2;
if (bpf_res_spin_lock_irqsave(&v->l, &fl)) return 0; bpf_res_spin_unlock(&v->l);
	return 0;
}

SEC("tc")
int f09(struct __sk_buff *ctx)
{
u32 k = 0; struct rv *v = bpf_map_lookup_elem(&ra, &k); if (!v) return 0; unsigned long fl, fl2;
if (bpf_res_spin_lock_irqsave(&v->l, &fl)) return 0; bpf_local_irq_restore(&fl);
	return 0;
}

SEC("tc")
int f10(struct __sk_buff *ctx)
{
u32 k = 0; struct rv *v = bpf_map_lookup_elem(&ra, &k); if (!v) return 0; unsigned long fl, fl2;
bpf_local_irq_save(&fl); if (bpf_res_spin_lock(&v->l)) { bpf_local_irq_restore(&fl); return 0; } bpf_res_spin_unlock(&v->l); bpf_local_irq_restore(&fl);
	return 0;
}

SEC("tc")
int f11(struct __sk_buff *ctx)
{
u32 k = 0; struct rv *v = bpf_map_lookup_elem(&ra, &k); if (!v) return 0; unsigned long fl, fl2;
bpf_local_irq_save(&fl); if (bpf_res_spin_lock(&v->l)) { return 0; } bpf_res_spin_unlock(&v->l); bpf_local_irq_restore(&fl);
	return 0;
}

SEC("tc")
int f12(struct __sk_buff *ctx)
{
u32 k = 0; struct rv *v = bpf_map_lookup_elem(&ra, &k); if (!v) return 0; unsigned long fl, fl2;
u32 k2 = 1; struct rv *w = bpf_map_lookup_elem(&ra, &k2); if (!w) return 0; if (bpf_res_spin_lock(&v->l)) return 0; if (bpf_res_spin_lock(&w->l)) { bpf_res_spin_unlock(&v->l); return 0; } bpf_res_spin_unlock(&w->l); bpf_res_spin_unlock(&v->l);
	return 0;
}

SEC("tc")
int f13(struct __sk_buff *ctx)
{
u32 k = 0; struct rv *v = bpf_map_lookup_elem(&ra, &k); if (!v) return 0; unsigned long fl, fl2;
u32 k2 = 1; struct rv *w = bpf_map_lookup_elem(&ra, &k2); if (!w) return 0; if (bpf_res_spin_lock(&v->l)) return 0; if (bpf_res_spin_lock(&w->l)) { bpf_res_spin_unlock(&v->l); return 0; } bpf_res_spin_unlock(&v->l); bpf_res_spin_unlock(&w->l);
	return 0;
}

SEC("tc")
int f14(struct __sk_buff *ctx)
{
u32 k = 0; struct rv *v = bpf_map_lookup_elem(&ra, &k); if (!v) return 0; unsigned long fl, fl2;
if (bpf_res_spin_lock(&v->l)) return 0; if (bpf_res_spin_lock(&v->l)) { bpf_res_spin_unlock(&v->l); return 0; } bpf_res_spin_unlock(&v->l); bpf_res_spin_unlock(&v->l);
	return 0;
}

SEC("tc")
int f15(struct __sk_buff *ctx)
{
u32 k = 0; struct rv *v = bpf_map_lookup_elem(&ra, &k); if (!v) return 0; unsigned long fl, fl2;
bpf_local_irq_save(&fl); bpf_local_irq_save(&fl2); bpf_local_irq_restore(&fl2); bpf_local_irq_restore(&fl);
	return 0;
}

SEC("tc")
int f16(struct __sk_buff *ctx)
{
u32 k = 0; struct rv *v = bpf_map_lookup_elem(&ra, &k); if (!v) return 0; unsigned long fl, fl2;
bpf_local_irq_save(&fl); bpf_local_irq_save(&fl2); bpf_local_irq_restore(&fl); bpf_local_irq_restore(&fl2);
	return 0;
}

SEC("tc")
int f17(struct __sk_buff *ctx)
{
u32 k = 0; struct rv *v = bpf_map_lookup_elem(&ra, &k); if (!v) return 0; unsigned long fl, fl2;
bpf_local_irq_save(&fl); bpf_local_irq_save(&fl); bpf_local_irq_restore(&fl);
	return 0;
}

SEC("tc")
int f18(struct __sk_buff *ctx)
{
u32 k = 0; struct rv *v = bpf_map_lookup_elem(&ra, &k); if (!v) return 0; unsigned long fl, fl2;
bpf_local_irq_restore(&fl);
	return 0;
}

SEC("tc")
int f19(struct __sk_buff *ctx)
{
u32 k = 0; struct rv *v = bpf_map_lookup_elem(&ra, &k); if (!v) return 0; unsigned long fl, fl2;
bpf_local_irq_save(&fl); fl2 = fl; bpf_local_irq_restore(&fl2);
	return 0;
}

SEC("tc")
int f20(struct __sk_buff *ctx)
{
u32 k = 0; struct rv *v = bpf_map_lookup_elem(&ra, &k); if (!v) return 0; unsigned long fl, fl2;
bpf_local_irq_save(&fl); fl = 3; bpf_local_irq_restore(&fl);
	return 0;
}

static __noinline void irqh(unsigned long *fl) { bpf_local_irq_restore(fl); }
SEC("tc")
int f21(struct __sk_buff *ctx)
{
u32 k = 0; struct rv *v = bpf_map_lookup_elem(&ra, &k); if (!v) return 0; unsigned long fl, fl2;
bpf_local_irq_save(&fl); irqh(&fl);
	return 0;
}

static __noinline void irqi(unsigned long *fl) { bpf_local_irq_save(fl); }
SEC("tc")
int f22(struct __sk_buff *ctx)
{
u32 k = 0; struct rv *v = bpf_map_lookup_elem(&ra, &k); if (!v) return 0; unsigned long fl, fl2;
irqi(&fl); bpf_local_irq_restore(&fl);
	return 0;
}

SEC("tc")
int f23(struct __sk_buff *ctx)
{
u32 k = 0; struct rv *v = bpf_map_lookup_elem(&ra, &k); if (!v) return 0; unsigned long fl, fl2;
bpf_local_irq_save(&fl); bpf_preempt_disable(); bpf_preempt_enable(); bpf_local_irq_restore(&fl);
	return 0;
}

SEC("tc")
int f24(struct __sk_buff *ctx)
{
u32 k = 0; struct rv *v = bpf_map_lookup_elem(&ra, &k); if (!v) return 0; unsigned long fl, fl2;
bpf_local_irq_save(&fl); bpf_preempt_disable(); bpf_local_irq_restore(&fl); bpf_preempt_enable();
	return 0;
}

SEC("tc")
int f25(struct __sk_buff *ctx)
{
u32 k = 0; struct rv *v = bpf_map_lookup_elem(&ra, &k); if (!v) return 0; unsigned long fl, fl2;
for (int i = 0; i < 3; i++) { bpf_local_irq_save(&fl); if (ctx->len == i) break; bpf_local_irq_restore(&fl); }
	return 0;
}

SEC("tc")
int f26(struct __sk_buff *ctx)
{
u32 k = 0; struct rv *v = bpf_map_lookup_elem(&ra, &k); if (!v) return 0; unsigned long fl, fl2;
for (int i = 0; i < 3; i++) { bpf_local_irq_save(&fl); bpf_local_irq_restore(&fl); }
	return 0;
}

SEC("tc")
int f27(struct __sk_buff *ctx)
{
static unsigned long sfl; bpf_local_irq_save(&sfl); bpf_local_irq_restore(&sfl);
	return 0;
}

__noinline int gsk(struct __sk_buff *s) { return s->len; }
SEC("tc")
int g01(struct __sk_buff *ctx)
{
return gsk(ctx) & 0;
	return 0;
}

__noinline int gsk2(struct __sk_buff *s) { struct nd *n = bpf_obj_new(struct nd); if (!n) return 0; if (!s) return 0; bpf_obj_drop(n); return s->len; }
SEC("tc")
int g02(struct __sk_buff *ctx)
{
return gsk2(ctx) & 0;
	return 0;
}

static __noinline int gsk3(struct __sk_buff *s) { struct nd *n = bpf_obj_new(struct nd); if (!n) return 0; if (!s) return 0; bpf_obj_drop(n); return s->len; }
SEC("tc")
int g03(struct __sk_buff *ctx)
{
return gsk3(ctx) & 0;
	return 0;
}

__noinline int gsk4(void *s __arg_ctx) { return ((struct __sk_buff *)s)->len; }
SEC("tc")
int g04(struct __sk_buff *ctx)
{
return gsk4(ctx) & 0;
	return 0;
}

__noinline int gsk5(const struct __sk_buff *s) { return s->len; }
SEC("tc")
int g05(struct __sk_buff *ctx)
{
return gsk5(ctx) & 0;
	return 0;
}

__noinline int gx6(struct xdp_md *s) { return s->ingress_ifindex; }
SEC("xdp")
int g06(struct xdp_md *ctx)
{
return gx6(ctx) & 0;
	return 0;
}

__noinline int gx7(struct pt_regs *s) { return s->ip; }
SEC("kprobe/x")
int g07(struct pt_regs *ctx)
{
return gx7(ctx) & 0;
	return 0;
}

__noinline int gx8(struct bpf_perf_event_data *s) { return s->sample_period; }
SEC("perf_event")
int g08(struct bpf_perf_event_data *ctx)
{
return gx8(ctx) & 0;
	return 0;
}

__noinline int gx9(struct bpf_sock_ops *s) { return s->op; }
SEC("sockops")
int g09(struct bpf_sock_ops *ctx)
{
return gx9(ctx) & 0;
	return 0;
}

__noinline int gx10(struct bpf_sock_addr *s) { return s->family; }
SEC("cgroup/bind4")
int g10(struct bpf_sock_addr *ctx)
{
return 1; return gx10(ctx) & 0;
	return 0;
}

__noinline int gx11(struct sk_msg_md *s) { return s->size; }
SEC("sk_msg")
int g11(struct sk_msg_md *ctx)
{
return gx11(ctx) & 0;
	return 0;
}

__noinline int gx12(struct __sk_buff *s) { return 3; }
SEC("tc")
int g12(struct __sk_buff *ctx)
{
return gx12(NULL) & 0;
	return 0;
}

__noinline int gx13(struct __sk_buff *s) { return s->len; }
SEC("xdp")
int g13(struct xdp_md *ctx)
{
return gx13((void *)ctx) & 0;
	return 0;
}

__noinline int gx14(struct __sk_buff *s) { return s->len; }
SEC("tc")
int g14(struct __sk_buff *ctx)
{
struct __sk_buff t = {}; return gx14(&t) & 0;
	return 0;
}

__noinline int gx15(struct bpf_raw_tracepoint_args *s) { return s->args[0]; }
SEC("raw_tp/sys_enter")
int g15(struct bpf_raw_tracepoint_args *ctx)
{
return gx15(ctx) & 0;
	return 0;
}

__noinline int gx16(struct bpf_sysctl *s) { return s->write; }
SEC("cgroup/sysctl")
int g16(struct bpf_sysctl *ctx)
{
return gx16(ctx) & 0;
	return 0;
}

SEC("syscall")
int h01(void *ctx)
{
struct bpf_iter_task it; struct task_struct *t;bpf_rcu_read_lock(); bpf_iter_task_new(&it, NULL, 0); while ((t = bpf_iter_task_next(&it))) { if (t->pid == 3) break; } bpf_iter_task_destroy(&it); bpf_rcu_read_unlock();
	return 0;
}

SEC("syscall")
int h02(void *ctx)
{
struct bpf_iter_task it; struct task_struct *t;bpf_iter_task_new(&it, NULL, 0); while ((t = bpf_iter_task_next(&it))) { if (t->pid == 3) break; } bpf_iter_task_destroy(&it);
	return 0;
}

SEC("syscall")
int h03(void *ctx)
{
struct bpf_iter_task it; struct task_struct *t;bpf_rcu_read_lock(); bpf_iter_task_new(&it, NULL, 0); while ((t = bpf_iter_task_next(&it))) { if (t->pid == 3) return 0; } bpf_iter_task_destroy(&it); bpf_rcu_read_unlock();
	return 0;
}

SEC("syscall")
int h04(void *ctx)
{
struct bpf_iter_task it; struct task_struct *t;bpf_rcu_read_lock(); bpf_iter_task_new(&it, NULL, 0); while ((t = bpf_iter_task_next(&it))) { t = bpf_task_acquire(t); if (t) bpf_task_release(t); } bpf_iter_task_destroy(&it); bpf_rcu_read_unlock();
	return 0;
}

SEC("syscall")
int h05(void *ctx)
{
struct bpf_iter_task it; struct task_struct *t;bpf_rcu_read_lock(); bpf_iter_task_new(&it, NULL, 0); t = bpf_iter_task_next(&it); bpf_iter_task_destroy(&it); int p = t ? t->pid : 0; bpf_rcu_read_unlock(); return p & 0;
	return 0;
}

SEC("syscall")
int h06(void *ctx)
{
struct bpf_iter_task it; struct task_struct *t;bpf_rcu_read_lock(); bpf_iter_task_new(&it, NULL, 0); while ((t = bpf_iter_task_next(&it))) { bpf_rcu_read_unlock(); bpf_rcu_read_lock(); if (t->pid) break; } bpf_iter_task_destroy(&it); bpf_rcu_read_unlock();
	return 0;
}

SEC("syscall")
int h07(void *ctx)
{
struct bpf_iter_task it; struct task_struct *t;bpf_rcu_read_lock(); bpf_iter_task_new(&it, NULL, 0); while ((t = bpf_iter_task_next(&it))) { if (!t->mm) continue; if (!t->cpus_ptr) break; bpf_cpumask_first(t->cpus_ptr); } bpf_iter_task_destroy(&it); bpf_rcu_read_unlock();
	return 0;
}

SEC("syscall")
int h08(void *ctx)
{
struct bpf_iter_task it; struct task_struct *t;bpf_rcu_read_lock(); bpf_iter_task_new(&it, NULL, 0); while ((t = bpf_iter_task_next(&it))) { t = bpf_task_acquire(t); if (!t) continue; if (t->pid == 1) { bpf_task_release(t); break; } if (t->pid == 7) break; bpf_task_release(t); } bpf_iter_task_destroy(&it); bpf_rcu_read_unlock();
	return 0;
}

SEC("syscall")
int h09(void *ctx)
{
struct bpf_iter_css it; struct cgroup_subsys_state *c; struct cgroup *g = bpf_cgroup_from_id(1); if (!g) return 0; bpf_rcu_read_lock(); bpf_iter_css_new(&it, &g->self, 0x1); while ((c = bpf_iter_css_next(&it))) { if (c->id == 3) break; } bpf_iter_css_destroy(&it); bpf_rcu_read_unlock(); bpf_cgroup_release(g);
	return 0;
}

SEC("syscall")
int h10(void *ctx)
{
struct bpf_iter_css it; struct cgroup_subsys_state *c; struct cgroup *g = bpf_cgroup_from_id(1); if (!g) return 0; bpf_rcu_read_lock(); bpf_iter_css_new(&it, &g->self, 0x1); while ((c = bpf_iter_css_next(&it))) { struct cgroup *q = bpf_cgroup_acquire(c->cgroup); if (q) bpf_cgroup_release(q); } bpf_iter_css_destroy(&it); bpf_rcu_read_unlock(); bpf_cgroup_release(g);
	return 0;
}

SEC("syscall")
int h11(void *ctx)
{
struct bpf_iter_num it; int *v; bpf_iter_num_new(&it, 0, 3); while ((v = bpf_iter_num_next(&it))) { if (*v == 2) return 0; } bpf_iter_num_destroy(&it);
	return 0;
}

SEC("syscall")
int h12(void *ctx)
{
struct bpf_iter_num it; int *v; bpf_iter_num_new(&it, 0, 3); v = bpf_iter_num_next(&it); bpf_iter_num_destroy(&it); if (v) return *v & 0;
	return 0;
}

SEC("syscall")
int h13(void *ctx)
{
struct bpf_iter_num it; int *v; bpf_iter_num_new(&it, 0, 3); bpf_iter_num_next(&it); bpf_iter_num_new(&it, 0, 3); bpf_iter_num_destroy(&it);
	return 0;
}

SEC("syscall")
int h14(void *ctx)
{
struct bpf_iter_num it; bpf_iter_num_destroy(&it);
	return 0;
}

SEC("syscall")
int h15(void *ctx)
{
struct bpf_iter_num it; int *v; bpf_iter_num_new(&it, 0, 3); while ((v = bpf_iter_num_next(&it))) { struct bpf_cpumask *m = bpf_cpumask_create(); if (!m) continue; if (*v == 2) break; bpf_cpumask_release(m); } bpf_iter_num_destroy(&it);
	return 0;
}

SEC("syscall")
int h16(void *ctx)
{
struct bpf_cpumask *m = NULL; int i; bpf_for(i, 0, 4) { if (m) bpf_cpumask_release(m); m = bpf_cpumask_create(); } if (m) bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int h17(void *ctx)
{
struct bpf_cpumask *m = NULL; int i; bpf_for(i, 0, 4) { if (!m) m = bpf_cpumask_create(); } if (m) bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int h18(void *ctx)
{
struct bpf_cpumask *m = NULL; int i; bpf_for(i, 0, 4) { m = bpf_cpumask_create(); } if (m) bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int h19(void *ctx)
{
struct bpf_cpumask *m = bpf_cpumask_create(); int i; if (!m) return 0; bpf_for(i, 0, 4) { if (i == 2) { bpf_cpumask_release(m); return 0; } } bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int h20(void *ctx)
{
struct bpf_cpumask *m = bpf_cpumask_create(); int i; if (!m) return 0; bpf_repeat(4) { if (bpf_get_prandom_u32() == 2) { bpf_cpumask_release(m); break; } }
	return 0;
}
