/* Locks and interrupts are released in reverse order, through the variable that was locked or saved. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

char _license[] SEC("license") = "GPL";
#define private(name) SEC(".data." #name) __attribute__((visibility("hidden"))) __attribute__((aligned(8)))
extern void bpf_local_irq_save(unsigned long *flags) __ksym;
extern void bpf_local_irq_restore(unsigned long *flags) __ksym;
extern int bpf_res_spin_lock(struct bpf_res_spin_lock *lock) __ksym;
extern void bpf_res_spin_unlock(struct bpf_res_spin_lock *lock) __ksym;
extern int bpf_res_spin_lock_irqsave(struct bpf_res_spin_lock *lock, unsigned long *flags) __ksym;
extern void bpf_res_spin_unlock_irqrestore(struct bpf_res_spin_lock *lock, unsigned long *flags) __ksym;
extern struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
extern void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
extern int bpf_copy_from_user_str(void *dst, u32 dst__sz, const void *unsafe_ptr__ign, u64 flags) __ksym;

struct guarded {
	struct bpf_spin_lock lock;
	int n;
};
struct { __uint(type, BPF_MAP_TYPE_ARRAY); __uint(max_entries, 4); __type(key, u32); __type(value, struct guarded); } plain SEC(".maps");
struct resilient {
	struct bpf_res_spin_lock lock;
	int n;
};
struct { __uint(type, BPF_MAP_TYPE_ARRAY); __uint(max_entries, 4); __type(key, u32); __type(value, struct resilient); } tough SEC(".maps");
private(A) struct bpf_res_spin_lock lock_a;
private(B) struct bpf_res_spin_lock lock_b;
private(C) struct bpf_spin_lock lock_c;
private(D) struct bpf_spin_lock lock_d;
unsigned long global_flags;

#define P(name, ...) SEC("tp_btf/task_newtask") int BPF_PROG(name, struct task_struct *task, u64 clone_flags) { __VA_ARGS__ return 0; }
#define S(name, ...) SEC("syscall") int name(void *ctx) { __VA_ARGS__ return 0; }

P(save_ok, unsigned long f; bpf_local_irq_save(&f); bpf_local_irq_restore(&f);)
P(save_nested_ok, unsigned long f; unsigned long g; bpf_local_irq_save(&f); bpf_local_irq_save(&g); bpf_local_irq_restore(&g); bpf_local_irq_restore(&f);)
P(save_order_bad, unsigned long f; unsigned long g; bpf_local_irq_save(&f); bpf_local_irq_save(&g); bpf_local_irq_restore(&f); bpf_local_irq_restore(&g);)
P(save_lost_bad, unsigned long f; bpf_local_irq_save(&f);)
P(save_branch_bad, unsigned long f; bpf_local_irq_save(&f); if (clone_flags) bpf_local_irq_restore(&f);)
P(restore_alone_bad, unsigned long f = 0; bpf_local_irq_restore(&f);)
P(restore_twice_bad, unsigned long f; bpf_local_irq_save(&f); bpf_local_irq_restore(&f); bpf_local_irq_restore(&f);)
P(save_twice_bad, unsigned long f; bpf_local_irq_save(&f); bpf_local_irq_save(&f); bpf_local_irq_restore(&f);)
P(overwritten_bad, unsigned long f; bpf_local_irq_save(&f); f = 0xdeadbeef; bpf_local_irq_restore(&f);)
P(half_overwritten_bad, unsigned long f; bpf_local_irq_save(&f); *(volatile char *)&f = 1; bpf_local_irq_restore(&f);)
P(global_flag_bad, bpf_local_irq_save(&global_flags); bpf_local_irq_restore(&global_flags);)
P(again_ok, unsigned long f; bpf_local_irq_save(&f); bpf_local_irq_restore(&f); bpf_local_irq_save(&f); bpf_local_irq_restore(&f);)
P(array_ok, unsigned long f[2]; bpf_local_irq_save(&f[0]); bpf_local_irq_save(&f[1]); bpf_local_irq_restore(&f[1]); bpf_local_irq_restore(&f[0]);)
P(array_order_bad, unsigned long f[2]; bpf_local_irq_save(&f[0]); bpf_local_irq_save(&f[1]); bpf_local_irq_restore(&f[0]); bpf_local_irq_restore(&f[1]);)
static __noinline void off(unsigned long *f) { bpf_local_irq_save(f); }
static __noinline void on(unsigned long *f) { bpf_local_irq_restore(f); }
P(subprogram_ok, unsigned long f; off(&f); on(&f);)
P(subprogram_first_bad, unsigned long f; off(&f);)
P(subprogram_second_bad, unsigned long f; off(&f); off(&f); on(&f);)
S(sleep_irq_off_bad, unsigned long f; char b[8]; bpf_local_irq_save(&f); bpf_copy_from_user(b, 8, ctx); bpf_local_irq_restore(&f);)
S(sleep_kfunc_irq_off_bad, unsigned long f; char b[8]; bpf_local_irq_save(&f); bpf_copy_from_user_str(b, 8, ctx, 0); bpf_local_irq_restore(&f);)
S(sleep_behind_ok, unsigned long f; char b[8]; bpf_local_irq_save(&f); bpf_local_irq_restore(&f); bpf_copy_from_user(b, 8, ctx);)
P(mask_irq_off_ok, unsigned long f; struct bpf_cpumask *m; bpf_local_irq_save(&f); m = bpf_cpumask_create(); if (m) bpf_cpumask_release(m); bpf_local_irq_restore(&f);)

P(res_ok, if (bpf_res_spin_lock(&lock_a)) return 0; bpf_res_spin_unlock(&lock_a);)
P(res_negative_ok, int e = bpf_res_spin_lock(&lock_a); if (e < 0) return 0; bpf_res_spin_unlock(&lock_a);)
P(res_untested_bad, bpf_res_spin_lock(&lock_a); bpf_res_spin_unlock(&lock_a);)
P(res_kept_bad, if (bpf_res_spin_lock(&lock_a)) return 0;)
P(res_wrong_arm_bad, if (!bpf_res_spin_lock(&lock_a)) return 0; bpf_res_spin_unlock(&lock_a);)
P(res_two_ok, if (bpf_res_spin_lock(&lock_a)) return 0; if (bpf_res_spin_lock(&lock_b)) { bpf_res_spin_unlock(&lock_a); return 0; } bpf_res_spin_unlock(&lock_b); bpf_res_spin_unlock(&lock_a);)
P(res_two_order_bad, if (bpf_res_spin_lock(&lock_a)) return 0; if (bpf_res_spin_lock(&lock_b)) { bpf_res_spin_unlock(&lock_a); return 0; } bpf_res_spin_unlock(&lock_a); bpf_res_spin_unlock(&lock_b);)
P(res_again_bad, if (bpf_res_spin_lock(&lock_a)) return 0; if (bpf_res_spin_lock(&lock_a)) { bpf_res_spin_unlock(&lock_a); return 0; } bpf_res_spin_unlock(&lock_a); bpf_res_spin_unlock(&lock_a);)
P(res_other_bad, if (bpf_res_spin_lock(&lock_a)) return 0; bpf_res_spin_unlock(&lock_b);)
P(res_alone_bad, bpf_res_spin_unlock(&lock_b);)
P(res_irq_ok, unsigned long f; if (bpf_res_spin_lock_irqsave(&lock_a, &f)) return 0; bpf_res_spin_unlock_irqrestore(&lock_a, &f);)
P(res_irq_class_bad, unsigned long f; if (bpf_res_spin_lock_irqsave(&lock_a, &f)) return 0; bpf_res_spin_unlock(&lock_a);)
P(res_irq_mixed_bad, unsigned long f; bpf_local_irq_save(&f); if (bpf_res_spin_lock(&lock_a)) { bpf_local_irq_restore(&f); return 0; } bpf_res_spin_unlock_irqrestore(&lock_a, &f);)
P(res_call_bad, if (bpf_res_spin_lock(&lock_a)) return 0; bpf_ktime_get_ns(); bpf_res_spin_unlock(&lock_a);)
P(res_value_ok, u32 k = 0; struct resilient *v = bpf_map_lookup_elem(&tough, &k); if (!v) return 0; if (bpf_res_spin_lock(&v->lock)) return 0; v->n++; bpf_res_spin_unlock(&v->lock);)
P(res_values_bad, u32 k = 0; struct resilient *v = bpf_map_lookup_elem(&tough, &k); if (!v) return 0; struct resilient *w = bpf_map_lookup_elem(&tough, &k); if (!w) return 0; if (bpf_res_spin_lock(&v->lock)) return 0; bpf_res_spin_unlock(&w->lock);)

P(spin_ok, bpf_spin_lock(&lock_c); bpf_spin_unlock(&lock_c);)
P(spin_kept_bad, bpf_spin_lock(&lock_c);)
P(spin_other_bad, bpf_spin_lock(&lock_c); bpf_spin_unlock(&lock_d);)
P(spin_second_bad, bpf_spin_lock(&lock_c); bpf_spin_lock(&lock_d); bpf_spin_unlock(&lock_d); bpf_spin_unlock(&lock_c);)
P(spin_value_ok, u32 k = 0; struct guarded *v = bpf_map_lookup_elem(&plain, &k); if (!v) return 0; bpf_spin_lock(&v->lock); v->n++; bpf_spin_unlock(&v->lock);)
P(spin_values_bad, u32 k = 0; struct guarded *v = bpf_map_lookup_elem(&plain, &k); if (!v) return 0; struct guarded *w = bpf_map_lookup_elem(&plain, &k); if (!w) return 0; bpf_spin_lock(&v->lock); bpf_spin_unlock(&w->lock);)
P(spin_loop_ok, for (int i = 0; i < 3; i++) { bpf_spin_lock(&lock_c); bpf_spin_unlock(&lock_c); })
P(res_loop_ok, for (int i = 0; i < 3; i++) { if (bpf_res_spin_lock(&lock_a)) continue; bpf_res_spin_unlock(&lock_a); })
P(res_loop_bad, for (int i = 0; i < 3; i++) { if (bpf_res_spin_lock(&lock_a)) continue; if (clone_flags & (1 << i)) continue; bpf_res_spin_unlock(&lock_a); })
P(spin_helper_ok, u32 k = 0; struct guarded *v = bpf_map_lookup_elem(&plain, &k); if (!v) return 0; bpf_spin_lock(&v->lock); if (v->n) { bpf_spin_unlock(&v->lock); return 1; } v->n = 1; bpf_spin_unlock(&v->lock);)
