/** Map and local storage helpers. */
import type { Said } from '../../words/language.ts';
import type { KernelFunction } from '../types.ts';
import { any, callback, flagsParam, helper, keyParam, kfunc, mapParam, param, scalar, U32 } from './build.ts';

const value = (type = 'const void *') => param(type, 'value', { role: 'map-value' });
const outValue = param('void *', 'value', { role: 'map-value' }, 'receives the element');
const initial = param(
  'void *',
  'value',
  { role: 'map-value', nullable: true },
  'initial value, or NULL for zeroes',
);
const maybeValue = { kind: 'map-value', nullable: true } as const;
const status = { kind: 'scalar', max: 0 } as const;
const source = 'kernel/bpf/helpers.c';

/** Helpers take an untrusted-by-walking pointer as well, and answer NULL for NULL. */
const storageOwner = (type: string) =>
  param(type, 'owner', {
    role: 'object',
    struct: /struct (\w+)/.exec(type)?.[1] ?? '*',
    trust: 'any',
    nullable: true,
  });

/** `what` it keeps a value for; in Chinese with spaces around Latin, since it is among Han. */
const storage = (
  name: string,
  since: string,
  helperId: number,
  owner: string,
  type: string,
  what: Said,
): KernelFunction =>
  helper({
    name,
    helperId,
    since,
    result: 'void *',
    params: [
      mapParam(`map of type ${type}`),
      storageOwner(owner),
      initial,
      flagsParam('flags', 'local-storage', '0 or BPF_LOCAL_STORAGE_GET_F_CREATE'),
    ],
    returns: maybeValue,
    effect: 'storage-get',
    source: 'kernel/bpf/bpf_local_storage.c',
    en: `The value that this map keeps for ${what.en}, created if the flag asks for it, or NULL. Always test it. The value may hold kptrs.`,
    zh: `该映射为${what.zh}保存的值；标志要求时会新建，否则可能是 NULL。必须检查。值中可以有 kptr。`,
  });
const storageDelete = (
  name: string,
  since: string,
  helperId: number,
  owner: string,
  what: Said,
): KernelFunction =>
  helper({
    name,
    helperId,
    since,
    result: 'long',
    params: [mapParam(), storageOwner(owner)],
    returns: status,
    effect: 'storage-delete',
    en: `Removes what this map keeps for ${what.en}; kptrs in it are released. -ENOENT when there is nothing.`,
    zh: `删除该映射为${what.zh}保存的内容，其中的 kptr 会被释放。没有内容时返回 -ENOENT。`,
  });

export const MAPS: readonly KernelFunction[] = [
  helper({
    name: 'bpf_map_lookup_elem',
    helperId: 1,
    since: '3.18',
    result: 'void *',
    params: [mapParam(), keyParam()],
    returns: maybeValue,
    effect: 'map-lookup',
    source,
    en: 'Pointer to the value of a key, or NULL. In a per-CPU map it is the slot of the current CPU. Test it before use: only arrays with a constant key in range are known to be there, and only since 6.14.',
    zh: '返回键所对应的值的指针，或 NULL。对于每 CPU 映射，返回的是当前 CPU 的那一份。使用前必须检查：只有键为常量且在范围内的数组映射才必定有元素，而且从 6.14 起才如此。',
  }),
  helper({
    name: 'bpf_map_update_elem',
    helperId: 2,
    since: '3.18',
    result: 'long',
    params: [
      mapParam(),
      keyParam(),
      value(),
      flagsParam(
        'flags',
        'map-update',
        'BPF_ANY, BPF_NOEXIST or BPF_EXIST, with BPF_F_LOCK where the value has a lock',
      ),
    ],
    returns: status,
    effect: 'map-update',
    source,
    en: 'Creates or overwrites an element; 0 or a negative errno. In a per-CPU map it writes the slot of the current CPU. Kptr fields of the new value are ignored. A kptr that the element held is released, up to 7.1; since 7.2 the memory keeps it, and whoever receives that memory finds it (read in source).',
    zh: '新建或覆盖一个元素；返回 0 或负的 errno。对于每 CPU 映射，写入的是当前 CPU 的那一份。新值中的 kptr 字段会被忽略。元素中原有的 kptr 在 7.1 及以前会被释放；自 7.2 起内存会保留它，此后得到这块内存的元素会见到它（据源码）。',
    notes: ['BPF_F_CPU and BPF_F_ALL_CPUS are for user space: from a program they give -EINVAL.'],
  }),
  helper({
    name: 'bpf_map_delete_elem',
    helperId: 3,
    since: '3.18',
    result: 'long',
    params: [mapParam(), keyParam()],
    returns: status,
    effect: 'map-delete',
    source,
    en: 'Removes an element; -ENOENT when it is absent, -EINVAL for arrays. Kptrs in it are released, up to 7.1; since 7.2 they stay in the memory, where the next element may find them (read in source).',
    zh: '删除一个元素；元素不存在时返回 -ENOENT，对数组返回 -EINVAL。元素中的 kptr 在 7.1 及以前会被释放；自 7.2 起留在内存中，下一个元素可能会见到它（据源码）。',
  }),
  helper({
    name: 'bpf_map_lookup_percpu_elem',
    helperId: 195,
    since: '5.19',
    result: 'void *',
    params: [
      mapParam('PERCPU_ARRAY, PERCPU_HASH or LRU_PERCPU_HASH'),
      keyParam(),
      scalar('u32', 'cpu', 'at or above nr_cpu_ids: NULL'),
    ],
    returns: maybeValue,
    effect: 'map-lookup-percpu',
    source,
    en: 'Pointer to the slot of one CPU for a key, or NULL. Always test it.',
    zh: '返回键在指定 CPU 上的那一份值的指针，或 NULL。必须检查。',
  }),
  helper({
    name: 'bpf_map_push_elem',
    helperId: 87,
    since: '4.20',
    result: 'long',
    params: [mapParam('QUEUE, STACK or BLOOM_FILTER'), value(), flagsParam('flags', 'map-push')],
    returns: status,
    effect: 'map-push',
    en: 'Adds an element; with BPF_EXIST, a full map drops its oldest element.',
    zh: '添加一个元素；带 BPF_EXIST 时，映射已满则丢弃最旧的元素。',
  }),
  helper({
    name: 'bpf_map_pop_elem',
    helperId: 88,
    since: '4.20',
    result: 'long',
    params: [mapParam('QUEUE or STACK'), outValue],
    returns: status,
    effect: 'map-pop',
    en: 'Takes an element out; -ENOENT when the map is empty.',
    zh: '取出一个元素；映射为空时返回 -ENOENT。',
  }),
  helper({
    name: 'bpf_map_peek_elem',
    helperId: 89,
    since: '4.20',
    result: 'long',
    params: [mapParam('QUEUE, STACK or BLOOM_FILTER'), outValue],
    returns: status,
    effect: 'map-peek',
    en: 'Reads the next element without taking it out; -ENOENT when there is none.',
    zh: '读取下一个元素但不取出；没有元素时返回 -ENOENT。',
  }),
  helper({
    name: 'bpf_for_each_map_elem',
    helperId: 164,
    since: '5.13',
    result: 'long',
    params: [
      mapParam(),
      callback(['map', 'key', 'value', 'context'], 2),
      any('void *', 'callback_ctx', 'handed to the callback, may be NULL'),
      flagsParam('flags', 'none', 'must be 0'),
    ],
    returns: { kind: 'scalar' },
    effect: 'map-for-each',
    en: 'Calls a static function for every element until it returns 1; returns how many were visited. References made in the callback must be gone when it returns.',
    zh: '对每个元素调用一个 static 函数，直到它返回 1；返回访问过的元素个数。在回调函数中获取的引用，必须在它返回之前释放。',
  }),
  storage('bpf_task_storage_get', '5.11', 156, 'struct task_struct *', 'BPF_MAP_TYPE_TASK_STORAGE', {
    en: 'a task',
    zh: '任务',
  }),
  storage('bpf_cgrp_storage_get', '6.2', 210, 'struct cgroup *', 'BPF_MAP_TYPE_CGRP_STORAGE', {
    en: 'a cgroup',
    zh: ' cgroup ',
  }),
  storage('bpf_inode_storage_get', '5.10', 145, 'struct inode *', 'BPF_MAP_TYPE_INODE_STORAGE', {
    en: 'an inode',
    zh: ' inode ',
  }),
  storage('bpf_sk_storage_get', '5.2', 107, 'struct sock *', 'BPF_MAP_TYPE_SK_STORAGE', {
    en: 'a socket',
    zh: '套接字',
  }),
  storageDelete('bpf_task_storage_delete', '5.11', 157, 'struct task_struct *', { en: 'a task', zh: '任务' }),
  storageDelete('bpf_cgrp_storage_delete', '6.2', 211, 'struct cgroup *', { en: 'a cgroup', zh: ' cgroup ' }),
  storageDelete('bpf_inode_storage_delete', '5.10', 146, 'struct inode *', { en: 'an inode', zh: ' inode ' }),
  storageDelete('bpf_sk_storage_delete', '5.2', 108, 'struct sock *', { en: 'a socket', zh: '套接字' }),
  helper({
    name: 'bpf_get_local_storage',
    helperId: 81,
    since: '4.19',
    result: 'void *',
    params: [mapParam('CGROUP_STORAGE or PERCPU_CGROUP_STORAGE'), flagsParam('flags', 'none', 'must be 0')],
    returns: { kind: 'map-value', nullable: false },
    effect: 'storage-get',
    en: 'The storage of the cgroup that the program is attached to. Never NULL.',
    zh: '程序所附加的 cgroup 的存储区。不会是 NULL。',
  }),
  helper({
    name: 'bpf_per_cpu_ptr',
    helperId: 153,
    since: '5.10',
    result: 'void *',
    params: [
      any('const void *', 'percpu_ptr', 'per-CPU kernel symbol, or a per-CPU kptr'),
      scalar('u32', 'cpu'),
    ],
    returns: { kind: 'unknown' },
    effect: 'percpu-ptr',
    source,
    en: 'The instance of a per-CPU variable that belongs to one CPU, or NULL when the number is at or above nr_cpu_ids.',
    zh: '每 CPU 变量在指定 CPU 上的实例；编号大于等于 nr_cpu_ids 时返回 NULL。',
  }),
  helper({
    name: 'bpf_this_cpu_ptr',
    helperId: 154,
    since: '5.10',
    result: 'void *',
    params: [any('const void *', 'percpu_ptr', 'per-CPU kernel symbol, or a per-CPU kptr')],
    returns: { kind: 'unknown' },
    effect: 'this-cpu-ptr',
    source,
    en: 'The instance of a per-CPU variable that belongs to the current CPU. Never NULL.',
    zh: '每 CPU 变量在当前 CPU 上的实例。不会是 NULL。',
  }),
  helper({
    name: 'bpf_get_smp_processor_id',
    helperId: 8,
    since: '4.1',
    result: 'u32',
    returns: U32,
    effect: 'cpu-id',
    source,
    en: 'Number of the CPU that runs the program. It stays the same while the program runs.',
    zh: '运行该程序的 CPU 的编号。程序运行期间不会改变。',
  }),
  helper({
    name: 'bpf_get_numa_node_id',
    helperId: 42,
    since: '4.10',
    result: 'long',
    returns: U32,
    effect: 'node-id',
    en: 'NUMA node of the CPU that runs the program.',
    zh: '运行该程序的 CPU 所在的 NUMA 节点。',
  }),
  kfunc({
    name: 'bpf_map_sum_elem_count',
    since: '6.6',
    result: 's64',
    params: [mapParam()],
    effect: 'none',
    en: 'Number of elements in a hash map, summed over the CPUs that count them.',
    zh: '哈希映射的元素个数，由各 CPU 的计数相加得到。',
  }),
];
