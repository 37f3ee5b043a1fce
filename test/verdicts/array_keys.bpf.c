/* Which constant keys the verifier reads back from the stack: one store of the key's size at the start of a slot, or zero. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
char _license[] SEC("license") = "GPL";
struct { __uint(type, BPF_MAP_TYPE_ARRAY); __uint(max_entries, 4); __type(key, u32); __type(value, long); } m SEC(".maps");
struct { __uint(type, BPF_MAP_TYPE_ARRAY); __uint(max_entries, 4); __type(key, int); __type(value, long); } mi SEC(".maps");
#define K(name, ...) SEC("socket") int name(void *ctx) { __VA_ARGS__ return 0; }
K(al8, u32 key __attribute__((aligned(8))) = 1; long *v = bpf_map_lookup_elem(&m, &key); *v = 5;)
K(al8b, __attribute__((aligned(8))) u32 key = 2; long *v = bpf_map_lookup_elem(&m, &key); *v = 5;)
K(al8_out, __attribute__((aligned(8))) u32 key = 4; long *v = bpf_map_lookup_elem(&m, &key); *v = 5;)
K(al16, u32 key __attribute__((aligned(16))) = 1; long *v = bpf_map_lookup_elem(&m, &key); *v = 5;)
K(al4, u32 key __attribute__((aligned(4))) = 1; long *v = bpf_map_lookup_elem(&m, &key); *v = 5;)
K(plain, u32 key = 1; long *v = bpf_map_lookup_elem(&m, &key); *v = 5;)
K(zero, u32 key = 0; long *v = bpf_map_lookup_elem(&m, &key); *v = 5;)
K(u64key, u64 key = 1; long *v = bpf_map_lookup_elem(&m, &key); *v = 5;)
K(u64zero, u64 key = 0; long *v = bpf_map_lookup_elem(&m, &key); *v = 5;)
K(longkey3, long key = 3; long *v = bpf_map_lookup_elem(&m, &key); *v = 5;)
K(arrkey, u32 key[2] = {1, 2}; long *v = bpf_map_lookup_elem(&m, &key[0]); *v = 5;)
K(arrkey1, u32 key[2] = {1, 2}; long *v = bpf_map_lookup_elem(&m, &key[1]); *v = 5;)
K(arrkey1z, u32 key[2] = {1, 0}; long *v = bpf_map_lookup_elem(&m, &key[1]); *v = 5;)
K(structkey, struct { u32 a; u32 b; } key = {1, 2}; long *v = bpf_map_lookup_elem(&m, &key); *v = 5;)
K(structkeyb, struct { u32 a; u32 b; } key = {1, 2}; long *v = bpf_map_lookup_elem(&m, &key.b); *v = 5;)
K(structpad, struct { u32 a; u64 b; } key = {1, 2}; long *v = bpf_map_lookup_elem(&m, &key); *v = 5;)
K(two, u32 a = 1; u32 b = 2; long *v = bpf_map_lookup_elem(&m, &a); if (!v) return 0; long *w = bpf_map_lookup_elem(&m, &b); *w = 5;)
K(two_first, u32 a = 1; u32 b = 2; long *v = bpf_map_lookup_elem(&m, &a); *v = 1; long *w = bpf_map_lookup_elem(&m, &b); if (w) *w = 5;)
K(three, u64 x = 5; bpf_trace_printk((void*)&x, 8); u32 a = 1; long *v = bpf_map_lookup_elem(&m, &a); *v = 1;)
K(after8, u64 x = 5; bpf_probe_read_kernel(&x, 8, (void*)ctx); u32 a = 1; long *v = bpf_map_lookup_elem(&m, &a); *v = x;)
K(chg, u32 key __attribute__((aligned(8))) = 1; long *v = bpf_map_lookup_elem(&m, &key); *v = 5; key = 2; v = bpf_map_lookup_elem(&m, &key); *v = 5;)
K(inc, u32 key __attribute__((aligned(8))) = 1; long *v = bpf_map_lookup_elem(&m, &key); *v = 5; key++; v = bpf_map_lookup_elem(&m, &key); *v = 5;)
K(loop, u32 key __attribute__((aligned(8))); for (key = 0; key < 4; key++) { long *v = bpf_map_lookup_elem(&m, &key); *v = 5; })
K(al8int, int key __attribute__((aligned(8))) = 1; long *v = bpf_map_lookup_elem(&mi, &key); *v = 5;)
static long *get(u32 k) { u32 key __attribute__((aligned(8))) = k; return bpf_map_lookup_elem(&m, &key); }
K(inl, long *v = get(1); *v = 5;)
K(unk, u32 key __attribute__((aligned(8))) = bpf_get_prandom_u32() & 3; long *v = bpf_map_lookup_elem(&m, &key); *v = 5;)
K(constlit, const u32 key = 1; long *v = bpf_map_lookup_elem(&m, &key); *v = 5;)
static const u32 skey = 1;
K(statickey, long *v = bpf_map_lookup_elem(&m, &skey); *v = 5;)
K(u16key, u16 key[4] = {1, 0, 0, 0}; long *v = bpf_map_lookup_elem(&m, &key); *v = 5;)
struct al { u32 k; } __attribute__((aligned(8)));
K(typeal, struct al key = {.k = 1}; long *v = bpf_map_lookup_elem(&m, &key.k); *v = 5;)
K(complit, long *v = bpf_map_lookup_elem(&m, &(u32){1}); *v = 5;)
K(complit8, long *v = bpf_map_lookup_elem(&m, &(u64){1}); *v = 5;)
