/** What flags of map operations and map types mean, in a sentence each. */
import type { MAP_UPDATE_FLAGS } from '../flags.ts';
import type { KernelFunction } from '../types.ts';

type Doc = KernelFunction['doc'];

export const FLAG_DOCS: Readonly<Record<keyof typeof MAP_UPDATE_FLAGS, Doc>> = {
  BPF_ANY: { en: 'Create the element, or overwrite it.' },
  BPF_NOEXIST: {
    en: 'Create the element; -EEXIST if it exists. Elements of arrays always do. Beside BPF_F_CPU it is ignored.',
  },
  BPF_EXIST: {
    en: 'Overwrite the element; -ENOENT if there is none. Beside BPF_F_CPU a hash ignores it.',
  },
  BPF_F_LOCK: {
    en: 'Copy the value under the bpf_spin_lock in it; -EINVAL if it has none. Values of per-CPU maps cannot have one.',
  },
  BPF_F_CPU: {
    en: "One CPU's value: its number is in bits 32 to 63, as in (__u64)cpu << 32 | BPF_F_CPU. -ERANGE at or above the number of possible CPUs. The buffer is exactly one value, not rounded up to 8. From user space only.",
  },
  BPF_F_ALL_CPUS: {
    en: 'One value for every possible CPU, with no number of a CPU. The buffer is exactly one value. A lookup rejects it with -EINVAL. From user space only.',
  },
};

/** Without the prefix. */
export const MAP_TYPE_DOCS: Readonly<Record<string, Doc>> = {
  ARRAY: { en: 'Elements by index, all there from the start; none is ever deleted.' },
  PERCPU_ARRAY: { en: 'An array with a value of its own for each possible CPU.' },
  HASH: { en: 'Elements by key, created and deleted one by one; -E2BIG when it is full.' },
  RHASH: { en: 'A hash that grows with its elements; it needs BPF_F_NO_PREALLOC.' },
  PERCPU_HASH: { en: 'A hash with a value of its own for each possible CPU.' },
  LRU_HASH: { en: 'A hash that drops an element not used lately when it is full.' },
  LRU_PERCPU_HASH: {
    en: 'A hash that drops elements not used lately, with a value for each possible CPU.',
  },
  LPM_TRIE: {
    en: 'Elements by prefix; a lookup gives the longest that matches. It needs BPF_F_NO_PREALLOC; -ENOSPC when it is full.',
  },
  TASK_STORAGE: { en: 'One value for each task, made by bpf_task_storage_get().' },
  CGRP_STORAGE: { en: 'One value for each cgroup, made by bpf_cgrp_storage_get().' },
  INODE_STORAGE: { en: 'One value for each inode, made by bpf_inode_storage_get().' },
  SK_STORAGE: { en: 'One value for each socket, made by bpf_sk_storage_get().' },
  CGROUP_STORAGE: {
    en: 'A value for each program attached to a cgroup; programs use bpf_get_local_storage().',
  },
  PERCPU_CGROUP_STORAGE: {
    en: 'A value for each program attached to a cgroup and each possible CPU; programs use bpf_get_local_storage().',
  },
  ARRAY_OF_MAPS: { en: 'Maps by index.' },
  HASH_OF_MAPS: { en: 'Maps by key.' },
  QUEUE: { en: 'Values without keys: first in, first out.' },
  STACK: { en: 'Values without keys: last in, first out.' },
  BLOOM_FILTER: { en: 'A set that says whether a value may be in it; nothing is taken out.' },
  RINGBUF: { en: 'Records for user space, in the order in which they were reserved.' },
  USER_RINGBUF: { en: 'Records from user space, drained by bpf_user_ringbuf_drain().' },
  ARENA: { en: 'Memory that programs and user space share by address.' },
  PROG_ARRAY: { en: 'Programs by index, for bpf_tail_call().' },
  PERF_EVENT_ARRAY: { en: 'Perf events by CPU, for bpf_perf_event_output().' },
  CGROUP_ARRAY: { en: 'Cgroups by index, for tests of where a task is.' },
  STACK_TRACE: { en: 'Stack traces by the number that bpf_get_stackid() gives.' },
  DEVMAP: { en: 'Network devices by index, for bpf_redirect_map().' },
  DEVMAP_HASH: { en: 'Network devices by key, for bpf_redirect_map().' },
  CPUMAP: { en: 'CPUs by index, to which bpf_redirect_map() sends packets.' },
  XSKMAP: { en: 'AF_XDP sockets by index, for bpf_redirect_map().' },
  SOCKMAP: { en: 'Sockets by index, for redirection between them.' },
  SOCKHASH: { en: 'Sockets by key, for redirection between them.' },
  REUSEPORT_SOCKARRAY: { en: 'Sockets of a reuseport group, for bpf_sk_select_reuseport().' },
  STRUCT_OPS: { en: 'Functions that the kernel calls, such as those of a scheduler.' },
  INSN_ARRAY: { en: 'Places in a program, for indirect jumps.' },
};
