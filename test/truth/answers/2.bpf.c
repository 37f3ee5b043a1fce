#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
char _license[] SEC("license") = "GPL";
struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
struct bpf_cpumask *bpf_cpumask_acquire(struct bpf_cpumask *cpumask) __ksym;
void bpf_cpumask_setall(struct bpf_cpumask *cpumask) __ksym;
void bpf_cpumask_set_cpu(u32 cpu, struct bpf_cpumask *cpumask) __ksym;
bool bpf_cpumask_test_cpu(u32 cpu, const struct cpumask *cpumask) __ksym;
u32 bpf_cpumask_weight(const struct cpumask *cpumask) __ksym;
u32 bpf_cpumask_first(const struct cpumask *cpumask) __ksym;
struct task_struct *bpf_task_from_pid(s32 pid) __ksym;
void bpf_task_release(struct task_struct *p) __ksym;
void bpf_rcu_read_lock(void) __ksym;
void bpf_rcu_read_unlock(void) __ksym;
struct { __uint(type, BPF_MAP_TYPE_TASK_STORAGE); __uint(map_flags, BPF_F_NO_PREALLOC); __type(key, int); __type(value, u64); } ts SEC(".maps");
struct { __uint(type, BPF_MAP_TYPE_PERCPU_ARRAY); __type(key, u32); __type(value, u64); __uint(max_entries, 2); } pa SEC(".maps");
struct { __uint(type, BPF_MAP_TYPE_STACK); __type(value, u32); __uint(max_entries, 2); } st SEC(".maps");
struct { __uint(type, BPF_MAP_TYPE_RINGBUF); __uint(max_entries, 4096); } rb SEC(".maps");
struct mv { struct bpf_cpumask __kptr *mask; u64 n; };
struct { __uint(type, BPF_MAP_TYPE_HASH); __type(key, u32); __type(value, struct mv); __uint(max_entries, 4); } mh SEC(".maps");
struct { __uint(type, BPF_MAP_TYPE_ARRAY); __type(key, u32); __type(value, struct mv); __uint(max_entries, 4); } ma SEC(".maps");
enum e { A = 3, B, C = -2 }; struct in { u16 x; s8 y[3]; }; struct out { struct in a[2]; union { u32 u; u8 b[4]; } w; enum e en; };
static const u8 tab[5] = { 9, 8, [3] = 7 }; const char text[] = "cpumask"; volatile u32 zero = 0; volatile s16 s16v = -300; volatile u8 u8v = 250; volatile s64 big = -0x123456789abLL;
static __noinline int tri(int n) { int s = 0; while (n > 0) s += n--; return s; }
static u64 mix(u64 h, u64 x) { return h * 0x100000001b3ULL ^ x; }

SEC("syscall") int storage(void *ctx) { struct task_struct *t = bpf_get_current_task_btf(); u64 v = 7, *p; long r; p = bpf_task_storage_get(&ts, t, 0, 0); r = p ? 1 : 0; p = bpf_task_storage_get(&ts, t, &v, 1); if (!p) return -1; *p += 4; p = bpf_task_storage_get(&ts, t, &v, 1); if (!p) return -2; r = r * 100 + *p; r = r * 10 + bpf_task_storage_delete(&ts, t); return r * 10 + bpf_task_storage_delete(&ts, t); }
SEC("syscall") int percpu(void *ctx) { u32 k = 1, k9 = 9; u64 *p = bpf_map_lookup_elem(&pa, &k), *q; if (!p) return -1; *p = 5; q = bpf_map_lookup_percpu_elem(&pa, &k, bpf_get_smp_processor_id()); if (!q) return -2; u64 *o = bpf_map_lookup_percpu_elem(&pa, &k, 1 - bpf_get_smp_processor_id()); return *q * 100 + (o ? *o : 50) + (bpf_map_lookup_percpu_elem(&pa, &k, 2) == NULL) * 1000 + (bpf_map_lookup_elem(&pa, &k9) == NULL) * 2000; }
SEC("syscall") int structs(void *ctx) { struct out o = { .a = { [1] = { .x = 513, .y = { 1, -2 } } }, .w.u = 0x01020304, .en = C }, c; c = o; c.a[0] = c.a[1]; c.a[1].y[1]--; return c.a[0].x + c.a[1].y[1] * 3 + c.a[0].y[1] * 5 + c.w.b[1] * 7 + (int)c.en * 11 + sizeof(c) * 1000; }
SEC("syscall") int flow(void *ctx) { int i = 0, s = 0; again: s += i; if (++i < 5) goto again; do { s ^= i; } while (i-- > 2); switch (s & 7) { case 0 ... 2: s += 100; break; case 5: s += 7; default: s *= 3; } s = s > 50 ? s : -s; s = s ?: 9; return ({ int t = s; t + 1; }) + (i, 4) + tri(6); }
SEC("syscall") int narrow(void *ctx) { u8 a = u8v; s8 b = u8v; s16 c = s16v; u16 d = s16v; a += 10; b <<= 1; c *= 200; d >>= 3; return a + b * 3 + c * 5 + d * 7 + (a > b) + (c < d) * 2 + (s16v < u8v) * 4 + ((u16)s16v < u8v) * 8; }
SEC("syscall") int wide(void *ctx) { s64 x = big; u64 y = (u64)big; u64 h = 5; h = mix(h, x >> 3); h = mix(h, y >> 3); h = mix(h, x * 77); h = mix(h, (u64)(u32)x); h = mix(h, (s32)x); h = mix(h, -x); h = mix(h, ~y); h = mix(h, x < 0); h = mix(h, y / 1000); h = mix(h, y % 1000); return h ^ h >> 32; }
SEC("syscall") int strings(void *ctx) { char b[32] = {}; u64 a[3] = { 42, (u64)-7, 0xbeef }; u32 h = 0; long n = bpf_snprintf(b, sizeof(b), "%d|%5lld|%llx", a, sizeof(a)); for (int i = 0; i < 32; i++) h = h * 31 + (u8)b[i]; return h + n + bpf_strncmp(b, 3, "42|") * 3; }
SEC("syscall") int strcut(void *ctx) { char b[8]; u64 a[1] = { 123456789 }; u32 h = 0; __builtin_memset(b, 1, 8); long n = bpf_snprintf(b, sizeof(b), "x%lluy", a, sizeof(a)); for (int i = 0; i < 8; i++) h = h * 31 + (u8)b[i]; return h * 100 + n; }
SEC("syscall") int probes(void *ctx) { char b[8] = {1,2,3,4,5,6,7,8}; u32 h = 0; long r = bpf_probe_read_kernel(b, 4, (void *)8), s = bpf_probe_read_kernel_str(b + 4, 4, text); for (int i = 0; i < 8; i++) h = h * 31 + (u8)b[i]; return h + r * 1000 + s; }
SEC("syscall") int stack(void *ctx) { u32 x = 1, y = 2, o = 0; bpf_map_push_elem(&st, &x, 0); bpf_map_push_elem(&st, &y, 0); long r = bpf_map_push_elem(&st, &x, 0) * 10; bpf_map_peek_elem(&st, &o); r = r * 10 + o; bpf_map_pop_elem(&st, &o); bpf_map_pop_elem(&st, &o); r = r * 10 + o; return r * 100 + bpf_map_pop_elem(&st, &o); }
SEC("syscall") int ring(void *ctx) { u32 *p = bpf_ringbuf_reserve(&rb, 8, 0); if (!p) return -1; p[0] = 1; bpf_ringbuf_submit(p, BPF_RB_NO_WAKEUP); void *big = bpf_ringbuf_reserve(&rb, 8192, 0); long r = big == 0; if (big) bpf_ringbuf_discard(big, 0); return r * 10 + bpf_ringbuf_output(&rb, &r, sizeof(r), 1); }
SEC("syscall") int kptrs(void *ctx) { u32 k = 1; struct mv z = {}, *v; struct bpf_cpumask *m = bpf_cpumask_create(), *o; int r = 0; if (!m) return -1; bpf_cpumask_set_cpu(1, m); bpf_map_update_elem(&mh, &k, &z, 0); v = bpf_map_lookup_elem(&mh, &k); if (!v) { bpf_cpumask_release(m); return -2; } o = bpf_kptr_xchg(&v->mask, bpf_cpumask_acquire(m)); if (o) bpf_cpumask_release(o); r = *((u32 *)m + sizeof(struct cpumask) / 4) * 10; bpf_map_update_elem(&mh, &k, &z, 0); r += *((u32 *)m + sizeof(struct cpumask) / 4); r = r * 10 + (v->mask == NULL); v = bpf_map_lookup_elem(&mh, &k); if (v) r = r * 10 + (v->mask == NULL); bpf_cpumask_release(m); return r; }
SEC("syscall") int deleted(void *ctx) { u32 k = 1; struct mv z = {}, *v; struct bpf_cpumask *m = bpf_cpumask_create(), *o; int r; if (!m) return -1; z.n = 4; bpf_map_update_elem(&mh, &k, &z, 0); v = bpf_map_lookup_elem(&mh, &k); if (!v) { bpf_cpumask_release(m); return -2; } o = bpf_kptr_xchg(&v->mask, bpf_cpumask_acquire(m)); if (o) bpf_cpumask_release(o); bpf_map_delete_elem(&mh, &k); r = *((u32 *)m + sizeof(struct cpumask) / 4) * 100 + v->n; o = bpf_kptr_xchg(&v->mask, NULL); if (o) { bpf_cpumask_release(o); r += 50; } bpf_cpumask_release(m); return r; }
SEC("syscall") int bools(void *ctx) { bool a = s16v, b = !s16v, c = (bool)(big << 40); u8 d = a + a; int e = a ? b : c; return a * 1 + b * 2 + c * 4 + d * 8 + e * 16 + (a && !b || c) * 32 + !!big * 64; }
