/* Masks in plain memory, raw bits, pointer arithmetic and numbers that pretend to be masks. */
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
struct bpf_cpumask *bpf_cpumask_acquire(struct bpf_cpumask *cpumask) __ksym;
u32 bpf_cpumask_first(const struct cpumask *cpumask) __ksym;
u32 bpf_cpumask_any_distribute(const struct cpumask *cpumask) __ksym;
u32 bpf_cpumask_weight(const struct cpumask *cpumask) __ksym;
void bpf_cpumask_set_cpu(u32 cpu, struct bpf_cpumask *cpumask) __ksym;
bool bpf_cpumask_test_cpu(u32 cpu, const struct cpumask *cpumask) __ksym;
void bpf_cpumask_setall(struct bpf_cpumask *cpumask) __ksym;
void bpf_cpumask_clear(struct bpf_cpumask *cpumask) __ksym;
bool bpf_cpumask_and(struct bpf_cpumask *dst, const struct cpumask *src1, const struct cpumask *src2) __ksym;
bool bpf_cpumask_equal(const struct cpumask *src1, const struct cpumask *src2) __ksym;
bool bpf_cpumask_intersects(const struct cpumask *src1, const struct cpumask *src2) __ksym;
bool bpf_cpumask_subset(const struct cpumask *src1, const struct cpumask *src2) __ksym;
void bpf_cpumask_copy(struct bpf_cpumask *dst, const struct cpumask *src) __ksym;
int bpf_cpumask_populate(struct cpumask *cpumask, void *src, size_t src__sz) __ksym;
void bpf_rcu_read_lock(void) __ksym;
void bpf_rcu_read_unlock(void) __ksym;

static inline const struct cpumask *cast_mask(struct bpf_cpumask *mask)
{
	return (const struct cpumask *)mask;
}

struct snap {
	u64 taken_at;
	struct cpumask allowed;
	struct bpf_cpumask scratch;
	u64 words[8];
	u32 nr;
};

struct slot {
	struct bpf_cpumask __kptr *mask;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 32);
	__type(key, u32);
	__type(value, struct snap);
} snaps SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, struct snap);
} percpu_snap SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 1 << 14);
} out SEC(".maps");

struct bpf_cpumask isolated;
static struct bpf_cpumask per_domain[4];
static struct cpumask snapshot;
static u64 flat[16];
static const u64 table[4] = { 1, 2, 3, 4 };

private(PM) static struct bpf_cpumask __kptr *shared;

u64 numbers;
u32 cursor;

SEC("syscall")
int global_mask_by_address_ok(void *ctx)
{
	bpf_cpumask_set_cpu(cursor, &isolated);
	return bpf_cpumask_test_cpu(1, cast_mask(&isolated));
}

SEC("syscall")
int global_mask_released_ok(void *ctx)
{
	struct bpf_cpumask *m = &isolated;

	bpf_cpumask_setall(m);
	return 0;
}

SEC("syscall")
int global_mask_released_bad(void *ctx)
{
	struct bpf_cpumask *m = &isolated;

	bpf_cpumask_setall(m);
	bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int global_array_variable_index_ok(void *ctx)
{
	u32 d = cursor;

	if (d >= 4)
		return 0;
	bpf_cpumask_clear(&per_domain[d]);
	return 0;
}

SEC("syscall")
int global_array_variable_index_bad(void *ctx)
{
	u32 d = cursor;

	if (d >= 64)
		return 0;
	bpf_cpumask_clear(&per_domain[d]);
	return 0;
}

SEC("syscall")
int global_array_masked_index_ok(void *ctx)
{
	u32 d = cursor & 3;

	return bpf_cpumask_weight(cast_mask(&per_domain[d]));
}

SEC("syscall")
int global_array_masked_index_bad(void *ctx)
{
	u32 d = cursor & 63;

	return bpf_cpumask_weight(cast_mask(&per_domain[d]));
}

SEC("tp_btf/task_newtask")
int BPF_PROG(stack_mask_as_source_ok, struct task_struct *p, u64 clone_flags)
{
	struct cpumask odd = { .bits = { 0xaaaaaaaaaaaaaaaaUL } };

	return bpf_cpumask_intersects(&odd, p->cpus_ptr);
}

SEC("tp_btf/task_newtask")
int BPF_PROG(stack_words_cast_ok, struct task_struct *p, u64 clone_flags)
{
	u64 words[4] = { clone_flags };

	return bpf_cpumask_subset((const struct cpumask *)words, p->cpus_ptr);
}

SEC("tp_btf/task_newtask")
int BPF_PROG(stack_words_cast_bad, struct task_struct *p, u64 clone_flags)
{
	u64 words[2] = { clone_flags };

	return bpf_cpumask_subset((const struct cpumask *)words, p->cpus_ptr);
}

SEC("tp_btf/task_newtask")
int BPF_PROG(stack_copy_destination_ok, struct task_struct *p, u64 clone_flags)
{
	struct bpf_cpumask tmp;

	/* a destination is a struct bpf_cpumask: 40 bytes here, not 32 */
	bpf_cpumask_copy((struct bpf_cpumask *)&tmp, p->cpus_ptr);
	return bpf_cpumask_first((struct cpumask *)&tmp);
}

SEC("tp_btf/task_newtask")
int BPF_PROG(stack_copy_destination_bad, struct task_struct *p, u64 clone_flags)
{
	struct cpumask tmp;

	/* a destination is a struct bpf_cpumask: 40 bytes here, not 32 */
	bpf_cpumask_copy((struct bpf_cpumask *)&tmp, p->cpus_ptr);
	return bpf_cpumask_first((struct cpumask *)&tmp);
}

SEC("tp_btf/task_newtask")
int BPF_PROG(map_value_destination_ok, struct task_struct *p, u64 clone_flags)
{
	u32 key = p->pid;
	struct snap *s = bpf_map_lookup_elem(&snaps, &key);

	if (!s)
		return 0;
	bpf_cpumask_copy(&s->scratch, p->cpus_ptr);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(map_value_destination_bad, struct task_struct *p, u64 clone_flags)
{
	u32 key = p->pid;
	struct snap *s = bpf_map_lookup_elem(&snaps, &key);

	bpf_cpumask_copy(&s->scratch, p->cpus_ptr);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(map_value_struct_copy_ok, struct task_struct *p, u64 clone_flags)
{
	u32 key = p->pid;
	struct snap *s = bpf_map_lookup_elem(&snaps, &key);

	if (!s)
		return 0;
	s->allowed = p->cpus_mask;
	s->taken_at = bpf_ktime_get_ns();
	s->nr = bpf_cpumask_weight(&s->allowed);
	return s->nr;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(percpu_scratch_ok, struct task_struct *p, u64 clone_flags)
{
	u32 zero = 0;
	struct snap *s = bpf_map_lookup_elem(&percpu_snap, &zero);

	if (!s)
		return 0;
	bpf_cpumask_and(&s->scratch, p->cpus_ptr, cast_mask(&isolated));
	return bpf_cpumask_any_distribute(cast_mask(&s->scratch));
}

SEC("tp_btf/task_newtask")
int BPF_PROG(value_tail_too_short_ok, struct task_struct *p, u64 clone_flags)
{
	u32 key = p->pid;
	struct snap *s = bpf_map_lookup_elem(&snaps, &key);

	if (!s)
		return 0;
	return bpf_cpumask_weight((const struct cpumask *)&s->words[4]);
}

SEC("tp_btf/task_newtask")
int BPF_PROG(value_tail_too_short_bad, struct task_struct *p, u64 clone_flags)
{
	u32 key = p->pid;
	struct snap *s = bpf_map_lookup_elem(&snaps, &key);

	if (!s)
		return 0;
	return bpf_cpumask_weight((const struct cpumask *)&s->words[6]);
}

SEC("tp_btf/task_newtask")
int BPF_PROG(ringbuf_mask_ok, struct task_struct *p, u64 clone_flags)
{
	struct cpumask *rec;

	rec = bpf_ringbuf_reserve(&out, sizeof(*rec), 0);
	if (!rec)
		return 0;
	rec->bits[0] = bpf_cpumask_weight(rec);
	bpf_ringbuf_submit(rec, 0);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(ringbuf_mask_bad, struct task_struct *p, u64 clone_flags)
{
	struct cpumask *rec;

	rec = bpf_ringbuf_reserve(&out, sizeof(*rec), 0);
	if (!rec)
		return 0;
	bpf_cpumask_setall((struct bpf_cpumask *)rec);
	bpf_ringbuf_submit(rec, 0);
	return 0;
}

SEC("syscall")
int bss_words_as_mask_ok(void *ctx)
{
	return bpf_cpumask_first((const struct cpumask *)&flat[12]);
}

SEC("syscall")
int bss_words_as_mask_bad(void *ctx)
{
	return bpf_cpumask_first((const struct cpumask *)(&cursor + 200));
}

SEC("tp_btf/task_newtask")
int BPF_PROG(rodata_words_bad, struct task_struct *p, u64 clone_flags)
{
	return bpf_cpumask_equal((const struct cpumask *)table, p->cpus_ptr);
}

SEC("tp_btf/task_newtask")
int BPF_PROG(rodata_words_ok, struct task_struct *p, u64 clone_flags)
{
	u64 copy[4] = { table[0], table[cursor & 3] };

	return bpf_cpumask_equal((const struct cpumask *)copy, p->cpus_ptr);
}

SEC("syscall")
int untested_local_pointer_ok(void *ctx)
{
	struct bpf_cpumask *m = NULL;

	if (cursor < 4)
		m = &per_domain[1];
	if (!m)
		return 0;
	return bpf_cpumask_weight(cast_mask(m));
}

SEC("syscall")
int untested_local_pointer_bad(void *ctx)
{
	struct bpf_cpumask *m = NULL;

	if (cursor < 4)
		m = &per_domain[1];
	return bpf_cpumask_weight(cast_mask(m));
}

SEC("tp_btf/task_newtask")
int BPF_PROG(plain_or_kernel_ok, struct task_struct *p, u64 clone_flags)
{
	struct bpf_cpumask *m = shared;

	if (!m)
		m = &isolated;
	bpf_cpumask_set_cpu(2, m);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(plain_or_kernel_bad, struct task_struct *p, u64 clone_flags)
{
	struct bpf_cpumask *m = shared;

	if (!m)
		m = &isolated;
	bpf_cpumask_set_cpu(2, m);
	bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int acquire_then_release_plain_ok(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_acquire(&isolated);

	bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int acquire_then_release_plain_bad(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_acquire(&isolated);

	bpf_cpumask_release(&isolated);
	bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int plain_into_slot_bad(void *ctx)
{
	struct bpf_cpumask *old;

	old = bpf_kptr_xchg(&shared, &isolated);
	if (old)
		bpf_cpumask_release(old);
	return 0;
}

SEC("syscall")
int plain_into_slot_ok(void *ctx)
{
	struct bpf_cpumask *old;

	old = bpf_kptr_xchg(&shared, NULL);
	if (old)
		bpf_cpumask_release(old);
	return 0;
}

SEC("syscall")
int read_bits_of_owned_ok(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	u64 low;

	if (!m)
		return 0;
	bpf_cpumask_set_cpu(5, m);
	low = m->cpumask.bits[0];
	bpf_cpumask_release(m);
	return low != 0;
}

SEC("syscall")
int read_bits_of_owned_bad(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	u64 low;

	if (!m)
		return 0;
	bpf_cpumask_set_cpu(5, m);
	low = ((u64 *)m)[9];
	bpf_cpumask_release(m);
	return low != 0;
}

SEC("syscall")
int read_bits_variable_word_bad(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	u32 w = cursor & 3;
	u64 bits;

	if (!m)
		return 0;
	bits = m->cpumask.bits[w];
	bpf_cpumask_release(m);
	return bits != 0;
}

SEC("syscall")
int read_bits_variable_word_ok(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	u32 w = cursor & 3;
	u64 bits;

	if (!m)
		return 0;
	bits = w ? m->cpumask.bits[1] : m->cpumask.bits[0];
	bpf_cpumask_release(m);
	return bits != 0;
}

SEC("syscall")
int read_bits_after_release_ok(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	u64 bits;

	if (!m)
		return 0;
	bits = m->cpumask.bits[0];
	bpf_cpumask_release(m);
	return bits != 0;
}

SEC("syscall")
int read_bits_after_release_bad(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	u64 bits;

	if (!m)
		return 0;
	bpf_cpumask_release(m);
	bits = m->cpumask.bits[0];
	return bits != 0;
}

SEC("syscall")
int read_bits_of_untested_bad(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	u64 bits = 0;

	bits = m->cpumask.bits[0];
	if (m) {
		bpf_cpumask_release(m);
	}
	return bits != 0;
}

SEC("syscall")
int read_bits_of_untested_ok(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	u64 bits = 0;

	if (m) {
		bits = m->cpumask.bits[0];
		bpf_cpumask_release(m);
	}
	return bits != 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(write_bits_of_shared_bad, struct task_struct *p, u64 clone_flags)
{
	struct bpf_cpumask *m = shared;

	if (!m)
		return 0;
	m->cpumask.bits[0] |= 1;
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(write_bits_of_shared_ok, struct task_struct *p, u64 clone_flags)
{
	struct bpf_cpumask *m = shared;

	if (!m)
		return 0;
	bpf_cpumask_set_cpu(0, m);
	return 0;
}

SEC("syscall")
int write_bits_of_plain_ok(void *ctx)
{
	isolated.cpumask.bits[0] |= 1UL << (cursor & 63);
	snapshot.bits[1] = 7;
	return bpf_cpumask_subset(&snapshot, cast_mask(&isolated));
}

SEC("syscall")
int address_of_inner_field_ok(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	u32 n;

	if (!m)
		return 0;
	n = bpf_cpumask_weight(&m->cpumask);
	bpf_cpumask_release(m);
	return n;
}

SEC("syscall")
int address_of_inner_field_bad(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	u32 n;

	if (!m)
		return 0;
	n = bpf_cpumask_weight((const struct cpumask *)&m->cpumask.bits[1]);
	bpf_cpumask_release(m);
	return n;
}

SEC("syscall")
int arithmetic_back_and_forth_ok(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	void *at;

	if (!m)
		return 0;
	at = (void *)m + 16;
	barrier_var(at);
	at -= 16;
	bpf_cpumask_set_cpu(0, at);
	bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int arithmetic_back_and_forth_bad(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	void *at;

	if (!m)
		return 0;
	at = (void *)m + 16;
	barrier_var(at);
	bpf_cpumask_set_cpu(0, at);
	bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int array_element_of_owned_bad(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (!m)
		return 0;
	bpf_cpumask_release(m + 1);
	return 0;
}

SEC("syscall")
int array_element_of_owned_ok(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (!m)
		return 0;
	bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int pointer_arithmetic_untested_ok(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	u64 *w;

	if (!m)
		return 0;
	w = (u64 *)m + 2;
	numbers = *w;
		bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int pointer_arithmetic_untested_bad(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	u64 *w;

	w = (u64 *)m + 2;
	numbers = *w;
	if (m)
		bpf_cpumask_release(m);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(number_from_map_bad, struct task_struct *p, u64 clone_flags)
{
	u32 key = p->pid;
	struct snap *s = bpf_map_lookup_elem(&snaps, &key);

	if (!s)
		return 0;
	return bpf_cpumask_weight((const struct cpumask *)s->words[0]);
}

SEC("tp_btf/task_newtask")
int BPF_PROG(number_from_map_ok, struct task_struct *p, u64 clone_flags)
{
	u32 key = p->pid;
	struct snap *s = bpf_map_lookup_elem(&snaps, &key);

	if (!s)
		return 0;
	return bpf_cpumask_weight((const struct cpumask *)s->words);
}

SEC("syscall")
int pointer_through_u64_ok(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	u64 cookie;

	if (!m)
		return 0;
	cookie = (u64)m;
	bpf_cpumask_set_cpu(1, (struct bpf_cpumask *)cookie);
	bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int pointer_through_u64_bad(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	u64 cookie;

	if (!m)
		return 0;
	cookie = (u64)m;
	numbers = cookie;
	bpf_get_prandom_u32();
	cookie = numbers;
	bpf_cpumask_set_cpu(1, (struct bpf_cpumask *)cookie);
	bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int populate_from_flat_ok(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	int ret;

	if (!m)
		return -ENOMEM;
	ret = bpf_cpumask_populate((struct cpumask *)m, flat, sizeof(flat));
	bpf_cpumask_release(m);
	return ret;
}

SEC("syscall")
int populate_from_flat_bad(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	int ret;

	if (!m)
		return -ENOMEM;
	ret = bpf_cpumask_populate((struct cpumask *)m, flat, 1 << 20);
	bpf_cpumask_release(m);
	return ret;
}

SEC("syscall")
int populate_after_release_ok(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	u64 bits = 0xf;

	if (!m)
		return -ENOMEM;
	bpf_cpumask_populate((struct cpumask *)m, &bits, sizeof(bits));
	bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int populate_after_release_bad(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	u64 bits = 0xf;

	if (!m)
		return -ENOMEM;
	bpf_cpumask_release(m);
	bpf_cpumask_populate((struct cpumask *)m, &bits, sizeof(bits));
	return 0;
}

SEC("syscall")
int populate_shared_outside_rcu_ok(void *ctx)
{
	struct bpf_cpumask *m;
	int ret = 0;

	bpf_rcu_read_lock();
	m = shared;
	if (m)
		ret = bpf_cpumask_populate((struct cpumask *)m, flat, sizeof(u64));
	bpf_rcu_read_unlock();
	return ret;
}

SEC("syscall")
int populate_shared_outside_rcu_bad(void *ctx)
{
	struct bpf_cpumask *m;
	int ret = 0;

	m = shared;
	if (m)
		ret = bpf_cpumask_populate((struct cpumask *)m, flat, sizeof(u64));
	return ret;
}

SEC("syscall")
int populate_signed_length_ok(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	s64 n = (s32)cursor;
	int ret = 0;

	if (!m)
		return -ENOMEM;
	if (n >= 0 && n <= 64)
		ret = bpf_cpumask_populate((struct cpumask *)m, flat, n);
	bpf_cpumask_release(m);
	return ret;
}

SEC("syscall")
int populate_signed_length_bad(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	s64 n = (s32)cursor;
	int ret = 0;

	if (!m)
		return -ENOMEM;
	if (n <= 64)
		ret = bpf_cpumask_populate((struct cpumask *)m, flat, n);
	bpf_cpumask_release(m);
	return ret;
}

SEC("syscall")
int populate_leaks_on_error_ok(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	int err;

	if (!m)
		return -ENOMEM;
	err = bpf_cpumask_populate((struct cpumask *)m, flat, sizeof(flat));
	if (err) {
		bpf_cpumask_release(m);
		return err;
	}
	numbers = bpf_cpumask_weight(cast_mask(m));
	bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int populate_leaks_on_error_bad(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	int err;

	if (!m)
		return -ENOMEM;
	err = bpf_cpumask_populate((struct cpumask *)m, flat, sizeof(flat));
	if (err) {
		return err;
	}
	numbers = bpf_cpumask_weight(cast_mask(m));
	bpf_cpumask_release(m);
	return 0;
}
