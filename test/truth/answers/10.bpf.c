/* Random changes of maps whose values hold masks, with pointers kept to old values. */
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
struct mv { struct bpf_cpumask __kptr *mask; u64 n; };
#define MAP(name, t, V, c, ...) struct { __uint(type, BPF_MAP_TYPE_##t); __type(key, u32); __type(value, V); __uint(max_entries, c); __VA_ARGS__ } name SEC(".maps")
MAP(hp, HASH, struct mv, 3); MAP(hn, HASH, struct mv, 3, __uint(map_flags, BPF_F_NO_PREALLOC);); MAP(a, ARRAY, struct mv, 3); MAP(p, PERCPU_HASH, struct mv, 3); MAP(pa, PERCPU_ARRAY, struct mv, 3); MAP(l, LRU_HASH, struct mv, 100); MAP(pn, PERCPU_HASH, struct mv, 3, __uint(map_flags, BPF_F_NO_PREALLOC););
#define UP(m, k_, v_, f) ({ u32 kk = (k_); struct mv vv = { .n = (v_) }; bpf_map_update_elem(&m, &kk, &vv, f); })
#define DEL(m, k_) ({ u32 kk = (k_); bpf_map_delete_elem(&m, &kk); })
#define GET(m, k_) ({ u32 kk = (k_); (struct mv *)bpf_map_lookup_elem(&m, &kk); })
static __always_inline u32 put(struct mv *v, struct bpf_cpumask *m) { struct bpf_cpumask *o = bpf_kptr_xchg(&v->mask, m); if (!o) return 0; u32 r = 1 + bpf_cpumask_first(C(o)); bpf_cpumask_release(o); return r; }
#define RC(m) P((m)->usage.refs.counter)
PROG(random_0)
{
	u32 h = 281782;
	struct mv *v0 = 0, *v1 = 0;
	struct bpf_cpumask *m = bpf_cpumask_create();
	if (!m)
		return 1;
	bpf_cpumask_set_cpu(0, m);
	RC(m);
	P(DEL(hp, 3));
	v1 = GET(hp, 1);
	P(!!v1);
	RC(m);
	if (v1)
		v1->n += 7;
	if (v1)
		v1->n += 6;
	RC(m);
	if (v1)
		v1->n += 2;
	RC(m);
	if (v1) {
		P8(v1->n);
		P(!!v1->mask);
	}
	P(UP(hp, 2, 64, BPF_NOEXIST));
	P(UP(hp, 3, 53, BPF_NOEXIST));
	P(UP(hp, 2, 65, BPF_EXIST));
	RC(m);
	P(DEL(hp, 3));
	RC(m);
	if (v1) {
		P8(v1->n);
		P(!!v1->mask);
	}
	if (v1)
		v1->n += 7;
	RC(m);
	bpf_cpumask_release(m);
	return h;
}
PROG(random_1)
{
	u32 h = 673701;
	struct mv *v0 = 0, *v1 = 0;
	struct bpf_cpumask *m = bpf_cpumask_create();
	if (!m)
		return 1;
	bpf_cpumask_set_cpu(1, m);
	RC(m);
	P(UP(l, 2, 4, BPF_EXIST));
	P(UP(l, 3, 79, BPF_EXIST));
	P(UP(l, 1, 73, 0));
	v1 = GET(l, 1);
	P(!!v1);
	RC(m);
	P(UP(l, 0, 36, BPF_NOEXIST));
	RC(m);
	if (v1)
		P(put(v1, bpf_cpumask_acquire(m)));
	RC(m);
	if (v1)
		P(put(v1, NULL));
	RC(m);
	if (v1) {
		P8(v1->n);
		P(!!v1->mask);
	}
	RC(m);
	if (v1) {
		P8(v1->n);
		P(!!v1->mask);
	}
	P(UP(l, 0, 99, BPF_EXIST));
	RC(m);
	bpf_cpumask_release(m);
	return h;
}
PROG(random_2)
{
	u32 h = 939319;
	struct mv *v0 = 0, *v1 = 0;
	struct bpf_cpumask *m = bpf_cpumask_create();
	if (!m)
		return 1;
	bpf_cpumask_set_cpu(0, m);
	P(UP(l, 2, 69, 0));
	P(UP(pa, 1, 51, 0));
	RC(m);
	P(UP(pa, 0, 37, 0));
	P(DEL(l, 3));
	RC(m);
	v0 = GET(l, 0);
	P(!!v0);
	RC(m);
	if (v0)
		P(put(v0, bpf_cpumask_acquire(m)));
	RC(m);
	if (v0)
		P(put(v0, bpf_cpumask_acquire(m)));
	RC(m);
	P(UP(pa, 1, 20, BPF_EXIST));
	RC(m);
	if (v0) {
		P8(v0->n);
		P(!!v0->mask);
	}
	if (v0)
		P(put(v0, bpf_cpumask_acquire(m)));
	RC(m);
	v1 = GET(pa, 2);
	P(!!v1);
	RC(m);
	bpf_cpumask_release(m);
	return h;
}
PROG(random_3)
{
	u32 h = 291768;
	struct mv *v0 = 0, *v1 = 0;
	struct bpf_cpumask *m = bpf_cpumask_create();
	if (!m)
		return 1;
	bpf_cpumask_set_cpu(0, m);
	P(DEL(pn, 3));
	P(UP(pn, 1, 68, BPF_EXIST));
	P(UP(pn, 2, 95, BPF_NOEXIST));
	v0 = GET(pn, 3);
	P(!!v0);
	P(UP(pn, 1, 25, BPF_EXIST));
	RC(m);
	if (v0) {
		P8(v0->n);
		P(!!v0->mask);
	}
	v0 = GET(pn, 1);
	P(!!v0);
	RC(m);
	P(UP(pn, 0, 1, BPF_EXIST));
	v1 = GET(pn, 0);
	P(!!v1);
	P(UP(pn, 2, 91, BPF_NOEXIST));
	P(UP(pn, 3, 87, BPF_EXIST));
	RC(m);
	bpf_cpumask_release(m);
	return h;
}
PROG(random_4)
{
	u32 h = 542674;
	struct mv *v0 = 0, *v1 = 0;
	struct bpf_cpumask *m = bpf_cpumask_create();
	if (!m)
		return 1;
	bpf_cpumask_set_cpu(0, m);
	v1 = GET(hp, 0);
	P(!!v1);
	P(DEL(hp, 2));
	RC(m);
	P(DEL(hp, 3));
	RC(m);
	P(UP(hp, 2, 50, 0));
	P(UP(hp, 1, 2, BPF_EXIST));
	v1 = GET(hp, 0);
	P(!!v1);
	v0 = GET(pa, 0);
	P(!!v0);
	RC(m);
	P(DEL(hp, 3));
	P(DEL(hp, 2));
	P(UP(pa, 2, 14, BPF_EXIST));
	P(UP(hp, 0, 61, 0));
	if (v1)
		P(put(v1, NULL));
	RC(m);
	RC(m);
	RC(m);
	bpf_cpumask_release(m);
	return h;
}
PROG(random_5)
{
	u32 h = 430778;
	struct mv *v0 = 0, *v1 = 0;
	struct bpf_cpumask *m = bpf_cpumask_create();
	if (!m)
		return 1;
	bpf_cpumask_set_cpu(1, m);
	P(UP(pa, 3, 57, BPF_EXIST));
	P(DEL(pa, 0));
	P(UP(pa, 2, 41, 0));
	P(UP(pa, 0, 41, BPF_EXIST));
	P(UP(pa, 1, 73, BPF_NOEXIST));
	P(UP(pa, 3, 43, BPF_EXIST));
	P(UP(pa, 0, 28, BPF_EXIST));
	RC(m);
	P(UP(pa, 3, 62, 0));
	RC(m);
	bpf_cpumask_release(m);
	return h;
}
