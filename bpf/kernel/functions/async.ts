/** Timers and work items. */
import type { Said } from '../../words/language.ts';
import type { KernelFunction } from '../types.ts';
import { any, callback, flagsParam, helper, kfunc, macro, object, param, scalar } from './build.ts';

const timer = param('struct bpf_timer *', 'timer', { role: 'timer' }, 'in a map value');
const work = any('struct bpf_wq *', 'wq', 'in a map value');
const asyncCallback = callback(
  ['map', 'key', 'value'],
  undefined,
  'static function; runs later, not sleepable',
);
const status = { kind: 'scalar' } as const;

const LATER: readonly KernelFunction[] = [
  helper({
    name: 'bpf_timer_init',
    helperId: 169,
    since: '5.15',
    result: 'long',
    params: [
      timer,
      param('void *', 'map', { role: 'map' }, 'the map that holds it'),
      flagsParam('flags', undefined, 'clock, such as CLOCK_MONOTONIC'),
    ],
    returns: status,
    effect: 'async-init',
    en: 'Prepares a timer that lies in a map value.',
    zh: '初始化位于映射的值中的定时器。',
  }),
  helper({
    name: 'bpf_timer_set_callback',
    helperId: 170,
    since: '5.15',
    result: 'long',
    params: [timer, asyncCallback],
    returns: status,
    effect: 'async-callback',
    en: 'Sets the callback of a timer. The callback is not sleepable; it is passed the map, the key and the value.',
    zh: '设置定时器的回调函数。回调函数不可睡眠；传入的参数是映射、键和值。',
  }),
  helper({
    name: 'bpf_timer_start',
    helperId: 171,
    since: '5.15',
    result: 'long',
    params: [
      timer,
      scalar('u64', 'nsecs'),
      flagsParam('flags', 'timer', '0, BPF_F_TIMER_ABS or BPF_F_TIMER_CPU_PIN'),
    ],
    returns: status,
    effect: 'async-start',
    en: 'Starts a timer.',
    zh: '启动定时器。',
  }),
  helper({
    name: 'bpf_timer_cancel',
    helperId: 172,
    since: '5.15',
    result: 'long',
    params: [timer],
    returns: status,
    effect: 'async-cancel',
    en: 'Stops a timer and waits for its callback.',
    zh: '停止定时器，并等待它的回调函数结束。',
  }),
  kfunc({
    name: 'bpf_wq_init',
    since: '6.10',
    result: 'int',
    params: [
      work,
      any('void *', 'p__map', 'the map that holds it'),
      scalar('unsigned int', 'flags', 'must be 0'),
    ],
    returns: status,
    effect: 'async-init',
    en: 'Prepares a work item that lies in a map value.',
    zh: '初始化位于映射的值中的工作项。',
  }),
  macro({
    name: 'bpf_wq_set_callback',
    since: '6.10',
    result: 'int',
    params: [
      work,
      callback(['map', 'key', 'value'], undefined, 'static function; runs later and may sleep'),
      scalar('unsigned int', 'flags', 'must be 0'),
    ],
    returns: status,
    effect: 'async-callback',
    en: 'Sets the callback of a work item. The callback is sleepable.',
    zh: '设置工作项的回调函数。回调函数可以睡眠。',
  }),
  kfunc({
    name: 'bpf_wq_set_callback_impl',
    since: '6.10',
    result: 'int',
    params: [
      work,
      callback(['map', 'key', 'value']),
      scalar('unsigned int', 'flags'),
      any('void *', 'aux__prog'),
    ],
    returns: status,
    effect: 'async-callback',
    en: 'Called by the macro bpf_wq_set_callback().',
    zh: '由宏 bpf_wq_set_callback() 调用。',
  }),
  kfunc({
    name: 'bpf_wq_start',
    since: '6.10',
    result: 'int',
    params: [work, scalar('unsigned int', 'flags', 'must be 0')],
    returns: status,
    effect: 'async-start',
    en: 'Schedules a work item.',
    zh: '调度一个工作项。',
  }),
];

const TASK_WORK_SUFFIXES: readonly (readonly [string, Said])[] = [
  [
    'bpf_task_work_schedule_signal',
    { en: 'as soon as possible, through a signal', zh: '通过信号尽快在任务的上下文中' },
  ],
  [
    'bpf_task_work_schedule_resume',
    { en: 'before it returns to user space', zh: '在任务返回用户空间之前，在其上下文中' },
  ],
];
const TASK_WORK = TASK_WORK_SUFFIXES.flatMap(([name, when]) =>
  [name, `${name}_impl`].map((full) =>
    kfunc({
      name: full,
      since: '6.18',
      result: 'int',
      params: [
        object('struct task_struct *', 'task', 'trusted'),
        any('struct bpf_task_work *', 'tw', 'in a map value'),
        any('void *', 'map__map', 'the map that holds it'),
        callback(
          ['map', 'key', 'value'],
          undefined,
          'static function; runs later in that task and may sleep',
        ),
        ...(full === name ? [] : [any('void *', 'aux__prog')]),
      ],
      returns: status,
      flags: [
        { until: '7.0', flags: ['KF_TRUSTED_ARGS'] },
        { since: '7.0', flags: [] },
      ],
      effect: 'async-callback',
      en: `Runs a static function in the context of a task, ${when.en}. The function is sleepable.`,
      zh: `${when.zh}运行一个 static 函数。该函数可以睡眠。`,
    }),
  ),
);

export const ASYNC: readonly KernelFunction[] = [...LATER, ...TASK_WORK];
