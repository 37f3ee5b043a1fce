/* Masks at the edges, kptr slots and the memory behind them, iterators. */
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
volatile u32 g_zero, g_one = 1; volatile u64 g_one64 = 1;
/* ---- masks ---- */
#define NEW(m) struct bpf_cpumask *m = bpf_cpumask_create(); if (!m) return 1
#define NEW2(m, n) NEW(m); struct bpf_cpumask *n = bpf_cpumask_create(); if (!n) { bpf_cpumask_release(m); return 1; }
#define NEW3(m, n, o) NEW2(m, n); struct bpf_cpumask *o = bpf_cpumask_create(); if (!o) { bpf_cpumask_release(n); bpf_cpumask_release(m); return 1; }
#define END(m) bpf_cpumask_release(m); return h
#define END2(m, n) bpf_cpumask_release(n); END(m)
#define END3(m, n, o) bpf_cpumask_release(o); END2(m, n)
#define SHOW(m) do { P(bpf_cpumask_first(C(m))); P(bpf_cpumask_first_zero(C(m))); P(bpf_cpumask_weight(C(m))); P(bpf_cpumask_empty(C(m)) + 2 * bpf_cpumask_full(C(m))); P8((m)->cpumask.bits[0]); P8((m)->cpumask.bits[1]); P8((m)->cpumask.bits[3]); } while (0)
static const u32 edges[] = { 0, 1, 2, 3, 63, 64, 255, 256, 257, 0x7fffffff, 0x80000000, 0xffffffff, 0xfffffffe };
PROG(m_set_edges) { u32 h = 1; NEW(m); for (int i = 0; i < 13; i++) { bpf_cpumask_set_cpu(edges[i], m); P(bpf_cpumask_test_cpu(edges[i], C(m))); SHOW(m); } END(m); }
PROG(m_ts_edges) { u32 h = 1; NEW(m); for (int i = 0; i < 13; i++) { P(bpf_cpumask_test_and_set_cpu(edges[i], m)); P(bpf_cpumask_test_and_set_cpu(edges[i], m)); SHOW(m); } for (int i = 0; i < 13; i++) { P(bpf_cpumask_test_and_clear_cpu(edges[i], m)); P(bpf_cpumask_test_and_clear_cpu(edges[i], m)); SHOW(m); } END(m); }
PROG(m_pop_small) { u32 h = 1; u64 w[6] = { 2, 3, 4, 5, 6, 7 }; NEW(m); P(bpf_cpumask_populate((struct cpumask *)m, w, 7)); SHOW(m); P(bpf_cpumask_populate((struct cpumask *)m, w, 1)); P(bpf_cpumask_populate((struct cpumask *)m, w, 4)); SHOW(m); P(bpf_cpumask_populate((struct cpumask *)m, w, 40)); SHOW(m); P(bpf_cpumask_populate((struct cpumask *)m, w, 48)); SHOW(m); END(m); }
PROG(m_pop_unaligned) { u32 h = 1; u8 b[24] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16 }; NEW(m); P(bpf_cpumask_populate((struct cpumask *)m, b + 8, 9)); SHOW(m); P(bpf_cpumask_populate((struct cpumask *)m, b + 3, 8)); SHOW(m); P(bpf_cpumask_populate((struct cpumask *)m, b + 13, 11)); SHOW(m); END(m); }
PROG(m_stray_ask) { u32 h = 1; u64 a = 0xfffffffffffffffcULL, b = 0xaaaaaaaaaaaaaaaaULL; NEW2(x, y); bpf_cpumask_populate((struct cpumask *)x, &a, 8); bpf_cpumask_populate((struct cpumask *)y, &b, 8); P(bpf_cpumask_equal(C(x), C(y))); P(bpf_cpumask_subset(C(x), C(y))); P(bpf_cpumask_subset(C(y), C(x))); P(bpf_cpumask_intersects(C(x), C(y))); P(bpf_cpumask_first_and(C(x), C(y))); P(bpf_cpumask_any_distribute(C(x))); P(bpf_cpumask_any_and_distribute(C(x), C(y))); P(bpf_cpumask_any_distribute(C(y))); bpf_cpumask_copy(y, C(x)); P8(y->cpumask.bits[0]); bpf_cpumask_clear(y); P8(y->cpumask.bits[0]); END2(x, y); }
PROG(m_dist_seq) { u32 h = 1; NEW2(a, b); bpf_cpumask_setall(a); bpf_cpumask_set_cpu(1, b); bpf_cpumask_any_distribute(C(b)); u32 s = bpf_cpumask_any_distribute(C(a)); for (int i = 0; i < 5; i++) { P(bpf_cpumask_any_distribute(C(a))); P(bpf_cpumask_any_and_distribute(C(a), C(a))); } P(bpf_cpumask_any_and_distribute(C(a), C(b))); P(bpf_cpumask_any_distribute(C(a))); bpf_cpumask_clear(b); P(bpf_cpumask_any_distribute(C(b))); P(bpf_cpumask_any_and_distribute(C(a), C(b))); P(s); END2(a, b); }
PROG(m_alias) { u32 h = 1; NEW2(a, b); bpf_cpumask_set_cpu(0, a); bpf_cpumask_set_cpu(1, b); P(bpf_cpumask_and(a, C(a), C(b))); SHOW(a); bpf_cpumask_set_cpu(0, a); bpf_cpumask_or(a, C(a), C(b)); SHOW(a); bpf_cpumask_xor(a, C(b), C(a)); SHOW(a); bpf_cpumask_xor(a, C(a), C(a)); SHOW(a); bpf_cpumask_copy(b, C(b)); SHOW(b); P(bpf_cpumask_subset(C(a), C(b)) + 2 * bpf_cpumask_equal(C(b), C(b)) + 4 * bpf_cpumask_intersects(C(b), C(b))); END2(a, b); }
PROG(m_refs) { u32 h = 1; NEW(m); struct bpf_cpumask *n = bpf_cpumask_acquire(m); struct bpf_cpumask *o = bpf_cpumask_acquire(n); P(m == n); P(m->usage.refs.counter); bpf_cpumask_release(m); P(o->usage.refs.counter); bpf_cpumask_set_cpu(1, n); P(bpf_cpumask_weight(C(o))); bpf_cpumask_release(n); P(o->usage.refs.counter); bpf_cpumask_release(o); return h; }
/* ---- kptrs ---- */
struct mv { struct bpf_cpumask __kptr *mask; u64 n; struct bpf_cpumask __kptr *other; };
struct { __uint(type, BPF_MAP_TYPE_HASH); __type(key, u32); __type(value, struct mv); __uint(max_entries, 3); } mh SEC(".maps");
struct { __uint(type, BPF_MAP_TYPE_ARRAY); __type(key, u32); __type(value, struct mv); __uint(max_entries, 3); } ma SEC(".maps");
struct { __uint(type, BPF_MAP_TYPE_LRU_HASH); __type(key, u32); __type(value, struct mv); __uint(max_entries, 8); } ml SEC(".maps");
struct { __uint(type, BPF_MAP_TYPE_PERCPU_ARRAY); __type(key, u32); __type(value, struct mv); __uint(max_entries, 2); } mpa SEC(".maps");
struct { __uint(type, BPF_MAP_TYPE_PERCPU_HASH); __type(key, u32); __type(value, struct mv); __uint(max_entries, 2); } mph SEC(".maps");
struct { __uint(type, BPF_MAP_TYPE_TASK_STORAGE); __uint(map_flags, BPF_F_NO_PREALLOC); __type(key, int); __type(value, struct mv); } mts SEC(".maps");
#define private(name) SEC(".data." #name) __hidden __attribute__((aligned(8)))
private(A) static struct bpf_cpumask __kptr *gm;
private(A) static struct bpf_cpumask __kptr *gm2[3];
struct holder { int n; struct bpf_cpumask __kptr *mask; };
private(B) struct holder gh;
static __always_inline u32 put(struct bpf_cpumask __kptr **slot, struct bpf_cpumask *m) { struct bpf_cpumask *o = bpf_kptr_xchg(slot, m); if (!o) return 0; u32 r = 1 + o->usage.refs.counter * 10 + bpf_cpumask_first(C(o)); bpf_cpumask_release(o); return r; }
PROG(k_chain) { u32 h = 1, k = 0; NEW(m); struct mv *v = bpf_map_lookup_elem(&ma, &k); if (!v) { bpf_cpumask_release(m); return 2; } bpf_cpumask_set_cpu(1, m); struct bpf_cpumask *o = bpf_kptr_xchg(&v->mask, m); P(o == 0); if (o) bpf_cpumask_release(o); o = bpf_kptr_xchg(&v->mask, NULL); if (!o) return 3; P(bpf_cpumask_first(C(o))); o = bpf_kptr_xchg(&v->other, o); P(!!o); if (o) bpf_cpumask_release(o); P(v->mask == NULL); P(v->other == NULL); k = 1; v = bpf_map_lookup_elem(&ma, &k); if (v) P(v->other == NULL); return h; }
PROG(k_array) { u32 h = 1; NEW(m); P(put(&gm2[0], bpf_cpumask_acquire(m))); P(put(&gm2[2], bpf_cpumask_acquire(m))); P(put(&gm2[0], NULL)); P(m->usage.refs.counter); P(put(&gm2[1], NULL)); P(put(&gm2[2], bpf_cpumask_acquire(m))); P(m->usage.refs.counter); P(put(&gm2[2], NULL)); P(m->usage.refs.counter); END(m); }
PROG(k_holder) { u32 h = 1; NEW(m); gh.n = 5; P(put(&gh.mask, bpf_cpumask_acquire(m))); P(gh.n); P(gh.mask == 0); P(put(&gh.mask, NULL)); P(gh.mask == 0); END(m); }
PROG(k_hash_update) { u32 h = 1, k = 7; struct mv z = { .n = 3 }; NEW(m); P(bpf_map_update_elem(&mh, &k, &z, BPF_NOEXIST)); struct mv *v = bpf_map_lookup_elem(&mh, &k); if (v) { P(put(&v->mask, bpf_cpumask_acquire(m))); P(put(&v->other, bpf_cpumask_acquire(m))); P(m->usage.refs.counter); z.n = 9; P(bpf_map_update_elem(&mh, &k, &z, BPF_EXIST)); P(m->usage.refs.counter); P(v->n); P(!!v->mask); v = bpf_map_lookup_elem(&mh, &k); if (v) { P(v->n); P(!!v->mask); P(!!v->other); } } P(bpf_map_delete_elem(&mh, &k)); P(m->usage.refs.counter); END(m); }
PROG(k_array_update) { u32 h = 1, k = 2; struct mv z = { .n = 3 }; NEW(m); struct mv *v = bpf_map_lookup_elem(&ma, &k); if (v) { P(put(&v->mask, bpf_cpumask_acquire(m))); P(bpf_map_update_elem(&ma, &k, &z, BPF_NOEXIST)); P(m->usage.refs.counter); P(bpf_map_update_elem(&ma, &k, &z, BPF_EXIST)); P(m->usage.refs.counter); P(v->n); P(!!v->mask); P(bpf_map_delete_elem(&ma, &k)); } END(m); }
PROG(k_lru) { u32 h = 1, k = 2; struct mv z = { .n = 3 }; NEW(m); P(bpf_map_update_elem(&ml, &k, &z, 0)); struct mv *v = bpf_map_lookup_elem(&ml, &k); if (v) { P(put(&v->mask, bpf_cpumask_acquire(m))); P(bpf_map_update_elem(&ml, &k, &z, 0)); P(m->usage.refs.counter); P(bpf_map_delete_elem(&ml, &k)); P(m->usage.refs.counter); } END(m); }
PROG(k_percpu) { u32 h = 1, k = 1; struct mv z = { .n = 3 }; NEW(m); struct mv *v = bpf_map_lookup_elem(&mpa, &k); if (v) { P(put(&v->mask, bpf_cpumask_acquire(m))); P(v->n); P(bpf_map_update_elem(&mpa, &k, &z, 0)); P(m->usage.refs.counter); P(v->n); P(!!v->mask); } END(m); }
PROG(k_percpu_hash) { u32 h = 1, k = 1; struct mv z = { .n = 3 }; NEW(m); P(bpf_map_update_elem(&mph, &k, &z, 0)); struct mv *v = bpf_map_lookup_elem(&mph, &k); if (v) { P(put(&v->mask, bpf_cpumask_acquire(m))); P(v->n); z.n = 8; P(bpf_map_update_elem(&mph, &k, &z, 0)); P(m->usage.refs.counter); P(v->n); P(!!v->mask); P(put(&v->mask, bpf_cpumask_acquire(m))); P(bpf_map_delete_elem(&mph, &k)); P(m->usage.refs.counter); } END(m); }
PROG(k_storage) { u32 h = 1; struct task_struct *t = bpf_get_current_task_btf(); NEW(m); struct mv *v = bpf_task_storage_get(&mts, t, 0, BPF_LOCAL_STORAGE_GET_F_CREATE); if (v) { P(v->n); P(put(&v->mask, bpf_cpumask_acquire(m))); P(m->usage.refs.counter); P(bpf_task_storage_delete(&mts, t)); P(m->usage.refs.counter); v = bpf_task_storage_get(&mts, t, 0, 0); P(!!v); } END(m); }
PROG(k_hash_reuse) { u32 h = 1, k = 1; struct mv z = { .n = 3 }; NEW(m); bpf_map_update_elem(&mh, &k, &z, 0); struct mv *v = bpf_map_lookup_elem(&mh, &k); if (v) { P(put(&v->mask, bpf_cpumask_acquire(m))); P(bpf_map_delete_elem(&mh, &k)); P(!!v->mask); P(put(&v->mask, bpf_cpumask_acquire(m))); P(m->usage.refs.counter); k = 2; z.n = 6; P(bpf_map_update_elem(&mh, &k, &z, 0)); P(!!v->mask); P(m->usage.refs.counter); P(v->n); } END(m); }
/* locals holding kptrs: obj_new */
struct mynode { u64 v; struct bpf_cpumask __kptr *mask; };
void *bpf_obj_new_impl(__u64 local_type_id, void *meta) __ksym; void bpf_obj_drop_impl(void *kptr, void *meta) __ksym;
#define bpf_obj_new(type) ((type *)bpf_obj_new_impl(bpf_core_type_id_local(type), NULL))
#define bpf_obj_drop(p) bpf_obj_drop_impl(p, NULL)
PROG(k_obj) { u32 h = 1; NEW(m); struct mynode *n = bpf_obj_new(struct mynode); if (!n) { bpf_cpumask_release(m); return 2; } n->v = 6; struct bpf_cpumask *o = bpf_kptr_xchg(&n->mask, bpf_cpumask_acquire(m)); if (o) bpf_cpumask_release(o); P(m->usage.refs.counter); P(n->v); bpf_obj_drop(n); P(m->usage.refs.counter); END(m); }
/* bits iterator */
int bpf_iter_bits_new(struct bpf_iter_bits *it, const u64 *unsafe_ptr__ign, u32 nr_words) __ksym __weak; int *bpf_iter_bits_next(struct bpf_iter_bits *it) __ksym __weak; void bpf_iter_bits_destroy(struct bpf_iter_bits *it) __ksym __weak;
#define BITS(p, n) do { struct bpf_iter_bits it; int *b; P(bpf_iter_bits_new(&it, (const u64 *)(p), n)); while ((b = bpf_iter_bits_next(&it))) P(*b); P(bpf_iter_bits_next(&it) == 0); bpf_iter_bits_destroy(&it); } while (0)
PROG(i_bits) { u32 h = 1; u64 w[3] = { 0x8000000000000001ULL, 0, 0xf0 }; BITS(w, 1); BITS(w, 2); BITS(w, 3); BITS(w, 0); BITS(w + 1, 2); BITS(NULL, 1); BITS(w, 512); BITS(w, 0x80000000u); return h; }
PROG(i_num_err) { u32 h = 1; struct bpf_iter_num it; int *p; P(bpf_iter_num_new(&it, 5, 2)); P(bpf_iter_num_next(&it) == 0); bpf_iter_num_destroy(&it); P(bpf_iter_num_new(&it, 0, 9000000)); P(bpf_iter_num_next(&it) == 0); bpf_iter_num_destroy(&it); P(bpf_iter_num_new(&it, -2147483647 - 1, 2147483647)); P(bpf_iter_num_next(&it) == 0); bpf_iter_num_destroy(&it); P(bpf_iter_num_new(&it, 2147483645, 2147483647)); while ((p = bpf_iter_num_next(&it))) P(*p); bpf_iter_num_destroy(&it); P(bpf_iter_num_new(&it, 0, 8388608)); p = bpf_iter_num_next(&it); P(p ? *p : -1); bpf_iter_num_destroy(&it); P(bpf_iter_num_new(&it, 0, 8388609)); p = bpf_iter_num_next(&it); P(p ? *p : -1); bpf_iter_num_destroy(&it); return h; }
PROG(i_change) { u32 h = 1; int i = 0, n = g_one + 4; bpf_for(i, 0, n) { P(i); if (i == 2) n = 3; } P(i); return h; }
PROG(i_narrow) { u32 h = 1; u8 c = 0; bpf_for(c, 250, 260) P(c); P(c); u32 u = 0; bpf_for(u, -2, 2) P(u); P(u); return h; }
