/* Found by changing other programs at random and asking the kernel: tests that repeat, loads nobody reads, what survives a call, constant keys. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <bpf/bpf_core_read.h>

char _license[] SEC("license") = "GPL";

#define private(name) SEC(".data." #name) __hidden __attribute__((aligned(8)))
#ifndef __kptr
#define __kptr __attribute__((btf_type_tag("kptr")))
#endif
#ifndef __arg_trusted
#define __arg_trusted __attribute__((btf_decl_tag("arg:trusted")))
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
u32 bpf_cpumask_weight(const struct cpumask *cpumask) __ksym;
void bpf_cpumask_set_cpu(u32 cpu, struct bpf_cpumask *cpumask) __ksym;
bool bpf_cpumask_test_cpu(u32 cpu, const struct cpumask *cpumask) __ksym;
void bpf_cpumask_copy(struct bpf_cpumask *dst, const struct cpumask *src) __ksym;
void bpf_rcu_read_lock(void) __ksym;
void bpf_rcu_read_unlock(void) __ksym;
void bpf_task_release(struct task_struct *p) __ksym;
struct task_struct *bpf_task_from_pid(s32 pid) __ksym;
void *bpf_obj_new_impl(u64 local_type_id, void *meta) __ksym;
void bpf_obj_drop_impl(void *kptr, void *meta) __ksym;
#ifndef bpf_obj_new
#define bpf_obj_new(type) ((type *)bpf_obj_new_impl(bpf_core_type_id_local(type), NULL))
#define bpf_obj_drop(kptr) bpf_obj_drop_impl(kptr, NULL)
#endif

static inline const struct cpumask *cast_mask(struct bpf_cpumask *mask)
{
	return (const struct cpumask *)mask;
}

struct domain_rec {
	u64 created_at;
	struct bpf_cpumask __kptr *allowed;
	u32 id;
	struct bpf_cpumask __kptr *per_level[3];
};

struct plain {
	u64 a;
	u64 b[4];
	u32 c;
};

struct holder {
	u64 key;
	struct bpf_cpumask __kptr *mask;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 64);
	__type(key, u64);
	__type(value, struct domain_rec);
} nodes SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 4);
	__type(key, u32);
	__type(value, struct plain);
} plains SEC(".maps");

private(MUT) static struct bpf_cpumask __kptr *root;
private(MUT) static struct bpf_cpumask __kptr *ring[4];

const volatile bool cfg_off = false;
const volatile bool cfg_on = true;
const volatile u32 cfg_n = 4;

u32 knob;
u64 total;
u64 cells[8];

/* A call and enough beside it that the compiler does not join the tests before and after. */
#define PAUSE() (total += bpf_get_prandom_u32())

SEC("syscall")
int null_swapped_test(void *ctx)
{
	u32 k = 0;
	struct plain *s = bpf_map_lookup_elem(&plains, &k);
	if (s)
		return 0;
	s->a = 1;
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(null_swapped_test_kptr, struct task_struct *p, u64 f)
{
	struct bpf_cpumask *m = root;
	if (m)
		return 0;
	return bpf_cpumask_weight(cast_mask(m));
}

SEC("syscall")
int null_swapped_xchg(void *ctx)
{
	u64 k = 0;
	struct domain_rec *s = bpf_map_lookup_elem(&nodes, &k);
	struct bpf_cpumask *m;
	if (s)
		return 0;
	m = bpf_kptr_xchg(&s->allowed, NULL);
	if (m)
		bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int forgot_return_xchg(void *ctx)
{
	u64 k = 0;
	struct domain_rec *s = bpf_map_lookup_elem(&nodes, &k);
	struct bpf_cpumask *m;
	if (!s)
		total++;
	m = bpf_kptr_xchg(&s->allowed, NULL);
	if (m)
		bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int forgot_return_field_read(void *ctx)
{
	u64 k = 0;
	struct domain_rec *s = bpf_map_lookup_elem(&nodes, &k);
	struct bpf_cpumask *m;
	if (!s)
		total++;
	knob = s->id;
	return 0;
}

SEC("syscall")
int no_test_xchg_off0(void *ctx)
{
	u64 k = 0;
	struct domain_rec *s = bpf_map_lookup_elem(&nodes, &k);
	struct bpf_cpumask *m;
	m = bpf_kptr_xchg(&s->allowed, NULL);
	if (m)
		bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int no_test_field_address_to_helper(void *ctx)
{
	u64 k = 0;
	struct domain_rec *s = bpf_map_lookup_elem(&nodes, &k);
	bpf_probe_read_kernel(&s->id, 4, (void *)total);
	return 0;
}

SEC("syscall")
int slot_address_before_test(void *ctx)
{
	u64 k = 0;
	struct domain_rec *s = bpf_map_lookup_elem(&nodes, &k);
	struct bpf_cpumask *m, **sl;
	sl = (void *)&s->allowed;
	if (!s)
		return 0;
	m = bpf_kptr_xchg(sl, NULL);
	if (m)
		bpf_cpumask_release(m);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(load_before_test, struct task_struct *p, u64 f)
{
	u64 k = 0;
	struct domain_rec *s = bpf_map_lookup_elem(&nodes, &k);
	u32 id = s->id;
	if (!s)
		return 0;
	return id;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(load_before_test_call_between, struct task_struct *p, u64 f)
{
	u64 k = 0;
	struct domain_rec *s = bpf_map_lookup_elem(&nodes, &k);
	u32 id = s->id;
	PAUSE();
	if (!s)
		return 0;
	return id;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(load_before_test_dead, struct task_struct *p, u64 f)
{
	u64 k = 0;
	struct domain_rec *s = bpf_map_lookup_elem(&nodes, &k);
	u32 id = s->id;
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(load_before_test_used_both, struct task_struct *p, u64 f)
{
	u64 k = 0;
	struct domain_rec *s = bpf_map_lookup_elem(&nodes, &k);
	u32 id = s->id;
	if (!s)
		return id;
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(load_init_then_test_and, struct task_struct *p, u64 f)
{
	struct bpf_cpumask *m = root;
	u64 w = m->cpumask.bits[0];
	if (m && w)
		return 1;
	return 0;
}

__noinline int unreachable_global_config_helper(struct task_struct *t __arg_trusted)
{
	struct bpf_cpumask *m = root;
	return bpf_cpumask_weight(cast_mask(m));
}

SEC("tp_btf/task_newtask")
int BPF_PROG(unreachable_global_config, struct task_struct *p, u64 f)
{
	if (cfg_off)
		return unreachable_global_config_helper(p);
	return 0;
}

static __noinline int unreachable_static_config_helper(struct task_struct *t)
{
	struct bpf_cpumask *m = root;
	return bpf_cpumask_weight(cast_mask(m));
}

SEC("tp_btf/task_newtask")
int BPF_PROG(unreachable_static_config, struct task_struct *p, u64 f)
{
	if (cfg_off)
		return unreachable_static_config_helper(p);
	return 0;
}

__noinline int uncalled_global_helper(u32 x)
{
	struct bpf_cpumask *m = root;
	return bpf_cpumask_weight(cast_mask(m));
}

SEC("tp_btf/task_newtask")
int BPF_PROG(uncalled_global, struct task_struct *p, u64 f)
{
	return 0;
}

__noinline int global_after_null_trusted_helper(u32 x)
{
	struct bpf_cpumask *m = root;
	return bpf_cpumask_weight(cast_mask(m));
}

SEC("tp_btf/task_newtask")
int BPF_PROG(global_after_null_trusted, struct task_struct *p, u64 f)
{
	if (!p)
		return global_after_null_trusted_helper(1);
	return 0;
}

__noinline int global_in_dead_range_helper(u32 x)
{
	struct bpf_cpumask *m = root;
	return bpf_cpumask_weight(cast_mask(m));
}

SEC("tp_btf/task_newtask")
int BPF_PROG(global_in_dead_range, struct task_struct *p, u64 f)
{
	u32 x = knob & 7;
	PAUSE();
	if (x > 9)
		return global_in_dead_range_helper(1);
	return 0;
}

static __noinline void out_flag_int_noinline_h(u32 c, struct bpf_cpumask **m, int *own)
{
	if (c & 1) {
		*m = bpf_cpumask_create();
		if (*m)
			*own = 1;
	}
}

SEC("syscall")
int out_flag_int_noinline(void *ctx)
{
	struct bpf_cpumask *m = NULL;
	int own = 0;
	out_flag_int_noinline_h(knob, &m, &own);
	PAUSE();
	if (own)
		bpf_cpumask_release(m);
	return 0;
}

static __noinline void out_flag_u64_noinline_h(u32 c, struct bpf_cpumask **m, u64 *own)
{
	if (c & 1) {
		*m = bpf_cpumask_create();
		if (*m)
			*own = 1;
	}
}

SEC("syscall")
int out_flag_u64_noinline(void *ctx)
{
	struct bpf_cpumask *m = NULL;
	u64 own = 0;
	out_flag_u64_noinline_h(knob, &m, &own);
	PAUSE();
	if (own)
		bpf_cpumask_release(m);
	return 0;
}

struct out_flag_int_in_struct_noinline_s { struct bpf_cpumask *m; int own; };

static __noinline void out_flag_int_in_struct_noinline_h(u32 c, struct out_flag_int_in_struct_noinline_s *s)
{
	if (c & 1) {
		s->m = bpf_cpumask_create();
		if (s->m)
			s->own = 1;
	}
}

SEC("syscall")
int out_flag_int_in_struct_noinline(void *ctx)
{
	struct out_flag_int_in_struct_noinline_s s = {};
	out_flag_int_in_struct_noinline_h(knob, &s);
	PAUSE();
	if (s.own)
		bpf_cpumask_release(s.m);
	return 0;
}

static __noinline int out_error_code_int_h(u32 c, struct bpf_cpumask **m)
{
	*m = bpf_cpumask_create();
	if (!*m)
		return -1;
	return 0;
}

SEC("syscall")
int out_error_code_int(void *ctx)
{
	struct bpf_cpumask *m = NULL;
	int e = out_error_code_int_h(knob, &m);
	PAUSE();
	if (e)
		return 0;
	bpf_cpumask_release(m);
	return 0;
}

static __noinline int bit_into_noinline_h(struct bpf_cpumask *m, u32 x)
{
	if (x & 4)
		bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int bit_into_noinline(void *ctx)
{
	struct bpf_cpumask *m = NULL;
	u32 x = knob;
	if (x & 4) {
		m = bpf_cpumask_create();
		if (!m)
			return 0;
	}
	PAUSE();
	return bit_into_noinline_h(m, x);
}

static __always_inline int bit_into_inline_h(struct bpf_cpumask *m, u32 x)
{
	if (x & 4)
		bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int bit_into_inline(void *ctx)
{
	struct bpf_cpumask *m = NULL;
	u32 x = knob;
	if (x & 4) {
		m = bpf_cpumask_create();
		if (!m)
			return 0;
	}
	PAUSE();
	return bit_into_inline_h(m, x);
}

SEC("syscall")
int bit_twice_same_function(void *ctx)
{
	struct bpf_cpumask *m = NULL;
	u32 x = knob;
	if (x & 4) {
		m = bpf_cpumask_create();
		if (!m)
			return 0;
	}
	PAUSE();
	if (x & 4)
		bpf_cpumask_release(m);
	return 0;
}

static __noinline int compare_into_noinline_eq3_h(struct bpf_cpumask *m, u32 x)
{
	if (x > 3)
		bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int compare_into_noinline_eq3(void *ctx)
{
	struct bpf_cpumask *m = NULL;
	u32 x = knob;
	if (x > 3) {
		m = bpf_cpumask_create();
		if (!m)
			return 0;
	}
	PAUSE();
	return compare_into_noinline_eq3_h(m, x);
}

SEC("syscall")
int eq_twice_call_between(void *ctx)
{
	struct bpf_cpumask *m = NULL;
	u32 x = knob;
	if (x == 3) {
		m = bpf_cpumask_create();
		if (!m)
			return 0;
	}
	PAUSE();
	if (x == 3)
		bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int relation_twice_call_between(void *ctx)
{
	struct bpf_cpumask *m = NULL;
	u32 x = knob;
	u64 y = total;
	if (x < y) {
		m = bpf_cpumask_create();
		if (!m)
			return 0;
	}
	PAUSE();
	if (x < y)
		bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int u32_lifts_u64(void *ctx)
{
	struct bpf_cpumask *m = NULL;
	u64 x = total;
	PAUSE();
	if ((u32)x > 7) {
		if (x > 7) {
			m = bpf_cpumask_create();
			if (!m)
				return 0;
		}
		bpf_cpumask_release(m);
	}
	return 0;
}

SEC("syscall")
int eq_two_kfuncs_between(void *ctx)
{
	struct bpf_cpumask *m = NULL;
	u32 x = knob;
	if (x == 3) {
		m = bpf_cpumask_create();
		if (!m)
			return 0;
	}
	bpf_rcu_read_lock();
	bpf_rcu_read_unlock();
	if (x == 3)
		bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int eq_three_stores_between(void *ctx)
{
	struct bpf_cpumask *m = NULL;
	u32 x = knob;
	if (x == 3) {
		m = bpf_cpumask_create();
		if (!m)
			return 0;
	}
	total++;
	cells[0]++;
	cells[1] += 7;
	if (x == 3)
		bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int gt_flag_call_between(void *ctx)
{
	struct bpf_cpumask *m = NULL;
	u32 x = knob;
	bool c = x > 3;
	if (c) {
		m = bpf_cpumask_create();
		if (!m)
			return 0;
	}
	PAUSE();
	if (c)
		bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int and_flag_call_between(void *ctx)
{
	struct bpf_cpumask *m = NULL;
	u32 x = knob;
	bool c = x > 3 && total;
	if (c) {
		m = bpf_cpumask_create();
		if (!m)
			return 0;
	}
	PAUSE();
	if (c)
		bpf_cpumask_release(m);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(call_result_flag_call_between, struct task_struct *p, u64 f)
{
	struct bpf_cpumask *m = NULL;
	bool c = bpf_cpumask_test_cpu(1, p->cpus_ptr);
	if (c) {
		m = bpf_cpumask_create();
		if (!m)
			return 0;
	}
	PAUSE();
	if (c)
		bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int global_twice_nothing_between(void *ctx)
{
	struct bpf_cpumask *m = NULL;
	if (knob == 3) {
		m = bpf_cpumask_create();
		if (!m)
			return 0;
	}
	if (knob == 3)
		bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int or_then_first(void *ctx)
{
	struct bpf_cpumask *m = NULL;
	u32 x = knob;
	u64 y = total;
	if (x == 3 || y == 5) {
		m = bpf_cpumask_create();
		if (!m)
			return 0;
	}
	if (x == 3 || y == 5)
		bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int and_twice(void *ctx)
{
	struct bpf_cpumask *m = NULL;
	u32 x = knob;
	u64 y = total;
	if (x == 3 && y == 5) {
		m = bpf_cpumask_create();
		if (!m)
			return 0;
	}
	if (x == 3 && y == 5)
		bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int rcu_conditional_twice(void *ctx)
{
	u32 x = knob;
	if (x == 3)
		bpf_rcu_read_lock();
	total++;
	if (x == 3)
		bpf_rcu_read_unlock();
	return 0;
}

SEC("syscall")
int swapped_test_hash_read(void *ctx)
{
	u64 k = total;
	struct domain_rec *s = bpf_map_lookup_elem(&nodes, &k);
	if (s)
		return 0;
	knob = s->id;
	return 0;
}

SEC("syscall")
int swapped_test_hash_write(void *ctx)
{
	u64 k = total;
	struct domain_rec *s = bpf_map_lookup_elem(&nodes, &k);
	if (s)
		return 0;
	s->id = 1;
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(swapped_test_kptr_read, struct task_struct *p, u64 f)
{
	struct bpf_cpumask *m = root;
	if (m)
		return 0;
	return m->cpumask.bits[0] != 0;
}

SEC("syscall")
int swapped_test_then_call(void *ctx)
{
	u64 k = total;
	struct domain_rec *s = bpf_map_lookup_elem(&nodes, &k);
	if (s)
		return 0;
	s->id = 1;
	PAUSE();
	return 0;
}

SEC("syscall")
int swapped_test_call_first(void *ctx)
{
	u64 k = total;
	struct domain_rec *s = bpf_map_lookup_elem(&nodes, &k);
	if (s)
		return 0;
	PAUSE();
	s->id = 1;
	return 0;
}

SEC("syscall")
int swapped_if_body(void *ctx)
{
	u64 k = total;
	struct domain_rec *s = bpf_map_lookup_elem(&nodes, &k);
	if (!s) {
		s->id = 1;
		return 1;
	}
	return 0;
}

SEC("syscall")
int swapped_if_body_mask(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	if (!m) {
		total = m->cpumask.bits[0];
		return 1;
	}
	bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int forgot_return_store(void *ctx)
{
	u64 k = total;
	struct domain_rec *s = bpf_map_lookup_elem(&nodes, &k);
	if (!s)
		total++;
	s->id = 1;
	return 0;
}

SEC("syscall")
int forgot_return_printk(void *ctx)
{
	u64 k = total;
	struct domain_rec *s = bpf_map_lookup_elem(&nodes, &k);
	if (!s)
		bpf_printk("no s");
	s->id = 1;
	return 0;
}

SEC("syscall")
int forgot_return_err_set(void *ctx)
{
	u64 k = total;
	struct domain_rec *s = bpf_map_lookup_elem(&nodes, &k);
	int e = 0;
	if (!s)
		e = -2;
	s->id = 1;
	return e;
}

SEC("syscall")
int leak_then_null_deref(void *ctx)
{
	u64 k = total;
	struct domain_rec *s = bpf_map_lookup_elem(&nodes, &k);
	struct bpf_cpumask *m = bpf_cpumask_create();
	if (!m)
		return 0;
	if (!s) {
		s->id = 1;
		return 0;
	}
	bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int or_test_wrong(void *ctx)
{
	u64 k = total;
	struct domain_rec *s = bpf_map_lookup_elem(&nodes, &k);
	if (!s && s->id)
		return 1;
	return 0;
}

SEC("syscall")
int or_test_wrong2(void *ctx)
{
	u64 k = total;
	struct domain_rec *s = bpf_map_lookup_elem(&nodes, &k);
	if (s || s->id)
		return 1;
	return 0;
}

SEC("syscall")
int flag_chain3(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	bool a = !m, b = !!a;
	u64 c = b;
	if (c)
		return 0;
	bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int flag_chain4(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	u64 a = !!(!m);
	bool b = !!(a);
	u64 c = !!(b);
	if (c)
		return 0;
	bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int flag_int_ok(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	int ok = m != NULL;
	int bad = !ok;
	if (bad == 1)
		return 0;
	bpf_cpumask_release(m);
	return 0;
}

static __always_inline bool flag_helper_ret_v(struct bpf_cpumask *m)
{
	return m ? true : false;
}

static __always_inline int flag_helper_ret_w(struct bpf_cpumask *m)
{
	return flag_helper_ret_v(m) ? 0 : -12;
}

SEC("syscall")
int flag_helper_ret(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	int e = flag_helper_ret_w(m);
	bool failed = e < 0;
	if (failed)
		return e;
	bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int count_of_masks(void *ctx)
{
	struct bpf_cpumask *a = bpf_cpumask_create(), *b = bpf_cpumask_create();
	int n = 0;
	if (a)
		n++;
	if (b)
		n++;
	if (n == 2) {
		bpf_cpumask_release(a);
		bpf_cpumask_release(b);
		return 0;
	}
	if (a)
		bpf_cpumask_release(a);
	if (b)
		bpf_cpumask_release(b);
	return 0;
}

SEC("syscall")
int bits_of_masks(void *ctx)
{
	struct bpf_cpumask *a = bpf_cpumask_create(), *b = bpf_cpumask_create();
	u32 n = 0;
	if (a)
		n |= 1;
	if (b)
		n |= 2;
	PAUSE();
	if (n & 1)
		bpf_cpumask_release(a);
	if (n & 2)
		bpf_cpumask_release(b);
	return 0;
}

SEC("syscall")
int test_by_and(void *ctx)
{
	struct bpf_cpumask *a = bpf_cpumask_create(), *b = bpf_cpumask_create();
	bool both = a && b;
	if (!both) {
		if (a)
			bpf_cpumask_release(a);
		if (b)
			bpf_cpumask_release(b);
		return 0;
	}
	bpf_cpumask_release(a);
	bpf_cpumask_release(b);
	return 0;
}

SEC("syscall")
int test_by_bitand(void *ctx)
{
	struct bpf_cpumask *a = bpf_cpumask_create(), *b = bpf_cpumask_create();
	if (!!a & !!b) {
		bpf_cpumask_release(a);
		bpf_cpumask_release(b);
		return 0;
	}
	if (a)
		bpf_cpumask_release(a);
	if (b)
		bpf_cpumask_release(b);
	return 0;
}

SEC("syscall")
int neg_mask_int(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	if ((long)m == 0)
		return 0;
	bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int inverted_loop_guard(void *ctx)
{
	struct bpf_cpumask *m = NULL;
	int i;
	bpf_for(i, 0, 3) {
		m = bpf_cpumask_create();
		if (m)
			break;
	}
	if (m)
		bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int min_of_two_ternary(void *ctx)
{
	struct bpf_cpumask *a = bpf_cpumask_create(), *b = bpf_cpumask_create(), *c;
	c = a ? a : b;
	if (c)
		bpf_cpumask_set_cpu(1, c);
	if (a)
		bpf_cpumask_release(a);
	if (b)
		bpf_cpumask_release(b);
	return 0;
}

SEC("syscall")
int array_of_masks_unrolled(void *ctx)
{
	struct bpf_cpumask *a[3] = {};
	int i;
	for (i = 0; i < 3; i++) {
		a[i] = bpf_cpumask_create();
		if (!a[i])
			break;
	}
	for (i = 0; i < 3; i++)
		if (a[i])
			bpf_cpumask_release(a[i]);
	return 0;
}

SEC("syscall")
int array_of_masks_count(void *ctx)
{
	struct bpf_cpumask *a[3];
	int i, n = 0;
	for (i = 0; i < 3; i++) {
		a[i] = bpf_cpumask_create();
		if (!a[i])
			break;
		n++;
	}
	for (i = 0; i < n; i++)
		bpf_cpumask_release(a[i]);
	return 0;
}

SEC("syscall")
int unwind_backwards(void *ctx)
{
	struct bpf_cpumask *a[3];
	int i;
	for (i = 0; i < 3; i++) {
		a[i] = bpf_cpumask_create();
		if (!a[i])
			goto undo;
	}
undo :
	while ( -- i >= 0)
		bpf_cpumask_release(a[i]);
	return 0;
}

SEC("syscall")
int state_machine(void *ctx)
{
	struct bpf_cpumask *m = NULL;
	int st = 0, i;
	for (i = 0; i < 4; i++) {
		switch (st) {
		case 0 :
			m = bpf_cpumask_create();
			if (!m)
				return 0;
			st = 1;
			break;
		case 1 :
			bpf_cpumask_set_cpu(i, m);
			st = 2;
			break;
		case 2 :
			bpf_cpumask_release(m);
			m = NULL;
			st = 3;
			break;
		default :
			break;
		}
	}
	return 0;
}

SEC("syscall")
int swap_by_temp_array(void *ctx)
{
	struct bpf_cpumask *a[2];
	int cur = knob & 1;
	a[0] = bpf_cpumask_create();
	if (!a[0])
		return 0;
	a[1] = bpf_cpumask_create();
	if (!a[1]) {
		bpf_cpumask_release(a[0]);
		return 0;
	}
	bpf_cpumask_set_cpu(1, cur ? a[1] : a[0]);
	bpf_cpumask_release(a[0]);
	bpf_cpumask_release(a[1]);
	return 0;
}

SEC("syscall")
int release_selected(void *ctx)
{
	struct bpf_cpumask *a, *b, *keep, *drop;
	a = bpf_cpumask_create();
	if (!a)
		return 0;
	b = bpf_cpumask_create();
	if (!b) {
		bpf_cpumask_release(a);
		return 0;
	}
	if (knob) {
		keep = a;
		drop = b;
	} else {
		keep = b;
		drop = a;
	}
	bpf_cpumask_release(drop);
	bpf_cpumask_release(keep);
	return 0;
}

SEC("syscall")
int release_selected_ternary(void *ctx)
{
	struct bpf_cpumask *a, *b;
	u32 s = knob;
	a = bpf_cpumask_create();
	if (!a)
		return 0;
	b = bpf_cpumask_create();
	if (!b) {
		bpf_cpumask_release(a);
		return 0;
	}
	bpf_cpumask_release(s ? a : b);
	bpf_cpumask_release(s ? b : a);
	return 0;
}

SEC("syscall")
int xchg_or_release_by_result(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create(), *o = NULL;
	if (m && (o = bpf_kptr_xchg(&root, m)))
		bpf_cpumask_release(o);
	return !o;
}

SEC("syscall")
int early_out_in_both(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	int r = 0;
	if (m) {
		if (knob)
			goto out;
		r = 1;
	} else {
		return -1;
	}
out :
	bpf_cpumask_release(m);
	return r;
}

SEC("syscall")
int double_null_guard(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	bool have = false;
	if (m)
		have = true;
	PAUSE();
	if (!have)
		return 0;
	bpf_cpumask_release(m);
	return 0;
}

static __noinline int int_error_positive_h(struct bpf_cpumask **o)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	if (!m)
		return -12;
	*o = m;
	return knob & 3;
}

SEC("syscall")
int int_error_positive(void *ctx)
{
	struct bpf_cpumask *m = NULL;
	int r = int_error_positive_h(&m);
	if (r < 0)
		return r;
	if (m)
		bpf_cpumask_release(m);
	return r;
}

static __noinline struct bpf_cpumask *returns_mask_from_noinline_h(u32 c)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	if (m)
		bpf_cpumask_set_cpu(c, m);
	return m;
}

SEC("syscall")
int returns_mask_from_noinline(void *ctx)
{
	struct bpf_cpumask *m = returns_mask_from_noinline_h(1);
	if (!m)
		return 0;
	bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int loop_put_back(void *ctx)
{
	struct bpf_cpumask *c;
	int i;
	bpf_for(i, 0, 4) {
		c = bpf_kptr_xchg(&root, NULL);
		if (c) {
			bpf_cpumask_set_cpu(i, c);
			c = bpf_kptr_xchg(&root, c);
		}
		if (c)
			bpf_cpumask_release(c);
	}
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(rcu_flag_local, struct task_struct *p, u64 f)
{
	bool in = false;
	struct bpf_cpumask *m;
	u32 w = 0;
	if (knob > 3) {
		bpf_rcu_read_lock();
		in = true;
	}
	m = root;
	if (m)
		w = bpf_cpumask_weight(cast_mask(m));
	if (in)
		bpf_rcu_read_unlock();
	return w;
}

static __always_inline u32 rcu_flag_param_const_h(bool in)
{
	u32 w = 0;
	struct bpf_cpumask *m;
	if (in)
		bpf_rcu_read_lock();
	m = root;
	if (m)
		w = bpf_cpumask_weight(cast_mask(m));
	if (in)
		bpf_rcu_read_unlock();
	return w;
}

SEC("syscall")
int rcu_flag_param_const(void *ctx)
{
	return rcu_flag_param_const_h(true);
}

SEC("syscall")
int const_volatile_flag(void *ctx)
{
	struct bpf_cpumask *m = NULL;
	if (cfg_on) {
		m = bpf_cpumask_create();
		if (!m)
			return 0;
	}
	PAUSE();
	if (cfg_on)
		bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int const_volatile_loop(void *ctx)
{
	struct bpf_cpumask *m = NULL;
	u32 i;
	for (i = 0; i < cfg_n; i++) {
		if (m)
			bpf_cpumask_release(m);
		m = bpf_cpumask_create();
		if (!m)
			return 0;
	}
	bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int task_ref_and_mask(void *ctx)
{
	struct task_struct *t = bpf_task_from_pid(1);
	struct bpf_cpumask *m;
	if (!t)
		return 0;
	m = bpf_cpumask_create();
	if (m) {
		bpf_cpumask_copy(m, t->cpus_ptr);
		bpf_cpumask_release(m);
	}
	bpf_task_release(t);
	return 0;
}

SEC("syscall")
int mask_index_after_cmp_chain(void *ctx)
{
	u32 i = knob, j = i;
	if (i >= 8)
		return 0;
	cells[j] = 1;
	return 0;
}

struct struct_return_r { struct bpf_cpumask *m; };

static __always_inline struct struct_return_r struct_return_h(void)
{
	struct struct_return_r r = { bpf_cpumask_create() };
	return r;
}

SEC("syscall")
int struct_return(void *ctx)
{
	struct struct_return_r r = struct_return_h();
	if (r.m)
		bpf_cpumask_release(r.m);
	return 0;
}

SEC("syscall")
int union_ptr_u64(void *ctx)
{
	union { struct bpf_cpumask *m; u64 n; } u;
	u.m = bpf_cpumask_create();
	if (u.n)
		bpf_cpumask_release(u.m);
	return 0;
}

SEC("syscall")
int store_ptr_compare(void *ctx)
{
	struct bpf_cpumask *a = bpf_cpumask_create(), *b;
	if (!a)
		return 0;
	b = bpf_cpumask_acquire(a);
	if (a == b)
		total++;
	bpf_cpumask_release(b);
	bpf_cpumask_release(a);
	return 0;
}

SEC("syscall")
int err_ptr_style(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	if ((unsigned long) m >=(unsigned long) - 4095 || !m)
		return 0;
	bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int do_while_retry(void *ctx)
{
	struct bpf_cpumask *m;
	int n = 0;
	do {
		m = bpf_cpumask_create();
	} while (!m && ++ n < 3);
	if (!m)
		return 0;
	bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int nested_ternary_release(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	u32 s = knob;
	u32 w = m ? s > 3 ? bpf_cpumask_weight(cast_mask(m)) : s == 1 ? 7 : 9 : 0;
	if (m)
		bpf_cpumask_release(m);
	return w;
}

static __noinline int reload_after_noinline_store_h(struct bpf_cpumask *m)
{
	if (!m)
		return -1;
	total++;
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(reload_after_noinline_store, struct task_struct *p, u64 f)
{
	struct bpf_cpumask *m = root;
	if (reload_after_noinline_store_h(m))
		return 0;
	m = root;
	return bpf_cpumask_weight(cast_mask(m));
}

static __noinline int same_value_after_noinline_store_h(struct bpf_cpumask *m)
{
	if (!m)
		return -1;
	total++;
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(same_value_after_noinline_store, struct task_struct *p, u64 f)
{
	struct bpf_cpumask *m = root;
	if (same_value_after_noinline_store_h(m))
		return 0;
	return bpf_cpumask_weight(cast_mask(m));
}

static __noinline void noinline_store_to_sibling_then_reload_h(struct domain_rec *e)
{
	e->id++;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(noinline_store_to_sibling_then_reload, struct task_struct *p, u64 f)
{
	u64 k = p->pid;
	struct domain_rec *e = bpf_map_lookup_elem(&nodes, &k);
	if (!e || !e->allowed)
		return 0;
	noinline_store_to_sibling_then_reload_h(e);
	return bpf_cpumask_weight(cast_mask(e->allowed));
}

static __always_inline void inline_store_to_sibling_then_reload_h(struct domain_rec *e)
{
	e->id++;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(inline_store_to_sibling_then_reload, struct task_struct *p, u64 f)
{
	u64 k = p->pid;
	struct domain_rec *e = bpf_map_lookup_elem(&nodes, &k);
	if (!e || !e->allowed)
		return 0;
	inline_store_to_sibling_then_reload_h(e);
	return bpf_cpumask_weight(cast_mask(e->allowed));
}

SEC("tp_btf/task_newtask")
int BPF_PROG(const_key_one, struct task_struct *p, u64 f)
{
	u32 k = 1;
	struct plain *v = bpf_map_lookup_elem(&plains, &k);
	v->a++;
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(const_key_zero, struct task_struct *p, u64 f)
{
	u32 k = 0;
	struct plain *v = bpf_map_lookup_elem(&plains, &k);
	v->a++;
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(const_key_too_large, struct task_struct *p, u64 f)
{
	u32 k = 4;
	struct plain *v = bpf_map_lookup_elem(&plains, &k);
	v->a++;
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(const_key_two_locals, struct task_struct *p, u64 f)
{
	u32 k = 1, k2 = 2;
	struct plain *v = bpf_map_lookup_elem(&plains, &k), *w = bpf_map_lookup_elem(&plains, &k2);
	v->a++;
	w->a++;
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(const_key_zero_array, struct task_struct *p, u64 f)
{
	u32 k[3] = { 0, 0, 0 };
	struct plain *v = bpf_map_lookup_elem(&plains, &k[1]);
	v->a++;
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(const_key_after_branch, struct task_struct *p, u64 f)
{
	u32 k = knob > 3 ? 1 : 0;
	struct plain *v = bpf_map_lookup_elem(&plains, &k);
	v->a++;
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(const_key_loop, struct task_struct *p, u64 f)
{
	u32 i;
	for (i = 0; i < 4; i++) {
		u32 k = i;
		struct plain *v = bpf_map_lookup_elem(&plains, &k);
		v->a++;
	}
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(const_key_bpf_for, struct task_struct *p, u64 f)
{
	u32 i;
	bpf_for(i, 0, 4) {
		struct plain *v = bpf_map_lookup_elem(&plains, &i);
		v->a++;
	}
	return 0;
}

static __noinline struct plain *const_key_in_noinline_h(u32 k)
{
	return bpf_map_lookup_elem(&plains, &k);
}

SEC("tp_btf/task_newtask")
int BPF_PROG(const_key_in_noinline, struct task_struct *p, u64 f)
{
	struct plain *v = const_key_in_noinline_h(0);
	v->a++;
	return 0;
}

static __noinline struct plain *const_key_one_in_noinline_h(u32 k)
{
	total += k;
	return bpf_map_lookup_elem(&plains, &k);
}

SEC("tp_btf/task_newtask")
int BPF_PROG(const_key_one_in_noinline, struct task_struct *p, u64 f)
{
	struct plain *v = const_key_one_in_noinline_h(1), *w = const_key_one_in_noinline_h(2);
	v->a++;
	w->a++;
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(const_key_rodata, struct task_struct *p, u64 f)
{
	u32 k = cfg_n - 3;
	struct plain *v = bpf_map_lookup_elem(&plains, &k);
	v->a++;
	return 0;
}

SEC("syscall")
int drain_bounded(void *ctx)
{
	struct bpf_cpumask *m;
	int n = 0;
	while (n++ < 8 && (m = bpf_kptr_xchg(&root, NULL)))
		bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int number_released_if_nonzero(void *ctx)
{
	struct bpf_cpumask *m = (void *)total;
	if (m)
		bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int number_into_reader(void *ctx)
{
	return bpf_cpumask_weight((void *)total);
}

SEC("syscall")
int obj_drop_of_mask(void *ctx)
{
	struct bpf_cpumask *m = bpf_kptr_xchg(&root, NULL);
	if (m)
		bpf_obj_drop(m);
	return 0;
}

SEC("syscall")
int task_release_of_mask(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	if (m)
		bpf_task_release((void *)m);
	return 0;
}

SEC("syscall")
int mask_release_of_task(void *ctx)
{
	struct task_struct *t = bpf_task_from_pid(1);
	if (t)
		bpf_cpumask_release((void *)t);
	return 0;
}

SEC("syscall")
int slot_index_beyond_map_value(void *ctx)
{
	u64 k = total;
	struct domain_rec *v = bpf_map_lookup_elem(&nodes, &k);
	struct bpf_cpumask *m;
	if (!v)
		return 0;
	m = bpf_kptr_xchg(&v->per_level[3], NULL);
	if (m)
		bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int slot_number_instead_of_slot(void *ctx)
{
	u64 k = total;
	struct domain_rec *v = bpf_map_lookup_elem(&nodes, &k);
	struct bpf_cpumask *m;
	if (!v)
		return 0;
	m = bpf_kptr_xchg((void *)&v->id, NULL);
	if (m)
		bpf_cpumask_release(m);
	return 0;
}

static long callback_returns_unknown_cb(u32 i, void *d)
{
	return knob;
}

SEC("syscall")
int callback_returns_unknown(void *ctx)
{
	int x = 0;
	return bpf_loop(4, callback_returns_unknown_cb, &x, 0);
}

static long callback_returns_bool_cb(u32 i, void *d)
{
	return knob > 5;
}

SEC("syscall")
int callback_returns_bool(void *ctx)
{
	int x = 0;
	return bpf_loop(4, callback_returns_bool_cb, &x, 0);
}

SEC("syscall")
int swapped_test_offset0_write(void *ctx)
{
	u64 k = total;
	struct domain_rec *s = bpf_map_lookup_elem(&nodes, &k);
	if (s)
		return 0;
	s->created_at = 1;
	return 0;
}

SEC("syscall")
int forgot_return_offset0(void *ctx)
{
	u64 k = total;
	struct domain_rec *s = bpf_map_lookup_elem(&nodes, &k);
	if (!s)
		total++;
	s->created_at = 1;
	return 0;
}

SEC("syscall")
int forgot_return_offset0_printk(void *ctx)
{
	u64 k = total;
	struct domain_rec *s = bpf_map_lookup_elem(&nodes, &k);
	if (!s)
		bpf_printk("none");
	s->created_at = 1;
	return 0;
}

SEC("syscall")
int forgot_return_offset0_err(void *ctx)
{
	u64 k = total;
	struct domain_rec *s = bpf_map_lookup_elem(&nodes, &k);
	int e = 0;
	if (!s)
		e = -2;
	s->created_at = 1;
	return e;
}
