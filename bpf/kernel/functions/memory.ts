/** Reading memory that may be bad, and arenas. */
import type { KernelFunction } from '../types.ts';
import { always, any, dynptr, flagsParam, helper, kfunc, memory, object, scalar, size } from './build.ts';

const source = 'kernel/trace/bpf_trace.c';
const STATUS = { kind: 'scalar', max: 0 } as const;

/** dst, size, unsafe_ptr: the shape of all probe reads. */
const probe = (name: string, helperId: number, since: string, what: string, string = false): KernelFunction =>
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
    returns: string ? { kind: 'scalar' } : STATUS,
    effect: string ? 'read-string' : 'read-memory',
    source,
    en: string
      ? `Copies a string from ${what} memory, always terminated; returns its length with the terminator, or a negative errno.`
      : `Copies bytes from ${what} memory; on a bad address the destination is zeroed and a negative errno is returned.`,
  });

const PROBES: readonly KernelFunction[] = [
  probe('bpf_probe_read_kernel', 113, '5.5', 'kernel'),
  probe('bpf_probe_read_user', 112, '5.5', 'user'),
  probe('bpf_probe_read', 4, '4.1', 'kernel or user'),
  probe('bpf_probe_read_kernel_str', 115, '5.5', 'kernel', true),
  probe('bpf_probe_read_user_str', 114, '5.5', 'user', true),
  probe('bpf_probe_read_str', 45, '4.11', 'kernel or user', true),
  helper({
    name: 'bpf_probe_write_user',
    helperId: 36,
    since: '4.8',
    result: 'long',
    params: [any('void *', 'dst', 'user address'), memory('const void *', 'src', 2), size('u32', 'len')],
    effect: 'write-memory',
    en: 'Writes bytes to memory of the current process. Meant for debugging only.',
  }),
];

const SLEEPS =
  'It may sleep, so it needs a sleepable program and no RCU section, lock or disabled preemption around it.';
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
    en: `Copies bytes from user memory, waiting for pages that are not there. ${SLEEPS}`,
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
    en: `Copies bytes from the user memory of another task. ${SLEEPS}`,
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
    en: `Copies a string from user memory; returns its length with the terminator. ${SLEEPS}`,
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
    en: `Copies a string from the user memory of another task. ${SLEEPS}`,
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
    en: `Copies bytes from user memory into a dynptr. ${SLEEPS}`,
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
    en: `Copies a string from user memory into a dynptr. ${SLEEPS}`,
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
    en: `Allocates pages of an arena, or returns NULL. ${SLEEPS}`,
  }),
  kfunc({
    name: 'bpf_arena_free_pages',
    since: '6.9',
    params: [arena, any('void *', 'ptr__ign'), pages],
    flags: always('KF_TRUSTED_ARGS', 'KF_SLEEPABLE'),
    sleepable: true,
    effect: 'arena-free',
    source: 'kernel/bpf/arena.c',
    en: `Frees pages of an arena. ${SLEEPS}`,
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
  }),
];

export const MEMORY: readonly KernelFunction[] = [...PROBES, ...USER_COPIES, ...ARENAS];
