/* Clean code, second style: guards, cleanup, out-parameters, iterators, plain snapshots. Everything loads. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

char _license[] SEC("license") = "GPL";

#define private(name) SEC(".data." #name) __hidden __attribute__((aligned(8)))
#define ENOENT 2
#define ENOMEM 12
#define EBUSY 16
#define EINVAL 22
#define EAGAIN 11
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
#ifndef bpf_for_each
#define bpf_for_each(type, cur, args...) for ( \
	struct bpf_iter_##type ___it __attribute__((aligned(8), cleanup(bpf_iter_##type##_destroy))), \
	*___p __attribute__((unused)) = (bpf_iter_##type##_new(&___it, ##args), (void)bpf_iter_##type##_destroy, (void *)0); \
	(((cur) = bpf_iter_##type##_next(&___it))); )
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
struct bpf_cpumask *bpf_cpumask_acquire(struct bpf_cpumask *cpumask) __ksym;
u32 bpf_cpumask_first(const struct cpumask *cpumask) __ksym;
u32 bpf_cpumask_any_distribute(const struct cpumask *cpumask) __ksym;
u32 bpf_cpumask_weight(const struct cpumask *cpumask) __ksym;
void bpf_cpumask_set_cpu(u32 cpu, struct bpf_cpumask *cpumask) __ksym;
void bpf_cpumask_clear_cpu(u32 cpu, struct bpf_cpumask *cpumask) __ksym;
bool bpf_cpumask_test_and_set_cpu(u32 cpu, struct bpf_cpumask *cpumask) __ksym;
bool bpf_cpumask_test_cpu(u32 cpu, const struct cpumask *cpumask) __ksym;
void bpf_cpumask_setall(struct bpf_cpumask *cpumask) __ksym;
void bpf_cpumask_clear(struct bpf_cpumask *cpumask) __ksym;
bool bpf_cpumask_and(struct bpf_cpumask *dst, const struct cpumask *src1, const struct cpumask *src2) __ksym;
void bpf_cpumask_xor(struct bpf_cpumask *dst, const struct cpumask *src1, const struct cpumask *src2) __ksym;
bool bpf_cpumask_equal(const struct cpumask *src1, const struct cpumask *src2) __ksym;
bool bpf_cpumask_intersects(const struct cpumask *src1, const struct cpumask *src2) __ksym;
bool bpf_cpumask_subset(const struct cpumask *src1, const struct cpumask *src2) __ksym;
bool bpf_cpumask_empty(const struct cpumask *cpumask) __ksym;
bool bpf_cpumask_full(const struct cpumask *cpumask) __ksym;
void bpf_cpumask_copy(struct bpf_cpumask *dst, const struct cpumask *src) __ksym;
int bpf_cpumask_populate(struct cpumask *cpumask, void *src, size_t src__sz) __ksym;
void bpf_rcu_read_lock(void) __ksym;
void bpf_rcu_read_unlock(void) __ksym;
void bpf_preempt_disable(void) __ksym;
void bpf_preempt_enable(void) __ksym;
void bpf_cgroup_release(struct cgroup *cgrp) __ksym;
struct cgroup *bpf_cgroup_ancestor(struct cgroup *cgrp, int level) __ksym;
int bpf_iter_bits_new(struct bpf_iter_bits *it, const u64 *unsafe_ptr__ign, u32 nr_words) __ksym;
int *bpf_iter_bits_next(struct bpf_iter_bits *it) __ksym;
void bpf_iter_bits_destroy(struct bpf_iter_bits *it) __ksym;
int bpf_iter_task_new(struct bpf_iter_task *it, struct task_struct *task__nullable, unsigned int flags) __ksym;
struct task_struct *bpf_iter_task_next(struct bpf_iter_task *it) __ksym;
void bpf_iter_task_destroy(struct bpf_iter_task *it) __ksym;

static inline const struct cpumask *cast_mask(struct bpf_cpumask *mask)
{
	return (const struct cpumask *)mask;
}

#define NR_CELLS 16
#define CELL_NONE (~0u)

#define __cleanup(fn) __attribute__((cleanup(fn)))
#define swap(a, b) do { typeof(a) __t = (a); (a) = (b); (b) = __t; } while (0)
#define ARRAY_SIZE(x) (sizeof(x) / sizeof((x)[0]))

struct cell {
	u32 in_use;
	u32 nr;
	u64 seq;
};

struct cell_mask {
	struct bpf_cpumask __kptr *live;
	struct bpf_cpumask __kptr *spare;
};

struct stat_rec {
	u64 when;
	u32 weight;
	u32 first;
};

struct task_state {
	struct bpf_cpumask __kptr *allowed;
	struct cpumask last_seen;
	u32 cell;
	u32 generation;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, NR_CELLS);
	__type(key, u32);
	__type(value, struct cell);
} cells SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, NR_CELLS);
	__type(key, u32);
	__type(value, struct cell_mask);
} cell_masks SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1024);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, u32);
	__type(value, struct task_state);
} task_states SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 1 << 15);
} stats SEC(".maps");

private(C) static struct bpf_cpumask __kptr *root_cell;
private(D) static struct bpf_cpumask __kptr *smt_siblings[2];

static struct bpf_cpumask offline_plain;
u32 applied_generation, wanted_generation;
u64 errors;

static __always_inline void put_maskp(struct bpf_cpumask **p)
{
	if (*p)
		bpf_cpumask_release(*p);
}

static __always_inline void rcu_guard_exit(int *unused)
{
	bpf_rcu_read_unlock();
}

#define scoped_mask __cleanup(put_maskp)
#define take(p) ({ typeof(p) __taken = (p); (p) = NULL; __taken; })
#define guard_rcu() int __rcu_guard __cleanup(rcu_guard_exit) = ({ bpf_rcu_read_lock(); 0; })

static struct cell *lookup_cell(u32 idx)
{
	return bpf_map_lookup_elem(&cells, &idx);
}

static struct cell_mask *lookup_cell_mask(u32 idx)
{
	return bpf_map_lookup_elem(&cell_masks, &idx);
}

static const struct cpumask *live_mask(u32 idx)
{
	struct cell_mask *cm = lookup_cell_mask(idx);

	return cm ? (const struct cpumask *)cm->live : NULL;
}

static int alloc_mask(struct bpf_cpumask **out)
{
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (!m) {
		errors++;
		return -ENOMEM;
	}
	*out = m;
	return 0;
}

SEC("syscall")
int guard_and_read(void *ctx)
{
	const struct cpumask *m;

	guard_rcu();
	m = live_mask(3);
	if (!m)
		return -ENOENT;
	return bpf_cpumask_weight(m);
}

SEC("syscall")
int scoped_mask_published(void *ctx)
{
	struct bpf_cpumask *fresh scoped_mask = NULL;
	struct bpf_cpumask *old scoped_mask = NULL;
	struct cell_mask *cm;

	if (alloc_mask(&fresh))
		return -ENOMEM;
	cm = lookup_cell_mask(1);
	if (!cm)
		return -ENOENT;
	bpf_cpumask_set_cpu(1, fresh);
	old = bpf_kptr_xchg(&cm->live, take(fresh));
	return 0;
}

static int double_buffer_update(u32 idx, const struct cpumask *src)
{
	struct bpf_cpumask *next, *prev;
	struct cell_mask *cm;

	cm = lookup_cell_mask(idx);
	if (!cm)
		return -ENOENT;
	next = bpf_kptr_xchg(&cm->spare, NULL);
	if (!next)
		return -EBUSY;
	bpf_cpumask_copy(next, src);
	prev = bpf_kptr_xchg(&cm->live, next);
	if (!prev)
		return 0;
	prev = bpf_kptr_xchg(&cm->spare, prev);
	if (prev)
		bpf_cpumask_release(prev);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(double_buffer, struct task_struct *task, u64 clone_flags)
{
	return double_buffer_update((u32)task->pid % NR_CELLS, task->cpus_ptr);
}

SEC("syscall")
int carve_children_from_root(void *ctx)
{
	struct bpf_cpumask *left, *old;
	const struct cpumask *child;
	u32 i;

	left = bpf_cpumask_create();
	if (!left)
		return -ENOMEM;
	bpf_cpumask_setall(left);

	bpf_for(i, 1, NR_CELLS) {
		struct cell *c = lookup_cell(i);

		if (!c || !c->in_use)
			continue;
		bpf_rcu_read_lock();
		child = live_mask(i);
		if (child) {
			u32 cpu;

			bpf_for(cpu, 0, 32)
				if (bpf_cpumask_test_cpu(cpu, child))
					bpf_cpumask_clear_cpu(cpu, left);
		}
		bpf_rcu_read_unlock();
	}

	old = bpf_kptr_xchg(&root_cell, left);
	if (old)
		bpf_cpumask_release(old);
	applied_generation++;
	return 0;
}

SEC("syscall")
int goto_unlock(void *ctx)
{
	struct bpf_cpumask *root, *sib;
	int ret = -EAGAIN;

	bpf_rcu_read_lock();
	root = root_cell;
	if (!root)
		goto unlock;
	sib = smt_siblings[0];
	if (!sib) {
		sib = smt_siblings[1];
		if (!sib)
			goto unlock;
	}
	ret = bpf_cpumask_intersects(cast_mask(root), cast_mask(sib)) ? 1 : 0;
unlock:
	bpf_rcu_read_unlock();
	return ret;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(refresh_task_once, struct task_struct *task, u64 clone_flags)
{
	struct task_state init = {}, *st;
	struct bpf_cpumask *m;
	u32 pid = task->pid;

	st = bpf_map_lookup_elem(&task_states, &pid);
	if (!st) {
		init.cell = CELL_NONE;
		if (bpf_map_update_elem(&task_states, &pid, &init, BPF_NOEXIST))
			return 0;
		st = bpf_map_lookup_elem(&task_states, &pid);
		if (!st)
			return 0;
	}
	if (st->generation == applied_generation)
		return 0;

	m = bpf_kptr_xchg(&st->allowed, NULL);
	if (!m)
		m = bpf_cpumask_create();
	if (!m)
		return 0;
	bpf_cpumask_copy(m, task->cpus_ptr);
	m = bpf_kptr_xchg(&st->allowed, m);
	if (m)
		bpf_cpumask_release(m);
	st->generation = applied_generation;
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(snapshot_compare, struct task_struct *task, u64 clone_flags)
{
	u32 pid = task->pid;
	struct task_state *st = bpf_map_lookup_elem(&task_states, &pid);

	if (!st)
		return 0;
	if (bpf_cpumask_equal(&st->last_seen, task->cpus_ptr))
		return 0;
	st->last_seen = task->cpus_mask;
	wanted_generation++;
	return 1;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(stack_snapshot, struct task_struct *task, u64 clone_flags)
{
	struct cpumask before = task->cpus_mask;
	struct bpf_cpumask *root = root_cell;

	if (!root)
		return 0;
	if (bpf_cpumask_subset(&before, cast_mask(root)))
		return 0;
	return bpf_cpumask_first(&before);
}

SEC("tp_btf/cpuhp_enter")
int BPF_PROG(plain_offline_mask, unsigned int cpu, int target, int idx, void *fn)
{
	if (target == 0)
		bpf_cpumask_set_cpu(cpu, &offline_plain);
	else
		bpf_cpumask_clear_cpu(cpu, &offline_plain);
	return bpf_cpumask_empty(cast_mask(&offline_plain));
}

SEC("tp_btf/task_newtask")
int BPF_PROG(report_record, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *root = root_cell;
	struct stat_rec *r;

	r = bpf_ringbuf_reserve(&stats, sizeof(*r), 0);
	if (!r) {
		errors++;
		return 0;
	}
	r->when = bpf_ktime_get_ns();
	if (root) {
		r->weight = bpf_cpumask_weight(cast_mask(root));
		r->first = bpf_cpumask_first(cast_mask(root));
	} else {
		r->weight = r->first = 0;
	}
	bpf_ringbuf_submit(r, 0);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(record_or_discard, struct task_struct *task, u64 clone_flags)
{
	struct stat_rec *r = bpf_ringbuf_reserve(&stats, sizeof(*r), 0);
	struct bpf_cpumask *tmp;

	if (!r)
		return 0;
	tmp = bpf_cpumask_create();
	if (!tmp)
		goto discard;
	if (!bpf_cpumask_and(tmp, task->cpus_ptr, cast_mask(&offline_plain))) {
		bpf_cpumask_release(tmp);
		goto discard;
	}
	r->weight = bpf_cpumask_weight(cast_mask(tmp));
	bpf_cpumask_release(tmp);
	bpf_ringbuf_submit(r, 0);
	return 1;
discard:
	bpf_ringbuf_discard(r, 0);
	return 0;
}

struct callback_counts_arg {
	const struct cpumask *mask;
	u32 hits;
	u32 limit;
};

static int callback_counts_bit(u32 cpu, struct callback_counts_arg *a)
{
	struct bpf_cpumask *root = root_cell;

	if (!root || cpu >= a->limit)
		return 1;
	if (bpf_cpumask_test_cpu(cpu, cast_mask(root)))
		a->hits++;
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(callback_counts, struct task_struct *task, u64 clone_flags)
{
	struct callback_counts_arg a = { .limit = 48 };

	bpf_loop(64, callback_counts_bit, &a, 0);
	return a.hits;
}

static long each_cell_element_one(struct bpf_map *map, u32 *key, struct cell_mask *cm, u32 *total)
{
	struct bpf_cpumask *m = cm->live;

	if (m)
		*total += bpf_cpumask_weight(cast_mask(m));
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(each_cell_element, struct task_struct *task, u64 clone_flags)
{
	u32 total = 0;

	bpf_for_each_map_elem(&cell_masks, each_cell_element_one, &total, 0);
	return total;
}

static struct bpf_cpumask *owned_from_helper_diff(const struct cpumask *a, const struct cpumask *b)
{
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (!m)
		return NULL;
	bpf_cpumask_xor(m, a, b);
	if (bpf_cpumask_empty(cast_mask(m))) {
		bpf_cpumask_release(m);
		return NULL;
	}
	return m;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(owned_from_helper, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *d;
	u32 cpu;

	d = owned_from_helper_diff(task->cpus_ptr, cast_mask(&offline_plain));
	if (!d)
		return 0;
	cpu = bpf_cpumask_first(cast_mask(d));
	bpf_cpumask_release(d);
	return cpu;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(optional_scratch, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *root = root_cell, *tmp = NULL;
	const struct cpumask *use = task->cpus_ptr;
	u32 cpu;

	if (root && wanted_generation != applied_generation)
		tmp = bpf_cpumask_create();
	if (root && tmp && bpf_cpumask_and(tmp, cast_mask(root), use))
		use = cast_mask(tmp);
	cpu = bpf_cpumask_any_distribute(use);
	if (tmp)
		bpf_cpumask_release(tmp);
	return cpu;
}

SEC("syscall")
int swap_local_pointers(void *ctx)
{
	struct bpf_cpumask *cur, *next;
	int i;

	cur = bpf_cpumask_create();
	if (!cur)
		return -ENOMEM;
	next = bpf_cpumask_create();
	if (!next) {
		bpf_cpumask_release(cur);
		return -ENOMEM;
	}
	bpf_cpumask_set_cpu(0, cur);
	for (i = 1; i < 4; i++) {
		bpf_cpumask_copy(next, cast_mask(cur));
		bpf_cpumask_set_cpu(i, next);
		swap(cur, next);
	}
	i = bpf_cpumask_weight(cast_mask(cur));
	bpf_cpumask_release(cur);
	bpf_cpumask_release(next);
	return i;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(kick_list_from_bits, struct task_struct *task, u64 clone_flags)
{
	u64 word = task->cpus_ptr->bits[0];
	struct bpf_cpumask *root = root_cell;
	u32 n = 0;
	int *cpu;

	if (!root)
		return 0;
	bpf_for_each(bits, cpu, &word, 1) {
		if (!bpf_cpumask_test_cpu(*cpu, cast_mask(root)))
			continue;
		if (++n > 8)
			break;
	}
	return n;
}

SEC("syscall")
int task_iterator(void *ctx)
{
	struct bpf_cpumask *root;
	struct task_struct *t;
	u32 inside = 0;

	bpf_rcu_read_lock();
	root = root_cell;
	if (root) {
		bpf_for_each(task, t, NULL, 0) {
			if (bpf_cpumask_subset(t->cpus_ptr, cast_mask(root)))
				inside++;
		}
	}
	bpf_rcu_read_unlock();
	return inside;
}

SEC("iter/task")
int iter_program_dump(struct bpf_iter__task *ctx)
{
	struct task_struct *t = ctx->task;
	struct bpf_cpumask *root = root_cell;

	if (!t || !root)
		return 0;
	if (!bpf_cpumask_intersects(t->cpus_ptr, cast_mask(root)))
		errors++;
	return 0;
}

static int error_codes_all_the_way_check(u32 idx)
{
	struct cell *c;

	if (idx >= NR_CELLS)
		return -EINVAL;
	c = lookup_cell(idx);
	if (!c)
		return -ENOENT;
	return c->in_use ? 0 : -EBUSY;
}

SEC("syscall")
int error_codes_all_the_way(void *ctx)
{
	struct bpf_cpumask *m = NULL;
	struct cell_mask *cm;
	int ret;

	ret = error_codes_all_the_way_check(wanted_generation);
	if (ret)
		return ret;
	ret = alloc_mask(&m);
	if (ret)
		return ret;
	cm = lookup_cell_mask(2);
	if (!cm) {
		ret = -ENOENT;
		goto err;
	}
	m = bpf_kptr_xchg(&cm->spare, m);
	if (m)
		goto err;
	return 0;
err:
	bpf_cpumask_release(m);
	return ret;
}

static void slot_pair_through_pointers_exchange(struct bpf_cpumask **a, struct bpf_cpumask **b)
{
	struct bpf_cpumask *x, *y;

	x = bpf_kptr_xchg(a, NULL);
	if (x) {
		y = bpf_kptr_xchg(b, x);
	} else {
		y = bpf_kptr_xchg(b, NULL);
	}
	if (y) {
		y = bpf_kptr_xchg(a, y);
		if (y)
			bpf_cpumask_release(y);
	}
}

SEC("syscall")
int slot_pair_through_pointers(void *ctx)
{
	slot_pair_through_pointers_exchange(&smt_siblings[0], &smt_siblings[1]);
	return 0;
}

__noinline int global_function_with_trusted_task_rank(struct task_struct *t __arg_trusted)
{
	struct bpf_cpumask *root = root_cell;

	if (!root)
		return -1;
	if (bpf_cpumask_equal(t->cpus_ptr, cast_mask(root)))
		return 2;
	return bpf_cpumask_intersects(t->cpus_ptr, cast_mask(root));
}

SEC("tp_btf/task_newtask")
int BPF_PROG(global_function_with_trusted_task, struct task_struct *task, u64 clone_flags)
{
	int r = global_function_with_trusted_task_rank(task);

	return r < 0 ? 0 : r;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(preempt_section, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *root;
	u32 cpu;

	bpf_preempt_disable();
	cpu = bpf_get_smp_processor_id();
	root = root_cell;
	if (root)
		bpf_cpumask_test_and_set_cpu(cpu, root);
	bpf_preempt_enable();
	return cpu;
}

struct user_copy_then_build_req {
	u64 bits_at;
	u32 cell;
};

SEC("syscall")
int user_copy_then_build(struct user_copy_then_build_req *req)
{
	struct bpf_cpumask *m, *old;
	struct cell_mask *cm;
	u64 words[4] = {};
	u32 idx = req->cell;

	if (bpf_copy_from_user(words, sizeof(words), (void *)req->bits_at))
		return -EINVAL;
	m = bpf_cpumask_create();
	if (!m)
		return -ENOMEM;
	if (bpf_cpumask_populate((struct cpumask *)m, words, sizeof(words)))
		goto drop;
	cm = bpf_map_lookup_elem(&cell_masks, &idx);
	if (!cm)
		goto drop;
	old = bpf_kptr_xchg(&cm->live, m);
	if (old)
		bpf_cpumask_release(old);
	return 0;
drop:
	bpf_cpumask_release(m);
	return -EINVAL;
}

SEC("syscall")
int acquire_for_two_owners(void *ctx)
{
	struct bpf_cpumask *m, *twin, *old;
	struct cell_mask *cm = lookup_cell_mask(0);

	if (!cm)
		return -ENOENT;
	m = bpf_cpumask_create();
	if (!m)
		return -ENOMEM;
	bpf_cpumask_setall(m);
	twin = bpf_cpumask_acquire(m);

	old = bpf_kptr_xchg(&cm->live, m);
	if (old)
		bpf_cpumask_release(old);
	old = bpf_kptr_xchg(&root_cell, twin);
	if (old)
		bpf_cpumask_release(old);
	return 0;
}

SEC("syscall")
int array_of_locals(void *ctx)
{
	struct bpf_cpumask *set[2] = {};
	int ret = -ENOMEM;

	set[0] = bpf_cpumask_create();
	if (!set[0])
		goto out;
	set[1] = bpf_cpumask_create();
	if (!set[1])
		goto out;
	bpf_cpumask_set_cpu(0, set[0]);
	bpf_cpumask_set_cpu(1, set[1]);
	ret = bpf_cpumask_intersects(cast_mask(set[0]), cast_mask(set[1]));
out:
	if (set[1])
		bpf_cpumask_release(set[1]);
	if (set[0])
		bpf_cpumask_release(set[0]);
	return ret;
}

SEC("tracepoint/sched/sched_wakeup")
int tracepoint_tick(void *ctx)
{
	struct bpf_cpumask *root = root_cell;
	u32 cpu = bpf_get_smp_processor_id();

	if (!root)
		return 0;
	if (bpf_cpumask_test_cpu(cpu, cast_mask(root)))
		return 0;
	bpf_cpumask_set_cpu(cpu, root);
	return 1;
}

SEC("perf_event")
int perf_event_sampler(struct bpf_perf_event_data *ctx)
{
	struct bpf_cpumask *m = smt_siblings[0];

	if (m && bpf_cpumask_full(cast_mask(m)))
		bpf_cpumask_clear(m);
	return 0;
}

SEC("tp_btf/cgroup_mkdir")
int BPF_PROG(cgroup_walk, struct cgroup *cgrp, const char *path)
{
	struct cgroup *parent;
	struct cell *c;
	u32 lvl;

	if (cgrp->level < 1)
		return 0;
	parent = bpf_cgroup_ancestor(cgrp, cgrp->level - 1);
	if (!parent)
		return 0;
	lvl = parent->level;
	bpf_cgroup_release(parent);
	c = lookup_cell(lvl);
	if (c)
		c->nr++;
	return 0;
}
