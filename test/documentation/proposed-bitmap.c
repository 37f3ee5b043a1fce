/* struct bpf_bitmap as proposed in January 2023, with the names that the proposal leaves open as this product has them. */
#include <vmlinux.h>
#include <asm-generic/errno.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

char _license[] SEC("license") = "GPL";

struct bpf_bitmap;
struct bpf_bitmap *bpf_bitmap_create(int bits) __ksym;
struct bpf_bitmap *bpf_bitmap_acquire(struct bpf_bitmap *bitmap) __ksym;
void bpf_bitmap_release(struct bpf_bitmap *bitmap) __ksym;
struct cpumask *bpf_bitmap_cast_to_cpumask(struct bpf_bitmap *bitmap) __ksym;
u32 bpf_find_first_bit(const struct bpf_bitmap *bitmap) __ksym;
u32 bpf_find_first_zero_bit(const struct bpf_bitmap *bitmap) __ksym;
u32 bpf_find_next_bit(const struct bpf_bitmap *bitmap, u32 start) __ksym;
void bpf_bitmap_set_bit(u32 bit, struct bpf_bitmap *bitmap) __ksym;
void bpf_bitmap_clear_bit(u32 bit, struct bpf_bitmap *bitmap) __ksym;
bool bpf_bitmap_test_bit(u32 bit, const struct bpf_bitmap *bitmap) __ksym;
bool bpf_bitmap_and(struct bpf_bitmap *dst, const struct bpf_bitmap *a, const struct bpf_bitmap *b) __ksym;
void bpf_bitmap_or(struct bpf_bitmap *dst, const struct bpf_bitmap *a, const struct bpf_bitmap *b) __ksym;
void bpf_bitmap_xor(struct bpf_bitmap *dst, const struct bpf_bitmap *a, const struct bpf_bitmap *b) __ksym;
u32 bpf_bitmap_weight(const struct bpf_bitmap *bitmap) __ksym;
bool bpf_bitmap_empty(const struct bpf_bitmap *bitmap) __ksym;
bool bpf_bitmap_full(const struct bpf_bitmap *bitmap) __ksym;
u32 bpf_cpumask_first(const struct cpumask *cpumask) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;

struct kept {
	struct bpf_bitmap __kptr *bitmap;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, struct kept);
} store SEC(".maps");

/* 0, or the number of the first answer that is wrong. */
static int asked(struct bpf_bitmap *a, struct bpf_bitmap *b, struct bpf_bitmap *dst)
{
	bpf_bitmap_set_bit(3, a);
	bpf_bitmap_set_bit(70, a);
	bpf_bitmap_set_bit(100, a);
	bpf_bitmap_set_bit(70, b);
	bpf_bitmap_set_bit(5, b);
	bpf_bitmap_clear_bit(5, b);
	if (bpf_find_first_bit(a) != 3 || bpf_find_next_bit(a, 4) != 70 || bpf_find_next_bit(a, 71) != 100)
		return 1;
	if (bpf_find_first_zero_bit(a) != 0 || bpf_bitmap_weight(a) != 2)
		return 2;
	if (!bpf_bitmap_test_bit(70, a) || bpf_bitmap_test_bit(5, b) || bpf_bitmap_test_bit(100, a))
		return 3;
	if (!bpf_bitmap_and(dst, a, b) || bpf_bitmap_weight(dst) != 1)
		return 4;
	bpf_bitmap_xor(dst, a, b);
	if (bpf_find_first_bit(dst) != 3 || bpf_bitmap_weight(dst) != 1)
		return 5;
	bpf_bitmap_or(dst, a, b);
	if (bpf_bitmap_weight(dst) != 2 || bpf_bitmap_empty(dst) || bpf_bitmap_full(dst))
		return 6;
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(all_of_it, struct task_struct *task, u64 clone_flags)
{
	struct bpf_bitmap *a, *b, *dst, *again;
	int wrong = -ENOMEM;

	a = bpf_bitmap_create(100);
	if (!a)
		return wrong;
	b = bpf_bitmap_create(100);
	if (!b)
		goto drop_a;
	dst = bpf_bitmap_create(100);
	if (!dst)
		goto drop_b;
	again = bpf_bitmap_acquire(a);
	wrong = asked(again, b, dst);
	bpf_bitmap_release(again);
	bpf_bitmap_release(dst);
drop_b:
	bpf_bitmap_release(b);
drop_a:
	bpf_bitmap_release(a);
	return wrong;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(kept_in_a_map, struct task_struct *task, u64 clone_flags)
{
	struct bpf_bitmap *bitmap = bpf_bitmap_create(8), *old;
	struct cpumask *mask;
	u32 key = 0, first = 0;
	struct kept *slot;

	if (!bitmap)
		return -ENOMEM;
	bpf_bitmap_set_bit(6, bitmap);
	mask = bpf_bitmap_cast_to_cpumask(bitmap);
	if (mask)
		first = bpf_cpumask_first(mask);
	slot = bpf_map_lookup_elem(&store, &key);
	if (!slot) {
		bpf_bitmap_release(bitmap);
		return -ENOENT;
	}
	old = bpf_kptr_xchg(&slot->bitmap, bitmap);
	if (old)
		bpf_bitmap_release(old);
	return first == 6 ? 0 : 1;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(other_length, struct task_struct *task, u64 clone_flags)
{
	struct bpf_bitmap *bitmap = bpf_bitmap_create(9);
	struct cpumask *mask;
	int answer = 7;

	if (!bitmap)
		return -ENOMEM;
	mask = bpf_bitmap_cast_to_cpumask(bitmap);
	if (mask)
		answer = bpf_cpumask_first(mask);
	bpf_bitmap_release(bitmap);
	return answer;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(loses_bitmap, struct task_struct *task, u64 clone_flags)
{
	struct bpf_bitmap *bitmap = bpf_bitmap_create(8);

	if (!bitmap)
		return -ENOMEM;
	return bpf_find_first_bit(bitmap);
}

SEC("tp_btf/task_newtask")
int BPF_PROG(untested_cast, struct task_struct *task, u64 clone_flags)
{
	struct bpf_bitmap *bitmap = bpf_bitmap_create(8);
	u32 first;

	if (!bitmap)
		return -ENOMEM;
	first = bpf_cpumask_first(bpf_bitmap_cast_to_cpumask(bitmap));
	bpf_bitmap_release(bitmap);
	return first;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(mask_of_released, struct task_struct *task, u64 clone_flags)
{
	struct bpf_bitmap *bitmap = bpf_bitmap_create(8);
	struct cpumask *mask;

	if (!bitmap)
		return -ENOMEM;
	mask = bpf_bitmap_cast_to_cpumask(bitmap);
	bpf_bitmap_release(bitmap);
	return mask ? bpf_cpumask_first(mask) : 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(releases_mask, struct task_struct *task, u64 clone_flags)
{
	struct bpf_bitmap *bitmap = bpf_bitmap_create(8);
	struct cpumask *mask;

	if (!bitmap)
		return -ENOMEM;
	mask = bpf_bitmap_cast_to_cpumask(bitmap);
	if (mask)
		bpf_cpumask_release((struct bpf_cpumask *)mask);
	bpf_bitmap_release(bitmap);
	return 0;
}
