/* Found with the programs of mutants_a: accesses of a known NULL, loads behind their test, tests combined bit by bit, literal NULLs, out-of-line functions, ranges of results. */
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
int cut_off_in_loop(void *ctx)
{
	u64 k = total, sum = 0;
	struct domain_rec *s = bpf_map_lookup_elem(&nodes, &k);
	int i;

	if (s)
		return 0;
	bpf_for(i, 0, 4)
		sum += s->created_at;
	return sum & 1;
}

SEC("syscall")
int cut_off_one_arm(void *ctx)
{
	u64 k = total;
	struct domain_rec *s = bpf_map_lookup_elem(&nodes, &k);

	if (!s)
		s->created_at = 1;
	else
		s->created_at = 2;
	return 0;
}

SEC("syscall")
int cut_off_other_field(void *ctx)
{
	u64 k = total;
	struct domain_rec *s = bpf_map_lookup_elem(&nodes, &k);

	if (!s)
		s->id = 1;
	else
		s->id = 2;
	return 0;
}

SEC("syscall")
int cut_off_after_meeting(void *ctx)
{
	u64 k = total;
	struct domain_rec *s = bpf_map_lookup_elem(&nodes, &k);

	if (!s)
		bpf_printk("no node %d", k);
	s->created_at = 2;
	return 0;
}

static __always_inline void stamp_inline(struct domain_rec *s)
{
	s->created_at = 7;
}

SEC("syscall")
int cut_off_in_inline_callee(void *ctx)
{
	u64 k = total;
	struct domain_rec *s = bpf_map_lookup_elem(&nodes, &k);

	if (s)
		return 0;
	stamp_inline(s);
	return 0;
}

static __noinline void stamp_apart(struct domain_rec *s)
{
	s->created_at = 7;
	total++;
}

SEC("syscall")
int null_into_noinline_callee(void *ctx)
{
	u64 k = total;
	struct domain_rec *s = bpf_map_lookup_elem(&nodes, &k), *t = bpf_map_lookup_elem(&nodes, &k);

	if (t)
		stamp_apart(t);
	if (s)
		return 0;
	stamp_apart(s);
	return 0;
}

SEC("syscall")
int cut_off_through_goto(void *ctx)
{
	u64 k = total;
	struct domain_rec *s = bpf_map_lookup_elem(&nodes, &k);

	if (!s)
		goto none;
	s->id++;
	return 0;
none:
	s->created_at = 7;
	return 1;
}

SEC("syscall")
int known_null_two_gotos(void *ctx)
{
	u64 k = total;
	struct domain_rec *s = bpf_map_lookup_elem(&nodes, &k);

	if (!s)
		goto none;
	if (s->id == 3)
		goto none;
	s->id++;
	return 0;
none:
	s->created_at = 7;
	return 1;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(behind_test_two_fields, struct task_struct *p, u64 f)
{
	u64 k = total;
	struct domain_rec *s = bpf_map_lookup_elem(&nodes, &k);
	u32 id = s->id;
	u64 at = s->created_at;

	if (!s)
		return 0;
	total += at;
	return id;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(behind_test_if_body, struct task_struct *p, u64 f)
{
	u64 k = total;
	struct domain_rec *s = bpf_map_lookup_elem(&nodes, &k);
	u32 id = s->id;

	if (s) {
		total += id;
		PAUSE();
	}
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(behind_test_store_between, struct task_struct *p, u64 f)
{
	u64 k = total;
	struct domain_rec *s = bpf_map_lookup_elem(&nodes, &k);
	u32 id = s->id;

	total = 3;
	if (!s)
		return 0;
	cells[0] += id;
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(behind_another_test, struct task_struct *p, u64 f)
{
	u64 k = total;
	struct domain_rec *s = bpf_map_lookup_elem(&nodes, &k);
	u32 id = s->id;

	if (knob > 4)
		return 0;
	if (!s)
		return 0;
	cells[0] += id;
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(behind_test_of_kptr, struct task_struct *p, u64 f)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	u64 bits = m->cpumask.bits[0];

	if (!m)
		return 0;
	total += bits;
	bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int three_tests_by_bitand(void *ctx)
{
	struct bpf_cpumask *a = bpf_cpumask_create(), *b = bpf_cpumask_create(), *c = bpf_cpumask_create();

	if (!!a & !!b & !!c)
		bpf_cpumask_copy(a, cast_mask(b));
	if (a)
		bpf_cpumask_release(a);
	if (b)
		bpf_cpumask_release(b);
	if (c)
		bpf_cpumask_release(c);
	return 0;
}

SEC("syscall")
int tests_by_xor(void *ctx)
{
	struct bpf_cpumask *a = bpf_cpumask_create(), *b = bpf_cpumask_create();

	if (!a ^ !b) {
		if (a)
			bpf_cpumask_release(a);
		else
			bpf_cpumask_release(b);
		return 0;
	}
	if (!a)
		return 0;
	bpf_cpumask_release(a);
	bpf_cpumask_release(b);
	return 0;
}

SEC("syscall")
int tests_counted(void *ctx)
{
	struct bpf_cpumask *a = bpf_cpumask_create(), *b = bpf_cpumask_create();
	int have = !!a + !!b;

	if (have == 2) {
		bpf_cpumask_copy(a, cast_mask(b));
		bpf_cpumask_release(a);
		bpf_cpumask_release(b);
		return 0;
	}
	if (have == 1) {
		if (a)
			bpf_cpumask_release(a);
		else
			bpf_cpumask_release(b);
	}
	return 0;
}

SEC("syscall")
int tests_by_or_assign(void *ctx)
{
	struct bpf_cpumask *a = bpf_cpumask_create(), *b = bpf_cpumask_create();
	bool failed = false;

	failed |= !a;
	failed |= !b;
	if (failed) {
		if (a)
			bpf_cpumask_release(a);
		if (b)
			bpf_cpumask_release(b);
		return 0;
	}
	bpf_cpumask_copy(a, cast_mask(b));
	bpf_cpumask_release(a);
	bpf_cpumask_release(b);
	return 0;
}

SEC("syscall")
int tests_by_or_assign_call_between(void *ctx)
{
	struct bpf_cpumask *a, *b;
	int err = 0;

	a = bpf_cpumask_create();
	err |= !a;
	b = bpf_cpumask_create();
	err |= !b;
	PAUSE();
	if (!err)
		bpf_cpumask_copy(a, cast_mask(b));
	if (a)
		bpf_cpumask_release(a);
	if (b)
		bpf_cpumask_release(b);
	return 0;
}

SEC("syscall")
int test_and_number_by_bitand(void *ctx)
{
	struct bpf_cpumask *a = bpf_cpumask_create();

	if (!!a & (knob > 3)) {
		bpf_cpumask_release(a);
		return 0;
	}
	if (a)
		bpf_cpumask_release(a);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(zero_key_in_the_middle, struct task_struct *p, u64 f)
{
	u32 k[4] = {};
	struct plain *v = bpf_map_lookup_elem(&plains, &k[2]);

	v->a++;
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(zero_key_beside_another, struct task_struct *p, u64 f)
{
	u32 k = 0, k2 = 0;
	struct plain *v = bpf_map_lookup_elem(&plains, &k), *w = bpf_map_lookup_elem(&plains, &k2);

	v->a++;
	w->a++;
	return 0;
}

SEC("syscall")
int parked_in_global_pointer(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (!m)
		return 0;
	cells[2] = (u64)m;
	total++;
	bpf_cpumask_release((void *)cells[2]);
	return 0;
}

SEC("syscall")
int parked_in_global_call_between(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (!m)
		return 0;
	cells[2] = (u64)m;
	PAUSE();
	bpf_cpumask_release((void *)cells[2]);
	return 0;
}

SEC("syscall")
int parked_in_map_value(void *ctx)
{
	u32 k = 0;
	struct plain *s = bpf_map_lookup_elem(&plains, &k);
	struct bpf_cpumask *m;

	if (!s)
		return 0;
	m = bpf_cpumask_create();
	if (!m)
		return 0;
	s->a = (u64)m;
	bpf_cpumask_release((void *)s->a);
	return 0;
}

SEC("syscall")
int parked_by_inline_function(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (!m)
		return 0;
	cells[3] = (u64)m;
	m = NULL;
	m = (void *)cells[3];
	bpf_cpumask_set_cpu(1, m);
	bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int negated_second_call_between(void *ctx)
{
	struct bpf_cpumask *m = NULL;
	u32 x = knob;

	if (x == 3) {
		m = bpf_cpumask_create();
		if (!m)
			return 0;
	}
	PAUSE();
	if (x != 3)
		return 1;
	bpf_cpumask_release(m);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(rcu_asked_twice_pause, struct task_struct *p, u64 f)
{
	u32 x = knob;

	if (x == 3)
		bpf_rcu_read_lock();
	PAUSE();
	if (x == 3)
		bpf_rcu_read_unlock();
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(rcu_asked_twice_two_calls, struct task_struct *p, u64 f)
{
	u32 x = knob;

	if (x == 3)
		bpf_rcu_read_lock();
	PAUSE();
	total ^= bpf_get_prandom_u32();
	if (x == 3)
		bpf_rcu_read_unlock();
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(rcu_asked_twice_result_read, struct task_struct *p, u64 f)
{
	u32 x = knob, w;

	if (x == 3)
		bpf_rcu_read_lock();
	PAUSE();
	w = bpf_cpumask_weight(p->cpus_ptr);
	if (x == 3)
		bpf_rcu_read_unlock();
	total += w;
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(rcu_asked_twice_much_work, struct task_struct *p, u64 f)
{
	u32 x = knob;

	if (x == 3)
		bpf_rcu_read_lock();
	PAUSE();
	PAUSE();
	cells[1] += bpf_get_prandom_u32();
	cells[2] += bpf_get_prandom_u32();
	if (x == 3)
		bpf_rcu_read_unlock();
	return 0;
}

SEC("syscall")
int slot_address_tested_instead(void *ctx)
{
	u64 k = total;
	struct domain_rec *s = bpf_map_lookup_elem(&nodes, &k);
	struct bpf_cpumask *old;

	if (!&s->allowed)
		return 0;
	old = bpf_kptr_xchg(&s->allowed, NULL);
	if (old)
		bpf_cpumask_release(old);
	return 0;
}

SEC("syscall")
int first_field_address_tested(void *ctx)
{
	u64 k = total;
	struct domain_rec *s = bpf_map_lookup_elem(&nodes, &k);
	u64 *at = &s->created_at;

	if (!at)
		return 0;
	s->id = *at;
	return 0;
}

SEC("syscall")
int later_field_address_tested(void *ctx)
{
	u64 k = total;
	struct domain_rec *s = bpf_map_lookup_elem(&nodes, &k);
	u32 *id = &s->id;

	if (!id)
		return 0;
	(*id)++;
	return 0;
}

SEC("syscall")
int later_field_address_and_base_tested(void *ctx)
{
	u64 k = total;
	struct domain_rec *s = bpf_map_lookup_elem(&nodes, &k);
	u32 *id = &s->id;

	if (!s || !id)
		return 0;
	(*id)++;
	return 0;
}

static __noinline int bump(u32 *id)
{
	if (!id)
		return -1;
	(*id)++;
	return 0;
}

SEC("syscall")
int later_field_address_to_noinline(void *ctx)
{
	u64 k = total;
	struct domain_rec *s = bpf_map_lookup_elem(&nodes, &k);

	if (!s)
		return 0;
	return bump(&s->id);
}

SEC("tp_btf/task_newtask")
int BPF_PROG(member_of_task_tested, struct task_struct *p, u64 f)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	const struct cpumask *allowed = &p->cpus_mask;

	if (!m)
		return 0;
	if (allowed)
		bpf_cpumask_copy(m, allowed);
	bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int map_is_null(void *ctx)
{
	u64 k = total;
	void *map = NULL;
	struct domain_rec *s = bpf_map_lookup_elem(map, &k);

	return s ? 1 : 0;
}

SEC("syscall")
int key_is_null(void *ctx)
{
	struct domain_rec *s = bpf_map_lookup_elem(&nodes, NULL);

	return s ? 1 : 0;
}

SEC("syscall")
int update_without_value(void *ctx)
{
	u32 k = 0;

	return bpf_map_update_elem(&plains, &k, NULL, 0);
}

SEC("syscall")
int slot_is_null(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (!m)
		return 0;
	m = bpf_kptr_xchg(NULL, m);
	if (m)
		bpf_cpumask_release(m);
	return 0;
}

static int count_up(u32 i, void *ctx)
{
	total++;
	return 0;
}

SEC("syscall")
int callback_is_null(void *ctx)
{
	bpf_loop(4, NULL, NULL, 0);
	return 0;
}

SEC("syscall")
int callback_context_is_null(void *ctx)
{
	bpf_loop(4, count_up, NULL, 0);
	return 0;
}

struct guarded {
	struct bpf_spin_lock lock;
	u64 n;
	struct bpf_cpumask __kptr *mask;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, struct guarded);
} guards SEC(".maps");

SEC("tc")
int unlocked_twice(void *ctx)
{
	u32 k = 0;
	struct guarded *g = bpf_map_lookup_elem(&guards, &k);

	if (!g)
		return 0;
	bpf_spin_lock(&g->lock);
	g->n++;
	bpf_spin_unlock(&g->lock);
	bpf_spin_unlock(&g->lock);
	return 0;
}

SEC("tc")
int unlocked_on_one_way(void *ctx)
{
	u32 k = 0;
	struct guarded *g = bpf_map_lookup_elem(&guards, &k);

	if (!g)
		return 0;
	bpf_spin_lock(&g->lock);
	if (g->n > 7)
		goto out;
	g->n++;
	bpf_spin_unlock(&g->lock);
	return 0;
out:
	bpf_spin_unlock(&g->lock);
	return 1;
}

SEC("tc")
int unlocked_never_locked(void *ctx)
{
	u32 k = 0;
	struct guarded *g = bpf_map_lookup_elem(&guards, &k);

	if (!g)
		return 0;
	if (total > 5)
		bpf_spin_lock(&g->lock);
	g->n++;
	bpf_spin_unlock(&g->lock);
	return 0;
}

SEC("syscall")
int slot_of_level_beyond(void *ctx)
{
	u64 k = total;
	struct domain_rec *s = bpf_map_lookup_elem(&nodes, &k);
	struct bpf_cpumask *m;

	if (!s)
		return 0;
	m = bpf_kptr_xchg(&s->per_level[3], NULL);
	if (m)
		bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int slot_of_level_last(void *ctx)
{
	u64 k = total;
	struct domain_rec *s = bpf_map_lookup_elem(&nodes, &k);
	struct bpf_cpumask *m;

	if (!s)
		return 0;
	m = bpf_kptr_xchg(&s->per_level[2], NULL);
	if (m)
		bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int slot_of_ring_beyond(void *ctx)
{
	struct bpf_cpumask *m = bpf_kptr_xchg(&ring[100], NULL);

	if (m)
		bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int mask_dropped_as_object(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (m)
		bpf_obj_drop(m);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(task_dropped_as_object, struct task_struct *p, u64 f)
{
	struct task_struct *t = bpf_task_from_pid(p->pid);

	if (t)
		bpf_obj_drop(t);
	return 0;
}

SEC("syscall")
int object_released_as_mask(void *ctx)
{
	struct holder *h = bpf_obj_new(struct holder);

	if (h)
		bpf_cpumask_release((void *)h);
	return 0;
}

SEC("syscall")
int object_dropped(void *ctx)
{
	struct holder *h = bpf_obj_new(struct holder);

	if (h)
		bpf_obj_drop(h);
	return 0;
}

SEC("syscall")
int number_from_map_released(void *ctx)
{
	u32 k = 0;
	struct plain *s = bpf_map_lookup_elem(&plains, &k);

	if (!s || !s->a)
		return 0;
	bpf_cpumask_release((struct bpf_cpumask *)s->a);
	return 0;
}

static __noinline int apart_reads(u32 i)
{
	return cells[i & 7] + knob;
}

static __noinline int apart_writes_other(u32 i)
{
	cells[i & 7]++;
	return i & 1;
}

static __noinline int apart_writes_argument(u64 *at)
{
	(*at)++;
	return *at & 1;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(reload_after_apart_reads, struct task_struct *p, u64 f)
{
	if (!root)
		return 0;
	if (apart_reads(p->pid))
		return 0;
	return bpf_cpumask_weight(cast_mask(root));
}

SEC("tp_btf/task_newtask")
int BPF_PROG(reload_after_apart_writes, struct task_struct *p, u64 f)
{
	if (!root)
		return 0;
	if (apart_writes_other(p->pid))
		return 0;
	return bpf_cpumask_weight(cast_mask(root));
}

SEC("tp_btf/task_newtask")
int BPF_PROG(reload_after_apart_writes_local, struct task_struct *p, u64 f)
{
	u64 n = p->pid;

	if (!root)
		return 0;
	if (apart_writes_argument(&n))
		return 0;
	return bpf_cpumask_weight(cast_mask(root));
}

SEC("tp_btf/task_newtask")
int BPF_PROG(reload_after_apart_writes_neighbour, struct task_struct *p, u64 f)
{
	u64 k = 0;
	struct domain_rec *s = bpf_map_lookup_elem(&nodes, &k);

	if (!s || !s->allowed)
		return 0;
	if (apart_writes_argument(&s->created_at))
		return 0;
	return bpf_cpumask_weight(cast_mask(s->allowed));
}

static __noinline int apart_uses_root(u32 i)
{
	return i > 4 ? bpf_cpumask_weight(cast_mask(root)) : 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(tested_for_apart, struct task_struct *p, u64 f)
{
	if (!root)
		return 0;
	return apart_uses_root(p->pid);
}

static __always_inline int inline_uses_root(u32 i)
{
	return i > 4 ? bpf_cpumask_weight(cast_mask(root)) : 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(tested_for_inline, struct task_struct *p, u64 f)
{
	if (!root)
		return 0;
	return inline_uses_root(p->pid);
}

static __noinline int apart_releases_if(struct bpf_cpumask *m, u32 x)
{
	if (x > 3)
		bpf_cpumask_release(m);
	total++;
	return 0;
}

SEC("syscall")
int range_into_apart(void *ctx)
{
	struct bpf_cpumask *m = NULL;
	u32 x = knob;

	if (x > 3) {
		m = bpf_cpumask_create();
		if (!m)
			return 0;
	}
	PAUSE();
	return apart_releases_if(m, x);
}

static __noinline int apart_releases_bool(struct bpf_cpumask *m, bool own)
{
	if (own)
		bpf_cpumask_release(m);
	total++;
	return 0;
}

SEC("syscall")
int nullness_flag_into_apart(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	bool own = !!m;

	PAUSE();
	return apart_releases_bool(m, own);
}

SEC("syscall")
int bit_flag_into_apart(void *ctx)
{
	struct bpf_cpumask *m = NULL;
	u32 x = knob;
	bool own = x & 4;

	if (own) {
		m = bpf_cpumask_create();
		if (!m)
			return 0;
	}
	PAUSE();
	return apart_releases_bool(m, own);
}

SEC("syscall")
int constant_flag_into_apart(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	bool own = false;

	if (m)
		own = true;
	PAUSE();
	return apart_releases_bool(m, own);
}

static __noinline u32 apart_limits(u32 x)
{
	total++;
	return x > 7 ? 7 : x;
}

SEC("syscall")
int range_out_of_apart(void *ctx)
{
	struct bpf_cpumask *m = NULL;
	u32 x = apart_limits(knob);

	if (x > 9)
		m = bpf_cpumask_create();
	PAUSE();
	return 0;
}

SEC("syscall")
int range_learnt_apart(void *ctx)
{
	struct bpf_cpumask *m = NULL;
	u32 x = knob;

	if (x > 3) {
		m = bpf_cpumask_create();
		if (!m)
			return 0;
	}
	if (apart_limits(x) == 7 && x > 3) {
		bpf_cpumask_release(m);
		return 0;
	}
	PAUSE();
	if (x > 3)
		bpf_cpumask_release(m);
	return 0;
}

static __noinline int apart_gives_u64(struct bpf_cpumask **out, u64 *own)
{
	struct bpf_cpumask *m = bpf_cpumask_create();

	total++;
	if (!m)
		return 0;
	*out = m;
	*own = 1;
	return 0;
}

SEC("syscall")
int own_flag_u64(void *ctx)
{
	struct bpf_cpumask *m = NULL;
	u64 own = 0;

	apart_gives_u64(&m, &own);
	if (own)
		bpf_cpumask_release(m);
	return 0;
}

static __noinline int apart_gives_u32(struct bpf_cpumask **out, u32 *own)
{
	struct bpf_cpumask *m = bpf_cpumask_create();

	total++;
	if (!m)
		return 0;
	*out = m;
	*own = 1;
	return 0;
}

SEC("syscall")
int own_flag_u32(void *ctx)
{
	struct bpf_cpumask *m = NULL;
	u32 own = 0;

	apart_gives_u32(&m, &own);
	if (own)
		bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int own_flag_second_u32(void *ctx)
{
	u32 first = 0, own = 0;
	struct bpf_cpumask *m = NULL;

	apart_gives_u32(&m, &own);
	if (own)
		bpf_cpumask_release(m);
	m = NULL;
	apart_gives_u32(&m, &first);
	if (m)
		bpf_cpumask_release(m);
	return first;
}

SEC("syscall")
int own_flag_u32_pointer_tested(void *ctx)
{
	struct bpf_cpumask *m = NULL;
	u32 own = 0;

	apart_gives_u32(&m, &own);
	if (m)
		bpf_cpumask_release(m);
	return own;
}

static __always_inline int inline_gives_u32(struct bpf_cpumask **out, u32 *own)
{
	struct bpf_cpumask *m = bpf_cpumask_create();

	total++;
	if (!m)
		return 0;
	*out = m;
	*own = 1;
	return 0;
}

SEC("syscall")
int own_flag_u32_inline(void *ctx)
{
	struct bpf_cpumask *m = NULL;
	u32 own = 0;

	inline_gives_u32(&m, &own);
	if (own)
		bpf_cpumask_release(m);
	return 0;
}

struct taken { struct bpf_cpumask *m; u32 own; u32 n; };

static __noinline int apart_gives_struct(struct taken *t)
{
	struct bpf_cpumask *m = bpf_cpumask_create();

	total++;
	if (!m)
		return 0;
	t->m = m;
	t->own = 1;
	return 0;
}

SEC("syscall")
int own_flag_in_struct(void *ctx)
{
	struct taken t = {};

	apart_gives_struct(&t);
	if (t.own)
		bpf_cpumask_release(t.m);
	return 0;
}

static __noinline int apart_error(struct bpf_cpumask **out, int *err)
{
	struct bpf_cpumask *m = bpf_cpumask_create();

	total++;
	if (!m) {
		*err = -12;
		return 0;
	}
	*out = m;
	*err = 0;
	return 0;
}

SEC("syscall")
int error_zero_is_known(void *ctx)
{
	struct bpf_cpumask *m = NULL;
	int err = -1;

	apart_error(&m, &err);
	if (!err)
		bpf_cpumask_release(m);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(second_key_of_two, struct task_struct *p, u64 f)
{
	u32 k = 1, k2 = 2;
	struct plain *v = bpf_map_lookup_elem(&plains, &k), *w = bpf_map_lookup_elem(&plains, &k2);

	if (v)
		v->a++;
	w->a++;
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(first_key_of_two, struct task_struct *p, u64 f)
{
	u32 k = 1, k2 = 2;
	struct plain *v = bpf_map_lookup_elem(&plains, &k), *w = bpf_map_lookup_elem(&plains, &k2);

	v->a++;
	if (w)
		w->a++;
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(key_beside_u64, struct task_struct *p, u64 f)
{
	u64 id = p->pid;
	u32 k = 3;
	struct domain_rec *s = bpf_map_lookup_elem(&nodes, &id);
	struct plain *v = bpf_map_lookup_elem(&plains, &k);

	v->a++;
	if (s)
		s->id = v->a;
	return 0;
}

static __always_inline struct plain *plain_at(u32 k)
{
	return bpf_map_lookup_elem(&plains, &k);
}

SEC("tp_btf/task_newtask")
int BPF_PROG(key_of_inline_function, struct task_struct *p, u64 f)
{
	struct plain *v = plain_at(2);

	v->a++;
	return 0;
}

static int back_two(u32 i, void *ctx)
{
	total++;
	return i == 3 ? 2 : 0;
}

SEC("syscall")
int callback_sometimes_two(void *ctx)
{
	bpf_loop(4, back_two, NULL, 0);
	return 0;
}

static int back_number(u32 i, void *ctx)
{
	return knob;
}

SEC("syscall")
int callback_returns_global(void *ctx)
{
	bpf_loop(4, back_number, NULL, 0);
	return 0;
}

static int back_bit(u32 i, void *ctx)
{
	return knob & 1;
}

SEC("syscall")
int callback_returns_bit(void *ctx)
{
	bpf_loop(4, back_bit, NULL, 0);
	return 0;
}

static int back_bounded(u32 i, void *ctx)
{
	u32 x = knob;

	if (x > 1)
		return 1;
	return x;
}

SEC("syscall")
int callback_returns_bounded(void *ctx)
{
	bpf_loop(4, back_bounded, NULL, 0);
	return 0;
}

static int back_test(u32 i, void *ctx)
{
	return total > i;
}

SEC("syscall")
int callback_returns_test(void *ctx)
{
	bpf_loop(4, back_test, NULL, 0);
	return 0;
}

static int back_error(u32 i, void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (!m)
		return -12;
	bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int callback_returns_error(void *ctx)
{
	bpf_loop(4, back_error, NULL, 0);
	return 0;
}

static int back_joined(u32 i, void *ctx)
{
	int ret = 0;

	if (i == 2)
		ret = 3;
	PAUSE();
	return ret;
}

SEC("syscall")
int callback_two_joined(void *ctx)
{
	bpf_loop(4, back_joined, NULL, 0);
	return 0;
}

static long each_plain(struct bpf_map *map, u32 *key, struct plain *v, void *ctx)
{
	v->a++;
	return v->c;
}

SEC("syscall")
int each_returns_field(void *ctx)
{
	bpf_for_each_map_elem(&plains, each_plain, NULL, 0);
	return 0;
}

static long each_plain_ok(struct bpf_map *map, u32 *key, struct plain *v, void *ctx)
{
	v->a++;
	return v->c > 4;
}

SEC("syscall")
int each_returns_test(void *ctx)
{
	bpf_for_each_map_elem(&plains, each_plain_ok, NULL, 0);
	return 0;
}

static int back_index(u32 i, void *ctx)
{
	return i;
}

SEC("syscall")
int callback_returns_index(void *ctx)
{
	bpf_loop(4, back_index, NULL, 0);
	return 0;
}

static int back_update(u32 i, void *ctx)
{
	struct plain v = {};

	return bpf_map_update_elem(&plains, &i, &v, 0);
}

SEC("syscall")
int callback_returns_result(void *ctx)
{
	bpf_loop(4, back_update, NULL, 0);
	return 0;
}

SEC("iter/task")
int iter_returns_two(struct bpf_iter__task *ctx)
{
	if (!ctx->task)
		return 0;
	return 2;
}

SEC("iter/task")
int iter_returns_pid(struct bpf_iter__task *ctx)
{
	struct task_struct *task = ctx->task;

	if (!task)
		return 0;
	return task->pid;
}

SEC("iter/task")
int iter_returns_one(struct bpf_iter__task *ctx)
{
	if (!ctx->task)
		return 0;
	return 1;
}

SEC("iter/task")
int iter_returns_test(struct bpf_iter__task *ctx)
{
	struct task_struct *task = ctx->task;

	return task && task->pid == 1;
}

SEC("cgroup_skb/ingress")
int ingress_returns_error(struct __sk_buff *skb)
{
	if (skb->len > 4096)
		return -1;
	return 1;
}

SEC("cgroup_skb/ingress")
int ingress_passes(struct __sk_buff *skb)
{
	return skb->len > 4096 ? 0 : 1;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(tracepoint_returns_number, struct task_struct *p, u64 f)
{
	return p->pid;
}

struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, 2);
	__type(key, u32);
	__type(value, u32);
} jumps SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY);
	__uint(key_size, 4);
	__uint(value_size, 4);
} events SEC(".maps");

struct locked {
	struct bpf_spin_lock lock;
	u64 n;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, struct locked);
} locks SEC(".maps");

SEC("syscall")
int tail_call_where_sleeping(void *ctx)
{
	bpf_tail_call(ctx, &jumps, 1);
	return 0;
}

SEC("tp_btf/task_newtask")
int tail_call_in_tracepoint(u64 *ctx)
{
	bpf_tail_call(ctx, &jumps, 1);
	return 0;
}

SEC("iter.s/task")
int output_where_sleeping(struct bpf_iter__task *ctx)
{
	u64 n = total;

	if (ctx->task)
		bpf_perf_event_output(ctx, &events, BPF_F_CURRENT_CPU, &n, sizeof(n));
	return 0;
}

SEC("raw_tp/sched_switch")
int lock_in_raw_tp(void *ctx)
{
	u32 k = 0;
	struct locked *l = bpf_map_lookup_elem(&locks, &k);

	if (!l)
		return 0;
	bpf_spin_lock(&l->lock);
	l->n++;
	bpf_spin_unlock(&l->lock);
	return 0;
}

SEC("tracepoint/sched/sched_switch")
int lock_in_tracepoint(void *ctx)
{
	u32 k = 0;
	struct locked *l = bpf_map_lookup_elem(&locks, &k);

	if (!l)
		return 0;
	bpf_spin_lock(&l->lock);
	l->n++;
	bpf_spin_unlock(&l->lock);
	return 0;
}

SEC("tp_btf/sched_switch")
int lock_in_tp_btf(u64 *ctx)
{
	u32 k = 0;
	struct locked *l = bpf_map_lookup_elem(&locks, &k);

	if (!l)
		return 0;
	bpf_spin_lock(&l->lock);
	l->n++;
	bpf_spin_unlock(&l->lock);
	return 0;
}

SEC("syscall")
int lock_in_syscall(void *ctx)
{
	u32 k = 0;
	struct locked *l = bpf_map_lookup_elem(&locks, &k);

	if (!l)
		return 0;
	bpf_spin_lock(&l->lock);
	l->n++;
	bpf_spin_unlock(&l->lock);
	return 0;
}

SEC("syscall")
int untested_outside_section(void *ctx)
{
	struct bpf_cpumask *m = root;

	return m->cpumask.bits[0] & 1;
}

SEC("syscall")
int tested_outside_section(void *ctx)
{
	struct bpf_cpumask *m = root;

	if (!m)
		return 0;
	return m->cpumask.bits[0] & 1;
}

SEC("syscall")
int untested_behind_section(void *ctx)
{
	struct bpf_cpumask *m;

	bpf_rcu_read_lock();
	m = root;
	bpf_rcu_read_unlock();
	return m->cpumask.bits[0] & 1;
}

SEC("syscall")
int untested_in_section(void *ctx)
{
	struct bpf_cpumask *m;
	u64 bits;

	bpf_rcu_read_lock();
	m = root;
	bits = m->cpumask.bits[0];
	bpf_rcu_read_unlock();
	return bits & 1;
}
