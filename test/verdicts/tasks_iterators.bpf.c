/* Tasks, cgroups, iterators, ring buffers, timers and dynptrs beside masks. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

char _license[] SEC("license") = "GPL";

#define private(name) SEC(".data." #name) __hidden __attribute__((aligned(8)))
#define ENOMEM 12
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
#ifndef bpf_for_each
#define bpf_for_each(type, cur, args...) for ( \
	struct bpf_iter_##type ___it __attribute__((aligned(8), cleanup(bpf_iter_##type##_destroy))), \
	*___p __attribute__((unused)) = (bpf_iter_##type##_new(&___it, ##args), (void)bpf_iter_##type##_destroy, (void *)0); \
	(((cur) = bpf_iter_##type##_next(&___it))); )
#endif

struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
struct bpf_cpumask *bpf_cpumask_acquire(struct bpf_cpumask *cpumask) __ksym;
u32 bpf_cpumask_first(const struct cpumask *cpumask) __ksym;
u32 bpf_cpumask_weight(const struct cpumask *cpumask) __ksym;
void bpf_cpumask_set_cpu(u32 cpu, struct bpf_cpumask *cpumask) __ksym;
bool bpf_cpumask_intersects(const struct cpumask *src1, const struct cpumask *src2) __ksym;
bool bpf_cpumask_empty(const struct cpumask *cpumask) __ksym;
void bpf_cpumask_copy(struct bpf_cpumask *dst, const struct cpumask *src) __ksym;
void bpf_rcu_read_lock(void) __ksym;
void bpf_rcu_read_unlock(void) __ksym;
struct task_struct *bpf_task_acquire(struct task_struct *p) __ksym;
void bpf_task_release(struct task_struct *p) __ksym;
struct task_struct *bpf_task_from_pid(s32 pid) __ksym;
struct cgroup *bpf_cgroup_acquire(struct cgroup *cgrp) __ksym;
void bpf_cgroup_release(struct cgroup *cgrp) __ksym;
struct cgroup *bpf_cgroup_ancestor(struct cgroup *cgrp, int level) __ksym;
struct cgroup *bpf_cgroup_from_id(u64 cgid) __ksym;
long bpf_task_under_cgroup(struct task_struct *task, struct cgroup *ancestor) __ksym;
int bpf_iter_bits_new(struct bpf_iter_bits *it, const u64 *unsafe_ptr__ign, u32 nr_words) __ksym;
int *bpf_iter_bits_next(struct bpf_iter_bits *it) __ksym;
void bpf_iter_bits_destroy(struct bpf_iter_bits *it) __ksym;
int bpf_iter_task_new(struct bpf_iter_task *it, struct task_struct *task__nullable, unsigned int flags) __ksym;
struct task_struct *bpf_iter_task_next(struct bpf_iter_task *it) __ksym;
void bpf_iter_task_destroy(struct bpf_iter_task *it) __ksym;
void *bpf_dynptr_slice(const struct bpf_dynptr *p, u32 offset, void *buffer__opt, u32 buffer__szk) __ksym;
void *bpf_dynptr_slice_rdwr(const struct bpf_dynptr *p, u32 offset, void *buffer__opt, u32 buffer__szk) __ksym;

static inline const struct cpumask *cast_mask(struct bpf_cpumask *mask)
{
	return (const struct cpumask *)mask;
}

struct rec {
	u32 pid;
	u32 weight;
	u64 bits[4];
};

struct tmr {
	struct bpf_timer timer;
	struct bpf_cpumask __kptr *mask;
	u32 fired;
};

struct kept {
	struct task_struct __kptr *task;
	struct cgroup __kptr *cgrp;
	struct bpf_cpumask __kptr *mask;
};

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 1 << 14);
} rb SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, struct tmr);
} timers SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 32);
	__type(key, u32);
	__type(value, struct kept);
} keeps SEC(".maps");

private(T) static struct bpf_cpumask __kptr *watched;

u32 target;
u64 cgid;
u64 acc;

SEC("syscall")
int task_from_pid_ok(void *ctx)
{
	struct task_struct *p = bpf_task_from_pid(target);

	if (!p)
		return -ESRCH;
	acc = bpf_cpumask_weight(&p->cpus_mask);
	bpf_task_release(p);
	return 0;
}

SEC("syscall")
int task_from_pid_bad(void *ctx)
{
	struct task_struct *p = bpf_task_from_pid(target);

	if (!p)
		return -ESRCH;
	acc = bpf_cpumask_weight(&p->cpus_mask);
	return 0;
}

SEC("syscall")
int task_from_pid_untested_ok(void *ctx)
{
	struct task_struct *p = bpf_task_from_pid(target);

	if (!p)
		return -ESRCH;
	bpf_task_release(p);
	return 0;
}

SEC("syscall")
int task_from_pid_untested_bad(void *ctx)
{
	struct task_struct *p = bpf_task_from_pid(target);

	bpf_task_release(p);
	return 0;
}

SEC("syscall")
int task_field_untested_ok(void *ctx)
{
	struct task_struct *p = bpf_task_from_pid(target);

	if (p) {
		acc = p->pid;
		bpf_task_release(p);
	}
	return 0;
}

SEC("syscall")
int task_field_untested_bad(void *ctx)
{
	struct task_struct *p = bpf_task_from_pid(target);

		acc = p->pid;
	if (p)
		bpf_task_release(p);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(task_acquire_ok, struct task_struct *task, u64 clone_flags)
{
	struct task_struct *p;

	p = bpf_task_acquire(task);
	if (!p)
		return 0;
	acc += bpf_cpumask_weight(p->cpus_ptr);
	bpf_task_release(p);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(task_acquire_bad, struct task_struct *task, u64 clone_flags)
{
	struct task_struct *p;

	p = bpf_task_acquire(task);
	if (!p)
		return 0;
	acc += bpf_cpumask_weight(p->cpus_ptr);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(task_acquire_untested_ok, struct task_struct *task, u64 clone_flags)
{
	struct task_struct *p = bpf_task_acquire(task);

	/* unlike a mask, a task may already be on its way out */
	if (p)
		bpf_task_release(p);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(task_acquire_untested_bad, struct task_struct *task, u64 clone_flags)
{
	struct task_struct *p = bpf_task_acquire(task);

	/* unlike a mask, a task may already be on its way out */
		bpf_task_release(p);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(mask_acquire_needs_no_test_ok, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *m = bpf_cpumask_create(), *again;

	if (!m)
		return 0;
	again = bpf_cpumask_acquire(m);
	bpf_cpumask_release(m);
	bpf_cpumask_set_cpu(2, again);
	bpf_cpumask_release(again);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(task_release_argument_ok, struct task_struct *task, u64 clone_flags)
{
	acc += task->pid;
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(task_release_argument_bad, struct task_struct *task, u64 clone_flags)
{
	acc += task->pid;
	bpf_task_release(task);
	return 0;
}

SEC("syscall")
int task_and_mask_ladder_ok(void *ctx)
{
	struct task_struct *p;
	struct bpf_cpumask *m;
	int ret = 0;

	p = bpf_task_from_pid(target);
	if (!p)
		return -ESRCH;
	m = bpf_cpumask_create();
	if (!m) {
		ret = -ENOMEM;
		goto put_task;
	}
	bpf_cpumask_copy(m, &p->cpus_mask);
	if (bpf_cpumask_empty(cast_mask(m))) {
		ret = -EINVAL;
		goto put_mask;
	}
	acc = bpf_cpumask_first(cast_mask(m));
put_mask:
	bpf_cpumask_release(m);
put_task:
	bpf_task_release(p);
	return ret;
}

SEC("syscall")
int task_and_mask_ladder_bad(void *ctx)
{
	struct task_struct *p;
	struct bpf_cpumask *m;
	int ret = 0;

	p = bpf_task_from_pid(target);
	if (!p)
		return -ESRCH;
	m = bpf_cpumask_create();
	if (!m) {
		ret = -ENOMEM;
		goto put_task;
	}
	bpf_cpumask_copy(m, &p->cpus_mask);
	if (bpf_cpumask_empty(cast_mask(m))) {
		ret = -EINVAL;
		goto put_task;
	}
	acc = bpf_cpumask_first(cast_mask(m));
put_mask:
	bpf_cpumask_release(m);
put_task:
	bpf_task_release(p);
	return ret;
}

SEC("syscall")
int releases_crossed_ok(void *ctx)
{
	struct task_struct *p;
	struct bpf_cpumask *m;

	p = bpf_task_from_pid(target);
	if (!p)
		return -ESRCH;
	m = bpf_cpumask_create();
	if (m) {
		bpf_cpumask_copy(m, &p->cpus_mask);
		bpf_cpumask_release(m);
	}
	bpf_task_release(p);
	return 0;
}

SEC("syscall")
int releases_crossed_bad(void *ctx)
{
	struct task_struct *p;
	struct bpf_cpumask *m;

	p = bpf_task_from_pid(target);
	if (!p)
		return -ESRCH;
	m = bpf_cpumask_create();
	if (m) {
		bpf_cpumask_copy(m, &p->cpus_mask);
		bpf_cpumask_release(m);
		return 1;
	}
	bpf_task_release(p);
	return 0;
}

SEC("syscall")
int task_used_after_release_bad(void *ctx)
{
	struct task_struct *p = bpf_task_from_pid(target);
	u32 n;

	if (!p)
		return -ESRCH;
	bpf_task_release(p);
	n = bpf_cpumask_weight(&p->cpus_mask);
	return n;
}

SEC("syscall")
int task_used_after_release_ok(void *ctx)
{
	struct task_struct *p = bpf_task_from_pid(target);
	u32 n;

	if (!p)
		return -ESRCH;
	n = bpf_cpumask_weight(&p->cpus_mask);
	bpf_task_release(p);
	return n;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(mask_of_released_task_ok, struct task_struct *task, u64 clone_flags)
{
	const struct cpumask *allowed;
	struct task_struct *p;
	u32 n;

	p = bpf_task_from_pid(target);
	if (!p)
		return 0;
	allowed = p->cpus_ptr;
	/* RCU, not the reference, keeps the mask alive */
	bpf_task_release(p);
	n = bpf_cpumask_weight(allowed);
	return n;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(mask_of_released_task_bad, struct task_struct *task, u64 clone_flags)
{
	const struct cpumask *allowed;
	struct task_struct *p;
	u32 n;

	p = bpf_task_from_pid(target);
	if (!p)
		return 0;
	allowed = p->cpus_ptr;
	/* RCU, not the reference, keeps the mask alive */
	bpf_task_release(p);
	n = bpf_cpumask_weight(&p->cpus_mask);
	return n;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(task_into_slot_ok, struct task_struct *task, u64 clone_flags)
{
	struct task_struct *p, *old;
	u32 pid = task->pid;
	struct kept *k;

	k = bpf_map_lookup_elem(&keeps, &pid);
	if (!k)
		return 0;
	p = bpf_task_acquire(task);
	if (!p)
		return 0;
	old = bpf_kptr_xchg(&k->task, p);
	if (old)
		bpf_task_release(old);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(task_into_slot_bad, struct task_struct *task, u64 clone_flags)
{
	struct task_struct *p, *old;
	u32 pid = task->pid;
	struct kept *k;

	k = bpf_map_lookup_elem(&keeps, &pid);
	if (!k)
		return 0;
	p = bpf_task_acquire(task);
	if (!p)
		return 0;
	old = bpf_kptr_xchg(&k->task, p);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(slot_task_mask_chain_ok, struct task_struct *task, u64 clone_flags)
{
	u32 pid = task->pid;
	struct task_struct *p;
	struct kept *k;

	k = bpf_map_lookup_elem(&keeps, &pid);
	if (!k)
		return 0;
	p = k->task;
	if (!p)
		return 0;
	return bpf_cpumask_weight(p->cpus_ptr);
}

SEC("tp_btf/task_newtask")
int BPF_PROG(slot_task_mask_chain_bad, struct task_struct *task, u64 clone_flags)
{
	u32 pid = task->pid;
	struct task_struct *p;
	struct kept *k;

	k = bpf_map_lookup_elem(&keeps, &pid);
	if (!k)
		return 0;
	p = k->task;
	return bpf_cpumask_weight(p->cpus_ptr);
}

SEC("tp_btf/task_newtask")
int BPF_PROG(cgroup_from_id_ok, struct task_struct *task, u64 clone_flags)
{
	struct cgroup *cgrp = bpf_cgroup_from_id(cgid);

	if (!cgrp)
		return 0;
	acc = bpf_task_under_cgroup(task, cgrp);
	bpf_cgroup_release(cgrp);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(cgroup_from_id_bad, struct task_struct *task, u64 clone_flags)
{
	struct cgroup *cgrp = bpf_cgroup_from_id(cgid);

	if (!cgrp)
		return 0;
	acc = bpf_task_under_cgroup(task, cgrp);
	return 0;
}

SEC("tp_btf/cgroup_mkdir")
int BPF_PROG(cgroup_ancestor_ok, struct cgroup *cgrp, const char *path)
{
	struct cgroup *up;

	up = bpf_cgroup_ancestor(cgrp, 1);
	if (!up)
		return 0;
	acc = up->level;
		bpf_cgroup_release(up);
	return 0;
}

SEC("tp_btf/cgroup_mkdir")
int BPF_PROG(cgroup_ancestor_bad, struct cgroup *cgrp, const char *path)
{
	struct cgroup *up;

	up = bpf_cgroup_ancestor(cgrp, 1);
	acc = up->level;
	if (up)
		bpf_cgroup_release(up);
	return 0;
}

SEC("tp_btf/cgroup_mkdir")
int BPF_PROG(cgroup_chain_ok, struct cgroup *cgrp, const char *path)
{
	struct cgroup *mine, *up;

	mine = bpf_cgroup_acquire(cgrp);
	if (!mine)
		return 0;
	up = bpf_cgroup_ancestor(mine, 0);
	if (!up) {
		bpf_cgroup_release(mine);
		return 0;
	}
	acc = up->level + mine->level;
	bpf_cgroup_release(up);
	bpf_cgroup_release(mine);
	return 0;
}

SEC("tp_btf/cgroup_mkdir")
int BPF_PROG(cgroup_chain_bad, struct cgroup *cgrp, const char *path)
{
	struct cgroup *mine, *up;

	mine = bpf_cgroup_acquire(cgrp);
	if (!mine)
		return 0;
	up = bpf_cgroup_ancestor(mine, 0);
	if (!up) {
		return 0;
	}
	acc = up->level + mine->level;
	bpf_cgroup_release(up);
	bpf_cgroup_release(mine);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(iter_bits_ok, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	u64 word = clone_flags;
	int *bit;

	if (!m)
		return 0;
	bpf_for_each(bits, bit, &word, 1) {
		bpf_cpumask_set_cpu(*bit, m);
	}
	bpf_cpumask_release(m);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(iter_bits_bad, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	u64 word = clone_flags;
	int *bit;

	if (!m)
		return 0;
	bpf_for_each(bits, bit, &word, 1) {
		bpf_cpumask_set_cpu(*bit, m);
		if (*bit > 40)
			return 0;
	}
	bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int iter_bits_by_hand_ok(void *ctx)
{
	struct bpf_iter_bits it;
	u64 words[2] = { 0x5, 0x1 };
	int *bit;

	if (bpf_iter_bits_new(&it, words, 2)) {
		/* even a failed iterator must be destroyed */
		bpf_iter_bits_destroy(&it);
		return -EINVAL;
	}
	while ((bit = bpf_iter_bits_next(&it)))
		acc += *bit;
	bpf_iter_bits_destroy(&it);
	return 0;
}

SEC("syscall")
int iter_bits_by_hand_bad(void *ctx)
{
	struct bpf_iter_bits it;
	u64 words[2] = { 0x5, 0x1 };
	int *bit;

	if (bpf_iter_bits_new(&it, words, 2)) {
		/* even a failed iterator must be destroyed */
		return -EINVAL;
	}
	while ((bit = bpf_iter_bits_next(&it)))
		acc += *bit;
	bpf_iter_bits_destroy(&it);
	return 0;
}

SEC("syscall")
int iter_result_untested_ok(void *ctx)
{
	struct bpf_iter_bits it;
	u64 word = 0x30;
	int *bit;

	bpf_iter_bits_new(&it, &word, 1);
	bit = bpf_iter_bits_next(&it);
	if (bit)
		acc += *bit;
	bpf_iter_bits_destroy(&it);
	return 0;
}

SEC("syscall")
int iter_result_untested_bad(void *ctx)
{
	struct bpf_iter_bits it;
	u64 word = 0x30;
	int *bit;

	bpf_iter_bits_new(&it, &word, 1);
	bit = bpf_iter_bits_next(&it);
		acc += *bit;
	bpf_iter_bits_destroy(&it);
	return 0;
}

SEC("syscall")
int iter_num_by_hand_ok(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	struct bpf_iter_num it;
	int *v;

	if (!m)
		return -ENOMEM;
	bpf_iter_num_new(&it, 0, 32);
	while ((v = bpf_iter_num_next(&it))) {
		if (*v == 12)
			break;
		bpf_cpumask_set_cpu(*v, m);
	}
	bpf_iter_num_destroy(&it);
	bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int iter_num_by_hand_bad(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	struct bpf_iter_num it;
	int *v;

	if (!m)
		return -ENOMEM;
	bpf_iter_num_new(&it, 0, 32);
	while ((v = bpf_iter_num_next(&it))) {
		if (*v == 12)
			break;
		bpf_cpumask_set_cpu(*v, m);
	}
	bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int iter_task_ok(void *ctx)
{
	struct task_struct *pos;
	u32 n = 0;

	bpf_rcu_read_lock();
	bpf_for_each(task, pos, NULL, 0) {
		if (pos->pid == target)
			n = bpf_cpumask_weight(pos->cpus_ptr);
	}
	bpf_rcu_read_unlock();
	return n;
}

SEC("syscall")
int iter_task_bad(void *ctx)
{
	struct task_struct *pos;
	u32 n = 0;

	bpf_for_each(task, pos, NULL, 0) {
		if (pos->pid == target)
			n = bpf_cpumask_weight(pos->cpus_ptr);
	}
	return n;
}

SEC("syscall")
int iter_task_reference_ok(void *ctx)
{
	struct task_struct *pos, *hit = NULL;

	bpf_rcu_read_lock();
	bpf_for_each(task, pos, NULL, 0) {
		if (pos->pid != target)
			continue;
		hit = bpf_task_acquire(pos);
		break;
	}
	bpf_rcu_read_unlock();
	if (hit)
		bpf_task_release(hit);
	return 0;
}

SEC("syscall")
int iter_task_reference_bad(void *ctx)
{
	struct task_struct *pos, *hit = NULL;

	bpf_rcu_read_lock();
	bpf_for_each(task, pos, NULL, 0) {
		if (pos->pid != target)
			continue;
		hit = bpf_task_acquire(pos);
		break;
	}
	bpf_rcu_read_unlock();
	acc = hit ? 1 : 0;
	return 0;
}

SEC("iter/task")
int iter_task_prog_ok(struct bpf_iter__task *ctx)
{
	struct task_struct *p = ctx->task;
	struct bpf_cpumask *m;

	if (!p)
		return 0;
	m = watched;
	if (!m)
		return 0;
	if (bpf_cpumask_intersects(p->cpus_ptr, cast_mask(m)))
		acc++;
	return 0;
}

SEC("iter/task")
int iter_task_prog_bad(struct bpf_iter__task *ctx)
{
	struct task_struct *p = ctx->task;
	struct bpf_cpumask *m;

	m = watched;
	if (!m)
		return 0;
	if (bpf_cpumask_intersects(p->cpus_ptr, cast_mask(m)))
		acc++;
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(ringbuf_record_ok, struct task_struct *task, u64 clone_flags)
{
	struct rec *r = bpf_ringbuf_reserve(&rb, sizeof(*r), 0);

	if (!r)
		return 0;
	r->pid = task->pid;
	r->weight = bpf_cpumask_weight(task->cpus_ptr);
	if (r->weight == 0) {
		bpf_ringbuf_discard(r, 0);
		return 0;
	}
	bpf_ringbuf_submit(r, 0);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(ringbuf_record_bad, struct task_struct *task, u64 clone_flags)
{
	struct rec *r = bpf_ringbuf_reserve(&rb, sizeof(*r), 0);

	if (!r)
		return 0;
	r->pid = task->pid;
	r->weight = bpf_cpumask_weight(task->cpus_ptr);
	if (r->weight == 0) {
		return 0;
	}
	bpf_ringbuf_submit(r, 0);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(ringbuf_untested_ok, struct task_struct *task, u64 clone_flags)
{
	struct rec *r = bpf_ringbuf_reserve(&rb, sizeof(*r), 0);

	if (!r)
		return 0;
	r->pid = task->pid;
	bpf_ringbuf_submit(r, 0);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(ringbuf_untested_bad, struct task_struct *task, u64 clone_flags)
{
	struct rec *r = bpf_ringbuf_reserve(&rb, sizeof(*r), 0);

	r->pid = task->pid;
	bpf_ringbuf_submit(r, 0);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(ringbuf_after_submit_ok, struct task_struct *task, u64 clone_flags)
{
	struct rec *r = bpf_ringbuf_reserve(&rb, sizeof(*r), 0);

	if (!r)
		return 0;
	r->pid = task->pid;
	acc = r->pid;
	bpf_ringbuf_submit(r, 0);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(ringbuf_after_submit_bad, struct task_struct *task, u64 clone_flags)
{
	struct rec *r = bpf_ringbuf_reserve(&rb, sizeof(*r), 0);

	if (!r)
		return 0;
	r->pid = task->pid;
	bpf_ringbuf_submit(r, 0);
	r->weight = 7;
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(ringbuf_and_mask_ok, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *m;
	struct rec *r;

	m = bpf_cpumask_create();
	if (!m)
		return 0;
	r = bpf_ringbuf_reserve(&rb, sizeof(*r), 0);
	if (!r) {
		bpf_cpumask_release(m);
		return 0;
	}
	bpf_cpumask_copy(m, task->cpus_ptr);
	r->weight = bpf_cpumask_weight(cast_mask(m));
	bpf_ringbuf_submit(r, 0);
	bpf_cpumask_release(m);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(ringbuf_and_mask_bad, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *m;
	struct rec *r;

	m = bpf_cpumask_create();
	if (!m)
		return 0;
	r = bpf_ringbuf_reserve(&rb, sizeof(*r), 0);
	if (!r) {
		return 0;
	}
	bpf_cpumask_copy(m, task->cpus_ptr);
	r->weight = bpf_cpumask_weight(cast_mask(m));
	bpf_ringbuf_submit(r, 0);
	bpf_cpumask_release(m);
	return 0;
}

static int timer_callback_ok_tick(void *map, u32 *key, struct tmr *t)
{
	struct bpf_cpumask *m = t->mask;

	if (m)
		acc += bpf_cpumask_weight(cast_mask(m));
	t->fired++;
	return 0;
}

SEC("syscall")
int timer_callback_ok(void *ctx)
{
	u32 zero = 0;
	struct tmr *t = bpf_map_lookup_elem(&timers, &zero);

	if (!t)
		return 0;
	bpf_timer_init(&t->timer, &timers, 1);
	bpf_timer_set_callback(&t->timer, timer_callback_ok_tick);
	return bpf_timer_start(&t->timer, 1000000, 0);
}

static int timer_callback_bad_tick(void *map, u32 *key, struct tmr *t)
{
	struct bpf_cpumask *m = t->mask;

		acc += bpf_cpumask_weight(cast_mask(m));
	t->fired++;
	return 0;
}

SEC("syscall")
int timer_callback_bad(void *ctx)
{
	u32 zero = 0;
	struct tmr *t = bpf_map_lookup_elem(&timers, &zero);

	if (!t)
		return 0;
	bpf_timer_init(&t->timer, &timers, 1);
	bpf_timer_set_callback(&t->timer, timer_callback_bad_tick);
	return bpf_timer_start(&t->timer, 1000000, 0);
}

static int timer_callback_leaks_ok_tick(void *map, u32 *key, struct tmr *t)
{
	struct bpf_cpumask *m = bpf_kptr_xchg(&t->mask, NULL);

	if (!m)
		return 0;
	acc += bpf_cpumask_weight(cast_mask(m));
	bpf_cpumask_release(m);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(timer_callback_leaks_ok, struct task_struct *task, u64 clone_flags)
{
	u32 zero = 0;
	struct tmr *t = bpf_map_lookup_elem(&timers, &zero);

	if (!t)
		return 0;
	bpf_timer_init(&t->timer, &timers, 1);
	bpf_timer_set_callback(&t->timer, timer_callback_leaks_ok_tick);
	return 0;
}

static int timer_callback_leaks_bad_tick(void *map, u32 *key, struct tmr *t)
{
	struct bpf_cpumask *m = bpf_kptr_xchg(&t->mask, NULL);

	if (!m)
		return 0;
	acc += bpf_cpumask_weight(cast_mask(m));
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(timer_callback_leaks_bad, struct task_struct *task, u64 clone_flags)
{
	u32 zero = 0;
	struct tmr *t = bpf_map_lookup_elem(&timers, &zero);

	if (!t)
		return 0;
	bpf_timer_init(&t->timer, &timers, 1);
	bpf_timer_set_callback(&t->timer, timer_callback_leaks_bad_tick);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(dynptr_ringbuf_ok, struct task_struct *task, u64 clone_flags)
{
	struct bpf_dynptr d;
	u32 pid = task->pid;

	if (bpf_ringbuf_reserve_dynptr(&rb, 64, 0, &d) == 0)
		bpf_dynptr_write(&d, 0, &pid, sizeof(pid), 0);
	bpf_ringbuf_submit_dynptr(&d, 0);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(dynptr_ringbuf_bad, struct task_struct *task, u64 clone_flags)
{
	struct bpf_dynptr d;
	u32 pid = task->pid;

	if (bpf_ringbuf_reserve_dynptr(&rb, 64, 0, &d) == 0)
		bpf_dynptr_write(&d, 0, &pid, sizeof(pid), 0);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(dynptr_data_as_mask_ok, struct task_struct *task, u64 clone_flags)
{
	struct bpf_dynptr d;
	struct cpumask *k;
	u32 n = 0;

	bpf_ringbuf_reserve_dynptr(&rb, 64, 0, &d);
	k = bpf_dynptr_data(&d, 0, sizeof(*k));
	if (k)
		n = bpf_cpumask_weight(k);
	bpf_ringbuf_discard_dynptr(&d, 0);
	return n;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(dynptr_data_as_mask_bad, struct task_struct *task, u64 clone_flags)
{
	struct bpf_dynptr d;
	struct cpumask *k;
	u32 n = 0;

	bpf_ringbuf_reserve_dynptr(&rb, 64, 0, &d);
	k = bpf_dynptr_data(&d, 0, sizeof(*k));
		n = bpf_cpumask_weight(k);
	bpf_ringbuf_discard_dynptr(&d, 0);
	return n;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(dynptr_slice_for_writing_bad, struct task_struct *task, u64 clone_flags)
{
	struct cpumask fallback = {};
	struct bpf_dynptr d;
	u64 *w;

	bpf_ringbuf_reserve_dynptr(&rb, 64, 0, &d);
	w = bpf_dynptr_slice_rdwr(&d, 0, &fallback, sizeof(fallback));
	if (w)
		acc = *w;
	bpf_ringbuf_discard_dynptr(&d, 0);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(dynptr_slice_for_writing_ok, struct task_struct *task, u64 clone_flags)
{
	struct cpumask fallback = {};
	struct bpf_dynptr d;
	u64 *w;

	bpf_ringbuf_reserve_dynptr(&rb, 64, 0, &d);
	w = bpf_dynptr_slice(&d, 0, &fallback, sizeof(fallback));
	if (w)
		acc = *w;
	bpf_ringbuf_discard_dynptr(&d, 0);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(dynptr_slice_is_read_only_bad, struct task_struct *task, u64 clone_flags)
{
	struct cpumask here = {};
	struct bpf_dynptr d;
	struct cpumask *k;
	u32 n = 0;

	bpf_ringbuf_reserve_dynptr(&rb, 64, 0, &d);
	k = bpf_dynptr_slice(&d, 0, NULL, sizeof(here));
	if (k) {
		n = bpf_cpumask_weight(k);
	}
	bpf_ringbuf_discard_dynptr(&d, 0);
	return n;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(dynptr_slice_is_read_only_ok, struct task_struct *task, u64 clone_flags)
{
	struct cpumask here = {};
	struct bpf_dynptr d;
	struct cpumask *k;
	u32 n = 0;

	bpf_ringbuf_reserve_dynptr(&rb, 64, 0, &d);
	k = bpf_dynptr_slice(&d, 0, NULL, sizeof(here));
	if (k) {
		here = *k;
		n = bpf_cpumask_weight(&here);
	}
	bpf_ringbuf_discard_dynptr(&d, 0);
	return n;
}
