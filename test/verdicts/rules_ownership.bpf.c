/* Ownership rules: one refused program a rule and its accepted sibling. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

char _license[] SEC("license") = "GPL";

#define private(name) SEC(".data." #name) __hidden __attribute__((aligned(8)))
#define ENOENT 2
#define ENOMEM 12
#define E2BIG 7
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
u32 bpf_cpumask_weight(const struct cpumask *cpumask) __ksym;
void bpf_cpumask_set_cpu(u32 cpu, struct bpf_cpumask *cpumask) __ksym;
void bpf_cpumask_setall(struct bpf_cpumask *cpumask) __ksym;
void bpf_cpumask_copy(struct bpf_cpumask *dst, const struct cpumask *src) __ksym;
int bpf_iter_bits_new(struct bpf_iter_bits *it, const u64 *unsafe_ptr__ign, u32 nr_words) __ksym;
int *bpf_iter_bits_next(struct bpf_iter_bits *it) __ksym;
void bpf_iter_bits_destroy(struct bpf_iter_bits *it) __ksym;
void bpf_throw(u64 cookie) __ksym;

static inline const struct cpumask *cast_mask(struct bpf_cpumask *mask)
{
	return (const struct cpumask *)mask;
}

struct slot {
	struct bpf_cpumask __kptr *mask;
	u64 stamp;
};

struct plain_rec {
	u64 cookie;
	struct bpf_cpumask *mask;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 8);
	__type(key, u32);
	__type(value, struct slot);
} slots SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 32);
	__type(key, u32);
	__type(value, struct plain_rec);
} records SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, u32);
} jumps SEC(".maps");

private(OWN) static struct bpf_cpumask __kptr *published;

u64 counter;
u64 parked;

SEC("tp_btf/task_newtask")
int BPF_PROG(ow_1_create_ok, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *scratch;

	scratch = bpf_cpumask_create();
	if (!scratch)
		return 0;

	bpf_cpumask_set_cpu(1, scratch);
	bpf_cpumask_release(scratch);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(ow_1_create_bad, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *scratch;

	scratch = bpf_cpumask_create();
	if (!scratch)
		return 0;

	bpf_cpumask_set_cpu(1, scratch);
	counter++;
	return 0;
}

SEC("syscall")
int ow_2_second_fails_ok(void *ctx)
{
	struct bpf_cpumask *first, *second;

	first = bpf_cpumask_create();
	if (!first)
		return -ENOMEM;

	second = bpf_cpumask_create();
	if (!second) {
		bpf_cpumask_release(first);
		return -ENOMEM;
	}

	bpf_cpumask_setall(second);
	bpf_cpumask_copy(first, cast_mask(second));
	bpf_cpumask_release(second);
	bpf_cpumask_release(first);
	return 0;
}

SEC("syscall")
int ow_2_second_fails_bad(void *ctx)
{
	struct bpf_cpumask *first, *second;

	first = bpf_cpumask_create();
	if (!first)
		return -ENOMEM;

	second = bpf_cpumask_create();
	if (!second) {
		counter = 0;
		return -ENOMEM;
	}

	bpf_cpumask_setall(second);
	bpf_cpumask_copy(first, cast_mask(second));
	bpf_cpumask_release(second);
	bpf_cpumask_release(first);
	return 0;
}

SEC("syscall")
int ow_3_xchg_compared_ok(void *ctx)
{
	struct bpf_cpumask *mask = bpf_cpumask_create();

	if (!mask)
		return -ENOMEM;
	mask = bpf_kptr_xchg(&published, mask);
	if (mask)
		bpf_cpumask_release(mask);
	return 0;
}

SEC("syscall")
int ow_3_xchg_compared_bad(void *ctx)
{
	struct bpf_cpumask *mask = bpf_cpumask_create();

	if (!mask)
		return -ENOMEM;
	mask = bpf_kptr_xchg(&published, mask);
	if (mask != NULL)
		counter++;
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(ow_4_xchg_null_ok, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *old;

	old = bpf_kptr_xchg(&published, NULL);
	if (!old)
		return 0;
	counter += bpf_cpumask_weight(cast_mask(old));
	bpf_cpumask_release(old);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(ow_4_xchg_null_bad, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *old;

	old = bpf_kptr_xchg(&published, NULL);
	if (!old)
		return 0;
	counter += bpf_cpumask_weight(cast_mask(old));
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(ow_4_xchg_dropped_bad, struct task_struct *task, u64 clone_flags)
{
	bpf_kptr_xchg(&published, NULL);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(ow_4_xchg_dropped_ok, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *old = bpf_kptr_xchg(&published, NULL);

	if (old)
		bpf_cpumask_release(old);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(ow_5_acquired_twin_ok, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *mask, *again;

	mask = bpf_cpumask_create();
	if (!mask)
		return 0;
	again = bpf_cpumask_acquire(mask);
	bpf_cpumask_set_cpu(0, again);
	bpf_cpumask_release(again);
	bpf_cpumask_release(mask);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(ow_5_acquired_twin_bad, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *mask, *again;

	mask = bpf_cpumask_create();
	if (!mask)
		return 0;
	again = bpf_cpumask_acquire(mask);
	bpf_cpumask_set_cpu(0, again);
	bpf_cpumask_release(again);
	return 0;
}

static __noinline int ow_6_static_drops_ok_probe(u32 cpu)
{
	struct bpf_cpumask *tmp = bpf_cpumask_create();

	if (!tmp)
		return -1;
	bpf_cpumask_set_cpu(cpu, tmp);
	bpf_cpumask_release(tmp);
	return cpu & 7;
}

SEC("syscall")
int ow_6_static_drops_ok(void *ctx)
{
	return ow_6_static_drops_ok_probe(bpf_get_smp_processor_id());
}

static __noinline int ow_6_static_drops_bad_probe(u32 cpu)
{
	struct bpf_cpumask *tmp = bpf_cpumask_create();

	if (!tmp)
		return -1;
	bpf_cpumask_set_cpu(cpu, tmp);
	return cpu & 7;
}

SEC("syscall")
int ow_6_static_drops_bad(void *ctx)
{
	return ow_6_static_drops_bad_probe(bpf_get_smp_processor_id());
}

__weak int ow_7_global_drops_ok_probe(u32 cpu)
{
	struct bpf_cpumask *tmp = bpf_cpumask_create();

	if (!tmp)
		return -1;
	bpf_cpumask_set_cpu(cpu, tmp);
	bpf_cpumask_release(tmp);
	return cpu & 7;
}

SEC("syscall")
int ow_7_global_drops_ok(void *ctx)
{
	return ow_7_global_drops_ok_probe(bpf_get_smp_processor_id());
}

__weak int ow_7_global_drops_bad_probe(u32 cpu)
{
	struct bpf_cpumask *tmp = bpf_cpumask_create();

	if (!tmp)
		return -1;
	bpf_cpumask_set_cpu(cpu, tmp);
	return cpu & 7;
}

SEC("syscall")
int ow_7_global_drops_bad(void *ctx)
{
	return ow_7_global_drops_bad_probe(bpf_get_smp_processor_id());
}

SEC("tp_btf/task_newtask")
int BPF_PROG(ow_8_returned_as_number_ok, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *mask = bpf_cpumask_create();

	if (!mask)
		return 0;
	bpf_cpumask_release(mask);
	return 1;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(ow_8_returned_as_number_bad, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *mask = bpf_cpumask_create();

	if (!mask)
		return 0;
	return (int)(long)mask;
}

SEC("syscall")
int ow_9_parked_in_u64_ok(void *ctx)
{
	struct bpf_cpumask *mask = bpf_cpumask_create();

	if (!mask)
		return -ENOMEM;
	parked = (u64)mask;
	bpf_cpumask_release(mask);
	return 0;
}

SEC("syscall")
int ow_9_parked_in_u64_bad(void *ctx)
{
	struct bpf_cpumask *mask = bpf_cpumask_create();

	if (!mask)
		return -ENOMEM;
	parked = (u64)mask;
	return 0;
}

SEC("syscall")
int ow_9_untagged_field_ok(void *ctx)
{
	struct bpf_cpumask *mask;
	struct plain_rec *rec;
	u32 key = 3;

	rec = bpf_map_lookup_elem(&records, &key);
	if (!rec)
		return -ENOENT;
	mask = bpf_cpumask_create();
	if (!mask)
		return -ENOMEM;
	rec->mask = mask;
	rec->cookie = counter;
	bpf_cpumask_release(mask);
	return 0;
}

SEC("syscall")
int ow_9_untagged_field_bad(void *ctx)
{
	struct bpf_cpumask *mask;
	struct plain_rec *rec;
	u32 key = 3;

	rec = bpf_map_lookup_elem(&records, &key);
	if (!rec)
		return -ENOENT;
	mask = bpf_cpumask_create();
	if (!mask)
		return -ENOMEM;
	rec->mask = mask;
	rec->cookie = counter;
	return 0;
}

SEC("syscall")
int ow_9_update_elem_ok(void *ctx)
{
	struct plain_rec rec = { .cookie = 7 };
	u32 key = 1;

	rec.mask = bpf_cpumask_create();
	if (!rec.mask)
		return -ENOMEM;
	bpf_map_update_elem(&records, &key, &rec, 0);
	bpf_cpumask_release(rec.mask);
	return 0;
}

SEC("syscall")
int ow_9_update_elem_bad(void *ctx)
{
	struct plain_rec rec = { .cookie = 7 };
	u32 key = 1;

	rec.mask = bpf_cpumask_create();
	if (!rec.mask)
		return -ENOMEM;
	bpf_map_update_elem(&records, &key, &rec, 0);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(ow_10_tail_call_ok, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *mask = bpf_cpumask_create();

	if (!mask)
		return 0;
	bpf_cpumask_release(mask);
	bpf_tail_call(ctx, &jumps, 0);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(ow_10_tail_call_bad, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *mask = bpf_cpumask_create();

	if (!mask)
		return 0;
	bpf_tail_call(ctx, &jumps, 0);
	bpf_cpumask_release(mask);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(ow_11_throw_ok, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *mask = bpf_cpumask_create();

	if (!mask)
		return 0;
	bpf_cpumask_release(mask);
	if (task->pid == 1)
		bpf_throw(3);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(ow_11_throw_bad, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *mask = bpf_cpumask_create();

	if (!mask)
		return 0;
	if (task->pid == 1)
		bpf_throw(3);
	bpf_cpumask_release(mask);
	return 0;
}

static __noinline int ow_11_callee_throws_bad_assert(u64 value)
{
	if (value > 100)
		bpf_throw(value);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(ow_11_callee_throws_bad, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *mask = bpf_cpumask_create();

	if (!mask)
		return 0;
	if (ow_11_callee_throws_bad_assert(clone_flags))
		counter++;
	bpf_cpumask_release(mask);
	return 0;
}

static __noinline int ow_11_callee_throws_ok_assert(u64 value)
{
	if (value > 100)
		return -E2BIG;
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(ow_11_callee_throws_ok, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *mask = bpf_cpumask_create();

	if (!mask)
		return 0;
	if (ow_11_callee_throws_ok_assert(clone_flags))
		counter++;
	bpf_cpumask_release(mask);
	return 0;
}

SEC("syscall")
int ow_12_loop_body_ok(void *ctx)
{
	int i;

	bpf_for(i, 0, 10) {
		struct bpf_cpumask *tmp = bpf_cpumask_create();

		if (!tmp)
			break;
		bpf_cpumask_set_cpu(i, tmp);
		bpf_cpumask_release(tmp);
	}
	return 0;
}

SEC("syscall")
int ow_12_loop_body_bad(void *ctx)
{
	int i;

	bpf_for(i, 0, 10) {
		struct bpf_cpumask *tmp = bpf_cpumask_create();

		if (!tmp)
			break;
		bpf_cpumask_set_cpu(i, tmp);
		counter += i;
	}
	return 0;
}

SEC("syscall")
int ow_13_release_in_body_bad(void *ctx)
{
	struct bpf_cpumask *mask = bpf_cpumask_create();
	int i;

	if (!mask)
		return -ENOMEM;
	bpf_for(i, 0, 4) {
		bpf_cpumask_release(mask);
		break;
	}
	return 0;
}

SEC("syscall")
int ow_13_release_in_body_ok(void *ctx)
{
	struct bpf_cpumask *mask = bpf_cpumask_create();
	int i;

	if (!mask)
		return -ENOMEM;
	bpf_for(i, 0, 4) {
		bpf_cpumask_set_cpu(i, mask);
	}
	bpf_cpumask_release(mask);
	return 0;
}

SEC("syscall")
int ow_13_release_then_null_ok(void *ctx)
{
	struct bpf_cpumask *mask = bpf_cpumask_create();
	int i;

	if (!mask)
		return -ENOMEM;
	bpf_for(i, 0, 4) {
		if (mask) {
			bpf_cpumask_release(mask);
			mask = NULL;
		}
	}
	if (mask)
		bpf_cpumask_release(mask);
	return 0;
}

struct ow_14_bpf_loop_ok_ctx {
	u32 seen;
};

static int ow_14_bpf_loop_ok_step(u32 idx, struct ow_14_bpf_loop_ok_ctx *c)
{
	struct bpf_cpumask *tmp = bpf_cpumask_create();

	if (!tmp)
		return 1;
	bpf_cpumask_set_cpu(idx, tmp);
	c->seen++;
	bpf_cpumask_release(tmp);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(ow_14_bpf_loop_ok, struct task_struct *task, u64 clone_flags)
{
	struct ow_14_bpf_loop_ok_ctx c = {};

	bpf_loop(8, ow_14_bpf_loop_ok_step, &c, 0);
	return c.seen;
}

struct ow_14_bpf_loop_bad_ctx {
	u32 seen;
};

static int ow_14_bpf_loop_bad_step(u32 idx, struct ow_14_bpf_loop_bad_ctx *c)
{
	struct bpf_cpumask *tmp = bpf_cpumask_create();

	if (!tmp)
		return 1;
	bpf_cpumask_set_cpu(idx, tmp);
	c->seen++;
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(ow_14_bpf_loop_bad, struct task_struct *task, u64 clone_flags)
{
	struct ow_14_bpf_loop_bad_ctx c = {};

	bpf_loop(8, ow_14_bpf_loop_bad_step, &c, 0);
	return c.seen;
}

static long ow_14_each_elem_ok_drain(struct bpf_map *map, u32 *key, struct slot *s, void *arg)
{
	struct bpf_cpumask *old = bpf_kptr_xchg(&s->mask, NULL);

	if (!old)
		return 0;
	*(u32 *)arg += bpf_cpumask_weight(cast_mask(old));
	bpf_cpumask_release(old);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(ow_14_each_elem_ok, struct task_struct *task, u64 clone_flags)
{
	u32 total = 0;

	bpf_for_each_map_elem(&slots, ow_14_each_elem_ok_drain, &total, 0);
	return total;
}

static long ow_14_each_elem_bad_drain(struct bpf_map *map, u32 *key, struct slot *s, void *arg)
{
	struct bpf_cpumask *old = bpf_kptr_xchg(&s->mask, NULL);

	if (!old)
		return 0;
	*(u32 *)arg += bpf_cpumask_weight(cast_mask(old));
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(ow_14_each_elem_bad, struct task_struct *task, u64 clone_flags)
{
	u32 total = 0;

	bpf_for_each_map_elem(&slots, ow_14_each_elem_bad_drain, &total, 0);
	return total;
}

struct ow_15_callback_releases_ok_ctx {
	struct bpf_cpumask *victim;
};

static int ow_15_callback_releases_ok_step(u32 idx, struct ow_15_callback_releases_ok_ctx *c)
{
	if (c->victim) {
		bpf_cpumask_release(c->victim);
		c->victim = NULL;
	}
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(ow_15_callback_releases_ok, struct task_struct *task, u64 clone_flags)
{
	struct ow_15_callback_releases_ok_ctx c;

	c.victim = bpf_cpumask_create();
	if (!c.victim)
		return 0;
	bpf_loop(2, ow_15_callback_releases_ok_step, &c, 0);
	if (c.victim)
		bpf_cpumask_release(c.victim);
	return 0;
}

struct ow_15_callback_releases_bad_ctx {
	struct bpf_cpumask *victim;
};

static int ow_15_callback_releases_bad_step(u32 idx, struct ow_15_callback_releases_bad_ctx *c)
{
	if (c->victim) {
		bpf_cpumask_release(c->victim);
	}
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(ow_15_callback_releases_bad, struct task_struct *task, u64 clone_flags)
{
	struct ow_15_callback_releases_bad_ctx c;

	c.victim = bpf_cpumask_create();
	if (!c.victim)
		return 0;
	bpf_loop(2, ow_15_callback_releases_bad_step, &c, 0);
	bpf_cpumask_release(c.victim);
	return 0;
}

struct ow_16_callback_creates_ok_ctx {
	struct bpf_cpumask *made;
};

static int ow_16_callback_creates_ok_step(u32 idx, struct ow_16_callback_creates_ok_ctx *c)
{
	if (!c->made)
		c->made = bpf_cpumask_create();
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(ow_16_callback_creates_ok, struct task_struct *task, u64 clone_flags)
{
	struct ow_16_callback_creates_ok_ctx c = { .made = NULL };

	bpf_loop(3, ow_16_callback_creates_ok_step, &c, 0);
	if (c.made)
		bpf_cpumask_release(c.made);
	return 0;
}

struct ow_16_callback_creates_bad_ctx {
	struct bpf_cpumask *made;
};

static int ow_16_callback_creates_bad_step(u32 idx, struct ow_16_callback_creates_bad_ctx *c)
{
	if (!c->made)
		c->made = bpf_cpumask_create();
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(ow_16_callback_creates_bad, struct task_struct *task, u64 clone_flags)
{
	struct ow_16_callback_creates_bad_ctx c = { .made = NULL };

	bpf_loop(3, ow_16_callback_creates_bad_step, &c, 0);
	counter += c.made ? 1 : 0;
	return 0;
}

SEC("syscall")
int ow_17_bits_not_destroyed_ok(void *ctx)
{
	struct bpf_iter_bits it;
	u64 word = 0xf0;
	int *bit;

	bpf_iter_bits_new(&it, &word, 1);
	bit = bpf_iter_bits_next(&it);
	if (bit)
		counter += *bit;
	bpf_iter_bits_destroy(&it);
	return 0;
}

SEC("syscall")
int ow_17_bits_not_destroyed_bad(void *ctx)
{
	struct bpf_iter_bits it;
	u64 word = 0xf0;
	int *bit;

	bpf_iter_bits_new(&it, &word, 1);
	bit = bpf_iter_bits_next(&it);
	if (bit)
		counter += *bit;
	return 0;
}
