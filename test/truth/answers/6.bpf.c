/* C: conversions, bit-fields, unions, pointers to arrays, jumps, statement expressions, tables, builtins. */
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
volatile u32 g_zero, g_one = 1, g_two = 2, g_big = 0xfffffff0; volatile u64 g64 = 0x123456789abcdef0ULL; volatile s32 g_neg = -17; volatile s64 g_neg64 = -1234567890123LL; volatile s8 g_s8 = -100; volatile u8 g_u8 = 200; volatile s16 g_s16 = -30000; volatile u16 g_u16 = 60000;
/* division: C's zero divisor is not defined, the kernel's is: the values are volatile so that the machine divides */
PROG(promo) { u32 h = 1; u8 a = 250, b = g_u8; s8 c = g_s8; P(a + b > 255); P((u8)(a + b) > 255); P(c < a); P((u8)c < a); P((u32)c < a); P(~a); P8(~a); P8(-(s64)b); P((u8)~a); P(a << 4); P((s8)(a << 1)); P(c >> 2); P((u8)c >> 2); P(!c + !!c); P8((u64)c); P8((u32)c); P8((u16)c); P('\xff' < 0); P(sizeof(a + b) + sizeof(g_s16 + 1L) * 16); return h; }
PROG(cmp_mix) { u32 h = 1; P(g_neg < g_one); P(g_neg < (s32)g_one); P(g_neg64 < g_one); P(g_neg64 < g64); P((u64)g_neg64 > g64); P(g_s16 < g_u16); P((u32)g_s16 < g_u16); P(-1 < 0u); P(-1L < 0u); P((u8)-1 == 255); P((s8)255 == -1); P(g_neg == (u32)g_neg); P((u64)g_neg == (u32)g_neg); P((s64)g_neg == (u32)g_neg); return h; }
PROG(shift_var) { u32 h = 1; for (int i = 0; i < 70; i += 9) { P8(g64 << (i & 63)); P8(g64 >> (i & 63)); P8(g_neg64 >> (i & 63)); P(g_big << (i & 31)); P(g_big >> (i & 31)); P(g_neg >> (i & 31)); P((u16)(g_u16 << (i & 15))); P((s16)(g_s16 >> (i & 15))); P((u8)g_s8 >> (i & 7)); P(g_s8 >> (i & 7)); } return h; }
struct bfs { s32 a : 3; u32 b : 3; s64 c : 35; u64 d : 29; s8 e : 1; u8 f : 1; s16 g : 9; u16 : 3; u16 i : 4; bool j : 1; enum { EA = -1, EB = 1 } k : 2; };
PROG(bits1) { u32 h = 1; struct bfs s = {}; for (int i = -9; i < 10; i += 3) { s.a = i; s.b = i; s.c = (s64)i << 31; s.d = (u64)i * 0x1234567; s.e = i; s.f = i; s.g = i * 30; s.i = i; s.j = i; s.k = i; P(s.a); P(s.b); P8(s.c); P8(s.d); P(s.e); P(s.f); P(s.g); P(s.i); P(s.j); P(s.a < s.b); P(s.a + s.b); P((s.b - 8) < 0); } P(sizeof(s)); return h; }
PROG(bits2) { u32 h = 1; struct bfs s = {}; s.a = 3; P(s.a++); P(s.a); P(++s.a); s.b = 7; P(++s.b); P(s.b--); P(s.b); s.c = (1LL << 34) - 1; s.c += 1; P8(s.c); s.d = ~0u; s.d <<= 1; P8(s.d); s.g = 255; P(s.g += 1); P(s.g = 300); P((s.i = 19) + 100); P(s.d >> 20); u64 w[4] = {}; __builtin_memcpy(w, &s, sizeof(s)); P8(w[0]); P8(w[1]); P8(w[2]); return h; }
struct __attribute__((packed)) pk { u8 a; u32 b; u64 c : 20, d : 44; s16 e; };
PROG(packed1) { u32 h = 1; struct pk p = { 1, 0x12345678, 0xabcde, 0x123456789abULL, -2 }, q = p; u8 raw[sizeof(p)]; q.c++; q.d <<= 3; __builtin_memcpy(raw, &q, sizeof(q)); for (int i = 0; i < sizeof(raw); i++) P(raw[i]); P(sizeof(p)); P8(q.d); P(__builtin_offsetof(struct pk, e)); P(__builtin_memcmp(&p, &q, 5)); return h; }
union mix8 { u64 q; u32 w[2]; u8 b[8]; s16 h[4]; struct { u8 lo; s8 hi; u16 mid; } s; struct { u64 x : 12, y : 52; } f; };
PROG(union1) { u32 h = 1; union mix8 u = { .q = g64 }; P(u.w[1]); P(u.b[3]); P(u.h[2]); P(u.s.hi); P8(u.f.x); P8(u.f.y); u.s.mid = 7; P8(u.q); u.f.y = 1; P8(u.q); u.h[3] = -1; P8(u.q); u.b[0]--; P8(u.q); union mix8 v = { .s = { 1, -1, 3 } }; P(v.w[0]); v = u; P8(v.q); return h; }
PROG(ptr_math) { u32 h = 1; u16 a[8] = { 1, 2, 3, 4, 5, 6, 7, 8 }; u16 *p = a + 2, *q = &a[7]; P(q - p); P(p - q); P((char *)q - (char *)p); P(*p++); P(*++p); P(*(q - 1)); P(p < q); P(p[-1]); P(2[p]); P(&p[1] == &a[5]); P(*(u32 *)(a + 2)); P((u64)(q + 1) - (u64)a); p += 2; p -= 1; P(*p); P(!p); u16 (*r)[4] = (u16 (*)[4])a; P(r[1][2]); P(sizeof(*r)); return h; }
struct inn { u8 a; u16 b[2]; }; struct outr { struct inn i[2]; u64 c; struct inn *p; };
static struct inn ret_struct_in(u8 x) { struct inn r = { x, { x + 1, x + 2 } }; return r; }
static __always_inline struct inn ret_struct(u8 x) { return ret_struct_in(x); }
enum col { RED, GREEN = 5, BLUE, BIG = 0x7fffffff }; enum wide { W0 = -1, W1 = 0xffffffffffLL };
PROG(switch_loop) { u32 h = 1; int n = 7; switch (n & 3) { case 0: do { P(0); case 3: P(3); case 2: P(2); case 1: P(1); } while ((n -= 4) > 0); } return h; }
PROG(circuit) { u32 h = 1; int a = 0, b = 0, c = 0; P(a++ && b++); P(a++ || c++); P(a--, b++, c); P(a && b && c++); P(!(a || b) && (c = 9)); P(a ?: 5); P(0 ?: c + 7); P(a > b ? a : b > c ? b : c); P((a = 3, b = a + 1, b * 2)); P(a + b + c); P((a & 1) == 1 | b); return h; }
PROG(stmt_expr) { u32 h = 1; int x = ({ int y = g_neg; y < 0 ? -y : y; }); P(x); P(({ int i, s = 0; for (i = 0; i < 4; i++) s += i; s; })); P(({ struct inn t = { 1, { 2, 3 } }; t; }).b[1]); int y = 3; P(({ y++; }) + ({ y *= 2; })); P(y); return h; }
#define max(a, b) ({ typeof(a) _a = (a); typeof(b) _b = (b); _a > _b ? _a : _b; })
#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))
#define container(p, t, m) ((t *)((char *)(p) - __builtin_offsetof(t, m)))
PROG(macros) { u32 h = 1; P(max(g_neg, -20)); P(max(max(1, 9), max(3, g_u8))); P(max(g_neg, g_one)); u32 a[7]; P(ARRAY_SIZE(a)); struct outr o = { .c = 77 }; u64 *pc = &o.c; P(container(pc, struct outr, c)->c); P(__builtin_types_compatible_p(int, s32)); P(__builtin_choose_expr(1, 5, 6)); P(_Generic(g64, u64: 1, default: 2)); return h; }
static u32 st_counter(void) { static u32 n = 3; static u8 t[2] = { 250, 7 }; n += 2; t[0] += n; return n * 1000 + t[0] + t[1]; }
static const u8 tab2[3][4] = { { 1, 2 }, { [3] = 9 }, [2] = { 5, 6, 7, 8 } }; static const char *const names[] = { "a", "bc" }; const u64 hx[] = { 1, 2, [5] = 6, 7 }; static const struct { const char n[6]; s8 v; } recs[] = { { "one", -1 }, { "three", 3 } };
u32 glob_arr[6] = { 1, 2, 3 }; struct outr glob_s = { .i = { { 1, { 2, 3 } } }, .c = 0x1122334455667788ULL }; s64 glob_neg = -5; u8 glob_str[] = "xyz"; volatile const u16 cv = 777; static s16 hidden_s[2] = { -1 }; bool glob_b; u64 *glob_ptr;
PROG(globals) { u32 h = 1; for (int i = 0; i < 6; i++) { P(glob_arr[i]); glob_arr[5 - i] ^= i * 3; } P(glob_s.i[0].b[1]); P8(glob_s.c); glob_s.i[1] = glob_s.i[0]; P(glob_s.i[1].a); P8(glob_neg--); P8(glob_neg); P(sizeof(glob_str)); P(glob_str[2]); P(cv); hidden_s[1] = hidden_s[0] * 3; P(hidden_s[1]); glob_b = g_u8; P(glob_b); glob_b = !glob_b; P(glob_b); return h; }
PROG(overflow) { u32 h = 1; u32 r; s32 s; u64 q; P(__builtin_add_overflow(g_big, 20u, &r)); P(r); P(__builtin_sub_overflow(g_one, 2u, &r)); P(r); P(__builtin_add_overflow(g_neg, 5, &s)); P(s); P(__builtin_add_overflow(g64, g64, &q)); P8(q); P(__builtin_mul_overflow(g_big, 3u, &r)); P(r); return h; }
