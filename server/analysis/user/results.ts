/** What functions of libbpf and the C library give, as far as it is known before a run. */
import { U32 } from '../../../bpf/flow/ctypes/ctypes.ts';
import { mapTypeName, mapTypeNumber } from '../../../bpf/flow/declare/map-facts.ts';
import { creationRefusal } from '../../../bpf/kernel/map-operations/creation.ts';
import { mapKind } from '../../../bpf/kernel/map-operations/kinds.ts';
import type { MapFacts } from '../../../bpf/kernel/map-operations/types.ts';
import { numbers } from '../../../bpf/kernel/versions.ts';
import { setCell } from '../domain/cells.ts';
import { rangeOf } from '../domain/numbers.ts';
import type { State } from '../domain/state.ts';
import { sizeOf } from '../domain/type-sizes.ts';
import { constant, freshId, type Num, pointer, type Value } from '../domain/values.ts';
import { cpuCount, isOfCpus } from './cpu-count.ts';
import { descriptorOf, mapNamed, mapOf, pointerTo, type UserSide } from './maps.ts';

export interface Asked {
  readonly user: UserSide;
  readonly state: State;
  readonly args: readonly Value[];
  /** A number behind a pointer. */
  readonly readMember: (ptr: Value, off: number, size: 4 | 8) => Value | undefined;
}

type Result = (asked: Asked) => Value | undefined;

const possibleCpus: Result = ({ user }) => cpuCount(user);

/** What a map was defined with. */
const property =
  (of: (map: MapFacts) => number | undefined): Result =>
  ({ user, args }) => {
    const map = mapOf(user, args[0]);
    const value = map && of(map);
    return value === undefined ? undefined : constant(value);
  };

/** libbpf rounds ring buffers up to pages, and other maps may get their number when they are created. */
const entriesOf = ({ type, maxEntries }: MapFacts): number | undefined =>
  maxEntries === 0 || mapKind(type)?.family === 'no-elements' ? undefined : maxEntries;

const libbpfNumber =
  (which: 0 | 1): Result =>
  ({ user }) =>
    constant(numbers(user.libbpf as never)[which]);

/** Functions that lead to a map, its properties, or the machine's. */
const RESULTS: Readonly<Record<string, Result>> = {
  libbpf_num_possible_cpus: possibleCpus,
  bpf_num_possible_cpus: possibleCpus,
  get_nprocs_conf: possibleCpus,
  libbpf_major_version: libbpfNumber(0),
  libbpf_minor_version: libbpfNumber(1),
  bpf_map__fd({ user, args }) {
    const map = mapOf(user, args[0]);
    return map && descriptorOf(user, map);
  },
  bpf_map__type: property(({ type }) => mapTypeNumber(type)),
  bpf_map__key_size: property(({ keySize }) => keySize),
  bpf_map__value_size: property(({ valueSize }) => valueSize),
  bpf_map__max_entries: property(entriesOf),
  bpf_map__map_flags: property(({ mapFlags }) => mapFlags),
  bpf_map__name({ user, args }) {
    const map = mapOf(user, args[0]);
    return map && pointer({ o: 'string', text: map.name }, 0);
  },
  bpf_object__find_map_by_name({ user, args }) {
    const found = mapNamed(user, textOf(args[1]));
    return found && pointerTo(user, found);
  },
  bpf_object__find_map_fd_by_name({ user, args }) {
    const found = mapNamed(user, textOf(args[1]));
    return found && descriptorOf(user, found, LOWEST_ERROR);
  },
  bpf_map_create(asked) {
    const map = created(asked);
    return map && descriptorOf(asked.user, map, LOWEST_ERROR);
  },
  malloc: (asked) => memory(asked, [0]),
  calloc: (asked) => memory(asked, [0, 1]),
  alloca: (asked) => memory(asked, [0], 0),
  __builtin_alloca: (asked) => memory(asked, [0], 0),
};
const LOWEST_ERROR = -4096;

/** They tell maps apart by name. */
const COMPARISONS: Readonly<Record<string, Result>> = {
  strcmp: ({ args }) => compared(textOf(args[0]), textOf(args[1]), undefined),
  strncmp: ({ state, args }) => {
    const most = numberOf(state, args[2]);
    return most && compared(textOf(args[0]), textOf(args[1]), most.lo);
  },
};

/** Whether something is known of what a function of libbpf or the C library gives. */
export const hasKnownResult = (name: string): boolean => Object.hasOwn(RESULTS, name);

export function resultOf(name: string, asked: Asked): Value | undefined {
  const all = hasKnownResult(name) ? RESULTS : COMPARISONS;
  return Object.hasOwn(all, name) ? all[name]!(asked) : undefined;
}

/** Of a string that stands in the source; undefined: any. */
function textOf(value: Value | undefined): string | undefined {
  if (value?.k !== 'ptr' || value.obj.o !== 'string' || value.off !== 0) return undefined;
  return value.obj.text.split('\0', 1)[0];
}

/** Equal or not; in which order, nobody asks. */
function compared(a: string | undefined, b: string | undefined, most: number | undefined): Value | undefined {
  if (a === undefined || b === undefined) return undefined;
  const isEqual = most === undefined ? a === b : a.slice(0, most) === b.slice(0, most);
  return constant(isEqual ? 0 : a < b ? -1 : 1);
}

function numberOf(state: State, value: Value | undefined): Num | undefined {
  if (value?.k !== 'num') return undefined;
  const { lo, hi } = rangeOf(state, value);
  return lo === hi ? (value.lo === value.hi ? value : constant(lo, [value])) : undefined;
}

/** New memory of as many bytes as the product of arguments says. `nid`: identity of its nullness. */
function memory({ user, state, args }: Asked, sizes: readonly number[], nid = freshId()): Value | undefined {
  const factors = sizes.map((i) => numberOf(state, args[i]));
  let size = 1;
  for (const factor of factors) {
    if (factor === undefined || factor.lo < 0) return undefined;
    size *= factor.lo;
  }
  const id = freshId();
  if (factors.some((factor) => factor && isOfCpus(user, factor))) user.madeForCpus.add(id);
  const obj = { o: 'mem', id, size, ref: 0, key: `m${id}`, record: '', writable: true } as const;
  return pointer(obj, 0, nid);
}

/** Offsets of `btf_fd` and `map_flags` in struct bpf_map_create_opts. */
const BTF_AT = 8;
const FLAGS_AT = 28;

/** A map that user space makes itself, of numbers that are known. With type information its values may have a lock. */
function created({ state, args, readMember }: Asked): MapFacts | undefined {
  const [type, keySize, valueSize, maxEntries] = [0, 2, 3, 4].map((i) => numberOf(state, args[i])?.lo);
  if (keySize === undefined || valueSize === undefined || maxEntries === undefined) return undefined;
  const full = type === undefined ? undefined : mapTypeName(type);
  const opts = args[5];
  const isPlain = opts?.k === 'num' && opts.lo === 0 && opts.hi === 0;
  const inOpts = (off: number) => (isPlain ? 0 : opts && numberOf(state, readMember(opts, off, 4))?.lo);
  const mapFlags = inOpts(FLAGS_AT);
  if (full === undefined || mapFlags === undefined || inOpts(BTF_AT) !== 0) return undefined;
  const name = textOf(args[1]) ?? '';
  const map = { name, type: full, keySize, valueSize, maxEntries, mapFlags, hasSpinLock: false };
  return creationRefusal(map) === undefined ? map : undefined;
}

const INFO: ReadonlySet<string> = new Set(['bpf_map_get_info_by_fd', 'bpf_obj_get_info_by_fd']);

/** struct bpf_map_info of include/uapi/linux/bpf.h, filled in by the kernel. */
export function fillInfo(name: string, { user, state, args: [fd, info] }: Asked): void {
  const map = INFO.has(name) ? mapOf(user, fd) : undefined;
  if (!map || info?.k !== 'ptr' || info.off === undefined || info.obj.o !== 'stack') return;
  const known: readonly (readonly [number, number | undefined])[] = [
    [0, mapTypeNumber(map.type)],
    [8, map.keySize],
    [12, map.valueSize],
    [16, entriesOf(map)],
    [20, map.mapFlags],
  ];
  for (const [off, value] of known) {
    if (value === undefined) continue;
    setCell(state, 'stack', info.obj.key, info.off + off, { value: constant(value), size: sizeOf(U32) });
  }
}
