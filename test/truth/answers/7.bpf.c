/* Timers, lists and trees, string kfuncs, subprograms, callbacks. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <bpf/bpf_core_read.h>
char _license[] SEC("license") = "GPL";
struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
struct bpf_cpumask *bpf_cpumask_acquire(struct bpf_cpumask *cpumask) __ksym;
u32 bpf_cpumask_first(const struct cpumask *cpumask) __ksym;
u32 bpf_cpumask_first_zero(const struct cpumask *cpumask) __ksym;
u32 bpf_cpumask_first_and(const struct cpumask *src1, const struct cpumask *src2) __ksym;
void bpf_cpumask_set_cpu(u32 cpu, struct bpf_cpumask *cpumask) __ksym;
void bpf_cpumask_clear_cpu(u32 cpu, struct bpf_cpumask *cpumask) __ksym;
bool bpf_cpumask_test_cpu(u32 cpu, const struct cpumask *cpumask) __ksym;
bool bpf_cpumask_test_and_set_cpu(u32 cpu, struct bpf_cpumask *cpumask) __ksym;
bool bpf_cpumask_test_and_clear_cpu(u32 cpu, struct bpf_cpumask *cpumask) __ksym;
void bpf_cpumask_setall(struct bpf_cpumask *cpumask) __ksym;
void bpf_cpumask_clear(struct bpf_cpumask *cpumask) __ksym;
bool bpf_cpumask_and(struct bpf_cpumask *dst, const struct cpumask *src1, const struct cpumask *src2) __ksym;
void bpf_cpumask_or(struct bpf_cpumask *dst, const struct cpumask *src1, const struct cpumask *src2) __ksym;
void bpf_cpumask_xor(struct bpf_cpumask *dst, const struct cpumask *src1, const struct cpumask *src2) __ksym;
bool bpf_cpumask_equal(const struct cpumask *src1, const struct cpumask *src2) __ksym;
bool bpf_cpumask_intersects(const struct cpumask *src1, const struct cpumask *src2) __ksym;
bool bpf_cpumask_subset(const struct cpumask *src1, const struct cpumask *src2) __ksym;
bool bpf_cpumask_empty(const struct cpumask *cpumask) __ksym;
bool bpf_cpumask_full(const struct cpumask *cpumask) __ksym;
void bpf_cpumask_copy(struct bpf_cpumask *dst, const struct cpumask *src) __ksym;
u32 bpf_cpumask_any_distribute(const struct cpumask *cpumask) __ksym;
u32 bpf_cpumask_any_and_distribute(const struct cpumask *src1, const struct cpumask *src2) __ksym;
u32 bpf_cpumask_weight(const struct cpumask *cpumask) __ksym;
int bpf_cpumask_populate(struct cpumask *cpumask, void *src, size_t src__sz) __ksym;
void bpf_rcu_read_lock(void) __ksym;
void bpf_rcu_read_unlock(void) __ksym;
#define C(m) ((const struct cpumask *)(m))
#define P(...) h = (h ^ (u32)(__VA_ARGS__)) * 16777619u + 1
#define P8(...) do { u64 t_ = (u64)(__VA_ARGS__); h = (h ^ (u32)t_) * 16777619u + 1; h = (h ^ (u32)(t_ >> 32)) * 16777619u + 1; } while (0)
#define PROG(name) SEC("syscall") int name(void *ctx)
#ifndef bpf_for_each
struct bpf_iter_num; struct bpf_iter_bits;
extern int bpf_iter_num_new(struct bpf_iter_num *it, int start, int end) __weak __ksym;
extern int *bpf_iter_num_next(struct bpf_iter_num *it) __weak __ksym;
extern void bpf_iter_num_destroy(struct bpf_iter_num *it) __weak __ksym;
#define bpf_for_each(type, cur, args...) for (							\
	struct bpf_iter_##type ___it __attribute__((aligned(8), cleanup(bpf_iter_##type##_destroy))),						\
	*___p __attribute__((unused)) = (bpf_iter_##type##_new(&___it, ##args), (void)bpf_iter_##type##_destroy, (void *)0);				\
	(((cur) = bpf_iter_##type##_next(&___it)));						\
)
#define bpf_for(i, start, end) for (								\
	struct bpf_iter_num ___it __attribute__((aligned(8), cleanup(bpf_iter_num_destroy))),	\
	*___p __attribute__((unused)) = (bpf_iter_num_new(&___it, (start), (end)), (void)bpf_iter_num_destroy, (void *)0);			\
	({ int *___t = bpf_iter_num_next(&___it); (___t ? ((i) = *___t, (i) >= (start) && (i) < (end)) : 0); });								\
)
#define bpf_repeat(N) for (									\
	struct bpf_iter_num ___it __attribute__((aligned(8), cleanup(bpf_iter_num_destroy))),	\
	*___p __attribute__((unused)) = (bpf_iter_num_new(&___it, 0, (N)), (void)bpf_iter_num_destroy, (void *)0);			\
	bpf_iter_num_next(&___it);								\
)
#endif
volatile u32 g_zero, g_one = 1, g_two = 2; volatile u64 g64 = 0x123456789abcdef0ULL; volatile s32 g_neg = -17; volatile u8 g_u8 = 200;
/* subprograms */
static __noinline u64 sub_u8(u8 x) { return x + 1; }
static __noinline s8 sub_s8(s32 x) { return x; }
static __noinline bool sub_bool(u64 x) { return x & 0x100; }
static __noinline s16 sub_chain(u16 x, s64 y) { return sub_s8(x) + sub_u8(y); }
__noinline int glob_fn(u32 a, s32 b) { return a > (u32)b ? b : (int)a - 3; }
__noinline u64 glob_mem(u32 *p) { if (!p) return 5; *p += 2; return *p; }
struct pr { u32 a; u64 b; };
__noinline int glob_struct(struct pr *p) { if (!p) return -1; p->b += p->a; return (int)p->b; }
static __noinline u32 five(u32 a, u8 b, s16 c, u64 d, bool e) { return a + b * 3 + c * 5 + (u32)(d >> 32) + e * 11; }
static __noinline void by_ptr(u64 *x, u32 *y) { u64 t = *x; *x = *y; *y = t; }
static u32 deep3(u32 x) { return x * 7; } static u32 deep2(u32 x) { return deep3(x + 1) + deep3(x); } static __noinline u32 deep1(u32 x) { return deep2(x) ^ deep2(x + 2); }
PROG(subs) { u32 h = 1; P8(sub_u8(g64)); P8(sub_s8(g_u8)); P(sub_bool(g64)); P(sub_bool(0x300)); P8(sub_chain(g_neg, g64)); P(five(g_neg, g_neg, g_u8 * 200, g64, g_u8)); P(deep1(g_u8)); return h; }
PROG(globs) { u32 h = 1, x = 4; struct pr p = { 3, 4 }; P(glob_fn(g_neg, 5)); P(glob_fn(5, g_neg)); P8(glob_mem(&x)); P(x); P8(glob_mem(NULL)); P(glob_struct(&p)); P8(p.b); return h; }
static __noinline u32 fact(u32 n) { u32 r = 1; for (u32 i = 2; i <= n && i < 20; i++) r *= i; return r; }
/* timers */
struct tv { struct bpf_timer t; u32 n; u32 ran; };
struct { __uint(type, BPF_MAP_TYPE_ARRAY); __type(key, u32); __type(value, struct tv); __uint(max_entries, 2); } timers SEC(".maps");
static int tcb(void *map, u32 *key, struct tv *v) { v->ran++; return 0; }
PROG(timer1) { u32 h = 1, k = 0; struct tv *v = bpf_map_lookup_elem(&timers, &k); if (!v) return 1; P(bpf_timer_start(&v->t, 1000, 0)); P(bpf_timer_set_callback(&v->t, tcb)); P(bpf_timer_cancel(&v->t)); P(bpf_timer_init(&v->t, &timers, 1)); P(bpf_timer_init(&v->t, &timers, 1)); P(bpf_timer_start(&v->t, 1000, 0)); P(bpf_timer_set_callback(&v->t, tcb)); P(bpf_timer_start(&v->t, 10000000000ULL, 4)); P(bpf_timer_start(&v->t, 10000000000ULL, 0)); P(bpf_timer_start(&v->t, 20000000000ULL, 0)); P(bpf_timer_cancel(&v->t)); P(bpf_timer_cancel(&v->t)); P(v->ran); return h; }
PROG(timer2) { u32 h = 1, k = 0; struct tv *v = bpf_map_lookup_elem(&timers, &k); if (!v) return 1; P(bpf_timer_init(&v->t, &timers, 3)); P(bpf_timer_init(&v->t, &timers, 16)); P(bpf_timer_init(&v->t, &timers, 7)); P(bpf_timer_init(&v->t, &timers, 0)); k = 1; v = bpf_map_lookup_elem(&timers, &k); if (!v) return 2; P(bpf_timer_init(&v->t, &timers, 7)); P(bpf_timer_set_callback(&v->t, tcb)); P(bpf_timer_start(&v->t, 10000000000ULL, BPF_F_TIMER_CPU_PIN)); P(bpf_timer_cancel(&v->t)); return h; }
PROG(timer3) { u32 h = 1, k = 0; struct tv *v = bpf_map_lookup_elem(&timers, &k), *w; if (!v) return 1; k = 1; w = bpf_map_lookup_elem(&timers, &k); if (!w) return 2; bpf_timer_init(&v->t, &timers, 1); bpf_timer_init(&w->t, &timers, 1); bpf_timer_set_callback(&v->t, tcb); bpf_timer_set_callback(&w->t, tcb); bpf_timer_start(&v->t, 10000000000ULL, 0); P(bpf_timer_cancel(&w->t)); P(bpf_timer_cancel(&v->t)); bpf_timer_start(&w->t, 10000000000ULL, 0); P(bpf_timer_cancel(&w->t)); return h; }
/* lists, trees */
void *bpf_obj_new_impl(__u64 local_type_id, void *meta) __ksym; void bpf_obj_drop_impl(void *kptr, void *meta) __ksym;
#define bpf_obj_new(type) ((type *)bpf_obj_new_impl(bpf_core_type_id_local(type), NULL))
#define bpf_obj_drop(p) bpf_obj_drop_impl(p, NULL)
int bpf_list_push_front_impl(struct bpf_list_head *head, struct bpf_list_node *node, void *meta, __u64 off) __ksym; int bpf_list_push_back_impl(struct bpf_list_head *head, struct bpf_list_node *node, void *meta, __u64 off) __ksym; struct bpf_list_node *bpf_list_pop_front(struct bpf_list_head *head) __ksym; struct bpf_list_node *bpf_list_pop_back(struct bpf_list_head *head) __ksym;
int bpf_rbtree_add_impl(struct bpf_rb_root *root, struct bpf_rb_node *node, bool (less)(struct bpf_rb_node *a, const struct bpf_rb_node *b), void *meta, __u64 off) __ksym; struct bpf_rb_node *bpf_rbtree_first(struct bpf_rb_root *root) __ksym; struct bpf_rb_node *bpf_rbtree_remove(struct bpf_rb_root *root, struct bpf_rb_node *node) __ksym;
#define bpf_list_push_front(h, n) bpf_list_push_front_impl(h, n, NULL, 0)
#define bpf_list_push_back(h, n) bpf_list_push_back_impl(h, n, NULL, 0)
#define bpf_rbtree_add(r, n, l) bpf_rbtree_add_impl(r, n, l, NULL, 0)
#define container_of(p, t, m) ((t *)((void *)(p) - __builtin_offsetof(t, m)))
#define __contains(name, node) __attribute__((btf_decl_tag("contains:" #name ":" #node)))
#define private(name) SEC(".bss." #name) __hidden __attribute__((aligned(8)))
struct item { struct bpf_list_node l; u32 v; };
struct leaf { struct bpf_rb_node r; u32 v; };
private(A) struct bpf_spin_lock lk; private(A) struct bpf_list_head head __contains(item, l);
private(B) struct bpf_spin_lock lk2; private(B) struct bpf_rb_root root __contains(leaf, r);
PROG(list1) { u32 h = 1; for (int i = 0; i < 4; i++) { struct item *n = bpf_obj_new(struct item); if (!n) return 2; n->v = i; bpf_spin_lock(&lk); if (i & 1) bpf_list_push_front(&head, &n->l); else bpf_list_push_back(&head, &n->l); bpf_spin_unlock(&lk); } for (int i = 0; i < 5; i++) { struct bpf_list_node *b; bpf_spin_lock(&lk); b = i & 1 ? bpf_list_pop_back(&head) : bpf_list_pop_front(&head); bpf_spin_unlock(&lk); if (!b) { P(77); break; } struct item *n = container_of(b, struct item, l); P(n->v); bpf_obj_drop(n); } return h; }
static bool less(struct bpf_rb_node *a, const struct bpf_rb_node *b) { return container_of(a, struct leaf, r)->v < container_of(b, struct leaf, r)->v; }
PROG(tree1) { u32 h = 1; for (int i = 0; i < 5; i++) { struct leaf *n = bpf_obj_new(struct leaf); if (!n) return 2; n->v = i * 7 % 5; bpf_spin_lock(&lk2); bpf_rbtree_add(&root, &n->r, less); bpf_spin_unlock(&lk2); } for (int i = 0; i < 6; i++) { struct bpf_rb_node *b; bpf_spin_lock(&lk2); b = bpf_rbtree_first(&root); if (b) b = bpf_rbtree_remove(&root, b); bpf_spin_unlock(&lk2); if (!b) { P(88); break; } struct leaf *n = container_of(b, struct leaf, r); P(n->v); bpf_obj_drop(n); } return h; }
/* string kfuncs */
int bpf_strlen(const char *s) __ksym __weak; int bpf_strnlen(const char *s, size_t n) __ksym __weak; int bpf_strcmp(const char *a, const char *b) __ksym __weak; int bpf_strchr(const char *s, char c) __ksym __weak; int bpf_strnchr(const char *s, size_t n, char c) __ksym __weak; int bpf_strchrnul(const char *s, char c) __ksym __weak; int bpf_strrchr(const char *s, int c) __ksym __weak; int bpf_strspn(const char *s, const char *a) __ksym __weak; int bpf_strcspn(const char *s, const char *a) __ksym __weak; int bpf_strstr(const char *a, const char *b) __ksym __weak; int bpf_strnstr(const char *a, const char *b, size_t n) __ksym __weak;
char s1[] = "hello world", s2[] = "hello", s3[] = "", s4[] = "lo", s5[] = "\xff\x01";
PROG(str1) { u32 h = 1; P(bpf_strlen(s1)); P(bpf_strlen(s3)); P(bpf_strnlen(s1, 3)); P(bpf_strnlen(s1, 30)); P(bpf_strcmp(s1, s2)); P(bpf_strcmp(s2, s1)); P(bpf_strcmp(s2, s2)); P(bpf_strcmp(s5, s2)); P(bpf_strcmp(s3, s2)); return h; }
PROG(str2) { u32 h = 1; P(bpf_strchr(s1, 'o')); P(bpf_strchr(s1, 'z')); P(bpf_strchr(s1, 0)); P(bpf_strnchr(s1, 4, 'o')); P(bpf_strnchr(s1, 5, 'o')); P(bpf_strnchr(s2, 5, 0)); P(bpf_strnchr(s2, 6, 0)); P(bpf_strchrnul(s1, 'w')); P(bpf_strchrnul(s1, 'q')); P(bpf_strrchr(s1, 'o')); P(bpf_strrchr(s1, 'q')); P(bpf_strrchr(s1, 0)); P(bpf_strchr(s5, '\xff')); return h; }
PROG(str3) { u32 h = 1; P(bpf_strspn(s1, s2)); P(bpf_strcspn(s1, s4)); P(bpf_strspn(s1, s3)); P(bpf_strcspn(s1, s3)); P(bpf_strspn(s2, s2)); P(bpf_strstr(s1, s4)); P(bpf_strstr(s4, s1)); P(bpf_strstr(s1, s3)); P(bpf_strnstr(s1, s4, 4)); P(bpf_strnstr(s1, s4, 5)); P(bpf_strnstr(s1, s2, 20)); P(bpf_strnstr(s3, s3, 0)); return h; }
PROG(str4) { u32 h = 1; P(bpf_strlen(NULL)); P(bpf_strcmp(s1, NULL)); P(bpf_strchr(NULL, 0)); P(bpf_strstr(NULL, s1)); return h; }
/* ids and time */
struct task_struct *bpf_task_from_pid(s32 pid) __ksym; void bpf_task_release(struct task_struct *p) __ksym; struct task_struct *bpf_task_acquire(struct task_struct *p) __ksym;
/* preempt, irq */
extern void bpf_preempt_disable(void) __ksym __weak; extern void bpf_preempt_enable(void) __ksym __weak; extern void bpf_local_irq_save(unsigned long *) __ksym __weak; extern void bpf_local_irq_restore(unsigned long *) __ksym __weak;
/* per-cpu kptr */
void *bpf_percpu_obj_new_impl(__u64 local_type_id, void *meta) __ksym; void bpf_percpu_obj_drop_impl(void *kptr, void *meta) __ksym;
struct pcd { u64 a, b; };
/* context */
/* function pointers in tables through switch, and callbacks via static fn */
static int cbx(u32 i, u32 *h) { *h = (*h ^ i) * 16777619u; if (i == 3) return 1; return 0; }
static int cby(u32 i, struct pr *p) { struct pr q = *p; q.a += i; *p = q; p->b += bpf_loop(2, cbx, &p->a, 0); return 0; }
PROG(cb_nested) { u32 h = 1; struct pr p = { 1, 2 }; P(bpf_loop(4, cby, &p, 0)); P(p.a); P8(p.b); return h; }
/* tail: strings in memory, byte loops */
