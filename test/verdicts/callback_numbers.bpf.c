#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
char _license[] SEC("license") = "GPL";
struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *m) __ksym;
u32 bpf_cpumask_weight(const struct cpumask *m) __ksym;

struct box {
	u32 n;
	u32 more;
};

struct tally {
	u64 n;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 4);
	__type(key, u32);
	__type(value, u64);
} numbers SEC(".maps");

static int two(u32 i, void *ctx)
{
	*(u32 *)ctx = 2;
	return 1;
}

static int one(u32 i, void *ctx)
{
	*(u32 *)ctx = 1;
	return 0;
}

static int nought(u32 i, void *ctx)
{
	*(u32 *)ctx = 0;
	return 0;
}

static int two_wide(u32 i, void *ctx)
{
	*(u64 *)ctx = 2;
	return 1;
}

static int fill(u32 i, struct tally *t)
{
	t->n = 3;
	return 0;
}

static int fill_box(u32 i, struct box *b)
{
	b->n = 3;
	return 0;
}

static int fill_more(u32 i, struct box *b)
{
	b->more = 3;
	return 0;
}

static int each(void *map, u32 *key, u64 *value, void *ctx)
{
	*(u32 *)ctx = 7;
	return 0;
}

static int own_number(u32 i, void *ctx)
{
	u32 n = 5;

	bpf_probe_read_kernel(&n, 0, &n);
	*(u64 *)ctx = n;
	return 0;
}

static int flag_set(u32 i, void *ctx)
{
	bool *flag = ctx;

	*flag = true;
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(same_number, struct task_struct *t, u64 flags)
{
	u32 n = 2;
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (!m)
		return 0;
	bpf_loop(1, two, &n, 0);
	if (n != 2)
		return 0;
	bpf_cpumask_release(m);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(same_number_wide, struct task_struct *t, u64 flags)
{
	u64 n = 2;
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (!m)
		return 0;
	bpf_loop(1, two_wide, &n, 0);
	if (n != 2)
		return 0;
	bpf_cpumask_release(m);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(half_of_wide, struct task_struct *t, u64 flags)
{
	u64 n = 2;
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (!m)
		return 0;
	bpf_loop(1, two, &n, 0);
	if (n != 2)
		return 0;
	bpf_cpumask_release(m);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(flag_number, struct task_struct *t, u64 flags)
{
	u32 n = 0;
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (!m)
		return 0;
	bpf_loop(1, one, &n, 0);
	if (n > 1)
		return 0;
	bpf_cpumask_release(m);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(flag_number_wide, struct task_struct *t, u64 flags)
{
	u64 n = 0;
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (!m)
		return 0;
	bpf_loop(1, two_wide, &n, 0);
	if (n > 2)
		return 0;
	bpf_cpumask_release(m);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(zeroed_again, struct task_struct *t, u64 flags)
{
	u32 n = 0;
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (!m)
		return 0;
	bpf_loop(1, nought, &n, 0);
	if (n)
		return 0;
	bpf_cpumask_release(m);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(second_variable, struct task_struct *t, u64 flags)
{
	u64 a = 0; u32 n = 2;
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (!m)
		return 0;
	bpf_loop(1, two_wide, &a, 0); bpf_loop(1, two, &n, 0);
	if (n != 2)
		return 0;
	bpf_cpumask_release(m);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(tally, struct task_struct *t, u64 flags)
{
	struct tally n = {3};
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (!m)
		return 0;
	bpf_loop(4, fill, &n, 0);
	if (n.n != 3)
		return 0;
	bpf_cpumask_release(m);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(box_first, struct task_struct *t, u64 flags)
{
	struct box n = {3, 3};
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (!m)
		return 0;
	bpf_loop(4, fill_box, &n, 0);
	if (n.n != 3)
		return 0;
	bpf_cpumask_release(m);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(box_second, struct task_struct *t, u64 flags)
{
	struct box n = {3, 3};
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (!m)
		return 0;
	bpf_loop(4, fill_more, &n, 0);
	if (n.more != 3)
		return 0;
	bpf_cpumask_release(m);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(each_element, struct task_struct *t, u64 flags)
{
	u32 n = 7;
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (!m)
		return 0;
	bpf_for_each_map_elem(&numbers, each, &n, 0);
	if (n != 7)
		return 0;
	bpf_cpumask_release(m);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(bool_flag, struct task_struct *t, u64 flags)
{
	bool n = false;
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (!m)
		return 0;
	bpf_loop(4, flag_set, &n, 0);
	if (n > 1)
		return 0;
	bpf_cpumask_release(m);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(bool_found, struct task_struct *t, u64 flags)
{
	bool n = false;
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (!m)
		return 0;
	bpf_loop(4, flag_set, &n, 0);
	if (n && !n)
		return 0;
	bpf_cpumask_release(m);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(own_of_callback, struct task_struct *t, u64 flags)
{
	u64 n = 5;
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (!m)
		return 0;
	bpf_loop(4, own_number, &n, 0);
	if (n != 5)
		return 0;
	bpf_cpumask_release(m);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(aligned_number, struct task_struct *t, u64 flags)
{
	u32 n __attribute__((aligned(8))) = 2;
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (!m)
		return 0;
	bpf_loop(1, two, &n, 0);
	if (n != 2)
		return 0;
	bpf_cpumask_release(m);
	return 0;
}

static __noinline u32 *itself(u32 *p)
{
	return p;
}

static int inner(u32 i, void *ctx)
{
	u32 n = 0;
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (!m)
		return 0;
	*itself(&n) = 2;
	if (n != 2)
		return 0;
	bpf_cpumask_release(m);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(in_callback, struct task_struct *task, u64 flags)
{
	bpf_loop(2, inner, NULL, 0);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(in_program, struct task_struct *task, u64 flags)
{
	u32 n = 0;
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (!m)
		return 0;
	*itself(&n) = 2;
	if (n != 2)
		return 0;
	bpf_cpumask_release(m);
	return 0;
}

struct way {
	u32 *n;
};

static int by_way(u32 i, struct way *way)
{
	*way->n = 2;
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(by_pointer_in_context, struct task_struct *task, u64 flags)
{
	u32 n = 2;
	struct way way = { &n };
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (!m)
		return 0;
	bpf_loop(2, by_way, &way, 0);
	if (n != 2)
		return 0;
	bpf_cpumask_release(m);
	return 0;
}
