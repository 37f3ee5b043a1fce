/* Unusual but legal C: every construct around a mask, right and wrong. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

char _license[] SEC("license") = "GPL";

#define private(name) SEC(".data." #name) __hidden __attribute__((aligned(8)))
#define ENOMEM 12
#ifndef __kptr
#define __kptr __attribute__((btf_type_tag("kptr")))
#endif

struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
u32 bpf_cpumask_first(const struct cpumask *cpumask) __ksym;
u32 bpf_cpumask_weight(const struct cpumask *cpumask) __ksym;
void bpf_cpumask_set_cpu(u32 cpu, struct bpf_cpumask *cpumask) __ksym;
void bpf_cpumask_setall(struct bpf_cpumask *cpumask) __ksym;
void bpf_cpumask_clear(struct bpf_cpumask *cpumask) __ksym;
void bpf_cpumask_or(struct bpf_cpumask *dst, const struct cpumask *src1, const struct cpumask *src2) __ksym;
void bpf_cpumask_xor(struct bpf_cpumask *dst, const struct cpumask *src1, const struct cpumask *src2) __ksym;
bool bpf_cpumask_full(const struct cpumask *cpumask) __ksym;
void bpf_cpumask_copy(struct bpf_cpumask *dst, const struct cpumask *src) __ksym;
void bpf_rcu_read_unlock(void) __ksym;

typedef struct bpf_cpumask *mask_t;
typedef const struct cpumask *cmask_t;

#define C(m) ((cmask_t)(m))
#define IF_NULL_RETURN(m, r) if (!(m)) return (r)
#define FOR_EACH_SMALL_CPU(i) for ((i) = 0; (i) < 4; (i)++)
#define GLUE(a, b) a##b
#define RELEASE_ALL(...) do { mask_t __l[] = { __VA_ARGS__ }; u32 __i; \
	for (__i = 0; __i < sizeof(__l) / sizeof(__l[0]); __i++) bpf_cpumask_release(__l[__i]); } while (0)

union view {
	struct bpf_cpumask *mask;
	u64 raw;
};

struct flags {
	u32 dirty : 1;
	u32 owned : 1;
	u32 level : 6;
};

struct two {
	mask_t a, b;
};

private(SY) static struct bpf_cpumask __kptr *place;
private(SY) static struct bpf_cpumask __kptr *other_place;

u32 knob;
u64 sum;

SEC("syscall")
int comma_operator_ok(void *ctx)
{
	mask_t m;

	if (m = bpf_cpumask_create(), !m)
		return -ENOMEM;
	return sum += bpf_cpumask_weight(C(m)), bpf_cpumask_release(m), 0;
}

SEC("syscall")
int comma_operator_bad(void *ctx)
{
	mask_t m;

	if (m = bpf_cpumask_create(), !m)
		return -ENOMEM;
	return bpf_cpumask_release(m), sum += bpf_cpumask_weight(C(m)), 0;
}

SEC("syscall")
int typedef_pointer_ok(void *ctx)
{
	mask_t m = bpf_cpumask_create(), n;

	IF_NULL_RETURN(m, -1);
	n = m;
	bpf_cpumask_set_cpu(1, n);
	bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int typedef_pointer_bad(void *ctx)
{
	mask_t m = bpf_cpumask_create(), n;

	n = m;
	bpf_cpumask_set_cpu(1, n);
	bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int union_view_ok(void *ctx)
{
	union view v;

	v.mask = bpf_cpumask_create();
	if (!v.raw)
		return -ENOMEM;
	bpf_cpumask_clear(v.mask);
	bpf_cpumask_release(v.mask);
	return 0;
}

SEC("syscall")
int union_view_bad(void *ctx)
{
	union view v;

	v.mask = bpf_cpumask_create();
	if (!v.raw)
		return -ENOMEM;
	bpf_cpumask_clear(v.mask);
	sum = v.raw;
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(bit_field_flag_ok, struct task_struct *p, u64 clone_flags)
{
	struct flags f = {};
	mask_t m = NULL;

	if (p->pid & 8) {
		m = bpf_cpumask_create();
		if (!m)
			return 0;
		f.owned = 1;
	}
	sum += bpf_cpumask_weight(p->cpus_ptr);
	if (f.owned)
		bpf_cpumask_release(m);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(bit_field_flag_bad, struct task_struct *p, u64 clone_flags)
{
	struct flags f = {};
	mask_t m = NULL;

	if (p->pid & 8) {
		m = bpf_cpumask_create();
		if (!m)
			return 0;
		f.owned = 1;
	}
	sum += bpf_cpumask_weight(p->cpus_ptr);
	if (f.dirty)
		bpf_cpumask_release(m);
	return 0;
}

static __noinline int compound_literal_ok_both(struct two *t)
{
	if (!t->a || !t->b)
		return 0;
	bpf_cpumask_or(t->a, C(t->a), C(t->b));
	return 1;
}

SEC("syscall")
int compound_literal_ok(void *ctx)
{
	mask_t a = bpf_cpumask_create(), b = bpf_cpumask_create();
	int ret = compound_literal_ok_both(&(struct two){ .a = a, .b = b });

	if (a)
		bpf_cpumask_release(a);
	if (b)
		bpf_cpumask_release(b);
	return ret;
}

static __noinline int compound_literal_bad_both(struct two *t)
{
	if (!t->a || !t->b)
		return 0;
	bpf_cpumask_or(t->a, C(t->a), C(t->b));
	return 1;
}

SEC("syscall")
int compound_literal_bad(void *ctx)
{
	mask_t a = bpf_cpumask_create(), b = bpf_cpumask_create();
	int ret = compound_literal_bad_both(&(struct two){ .a = a, .b = b });

	if (a)
		bpf_cpumask_release(a);
	if (b)
		sum++;
	return ret;
}

SEC("syscall")
int designated_initialiser_ok(void *ctx)
{
	struct two t = { .b = bpf_cpumask_create(), };

	if (!t.b)
		return 0;
	bpf_cpumask_setall(t.b);
	bpf_cpumask_release(t.b);
	return 0;
}

SEC("syscall")
int designated_initialiser_bad(void *ctx)
{
	struct two t = { .b = bpf_cpumask_create(), };

	if (!t.a)
		return 0;
	bpf_cpumask_setall(t.b);
	bpf_cpumask_release(t.b);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(dangling_else_ok, struct task_struct *p, u64 clone_flags)
{
	mask_t m = bpf_cpumask_create();

	if (!m) return 0;
	if (p->pid > 5) {
		if (clone_flags & 1)
			sum++;
	} else
		bpf_cpumask_clear(m);
	bpf_cpumask_release(m);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(dangling_else_bad, struct task_struct *p, u64 clone_flags)
{
	mask_t m = bpf_cpumask_create();

	if (!m) return 0;
	if (p->pid > 5)
		if (clone_flags & 1)
			sum++;
	else
		bpf_cpumask_clear(m);
	if (p->pid > 5) { if (clone_flags & 1) bpf_cpumask_release(m); } else
	bpf_cpumask_release(m);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(nested_ternary_ok, struct task_struct *p, u64 clone_flags)
{
	mask_t a = place, b = other_place;
	cmask_t use = a ? C(a) : b ? C(b) : p->cpus_ptr;

	return bpf_cpumask_first(use);
}

SEC("tp_btf/task_newtask")
int BPF_PROG(nested_ternary_bad, struct task_struct *p, u64 clone_flags)
{
	mask_t a = place, b = other_place;
	cmask_t use = a ? C(a) : C(b);

	return bpf_cpumask_first(use);
}

SEC("tp_btf/task_newtask")
int BPF_PROG(case_ranges_ok, struct task_struct *p, u64 clone_flags)
{
	mask_t m = bpf_cpumask_create();

	if (!m)
		return 0;
	switch (knob) {
	case 0 ... 3:
		bpf_cpumask_set_cpu(knob, m);
		break;
	case 4 ... 7:
		bpf_cpumask_release(m);
		return 0;
	default:
		break;
	}
	bpf_cpumask_release(m);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(case_ranges_bad, struct task_struct *p, u64 clone_flags)
{
	mask_t m = bpf_cpumask_create();

	if (!m)
		return 0;
	switch (knob) {
	case 0 ... 3:
		bpf_cpumask_set_cpu(knob, m);
		break;
	case 4 ... 7:
		bpf_cpumask_release(m);
		break;
	default:
		break;
	}
	bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int for_ever_with_break_ok(void *ctx)
{
	mask_t m = NULL;
	int n = 0;

	for (;;) {
		if (m)
			bpf_cpumask_release(m);
		m = bpf_cpumask_create();
		if (!m || ++n == 4)
			break;
	}
	if (m)
		bpf_cpumask_release(m);
	return n;
}

SEC("syscall")
int for_ever_with_break_bad(void *ctx)
{
	mask_t m = NULL;
	int n = 0;

	for (;;) {
		if (m)
			bpf_cpumask_release(m);
		m = bpf_cpumask_create();
		if (!m || ++n == 4)
			break;
	}
		bpf_cpumask_release(m);
	return n;
}

SEC("syscall")
int do_while_pointer_ok(void *ctx)
{
	mask_t m;
	int n = 0;

	do {
		m = bpf_kptr_xchg(&place, NULL);
		if (m) {
			sum += bpf_cpumask_weight(C(m));
			bpf_cpumask_release(m);
		}
	} while (m && n++ < 3);
	return n;
}

SEC("syscall")
int do_while_pointer_bad(void *ctx)
{
	mask_t m;
	int n = 0;

	do {
		m = bpf_kptr_xchg(&place, NULL);
		if (m) {
			sum += bpf_cpumask_weight(C(m));
		}
	} while (m && n++ < 3);
	return n;
}

SEC("syscall")
int shadowed_name_ok(void *ctx)
{
	mask_t m = bpf_cpumask_create();

	if (!m)
		return -ENOMEM;
	{
		mask_t m = bpf_cpumask_create();

		if (m) {
			bpf_cpumask_set_cpu(1, m);
			bpf_cpumask_release(m);
		}
	}
	bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int shadowed_name_bad(void *ctx)
{
	mask_t m = bpf_cpumask_create();

	if (!m)
		return -ENOMEM;
	{
		mask_t m = bpf_cpumask_create();

		if (m) {
			bpf_cpumask_set_cpu(1, m);
		}
	}
	bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int address_and_back_ok(void *ctx)
{
	mask_t m = bpf_cpumask_create(), *pm = &m;

	if (!*pm)
		return -ENOMEM;
	bpf_cpumask_set_cpu(2, *pm);
	bpf_cpumask_release(*pm);
	return 0;
}

SEC("syscall")
int address_and_back_bad(void *ctx)
{
	mask_t m = bpf_cpumask_create(), *pm = &m;

	if (!*pm)
		return -ENOMEM;
	bpf_cpumask_set_cpu(2, *pm);
	bpf_cpumask_release(*pm);
	bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int pointer_to_either_ok(void *ctx)
{
	mask_t a = NULL, b = NULL, *slot;

	slot = &a;
	*slot = bpf_cpumask_create();
	slot = &b;
	*slot = bpf_cpumask_create();
	if (a)
		bpf_cpumask_release(a);
	if (b)
		bpf_cpumask_release(b);
	return 0;
}

SEC("syscall")
int pointer_to_either_bad(void *ctx)
{
	mask_t a = NULL, b = NULL, *slot;

	slot = &a;
	*slot = bpf_cpumask_create();
	slot = &b;
	*slot = bpf_cpumask_create();
	if (a)
		bpf_cpumask_release(a);
	if (b && knob)
		bpf_cpumask_release(b);
	return 0;
}

SEC("syscall")
int variadic_release_macro_ok(void *ctx)
{
	mask_t a, b;

	a = bpf_cpumask_create();
	if (!a)
		return -ENOMEM;
	b = bpf_cpumask_create();
	if (!b) {
		RELEASE_ALL(a);
		return -ENOMEM;
	}
	bpf_cpumask_copy(a, C(b));
	RELEASE_ALL(a, b);
	return 0;
}

SEC("syscall")
int variadic_release_macro_bad(void *ctx)
{
	mask_t a, b;

	a = bpf_cpumask_create();
	if (!a)
		return -ENOMEM;
	b = bpf_cpumask_create();
	if (!b) {
		RELEASE_ALL(a);
		return -ENOMEM;
	}
	bpf_cpumask_copy(a, C(b));
	RELEASE_ALL(a, a);
	return 0;
}

SEC("syscall")
int token_paste_ok(void *ctx)
{
	mask_t GLUE(my, mask) = bpf_cpumask_create();

	if (mymask)
		bpf_cpumask_release(mymask);
	return 0;
}

SEC("syscall")
int token_paste_bad(void *ctx)
{
	mask_t GLUE(my, mask) = bpf_cpumask_create();

		bpf_cpumask_release(mymask);
	return 0;
}

SEC("syscall")
int loop_macro_ok(void *ctx)
{
	mask_t m = bpf_cpumask_create();
	int i;

	IF_NULL_RETURN(m, -ENOMEM);
	FOR_EACH_SMALL_CPU(i) {
		bpf_cpumask_set_cpu(i, m);
	}
	bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int loop_macro_bad(void *ctx)
{
	mask_t m = bpf_cpumask_create();
	int i;

	IF_NULL_RETURN(m, -ENOMEM);
	FOR_EACH_SMALL_CPU(i) {
		bpf_cpumask_set_cpu(i, m);
		IF_NULL_RETURN(knob, -1);
	}
	bpf_cpumask_release(m);
	return 0;
}

/* stamps out callers of bpf_cpumask_or() and bpf_cpumask_xor() */
#define x_macro_helpers_ok_HELPER(name, op) \
static __noinline void x_macro_helpers_ok_##name(struct bpf_cpumask *m, cmask_t src) \
{ \
	bpf_cpumask_##op(m, C(m), src); \
}
x_macro_helpers_ok_HELPER(join, or)
x_macro_helpers_ok_HELPER(toggle, xor)

SEC("tp_btf/task_newtask")
int BPF_PROG(x_macro_helpers_ok, struct task_struct *p, u64 clone_flags)
{
	mask_t m = bpf_cpumask_create();

	if (!m)
		return 0;
	x_macro_helpers_ok_join(m, p->cpus_ptr);
	x_macro_helpers_ok_toggle(m, p->cpus_ptr);
	bpf_cpumask_release(m);
	return 0;
}

/* stamps out callers of bpf_cpumask_or() and bpf_cpumask_xor() */
#define x_macro_helpers_bad_HELPER(name, op) \
static __noinline void x_macro_helpers_bad_##name(struct bpf_cpumask *m, cmask_t src) \
{ \
	bpf_cpumask_##op(m, C(m), src); \
}
x_macro_helpers_bad_HELPER(join, or)
x_macro_helpers_bad_HELPER(toggle, xor)

SEC("tp_btf/task_newtask")
int BPF_PROG(x_macro_helpers_bad, struct task_struct *p, u64 clone_flags)
{
	mask_t m = bpf_cpumask_create();

	if (!m)
		return 0;
	x_macro_helpers_bad_join(m, p->cpus_ptr);
	x_macro_helpers_bad_toggle((mask_t)p->cpus_ptr, C(m));
	bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int if_zero_block_ok(void *ctx)
{
	mask_t m = bpf_cpumask_create();

	if (!m)
		return -ENOMEM;
#if 0
	bpf_cpumask_release(m);
	m = NULL;
#endif
#ifdef NEVER_DEFINED_ANYWHERE
	return 0;
#else
	bpf_cpumask_release(m);
#endif
	return 1;
}

SEC("syscall")
int if_zero_block_bad(void *ctx)
{
	mask_t m = bpf_cpumask_create();

	if (!m)
		return -ENOMEM;
#if 0
	bpf_cpumask_release(m);
	m = NULL;
#endif
#ifdef NEVER_DEFINED_ANYWHERE
	return 0;
#else
#endif
	return 1;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(statement_expression_select_ok, struct task_struct *p, u64 clone_flags)
{
	mask_t m = ({ mask_t t = place; if (!t) t = other_place; t; });

	return m ? bpf_cpumask_weight(C(m)) : 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(statement_expression_select_bad, struct task_struct *p, u64 clone_flags)
{
	mask_t m = ({ mask_t t = place; if (!t) t = other_place; t; });

	return bpf_cpumask_weight(C(m));
}

SEC("tp_btf/task_newtask")
int BPF_PROG(not_not_and_equals_ok, struct task_struct *p, u64 clone_flags)
{
	mask_t a = place;

	if (!(a == NULL))
		return bpf_cpumask_full(C(a));
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(not_not_and_equals_bad, struct task_struct *p, u64 clone_flags)
{
	mask_t a = place;

	if (!(a != NULL))
		return bpf_cpumask_full(C(a));
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(goto_into_shared_tail_ok, struct task_struct *p, u64 clone_flags)
{
	mask_t m;
	int ret = 0;

	if (knob == 0) {
		m = bpf_cpumask_create();
		if (!m)
			return 0;
		ret = 1;
		goto tail;
	}
	m = bpf_kptr_xchg(&place, NULL);
	if (!m)
		goto none;
	ret = 2;
tail:
	bpf_cpumask_release(m);
none:
	return ret;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(goto_into_shared_tail_bad, struct task_struct *p, u64 clone_flags)
{
	mask_t m;
	int ret = 0;

	if (knob == 0) {
		m = bpf_cpumask_create();
		if (!m)
			return 0;
		ret = 1;
		goto tail;
	}
	m = bpf_kptr_xchg(&place, NULL);
	if (!m)
		goto tail;
	ret = 2;
tail:
	bpf_cpumask_release(m);
none:
	return ret;
}

static int reassigned_parameter_ok_keep(mask_t m, u32 drop)
{
	if (drop) {
		bpf_cpumask_release(m);
		m = NULL;
	}
	if (m)
		bpf_cpumask_release(m);
	return drop;
}

SEC("syscall")
int reassigned_parameter_ok(void *ctx)
{
	mask_t m = bpf_cpumask_create();

	return m ? reassigned_parameter_ok_keep(m, knob) : 0;
}

static int reassigned_parameter_bad_keep(mask_t m, u32 drop)
{
	if (drop) {
		bpf_cpumask_release(m);
	}
	if (m)
		bpf_cpumask_release(m);
	return drop;
}

SEC("syscall")
int reassigned_parameter_bad(void *ctx)
{
	mask_t m = bpf_cpumask_create();

	return m ? reassigned_parameter_bad_keep(m, knob) : 0;
}

SEC("syscall")
int chained_assignment_ok(void *ctx)
{
	mask_t a, b;

	a = b = bpf_cpumask_create();
	if (!a)
		return -ENOMEM;
	bpf_cpumask_set_cpu(1, a);
	bpf_cpumask_set_cpu(2, b);
	bpf_cpumask_release(b);
	return 0;
}

SEC("syscall")
int chained_assignment_bad(void *ctx)
{
	mask_t a, b;

	a = b = bpf_cpumask_create();
	if (!a)
		return -ENOMEM;
	bpf_cpumask_set_cpu(1, a);
	bpf_cpumask_set_cpu(2, b);
	bpf_cpumask_release(b);
	bpf_cpumask_set_cpu(3, a);
	return 0;
}

SEC("syscall")
int short_circuit_acquires_bad(void *ctx)
{
	mask_t a = NULL, b = NULL;

	if ((a = bpf_cpumask_create()) && (b = bpf_cpumask_create())) {
		bpf_cpumask_copy(a, C(b));
		bpf_cpumask_release(b);
		bpf_cpumask_release(a);
		return 0;
	}
	return 0;
}

SEC("syscall")
int short_circuit_acquires_ok(void *ctx)
{
	mask_t a = NULL, b = NULL;

	if ((a = bpf_cpumask_create()) && (b = bpf_cpumask_create())) {
		bpf_cpumask_copy(a, C(b));
		bpf_cpumask_release(b);
	}
	if (a)
		bpf_cpumask_release(a);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(volatile_read_twice_ok, struct task_struct *p, u64 clone_flags)
{
	mask_t m = NULL;
	u32 k = *(volatile u32 *)&knob;

	if (k > 2)
		m = bpf_kptr_xchg(&place, NULL);
	if (k > 2 && m)
		bpf_cpumask_release(m);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(volatile_read_twice_bad, struct task_struct *p, u64 clone_flags)
{
	mask_t m = NULL;
	u32 k = *(volatile u32 *)&knob;

	if (k > 2)
		m = bpf_kptr_xchg(&place, NULL);
	if (*(volatile u32 *)&knob > 2 && m)
		bpf_cpumask_release(m);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(two_faults_first_counts_bad, struct task_struct *p, u64 clone_flags)
{
	mask_t m = bpf_cpumask_create();

	bpf_cpumask_set_cpu(1, m);	/* untested ... */
	if (!m)
		return 0;
	return 1;			/* ... and leaked */
}

SEC("syscall")
int early_fault_hides_late_bad(void *ctx)
{
	mask_t m = place;		/* outside a section */

	if (m)
		sum += bpf_cpumask_weight(C(m));
	bpf_rcu_read_unlock();		/* and never locked */
	return 0;
}
