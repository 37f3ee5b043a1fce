/** Open-coded iterators (new, next, destroy) and callbacks that loop. */
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
  readonly what: string;
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
      en: `Starts an iterator over ${it.what}. ${type}_destroy() must follow on every path, even if this fails.`,
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
      en: `The next element of an iterator over ${it.what}; NULL at the end.`,
    }),
    kfunc({
      ...common,
      name: `${type}_destroy`,
      params: [iterator(type)],
      flags: always('KF_ITER_DESTROY', ...sleep),
      effect: 'iter-destroy',
      en: `Ends an iterator over ${it.what}. Forgetting it is an unreleased reference.`,
    }),
  ];
}

const INT: Returns = { kind: 'memory', nullable: true, size: 4 };
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
    what: 'the numbers from start up to, not including, end (bpf_for uses it)',
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
    what: 'the set bits of some words',
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
    what: 'tasks: all processes, all threads, or the threads of one process',
  },
  {
    kind: 'css',
    since: '6.7',
    trusted: true,
    args: [css, number],
    element: 'struct cgroup_subsys_state *',
    returns: borrowed('cgroup_subsys_state', 'rcu', true),
    newFlags: ['KF_RCU_PROTECTED'],
    what: 'the cgroup states below or above one',
  },
  {
    kind: 'css_task',
    since: '6.7',
    trusted: true,
    args: [css, number],
    element: 'struct task_struct *',
    returns: borrowed('task_struct', 'trusted', true),
    what: 'the tasks of a cgroup state',
  },
  {
    kind: 'task_vma',
    since: '6.7',
    args: [object(TASK, 'task', 'rcu'), scalar('u64', 'addr')],
    element: 'struct vm_area_struct *',
    returns: borrowed('vm_area_struct', 'trusted', true),
    newFlags: ['KF_RCU'],
    what: 'the memory areas of a task',
  },
  {
    kind: 'kmem_cache',
    since: '6.13',
    args: [],
    element: 'struct kmem_cache *',
    returns: borrowed('kmem_cache', 'trusted', true),
    sleepable: true,
    what: 'slab caches',
  },
  {
    kind: 'dmabuf',
    since: '6.16',
    args: [],
    element: 'struct dma_buf *',
    returns: borrowed('dma_buf', 'trusted', true),
    sleepable: true,
    what: 'DMA buffers',
  },
  {
    kind: 'scx_dsq',
    since: '6.12',
    args: [scalar('u64', 'dsq_id'), flagsParam('flags', 'scx-dsq-iter')],
    element: 'struct task_struct *',
    returns: borrowed('task_struct', 'rcu', true),
    newFlags: ['KF_RCU_PROTECTED'],
    scx: true,
    what: 'the tasks of a dispatch queue',
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
  }),
  macro({
    name: 'bpf_for',
    params: [any('', 'i'), any('', 'start'), any('', 'end')],
    prototype: 'bpf_for(i, start, end) { … }',
    effect: 'iter-new',
    en: 'A loop over start, …, end - 1; the bounds need not be constant. Leaving it early is safe: a cleanup attribute destroys the iterator.',
  }),
  macro({
    name: 'bpf_repeat',
    params: [any('', 'n')],
    prototype: 'bpf_repeat(n) { … }',
    effect: 'iter-new',
    en: 'A loop that runs n times.',
  }),
  macro({
    name: 'bpf_for_each',
    params: [any('', 'type'), any('', 'cur'), any('', 'args...')],
    prototype: 'bpf_for_each(type, cur, args…) { … }',
    effect: 'iter-new',
    en: 'A loop over an open-coded iterator: new, next until NULL, destroy.',
  }),
];

export const ITERATORS: readonly KernelFunction[] = [...KINDS.flatMap(iteratorFunctions), ...LOOPS];
