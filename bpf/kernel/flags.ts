/** Flag constants by name, and the sets that a flags argument accepts. */

export const MAP_UPDATE_FLAGS = {
  BPF_ANY: 0,
  BPF_NOEXIST: 1,
  BPF_EXIST: 2,
  BPF_F_LOCK: 4,
  /** The CPU's number goes into bits 32 to 63 of the same value. User space only. */
  BPF_F_CPU: 8,
  BPF_F_ALL_CPUS: 16,
} as const;

export const MAP_CREATE_FLAGS = {
  BPF_F_NO_PREALLOC: 0x1,
  BPF_F_NO_COMMON_LRU: 0x2,
  BPF_F_NUMA_NODE: 0x4,
  BPF_F_RDONLY: 0x8,
  BPF_F_WRONLY: 0x10,
  BPF_F_STACK_BUILD_ID: 0x20,
  BPF_F_ZERO_SEED: 0x40,
  BPF_F_RDONLY_PROG: 0x80,
  BPF_F_WRONLY_PROG: 0x100,
  BPF_F_CLONE: 0x200,
  BPF_F_MMAPABLE: 0x400,
  BPF_F_PRESERVE_ELEMS: 0x800,
  BPF_F_INNER_MAP: 0x1000,
  BPF_F_LINK: 0x2000,
  BPF_F_PATH_FD: 0x4000,
  BPF_F_VTYPE_BTF_OBJ_FD: 0x8000,
  BPF_F_TOKEN_FD: 0x10000,
  BPF_F_SEGV_ON_FAULT: 0x20000,
  BPF_F_NO_USER_CONV: 0x40000,
} as const;

export const LOCAL_STORAGE_FLAGS = { BPF_LOCAL_STORAGE_GET_F_CREATE: 1 } as const;
const RINGBUF_FLAGS = { BPF_RB_NO_WAKEUP: 1, BPF_RB_FORCE_WAKEUP: 2 } as const;
const TIMER_FLAGS = { BPF_F_TIMER_ABS: 1, BPF_F_TIMER_CPU_PIN: 2 } as const;
export const SCX_PICK_IDLE_FLAGS = { SCX_PICK_IDLE_CORE: 1, SCX_PICK_IDLE_IN_NODE: 2 } as const;
const SCX_KICK_FLAGS = { SCX_KICK_IDLE: 1, SCX_KICK_PREEMPT: 2, SCX_KICK_WAIT: 4 } as const;
const SCX_DSQ_ITER_FLAGS = { SCX_DSQ_ITER_REV: 0x10000 } as const;

/** Set names of ArgRole 'flags' to the constants of that argument. An open set (`scx-enq`) takes others as well. */
export const FLAG_SETS = {
  'map-update': MAP_UPDATE_FLAGS,
  'map-push': { BPF_ANY: 0, BPF_EXIST: 2 },
  'local-storage': LOCAL_STORAGE_FLAGS,
  ringbuf: RINGBUF_FLAGS,
  timer: TIMER_FLAGS,
  'scx-pick-idle': SCX_PICK_IDLE_FLAGS,
  'scx-kick': SCX_KICK_FLAGS,
  'scx-dsq-iter': SCX_DSQ_ITER_FLAGS,
  none: {},
  'scx-enq': {},
} as const satisfies Readonly<Record<string, Readonly<Record<string, number>>>>;

/** Constants that mean the same in every kernel, by name. */
export const CONSTANTS: Readonly<Record<string, number>> = Object.assign(
  Object.create(null),
  MAP_UPDATE_FLAGS,
  MAP_CREATE_FLAGS,
  LOCAL_STORAGE_FLAGS,
  RINGBUF_FLAGS,
  TIMER_FLAGS,
);

/** Negative results that the kernel's functions give, by name. */
export const ERRNO = {
  EPERM: 1,
  ENOENT: 2,
  ENXIO: 6,
  E2BIG: 7,
  EBADF: 9,
  EAGAIN: 11,
  ENOMEM: 12,
  EACCES: 13,
  EFAULT: 14,
  EBUSY: 16,
  EEXIST: 17,
  ENODEV: 19,
  EINVAL: 22,
  ENOSPC: 28,
  ERANGE: 34,
  EDEADLK: 35,
  EOPNOTSUPP: 95,
  ETIMEDOUT: 110,
  ENOTSUPP: 524,
} as const;
