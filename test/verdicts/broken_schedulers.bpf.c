/* Scheduler-like code with one realistic bug, beside the repaired version. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

char _license[] SEC("license") = "GPL";

#define private(name) SEC(".data." #name) __hidden __attribute__((aligned(8)))
#define ENOENT 2
#define ENOMEM 12
#define EINVAL 22
#define E2BIG 7
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
u32 bpf_cpumask_any_distribute(const struct cpumask *cpumask) __ksym;
u32 bpf_cpumask_weight(const struct cpumask *cpumask) __ksym;
void bpf_cpumask_set_cpu(u32 cpu, struct bpf_cpumask *cpumask) __ksym;
bool bpf_cpumask_test_cpu(u32 cpu, const struct cpumask *cpumask) __ksym;
void bpf_cpumask_setall(struct bpf_cpumask *cpumask) __ksym;
bool bpf_cpumask_and(struct bpf_cpumask *dst, const struct cpumask *src1, const struct cpumask *src2) __ksym;
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
int init_reads_slot_back_ok(void *ctx)
{
	struct bpf_cpumask *mask;
	struct dom_ctx *domc;
	u32 cpu, zero = 0;
	int ret;

	domc = lookup_dom(zero);
	if (!domc)
		return -ENOENT;
	ret = fresh_mask(&domc->cpumask);
	if (ret)
		return ret;

	bpf_rcu_read_lock();
	mask = domc->cpumask;
	if (!mask) {
		bpf_rcu_read_unlock();
		return -ENOENT;
	}
	bpf_for(cpu, 0, nr_cpu_ids) {
		if (cpu < MAX_CPUS && cpu_dom_map[cpu] == 0)
			bpf_cpumask_set_cpu(cpu, mask);
	}
	if (bpf_cpumask_empty(cast_mask(mask)))
		nr_fail++;
	bpf_rcu_read_unlock();
	return 0;
}

SEC("syscall")
int init_reads_slot_back_bad(void *ctx)
{
	struct bpf_cpumask *mask;
	struct dom_ctx *domc;
	u32 cpu, zero = 0;
	int ret;

	domc = lookup_dom(zero);
	if (!domc)
		return -ENOENT;
	ret = fresh_mask(&domc->cpumask);
	if (ret)
		return ret;

	bpf_rcu_read_lock();
	mask = domc->cpumask;
	if (!mask) {
		bpf_rcu_read_unlock();
		return -ENOENT;
	}
	bpf_for(cpu, 0, nr_cpu_ids) {
		if (cpu < MAX_CPUS && cpu_dom_map[cpu] == 0)
			bpf_cpumask_set_cpu(cpu, mask);
	}
	bpf_rcu_read_unlock();
	mask = domc->cpumask;
	if (mask && bpf_cpumask_empty(cast_mask(mask)))
		nr_fail++;
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(null_test_of_neighbour_ok, struct task_struct *p, u64 clone_flags)
{
	struct bpf_cpumask *cpumask, *direct;
	struct dom_ctx *domc;

	domc = lookup_dom(1);
	if (!domc)
		return 0;
	cpumask = domc->cpumask;
	if (!cpumask)
		return 0;
	direct = domc->direct;
	if (!direct)
		return 0;
	bpf_cpumask_and(direct, cast_mask(cpumask), p->cpus_ptr);
	return bpf_cpumask_first(cast_mask(direct));
}

SEC("tp_btf/task_newtask")
int BPF_PROG(null_test_of_neighbour_bad, struct task_struct *p, u64 clone_flags)
{
	struct bpf_cpumask *cpumask, *direct;
	struct dom_ctx *domc;

	domc = lookup_dom(1);
	if (!domc)
		return 0;
	cpumask = domc->cpumask;
	if (!cpumask)
		return 0;
	direct = domc->direct;
	if (!cpumask)
		return 0;
	bpf_cpumask_and(direct, cast_mask(cpumask), p->cpus_ptr);
	return bpf_cpumask_first(cast_mask(direct));
}

SEC("syscall")
int error_return_in_loop_keeps_mask_ok(void *ctx)
{
	struct bpf_cpumask *mask, *old;
	struct dom_ctx *domc;
	u32 dom, cpu;
	int err = 0;

	bpf_for(dom, 0, nr_doms) {
		mask = bpf_cpumask_create();
		if (!mask)
			return -ENOMEM;
		bpf_for(cpu, 0, MAX_CPUS) {
			if (cpu_dom_map[cpu & (MAX_CPUS - 1)] == dom)
				bpf_cpumask_set_cpu(cpu, mask);
		}
		domc = lookup_dom(dom);
		if (!domc) {
			bpf_cpumask_release(mask);
			err = -EINVAL;
			break;
		}
		old = bpf_kptr_xchg(&domc->cpumask, mask);
		if (old)
			bpf_cpumask_release(old);
	}
	return err;
}

SEC("syscall")
int error_return_in_loop_keeps_mask_bad(void *ctx)
{
	struct bpf_cpumask *mask, *old;
	struct dom_ctx *domc;
	u32 dom, cpu;
	int err = 0;

	bpf_for(dom, 0, nr_doms) {
		mask = bpf_cpumask_create();
		if (!mask)
			return -ENOMEM;
		bpf_for(cpu, 0, MAX_CPUS) {
			if (cpu_dom_map[cpu & (MAX_CPUS - 1)] == dom)
				bpf_cpumask_set_cpu(cpu, mask);
		}
		domc = lookup_dom(dom);
		if (!domc) {
			err = -EINVAL;
			break;
		}
		old = bpf_kptr_xchg(&domc->cpumask, mask);
		if (old)
			bpf_cpumask_release(old);
	}
	return err;
}

SEC("syscall")
int table_lookup_after_create_ok(void *ctx)
{
	struct bpf_cpumask *mask, *old;
	struct node_ctx *n;
	u32 key = rr_cursor;

	mask = bpf_cpumask_create();
	if (!mask)
		return -ENOMEM;
	n = bpf_map_lookup_elem(&node_data, &key);
	if (!n || !n->nr_llcs)
		goto err;
	if (n->nr_llcs > MAX_LEVELS)
		goto err;
	old = bpf_kptr_xchg(&n->per_level[0], mask);
	if (old)
		bpf_cpumask_release(old);
	return 0;
err:
	bpf_cpumask_release(mask);
	return -EINVAL;
}

SEC("syscall")
int table_lookup_after_create_bad(void *ctx)
{
	struct bpf_cpumask *mask, *old;
	struct node_ctx *n;
	u32 key = rr_cursor;

	mask = bpf_cpumask_create();
	if (!mask)
		return -ENOMEM;
	n = bpf_map_lookup_elem(&node_data, &key);
	if (!n || !n->nr_llcs)
		return -EINVAL;
	if (n->nr_llcs > MAX_LEVELS)
		goto err;
	old = bpf_kptr_xchg(&n->per_level[0], mask);
	if (old)
		bpf_cpumask_release(old);
	return 0;
err:
	bpf_cpumask_release(mask);
	return -EINVAL;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(same_name_two_meanings_ok, struct task_struct *p, u64 clone_flags)
{
	struct bpf_cpumask *mask;
	struct task_ctx *tctx;

	tctx = bpf_task_storage_get(&task_data, p, NULL, BPF_LOCAL_STORAGE_GET_F_CREATE);
	if (!tctx)
		return 0;
	mask = bpf_cpumask_create();
	if (!mask)
		return 0;
	bpf_cpumask_copy(mask, p->cpus_ptr);
	tctx->weight = bpf_cpumask_weight(cast_mask(mask));
	mask = bpf_kptr_xchg(&tctx->mask, mask);
	if (mask)
		bpf_cpumask_release(mask);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(same_name_two_meanings_bad, struct task_struct *p, u64 clone_flags)
{
	struct bpf_cpumask *mask;
	struct task_ctx *tctx;

	tctx = bpf_task_storage_get(&task_data, p, NULL, BPF_LOCAL_STORAGE_GET_F_CREATE);
	if (!tctx)
		return 0;
	mask = bpf_cpumask_create();
	if (!mask)
		return 0;
	bpf_cpumask_copy(mask, p->cpus_ptr);
	mask = bpf_kptr_xchg(&tctx->mask, mask);
	tctx->weight = bpf_cpumask_weight(cast_mask(mask));
	if (mask)
		bpf_cpumask_release(mask);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(storage_not_created_ok, struct task_struct *p, u64 clone_flags)
{
	struct task_ctx *tctx;
	struct dom_ctx *domc;
	struct bpf_cpumask *m;

	tctx = lookup_task(p);
	if (!tctx)
		return 0;
	domc = lookup_dom(tctx->dom_id);
	if (!domc)
		return 0;
	m = domc->cpumask;
	if (!m)
		return 0;
	tctx->all_cpus = bpf_cpumask_subset(cast_mask(m), p->cpus_ptr);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(storage_not_created_bad, struct task_struct *p, u64 clone_flags)
{
	struct task_ctx *tctx;
	struct dom_ctx *domc;
	struct bpf_cpumask *m;

	tctx = lookup_task(p);
	domc = lookup_dom(tctx->dom_id);
	if (!domc)
		return 0;
	m = domc->cpumask;
	if (!m)
		return 0;
	tctx->all_cpus = bpf_cpumask_subset(cast_mask(m), p->cpus_ptr);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(scratch_mask_written_in_place_ok, struct task_struct *p, u64 clone_flags)
{
	struct bpf_cpumask *tmp, *all = all_cpumask;
	struct pcpu_ctx *pc = this_pcpu();

	if (!pc || !all)
		return 0;
	tmp = pc->tmp;
	if (!tmp)
		return 0;
	bpf_cpumask_and(tmp, p->cpus_ptr, cast_mask(all));
	return bpf_cpumask_any_distribute(cast_mask(tmp));
}

SEC("tp_btf/task_newtask")
int BPF_PROG(scratch_mask_written_in_place_bad, struct task_struct *p, u64 clone_flags)
{
	struct bpf_cpumask *tmp, *all = all_cpumask;
	struct pcpu_ctx *pc = this_pcpu();

	if (!pc || !all)
		return 0;
	tmp = pc->tmp;
	if (!tmp)
		return 0;
	bpf_cpumask_and((struct bpf_cpumask *)p->cpus_ptr, p->cpus_ptr, cast_mask(all));
	return bpf_cpumask_any_distribute(p->cpus_ptr);
}

SEC("tp_btf/task_newtask")
int BPF_PROG(release_of_borrowed_scratch_ok, struct task_struct *p, u64 clone_flags)
{
	struct pcpu_ctx *pc = this_pcpu();
	struct bpf_cpumask *tmp;
	s32 cpu;

	if (!pc)
		return 0;
	tmp = pc->tmp;
	if (!tmp)
		return 0;
	bpf_cpumask_copy(tmp, p->cpus_ptr);
	cpu = pick_random(cast_mask(tmp));
	return cpu;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(release_of_borrowed_scratch_bad, struct task_struct *p, u64 clone_flags)
{
	struct pcpu_ctx *pc = this_pcpu();
	struct bpf_cpumask *tmp;
	s32 cpu;

	if (!pc)
		return 0;
	tmp = pc->tmp;
	if (!tmp)
		return 0;
	bpf_cpumask_copy(tmp, p->cpus_ptr);
	cpu = pick_random(cast_mask(tmp));
	bpf_cpumask_release(tmp);
	return cpu;
}

static u32 helper_without_section_ok_weight(struct dom_ctx *domc)
{
	struct bpf_cpumask *m = domc->cpumask;

	return m ? bpf_cpumask_weight(cast_mask(m)) : 0;
}

SEC("syscall")
int helper_without_section_ok(void *ctx)
{
	struct dom_ctx *domc;
	u32 i, total = 0;

	bpf_for(i, 0, nr_doms) {
		domc = lookup_dom(i);
		if (!domc)
			return -ENOENT;
		bpf_rcu_read_lock();
		total += helper_without_section_ok_weight(domc);
		bpf_rcu_read_unlock();
	}
	return total;
}

static u32 helper_without_section_bad_weight(struct dom_ctx *domc)
{
	struct bpf_cpumask *m = domc->cpumask;

	return m ? bpf_cpumask_weight(cast_mask(m)) : 0;
}

SEC("syscall")
int helper_without_section_bad(void *ctx)
{
	struct dom_ctx *domc;
	u32 i, total = 0;

	bpf_for(i, 0, nr_doms) {
		domc = lookup_dom(i);
		if (!domc)
			return -ENOENT;
		total += helper_without_section_bad_weight(domc);
	}
	return total;
}

SEC("syscall")
int section_left_by_return_ok(void *ctx)
{
	struct bpf_cpumask *all, *d;
	struct dom_ctx *domc;
	u32 i;

	bpf_rcu_read_lock();
	all = all_cpumask;
	if (!all) {
		bpf_rcu_read_unlock();
		return -EINVAL;
	}
	bpf_for(i, 0, nr_doms) {
		domc = lookup_dom(i);
		if (!domc) {
			bpf_rcu_read_unlock();
			return -ENOENT;
		}
		d = domc->cpumask;
		if (!d)
			continue;
		if (!bpf_cpumask_subset(cast_mask(d), cast_mask(all)))
			nr_fail++;
	}
	bpf_rcu_read_unlock();
	return 0;
}

SEC("syscall")
int section_left_by_return_bad(void *ctx)
{
	struct bpf_cpumask *all, *d;
	struct dom_ctx *domc;
	u32 i;

	bpf_rcu_read_lock();
	all = all_cpumask;
	if (!all) {
		bpf_rcu_read_unlock();
		return -EINVAL;
	}
	bpf_for(i, 0, nr_doms) {
		domc = lookup_dom(i);
		if (!domc) {
			return -ENOENT;
		}
		d = domc->cpumask;
		if (!d)
			continue;
		if (!bpf_cpumask_subset(cast_mask(d), cast_mask(all)))
			nr_fail++;
	}
	bpf_rcu_read_unlock();
	return 0;
}

SEC("syscall")
int create_inside_section_ok(void *ctx)
{
	struct bpf_cpumask *copy = NULL, *all;

	bpf_rcu_read_lock();
	all = all_cpumask;
	if (all) {
		copy = bpf_cpumask_create();
		if (copy)
			bpf_cpumask_copy(copy, cast_mask(all));
	}
	bpf_rcu_read_unlock();
	if (!copy)
		return -ENOMEM;
	nr_events = bpf_cpumask_weight(cast_mask(copy));
	bpf_cpumask_release(copy);
	return 0;
}

SEC("syscall")
int create_inside_section_bad(void *ctx)
{
	struct bpf_cpumask *copy = NULL, *all;

	bpf_rcu_read_lock();
	all = all_cpumask;
	if (all) {
		copy = bpf_cpumask_create();
		if (copy)
			bpf_cpumask_copy(copy, cast_mask(all));
	}
	bpf_rcu_read_unlock();
	if (!copy)
		return -ENOMEM;
	nr_events = bpf_cpumask_weight(cast_mask(all));
	bpf_cpumask_release(copy);
	return 0;
}

SEC("syscall")
int two_locals_one_freed_twice_ok(void *ctx)
{
	struct bpf_cpumask *primary, *shadow;
	struct dom_ctx *domc = lookup_dom(0);
	int ret = -ENOMEM;

	if (!domc)
		return -ENOENT;
	primary = bpf_cpumask_create();
	if (!primary)
		return ret;
	shadow = bpf_cpumask_create();
	if (!shadow)
		goto drop_primary;
	bpf_cpumask_setall(primary);
	bpf_cpumask_copy(shadow, cast_mask(primary));

	primary = bpf_kptr_xchg(&domc->cpumask, primary);
	if (primary)
		bpf_cpumask_release(primary);
	shadow = bpf_kptr_xchg(&domc->direct, shadow);
	if (shadow)
		bpf_cpumask_release(shadow);
	ret = 0;
	return ret;
drop_primary:
	bpf_cpumask_release(primary);
	return ret;
}

SEC("syscall")
int two_locals_one_freed_twice_bad(void *ctx)
{
	struct bpf_cpumask *primary, *shadow;
	struct dom_ctx *domc = lookup_dom(0);
	int ret = -ENOMEM;

	if (!domc)
		return -ENOENT;
	primary = bpf_cpumask_create();
	if (!primary)
		return ret;
	shadow = bpf_cpumask_create();
	if (!shadow)
		goto drop_primary;
	bpf_cpumask_setall(primary);
	bpf_cpumask_copy(shadow, cast_mask(primary));

	primary = bpf_kptr_xchg(&domc->cpumask, primary);
	if (primary)
		bpf_cpumask_release(primary);
	shadow = bpf_kptr_xchg(&domc->direct, shadow);
	if (shadow)
		bpf_cpumask_release(shadow);
	ret = 0;
drop_primary:
	bpf_cpumask_release(primary);
	return ret;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(level_index_from_map_bad, struct task_struct *p, u64 clone_flags)
{
	u32 key = 1, lvl;
	struct node_ctx *n = bpf_map_lookup_elem(&node_data, &key);
	struct bpf_cpumask *m;

	if (!n)
		return 0;
	lvl = n->nr_llcs;
	if (lvl >= MAX_LEVELS)
		return 0;
	m = n->per_level[lvl];
	if (!m)
		return 0;
	return bpf_cpumask_intersects(cast_mask(m), p->cpus_ptr);
}

SEC("tp_btf/task_newtask")
int BPF_PROG(level_index_from_map_ok, struct task_struct *p, u64 clone_flags)
{
	u32 key = 1, lvl;
	struct node_ctx *n = bpf_map_lookup_elem(&node_data, &key);
	struct bpf_cpumask *m;

	if (!n)
		return 0;
	lvl = n->nr_llcs;
	if (lvl >= MAX_LEVELS)
		return 0;
	m = lvl == 0 ? n->per_level[0] : NULL;
	if (!m)
		return 0;
	return bpf_cpumask_intersects(cast_mask(m), p->cpus_ptr);
}

SEC("tp_btf/task_newtask")
int BPF_PROG(turbo_optional_ok, struct task_struct *p, u64 clone_flags)
{
	struct bpf_cpumask *turbo = turbo_cpumask, *big = big_cpumask;
	s32 cpu;

	if (!big)
		return 0;
	if (prefer_turbo) {
		if (turbo && bpf_cpumask_intersects(cast_mask(turbo), p->cpus_ptr)) {
			cpu = pick_random(cast_mask(turbo));
			if (cpu >= 0)
				return cpu;
		}
	}
	return pick_random(cast_mask(big));
}

SEC("tp_btf/task_newtask")
int BPF_PROG(turbo_optional_bad, struct task_struct *p, u64 clone_flags)
{
	struct bpf_cpumask *turbo = turbo_cpumask, *big = big_cpumask;
	s32 cpu;

	if (!big)
		return 0;
	if (prefer_turbo) {
		if (bpf_cpumask_intersects(cast_mask(turbo), p->cpus_ptr)) {
			cpu = pick_random(cast_mask(turbo));
			if (cpu >= 0)
				return cpu;
		}
	}
	return pick_random(cast_mask(big));
}

static int take_out_and_forget_ok_reset(struct bpf_cpumask **slot)
{
	struct bpf_cpumask *old;

	old = bpf_kptr_xchg(slot, NULL);
	if (!old)
		return 0;
	if (bpf_cpumask_empty(cast_mask(old))) {
		nr_fail++;
		bpf_cpumask_release(old);
		return -EINVAL;
	}
	bpf_cpumask_release(old);
	return 1;
}

SEC("syscall")
int take_out_and_forget_ok(void *ctx)
{
	struct dom_ctx *domc;
	int ret, i;

	ret = take_out_and_forget_ok_reset(&all_cpumask);
	if (ret < 0)
		return ret;
	bpf_for(i, 0, nr_doms) {
		domc = lookup_dom(i);
		if (domc)
			take_out_and_forget_ok_reset(&domc->direct);
	}
	return 0;
}

static int take_out_and_forget_bad_reset(struct bpf_cpumask **slot)
{
	struct bpf_cpumask *old;

	old = bpf_kptr_xchg(slot, NULL);
	if (!old)
		return 0;
	if (bpf_cpumask_empty(cast_mask(old))) {
		nr_fail++;
		return -EINVAL;
	}
	bpf_cpumask_release(old);
	return 1;
}

SEC("syscall")
int take_out_and_forget_bad(void *ctx)
{
	struct dom_ctx *domc;
	int ret, i;

	ret = take_out_and_forget_bad_reset(&all_cpumask);
	if (ret < 0)
		return ret;
	bpf_for(i, 0, nr_doms) {
		domc = lookup_dom(i);
		if (domc)
			take_out_and_forget_bad_reset(&domc->direct);
	}
	return 0;
}

SEC("syscall")
int best_domain_so_far_ok(void *ctx)
{
	struct bpf_cpumask *best = NULL, *m;
	struct dom_ctx *domc;
	u32 i, w = 0;

	bpf_for(i, 0, nr_doms) {
		domc = lookup_dom(i);
		if (!domc)
			continue;
		m = bpf_kptr_xchg(&domc->direct, NULL);
		if (!m)
			continue;
		if (bpf_cpumask_weight(cast_mask(m)) > w) {
			w = bpf_cpumask_weight(cast_mask(m));
			if (best)
				bpf_cpumask_release(best);
			best = m;
		} else {
			bpf_cpumask_release(m);
		}
	}
	if (!best)
		return 0;
	m = bpf_kptr_xchg(&big_cpumask, best);
	if (m)
		bpf_cpumask_release(m);
	return w;
}

SEC("syscall")
int best_domain_so_far_bad(void *ctx)
{
	struct bpf_cpumask *best = NULL, *m;
	struct dom_ctx *domc;
	u32 i, w = 0;

	bpf_for(i, 0, nr_doms) {
		domc = lookup_dom(i);
		if (!domc)
			continue;
		m = bpf_kptr_xchg(&domc->direct, NULL);
		if (!m)
			continue;
		if (bpf_cpumask_weight(cast_mask(m)) > w) {
			w = bpf_cpumask_weight(cast_mask(m));
			best = m;
		} else {
			bpf_cpumask_release(m);
		}
	}
	if (!best)
		return 0;
	m = bpf_kptr_xchg(&big_cpumask, best);
	if (m)
		bpf_cpumask_release(m);
	return w;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(task_of_pid_without_put_ok, struct task_struct *p, u64 clone_flags)
{
	struct task_struct *t;
	struct bpf_cpumask *all = all_cpumask;
	u32 ret = 0;

	if (!all)
		return 0;
	t = bpf_task_from_pid(p->tgid);
	if (!t)
		return 0;
	if (t->nr_cpus_allowed == 1) {
		ret = bpf_cpumask_first(t->cpus_ptr);
		goto put;
	}
	if (bpf_cpumask_intersects(t->cpus_ptr, cast_mask(all)))
		ret = 1;
put:
	bpf_task_release(t);
	return ret;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(task_of_pid_without_put_bad, struct task_struct *p, u64 clone_flags)
{
	struct task_struct *t;
	struct bpf_cpumask *all = all_cpumask;
	u32 ret = 0;

	if (!all)
		return 0;
	t = bpf_task_from_pid(p->tgid);
	if (!t)
		return 0;
	if (t->nr_cpus_allowed == 1) {
		return bpf_cpumask_first(t->cpus_ptr);
	}
	if (bpf_cpumask_intersects(t->cpus_ptr, cast_mask(all)))
		ret = 1;
put:
	bpf_task_release(t);
	return ret;
}

SEC("tp_btf/sched_wakeup")
int BPF_PROG(waker_mask_ok, struct task_struct *p)
{
	struct task_struct *waker = bpf_get_current_task_btf();
	struct pcpu_ctx *pc = this_pcpu();
	struct bpf_cpumask *tmp;

	if (!pc)
		return 0;
	tmp = pc->tmp2;
	if (!tmp)
		return 0;
	bpf_cpumask_and(tmp, p->cpus_ptr, waker->cpus_ptr);
	return bpf_cpumask_any_distribute(cast_mask(tmp));
}

SEC("tp_btf/sched_wakeup")
int BPF_PROG(waker_mask_bad, struct task_struct *p)
{
	struct task_struct *waker = bpf_get_current_task_btf();
	struct pcpu_ctx *pc = this_pcpu();
	struct bpf_cpumask *tmp;

	if (!pc)
		return 0;
	tmp = pc->tmp2;
	if (!tmp)
		return 0;
	bpf_cpumask_and(tmp, p->cpus_ptr, p->last_wakee->cpus_ptr);
	return bpf_cpumask_any_distribute(cast_mask(tmp));
}

SEC("tp_btf/sched_switch")
int BPF_PROG(pid_as_percpu_key_ok, bool preempt, struct task_struct *prev, struct task_struct *next)
{
	u32 zero = 0, cpu = bpf_get_smp_processor_id();
	struct pcpu_ctx *pc;
	struct bpf_cpumask *tmp;

	pc = bpf_map_lookup_percpu_elem(&pcpu_data, &zero, cpu ^ 1);
	if (!pc)
		return 0;
	tmp = pc->tmp;
	if (!tmp)
		return 0;
	if (bpf_cpumask_test_cpu(cpu, next->cpus_ptr))
		bpf_cpumask_set_cpu(cpu, tmp);
	return 0;
}

SEC("tp_btf/sched_switch")
int BPF_PROG(pid_as_percpu_key_bad, bool preempt, struct task_struct *prev, struct task_struct *next)
{
	u32 zero = 0, cpu = bpf_get_smp_processor_id();
	struct pcpu_ctx *pc;
	struct bpf_cpumask *tmp;

	pc = bpf_map_lookup_percpu_elem(&pcpu_data, &zero, cpu ^ 1);
	tmp = pc->tmp;
	if (!tmp)
		return 0;
	if (bpf_cpumask_test_cpu(cpu, next->cpus_ptr))
		bpf_cpumask_set_cpu(cpu, tmp);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(conditional_scratch_cleanup_ok, struct task_struct *p, u64 clone_flags)
{
	struct bpf_cpumask *all = all_cpumask, *tmp = NULL;
	s32 cpu = -1;

	if (!all)
		return 0;
	if (!bpf_cpumask_subset(p->cpus_ptr, cast_mask(all))) {
		tmp = bpf_cpumask_create();
		if (!tmp)
			return 0;
		bpf_cpumask_and(tmp, p->cpus_ptr, cast_mask(all));
		if (bpf_cpumask_empty(cast_mask(tmp)))
			goto out;
	}
	cpu = pick_random(tmp ? cast_mask(tmp) : p->cpus_ptr);
	nr_events++;
out:
	if (tmp)
		bpf_cpumask_release(tmp);
	return cpu;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(conditional_scratch_cleanup_bad, struct task_struct *p, u64 clone_flags)
{
	struct bpf_cpumask *all = all_cpumask, *tmp = NULL;
	s32 cpu = -1;

	if (!all)
		return 0;
	if (!bpf_cpumask_subset(p->cpus_ptr, cast_mask(all))) {
		tmp = bpf_cpumask_create();
		if (!tmp)
			return 0;
		bpf_cpumask_and(tmp, p->cpus_ptr, cast_mask(all));
		if (bpf_cpumask_empty(cast_mask(tmp)))
			goto out;
	}
	cpu = pick_random(tmp ? cast_mask(tmp) : p->cpus_ptr);
	if (cpu < 0)
		return cpu;
	nr_events++;
out:
	if (tmp)
		bpf_cpumask_release(tmp);
	return cpu;
}

SEC("syscall")
int constant_off_leak_is_unseen_ok(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (!m)
		return -ENOMEM;
	/* nr_doms is 2 and nr_cpu_ids is 8 when this object is loaded */
	if (nr_doms > MAX_DOMS)
		return -E2BIG;
	bpf_cpumask_setall(m);
	bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int constant_off_leak_is_unseen_bad(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (!m)
		return -ENOMEM;
	/* nr_doms is 2 and nr_cpu_ids is 8 when this object is loaded */
	if (nr_cpu_ids <= MAX_DOMS)
		return -E2BIG;
	bpf_cpumask_setall(m);
	bpf_cpumask_release(m);
	return 0;
}

__noinline int global_helper_gets_borrowed_ok_score(struct bpf_cpumask *m __arg_trusted, struct task_struct *p __arg_trusted)
{
	if (bpf_cpumask_subset(p->cpus_ptr, cast_mask(m)))
		return 2;
	return bpf_cpumask_intersects(p->cpus_ptr, cast_mask(m));
}

SEC("tp_btf/task_newtask")
int BPF_PROG(global_helper_gets_borrowed_ok, struct task_struct *p, u64 clone_flags)
{
	struct bpf_cpumask *big = big_cpumask;
	struct bpf_cpumask *turbo = turbo_cpumask;
	int score = 0;

	if (big)
		score += global_helper_gets_borrowed_ok_score(big, p);
	if (turbo)
		score += global_helper_gets_borrowed_ok_score(turbo, p);
	return score;
}

__noinline int global_helper_gets_borrowed_bad_score(struct bpf_cpumask *m __arg_trusted, struct task_struct *p __arg_trusted)
{
	if (bpf_cpumask_subset(p->cpus_ptr, cast_mask(m)))
		return 2;
	return bpf_cpumask_intersects(p->cpus_ptr, cast_mask(m));
}

SEC("tp_btf/task_newtask")
int BPF_PROG(global_helper_gets_borrowed_bad, struct task_struct *p, u64 clone_flags)
{
	struct bpf_cpumask *big = big_cpumask;
	struct bpf_cpumask *turbo = turbo_cpumask;
	int score = 0;

	if (big)
		score += global_helper_gets_borrowed_bad_score(big, p);
		score += global_helper_gets_borrowed_bad_score(turbo, p);
	return score;
}

SEC("syscall")
int sleeping_between_load_and_use_ok(void *ctx)
{
	struct bpf_cpumask *all;
	u64 word = 0;

	bpf_copy_from_user(&word, sizeof(word), (void *)nr_events);
	bpf_rcu_read_lock();
	all = all_cpumask;
	if (!all) {
		bpf_rcu_read_unlock();
		return 0;
	}
	if (word & 1)
		bpf_cpumask_set_cpu(0, all);
	bpf_rcu_read_unlock();
	return 0;
}

SEC("syscall")
int sleeping_between_load_and_use_bad(void *ctx)
{
	struct bpf_cpumask *all;
	u64 word = 0;

	bpf_rcu_read_lock();
	all = all_cpumask;
	if (!all) {
		bpf_rcu_read_unlock();
		return 0;
	}
	bpf_copy_from_user(&word, sizeof(word), (void *)nr_events);
	if (word & 1)
		bpf_cpumask_set_cpu(0, all);
	bpf_rcu_read_unlock();
	return 0;
}
