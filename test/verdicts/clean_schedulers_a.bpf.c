/* Clean code in the manner of schedulers: domains, scratch masks, idle picking. Everything loads. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

char _license[] SEC("license") = "GPL";

#define private(name) SEC(".data." #name) __hidden __attribute__((aligned(8)))
#define ENOENT 2
#define ENOMEM 12
#define EBUSY 16
#define EINVAL 22
#define ESRCH 3
#ifndef __kptr
#define __kptr __attribute__((btf_type_tag("kptr")))
#endif
#ifndef bpf_for
struct bpf_iter_num;
extern int bpf_iter_num_new(struct bpf_iter_num *it, int start, int end) __weak __ksym;
extern int *bpf_iter_num_next(struct bpf_iter_num *it) __weak __ksym;
extern void bpf_iter_num_destroy(struct bpf_iter_num *it) __weak __ksym;
#define bpf_for(i, start, end) for ( \
	struct bpf_iter_num ___it __attribute__((aligned(8), cleanup(bpf_iter_num_destroy))), \
	*___p __attribute__((unused)) = (bpf_iter_num_new(&___it, (start), (end)), (void)bpf_iter_num_destroy, (void *)0); \
	({ int *___t = bpf_iter_num_next(&___it); (___t ? ((i) = *___t, (i) >= (start) && (i) < (end)) : 0); }); )
#endif
#ifndef bpf_repeat
#define bpf_repeat(times) for ( \
	struct bpf_iter_num ___it __attribute__((aligned(8), cleanup(bpf_iter_num_destroy))), \
	*___p __attribute__((unused)) = (bpf_iter_num_new(&___it, 0, (times)), (void)bpf_iter_num_destroy, (void *)0); \
	bpf_iter_num_next(&___it); )
#endif

struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
u32 bpf_cpumask_first(const struct cpumask *cpumask) __ksym;
u32 bpf_cpumask_first_zero(const struct cpumask *cpumask) __ksym;
u32 bpf_cpumask_any_distribute(const struct cpumask *cpumask) __ksym;
u32 bpf_cpumask_weight(const struct cpumask *cpumask) __ksym;
u32 bpf_cpumask_first_and(const struct cpumask *src1, const struct cpumask *src2) __ksym;
u32 bpf_cpumask_any_and_distribute(const struct cpumask *src1, const struct cpumask *src2) __ksym;
void bpf_cpumask_set_cpu(u32 cpu, struct bpf_cpumask *cpumask) __ksym;
void bpf_cpumask_clear_cpu(u32 cpu, struct bpf_cpumask *cpumask) __ksym;
bool bpf_cpumask_test_and_set_cpu(u32 cpu, struct bpf_cpumask *cpumask) __ksym;
bool bpf_cpumask_test_and_clear_cpu(u32 cpu, struct bpf_cpumask *cpumask) __ksym;
bool bpf_cpumask_test_cpu(u32 cpu, const struct cpumask *cpumask) __ksym;
void bpf_cpumask_clear(struct bpf_cpumask *cpumask) __ksym;
bool bpf_cpumask_and(struct bpf_cpumask *dst, const struct cpumask *src1, const struct cpumask *src2) __ksym;
void bpf_cpumask_or(struct bpf_cpumask *dst, const struct cpumask *src1, const struct cpumask *src2) __ksym;
void bpf_cpumask_xor(struct bpf_cpumask *dst, const struct cpumask *src1, const struct cpumask *src2) __ksym;
bool bpf_cpumask_equal(const struct cpumask *src1, const struct cpumask *src2) __ksym;
bool bpf_cpumask_intersects(const struct cpumask *src1, const struct cpumask *src2) __ksym;
bool bpf_cpumask_subset(const struct cpumask *src1, const struct cpumask *src2) __ksym;
bool bpf_cpumask_empty(const struct cpumask *cpumask) __ksym;
void bpf_cpumask_copy(struct bpf_cpumask *dst, const struct cpumask *src) __ksym;
void bpf_rcu_read_lock(void) __ksym;
void bpf_rcu_read_unlock(void) __ksym;
void bpf_task_release(struct task_struct *p) __ksym;
struct task_struct *bpf_task_from_pid(s32 pid) __ksym;

static inline const struct cpumask *cast_mask(struct bpf_cpumask *mask)
{
	return (const struct cpumask *)mask;
}

#define MAX_CPUS 64
#define MAX_DOMS 8
#define MAX_LEVELS 3

struct dom_ctx {
	struct bpf_cpumask __kptr *cpumask;
	struct bpf_cpumask __kptr *direct;
	u64 load;
	u32 id;
	u32 nr_cpus;
};

struct pcpu_ctx {
	struct bpf_cpumask __kptr *tmp;
	struct bpf_cpumask __kptr *tmp2;
	u32 dom_id;
	u64 picks;
};

struct task_ctx {
	struct bpf_cpumask __kptr *mask;
	u32 dom_id;
	u32 weight;
	bool all_cpus;
};

struct node_ctx {
	struct bpf_cpumask __kptr *per_level[MAX_LEVELS];
	u32 nr_llcs;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, MAX_DOMS);
	__type(key, u32);
	__type(value, struct dom_ctx);
} dom_data SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, struct pcpu_ctx);
} pcpu_data SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_TASK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, struct task_ctx);
} task_data SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 16);
	__type(key, u32);
	__type(value, struct node_ctx);
} node_data SEC(".maps");

private(ALL) static struct bpf_cpumask __kptr *all_cpumask;
private(ALL) static struct bpf_cpumask __kptr *big_cpumask;
private(ALL) static struct bpf_cpumask __kptr *turbo_cpumask;

const volatile u32 nr_cpu_ids = 8;
const volatile u32 nr_doms = 2;
const volatile u64 cpu_dom_map[MAX_CPUS];
const volatile bool prefer_turbo = true;

u64 nr_events, nr_migrations, nr_fail;
u32 rr_cursor;

static struct dom_ctx *lookup_dom(u32 dom_id)
{
	struct dom_ctx *domc = bpf_map_lookup_elem(&dom_data, &dom_id);

	if (!domc)
		nr_fail++;
	return domc;
}

static struct pcpu_ctx *this_pcpu(void)
{
	u32 zero = 0;

	return bpf_map_lookup_elem(&pcpu_data, &zero);
}

static struct task_ctx *lookup_task(struct task_struct *p)
{
	return bpf_task_storage_get(&task_data, p, NULL, 0);
}

static int fresh_mask(struct bpf_cpumask **slot)
{
	struct bpf_cpumask *mask;

	mask = bpf_cpumask_create();
	if (!mask)
		return -ENOMEM;

	mask = bpf_kptr_xchg(slot, mask);
	if (mask)
		bpf_cpumask_release(mask);
	return 0;
}

static s32 pick_random(const struct cpumask *mask)
{
	u32 cpu = bpf_cpumask_any_distribute(mask);

	return cpu < nr_cpu_ids ? cpu : -ENOENT;
}

SEC("syscall")
int init_all_mask(void *ctx)
{
	struct bpf_cpumask *mask;
	int ret, i;

	ret = fresh_mask(&all_cpumask);
	if (ret)
		return ret;

	bpf_rcu_read_lock();
	mask = all_cpumask;
	if (mask) {
		bpf_for(i, 0, nr_cpu_ids)
			bpf_cpumask_set_cpu(i, mask);
	}
	bpf_rcu_read_unlock();
	return 0;
}

static int init_domain_one(u32 dom_id)
{
	struct bpf_cpumask *mask, *direct;
	struct dom_ctx *domc;
	u32 cpu;
	int ret;

	domc = lookup_dom(dom_id);
	if (!domc)
		return -ENOENT;
	domc->id = dom_id;

	ret = fresh_mask(&domc->cpumask);
	if (ret)
		return ret;
	ret = fresh_mask(&domc->direct);
	if (ret)
		return ret;

	bpf_rcu_read_lock();
	mask = domc->cpumask;
	direct = domc->direct;
	if (!mask || !direct) {
		bpf_rcu_read_unlock();
		return -ENOENT;
	}
	bpf_for(cpu, 0, nr_cpu_ids) {
		if (cpu >= MAX_CPUS)
			break;
		if (cpu_dom_map[cpu] == dom_id) {
			bpf_cpumask_set_cpu(cpu, mask);
			domc->nr_cpus++;
		}
	}
	bpf_cpumask_copy(direct, (const struct cpumask *)mask);
	bpf_rcu_read_unlock();
	return 0;
}

SEC("syscall")
int init_domain(void *ctx)
{
	int i, ret;

	bpf_for(i, 0, nr_doms) {
		ret = init_domain_one(i);
		if (ret)
			return ret;
	}
	return 0;
}

SEC("syscall")
int init_with_local_build(void *ctx)
{
	struct bpf_cpumask *mask;
	u32 cpu;

	mask = bpf_cpumask_create();
	if (!mask)
		return -ENOMEM;

	bpf_for(cpu, 0, MAX_CPUS) {
		if (cpu_dom_map[cpu & (MAX_CPUS - 1)] & 1)
			bpf_cpumask_set_cpu(cpu, mask);
	}

	mask = bpf_kptr_xchg(&big_cpumask, mask);
	if (mask)
		bpf_cpumask_release(mask);
	return 0;
}

struct enable_cpu_arg {
	s32 cpu;
	u32 on;
};

SEC("syscall")
int enable_cpu(struct enable_cpu_arg *arg)
{
	struct bpf_cpumask *mask;
	int err = 0;

	if (fresh_mask(&turbo_cpumask))
		return -ENOMEM;
	bpf_rcu_read_lock();
	mask = turbo_cpumask;
	if (!mask) {
		err = -EINVAL;
		goto out_unlock;
	}
	if (arg->on)
		bpf_cpumask_set_cpu(arg->cpu, mask);
	else
		bpf_cpumask_clear_cpu(arg->cpu, mask);
out_unlock:
	bpf_rcu_read_unlock();
	return err;
}

SEC("syscall")
int pcpu_scratch_init(void *ctx)
{
	struct bpf_cpumask *mask;
	struct pcpu_ctx *pc;
	u32 zero = 0, cpu;

	bpf_for(cpu, 0, nr_cpu_ids) {
		pc = bpf_map_lookup_percpu_elem(&pcpu_data, &zero, cpu);
		if (!pc)
			return -ENOENT;
		mask = bpf_cpumask_create();
		if (!mask)
			return -ENOMEM;
		mask = bpf_kptr_xchg(&pc->tmp, mask);
		if (mask)
			bpf_cpumask_release(mask);
		mask = bpf_cpumask_create();
		if (!mask)
			return -ENOMEM;
		mask = bpf_kptr_xchg(&pc->tmp2, mask);
		if (mask)
			bpf_cpumask_release(mask);
	}
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(task_init, struct task_struct *p, u64 clone_flags)
{
	struct bpf_cpumask *mask;
	struct task_ctx *tctx;

	tctx = bpf_task_storage_get(&task_data, p, NULL, BPF_LOCAL_STORAGE_GET_F_CREATE);
	if (!tctx)
		return -ENOMEM;

	mask = bpf_cpumask_create();
	if (!mask)
		return -ENOMEM;

	bpf_cpumask_copy(mask, p->cpus_ptr);
	tctx->weight = bpf_cpumask_weight((const struct cpumask *)mask);

	mask = bpf_kptr_xchg(&tctx->mask, mask);
	if (mask)
		bpf_cpumask_release(mask);
	return 0;
}

static bool task_set_domain_intersect(struct task_struct *p, struct task_ctx *tctx, struct dom_ctx *domc)
{
	struct bpf_cpumask *d_mask, *t_mask;

	d_mask = domc->cpumask;
	t_mask = tctx->mask;
	if (!d_mask || !t_mask)
		return false;

	bpf_cpumask_and(t_mask, cast_mask(d_mask), p->cpus_ptr);
	return !bpf_cpumask_empty(cast_mask(t_mask));
}

SEC("tp_btf/task_newtask")
int BPF_PROG(task_set_domain, struct task_struct *p, u64 clone_flags)
{
	struct task_ctx *tctx;
	struct dom_ctx *domc;
	u32 i;

	tctx = lookup_task(p);
	if (!tctx)
		return 0;

	bpf_for(i, 0, nr_doms) {
		domc = lookup_dom(i);
		if (!domc)
			break;
		if (task_set_domain_intersect(p, tctx, domc)) {
			tctx->dom_id = i;
			break;
		}
	}
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(pick_idle_prefer_turbo, struct task_struct *p, u64 clone_flags)
{
	struct bpf_cpumask *turbo, *tmp;
	struct pcpu_ctx *pc;
	s32 cpu = -1;

	pc = this_pcpu();
	if (!pc)
		return 0;
	tmp = pc->tmp;
	turbo = turbo_cpumask;
	if (!tmp)
		return 0;

	if (prefer_turbo && turbo && bpf_cpumask_and(tmp, cast_mask(turbo), p->cpus_ptr))
		cpu = pick_random(cast_mask(tmp));
	if (cpu < 0)
		cpu = pick_random(p->cpus_ptr);
	if (cpu >= 0)
		pc->picks++;
	return cpu;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(scan_for_allowed, struct task_struct *p, u64 clone_flags)
{
	u32 i, start = rr_cursor;
	s32 found = -1;

	bpf_for(i, 0, nr_cpu_ids) {
		u32 cpu = (start + i) % MAX_CPUS;

		if (!bpf_cpumask_test_cpu(cpu, p->cpus_ptr))
			continue;
		found = cpu;
		break;
	}
	rr_cursor = start + 1;
	return found;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(plain_for_scan, struct task_struct *p, u64 clone_flags)
{
	struct bpf_cpumask *big = big_cpumask;
	int cpu, best = -1;

	if (!big)
		return 0;

	for (cpu = 0; cpu < 16; cpu++) {
		if (!bpf_cpumask_test_cpu(cpu, cast_mask(big)))
			continue;
		if (!bpf_cpumask_test_cpu(cpu, p->cpus_ptr))
			continue;
		best = cpu;
	}
	return best;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(first_then_verify, struct task_struct *p, u64 clone_flags)
{
	struct bpf_cpumask *big = big_cpumask;
	u32 cpu;

	if (!big)
		return 0;
	cpu = bpf_cpumask_first_and(cast_mask(big), p->cpus_ptr);
	if (cpu >= nr_cpu_ids)
		return -EBUSY;
	return cpu;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(claim_loop, struct task_struct *p, u64 clone_flags)
{
	struct bpf_cpumask *free_cpus = turbo_cpumask;
	u32 tries, cpu;

	if (!free_cpus)
		return 0;
	bpf_repeat(4) {
		cpu = bpf_cpumask_any_and_distribute(cast_mask(free_cpus), p->cpus_ptr);
		if (cpu >= nr_cpu_ids)
			return -1;
		if (bpf_cpumask_test_and_clear_cpu(cpu, free_cpus))
			return cpu;
	}
	return -1;
}

SEC("tp_btf/sched_process_exit")
int BPF_PROG(give_back, struct task_struct *p)
{
	struct bpf_cpumask *free_cpus = turbo_cpumask;
	u32 cpu = bpf_get_smp_processor_id();

	if (free_cpus && !bpf_cpumask_test_and_set_cpu(cpu, free_cpus))
		nr_events++;
	return 0;
}

SEC("syscall")
int or_all_domains(void *ctx)
{
	struct bpf_cpumask *acc, *d;
	struct dom_ctx *domc;
	u32 i;
	int n;

	acc = bpf_cpumask_create();
	if (!acc)
		return -ENOMEM;

	bpf_rcu_read_lock();
	bpf_for(i, 0, MAX_DOMS) {
		domc = lookup_dom(i);
		if (!domc)
			continue;
		d = domc->cpumask;
		if (!d)
			continue;
		bpf_cpumask_or(acc, cast_mask(acc), cast_mask(d));
	}
	bpf_rcu_read_unlock();

	n = bpf_cpumask_weight(cast_mask(acc));
	bpf_cpumask_release(acc);
	return n;
}

SEC("syscall")
int complement_of_domain(void *ctx)
{
	struct bpf_cpumask *all, *d, *rest, *old;
	struct dom_ctx *domc;
	int err = -ENOENT;

	rest = bpf_cpumask_create();
	if (!rest)
		return -ENOMEM;
	domc = lookup_dom(1);
	if (!domc)
		goto release;

	bpf_rcu_read_lock();
	all = all_cpumask;
	d = domc->cpumask;
	if (all && d) {
		bpf_cpumask_xor(rest, cast_mask(all), cast_mask(d));
		err = 0;
	}
	bpf_rcu_read_unlock();
	if (err)
		goto release;

	old = bpf_kptr_xchg(&domc->direct, rest);
	if (old)
		bpf_cpumask_release(old);
	return 0;

release:
	bpf_cpumask_release(rest);
	return err;
}

SEC("tp_btf/sched_migrate_task")
int BPF_PROG(migrate_between_domains, struct task_struct *p, int dest_cpu)
{
	struct bpf_cpumask *mask;
	struct task_ctx *tctx;
	struct dom_ctx *domc;
	u32 dom, cpu = dest_cpu;

	if (cpu >= MAX_CPUS)
		return 0;
	dom = cpu_dom_map[cpu];
	tctx = lookup_task(p);
	if (!tctx || tctx->dom_id == dom)
		return 0;
	if (!(domc = lookup_dom(dom)))
		return 0;
	mask = domc->cpumask;
	if (mask && bpf_cpumask_test_cpu(dest_cpu, cast_mask(mask))) {
		tctx->dom_id = dom;
		nr_migrations++;
	}
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(subset_shortcut, struct task_struct *p, u64 clone_flags)
{
	struct task_ctx *tctx = lookup_task(p);
	struct bpf_cpumask *all = all_cpumask;

	if (!tctx || !all)
		return 0;
	tctx->all_cpus = bpf_cpumask_subset(cast_mask(all), p->cpus_ptr);
	if (tctx->all_cpus)
		return 1;
	return bpf_cpumask_equal(cast_mask(all), p->cpus_ptr);
}

SEC("syscall")
int node_levels(void *ctx)
{
	struct bpf_cpumask *m;
	struct node_ctx *n;
	u32 key = 2;
	int i;

	n = bpf_map_lookup_elem(&node_data, &key);
	if (!n)
		return -ENOENT;

	#pragma unroll
	for (i = 0; i < MAX_LEVELS; i++) {
		m = bpf_cpumask_create();
		if (!m)
			return -ENOMEM;
		bpf_cpumask_set_cpu(i, m);
		m = bpf_kptr_xchg(&n->per_level[i], m);
		if (m)
			bpf_cpumask_release(m);
	}
	n->nr_llcs = MAX_LEVELS;
	return 0;
}

static struct bpf_cpumask *node_level_by_switch_level(struct node_ctx *n, u32 lvl)
{
	switch (lvl) {
	case 0:
		return n->per_level[0];
	case 1:
		return n->per_level[1];
	default:
		return n->per_level[2];
	}
}

SEC("tp_btf/task_newtask")
int BPF_PROG(node_level_by_switch, struct task_struct *p, u64 clone_flags)
{
	u32 key = p->pid & 15, i;
	struct bpf_cpumask *m;
	struct node_ctx *n;

	n = bpf_map_lookup_elem(&node_data, &key);
	if (!n)
		return 0;
	for (i = 0; i < MAX_LEVELS; i++) {
		m = node_level_by_switch_level(n, i);
		if (m && bpf_cpumask_intersects(cast_mask(m), p->cpus_ptr))
			return i;
	}
	return -1;
}

static __noinline u32 weight_cached_weight(struct dom_ctx *domc)
{
	struct bpf_cpumask *m = domc->cpumask;

	if (!m)
		return 0;
	domc->nr_cpus = bpf_cpumask_weight(cast_mask(m));
	return domc->nr_cpus;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(weight_cached, struct task_struct *p, u64 clone_flags)
{
	u32 i, best = 0, best_w = 0;

	bpf_for(i, 0, MAX_DOMS) {
		struct dom_ctx *domc = lookup_dom(i);
		u32 w;

		if (!domc)
			break;
		w = weight_cached_weight(domc);
		if (w > best_w) {
			best_w = w;
			best = i;
		}
	}
	return best;
}

static const struct cpumask *fallback_chain_target(struct task_struct *p, struct task_ctx *tctx)
{
	struct bpf_cpumask *m;

	if (tctx) {
		m = tctx->mask;
		if (m)
			return cast_mask(m);
	}
	m = all_cpumask;
	return m ? cast_mask(m) : p->cpus_ptr;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(fallback_chain, struct task_struct *p, u64 clone_flags)
{
	return pick_random(fallback_chain_target(p, lookup_task(p)));
}

SEC("tp_btf/task_newtask")
int BPF_PROG(two_scratch_masks, struct task_struct *p, u64 clone_flags)
{
	struct bpf_cpumask *a, *b, *all = all_cpumask;
	struct pcpu_ctx *pc = this_pcpu();

	if (!pc || !all)
		return 0;
	a = pc->tmp;
	b = pc->tmp2;
	if (!a || !b)
		return 0;
	bpf_cpumask_and(a, cast_mask(all), p->cpus_ptr);
	bpf_cpumask_xor(b, cast_mask(a), p->cpus_ptr);
	if (bpf_cpumask_empty(cast_mask(b)))
		return 1;
	return bpf_cpumask_first(cast_mask(b));
}

SEC("syscall")
int exit_drops_everything(void *ctx)
{
	struct bpf_cpumask *m;
	struct dom_ctx *domc;
	u32 i;

	if ((m = bpf_kptr_xchg(&all_cpumask, NULL)))
		bpf_cpumask_release(m);
	if ((m = bpf_kptr_xchg(&big_cpumask, NULL)))
		bpf_cpumask_release(m);
	bpf_for(i, 0, nr_doms) {
		domc = lookup_dom(i);
		if (!domc)
			return -ENOENT;
		m = bpf_kptr_xchg(&domc->cpumask, NULL);
		if (m)
			bpf_cpumask_release(m);
		m = bpf_kptr_xchg(&domc->direct, NULL);
		if (m)
			bpf_cpumask_release(m);
	}
	return 0;
}

SEC("syscall")
int looked_up_task(void *ctx)
{
	struct task_struct *p;
	s32 cpu;

	p = bpf_task_from_pid(1);
	if (!p)
		return -ESRCH;
	bpf_rcu_read_lock();
	cpu = pick_random(p->cpus_ptr);
	bpf_rcu_read_unlock();
	bpf_task_release(p);
	return cpu;
}

static int timer_like_balance_pull(u32 from, u32 to)
{
	struct dom_ctx *src, *dst;
	struct bpf_cpumask *s, *d;

	if (from == to)
		return 0;
	src = lookup_dom(from);
	dst = lookup_dom(to);
	if (!src || !dst)
		return -ENOENT;
	s = src->cpumask;
	d = dst->cpumask;
	if (!s || !d || bpf_cpumask_intersects(cast_mask(s), cast_mask(d)))
		return 0;
	if (src->load > dst->load) {
		u64 half = (src->load - dst->load) / 2;

		src->load -= half;
		dst->load += half;
		return 1;
	}
	return 0;
}

SEC("tp_btf/sched_switch")
int BPF_PROG(timer_like_balance, bool preempt, struct task_struct *prev, struct task_struct *next)
{
	u32 i, j, moved = 0;

	bpf_for(i, 0, nr_doms) {
		bpf_for(j, 0, nr_doms) {
			if (timer_like_balance_pull(i, j) > 0)
				moved++;
		}
	}
	return moved;
}

SEC("syscall")
int swap_buffers(void *ctx)
{
	struct bpf_cpumask *fresh, *old;
	struct pcpu_ctx *pc = this_pcpu();

	if (!pc)
		return -ENOENT;
	/* take the spare one, fill it, publish it, keep the replaced one as spare */
	fresh = bpf_kptr_xchg(&pc->tmp2, NULL);
	if (!fresh) {
		fresh = bpf_cpumask_create();
		if (!fresh)
			return -ENOMEM;
	}
	bpf_cpumask_clear(fresh);
	bpf_cpumask_set_cpu(rr_cursor & 31, fresh);
	old = bpf_kptr_xchg(&all_cpumask, fresh);
	if (!old)
		return 0;
	old = bpf_kptr_xchg(&pc->tmp2, old);
	if (old)
		bpf_cpumask_release(old);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(parent_affinity, struct task_struct *p, u64 clone_flags)
{
	struct task_struct *leader = p->group_leader;
	const struct cpumask *mine = p->cpus_ptr, *theirs;

	if (p->pid == p->tgid)
		return 0;
	theirs = leader->cpus_ptr;
	if (bpf_cpumask_equal(mine, theirs))
		return 1;
	return bpf_cpumask_intersects(mine, &p->real_parent->cpus_mask);
}

SEC("tp_btf/task_newtask")
int BPF_PROG(pinned_task, struct task_struct *p, u64 clone_flags)
{
	if (p->nr_cpus_allowed == 1)
		return bpf_cpumask_first(p->cpus_ptr);
	if (bpf_cpumask_weight(p->cpus_ptr) > nr_cpu_ids / 2)
		return bpf_cpumask_any_distribute(p->cpus_ptr);
	return bpf_cpumask_first_zero(p->cpus_ptr);
}

SEC("tp_btf/task_newtask")
int BPF_PROG(debug_dump, struct task_struct *p, u64 clone_flags)
{
	struct bpf_cpumask *m = all_cpumask;
	u64 words[2];

	if (!m)
		return 0;
	words[0] = m->cpumask.bits[0];
	words[1] = p->cpus_ptr->bits[0];
	bpf_printk("all %llx allowed %llx", words[0], words[1]);
	return 0;
}
