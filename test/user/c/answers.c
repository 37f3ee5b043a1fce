/* answers.expected is what this printed with gcc, libbpf 1.1 and a 6.18 kernel. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#if LIBBPF_MAJOR_VERSION > 1 || (LIBBPF_MAJOR_VERSION == 1 && LIBBPF_MINOR_VERSION >= 7)
#define HAS_CPU_FLAGS 1
#else
#define HAS_CPU_FLAGS 0
#endif

struct guarded {
	struct bpf_spin_lock lock;
	__u32 n;
};

struct prefix {
	__u32 bits;
	__u8 ip[4];
};

struct sum {
	__u32 a;
	__u32 b;
	__u64 sum;
};

static struct bpf_object *obj;

static int map(const char *name)
{
	return bpf_object__find_map_fd_by_name(obj, name);
}

/* What a lock holds is nobody's business but the kernel's. */
static void locks(const char *name)
{
	static const __u64 flags[] = { BPF_F_LOCK, BPF_F_LOCK | BPF_EXIST, BPF_F_LOCK | BPF_NOEXIST, 0, BPF_F_LOCK | 8 };
	struct guarded given, got;
	__u32 key = 0;

	for (int i = 0; i < 5; i++) {
		given.lock.val = 7;
		given.n = 100 + i;
		got.lock.val = 3;
		int err = bpf_map_update_elem(map(name), &key, &given, flags[i]);

		bpf_map_lookup_elem_flags(map(name), &key, &got, i & 1 ? BPF_F_LOCK : 0);
		printf("%s %d: %d lock %u n %u\n", name, i, err, got.lock.val, got.n);
	}
}

static void prefixes(void)
{
	struct prefix keys[] = { { 33, { 10 } }, { 8, { 10 } }, { 16, { 10, 1 } }, { 24, { 10, 1, 2 } }, { 40, { 10 } } };
	__u32 value = 0;
	int err;

	for (int i = 0; i < 5; i++)
		printf("put /%u %d\n", keys[i].bits, bpf_map_update_elem(map("routes"), &keys[i], &value, 0));
	err = bpf_map_lookup_elem(map("routes"), &keys[0], &value);
	printf("get /33 %d\n", err);
	err = bpf_map_delete_elem(map("routes"), &keys[0]);
	printf("delete /33 %d\n", err);
	err = bpf_map_delete_elem(map("routes"), &keys[3]);
	printf("delete /24 %d\n", err);
}

static void runs(void)
{
	int fd = bpf_program__fd(bpf_object__find_program_by_name(obj, "add"));
	struct sum context = { .a = 0xfffffff0, .b = 0x20 };
	LIBBPF_OPTS(bpf_test_run_opts, opts, .ctx_in = &context, .ctx_size_in = sizeof(context));
	int err = bpf_prog_test_run_opts(fd, &opts);

	printf("run %d %u %llx\n", err, opts.retval, (unsigned long long)context.sum);
	opts.repeat = 2;
	printf("twice %d\n", bpf_prog_test_run_opts(fd, &opts));
	opts.repeat = 0;
	opts.flags = BPF_F_TEST_RUN_ON_CPU;
	printf("on a CPU %d\n", bpf_prog_test_run_opts(fd, &opts));
	opts.flags = 0;
	opts.ctx_out = &context;
	opts.ctx_size_out = sizeof(context);
	printf("out %d\n", bpf_prog_test_run_opts(fd, &opts));
}

static int next(void)
{
	static int n;

	return ++n;
}

int main(void)
{
	__u32 key = 0, value = 5;

	obj = bpf_object__open_file("answers.bpf.o", NULL);
	if (!obj || bpf_object__load(obj))
		return 1;
	locks("hash");
	locks("array");
	prefixes();
	runs();
	printf("freeze %d\n", bpf_map_freeze(map("plain")));
	printf("again %d\n", bpf_map_freeze(map("plain")));
	printf("update %d\n", bpf_map_update_elem(map("plain"), &key, &value, 0));
	printf("order %d %d %d\n", next(), next(), next());
	printf("libbpf %d.%d %s %d\n", LIBBPF_MAJOR_VERSION, LIBBPF_MINOR_VERSION, libbpf_version_string(), HAS_CPU_FLAGS);
	bpf_object__close(obj);
	return 0;
}
