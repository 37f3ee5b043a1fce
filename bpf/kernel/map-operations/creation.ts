/**
 * What the kernel refuses to create: `map_alloc_check` of each kind (kernel/bpf/{arraymap,hashtab,lpm_trie,
 * queue_stack_maps,bloom_filter,ringbuf}.c). Asked of a 6.18 kernel, for each line one that it takes and one that not.
 */
import { MAP_CREATE_FLAGS as FLAG } from '../flags.ts';
import { type MapKind, mapKind } from './kinds.ts';
import type { ErrnoName, MapFacts } from './types.ts';

type Made = Pick<MapFacts, 'type' | 'keySize' | 'valueSize' | 'maxEntries'> & { readonly mapFlags: number };

const ACCESS = FLAG.BPF_F_RDONLY | FLAG.BPF_F_WRONLY | FLAG.BPF_F_RDONLY_PROG | FLAG.BPF_F_WRONLY_PROG;
const COMMON = FLAG.BPF_F_NUMA_NODE | ACCESS;
const ARRAY = COMMON | FLAG.BPF_F_MMAPABLE | FLAG.BPF_F_PRESERVE_ELEMS | FLAG.BPF_F_INNER_MAP;
const HASH = COMMON | FLAG.BPF_F_NO_PREALLOC | FLAG.BPF_F_NO_COMMON_LRU | FLAG.BPF_F_ZERO_SEED;
/** struct bpf_lpm_trie_key, with one byte of data at least, and LPM_DATA_SIZE_MAX at most. */
const SHORTEST_PREFIX = 5;
const LONGEST_PREFIX = 4 + 256;
/** PCPU_MIN_UNIT_SIZE, and KMALLOC_MAX_SIZE of x86. */
const LARGEST_PER_CPU = 32 * 1024;
const LARGEST = 4 * 1024 * 1024;
const PAGE = 4096;

/** undefined: it is created, as far as is known here. */
export function creationRefusal(made: Made): ErrnoName | undefined {
  const kind = mapKind(made.type);
  if (!kind) return undefined;
  if (isMisshapen(made, kind)) return 'EINVAL';
  if (kind.evicts && (made.mapFlags & FLAG.BPF_F_NO_PREALLOC) !== 0) return 'ENOTSUPP';
  if (kind.perCpu && Math.ceil(made.valueSize / 8) * 8 > LARGEST_PER_CPU) return 'E2BIG';
  return kind.keys === 'hash' && made.keySize + made.valueSize >= LARGEST ? 'E2BIG' : undefined;
}

function isMisshapen(made: Made, kind: MapKind): boolean {
  const { keySize, valueSize, maxEntries, mapFlags } = made;
  const isOther = (allowed: number) => (mapFlags & ~allowed) !== 0;
  switch (kind.family) {
    case 'array':
    case 'percpu-array':
      return maxEntries === 0 || keySize !== 4 || valueSize === 0 || isOther(ARRAY);
    case 'hash':
    case 'lru-hash':
    case 'percpu-hash':
    case 'lru-percpu-hash':
      return maxEntries === 0 || keySize === 0 || valueSize === 0 || isOther(HASH) || isLruOnly(made, kind);
    case 'lpm-trie':
      return (
        maxEntries === 0 || valueSize === 0 || isOther(COMMON | FLAG.BPF_F_NO_PREALLOC) || !isPrefix(made)
      );
    case 'queue':
      return maxEntries === 0 || keySize !== 0 || valueSize === 0 || isOther(COMMON);
    case 'bloom-filter':
      return maxEntries === 0 || keySize !== 0 || valueSize === 0 || isOther(COMMON | FLAG.BPF_F_ZERO_SEED);
    case 'no-elements':
      return made.type.endsWith('RINGBUF') && (keySize !== 0 || valueSize !== 0 || !isPages(maxEntries));
    default:
      return false;
  }
}

/** BPF_F_NO_COMMON_LRU is for those that evict. */
const isLruOnly = ({ mapFlags }: Made, kind: MapKind): boolean =>
  !kind.evicts && (mapFlags & FLAG.BPF_F_NO_COMMON_LRU) !== 0;

const isPrefix = ({ keySize, mapFlags }: Made): boolean =>
  (mapFlags & FLAG.BPF_F_NO_PREALLOC) !== 0 && keySize >= SHORTEST_PREFIX && keySize <= LONGEST_PREFIX;

const isPages = (size: number): boolean => size >= PAGE && (size & (size - 1)) === 0;
