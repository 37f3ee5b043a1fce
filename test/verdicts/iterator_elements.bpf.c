/* Elements of open-coded iterators: numbers are the iterator's memory and end with it, objects are not. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

char _license[] SEC("license") = "GPL";

extern int bpf_iter_num_new(struct bpf_iter_num *it, int start, int end) __weak __ksym;
extern int *bpf_iter_num_next(struct bpf_iter_num *it) __weak __ksym;
extern void bpf_iter_num_destroy(struct bpf_iter_num *it) __weak __ksym;
extern int bpf_iter_bits_new(struct bpf_iter_bits *it, const u64 *unsafe_ptr__ign, u32 nr_words) __weak __ksym;
extern int *bpf_iter_bits_next(struct bpf_iter_bits *it) __weak __ksym;
extern void bpf_iter_bits_destroy(struct bpf_iter_bits *it) __weak __ksym;
extern int bpf_iter_task_new(struct bpf_iter_task *it, struct task_struct *task__nullable, unsigned int flags) __weak __ksym;
extern struct task_struct *bpf_iter_task_next(struct bpf_iter_task *it) __weak __ksym;
extern void bpf_iter_task_destroy(struct bpf_iter_task *it) __weak __ksym;
extern int bpf_iter_kmem_cache_new(struct bpf_iter_kmem_cache *it) __weak __ksym;
extern struct kmem_cache *bpf_iter_kmem_cache_next(struct bpf_iter_kmem_cache *it) __weak __ksym;
extern void bpf_iter_kmem_cache_destroy(struct bpf_iter_kmem_cache *it) __weak __ksym;
extern void bpf_rcu_read_lock(void) __ksym;
extern void bpf_rcu_read_unlock(void) __ksym;

#ifndef bpf_for_each
#define bpf_for_each(type, cur, args...)                                                                  \
	for (struct bpf_iter_##type ___it __attribute__((aligned(8), cleanup(bpf_iter_##type##_destroy))), \
	     *___p __attribute__((unused)) = (bpf_iter_##type##_new(&___it, ##args),                       \
					      (void)bpf_iter_##type##_destroy, (void *)0);                 \
	     (((cur) = bpf_iter_##type##_next(&___it)));)
#endif

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 16);
	__type(key, int);
	__type(value, int);
} seen SEC(".maps");

int found;
u64 words = 5;

SEC("syscall")
int number_after_bad(void *ctx)
{
	struct bpf_iter_num it;
	int *n;

	bpf_iter_num_new(&it, 0, 3);
	n = bpf_iter_num_next(&it);
	bpf_iter_num_destroy(&it);
	if (n)
		found = *n;
	return 0;
}

SEC("syscall")
int number_before_ok(void *ctx)
{
	struct bpf_iter_num it;
	int *n, kept = 0;

	bpf_iter_num_new(&it, 0, 3);
	n = bpf_iter_num_next(&it);
	if (n)
		kept = *n;
	bpf_iter_num_destroy(&it);
	found = kept;
	return 0;
}

SEC("syscall")
int number_asked_after_ok(void *ctx)
{
	struct bpf_iter_num it;
	int *n;

	bpf_iter_num_new(&it, 0, 3);
	n = bpf_iter_num_next(&it);
	bpf_iter_num_destroy(&it);
	found = n != NULL;
	return 0;
}

SEC("syscall")
int bit_after_bad(void *ctx)
{
	struct bpf_iter_bits it;
	int *bit;

	bpf_iter_bits_new(&it, &words, 1);
	bit = bpf_iter_bits_next(&it);
	bpf_iter_bits_destroy(&it);
	if (bit)
		found = *bit;
	return 0;
}

SEC("syscall")
int bit_after_next_ok(void *ctx)
{
	struct bpf_iter_bits it;
	int *bit, *other;

	bpf_iter_bits_new(&it, &words, 1);
	bit = bpf_iter_bits_next(&it);
	other = bpf_iter_bits_next(&it);
	if (bit)
		found = *bit + (other != NULL);
	bpf_iter_bits_destroy(&it);
	return 0;
}

SEC("syscall")
int last_bad(void *ctx)
{
	struct bpf_iter_num it;
	int *n, *last = NULL;

	bpf_iter_num_new(&it, 0, 4);
	while ((n = bpf_iter_num_next(&it)))
		last = n;
	bpf_iter_num_destroy(&it);
	if (last)
		found = *last;
	return 0;
}

SEC("syscall")
int last_inside_ok(void *ctx)
{
	struct bpf_iter_num it;
	int *n, *last = NULL;

	bpf_iter_num_new(&it, 0, 4);
	while ((n = bpf_iter_num_next(&it))) {
		if (last)
			found += *last;
		last = n;
	}
	bpf_iter_num_destroy(&it);
	return 0;
}

SEC("syscall")
int begun_again_bad(void *ctx)
{
	struct bpf_iter_num it;
	int *n;

	bpf_iter_num_new(&it, 0, 4);
	n = bpf_iter_num_next(&it);
	bpf_iter_num_destroy(&it);
	bpf_iter_num_new(&it, 0, 4);
	if (n)
		found = *n;
	bpf_iter_num_destroy(&it);
	return 0;
}

SEC("syscall")
int of_two_ok(void *ctx)
{
	struct bpf_iter_num a, b;
	int *n, kept = 0;

	bpf_iter_num_new(&a, 0, 4);
	bpf_iter_num_new(&b, 0, 4);
	n = bpf_iter_num_next(&a);
	bpf_iter_num_destroy(&b);
	if (n)
		kept = *n;
	bpf_iter_num_destroy(&a);
	found = kept;
	return 0;
}

SEC("syscall")
int of_two_bad(void *ctx)
{
	struct bpf_iter_num a, b;
	int *n, kept = 0;

	bpf_iter_num_new(&a, 0, 4);
	bpf_iter_num_new(&b, 0, 4);
	n = bpf_iter_num_next(&b);
	bpf_iter_num_destroy(&b);
	if (n)
		kept = *n;
	bpf_iter_num_destroy(&a);
	found = kept;
	return 0;
}

SEC("syscall")
int key_after_bad(void *ctx)
{
	struct bpf_iter_num it;
	int *n, value = 1;

	bpf_iter_num_new(&it, 0, 4);
	n = bpf_iter_num_next(&it);
	bpf_iter_num_destroy(&it);
	if (n)
		bpf_map_update_elem(&seen, n, &value, 0);
	return 0;
}

static int *last_of(struct bpf_iter_num *it)
{
	int *n, *last = NULL;

	while ((n = bpf_iter_num_next(it)))
		last = n;
	return last;
}

SEC("syscall")
int from_function_ok(void *ctx)
{
	struct bpf_iter_num it;
	int *n, kept = 0;

	bpf_iter_num_new(&it, 0, 4);
	n = last_of(&it);
	if (n)
		kept = *n;
	bpf_iter_num_destroy(&it);
	found = kept;
	return 0;
}

SEC("syscall")
int from_function_bad(void *ctx)
{
	struct bpf_iter_num it;
	int *n;

	bpf_iter_num_new(&it, 0, 4);
	n = last_of(&it);
	bpf_iter_num_destroy(&it);
	if (n)
		found = *n;
	return 0;
}

SEC("syscall")
int carried_on_bad(void *ctx)
{
	struct bpf_iter_num it;
	int *n = NULL, i;

	for (i = 0; i < 3; i++) {
		if (n)
			found += *n;
		bpf_iter_num_new(&it, 0, 4);
		n = bpf_iter_num_next(&it);
		bpf_iter_num_destroy(&it);
	}
	return 0;
}

SEC("syscall")
int macro_ok(void *ctx)
{
	int *bit;

	bpf_for_each(bits, bit, &words, 1) {
		if (*bit == 2)
			break;
		found += *bit;
	}
	return bit != NULL;
}

SEC("syscall")
int macro_after_bad(void *ctx)
{
	int *bit;

	bpf_for_each(bits, bit, &words, 1) {
		if (*bit == 2)
			break;
	}
	if (bit)
		found = *bit;
	return 0;
}

SEC("syscall")
int macro_number_bad(void *ctx)
{
	int *n;

	bpf_for_each(num, n, 0, 7) {
		if (*n == 2)
			break;
	}
	if (n)
		found = *n;
	return 0;
}

SEC("syscall")
int macros_ok(void *ctx)
{
	int *n, *bit;

	bpf_for_each(num, n, 0, 7) {
		bpf_for_each(bits, bit, &words, 1)
			found += *bit + *n;
		found += *n;
	}
	return 0;
}

SEC("syscall")
int macros_bad(void *ctx)
{
	int *n, *bit, *kept = NULL;

	bpf_for_each(num, n, 0, 7) {
		bpf_for_each(bits, bit, &words, 1) {
			kept = bit;
			found += *bit + *n;
		}
		if (kept)
			found += *kept;
	}
	return 0;
}

SEC("syscall")
int task_after_ok(void *ctx)
{
	struct bpf_iter_task it;
	struct task_struct *task;

	bpf_rcu_read_lock();
	bpf_iter_task_new(&it, NULL, 0);
	task = bpf_iter_task_next(&it);
	bpf_iter_task_destroy(&it);
	if (task)
		found = task->pid;
	bpf_rcu_read_unlock();
	return 0;
}

SEC("syscall")
int cache_after_ok(void *ctx)
{
	struct bpf_iter_kmem_cache it;
	struct kmem_cache *cache;

	bpf_iter_kmem_cache_new(&it);
	cache = bpf_iter_kmem_cache_next(&it);
	bpf_iter_kmem_cache_destroy(&it);
	if (cache)
		found = cache->size;
	return 0;
}

SEC("syscall")
int number_stored_bad(void *ctx)
{
	struct bpf_iter_num it;
	int *n;

	bpf_iter_num_new(&it, 0, 3);
	n = bpf_iter_num_next(&it);
	if (n)
		*n = 5;
	bpf_iter_num_destroy(&it);
	return 0;
}

SEC("syscall")
int bit_changed_bad(void *ctx)
{
	struct bpf_iter_bits it;
	int *n;

	bpf_iter_bits_new(&it, &words, 1);
	n = bpf_iter_bits_next(&it);
	if (n)
		*n += 5;
	bpf_iter_bits_destroy(&it);
	return 0;
}

SEC("syscall")
int number_stored_back_ok(void *ctx)
{
	struct bpf_iter_num it;
	int *n;

	bpf_iter_num_new(&it, 0, 3);
	n = bpf_iter_num_next(&it);
	if (n)
		*n = *n;
	bpf_iter_num_destroy(&it);
	return 0;
}

static __noinline void stored(int *p)
{
	*p = 4;
}

SEC("syscall")
int number_in_callee_bad(void *ctx)
{
	struct bpf_iter_num it;
	int *n;

	bpf_iter_num_new(&it, 0, 3);
	n = bpf_iter_num_next(&it);
	if (n)
		stored(n);
	bpf_iter_num_destroy(&it);
	return 0;
}

SEC("syscall")
int number_filled_bad(void *ctx)
{
	struct bpf_iter_num it;
	int *n;

	bpf_iter_num_new(&it, 0, 3);
	n = bpf_iter_num_next(&it);
	if (n)
		__builtin_memset(n, 0, sizeof(*n));
	bpf_iter_num_destroy(&it);
	return 0;
}

SEC("syscall")
int number_copied_over_bad(void *ctx)
{
	struct bpf_iter_num it;
	int *n, z = found;

	bpf_iter_num_new(&it, 0, 3);
	n = bpf_iter_num_next(&it);
	if (n)
		__builtin_memcpy(n, &z, sizeof(z));
	bpf_iter_num_destroy(&it);
	return 0;
}

SEC("syscall")
int number_as_key_bad(void *ctx)
{
	struct bpf_iter_num it;
	int *n;

	bpf_iter_num_new(&it, 0, 3);
	n = bpf_iter_num_next(&it);
	if (n)
		bpf_map_delete_elem(&seen, n);
	bpf_iter_num_destroy(&it);
	return 0;
}

SEC("syscall")
int bit_as_key_bad(void *ctx)
{
	struct bpf_iter_bits it;
	int *n;

	bpf_iter_bits_new(&it, &words, 1);
	n = bpf_iter_bits_next(&it);
	if (n)
		found = bpf_map_lookup_elem(&seen, n) != NULL;
	bpf_iter_bits_destroy(&it);
	return 0;
}

SEC("syscall")
int number_as_value_bad(void *ctx)
{
	struct bpf_iter_num it;
	int *n, z = 1;

	bpf_iter_num_new(&it, 0, 3);
	n = bpf_iter_num_next(&it);
	if (n)
		bpf_map_update_elem(&seen, &z, n, 0);
	bpf_iter_num_destroy(&it);
	return 0;
}

SEC("syscall")
int number_as_key_copied_ok(void *ctx)
{
	struct bpf_iter_num it;
	int *n, z = 0;

	bpf_iter_num_new(&it, 0, 3);
	n = bpf_iter_num_next(&it);
	if (n)
		z = *n;
	bpf_map_delete_elem(&seen, &z);
	bpf_iter_num_destroy(&it);
	return 0;
}

SEC("syscall")
int number_as_name_bad(void *ctx)
{
	struct bpf_iter_num it;
	int *n;

	bpf_iter_num_new(&it, 0, 3);
	n = bpf_iter_num_next(&it);
	if (n)
		bpf_get_current_comm(n, sizeof(*n));
	bpf_iter_num_destroy(&it);
	return 0;
}

SEC("syscall")
int number_probed_ok(void *ctx)
{
	struct bpf_iter_num it;
	int *n, z = 0;

	bpf_iter_num_new(&it, 0, 3);
	n = bpf_iter_num_next(&it);
	if (n)
		bpf_probe_read_kernel(&z, sizeof(z), n);
	found = z;
	bpf_iter_num_destroy(&it);
	return 0;
}

SEC("syscall")
int number_compared_ok(void *ctx)
{
	struct bpf_iter_num it;
	int *n;

	bpf_iter_num_new(&it, 0, 3);
	n = bpf_iter_num_next(&it);
	if (n)
		found = bpf_strncmp((const char *)n, 4, "abc");
	bpf_iter_num_destroy(&it);
	return 0;
}

SEC("syscall")
int number_half_ok(void *ctx)
{
	struct bpf_iter_num it;
	int *n;

	bpf_iter_num_new(&it, 0, 3);
	n = bpf_iter_num_next(&it);
	if (n)
		found = *(short *)n;
	bpf_iter_num_destroy(&it);
	return 0;
}
