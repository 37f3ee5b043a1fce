/** `bpf_for`, `bpf_repeat`, `bpf_for_each`: the iterator lies in a register. */

import type { At, Graph, Instr } from '../../bpf/flow/graph.ts';
import { flagsAt, lookupFunction } from '../../bpf/kernel/index.ts';
import { words } from '../../bpf/words/faults.ts';
import { freeObj, newObj } from '../budget.ts';
import { refuseAt } from '../faults.ts';
import { endIteration, type Iteration, iterationOf, nextOf } from '../kernel/iterators.ts';
import type { Step } from '../machine/frames.ts';
import type { Frame } from '../machine/machine.ts';
import { Ptr, pointTo } from '../machine/values.ts';
import { slotOf } from './operands.ts';

type IteratorInstr = Extract<Instr, { op: 'iter_new' | 'iter_next' | 'iter_destroy' }>;

export function compileIterator(graph: Graph, instr: IteratorInstr): Step {
  if (instr.op === 'iter_new') return compileNew(graph, instr);
  if (instr.op === 'iter_next') return compileNext(instr);
  const { iter, at } = instr;
  return (frame) => {
    const { m, r } = frame;
    const held = r[iter];
    if (held instanceof Ptr) {
      if (held.obj.target) endIteration(frame, at, held.obj.target as Iteration);
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
      refuseAt(
        frame,
        at,
        { id: 'outside-rcu-section', what: 'iterator', data: { function: start.name } },
        (refused) => words().needsSection(start.name, refused),
      );
    const values = slots.map((slot) => r[slot] ?? 0);
    const obj = newObj(m, 'memory', words().iterator, 0);
    obj.target = iterationOf(frame, at, kind, values);
    m.loops++;
    r[dst] = pointTo(obj);
  };
}

function notStarted(frame: Frame, at: At, kind: string): never {
  const data = { function: `bpf_iter_${kind}_next`, arg: 0, struct: `iter_${kind}` };
  return refuseAt(frame, at, { id: 'call-not-allowed-here', what: 'iterator-not-started', data }, (refused) =>
    words().iteratorNotStarted(refused),
  );
}

function compileNext({ dst, iter, out, outType, kind, at }: IteratorInstr & { op: 'iter_next' }): Step {
  const byValue = outType.k === 'int';
  return (frame) => {
    const { r } = frame;
    const held = r[iter];
    const iteration = held instanceof Ptr ? (held.obj.target as Iteration | undefined) : undefined;
    if (!iteration) return notStarted(frame, at, kind);
    const value = byValue || iteration.numbersIn === undefined ? iteration.next() : nextOf(frame, iteration);
    if (value === undefined) {
      r[dst] = 0;
      if (!byValue) r[out] = 0;
      return;
    }
    r[dst] = 1;
    r[out] = value;
  };
}
