/** libbpf as far as it is emulated: objects, maps, programs, and the system call behind them. */

export const OBJECTS = {
  bpf_object__open: 'struct bpf_object *bpf_object__open(const char *path);',
  bpf_object__open_file:
    'struct bpf_object *bpf_object__open_file(const char *path, const struct bpf_object_open_opts *opts);',
  bpf_object__load: 'int bpf_object__load(struct bpf_object *obj);',
  bpf_object__close: 'void bpf_object__close(struct bpf_object *obj);',
  bpf_object__name: 'const char *bpf_object__name(const struct bpf_object *obj);',
  bpf_object__find_map_by_name:
    'struct bpf_map *bpf_object__find_map_by_name(const struct bpf_object *obj, const char *name);',
  bpf_object__find_map_fd_by_name:
    'int bpf_object__find_map_fd_by_name(const struct bpf_object *obj, const char *name);',
  bpf_object__find_program_by_name:
    'struct bpf_program *bpf_object__find_program_by_name(const struct bpf_object *obj, const char *name);',
  bpf_object__next_map:
    'struct bpf_map *bpf_object__next_map(const struct bpf_object *obj, const struct bpf_map *map);',
  bpf_object__next_program:
    'struct bpf_program *bpf_object__next_program(const struct bpf_object *obj, struct bpf_program *prog);',
  libbpf_get_error: 'long libbpf_get_error(const void *ptr);',
  libbpf_set_print: 'libbpf_print_fn_t libbpf_set_print(libbpf_print_fn_t fn);',
  libbpf_set_strict_mode: 'int libbpf_set_strict_mode(int mode);',
  libbpf_strerror: 'int libbpf_strerror(int err, char *buf, size_t size);',
  libbpf_num_possible_cpus: 'int libbpf_num_possible_cpus(void);',
  libbpf_major_version: '__u32 libbpf_major_version(void);',
  libbpf_minor_version: '__u32 libbpf_minor_version(void);',
  libbpf_version_string: 'const char *libbpf_version_string(void);',
  close: 'int close(int fd);',
} as const;

export const PROGRAMS = {
  bpf_program__fd: 'int bpf_program__fd(const struct bpf_program *prog);',
  bpf_program__name: 'const char *bpf_program__name(const struct bpf_program *prog);',
  bpf_program__attach: 'struct bpf_link *bpf_program__attach(const struct bpf_program *prog);',
  bpf_program__set_autoload: 'int bpf_program__set_autoload(struct bpf_program *prog, bool autoload);',
  bpf_link__destroy: 'int bpf_link__destroy(struct bpf_link *link);',
  bpf_prog_test_run_opts: 'int bpf_prog_test_run_opts(int prog_fd, struct bpf_test_run_opts *opts);',
} as const;

export const MAP_PROPERTIES = {
  bpf_map__fd: 'int bpf_map__fd(const struct bpf_map *map);',
  bpf_map__name: 'const char *bpf_map__name(const struct bpf_map *map);',
  bpf_map__type: 'enum bpf_map_type bpf_map__type(const struct bpf_map *map);',
  bpf_map__key_size: '__u32 bpf_map__key_size(const struct bpf_map *map);',
  bpf_map__value_size: '__u32 bpf_map__value_size(const struct bpf_map *map);',
  bpf_map__max_entries: '__u32 bpf_map__max_entries(const struct bpf_map *map);',
  bpf_map__set_max_entries: 'int bpf_map__set_max_entries(struct bpf_map *map, __u32 max_entries);',
  bpf_map__map_flags: '__u32 bpf_map__map_flags(const struct bpf_map *map);',
  bpf_map__is_internal: 'bool bpf_map__is_internal(const struct bpf_map *map);',
  bpf_map__initial_value: 'void *bpf_map__initial_value(const struct bpf_map *map, size_t *psize);',
  bpf_map__set_initial_value:
    'int bpf_map__set_initial_value(struct bpf_map *map, const void *data, size_t size);',
  bpf_map_get_info_by_fd:
    'int bpf_map_get_info_by_fd(int map_fd, struct bpf_map_info *info, __u32 *info_len);',
  bpf_obj_get_info_by_fd: 'int bpf_obj_get_info_by_fd(int bpf_fd, void *info, __u32 *info_len);',
  bpf_map_create:
    'int bpf_map_create(enum bpf_map_type map_type, const char *map_name, __u32 key_size, __u32 value_size, __u32 max_entries, const struct bpf_map_create_opts *opts);',
} as const;

const KEY = 'const void *key';
const BATCH = 'void *in_batch, void *out_batch, void *keys, void *values, __u32 *count';
const OPTS = 'const struct bpf_map_batch_opts *opts';

export const ELEMENTS = {
  bpf_map__lookup_elem: `int bpf_map__lookup_elem(const struct bpf_map *map, ${KEY}, size_t key_sz, void *value, size_t value_sz, __u64 flags);`,
  bpf_map__update_elem: `int bpf_map__update_elem(const struct bpf_map *map, ${KEY}, size_t key_sz, const void *value, size_t value_sz, __u64 flags);`,
  bpf_map__delete_elem: `int bpf_map__delete_elem(const struct bpf_map *map, ${KEY}, size_t key_sz, __u64 flags);`,
  bpf_map__lookup_and_delete_elem: `int bpf_map__lookup_and_delete_elem(const struct bpf_map *map, ${KEY}, size_t key_sz, void *value, size_t value_sz, __u64 flags);`,
  bpf_map__get_next_key:
    'int bpf_map__get_next_key(const struct bpf_map *map, const void *cur_key, void *next_key, size_t key_sz);',
  bpf_map_lookup_elem: `int bpf_map_lookup_elem(int fd, ${KEY}, void *value);`,
  bpf_map_lookup_elem_flags: `int bpf_map_lookup_elem_flags(int fd, ${KEY}, void *value, __u64 flags);`,
  bpf_map_update_elem: `int bpf_map_update_elem(int fd, ${KEY}, const void *value, __u64 flags);`,
  bpf_map_delete_elem: `int bpf_map_delete_elem(int fd, ${KEY});`,
  bpf_map_delete_elem_flags: `int bpf_map_delete_elem_flags(int fd, ${KEY}, __u64 flags);`,
  bpf_map_lookup_and_delete_elem: `int bpf_map_lookup_and_delete_elem(int fd, ${KEY}, void *value);`,
  bpf_map_lookup_and_delete_elem_flags: `int bpf_map_lookup_and_delete_elem_flags(int fd, ${KEY}, void *value, __u64 flags);`,
  bpf_map_get_next_key: `int bpf_map_get_next_key(int fd, ${KEY}, void *next_key);`,
  bpf_map_freeze: 'int bpf_map_freeze(int fd);',
} as const;

export const BATCHES = {
  bpf_map_lookup_batch: `int bpf_map_lookup_batch(int fd, ${BATCH}, ${OPTS});`,
  bpf_map_lookup_and_delete_batch: `int bpf_map_lookup_and_delete_batch(int fd, ${BATCH}, ${OPTS});`,
  bpf_map_update_batch: `int bpf_map_update_batch(int fd, const void *keys, const void *values, __u32 *count, ${OPTS});`,
  bpf_map_delete_batch: `int bpf_map_delete_batch(int fd, const void *keys, __u32 *count, ${OPTS});`,
} as const;
