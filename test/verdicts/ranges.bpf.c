/* What the verifier knows about numbers, asked through a mask that is owned on one side only. */
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

struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
struct bpf_cpumask *bpf_cpumask_acquire(struct bpf_cpumask *cpumask) __ksym;

struct st_val {
	u32 flag;
	u32 spare;
	u64 wide;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 8);
	__type(key, u32);
	__type(value, struct st_val);
} states SEC(".maps");

private(RG) static struct bpf_cpumask __kptr *stock;

u32 u, w;
s32 s;
u64 big, sum;
u32 owned_flag;

#define TAKE(m) do { (m) = bpf_cpumask_create(); if (!(m)) return 0; } while (0)
#define PAUSE() (sum += bpf_ktime_get_ns())

SEC("syscall")
int same_bit_tested_twice(void *ctx)
{
	struct bpf_cpumask *m = NULL;
	u32 x = u;

	if (x & 4)
		TAKE(m);
	PAUSE();
	if (x & 4)
		bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int other_bit_tested(void *ctx)
{
	struct bpf_cpumask *m = NULL;
	u32 x = u;

	if (x & 4)
		TAKE(m);
	PAUSE();
	if (x & 12)
		bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int masked_value_compared(void *ctx)
{
	struct bpf_cpumask *m = NULL;
	u32 x = u & 3;

	if (x == 3)
		TAKE(m);
	PAUSE();
	if (x > 2)
		bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int middle_value_of_small_range(void *ctx)
{
	struct bpf_cpumask *m = NULL;
	u32 x = u & 3;

	if (x == 1)
		TAKE(m);
	PAUSE();
	if (x == 1)
		bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int less_then_not_less(void *ctx)
{
	struct bpf_cpumask *m = NULL;
	u32 x = u;

	if (x < 100)
		TAKE(m);
	PAUSE();
	if (x >= 100)
		return 0;
	bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int less_or_equal_and_less(void *ctx)
{
	struct bpf_cpumask *m = NULL;
	u32 x = u;

	if (x <= 99)
		TAKE(m);
	PAUSE();
	if (x < 100)
		bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int two_variables_compared_twice(void *ctx)
{
	struct bpf_cpumask *m = NULL;
	u32 x = u, y = w;

	if (x == y)
		TAKE(m);
	PAUSE();
	if (x == y)
		bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int two_variables_less_twice(void *ctx)
{
	struct bpf_cpumask *m = NULL;
	u32 x = u, y = w;

	if (x < y)
		TAKE(m);
	PAUSE();
	if (x < y)
		bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int derived_variable(void *ctx)
{
	struct bpf_cpumask *m = NULL;
	u64 x = u, y;

	if (x > 10)
		TAKE(m);
	PAUSE();
	y = x + 1;
	if (y > 11)
		bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int doubled_variable(void *ctx)
{
	struct bpf_cpumask *m = NULL;
	u64 x = u & 0xff, y;

	if (x >= 10)
		TAKE(m);
	PAUSE();
	y = x * 2;
	barrier_var(y);
	if (y >= 20)
		bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int signed_then_signed(void *ctx)
{
	struct bpf_cpumask *m = NULL;
	s32 x = s;

	if (x < 0)
		TAKE(m);
	PAUSE();
	if (x < 0)
		bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int signed_zero_edge(void *ctx)
{
	struct bpf_cpumask *m = NULL;
	s32 x = s;

	/* 0 is no end of the signed range, but one of the unsigned view of it */
	if (x == 0)
		TAKE(m);
	PAUSE();
	if (x == 0)
		bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int signed_positive_and_nonzero(void *ctx)
{
	struct bpf_cpumask *m = NULL;
	s32 x = s;

	if (x > 0)
		TAKE(m);
	PAUSE();
	if (x <= 0)
		return 0;
	bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int clamped_value(void *ctx)
{
	struct bpf_cpumask *m = NULL;
	u32 x = u;

	if (x > 4)
		x = 4;
	if (x == 4)
		TAKE(m);
	PAUSE();
	if (x > 3)
		bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int modulo_values(void *ctx)
{
	struct bpf_cpumask *m = NULL;
	u32 x = u % 4;

	if (x == 3)
		TAKE(m);
	PAUSE();
	if (x >= 3)
		bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int two_calls_of_random(void *ctx)
{
	struct bpf_cpumask *m = NULL;

	if (bpf_get_prandom_u32() & 1)
		TAKE(m);
	PAUSE();
	if (bpf_get_prandom_u32() & 1)
		bpf_cpumask_release(m);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(cpu_number_asked_twice, struct task_struct *p, u64 clone_flags)
{
	struct bpf_cpumask *m = NULL;

	if (bpf_get_smp_processor_id() == 0)
		TAKE(m);
	sum++;
	if (bpf_get_smp_processor_id() == 0)
		bpf_cpumask_release(m);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(task_field_read_twice, struct task_struct *p, u64 clone_flags)
{
	struct bpf_cpumask *m = NULL;

	if (p->nr_cpus_allowed > 1)
		TAKE(m);
	PAUSE();
	if (p->nr_cpus_allowed > 1)
		bpf_cpumask_release(m);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(task_field_kept, struct task_struct *p, u64 clone_flags)
{
	struct bpf_cpumask *m = NULL;
	int nr = p->nr_cpus_allowed;

	if (nr > 1)
		TAKE(m);
	PAUSE();
	if (nr > 1)
		bpf_cpumask_release(m);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(argument_kept, struct task_struct *p, u64 clone_flags)
{
	struct bpf_cpumask *m = NULL;

	if (clone_flags)
		TAKE(m);
	PAUSE();
	if (clone_flags)
		bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int flag_in_global(void *ctx)
{
	struct bpf_cpumask *m = NULL;

	owned_flag = 0;
	if (u > 5) {
		TAKE(m);
		owned_flag = 1;
	}
	PAUSE();
	if (owned_flag)
		bpf_cpumask_release(m);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(flag_in_map_value, struct task_struct *p, u64 clone_flags)
{
	u32 key = p->pid;
	struct st_val *st = bpf_map_lookup_elem(&states, &key);
	struct bpf_cpumask *m = NULL;

	if (!st)
		return 0;
	st->flag = 0;
	if (clone_flags & 1) {
		TAKE(m);
		st->flag = 1;
	}
	PAUSE();
	if (st->flag)
		bpf_cpumask_release(m);
	return 0;
}

static __noinline void flag_in_stack_struct_look(struct st_val *st)
{
	sum += st->wide;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(flag_in_stack_struct, struct task_struct *p, u64 clone_flags)
{
	struct st_val st = {};
	struct bpf_cpumask *m = NULL;

	if (clone_flags & 1) {
		TAKE(m);
		st.flag = 1;
	}
	flag_in_stack_struct_look(&st);
	if (st.flag)
		bpf_cpumask_release(m);
	return 0;
}

static __noinline void flag_written_by_helper_set(struct st_val *st, u32 v)
{
	st->flag = v;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(flag_written_by_helper, struct task_struct *p, u64 clone_flags)
{
	struct st_val st = {};
	struct bpf_cpumask *m = NULL;

	if (clone_flags & 1) {
		TAKE(m);
		flag_written_by_helper_set(&st, 1);
	} else {
		flag_written_by_helper_set(&st, 0);
	}
	if (st.flag)
		bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int count_down_of_references(void *ctx)
{
	struct bpf_cpumask *m, *n = NULL;
	u32 refs = 1;

	TAKE(m);
	if (u > 7) {
		n = bpf_cpumask_acquire(m);
		refs = 2;
	}
	PAUSE();
	if (refs > 1)
		bpf_cpumask_release(n);
	bpf_cpumask_release(m);
	return 0;
}

static __noinline int error_code_one_of_two_make(struct bpf_cpumask **out, u32 x)
{
	if (x > 64)
		return -EINVAL;
	*out = bpf_cpumask_create();
	if (!*out)
		return -ENOMEM;
	return x;
}

SEC("syscall")
int error_code_one_of_two(void *ctx)
{
	struct bpf_cpumask *m = NULL;
	int ret = error_code_one_of_two_make(&m, u);

	if (ret == -EINVAL || ret == -ENOMEM)
		return ret;
	bpf_cpumask_release(m);
	return ret;
}

static __noinline int error_code_only_one_make(struct bpf_cpumask **out, u32 x)
{
	if (x > 64)
		return -EINVAL;
	*out = bpf_cpumask_create();
	if (!*out)
		return -ENOMEM;
	return 0;
}

SEC("syscall")
int error_code_only_one(void *ctx)
{
	struct bpf_cpumask *m = NULL;
	int ret = error_code_only_one_make(&m, u);

	if (ret == -ENOMEM)
		return ret;
	bpf_cpumask_release(m);
	return ret;
}

__weak int global_helper_result_range_choose(u32 x)
{
	return x > 10 ? 1 : 0;
}

SEC("syscall")
int global_helper_result_range(void *ctx)
{
	struct bpf_cpumask *m = NULL;
	int c = global_helper_result_range_choose(u);

	/* of a global function only "some int" is known */
	if (c == 1)
		TAKE(m);
	PAUSE();
	if (c != 0)
		bpf_cpumask_release(m);
	return 0;
}

static __noinline int static_helper_result_range_choose(u32 x)
{
	return x > 10 ? 1 : 0;
}

SEC("syscall")
int static_helper_result_range(void *ctx)
{
	struct bpf_cpumask *m = NULL;
	int c = static_helper_result_range_choose(u);

	if (c == 1)
		TAKE(m);
	PAUSE();
	if (c != 0)
		bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int loop_counter_after_loop(void *ctx)
{
	struct bpf_cpumask *m = NULL;
	int i;

	for (i = 0; i < 5; i++) {
		if (i == u)
			break;
	}
	if (i < 5)
		TAKE(m);
	PAUSE();
	if (i != 5)
		bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int bpf_for_index_decides(void *ctx)
{
	struct bpf_cpumask *m = NULL;
	int i;

	bpf_for(i, 0, 4) {
		/* the iterator gives any number from 0 to 3, in no known order */
		if (i == 0)
			TAKE(m);
		if (i == 3)
			bpf_cpumask_release(m);
	}
	return 0;
}

SEC("syscall")
int plain_for_index_decides(void *ctx)
{
	struct bpf_cpumask *m = NULL;
	int i;

	for (i = 0; i < 4; i++) {
		PAUSE();
		if (i == 0)
			TAKE(m);
		if (i == 3)
			bpf_cpumask_release(m);
	}
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(update_result_checked, struct task_struct *p, u64 clone_flags)
{
	struct st_val init = {};
	struct bpf_cpumask *m = NULL;
	u32 key = p->pid;
	long err;

	err = bpf_map_update_elem(&states, &key, &init, BPF_NOEXIST);
	if (!err)
		TAKE(m);
	PAUSE();
	if (!err)
		bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int wide_and_narrow_view(void *ctx)
{
	struct bpf_cpumask *m = NULL;
	u64 x = big;

	if ((u32)x > 7)
		TAKE(m);
	PAUSE();
	if ((u32)x > 7)
		bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int wide_then_narrow(void *ctx)
{
	struct bpf_cpumask *m = NULL;
	u64 x = big;

	if (x > 7)
		TAKE(m);
	PAUSE();
	/* the low half says less than the whole */
	if ((u32)x > 7)
		bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int xor_toggle(void *ctx)
{
	struct bpf_cpumask *m = NULL;
	u32 have = 0;

	if (u > 3) {
		TAKE(m);
		have ^= 1;
	}
	PAUSE();
	if (have)
		bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int three_way_split(void *ctx)
{
	struct bpf_cpumask *m = NULL;
	u32 x = u;

	if (x < 10)
		return 0;
	if (x > 20)
		TAKE(m);
	PAUSE();
	if (x >= 10 && x <= 20)
		return 1;
	bpf_cpumask_release(m);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(pid_equals_tgid_twice, struct task_struct *p, u64 clone_flags)
{
	struct bpf_cpumask *m = NULL;
	u32 pid = p->pid, tgid = p->tgid;

	if (pid == tgid)
		TAKE(m);
	PAUSE();
	if (pid == tgid && m)
		bpf_cpumask_release(m);
	return 0;
}
