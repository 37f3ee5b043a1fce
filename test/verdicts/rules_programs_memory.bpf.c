/* Program types, symbols, subprograms, plain memory and populate: refused beside accepted. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

char _license[] SEC("license") = "GPL";

#define private(name) SEC(".data." #name) __hidden __attribute__((aligned(8)))
#define ENOMEM 12
#define EINVAL 22
#ifndef __kptr
#define __kptr __attribute__((btf_type_tag("kptr")))
#endif
#ifndef bpf_for_each
#define bpf_for_each(type, cur, args...) for ( \
	struct bpf_iter_##type ___it __attribute__((aligned(8), cleanup(bpf_iter_##type##_destroy))), \
	*___p __attribute__((unused)) = (bpf_iter_##type##_new(&___it, ##args), (void)bpf_iter_##type##_destroy, (void *)0); \
	(((cur) = bpf_iter_##type##_next(&___it))); )
#endif
#ifndef bpf_ksym_exists
#define bpf_ksym_exists(sym) ((sym) != NULL)
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
struct bpf_cpumask *bpf_cpumask_acquire(struct bpf_cpumask *cpumask) __ksym;
u32 bpf_cpumask_first(const struct cpumask *cpumask) __ksym;
u32 bpf_cpumask_any_distribute(const struct cpumask *cpumask) __ksym;
u32 bpf_cpumask_weight(const struct cpumask *cpumask) __ksym;
void bpf_cpumask_set_cpu(u32 cpu, struct bpf_cpumask *cpumask) __ksym;
void bpf_cpumask_setall(struct bpf_cpumask *cpumask) __ksym;
void bpf_cpumask_clear(struct bpf_cpumask *cpumask) __ksym;
bool bpf_cpumask_and(struct bpf_cpumask *dst, const struct cpumask *src1, const struct cpumask *src2) __ksym;
bool bpf_cpumask_equal(const struct cpumask *src1, const struct cpumask *src2) __ksym;
bool bpf_cpumask_intersects(const struct cpumask *src1, const struct cpumask *src2) __ksym;
bool bpf_cpumask_subset(const struct cpumask *src1, const struct cpumask *src2) __ksym;
bool bpf_cpumask_empty(const struct cpumask *cpumask) __ksym;
void bpf_cpumask_copy(struct bpf_cpumask *dst, const struct cpumask *src) __ksym;
int bpf_cpumask_populate(struct cpumask *cpumask, void *src, size_t src__sz) __ksym;
void bpf_cpumask_release_dtor(void *cpumask) __ksym;
void bpf_rcu_read_lock(void) __ksym;
void bpf_rcu_read_unlock(void) __ksym;
int bpf_iter_bits_new(struct bpf_iter_bits *it, const u64 *unsafe_ptr__ign, u32 nr_words) __ksym;
int *bpf_iter_bits_next(struct bpf_iter_bits *it) __ksym;
void bpf_iter_bits_destroy(struct bpf_iter_bits *it) __ksym;

static inline const struct cpumask *cast_mask(struct bpf_cpumask *mask)
{
	return (const struct cpumask *)mask;
}

struct slot {
	struct bpf_cpumask __kptr *mask;
	u64 stamp;
};

struct plain {
	u64 head;
	struct cpumask kernel_like;
	struct bpf_cpumask own;
	u8 bytes[64];
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 8);
	__type(key, u32);
	__type(value, struct plain);
} plains SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} events SEC(".maps");

struct bpf_cpumask *bpf_cpumask_kptr_get(struct bpf_cpumask **mask) __ksym __weak;
u32 bpf_cpumask_any(const struct cpumask *mask) __ksym __weak;

private(A) static struct bpf_cpumask __kptr *one;

static struct bpf_cpumask bss_mask;
static struct cpumask bss_kmask;
static const struct cpumask frozen = { .bits = { 0xff } };
static u8 raw_bytes[64];
u32 len;
u64 sink;

SEC("xdp")
int pt_1_xdp_bad(struct xdp_md *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (m)
		bpf_cpumask_release(m);
	return 2;
}

SEC("syscall")
int pt_1_xdp_ok(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (m)
		bpf_cpumask_release(m);
	return 2;
}

SEC("tc")
int pt_1_tc_bad(struct __sk_buff *skb)
{
	struct cpumask none = {};

	return bpf_cpumask_empty(&none);
}

SEC("tc")
int pt_1_tc_ok(struct __sk_buff *skb)
{
	return skb->len > 1000;
}

SEC("kprobe/do_exit")
int pt_1_kprobe_bad(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (!m)
		return 0;
	bpf_cpumask_setall(m);
	bpf_cpumask_release(m);
	return 0;
}

SEC("perf_event")
int pt_1_kprobe_ok(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (!m)
		return 0;
	bpf_cpumask_setall(m);
	bpf_cpumask_release(m);
	return 0;
}

SEC("raw_tp/sched_switch")
int pt_1_raw_tp_bad(void *ctx)
{
	struct bpf_cpumask *old = bpf_kptr_xchg(&one, NULL);

	if (old)
		bpf_cpumask_release(old);
	return 0;
}

SEC("tracepoint/sched/sched_switch")
int pt_1_raw_tp_ok(void *ctx)
{
	struct bpf_cpumask *old = bpf_kptr_xchg(&one, NULL);

	if (old)
		bpf_cpumask_release(old);
	return 0;
}

SEC("iter/task")
int pt_1_iter_ok(struct bpf_iter__task *ctx)
{
	struct task_struct *p = ctx->task;

	if (!p)
		return 0;
	sink += bpf_cpumask_weight(p->cpus_ptr);
	return 0;
}

SEC("raw_tp/sched_switch")
int pt_1_raw_tp_without_masks_ok(struct bpf_raw_tracepoint_args *ctx)
{
	sink += ctx->args[0] & 1;
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(pt_2_dtor_bad, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (!m)
		return 0;
	bpf_cpumask_release_dtor(m);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(pt_2_dtor_ok, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (!m)
		return 0;
	bpf_cpumask_release(m);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(pt_3_missing_kfunc_ok, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *m;

	if (!bpf_ksym_exists(bpf_cpumask_kptr_get))
		return 0;
	m = bpf_cpumask_kptr_get(&one);
	if (m)
		bpf_cpumask_release(m);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(pt_3_missing_kfunc_bad, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *m;

	m = bpf_cpumask_kptr_get(&one);
	if (m)
		bpf_cpumask_release(m);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(pt_3_missing_query_bad, struct task_struct *task, u64 clone_flags)
{
	return bpf_cpumask_any(task->cpus_ptr);
}

SEC("tp_btf/task_newtask")
int BPF_PROG(pt_3_missing_query_ok, struct task_struct *task, u64 clone_flags)
{
	return bpf_ksym_exists(bpf_cpumask_any) ? bpf_cpumask_any(task->cpus_ptr) :
						  bpf_cpumask_any_distribute(task->cpus_ptr);
}

SEC("tp_btf/task_newtask")
int BPF_PROG(pt_3_wrong_guard_bad, struct task_struct *task, u64 clone_flags)
{
	if (bpf_ksym_exists(bpf_cpumask_any))
		return 1;
	return bpf_cpumask_any(task->cpus_ptr);
}

SEC("tp_btf/task_newtask")
int BPF_PROG(pt_3_wrong_guard_ok, struct task_struct *task, u64 clone_flags)
{
	if (!bpf_ksym_exists(bpf_cpumask_any))
		return 1;
	return bpf_cpumask_any(task->cpus_ptr);
}

static struct bpf_cpumask *sp_1_static_everything_ok_make(u32 cpu)
{
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (m)
		bpf_cpumask_set_cpu(cpu, m);
	return m;
}

static void sp_1_static_everything_ok_drop(struct bpf_cpumask *m)
{
	bpf_cpumask_release(m);
}

static __noinline int sp_1_static_everything_ok_fill(struct bpf_cpumask **out)
{
	*out = sp_1_static_everything_ok_make(3);
	return *out ? 0 : -ENOMEM;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(sp_1_static_everything_ok, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *m;

	if (sp_1_static_everything_ok_fill(&m))
		return 0;
	sink += bpf_cpumask_first(cast_mask(m));
	sp_1_static_everything_ok_drop(m);
	return 0;
}

__noinline int sp_2_untagged_bad_weigh(struct bpf_cpumask *m)
{
	if (!m)
		return -EINVAL;
	return bpf_cpumask_weight(cast_mask(m));
}

__noinline int sp_2_untagged_bad_weigh_tagged(struct bpf_cpumask *m __arg_trusted)
{
	return bpf_cpumask_weight(cast_mask(m));
}

SEC("tp_btf/task_newtask")
int BPF_PROG(sp_2_untagged_bad, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	int n;

	if (!m)
		return 0;
	n = sp_2_untagged_bad_weigh(m);
	bpf_cpumask_release(m);
	return n;
}

__noinline int sp_2_untagged_ok_weigh(struct bpf_cpumask *m)
{
	if (!m)
		return -EINVAL;
	return bpf_cpumask_weight(cast_mask(m));
}

__noinline int sp_2_untagged_ok_weigh_tagged(struct bpf_cpumask *m __arg_trusted)
{
	return bpf_cpumask_weight(cast_mask(m));
}

SEC("tp_btf/task_newtask")
int BPF_PROG(sp_2_untagged_ok, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	int n;

	if (!m)
		return 0;
	n = sp_2_untagged_ok_weigh_tagged(m);
	bpf_cpumask_release(m);
	return n;
}

__noinline int sp_2_untagged_with_plain_memory_ok_weigh(struct bpf_cpumask *m)
{
	if (!m)
		return -EINVAL;
	return bpf_cpumask_weight(cast_mask(m));
}

SEC("tp_btf/task_newtask")
int BPF_PROG(sp_2_untagged_with_plain_memory_ok, struct task_struct *task, u64 clone_flags)
{
	return sp_2_untagged_with_plain_memory_ok_weigh(&bss_mask);
}

__noinline int sp_2_untagged_task_bad_pid(struct task_struct *p)
{
	return p->pid;
}

__noinline int sp_2_untagged_task_bad_pid_tagged(struct task_struct *p __arg_trusted)
{
	return p->pid;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(sp_2_untagged_task_bad, struct task_struct *task, u64 clone_flags)
{
	return sp_2_untagged_task_bad_pid(task);
}

__noinline int sp_2_untagged_task_ok_pid(struct task_struct *p)
{
	return p->pid;
}

__noinline int sp_2_untagged_task_ok_pid_tagged(struct task_struct *p __arg_trusted)
{
	return p->pid;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(sp_2_untagged_task_ok, struct task_struct *task, u64 clone_flags)
{
	return sp_2_untagged_task_ok_pid_tagged(task);
}

__noinline int sp_2_nullable_ok_weigh(struct bpf_cpumask *m __arg_trusted __arg_nullable)
{
	if (!m)
		return 0;
	return bpf_cpumask_weight(cast_mask(m));
}

SEC("tp_btf/task_newtask")
int BPF_PROG(sp_2_nullable_ok, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	int n = sp_2_nullable_ok_weigh(m);

	if (m)
		bpf_cpumask_release(m);
	return n;
}

__noinline int sp_2_nullable_bad_weigh(struct bpf_cpumask *m __arg_trusted __arg_nullable)
{
	return bpf_cpumask_weight(cast_mask(m));
}

SEC("tp_btf/task_newtask")
int BPF_PROG(sp_2_nullable_bad, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	int n = sp_2_nullable_bad_weigh(m);

	if (m)
		bpf_cpumask_release(m);
	return n;
}

__noinline struct bpf_cpumask *sp_7_returns_pointer_bad_make(u32 cpu)
{
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (m)
		bpf_cpumask_set_cpu(cpu, m);
	return m;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(sp_7_returns_pointer_bad, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *m = sp_7_returns_pointer_bad_make(1);

	if (m)
		bpf_cpumask_release(m);
	return 0;
}

static __noinline struct bpf_cpumask *sp_7_returns_pointer_ok_make(u32 cpu)
{
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (m)
		bpf_cpumask_set_cpu(cpu, m);
	return m;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(sp_7_returns_pointer_ok, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *m = sp_7_returns_pointer_ok_make(1);

	if (m)
		bpf_cpumask_release(m);
	return 0;
}

__noinline int sp_rcu_argument_trusted_ok_weigh(struct bpf_cpumask *m __arg_trusted)
{
	return bpf_cpumask_weight(cast_mask(m));
}

SEC("syscall")
int sp_rcu_argument_trusted_ok(void *ctx)
{
	struct bpf_cpumask *m;
	int n = 0;

	bpf_rcu_read_lock();
	m = one;
	if (m)
		n = sp_rcu_argument_trusted_ok_weigh(m);
	bpf_rcu_read_unlock();
	return n;
}

__noinline int sp_rcu_argument_trusted_bad_weigh(struct bpf_cpumask *m __arg_trusted)
{
	return bpf_cpumask_weight(cast_mask(m));
}

SEC("syscall")
int sp_rcu_argument_trusted_bad(void *ctx)
{
	struct bpf_cpumask *m;
	int n = 0;

	m = one;
	if (m)
		n = sp_rcu_argument_trusted_bad_weigh(m);
	return n;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(pm_1_stack_mask_ok, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask local = {};

	bpf_cpumask_set_cpu(1, &local);
	bpf_cpumask_and(&local, cast_mask(&local), task->cpus_ptr);
	return bpf_cpumask_weight(cast_mask(&local));
}

SEC("tp_btf/task_newtask")
int BPF_PROG(pm_1_bss_mask_ok, struct task_struct *task, u64 clone_flags)
{
	bpf_cpumask_copy(&bss_mask, task->cpus_ptr);
	return bpf_cpumask_equal(cast_mask(&bss_mask), &bss_kmask);
}

SEC("tp_btf/task_newtask")
int BPF_PROG(pm_1_map_value_mask_ok, struct task_struct *task, u64 clone_flags)
{
	u32 key = task->pid;
	struct plain *v = bpf_map_lookup_elem(&plains, &key);

	if (!v)
		return 0;
	bpf_cpumask_setall(&v->own);
	return bpf_cpumask_subset(&v->kernel_like, cast_mask(&v->own));
}

SEC("tp_btf/task_newtask")
int BPF_PROG(pm_1_ringbuf_mask_ok, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *rec = bpf_ringbuf_reserve(&events, sizeof(*rec), 0);

	if (!rec)
		return 0;
	bpf_cpumask_copy(rec, task->cpus_ptr);
	bpf_ringbuf_submit(rec, 0);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(pm_1_acquire_plain_ok, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *m = bpf_cpumask_acquire(&bss_mask);

	if (!m)
		return 0;
	sink += bpf_cpumask_first(cast_mask(m));
	bpf_cpumask_release(m);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(pm_1_acquire_plain_bad, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *m = bpf_cpumask_acquire(&bss_mask);

	if (!m)
		return 0;
	sink += bpf_cpumask_first(cast_mask(m));
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(pm_2_too_small_stack_bad, struct task_struct *task, u64 clone_flags)
{
	u64 word = 1;

	return bpf_cpumask_empty((const struct cpumask *)&word);
}

SEC("tp_btf/task_newtask")
int BPF_PROG(pm_2_too_small_stack_ok, struct task_struct *task, u64 clone_flags)
{
	u64 word[4] = { 1 };

	return bpf_cpumask_empty((const struct cpumask *)&word);
}

SEC("tp_btf/task_newtask")
int BPF_PROG(pm_2_too_small_value_bad, struct task_struct *task, u64 clone_flags)
{
	u32 key = task->pid;
	struct plain *v = bpf_map_lookup_elem(&plains, &key);

	if (!v)
		return 0;
	return bpf_cpumask_empty((const struct cpumask *)&v->bytes[40]);
}

SEC("tp_btf/task_newtask")
int BPF_PROG(pm_2_too_small_value_ok, struct task_struct *task, u64 clone_flags)
{
	u32 key = task->pid;
	struct plain *v = bpf_map_lookup_elem(&plains, &key);

	if (!v)
		return 0;
	return bpf_cpumask_empty((const struct cpumask *)&v->bytes[32]);
}

SEC("tp_btf/task_newtask")
int BPF_PROG(pm_3_rodata_bad, struct task_struct *task, u64 clone_flags)
{
	return bpf_cpumask_intersects(&frozen, task->cpus_ptr);
}

SEC("tp_btf/task_newtask")
int BPF_PROG(pm_3_rodata_ok, struct task_struct *task, u64 clone_flags)
{
	struct cpumask copy = frozen;

	return bpf_cpumask_intersects(&copy, task->cpus_ptr);
}

SEC("tp_btf/task_newtask")
int BPF_PROG(pm_4_release_plain_ok, struct task_struct *task, u64 clone_flags)
{
	bpf_cpumask_clear(&bss_mask);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(pm_4_release_plain_bad, struct task_struct *task, u64 clone_flags)
{
	bpf_cpumask_clear(&bss_mask);
	bpf_cpumask_release(&bss_mask);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(pm_5_uninitialised_stack_ok, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask dirty;

	bpf_cpumask_copy(&dirty, task->cpus_ptr);
	return bpf_cpumask_first(cast_mask(&dirty));
}

SEC("tp_btf/task_newtask")
int BPF_PROG(po_1_stack_length_bad, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	u64 bits = 0xaa;
	int ret;

	if (!m)
		return 0;
	ret = bpf_cpumask_populate((struct cpumask *)m, &bits, 64);
	bpf_cpumask_release(m);
	return ret;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(po_1_stack_length_ok, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	u64 bits = 0xaa;
	int ret;

	if (!m)
		return 0;
	ret = bpf_cpumask_populate((struct cpumask *)m, &bits, sizeof(bits));
	bpf_cpumask_release(m);
	return ret;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(po_2_number_source_bad, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	u64 bits = 0xaa;
	int ret;

	if (!m)
		return 0;
	ret = bpf_cpumask_populate((struct cpumask *)m, (void *)0xaaUL, sizeof(bits));
	bpf_cpumask_release(m);
	return ret;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(po_2_number_source_ok, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	u64 bits = 0xaa;
	int ret;

	if (!m)
		return 0;
	ret = bpf_cpumask_populate((struct cpumask *)m, &bits, sizeof(bits));
	bpf_cpumask_release(m);
	return ret;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(po_3_null_source_bad, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	int ret;

	if (!m)
		return 0;
	ret = bpf_cpumask_populate((struct cpumask *)m, NULL, 0);
	bpf_cpumask_release(m);
	return ret;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(po_3_null_source_ok, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	int ret;

	if (!m)
		return 0;
	ret = bpf_cpumask_populate((struct cpumask *)m, raw_bytes, 0);
	bpf_cpumask_release(m);
	return ret;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(po_4_unbounded_length_ok, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	u32 n = len;
	int ret;

	if (!m)
		return 0;
	if (n > sizeof(raw_bytes))
		n = sizeof(raw_bytes);
	ret = bpf_cpumask_populate((struct cpumask *)m, raw_bytes, n);
	bpf_cpumask_release(m);
	return ret;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(po_4_unbounded_length_bad, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	u32 n = len;
	int ret;

	if (!m)
		return 0;
	ret = bpf_cpumask_populate((struct cpumask *)m, raw_bytes, n);
	bpf_cpumask_release(m);
	return ret;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(po_4_masked_length_ok, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	int ret;

	if (!m)
		return 0;
	ret = bpf_cpumask_populate((struct cpumask *)m, raw_bytes, len & 31);
	bpf_cpumask_release(m);
	return ret;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(po_5_rodata_source_bad, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	int ret;

	if (!m)
		return 0;
	ret = bpf_cpumask_populate((struct cpumask *)m, (void *)&frozen, sizeof(frozen));
	bpf_cpumask_release(m);
	return ret;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(po_5_rodata_source_ok, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	int ret;

	if (!m)
		return 0;
	ret = bpf_cpumask_populate((struct cpumask *)m, &bss_kmask, sizeof(bss_kmask));
	bpf_cpumask_release(m);
	return ret;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(po_6_mask_source_bad, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (!m)
		return 0;
	bpf_cpumask_populate((struct cpumask *)m, (void *)task->cpus_ptr, 32);
	bpf_cpumask_release(m);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(po_6_mask_source_ok, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (!m)
		return 0;
	bpf_cpumask_copy(m, task->cpus_ptr);
	bpf_cpumask_release(m);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(po_7_number_destination_bad, struct task_struct *task, u64 clone_flags)
{
	u64 bits = 3;

	return bpf_cpumask_populate((struct cpumask *)sink, &bits, sizeof(bits));
}

SEC("tp_btf/task_newtask")
int BPF_PROG(po_7_number_destination_ok, struct task_struct *task, u64 clone_flags)
{
	u64 bits = 3;

	return bpf_cpumask_populate(&bss_kmask, &bits, sizeof(bits));
}

SEC("tp_btf/task_newtask")
int BPF_PROG(po_8_untested_destination_ok, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (!m)
		return 0;
	bpf_cpumask_populate((struct cpumask *)m, raw_bytes, sizeof(raw_bytes));
		bpf_cpumask_release(m);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(po_8_untested_destination_bad, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *m = bpf_cpumask_create();

	bpf_cpumask_populate((struct cpumask *)m, raw_bytes, sizeof(raw_bytes));
	if (m)
		bpf_cpumask_release(m);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(po_9_kernel_mask_destination_ok, struct task_struct *task, u64 clone_flags)
{
	/* loads up to 7.2, and is never a good idea */
	return bpf_cpumask_populate((struct cpumask *)task->cpus_ptr, raw_bytes, sizeof(raw_bytes));
}

SEC("tp_btf/task_newtask")
int BPF_PROG(po_10_short_at_run_time_ok, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	u8 byte = 1;
	int ret;

	if (!m)
		return 0;
	ret = bpf_cpumask_populate((struct cpumask *)m, &byte, sizeof(byte));
	bpf_cpumask_release(m);
	return ret;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(po_map_value_length_bad, struct task_struct *task, u64 clone_flags)
{
	u32 key = task->pid;
	struct bpf_cpumask *m;
	struct plain *v;

	v = bpf_map_lookup_elem(&plains, &key);
	if (!v)
		return 0;
	m = bpf_cpumask_create();
	if (!m)
		return 0;
	bpf_cpumask_populate((struct cpumask *)m, v->bytes, sizeof(*v));
	bpf_cpumask_release(m);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(po_map_value_length_ok, struct task_struct *task, u64 clone_flags)
{
	u32 key = task->pid;
	struct bpf_cpumask *m;
	struct plain *v;

	v = bpf_map_lookup_elem(&plains, &key);
	if (!v)
		return 0;
	m = bpf_cpumask_create();
	if (!m)
		return 0;
	bpf_cpumask_populate((struct cpumask *)m, v, sizeof(*v));
	bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int bits_next_before_new_ok(void *ctx)
{
	struct bpf_iter_bits it;
	u64 word = 0xf0;
	int *bit;

	bpf_iter_bits_new(&it, &word, 1);
	while ((bit = bpf_iter_bits_next(&it)))
		sink += *bit;
	bpf_iter_bits_destroy(&it);
	return 0;
}

SEC("syscall")
int bits_next_before_new_bad(void *ctx)
{
	struct bpf_iter_bits it;
	u64 word = 0xf0;
	int *bit;

	while ((bit = bpf_iter_bits_next(&it)))
		sink += *bit;
	bpf_iter_bits_destroy(&it);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(bits_of_a_mask_ok, struct task_struct *task, u64 clone_flags)
{
	const struct cpumask *allowed = task->cpus_ptr;
	u64 words[4];
	int *bit;

	words[0] = allowed->bits[0];
	words[1] = allowed->bits[1];
	words[2] = allowed->bits[2];
	words[3] = allowed->bits[3];
	bpf_for_each(bits, bit, words, 4) {
		if (*bit > 100)
			break;
		sink += *bit;
	}
	return 0;
}
