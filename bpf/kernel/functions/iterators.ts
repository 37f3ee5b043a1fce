/** Open-coded iterators (new, next, destroy) and callbacks that loop. */

import type { Said } from '../../words/language.ts';
import { scxTypes } from '../program-sets.ts';
import type { CatalogueParam, FlagsByVersion, KernelFunction, Returns } from '../types.ts';
import {
  always,
  any,
  borrowed,
  callback,
  flagsParam,
  helper,
  iterator,
  kfunc,
  macro,
  object,
  param,
  scalar,
} from './build.ts';

interface Iterator {
  readonly kind: string;
  readonly since: string;
  readonly args: readonly CatalogueParam[];
  readonly element: string;
  readonly returns: Returns;
  /** Flags of the first function besides KF_ITER_NEW; `trusted`: KF_TRUSTED_ARGS too, until it became the default. */
  readonly newFlags?: readonly string[];
  readonly trusted?: boolean;
  readonly sleepable?: boolean;
  readonly scx?: boolean;
  /** In Chinese with a space before Latin: it follows on Han. */
  readonly what: Said;
  readonly notes?: readonly string[];
}

function newFlags(it: Iterator, sleep: readonly string[]): FlagsByVersion[] {
  const flags = ['KF_ITER_NEW', ...(it.newFlags ?? []), ...sleep];
  if (!it.trusted) return always(...flags);
  return [
    { until: '7.0', flags: ['KF_TRUSTED_ARGS', ...flags] },
    { since: '7.0', flags },
  ];
}

/** The three functions of one iterator. */
function iteratorFunctions(it: Iterator): KernelFunction[] {
  const type = `bpf_iter_${it.kind}`;
  const sleep = it.sleepable ? ['KF_SLEEPABLE'] : [];
  const common = {
    since: it.since,
    ...(it.scx
      ? { programTypes: scxTypes(it.since), source: 'kernel/sched/ext.c' }
      : { source: 'kernel/bpf/helpers.c' }),
    ...(it.sleepable ? { sleepable: true } : {}),
  };
  return [
    kfunc({
      ...common,
      name: `${type}_new`,
      result: 'int',
      params: [iterator(type, 'it', 'uninitialised, on the stack'), ...it.args],
      flags: newFlags(it, sleep),
      effect: 'iter-new',
      en: `Starts an iterator over ${it.what.en}. ${type}_destroy() must follow on every path, even if this fails.`,
      zh: `开始遍历${it.what.zh}。此后每条路径上都必须调用 ${type}_destroy()，即使本函数失败也一样。`,
      ...(it.notes ? { notes: it.notes } : {}),
    }),
    kfunc({
      ...common,
      name: `${type}_next`,
      result: it.element,
      params: [iterator(type)],
      returns: it.returns,
      flags: always('KF_ITER_NEXT', 'KF_RET_NULL', ...sleep),
      effect: 'iter-next',
      en: `The next element of an iterator over ${it.what.en}; NULL at the end.`,
      zh: `继续遍历${it.what.zh}，返回下一个元素；结束时返回 NULL。`,
    }),
    kfunc({
      ...common,
      name: `${type}_destroy`,
      params: [iterator(type)],
      flags: always('KF_ITER_DESTROY', ...sleep),
      effect: 'iter-destroy',
      en: `Ends an iterator over ${it.what.en}. Forgetting it is an unreleased reference.`,
      zh: `结束对${it.what.zh}的遍历。忘记调用就是没有释放引用。`,
    }),
  ];
}

const INT: Returns = { kind: 'memory', nullable: true, size: 4, readOnly: true };
const TASK = 'struct task_struct *';
const startTask = param(
  TASK,
  'task__nullable',
  { role: 'object', struct: 'task_struct', trust: 'trusted', nullable: true },
  'where to start, or NULL',
);
const css = object('struct cgroup_subsys_state *', 'css', 'trusted');
const number = scalar('unsigned int', 'flags');

const KINDS: readonly Iterator[] = [
  {
    kind: 'num',
    since: '6.4',
    args: [scalar('int', 'start'), scalar('int', 'end')],
    element: 'int *',
    returns: INT,
    what: {
      en: 'the numbers from start up to, not including, end (bpf_for uses it)',
      zh: '从 start 到 end（不含 end）的整数（bpf_for 使用它）',
    },
  },
  {
    kind: 'bits',
    since: '6.11',
    args: [
      any('const u64 *', 'unsafe_ptr__ign', 'any address; copied when the iterator starts'),
      scalar('u32', 'nr_words', 'number of 64-bit words, 1 to 511'),
    ],
    element: 'int *',
    returns: INT,
    what: { en: 'the set bits of some words', zh: '若干个字中已置位的位' },
    notes: [
      'Every set bit counts, also those at or above nr_cpu_ids: after bpf_cpumask_setall() whole words come out.',
      'Up to 6.11 the number of words was not limited to 511.',
    ],
  },
  {
    kind: 'task',
    since: '6.7',
    trusted: true,
    args: [startTask, number],
    element: 'struct task_struct *',
    returns: borrowed('task_struct', 'rcu', true),
    newFlags: ['KF_RCU_PROTECTED'],
    what: {
      en: 'tasks: all processes, all threads, or the threads of one process',
      zh: '任务（所有进程、所有线程，或某个进程的线程）',
    },
  },
  {
    kind: 'css',
    since: '6.7',
    trusted: true,
    args: [css, number],
    element: 'struct cgroup_subsys_state *',
    returns: borrowed('cgroup_subsys_state', 'rcu', true),
    newFlags: ['KF_RCU_PROTECTED'],
    what: { en: 'the cgroup states below or above one', zh: '某个 cgroup 状态的后代或祖先' },
  },
  {
    kind: 'css_task',
    since: '6.7',
    trusted: true,
    args: [css, number],
    element: 'struct task_struct *',
    returns: borrowed('task_struct', 'trusted', true),
    what: { en: 'the tasks of a cgroup state', zh: '某个 cgroup 状态中的任务' },
  },
  {
    kind: 'task_vma',
    since: '6.7',
    args: [object(TASK, 'task', 'rcu'), scalar('u64', 'addr')],
    element: 'struct vm_area_struct *',
    returns: borrowed('vm_area_struct', 'trusted', true),
    newFlags: ['KF_RCU'],
    what: { en: 'the memory areas of a task', zh: '任务的内存区域' },
  },
  {
    kind: 'kmem_cache',
    since: '6.13',
    args: [],
    element: 'struct kmem_cache *',
    returns: borrowed('kmem_cache', 'trusted', true),
    sleepable: true,
    what: { en: 'slab caches', zh: ' slab 缓存' },
  },
  {
    kind: 'dmabuf',
    since: '6.16',
    args: [],
    element: 'struct dma_buf *',
    returns: borrowed('dma_buf', 'trusted', true),
    sleepable: true,
    what: { en: 'DMA buffers', zh: ' DMA 缓冲区' },
  },
  {
    kind: 'scx_dsq',
    since: '6.12',
    args: [scalar('u64', 'dsq_id'), flagsParam('flags', 'scx-dsq-iter')],
    element: 'struct task_struct *',
    returns: borrowed('task_struct', 'rcu', true),
    newFlags: ['KF_RCU_PROTECTED'],
    scx: true,
    what: { en: 'the tasks of a dispatch queue', zh: '分派队列中的任务' },
    notes: [
      'The task is protected by RCU only. Older verifiers reject its p->cpus_ptr; bpf_task_from_pid(p->pid) works on all kernels.',
    ],
  },
];

const LOOPS: readonly KernelFunction[] = [
  helper({
    name: 'bpf_loop',
    helperId: 181,
    since: '5.17',
    result: 'long',
    params: [
      scalar('u32', 'nr_loops', 'at most 8388608'),
      callback(['index', 'context'], 2, 'static function; returns 0 to go on, 1 to stop'),
      any('void *', 'callback_ctx', 'handed to the callback, may be NULL'),
      flagsParam('flags', 'none', 'must be 0'),
    ],
    returns: { kind: 'scalar', max: 8388608 },
    effect: 'loop',
    source: 'kernel/bpf/bpf_iter.c',
    en: 'Calls a static function a number of times, or until it returns 1; returns how many calls were made. References made in the callback must be gone when it returns, unless they are stored where the caller releases them.',
    zh: '按指定次数调用一个 static 函数，或直到它返回 1；返回调用的次数。在回调函数中获取的引用必须在它返回之前释放，除非存放在由调用者释放的地方。',
  }),
  helper({
    name: 'bpf_find_vma',
    helperId: 180,
    since: '5.17',
    result: 'long',
    params: [
      object('struct task_struct *', 'task', 'any'),
      scalar('u64', 'addr'),
      callback(['task', 'vma', 'context'], 3),
      any('void *', 'callback_ctx'),
      flagsParam(),
    ],
    effect: 'callback',
    en: 'Calls a static function with the memory area of a task that holds an address.',
    zh: '找到任务中包含某个地址的内存区域，并以它为参数调用一个 static 函数。',
  }),
  helper({
    name: 'bpf_user_ringbuf_drain',
    helperId: 209,
    since: '6.1',
    result: 'long',
    params: [
      param('void *', 'map', { role: 'map' }),
      callback(['dynptr', 'context'], 2),
      any('void *', 'ctx'),
      flagsParam(),
    ],
    effect: 'loop',
    en: 'Calls a static function for every record that user space has put into a user ring buffer.',
    zh: '对用户空间放入用户环形缓冲区的每条记录调用一个 static 函数。',
  }),
  macro({
    name: 'bpf_for',
    params: [any('', 'i'), any('', 'start'), any('', 'end')],
    prototype: 'bpf_for(i, start, end) { … }',
    effect: 'iter-new',
    en: 'A loop over start, …, end - 1; the bounds need not be constant. Leaving it early is safe: a cleanup attribute destroys the iterator.',
    zh: '依次遍历 start、…、end - 1 的循环；边界不必是常量。可以放心地提前退出：cleanup 属性会销毁迭代器。',
  }),
  macro({
    name: 'bpf_repeat',
    params: [any('', 'n')],
    prototype: 'bpf_repeat(n) { … }',
    effect: 'iter-new',
    en: 'A loop that runs n times.',
    zh: '执行 n 次的循环。',
  }),
  macro({
    name: 'bpf_for_each',
    params: [any('', 'type'), any('', 'cur'), any('', 'args...')],
    prototype: 'bpf_for_each(type, cur, args…) { … }',
    effect: 'iter-new',
    en: 'A loop over an open-coded iterator: new, next until NULL, destroy.',
    zh: '遍历开放编码迭代器的循环：new，反复 next 直到 NULL，destroy。',
  }),
];

export const ITERATORS: readonly KernelFunction[] = [...KINDS.flatMap(iteratorFunctions), ...LOOPS];
