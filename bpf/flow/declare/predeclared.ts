/** What vmlinux.h, uapi headers and the libbpf headers give every BPF program; a file's own definitions come first. */

import { CONSTANTS as KERNEL_CONSTANTS } from '../../kernel/flags.ts';
import { BOOL, S8, S16, S32, S64, S128, U8, U16, U32, U64, U128 } from '../ctypes/ctypes.ts';
import type { IntType } from '../ctypes/types.ts';

const names = (type: IntType, text: string): [string, IntType][] =>
  text
    .trim()
    .split(/\s+/)
    .map((name) => [name, type]);

/** Typedefs of integers. */
export const INT_TYPEDEFS: ReadonlyMap<string, IntType> = new Map([
  ...names(U8, 'u8 __u8 uint8_t u_int8_t uchar u_char __u_char char8_t'),
  ...names(S8, 's8 __s8 int8_t'),
  ...names(
    U16,
    'u16 __u16 uint16_t u_int16_t __be16 __le16 __sum16 umode_t sa_family_t ushort u_short char16_t',
  ),
  ...names(S16, 's16 __s16 int16_t'),
  ...names(
    U32,
    `u32 __u32 uint32_t u_int32_t __be32 __le32 __wsum gfp_t uid_t gid_t __kernel_uid32_t __kernel_gid32_t dev_t
     uint u_int fmode_t slab_flags_t xa_mark_t char32_t __poll_t`,
  ),
  ...names(
    S32,
    's32 __s32 int32_t pid_t __kernel_pid_t key_t clockid_t __kernel_clockid_t timer_t __kernel_timer_t wchar_t',
  ),
  ...names(
    U64,
    `u64 __u64 uint64_t u_int64_t __be64 __le64 size_t __kernel_size_t __kernel_ulong_t uintptr_t ulong u_long
     sector_t blkcnt_t phys_addr_t dma_addr_t resource_size_t pgoff_t cputime_t ino_t __addrpair uintmax_t`,
  ),
  ...names(
    S64,
    `s64 __s64 int64_t ssize_t __kernel_ssize_t __kernel_long_t ptrdiff_t intptr_t loff_t off_t ktime_t time64_t
     time_t __kernel_time64_t intmax_t llong`,
  ),
  ...names(BOOL, 'bool _Bool'),
  ...names(S128, '__int128_t s128'),
  ...names(U128, '__uint128_t u128'),
]);

/** Typedefs given as C text. `atomic_t` and the like are records. */
export const TEXT_TYPEDEFS: Readonly<Record<string, string>> = {
  cpumask_t: 'struct cpumask',
  cpumask_var_t: 'struct cpumask *',
  cgroup_subsys_id: 'int',
  spinlock_t: 'struct spinlock',
  raw_spinlock_t: 'struct raw_spinlock',
  arena_spinlock_t: 'struct arena_spinlock',
  bpf_dynptr_t: 'struct bpf_dynptr',
  va_list: 'void *',
  __builtin_va_list: 'void *',
  class_rcu_t: 'struct class_rcu',
  task_t: 'struct task_struct',
  atomic_t: 'struct atomic',
  atomic_long_t: 'struct atomic_long',
  atomic64_t: 'struct atomic_long',
  refcount_t: 'struct refcount_struct',
};

/** Structs whose contents programs do not name but whose size matters: [bytes, alignment]. */
export const OPAQUE_RECORDS: Readonly<Record<string, readonly [number, number]>> = {
  bpf_spin_lock: [4, 4],
  bpf_res_spin_lock: [8, 4],
  bpf_timer: [16, 8],
  bpf_wq: [16, 8],
  bpf_task_work: [8, 8],
  bpf_list_head: [16, 8],
  bpf_list_node: [24, 8],
  bpf_rb_root: [16, 8],
  bpf_rb_node: [32, 8],
  bpf_refcount: [4, 4],
  bpf_dynptr: [16, 8],
  bpf_iter_num: [8, 8],
  bpf_iter_bits: [16, 8],
  bpf_iter_task: [24, 8],
  bpf_iter_task_vma: [8, 8],
  bpf_iter_css: [24, 8],
  bpf_iter_css_task: [8, 8],
  bpf_iter_kmem_cache: [8, 8],
  bpf_iter_scx_dsq: [48, 8],
  bpf_iter_dmabuf: [8, 8],
};

/** Fields beside those of the catalogue's KERNEL_RECORDS, as C text. */
export const MORE_KERNEL_FIELDS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  task_struct: {
    parent: 'struct task_struct *',
    cred: 'const struct cred *',
    real_cred: 'const struct cred *',
    stack: 'void *',
    rcu_read_lock_nesting: 'int',
    sessionid: 'unsigned int',
    rcu_users: 'refcount_t',
    cpu: 'unsigned int',
  },
  scx_dispatch_q: { id: 'u64', nr: 'u32', seq: 'u32', first_task: 'struct task_struct *' },
  sched_entity: { load: 'struct load_weight' },
  load_weight: { weight: 'unsigned long', inv_weight: 'u32' },
  kernfs_node: { name: 'const char *' },
  scx_rq: { flags: 'u32', nr_running: 'u32', cpu_released: 'bool', local_dsq: 'struct scx_dispatch_q' },
  mm_struct: { pgd: 'void *' },
  pid: { level: 'unsigned int' },
  class_rcu: { lock: 'void *' },
  atomic: { counter: 'int' },
  refcount_struct: { refs: 'struct atomic' },
};

const CONSTANT_TEXT = `
BPF_SK_STORAGE_GET_F_CREATE=1
BPF_F_CURRENT_CPU=4294967295 BPF_F_INDEX_MASK=4294967295 BPF_F_USER_STACK=256 BPF_F_SKIP_FIELD_MASK=255
BPF_F_FAST_STACK_CMP=512 BPF_F_REUSE_STACKID=1024 BPF_F_USER_BUILD_ID=2048
BPF_RB_AVAIL_DATA=0 BPF_RB_RING_SIZE=1 BPF_RB_CONS_POS=2 BPF_RB_PROD_POS=3
BPF_RINGBUF_BUSY_BIT=2147483648 BPF_RINGBUF_DISCARD_BIT=1073741824 BPF_RINGBUF_HDR_SZ=8
BTF_FIELDS_MAX=11 BPF_MAX_LOOPS=8388608 BPF_ITER_TASK_ALL_PROCS=0 BPF_ITER_TASK_ALL_THREADS=1
BPF_ITER_TASK_PROC_THREADS=2 BPF_TASK_ITER_ALL_PROCS=0 BPF_TASK_ITER_ALL_THREADS=1 BPF_TASK_ITER_PROC_THREADS=2
BPF_CGROUP_ITER_ORDER_UNSPEC=0 BPF_CGROUP_ITER_SELF_ONLY=1 BPF_CGROUP_ITER_DESCENDANTS_PRE=2
BPF_CGROUP_ITER_DESCENDANTS_POST=3 BPF_CGROUP_ITER_ANCESTORS_UP=4 BPF_MAX_CLUSTER=0
BPF_MAP_TYPE_UNSPEC=0 BPF_MAP_TYPE_HASH=1 BPF_MAP_TYPE_ARRAY=2 BPF_MAP_TYPE_PROG_ARRAY=3
BPF_MAP_TYPE_PERF_EVENT_ARRAY=4 BPF_MAP_TYPE_PERCPU_HASH=5 BPF_MAP_TYPE_PERCPU_ARRAY=6 BPF_MAP_TYPE_STACK_TRACE=7
BPF_MAP_TYPE_CGROUP_ARRAY=8 BPF_MAP_TYPE_LRU_HASH=9 BPF_MAP_TYPE_LRU_PERCPU_HASH=10 BPF_MAP_TYPE_LPM_TRIE=11
BPF_MAP_TYPE_ARRAY_OF_MAPS=12 BPF_MAP_TYPE_HASH_OF_MAPS=13 BPF_MAP_TYPE_DEVMAP=14 BPF_MAP_TYPE_SOCKMAP=15
BPF_MAP_TYPE_CPUMAP=16 BPF_MAP_TYPE_XSKMAP=17 BPF_MAP_TYPE_SOCKHASH=18 BPF_MAP_TYPE_CGROUP_STORAGE=19
BPF_MAP_TYPE_REUSEPORT_SOCKARRAY=20 BPF_MAP_TYPE_PERCPU_CGROUP_STORAGE=21 BPF_MAP_TYPE_QUEUE=22
BPF_MAP_TYPE_STACK=23 BPF_MAP_TYPE_SK_STORAGE=24 BPF_MAP_TYPE_DEVMAP_HASH=25 BPF_MAP_TYPE_STRUCT_OPS=26
BPF_MAP_TYPE_RINGBUF=27 BPF_MAP_TYPE_INODE_STORAGE=28 BPF_MAP_TYPE_TASK_STORAGE=29 BPF_MAP_TYPE_BLOOM_FILTER=30
BPF_MAP_TYPE_USER_RINGBUF=31 BPF_MAP_TYPE_CGRP_STORAGE=32 BPF_MAP_TYPE_ARENA=33 BPF_MAP_TYPE_INSN_ARRAY=34
LIBBPF_PIN_NONE=0 LIBBPF_PIN_BY_NAME=1
CLOCK_REALTIME=0 CLOCK_MONOTONIC=1 CLOCK_BOOTTIME=7 CLOCK_TAI=11
EPERM=1 ENOENT=2 ESRCH=3 EINTR=4 EIO=5 ENXIO=6 E2BIG=7 ENOEXEC=8 EBADF=9 ECHILD=10 EAGAIN=11 EWOULDBLOCK=11 ENOMEM=12
EACCES=13 EFAULT=14 EBUSY=16 EEXIST=17 EXDEV=18 ENODEV=19 ENOTDIR=20 EISDIR=21 EINVAL=22 ENFILE=23 EMFILE=24
ENOTTY=25 EFBIG=27 ENOSPC=28 ESPIPE=29 EROFS=30 EMLINK=31 EPIPE=32 EDOM=33 ERANGE=34 EDEADLK=35 ENAMETOOLONG=36
ENOSYS=38 ENOTEMPTY=39 ELOOP=40 ENODATA=61 ETIME=62 EPROTO=71 EOVERFLOW=75 EMSGSIZE=90 EOPNOTSUPP=95 ENOTSUPP=524
ENOTSUP=95 EADDRINUSE=98 ENOBUFS=105 ETIMEDOUT=110 ECONNREFUSED=111 EALREADY=114 EINPROGRESS=115 ESTALE=116 ECANCELED=125
INT_MAX=2147483647 INT_MIN=-2147483648 SCHAR_MAX=127 SHRT_MAX=32767 UCHAR_MAX=255 USHRT_MAX=65535 U8_MAX=255
U16_MAX=65535 S8_MAX=127 S16_MAX=32767 S32_MAX=2147483647 INT8_MAX=127 INT16_MAX=32767 INT32_MAX=2147483647
UINT8_MAX=255 UINT16_MAX=65535 PAGE_SHIFT=12 NUMA_NO_NODE=-1
TASK_COMM_LEN=16 PF_IDLE=2 PF_EXITING=4 PF_VCPU=1 PF_IO_WORKER=16 PF_WQ_WORKER=32 PF_KTHREAD=2097152
SCHED_NORMAL=0 SCHED_FIFO=1 SCHED_RR=2 SCHED_BATCH=3 SCHED_IDLE=5 SCHED_DEADLINE=6 SCHED_EXT=7
SCX_KICK_IDLE=1 SCX_KICK_PREEMPT=2 SCX_KICK_WAIT=4 SCX_PICK_IDLE_CORE=1 SCX_PICK_IDLE_IN_NODE=2
SCX_ENQ_WAKEUP=1 SCX_ENQ_HEAD=16 SCX_ENQ_CPU_SELECTED=1024
SCX_WAKE_FORK=4 SCX_WAKE_TTWU=8 SCX_WAKE_SYNC=16
SCX_TASK_QUEUED=1 SCX_TASK_RESET_RUNNABLE_AT=4 SCX_TASK_DEQD_FOR_SLEEP=8
SCX_OPS_KEEP_BUILTIN_IDLE=1 SCX_OPS_ENQ_LAST=2 SCX_OPS_ENQ_EXITING=4 SCX_OPS_SWITCH_PARTIAL=8
SCX_OPS_ENQ_MIGRATION_DISABLED=16 SCX_OPS_ALLOW_QUEUED_WAKEUP=32 SCX_OPS_BUILTIN_IDLE_PER_NODE=64
SCX_EXIT_NONE=0 SCX_EXIT_DONE=1 SCX_EXIT_UNREG=64 SCX_EXIT_UNREG_BPF=65 SCX_EXIT_UNREG_KERN=66 SCX_EXIT_SYSRQ=67
SCX_EXIT_ERROR=1024 SCX_EXIT_ERROR_BPF=1025 SCX_EXIT_ERROR_STALL=1026
SCX_CPU_PREEMPT_RT=0 SCX_CPU_PREEMPT_DL=1 SCX_CPU_PREEMPT_STOP=2 SCX_CPU_PREEMPT_UNKNOWN=3
SCX_TG_ONLINE=1 SCX_OPS_NAME_LEN=128 SCX_SLICE_DFL=20000000 SCX_DSQ_ITER_REV=65536
CGROUP_WEIGHT_MIN=1 CGROUP_WEIGHT_DFL=100 CGROUP_WEIGHT_MAX=10000 NSEC_PER_USEC=1000 NSEC_PER_MSEC=1000000
NSEC_PER_SEC=1000000000 USEC_PER_SEC=1000000 USEC_PER_MSEC=1000 MSEC_PER_SEC=1000
CPUFREQ_RELATION_L=0 SCHED_CAPACITY_SHIFT=10 SCHED_CAPACITY_SCALE=1024 SCX_CPUPERF_ONE=1024
true=1 false=0
PIDTYPE_PID=0 PIDTYPE_TGID=1 PIDTYPE_PGID=2 PIDTYPE_SID=3 MPOL_DEFAULT=0 MPOL_PREFERRED=1 MPOL_BIND=2
MPOL_INTERLEAVE=3 MPOL_LOCAL=4 MPOL_PREFERRED_MANY=5
__ATOMIC_RELAXED=0 __ATOMIC_CONSUME=1 __ATOMIC_ACQUIRE=2 __ATOMIC_RELEASE=3 __ATOMIC_ACQ_REL=4 __ATOMIC_SEQ_CST=5
__CHAR_BIT__=8 __SIZEOF_LONG__=8 __SIZEOF_POINTER__=8 __ORDER_LITTLE_ENDIAN__=1234 __ORDER_BIG_ENDIAN__=4321
__BYTE_ORDER__=1234 __clang_major__=19 __bpf__=1
`;

const LONG_CONSTANTS: readonly (readonly [string, bigint, IntType])[] = [
  ['LONG_MAX', 0x7fffffffffffffffn, S64],
  ['LONG_MIN', -0x8000000000000000n, S64],
  ['LLONG_MAX', 0x7fffffffffffffffn, S64],
  ['S64_MAX', 0x7fffffffffffffffn, S64],
  ['S64_MIN', -0x8000000000000000n, S64],
  ['INT64_MAX', 0x7fffffffffffffffn, S64],
  ['INT64_MIN', -0x8000000000000000n, S64],
  ['ULONG_MAX', 0xffffffffffffffffn, U64],
  ['ULLONG_MAX', 0xffffffffffffffffn, U64],
  ['U64_MAX', 0xffffffffffffffffn, U64],
  ['UINT64_MAX', 0xffffffffffffffffn, U64],
  ['SIZE_MAX', 0xffffffffffffffffn, U64],
  ['UINT_MAX', 0xffffffffn, U32],
  ['U32_MAX', 0xffffffffn, U32],
  ['UINT32_MAX', 0xffffffffn, U32],
  ['PAGE_SIZE', 4096n, U64],
  ['__PAGE_SIZE', 4096n, U64],
  ['BPF_F_INDEX_MASK', 0xffffffffn, U64],
  ['BPF_F_CURRENT_CPU', 0xffffffffn, U64],
  ['BPF_F_CTXLEN_MASK', 0xfffff00000000n, U64],
  ['SCX_SLICE_INF', 0xffffffffffffffffn, U64],
  ['SCX_DSQ_FLAG_BUILTIN', 1n << 63n, U64],
  ['SCX_DSQ_FLAG_LOCAL_ON', 1n << 62n, U64],
  ['SCX_DSQ_INVALID', 1n << 63n, U64],
  ['SCX_DSQ_GLOBAL', (1n << 63n) | 1n, U64],
  ['SCX_DSQ_LOCAL', (1n << 63n) | 2n, U64],
  ['SCX_DSQ_LOCAL_ON', (1n << 63n) | (1n << 62n), U64],
  ['SCX_DSQ_LOCAL_CPU_MASK', 0xffffffffn, U64],
  ['SCX_ENQ_PREEMPT', 1n << 32n, U64],
  ['SCX_ENQ_REENQ', 1n << 40n, U64],
  ['SCX_ENQ_LAST', 1n << 41n, U64],
  ['SCX_DEQ_SLEEP', 1n, U64],
  ['SCX_DEQ_CORE_SCHED_EXEC', 1n << 32n, U64],
  ['SCX_ECODE_ACT_RESTART', 1n << 48n, U64],
  ['SCX_ECODE_RSN_HOTPLUG', 1n << 32n, U64],
];

function parseConstants(): Map<string, { value: bigint; type: IntType }> {
  const found = new Map<string, { value: bigint; type: IntType }>();
  for (const pair of CONSTANT_TEXT.trim().split(/\s+/)) {
    const [name, text] = pair.split('=') as [string, string];
    const value = BigInt(text);
    found.set(name, { value, type: value > 0x7fffffffn ? U32 : S32 });
  }
  for (const [name, value] of Object.entries(KERNEL_CONSTANTS)) {
    found.set(name, { value: BigInt(value), type: value > 0x7fffffff ? U32 : S32 });
  }
  for (const [name, value, type] of LONG_CONSTANTS) found.set(name, { value, type });
  return found;
}

/** Enumerators and macros with a fixed value. */
export const CONSTANTS: ReadonlyMap<string, { readonly value: bigint; readonly type: IntType }> =
  parseConstants();
