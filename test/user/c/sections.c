/* sections.expected is what this printed with gcc, libbpf 1.1 and a 6.18 kernel. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <bpf/bpf.h>
#include <bpf/libbpf.h>

static void show(const struct bpf_map *map)
{
	printf("%s: type %d key %u value %u entries %u flags %u fd %d\n", bpf_map__name(map), bpf_map__type(map),
	       bpf_map__key_size(map), bpf_map__value_size(map), bpf_map__max_entries(map), bpf_map__map_flags(map),
	       bpf_map__fd(map) > 0);
}

static int run(struct bpf_object *obj)
{
	LIBBPF_OPTS(bpf_test_run_opts, opts);

	if (bpf_prog_test_run_opts(bpf_program__fd(bpf_object__find_program_by_name(obj, "count")), &opts))
		return -1;
	return opts.retval;
}

int main(void)
{
	struct bpf_object *obj = bpf_object__open_file("sections.bpf.o", NULL);
	struct { __u64 runs; __u32 last; } totals;
	struct { __u32 next; __u8 tail[3]; } data;
	__u32 key = 0, step = 7;
	struct bpf_map *map;
	int err, fd;

	if (!obj)
		return 1;
	printf("object %s\n", bpf_object__name(obj));
	map = bpf_object__find_map_by_name(obj, ".rodata");
	err = bpf_map__set_initial_value(map, &step, sizeof(step));
	printf("initial %d\n", err);
	if (bpf_object__load(obj))
		return 1;
	err = bpf_map__set_initial_value(map, &step, sizeof(step));
	printf("initial %d\n", err);
	bpf_object__for_each_map(map, obj)
		show(map);
	printf("run %d %d\n", run(obj), run(obj));
	fd = bpf_object__find_map_fd_by_name(obj, ".bss");
	err = bpf_map_lookup_elem(fd, &key, &totals);
	printf("totals %d: %llu %u\n", err, totals.runs, totals.last);
	fd = bpf_object__find_map_fd_by_name(obj, "sections.data");
	err = bpf_map_lookup_elem(fd, &key, &data);
	printf("data %d: %u %d %d %d\n", err, data.next, data.tail[0], data.tail[1], data.tail[2]);
	data.next = 100;
	err = bpf_map_update_elem(fd, &key, &data, BPF_EXIST);
	printf("update %d, run %d\n", err, run(obj));
	err = bpf_map_update_elem(fd, &key, &data, BPF_NOEXIST);
	printf("new %d\n", err);
	map = bpf_object__find_map_by_name(obj, ".rodata");
	err = bpf_map__lookup_elem(map, &key, sizeof(key), &step, sizeof(step), 0);
	printf("step %d: %u\n", err, step);
	err = bpf_map__update_elem(map, &key, sizeof(key), &step, sizeof(step), 0);
	printf("constant %d\n", err);
	map = bpf_object__find_map_by_name(obj, ".kconfig");
	printf("none %d %d\n", map != NULL, bpf_object__find_map_fd_by_name(obj, ".data.other"));
	bpf_object__close(obj);
	return 0;
}
