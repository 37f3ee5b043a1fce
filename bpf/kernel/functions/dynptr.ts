/** Dynptrs, strings, and the reading macros of libbpf. */
import type { Said } from '../../words/language.ts';
import type { CatalogueParam, KernelFunction } from '../types.ts';
import {
  always,
  any,
  dynptr,
  flagsParam,
  helper,
  kfunc,
  macro,
  memory,
  type RecordText,
  scalar,
  size,
  text,
} from './build.ts';

const STATUS = { kind: 'scalar', max: 0 } as const;

const off = scalar('u64', 'offset');
const slice = (name: string, readOnly: boolean, access: Said) =>
  kfunc({
    name,
    since: '6.4',
    result: 'void *',
    params: [
      dynptr('p'),
      off,
      any('void *', 'buffer__opt', 'used when the data is not in one piece; may be NULL'),
      size('u64', 'buffer__szk'),
    ],
    returns: { kind: 'memory', nullable: true, sizeArg: 3, readOnly },
    flags: always('KF_RET_NULL'),
    effect: 'dynptr-slice',
    en: `${access.en} pointer to part of the data of a dynptr, or NULL.`,
    zh: `指向 dynptr 部分数据的${access.zh}指针，或 NULL。`,
  });
const number = (record: Omit<RecordText, 'effect'>) => kfunc({ since: '6.5', effect: 'dynptr', ...record });

const DYNPTRS: readonly KernelFunction[] = [
  helper({
    name: 'bpf_dynptr_from_mem',
    helperId: 197,
    since: '5.19',
    result: 'long',
    params: [
      any('void *', 'data', 'map value memory'),
      scalar('u64', 'size'),
      flagsParam(),
      dynptr('ptr', 'make'),
    ],
    returns: STATUS,
    effect: 'dynptr',
    en: 'Makes a dynptr out of memory whose size is known at run time.',
    zh: '用一段运行时才知道大小的内存构造 dynptr。',
  }),
  helper({
    name: 'bpf_dynptr_read',
    helperId: 201,
    since: '5.19',
    result: 'long',
    params: [memory('void *', 'dst', 1, true), size('u64', 'len'), dynptr('src'), off, flagsParam()],
    returns: STATUS,
    effect: 'dynptr',
    en: 'Copies bytes out of a dynptr.',
    zh: '从 dynptr 中复制出字节。',
  }),
  helper({
    name: 'bpf_dynptr_write',
    helperId: 202,
    since: '5.19',
    result: 'long',
    params: [dynptr('dst'), off, memory('const void *', 'src', 3), size('u64', 'len'), flagsParam()],
    returns: STATUS,
    effect: 'dynptr',
    en: 'Copies bytes into a dynptr.',
    zh: '把字节复制到 dynptr 中。',
  }),
  helper({
    name: 'bpf_dynptr_data',
    helperId: 203,
    since: '5.19',
    result: 'void *',
    params: [dynptr('ptr'), off, size('u64', 'len')],
    returns: { kind: 'memory', nullable: true, sizeArg: 2 },
    effect: 'dynptr-slice',
    en: 'Pointer to part of the data of a dynptr, or NULL.',
    zh: '指向 dynptr 部分数据的指针，或 NULL。',
  }),
  slice('bpf_dynptr_slice', true, { en: 'Read-only', zh: '只读' }),
  slice('bpf_dynptr_slice_rdwr', false, { en: 'Writable', zh: '可写' }),
  number({
    name: 'bpf_dynptr_adjust',
    result: 'int',
    params: [dynptr('p'), scalar('u64', 'start'), scalar('u64', 'end')],
    en: 'Narrows a dynptr to a part of itself.',
    zh: '把 dynptr 缩小到它自身的一部分。',
  }),
  number({
    name: 'bpf_dynptr_is_null',
    result: 'bool',
    params: [dynptr('p')],
    returns: { kind: 'scalar', min: 0, max: 1 },
    en: 'Whether a dynptr holds nothing.',
    zh: '判断 dynptr 是否为空。',
  }),
  number({
    name: 'bpf_dynptr_is_rdonly',
    result: 'bool',
    params: [dynptr('p')],
    returns: { kind: 'scalar', min: 0, max: 1 },
    en: 'Whether a dynptr is read-only.',
    zh: '判断 dynptr 是否只读。',
  }),
  number({
    name: 'bpf_dynptr_size',
    result: 'u64',
    params: [dynptr('p')],
    en: 'Size of the data of a dynptr.',
    zh: 'dynptr 的数据大小。',
  }),
  number({
    name: 'bpf_dynptr_clone',
    result: 'int',
    params: [dynptr('p'), dynptr('clone__uninit', 'copy')],
    en: 'A second dynptr to the same data.',
    zh: '指向相同数据的另一个 dynptr。',
  }),
  number({
    name: 'bpf_dynptr_copy',
    since: '6.16',
    result: 'int',
    params: [
      dynptr('dst_ptr'),
      scalar('u64', 'dst_off'),
      dynptr('src_ptr'),
      scalar('u64', 'src_off'),
      scalar('u64', 'size'),
    ],
    en: 'Copies bytes from one dynptr to another.',
    zh: '把字节从一个 dynptr 复制到另一个。',
  }),
  number({
    name: 'bpf_dynptr_memset',
    since: '6.17',
    result: 'int',
    params: [dynptr('p'), off, scalar('u64', 'size'), scalar('u8', 'val')],
    en: 'Fills part of a dynptr with one byte.',
    zh: '用同一个字节填充 dynptr 的一部分。',
  }),
  kfunc({
    name: 'bpf_dynptr_from_skb',
    since: '6.4',
    result: 'int',
    params: [any('struct __sk_buff *', 's'), flagsParam(), dynptr('ptr__uninit', 'packet')],
    flags: always('KF_TRUSTED_ARGS'),
    programTypes: [
      'sched_cls',
      'sched_act',
      'cgroup_skb',
      'socket_filter',
      'sk_skb',
      'lwt_in',
      'lwt_out',
      'lwt_xmit',
      'lwt_seg6local',
      'netfilter',
      'tracing',
      'lsm',
    ].map((type) => ({ type })),
    effect: 'dynptr',
    en: 'A dynptr to the data of a packet.',
    zh: '指向数据包内容的 dynptr。',
  }),
  kfunc({
    name: 'bpf_dynptr_from_xdp',
    since: '6.4',
    result: 'int',
    params: [any('struct xdp_md *', 'x'), flagsParam(), dynptr('ptr__uninit', 'packet')],
    programTypes: [{ type: 'xdp' }],
    effect: 'dynptr',
    en: 'A dynptr to the data of an XDP packet.',
    zh: '指向 XDP 数据包内容的 dynptr。',
  }),
  kfunc({
    name: 'bpf_dynptr_from_skb_meta',
    since: '6.18',
    result: 'int',
    params: [any('struct __sk_buff *', 'skb'), flagsParam(), dynptr('ptr__uninit', 'packet')],
    programTypes: ['sched_cls', 'sched_act'].map((type) => ({ type })),
    effect: 'dynptr',
    en: 'A dynptr to the metadata in front of a packet.',
    zh: '指向数据包前面元数据的 dynptr。',
  }),
];

const other = any('const char *', 's2__ign');
const character = scalar('char', 'c');
const count = scalar('size_t', 'count');
const search = (name: string, more: readonly CatalogueParam[], en: string, zh: string): KernelFunction =>
  kfunc({
    name,
    since: '6.17',
    result: 'int',
    params: [any('const char *', 's1__ign'), ...more],
    effect: 'string',
    en,
    zh,
  });

const STRINGS: readonly KernelFunction[] = [
  helper({
    name: 'bpf_strncmp',
    helperId: 182,
    since: '5.17',
    result: 'long',
    params: [
      memory('const char *', 's1', 1),
      size('u32', 's1_sz'),
      text('const char *', 's2', 'constant string in .rodata'),
    ],
    effect: 'string',
    en: 'Compares memory of a known size with a constant string; 0 when equal.',
    zh: '比较一段已知大小的内存与一个常量字符串；相同时返回 0。',
  }),
  kfunc({
    name: 'bpf_strcmp',
    since: '6.17',
    result: 'int',
    params: [any('const char *', 's1__ign'), any('const char *', 's2__ign')],
    effect: 'string',
    en: 'Compares two strings at any address; 0 when equal, 1 or -1, or a negative errno.',
    zh: '比较位于任意地址的两个字符串；相同时返回 0，否则返回 1 或 -1，出错时返回负的 errno。',
  }),
  search(
    'bpf_strlen',
    [],
    'Length of a string at any address, or a negative errno.',
    '位于任意地址的字符串的长度，出错时返回负的 errno。',
  ),
  search(
    'bpf_strnlen',
    [count],
    'Length of a string, at most a number of characters.',
    '字符串的长度，不超过指定的字符数。',
  ),
  search(
    'bpf_strchr',
    [character],
    'Index of the first occurrence of a character in a string, or -ENOENT.',
    '某个字符在字符串中首次出现的下标，没有时返回 -ENOENT。',
  ),
  search(
    'bpf_strnchr',
    [count, character],
    'Index of the first occurrence of a character in the first bytes of a string, or -ENOENT.',
    '某个字符在字符串前若干字节中首次出现的下标，没有时返回 -ENOENT。',
  ),
  search(
    'bpf_strchrnul',
    [character],
    'Index of the first occurrence of a character in a string, or the length of the string.',
    '某个字符在字符串中首次出现的下标，没有时返回字符串的长度。',
  ),
  search(
    'bpf_strrchr',
    [character],
    'Index of the last occurrence of a character in a string, or -ENOENT.',
    '某个字符在字符串中最后一次出现的下标，没有时返回 -ENOENT。',
  ),
  search(
    'bpf_strspn',
    [other],
    'Number of characters at the start of a string that are in a set.',
    '字符串开头连续属于某个字符集合的字符数。',
  ),
  search(
    'bpf_strcspn',
    [other],
    'Number of characters at the start of a string that are not in a set.',
    '字符串开头连续不属于某个字符集合的字符数。',
  ),
  search(
    'bpf_strstr',
    [other],
    'Index of the first occurrence of a string in another, or -ENOENT.',
    '一个字符串在另一个中首次出现的下标，没有时返回 -ENOENT。',
  ),
  search(
    'bpf_strnstr',
    [other, count],
    'Index of the first occurrence of a string in the first bytes of another, or -ENOENT.',
    '一个字符串在另一个的前若干字节中首次出现的下标，没有时返回 -ENOENT。',
  ),
  helper({
    name: 'bpf_strtol',
    helperId: 105,
    since: '5.2',
    result: 'long',
    params: [memory('const char *', 'buf', 1), size('size_t', 'buf_len'), flagsParam(), any('long *', 'res')],
    effect: 'string-to-number',
    en: 'Reads a number out of text.',
    zh: '从文本中读取一个整数。',
  }),
  helper({
    name: 'bpf_strtoul',
    helperId: 106,
    since: '5.2',
    result: 'long',
    params: [
      memory('const char *', 'buf', 1),
      size('size_t', 'buf_len'),
      flagsParam(),
      any('unsigned long *', 'res'),
    ],
    effect: 'string-to-number',
    en: 'Reads an unsigned number out of text.',
    zh: '从文本中读取一个无符号整数。',
  }),
];

const readMacro = (name: string, string: boolean): KernelFunction =>
  macro({
    name,
    params: [any('', 'dst'), any('', 'size'), any('', 'src')],
    result: 'int',
    effect: string ? 'read-string' : 'read-memory',
    en: 'Reads kernel memory with relocated field offsets; 0 or a negative errno.',
    zh: '读取内核内存，字段偏移会经过重定位；返回 0 或负的 errno。',
  });
const CORE_READS: readonly KernelFunction[] = [
  readMacro('bpf_core_read', false),
  readMacro('bpf_core_read_str', true),
  ...['BPF_CORE_READ', 'BPF_PROBE_READ'].map((name) =>
    macro({
      name,
      params: [any('', 'src'), any('', 'a, ...')],
      prototype: `${name}(src, a, …)`,
      returns: { kind: 'unknown' },
      effect: 'none',
      en: 'Follows pointers from field to field and returns the last value, or zero when a pointer is bad. A pointer read this way is a number to the verifier: it cannot be passed to a kfunc.',
      zh: '沿着指针逐个字段读取并返回最后的值，遇到无效指针时返回零。这样读到的指针在校验器看来只是一个数字，不能传给 kfunc。',
    }),
  ),
];

export const DYNPTR: readonly KernelFunction[] = [...DYNPTRS, ...STRINGS, ...CORE_READS];
