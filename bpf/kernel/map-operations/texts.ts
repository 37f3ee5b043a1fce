/** What flags of map operations and map types mean, in a sentence each. */
import type { MAP_UPDATE_FLAGS } from '../flags.ts';
import type { KernelFunction } from '../types.ts';

type Doc = KernelFunction['doc'];

export const FLAG_DOCS: Readonly<Record<keyof typeof MAP_UPDATE_FLAGS, Doc>> = {
  BPF_ANY: { en: 'Create the element, or overwrite it.', zh: '新建元素，或覆盖已有的元素。' },
  BPF_NOEXIST: {
    en: 'Create the element; -EEXIST if it exists. Elements of arrays always do. Beside BPF_F_CPU it is ignored.',
    zh: '新建元素；已存在时返回 -EEXIST。数组的元素始终存在。与 BPF_F_CPU 同用时会被忽略。',
  },
  BPF_EXIST: {
    en: 'Overwrite the element; -ENOENT if there is none. Beside BPF_F_CPU a hash ignores it.',
    zh: '覆盖元素；不存在时返回 -ENOENT。与 BPF_F_CPU 同用时，哈希映射会忽略它。',
  },
  BPF_F_LOCK: {
    en: 'Copy the value under the bpf_spin_lock in it; -EINVAL if it has none. Values of per-CPU maps cannot have one.',
    zh: '在值中的 bpf_spin_lock 保护下复制值；值中没有锁时返回 -EINVAL。每 CPU 映射的值中不能有锁。',
  },
  BPF_F_CPU: {
    en: "One CPU's value: its number is in bits 32 to 63, as in (__u64)cpu << 32 | BPF_F_CPU. -ERANGE at or above the number of possible CPUs. The buffer is exactly one value, not rounded up to 8. From user space only.",
    zh: '指定一个 CPU 的值。CPU 编号放在第 32 到 63 位，写作：(__u64)cpu << 32 | BPF_F_CPU。编号大于等于可能的 CPU 数时返回 -ERANGE。缓冲区恰好是一个值的大小，不向上取整到 8 的倍数。只能在用户空间使用。',
  },
  BPF_F_ALL_CPUS: {
    en: 'One value for every possible CPU, with no number of a CPU. The buffer is exactly one value. A lookup rejects it with -EINVAL. From user space only.',
    zh: '所有可能的 CPU 都用同一个值，不带 CPU 编号。缓冲区恰好是一个值的大小。不能用于查找，否则返回 -EINVAL。只能在用户空间使用。',
  },
};

/** Without the prefix. */
export const MAP_TYPE_DOCS: Readonly<Record<string, Doc>> = {
  ARRAY: {
    en: 'Elements by index, all there from the start; none is ever deleted.',
    zh: '按下标访问的元素，一开始就全部存在，且不能删除。',
  },
  PERCPU_ARRAY: {
    en: 'An array with a value of its own for each possible CPU.',
    zh: '数组，每个可能的 CPU 各有一份值。',
  },
  HASH: {
    en: 'Elements by key, created and deleted one by one; -E2BIG when it is full.',
    zh: '按键访问的元素，逐个新建和删除；已满时返回 -E2BIG。',
  },
  RHASH: {
    en: 'A hash that grows with its elements; it needs BPF_F_NO_PREALLOC.',
    zh: '随元素增多而扩大的哈希映射；需要 BPF_F_NO_PREALLOC。',
  },
  PERCPU_HASH: {
    en: 'A hash with a value of its own for each possible CPU.',
    zh: '哈希映射，每个可能的 CPU 各有一份值。',
  },
  LRU_HASH: {
    en: 'A hash that drops an element not used lately when it is full.',
    zh: '哈希映射，已满时丢弃一个最近未使用的元素。',
  },
  LRU_PERCPU_HASH: {
    en: 'A hash that drops elements not used lately, with a value for each possible CPU.',
    zh: '会丢弃最近未使用的元素的哈希映射，每个可能的 CPU 各有一份值。',
  },
  LPM_TRIE: {
    en: 'Elements by prefix; a lookup gives the longest that matches. It needs BPF_F_NO_PREALLOC; -ENOSPC when it is full.',
    zh: '按前缀访问的元素；查找返回最长的匹配。需要 BPF_F_NO_PREALLOC；已满时返回 -ENOSPC。',
  },
  TASK_STORAGE: {
    en: 'One value for each task, made by bpf_task_storage_get().',
    zh: '每个任务一个值，由 bpf_task_storage_get() 新建。',
  },
  CGRP_STORAGE: {
    en: 'One value for each cgroup, made by bpf_cgrp_storage_get().',
    zh: '每个 cgroup 一个值，由 bpf_cgrp_storage_get() 新建。',
  },
  INODE_STORAGE: {
    en: 'One value for each inode, made by bpf_inode_storage_get().',
    zh: '每个 inode 一个值，由 bpf_inode_storage_get() 新建。',
  },
  SK_STORAGE: {
    en: 'One value for each socket, made by bpf_sk_storage_get().',
    zh: '每个套接字一个值，由 bpf_sk_storage_get() 新建。',
  },
  CGROUP_STORAGE: {
    en: 'A value for each program attached to a cgroup; programs use bpf_get_local_storage().',
    zh: '附加到 cgroup 的每个程序各有一个值；程序用 bpf_get_local_storage() 访问。',
  },
  PERCPU_CGROUP_STORAGE: {
    en: 'A value for each program attached to a cgroup and each possible CPU; programs use bpf_get_local_storage().',
    zh: '附加到 cgroup 的每个程序在每个可能的 CPU 上各有一个值；程序用 bpf_get_local_storage() 访问。',
  },
  ARRAY_OF_MAPS: { en: 'Maps by index.', zh: '按下标存放的映射。' },
  HASH_OF_MAPS: { en: 'Maps by key.', zh: '按键存放的映射。' },
  QUEUE: { en: 'Values without keys: first in, first out.', zh: '没有键的值：先进先出。' },
  STACK: { en: 'Values without keys: last in, first out.', zh: '没有键的值：后进先出。' },
  BLOOM_FILTER: {
    en: 'A set that says whether a value may be in it; nothing is taken out.',
    zh: '可查询某个值是否可能在其中的集合；值不能移除。',
  },
  RINGBUF: {
    en: 'Records for user space, in the order in which they were reserved.',
    zh: '发往用户空间的记录，按预留的先后排列。',
  },
  USER_RINGBUF: {
    en: 'Records from user space, drained by bpf_user_ringbuf_drain().',
    zh: '来自用户空间的记录，由 bpf_user_ringbuf_drain() 读取。',
  },
  ARENA: {
    en: 'Memory that programs and user space share by address.',
    zh: '程序与用户空间按地址共享的内存。',
  },
  PROG_ARRAY: {
    en: 'Programs by index, for bpf_tail_call().',
    zh: '按下标存放的程序，供 bpf_tail_call() 使用。',
  },
  PERF_EVENT_ARRAY: {
    en: 'Perf events by CPU, for bpf_perf_event_output().',
    zh: '按 CPU 存放的 perf 事件，供 bpf_perf_event_output() 使用。',
  },
  CGROUP_ARRAY: {
    en: 'Cgroups by index, for tests of where a task is.',
    zh: '按下标存放的 cgroup，用于判断任务在哪个 cgroup 中。',
  },
  STACK_TRACE: {
    en: 'Stack traces by the number that bpf_get_stackid() gives.',
    zh: '按编号存放的调用栈，编号由 bpf_get_stackid() 给出。',
  },
  DEVMAP: {
    en: 'Network devices by index, for bpf_redirect_map().',
    zh: '按下标存放的网络设备，供 bpf_redirect_map() 使用。',
  },
  DEVMAP_HASH: {
    en: 'Network devices by key, for bpf_redirect_map().',
    zh: '按键存放的网络设备，供 bpf_redirect_map() 使用。',
  },
  CPUMAP: {
    en: 'CPUs by index, to which bpf_redirect_map() sends packets.',
    zh: '按下标存放的 CPU，bpf_redirect_map() 把数据包发往这些 CPU。',
  },
  XSKMAP: {
    en: 'AF_XDP sockets by index, for bpf_redirect_map().',
    zh: '按下标存放的 AF_XDP 套接字，供 bpf_redirect_map() 使用。',
  },
  SOCKMAP: {
    en: 'Sockets by index, for redirection between them.',
    zh: '按下标存放的套接字，用于在套接字之间重定向。',
  },
  SOCKHASH: {
    en: 'Sockets by key, for redirection between them.',
    zh: '按键存放的套接字，用于在套接字之间重定向。',
  },
  REUSEPORT_SOCKARRAY: {
    en: 'Sockets of a reuseport group, for bpf_sk_select_reuseport().',
    zh: 'reuseport 组中的套接字，供 bpf_sk_select_reuseport() 使用。',
  },
  STRUCT_OPS: {
    en: 'Functions that the kernel calls, such as those of a scheduler.',
    zh: '由内核调用的函数，例如调度器的函数。',
  },
  INSN_ARRAY: { en: 'Places in a program, for indirect jumps.', zh: '程序中的位置，用于间接跳转。' },
};
