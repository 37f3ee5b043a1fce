/* Dynptrs: reserved and given back, set up and used, cloned, cut into slices. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

char _license[] SEC("license") = "GPL";

struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;

extern int bpf_dynptr_adjust(const struct bpf_dynptr *p, u64 start, u64 end) __ksym;
extern bool bpf_dynptr_is_null(const struct bpf_dynptr *p) __ksym;
extern u64 bpf_dynptr_size(const struct bpf_dynptr *p) __ksym;
extern int bpf_dynptr_clone(const struct bpf_dynptr *p, struct bpf_dynptr *clone) __ksym;
extern void *bpf_dynptr_slice(const struct bpf_dynptr *p, u64 off, void *buffer, u64 size) __ksym;

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} events SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, u64);
} values SEC(".maps");

u64 sum;
u32 wanted;

struct holder {
	u64 before;
	struct bpf_dynptr ptr;
};

static __noinline int reserve(struct bpf_dynptr *ptr)
{
	return bpf_ringbuf_reserve_dynptr(&events, 16, 0, ptr);
}

static int fill(struct bpf_dynptr *ptr)
{
	u64 *p = bpf_dynptr_data(ptr, 0, 8);

	if (!p)
		return 0;
	*p = 1;
	return 1;
}

static long round(u32 i, struct bpf_dynptr *ptr)
{
	u64 v = i;

	bpf_dynptr_write(ptr, 0, &v, sizeof(v), 0);
	return 0;
}

SEC("syscall")
int submitted(void *ctx)
{
	struct bpf_dynptr ptr;

	bpf_ringbuf_reserve_dynptr(&events, 16, 0, &ptr);
	bpf_ringbuf_submit_dynptr(&ptr, 0);
	return 0;
}

SEC("syscall")
int discarded(void *ctx)
{
	struct bpf_dynptr ptr;

	bpf_ringbuf_reserve_dynptr(&events, 16, 0, &ptr);
	bpf_ringbuf_discard_dynptr(&ptr, 0);
	return 0;
}

SEC("syscall")
int reserve_only(void *ctx)
{
	struct bpf_dynptr ptr;

	bpf_ringbuf_reserve_dynptr(&events, 16, 0, &ptr);
	return 0;
}

SEC("syscall")
int reserve_failed_untested(void *ctx)
{
	struct bpf_dynptr ptr;

	if (bpf_ringbuf_reserve_dynptr(&events, 16, 0, &ptr) < 0)
		return 0;
	bpf_ringbuf_submit_dynptr(&ptr, 0);
	return 0;
}

SEC("syscall")
int reserve_failed_discarded(void *ctx)
{
	struct bpf_dynptr ptr;

	if (bpf_ringbuf_reserve_dynptr(&events, 16, 0, &ptr) < 0) {
		bpf_ringbuf_discard_dynptr(&ptr, 0);
		return 0;
	}
	bpf_ringbuf_submit_dynptr(&ptr, 0);
	return 0;
}

SEC("syscall")
int submitted_twice(void *ctx)
{
	struct bpf_dynptr ptr;

	bpf_ringbuf_reserve_dynptr(&events, 16, 0, &ptr);
	bpf_ringbuf_submit_dynptr(&ptr, 0);
	bpf_ringbuf_submit_dynptr(&ptr, 0);
	return 0;
}

SEC("syscall")
int submitted_and_discarded(void *ctx)
{
	struct bpf_dynptr ptr;

	bpf_ringbuf_reserve_dynptr(&events, 16, 0, &ptr);
	bpf_ringbuf_submit_dynptr(&ptr, 0);
	bpf_ringbuf_discard_dynptr(&ptr, 0);
	return 0;
}

SEC("syscall")
int given_back_on_one_side(void *ctx)
{
	struct bpf_dynptr ptr;

	bpf_ringbuf_reserve_dynptr(&events, 16, 0, &ptr);
	if (wanted)
		bpf_ringbuf_submit_dynptr(&ptr, 0);
	return 0;
}

SEC("syscall")
int given_back_on_both_sides(void *ctx)
{
	struct bpf_dynptr ptr;

	bpf_ringbuf_reserve_dynptr(&events, 16, 0, &ptr);
	if (wanted)
		bpf_ringbuf_submit_dynptr(&ptr, 0);
	else
		bpf_ringbuf_discard_dynptr(&ptr, 0);
	return 0;
}

SEC("syscall")
int released_unset(void *ctx)
{
	struct bpf_dynptr ptr;

	bpf_ringbuf_discard_dynptr(&ptr, 0);
	return 0;
}

SEC("syscall")
int read_unset(void *ctx)
{
	struct bpf_dynptr ptr;
	u64 v;

	return bpf_dynptr_read(&v, sizeof(v), &ptr, 0, 0);
}

SEC("syscall")
int read_after_submit(void *ctx)
{
	struct bpf_dynptr ptr;
	u64 v;

	bpf_ringbuf_reserve_dynptr(&events, 16, 0, &ptr);
	bpf_ringbuf_submit_dynptr(&ptr, 0);
	return bpf_dynptr_read(&v, sizeof(v), &ptr, 0, 0);
}

SEC("syscall")
int read_before_submit(void *ctx)
{
	struct bpf_dynptr ptr;
	u64 v = 0;

	bpf_ringbuf_reserve_dynptr(&events, 16, 0, &ptr);
	bpf_dynptr_read(&v, sizeof(v), &ptr, 0, 0);
	bpf_ringbuf_submit_dynptr(&ptr, 0);
	return v;
}

SEC("syscall")
int write_before_submit(void *ctx)
{
	struct bpf_dynptr ptr;
	u64 v = 3;

	bpf_ringbuf_reserve_dynptr(&events, 16, 0, &ptr);
	bpf_dynptr_write(&ptr, 0, &v, sizeof(v), 0);
	bpf_ringbuf_submit_dynptr(&ptr, 0);
	return 0;
}

SEC("syscall")
int data_used(void *ctx)
{
	struct bpf_dynptr ptr;
	u64 *p;

	bpf_ringbuf_reserve_dynptr(&events, 16, 0, &ptr);
	p = bpf_dynptr_data(&ptr, 0, 8);
	if (p)
		*p = 1;
	bpf_ringbuf_submit_dynptr(&ptr, 0);
	return 0;
}

SEC("syscall")
int data_untested(void *ctx)
{
	struct bpf_dynptr ptr;
	u64 *p;

	bpf_ringbuf_reserve_dynptr(&events, 16, 0, &ptr);
	p = bpf_dynptr_data(&ptr, 0, 8);
	*p = 1;
	bpf_ringbuf_submit_dynptr(&ptr, 0);
	return 0;
}

SEC("syscall")
int data_after_submit(void *ctx)
{
	struct bpf_dynptr ptr;
	u64 *p;

	bpf_ringbuf_reserve_dynptr(&events, 16, 0, &ptr);
	p = bpf_dynptr_data(&ptr, 0, 8);
	if (!p) {
		bpf_ringbuf_discard_dynptr(&ptr, 0);
		return 0;
	}
	bpf_ringbuf_submit_dynptr(&ptr, 0);
	*p = 1;
	return 0;
}

SEC("syscall")
int data_null_exit_leaks(void *ctx)
{
	struct bpf_dynptr ptr;
	u64 *p;

	bpf_ringbuf_reserve_dynptr(&events, 16, 0, &ptr);
	p = bpf_dynptr_data(&ptr, 0, 8);
	if (!p)
		return 0;
	*p = 1;
	bpf_ringbuf_submit_dynptr(&ptr, 0);
	return 0;
}

SEC("syscall")
int helper_fills(void *ctx)
{
	struct bpf_dynptr ptr;

	bpf_ringbuf_reserve_dynptr(&events, 16, 0, &ptr);
	sum += fill(&ptr);
	bpf_ringbuf_submit_dynptr(&ptr, 0);
	return 0;
}

SEC("syscall")
int helper_reserves(void *ctx)
{
	struct bpf_dynptr ptr;

	reserve(&ptr);
	bpf_ringbuf_submit_dynptr(&ptr, 0);
	return 0;
}

SEC("syscall")
int helper_reserves_lost(void *ctx)
{
	struct bpf_dynptr ptr;

	reserve(&ptr);
	return 0;
}

SEC("syscall")
int in_struct(void *ctx)
{
	struct holder h = {};

	bpf_ringbuf_reserve_dynptr(&events, 16, 0, &h.ptr);
	bpf_ringbuf_submit_dynptr(&h.ptr, 0);
	return h.before;
}

SEC("syscall")
int in_struct_lost(void *ctx)
{
	struct holder h = {};

	bpf_ringbuf_reserve_dynptr(&events, 16, 0, &h.ptr);
	return h.before;
}

SEC("syscall")
int in_array(void *ctx)
{
	struct bpf_dynptr ptrs[2];

	bpf_ringbuf_reserve_dynptr(&events, 16, 0, &ptrs[0]);
	bpf_ringbuf_reserve_dynptr(&events, 16, 0, &ptrs[1]);
	bpf_ringbuf_submit_dynptr(&ptrs[1], 0);
	bpf_ringbuf_submit_dynptr(&ptrs[0], 0);
	return 0;
}

SEC("syscall")
int in_array_one_lost(void *ctx)
{
	struct bpf_dynptr ptrs[2];

	bpf_ringbuf_reserve_dynptr(&events, 16, 0, &ptrs[0]);
	bpf_ringbuf_reserve_dynptr(&events, 16, 0, &ptrs[1]);
	bpf_ringbuf_submit_dynptr(&ptrs[1], 0);
	return 0;
}

SEC("syscall")
int reserved_again_unsubmitted(void *ctx)
{
	struct bpf_dynptr ptr;

	bpf_ringbuf_reserve_dynptr(&events, 16, 0, &ptr);
	bpf_ringbuf_reserve_dynptr(&events, 16, 0, &ptr);
	bpf_ringbuf_submit_dynptr(&ptr, 0);
	return 0;
}

SEC("syscall")
int reserved_again_submitted(void *ctx)
{
	struct bpf_dynptr ptr;

	bpf_ringbuf_reserve_dynptr(&events, 16, 0, &ptr);
	bpf_ringbuf_submit_dynptr(&ptr, 0);
	bpf_ringbuf_reserve_dynptr(&events, 16, 0, &ptr);
	bpf_ringbuf_submit_dynptr(&ptr, 0);
	return 0;
}

SEC("syscall")
int of_map_value(void *ctx)
{
	struct bpf_dynptr ptr;
	u32 key = 0;
	u64 *v = bpf_map_lookup_elem(&values, &key);

	if (!v)
		return 0;
	bpf_dynptr_from_mem(v, sizeof(*v), 0, &ptr);
	return bpf_dynptr_size(&ptr);
}

SEC("syscall")
int of_global(void *ctx)
{
	struct bpf_dynptr ptr;

	bpf_dynptr_from_mem(&sum, sizeof(sum), 0, &ptr);
	return bpf_dynptr_size(&ptr);
}

SEC("syscall")
int of_stack(void *ctx)
{
	struct bpf_dynptr ptr;
	u64 v = 0;

	bpf_dynptr_from_mem(&v, sizeof(v), 0, &ptr);
	return bpf_dynptr_size(&ptr);
}

SEC("syscall")
int of_memory_given_back(void *ctx)
{
	struct bpf_dynptr ptr;

	bpf_dynptr_from_mem(&sum, sizeof(sum), 0, &ptr);
	bpf_ringbuf_submit_dynptr(&ptr, 0);
	return 0;
}

SEC("syscall")
int of_memory_made_again(void *ctx)
{
	struct bpf_dynptr ptr;

	bpf_dynptr_from_mem(&sum, sizeof(sum), 0, &ptr);
	bpf_dynptr_from_mem(&sum, sizeof(sum), 0, &ptr);
	return bpf_dynptr_size(&ptr);
}

SEC("syscall")
int of_memory_slice_overwritten(void *ctx)
{
	struct bpf_dynptr ptr;
	u64 *p;

	bpf_dynptr_from_mem(&sum, sizeof(sum), 0, &ptr);
	p = bpf_dynptr_data(&ptr, 0, 8);
	bpf_dynptr_from_mem(&sum, sizeof(sum), 0, &ptr);
	if (p)
		*p = 1;
	return 0;
}

SEC("syscall")
int size_unset(void *ctx)
{
	struct bpf_dynptr ptr;

	return bpf_dynptr_size(&ptr);
}

SEC("syscall")
int adjust_unset(void *ctx)
{
	struct bpf_dynptr ptr;

	return bpf_dynptr_adjust(&ptr, 0, 1);
}

SEC("syscall")
int is_null_unset(void *ctx)
{
	struct bpf_dynptr ptr;

	return bpf_dynptr_is_null(&ptr);
}

SEC("syscall")
int adjust_set(void *ctx)
{
	struct bpf_dynptr ptr;
	int err;

	bpf_ringbuf_reserve_dynptr(&events, 16, 0, &ptr);
	err = bpf_dynptr_adjust(&ptr, 4, 8);
	bpf_ringbuf_submit_dynptr(&ptr, 0);
	return err;
}

SEC("syscall")
int clone_of_unset(void *ctx)
{
	struct bpf_dynptr ptr;
	struct bpf_dynptr copy;

	return bpf_dynptr_clone(&ptr, &copy);
}

SEC("syscall")
int clone_given_back(void *ctx)
{
	struct bpf_dynptr ptr;
	struct bpf_dynptr copy;

	bpf_ringbuf_reserve_dynptr(&events, 16, 0, &ptr);
	bpf_dynptr_clone(&ptr, &copy);
	bpf_ringbuf_submit_dynptr(&copy, 0);
	return 0;
}

SEC("syscall")
int clone_read_after_submit(void *ctx)
{
	struct bpf_dynptr ptr;
	struct bpf_dynptr copy;
	u64 v = 0;

	bpf_ringbuf_reserve_dynptr(&events, 16, 0, &ptr);
	bpf_dynptr_clone(&ptr, &copy);
	bpf_ringbuf_submit_dynptr(&ptr, 0);
	return bpf_dynptr_read(&v, sizeof(v), &copy, 0, 0);
}

SEC("syscall")
int clone_read_before_submit(void *ctx)
{
	struct bpf_dynptr ptr;
	struct bpf_dynptr copy;
	u64 v = 0;

	bpf_ringbuf_reserve_dynptr(&events, 16, 0, &ptr);
	bpf_dynptr_clone(&ptr, &copy);
	bpf_dynptr_read(&v, sizeof(v), &copy, 0, 0);
	bpf_ringbuf_submit_dynptr(&ptr, 0);
	return v;
}

SEC("syscall")
int clone_slice_after_submit(void *ctx)
{
	struct bpf_dynptr ptr;
	struct bpf_dynptr copy;
	u64 *p;

	bpf_ringbuf_reserve_dynptr(&events, 16, 0, &ptr);
	bpf_dynptr_clone(&ptr, &copy);
	p = bpf_dynptr_data(&copy, 0, 8);
	bpf_ringbuf_submit_dynptr(&ptr, 0);
	if (p)
		*p = 1;
	return 0;
}

SEC("syscall")
int helper_writes_over(void *ctx)
{
	struct bpf_dynptr ptr;

	bpf_ringbuf_reserve_dynptr(&events, 16, 0, &ptr);
	bpf_probe_read_kernel(&ptr, sizeof(ptr), &sum);
	bpf_ringbuf_submit_dynptr(&ptr, 0);
	return 0;
}

SEC("syscall")
int helper_writes_beside(void *ctx)
{
	struct holder h = {};

	bpf_ringbuf_reserve_dynptr(&events, 16, 0, &h.ptr);
	bpf_probe_read_kernel(&h.before, sizeof(h.before), &sum);
	bpf_ringbuf_submit_dynptr(&h.ptr, 0);
	return h.before;
}

SEC("syscall")
int in_callback(void *ctx)
{
	struct bpf_dynptr ptr;

	bpf_ringbuf_reserve_dynptr(&events, 16, 0, &ptr);
	bpf_loop(4, round, &ptr, 0);
	bpf_ringbuf_submit_dynptr(&ptr, 0);
	return 0;
}

SEC("syscall")
int in_callback_lost(void *ctx)
{
	struct bpf_dynptr ptr;

	bpf_ringbuf_reserve_dynptr(&events, 16, 0, &ptr);
	bpf_loop(4, round, &ptr, 0);
	return 0;
}

SEC("syscall")
int in_callback_unset(void *ctx)
{
	struct bpf_dynptr ptr;

	bpf_loop(4, round, &ptr, 0);
	return 0;
}

SEC("syscall")
int slice_read(void *ctx)
{
	struct bpf_dynptr ptr;
	u8 buf[8];
	u8 *p;

	bpf_dynptr_from_mem(&sum, sizeof(sum), 0, &ptr);
	p = bpf_dynptr_slice(&ptr, 0, buf, sizeof(buf));
	return p ? p[0] : 0;
}

SEC("syscall")
int slice_untested(void *ctx)
{
	struct bpf_dynptr ptr;
	u8 buf[8];
	u8 *p;

	bpf_dynptr_from_mem(&sum, sizeof(sum), 0, &ptr);
	p = bpf_dynptr_slice(&ptr, 0, buf, sizeof(buf));
	return p[0];
}
