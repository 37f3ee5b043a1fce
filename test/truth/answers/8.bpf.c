/* Kptrs in memory that is used again, paddings and addresses in texts, one-element and per-CPU hashes. */
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
volatile u32 g_zero, g_one = 1, g_two = 2; volatile u64 g64 = 0x123456789abcdef0ULL, g_z64; volatile s32 g_neg = -17; volatile u8 g_u8 = 200; volatile s64 g_neg64 = -1234567890123LL;
#define NEW(m) struct bpf_cpumask *m = bpf_cpumask_create(); if (!m) return 1
PROG(mod_zero64) { u32 h = 1; P8(g64 % g_z64); P8(g64 / g_z64); P8(g_one % g_z64); P8(g_one / g_z64); return h; }
PROG(sp_pads) { u32 h = 1; char b[24]; u64 a[3] = { g_neg, g_u8, g64 }; __builtin_memset(b, 1, 24); P(bpf_snprintf(b, 24, "%-6d|%06d|%+d", a, 24)); for (int i = 0; i < 24; i++) P(b[i]); a[0] = a[1] = 5; P(bpf_snprintf(b, 24, "%+-5d|%-05u|%lX", a, 24)); for (int i = 0; i < 24; i++) P(b[i]); return h; }
PROG(sp_pads2) { u32 h = 1; char b[24]; u64 a[3] = { g_neg, g_u8, 5 }; __builtin_memset(b, 1, 24); P(bpf_snprintf(b, 24, "% d|% d|%+u", a, 24)); for (int i = 0; i < 24; i++) P(b[i]); P(bpf_snprintf(b, 24, "%+05d|%05x|%+x", a, 24)); for (int i = 0; i < 24; i++) P(b[i]); P(bpf_snprintf(b, 24, "%03d|%3d|%0d", a, 24)); for (int i = 0; i < 24; i++) P(b[i]); return h; }
PROG(sp_cs) { u32 h = 1; char b[24]; char s[4] = "ab"; u64 a[3] = { (u64)s, 'x', (u64)s }; __builtin_memset(b, 1, 24); P(bpf_snprintf(b, 24, "%s|%c|%5s", a, 24)); for (int i = 0; i < 24; i++) P(b[i]); P(bpf_snprintf(b, 24, "%-4s|%3c|%05s", a, 24)); for (int i = 0; i < 24; i++) P(b[i]); return h; }
PROG(sp_ip) { u32 h = 1; char b[40]; u8 ip[16] = { 1, 20, 255, 0, [14] = 0xab, 0xcd }; u64 a[2] = { (u64)ip, (u64)ip }; __builtin_memset(b, 1, 40); P(bpf_snprintf(b, 40, "%pI4 %pi4", a, 16)); for (int i = 0; i < 40; i++) P(b[i]); P(bpf_snprintf(b, 40, "%pI6", a, 8)); for (int i = 0; i < 40; i++) P(b[i]); P(bpf_snprintf(b, 40, "%pi6", a, 8)); for (int i = 0; i < 40; i++) P(b[i]); return h; }
/* maps in more ways */
#define MAP(name, t, K, V, n, ...) struct { __uint(type, BPF_MAP_TYPE_##t); __type(key, K); __type(value, V); __uint(max_entries, n); __VA_ARGS__ } name SEC(".maps")
struct mv { struct bpf_cpumask __kptr *mask; u64 n; struct bpf_cpumask __kptr *other; };
struct lv { struct bpf_spin_lock lock; u32 a; struct bpf_cpumask __kptr *mask; u64 n; };
MAP(h2, HASH, u32, u64, 2); MAP(h1, HASH, u32, u64, 1); MAP(mh, HASH, u32, struct mv, 2); MAP(mhn, HASH, u32, struct mv, 2, __uint(map_flags, BPF_F_NO_PREALLOC);); MAP(mph, PERCPU_HASH, u32, struct mv, 2); MAP(lvh, HASH, u32, struct lv, 2); MAP(lva, ARRAY, u32, struct lv, 2); MAP(ph, PERCPU_HASH, u32, u64, 2); MAP(pst, PERCPU_ARRAY, u32, u32, 2); MAP(lru, LRU_HASH, u32, u64, 8); MAP(lph, LRU_PERCPU_HASH, u32, u64, 8); MAP(hu8, HASH, u8, u8, 4); MAP(hbig, HASH, u64, u64[5], 4);
MAP(mts, TASK_STORAGE, int, struct mv, 0, __uint(map_flags, BPF_F_NO_PREALLOC););
static __always_inline void put(struct bpf_cpumask __kptr **slot, struct bpf_cpumask *m) { struct bpf_cpumask *o = bpf_kptr_xchg(slot, m); if (o) bpf_cpumask_release(o); }
#define RC(m) P((m)->usage.refs.counter)
#define UP(m, k_, v_, f) ({ u32 kk = (k_); u64 vv = (v_); bpf_map_update_elem(&m, &kk, &vv, f); })
#define DEL(m, k_) ({ u32 kk = (k_); bpf_map_delete_elem(&m, &kk); })
#define GET(m, k_) ({ u32 kk = (k_); u64 *pp = bpf_map_lookup_elem(&m, &kk); pp ? *pp : 0xdeadULL; })
PROG(one_entry) { u32 h = 1, k = 5; P(UP(h1, 5, 1, 0)); u64 *p = bpf_map_lookup_elem(&h1, &k); if (!p) return 2; P(UP(h1, 5, 2, 0)); P8(*p); P(UP(h1, 5, 3, BPF_EXIST)); P8(*p); P(UP(h1, 6, 4, 0)); P(DEL(h1, 5)); P8(*p); P(UP(h1, 6, 5, 0)); P8(*p); P(UP(h1, 6, 6, 0)); P8(*p); return h; }
PROG(free_kptr) { u32 h = 1, k = 1; struct mv z = {}; NEW(m); bpf_map_update_elem(&mh, &k, &z, 0); struct mv *v = bpf_map_lookup_elem(&mh, &k); if (v) { bpf_map_delete_elem(&mh, &k); put(&v->mask, bpf_cpumask_acquire(m)); RC(m); k = 3; bpf_map_update_elem(&mh, &k, &z, 0); RC(m); P(!!v->mask); struct mv *w = bpf_map_lookup_elem(&mh, &k); if (w) { P(w == v); P(!!w->mask); } bpf_map_update_elem(&mh, &k, &z, 0); RC(m); P(!!v->mask); } bpf_cpumask_release(m); return h; }
PROG(nopre_kptr) { u32 h = 1, k = 1; struct mv z = { .n = 4 }; NEW(m); bpf_map_update_elem(&mhn, &k, &z, 0); struct mv *v = bpf_map_lookup_elem(&mhn, &k); if (v) { put(&v->mask, bpf_cpumask_acquire(m)); put(&v->other, bpf_cpumask_acquire(m)); RC(m); z.n = 5; bpf_map_update_elem(&mhn, &k, &z, 0); RC(m); v = bpf_map_lookup_elem(&mhn, &k); if (v) { P(!!v->mask); P(v->n); put(&v->other, bpf_cpumask_acquire(m)); RC(m); } bpf_map_delete_elem(&mhn, &k); RC(m); } bpf_cpumask_release(m); return h; }
PROG(lock_kptr_h) { u32 h = 1, k = 1; struct lv z = { .a = 3, .n = 4 }; NEW(m); P(bpf_map_update_elem(&lvh, &k, &z, BPF_F_LOCK)); struct lv *v = bpf_map_lookup_elem(&lvh, &k); if (v) { put(&v->mask, bpf_cpumask_acquire(m)); z.a = 7; z.n = 8; P(bpf_map_update_elem(&lvh, &k, &z, BPF_F_LOCK | BPF_EXIST)); RC(m); P(!!v->mask); P(v->a + v->n * 10); P(bpf_map_update_elem(&lvh, &k, &z, BPF_EXIST)); RC(m); } bpf_cpumask_release(m); return h; }
PROG(lock_kptr_a) { u32 h = 1, k = 1; struct lv z = { .a = 3, .n = 4 }; NEW(m); P(bpf_map_update_elem(&lva, &k, &z, BPF_F_LOCK)); struct lv *v = bpf_map_lookup_elem(&lva, &k); if (v) { put(&v->mask, bpf_cpumask_acquire(m)); z.a = 7; z.n = 8; P(bpf_map_update_elem(&lva, &k, &z, BPF_F_LOCK | BPF_EXIST)); RC(m); P(!!v->mask); P(v->a + v->n * 10); } bpf_cpumask_release(m); return h; }
PROG(percpu_reuse_kptr) { u32 h = 1, k = 1; struct mv z = { .n = 2 }; NEW(m); bpf_map_update_elem(&mph, &k, &z, 0); struct mv *v = bpf_map_lookup_elem(&mph, &k); if (v) { put(&v->mask, bpf_cpumask_acquire(m)); bpf_map_delete_elem(&mph, &k); RC(m); P(!!v->mask); P(v->n); put(&v->other, bpf_cpumask_acquire(m)); k = 2; z.n = 9; bpf_map_update_elem(&mph, &k, &z, 0); RC(m); P(!!v->other); P(v->n); } bpf_cpumask_release(m); return h; }
PROG(percpu_reuse2) { u32 h = 1, k; u64 *p[2] = {}; for (int i = 0; i < 2; i++) { k = i; UP(ph, i, 10 + i, 0); p[i] = bpf_map_lookup_elem(&ph, &k); } DEL(ph, 0); DEL(ph, 1); UP(ph, 7, 70, 0); for (int i = 0; i < 2; i++) if (p[i]) P8(*p[i]); UP(ph, 8, 80, 0); for (int i = 0; i < 2; i++) if (p[i]) P8(*p[i]); P(UP(ph, 9, 1, 0)); return h; }
PROG(lph_two) { u32 h = 1, k = 1, me = bpf_get_smp_processor_id(); P(UP(lph, 1, 5, 0)); u64 *o = bpf_map_lookup_percpu_elem(&lph, &k, 1 - me); if (o) { P8(*o); *o = 9; } P(UP(lph, 1, 6, 0)); if (o) P8(*o); P8(GET(lph, 1)); P(DEL(lph, 1)); P8(GET(lph, 1)); return h; }
PROG(storage_kptr) { u32 h = 1; struct task_struct *t = bpf_get_current_task_btf(); NEW(m); struct mv z = { .n = 6 }, *v = bpf_task_storage_get(&mts, t, &z, 1); if (v) { P(v->n); put(&v->mask, bpf_cpumask_acquire(m)); v = bpf_task_storage_get(&mts, t, 0, 0); if (v) P(!!v->mask); P(bpf_task_storage_delete(&mts, t)); v = bpf_task_storage_get(&mts, t, 0, 1); if (v) { P(!!v->mask); P(v->n); } RC(m); } bpf_cpumask_release(m); return h; }
struct acc { u32 n; u64 sum; };
static long grow(void *map, u32 *key, u64 *v, struct acc *a) { a->n++; a->sum += *v; return 0; }
static long stop2(void *map, u32 *key, u32 *v, struct acc *a) { a->sum += *key; *v = 5; return *key == 0; }
PROG(each_stop) { u32 h = 1, k = 0, *p; struct acc a = {}; P(bpf_for_each_map_elem(&pst, stop2, &a, 0)); P8(a.sum); p = bpf_map_lookup_elem(&pst, &k); if (p) P(*p); k = 1; p = bpf_map_lookup_elem(&pst, &k); if (p) P(*p); return h; }
/* mixed */
