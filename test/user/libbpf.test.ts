import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { initSyntaxNode } from '../../bpf/syntax/node-wasm.ts';
import { runUser } from './support.ts';

before(() => initSyntaxNode());

const BPF = `#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
struct val { __u32 a; __u8 b; };
struct { __uint(type, BPF_MAP_TYPE_PERCPU_HASH); __uint(max_entries, 4); __type(key, __u32); __type(value, struct val); } ph SEC(".maps");
struct { __uint(type, BPF_MAP_TYPE_HASH); __uint(max_entries, 3); __type(key, __u64); __type(value, __u64); } h SEC(".maps");
struct { __uint(type, BPF_MAP_TYPE_QUEUE); __uint(max_entries, 3); __uint(key_size, 0); __type(value, __u32); } q SEC(".maps");
struct { __uint(type, BPF_MAP_TYPE_ARRAY); __uint(max_entries, 5); __type(key, __u32); __type(value, __u32); } arr SEC(".maps");
const volatile int limit = 3;
int hits = 7;
int zero[2];
struct ctx { __u32 in; __u32 out; };
SEC("syscall") int prog(struct ctx *ctx)
{
	__u64 k = 5, v = ctx->in;
	ctx->out = ctx->in * 2;
	hits++;
	zero[1] = limit;
	return bpf_map_update_elem(&h, &k, &v, 0);
}
SEC("syscall") int leaks(void *ctx)
{
	bpf_cpumask_create();
	return 0;
}
char LICENSE[] SEC("license") = "GPL";
`;

/** A body of main() with the skeleton `b` open and loaded; `light`: the light one. */
function run(body: string, { light = false, head = '', kernel = '7.0', files = {} } = {}) {
  const text = `#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include "b.${light ? 'l' : ''}skel.h"
struct val { __u32 a; __u8 b; };
${head}
int main(void)
{
	struct b *skel = b__open_and_load();
	int n = libbpf_num_possible_cpus(), err = 0;
${body}
	b__destroy(skel);
	return err;
}
`;
  const [main, ...programs] = runUser(text, { 'b.bpf.c': BPF, ...files }, { kernel, cpus: 3 });
  return { ...main!, programs };
}

test('a light skeleton has descriptors; a loop over CPUs writes and reads each value', () => {
  const { output, faults } = run(
    `	__u32 key = 1;
	size_t each = (sizeof(struct val) + 7) / 8 * 8;
	char *all = calloc(n, each);
	for (int i = 0; i < n; i++)
		set(skel->maps.ph.map_fd, key, i, 100 + i);
	bpf_map_lookup_elem(skel->maps.ph.map_fd, &key, all);
	for (int i = 0; i < n; i++) {
		struct val *v = (struct val *)(all + i * each);
		printf("%d: %u %u\\n", i, v->a, v->b);
	}
	printf("%d\\n", set(skel->maps.ph.map_fd, key, n, 1));
	free(all);`,
    {
      light: true,
      head: `static int set(int fd, __u32 key, int cpu, __u32 a)
{
	struct val v = { .a = a, .b = cpu };
	return bpf_map_update_elem(fd, &key, &v, ((__u64)cpu << 32) | BPF_F_CPU);
}`,
    },
  );
  assert.deepEqual([output, faults], [['0: 100 0', '1: 101 1', '2: 102 2', '-34'], []]);
});

test('an element that one CPU creates shows what a deleted one had on the others', () => {
  const { output } = run(`	struct val all[3] = { { 1 }, { 2 }, { 3 } }, one = { 9 };
	__u32 key = 1;
	bpf_map_update_elem(bpf_map__fd(skel->maps.ph), &key, all, 0);
	bpf_map_delete_elem(bpf_map__fd(skel->maps.ph), &key);
	key = 2;
	bpf_map_update_elem(bpf_map__fd(skel->maps.ph), &key, &one, (1ULL << 32) | BPF_F_CPU);
	memset(all, 0, sizeof(all));
	bpf_map_lookup_elem(bpf_map__fd(skel->maps.ph), &key, all);
	printf("%u %u %u\\n", all[0].a, all[1].a, all[2].a);`);
  assert.deepEqual(output, ['1 9 3']);
});

test('a walk over keys ends with ENOENT; a full map, a bad descriptor and NULL have their errno', () => {
  const { output } = run(`	__u64 k, next, v = 1, *prev = NULL;
	int fd = bpf_map__fd(skel->maps.h);
	for (k = 10; k < 14; k++)
		printf("%d ", bpf_map_update_elem(fd, &k, &v, BPF_NOEXIST));
	while (!bpf_map_get_next_key(fd, prev, &next)) {
		printf("%llu ", next);
		k = next;
		prev = &k;
	}
	err = errno;
	printf("%d %d %d\\n", err, bpf_map_lookup_elem(99, &k, &v), bpf_map_lookup_elem(fd, NULL, &v));`);
  assert.deepEqual(output, ['0 0 0 -7 10 11 12 2 -9 -14']);
});

test('batches go on where they ended, and tell the end', () => {
  const { output } =
    run(`	__u32 keys[5] = { 0, 1, 2, 3, 4 }, values[5] = { 0, 3, 6, 9, 12 }, count = 5, cursor, *from = NULL;
	int fd = bpf_map__fd(skel->maps.arr);
	LIBBPF_OPTS(bpf_map_batch_opts, opts);
	printf("%d %u\\n", bpf_map_update_batch(fd, keys, values, &count, &opts), count);
	do {
		count = 2;
		err = bpf_map_lookup_batch(fd, from, &cursor, keys, values, &count, &opts);
		printf("%d %u: %u=%u\\n", err, count, keys[0], values[0]);
		from = &cursor;
	} while (!err);
	err = 0;`);
  assert.deepEqual(output, ['0 5', '0 2: 0=0', '0 2: 2=6', '-2 1: 4=12']);
});

const PADDING = `	unsigned char all[3 * 8];
	__u32 key = 1;
	for (int i = 0; i < 24; i++)
		all[i] = i + 1;
	bpf_map_update_elem(bpf_map__fd(skel->maps.ph), &key, all, 0);
	memset(all, 0xff, sizeof(all));
	bpf_map_lookup_elem(bpf_map__fd(skel->maps.ph), &key, all);
	printf("%u %u %u\\n", all[4], all[8 + 7], all[16 + 7]);
	struct { __u32 keys[1]; __u32 count, out; } b = { .count = 1 };
	err = bpf_map_lookup_batch(bpf_map__fd(skel->maps.ph), NULL, &b.out, b.keys, all, &b.count, NULL);
	printf("%u %u\\n", b.keys[0], all[16 + 7]);
	err = 0;`;

test('what fills a value of a CPU up to 8 bytes is kept', () => {
  const narrow = { 'b.bpf.c': BPF.replace('struct val { __u32 a; __u8 b; };', 'struct val { __u8 b[5]; };') };
  assert.deepEqual(run(PADDING, { kernel: '6.18', files: narrow }).output, ['5 16 24', '1 24']);
  assert.deepEqual(run(PADDING, { kernel: '7.0', files: narrow }).output, ['5 0 0', '1 0']);
});

test('a map that the object does not have gives EINVAL as a descriptor, ENOENT as a pointer', () => {
  const { output } = run(`	int fd = bpf_object__find_map_fd_by_name(skel->obj, "none");
	struct bpf_map *map = bpf_object__find_map_by_name(skel->obj, "none");
	printf("%d %d %d\\n", fd, map == NULL, errno);`);
  assert.deepEqual(output, ['-22 1 2']);
});

test('the keys of a queue cannot be walked over: it has none', () => {
  const { output } = run(`	__u32 next;
	int raw = bpf_map_get_next_key(bpf_map__fd(skel->maps.q), NULL, &next);
	printf("%d %d\\n", raw, bpf_map__get_next_key(skel->maps.q, NULL, &next, 0));`);
  assert.deepEqual(output, ['-22 -22']);
});

test('queues are pushed, peeked at and popped', () => {
  const { output } = run(`	int fd = bpf_map__fd(skel->maps.q);
	__u32 v;
	for (__u32 i = 1; i < 5; i++)
		printf("%d ", bpf_map_update_elem(fd, NULL, &i, 0));
	bpf_map_lookup_and_delete_elem(fd, NULL, &v);
	printf("%u ", v);
	bpf_map_lookup_elem(fd, NULL, &v);
	printf("%u\\n", v);`);
  assert.deepEqual(output, ['0 0 0 -7 1 2']);
});

test('a test run shares maps and variables with the process, and gives its context back', () => {
  const { output, programs } = run(`	struct { __u32 in, out; } c = { 21, 0 };
	LIBBPF_OPTS(bpf_test_run_opts, opts, .ctx_in = &c, .ctx_size_in = sizeof(c));
	__u64 key = 5, v = 0;
	err = bpf_prog_test_run_opts(bpf_program__fd(skel->progs.prog), &opts);
	bpf_map_lookup_elem(bpf_map__fd(skel->maps.h), &key, &v);
	printf("%d %u %u %llu %d %d\\n", err, opts.retval, c.out, v, skel->data->hits, skel->bss->zero[1]);`);
  assert.deepEqual(output, ['0 0 42 21 8 3']);
  assert.deepEqual(
    programs.map(({ program, returns }) => [program, returns]),
    [['prog', 0]],
  );
});

test('constants are set before the object is loaded, and kill who writes them afterwards', () => {
  const { faults } = run('	skel->rodata->limit = 5;');
  assert.match(faults[0]!.message, /'rodata' is read-only and is written/);
});

test('a fault of a program is told at its place, with the call that ran it', () => {
  const { returns, faults } = run('	bpf_prog_test_run_opts(bpf_program__fd(skel->progs.leaks), NULL);');
  assert.deepEqual([returns, faults[0]!.kind], [null, 'unreleased-reference']);
  assert.match(faults[0]!.path[0]!.message, /runs the BPF program leaks\(\)/);
});

test('maps are walked in the order in which clang puts them into the object file', () => {
  const map = (name: string) =>
    `struct { __uint(type, BPF_MAP_TYPE_ARRAY); __uint(max_entries, 1); __type(key, __u32); __type(value, __u64); } ${name} SEC(".maps");\n`;
  const bpf = `#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
${['ma', 'mb', 'mc', 'md', 'me', 'mf'].map(map).join('')}
static __always_inline void touch(void *m, __u32 k) { __u64 *v = bpf_map_lookup_elem(m, &k); if (v) (*v)++; }
static __noinline int other(int x) { __u32 k = x; bpf_map_delete_elem(&mf, &k); touch(&me, k); return x; }
SEC("syscall") int p(void *ctx) { touch(&mc, 0); other(0); touch(&mb, 0); return 0; }
SEC("syscall") int q(void *ctx) { touch(&ma, 0); return 0; }
`;
  const { output } = run(
    `	struct bpf_object *obj = bpf_object__open_file("maps.bpf.o", NULL);
	struct bpf_map *map;

	bpf_object__for_each_map(map, obj)
		printf("%s ", bpf_map__name(map));
	puts("");`,
    { files: { 'maps.bpf.c': bpf } },
  );
  assert.deepEqual(output, ['mc mb ma md me mf ']);
});

test('a descriptor of a program is none of a map', () => {
  const { output } = run(`	__u32 k = 0, v;
	int prog = bpf_program__fd(bpf_object__next_program(skel->obj, NULL));

	printf("%d", bpf_map_lookup_elem(prog, &k, &v));
	printf(" %d", bpf_map_get_next_key(prog, &k, &k));
	printf(" %d\\n", bpf_map_freeze(prog));`);
  assert.deepEqual(output, ['-22 -22 -22']);
});

test("libbpf's messages go where libbpf_set_print() says", () => {
  const call =
    '	__u32 key = 1; struct val v; bpf_map__lookup_elem(skel->maps.ph, &key, 4, &v, 3, BPF_F_CPU);';
  const message =
    "libbpf: map 'ph': unexpected value size 3 provided for either BPF_F_CPU or BPF_F_ALL_CPUS, expected 8";
  assert.deepEqual(run(call).errors, [message]);
  assert.equal(run(`	libbpf_set_print(NULL);\n${call}`).errors, undefined);
  const head = `static int print(enum libbpf_print_level level, const char *format, va_list args)
{
	printf("[%d] ", level);
	return vprintf(format, args);
}`;
  assert.deepEqual(run(`	libbpf_set_print(print);\n${call}`, { head }).output, [`[0] ${message}`]);
});

test('an object that is nowhere is not opened; a function that is not emulated is named', () => {
  const open = run(
    '	void *none = bpf_object__open_file("none.bpf.o", NULL);\n	printf("%p %d\\n", none, errno);',
  );
  assert.deepEqual(open.output, ['(nil) 2']);
  assert.deepEqual(open.errors, ['libbpf: elf: failed to open none.bpf.o: No such file or directory']);
  const { faults } = run('	bpf_xdp_attach(1, 2, 3, NULL);');
  assert.deepEqual(
    [faults[0]!.kind, faults[0]!.message],
    ['not-emulated', 'bpf_xdp_attach() is not emulated.'],
  );
  assert.deepEqual(faults[0]!.range.start, { line: 13, character: 1 });
});
