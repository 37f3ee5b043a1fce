/** sched_ext: masks of CPUs, idle CPUs and the choice of one (kernel/sched/ext.c and ext_idle.c, 6.18). */

import type { EffectName } from '../../../bpf/kernel/effects.ts';
import { ERRNO, SCX_PICK_IDLE_FLAGS } from '../../../bpf/kernel/flags.ts';
import { words } from '../../../bpf/words/faults.ts';
import { cpusAllowed, structAt } from '../../machine/kernel-objects.ts';
import type { Frame, Machine } from '../../machine/machine.ts';
import { allCpus, kernelMask } from '../../machine/mask-objects.ts';
import type { Mask } from '../../machine/masks.ts';
import * as masks from '../../machine/masks.ts';
import { type Obj, utf8Text, writeInt } from '../../machine/memory.ts';
import { Ptr, toLength, toS32, type Value } from '../../machine/values.ts';
import { type Call, disown, type Effect, own } from '../call.ts';
import { distributed } from './masks.ts';
import { say, textOf } from './output.ts';

const maskOf = (obj: Obj, off = 0): Mask => ({ w: obj.words, at: off >> 2 });

const onlineMask = (m: Machine): Obj => kernelMask(m, 'cpu_online_mask', m.options.online ?? allCpus(m));

const IDLE = 'idle';
const CORES = 'idle cores';
const ofNodeName = (name: string, node: number): string => `${name} of node ${node}`;

/** The live mask of idle CPUs. */
function idleMask(m: Machine): Obj {
  return kernelMask(m, IDLE, m.options.idle ?? m.options.online ?? allCpus(m));
}

/** The live mask of idle cores. Without SMT the kernel gives out the mask of idle CPUs (scx_bpf_get_idle_smtmask). */
function idleCores(m: Machine): Obj {
  const { core } = m.topology;
  if (core.every((id, cpu) => id === cpu)) return idleMask(m);
  const known = m.kernel.get(CORES);
  if (known) return known;
  const idle = maskOf(idleMask(m));
  const busy = new Set(
    allCpus(m)
      .filter((cpu) => masks.testBit(idle, cpu) === 0)
      .map((cpu) => core[cpu]),
  );
  return kernelMask(
    m,
    CORES,
    allCpus(m).filter((cpu) => !busy.has(core[cpu])),
  );
}

/** Only the CPUs of one node, for the functions that name one. */
function ofNode(m: Machine, mask: Obj, call: Call, node: Value): Obj {
  if (!call.fn.name.endsWith('_node')) return mask;
  const wanted = toS32(node);
  const isIn = (cpu: number): boolean =>
    m.topology.node[cpu] === wanted && masks.testBit(maskOf(mask), cpu) === 1;
  return kernelMask(m, ofNodeName(mask.name, wanted), () => allCpus(m).filter(isIn));
}

const give =
  (which: (m: Machine) => Obj): Effect =>
  (frame, call, a) =>
    own(frame, call, ofNode(frame.m, which(frame.m), call, a), 'cpumask');

/** scx_idle_test_and_clear_cpu: the CPU is no longer idle, nor is its core. */
function claim(m: Machine, cpu: number): boolean {
  if (cpu < 0 || cpu >= m.sizes.n) return false;
  const idle = maskOf(idleMask(m));
  if (masks.testBit(idle, cpu) === 0) return false;
  const { core, node } = m.topology;
  const clear = (name: string, which: number): void => {
    for (const mask of [m.kernel.get(name), m.kernel.get(ofNodeName(name, node[cpu]!))])
      if (mask) masks.clearBit(maskOf(mask), which);
  };
  clear(IDLE, cpu);
  // The CPUs of a core are neighbours.
  for (let of = cpu; core[of] === core[cpu]; of--) clear(CORES, of);
  for (let of = cpu + 1; core[of] === core[cpu]; of++) clear(CORES, of);
  return true;
}

/** scx_pick_idle_cpu: whole idle cores first, unless only they will do; the CPU is claimed. */
function pickIdle(frame: Frame, allowed: Mask, flags: number): number {
  const { m } = frame;
  const core = distributed(frame, maskOf(idleCores(m)), allowed);
  if (core < m.sizes.n && claim(m, core)) return core;
  if ((flags & SCX_PICK_IDLE_FLAGS.SCX_PICK_IDLE_CORE) !== 0) return -ERRNO.EBUSY;
  const cpu = distributed(frame, maskOf(idleMask(m)), allowed);
  return cpu < m.sizes.n && claim(m, cpu) ? cpu : -ERRNO.EBUSY;
}

/** The mask and the flags: node functions have a node between them. */
function picked(call: Call, a: Value, b: Value, c: Value): { allowed: Mask; flags: number } {
  const { obj, off } = a as Ptr;
  const flags = toLength(call.fn.name.endsWith('_node') ? c : b);
  return { allowed: maskOf(obj, off), flags: flags > 0xffffffff ? 0 : flags };
}

const pick: Effect = (frame, call, a, b, c) => {
  const { allowed, flags } = picked(call, a, b, c);
  return pickIdle(frame, allowed, flags);
};

const pickAny: Effect = (frame, call, a, b, c) => {
  const { allowed, flags } = picked(call, a, b, c);
  const idle = pickIdle(frame, allowed, flags);
  if (idle >= 0) return idle;
  const cpu = distributed(frame, allowed, allowed);
  return cpu < frame.m.sizes.n ? cpu : -ERRNO.EBUSY;
};

/** The previous CPU when it is idle, else any idle one the task may use, else the previous one (or -EBUSY). */
const selectCpu: Effect = (frame, call, a, b, _wake, d) => {
  const { m } = frame;
  const task = structAt(a, 'task_struct');
  const allowed = maskOf(task ? cpusAllowed(m, task) : onlineMask(m));
  const isDefault = call.fn.name === 'scx_bpf_select_cpu_dfl';
  const previous = call.fn.name === '__scx_bpf_select_cpu_and' ? 0 : toS32(b);
  const extra = call.fn.name === 'scx_bpf_select_cpu_and' ? d : call.fn.name.startsWith('__') ? b : 0;
  const both = extra instanceof Ptr ? intersection(m, allowed, maskOf(extra.obj, extra.off)) : allowed;
  const fits = previous >= 0 && previous < m.sizes.n && masks.testBit(both, previous) === 1;
  const cpu = fits && claim(m, previous) ? previous : pickIdle(frame, both, 0);
  if (!isDefault) return cpu;
  if (d instanceof Ptr) writeInt(d.obj, d.off, 1, cpu >= 0 ? 1 : 0);
  return cpu >= 0 ? cpu : previous;
};

function intersection(m: Machine, a: Mask, b: Mask): Mask {
  const w = new Uint32Array(m.sizes.words);
  masks.andMask({ w, at: 0 }, a, b, m.sizes);
  return { w, at: 0 };
}

const exit: Effect = (frame, call) => {
  say(frame, words().schedulerEnds(utf8Text(textOf(frame, call).text)));
  return 0;
};

export const SCX = {
  'scx-possible-mask': give((m) => kernelMask(m, 'cpu_possible_mask', allCpus(m))),
  'scx-online-mask': give(onlineMask),
  'scx-idle-mask': give(idleMask),
  'scx-idle-smt-mask': give(idleCores),
  'scx-mask-put': (frame, call, a) => {
    disown(frame, call, a, words().givesBack(call.fn.name));
    return 0;
  },
  'scx-claim-idle': (frame, _call, a) => (claim(frame.m, toS32(a)) ? 1 : 0),
  'scx-pick-idle': pick,
  'scx-pick-any': pickAny,
  'scx-select-cpu': selectCpu,
  // Cids are numbered as CPUs are, as on a machine whose neighbours have neighbouring numbers.
  'scx-cid': (frame, _call, a) => (toS32(a) >= 0 && toS32(a) < frame.m.sizes.n ? toS32(a) : -ERRNO.EINVAL),
  'scx-nr-cpu-ids': (frame) => frame.m.sizes.n,
  'scx-nr-node-ids': (frame) => frame.m.topology.node.at(-1)! + 1,
  'scx-cpu-node': (frame, _call, a) => frame.m.topology.node[toS32(a)] ?? -ERRNO.EINVAL,
  'scx-insert': () => 1,
  'scx-move': () => 0,
  'scx-dsq': () => 0,
  'scx-kick': () => 0,
  'scx-task-cpu': (frame) => frame.m.options.cpu,
  'scx-exit': exit,
} satisfies Partial<Record<EffectName, Effect>>;
