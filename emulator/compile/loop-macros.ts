/** `bpf_for`, `bpf_repeat`, `bpf_for_each`: the iterator lies in a register. */

import type { Graph, Instr } from '../../bpf/flow/graph.ts';
import { flagsAt, lookupFunction } from '../../bpf/kernel/index.ts';
import { freeObj, newObj } from '../budget.ts';
import { fail } from '../faults.ts';
import { type Iteration, iterationOf, nextOf } from '../kernel/iterators.ts';
import type { Step } from '../machine/frames.ts';
import { Ptr, pointTo } from '../machine/values.ts';
import { slotOf } from './operands.ts';

type IteratorInstr = Extract<Instr, { op: 'iter_new' | 'iter_next' | 'iter_destroy' }>;

export function compileIterator(graph: Graph, instr: IteratorInstr): Step {
  if (instr.op === 'iter_new') return compileNew(graph, instr);
  if (instr.op === 'iter_next') return compileNext(instr);
  const { iter } = instr;
  return ({ m, r }) => {
    const held = r[iter];
    if (held instanceof Ptr) {
      freeObj(m, held.obj);
      m.loops--;
    }
    r[iter] = undefined;
  };
}

function compileNew(graph: Graph, { dst, kind, args, at }: IteratorInstr & { op: 'iter_new' }): Step {
  const slots = args.map((arg) => slotOf(graph, arg));
  const start = lookupFunction(`bpf_iter_${kind}_new`);
  return (frame) => {
    const { m, r } = frame;
    if (start && m.rcu === 0 && m.sleepable && flagsAt(start, m.options.kernel).includes('KF_RCU_PROTECTED'))
      fail(
        frame,
        at,
        'outside-rcu-section',
        `${start.name}() needs an RCU section. The verifier refuses it.`,
      );
    const values = slots.map((slot) => r[slot] ?? 0);
    const obj = newObj(m, 'memory', 'iterator', 0);
    obj.target = iterationOf(frame, at, kind, values);
    m.loops++;
    r[dst] = pointTo(obj);
  };
}

function compileNext({ dst, iter, out, outType, at }: IteratorInstr & { op: 'iter_next' }): Step {
  const byValue = outType.k === 'int';
  return (frame) => {
    const { r } = frame;
    const held = r[iter];
    const iteration = held instanceof Ptr ? (held.obj.target as Iteration | undefined) : undefined;
    if (!iteration) return fail(frame, at, 'call-not-allowed-here', 'The iterator was not started.');
    const value = byValue || !iteration.isNumber ? iteration.next() : nextOf(frame, iteration);
    if (value === undefined) {
      r[dst] = 0;
      return;
    }
    r[dst] = 1;
    r[out] = value;
  };
}
