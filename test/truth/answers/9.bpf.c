/* Maps that only programs that do not sleep may use: tries and bloom filters. */
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
#define PROGT(name) SEC("tc") int name(struct __sk_buff *ctx)
struct { __uint(type, BPF_MAP_TYPE_BLOOM_FILTER); __type(value, u32); __uint(max_entries, 100); } bl SEC(".maps");
struct lpmkey { u32 prefixlen; u8 data[4]; };
struct { __uint(type, BPF_MAP_TYPE_LPM_TRIE); __type(key, struct lpmkey); __type(value, u64); __uint(max_entries, 4); __uint(map_flags, BPF_F_NO_PREALLOC); } lpm SEC(".maps");
struct { __uint(type, BPF_MAP_TYPE_LPM_TRIE); __type(key, struct lpmkey); __type(value, u64); __uint(max_entries, 100); __uint(map_flags, BPF_F_NO_PREALLOC); } lpm2 SEC(".maps");
struct { __uint(type, BPF_MAP_TYPE_QUEUE); __type(value, u32); __uint(max_entries, 3); } q SEC(".maps");
#define LPMK(l, a, b, c, d) ({ k.prefixlen = (l); k.data[0] = (a); k.data[1] = (b); k.data[2] = (c); k.data[3] = (d); &k; })
#define LG(m, ...) do { p = bpf_map_lookup_elem(&m, LPMK(__VA_ARGS__)); P8(p ? *p : 99); } while (0)
#define LU(m, v_, f, ...) do { v = v_; P(bpf_map_update_elem(&m, LPMK(__VA_ARGS__), &v, f)); } while (0)
PROGT(bloom) { u32 h = 1, v = 4; P(bpf_map_peek_elem(&bl, &v)); P(bpf_map_push_elem(&bl, &v, 0)); P(bpf_map_peek_elem(&bl, &v)); P(bpf_map_push_elem(&bl, &v, BPF_EXIST)); P(bpf_map_push_elem(&bl, &v, BPF_NOEXIST)); P(v); return h; }
PROGT(lpm_find) { u32 h = 1; struct lpmkey k; u64 v, *p; LU(lpm2, 1, 0, 8, 10, 0, 0, 0); LU(lpm2, 2, BPF_NOEXIST, 16, 10, 1, 0, 0); LG(lpm2, 32, 10, 1, 2, 3); LG(lpm2, 32, 10, 7, 2, 3); LG(lpm2, 32, 11, 7, 2, 3); LG(lpm2, 12, 10, 1, 0, 0); LG(lpm2, 4, 10, 1, 0, 0); LG(lpm2, 16, 10, 1, 0, 0); LG(lpm2, 8, 10, 255, 0, 0); return h; }
PROGT(lpm_same) { u32 h = 1; struct lpmkey k; u64 v, *p; LU(lpm2, 2, BPF_NOEXIST, 16, 10, 1, 0, 0); LU(lpm2, 3, BPF_NOEXIST, 16, 10, 1, 9, 9); LU(lpm2, 4, BPF_EXIST, 16, 10, 1, 9, 9); LG(lpm2, 32, 10, 1, 2, 3); LU(lpm2, 5, BPF_EXIST, 17, 10, 1, 9, 9); LU(lpm2, 6, 0, 33, 10, 1, 9, 9); LU(lpm2, 6, 4, 16, 10, 1, 9, 9); LU(lpm2, 6, 3, 16, 10, 1, 9, 9); LG(lpm2, 33, 10, 1, 2, 3); return h; }
PROGT(lpm_del) { u32 h = 1; struct lpmkey k; u64 v, *p; LU(lpm2, 1, 0, 8, 10, 0, 0, 0); LU(lpm2, 2, 0, 16, 10, 1, 0, 0); P(bpf_map_delete_elem(&lpm2, LPMK(12, 10, 1, 5, 5))); P(bpf_map_delete_elem(&lpm2, LPMK(16, 10, 1, 5, 5))); P(bpf_map_delete_elem(&lpm2, LPMK(40, 10, 1, 0, 0))); LG(lpm2, 32, 10, 1, 2, 3); P(bpf_map_delete_elem(&lpm2, LPMK(8, 10, 9, 9, 9))); LG(lpm2, 32, 10, 1, 2, 3); return h; }
PROGT(lpm_full) { u32 h = 1; struct lpmkey k; u64 v, *p; for (int i = 0; i < 6; i++) LU(lpm, i, 0, 24, i * 16, 0, 0, 0); LU(lpm, 9, BPF_EXIST, 24, 0, 0, 0, 0); LU(lpm, 9, 0, 24, 16, 0, 0, 0); LU(lpm, 9, 0, 24, 99, 0, 0, 0); LU(lpm, 9, BPF_EXIST, 24, 99, 0, 0, 0); LU(lpm, 9, BPF_NOEXIST, 24, 16, 0, 0, 0); LU(lpm, 7, 0, 0, 0, 0, 0, 0); LG(lpm, 32, 0, 0, 0, 1); P(bpf_map_delete_elem(&lpm, LPMK(24, 0, 0, 0, 0))); LU(lpm, 7, 0, 0, 0, 0, 0, 0); LG(lpm, 32, 77, 0, 0, 1); return h; }
PROGT(lpm_bits) { u32 h = 1; struct lpmkey k; u64 v, *p; LU(lpm2, 1, 0, 9, 128, 128, 0, 0); LU(lpm2, 2, 0, 10, 128, 128, 0, 0); LU(lpm2, 3, 0, 0, 0, 0, 0, 0); LU(lpm2, 4, 0, 32, 128, 192, 1, 1); LG(lpm2, 32, 128, 128, 0, 0); LG(lpm2, 32, 128, 192, 0, 0); LG(lpm2, 32, 128, 192, 1, 1); LG(lpm2, 32, 128, 64, 1, 1); LG(lpm2, 32, 129, 192, 1, 1); LG(lpm2, 9, 128, 192, 1, 1); LG(lpm2, 0, 1, 2, 3, 4); return h; }
static long leach(void *map, struct lpmkey *key, u64 *v, u64 *s) { *s += *v * 1000 + key->prefixlen; return 0; }
PROGT(lpm_reuse) { u32 h = 1; struct lpmkey k; u64 v, *p, *o; LU(lpm2, 5, 0, 8, 10, 0, 0, 0); o = bpf_map_lookup_elem(&lpm2, LPMK(32, 10, 0, 0, 0)); LU(lpm2, 6, 0, 8, 10, 0, 0, 0); if (o) P8(*o); LG(lpm2, 32, 10, 0, 0, 0); return h; }
PROGT(queue_tc) { u32 h = 1, v = 3, o = 8; P(bpf_map_push_elem(&q, &v, 0)); P(bpf_map_pop_elem(&q, &o)); P(o); P(bpf_map_pop_elem(&q, &o)); P(o); return h; }
