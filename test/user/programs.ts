/** One case of test/truth/percpu_cases.json as C: a program of user space with its BPF file, or a BPF program. */

export interface Case {
  readonly id: string;
  readonly map_type: string;
  readonly op: string;
  readonly side: 'user' | 'bpf';
  readonly api: 'raw' | 'libbpf' | 'helper';
  readonly libbpf: string | null;
  readonly kernel: string;
  readonly ncpus: number;
  readonly flags: readonly string[];
  readonly cpu: number | null;
  readonly key: 'present' | 'absent' | 'out_of_range';
  readonly full: boolean;
  readonly spin_lock: boolean;
  readonly value_size: number;
  readonly given_value_size: number | null;
  readonly count: number | null;
  readonly expect: { readonly errno: number | null; readonly libbpf_message: string | null };
}

export interface Written {
  readonly bpf: string;
  readonly user: string | undefined;
}

const isTrie = (c: Case): boolean => c.map_type.endsWith('LPM_TRIE');
const isArray = (c: Case): boolean => c.map_type.endsWith('ARRAY');
const keyType = (c: Case): string => (isTrie(c) ? '__u64' : '__u32');
const key = (c: Case, n: number): string => (isTrie(c) ? `32 | ((__u64)${n} << 32)` : `${n}`);
const rounded = (size: number): number => 8 * Math.ceil(size / 8);
const ownKey = (c: Case): string => key(c, c.key === 'present' ? 0 : 9);
/** Keys that are there before the operation. */
const there = (c: Case): readonly number[] =>
  isArray(c) ? [] : c.full ? (c.key === 'present' ? [0, 1] : [1, 2]) : c.key === 'present' ? [0] : [];

function flags(c: Case): string {
  const names = c.flags.filter((name) => name !== 'BPF_ANY' && name !== '0');
  if (c.cpu !== null) names.push(`((__u64)${c.cpu} << 32)`);
  return names.join(' | ') || '0';
}

function map(c: Case): string {
  const fields = [`__uint(type, ${c.map_type});`, '__uint(max_entries, 2);'];
  if (isTrie(c)) fields.push('__uint(map_flags, BPF_F_NO_PREALLOC);');
  if (c.spin_lock) fields.push('__type(key, __u32);', '__type(value, struct locked);');
  else fields.push(`__uint(key_size, ${isTrie(c) ? 8 : 4});`, `__uint(value_size, ${c.value_size});`);
  const locked = c.spin_lock ? 'struct locked { struct bpf_spin_lock lock; int n; };\n' : '';
  return `${locked}struct { ${fields.join(' ')} } counters SEC(".maps");\n`;
}

const LOOK_UP = 'fd, NULL, cursor, keys, value, &count, &opts';
const CALLS: Readonly<Record<string, string>> = {
  'libbpf lookup': 'bpf_map__lookup_elem(map, &key, sizeof(key), value, SIZE, flags)',
  'libbpf update': 'bpf_map__update_elem(map, &key, sizeof(key), value, SIZE, flags)',
  'libbpf delete': 'bpf_map__delete_elem(map, &key, sizeof(key), flags)',
  'libbpf lookup_and_delete': 'bpf_map__lookup_and_delete_elem(map, &key, sizeof(key), value, SIZE, flags)',
  'raw lookup': 'bpf_map_lookup_elem_flags(fd, &key, value, flags)',
  'raw update': 'bpf_map_update_elem(fd, &key, value, flags)',
  'raw delete': 'bpf_map_delete_elem_flags(fd, &key, flags)',
  'raw lookup_and_delete': 'bpf_map_lookup_and_delete_elem_flags(fd, &key, value, flags)',
  'raw lookup_batch': `bpf_map_lookup_batch(${LOOK_UP})`,
  'raw lookup_and_delete_batch': `bpf_map_lookup_and_delete_batch(${LOOK_UP})`,
  'raw update_batch': 'bpf_map_update_batch(fd, keys, value, &count, &opts)',
  'raw delete_batch': 'bpf_map_delete_batch(fd, keys, &count, &opts)',
};

function user(c: Case): string {
  const all = 8 * c.ncpus * Math.ceil(c.value_size / 8);
  const size = c.given_value_size ?? all;
  const type = keyType(c);
  const call = CALLS[`${c.api} ${c.op}`]!.replace('SIZE', String(size));
  const before = there(c).map(
    (n) => `{ ${type} there = ${key(c, n)}; bpf_map_update_elem(fd, &there, value, 0); }`,
  );
  return `#include <stdio.h>
#include <bpf/bpf.h>
#include <bpf/libbpf.h>

int main(void)
{
	struct bpf_object *obj = bpf_object__open_file("${c.id}.bpf.o", NULL);
	static unsigned char value[${Math.max(2 * all, size, 64)}];
	${type} key = ${ownKey(c)}, keys[4] = { key, ${key(c, 1)} };
	__u64 cursor[4], flags = ${flags(c)};
	__u32 count = ${c.count ?? 0};
	LIBBPF_OPTS(bpf_map_batch_opts, opts, .elem_flags = flags);
	struct bpf_map *map;
	int fd, err;

	if (!obj || bpf_object__load(obj))
		return 1;
	map = bpf_object__find_map_by_name(obj, "counters");
	fd = bpf_map__fd(map);
	${before.join('\n\t')}
	err = ${call};
	printf("%d\\n", err);
	bpf_object__close(obj);
	return 0;
}
`;
}

const HELPERS: Readonly<Record<string, string>> = {
  update: 'bpf_map_update_elem(&counters, &key, value, flags)',
  delete: 'bpf_map_delete_elem(&counters, &key)',
};

function program(c: Case, call: string): string {
  const type = keyType(c);
  const before = there(c).map(
    (n) => `{ ${type} there = ${key(c, n)}; bpf_map_update_elem(&counters, &there, value, 0); }`,
  );
  return `
SEC("syscall") int operation(void *ctx)
{
	${type} key = ${ownKey(c)};
	__u64 value[${rounded(c.value_size) / 8}] = {};
	__u64 flags = ${flags(c)};

	${before.join('\n\t')}
	return ${call};
}
`;
}

/** undefined: an attached cgroup is needed, or a lock, or a pointer is the result. */
export function written(c: Case): Written | undefined {
  if (c.map_type.includes('CGROUP')) return undefined;
  const head = '#include <linux/bpf.h>\n#include <bpf/bpf_helpers.h>\n';
  if (c.side === 'user') return { bpf: head + map(c), user: user(c) };
  const call = HELPERS[c.op];
  return call === undefined || c.spin_lock
    ? undefined
    : { bpf: head + map(c) + program(c, call), user: undefined };
}
