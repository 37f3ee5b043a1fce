/** Slots, sections, locks: what every program with kptrs needs. */
import { genericTypes } from '../program-sets.ts';
import type { KernelFunction } from '../types.ts';
import { always, helper, kfunc, macro, param, scalar } from './build.ts';

const lockParam = (type: string) =>
  param(`struct ${type} *`, 'lock', { role: 'lock' }, 'lock in a map value or global');
const irqFlags = param(
  'unsigned long *',
  'flags',
  { role: 'irq-flag' },
  'on the stack; must be restored in reverse order',
);

export const CORE: readonly KernelFunction[] = [
  helper({
    name: 'bpf_kptr_xchg',
    helperId: 194,
    since: '5.19',
    result: 'void *',
    params: [
      param('void *', 'dst', { role: 'slot' }, 'address of a __kptr field, at a constant offset'),
      param(
        'void *',
        'ptr',
        { role: 'transfer', nullable: true },
        'owned reference of the exact type, or NULL',
      ),
    ],
    returns: { kind: 'slot-content' },
    effect: 'kptr-xchg',
    source: 'kernel/bpf/helpers.c',
    en: 'Atomically exchanges the content of a kptr field. Ownership of the second argument moves into the field; what it held is returned as an owned reference or NULL, to be tested and released. Needs no RCU section. Not allowed while a spin lock is held.',
    zh: '以一次原子操作交换 kptr 字段的内容。第二个参数的所有权移入该字段；原来的内容作为自有引用返回，可能是 NULL，必须检查并释放。不需要 RCU 读端临界区；持有自旋锁时不能调用。',
    notes: [
      'Since 6.12 the field may also be in an object from bpf_obj_new().',
      'Fields in .bss or .data work only when every variable of that section is static.',
    ],
  }),
  kfunc({
    name: 'bpf_rcu_read_lock',
    since: '6.2',
    effect: 'rcu-lock',
    source: 'kernel/bpf/helpers.c',
    en: 'Starts an RCU read section. Kptrs and RCU fields such as task->cpus_ptr that are read inside may be used until the section ends. Sleepable programs need it for that; other programs run in one section from start to end. Nothing inside may sleep.',
    zh: '进入 RCU 读端临界区。在其中读取的 kptr 以及 task->cpus_ptr 等 RCU 字段，在临界区结束之前可以使用。可睡眠程序必须显式进入；不可睡眠程序整体就是一个临界区。临界区内不能睡眠。',
    notes: ['Sections can be nested since 6.19; older kernels reject a second lock.'],
  }),
  kfunc({
    name: 'bpf_rcu_read_unlock',
    since: '6.2',
    effect: 'rcu-unlock',
    source: 'kernel/bpf/helpers.c',
    en: 'Ends an RCU read section. Pointers that were read inside must no longer be used, and a new section does not make them valid: read them again. Every path must call it exactly once for each lock.',
    zh: '离开 RCU 读端临界区。其中读取的指针不能再使用，重新进入也不会使其恢复，必须重新读取。每条路径上加锁与解锁必须一一对应。',
  }),
  kfunc({
    name: 'bpf_preempt_disable',
    since: '6.10',
    effect: 'preempt-off',
    source: 'kernel/bpf/helpers.c',
    en: 'Disables preemption; calls nest. It is not an RCU section: a kptr read in a sleepable program still needs bpf_rcu_read_lock().',
    zh: '关闭抢占，可以嵌套。它不等于 RCU 读端临界区：在可睡眠程序中读取 kptr 仍需要 bpf_rcu_read_lock()。',
  }),
  kfunc({
    name: 'bpf_preempt_enable',
    since: '6.10',
    effect: 'preempt-on',
    source: 'kernel/bpf/helpers.c',
    en: 'Undoes one bpf_preempt_disable(). Preemption must be enabled at the end of every path.',
    zh: '撤销一次 bpf_preempt_disable()。每条路径结束时抢占都必须处于打开状态。',
  }),
  kfunc({
    name: 'bpf_local_irq_save',
    since: '6.14',
    params: [irqFlags],
    effect: 'irq-off',
    en: 'Disables interrupts on this CPU and saves their state in `flags`.',
  }),
  kfunc({
    name: 'bpf_local_irq_restore',
    since: '6.14',
    params: [irqFlags],
    effect: 'irq-on',
    en: 'Restores the interrupt state saved in `flags`. Pairs must nest.',
  }),
  helper({
    name: 'bpf_spin_lock',
    helperId: 93,
    since: '5.1',
    params: [lockParam('bpf_spin_lock')],
    effect: 'lock',
    en: 'Takes a lock that lies in a map value, global or object. While it is held hardly any function may be called, cpumask kfuncs and bpf_kptr_xchg() included.',
  }),
  helper({
    name: 'bpf_spin_unlock',
    helperId: 94,
    since: '5.1',
    params: [lockParam('bpf_spin_lock')],
    effect: 'unlock',
    en: 'Releases a lock taken with bpf_spin_lock(). Every path must release it.',
  }),
  kfunc({
    name: 'bpf_res_spin_lock',
    since: '6.15',
    result: 'int',
    params: [lockParam('bpf_res_spin_lock')],
    returns: { kind: 'scalar', min: -110, max: 0 },
    flags: always('KF_RET_NULL'),
    effect: 'lock',
    en: 'Tries to take a lock that detects deadlocks: 0, or -EDEADLK or -ETIMEDOUT, in which case it is not held.',
  }),
  kfunc({
    name: 'bpf_res_spin_unlock',
    since: '6.15',
    params: [lockParam('bpf_res_spin_lock')],
    effect: 'unlock',
    en: 'Releases a lock taken with bpf_res_spin_lock().',
  }),
  kfunc({
    name: 'bpf_res_spin_lock_irqsave',
    since: '6.15',
    result: 'int',
    params: [lockParam('bpf_res_spin_lock'), irqFlags],
    returns: { kind: 'scalar', min: -110, max: 0 },
    flags: always('KF_RET_NULL'),
    effect: 'lock',
    en: 'Like bpf_res_spin_lock(), with interrupts disabled while the lock is held.',
  }),
  kfunc({
    name: 'bpf_res_spin_unlock_irqrestore',
    since: '6.15',
    params: [lockParam('bpf_res_spin_lock'), irqFlags],
    effect: 'unlock',
    en: 'Releases a lock taken with bpf_res_spin_lock_irqsave().',
  }),
  kfunc({
    name: 'bpf_throw',
    since: '6.7',
    params: [scalar('u64', 'cookie', 'value that the program then returns')],
    programTypes: genericTypes('6.7'),
    effect: 'throw',
    source: 'kernel/bpf/helpers.c',
    en: 'Ends the program at once, from any call depth. Rejected while a caller holds a reference, a lock or an RCU section.',
  }),
  helper({
    name: 'bpf_tail_call',
    helperId: 12,
    since: '4.2',
    result: 'long',
    params: [
      param('void *', 'ctx', { role: 'context' }),
      param('void *', 'prog_array_map', { role: 'map' }),
      scalar('u32', 'index'),
    ],
    effect: 'tail-call',
    en: 'Jumps to another program and returns only if that fails. Rejected while a reference, a lock or an RCU section is held.',
  }),
  macro({
    name: 'bpf_tail_call_static',
    params: [
      param('void *', 'ctx', { role: 'context' }),
      param('const void *', 'map', { role: 'map' }),
      scalar('const __u32', 'slot'),
    ],
    effect: 'tail-call',
    en: 'bpf_tail_call() with a constant index, which the kernel turns into a direct jump.',
  }),
];
