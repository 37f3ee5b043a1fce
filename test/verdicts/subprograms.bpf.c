/* Subprograms and program types: static, noinline, global, callbacks, and one body in many hooks. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

char _license[] SEC("license") = "GPL";

#define private(name) SEC(".data." #name) __hidden __attribute__((aligned(8)))
#define ENOMEM 12
#define EINVAL 22
#ifndef __kptr
#define __kptr __attribute__((btf_type_tag("kptr")))
#endif
#ifndef bpf_ksym_exists
#define bpf_ksym_exists(sym) ((sym) != NULL)
#endif
#ifndef __arg_trusted
#define __arg_trusted __attribute__((btf_decl_tag("arg:trusted")))
#endif
#ifndef __arg_nullable
#define __arg_nullable __attribute__((btf_decl_tag("arg:nullable")))
#endif
#ifndef __arg_nonnull
#define __arg_nonnull __attribute__((btf_decl_tag("arg:nonnull")))
#endif

struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
u32 bpf_cpumask_first(const struct cpumask *cpumask) __ksym;
u32 bpf_cpumask_weight(const struct cpumask *cpumask) __ksym;
void bpf_cpumask_set_cpu(u32 cpu, struct bpf_cpumask *cpumask) __ksym;
void bpf_cpumask_clear_cpu(u32 cpu, struct bpf_cpumask *cpumask) __ksym;
bool bpf_cpumask_test_cpu(u32 cpu, const struct cpumask *cpumask) __ksym;
void bpf_rcu_read_lock(void) __ksym;
void bpf_rcu_read_unlock(void) __ksym;
void bpf_task_release(struct task_struct *p) __ksym;

static inline const struct cpumask *cast_mask(struct bpf_cpumask *mask)
{
	return (const struct cpumask *)mask;
}

struct box {
	struct bpf_cpumask __kptr *mask;
	u32 hits;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, struct box);
} boxes SEC(".maps");

struct args {
	u32 lo;
	u32 hi;
	s32 found;
};

u32 bpf_cpumask_not_there(const struct cpumask *mask) __ksym __weak;
u32 bpf_cpumask_weight_and(const struct cpumask *a, const struct cpumask *b) __ksym __weak;
struct task_struct *bpf_task_from_vpid(s32 vpid) __ksym __weak;

private(SUB) static struct bpf_cpumask __kptr *domain;

u64 events;
u32 first_cpu;

SEC("tracepoint/sched/sched_process_exec")
int body_in_tracepoint_ok(void *ctx)
{
	struct bpf_cpumask *m = domain;

	if (m)
		events += bpf_cpumask_weight(cast_mask(m));
	return 0;
}

SEC("perf_event")
int body_in_perf_event_ok(void *ctx)
{
	struct bpf_cpumask *m = domain;

	if (m)
		events += bpf_cpumask_weight(cast_mask(m));
	return 0;
}

SEC("perf_event")
int body_in_perf_event_bad(void *ctx)
{
	struct bpf_cpumask *m = domain;

		events += bpf_cpumask_weight(cast_mask(m));
	return 0;
}

SEC("kprobe/wake_up_new_task")
int body_in_kprobe_bad(void *ctx)
{
	struct bpf_cpumask *m = domain;

	if (m)
		events += bpf_cpumask_weight(cast_mask(m));
	return 0;
}

SEC("xdp")
int body_in_xdp_bad(struct xdp_md *ctx)
{
	struct bpf_cpumask *m = domain;

	if (m)
		events += bpf_cpumask_weight(cast_mask(m));
	return 2;
}

SEC("tc")
int body_in_tc_bad(struct __sk_buff *ctx)
{
	struct bpf_cpumask *m = domain;

	if (m)
		events += bpf_cpumask_weight(cast_mask(m));
	return 0;
}

SEC("raw_tp/sched_process_fork")
int body_in_raw_tp_bad(void *ctx)
{
	struct bpf_cpumask *m = domain;

	if (m)
		events += bpf_cpumask_weight(cast_mask(m));
	return 0;
}

SEC("cgroup_skb/egress")
int body_in_cgroup_skb_bad(struct __sk_buff *ctx)
{
	struct bpf_cpumask *m = domain;

	if (m)
		events += bpf_cpumask_weight(cast_mask(m));
	return 1;
}

SEC("syscall")
int body_in_syscall_ok(void *ctx)
{
	struct bpf_cpumask *m;

	bpf_rcu_read_lock();
	m = domain;
	if (m)
		events += bpf_cpumask_weight(cast_mask(m));
	bpf_rcu_read_unlock();
	return 0;
}

SEC("syscall")
int body_in_syscall_bad(void *ctx)
{
	struct bpf_cpumask *m;

	m = domain;
	if (m)
		events += bpf_cpumask_weight(cast_mask(m));
	return 0;
}

SEC("iter/bpf_map")
int body_in_iter_ok(struct bpf_iter__bpf_map *ctx)
{
	struct bpf_cpumask *m = domain;

	if (m)
		events += bpf_cpumask_weight(cast_mask(m));
	return 0;
}

SEC("xdp")
int kptr_load_in_xdp_ok(struct xdp_md *ctx)
{
	/* looking at the pointer is no kfunc call */
	return domain ? 2 : 1;
}

static __noinline u32 helper_reached_from_xdp_bad_weight(void)
{
	struct bpf_cpumask *m = domain;

	return m ? bpf_cpumask_weight(cast_mask(m)) : 0;
}

SEC("xdp")
int helper_reached_from_xdp_bad(struct xdp_md *ctx)
{
	if (events > 10)
		return helper_reached_from_xdp_bad_weight();
	return 2;
}

static __noinline u32 helper_reached_from_xdp_ok_weight(void)
{
	struct bpf_cpumask *m = domain;

	return m ? bpf_cpumask_weight(cast_mask(m)) : 0;
}

SEC("tp_btf/sched_process_exit")
int helper_reached_from_xdp_ok(u64 *ctx)
{
	if (events > 10)
		return helper_reached_from_xdp_ok_weight();
	return 2;
}

static __noinline int static_three_deep_ok_c(struct bpf_cpumask *m, u32 cpu)
{
	bpf_cpumask_set_cpu(cpu, m);
	return cpu;
}

static __noinline int static_three_deep_ok_b(struct bpf_cpumask *m, u32 cpu)
{
	return static_three_deep_ok_c(m, cpu) + static_three_deep_ok_c(m, cpu + 1);
}

static __noinline int static_three_deep_ok_a(struct bpf_cpumask *m)
{
	return static_three_deep_ok_b(m, first_cpu);
}

SEC("syscall")
int static_three_deep_ok(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	int n;

	if (!m)
		return -ENOMEM;
	n = static_three_deep_ok_a(m);
	bpf_cpumask_release(m);
	return n;
}

static __noinline int static_three_deep_bad_c(struct bpf_cpumask *m, u32 cpu)
{
	bpf_cpumask_set_cpu(cpu, m);
	bpf_cpumask_release(m);
	return cpu;
}

static __noinline int static_three_deep_bad_b(struct bpf_cpumask *m, u32 cpu)
{
	return static_three_deep_bad_c(m, cpu) + static_three_deep_bad_c(m, cpu + 1);
}

static __noinline int static_three_deep_bad_a(struct bpf_cpumask *m)
{
	return static_three_deep_bad_b(m, first_cpu);
}

SEC("syscall")
int static_three_deep_bad(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	int n;

	if (!m)
		return -ENOMEM;
	n = static_three_deep_bad_a(m);
	bpf_cpumask_release(m);
	return n;
}

static __noinline int noinline_helper_null_inside_ok_first(struct bpf_cpumask *m)
{
	if (!m)
		return -1;
	return bpf_cpumask_first(cast_mask(m));
}

SEC("tp_btf/task_newtask")
int BPF_PROG(noinline_helper_null_inside_ok, struct task_struct *p, u64 clone_flags)
{
	struct bpf_cpumask *m = domain;
	int cpu = noinline_helper_null_inside_ok_first(m);

	/* every return of a static function goes on as a path of its own */
	if (cpu < 0)
		return 0;
	bpf_cpumask_clear_cpu(cpu, m);
	return 0;
}

static __noinline int noinline_helper_null_inside_bad_first(struct bpf_cpumask *m)
{
	if (!m)
		return events & 7;
	return bpf_cpumask_first(cast_mask(m));
}

SEC("tp_btf/task_newtask")
int BPF_PROG(noinline_helper_null_inside_bad, struct task_struct *p, u64 clone_flags)
{
	struct bpf_cpumask *m = domain;
	int cpu = noinline_helper_null_inside_bad_first(m);

	/* every return of a static function goes on as a path of its own */
	if (cpu < 0)
		return 0;
	bpf_cpumask_clear_cpu(cpu, m);
	return 0;
}

static __noinline int constant_result_correlates_ok_check(struct bpf_cpumask *m)
{
	if (!m)
		return -1;
	events++;
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(constant_result_correlates_ok, struct task_struct *p, u64 clone_flags)
{
	struct bpf_cpumask *m = domain;

	if (constant_result_correlates_ok_check(m))
		return 0;
	return bpf_cpumask_weight(cast_mask(m));
}

__noinline int global_result_does_not_correlate_bad_check(struct bpf_cpumask *m __arg_trusted __arg_nullable)
{
	if (!m)
		return -1;
	events++;
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(global_result_does_not_correlate_bad, struct task_struct *p, u64 clone_flags)
{
	struct bpf_cpumask *m = domain;

	if (global_result_does_not_correlate_bad_check(m))
		return 0;
	return bpf_cpumask_weight(cast_mask(m));
}

static __noinline int global_result_does_not_correlate_ok_check(struct bpf_cpumask *m)
{
	if (!m)
		return -1;
	events++;
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(global_result_does_not_correlate_ok, struct task_struct *p, u64 clone_flags)
{
	struct bpf_cpumask *m = domain;

	if (global_result_does_not_correlate_ok_check(m))
		return 0;
	return bpf_cpumask_weight(cast_mask(m));
}

__noinline int global_with_task_ok_allowed(struct task_struct *p __arg_trusted, u32 cpu)
{
	return bpf_cpumask_test_cpu(cpu, p->cpus_ptr);
}

SEC("tp_btf/task_newtask")
int BPF_PROG(global_with_task_ok, struct task_struct *p, u64 clone_flags)
{
	return global_with_task_ok_allowed(p, first_cpu);
}

__noinline int global_with_task_bad_allowed(struct task_struct *p __arg_trusted, u32 cpu)
{
	return bpf_cpumask_test_cpu(cpu, p->user_cpus_ptr);
}

SEC("tp_btf/task_newtask")
int BPF_PROG(global_with_task_bad, struct task_struct *p, u64 clone_flags)
{
	return global_with_task_bad_allowed(p, first_cpu);
}

__noinline int global_with_plain_struct_ok_scan(struct args *a)
{
	struct bpf_cpumask *m = domain;

	if (!a || !m)
		return -EINVAL;
	if (bpf_cpumask_test_cpu(a->lo, cast_mask(m)))
		a->found = a->lo;
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(global_with_plain_struct_ok, struct task_struct *p, u64 clone_flags)
{
	struct args a = { .lo = first_cpu, .hi = 8, .found = -1 };

	global_with_plain_struct_ok_scan(&a);
	return a.found;
}

__noinline int global_with_plain_struct_bad_scan(struct args *a)
{
	struct bpf_cpumask *m = domain;

	if (!m)
		return -EINVAL;
	if (bpf_cpumask_test_cpu(a->lo, cast_mask(m)))
		a->found = a->lo;
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(global_with_plain_struct_bad, struct task_struct *p, u64 clone_flags)
{
	struct args a = { .lo = first_cpu, .hi = 8, .found = -1 };

	global_with_plain_struct_bad_scan(&a);
	return a.found;
}

__noinline int global_leaks_on_error_ok_rebuild(u32 cpu)
{
	struct bpf_cpumask *m, *old;

	m = bpf_cpumask_create();
	if (!m)
		return -ENOMEM;
	if (cpu > 128) {
		bpf_cpumask_release(m);
		return -EINVAL;
	}
	bpf_cpumask_set_cpu(cpu, m);
	old = bpf_kptr_xchg(&domain, m);
	if (old)
		bpf_cpumask_release(old);
	return 0;
}

SEC("syscall")
int global_leaks_on_error_ok(void *ctx)
{
	return global_leaks_on_error_ok_rebuild(first_cpu);
}

__noinline int global_leaks_on_error_bad_rebuild(u32 cpu)
{
	struct bpf_cpumask *m, *old;

	m = bpf_cpumask_create();
	if (!m)
		return -ENOMEM;
	if (cpu > 128) {
		return -EINVAL;
	}
	bpf_cpumask_set_cpu(cpu, m);
	old = bpf_kptr_xchg(&domain, m);
	if (old)
		bpf_cpumask_release(old);
	return 0;
}

SEC("syscall")
int global_leaks_on_error_bad(void *ctx)
{
	return global_leaks_on_error_bad_rebuild(first_cpu);
}

__noinline int global_called_with_owned_mask_live_ok_count(u32 v)
{
	events += v;
	return 0;
}

SEC("syscall")
int global_called_with_owned_mask_live_ok(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (!m)
		return -ENOMEM;
	global_called_with_owned_mask_live_ok_count(bpf_cpumask_weight(cast_mask(m)));
	bpf_cpumask_release(m);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(weak_kfunc_guard_ok, struct task_struct *p, u64 clone_flags)
{
	struct bpf_cpumask *m = domain;

	if (!m)
		return 0;
	if (bpf_ksym_exists(bpf_cpumask_weight_and))
		events += bpf_cpumask_weight_and(p->cpus_ptr, cast_mask(m));
	else
		events++;
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(weak_kfunc_guard_bad, struct task_struct *p, u64 clone_flags)
{
	struct bpf_cpumask *m = domain;

	if (!m)
		return 0;
		events += bpf_cpumask_weight_and(p->cpus_ptr, cast_mask(m));
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(weak_kfunc_guard_leaks_ok, struct task_struct *p, u64 clone_flags)
{
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (!m)
		return 0;
	if (!bpf_ksym_exists(bpf_cpumask_not_there)) {
		/* this branch is the one that runs on this kernel */
		bpf_cpumask_release(m);
		return 0;
	}
	events += bpf_cpumask_not_there(cast_mask(m));
	bpf_cpumask_release(m);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(weak_kfunc_guard_leaks_bad, struct task_struct *p, u64 clone_flags)
{
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (!m)
		return 0;
	if (!bpf_ksym_exists(bpf_cpumask_not_there)) {
		/* this branch is the one that runs on this kernel */
		return 0;
	}
	events += bpf_cpumask_not_there(cast_mask(m));
	bpf_cpumask_release(m);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(weak_kfunc_dead_branch_ok, struct task_struct *p, u64 clone_flags)
{
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (!m)
		return 0;
	if (bpf_ksym_exists(bpf_cpumask_not_there)) {
		/* leaks, but never on a kernel without that function */
		return 1;
	}
	bpf_cpumask_release(m);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(weak_kfunc_that_exists_ok, struct task_struct *p, u64 clone_flags)
{
	struct task_struct *q;

	if (!bpf_ksym_exists(bpf_task_from_vpid))
		return 0;
	q = bpf_task_from_vpid(1);
	if (!q)
		return 0;
	bpf_task_release(q);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(weak_kfunc_that_exists_bad, struct task_struct *p, u64 clone_flags)
{
	struct task_struct *q;

	if (!bpf_ksym_exists(bpf_task_from_vpid))
		return 0;
	q = bpf_task_from_vpid(1);
	if (!q)
		return 0;
	return 0;
}

static long callback_uses_outer_rcu_ok_visit(struct bpf_map *map, u32 *key, struct box *b, struct args *a)
{
	struct bpf_cpumask *m = b->mask;

	if (!m)
		return 0;
	if (bpf_cpumask_test_cpu(a->lo, cast_mask(m)))
		a->found = a->lo;
	return 0;
}

SEC("syscall")
int callback_uses_outer_rcu_ok(void *ctx)
{
	struct args a = { .lo = 3 };

	bpf_rcu_read_lock();
	bpf_for_each_map_elem(&boxes, callback_uses_outer_rcu_ok_visit, &a, 0);
	bpf_rcu_read_unlock();
	return a.found;
}

static long callback_uses_outer_rcu_bad_visit(struct bpf_map *map, u32 *key, struct box *b, struct args *a)
{
	struct bpf_cpumask *m = b->mask;

	if (bpf_cpumask_test_cpu(a->lo, cast_mask(m)))
		a->found = a->lo;
	return 0;
}

SEC("syscall")
int callback_uses_outer_rcu_bad(void *ctx)
{
	struct args a = { .lo = 3 };

	bpf_rcu_read_lock();
	bpf_for_each_map_elem(&boxes, callback_uses_outer_rcu_bad_visit, &a, 0);
	bpf_rcu_read_unlock();
	return a.found;
}

struct callback_stops_early_with_reference_ok_ctx {
	struct bpf_cpumask *best;
	u32 weight;
};

static long callback_stops_early_with_reference_ok_visit(struct bpf_map *map, u32 *key, struct box *b, struct callback_stops_early_with_reference_ok_ctx *c)
{
	struct bpf_cpumask *m = bpf_kptr_xchg(&b->mask, NULL);

	if (!m)
		return 0;
	if (c->best) {
		bpf_cpumask_release(m);
		return 1;
	}
	c->best = m;
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(callback_stops_early_with_reference_ok, struct task_struct *p, u64 clone_flags)
{
	struct callback_stops_early_with_reference_ok_ctx c = {};

	bpf_for_each_map_elem(&boxes, callback_stops_early_with_reference_ok_visit, &c, 0);
	if (c.best)
		bpf_cpumask_release(c.best);
	return 0;
}

struct callback_stops_early_with_reference_bad_ctx {
	struct bpf_cpumask *best;
	u32 weight;
};

static long callback_stops_early_with_reference_bad_visit(struct bpf_map *map, u32 *key, struct box *b, struct callback_stops_early_with_reference_bad_ctx *c)
{
	struct bpf_cpumask *m = bpf_kptr_xchg(&b->mask, NULL);

	if (!m)
		return 0;
	if (c->best) {
		return 1;
	}
	c->best = m;
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(callback_stops_early_with_reference_bad, struct task_struct *p, u64 clone_flags)
{
	struct callback_stops_early_with_reference_bad_ctx c = {};

	bpf_for_each_map_elem(&boxes, callback_stops_early_with_reference_bad_visit, &c, 0);
	if (c.best)
		bpf_cpumask_release(c.best);
	return 0;
}

static __noinline struct bpf_cpumask *helper_by_condition_ok_get(bool fresh)
{
	if (fresh)
		return bpf_cpumask_create();
	return bpf_kptr_xchg(&domain, NULL);
}

SEC("syscall")
int helper_by_condition_ok(void *ctx)
{
	struct bpf_cpumask *m = helper_by_condition_ok_get(first_cpu > 4);

	if (!m)
		return 0;
	events = bpf_cpumask_weight(cast_mask(m));
	bpf_cpumask_release(m);
	return 0;
}

static __noinline struct bpf_cpumask *helper_by_condition_bad_get(bool fresh)
{
	if (fresh)
		return bpf_cpumask_create();
	return bpf_kptr_xchg(&domain, NULL);
}

SEC("syscall")
int helper_by_condition_bad(void *ctx)
{
	struct bpf_cpumask *m = helper_by_condition_bad_get(first_cpu > 4);

	if (!m)
		return 0;
	events = bpf_cpumask_weight(cast_mask(m));
	if (first_cpu > 4)
		bpf_cpumask_release(m);
	return 0;
}

static __noinline struct bpf_cpumask *helper_owned_or_borrowed_ok_get(u32 fresh)
{
	if (fresh)
		return bpf_cpumask_create();
	return domain;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(helper_owned_or_borrowed_ok, struct task_struct *p, u64 clone_flags)
{
	u32 fresh = first_cpu & 1;
	struct bpf_cpumask *m = helper_owned_or_borrowed_ok_get(fresh);

	if (!m)
		return 0;
	events = bpf_cpumask_weight(cast_mask(m));
	if (fresh)
		bpf_cpumask_release(m);
	return 0;
}

static __noinline struct bpf_cpumask *helper_owned_or_borrowed_bad_get(u32 fresh)
{
	if (fresh)
		return bpf_cpumask_create();
	return domain;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(helper_owned_or_borrowed_bad, struct task_struct *p, u64 clone_flags)
{
	u32 fresh = first_cpu & 1;
	struct bpf_cpumask *m = helper_owned_or_borrowed_bad_get(fresh);

	if (!m)
		return 0;
	events = bpf_cpumask_weight(cast_mask(m));
	bpf_cpumask_release(m);
	return 0;
}
