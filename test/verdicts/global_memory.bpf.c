#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
char _license[] SEC("license") = "GPL";

#define __arg_nonnull __attribute__((btf_decl_tag("arg:nonnull")))
struct pair { int a, b; };
enum colour { RED, GREEN };
int sink;

__noinline int write_untested(u32 *best)
{
	*best = 3;
	return 0;
}

SEC("syscall")
int write_untested_bad(void *ctx)
{
	u32 best = 0;

	write_untested(&best);
	return best;
}

__noinline int write_tested(u32 *best)
{
	if (!best)
		return 1;
	*best = 3;
	return 0;
}

SEC("syscall")
int write_tested_ok(void *ctx)
{
	u32 best = 0;

	write_tested(&best);
	return best;
}

__noinline int read_untested(const int *value)
{
	return *value;
}

SEC("syscall")
int read_untested_bad(void *ctx)
{
	int n = 2;

	return read_untested(&n);
}

__noinline int read_second(int unused, u64 *value)
{
	return value ? *value : unused;
}

SEC("syscall")
int read_second_ok(void *ctx)
{
	u64 wide = 2;

	return read_second(1, &wide);
}

__noinline int read_second_untested(int unused, u64 *value)
{
	return *value + unused;
}

SEC("syscall")
int read_second_bad(void *ctx)
{
	u64 wide = 2;

	return read_second_untested(1, &wide);
}

__noinline int first_char(const char *text)
{
	return text[0];
}

SEC("syscall")
int first_char_bad(void *ctx)
{
	char text[4] = "ab";

	return first_char(text);
}

__noinline int enum_untested(enum colour *c)
{
	return *c == GREEN;
}

SEC("syscall")
int enum_bad(void *ctx)
{
	enum colour c = RED;

	return enum_untested(&c);
}

__noinline int wide_first(u64 *ctx)
{
	return ctx ? (int)*ctx : 0;
}

SEC("syscall")
int wide_first_ok(void *ctx)
{
	u64 wide = 1;

	return wide_first(&wide);
}

__noinline int struct_untested(struct pair *p)
{
	return p->a;
}

SEC("syscall")
int struct_bad(void *ctx)
{
	struct pair p = { 1, 2 };

	return struct_untested(&p);
}

__noinline int struct_tested(struct pair *p)
{
	return p ? p->b : 0;
}

SEC("syscall")
int struct_ok(void *ctx)
{
	struct pair p = { 1, 2 };

	return struct_tested(&p);
}

__noinline void returns_nothing(int a)
{
	sink = a;
}

SEC("syscall")
int void_bad(void *ctx)
{
	returns_nothing(1);
	return 0;
}

__noinline int helper_untested(u32 *value)
{
	return bpf_get_current_comm(value, sizeof(*value));
}

SEC("syscall")
int helper_bad(void *ctx)
{
	u32 best = 0;

	return helper_untested(&best);
}

__noinline int nonnull(u32 *value __arg_nonnull)
{
	return *value;
}

SEC("syscall")
int nonnull_ok(void *ctx)
{
	u32 best = 0;

	return nonnull(&best);
}

__noinline int pointer_pointer(int **p)
{
	return p ? 1 : 0;
}

SEC("syscall")
int pointer_pointer_bad(void *ctx)
{
	int *p = 0;

	return pointer_pointer(&p);
}

__noinline int passed_on(u32 *value)
{
	return write_tested(value);
}

SEC("syscall")
int passed_on_ok(void *ctx)
{
	u32 best = 0;

	return passed_on(&best);
}

static __noinline int static_untested(u32 *best)
{
	*best = 3;
	return 0;
}

SEC("syscall")
int static_ok(void *ctx)
{
	u32 best = 0;

	static_untested(&best);
	return best;
}

__weak int weak_untested(u32 *best)
{
	*best = 3;
	return 0;
}

SEC("syscall")
int weak_bad(void *ctx)
{
	u32 best = 0;

	weak_untested(&best);
	return best;
}

SEC("syscall")
int null_given_ok(void *ctx)
{
	return write_tested(0);
}
