/* References through control flow: loops, goto ladders, switch, correlated conditions. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

char _license[] SEC("license") = "GPL";

#define private(name) SEC(".data." #name) __hidden __attribute__((aligned(8)))
#define ENOMEM 12
#define EBUSY 16
#define EINVAL 22
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
u32 bpf_cpumask_any_distribute(const struct cpumask *cpumask) __ksym;
u32 bpf_cpumask_weight(const struct cpumask *cpumask) __ksym;
void bpf_cpumask_set_cpu(u32 cpu, struct bpf_cpumask *cpumask) __ksym;
bool bpf_cpumask_test_cpu(u32 cpu, const struct cpumask *cpumask) __ksym;
void bpf_cpumask_setall(struct bpf_cpumask *cpumask) __ksym;
bool bpf_cpumask_and(struct bpf_cpumask *dst, const struct cpumask *src1, const struct cpumask *src2) __ksym;
void bpf_cpumask_or(struct bpf_cpumask *dst, const struct cpumask *src1, const struct cpumask *src2) __ksym;
void bpf_cpumask_xor(struct bpf_cpumask *dst, const struct cpumask *src1, const struct cpumask *src2) __ksym;
bool bpf_cpumask_equal(const struct cpumask *src1, const struct cpumask *src2) __ksym;
void bpf_cpumask_copy(struct bpf_cpumask *dst, const struct cpumask *src) __ksym;

static inline const struct cpumask *cast_mask(struct bpf_cpumask *mask)
{
	return (const struct cpumask *)mask;
}

struct cpu_slot {
	struct bpf_cpumask __kptr *mask;
	u32 owner;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 128);
	__type(key, u32);
	__type(value, struct cpu_slot);
} table SEC(".maps");

private(FLOW) static struct bpf_cpumask __kptr *current_set;
private(FLOW) static struct bpf_cpumask __kptr *next_set;

enum policy { POLICY_NONE, POLICY_ONE, POLICY_ALL, POLICY_REST };

u32 policy;
u32 nr_rounds;
u32 want_scratch;
u64 stats[4];

SEC("tp_btf/task_newtask")
int BPF_PROG(overwritten_variable_ok, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *mask;

	mask = bpf_cpumask_create();
	if (!mask)
		return 0;
	bpf_cpumask_copy(mask, task->cpus_ptr);
	stats[0] += bpf_cpumask_weight(cast_mask(mask));
	bpf_cpumask_release(mask);

	/* second round on a fresh one */
	mask = bpf_cpumask_create();
	if (!mask)
		return 0;
	bpf_cpumask_setall(mask);
	stats[1] += bpf_cpumask_weight(cast_mask(mask));
	bpf_cpumask_release(mask);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(overwritten_variable_bad, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *mask;

	mask = bpf_cpumask_create();
	if (!mask)
		return 0;
	bpf_cpumask_copy(mask, task->cpus_ptr);
	stats[0] += bpf_cpumask_weight(cast_mask(mask));

	/* second round on a fresh one */
	mask = bpf_cpumask_create();
	if (!mask)
		return 0;
	bpf_cpumask_setall(mask);
	stats[1] += bpf_cpumask_weight(cast_mask(mask));
	bpf_cpumask_release(mask);
	return 0;
}

SEC("syscall")
int for_loop_collects_ok(void *ctx)
{
	struct bpf_cpumask *last = NULL;
	int i;

	for (i = 0; i < 3; i++) {
		if (last)
			bpf_cpumask_release(last);
		last = bpf_cpumask_create();
		if (!last)
			return -ENOMEM;
		bpf_cpumask_set_cpu(i, last);
	}
	if (last)
		bpf_cpumask_release(last);
	return 0;
}

SEC("syscall")
int for_loop_collects_bad(void *ctx)
{
	struct bpf_cpumask *last = NULL;
	int i;

	for (i = 0; i < 3; i++) {
		last = bpf_cpumask_create();
		if (!last)
			return -ENOMEM;
		bpf_cpumask_set_cpu(i, last);
	}
	if (last)
		bpf_cpumask_release(last);
	return 0;
}

SEC("syscall")
int while_loop_replaces_ok(void *ctx)
{
	struct bpf_cpumask *cur;
	int left = 4;

	cur = bpf_cpumask_create();
	while (cur && left-- > 0) {
		struct bpf_cpumask *fresh = bpf_cpumask_create();

		if (!fresh)
			break;
		bpf_cpumask_copy(fresh, cast_mask(cur));
		bpf_cpumask_release(cur);
		cur = fresh;
	}
	if (cur)
		bpf_cpumask_release(cur);
	return 0;
}

SEC("syscall")
int while_loop_replaces_bad(void *ctx)
{
	struct bpf_cpumask *cur;
	int left = 4;

	cur = bpf_cpumask_create();
	while (cur && left-- > 0) {
		struct bpf_cpumask *fresh = bpf_cpumask_create();

		if (!fresh)
			break;
		bpf_cpumask_copy(fresh, cast_mask(cur));
		cur = fresh;
	}
	if (cur)
		bpf_cpumask_release(cur);
	return 0;
}

SEC("syscall")
int bpf_for_carries_across_turns_ok(void *ctx)
{
	struct bpf_cpumask *acc = NULL, *tmp;
	int cpu;

	bpf_for(cpu, 0, 64) {
		tmp = bpf_cpumask_create();
		if (!tmp)
			continue;
		bpf_cpumask_set_cpu(cpu, tmp);
		if (acc) {
			bpf_cpumask_or(acc, cast_mask(acc), cast_mask(tmp));
			bpf_cpumask_release(tmp);
		} else {
			acc = tmp;
		}
	}
	if (acc)
		bpf_cpumask_release(acc);
	return 0;
}

SEC("syscall")
int bpf_for_carries_across_turns_bad(void *ctx)
{
	struct bpf_cpumask *acc = NULL, *tmp;
	int cpu;

	bpf_for(cpu, 0, 64) {
		tmp = bpf_cpumask_create();
		if (!tmp)
			continue;
		bpf_cpumask_set_cpu(cpu, tmp);
		if (acc) {
			bpf_cpumask_or(acc, cast_mask(acc), cast_mask(tmp));
			bpf_cpumask_release(tmp);
		} else {
			acc = tmp;
		}
	}
	stats[2]++;
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(bpf_for_continue_skips_release_ok, struct task_struct *task, u64 clone_flags)
{
	int cpu;

	bpf_for(cpu, 0, 8) {
		struct bpf_cpumask *tmp = bpf_cpumask_create();

		if (!tmp)
			return 0;
		if (!bpf_cpumask_test_cpu(cpu, task->cpus_ptr)) {
			bpf_cpumask_release(tmp);
			continue;
		}
		bpf_cpumask_set_cpu(cpu, tmp);
		bpf_cpumask_release(tmp);
	}
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(bpf_for_continue_skips_release_bad, struct task_struct *task, u64 clone_flags)
{
	int cpu;

	bpf_for(cpu, 0, 8) {
		struct bpf_cpumask *tmp = bpf_cpumask_create();

		if (!tmp)
			return 0;
		if (!bpf_cpumask_test_cpu(cpu, task->cpus_ptr)) {
			continue;
		}
		bpf_cpumask_set_cpu(cpu, tmp);
		bpf_cpumask_release(tmp);
	}
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(bpf_for_break_with_reference_bad, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *found = NULL;
	int cpu;

	bpf_for(cpu, 0, 16) {
		if (!bpf_cpumask_test_cpu(cpu, task->cpus_ptr))
			continue;
		found = bpf_cpumask_create();
		break;
	}
	return found != NULL;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(bpf_for_break_with_reference_ok, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *found = NULL;
	int cpu;

	bpf_for(cpu, 0, 16) {
		if (!bpf_cpumask_test_cpu(cpu, task->cpus_ptr))
			continue;
		found = bpf_cpumask_create();
		break;
	}
	if (!found)
		return 0;
	bpf_cpumask_release(found);
	return 1;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(bpf_for_without_break_overwrites_ok, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *found = NULL;
	int cpu;

	bpf_for(cpu, 0, 16) {
		if (!bpf_cpumask_test_cpu(cpu, task->cpus_ptr))
			continue;
		if (found)
			continue;
		found = bpf_cpumask_create();
	}
	if (found)
		bpf_cpumask_release(found);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(bpf_for_without_break_overwrites_bad, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *found = NULL;
	int cpu;

	bpf_for(cpu, 0, 16) {
		if (!bpf_cpumask_test_cpu(cpu, task->cpus_ptr))
			continue;
		found = bpf_cpumask_create();
	}
	if (found)
		bpf_cpumask_release(found);
	return 0;
}

SEC("syscall")
int bpf_repeat_balance_ok(void *ctx)
{
	u32 done = 0;

	bpf_repeat(20) {
		struct bpf_cpumask *m;

		m = bpf_kptr_xchg(&current_set, NULL);
		if (!m)
			break;
		m = bpf_kptr_xchg(&next_set, m);
		if (m)
			bpf_cpumask_release(m);
		done++;
	}
	return done;
}

SEC("syscall")
int bpf_repeat_balance_bad(void *ctx)
{
	u32 done = 0;

	bpf_repeat(20) {
		struct bpf_cpumask *m;

		m = bpf_kptr_xchg(&current_set, NULL);
		if (!m)
			break;
		m = bpf_kptr_xchg(&next_set, m);
		if (m && done)
			bpf_cpumask_release(m);
		done++;
	}
	return done;
}

SEC("syscall")
int nested_loops_ok(void *ctx)
{
	int i, j;

	bpf_for(i, 0, 4) {
		struct bpf_cpumask *outer = bpf_cpumask_create();

		if (!outer)
			break;
		bpf_for(j, 0, 4) {
			struct bpf_cpumask *inner = bpf_cpumask_create();

			if (!inner)
				break;
			bpf_cpumask_set_cpu(i * 4 + j, inner);
			bpf_cpumask_or(outer, cast_mask(outer), cast_mask(inner));
			bpf_cpumask_release(inner);
		}
		bpf_cpumask_release(outer);
	}
	return 0;
}

SEC("syscall")
int nested_loops_bad(void *ctx)
{
	int i, j;

	bpf_for(i, 0, 4) {
		struct bpf_cpumask *outer = bpf_cpumask_create();

		if (!outer)
			break;
		bpf_for(j, 0, 4) {
			struct bpf_cpumask *inner = bpf_cpumask_create();

			if (!inner)
				break;
			bpf_cpumask_set_cpu(i * 4 + j, inner);
			bpf_cpumask_or(outer, cast_mask(outer), cast_mask(inner));
			bpf_cpumask_release(inner);
			if (bpf_cpumask_weight(cast_mask(outer)) > 9)
				return i;
		}
		bpf_cpumask_release(outer);
	}
	return 0;
}

SEC("syscall")
int goto_ladder_ok(void *ctx)
{
	struct bpf_cpumask *a, *b, *c;
	int err = -ENOMEM;

	a = bpf_cpumask_create();
	if (!a)
		goto out;
	b = bpf_cpumask_create();
	if (!b)
		goto free_a;
	c = bpf_cpumask_create();
	if (!c)
		goto free_b;

	bpf_cpumask_xor(c, cast_mask(a), cast_mask(b));
	err = 0;
	bpf_cpumask_release(c);
free_b:
	bpf_cpumask_release(b);
free_a:
	bpf_cpumask_release(a);
out:
	return err;
}

SEC("syscall")
int goto_ladder_bad(void *ctx)
{
	struct bpf_cpumask *a, *b, *c;
	int err = -ENOMEM;

	a = bpf_cpumask_create();
	if (!a)
		goto out;
	b = bpf_cpumask_create();
	if (!b)
		goto free_a;
	c = bpf_cpumask_create();
	if (!c)
		goto free_a;

	bpf_cpumask_xor(c, cast_mask(a), cast_mask(b));
	err = 0;
	bpf_cpumask_release(c);
free_b:
	bpf_cpumask_release(b);
free_a:
	bpf_cpumask_release(a);
out:
	return err;
}

SEC("syscall")
int goto_ladder_falls_through_ok(void *ctx)
{
	struct bpf_cpumask *a, *b;
	int err = -ENOMEM;

	a = bpf_cpumask_create();
	if (!a)
		return err;
	b = bpf_cpumask_create();
	if (!b)
		goto drop_a;
	bpf_cpumask_setall(b);
	bpf_cpumask_copy(a, cast_mask(b));
	bpf_cpumask_release(b);
	err = 0;
drop_a:
	bpf_cpumask_release(a);
	return err;
}

SEC("syscall")
int goto_ladder_falls_through_bad(void *ctx)
{
	struct bpf_cpumask *a, *b;
	int err = -ENOMEM;

	a = bpf_cpumask_create();
	if (!a)
		return err;
	b = bpf_cpumask_create();
	if (!b)
		goto drop_a;
	bpf_cpumask_setall(b);
	bpf_cpumask_copy(a, cast_mask(b));
	bpf_cpumask_release(a);
	bpf_cpumask_release(b);
	err = 0;
drop_a:
	bpf_cpumask_release(a);
	return err;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(goto_single_exit_ok, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *prev = NULL, *scratch = NULL;
	struct cpu_slot *slot;
	u32 pid = task->pid;

	scratch = bpf_cpumask_create();
	if (!scratch)
		goto out;
	slot = bpf_map_lookup_elem(&table, &pid);
	if (!slot)
		goto out;
	bpf_cpumask_copy(scratch, task->cpus_ptr);
	prev = bpf_kptr_xchg(&slot->mask, scratch);
	scratch = NULL;
out:
	if (prev)
		bpf_cpumask_release(prev);
	if (scratch)
		bpf_cpumask_release(scratch);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(goto_single_exit_bad, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *prev = NULL, *scratch = NULL;
	struct cpu_slot *slot;
	u32 pid = task->pid;

	scratch = bpf_cpumask_create();
	if (!scratch)
		goto out;
	slot = bpf_map_lookup_elem(&table, &pid);
	if (!slot)
		goto out;
	bpf_cpumask_copy(scratch, task->cpus_ptr);
	prev = bpf_kptr_xchg(&slot->mask, scratch);
out:
	if (prev)
		bpf_cpumask_release(prev);
	if (scratch)
		bpf_cpumask_release(scratch);
	return 0;
}

SEC("syscall")
int backward_goto_ok(void *ctx)
{
	struct bpf_cpumask *m;
	int tries = 0;

again:
	m = bpf_cpumask_create();
	if (!m)
		return -ENOMEM;
	bpf_cpumask_set_cpu(tries, m);
	if (++tries < 3) {
		bpf_cpumask_release(m);
		goto again;
	}
	bpf_cpumask_release(m);
	return tries;
}

SEC("syscall")
int backward_goto_bad(void *ctx)
{
	struct bpf_cpumask *m;
	int tries = 0;

again:
	m = bpf_cpumask_create();
	if (!m)
		return -ENOMEM;
	bpf_cpumask_set_cpu(tries, m);
	if (++tries < 3) {
		goto again;
	}
	bpf_cpumask_release(m);
	return tries;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(switch_arms_ok, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (!m)
		return 0;
	switch (policy) {
	case POLICY_NONE:
		bpf_cpumask_release(m);
		return 0;
	case POLICY_ONE:
		bpf_cpumask_set_cpu(task->pid & 7, m);
		break;
	case POLICY_ALL:
		bpf_cpumask_setall(m);
		break;
	default:
		bpf_cpumask_release(m);
		return -EINVAL;
	}
	stats[3] += bpf_cpumask_weight(cast_mask(m));
	bpf_cpumask_release(m);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(switch_arms_bad, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (!m)
		return 0;
	switch (policy) {
	case POLICY_NONE:
		bpf_cpumask_release(m);
		return 0;
	case POLICY_ONE:
		bpf_cpumask_set_cpu(task->pid & 7, m);
		break;
	case POLICY_ALL:
		bpf_cpumask_setall(m);
		break;
	default:
		return -EINVAL;
	}
	stats[3] += bpf_cpumask_weight(cast_mask(m));
	bpf_cpumask_release(m);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(switch_fallthrough_ok, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (!m)
		return 0;
	switch (policy) {
	case POLICY_ONE:
		bpf_cpumask_set_cpu(1, m);
		stats[0]++;
		/* fallthrough */
	case POLICY_ALL:
		bpf_cpumask_set_cpu(2, m);
		break;
	}
	bpf_cpumask_release(m);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(switch_fallthrough_bad, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (!m)
		return 0;
	switch (policy) {
	case POLICY_ONE:
		bpf_cpumask_set_cpu(1, m);
		stats[0]++;
		bpf_cpumask_release(m);
		/* fallthrough */
	case POLICY_ALL:
		bpf_cpumask_set_cpu(2, m);
		break;
	}
	bpf_cpumask_release(m);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(flag_remembers_acquire_ok, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *m = NULL;
	bool have = false;

	if (want_scratch) {
		m = bpf_cpumask_create();
		if (!m)
			return 0;
		have = true;
	}
	stats[0] += task->pid;
	if (have)
		bpf_cpumask_release(m);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(flag_remembers_acquire_bad, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *m = NULL;
	bool have = false;

	if (want_scratch) {
		m = bpf_cpumask_create();
		if (!m)
			return 0;
		have = true;
	}
	stats[0] += task->pid;
	if (have && task->pid > 10)
		bpf_cpumask_release(m);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(null_remembers_acquire_ok, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *m = NULL;

	if (task->flags & 0x200000)
		m = bpf_cpumask_create();
	stats[1] += bpf_cpumask_weight(m ? cast_mask(m) : task->cpus_ptr);
	if (m)
		bpf_cpumask_release(m);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(null_remembers_acquire_bad, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *m = NULL;

	if (task->flags & 0x200000)
		m = bpf_cpumask_create();
	stats[1] += bpf_cpumask_weight(m ? cast_mask(m) : task->cpus_ptr);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(two_tests_of_one_global_ok, struct task_struct *task, u64 clone_flags)
{
	u32 scratch = want_scratch;
	struct bpf_cpumask *m = NULL;

	if (scratch) {
		m = bpf_cpumask_create();
		if (!m)
			return 0;
		bpf_cpumask_setall(m);
	}
	bpf_get_prandom_u32();
	stats[2]++;
	/* the global is read again: it may have changed */
	if (scratch)
		bpf_cpumask_release(m);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(two_tests_of_one_global_bad, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *m = NULL;

	if (want_scratch) {
		m = bpf_cpumask_create();
		if (!m)
			return 0;
		bpf_cpumask_setall(m);
	}
	bpf_get_prandom_u32();
	stats[2]++;
	/* the global is read again: it may have changed */
	if (want_scratch)
		bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int swap_two_ok(void *ctx)
{
	struct bpf_cpumask *a, *b, *t;

	a = bpf_cpumask_create();
	if (!a)
		return -ENOMEM;
	b = bpf_cpumask_create();
	if (!b) {
		bpf_cpumask_release(a);
		return -ENOMEM;
	}
	if (bpf_get_prandom_u32() & 1) {
		t = a;
		a = b;
		b = t;
	}
	bpf_cpumask_release(a);
	bpf_cpumask_release(b);
	return 0;
}

SEC("syscall")
int swap_two_bad(void *ctx)
{
	struct bpf_cpumask *a, *b, *t;

	a = bpf_cpumask_create();
	if (!a)
		return -ENOMEM;
	b = bpf_cpumask_create();
	if (!b) {
		bpf_cpumask_release(a);
		return -ENOMEM;
	}
	if (bpf_get_prandom_u32() & 1) {
		t = a;
		a = b;
	}
	bpf_cpumask_release(a);
	bpf_cpumask_release(b);
	return 0;
}

SEC("syscall")
int unconditional_swap_ok(void *ctx)
{
	struct bpf_cpumask *front, *back, *t;

	front = bpf_cpumask_create();
	if (!front)
		return -ENOMEM;
	back = bpf_cpumask_create();
	if (!back) {
		bpf_cpumask_release(front);
		return -ENOMEM;
	}
	bpf_cpumask_setall(back);
	t = front; front = back; back = t;
	bpf_cpumask_release(back);
	stats[0] += bpf_cpumask_weight(cast_mask(front));
	bpf_cpumask_release(front);
	return 0;
}

SEC("syscall")
int unconditional_swap_bad(void *ctx)
{
	struct bpf_cpumask *front, *back, *t;

	front = bpf_cpumask_create();
	if (!front)
		return -ENOMEM;
	back = bpf_cpumask_create();
	if (!back) {
		bpf_cpumask_release(front);
		return -ENOMEM;
	}
	bpf_cpumask_setall(back);
	t = front; front = back; back = t;
	bpf_cpumask_release(back);
	stats[0] += bpf_cpumask_weight(cast_mask(t));
	bpf_cpumask_release(front);
	return 0;
}

SEC("syscall")
int ternary_release_order_bad(void *ctx)
{
	struct bpf_cpumask *a, *b, *chosen;

	a = bpf_cpumask_create();
	if (!a)
		return -ENOMEM;
	b = bpf_cpumask_create();
	if (!b)
		goto one;
	chosen = (bpf_get_prandom_u32() & 1) ? a : b;
	bpf_cpumask_set_cpu(3, chosen);
	bpf_cpumask_release(chosen);
	bpf_cpumask_release(chosen == a ? a : b);
	return 0;
one:
	bpf_cpumask_release(a);
	return 0;
}

SEC("syscall")
int ternary_release_order_ok(void *ctx)
{
	struct bpf_cpumask *a, *b, *chosen;

	a = bpf_cpumask_create();
	if (!a)
		return -ENOMEM;
	b = bpf_cpumask_create();
	if (!b)
		goto one;
	chosen = (bpf_get_prandom_u32() & 1) ? a : b;
	bpf_cpumask_set_cpu(3, chosen);
	bpf_cpumask_release(b);
one:
	bpf_cpumask_release(a);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(early_exit_in_middle_ok, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	s32 cpu;

	if (!m)
		return -ENOMEM;
	if (!bpf_cpumask_and(m, task->cpus_ptr, &task->cpus_mask)) {
		bpf_cpumask_release(m);
		return -EBUSY;
	}
	cpu = bpf_cpumask_any_distribute(cast_mask(m));
	bpf_cpumask_release(m);
	return cpu;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(early_exit_in_middle_bad, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	s32 cpu;

	if (!m)
		return -ENOMEM;
	if (!bpf_cpumask_and(m, task->cpus_ptr, &task->cpus_mask)) {
		return -EBUSY;
	}
	cpu = bpf_cpumask_any_distribute(cast_mask(m));
	bpf_cpumask_release(m);
	return cpu;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(do_while_zero_ok, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (!m)
		return 0;
	do {
		if (task->pid & 1)
			break;
		bpf_cpumask_setall(m);
	} while (0);
	bpf_cpumask_release(m);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(do_while_zero_bad, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (!m)
		return 0;
	do {
		if (task->pid & 1)
			break;
		bpf_cpumask_setall(m);
		bpf_cpumask_release(m);
	} while (0);
	bpf_cpumask_release(m);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(double_ended_cleanup_ok, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *m = NULL, *n = NULL;
	int ret = -ENOMEM;

	m = bpf_cpumask_create();
	n = bpf_cpumask_create();
	if (!m || !n)
		goto cleanup;
	bpf_cpumask_copy(m, task->cpus_ptr);
	bpf_cpumask_copy(n, cast_mask(m));
	ret = bpf_cpumask_equal(cast_mask(m), cast_mask(n));
cleanup:
	if (m)
		bpf_cpumask_release(m);
	if (n)
		bpf_cpumask_release(n);
	return ret;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(double_ended_cleanup_bad, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *m = NULL, *n = NULL;
	int ret = -ENOMEM;

	m = bpf_cpumask_create();
	n = bpf_cpumask_create();
	if (!m || !n)
		goto cleanup;
	bpf_cpumask_copy(m, task->cpus_ptr);
	bpf_cpumask_copy(n, cast_mask(m));
	ret = bpf_cpumask_equal(cast_mask(m), cast_mask(n));
cleanup:
	if (m)
		bpf_cpumask_release(m);
	if (m && n)
		bpf_cpumask_release(n);
	return ret;
}

SEC("syscall")
int bounded_counter_loop_ok(void *ctx)
{
	struct bpf_cpumask *m;
	u32 i, n = nr_rounds;

	if (n > 6)
		n = 6;
	m = bpf_cpumask_create();
	if (!m)
		return -ENOMEM;
	for (i = 0; i < n; i++) {
		bpf_cpumask_set_cpu(i, m);
	}
	bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int bounded_counter_loop_bad(void *ctx)
{
	struct bpf_cpumask *m;
	u32 i, n = nr_rounds;

	if (n > 6)
		n = 6;
	m = bpf_cpumask_create();
	if (!m)
		return -ENOMEM;
	for (i = 0; i < n; i++) {
		bpf_cpumask_set_cpu(i, m);
		if (i == 4)
			return i;
	}
	bpf_cpumask_release(m);
	return 0;
}
