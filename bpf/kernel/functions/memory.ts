/** Reading memory that may be bad, and arenas. */
import type { Said } from '../../words/language.ts';
import type { KernelFunction } from '../types.ts';
import { always, any, dynptr, flagsParam, helper, kfunc, memory, object, scalar, size } from './build.ts';

const source = 'kernel/trace/bpf_trace.c';
const STATUS = { kind: 'scalar', max: 0 } as const;

/** dst, size, unsafe_ptr: the shape of all probe reads. */
const probe = (name: string, helperId: number, since: string, what: Said, string = false): KernelFunction =>
  helper({
    name,
    helperId,
    since,
    result: 'long',
    params: [
      memory('void *', 'dst', 1, true),
      size('u32', 'size'),
      any('const void *', 'unsafe_ptr', 'address that may be bad'),
    ],
    returns: string ? { kind: 'scalar', min: -4095, mostArg: 1 } : STATUS,
    effect: string ? 'read-string' : 'read-memory',
    source,
    en: string
      ? `Copies a string from ${what.en} memory, always terminated; returns its length with the terminator, or a negative errno.`
      : `Copies bytes from ${what.en} memory; on a bad address the destination is zeroed and a negative errno is returned.`,
    zh: string
      ? `从${what.zh}内存复制字符串，结果总有结尾的空字符；返回包括空字符在内的长度，或负的 errno。`
      : `从${what.zh}内存复制字节；地址无效时把目标清零并返回负的 errno。`,
  });

const PROBES: readonly KernelFunction[] = [
  probe('bpf_probe_read_kernel', 113, '5.5', { en: 'kernel', zh: '内核' }),
  probe('bpf_probe_read_user', 112, '5.5', { en: 'user', zh: '用户' }),
  probe('bpf_probe_read', 4, '4.1', { en: 'kernel or user', zh: '内核或用户' }),
  probe('bpf_probe_read_kernel_str', 115, '5.5', { en: 'kernel', zh: '内核' }, true),
  probe('bpf_probe_read_user_str', 114, '5.5', { en: 'user', zh: '用户' }, true),
  probe('bpf_probe_read_str', 45, '4.11', { en: 'kernel or user', zh: '内核或用户' }, true),
  helper({
    name: 'bpf_probe_write_user',
    helperId: 36,
    since: '4.8',
    result: 'long',
    params: [any('void *', 'dst', 'user address'), memory('const void *', 'src', 2), size('u32', 'len')],
    effect: 'write-memory',
    en: 'Writes bytes to memory of the current process. Meant for debugging only.',
    zh: '把字节写入当前进程的内存。仅供调试。',
  }),
];

const SLEEPS = {
  en: 'It may sleep, so it needs a sleepable program and no RCU section, lock or disabled preemption around it.',
  zh: '可能睡眠，因此只能用于可睡眠程序，并且不能处于 RCU 读端临界区、持有锁或禁用抢占。',
};
const out = (sizeArg = 1) => memory('void *', 'dst', sizeArg, true);
const sleeping = { sleepable: true, source } as const;

const USER_COPIES: readonly KernelFunction[] = [
  helper({
    ...sleeping,
    name: 'bpf_copy_from_user',
    helperId: 148,
    since: '5.10',
    result: 'long',
    params: [out(), size('u32', 'size'), any('const void *', 'user_ptr')],
    returns: STATUS,
    effect: 'read-memory',
    en: `Copies bytes from user memory, waiting for pages that are not there. ${SLEEPS.en}`,
    zh: `从用户内存复制字节，并等待尚未载入的页。${SLEEPS.zh}`,
  }),
  helper({
    ...sleeping,
    name: 'bpf_copy_from_user_task',
    helperId: 191,
    since: '5.18',
    result: 'long',
    params: [
      out(),
      size('u32', 'size'),
      any('const void *', 'user_ptr'),
      object('struct task_struct *', 'tsk', 'any'),
      flagsParam('flags', 'none', 'must be 0'),
    ],
    returns: STATUS,
    effect: 'read-memory',
    en: `Copies bytes from the user memory of another task. ${SLEEPS.en}`,
    zh: `从另一个任务的用户内存复制字节。${SLEEPS.zh}`,
  }),
  kfunc({
    ...sleeping,
    name: 'bpf_copy_from_user_str',
    since: '6.12',
    result: 'int',
    params: [
      out(),
      size('u32', 'dst__sz'),
      any('const void *', 'unsafe_ptr__ign'),
      flagsParam('flags', undefined, '0 or BPF_F_PAD_ZEROS'),
    ],
    flags: always('KF_SLEEPABLE'),
    effect: 'read-string',
    en: `Copies a string from user memory; returns its length with the terminator. ${SLEEPS.en}`,
    zh: `从用户内存复制字符串；返回包括结尾空字符在内的长度。${SLEEPS.zh}`,
  }),
  kfunc({
    ...sleeping,
    name: 'bpf_copy_from_user_task_str',
    since: '6.15',
    result: 'int',
    params: [
      out(),
      size('u32', 'dst__sz'),
      any('const void *', 'unsafe_ptr__ign'),
      object('struct task_struct *', 'tsk', 'any'),
      flagsParam(),
    ],
    flags: always('KF_SLEEPABLE'),
    effect: 'read-string',
    en: `Copies a string from the user memory of another task. ${SLEEPS.en}`,
    zh: `从另一个任务的用户内存复制字符串。${SLEEPS.zh}`,
  }),
  kfunc({
    ...sleeping,
    name: 'bpf_copy_from_user_dynptr',
    since: '6.16',
    result: 'int',
    params: [
      dynptr('dptr'),
      scalar('u64', 'off'),
      scalar('u64', 'size'),
      any('const void *', 'unsafe_ptr__ign'),
    ],
    flags: always('KF_SLEEPABLE'),
    effect: 'dynptr',
    en: `Copies bytes from user memory into a dynptr. ${SLEEPS.en}`,
    zh: `从用户内存复制字节到 dynptr。${SLEEPS.zh}`,
  }),
  kfunc({
    ...sleeping,
    name: 'bpf_copy_from_user_str_dynptr',
    since: '6.16',
    result: 'int',
    params: [
      dynptr('dptr'),
      scalar('u64', 'off'),
      scalar('u64', 'size'),
      any('const void *', 'unsafe_ptr__ign'),
    ],
    flags: always('KF_SLEEPABLE'),
    effect: 'dynptr',
    en: `Copies a string from user memory into a dynptr. ${SLEEPS.en}`,
    zh: `从用户内存复制字符串到 dynptr。${SLEEPS.zh}`,
  }),
];

const arena = any('void *', 'p__map', 'the arena map');
const pages = scalar('u32', 'page_cnt');
const ARENAS: readonly KernelFunction[] = [
  kfunc({
    name: 'bpf_arena_alloc_pages',
    since: '6.9',
    result: 'void *',
    params: [
      arena,
      any('void *', 'addr__ign', 'wanted address, or NULL'),
      pages,
      scalar('int', 'node_id'),
      flagsParam(),
    ],
    returns: { kind: 'unknown' },
    flags: always('KF_TRUSTED_ARGS', 'KF_SLEEPABLE'),
    sleepable: true,
    effect: 'arena-alloc',
    source: 'kernel/bpf/arena.c',
    en: `Allocates pages of an arena, or returns NULL. ${SLEEPS.en}`,
    zh: `分配 arena 的页，或返回 NULL。${SLEEPS.zh}`,
  }),
  kfunc({
    name: 'bpf_arena_free_pages',
    since: '6.9',
    params: [arena, any('void *', 'ptr__ign'), pages],
    flags: always('KF_TRUSTED_ARGS', 'KF_SLEEPABLE'),
    sleepable: true,
    effect: 'arena-free',
    source: 'kernel/bpf/arena.c',
    en: `Frees pages of an arena. ${SLEEPS.en}`,
    zh: `释放 arena 的页。${SLEEPS.zh}`,
  }),
  kfunc({
    name: 'bpf_arena_reserve_pages',
    since: '6.17',
    result: 'int',
    params: [arena, any('void *', 'ptr__ign'), pages],
    flags: always('KF_TRUSTED_ARGS'),
    effect: 'none',
    source: 'kernel/bpf/arena.c',
    en: 'Keeps a range of an arena from being allocated.',
    zh: '保留 arena 的一段范围，使其不会被分配。',
  }),
];

export const MEMORY: readonly KernelFunction[] = [...PROBES, ...USER_COPIES, ...ARENAS];
