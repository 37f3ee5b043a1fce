#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <linux/bpf.h>
#include <stdio.h>

/* Maps that a program makes itself, those without keys above all. */
#define SHOW(call)                                          \
	do {                                                \
		errno = 0;                                  \
		int got = call;                             \
		printf("%4d %3d %s\n", got, errno, #call);  \
	} while (0)

static void without_keys(int type, unsigned int value_size, unsigned int most)
{
	int fd = bpf_map_create(type, "waiting", 0, value_size, most, NULL);
	struct bpf_map_info info = {0};
	unsigned int key = 0, value = 1, next = 0, count = 1, size = sizeof(info);

	printf("type %d: %s\n", type, fd < 0 ? "refused" : "made");
	SHOW(bpf_map_lookup_elem(fd, NULL, &value));
	SHOW(bpf_map_update_elem(fd, &key, &value, 0));
	SHOW(bpf_map_update_elem(fd, NULL, &value, BPF_NOEXIST));
	SHOW(bpf_map_update_elem(fd, NULL, &value, 0));
	SHOW(bpf_map_lookup_elem(fd, &key, &value));
	SHOW(bpf_map_lookup_elem(fd, NULL, &value));
	SHOW(bpf_map_lookup_elem_flags(fd, NULL, &value, BPF_F_LOCK));
	SHOW(bpf_map_delete_elem(fd, &key));
	SHOW(bpf_map_delete_elem(fd, NULL));
	SHOW(bpf_map_get_next_key(fd, NULL, &next));
	SHOW(bpf_map_get_next_key(fd, &key, &next));
	SHOW(bpf_map_lookup_and_delete_elem(fd, &key, &value));
	SHOW(bpf_map_lookup_and_delete_elem_flags(fd, NULL, &value, BPF_F_LOCK));
	SHOW(bpf_map_lookup_and_delete_elem(fd, NULL, &value));
	SHOW(bpf_map_lookup_and_delete_elem(fd, NULL, &value));
	SHOW(bpf_map_update_elem(fd, NULL, &value, BPF_EXIST));
	SHOW(bpf_map_update_elem(fd, NULL, &value, BPF_F_LOCK));
	SHOW(bpf_map_update_elem(fd, NULL, &value, 8));
	SHOW(bpf_map_lookup_batch(fd, NULL, &next, &key, &value, &count, NULL));
	SHOW(bpf_obj_get_info_by_fd(fd, &info, &size));
	printf("%u %u %u %u %u %s\n", info.type, info.key_size, info.value_size, info.max_entries, info.map_flags,
	       info.name);
}

struct wish {
	int type;
	unsigned int key_size, value_size, max_entries, flags;
};

static const struct wish wishes[] = {
	{1, 4, 4, 1, 0}, {1, 4, 4, 0, 0}, {1, 0, 4, 1, 0}, {1, 4, 0, 1, 0}, {1, 4, 4, 1, 1 << 30}, {1, 4, 4, 1, 2},
	{2, 4, 4, 1, 0}, {2, 8, 4, 1, 0}, {2, 4, 0, 1, 0}, {2, 4, 4, 0, 0}, {2, 4, 4, 1, 1}, {2, 4, 4, 1, 0x400},
	{5, 4, 4, 1, 1}, {5, 4, 40000, 1, 0}, {6, 4, 4, 1, 0}, {6, 2, 4, 1, 0}, {6, 4, 32768, 1, 0},
	{6, 4, 32769, 1, 0}, {9, 4, 4, 4, 0}, {9, 4, 4, 4, 1}, {9, 4, 4, 64, 2}, {10, 4, 4, 4, 0}, {10, 4, 4, 4, 1},
	{11, 8, 4, 1, 0}, {11, 8, 4, 1, 1}, {11, 4, 4, 1, 1}, {11, 260, 4, 1, 1}, {11, 261, 4, 1, 1},
	{22, 0, 4, 1, 0}, {22, 4, 4, 1, 0}, {23, 0, 4, 0, 0}, {23, 0, 4, 1, 1}, {27, 0, 0, 4096, 0}, {27, 0, 0, 100, 0},
	{27, 0, 0, 0, 0}, {27, 4, 0, 4096, 0}, {27, 0, 0, 12288, 0}, {30, 0, 4, 4, 0}, {30, 4, 4, 4, 0}, {99, 4, 4, 1, 0},
};

int main(void)
{
	without_keys(BPF_MAP_TYPE_QUEUE, 4, 4);
	without_keys(BPF_MAP_TYPE_STACK, 4, 4);
	without_keys(BPF_MAP_TYPE_BLOOM_FILTER, 4, 4);
	without_keys(BPF_MAP_TYPE_RINGBUF, 0, 4096);
	for (unsigned int i = 0; i < sizeof(wishes) / sizeof(wishes[0]); i++) {
		const struct wish *w = &wishes[i];
		LIBBPF_OPTS(bpf_map_create_opts, opts, .map_flags = w->flags);

		errno = 0;
		printf("%d %u %u %u %#x: ", w->type, w->key_size, w->value_size, w->max_entries, w->flags);
		if (bpf_map_create(w->type, "wish", w->key_size, w->value_size, w->max_entries, &opts) < 0)
			printf("%d\n", errno);
		else
			puts("made");
	}
	return 0;
}
