#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
char _license[] SEC("license") = "GPL";
struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *m) __ksym;
void bpf_cpumask_set_cpu(u32 cpu, struct bpf_cpumask *m) __ksym;
int bpf_iter_num_new(struct bpf_iter_num *it, int start, int end) __ksym;
int *bpf_iter_num_next(struct bpf_iter_num *it) __ksym;
void bpf_iter_num_destroy(struct bpf_iter_num *it) __ksym;
const volatile u32 nr = 1;
const volatile u32 step = 1;
const volatile u32 nr64 = 64;
#define MAX 64

SEC("tp_btf/task_newtask")
int BPF_PROG(plain_for, struct task_struct *t, u64 f)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	u32 cpu;

	if (!m)
		return 0;
	for (cpu = 0; cpu < nr; cpu++) {
		if (cpu >= MAX)
			return 0;
		bpf_cpumask_set_cpu(cpu, m);
	}
	bpf_cpumask_release(m);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(plain_while, struct task_struct *t, u64 f)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	u32 cpu = 0;

	if (!m)
		return 0;
	while (cpu < nr) {
		if (cpu >= MAX)
			return 0;
		bpf_cpumask_set_cpu(cpu, m);
		cpu += step;
	}
	bpf_cpumask_release(m);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(plain_for_64, struct task_struct *t, u64 f)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	u32 cpu;

	if (!m)
		return 0;
	for (cpu = 0; cpu < nr64; cpu++) {
		if (cpu >= MAX)
			return 0;
		bpf_cpumask_set_cpu(cpu, m);
	}
	bpf_cpumask_release(m);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(for_bound_reached, struct task_struct *t, u64 f)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	u32 cpu;

	if (!m)
		return 0;
	for (cpu = 0; cpu < nr64; cpu++) {
		if (cpu >= 32)
			return 0;
		bpf_cpumask_set_cpu(cpu, m);
	}
	bpf_cpumask_release(m);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(down, struct task_struct *t, u64 f)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	int cpu;

	if (!m)
		return 0;
	for (cpu = nr - 1; cpu >= 0; cpu--) {
		if (cpu >= MAX)
			return 0;
		bpf_cpumask_set_cpu(cpu, m);
	}
	bpf_cpumask_release(m);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(for_bound_included, struct task_struct *t, u64 f)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	u32 cpu;

	if (!m)
		return 0;
	for (cpu = 0; cpu <= nr64; cpu++) {
		if (cpu >= MAX)
			return 0;
		bpf_cpumask_set_cpu(cpu, m);
	}
	bpf_cpumask_release(m);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(after_loop, struct task_struct *t, u64 f)
{
	struct bpf_cpumask *m;
	u32 cpu, n = 0;

	m = bpf_cpumask_create();
	if (!m)
		return 0;
	for (cpu = 0; cpu < nr; cpu++)
		n++;
	if (n > 8)
		return 0;
	bpf_cpumask_release(m);
	return 0;
}
#define bpf_assert(c) do { if (!(c)) return 1; } while (0)

static inline void drop(struct bpf_cpumask **m) { if (*m) bpf_cpumask_release(*m); }
#define guard_mask struct bpf_cpumask *__attribute__((cleanup(drop)))

SEC("tp_btf/task_newtask")
int BPF_PROG(iter_cleanup, struct task_struct *t, u64 f)
{
	struct bpf_iter_num it __attribute__((cleanup(bpf_iter_num_destroy)));
	int *v, sum = 0;

	bpf_iter_num_new(&it, 0, 4);
	while ((v = bpf_iter_num_next(&it)))
		sum += *v;
	return sum > 100;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(iter_cleanup_return, struct task_struct *t, u64 f)
{
	struct bpf_iter_num it __attribute__((cleanup(bpf_iter_num_destroy)));
	int *v;

	bpf_iter_num_new(&it, 0, 4);
	while ((v = bpf_iter_num_next(&it)))
		if (*v == 3)
			return 1;
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(iter_no_cleanup, struct task_struct *t, u64 f)
{
	struct bpf_iter_num it;
	int *v;

	bpf_iter_num_new(&it, 0, 4);
	while ((v = bpf_iter_num_next(&it)))
		if (*v == 3)
			return 1;
	bpf_iter_num_destroy(&it);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(mask_cleanup, struct task_struct *t, u64 f)
{
	guard_mask m = bpf_cpumask_create();

	if (!m)
		return 0;
	bpf_cpumask_set_cpu(1, m);
	if (f & 1)
		return 1;
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(own_assert_leaks, struct task_struct *t, u64 f)
{
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (!m)
		return 0;
	bpf_assert(f > 3);
	bpf_cpumask_release(m);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(own_assert_fine, struct task_struct *t, u64 f)
{
	struct bpf_cpumask *m;

	bpf_assert(f > 3);
	m = bpf_cpumask_create();
	if (!m)
		return 0;
	bpf_cpumask_release(m);
	return 0;
}

static const char want[4] = { 1, 2, 3, 4 };
static const char other[4] = { 1, 2, 3, 4 };

SEC("tp_btf/task_newtask")
int BPF_PROG(const_memcmp, struct task_struct *t, u64 f)
{
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (!m)
		return 0;
	if (__builtin_memcmp("abc", "abc", 3))
		return 0;
	bpf_cpumask_release(m);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(const_memcmp_arrays, struct task_struct *t, u64 f)
{
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (!m)
		return 0;
	if (__builtin_memcmp(want, other, sizeof(want)) != 0)
		return 0;
	bpf_cpumask_release(m);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(const_memcmp_differs, struct task_struct *t, u64 f)
{
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (!m)
		return 0;
	if (__builtin_memcmp("abc", "abd", 3))
		return 0;
	bpf_cpumask_release(m);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(const_strlen, struct task_struct *t, u64 f)
{
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (!m)
		return 0;
	if (__builtin_strlen("abc") != 3 || __builtin_strcmp("a", "a"))
		return 0;
	bpf_cpumask_release(m);
	return 0;
}


static const struct { int a, b; } first = { 1, 2 }, second = { 1, 3 };
static const char fixed[] = "mask";
const volatile char loaded[4] = { 1, 2, 3, 4 };

SEC("tp_btf/task_newtask")
int BPF_PROG(struct_memcmp_differs, struct task_struct *t, u64 f)
{
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (!m)
		return 0;
	if (__builtin_memcmp(&first, &second, sizeof(first)))
		return 0;
	bpf_cpumask_release(m);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(struct_memcmp_prefix, struct task_struct *t, u64 f)
{
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (!m)
		return 0;
	if (__builtin_memcmp(&first, &second, sizeof(int)))
		return 0;
	bpf_cpumask_release(m);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(fixed_strlen, struct task_struct *t, u64 f)
{
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (!m)
		return 0;
	if (__builtin_strlen(fixed) > 4)
		return 0;
	bpf_cpumask_release(m);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(strcmp_order, struct task_struct *t, u64 f)
{
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (!m)
		return 0;
	if (__builtin_strcmp("cpu", "mask") >= 0)
		return 0;
	bpf_cpumask_release(m);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(strcmp_order_bad, struct task_struct *t, u64 f)
{
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (!m)
		return 0;
	if (__builtin_strcmp("cpu", "mask") < 0)
		return 0;
	bpf_cpumask_release(m);
	return 0;
}

#define bpf_assert_with(c, v) ({ if (!(c)) return (v); })

SEC("tp_btf/task_newtask")
int BPF_PROG(own_assert_with_leaks, struct task_struct *t, u64 f)
{
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (!m)
		return 0;
	bpf_assert_with(f != 7, 3);
	bpf_cpumask_release(m);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(own_assert_with_fine, struct task_struct *t, u64 f)
{
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (!m)
		return 0;
	bpf_cpumask_release(m);
	bpf_assert_with(f != 7, 3);
	return 0;
}

const volatile u32 last = 3;
const volatile bool quick = false;

SEC("tp_btf/task_newtask")
int BPF_PROG(nested_for, struct task_struct *t, u64 f)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	u32 i, j, n = 0;

	if (!m)
		return 0;
	for (i = 0; i < last; i++)
		for (j = 0; j < last; j++)
			n += 2;
	if (n > 18)
		return 0;
	bpf_cpumask_release(m);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(nested_for_bad, struct task_struct *t, u64 f)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	u32 i, j, n = 0;

	if (!m)
		return 0;
	for (i = 0; i < last; i++)
		for (j = 0; j < last; j++)
			n += 2;
	if (n >= 18)
		return 0;
	bpf_cpumask_release(m);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(index_limited, struct task_struct *t, u64 f)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	u32 i = f;

	if (!m)
		return 0;
	if (i < last && i > 8)
		return 0;
	bpf_cpumask_release(m);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(index_limited_bad, struct task_struct *t, u64 f)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	u32 i = f;

	if (!m)
		return 0;
	if (i < last && i > 1)
		return 0;
	bpf_cpumask_release(m);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(index_of_task, struct task_struct *t, u64 f)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	int cpu = t->recent_used_cpu;

	if (!m)
		return 0;
	if (cpu >= 0 && cpu <= (int)last) {
		bpf_cpumask_set_cpu(cpu, m);
		if (cpu > 64)
			return 0;
	}
	bpf_cpumask_release(m);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(rounds_with_break, struct task_struct *t, u64 f)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	u32 i;

	if (!m)
		return 0;
	for (i = 0; i < last; i++)
		if (f == i)
			break;
	if (i > last)
		return 0;
	bpf_cpumask_release(m);
	return 0;
}
