/* NULL tests of every shape, on created, exchanged and loaded masks. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

char _license[] SEC("license") = "GPL";

#define private(name) SEC(".data." #name) __hidden __attribute__((aligned(8)))
#define ENOENT 2
#define ENOMEM 12
#define EINVAL 22
#ifndef __kptr
#define __kptr __attribute__((btf_type_tag("kptr")))
#endif
#ifndef likely
#define likely(x) __builtin_expect(!!(x), 1)
#define unlikely(x) __builtin_expect(!!(x), 0)
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
u32 bpf_cpumask_first_zero(const struct cpumask *cpumask) __ksym;
u32 bpf_cpumask_any_distribute(const struct cpumask *cpumask) __ksym;
u32 bpf_cpumask_weight(const struct cpumask *cpumask) __ksym;
void bpf_cpumask_set_cpu(u32 cpu, struct bpf_cpumask *cpumask) __ksym;
bool bpf_cpumask_test_cpu(u32 cpu, const struct cpumask *cpumask) __ksym;
void bpf_cpumask_setall(struct bpf_cpumask *cpumask) __ksym;
void bpf_cpumask_clear(struct bpf_cpumask *cpumask) __ksym;
void bpf_cpumask_or(struct bpf_cpumask *dst, const struct cpumask *src1, const struct cpumask *src2) __ksym;
bool bpf_cpumask_intersects(const struct cpumask *src1, const struct cpumask *src2) __ksym;
bool bpf_cpumask_subset(const struct cpumask *src1, const struct cpumask *src2) __ksym;
bool bpf_cpumask_full(const struct cpumask *cpumask) __ksym;
void bpf_cpumask_copy(struct bpf_cpumask *dst, const struct cpumask *src) __ksym;

static inline const struct cpumask *cast_mask(struct bpf_cpumask *mask)
{
	return (const struct cpumask *)mask;
}

struct ent {
	struct bpf_cpumask __kptr *a;
	struct bpf_cpumask __kptr *b;
	u64 gen;
};

struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 32);
	__type(key, u32);
	__type(value, struct ent);
} ents SEC(".maps");

private(N) static struct bpf_cpumask __kptr *primary;
private(N) static struct bpf_cpumask __kptr *backup;

u32 mode;
u64 out;

SEC("tp_btf/task_newtask")
int BPF_PROG(goto_on_null_ok, struct task_struct *p, u64 clone_flags)
{
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (!m)
		goto done;
	bpf_cpumask_copy(m, p->cpus_ptr);
drop:
	bpf_cpumask_release(m);
done:
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(goto_on_null_bad, struct task_struct *p, u64 clone_flags)
{
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (!m)
		goto drop;
	bpf_cpumask_copy(m, p->cpus_ptr);
drop:
	bpf_cpumask_release(m);
done:
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(yoda_ok, struct task_struct *p, u64 clone_flags)
{
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (NULL == m)
		return -ENOMEM;
	bpf_cpumask_setall(m);
	bpf_cpumask_release(m);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(yoda_bad, struct task_struct *p, u64 clone_flags)
{
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (NULL != m)
		return -ENOMEM;
	bpf_cpumask_setall(m);
	bpf_cpumask_release(m);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(and_chain_ok, struct task_struct *p, u64 clone_flags)
{
	struct bpf_cpumask *m = primary;

	if (m != NULL && mode > 2)
		out = bpf_cpumask_weight(cast_mask(m));
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(and_chain_bad, struct task_struct *p, u64 clone_flags)
{
	struct bpf_cpumask *m = primary;

	if (m != NULL || mode > 2)
		out = bpf_cpumask_weight(cast_mask(m));
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(and_order_ok, struct task_struct *p, u64 clone_flags)
{
	struct bpf_cpumask *m = primary;

	if (m && bpf_cpumask_test_cpu(3, cast_mask(m)))
		out++;
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(and_order_bad, struct task_struct *p, u64 clone_flags)
{
	struct bpf_cpumask *m = primary;

	if (bpf_cpumask_test_cpu(3, cast_mask(m)) && m)
		out++;
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(or_chain_ok, struct task_struct *p, u64 clone_flags)
{
	struct bpf_cpumask *m = primary, *n = backup;

	if (!m || !n || !bpf_cpumask_intersects(cast_mask(m), cast_mask(n)))
		return 1;
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(or_chain_bad, struct task_struct *p, u64 clone_flags)
{
	struct bpf_cpumask *m = primary, *n = backup;

	if (!m || !bpf_cpumask_intersects(cast_mask(m), cast_mask(n)) || !n)
		return 1;
	return 0;
}

SEC("syscall")
int two_at_once_ok(void *ctx)
{
	struct bpf_cpumask *a = bpf_cpumask_create();
	struct bpf_cpumask *b = bpf_cpumask_create();

	if (!a || !b) {
		if (a)
			bpf_cpumask_release(a);
		if (b)
			bpf_cpumask_release(b);
		return -ENOMEM;
	}
	bpf_cpumask_copy(a, cast_mask(b));
	bpf_cpumask_release(a);
	bpf_cpumask_release(b);
	return 0;
}

SEC("syscall")
int two_at_once_bad(void *ctx)
{
	struct bpf_cpumask *a = bpf_cpumask_create();
	struct bpf_cpumask *b = bpf_cpumask_create();

	if (!a || !b) {
		return -ENOMEM;
	}
	bpf_cpumask_copy(a, cast_mask(b));
	bpf_cpumask_release(a);
	bpf_cpumask_release(b);
	return 0;
}

SEC("syscall")
int two_at_once_half_cleanup_bad(void *ctx)
{
	struct bpf_cpumask *a = bpf_cpumask_create();
	struct bpf_cpumask *b = bpf_cpumask_create();

	if (!a || !b) {
		if (a)
			bpf_cpumask_release(a);
		else if (b && mode)
			bpf_cpumask_release(b);
		return -ENOMEM;
	}
	bpf_cpumask_copy(a, cast_mask(b));
	bpf_cpumask_release(b);
	bpf_cpumask_release(a);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(through_a_copy_ok, struct task_struct *p, u64 clone_flags)
{
	struct bpf_cpumask *m, *alias;

	m = bpf_cpumask_create();
	alias = m;
	if (!alias)
		return 0;
	bpf_cpumask_set_cpu(p->pid & 3, m);
	bpf_cpumask_release(m);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(through_a_copy_bad, struct task_struct *p, u64 clone_flags)
{
	struct bpf_cpumask *m, *alias;

	m = bpf_cpumask_create();
	alias = m;
	alias = primary;
	if (!alias)
		return 0;
	bpf_cpumask_set_cpu(p->pid & 3, m);
	bpf_cpumask_release(m);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(wrong_variable_ok, struct task_struct *p, u64 clone_flags)
{
	struct bpf_cpumask *first, *second;

	first = primary;
	if (!first)
		return 0;
	second = backup;
	if (!second)
		return 0;
	return bpf_cpumask_subset(cast_mask(first), cast_mask(second));
}

SEC("tp_btf/task_newtask")
int BPF_PROG(wrong_variable_bad, struct task_struct *p, u64 clone_flags)
{
	struct bpf_cpumask *first, *second;

	first = primary;
	if (!first)
		return 0;
	second = backup;
	if (!first)
		return 0;
	return bpf_cpumask_subset(cast_mask(first), cast_mask(second));
}

static bool helper_says_ok_ok_valid(const struct bpf_cpumask *m)
{
	return m != NULL;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(helper_says_ok_ok, struct task_struct *p, u64 clone_flags)
{
	struct bpf_cpumask *m = primary;

	if (!helper_says_ok_ok_valid(m))
		return 0;
	return bpf_cpumask_first(cast_mask(m));
}

static bool helper_says_ok_bad_valid(const struct bpf_cpumask *m)
{
	return m != NULL;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(helper_says_ok_bad, struct task_struct *p, u64 clone_flags)
{
	struct bpf_cpumask *m = primary;

	if (helper_says_ok_bad_valid(m))
		return 0;
	return bpf_cpumask_first(cast_mask(m));
}

SEC("tp_btf/task_newtask")
int BPF_PROG(double_negation_ok, struct task_struct *p, u64 clone_flags)
{
	struct bpf_cpumask *m = primary;
	bool there = !!m;

	if (there)
		out = bpf_cpumask_first_zero(cast_mask(m));
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(double_negation_bad, struct task_struct *p, u64 clone_flags)
{
	struct bpf_cpumask *m = primary;
	bool there = !!m;

	if (!there)
		out = bpf_cpumask_first_zero(cast_mask(m));
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(test_after_use_bad, struct task_struct *p, u64 clone_flags)
{
	struct bpf_cpumask *m = primary;

	out = bpf_cpumask_weight(cast_mask(m));
	if (!m)
		return 0;
	return 1;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(test_after_use_ok, struct task_struct *p, u64 clone_flags)
{
	struct bpf_cpumask *m = primary;

	if (!m)
		return 0;
	out = bpf_cpumask_weight(cast_mask(m));
	return 1;
}

static __noinline u32 test_in_callee_ok_weight(struct bpf_cpumask *m)
{
	if (!m)
		return 0;
	return bpf_cpumask_weight(cast_mask(m));
}

SEC("tp_btf/task_newtask")
int BPF_PROG(test_in_callee_ok, struct task_struct *p, u64 clone_flags)
{
	return test_in_callee_ok_weight(primary);
}

static __noinline u32 test_in_callee_bad_weight(struct bpf_cpumask *m)
{
	return bpf_cpumask_weight(cast_mask(m));
}

SEC("tp_btf/task_newtask")
int BPF_PROG(test_in_callee_bad, struct task_struct *p, u64 clone_flags)
{
	return test_in_callee_bad_weight(primary);
}

static __noinline u32 test_in_caller_ok_weight(struct bpf_cpumask *m)
{
	return bpf_cpumask_weight(cast_mask(m));
}

SEC("tp_btf/task_newtask")
int BPF_PROG(test_in_caller_ok, struct task_struct *p, u64 clone_flags)
{
	struct bpf_cpumask *m = primary, *n = backup;
	u32 w = 0;

	if (m)
		w += test_in_caller_ok_weight(m);
	if (n)
		w += test_in_caller_ok_weight(n);
	return w;
}

static __noinline u32 test_in_caller_bad_weight(struct bpf_cpumask *m)
{
	return bpf_cpumask_weight(cast_mask(m));
}

SEC("tp_btf/task_newtask")
int BPF_PROG(test_in_caller_bad, struct task_struct *p, u64 clone_flags)
{
	struct bpf_cpumask *m = primary, *n = backup;
	u32 w = 0;

	if (m)
		w += test_in_caller_bad_weight(m);
	if (m)
		w += test_in_caller_bad_weight(n);
	return w;
}

static struct bpf_cpumask *lookup_helper_ok_mask_of(u32 pid)
{
	struct ent *e = bpf_map_lookup_elem(&ents, &pid);

	if (!e)
		return NULL;
	return e->a;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(lookup_helper_ok, struct task_struct *p, u64 clone_flags)
{
	struct bpf_cpumask *m = lookup_helper_ok_mask_of(p->pid);

	if (!m)
		return -ENOENT;
	return bpf_cpumask_any_distribute(cast_mask(m));
}

static struct bpf_cpumask *lookup_helper_bad_mask_of(u32 pid)
{
	struct ent *e = bpf_map_lookup_elem(&ents, &pid);

	if (!e)
		return NULL;
	return e->a;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(lookup_helper_bad, struct task_struct *p, u64 clone_flags)
{
	struct bpf_cpumask *m = lookup_helper_bad_mask_of(p->pid);

	return bpf_cpumask_any_distribute(cast_mask(m));
}

static bool lookup_helper_with_flag_ok_get(u32 pid, struct bpf_cpumask **out_mask)
{
	struct ent *e = bpf_map_lookup_elem(&ents, &pid);

	if (!e)
		return false;
	*out_mask = e->a;
	return *out_mask != NULL;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(lookup_helper_with_flag_ok, struct task_struct *p, u64 clone_flags)
{
	struct bpf_cpumask *m = NULL;

	if (!lookup_helper_with_flag_ok_get(p->pid, &m))
		return 0;
	return bpf_cpumask_weight(cast_mask(m));
}

static bool lookup_helper_with_flag_bad_get(u32 pid, struct bpf_cpumask **out_mask)
{
	struct ent *e = bpf_map_lookup_elem(&ents, &pid);

	if (!e)
		return false;
	*out_mask = e->a;
	return true;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(lookup_helper_with_flag_bad, struct task_struct *p, u64 clone_flags)
{
	struct bpf_cpumask *m = NULL;

	if (!lookup_helper_with_flag_bad_get(p->pid, &m))
		return 0;
	return bpf_cpumask_weight(cast_mask(m));
}

SEC("syscall")
int loop_condition_ok(void *ctx)
{
	struct bpf_cpumask *m;
	int n = 0;

	while (n < 4 && (m = bpf_cpumask_create()) != NULL) {
		bpf_cpumask_set_cpu(n, m);
		bpf_cpumask_release(m);
		n++;
	}
	return n;
}

SEC("syscall")
int loop_condition_bad(void *ctx)
{
	struct bpf_cpumask *m;
	int n = 0;

	while ((m = bpf_cpumask_create()) != NULL || n < 4) {
		bpf_cpumask_set_cpu(n, m);
		bpf_cpumask_release(m);
		n++;
		if (n > 6)
			break;
	}
	return n;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(unlikely_test_ok, struct task_struct *p, u64 clone_flags)
{
	struct bpf_cpumask *m = primary;

	if (unlikely(!m))
		return 0;
	return bpf_cpumask_full(cast_mask(m));
}

SEC("tp_btf/task_newtask")
int BPF_PROG(unlikely_test_bad, struct task_struct *p, u64 clone_flags)
{
	struct bpf_cpumask *m = primary;

	if (unlikely(!mode))
		return 0;
	return bpf_cpumask_full(cast_mask(m));
}

SEC("syscall")
int likely_test_ok(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	int ret = -ENOMEM;

	if (likely(m)) {
		bpf_cpumask_clear(m);
		ret = 0;
		bpf_cpumask_release(m);
	}
	return ret;
}

SEC("syscall")
int likely_test_bad(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	int ret = -ENOMEM;

	if (likely(m)) {
		bpf_cpumask_clear(m);
		ret = 0;
	}
	bpf_cpumask_release(m);
	return ret;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(ternary_test_ok, struct task_struct *p, u64 clone_flags)
{
	struct bpf_cpumask *m = primary;

	return m ? bpf_cpumask_weight(cast_mask(m)) : -1;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(ternary_test_bad, struct task_struct *p, u64 clone_flags)
{
	struct bpf_cpumask *m = primary;

	return mode ? bpf_cpumask_weight(cast_mask(m)) : -1;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(ternary_fallback_ok, struct task_struct *p, u64 clone_flags)
{
	struct bpf_cpumask *m = primary;
	const struct cpumask *use = m ? cast_mask(m) : p->cpus_ptr;

	return bpf_cpumask_any_distribute(use);
}

SEC("tp_btf/task_newtask")
int BPF_PROG(ternary_fallback_bad, struct task_struct *p, u64 clone_flags)
{
	struct bpf_cpumask *m = primary;
	const struct cpumask *use = m ? p->cpus_ptr : cast_mask(m);

	return bpf_cpumask_any_distribute(use);
}

SEC("tp_btf/task_newtask")
int BPF_PROG(switch_on_state_ok, struct task_struct *p, u64 clone_flags)
{
	struct bpf_cpumask *m = NULL;

	switch (mode) {
	case 0:
		m = primary;
		break;
	case 1:
		m = backup;
		break;
	}
	if (!m)
		return 0;
	return bpf_cpumask_weight(cast_mask(m));
}

SEC("tp_btf/task_newtask")
int BPF_PROG(switch_on_state_bad, struct task_struct *p, u64 clone_flags)
{
	struct bpf_cpumask *m = NULL;

	switch (mode) {
	case 0:
		m = primary;
		break;
	case 1:
		m = backup;
		break;
	default:
		return bpf_cpumask_weight(cast_mask(m));
	}
	if (!m)
		return 0;
	return bpf_cpumask_weight(cast_mask(m));
}

SEC("tp_btf/task_newtask")
int BPF_PROG(compared_with_another_bad, struct task_struct *p, u64 clone_flags)
{
	struct bpf_cpumask *m = primary, *n = backup;

	if (!m)
		return 0;
	/* equal to something non-NULL is not the same as tested */
	if (n == m)
		return bpf_cpumask_weight(cast_mask(n));
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(compared_with_another_ok, struct task_struct *p, u64 clone_flags)
{
	struct bpf_cpumask *m = primary, *n = backup;

	if (!m)
		return 0;
	/* equal to something non-NULL is not the same as tested */
	if (n)
		return bpf_cpumask_weight(cast_mask(n));
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(tested_twice_ok, struct task_struct *p, u64 clone_flags)
{
	struct bpf_cpumask *m = primary;
	u32 w = 0;

	if (m)
		w = bpf_cpumask_weight(cast_mask(m));
	out += w;
	bpf_get_prandom_u32();
	if (m)
		w -= bpf_cpumask_first(cast_mask(m));
	return w;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(nested_conditions_ok, struct task_struct *p, u64 clone_flags)
{
	struct bpf_cpumask *m = primary;

	if (mode == 1) {
		if (m) {
			if (bpf_cpumask_test_cpu(1, cast_mask(m)))
				return 1;
		} else {
			return -1;
		}
	}
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(nested_conditions_bad, struct task_struct *p, u64 clone_flags)
{
	struct bpf_cpumask *m = primary;

	if (mode == 1) {
		if (m) {
			if (bpf_cpumask_test_cpu(1, cast_mask(m)))
				return 1;
		} else {
			return -1;
		}
	} else {
		out = bpf_cpumask_first(cast_mask(m));
	}
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(global_retested_ok, struct task_struct *p, u64 clone_flags)
{
	struct bpf_cpumask *m = primary;

	if (!m)
		return 0;
	bpf_get_prandom_u32();
	return bpf_cpumask_weight(cast_mask(m));
}

SEC("tp_btf/task_newtask")
int BPF_PROG(global_retested_bad, struct task_struct *p, u64 clone_flags)
{

	if (!primary)
		return 0;
	bpf_get_prandom_u32();
	return bpf_cpumask_weight(cast_mask(primary));
}

SEC("tp_btf/task_newtask")
int BPF_PROG(field_retested_ok, struct task_struct *p, u64 clone_flags)
{
	u32 key = p->tgid;
	struct bpf_cpumask *m;
	struct ent *e;

	e = bpf_map_lookup_elem(&ents, &key);
	if (!e)
		return 0;
	if (!e->b)
		return 0;
	out = bpf_cpumask_weight(p->cpus_ptr);
	m = e->b;
	if (!m)
		return 0;
	return bpf_cpumask_first(cast_mask(m));
}

SEC("tp_btf/task_newtask")
int BPF_PROG(field_retested_bad, struct task_struct *p, u64 clone_flags)
{
	u32 key = p->tgid;
	struct bpf_cpumask *m;
	struct ent *e;

	e = bpf_map_lookup_elem(&ents, &key);
	if (!e)
		return 0;
	if (!e->b)
		return 0;
	out = bpf_cpumask_weight(p->cpus_ptr);
	m = e->b;
	return bpf_cpumask_first(cast_mask(m));
}

SEC("tp_btf/task_newtask")
int BPF_PROG(value_checked_not_mask_ok, struct task_struct *p, u64 clone_flags)
{
	u32 key = p->tgid;
	struct ent *e = bpf_map_lookup_elem(&ents, &key);
	struct bpf_cpumask *m;

	if (!e || !e->gen)
		return 0;
	m = e->a;
	if (!m)
		return 0;
	return bpf_cpumask_first(cast_mask(m));
}

SEC("tp_btf/task_newtask")
int BPF_PROG(value_checked_not_mask_bad, struct task_struct *p, u64 clone_flags)
{
	u32 key = p->tgid;
	struct ent *e = bpf_map_lookup_elem(&ents, &key);
	struct bpf_cpumask *m;

	if (!e || !e->gen)
		return 0;
	m = e->a;
	return bpf_cpumask_first(cast_mask(m));
}

SEC("syscall")
int exchanged_pair_ok(void *ctx)
{
	struct bpf_cpumask *m, *n;

	m = bpf_kptr_xchg(&primary, NULL);
	n = bpf_kptr_xchg(&backup, NULL);
	if (m && n)
		bpf_cpumask_or(m, cast_mask(m), cast_mask(n));
	if (m)
		bpf_cpumask_release(m);
	if (n)
		bpf_cpumask_release(n);
	return 0;
}

SEC("syscall")
int exchanged_pair_bad(void *ctx)
{
	struct bpf_cpumask *m, *n;

	m = bpf_kptr_xchg(&primary, NULL);
	n = bpf_kptr_xchg(&backup, NULL);
	if (m && n)
		bpf_cpumask_or(m, cast_mask(m), cast_mask(n));
	if (m)
		bpf_cpumask_release(m);
	if (m)
		bpf_cpumask_release(n);
	return 0;
}

__noinline int nullable_global_argument_ok_pick(struct bpf_cpumask *m __arg_trusted __arg_nullable, u32 cpu)
{
	if (!m)
		return -EINVAL;
	return bpf_cpumask_test_cpu(cpu, cast_mask(m));
}

SEC("tp_btf/task_newtask")
int BPF_PROG(nullable_global_argument_ok, struct task_struct *p, u64 clone_flags)
{
	return nullable_global_argument_ok_pick(primary, p->pid & 63);
}

__noinline int nullable_global_argument_bad_pick(struct bpf_cpumask *m __arg_trusted __arg_nullable, u32 cpu)
{
	if (!cpu)
		return -EINVAL;
	return bpf_cpumask_test_cpu(cpu, cast_mask(m));
}

SEC("tp_btf/task_newtask")
int BPF_PROG(nullable_global_argument_bad, struct task_struct *p, u64 clone_flags)
{
	return nullable_global_argument_bad_pick(primary, p->pid & 63);
}

__noinline int trusted_global_argument_ok_pick(struct bpf_cpumask *m __arg_trusted, u32 cpu)
{
	return bpf_cpumask_test_cpu(cpu, cast_mask(m));
}

SEC("tp_btf/task_newtask")
int BPF_PROG(trusted_global_argument_ok, struct task_struct *p, u64 clone_flags)
{
	struct bpf_cpumask *m = primary;

	if (!m)
		return 0;
	return trusted_global_argument_ok_pick(m, p->pid & 63);
}

__noinline int trusted_global_argument_bad_pick(struct bpf_cpumask *m __arg_trusted, u32 cpu)
{
	return bpf_cpumask_test_cpu(cpu, cast_mask(m));
}

SEC("tp_btf/task_newtask")
int BPF_PROG(trusted_global_argument_bad, struct task_struct *p, u64 clone_flags)
{
	struct bpf_cpumask *m = primary;

	return trusted_global_argument_bad_pick(m, p->pid & 63);
}
