#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
char _license[] SEC("license") = "GPL";
struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
void bpf_cpumask_setall(struct bpf_cpumask *cpumask) __ksym;
void bpf_cpumask_set_cpu(u32 cpu, struct bpf_cpumask *cpumask) __ksym;
u32 bpf_cpumask_weight(const struct cpumask *cpumask) __ksym;
int bpf_cpumask_populate(struct cpumask *cpumask, void *src, size_t src__sz) __ksym;
int bpf_iter_bits_new(struct bpf_iter_bits *it, const u64 *unsafe_ptr__ign, u32 nr_words) __ksym __weak;
int *bpf_iter_bits_next(struct bpf_iter_bits *it) __ksym __weak;
void bpf_iter_bits_destroy(struct bpf_iter_bits *it) __ksym __weak;
struct { __uint(type, BPF_MAP_TYPE_HASH); __type(key, u32); __type(value, u64); __uint(max_entries, 8); } h SEC(".maps");
struct { __uint(type, BPF_MAP_TYPE_PERCPU_HASH); __type(key, u32); __type(value, u64); __uint(max_entries, 8); } ph SEC(".maps");
struct { __uint(type, BPF_MAP_TYPE_LRU_HASH); __type(key, u32); __type(value, u64); __uint(max_entries, 8); } lru SEC(".maps");
struct { __uint(type, BPF_MAP_TYPE_ARRAY); __type(key, u32); __type(value, u64); __uint(max_entries, 3); } arr SEC(".maps");
struct { __uint(type, BPF_MAP_TYPE_QUEUE); __type(value, u32); __uint(max_entries, 2); } q SEC(".maps");
struct bits { u8 a : 3; s32 b : 5; u64 c : 33; u16 d; };
volatile u64 g = 0x123456789abcdef0ULL; volatile s64 sg = -5; volatile u32 z = 0; volatile s32 neg = -7;
static long each(void *map, u32 *key, u64 *value, u64 *sum) { *sum = *sum * 10 + *key + *value; return 0; }
static long cb(u32 i, u64 *s) { *s = *s * 3 + i; return i == 6; }

SEC("syscall") int reuse_delete(void *ctx) { u32 k = 0; u64 v = 7, *p; bpf_map_update_elem(&h, &k, &v, 0); p = bpf_map_lookup_elem(&h, &k); if (!p) return -1; bpf_map_delete_elem(&h, &k); v = 9; k = 5; bpf_map_update_elem(&h, &k, &v, 0); return *p; }
SEC("syscall") int reuse_update(void *ctx) { u32 k = 0; u64 v = 7, *p; u64 r; bpf_map_update_elem(&h, &k, &v, 0); p = bpf_map_lookup_elem(&h, &k); if (!p) return -1; v = 9; bpf_map_update_elem(&h, &k, &v, 0); r = *p; v = 3; bpf_map_update_elem(&h, &k, &v, 0); return r * 10 + *p; }
SEC("syscall") int reuse_delete2(void *ctx) { u32 k = 0, k2 = 1; u64 v = 7, *p, *p2; bpf_map_update_elem(&h, &k, &v, 0); v = 6; bpf_map_update_elem(&h, &k2, &v, 0); p = bpf_map_lookup_elem(&h, &k); p2 = bpf_map_lookup_elem(&h, &k2); if (!p || !p2) return -1; bpf_map_delete_elem(&h, &k); bpf_map_delete_elem(&h, &k2); v = 9; k = 5; bpf_map_update_elem(&h, &k, &v, 0); return *p * 10 + *p2; }
SEC("syscall") int percpu_update(void *ctx) { u32 k = 0; u64 v = 7, *p; bpf_map_update_elem(&ph, &k, &v, 0); p = bpf_map_lookup_elem(&ph, &k); if (!p) return -1; v = 9; bpf_map_update_elem(&ph, &k, &v, 0); return *p; }
SEC("syscall") int lru_stale(void *ctx) { u32 k = 0; u64 v = 7, *p; bpf_map_update_elem(&lru, &k, &v, 0); p = bpf_map_lookup_elem(&lru, &k); if (!p) return -1; v = 9; bpf_map_update_elem(&lru, &k, &v, 0); return *p; }
SEC("syscall") int foreach(void *ctx) { u32 k = 1; u64 v = 5, s = 0; bpf_map_update_elem(&arr, &k, &v, 0); long n = bpf_for_each_map_elem(&arr, each, &s, 0); return n * 10000 + s; }
SEC("syscall") int loop(void *ctx) { u64 s = 1; long n = bpf_loop(10, cb, &s, 0); return n * 1000000 + s; }
SEC("syscall") int loop_err(void *ctx) { u64 s = 1; return bpf_loop(8388609, cb, &s, 0) * 100 + bpf_loop(1, cb, &s, 1); }
SEC("syscall") int queue(void *ctx) { u32 x = 1, y = 2, o = 9; long r = bpf_map_push_elem(&q, &x, 0); r = r * 10 + bpf_map_push_elem(&q, &y, 0); r = r * 10 + bpf_map_push_elem(&q, &x, 0); r = r * 10 + bpf_map_push_elem(&q, &x, BPF_EXIST); bpf_map_pop_elem(&q, &o); r = r * 10 + o; bpf_map_pop_elem(&q, &o); o = 9; r = r * 100 + bpf_map_pop_elem(&q, &o); return r * 10 + o; }
SEC("syscall") int bitfields(void *ctx) { struct bits b = {}; b.a = g; b.b = g >> 4; b.c = g; b.d = g >> 8; return b.a * 7 + b.b * 11 + (u32)(b.c >> 1) * 13 + b.d + sizeof(b); }
SEC("syscall") int shifts(void *ctx) { return (u32)(sg >> 1) * 3 + (u32)((u64)sg >> 60) + (u32)(neg >> 1) * 5 + (u32)((u32)neg >> 28) + (u32)(g << 3 >> 35) ; }
SEC("syscall") int divs(void *ctx) { return g / z + (g % (z + 7)) * 3 + (u32)(7 % z) * 5 + (u32)g / (z + 3); }
SEC("syscall") int muls(void *ctx) { u64 x = g * g; x ^= x >> 29; x *= 0xbf58476d1ce4e5b9ULL; x -= sg; return (u32)(x >> 32) ^ (u32)x; }
SEC("syscall") int casts(void *ctx) { return (s8)g * 3 + (u8)sg * 5 + (s16)(g >> 3) * 7 + (u16)neg * 11 + (u32)(u64)(s32)neg + (neg < z) + (sg < (s64)z) * 2 + ((u64)sg > g) * 4; }
SEC("syscall") int atomics(void *ctx) { static u64 c; static u32 d = 5; u64 a = __sync_fetch_and_add(&c, 3); a = a * 100 + c; a = a * 10 + __sync_val_compare_and_swap(&d, 5, 9); a = a * 10 + d; a = a * 10 + __sync_lock_test_and_set(&d, 2); __sync_fetch_and_or(&c, 12); return a * 100 + c; }
SEC("syscall") int bits_iter(void *ctx) { struct bpf_cpumask *m = bpf_cpumask_create(); int n = 0, *b; u64 sum = 0; if (!m) return -1; bpf_cpumask_setall(m); struct bpf_iter_bits it; bpf_iter_bits_new(&it, (u64 *)m, 1); while ((b = bpf_iter_bits_next(&it))) { n++; sum += *b; } bpf_iter_bits_destroy(&it); bpf_cpumask_release(m); return n * 10000 + sum; }
SEC("syscall") int popcnt(void *ctx) { return __builtin_popcountll(g) * 100 + __builtin_bswap32(g) % 91 + __builtin_bswap16(g) % 7; }
