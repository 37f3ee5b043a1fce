/* Where a reference lives: out-parameters, structs, arrays, helpers, callbacks, cleanup, macros. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

char _license[] SEC("license") = "GPL";

#define private(name) SEC(".data." #name) __hidden __attribute__((aligned(8)))
#define ENOENT 2
#define ENOMEM 12
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
u32 bpf_cpumask_first(const struct cpumask *cpumask) __ksym;
u32 bpf_cpumask_weight(const struct cpumask *cpumask) __ksym;
void bpf_cpumask_set_cpu(u32 cpu, struct bpf_cpumask *cpumask) __ksym;
void bpf_cpumask_clear_cpu(u32 cpu, struct bpf_cpumask *cpumask) __ksym;
void bpf_cpumask_setall(struct bpf_cpumask *cpumask) __ksym;
void bpf_cpumask_or(struct bpf_cpumask *dst, const struct cpumask *src1, const struct cpumask *src2) __ksym;
bool bpf_cpumask_intersects(const struct cpumask *src1, const struct cpumask *src2) __ksym;
bool bpf_cpumask_empty(const struct cpumask *cpumask) __ksym;
void bpf_cpumask_copy(struct bpf_cpumask *dst, const struct cpumask *src) __ksym;

static inline const struct cpumask *cast_mask(struct bpf_cpumask *mask)
{
	return (const struct cpumask *)mask;
}

struct scratch_pair {
	struct bpf_cpumask *lo;
	struct bpf_cpumask *hi;
	u32 split;
};

struct dom {
	struct bpf_cpumask __kptr *cpus;
	u32 id;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 16);
	__type(key, u32);
	__type(value, struct dom);
} doms SEC(".maps");

private(P) static struct bpf_cpumask __kptr *stash;

u64 total;
u32 knob;

#define MAKE_OR_RETURN(var, ret) \
	struct bpf_cpumask *var = bpf_cpumask_create(); \
	if (!var) \
		return (ret)

#define DROP(var) do { if (var) bpf_cpumask_release(var); (var) = NULL; } while (0)

static __always_inline void drop_mask(struct bpf_cpumask **maskp)
{
	if (*maskp)
		bpf_cpumask_release(*maskp);
}

#define __auto_mask __attribute__((cleanup(drop_mask)))

static int out_parameter_ok_alloc(struct bpf_cpumask **out)
{
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (!m)
		return -ENOMEM;
	bpf_cpumask_set_cpu(0, m);
	*out = m;
	return 0;
}

SEC("syscall")
int out_parameter_ok(void *ctx)
{
	struct bpf_cpumask *mask;
	int err;

	err = out_parameter_ok_alloc(&mask);
	if (err)
		return err;
	total += bpf_cpumask_weight(cast_mask(mask));
	bpf_cpumask_release(mask);
	return 0;
}

static int out_parameter_bad_alloc(struct bpf_cpumask **out)
{
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (!m)
		return -ENOMEM;
	bpf_cpumask_set_cpu(0, m);
	*out = m;
	return 0;
}

SEC("syscall")
int out_parameter_bad(void *ctx)
{
	struct bpf_cpumask *mask;
	int err;

	err = out_parameter_bad_alloc(&mask);
	if (err)
		return err;
	total += bpf_cpumask_weight(cast_mask(mask));
	return 0;
}

static __noinline int out_parameter_noinline_ok_alloc(struct bpf_cpumask **out, u32 cpu)
{
	*out = bpf_cpumask_create();
	if (!*out)
		return -ENOMEM;
	bpf_cpumask_set_cpu(cpu, *out);
	return 0;
}

SEC("syscall")
int out_parameter_noinline_ok(void *ctx)
{
	struct bpf_cpumask *mask = NULL;

	if (out_parameter_noinline_ok_alloc(&mask, knob))
		return 0;
	bpf_cpumask_set_cpu(1, mask);
	bpf_cpumask_release(mask);
	return 0;
}

static __noinline int out_parameter_noinline_bad_alloc(struct bpf_cpumask **out, u32 cpu)
{
	*out = bpf_cpumask_create();
	if (!*out)
		return cpu & 1;
	bpf_cpumask_set_cpu(cpu, *out);
	return 0;
}

SEC("syscall")
int out_parameter_noinline_bad(void *ctx)
{
	struct bpf_cpumask *mask = NULL;

	if (out_parameter_noinline_bad_alloc(&mask, knob))
		return 0;
	bpf_cpumask_set_cpu(1, mask);
	bpf_cpumask_release(mask);
	return 0;
}

SEC("syscall")
int struct_members_ok(void *ctx)
{
	struct scratch_pair pair = { .split = 4 };
	int ret = -ENOMEM;

	pair.lo = bpf_cpumask_create();
	if (!pair.lo)
		return ret;
	pair.hi = bpf_cpumask_create();
	if (!pair.hi)
		goto out_lo;
	bpf_cpumask_set_cpu(pair.split - 1, pair.lo);
	bpf_cpumask_set_cpu(pair.split, pair.hi);
	ret = bpf_cpumask_intersects(cast_mask(pair.lo), cast_mask(pair.hi));
	bpf_cpumask_release(pair.hi);
out_lo:
	bpf_cpumask_release(pair.lo);
	return ret;
}

SEC("syscall")
int struct_members_bad(void *ctx)
{
	struct scratch_pair pair = { .split = 4 };
	int ret = -ENOMEM;

	pair.lo = bpf_cpumask_create();
	if (!pair.lo)
		return ret;
	pair.hi = bpf_cpumask_create();
	if (!pair.hi)
		goto out_lo;
	bpf_cpumask_set_cpu(pair.split - 1, pair.lo);
	bpf_cpumask_set_cpu(pair.split, pair.hi);
	ret = bpf_cpumask_intersects(cast_mask(pair.lo), cast_mask(pair.hi));
out_lo:
	bpf_cpumask_release(pair.lo);
	return ret;
}

static __noinline int struct_by_pointer_ok_setup(struct scratch_pair *p)
{
	p->lo = bpf_cpumask_create();
	p->hi = bpf_cpumask_create();
	return p->lo && p->hi;
}

static __noinline void struct_by_pointer_ok_teardown(struct scratch_pair *p)
{
	if (p->lo)
		bpf_cpumask_release(p->lo);
	if (p->hi)
		bpf_cpumask_release(p->hi);
}

SEC("syscall")
int struct_by_pointer_ok(void *ctx)
{
	struct scratch_pair p = { .split = knob };

	if (struct_by_pointer_ok_setup(&p))
		bpf_cpumask_copy(p.lo, cast_mask(p.hi));
	struct_by_pointer_ok_teardown(&p);
	return 0;
}

static __noinline int struct_by_pointer_bad_setup(struct scratch_pair *p)
{
	p->lo = bpf_cpumask_create();
	p->hi = bpf_cpumask_create();
	return p->lo && p->hi;
}

static __noinline void struct_by_pointer_bad_teardown(struct scratch_pair *p)
{
	if (p->lo)
		bpf_cpumask_release(p->lo);
	if (p->hi && p->split)
		bpf_cpumask_release(p->hi);
}

SEC("syscall")
int struct_by_pointer_bad(void *ctx)
{
	struct scratch_pair p = { .split = knob };

	if (struct_by_pointer_bad_setup(&p))
		bpf_cpumask_copy(p.lo, cast_mask(p.hi));
	struct_by_pointer_bad_teardown(&p);
	return 0;
}

SEC("syscall")
int struct_copy_ok(void *ctx)
{
	struct scratch_pair a = {}, b;

	a.lo = bpf_cpumask_create();
	if (!a.lo)
		return -ENOMEM;
	b = a;
	bpf_cpumask_set_cpu(7, b.lo);
	bpf_cpumask_release(b.lo);
	return 0;
}

SEC("syscall")
int struct_copy_bad(void *ctx)
{
	struct scratch_pair a = {}, b;

	a.lo = bpf_cpumask_create();
	if (!a.lo)
		return -ENOMEM;
	b = a;
	bpf_cpumask_set_cpu(7, b.lo);
	bpf_cpumask_release(b.lo);
	total += bpf_cpumask_first(cast_mask(a.lo));
	return 0;
}

SEC("syscall")
int array_constant_index_ok(void *ctx)
{
	struct bpf_cpumask *set[3] = {};
	int ret = 0;

	set[0] = bpf_cpumask_create();
	set[1] = bpf_cpumask_create();
	set[2] = bpf_cpumask_create();
	if (set[0] && set[1] && set[2]) {
		bpf_cpumask_or(set[2], cast_mask(set[0]), cast_mask(set[1]));
		ret = bpf_cpumask_weight(cast_mask(set[2]));
	}
	if (set[0])
		bpf_cpumask_release(set[0]);
	if (set[1])
		bpf_cpumask_release(set[1]);
	if (set[2])
		bpf_cpumask_release(set[2]);
	return ret;
}

SEC("syscall")
int array_constant_index_bad(void *ctx)
{
	struct bpf_cpumask *set[3] = {};
	int ret = 0;

	set[0] = bpf_cpumask_create();
	set[1] = bpf_cpumask_create();
	set[2] = bpf_cpumask_create();
	if (set[0] && set[1] && set[2]) {
		bpf_cpumask_or(set[2], cast_mask(set[0]), cast_mask(set[1]));
		ret = bpf_cpumask_weight(cast_mask(set[2]));
	}
	if (set[0])
		bpf_cpumask_release(set[0]);
	if (set[1])
		bpf_cpumask_release(set[1]);
	if (set[2])
		bpf_cpumask_release(set[1]);
	return ret;
}

static __noinline struct bpf_cpumask *helper_returns_owned_ok_clone(const struct cpumask *src)
{
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (!m)
		return NULL;
	bpf_cpumask_copy(m, src);
	return m;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(helper_returns_owned_ok, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *mine = helper_returns_owned_ok_clone(task->cpus_ptr);

	if (!mine)
		return 0;
	bpf_cpumask_clear_cpu(0, mine);
	bpf_cpumask_release(mine);
	return 0;
}

static __noinline struct bpf_cpumask *helper_returns_owned_bad_clone(const struct cpumask *src)
{
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (!m)
		return NULL;
	bpf_cpumask_copy(m, src);
	return m;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(helper_returns_owned_bad, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *mine = helper_returns_owned_bad_clone(task->cpus_ptr);

	bpf_cpumask_clear_cpu(0, mine);
	bpf_cpumask_release(mine);
	return 0;
}

static __noinline struct bpf_cpumask *helper_result_ignored_bad_clone(const struct cpumask *src)
{
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (m)
		bpf_cpumask_copy(m, src);
	return m;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(helper_result_ignored_bad, struct task_struct *task, u64 clone_flags)
{
	helper_result_ignored_bad_clone(task->cpus_ptr);
	return 0;
}

static __noinline struct bpf_cpumask *helper_result_ignored_ok_clone(const struct cpumask *src)
{
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (m)
		bpf_cpumask_copy(m, src);
	return m;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(helper_result_ignored_ok, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *m = helper_result_ignored_ok_clone(task->cpus_ptr);

	if (m)
		bpf_cpumask_release(m);
	return 0;
}

static __noinline int helper_consumes_on_success_ok_publish(u32 id, struct bpf_cpumask *m)
{
	struct dom *d = bpf_map_lookup_elem(&doms, &id);
	struct bpf_cpumask *old;

	if (!d)
		return -ENOENT;		/* the caller keeps it */
	old = bpf_kptr_xchg(&d->cpus, m);
	if (old)
		bpf_cpumask_release(old);
	return 0;
}

SEC("syscall")
int helper_consumes_on_success_ok(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	int err;

	if (!m)
		return -ENOMEM;
	err = helper_consumes_on_success_ok_publish(knob, m);
	if (err)
		bpf_cpumask_release(m);
	return err;
}

static __noinline int helper_consumes_on_success_bad_publish(u32 id, struct bpf_cpumask *m)
{
	struct dom *d = bpf_map_lookup_elem(&doms, &id);
	struct bpf_cpumask *old;

	if (!d)
		return -ENOENT;		/* the caller keeps it */
	old = bpf_kptr_xchg(&d->cpus, m);
	if (old)
		bpf_cpumask_release(old);
	return 0;
}

SEC("syscall")
int helper_consumes_on_success_bad(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	int err;

	if (!m)
		return -ENOMEM;
	err = helper_consumes_on_success_bad_publish(knob, m);
	return err;
}

static __noinline int helper_consumes_always_ok_publish(u32 id, struct bpf_cpumask *m)
{
	struct dom *d = bpf_map_lookup_elem(&doms, &id);

	if (!d) {
		bpf_cpumask_release(m);
		return -ENOENT;
	}
	m = bpf_kptr_xchg(&d->cpus, m);
	if (m)
		bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int helper_consumes_always_ok(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	int err;

	if (!m)
		return -ENOMEM;
	bpf_cpumask_set_cpu(knob, m);
	err = helper_consumes_always_ok_publish(knob, m);
	return err;
}

static __noinline int helper_consumes_always_bad_publish(u32 id, struct bpf_cpumask *m)
{
	struct dom *d = bpf_map_lookup_elem(&doms, &id);

	if (!d) {
		bpf_cpumask_release(m);
		return -ENOENT;
	}
	m = bpf_kptr_xchg(&d->cpus, m);
	if (m)
		bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int helper_consumes_always_bad(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	int err;

	if (!m)
		return -ENOMEM;
	bpf_cpumask_set_cpu(knob, m);
	err = helper_consumes_always_bad_publish(knob, m);
	if (err)
		bpf_cpumask_release(m);
	return err;
}

static __noinline bool helper_frees_behind_the_back_ok_is_usable(struct bpf_cpumask *m)
{
	if (!bpf_cpumask_empty(cast_mask(m)))
		return true;
	return false;
}

SEC("syscall")
int helper_frees_behind_the_back_ok(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (!m)
		return -ENOMEM;
	if (knob)
		bpf_cpumask_set_cpu(knob, m);
	if (!helper_frees_behind_the_back_ok_is_usable(m))
		total++;
	bpf_cpumask_release(m);
	return 0;
}

static __noinline bool helper_frees_behind_the_back_bad_is_usable(struct bpf_cpumask *m)
{
	if (!bpf_cpumask_empty(cast_mask(m)))
		return true;
	bpf_cpumask_release(m);
	return false;
}

SEC("syscall")
int helper_frees_behind_the_back_bad(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (!m)
		return -ENOMEM;
	if (knob)
		bpf_cpumask_set_cpu(knob, m);
	if (!helper_frees_behind_the_back_bad_is_usable(m))
		total++;
	bpf_cpumask_release(m);
	return 0;
}

static int helper_takes_slot_address_ok_install(struct bpf_cpumask __kptr **slot, u32 cpu)
{
	struct bpf_cpumask *m;

	m = bpf_cpumask_create();
	if (!m)
		return -ENOMEM;
	bpf_cpumask_set_cpu(cpu, m);
	m = bpf_kptr_xchg(slot, m);
	if (m)
		bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int helper_takes_slot_address_ok(void *ctx)
{
	return helper_takes_slot_address_ok_install(&stash, 2);
}

static int helper_takes_slot_address_bad_install(struct bpf_cpumask __kptr **slot, u32 cpu)
{
	struct bpf_cpumask *m;

	m = bpf_cpumask_create();
	if (!m)
		return -ENOMEM;
	bpf_cpumask_set_cpu(cpu, m);
	m = bpf_kptr_xchg(slot, m);
	return 0;
}

SEC("syscall")
int helper_takes_slot_address_bad(void *ctx)
{
	return helper_takes_slot_address_bad_install(&stash, 2);
}

static __always_inline struct bpf_cpumask *passthrough_helper_ok_same(struct bpf_cpumask *m)
{
	total++;
	return m;
}

SEC("syscall")
int passthrough_helper_ok(void *ctx)
{
	struct bpf_cpumask *m = passthrough_helper_ok_same(bpf_cpumask_create());

	if (m)
		bpf_cpumask_release(passthrough_helper_ok_same(m));
	return 0;
}

SEC("syscall")
int cleanup_attribute_ok(void *ctx)
{
	struct bpf_cpumask *m __auto_mask = bpf_cpumask_create();

	if (!m)
		return -ENOMEM;
	bpf_cpumask_setall(m);
	if (knob)
		return bpf_cpumask_weight(cast_mask(m));
	return 0;
}

SEC("syscall")
int cleanup_attribute_bad(void *ctx)
{
	struct bpf_cpumask *m __auto_mask = bpf_cpumask_create();

	if (!m)
		return -ENOMEM;
	bpf_cpumask_setall(m);
	if (knob)
		return bpf_cpumask_weight(cast_mask(m));
	bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int cleanup_with_take_ok(void *ctx)
{
	struct bpf_cpumask *m __auto_mask = bpf_cpumask_create();
	struct bpf_cpumask *old __auto_mask = NULL;

	if (!m)
		return -ENOMEM;
	bpf_cpumask_set_cpu(knob, m);
	old = bpf_kptr_xchg(&stash, m);
	m = NULL;
	return 0;
}

SEC("syscall")
int cleanup_with_take_bad(void *ctx)
{
	struct bpf_cpumask *m __auto_mask = bpf_cpumask_create();
	struct bpf_cpumask *old __auto_mask = NULL;

	if (!m)
		return -ENOMEM;
	bpf_cpumask_set_cpu(knob, m);
	old = bpf_kptr_xchg(&stash, m);
	return 0;
}

#define cleanup_take_macro_ok_take(p) ({ typeof(p) __v = (p); (p) = NULL; __v; })

SEC("syscall")
int cleanup_take_macro_ok(void *ctx)
{
	struct bpf_cpumask *m __auto_mask = bpf_cpumask_create();
	struct bpf_cpumask *old;

	if (!m || knob > 100)
		return -ENOMEM;
	old = bpf_kptr_xchg(&stash, cleanup_take_macro_ok_take(m));
	if (old)
		bpf_cpumask_release(old);
	return 0;
}

SEC("syscall")
int cleanup_in_loop_ok(void *ctx)
{
	int i;

	bpf_for(i, 0, 8) {
		struct bpf_cpumask *m __auto_mask = bpf_cpumask_create();

		if (!m)
			continue;
		bpf_cpumask_set_cpu(i, m);
		total += bpf_cpumask_first(cast_mask(m));
		if (total > 1000)
			break;
	}
	return 0;
}

SEC("syscall")
int cleanup_in_loop_bad(void *ctx)
{
	int i;

	bpf_for(i, 0, 8) {
		struct bpf_cpumask *m = bpf_cpumask_create();

		if (!m)
			continue;
		bpf_cpumask_set_cpu(i, m);
		total += bpf_cpumask_first(cast_mask(m));
		if (total > 1000)
			break;
		bpf_cpumask_release(m);
	}
	return 0;
}

SEC("syscall")
int macro_acquires_bad(void *ctx)
{
	MAKE_OR_RETURN(first, -ENOMEM);
	MAKE_OR_RETURN(second, -ENOMEM);

	bpf_cpumask_copy(second, cast_mask(first));
	DROP(first);
	DROP(second);
	return 0;
}

SEC("syscall")
int macro_acquires_ok(void *ctx)
{
	MAKE_OR_RETURN(first, -ENOMEM);
	struct bpf_cpumask *second = bpf_cpumask_create();

	if (!second) {
		DROP(first);
		return -ENOMEM;
	}
	bpf_cpumask_copy(second, cast_mask(first));
	DROP(first);
	DROP(second);
	return 0;
}

SEC("syscall")
int macro_drops_and_clears_ok(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();

	DROP(m);
	DROP(m);
	return 0;
}

SEC("syscall")
int macro_drops_and_clears_bad(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();

	DROP(m);
	total += bpf_cpumask_weight(cast_mask(m));
	DROP(m);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(statement_expression_ok, struct task_struct *task, u64 clone_flags)
{
	u32 n = ({
		struct bpf_cpumask *tmp = bpf_cpumask_create();
		u32 w = 0;

		if (tmp) {
			bpf_cpumask_copy(tmp, task->cpus_ptr);
			w = bpf_cpumask_weight(cast_mask(tmp));
			bpf_cpumask_release(tmp);
		}
		w;
	});

	return n;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(statement_expression_bad, struct task_struct *task, u64 clone_flags)
{
	u32 n = ({
		struct bpf_cpumask *tmp = bpf_cpumask_create();
		u32 w = 0;

		if (tmp) {
			bpf_cpumask_copy(tmp, task->cpus_ptr);
			w = bpf_cpumask_weight(cast_mask(tmp));
		}
		w;
	});

	return n;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(elvis_ok, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	const struct cpumask *use = (const struct cpumask *)m ?: task->cpus_ptr;
	u32 n;

	n = bpf_cpumask_weight(use);
	if (m)
		bpf_cpumask_release(m);
	return n;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(elvis_bad, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	const struct cpumask *use = (const struct cpumask *)m ?: task->cpus_ptr;
	u32 n;

	n = bpf_cpumask_weight(use);
		bpf_cpumask_release(m);
	return n;
}

SEC("syscall")
int assign_in_condition_ok(void *ctx)
{
	struct bpf_cpumask *m;

	if (!(m = bpf_cpumask_create()))
		return -ENOMEM;
	if ((m = bpf_kptr_xchg(&stash, m)) != NULL)
		bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int assign_in_condition_bad(void *ctx)
{
	struct bpf_cpumask *m;

	if (!(m = bpf_cpumask_create()))
		return -ENOMEM;
	if ((m = bpf_kptr_xchg(&stash, m)) != NULL)
		total += bpf_cpumask_weight(cast_mask(m));
	return 0;
}

struct callback_context_ok_ctx {
	struct bpf_cpumask *acc;
	u32 limit;
};

static long callback_context_ok_add(u32 cpu, void *data)
{
	struct callback_context_ok_ctx *c = data;

	if (cpu >= c->limit)
		return 1;
	bpf_cpumask_set_cpu(cpu, c->acc);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(callback_context_ok, struct task_struct *task, u64 clone_flags)
{
	struct callback_context_ok_ctx c = { .limit = knob };

	c.acc = bpf_cpumask_create();
	if (!c.acc)
		return 0;
	bpf_loop(64, callback_context_ok_add, &c, 0);
	total = bpf_cpumask_weight(cast_mask(c.acc));
	bpf_cpumask_release(c.acc);
	return 0;
}

struct callback_context_bad_ctx {
	struct bpf_cpumask *acc;
	u32 limit;
};

static long callback_context_bad_add(u32 cpu, void *data)
{
	struct callback_context_bad_ctx *c = data;

	if (cpu >= c->limit)
		return 1;
	bpf_cpumask_set_cpu(cpu, c->acc);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(callback_context_bad, struct task_struct *task, u64 clone_flags)
{
	struct callback_context_bad_ctx c = { .limit = knob };

	c.acc = bpf_cpumask_create();
	bpf_loop(64, callback_context_bad_add, &c, 0);
	total = bpf_cpumask_weight(cast_mask(c.acc));
	bpf_cpumask_release(c.acc);
	return 0;
}

struct callback_replaces_context_mask_ok_ctx {
	struct bpf_cpumask *cur;
};

static long callback_replaces_context_mask_ok_turn(u32 i, struct callback_replaces_context_mask_ok_ctx *c)
{
	struct bpf_cpumask *fresh = bpf_cpumask_create();

	if (!fresh)
		return 1;
	bpf_cpumask_set_cpu(i, fresh);
	if (c->cur)
		bpf_cpumask_release(c->cur);
	c->cur = fresh;
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(callback_replaces_context_mask_ok, struct task_struct *task, u64 clone_flags)
{
	struct callback_replaces_context_mask_ok_ctx c = { .cur = NULL };

	bpf_loop(5, callback_replaces_context_mask_ok_turn, &c, 0);
	if (c.cur)
		bpf_cpumask_release(c.cur);
	return 0;
}

struct callback_replaces_context_mask_bad_ctx {
	struct bpf_cpumask *cur;
};

static long callback_replaces_context_mask_bad_turn(u32 i, struct callback_replaces_context_mask_bad_ctx *c)
{
	struct bpf_cpumask *fresh = bpf_cpumask_create();

	if (!fresh)
		return 1;
	bpf_cpumask_set_cpu(i, fresh);
	c->cur = fresh;
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(callback_replaces_context_mask_bad, struct task_struct *task, u64 clone_flags)
{
	struct callback_replaces_context_mask_bad_ctx c = { .cur = NULL };

	bpf_loop(5, callback_replaces_context_mask_bad_turn, &c, 0);
	if (c.cur)
		bpf_cpumask_release(c.cur);
	return 0;
}

static long each_elem_swaps_ok_rotate(struct bpf_map *map, u32 *key, struct dom *d, struct bpf_cpumask **carry)
{
	struct bpf_cpumask *m = *carry;

	if (!m)
		return 1;
	/* an owned pointer that may be NULL cannot be exchanged in */
	*carry = bpf_kptr_xchg(&d->cpus, m);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(each_elem_swaps_ok, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *carry = bpf_cpumask_create();

	bpf_for_each_map_elem(&doms, each_elem_swaps_ok_rotate, &carry, 0);
	if (carry)
		bpf_cpumask_release(carry);
	return 0;
}

static long each_elem_swaps_bad_rotate(struct bpf_map *map, u32 *key, struct dom *d, struct bpf_cpumask **carry)
{
	struct bpf_cpumask *m = *carry;

	/* an owned pointer that may be NULL cannot be exchanged in */
	*carry = bpf_kptr_xchg(&d->cpus, m);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(each_elem_swaps_bad, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *carry = bpf_cpumask_create();

	bpf_for_each_map_elem(&doms, each_elem_swaps_bad_rotate, &carry, 0);
	if (carry)
		bpf_cpumask_release(carry);
	return 0;
}
