/**
 * What the headers of skeletons declare, as far as map operations need it. The headers themselves were not generated yet, or
 * are outside of what is read; and a skeleton says of its maps no more than the BPF file does.
 */

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
