/**
 * What the headers of libbpf and of skeletons declare, as far as map operations need it. The headers themselves are
 * outside of what is read, or were not generated yet; and a skeleton says of its maps no more than the BPF file does.
 */

/** Functions of <bpf/bpf.h>, <bpf/libbpf.h> and what wraps them: C text. */
export const LIBBPF_HEADER = `
struct bpf_object; struct bpf_map; struct bpf_program; struct bpf_link;
struct bpf_map_batch_opts { size_t sz; __u64 elem_flags; __u64 flags; };
struct bpf_map_create_opts { size_t sz; __u32 btf_fd; __u32 btf_key_type_id; __u32 btf_value_type_id;
	__u32 btf_vmlinux_value_type_id; __u32 inner_map_fd; __u32 map_flags; __u64 map_extra; __u32 numa_node; };
int bpf_map_update_elem(int fd, const void *key, const void *value, __u64 flags);
int bpf_map_lookup_elem(int fd, const void *key, void *value);
int bpf_map_lookup_elem_flags(int fd, const void *key, void *value, __u64 flags);
int bpf_map_lookup_and_delete_elem(int fd, const void *key, void *value);
int bpf_map_lookup_and_delete_elem_flags(int fd, const void *key, void *value, __u64 flags);
int bpf_map_delete_elem(int fd, const void *key);
int bpf_map_delete_elem_flags(int fd, const void *key, __u64 flags);
int bpf_map_get_next_key(int fd, const void *key, void *next_key);
int bpf_map_lookup_batch(int fd, void *in_batch, void *out_batch, void *keys, void *values, __u32 *count,
	const struct bpf_map_batch_opts *opts);
int bpf_map_lookup_and_delete_batch(int fd, void *in_batch, void *out_batch, void *keys, void *values, __u32 *count,
	const struct bpf_map_batch_opts *opts);
int bpf_map_update_batch(int fd, const void *keys, const void *values, __u32 *count,
	const struct bpf_map_batch_opts *opts);
int bpf_map_delete_batch(int fd, const void *keys, __u32 *count, const struct bpf_map_batch_opts *opts);
int bpf_map__lookup_elem(const struct bpf_map *map, const void *key, size_t key_sz, void *value, size_t value_sz,
	__u64 flags);
int bpf_map__update_elem(const struct bpf_map *map, const void *key, size_t key_sz, const void *value,
	size_t value_sz, __u64 flags);
int bpf_map__delete_elem(const struct bpf_map *map, const void *key, size_t key_sz, __u64 flags);
int bpf_map__lookup_and_delete_elem(const struct bpf_map *map, const void *key, size_t key_sz, void *value,
	size_t value_sz, __u64 flags);
int bpf_map__get_next_key(const struct bpf_map *map, const void *cur_key, void *next_key, size_t key_sz);
int bpf_map__fd(const struct bpf_map *map);
int bpf_map_get_fd_by_id(__u32 id);
struct bpf_object *bpf_object__open(const char *path);
struct bpf_object *bpf_object__open_file(const char *path, const void *opts);
int bpf_object__load(struct bpf_object *obj);
void bpf_object__close(struct bpf_object *obj);
struct bpf_map *bpf_object__find_map_by_name(const struct bpf_object *obj, const char *name);
int bpf_object__find_map_fd_by_name(const struct bpf_object *obj, const char *name);
int libbpf_num_possible_cpus(void);
#define LIBBPF_OPTS(TYPE, NAME, ...) struct TYPE NAME = { .sz = sizeof(struct TYPE), ##__VA_ARGS__ }
#define DECLARE_LIBBPF_OPTS LIBBPF_OPTS
`;

/** A member of these structs is a map, or the descriptor of one: `NAME__maps.counters`, `NAME__map_counters.map_fd`. */
const MAPS = '__maps';
const DESCRIPTOR = '__map_';

/** The structs and functions of the skeleton `name` of an object with these maps. */
export function skeletonHeader(name: string, maps: readonly string[], isLight: boolean): string {
  const descriptors = maps.map(
    (map) => `struct ${name}${DESCRIPTOR}${map} { int map_fd; __u32 max_entries; __u64 initial_value; };`,
  );
  const members = maps.map((map) =>
    isLight ? `struct ${name}${DESCRIPTOR}${map} ${map};` : `struct bpf_map *${map};`,
  );
  return `
${isLight ? descriptors.join('\n') : ''}
struct ${name}${MAPS} { ${members.join(' ')} };
struct ${name} { ${isLight ? '' : 'void *skeleton; struct bpf_object *obj;'} struct ${name}${MAPS} maps; };
struct ${name} *${name}__open(void);
struct ${name} *${name}__open_opts(const void *opts);
struct ${name} *${name}__open_and_load(void);
int ${name}__load(struct ${name} *skel);
int ${name}__attach(struct ${name} *skel);
void ${name}__detach(struct ${name} *skel);
void ${name}__destroy(struct ${name} *skel);
`;
}

/** What a member of a skeleton is: `record.field` to skeleton and map. */
export function mapMember(
  member: string,
): { readonly skeleton: string; readonly map: string; readonly isFd: boolean } | undefined {
  const dot = member.lastIndexOf('.');
  const [record, field] = [member.slice(0, dot), member.slice(dot + 1)];
  if (record.endsWith(MAPS)) return { skeleton: record.slice(0, -MAPS.length), map: field, isFd: false };
  const at = record.indexOf(DESCRIPTOR);
  if (at <= 0 || field !== 'map_fd') return undefined;
  return { skeleton: record.slice(0, at), map: record.slice(at + DESCRIPTOR.length), isFd: true };
}
