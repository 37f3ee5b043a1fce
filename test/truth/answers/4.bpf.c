/* Maps: update flags, full maps, memory that is used again, per-CPU values, values with a lock, walks, queues. */
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
volatile u32 g_zero, g_one = 1; volatile u64 g64 = 0x123456789abcdef0ULL; volatile s32 g_neg = -17; volatile s64 g_neg64 = -1234567890123LL;
#define MAP(name, t, K, V, n, ...) struct { __uint(type, BPF_MAP_TYPE_##t); __type(key, K); __type(value, V); __uint(max_entries, n); __VA_ARGS__ } name SEC(".maps")
struct val { u32 a; u8 b; u64 c; };
struct mykey { u16 x; u8 y; u8 pad; u32 z; };
MAP(arr, ARRAY, u32, struct val, 4); MAP(h3, HASH, u32, u64, 3); MAP(hn, HASH, u32, u64, 3, __uint(map_flags, BPF_F_NO_PREALLOC);); MAP(lru, LRU_HASH, u32, u64, 4); MAP(lruc, LRU_HASH, u32, u64, 4, __uint(map_flags, BPF_F_NO_COMMON_LRU););
MAP(ph, PERCPU_HASH, u32, u64, 3); MAP(phn, PERCPU_HASH, u32, u64, 3, __uint(map_flags, BPF_F_NO_PREALLOC);); MAP(pa, PERCPU_ARRAY, u32, u64, 3); MAP(lph, LRU_PERCPU_HASH, u32, u64, 4); MAP(hk, HASH, struct mykey, struct val, 4); MAP(big, HASH, u64, u8, 100);
struct locked { struct bpf_spin_lock lock; u32 a; u64 b; };
MAP(la, ARRAY, u32, struct locked, 2); MAP(lh, HASH, u32, struct locked, 2);
struct { __uint(type, BPF_MAP_TYPE_QUEUE); __type(value, u32); __uint(max_entries, 3); } q SEC(".maps");
struct { __uint(type, BPF_MAP_TYPE_STACK); __type(value, struct val); __uint(max_entries, 2); } st SEC(".maps");
struct { __uint(type, BPF_MAP_TYPE_BLOOM_FILTER); __type(value, u32); __uint(max_entries, 100); } bl SEC(".maps");
struct lpmkey { u32 prefixlen; u8 data[4]; };
struct { __uint(type, BPF_MAP_TYPE_LPM_TRIE); __type(key, struct lpmkey); __type(value, u64); __uint(max_entries, 4); __uint(map_flags, BPF_F_NO_PREALLOC); } lpm SEC(".maps");
struct { __uint(type, BPF_MAP_TYPE_TASK_STORAGE); __uint(map_flags, BPF_F_NO_PREALLOC); __type(key, int); __type(value, struct val); } ts SEC(".maps");
#define UP(m, k_, v_, f) ({ u32 kk = (k_); u64 vv = (v_); bpf_map_update_elem(&m, &kk, &vv, f); })
#define DEL(m, k_) ({ u32 kk = (k_); bpf_map_delete_elem(&m, &kk); })
#define GET(m, k_) ({ u32 kk = (k_); u64 *pp = bpf_map_lookup_elem(&m, &kk); pp ? *pp : 0xdeadULL; })
#define ALLFLAGS(m) do { P(UP(m, 1, 10, BPF_EXIST)); P(UP(m, 1, 11, BPF_NOEXIST)); P(UP(m, 1, 12, BPF_NOEXIST)); P8(GET(m, 1)); P(UP(m, 1, 13, BPF_EXIST)); P8(GET(m, 1)); P(UP(m, 1, 14, 3)); P(UP(m, 1, 15, BPF_F_LOCK)); P(UP(m, 1, 16, 8)); P(UP(m, 1, 16, 16)); P(UP(m, 1, 17, 1ULL << 32)); P(UP(m, 1, 18, ~0ULL)); P(UP(m, 1, 19, BPF_F_LOCK | BPF_EXIST)); P8(GET(m, 1)); P(UP(m, 7, 20, BPF_ANY)); P(UP(m, 8, 20, BPF_EXIST | BPF_F_LOCK)); P(DEL(m, 9)); P(DEL(m, 1)); P(DEL(m, 1)); P8(GET(m, 1)); } while (0)
PROG(f_arr) { u32 h = 1; ALLFLAGS(pa); return h; }
PROG(f_lruc) { u32 h = 1; ALLFLAGS(lruc); return h; }
PROG(f_lph) { u32 h = 1; ALLFLAGS(lph); return h; }
#define FULL(m) do { for (int i = 0; i < 6; i++) P(UP(m, i * 3, i, BPF_ANY)); for (int i = 0; i < 6; i++) P8(GET(m, i * 3)); P(UP(m, 3, 77, BPF_ANY)); P(UP(m, 100, 77, BPF_NOEXIST)); P(UP(m, 100, 77, BPF_EXIST)); P(DEL(m, 3)); P(UP(m, 100, 78, BPF_NOEXIST)); P(UP(m, 101, 79, BPF_ANY)); for (int i = 0; i < 6; i++) P8(GET(m, i * 3)); P8(GET(m, 100)); P(UP(m, 0, 5, BPF_EXIST)); P(DEL(m, 0)); P(UP(m, 0, 6, 0)); P8(GET(m, 0)); } while (0)
PROG(full_hash) { u32 h = 1; FULL(h3); return h; }
PROG(full_phn) { u32 h = 1; FULL(phn); return h; }
PROG(arr_edges) { u32 h = 1, k; struct val v = { 1, 2, 3 }, *p; u32 ks[] = { 0, 3, 4, 0x80000000, 0xffffffff }; for (int i = 0; i < 5; i++) { k = ks[i]; v.c = i; P(bpf_map_update_elem(&arr, &k, &v, 0)); P(bpf_map_update_elem(&arr, &k, &v, BPF_NOEXIST)); P(bpf_map_update_elem(&arr, &k, &v, BPF_EXIST)); P(bpf_map_update_elem(&arr, &k, &v, 7)); P(bpf_map_update_elem(&arr, &k, &v, BPF_F_LOCK)); P(bpf_map_delete_elem(&arr, &k)); p = bpf_map_lookup_elem(&arr, &k); if (p) { P(p->a); P(p->b); P8(p->c); p->c += 5; } } k = 3; p = bpf_map_lookup_elem(&arr, &k); if (p) P8(p->c); return h; }
PROG(reuse_order) { u32 h = 1; u64 *p[3]; for (int i = 0; i < 3; i++) { u32 k = i; UP(h3, i, 10 + i, 0); p[i] = bpf_map_lookup_elem(&h3, &k); } DEL(h3, 1); DEL(h3, 0); DEL(h3, 2); UP(h3, 5, 50, 0); for (int i = 0; i < 3; i++) if (p[i]) P8(*p[i]); UP(h3, 6, 60, 0); for (int i = 0; i < 3; i++) if (p[i]) P8(*p[i]); UP(h3, 7, 70, 0); for (int i = 0; i < 3; i++) if (p[i]) P8(*p[i]); return h; }
PROG(reuse_first) { u32 h = 1, k = 1; UP(h3, 1, 5, 0); u64 *p = bpf_map_lookup_elem(&h3, &k); if (!p) return 1; UP(h3, 1, 6, 0); P8(*p); u64 *q2 = bpf_map_lookup_elem(&h3, &k); if (!q2) return 2; P(p == q2); UP(h3, 1, 7, 0); P8(*p); P8(*q2); DEL(h3, 1); UP(h3, 2, 8, 0); P8(*p); P8(*q2); UP(h3, 2, 9, 0); P8(*p); P8(*q2); UP(h3, 3, 10, 0); P8(*p); P8(*q2); return h; }
PROG(reuse_percpu) { u32 h = 1, k = 1; UP(ph, 1, 5, 0); u64 *p = bpf_map_lookup_elem(&ph, &k); if (!p) return 1; *p = 77; DEL(ph, 1); P8(*p); UP(ph, 2, 8, 0); P8(*p); k = 2; u64 *o = bpf_map_lookup_percpu_elem(&ph, &k, 1 - bpf_get_smp_processor_id()); if (o) { P8(*o); *o = 4; } UP(ph, 2, 9, 0); if (o) P8(*o); DEL(ph, 2); UP(ph, 3, 10, 0); if (o) P8(*o); return h; }
PROG(percpu_arr) { u32 h = 1, k = 2; u64 v = 9; u32 me = bpf_get_smp_processor_id(); bpf_map_update_elem(&pa, &k, &v, 0); u64 *o = bpf_map_lookup_percpu_elem(&pa, &k, 1 - me), *m = bpf_map_lookup_percpu_elem(&pa, &k, me); if (o && m) { P8(*o); P8(*m); *o = 5; } v = 1; bpf_map_update_elem(&pa, &k, &v, 0); if (o && m) { P8(*o); P8(*m); } P(bpf_map_lookup_percpu_elem(&pa, &k, 2) == NULL); P(bpf_map_lookup_percpu_elem(&pa, &k, 0xffffffff) == NULL); k = 3; P(bpf_map_lookup_percpu_elem(&pa, &k, 0) == NULL); return h; }
PROG(lock_upd) { u32 h = 1, k = 1; struct locked v = { .a = 4, .b = 5 }, *p; P(bpf_map_update_elem(&la, &k, &v, BPF_F_LOCK)); P(bpf_map_update_elem(&la, &k, &v, BPF_F_LOCK | BPF_EXIST)); P(bpf_map_update_elem(&la, &k, &v, BPF_F_LOCK | BPF_NOEXIST)); p = bpf_map_lookup_elem(&la, &k); if (p) { bpf_spin_lock(&p->lock); p->a++; u32 t = p->a; bpf_spin_unlock(&p->lock); P(t); P8(p->b); } return h; }
PROG(lock_hash) { u32 h = 1, k = 1; struct locked v = { .a = 4, .b = 5 }, *p; P(bpf_map_update_elem(&lh, &k, &v, BPF_F_LOCK | BPF_EXIST)); P(bpf_map_update_elem(&lh, &k, &v, BPF_F_LOCK | BPF_NOEXIST)); P(bpf_map_update_elem(&lh, &k, &v, BPF_F_LOCK | BPF_NOEXIST)); p = bpf_map_lookup_elem(&lh, &k); v.a = 40; P(bpf_map_update_elem(&lh, &k, &v, BPF_F_LOCK)); if (p) P(p->a); v.a = 41; P(bpf_map_update_elem(&lh, &k, &v, 0)); if (p) P(p->a); k = 2; P(bpf_map_update_elem(&lh, &k, &v, BPF_F_LOCK)); k = 3; P(bpf_map_update_elem(&lh, &k, &v, BPF_F_LOCK)); return h; }
PROG(queue_all) { u32 h = 1, v, o; for (int i = 1; i < 6; i++) v = i, P(bpf_map_push_elem(&q, &v, v == 5 ? BPF_EXIST : 0)); v = 9; P(bpf_map_push_elem(&q, &v, BPF_NOEXIST)); P(bpf_map_push_elem(&q, &v, 3)); P(bpf_map_peek_elem(&q, &o)); P(o); for (int i = 0; i < 4; i++) { o = 100; P(bpf_map_pop_elem(&q, &o)); P(o); } o = 55; P(bpf_map_peek_elem(&q, &o)); P(o); return h; }
#define LPMK(l, a, b, c, d) ({ k.prefixlen = (l); k.data[0] = (a); k.data[1] = (b); k.data[2] = (c); k.data[3] = (d); &k; })
PROG(storage_all) { u32 h = 1; struct task_struct *t = bpf_get_current_task_btf(); struct val v = { 3, 4, 5 }, *p; P(bpf_task_storage_delete(&ts, t)); p = bpf_task_storage_get(&ts, t, &v, 0); P(!!p); p = bpf_task_storage_get(&ts, t, &v, 1); if (p) { P(p->a + p->b); p->c = 77; } v.a = 100; p = bpf_task_storage_get(&ts, t, &v, 1); if (p) { P(p->a); P8(p->c); } p = bpf_task_storage_get(&ts, t, 0, 2); P(!!p); P(bpf_task_storage_delete(&ts, t)); p = bpf_task_storage_get(&ts, t, 0, 1); if (p) { P(p->a); P8(p->c); } P(bpf_task_storage_delete(&ts, t)); return h; }
struct acc { u32 h; u32 n; u64 sum; };
static long cb_arr(void *map, u32 *key, struct val *v, struct acc *a) { a->h = a->h * 31 + *key + v->a; v->a++; a->n++; return a->n == 3; }
static long cb_sum(void *map, u32 *key, u64 *v, struct acc *a) { a->sum += *key * 1000 + *v; a->n++; *v += 1; return 0; }
static long cb_del(void *map, u32 *key, u64 *v, struct acc *a) { a->sum += *v; if (*key & 1) { u32 k = *key; a->n += bpf_map_delete_elem(map, &k) == 0; } return 0; }
PROG(each_del) { u32 h = 1; struct acc a = {}; for (int i = 0; i < 3; i++) UP(hn, i, 1 << i, 0); P(bpf_for_each_map_elem(&hn, cb_del, &a, 0)); P8(a.sum); P(a.n); a.n = a.sum = 0; P(bpf_for_each_map_elem(&hn, cb_sum, &a, 0)); P8(a.sum); return h; }
PROG(each_percpu) { u32 h = 1; struct acc a = {}; for (int i = 0; i < 3; i++) UP(ph, i, 1 << i, 0); P(bpf_for_each_map_elem(&ph, cb_sum, &a, 0)); P8(a.sum); P8(GET(ph, 2)); a.sum = 0; P(bpf_for_each_map_elem(&pa, cb_sum, &a, 0)); P8(a.sum); return h; }
static int loop_cb(u32 i, struct acc *a) { a->h = a->h * 7 + i; if (i == a->n) return 1; return 0; }
static int loop_outer(u32 i, struct acc *a) { a->sum += bpf_loop(i, loop_cb, a, 0); return 0; }
static int loop_null(u32 i, void *c) { return i >= g_one * 3; }
MAP(arr1, ARRAY, u32, u8[3], 5);
PROG(same_kv) { u32 h = 1; u64 x = 5, *p; bpf_map_update_elem(&h3, &x, &x, 0); p = bpf_map_lookup_elem(&h3, &x); if (p) { P8(*p); bpf_map_update_elem(&h3, p, p, 0); *p = 6; bpf_map_update_elem(&h3, p, p, 0); } P8(GET(h3, 5)); P8(GET(h3, 6)); return h; }
