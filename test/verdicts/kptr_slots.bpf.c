/* Kptr slots in maps, globals, objects and where they only look like slots. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <bpf/bpf_core_read.h>

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
struct bpf_cpumask *bpf_cpumask_acquire(struct bpf_cpumask *cpumask) __ksym;
u32 bpf_cpumask_first(const struct cpumask *cpumask) __ksym;
u32 bpf_cpumask_any_distribute(const struct cpumask *cpumask) __ksym;
u32 bpf_cpumask_weight(const struct cpumask *cpumask) __ksym;
void bpf_cpumask_set_cpu(u32 cpu, struct bpf_cpumask *cpumask) __ksym;
void bpf_cpumask_setall(struct bpf_cpumask *cpumask) __ksym;
void bpf_cpumask_clear(struct bpf_cpumask *cpumask) __ksym;
bool bpf_cpumask_and(struct bpf_cpumask *dst, const struct cpumask *src1, const struct cpumask *src2) __ksym;
void bpf_cpumask_copy(struct bpf_cpumask *dst, const struct cpumask *src) __ksym;
void bpf_rcu_read_lock(void) __ksym;
void bpf_rcu_read_unlock(void) __ksym;
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

struct one {
	struct bpf_cpumask __kptr *mask;
};

struct many {
	u64 created_at;
	struct bpf_cpumask __kptr *allowed;
	struct bpf_cpumask __kptr *preferred;
	u32 id;
	struct {
		u32 level;
		struct bpf_cpumask __kptr *span;
	} inner;
	struct bpf_cpumask __kptr *per_level[3];
};

struct tdata {
	struct bpf_cpumask __kptr *layered;
	struct task_struct __kptr *peer;
	u64 last;
};

struct holder {
	u64 key;
	struct bpf_cpumask __kptr *mask;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 16);
	__type(key, u32);
	__type(value, struct many);
} levels SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 64);
	__type(key, u64);
	__type(value, struct many);
} by_id SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 64);
	__type(key, u32);
	__type(value, struct one);
} recent SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, struct one);
} scratch SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_HASH);
	__uint(max_entries, 8);
	__type(key, u32);
	__type(value, struct one);
} percpu_by_id SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_TASK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, struct tdata);
} tasks SEC(".maps");

private(S) static struct bpf_cpumask __kptr *root;
private(S) static struct bpf_cpumask __kptr *ring[4];
private(S) static struct many deep;

u32 level;
u64 val;

SEC("tp_btf/task_newtask")
int BPF_PROG(field_of_many_ok, struct task_struct *p, u64 clone_flags)
{
	struct bpf_cpumask *m;
	u64 id = p->pid;
	struct many *v;

	v = bpf_map_lookup_elem(&by_id, &id);
	if (!v)
		return 0;
	m = bpf_cpumask_create();
	if (!m)
		return 0;
	bpf_cpumask_copy(m, p->cpus_ptr);
	m = bpf_kptr_xchg(&v->preferred, m);
	if (m)
		bpf_cpumask_release(m);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(field_of_many_bad, struct task_struct *p, u64 clone_flags)
{
	struct bpf_cpumask *m;
	u64 id = p->pid;
	struct many *v;

	v = bpf_map_lookup_elem(&by_id, &id);
	if (!v)
		return 0;
	m = bpf_cpumask_create();
	if (!m)
		return 0;
	bpf_cpumask_copy(m, p->cpus_ptr);
	m = bpf_kptr_xchg(&v->id, m);
	if (m)
		bpf_cpumask_release(m);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(inner_struct_slot_ok, struct task_struct *p, u64 clone_flags)
{
	struct bpf_cpumask *m;
	u32 key = level;
	struct many *v = bpf_map_lookup_elem(&levels, &key);

	if (!v)
		return 0;
	m = bpf_kptr_xchg(&v->inner.span, NULL);
	if (!m)
		return 0;
	val = bpf_cpumask_weight(cast_mask(m));
	bpf_cpumask_release(m);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(inner_struct_slot_bad, struct task_struct *p, u64 clone_flags)
{
	struct bpf_cpumask *m;
	u32 key = level;
	struct many *v = bpf_map_lookup_elem(&levels, &key);

	if (!v)
		return 0;
	m = bpf_kptr_xchg(&v->inner, NULL);
	if (!m)
		return 0;
	val = bpf_cpumask_weight(cast_mask(m));
	bpf_cpumask_release(m);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(array_field_slot_ok, struct task_struct *p, u64 clone_flags)
{
	struct bpf_cpumask *m;
	u32 key = level, l = val & 1;
	struct many *v = bpf_map_lookup_elem(&levels, &key);

	if (!v)
		return 0;
	m = bpf_kptr_xchg(&v->per_level[2], NULL);
	if (m)
		bpf_cpumask_release(m);
	return l;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(array_field_slot_bad, struct task_struct *p, u64 clone_flags)
{
	struct bpf_cpumask *m;
	u32 key = level, l = val & 1;
	struct many *v = bpf_map_lookup_elem(&levels, &key);

	if (!v)
		return 0;
	m = bpf_kptr_xchg(&v->per_level[l], NULL);
	if (m)
		bpf_cpumask_release(m);
	return l;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(struct_global_slot_ok, struct task_struct *p, u64 clone_flags)
{
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (!m)
		return 0;
	bpf_cpumask_copy(m, p->cpus_ptr);
	m = bpf_kptr_xchg(&deep.inner.span, m);
	if (m)
		bpf_cpumask_release(m);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(struct_global_slot_bad, struct task_struct *p, u64 clone_flags)
{
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (!m)
		return 0;
	bpf_cpumask_copy(m, p->cpus_ptr);
	m = bpf_kptr_xchg(&deep.inner.span, m);
		bpf_cpumask_release(m);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(struct_global_plain_field_ok, struct task_struct *p, u64 clone_flags)
{
	deep.created_at = bpf_ktime_get_ns();
	deep.inner.level++;
	return deep.id;
}

SEC("syscall")
int ring_constant_slots_ok(void *ctx)
{
	struct bpf_cpumask *m;

	m = bpf_kptr_xchg(&ring[0], NULL);
	if (!m)
		return 0;
	m = bpf_kptr_xchg(&ring[1], m);
	if (!m)
		return 0;
	m = bpf_kptr_xchg(&ring[2], m);
	if (m)
		bpf_cpumask_release(m);
	return 1;
}

SEC("syscall")
int ring_constant_slots_bad(void *ctx)
{
	struct bpf_cpumask *m;

	m = bpf_kptr_xchg(&ring[0], NULL);
	if (!m)
		return 0;
	m = bpf_kptr_xchg(&ring[1], m);
	if (!m)
		return 0;
	m = bpf_kptr_xchg(&ring[2], m);
	return 1;
}

SEC("syscall")
int ring_unrolled_loop_ok(void *ctx)
{
	struct bpf_cpumask *m;
	int i;

	#pragma unroll
	for (i = 0; i < 4; i++) {
		m = bpf_kptr_xchg(&ring[i], NULL);
		if (m)
			bpf_cpumask_release(m);
	}
	return 0;
}

SEC("syscall")
int ring_unrolled_loop_bad(void *ctx)
{
	struct bpf_cpumask *m;
	int i;

	bpf_for(i, 0, 4) {
		m = bpf_kptr_xchg(&ring[i], NULL);
		if (m)
			bpf_cpumask_release(m);
	}
	return 0;
}

SEC("syscall")
int take_use_put_back_ok(void *ctx)
{
	struct bpf_cpumask *m, *old;

	m = bpf_kptr_xchg(&root, NULL);
	if (!m)
		return -ENOENT;
	bpf_cpumask_clear(m);
	old = bpf_kptr_xchg(&root, m);
	if (old)
		bpf_cpumask_release(old);
	return 0;
}

SEC("syscall")
int take_use_put_back_bad(void *ctx)
{
	struct bpf_cpumask *m, *old;

	m = bpf_kptr_xchg(&root, NULL);
	if (!m)
		return -ENOENT;
	bpf_cpumask_clear(m);
	old = bpf_kptr_xchg(&root, m);
	if (old)
		bpf_cpumask_release(old);
	bpf_cpumask_setall(m);
	return 0;
}

SEC("syscall")
int take_from_one_put_in_other_ok(void *ctx)
{
	struct bpf_cpumask *m, *old;

	m = bpf_kptr_xchg(&ring[3], NULL);
	if (!m)
		return 0;
	old = bpf_kptr_xchg(&root, m);
	if (old)
		bpf_cpumask_release(old);
	return 0;
}

SEC("syscall")
int take_from_one_put_in_other_bad(void *ctx)
{
	struct bpf_cpumask *m, *old;

	m = bpf_kptr_xchg(&ring[3], NULL);
	old = bpf_kptr_xchg(&root, m);
	if (old)
		bpf_cpumask_release(old);
	return 0;
}

SEC("syscall")
int loaded_kptr_into_other_slot_bad(void *ctx)
{
	struct bpf_cpumask *m, *old = NULL, *copy;

	bpf_rcu_read_lock();
	m = ring[0];
	if (!m)
		goto out;
	old = bpf_kptr_xchg(&root, m);
out:
	bpf_rcu_read_unlock();
	if (old)
		bpf_cpumask_release(old);
	return 0;
}

SEC("syscall")
int loaded_kptr_into_other_slot_ok(void *ctx)
{
	struct bpf_cpumask *m, *old = NULL, *copy;

	bpf_rcu_read_lock();
	m = ring[0];
	if (!m)
		goto out;
	copy = bpf_cpumask_create();
	if (!copy)
		goto out;
	bpf_cpumask_copy(copy, cast_mask(m));
	old = bpf_kptr_xchg(&root, copy);
out:
	bpf_rcu_read_unlock();
	if (old)
		bpf_cpumask_release(old);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(kernel_mask_into_slot_bad, struct task_struct *p, u64 clone_flags)
{
	struct bpf_cpumask *old;

	old = bpf_kptr_xchg(&root, (struct bpf_cpumask *)p->cpus_ptr);
	if (old)
		bpf_cpumask_release(old);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(kernel_mask_into_slot_ok, struct task_struct *p, u64 clone_flags)
{
	struct bpf_cpumask *old;

	old = bpf_kptr_xchg(&root, NULL);
	if (old)
		bpf_cpumask_release(old);
	return 0;
}

SEC("syscall")
int acquired_second_reference_ok(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create(), *twin, *old;

	if (!m)
		return -ENOMEM;
	twin = bpf_cpumask_acquire(m);
	old = bpf_kptr_xchg(&root, twin);
	if (old)
		bpf_cpumask_release(old);
	/* still ours: the slot holds the other reference */
	bpf_cpumask_set_cpu(1, m);
	bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int acquired_second_reference_bad(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create(), *twin, *old;

	if (!m)
		return -ENOMEM;
	twin = bpf_cpumask_acquire(m);
	old = bpf_kptr_xchg(&root, twin);
	if (old)
		bpf_cpumask_release(old);
	/* still ours: the slot holds the other reference */
	bpf_cpumask_set_cpu(1, m);
	return 0;
}

static __noinline int slot_parameter_bad_swap(struct bpf_cpumask __kptr **slot, struct bpf_cpumask *m)
{
	m = bpf_kptr_xchg(slot, m);
	if (m)
		bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int slot_parameter_bad(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	struct bpf_cpumask *local = NULL;

	if (!m)
		return -ENOMEM;
	return slot_parameter_bad_swap(&local, m);
}

static __noinline int slot_parameter_ok_swap(struct bpf_cpumask __kptr **slot, struct bpf_cpumask *m)
{
	m = bpf_kptr_xchg(slot, m);
	if (m)
		bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int slot_parameter_ok(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (!m)
		return -ENOMEM;
	return slot_parameter_ok_swap(&root, m);
}

static int slot_parameter_of_map_ok_clear(struct bpf_cpumask **slot)
{
	struct bpf_cpumask *m = bpf_kptr_xchg(slot, NULL);

	if (!m)
		return 0;
	bpf_cpumask_release(m);
	return 1;
}

SEC("syscall")
int slot_parameter_of_map_ok(void *ctx)
{
	struct many *v;
	u32 key = level;
	int n;

	v = bpf_map_lookup_elem(&levels, &key);
	if (!v)
		return -ENOENT;
	n = slot_parameter_of_map_ok_clear(&v->allowed);
	n += slot_parameter_of_map_ok_clear(&v->inner.span);
	n += slot_parameter_of_map_ok_clear(&v->per_level[1]);
	return n;
}

static int slot_parameter_of_map_bad_clear(struct bpf_cpumask **slot)
{
	struct bpf_cpumask *m = bpf_kptr_xchg(slot, NULL);

	if (!m)
		return 0;
	bpf_cpumask_release(m);
	return 1;
}

SEC("syscall")
int slot_parameter_of_map_bad(void *ctx)
{
	struct many *v;
	u32 key = level;
	int n;

	v = bpf_map_lookup_elem(&levels, &key);
	n = slot_parameter_of_map_bad_clear(&v->allowed);
	n += slot_parameter_of_map_bad_clear(&v->inner.span);
	n += slot_parameter_of_map_bad_clear(&v->per_level[1]);
	return n;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(lru_slot_ok, struct task_struct *p, u64 clone_flags)
{
	u32 pid = p->pid;
	struct one empty = {}, *v;
	struct bpf_cpumask *m;

	bpf_map_update_elem(&recent, &pid, &empty, BPF_NOEXIST);
	v = bpf_map_lookup_elem(&recent, &pid);
	if (!v)
		return 0;
	m = bpf_cpumask_create();
	if (!m)
		return 0;
	m = bpf_kptr_xchg(&v->mask, m);
	if (m)
		bpf_cpumask_release(m);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(lru_slot_bad, struct task_struct *p, u64 clone_flags)
{
	u32 pid = p->pid;
	struct one empty = {}, *v;
	struct bpf_cpumask *m;

	bpf_map_update_elem(&recent, &pid, &empty, BPF_NOEXIST);
	v = bpf_map_lookup_elem(&recent, &pid);
	if (!v)
		return 0;
	m = bpf_cpumask_create();
	if (!m)
		return 0;
	m = bpf_kptr_xchg(&v->mask, m);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(percpu_scratch_ok, struct task_struct *p, u64 clone_flags)
{
	u32 zero = 0;
	struct one *v = bpf_map_lookup_elem(&scratch, &zero);
	struct bpf_cpumask *m;

	if (!v)
		return 0;
	m = v->mask;
	if (!m)
		return 0;
	bpf_cpumask_copy(m, p->cpus_ptr);
	bpf_cpumask_and(m, cast_mask(m), p->cpus_ptr);
	return bpf_cpumask_any_distribute(cast_mask(m));
}

SEC("tp_btf/task_newtask")
int BPF_PROG(percpu_scratch_bad, struct task_struct *p, u64 clone_flags)
{
	u32 zero = 0;
	struct one *v = bpf_map_lookup_elem(&scratch, &zero);
	struct bpf_cpumask *m;

	if (!v)
		return 0;
	m = v->mask;
	bpf_cpumask_copy(m, p->cpus_ptr);
	bpf_cpumask_and(m, cast_mask(m), p->cpus_ptr);
	return bpf_cpumask_any_distribute(cast_mask(m));
}

SEC("tp_btf/task_newtask")
int BPF_PROG(percpu_other_cpu_ok, struct task_struct *p, u64 clone_flags)
{
	u32 zero = 0;
	struct one *v = bpf_map_lookup_percpu_elem(&scratch, &zero, level);
	struct bpf_cpumask *m;

	if (!v)
		return 0;
	m = v->mask;
	if (!m)
		return 0;
	return bpf_cpumask_weight(cast_mask(m));
}

SEC("tp_btf/task_newtask")
int BPF_PROG(percpu_other_cpu_bad, struct task_struct *p, u64 clone_flags)
{
	u32 zero = 0;
	struct one *v = bpf_map_lookup_percpu_elem(&scratch, &zero, level);
	struct bpf_cpumask *m;

	m = v->mask;
	if (!m)
		return 0;
	return bpf_cpumask_weight(cast_mask(m));
}

SEC("tp_btf/task_newtask")
int BPF_PROG(percpu_hash_ok, struct task_struct *p, u64 clone_flags)
{
	u32 id = p->tgid;
	struct one *v = bpf_map_lookup_elem(&percpu_by_id, &id);
	struct bpf_cpumask *m;

	if (!v)
		return 0;
	m = bpf_kptr_xchg(&v->mask, NULL);
	if (!m)
		return 0;
	val += bpf_cpumask_first(cast_mask(m));
	bpf_cpumask_release(m);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(percpu_hash_bad, struct task_struct *p, u64 clone_flags)
{
	u32 id = p->tgid;
	struct one *v = bpf_map_lookup_elem(&percpu_by_id, &id);
	struct bpf_cpumask *m;

	if (!v)
		return 0;
	m = bpf_kptr_xchg(&v->mask, NULL);
	if (!m)
		return 0;
	val += bpf_cpumask_first(cast_mask(m));
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(task_storage_ok, struct task_struct *p, u64 clone_flags)
{
	struct bpf_cpumask *m;
	struct tdata *t;

	t = bpf_task_storage_get(&tasks, p, NULL, BPF_LOCAL_STORAGE_GET_F_CREATE);
	if (!t)
		return 0;
	m = bpf_cpumask_create();
	if (!m)
		return 0;
	bpf_cpumask_copy(m, p->cpus_ptr);
	m = bpf_kptr_xchg(&t->layered, m);
	if (m)
		bpf_cpumask_release(m);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(task_storage_bad, struct task_struct *p, u64 clone_flags)
{
	struct bpf_cpumask *m;
	struct tdata *t;

	t = bpf_task_storage_get(&tasks, p, NULL, BPF_LOCAL_STORAGE_GET_F_CREATE);
	m = bpf_cpumask_create();
	if (!m)
		return 0;
	bpf_cpumask_copy(m, p->cpus_ptr);
	m = bpf_kptr_xchg(&t->layered, m);
	if (m)
		bpf_cpumask_release(m);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(task_storage_wrong_kind_bad, struct task_struct *p, u64 clone_flags)
{
	struct bpf_cpumask *m;
	struct tdata *t;

	t = bpf_task_storage_get(&tasks, p, NULL, 0);
	if (!t)
		return 0;
	m = bpf_cpumask_create();
	if (!m)
		return 0;
	m = bpf_kptr_xchg(&t->peer, (void *)m);
	if (m)
		bpf_cpumask_release(m);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(task_storage_wrong_kind_ok, struct task_struct *p, u64 clone_flags)
{
	struct bpf_cpumask *m;
	struct tdata *t;

	t = bpf_task_storage_get(&tasks, p, NULL, 0);
	if (!t)
		return 0;
	m = bpf_cpumask_create();
	if (!m)
		return 0;
	m = bpf_kptr_xchg(&t->layered, m);
	if (m)
		bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int object_with_slot_ok(void *ctx)
{
	struct bpf_cpumask *m, *old;
	struct holder *h = bpf_obj_new(struct holder);

	if (!h)
		return -ENOMEM;
	h->key = 12;
	m = bpf_cpumask_create();
	if (m) {
		old = bpf_kptr_xchg(&h->mask, m);
		if (old)
			bpf_cpumask_release(old);
	}
	bpf_obj_drop(h);
	return 0;
}

SEC("syscall")
int object_with_slot_bad(void *ctx)
{
	struct bpf_cpumask *m, *old;
	struct holder *h = bpf_obj_new(struct holder);

	if (!h)
		return -ENOMEM;
	h->key = 12;
	m = bpf_cpumask_create();
	if (m) {
		old = bpf_kptr_xchg(&h->mask, m);
		if (old)
			bpf_cpumask_release(old);
	}
	return 0;
}

SEC("syscall")
int object_slot_taken_out_ok(void *ctx)
{
	struct holder *h = bpf_obj_new(struct holder);
	struct bpf_cpumask *m;

	if (!h)
		return -ENOMEM;
	m = bpf_kptr_xchg(&h->mask, NULL);
	if (m)
		bpf_cpumask_release(m);
	bpf_obj_drop(h);
	return 0;
}

SEC("syscall")
int object_slot_taken_out_bad(void *ctx)
{
	struct holder *h = bpf_obj_new(struct holder);
	struct bpf_cpumask *m;

	m = bpf_kptr_xchg(&h->mask, NULL);
	if (m)
		bpf_cpumask_release(m);
	bpf_obj_drop(h);
	return 0;
}

SEC("syscall")
int object_slot_stored_directly_bad(void *ctx)
{
	struct bpf_cpumask *m, *old;
	struct holder *h = bpf_obj_new(struct holder);

	if (!h)
		return -ENOMEM;
	m = bpf_cpumask_create();
	if (m) {
		h->mask = m;
	}
	bpf_obj_drop(h);
	return 0;
}

SEC("syscall")
int object_slot_stored_directly_ok(void *ctx)
{
	struct bpf_cpumask *m, *old;
	struct holder *h = bpf_obj_new(struct holder);

	if (!h)
		return -ENOMEM;
	m = bpf_cpumask_create();
	if (m) {
		old = bpf_kptr_xchg(&h->mask, m);
		if (old)
			bpf_cpumask_release(old);
	}
	bpf_obj_drop(h);
	return 0;
}

SEC("syscall")
int local_struct_is_no_slot_ok(void *ctx)
{
	struct holder h = { .key = 3 };

	/* on the stack the tag means nothing */
	h.mask = bpf_cpumask_create();
	if (!h.mask)
		return -ENOMEM;
	bpf_cpumask_set_cpu(h.key, h.mask);
	bpf_cpumask_release(h.mask);
	return 0;
}

SEC("syscall")
int local_struct_is_no_slot_bad(void *ctx)
{
	struct holder h = { .key = 3 };

	/* on the stack the tag means nothing */
	h.mask = bpf_cpumask_create();
	if (!h.mask)
		return -ENOMEM;
	bpf_cpumask_set_cpu(h.key, h.mask);
	return 0;
}

SEC("syscall")
int update_with_owned_pointer_ok(void *ctx)
{
	struct one v = {};
	u32 key = level;

	v.mask = bpf_cpumask_create();
	if (!v.mask)
		return -ENOMEM;
	bpf_map_update_elem(&recent, &key, &v, BPF_ANY);
	bpf_cpumask_release(v.mask);
	return 0;
}

SEC("syscall")
int update_with_owned_pointer_bad(void *ctx)
{
	struct one v = {};
	u32 key = level;

	v.mask = bpf_cpumask_create();
	if (!v.mask)
		return -ENOMEM;
	bpf_map_update_elem(&recent, &key, &v, BPF_ANY);
	return 0;
}

SEC("syscall")
int whole_value_copied_out_bad(void *ctx)
{
	struct many *v;
	u64 id = 4;
	u64 when;

	v = bpf_map_lookup_elem(&by_id, &id);
	if (!v)
		return -ENOENT;
	bpf_probe_read_kernel(&v->created_at, sizeof(*v), (void *)val);
	when = v->created_at;
	return when > 5;
}

SEC("syscall")
int whole_value_copied_out_ok(void *ctx)
{
	struct many *v;
	u64 id = 4;
	u64 when;

	v = bpf_map_lookup_elem(&by_id, &id);
	if (!v)
		return -ENOENT;
	bpf_probe_read_kernel(&v->created_at, sizeof(v->created_at), (void *)val);
	when = v->created_at;
	return when > 5;
}

SEC("syscall")
int value_overwritten_by_memcpy_bad(void *ctx)
{
	struct tdata next = { .last = 9 };
	struct task_struct *me = bpf_get_current_task_btf();
	struct tdata *t;

	t = bpf_task_storage_get(&tasks, me, NULL, 0);
	if (!t)
		return 0;
	*t = next;
	return 0;
}

SEC("syscall")
int value_overwritten_by_memcpy_ok(void *ctx)
{
	struct tdata next = { .last = 9 };
	struct task_struct *me = bpf_get_current_task_btf();
	struct tdata *t;

	t = bpf_task_storage_get(&tasks, me, NULL, 0);
	if (!t)
		return 0;
	t->last = next.last;
	return 0;
}

SEC("syscall")
int slot_of_wrong_level_bad(void *ctx)
{
	struct many *v;
	struct bpf_cpumask *m;
	u32 key = level;

	v = bpf_map_lookup_elem(&levels, &key);
	if (!v)
		return 0;
	m = bpf_kptr_xchg(v, NULL);
	if (m)
		bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int slot_of_wrong_level_ok(void *ctx)
{
	struct many *v;
	struct bpf_cpumask *m;
	u32 key = level;

	v = bpf_map_lookup_elem(&levels, &key);
	if (!v)
		return 0;
	m = bpf_kptr_xchg(&v->per_level[0], NULL);
	if (m)
		bpf_cpumask_release(m);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(load_then_exchange_ok, struct task_struct *p, u64 clone_flags)
{
	struct bpf_cpumask *seen_mask = root, *old;

	if (!seen_mask)
		return 0;
	old = bpf_kptr_xchg(&root, NULL);
	if (old)
		bpf_cpumask_release(old);
	/* RCU keeps the loaded one readable in this program */
	val = bpf_cpumask_weight(cast_mask(seen_mask));
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(load_then_exchange_bad, struct task_struct *p, u64 clone_flags)
{
	struct bpf_cpumask *seen_mask = root, *old;

	if (!seen_mask)
		return 0;
	old = bpf_kptr_xchg(&root, NULL);
	if (old)
		bpf_cpumask_release(old);
	/* RCU keeps the loaded one readable in this program */
	val = bpf_cpumask_weight(cast_mask(seen_mask));
	bpf_cpumask_release(seen_mask);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(compare_exchange_style_ok, struct task_struct *p, u64 clone_flags)
{
	struct bpf_cpumask *m, *old;

	if (root)
		return 0;
	m = bpf_cpumask_create();
	if (!m)
		return 0;
	old = bpf_kptr_xchg(&root, m);
	if (old)
		bpf_cpumask_release(old);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(compare_exchange_style_bad, struct task_struct *p, u64 clone_flags)
{
	struct bpf_cpumask *m, *old;

	if (root)
		return 0;
	m = bpf_cpumask_create();
	if (!m)
		return 0;
	old = bpf_kptr_xchg(&root, m);
	if (old == m)
		return 1;
	return 0;
}
