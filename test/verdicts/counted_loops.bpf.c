#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
char _license[] SEC("license") = "GPL";
struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *m) __ksym;
bool bpf_cpumask_test_cpu(u32 cpu, const struct cpumask *m) __ksym;
u32 bpf_cpumask_first(const struct cpumask *m) __ksym;

static __noinline u32 weight8(u32 bits)
{
	u32 i, n = 0;

	for (i = 0; i < 8; i++)
		if (bits >> i & 1)
			n++;
	return n;
}

static __always_inline u32 lowest(u32 bits)
{
	u32 i;

	for (i = 0; i < 6; i++)
		if (bits & 1U << i)
			break;
	return i;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(count4, struct task_struct *t, u64 flags)
{
	u32 bits = bpf_get_prandom_u32(), i = 0, j = 0, n = 0, k = 0;
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (!m)
		return 0;
	for (i = 0; i < 4; i++)
		if (bits & 1U << i)
			n++;
	if (n < 5)
		bpf_cpumask_release(m);
	return n + k + i + j;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(count4_less, struct task_struct *t, u64 flags)
{
	u32 bits = bpf_get_prandom_u32(), i = 0, j = 0, n = 0, k = 0;
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (!m)
		return 0;
	for (i = 0; i < 4; i++)
		if (bits & 1U << i)
			n++;
	if (n < 4)
		bpf_cpumask_release(m);
	return n + k + i + j;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(count4_exact, struct task_struct *t, u64 flags)
{
	u32 bits = bpf_get_prandom_u32(), i = 0, j = 0, n = 0, k = 0;
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (!m)
		return 0;
	for (i = 0; i < 4; i++)
		if (bits & 1U << i)
			n++;
	if (n <= 4)
		bpf_cpumask_release(m);
	return n + k + i + j;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(count4_not_three, struct task_struct *t, u64 flags)
{
	u32 bits = bpf_get_prandom_u32(), i = 0, j = 0, n = 0, k = 0;
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (!m)
		return 0;
	for (i = 0; i < 4; i++)
		if (bits & 1U << i)
			n++;
	if (n != 3)
		bpf_cpumask_release(m);
	return n + k + i + j;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(asked, struct task_struct *t, u64 flags)
{
	u32 bits = bpf_get_prandom_u32(), i = 0, j = 0, n = 0, k = 0;
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (!m)
		return 0;
	for (i = 0; i < 6; i++)
		if (bpf_cpumask_test_cpu(i, t->cpus_ptr))
			n++;
	if (n < 7)
		bpf_cpumask_release(m);
	return n + k + i + j;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(asked_bad, struct task_struct *t, u64 flags)
{
	u32 bits = bpf_get_prandom_u32(), i = 0, j = 0, n = 0, k = 0;
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (!m)
		return 0;
	for (i = 0; i < 6; i++)
		if (bpf_cpumask_test_cpu(i, t->cpus_ptr))
			n++;
	if (n < 6)
		bpf_cpumask_release(m);
	return n + k + i + j;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(two_counts, struct task_struct *t, u64 flags)
{
	u32 bits = bpf_get_prandom_u32(), i = 0, j = 0, n = 0, k = 0;
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (!m)
		return 0;
	for (i = 0; i < 5; i++) {
		if (bpf_get_prandom_u32() & 1)
			n++;
		else
			k++;
	}
	if (n < 6 && k < 6)
		bpf_cpumask_release(m);
	return n + k + i + j;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(sum_wrong, struct task_struct *t, u64 flags)
{
	u32 bits = bpf_get_prandom_u32(), i = 0, j = 0, n = 0, k = 0;
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (!m)
		return 0;
	for (i = 0; i < 5; i++) {
		if (bpf_get_prandom_u32() & 1)
			n++;
		else
			k++;
	}
	if (n + k == 4)
		bpf_cpumask_release(m);
	return n + k + i + j;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(last_index, struct task_struct *t, u64 flags)
{
	u32 bits = bpf_get_prandom_u32(), i = 0, j = 0, n = 0, k = 0;
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (!m)
		return 0;
	for (i = 0; i < 7; i++)
		if (bits > i)
			n = i;
	if (n < 7)
		bpf_cpumask_release(m);
	return n + k + i + j;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(last_index_bad, struct task_struct *t, u64 flags)
{
	u32 bits = bpf_get_prandom_u32(), i = 0, j = 0, n = 0, k = 0;
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (!m)
		return 0;
	for (i = 0; i < 7; i++)
		if (bits > i)
			n = i;
	if (n < 6)
		bpf_cpumask_release(m);
	return n + k + i + j;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(collected, struct task_struct *t, u64 flags)
{
	u32 bits = bpf_get_prandom_u32(), i = 0, j = 0, n = 0, k = 0;
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (!m)
		return 0;
	for (i = 0; i < 4; i++)
		if (bits & 1U << i)
			n |= 1U << i;
	if (n < 16)
		bpf_cpumask_release(m);
	return n + k + i + j;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(collected_bad, struct task_struct *t, u64 flags)
{
	u32 bits = bpf_get_prandom_u32(), i = 0, j = 0, n = 0, k = 0;
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (!m)
		return 0;
	for (i = 0; i < 4; i++)
		if (bits & 1U << i)
			n |= 1U << i;
	if (n < 15)
		bpf_cpumask_release(m);
	return n + k + i + j;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(nested, struct task_struct *t, u64 flags)
{
	u32 bits = bpf_get_prandom_u32(), i = 0, j = 0, n = 0, k = 0;
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (!m)
		return 0;
	for (i = 0; i < 3; i++)
		for (j = 0; j < 2; j++)
			if (bits > i + j)
				n++;
	if (n <= 6)
		bpf_cpumask_release(m);
	return n + k + i + j;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(nested_bad, struct task_struct *t, u64 flags)
{
	u32 bits = bpf_get_prandom_u32(), i = 0, j = 0, n = 0, k = 0;
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (!m)
		return 0;
	for (i = 0; i < 3; i++)
		for (j = 0; j < 2; j++)
			if (bits > i + j)
				n++;
	if (n < 6)
		bpf_cpumask_release(m);
	return n + k + i + j;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(steps_of_three, struct task_struct *t, u64 flags)
{
	u32 bits = bpf_get_prandom_u32(), i = 0, j = 0, n = 0, k = 0;
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (!m)
		return 0;
	for (i = 0; i < 5; i++)
		if (bits & 1U << i)
			n += 3;
	if (n < 16)
		bpf_cpumask_release(m);
	return n + k + i + j;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(steps_of_three_bad, struct task_struct *t, u64 flags)
{
	u32 bits = bpf_get_prandom_u32(), i = 0, j = 0, n = 0, k = 0;
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (!m)
		return 0;
	for (i = 0; i < 5; i++)
		if (bits & 1U << i)
			n += 3;
	if (n < 15)
		bpf_cpumask_release(m);
	return n + k + i + j;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(down, struct task_struct *t, u64 flags)
{
	u32 bits = bpf_get_prandom_u32(), i = 0, j = 0, n = 0, k = 0;
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (!m)
		return 0;
	n = 6;
	for (i = 0; i < 6; i++)
		if (bits & 1U << i)
			n--;
	if (n <= 6)
		bpf_cpumask_release(m);
	return n + k + i + j;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(down_wraps, struct task_struct *t, u64 flags)
{
	u32 bits = bpf_get_prandom_u32(), i = 0, j = 0, n = 0, k = 0;
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (!m)
		return 0;
	n = 5;
	for (i = 0; i < 6; i++)
		if (bits & 1U << i)
			n--;
	if (n <= 5)
		bpf_cpumask_release(m);
	return n + k + i + j;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(until_found, struct task_struct *t, u64 flags)
{
	u32 bits = bpf_get_prandom_u32(), i = 0, j = 0, n = 0, k = 0;
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (!m)
		return 0;
	for (i = 0; i < 6; i++)
		if (bits & 1U << i)
			break;
	if (i < 7)
		bpf_cpumask_release(m);
	return n + k + i + j;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(until_found_bad, struct task_struct *t, u64 flags)
{
	u32 bits = bpf_get_prandom_u32(), i = 0, j = 0, n = 0, k = 0;
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (!m)
		return 0;
	for (i = 0; i < 6; i++)
		if (bits & 1U << i)
			break;
	if (i < 6)
		bpf_cpumask_release(m);
	return n + k + i + j;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(runs_until, struct task_struct *t, u64 flags)
{
	u32 bits = bpf_get_prandom_u32(), i = 0, j = 0, n = 0, k = 0;
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (!m)
		return 0;
	for (i = 0; i < 6; i++) {
		if (bpf_get_prandom_u32() & 1)
			break;
		n++;
	}
	if (n < 7)
		bpf_cpumask_release(m);
	return n + k + i + j;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(sub, struct task_struct *t, u64 flags)
{
	u32 bits = bpf_get_prandom_u32(), i = 0, j = 0, n = 0, k = 0;
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (!m)
		return 0;
	n = weight8(bits);
	if (n <= 8)
		bpf_cpumask_release(m);
	return n + k + i + j;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(sub_bad, struct task_struct *t, u64 flags)
{
	u32 bits = bpf_get_prandom_u32(), i = 0, j = 0, n = 0, k = 0;
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (!m)
		return 0;
	n = weight8(bits);
	if (n <= 7)
		bpf_cpumask_release(m);
	return n + k + i + j;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(inlined_search, struct task_struct *t, u64 flags)
{
	u32 bits = bpf_get_prandom_u32(), i = 0, j = 0, n = 0, k = 0;
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (!m)
		return 0;
	n = lowest(bits);
	if (n <= 6)
		bpf_cpumask_release(m);
	return n + k + i + j;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(inlined_search_bad, struct task_struct *t, u64 flags)
{
	u32 bits = bpf_get_prandom_u32(), i = 0, j = 0, n = 0, k = 0;
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (!m)
		return 0;
	n = lowest(bits);
	if (n <= 5)
		bpf_cpumask_release(m);
	return n + k + i + j;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(while_loop, struct task_struct *t, u64 flags)
{
	u32 bits = bpf_get_prandom_u32(), i = 0, j = 0, n = 0, k = 0;
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (!m)
		return 0;
	while (i < 5) {
		if (bits & 1U << i)
			n += i;
		i++;
	}
	if (n < 11)
		bpf_cpumask_release(m);
	return n + k + i + j;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(do_loop, struct task_struct *t, u64 flags)
{
	u32 bits = bpf_get_prandom_u32(), i = 0, j = 0, n = 0, k = 0;
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (!m)
		return 0;
	do {
		if (bits & 1U << i)
			n++;
	} while (++i < 5);
	if (n < 6)
		bpf_cpumask_release(m);
	return n + k + i + j;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(switched, struct task_struct *t, u64 flags)
{
	u32 bits = bpf_get_prandom_u32(), i = 0, j = 0, n = 0, k = 0;
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (!m)
		return 0;
	for (i = 0; i < 4; i++) {
		switch (bpf_get_prandom_u32() & 3) {
		case 0:
			n++;
			break;
		case 1:
			n += 2;
			break;
		}
	}
	if (n <= 8)
		bpf_cpumask_release(m);
	return n + k + i + j;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(chosen, struct task_struct *t, u64 flags)
{
	u32 bits = bpf_get_prandom_u32(), i = 0, j = 0, n = 0, k = 0;
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (!m)
		return 0;
	for (i = 0; i < 5; i++)
		n = bits > i ? i : n;
	if (n < 5)
		bpf_cpumask_release(m);
	return n + k + i + j;
}
