/* Scope-based cleanup: guards, free-on-exit pointers, taken pointers, and what leaves a scope how. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

char _license[] SEC("license") = "GPL";

#define private(name) SEC(".data." #name) __hidden __attribute__((aligned(8)))
#define ENOENT 2
#define ENOMEM 12
#define EINVAL 22
#define E2BIG 7
#define ESRCH 3
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
bool bpf_cpumask_test_cpu(u32 cpu, const struct cpumask *cpumask) __ksym;
void bpf_cpumask_setall(struct bpf_cpumask *cpumask) __ksym;
void bpf_cpumask_clear(struct bpf_cpumask *cpumask) __ksym;
bool bpf_cpumask_empty(const struct cpumask *cpumask) __ksym;
void bpf_rcu_read_lock(void) __ksym;
void bpf_rcu_read_unlock(void) __ksym;
void bpf_task_release(struct task_struct *p) __ksym;
struct task_struct *bpf_task_from_pid(s32 pid) __ksym;

#define CONCAT_(a, b) a##b
#define CONCAT(a, b) CONCAT_(a, b)
#define UNIQUE(p) CONCAT(p, __COUNTER__)

#define DEFINE_FREE(name, type, expr) \
	static __always_inline void __free_##name(void *p) { type _T = *(type *)p; expr; }
#define __free(name) __attribute__((cleanup(__free_##name)))
#define no_free_ptr(p) ({ __auto_type __val = (p); (p) = NULL; __val; })
#define return_ptr(p) return no_free_ptr(p)

DEFINE_FREE(mask, struct bpf_cpumask *, if (_T) bpf_cpumask_release(_T))
DEFINE_FREE(task, struct task_struct *, if (_T) bpf_task_release(_T))

static __always_inline void rcu_exit(bool *held)
{
	if (*held)
		bpf_rcu_read_unlock();
}

static __always_inline bool rcu_enter(void)
{
	bpf_rcu_read_lock();
	return true;
}

#define guard_rcu() \
	bool UNIQUE(__guard) __attribute__((cleanup(rcu_exit))) = rcu_enter()
#define scoped_guard_rcu() \
	for (bool __once = true, __held __attribute__((cleanup(rcu_exit))) = rcu_enter(); __once; __once = false)

struct cell_val {
	struct bpf_cpumask __kptr *mask;
	u32 nr;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 16);
	__type(key, u32);
	__type(value, struct cell_val);
} cell_map SEC(".maps");

private(G) static struct bpf_cpumask __kptr *shared_mask;

u32 which;
u64 sum;

SEC("syscall")
int free_on_every_exit_ok(void *ctx)
{
	struct bpf_cpumask *m __free(mask) = bpf_cpumask_create();
	u32 w;

	if (!m)
		return -ENOMEM;
	bpf_cpumask_setall(m);
	w = bpf_cpumask_weight((const struct cpumask *)m);
	if (w > 4)
		return -E2BIG;
	if (which & 1)
		return -EINVAL;
	sum += w;
	return 0;
}

SEC("syscall")
int free_on_every_exit_bad(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	u32 w;

	if (!m)
		return -ENOMEM;
	bpf_cpumask_setall(m);
	w = bpf_cpumask_weight((const struct cpumask *)m);
	if (w > 4)
		return -E2BIG;
	if (which & 1)
		return -EINVAL;
	sum += w;
	bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int given_away_with_no_free_ok(void *ctx)
{
	struct bpf_cpumask *m __free(mask) = bpf_cpumask_create();
	struct bpf_cpumask *old __free(mask) = NULL;
	struct cell_val *c;
	u32 key = which;

	if (!m)
		return -ENOMEM;
	c = bpf_map_lookup_elem(&cell_map, &key);
	if (!c)
		return -ENOENT;
	old = bpf_kptr_xchg(&c->mask, no_free_ptr(m));
	c->nr++;
	return 0;
}

SEC("syscall")
int given_away_with_no_free_bad(void *ctx)
{
	struct bpf_cpumask *m __free(mask) = bpf_cpumask_create();
	struct bpf_cpumask *old __free(mask) = NULL;
	struct cell_val *c;
	u32 key = which;

	if (!m)
		return -ENOMEM;
	c = bpf_map_lookup_elem(&cell_map, &key);
	if (!c)
		return -ENOENT;
	old = bpf_kptr_xchg(&c->mask, m);
	c->nr++;
	return 0;
}

SEC("syscall")
int old_value_not_scoped_ok(void *ctx)
{
	struct bpf_cpumask *m __free(mask) = bpf_cpumask_create();
	struct bpf_cpumask *old __free(mask) = NULL;

	if (!m)
		return -ENOMEM;
	old = bpf_kptr_xchg(&shared_mask, no_free_ptr(m));
	if (old)
		sum += bpf_cpumask_weight((const struct cpumask *)old);
	return 0;
}

SEC("syscall")
int old_value_not_scoped_bad(void *ctx)
{
	struct bpf_cpumask *m __free(mask) = bpf_cpumask_create();
	struct bpf_cpumask *old;

	if (!m)
		return -ENOMEM;
	old = bpf_kptr_xchg(&shared_mask, no_free_ptr(m));
	if (old)
		sum += bpf_cpumask_weight((const struct cpumask *)old);
	return 0;
}

SEC("syscall")
int scope_left_twice_ok(void *ctx)
{
	struct bpf_cpumask *m __free(mask) = bpf_cpumask_create();

	if (!m)
		return -ENOMEM;
	bpf_cpumask_clear(m);
	return 0;
}

SEC("syscall")
int scope_left_twice_bad(void *ctx)
{
	struct bpf_cpumask *m __free(mask) = bpf_cpumask_create();

	if (!m)
		return -ENOMEM;
	bpf_cpumask_clear(m);
	bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int overwritten_scoped_pointer_ok(void *ctx)
{
	struct bpf_cpumask *m __free(mask) = bpf_cpumask_create();

	if (!m)
		return -ENOMEM;
	sum += bpf_cpumask_first((const struct cpumask *)m);
	bpf_cpumask_release(no_free_ptr(m));
	m = bpf_cpumask_create();
	return m ? 0 : -ENOMEM;
}

SEC("syscall")
int overwritten_scoped_pointer_bad(void *ctx)
{
	struct bpf_cpumask *m __free(mask) = bpf_cpumask_create();

	if (!m)
		return -ENOMEM;
	sum += bpf_cpumask_first((const struct cpumask *)m);
	m = bpf_cpumask_create();
	return m ? 0 : -ENOMEM;
}

static __noinline struct bpf_cpumask *returned_from_helper_ok_build(u32 cpu)
{
	struct bpf_cpumask *m __free(mask) = bpf_cpumask_create();

	if (!m)
		return NULL;
	if (cpu > 63)
		return NULL;
	bpf_cpumask_set_cpu(cpu, m);
	return_ptr(m);
}

SEC("syscall")
int returned_from_helper_ok(void *ctx)
{
	struct bpf_cpumask *m __free(mask) = returned_from_helper_ok_build(which);

	if (!m)
		return 0;
	sum += bpf_cpumask_weight((const struct cpumask *)m);
	return 1;
}

static __noinline struct bpf_cpumask *returned_from_helper_bad_build(u32 cpu)
{
	struct bpf_cpumask *m __free(mask) = bpf_cpumask_create();

	if (!m)
		return NULL;
	if (cpu > 63)
		return NULL;
	bpf_cpumask_set_cpu(cpu, m);
	return_ptr(m);
}

SEC("syscall")
int returned_from_helper_bad(void *ctx)
{
	struct bpf_cpumask *m = returned_from_helper_bad_build(which);

	if (!m)
		return 0;
	sum += bpf_cpumask_weight((const struct cpumask *)m);
	return 1;
}

static __noinline struct bpf_cpumask *returned_while_scoped_ok_build(u32 cpu)
{
	struct bpf_cpumask *m __free(mask) = bpf_cpumask_create();

	if (m)
		bpf_cpumask_set_cpu(cpu, m);
	return_ptr(m);
}

SEC("syscall")
int returned_while_scoped_ok(void *ctx)
{
	struct bpf_cpumask *m __free(mask) = returned_while_scoped_ok_build(which);

	return m ? bpf_cpumask_first((const struct cpumask *)m) : -1;
}

static __noinline struct bpf_cpumask *returned_while_scoped_bad_build(u32 cpu)
{
	struct bpf_cpumask *m __free(mask) = bpf_cpumask_create();

	if (m)
		bpf_cpumask_set_cpu(cpu, m);
	return m;
}

SEC("syscall")
int returned_while_scoped_bad(void *ctx)
{
	struct bpf_cpumask *m __free(mask) = returned_while_scoped_bad_build(which);

	return m ? bpf_cpumask_first((const struct cpumask *)m) : -1;
}

SEC("syscall")
int guard_covers_use_ok(void *ctx)
{
	struct bpf_cpumask *m;
	u32 w = 0;

	guard_rcu();
	m = shared_mask;
	if (!m)
		return -ENOENT;
	w = bpf_cpumask_weight((const struct cpumask *)m);
	return w;
}

SEC("syscall")
int guard_covers_use_bad(void *ctx)
{
	struct bpf_cpumask *m;
	u32 w = 0;

	{
		guard_rcu();
	m = shared_mask;
	if (!m)
		return -ENOENT;
	}
	w = bpf_cpumask_weight((const struct cpumask *)m);
	return w;
}

SEC("syscall")
int scoped_guard_block_ok(void *ctx)
{
	struct bpf_cpumask *m = NULL;
	u32 w = 0;

	scoped_guard_rcu() {
		m = shared_mask;
		if (m)
			w = bpf_cpumask_weight((const struct cpumask *)m);
	}
	return w;
}

SEC("syscall")
int scoped_guard_block_bad(void *ctx)
{
	struct bpf_cpumask *m = NULL;
	u32 w = 0;

	scoped_guard_rcu() {
		m = shared_mask;
		if (m)
			w = bpf_cpumask_weight((const struct cpumask *)m);
	}
	if (m)
		w += bpf_cpumask_first((const struct cpumask *)m);
	return w;
}

SEC("syscall")
int scoped_guard_returns_inside_ok(void *ctx)
{
	struct bpf_cpumask *m;

	scoped_guard_rcu() {
		m = shared_mask;
		if (!m)
			return -ENOENT;
		if (bpf_cpumask_empty((const struct cpumask *)m))
			break;
		bpf_cpumask_set_cpu(which, m);
	}
	return 0;
}

SEC("syscall")
int guard_twice_ok(void *ctx)
{
	struct bpf_cpumask *m;

	guard_rcu();
	m = shared_mask;
	if (!m)
		return 0;
		bpf_cpumask_set_cpu(which, m);
	return 1;
}

SEC("syscall")
int guard_twice_bad(void *ctx)
{
	struct bpf_cpumask *m;

	guard_rcu();
	m = shared_mask;
	if (!m)
		return 0;
	scoped_guard_rcu()
		bpf_cpumask_set_cpu(which, m);
	return 1;
}

SEC("syscall")
int guard_and_manual_unlock_ok(void *ctx)
{
	guard_rcu();
	sum += shared_mask != NULL;
	return 0;
}

SEC("syscall")
int guard_and_manual_unlock_bad(void *ctx)
{
	guard_rcu();
	sum += shared_mask != NULL;
	bpf_rcu_read_unlock();
	return 0;
}

SEC("syscall")
int sleep_under_guard_ok(void *ctx)
{
	u64 v = 0;

	scoped_guard_rcu()
		sum += shared_mask != NULL;
	bpf_copy_from_user(&v, sizeof(v), (void *)sum);
	return v != 0;
}

SEC("syscall")
int sleep_under_guard_bad(void *ctx)
{
	u64 v = 0;

	guard_rcu();
		sum += shared_mask != NULL;
	bpf_copy_from_user(&v, sizeof(v), (void *)sum);
	return v != 0;
}

static __always_inline u32 guard_in_helper_only_ok_weight(void)
{
	struct bpf_cpumask *m;

	guard_rcu();
	m = shared_mask;
	return m ? bpf_cpumask_weight((const struct cpumask *)m) : 0;
}

SEC("syscall")
int guard_in_helper_only_ok(void *ctx)
{
	u32 w = guard_in_helper_only_ok_weight();

	return w + guard_in_helper_only_ok_weight();
}

static __always_inline u32 guard_in_helper_only_bad_weight(void)
{
	struct bpf_cpumask *m;

	guard_rcu();
	m = shared_mask;
	return m ? bpf_cpumask_weight((const struct cpumask *)m) : 0;
}

SEC("syscall")
int guard_in_helper_only_bad(void *ctx)
{
	u32 w = guard_in_helper_only_bad_weight();

	struct bpf_cpumask *m = shared_mask;

	if (m)
		w += bpf_cpumask_first((const struct cpumask *)m);
	return w + guard_in_helper_only_bad_weight();
}

SEC("syscall")
int guard_in_loop_ok(void *ctx)
{
	struct bpf_cpumask *m;
	int i = 0;

	bpf_for(i, 0, 8) {
		guard_rcu();
		m = shared_mask;
		if (!m)
			continue;
		if (bpf_cpumask_test_cpu(i, (const struct cpumask *)m))
			break;
	}
	return i;
}

SEC("syscall")
int guard_in_loop_bad(void *ctx)
{
	struct bpf_cpumask *m;
	int i = 0;

	bpf_for(i, 0, 8) {
		m = shared_mask;
		if (!m)
			continue;
		if (bpf_cpumask_test_cpu(i, (const struct cpumask *)m))
			break;
	}
	return i;
}

SEC("syscall")
int scoped_task_ok(void *ctx)
{
	struct task_struct *p __free(task) = bpf_task_from_pid(which);

	if (!p)
		return -ESRCH;
	guard_rcu();
	if (bpf_cpumask_test_cpu(0, p->cpus_ptr))
		return 1;
	return bpf_cpumask_weight(p->cpus_ptr);
}

SEC("syscall")
int scoped_task_bad(void *ctx)
{
	struct task_struct *p __free(task) = bpf_task_from_pid(which);

	if (!p)
		return -ESRCH;
	if (bpf_cpumask_test_cpu(0, p->cpus_ptr))
		return 1;
	return bpf_cpumask_weight(p->cpus_ptr);
}

SEC("syscall")
int uninitialised_scoped_pointer_ok(void *ctx)
{
	struct bpf_cpumask *m __free(mask) = NULL;

	if (which > 3)
		return -EINVAL;
	m = bpf_cpumask_create();
	if (!m)
		return -ENOMEM;
	bpf_cpumask_set_cpu(which, m);
	return 0;
}

SEC("syscall")
int uninitialised_scoped_pointer_bad(void *ctx)
{
	struct bpf_cpumask *m = NULL;

	if (which > 3)
		return -EINVAL;
	m = bpf_cpumask_create();
	if (!m)
		return -ENOMEM;
	bpf_cpumask_set_cpu(which, m);
	return 0;
}

SEC("syscall")
int loop_scope_bad(void *ctx)
{
	int i = 0;

	bpf_for(i, 0, 16) {
		struct bpf_cpumask *m __free(mask) = bpf_kptr_xchg(&shared_mask, NULL);

		if (!m)
			break;
		bpf_cpumask_set_cpu(i, m);
		if (i & 1)
			continue;
		bpf_kptr_xchg(&shared_mask, no_free_ptr(m));
	}
	return i;
}

SEC("syscall")
int loop_scope_ok(void *ctx)
{
	int i = 0;

	bpf_for(i, 0, 16) {
		struct bpf_cpumask *m __free(mask) = bpf_kptr_xchg(&shared_mask, NULL);

		if (!m)
			break;
		bpf_cpumask_set_cpu(i, m);
		if (i & 1)
			continue;
		m = bpf_kptr_xchg(&shared_mask, no_free_ptr(m));
	}
	return i;
}

SEC("syscall")
int goto_out_of_scope_ok(void *ctx)
{
	struct bpf_cpumask *kept = NULL;

	{
		struct bpf_cpumask *m __free(mask) = bpf_cpumask_create();

		if (!m)
			goto out;
		bpf_cpumask_set_cpu(which, m);
		if (bpf_cpumask_first((const struct cpumask *)m) > 8)
			goto out;
		kept = no_free_ptr(m);
	}
	sum += bpf_cpumask_weight((const struct cpumask *)kept);
out:
	if (kept)
		bpf_cpumask_release(kept);
	return 0;
}

SEC("syscall")
int goto_out_of_scope_bad(void *ctx)
{
	struct bpf_cpumask *kept = NULL;

	{
		struct bpf_cpumask *m __free(mask) = bpf_cpumask_create();

		if (!m)
			goto out;
		bpf_cpumask_set_cpu(which, m);
		if (bpf_cpumask_first((const struct cpumask *)m) > 8)
			goto out;
		kept = m;
	}
	sum += bpf_cpumask_weight((const struct cpumask *)kept);
out:
	if (kept)
		bpf_cpumask_release(kept);
	return 0;
}
