/* Numbers that decide about a resource: flags, states, ranges, bits, error codes, load-time constants. */
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

struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
struct bpf_cpumask *bpf_cpumask_acquire(struct bpf_cpumask *cpumask) __ksym;
u32 bpf_cpumask_first(const struct cpumask *cpumask) __ksym;
u32 bpf_cpumask_weight(const struct cpumask *cpumask) __ksym;
void bpf_cpumask_set_cpu(u32 cpu, struct bpf_cpumask *cpumask) __ksym;
void bpf_cpumask_setall(struct bpf_cpumask *cpumask) __ksym;
void bpf_cpumask_clear(struct bpf_cpumask *cpumask) __ksym;
bool bpf_cpumask_and(struct bpf_cpumask *dst, const struct cpumask *src1, const struct cpumask *src2) __ksym;

static inline const struct cpumask *cast_mask(struct bpf_cpumask *mask)
{
	return (const struct cpumask *)mask;
}

struct cfgslot {
	struct bpf_cpumask __kptr *mask;
	u32 state;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 16);
	__type(key, u32);
	__type(value, struct cfgslot);
} cfg SEC(".maps");

enum phase { PHASE_IDLE, PHASE_BUILD, PHASE_DONE };

const volatile bool smt_on = true;
const volatile bool debug_on = false;
const volatile u32 nr_layers = 4;
const volatile u32 limit_zero;

private(SC) static struct bpf_cpumask __kptr *layer_mask;

u32 level;
s32 delta;
u64 flags_word;
u64 res;

SEC("syscall")
int const_true_takes_leak_ok(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (!m)
		return -ENOMEM;
	if (smt_on) {
		bpf_cpumask_release(m);
		return 1;
	}
	bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int const_true_takes_leak_bad(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (!m)
		return -ENOMEM;
	if (smt_on) {
		return 1;
	}
	bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int const_false_hides_leak_ok(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (!m)
		return -ENOMEM;
	if (debug_on)
		return 1;	/* leaks, but is dead as the object is loaded */
	bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int const_number_loop_ok(void *ctx)
{
	struct bpf_cpumask *m = NULL;
	u32 i;

	for (i = 0; i < nr_layers && i < 8; i++) {
		if (!m)
			m = bpf_cpumask_create();
		if (m)
			bpf_cpumask_set_cpu(i, m);
	}
	if (m)
		bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int const_number_loop_bad(void *ctx)
{
	struct bpf_cpumask *m = NULL;
	u32 i;

	for (i = 0; i < nr_layers && i < 8; i++) {
		if (!m)
			m = bpf_cpumask_create();
		if (m)
			bpf_cpumask_set_cpu(i, m);
	}
	if (m && nr_layers > 4)
		bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int const_zero_dead_branch_ok(void *ctx)
{
	struct bpf_cpumask *m = NULL;

	if (limit_zero)
		bpf_cpumask_setall(m);	/* never reached: the limit is 0 when loaded */
	return 0;
}

SEC("syscall")
int const_correlated_ok(void *ctx)
{
	struct bpf_cpumask *m = NULL;

	if (smt_on)
		m = bpf_cpumask_create();
	res++;
	if (smt_on && m)
		bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int const_correlated_bad(void *ctx)
{
	struct bpf_cpumask *m = NULL;

	if (smt_on)
		m = bpf_cpumask_create();
	res++;
	if (debug_on && m)
		bpf_cpumask_release(m);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(flag_variable_ok, struct task_struct *p, u64 clone_flags)
{
	struct bpf_cpumask *m = NULL;
	int own = 0;

	if (clone_flags & 0x100) {
		m = bpf_cpumask_create();
		own = 1;
	} else {
		m = layer_mask;
	}
	if (!m)
		return 0;
	res += bpf_cpumask_weight(cast_mask(m));
	if (own)
		bpf_cpumask_release(m);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(flag_variable_bad, struct task_struct *p, u64 clone_flags)
{
	struct bpf_cpumask *m = NULL;
	int own = 0;

	if (clone_flags & 0x100) {
		m = bpf_cpumask_create();
		own = 1;
	} else {
		m = layer_mask;
	}
	if (!m)
		return 0;
	res += bpf_cpumask_weight(cast_mask(m));
		bpf_cpumask_release(m);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(flag_set_too_early_bad, struct task_struct *p, u64 clone_flags)
{
	struct bpf_cpumask *m = NULL;
	int have = 0;

	if (p->pid > 100) {
		have = 1;
		m = bpf_cpumask_create();
	}
	res += p->tgid;
	if (have)
		bpf_cpumask_release(m);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(flag_set_too_early_ok, struct task_struct *p, u64 clone_flags)
{
	struct bpf_cpumask *m = NULL;
	int have = 0;

	if (p->pid > 100) {
		m = bpf_cpumask_create();
		if (m)
			have = 1;
	}
	res += p->tgid;
	if (have)
		bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int state_machine_ok(void *ctx)
{
	enum phase ph = PHASE_IDLE;
	struct bpf_cpumask *m = NULL;
	int i;

	for (i = 0; i < 4; i++) {
		switch (ph) {
		case PHASE_IDLE:
			m = bpf_cpumask_create();
			if (!m)
				return -ENOMEM;
			ph = PHASE_BUILD;
			break;
		case PHASE_BUILD:
			bpf_cpumask_set_cpu(i, m);
			if (level > i)
				ph = PHASE_DONE;
			break;
		case PHASE_DONE:
			bpf_cpumask_release(m);
			return i;
			break;
		}
	}
	bpf_cpumask_release(m);
	return i;
}

SEC("syscall")
int state_machine_bad(void *ctx)
{
	enum phase ph = PHASE_IDLE;
	struct bpf_cpumask *m = NULL;
	int i;

	for (i = 0; i < 4; i++) {
		switch (ph) {
		case PHASE_IDLE:
			m = bpf_cpumask_create();
			if (!m)
				return -ENOMEM;
			ph = PHASE_BUILD;
			break;
		case PHASE_BUILD:
			bpf_cpumask_set_cpu(i, m);
			if (level > i)
				ph = PHASE_DONE;
			break;
		case PHASE_DONE:
			bpf_cpumask_release(m);
			ph = PHASE_BUILD;
			break;
		}
	}
	bpf_cpumask_release(m);
	return i;
}

SEC("syscall")
int counter_of_references_ok(void *ctx)
{
	struct bpf_cpumask *m, *n = NULL;
	int refs = 0;

	m = bpf_cpumask_create();
	if (!m)
		return -ENOMEM;
	refs++;
	if (level > 7) {
		n = bpf_cpumask_acquire(m);
		refs++;
	}
	res = bpf_cpumask_weight(cast_mask(m));
	if (refs == 2)
		bpf_cpumask_release(n);
	bpf_cpumask_release(m);
	return refs;
}

SEC("syscall")
int counter_of_references_bad(void *ctx)
{
	struct bpf_cpumask *m, *n = NULL;
	int refs = 0;

	m = bpf_cpumask_create();
	if (!m)
		return -ENOMEM;
	refs++;
	if (level > 7) {
		n = bpf_cpumask_acquire(m);
		refs++;
	}
	res = bpf_cpumask_weight(cast_mask(m));
	if (refs == 3)
		bpf_cpumask_release(n);
	bpf_cpumask_release(m);
	return refs;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(range_then_tighter_ok, struct task_struct *p, u64 clone_flags)
{
	struct bpf_cpumask *m = NULL;
	u32 x = level;

	if (x > 3) {
		m = bpf_cpumask_create();
		if (!m)
			return 0;
	}
	res += x;
	/* more than 3 is also more than 1, not the other way round */
	if (x > 3)
		bpf_cpumask_release(m);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(range_then_tighter_bad, struct task_struct *p, u64 clone_flags)
{
	struct bpf_cpumask *m = NULL;
	u32 x = level;

	if (x > 3) {
		m = bpf_cpumask_create();
		if (!m)
			return 0;
	}
	res += x;
	/* more than 3 is also more than 1, not the other way round */
	if (x > 1)
		bpf_cpumask_release(m);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(range_split_ok, struct task_struct *p, u64 clone_flags)
{
	struct bpf_cpumask *m = NULL;
	u32 x = level;

	if (x >= 10) {
		m = bpf_cpumask_create();
		if (!m)
			return 0;
	}
	res++;
	if (x < 10)
		return 0;
	bpf_cpumask_release(m);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(range_split_bad, struct task_struct *p, u64 clone_flags)
{
	struct bpf_cpumask *m = NULL;
	u32 x = level;

	if (x >= 10) {
		m = bpf_cpumask_create();
		if (!m)
			return 0;
	}
	res++;
	if (x < 10)
		return 0;
	if (x != 10)
		bpf_cpumask_release(m);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(equality_chain_bad, struct task_struct *p, u64 clone_flags)
{
	struct bpf_cpumask *m = NULL;
	u32 x = level;

	if (x == 2 || x == 5) {
		m = bpf_cpumask_create();
		if (!m)
			return 0;
		bpf_cpumask_set_cpu(x, m);
	}
	res += x;
	/* that x is neither 2 nor 5 is not remembered on the other path: only ranges are */
	if (x == 2)
		bpf_cpumask_release(m);
	if (x == 5)
		bpf_cpumask_release(m);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(equality_chain_ok, struct task_struct *p, u64 clone_flags)
{
	struct bpf_cpumask *m = NULL;
	u32 x = level;

	if (x == 2 || x == 5) {
		m = bpf_cpumask_create();
		if (!m)
			return 0;
		bpf_cpumask_set_cpu(x, m);
	}
	res += x;
	/* that x is neither 2 nor 5 is not remembered on the other path: only ranges are */
	if (m)
		bpf_cpumask_release(m);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(equality_in_the_middle_bad, struct task_struct *p, u64 clone_flags)
{
	struct bpf_cpumask *m = NULL;
	u32 x = level;

	if (x == 7) {
		m = bpf_cpumask_create();
		if (!m)
			return 0;
	}
	res += bpf_get_prandom_u32();
	/* 'not 0' shrinks the range of an unsigned number, 'not 7' does not */
	if (x == 7)
		bpf_cpumask_release(m);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(equality_in_the_middle_ok, struct task_struct *p, u64 clone_flags)
{
	struct bpf_cpumask *m = NULL;
	u32 x = level;

	if (x == 0) {
		m = bpf_cpumask_create();
		if (!m)
			return 0;
	}
	res += bpf_get_prandom_u32();
	/* 'not 0' shrinks the range of an unsigned number, 'not 7' does not */
	if (x == 0)
		bpf_cpumask_release(m);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(equality_at_range_end_ok, struct task_struct *p, u64 clone_flags)
{
	struct bpf_cpumask *m = NULL;
	u32 x = level;

	if (x > 3)
		return 0;
	if (x == 3) {
		m = bpf_cpumask_create();
		if (!m)
			return 0;
	}
	res += bpf_get_prandom_u32();
	if (x == 3)
		bpf_cpumask_release(m);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(equality_at_range_end_bad, struct task_struct *p, u64 clone_flags)
{
	struct bpf_cpumask *m = NULL;
	u32 x = level;

	if (x > 4)
		return 0;
	if (x == 3) {
		m = bpf_cpumask_create();
		if (!m)
			return 0;
	}
	res += bpf_get_prandom_u32();
	if (x == 3)
		bpf_cpumask_release(m);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(switch_twice_ok, struct task_struct *p, u64 clone_flags)
{
	struct bpf_cpumask *m = NULL;
	u32 x = level;

	switch (x) {
	case PHASE_IDLE:
	case PHASE_BUILD:
		m = bpf_cpumask_create();
		if (!m)
			return 0;
		break;
	default:
		res++;
	}
	bpf_get_prandom_u32();
	switch (x) {
	case PHASE_IDLE:
	case PHASE_BUILD:
		bpf_cpumask_release(m);
		break;
	}
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(switch_twice_bad, struct task_struct *p, u64 clone_flags)
{
	struct bpf_cpumask *m = NULL;
	u32 x = level;

	switch (x) {
	case PHASE_IDLE:
	case PHASE_BUILD:
		m = bpf_cpumask_create();
		if (!m)
			return 0;
		break;
	default:
		res++;
	}
	bpf_get_prandom_u32();
	switch (x) {
	case PHASE_IDLE:
	case PHASE_BUILD:
		break;
	case PHASE_DONE:
		bpf_cpumask_release(m);
		break;
	}
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(signed_compare_ok, struct task_struct *p, u64 clone_flags)
{
	struct bpf_cpumask *m = NULL;
	s32 d = delta;

	if (d < 0) {
		m = bpf_cpumask_create();
		if (!m)
			return 0;
	}
	res += d;
	if (d < 0)
		bpf_cpumask_release(m);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(signed_compare_bad, struct task_struct *p, u64 clone_flags)
{
	struct bpf_cpumask *m = NULL;
	s32 d = delta;

	if (d < 0) {
		m = bpf_cpumask_create();
		if (!m)
			return 0;
	}
	res += d;
	if (d < -1)
		bpf_cpumask_release(m);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(bit_test_ok, struct task_struct *p, u64 clone_flags)
{
	struct bpf_cpumask *m = NULL;
	u64 f = clone_flags & 0x2;

	if (f) {
		m = bpf_cpumask_create();
		if (!m)
			return 0;
	}
	res += bpf_get_smp_processor_id();
	if (f)
		bpf_cpumask_release(m);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(bit_test_bad, struct task_struct *p, u64 clone_flags)
{
	struct bpf_cpumask *m = NULL;
	u64 f = clone_flags & 0x2;

	if (f) {
		m = bpf_cpumask_create();
		if (!m)
			return 0;
	}
	res += bpf_get_smp_processor_id();
	if (clone_flags & 0x4)
		bpf_cpumask_release(m);
	return 0;
}

static __noinline int error_code_of_helper_ok_prepare(struct bpf_cpumask **mp, u32 cpu)
{
	struct bpf_cpumask *m;

	if (cpu > 255)
		return -EINVAL;
	m = bpf_cpumask_create();
	if (!m)
		return -ENOMEM;
	bpf_cpumask_set_cpu(cpu, m);
	*mp = m;
	return 0;
}

SEC("syscall")
int error_code_of_helper_ok(void *ctx)
{
	struct bpf_cpumask *m = NULL;
	int err;

	err = error_code_of_helper_ok_prepare(&m, level);
	if (err < 0)
		return err;
	bpf_cpumask_release(m);
	return 0;
}

static __noinline int error_code_of_helper_bad_prepare(struct bpf_cpumask **mp, u32 cpu)
{
	struct bpf_cpumask *m;

	if (cpu > 255)
		return -EINVAL;
	m = bpf_cpumask_create();
	if (!m)
		return -ENOMEM;
	bpf_cpumask_set_cpu(cpu, m);
	*mp = m;
	return 0;
}

SEC("syscall")
int error_code_of_helper_bad(void *ctx)
{
	struct bpf_cpumask *m = NULL;
	int err;

	err = error_code_of_helper_bad_prepare(&m, level);
	if (err == -EINVAL)
		return err;
	bpf_cpumask_release(m);
	return 0;
}

static __noinline int error_code_positive_ok_prepare(struct bpf_cpumask **mp)
{
	*mp = bpf_cpumask_create();
	if (!*mp)
		return -ENOMEM;
	return 0;
}

SEC("syscall")
int error_code_positive_ok(void *ctx)
{
	struct bpf_cpumask *m = NULL;

	if (error_code_positive_ok_prepare(&m) < 0)
		return 0;
	bpf_cpumask_clear(m);
	bpf_cpumask_release(m);
	return 0;
}

static __noinline int error_code_positive_bad_prepare(struct bpf_cpumask **mp)
{
	*mp = bpf_cpumask_create();
	if (!*mp)
		return ENOMEM;
	return 0;
}

SEC("syscall")
int error_code_positive_bad(void *ctx)
{
	struct bpf_cpumask *m = NULL;

	if (error_code_positive_bad_prepare(&m) < 0)
		return 0;
	bpf_cpumask_clear(m);
	bpf_cpumask_release(m);
	return 0;
}

static __noinline bool bool_of_helper_ok_store(u32 key, struct bpf_cpumask *m)
{
	struct cfgslot *s = bpf_map_lookup_elem(&cfg, &key);
	struct bpf_cpumask *old;

	if (!s)
		return false;
	old = bpf_kptr_xchg(&s->mask, m);
	if (old)
		bpf_cpumask_release(old);
	return true;
}

SEC("syscall")
int bool_of_helper_ok(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (!m)
		return -ENOMEM;
	if (!bool_of_helper_ok_store(level, m))
		bpf_cpumask_release(m);
	return 0;
}

static __noinline bool bool_of_helper_bad_store(u32 key, struct bpf_cpumask *m)
{
	struct cfgslot *s = bpf_map_lookup_elem(&cfg, &key);
	struct bpf_cpumask *old;

	if (!s)
		return false;
	old = bpf_kptr_xchg(&s->mask, m);
	if (old)
		bpf_cpumask_release(old);
	return true;
}

SEC("syscall")
int bool_of_helper_bad(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (!m)
		return -ENOMEM;
	if (bool_of_helper_bad_store(level, m))
		bpf_cpumask_release(m);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(kfunc_result_decides_ok, struct task_struct *p, u64 clone_flags)
{
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (!m)
		return 0;
	if (!bpf_cpumask_and(m, p->cpus_ptr, &p->cpus_mask)) {
		bpf_cpumask_release(m);
		return -EBUSY;
	}
	res += bpf_cpumask_first(cast_mask(m));
	bpf_cpumask_release(m);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(kfunc_result_decides_bad, struct task_struct *p, u64 clone_flags)
{
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (!m)
		return 0;
	if (!bpf_cpumask_and(m, p->cpus_ptr, &p->cpus_mask)) {
		bpf_cpumask_release(m);
		res = 1;
	}
	res += bpf_cpumask_first(cast_mask(m));
	bpf_cpumask_release(m);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(state_in_map_is_no_proof_bad, struct task_struct *p, u64 clone_flags)
{
	u32 key = p->pid;
	struct cfgslot *s = bpf_map_lookup_elem(&cfg, &key);
	struct bpf_cpumask *m;

	if (!s)
		return 0;
	m = s->mask;
	/* 'state' was set when the mask was put in, which the verifier cannot know */
	if (s->state == PHASE_DONE)
		return bpf_cpumask_weight(cast_mask(m));
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(state_in_map_is_no_proof_ok, struct task_struct *p, u64 clone_flags)
{
	u32 key = p->pid;
	struct cfgslot *s = bpf_map_lookup_elem(&cfg, &key);
	struct bpf_cpumask *m;

	if (!s)
		return 0;
	m = s->mask;
	/* 'state' was set when the mask was put in, which the verifier cannot know */
	if (s->state == PHASE_DONE && m)
		return bpf_cpumask_weight(cast_mask(m));
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(global_twice_no_call_ok, struct task_struct *p, u64 clone_flags)
{
	/* both reads of 'layer_mask' become one load */
	if (!layer_mask)
		return 0;
	return bpf_cpumask_weight(cast_mask(layer_mask));
}

SEC("tp_btf/task_newtask")
int BPF_PROG(global_twice_with_call_ok, struct task_struct *p, u64 clone_flags)
{
	struct bpf_cpumask *m = layer_mask;

	if (!m)
		return 0;
	res = bpf_ktime_get_ns();
	return bpf_cpumask_weight(cast_mask(m));
}

SEC("tp_btf/task_newtask")
int BPF_PROG(global_twice_with_call_bad, struct task_struct *p, u64 clone_flags)
{
	if (!layer_mask)
		return 0;
	res = bpf_ktime_get_ns();
	return bpf_cpumask_weight(cast_mask(layer_mask));
}

SEC("syscall")
int loop_carried_acquire_ok(void *ctx)
{
	struct bpf_cpumask *m = NULL;
	int i;

	bpf_for(i, 0, 8) {
		if (i == level) {
			if (m)
				continue;
			m = bpf_cpumask_create();
			if (!m)
				break;
		} else if (m) {
			bpf_cpumask_set_cpu(i, m);
		}
	}
	if (m)
		bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int loop_carried_acquire_bad(void *ctx)
{
	struct bpf_cpumask *m = NULL;
	int i;

	bpf_for(i, 0, 8) {
		if (i == level) {
			if (m)
				continue;
			m = bpf_cpumask_create();
			if (!m)
				break;
		} else if (m) {
			bpf_cpumask_set_cpu(i, m);
		}
	}
	if (i == 8 && m)
		bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int loop_index_decides_ok(void *ctx)
{
	struct bpf_cpumask *m = NULL;
	int i;

	for (i = 0; i < 3; i++) {
		if (i == 1) {
			m = bpf_cpumask_create();
			if (!m)
				return -ENOMEM;
		}
		if (i == 2) {
			bpf_cpumask_set_cpu(i, m);
			bpf_cpumask_release(m);
		}
	}
	return 0;
}

SEC("syscall")
int loop_index_decides_bad(void *ctx)
{
	struct bpf_cpumask *m = NULL;
	int i;

	for (i = 0; i < 3; i++) {
		if (i == 1) {
			m = bpf_cpumask_create();
			if (!m)
				return -ENOMEM;
		}
		if (i == 2) {
			bpf_cpumask_set_cpu(i, m);
		}
	}
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(same_condition_across_calls_ok, struct task_struct *p, u64 clone_flags)
{
	struct bpf_cpumask *m = NULL;
	u32 pid = p->pid;

	if (pid > 1000)
		m = bpf_kptr_xchg(&layer_mask, NULL);
	res += bpf_cpumask_weight(p->cpus_ptr);
	bpf_get_prandom_u32();
	if (pid > 1000) {
		if (m)
			bpf_cpumask_release(m);
	}
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(same_condition_across_calls_bad, struct task_struct *p, u64 clone_flags)
{
	struct bpf_cpumask *m = NULL;
	u32 pid = p->pid;

	if (pid > 1000)
		m = bpf_kptr_xchg(&layer_mask, NULL);
	res += bpf_cpumask_weight(p->cpus_ptr);
	bpf_get_prandom_u32();
	if (pid > 1000) {
			bpf_cpumask_release(m);
	}
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(complementary_conditions_ok, struct task_struct *p, u64 clone_flags)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	u32 x = level;

	if (!m)
		return 0;
	if (x < 5)
		bpf_cpumask_release(m);
	res += x;
	if (x >= 5)
		bpf_cpumask_release(m);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(complementary_conditions_bad, struct task_struct *p, u64 clone_flags)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	u32 x = level;

	if (!m)
		return 0;
	if (x < 5)
		bpf_cpumask_release(m);
	res += x;
	if (x > 5)
		bpf_cpumask_release(m);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(two_flags_ok, struct task_struct *p, u64 clone_flags)
{
	struct bpf_cpumask *a = NULL, *b = NULL;
	u32 want = level;

	if (want & 1) {
		a = bpf_cpumask_create();
		if (!a)
			return 0;
	}
	if (want > 16) {
		b = bpf_cpumask_create();
		if (!b)
			goto out;
		bpf_cpumask_setall(b);
	}
	res = bpf_cpumask_weight(b ? cast_mask(b) : p->cpus_ptr);
	if (b)
		bpf_cpumask_release(b);
out:
	if (a)
		bpf_cpumask_release(a);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(two_flags_bad, struct task_struct *p, u64 clone_flags)
{
	struct bpf_cpumask *a = NULL, *b = NULL;
	u32 want = level;

	if (want & 1) {
		a = bpf_cpumask_create();
		if (!a)
			return 0;
	}
	if (want > 16) {
		b = bpf_cpumask_create();
		if (!b)
			goto out;
		bpf_cpumask_setall(b);
	}
	res = bpf_cpumask_weight(b ? cast_mask(b) : p->cpus_ptr);
	if (b)
		bpf_cpumask_release(b);
out:
	if (a && b)
		bpf_cpumask_release(a);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(modulo_decides_ok, struct task_struct *p, u64 clone_flags)
{
	struct bpf_cpumask *m = NULL;
	u32 turn = level % 3;

	if (turn == 0)
		m = bpf_cpumask_create();
	else
		res += turn;
	if (m)
		bpf_cpumask_release(m);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(modulo_decides_bad, struct task_struct *p, u64 clone_flags)
{
	struct bpf_cpumask *m = NULL;
	u32 turn = level % 3;

	if (turn == 0)
		m = bpf_cpumask_create();
	else
		res += turn;
	if (m && turn == 1)
		bpf_cpumask_release(m);
	return 0;
}
