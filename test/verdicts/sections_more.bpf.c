/* Containers, pointers handed to functions, exceptions inside sections. */
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

int sink;
struct nr { long a; struct bpf_list_node l; };
struct lh { struct bpf_spin_lock k; struct bpf_list_head h __contains(nr, l); };
private(C) struct bpf_spin_lock lk3;
private(C) struct bpf_list_head hd3 __contains(nr, l);
struct { __uint(type, BPF_MAP_TYPE_ARRAY); __uint(max_entries, 4); __type(key, u32); __type(value, struct lh); } lm SEC(".maps");

SEC("tc")
int i01(struct __sk_buff *ctx)
{
	struct nd *n = bpf_obj_new(struct nd); if (!n) return 0;
bpf_spin_lock(&lk);bpf_list_push_back(&hd, &n->l); n->a = 1;bpf_spin_unlock(&lk);
	return 0;
}

SEC("tc")
int i02(struct __sk_buff *ctx)
{
	struct nd *n = bpf_obj_new(struct nd); if (!n) return 0;
bpf_spin_lock(&lk);bpf_list_push_back(&hd, &n->l); sink = n->a;bpf_spin_unlock(&lk);
	return 0;
}

SEC("tc")
int i03(struct __sk_buff *ctx)
{
	struct nr *n = bpf_obj_new(struct nr); if (!n) return 0;
bpf_spin_lock(&lk3);bpf_list_push_back(&hd3, &n->l); n->a = 1;bpf_spin_unlock(&lk3);
	return 0;
}

SEC("tc")
int i04(struct __sk_buff *ctx)
{
	struct nd *n = bpf_obj_new(struct nd); if (!n) return 0;
bpf_spin_lock(&lk);bpf_rbtree_add(&rt, &n->r, less); n->a = 1;bpf_spin_unlock(&lk);
	return 0;
}

SEC("tc")
int i05(struct __sk_buff *ctx)
{
	struct nd *n = bpf_obj_new(struct nd); if (!n) return 0;
bpf_spin_lock(&lk);bpf_rbtree_add(&rt, &n->r, less); struct bpf_rb_node *x = bpf_rbtree_remove(&rt, &n->r);bpf_spin_unlock(&lk); if (x) bpf_obj_drop(container_of(x, struct nd, r));
	return 0;
}

SEC("tc")
int i06(struct __sk_buff *ctx)
{
	struct nr *n = bpf_obj_new(struct nr); if (!n) return 0;
bpf_obj_drop(n); sink = n->a;
	return 0;
}

SEC("tc")
int i07(struct __sk_buff *ctx)
{
	struct nd *n = bpf_obj_new(struct nd); if (!n) return 0;
bpf_obj_drop(n); sink = n->a;
	return 0;
}

SEC("tc")
int i08(struct __sk_buff *ctx)
{
	struct nd *n = bpf_obj_new(struct nd); if (!n) return 0;
struct nd *q = bpf_refcount_acquire(n);bpf_spin_lock(&lk);bpf_list_push_back(&hd, &n->l);bpf_spin_unlock(&lk); sink = n->a; bpf_obj_drop(q);
	return 0;
}

SEC("tc")
int i09(struct __sk_buff *ctx)
{
	struct nd *n = bpf_obj_new(struct nd); if (!n) return 0;
struct nd *q = bpf_refcount_acquire(n);bpf_spin_lock(&lk);bpf_list_push_back(&hd, &n->l); struct nd *z = bpf_refcount_acquire(n);bpf_spin_unlock(&lk); if (z) bpf_obj_drop(z); bpf_obj_drop(q);
	return 0;
}

SEC("tc")
int i10(struct __sk_buff *ctx)
{
bpf_spin_lock(&lk3);struct bpf_list_node *x = bpf_list_pop_front(&hd3);bpf_spin_unlock(&lk3); if (x) bpf_obj_drop(container_of(x, struct nr, l));
	return 0;
}

SEC("tc")
int i11(struct __sk_buff *ctx)
{
bpf_spin_lock(&lk3);bpf_list_pop_front(&hd3);bpf_spin_unlock(&lk3);
	return 0;
}

SEC("tc")
int i12(struct __sk_buff *ctx)
{
bpf_spin_lock(&lk3);struct bpf_list_node *x = bpf_list_pop_front(&hd3); if (x) bpf_list_push_back(&hd3, x);bpf_spin_unlock(&lk3);
	return 0;
}

SEC("tc")
int i13(struct __sk_buff *ctx)
{
bpf_spin_lock(&lk3);struct bpf_list_node *x = bpf_list_pop_front(&hd3); if (!x) { bpf_spin_unlock(&lk3); return 0; } struct nr *q = container_of(x, struct nr, l); q->a++; bpf_list_push_back(&hd3, &q->l);bpf_spin_unlock(&lk3);
	return 0;
}

SEC("tc")
int i14(struct __sk_buff *ctx)
{
u32 k = 0; struct lh *v = bpf_map_lookup_elem(&lm, &k); if (!v) return 0;	struct nr *n = bpf_obj_new(struct nr); if (!n) return 0;
bpf_spin_lock(&v->k); bpf_list_push_back(&v->h, &n->l); bpf_spin_unlock(&v->k);
	return 0;
}

SEC("tc")
int i15(struct __sk_buff *ctx)
{
u32 k = 0; struct lh *v = bpf_map_lookup_elem(&lm, &k); if (!v) return 0;	struct nr *n = bpf_obj_new(struct nr); if (!n) return 0;
bpf_spin_lock(&v->k); bpf_list_push_back(&hd3, &n->l); bpf_spin_unlock(&v->k);
	return 0;
}

SEC("tc")
int i16(struct __sk_buff *ctx)
{
	struct nr *n = bpf_obj_new(struct nr); if (!n) return 0;
for (int i = 0; i < 3; i++) { bpf_spin_lock(&lk3); struct bpf_list_node *x = bpf_list_pop_front(&hd3); bpf_spin_unlock(&lk3); if (!x) break; bpf_obj_drop(container_of(x, struct nr, l)); } bpf_obj_drop(n);
	return 0;
}

SEC("tc")
int i17(struct __sk_buff *ctx)
{
for (int i = 0; i < 3; i++) { bpf_spin_lock(&lk3); struct bpf_list_node *x = bpf_list_pop_front(&hd3); bpf_spin_unlock(&lk3); if (!x) break; struct nr *q = container_of(x, struct nr, l); if (q->a) continue; bpf_obj_drop(q); }
	return 0;
}

SEC("tc")
int i18(struct __sk_buff *ctx)
{
bpf_spin_lock(&lk);struct bpf_rb_node *x = bpf_rbtree_first(&rt); if (x) { struct nd *q = container_of(x, struct nd, r); q->b = 3; x = bpf_rbtree_remove(&rt, &q->r); }bpf_spin_unlock(&lk); if (x) { struct nd *q = container_of(x, struct nd, r); sink = q->a; bpf_obj_drop(q); }
	return 0;
}

SEC("tc")
int i19(struct __sk_buff *ctx)
{
bpf_spin_lock(&lk);struct bpf_rb_node *x = bpf_rbtree_first(&rt); if (x) bpf_rbtree_remove(&rt, x);bpf_spin_unlock(&lk);
	return 0;
}

SEC("tc")
int i20(struct __sk_buff *ctx)
{
struct nd *n = bpf_obj_new(struct nd); if (!n) goto out;bpf_spin_lock(&lk);bpf_rbtree_add(&rt, &n->r, less);bpf_spin_unlock(&lk);out:;
	return 0;
}

SEC("tc")
int i21(struct __sk_buff *ctx)
{
struct nd *n = bpf_obj_new(struct nd), *q; if (!n) return 0; q = bpf_obj_new(struct nd); if (!q) goto fail;bpf_spin_lock(&lk);bpf_list_push_back(&hd, &n->l); bpf_list_push_back(&hd, &q->l);bpf_spin_unlock(&lk);return 0; fail: bpf_obj_drop(n);
	return 0;
}

SEC("tc")
int i22(struct __sk_buff *ctx)
{
struct nd *n = bpf_obj_new(struct nd), *q; if (!n) return 0; q = bpf_obj_new(struct nd); if (!q) return 0; bpf_obj_drop(n); bpf_obj_drop(q);
	return 0;
}

static __noinline int hlp23(struct nd *n) { bpf_spin_lock(&lk); bpf_list_push_back(&hd, &n->l); bpf_spin_unlock(&lk); return 0; }
SEC("tc")
int i23(struct __sk_buff *ctx)
{
	struct nd *n = bpf_obj_new(struct nd); if (!n) return 0;
hlp23(n);
	return 0;
}

static __noinline struct nd *mkn(void) { return bpf_obj_new(struct nd); }
SEC("tc")
int i24(struct __sk_buff *ctx)
{
struct nd *n = mkn(); if (!n) return 0; bpf_obj_drop(n);
	return 0;
}

static __noinline struct nd *mkn2(u32 l) { struct nd *n = bpf_obj_new(struct nd); if (!n) return NULL; n->a = l; return n; }
SEC("tc")
int i25(struct __sk_buff *ctx)
{
struct nd *n = mkn2(ctx->len); if (!n) return 0; bpf_obj_drop(n);
	return 0;
}

SEC("tc")
int i26(struct __sk_buff *ctx)
{
struct nd *n = mkn2(ctx->len); if (!n) return 0; sink = n->a;
	return 0;
}

static __noinline int hj1(int *t) { struct bpf_cpumask *m = bpf_cpumask_create(); if (!m) return 0; if (!t) return 0; bpf_cpumask_release(m); sink++; return 1; }
SEC("tp_btf/task_newtask")
int BPF_PROG(j01, struct task_struct *task, u64 f)
{
int x = f; sink = hj1(&x);
	return 0;
}

static __noinline int hj2(int *t) { struct bpf_cpumask *m = bpf_cpumask_create(); if (!m) return 0; if (!t) return 0; bpf_cpumask_release(m); sink++; return 1; }
SEC("tp_btf/task_newtask")
int BPF_PROG(j02, struct task_struct *task, u64 f)
{
sink = hj2(&sink);
	return 0;
}

static __noinline int hj3(int *t) { struct bpf_cpumask *m = bpf_cpumask_create(); if (!m) return 0; if (!t) return 0; bpf_cpumask_release(m); sink++; return 1; }
SEC("tp_btf/task_newtask")
int BPF_PROG(j03, struct task_struct *task, u64 f)
{
sink = hj3(f ? &sink : NULL);
	return 0;
}

static __noinline int hj4(struct mv *t) { struct bpf_cpumask *m = bpf_cpumask_create(); if (!m) return 0; if (!t) return 0; bpf_cpumask_release(m); sink++; return 1; }
SEC("tp_btf/task_newtask")
int BPF_PROG(j04, struct task_struct *task, u64 f)
{
u32 k = f; struct mv *v = bpf_map_lookup_elem(&hsh, &k); if (!v) return 0; sink = hj4(v);
	return 0;
}

static __noinline int hj5(struct mv *t) { struct bpf_cpumask *m = bpf_cpumask_create(); if (!m) return 0; if (!t) return 0; bpf_cpumask_release(m); sink++; return 1; }
SEC("tp_btf/task_newtask")
int BPF_PROG(j05, struct task_struct *task, u64 f)
{
u32 k = f; struct mv *v = bpf_map_lookup_elem(&hsh, &k); sink = hj5(v);
	return 0;
}

static __noinline int hj6(void *t) { struct bpf_cpumask *m = bpf_cpumask_create(); if (!m) return 0; if (!t) return 0; bpf_cpumask_release(m); sink++; return 1; }
SEC("tp_btf/task_newtask")
int BPF_PROG(j06, struct task_struct *task, u64 f)
{
sink = hj6((void *)&hsh);
	return 0;
}

static __noinline int hj7(struct task_struct *t) { struct bpf_cpumask *m = bpf_cpumask_create(); if (!m) return 0; if (!t) return 0; bpf_cpumask_release(m); sink++; return 1; }
SEC("tp_btf/task_newtask")
int BPF_PROG(j07, struct task_struct *task, u64 f)
{
sink = hj7(task);
	return 0;
}

static __noinline int hj8(struct task_struct *t) { struct bpf_cpumask *m = bpf_cpumask_create(); if (!m) return 0; if (!t) return 0; bpf_cpumask_release(m); sink++; return 1; }
SEC("tp_btf/task_newtask")
int BPF_PROG(j08, struct task_struct *task, u64 f)
{
sink = hj8(task->real_parent);
	return 0;
}

static __noinline int hj9(struct mm_struct *t) { struct bpf_cpumask *m = bpf_cpumask_create(); if (!m) return 0; if (!t) return 0; bpf_cpumask_release(m); sink++; return 1; }
SEC("tp_btf/task_newtask")
int BPF_PROG(j09, struct task_struct *task, u64 f)
{
sink = hj9(task->mm);
	return 0;
}

static __noinline int hj10(struct bpf_cpumask *t) { struct bpf_cpumask *m = bpf_cpumask_create(); if (!m) return 0; if (!t) return 0; bpf_cpumask_release(m); sink++; return 1; }
SEC("tp_btf/task_newtask")
int BPF_PROG(j10, struct task_struct *task, u64 f)
{
struct bpf_cpumask *z = bpf_cpumask_create(); if (!z) return 0; sink = hj10(z); bpf_cpumask_release(z);
	return 0;
}

static __noinline int hj11(char *t) { struct bpf_cpumask *m = bpf_cpumask_create(); if (!m) return 0; if (!t) return 0; bpf_cpumask_release(m); sink++; return 1; }
SEC("tp_btf/task_newtask")
int BPF_PROG(j11, struct task_struct *task, u64 f)
{
char buf[16]; bpf_get_current_comm(buf, 16); sink = hj11(buf);
	return 0;
}

static __noinline int hj12(void *t) { struct bpf_cpumask *m = bpf_cpumask_create(); if (!m) return 0; if (!t) return 0; bpf_cpumask_release(m); sink++; return 1; }
SEC("tp_btf/task_newtask")
int BPF_PROG(j12, struct task_struct *task, u64 f)
{
sink = hj12((void *)ctx);
	return 0;
}

static __noinline int hj13(struct css_set *t) { struct bpf_cpumask *m = bpf_cpumask_create(); if (!m) return 0; if (!t) return 0; bpf_cpumask_release(m); sink++; return 1; }
SEC("tp_btf/task_newtask")
int BPF_PROG(j13, struct task_struct *task, u64 f)
{
bpf_rcu_read_lock(); sink = hj13(task->cgroups); bpf_rcu_read_unlock();
	return 0;
}

static long hj14(u32 i, u64 *t) { struct bpf_cpumask *m = bpf_cpumask_create(); if (!m) return 0; if (!t) return 0; bpf_cpumask_release(m); sink++; return 1; }
SEC("tp_btf/task_newtask")
int BPF_PROG(j14, struct task_struct *task, u64 f)
{
u64 x = f; bpf_loop(3, hj14, &x, 0);
	return 0;
}

static long hj15(struct bpf_map *mp, u32 *t, struct mv *v, void *c) { struct bpf_cpumask *m = bpf_cpumask_create(); if (!m) return 0; if (!t) return 0; bpf_cpumask_release(m); sink++; return 0; }
SEC("tp_btf/task_newtask")
int BPF_PROG(j15, struct task_struct *task, u64 f)
{
bpf_for_each_map_elem(&hsh, hj15, &sink, 0);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(k01, struct task_struct *task, u64 f)
{
bpf_preempt_disable(); if (f) bpf_throw(0); bpf_preempt_enable();
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(k02, struct task_struct *task, u64 f)
{
unsigned long fl; bpf_local_irq_save(&fl); if (f) bpf_throw(0); bpf_local_irq_restore(&fl);
	return 0;
}

SEC("tc")
int k03(struct __sk_buff *ctx)
{
bpf_spin_lock(&lk);if (ctx->len) bpf_throw(0);bpf_spin_unlock(&lk);
	return 0;
}

static __noinline int thk4(u64 f) { if (f) bpf_throw(1); sink++; return 0; }
SEC("tp_btf/task_newtask")
int BPF_PROG(k04, struct task_struct *task, u64 f)
{
bpf_rcu_read_lock(); thk4(f); bpf_rcu_read_unlock();
	return 0;
}

static __noinline int thk5(u64 f) { if (f) bpf_throw(1); sink++; return 0; }
SEC("tp_btf/task_newtask")
int BPF_PROG(k05, struct task_struct *task, u64 f)
{
bpf_preempt_disable(); thk5(f); bpf_preempt_enable();
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(k06, struct task_struct *task, u64 f)
{
int i; bpf_for(i, 0, 3) { if (f == i) bpf_throw(1); }
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(k07, struct task_struct *task, u64 f)
{
u32 k = 0; struct mv *v = bpf_map_lookup_elem(&hsh, &k); if (!v) bpf_throw(1); struct bpf_cpumask *m = bpf_kptr_xchg(&v->mask, NULL); if (m) bpf_cpumask_release(m);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(k08, struct task_struct *task, u64 f)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	if (!m) return 0;
if (f) { bpf_cpumask_release(m); bpf_throw(1); }	bpf_cpumask_release(m);

	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(k09, struct task_struct *task, u64 f)
{
struct task_struct *t = bpf_task_from_pid(1); if (!t) bpf_throw(0); sink = t->pid; bpf_task_release(t);
	return 0;
}



SEC("tp_btf/task_newtask")
int BPF_PROG(c05, struct task_struct *task, u64 f)
{
	struct task_struct *c = (void *)f; sink = c->pid;
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(c06, struct task_struct *task, u64 f)
{
	struct task_struct *c = bpf_rdonly_cast((void *)f, bpf_core_type_id_kernel(struct task_struct)); sink = c->pid;
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(c07, struct task_struct *task, u64 f)
{
	struct task_struct *c = bpf_rdonly_cast((void *)bpf_get_current_task(), bpf_core_type_id_kernel(struct task_struct)); sink = c->mm->total_vm;
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(c08, struct task_struct *task, u64 f)
{
	int *p = bpf_rdonly_cast(task, 0); sink = *p;
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(c09, struct task_struct *task, u64 f)
{
	struct pt_regs *r = (void *)bpf_task_pt_regs(task); sink = r->ip;
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(c11, struct task_struct *task, u64 f)
{
	u64 a = (u64)task; struct task_struct *c = (void *)a; sink = c->pid;
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(c12, struct task_struct *task, u64 f)
{
	u64 a = (u64)task->mm; struct mm_struct *c = (void *)a; if (c) sink = c->total_vm;
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(c13, struct task_struct *task, u64 f)
{
	u64 a = (u64)task + 8; int *c = (void *)a; sink = *c;
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(c14, struct task_struct *task, u64 f)
{
	int *c = (void *)0x1000; sink = *c;
	return 0;
}


SEC("tp_btf/task_newtask")
int BPF_PROG(c17, struct task_struct *task, u64 f)
{
	struct task_struct *c = (void *)bpf_get_current_task(); if (!c) return 0; sink = (long)c;
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(c18, struct task_struct *task, u64 f)
{
	u64 a = bpf_get_current_task(); struct task_struct *c = f ? (void *)a : task; sink = c->pid;
	return 0;
}

static __noinline int hc19(struct task_struct *t) { return t->pid; }
SEC("tp_btf/task_newtask")
int BPF_PROG(c19, struct task_struct *task, u64 f)
{
	sink = hc19((void *)bpf_get_current_task());
	return 0;
}

static __noinline int hc20(u64 t) { return BPF_CORE_READ((struct task_struct *)t, pid); }
SEC("tp_btf/task_newtask")
int BPF_PROG(c20, struct task_struct *task, u64 f)
{
	sink = hc20(bpf_get_current_task());
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(c21, struct task_struct *task, u64 f)
{
	struct task_struct *c = (void *)bpf_get_current_task(); bpf_probe_read_kernel(&sink, 4, &c->pid);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(c22, struct task_struct *task, u64 f)
{
	struct task_struct *c = (void *)bpf_get_current_task(); sink = (u64)&c->pid;
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(c23, struct task_struct *task, u64 f)
{
	struct task_struct *c = (void *)bpf_get_current_task(); struct mm_struct *mm = BPF_CORE_READ(c, mm); sink = mm->total_vm;
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(c24, struct task_struct *task, u64 f)
{
	struct mm_struct *mm; bpf_core_read(&mm, sizeof(mm), &task->mm); sink = mm->total_vm;
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(c25, struct task_struct *task, u64 f)
{
	struct mm_struct *mm; bpf_core_read(&mm, sizeof(mm), &task->mm); sink = BPF_CORE_READ(mm, total_vm);
	return 0;
}

struct pt9 { int a, b; };
__noinline int gl1(struct pt9 *t) { if (!t) return 0; return t->a; }
SEC("tp_btf/task_newtask")
int BPF_PROG(l01, struct task_struct *task, u64 f)
{
sink = gl1(&(struct pt9){1,2});
	return 0;
}

__noinline int gl2(struct pt9 *t) { return t->a; }
SEC("tp_btf/task_newtask")
int BPF_PROG(l02, struct task_struct *task, u64 f)
{
sink = gl2(&(struct pt9){1,2});
	return 0;
}

__noinline int gl3(struct pt9 *t __arg_nonnull) { return t->a; }
SEC("tp_btf/task_newtask")
int BPF_PROG(l03, struct task_struct *task, u64 f)
{
sink = gl3(&(struct pt9){1,2});
	return 0;
}

__noinline int gl4(struct task_struct *t __arg_trusted) { return t->pid; }
SEC("tp_btf/task_newtask")
int BPF_PROG(l04, struct task_struct *task, u64 f)
{
sink = gl4(task);
	return 0;
}

__noinline int gl5(struct task_struct *t __arg_trusted __arg_nullable) { return t->pid; }
SEC("tp_btf/task_newtask")
int BPF_PROG(l05, struct task_struct *task, u64 f)
{
sink = gl5(task);
	return 0;
}

__noinline int gl6(struct task_struct *t __arg_trusted __arg_nullable) { return t ? t->pid : 0; }
SEC("tp_btf/task_newtask")
int BPF_PROG(l06, struct task_struct *task, u64 f)
{
sink = gl6(NULL);
	return 0;
}

__noinline int gl7(struct mm_struct *t __arg_trusted) { return t->total_vm; }
SEC("tp_btf/task_newtask")
int BPF_PROG(l07, struct task_struct *task, u64 f)
{
sink = gl7(task->mm);
	return 0;
}

__noinline int gl8(struct task_struct *t __arg_trusted) { if (!t->mm) return 0; return t->mm->total_vm; }
SEC("tp_btf/task_newtask")
int BPF_PROG(l08, struct task_struct *task, u64 f)
{
sink = gl8(task);
	return 0;
}

__noinline int gl9(u64 t) { return t + sink; }
SEC("tp_btf/task_newtask")
int BPF_PROG(l09, struct task_struct *task, u64 f)
{
bpf_rcu_read_lock(); sink = gl9(f); bpf_rcu_read_unlock();
	return 0;
}

__noinline int gl10(u64 t) { return t + sink; }
SEC("tc")
int l10(struct __sk_buff *ctx)
{
bpf_spin_lock(&lk);sink = gl10(1);bpf_spin_unlock(&lk);
	return 0;
}

__noinline int gl11(struct __sk_buff *t) { if (t->len) { bpf_rcu_read_lock(); sink++; return 1; } return 0; }
SEC("tc")
int l11(struct __sk_buff *ctx)
{
sink = gl11(ctx);
	return 0;
}

__noinline int gl12(struct __sk_buff *t, int x) { struct nd *n = bpf_obj_new(struct nd); if (!n) return 0; if (x == 3) return 0; bpf_obj_drop(n); return 1; }
SEC("tc")
int l12(struct __sk_buff *ctx)
{
sink = gl12(ctx, 3);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(n01, struct task_struct *task, u64 f)
{
struct bpf_iter_task it; struct task_struct *t;bpf_iter_task_new(&it, NULL, 0); while ((t = bpf_iter_task_next(&it))) { if (t->pid == 3) break; } bpf_iter_task_destroy(&it);
	return 0;
}

SEC("syscall")
int n02(void *ctx)
{
struct bpf_iter_task it; struct task_struct *t;bpf_iter_task_new(&it, NULL, 0); while ((t = bpf_iter_task_next(&it))) { if (t->pid == 3) break; } bpf_iter_task_destroy(&it);
	return 0;
}

SEC("syscall")
int n03(void *ctx)
{
struct bpf_iter_task it; struct task_struct *t;bpf_rcu_read_lock(); bpf_iter_task_new(&it, NULL, 0); while ((t = bpf_iter_task_next(&it))) { if (t->pid == 3) break; } bpf_rcu_read_unlock(); bpf_iter_task_destroy(&it);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(n04, struct task_struct *task, u64 f)
{
struct bpf_iter_task it; struct task_struct *t;struct task_struct *keep = NULL; bpf_iter_task_new(&it, NULL, 0); while ((t = bpf_iter_task_next(&it))) { if (t->pid == 3) { keep = bpf_task_acquire(t); break; } } bpf_iter_task_destroy(&it); if (keep) bpf_task_release(keep);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(n05, struct task_struct *task, u64 f)
{
struct bpf_iter_task it; struct task_struct *t;struct task_struct *keep = NULL; bpf_iter_task_new(&it, NULL, 0); while ((t = bpf_iter_task_next(&it))) { if (t->pid == 3) { keep = bpf_task_acquire(t); break; } } bpf_iter_task_destroy(&it); if (keep) sink = keep->pid;
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(n06, struct task_struct *task, u64 f)
{
struct bpf_iter_task it; struct task_struct *t;bpf_iter_task_new(&it, NULL, 0); while ((t = bpf_iter_task_next(&it))) { 	struct bpf_cpumask *m = bpf_cpumask_create();
	if (!m) break;
 if (!t->mm) break; 	bpf_cpumask_release(m);
} bpf_iter_task_destroy(&it);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(n07, struct task_struct *task, u64 f)
{
struct bpf_iter_task it; struct task_struct *t;bpf_iter_task_new(&it, NULL, 0); while ((t = bpf_iter_task_next(&it))) { 	struct bpf_cpumask *m = bpf_cpumask_create();
	if (!m) break;
 if (!t) break; 	bpf_cpumask_release(m);
} bpf_iter_task_destroy(&it);
	return 0;
}
