/** sched_ext: masks of CPUs and the choice of one. */
import { scxTypes } from '../../program-sets.ts';
import type { CatalogueParam, KernelFunction } from '../../types.ts';
import {
  flagsParam,
  implicitSince71,
  kfunc,
  object,
  owned,
  param,
  type RecordText,
  scalar,
} from '../build.ts';

const IDLE = 'kernel/sched/ext_idle.c';
const MASK = 'const struct cpumask *';

const scx = (text: RecordText) => {
  const since = text.since ?? '6.12';
  return kfunc({ source: IDLE, since, programTypes: scxTypes(since), flags: implicitSince71(), ...text });
};
/** Functions whose flags are the same in every tree. */
const plain = (flags: readonly string[]) => [{ flags }];

const allowed: CatalogueParam = param(
  MASK,
  'cpus_allowed',
  { role: 'object', struct: 'cpumask', trust: 'rcu', memory: true },
  'CPUs to pick from',
);
const task = object('struct task_struct *', 'p', 'rcu');
const node = scalar('int', 'node', 'NUMA node');
const cpu = scalar('s32', 'cpu', 'CPU number; an invalid one ends the scheduler');
const pickFlags = flagsParam('flags', 'scx-pick-idle', 'SCX_PICK_IDLE_*');
const CPU_OR_ERROR = { kind: 'scalar', min: -4095, max: 0x7fffffff } as const;

const maskRef = (...releasedBy: string[]) =>
  owned(
    'cpumask',
    false,
    ...releasedBy,
    ...['scx_bpf_put_cpumask', 'scx_bpf_put_idle_cpumask'].filter((name) => !releasedBy.includes(name)),
  );
const PUT = 'Never NULL, so no test is needed; release it on every path with';

export const SCX_IDLE: readonly KernelFunction[] = [
  scx({
    name: 'scx_bpf_get_possible_cpumask',
    result: MASK,
    returns: maskRef('scx_bpf_put_cpumask'),
    flags: plain(['KF_ACQUIRE']),
    effect: 'scx-possible-mask',
    source: 'kernel/sched/ext.c',
    en: `The mask of CPUs that may ever exist. ${PUT} scx_bpf_put_cpumask().`,
  }),
  scx({
    name: 'scx_bpf_get_online_cpumask',
    result: MASK,
    returns: maskRef('scx_bpf_put_cpumask'),
    flags: plain(['KF_ACQUIRE']),
    effect: 'scx-online-mask',
    source: 'kernel/sched/ext.c',
    en: `The mask of CPUs that are online. It is the live one and may change while you hold it. ${PUT} scx_bpf_put_cpumask().`,
  }),
  scx({
    name: 'scx_bpf_put_cpumask',
    params: [
      object(
        MASK,
        'cpumask',
        'release',
        'from scx_bpf_get_possible_cpumask() or scx_bpf_get_online_cpumask()',
      ),
    ],
    flags: plain(['KF_RELEASE']),
    effect: 'scx-mask-put',
    source: 'kernel/sched/ext.c',
    en: 'Ends a reference to a mask of the scheduler core. It does nothing at run time, but the verifier requires it.',
  }),
  scx({
    name: 'scx_bpf_get_idle_cpumask',
    result: MASK,
    returns: maskRef('scx_bpf_put_idle_cpumask'),
    flags: implicitSince71('KF_ACQUIRE'),
    effect: 'scx-idle-mask',
    en: `The live mask of idle CPUs, empty when the built-in tracking is off. ${PUT} scx_bpf_put_idle_cpumask().`,
  }),
  scx({
    name: 'scx_bpf_get_idle_smtmask',
    result: MASK,
    returns: maskRef('scx_bpf_put_idle_cpumask'),
    flags: implicitSince71('KF_ACQUIRE'),
    effect: 'scx-idle-smt-mask',
    en: `The live mask of CPUs whose whole core is idle. ${PUT} scx_bpf_put_idle_cpumask().`,
  }),
  scx({
    name: 'scx_bpf_get_idle_cpumask_node',
    since: '6.15',
    result: MASK,
    params: [node],
    returns: maskRef('scx_bpf_put_idle_cpumask'),
    flags: implicitSince71('KF_ACQUIRE'),
    effect: 'scx-idle-mask',
    en: `The idle CPUs of one NUMA node; needs SCX_OPS_BUILTIN_IDLE_PER_NODE. ${PUT} scx_bpf_put_idle_cpumask().`,
  }),
  scx({
    name: 'scx_bpf_get_idle_smtmask_node',
    since: '6.15',
    result: MASK,
    params: [node],
    returns: maskRef('scx_bpf_put_idle_cpumask'),
    flags: implicitSince71('KF_ACQUIRE'),
    effect: 'scx-idle-smt-mask',
    en: `The CPUs of one NUMA node whose whole core is idle. ${PUT} scx_bpf_put_idle_cpumask().`,
  }),
  scx({
    name: 'scx_bpf_put_idle_cpumask',
    params: [object(MASK, 'idle_mask', 'release', 'from one of the scx_bpf_get_idle_… functions')],
    flags: plain(['KF_RELEASE']),
    effect: 'scx-mask-put',
    en: 'Ends a reference to an idle mask. The verifier treats it like scx_bpf_put_cpumask().',
  }),
  scx({
    name: 'scx_bpf_test_and_clear_cpu_idle',
    result: 'bool',
    params: [cpu],
    returns: { kind: 'scalar', min: 0, max: 1 },
    effect: 'scx-claim-idle',
    en: 'Claims a CPU if it is idle, in one atomic step; true when it was.',
  }),
  scx({
    name: 'scx_bpf_pick_idle_cpu',
    result: 's32',
    params: [allowed, pickFlags],
    returns: CPU_OR_ERROR,
    flags: implicitSince71('KF_RCU'),
    effect: 'scx-pick-idle',
    en: 'Picks and claims an idle CPU from a mask, or returns -EBUSY. Test for a negative result.',
  }),
  scx({
    name: 'scx_bpf_pick_any_cpu',
    result: 's32',
    params: [allowed, pickFlags],
    returns: CPU_OR_ERROR,
    flags: implicitSince71('KF_RCU'),
    effect: 'scx-pick-any',
    en: 'Picks an idle CPU from a mask, or any CPU of it when none is idle; -EBUSY only when the mask is empty.',
  }),
  scx({
    name: 'scx_bpf_pick_idle_cpu_node',
    since: '6.15',
    result: 's32',
    params: [allowed, node, pickFlags],
    returns: CPU_OR_ERROR,
    flags: implicitSince71('KF_RCU'),
    effect: 'scx-pick-idle',
    en: 'Like scx_bpf_pick_idle_cpu(), starting at one NUMA node.',
  }),
  scx({
    name: 'scx_bpf_pick_any_cpu_node',
    since: '6.15',
    result: 's32',
    params: [allowed, node, pickFlags],
    returns: CPU_OR_ERROR,
    flags: implicitSince71('KF_RCU'),
    effect: 'scx-pick-any',
    en: 'Like scx_bpf_pick_any_cpu(), starting at one NUMA node.',
  }),
  scx({
    name: 'scx_bpf_select_cpu_dfl',
    result: 's32',
    params: [
      task,
      scalar('s32', 'prev_cpu'),
      scalar('u64', 'wake_flags'),
      param(
        'bool *',
        'is_idle',
        { role: 'mem', write: true, size: 1 },
        'becomes whether the CPU is idle and claimed',
      ),
    ],
    returns: CPU_OR_ERROR,
    flags: implicitSince71('KF_RCU'),
    effect: 'scx-select-cpu',
    en: "The kernel's default choice of a CPU for a waking task; prev_cpu when none is idle.",
  }),
  scx({
    name: 'scx_bpf_select_cpu_and',
    since: '6.16',
    result: 's32',
    params: [task, scalar('s32', 'prev_cpu'), scalar('u64', 'wake_flags'), allowed, pickFlags],
    returns: CPU_OR_ERROR,
    flags: plain(['KF_RCU']),
    effect: 'scx-select-cpu',
    en: 'Picks an idle CPU from a mask by the default policy; negative when none is idle.',
    notes: [
      'Since 6.19 it is an inline wrapper around __scx_bpf_select_cpu_and() in source; the old symbol stays for old binaries.',
    ],
  }),
  scx({
    name: '__scx_bpf_select_cpu_and',
    since: '6.19',
    result: 's32',
    params: [
      task,
      allowed,
      param(
        'struct scx_bpf_select_cpu_and_args *',
        'args',
        { role: 'mem', write: true, size: 24 },
        'prev_cpu, wake_flags and flags',
      ),
    ],
    returns: CPU_OR_ERROR,
    flags: implicitSince71('KF_RCU'),
    effect: 'scx-select-cpu',
    en: 'scx_bpf_select_cpu_and() with its numbers in a struct, because a kfunc takes five arguments at most.',
  }),
];
