/* Texts, numbers in texts, dynptrs, ring buffers, atomics. */
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
volatile u32 g_zero, g_one = 1, g_two = 2; volatile u64 g64 = 0x123456789abcdef0ULL; volatile s32 g_neg = -17; volatile s64 g_neg64 = -1234567890123LL; volatile s8 g_s8 = -100; volatile u8 g_u8 = 200;
#define SP(fmt, ...) do { char b_[40]; u64 a_[] = { __VA_ARGS__ }; __builtin_memset(b_, 7, sizeof(b_)); P(bpf_snprintf(b_, sizeof(b_), fmt, a_, sizeof(a_))); for (int i_ = 0; i_ < 40; i_++) P(b_[i_]); } while (0)
const char str1[] = "hello", str2[] = "hello world", strn[] = "";
PROG(s_plus) { u32 h = 1; SP("%+d|% d|%+5d", 42, 42, 42); return h; }
PROG(s_nl) { u32 h = 1; SP("a\n%d\n", 3); return h; }
PROG(s_pI4) { u32 h = 1; u32 ip = 0x0100007f; u8 v6[16] = { 0xfe, 0x80, [15] = 1 }; SP("%pI4", (u64)&ip); SP("%pi4|", (u64)&ip); SP("%pI6", (u64)v6); return h; }
PROG(s_px) { u32 h = 1; SP("%px|%llx", g64, 1); return h; }
PROG(s_null) { u32 h = 1; SP("%s|%d", 0, 4); SP("%s|", 16); return h; }
#define TOL(s, n, f) do { char b_[] = s; long r_ = 77; P(bpf_strtol(b_, n, f, &r_)); P8(r_); } while (0)
#define TOU(s, n, f) do { char b_[] = s; unsigned long r_ = 77; P(bpf_strtoul(b_, n, f, &r_)); P8(r_); } while (0)
PROG(strtol1) { u32 h = 1; TOL("123", 3, 0); TOL("-42 ", 4, 0); TOL("0x1f", 4, 0); TOL("017", 3, 0); TOL("  55z", 5, 10); TOL("zz", 2, 0); TOL("-", 1, 0); TOL("12345", 3, 10); TOL("ff", 2, 16); TOL("19", 2, 8); return h; }
PROG(strtol2) { u32 h = 1; TOL("9223372036854775807", 19, 0); TOL("9223372036854775808", 19, 0); TOL("-9223372036854775808", 20, 0); TOL("-9223372036854775809", 20, 0); TOL("99999999999999999999999", 23, 0); TOL("1", 1, 7); TOL("1", 1, 256); TOL("1\0002", 3, 0); TOL("+5", 2, 0); TOL("--5", 3, 0); return h; }
PROG(strtoul1) { u32 h = 1; TOU("123", 3, 0); TOU("-42", 3, 0); TOU("0xFFFFFFFFFFFFFFFF", 18, 0); TOU("0x1FFFFFFFFFFFFFFFF", 19, 16); TOU("18446744073709551615", 20, 0); TOU("18446744073709551616", 20, 0); TOU("0", 1, 0); TOU("08", 2, 0); TOU("0x", 2, 0); TOU("0xg", 3, 0); TOU("\t7", 2, 10); return h; }
PROG(probe1) { u32 h = 1; char b[8] = {}; P(bpf_probe_read_kernel(b, 8, str2)); for (int i = 0; i < 8; i++) P(b[i]); P(bpf_probe_read_kernel_str(b, 4, str2)); for (int i = 0; i < 8; i++) P(b[i]); P(bpf_probe_read_kernel_str(b, 8, strn)); for (int i = 0; i < 8; i++) P(b[i]); P(bpf_probe_read_kernel_str(b, 1, str2)); P(b[0]); P(bpf_probe_read_kernel_str(b, 8, NULL)); for (int i = 0; i < 8; i++) P(b[i]); P(bpf_probe_read_kernel(b, 0, str2)); P(bpf_probe_read_user(b, 8, NULL)); return h; }
PROG(printk1) { u32 h = 1; P(bpf_printk("hi")); P(bpf_printk("x %d %s", 42, str1)); P(bpf_trace_printk("abc", 4)); return h; }
/* dynptr */
extern int bpf_dynptr_adjust(const struct bpf_dynptr *p, u32 start, u32 end) __ksym __weak; extern bool bpf_dynptr_is_null(const struct bpf_dynptr *p) __ksym __weak; extern bool bpf_dynptr_is_rdonly(const struct bpf_dynptr *p) __ksym __weak; extern u32 bpf_dynptr_size(const struct bpf_dynptr *p) __ksym __weak; extern int bpf_dynptr_clone(const struct bpf_dynptr *p, struct bpf_dynptr *c) __ksym __weak; extern void *bpf_dynptr_slice(const struct bpf_dynptr *p, u32 off, void *buf, u32 buf__szk) __ksym __weak; extern void *bpf_dynptr_slice_rdwr(const struct bpf_dynptr *p, u32 off, void *buf, u32 buf__szk) __ksym __weak; extern int bpf_dynptr_copy(struct bpf_dynptr *d, u32 doff, struct bpf_dynptr *s, u32 soff, u32 size) __ksym __weak; extern int bpf_dynptr_memset(struct bpf_dynptr *p, u32 off, u32 size, u8 val) __ksym __weak;
struct v64 { u8 d[64]; };
struct { __uint(type, BPF_MAP_TYPE_ARRAY); __type(key, u32); __type(value, struct v64); __uint(max_entries, 2); } mem SEC(".maps");
struct { __uint(type, BPF_MAP_TYPE_RINGBUF); __uint(max_entries, 4096); } rb SEC(".maps");
#define MEM(p, i) u32 k_##p = i; struct v64 *p = bpf_map_lookup_elem(&mem, &k_##p); if (!p) return 1
PROG(d_mem) { u32 h = 1; MEM(p, 0); struct bpf_dynptr d; u8 b[8]; for (int i = 0; i < 64; i++) p->d[i] = i; P(bpf_dynptr_from_mem(p, 40, 0, &d)); P(bpf_dynptr_size(&d)); P(bpf_dynptr_is_null(&d) + 2 * bpf_dynptr_is_rdonly(&d)); P(bpf_dynptr_read(b, 8, &d, 30, 0)); P(b[0]); P(bpf_dynptr_read(b, 8, &d, 33, 0)); P(bpf_dynptr_read(b, 8, &d, 32, 0)); P(b[7]); P(bpf_dynptr_read(b, 8, &d, 0, 1)); P(bpf_dynptr_read(b, 8, &d, 0xfffffffc, 0)); P(bpf_dynptr_write(&d, 4, b, 8, 0)); P(p->d[5]); P(bpf_dynptr_write(&d, 36, b, 8, 0)); P(bpf_dynptr_write(&d, 0, b, 8, 5)); return h; }
PROG(d_flags) { u32 h = 1; MEM(p, 0); struct bpf_dynptr d; P(bpf_dynptr_from_mem(p, 40, 1, &d)); P(bpf_dynptr_size(&d)); P(bpf_dynptr_is_null(&d) + 2 * bpf_dynptr_is_rdonly(&d)); u8 b[4]; P(bpf_dynptr_read(b, 4, &d, 0, 0)); P(bpf_dynptr_data(&d, 0, 4) == NULL); P(bpf_dynptr_write(&d, 0, b, 4, 0)); P(bpf_dynptr_adjust(&d, 0, 1)); return h; }
PROG(d_adjust) { u32 h = 1; MEM(p, 1); struct bpf_dynptr d, c; u8 b[4]; for (int i = 0; i < 64; i++) p->d[i] = i * 3; bpf_dynptr_from_mem(p, 64, 0, &d); P(bpf_dynptr_clone(&d, &c)); P(bpf_dynptr_adjust(&d, 10, 30)); P(bpf_dynptr_size(&d)); P(bpf_dynptr_size(&c)); P(bpf_dynptr_adjust(&d, 5, 3)); P(bpf_dynptr_adjust(&d, 5, 21)); P(bpf_dynptr_adjust(&d, 21, 21)); P(bpf_dynptr_adjust(&d, 2, 10)); P(bpf_dynptr_read(b, 4, &d, 0, 0)); P(b[0]); P(bpf_dynptr_read(b, 4, &d, 5, 0)); P(bpf_dynptr_adjust(&d, 8, 8)); P(bpf_dynptr_size(&d)); P(bpf_dynptr_read(b, 0, &d, 0, 0)); P(bpf_dynptr_read(b, 1, &d, 0, 0)); return h; }
PROG(d_ring) { u32 h = 1; struct bpf_dynptr d; u8 b[4] = { 1, 2, 3, 4 }; P(bpf_ringbuf_reserve_dynptr(&rb, 20, 0, &d)); P(bpf_dynptr_size(&d)); P(bpf_dynptr_write(&d, 16, b, 4, 0)); P(bpf_dynptr_write(&d, 17, b, 4, 0)); b[0] = 0; P(bpf_dynptr_read(b, 4, &d, 16, 0)); P(b[0]); bpf_ringbuf_submit_dynptr(&d, 0); P(bpf_ringbuf_reserve_dynptr(&rb, 5000, 0, &d)); P(bpf_dynptr_size(&d)); P(bpf_dynptr_is_null(&d)); P(bpf_dynptr_read(b, 4, &d, 0, 0)); bpf_ringbuf_discard_dynptr(&d, 0); P(bpf_ringbuf_reserve_dynptr(&rb, 20, 1, &d)); P(bpf_dynptr_is_null(&d)); bpf_ringbuf_discard_dynptr(&d, 0); return h; }
PROG(d_copy) { u32 h = 1; MEM(p, 0); MEM(q, 1); struct bpf_dynptr a, b; for (int i = 0; i < 64; i++) p->d[i] = i; bpf_dynptr_from_mem(p, 64, 0, &a); bpf_dynptr_from_mem(q, 32, 0, &b); P(bpf_dynptr_copy(&b, 1, &a, 10, 8)); P(q->d[1] + q->d[8] * 10 + q->d[9]); P(bpf_dynptr_copy(&b, 30, &a, 0, 8)); P(bpf_dynptr_copy(&b, 0, &a, 60, 8)); P(bpf_dynptr_copy(&b, 0, &a, 0, 0)); return h; }
PROG(d_memset) { u32 h = 1; MEM(p, 0); struct bpf_dynptr a; bpf_dynptr_from_mem(p, 64, 0, &a); P(bpf_dynptr_memset(&a, 3, 9, 0xab)); for (int i = 0; i < 16; i++) P(p->d[i]); P(bpf_dynptr_memset(&a, 60, 9, 1)); P(p->d[60]); return h; }
/* ringbuf */
PROG(r_fill) { u32 h = 1; int n = 0; for (int i = 0; i < 70; i++) { u64 *p = bpf_ringbuf_reserve(&rb, 56, 0); if (!p) break; n++; *p = i; bpf_ringbuf_submit(p, 0); } P(n); P(bpf_ringbuf_query(&rb, BPF_RB_AVAIL_DATA)); P(bpf_ringbuf_query(&rb, BPF_RB_RING_SIZE)); P(bpf_ringbuf_query(&rb, BPF_RB_PROD_POS)); P(bpf_ringbuf_query(&rb, BPF_RB_CONS_POS)); P(bpf_ringbuf_query(&rb, 99)); return h; }
PROG(r_out) { u32 h = 1; char b[100] = {}; for (int i = 0; i < 45; i++) P(bpf_ringbuf_output(&rb, b, 100, 0)); P(bpf_ringbuf_query(&rb, BPF_RB_AVAIL_DATA)); P(bpf_ringbuf_output(&rb, b, 1, BPF_RB_NO_WAKEUP)); P(bpf_ringbuf_output(&rb, b, 8, 4)); P(bpf_ringbuf_output(&rb, b, 8, BPF_RB_FORCE_WAKEUP)); P(bpf_ringbuf_query(&rb, BPF_RB_PROD_POS)); return h; }
PROG(r_big) { u32 h = 1; void *p = bpf_ringbuf_reserve(&rb, 4096, 0); P(!!p); if (p) bpf_ringbuf_discard(p, 0); p = bpf_ringbuf_reserve(&rb, 4088, 0); P(!!p); if (p) bpf_ringbuf_discard(p, 0); p = bpf_ringbuf_reserve(&rb, 4080, 0); P(!!p); if (p) bpf_ringbuf_discard(p, 0); P(bpf_ringbuf_query(&rb, BPF_RB_AVAIL_DATA)); return h; }
PROG(r_discard) { u32 h = 1; for (int i = 0; i < 5; i++) { u32 *p = bpf_ringbuf_reserve(&rb, 12, 0); if (!p) break; *p = i; if (i & 1) bpf_ringbuf_discard(p, 0); else bpf_ringbuf_submit(p, BPF_RB_FORCE_WAKEUP); } P(bpf_ringbuf_query(&rb, BPF_RB_AVAIL_DATA)); P(bpf_ringbuf_query(&rb, BPF_RB_PROD_POS)); return h; }
PROG(r_flags) { u32 h = 1; void *p = bpf_ringbuf_reserve(&rb, 8, 1); P(!!p); if (p) bpf_ringbuf_discard(p, 0); p = bpf_ringbuf_reserve(&rb, 8, 0); P(!!p); if (p) bpf_ringbuf_submit(p, 0); return h; }
/* atomics */
u64 a64 = 10; u32 a32 = 20; s32 as32 = -3; s64 as64 = -9;
PROG(a_signed) { u32 h = 1; P8(__sync_fetch_and_add(&as32, -5)); P8(as32); P8(__sync_fetch_and_sub(&as64, -4)); P8(as64); P8((s64)__sync_fetch_and_or(&as32, 1) >> 1); P(as32 < 0); P8(__sync_lock_test_and_set(&as32, -77)); P8(as32); return h; }
PROG(a_cas) { u32 h = 1; P8(__sync_val_compare_and_swap(&a64, 10, 11)); P8(__sync_val_compare_and_swap(&a64, 10, 12)); P8(a64); P8(__sync_val_compare_and_swap(&as32, -3, -4)); P8(as32); P(__sync_bool_compare_and_swap(&a32, 20, 21)); P(__sync_bool_compare_and_swap(&a32, 20, 21)); P8(__sync_val_compare_and_swap(&as64, -9, 1LL << 40)); P8(as64); return h; }
PROG(a_gcc) { u32 h = 1; P8(__atomic_fetch_add(&a64, 3, __ATOMIC_SEQ_CST)); P8(__atomic_exchange_n(&a32, 9, __ATOMIC_SEQ_CST)); u64 e = 13; P(__atomic_compare_exchange_n(&a64, &e, 14, 0, 5, 5)); P8(e); e = 1; P(__atomic_compare_exchange_n(&a64, &e, 15, 0, 5, 5)); P8(e); P8(a64); P8(a32); return h; }
