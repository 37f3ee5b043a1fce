/** Program types that one registration in the kernel opens, by version. Keys are those of PROGRAM_TYPES. */
import type { ProgramTypeRule } from './types.ts';
import { compareVersions } from './versions.ts';

/** Program types that share the hook of tracing programs: LSM always, the others from the version given. */
function tracingHook(since: string): ProgramTypeRule[] {
  return [
    { type: 'tracing', since },
    { type: 'lsm', since },
    { type: 'tracepoint', since: newest(since, '6.12') },
    { type: 'perf_event', since: newest(since, '6.12') },
    { type: 'raw_tracepoint', since: newest(since, '7.0') },
  ];
}

const newest = (a: string, b: string): string => (compareVersions(a, b) > 0 ? a : b);

/** The cpumask kfuncs. Kprobe never: it has a hook of its own, and the set is not registered for it. */
export function cpumaskTypes(since: string): ProgramTypeRule[] {
  return [
    ...tracingHook(since),
    { type: 'struct_ops', since },
    { type: 'syscall', since: newest(since, '6.10') },
  ];
}

/** The general set (tasks, cgroups, objects, bpf_throw). 6.12 is the oldest source that was read for the networking types. */
export function genericTypes(since: string): ProgramTypeRule[] {
  return [
    ...tracingHook(since),
    { type: 'struct_ops', since },
    { type: 'syscall', since: newest(since, '6.10') },
    ...[
      'sched_cls',
      'xdp',
      'cgroup_skb',
      'cgroup_sock',
      'cgroup_device',
      'cgroup_sock_addr',
      'cgroup_sockopt',
      'cgroup_sysctl',
      'sock_ops',
    ].map((type) => ({ type, since })),
  ];
}

/** sched_ext kfuncs that any context may call. */
export function scxTypes(since: string): ProgramTypeRule[] {
  return [...tracingHook(since), { type: 'struct_ops', since }, { type: 'syscall', since }];
}

/** sched_ext kfuncs of the scheduler's own operations. */
export function scxOpsTypes(since: string, syscall = false): ProgramTypeRule[] {
  return [{ type: 'struct_ops', since }, ...(syscall ? [{ type: 'syscall', since }] : [])];
}
