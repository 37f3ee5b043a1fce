/* Bits that are surely clear or set, numbers that nothing writes, NULL tests in other words. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

char _license[] SEC("license") = "GPL";

struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;

u32 observed;
u32 other;
u64 wide;
s32 signed_one;
bool public_flag;
static bool debug;
static bool toggled;
static int limit = 7;
static volatile bool watched;
static u32 pointed_at;

SEC("syscall")
int low_bits_of_product(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	u32 n = observed * 4;

	if (!m)
		return 0;
	if (n & 3)
		return 1;
	bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int higher_bit_of_product(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	u32 n = observed * 4;

	if (!m)
		return 0;
	if (n & 4)
		return 1;
	bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int low_bits_of_shift(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	u32 n = observed << 3;

	if (!m)
		return 0;
	if (n & 7)
		return 1;
	bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int next_bit_of_shift(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	u32 n = observed << 3;

	if (!m)
		return 0;
	if (n & 8)
		return 1;
	bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int low_bits_of_sum(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	u32 n = (observed << 3) + 8;

	if (!m)
		return 0;
	if (n & 7)
		return 1;
	bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int low_bits_of_odd_sum(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	u32 n = (observed << 3) + 1;

	if (!m)
		return 0;
	if (n & 7)
		return 1;
	bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int low_bits_of_difference(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	u32 n = (observed << 4) - 16;

	if (!m)
		return 0;
	if (n & 15)
		return 1;
	bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int rest_of_product(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	u32 n = observed * 12;

	if (!m)
		return 0;
	if (n % 4)
		return 1;
	bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int rest_of_other_product(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	u32 n = observed * 12;

	if (!m)
		return 0;
	if (n % 8)
		return 1;
	bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int set_bit_is_not_zero(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	u32 n = observed | 1;

	if (!m)
		return 0;
	if (n == 0)
		return 1;
	bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int set_bit_is_the_least(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	u32 n = observed | 4;

	if (!m)
		return 0;
	if (n < 4)
		return 1;
	bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int set_bit_may_be_all(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	u32 n = observed | 4;

	if (!m)
		return 0;
	if (n < 5)
		return 1;
	bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int wide_low_bits(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	u64 n = wide * 16;

	if (!m)
		return 0;
	if (n & 15)
		return 1;
	bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int wide_low_bits_narrowed(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	u64 n = wide * 16;

	if (!m)
		return 0;
	if ((u32)n & 15)
		return 1;
	bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int xor_of_itself(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	u32 n = observed;

	n ^= n;

	if (!m)
		return 0;
	if (n)
		return 1;
	bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int minus_itself(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	u32 n = observed;

	n -= n;

	if (!m)
		return 0;
	if (n)
		return 1;
	bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int xor_of_another(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	u32 n = observed ^ other;

	if (!m)
		return 0;
	if (n)
		return 1;
	bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int masked_twice(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	u32 n = observed & 0xf0;

	if (!m)
		return 0;
	if (n & 0x0f)
		return 1;
	bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int masked_twice_common(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	u32 n = observed & 0xf0;

	if (!m)
		return 0;
	if (n & 0x1f)
		return 1;
	bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int cpu_below_nr_cpus(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	u32 n = bpf_get_smp_processor_id();

	if (!m)
		return 0;
	if (n >= 8192)
		return 1;
	bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int cpu_below_sixty_four(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	u32 n = bpf_get_smp_processor_id();

	if (!m)
		return 0;
	if (n == 1)
		return 1;
	bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int cpu_not_negative(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	s32 n = bpf_get_smp_processor_id();

	if (!m)
		return 0;
	if (n < 0)
		return 1;
	bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int kernel_string_fits(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	char b[16];
	long n;

	if (!m)
		return 0;
	n = bpf_probe_read_kernel_str(b, sizeof(b), m);
	if (n > (long)sizeof(b))
		return 1;
	bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int kernel_string_fills(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	char b[16];
	long n;

	if (!m)
		return 0;
	n = bpf_probe_read_kernel_str(b, sizeof(b), m);
	if (n >= (long)sizeof(b))
		return 1;
	bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int kernel_string_error_is_small(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	char b[16];
	long n;

	if (!m)
		return 0;
	n = bpf_probe_read_kernel_str(b, sizeof(b), m);
	if (n < -5000)
		return 1;
	bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int user_string_fits(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	char b[16];
	long n;

	if (!m)
		return 0;
	n = bpf_probe_read_user_str(b, sizeof(b), (void *)wide);
	if (n > (long)sizeof(b))
		return 1;
	bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int user_string_fills(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	char b[16];
	long n;

	if (!m)
		return 0;
	n = bpf_probe_read_user_str(b, sizeof(b), (void *)wide);
	if (n >= (long)sizeof(b))
		return 1;
	bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int user_string_error_is_small(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	char b[16];
	long n;

	if (!m)
		return 0;
	n = bpf_probe_read_user_str(b, sizeof(b), (void *)wide);
	if (n < -5000)
		return 1;
	bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int negative_seen_unsigned(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	s32 n = signed_one;

	if (!m)
		return 0;
	if (n < 0) {
		bpf_cpumask_release(m);
		return 0;
	}
	if ((u32)n > 0x7fffffff)
		return 1;
	bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int small_seen_signed(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	u64 n = wide;

	if (!m)
		return 0;
	if (n > 100) {
		bpf_cpumask_release(m);
		return 0;
	}
	if ((s64)n < 0)
		return 1;
	bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int range_seen_unsigned(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	s64 n = wide;

	if (!m)
		return 0;
	if (n < 0 || n > 5) {
		bpf_cpumask_release(m);
		return 0;
	}
	if ((u64)n > 5)
		return 1;
	bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int range_seen_signed(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	s64 n = wide;

	if (!m)
		return 0;
	if ((u64)n > 5) {
		bpf_cpumask_release(m);
		return 0;
	}
	if (n < 0 || n > 5)
		return 1;
	bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int range_seen_too_narrow(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	s64 n = wide;

	if (!m)
		return 0;
	if ((u64)n > 5) {
		bpf_cpumask_release(m);
		return 0;
	}
	if (n > 4)
		return 1;
	bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int null_below_one(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();

	if ((u64)m < 1)
		return 0;
	bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int null_one_above(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (1 > (u64)m)
		return 0;
	bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int null_not_above(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (!((u64)m > 0))
		return 0;
	bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int null_below_two(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();

	if ((u64)m < 2)
		return 0;
	bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int null_as_number(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	u64 n = (u64)m;

	if (n == 0)
		return 0;
	bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int null_as_error(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	int err = m ? 0 : -12;

	if (err < 0)
		return 0;
	bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int null_not_true(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (!!m != 1)
		return 0;
	bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int null_wrong_way(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();

	if ((u64)m >= 1)
		return 0;
	bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int never_written_flag(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (!m)
		return 0;
	if (debug)
		return 1;
	bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int written_elsewhere_flag(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (!m)
		return 0;
	if (toggled)
		return 1;
	bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int toggles(void *ctx)
{
	toggled = !toggled;
	return toggled;
}

SEC("syscall")
int never_written_number(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (!m)
		return 0;
	if (limit != 7)
		return 1;
	bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int never_written_volatile(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (!m)
		return 0;
	if (watched)
		return 1;
	bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int flag_of_everyone(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (!m)
		return 0;
	if (public_flag)
		return 1;
	bpf_cpumask_release(m);
	return 0;
}

SEC("syscall")
int address_taken_flag(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();

	if (!m)
		return 0;
	bpf_probe_read_kernel(&pointed_at, sizeof(pointed_at), m);
	if (pointed_at)
		return 1;
	bpf_cpumask_release(m);
	return 0;
}
