/** `bpf_for`, `bpf_repeat` and `bpf_for_each`: an unknown number of rounds, as the verifier sees them. */
import type { At, Instr } from '../../../bpf/flow/graph.ts';
import { flagsAt, returnsAt } from '../../../bpf/kernel/index.ts';
import { binary, rangeOf } from '../domain/numbers.ts';
import { operand, setReg } from '../domain/registers.ts';
import { type Iter, live, type State, top } from '../domain/state.ts';
import { push } from '../domain/trace.ts';
import {
  anything,
  between,
  constant,
  freshId,
  kernelObject,
  type Num,
  pointer,
  typeRange,
  type Value,
} from '../domain/values.ts';
import { asBuilt } from '../engine/as-built.ts';
import { decide } from '../engine/branch.ts';
import { inRcu } from '../engine/context.ts';
import { report } from '../engine/faults.ts';
import { later, type Run } from '../engine/run.ts';
import { endLife } from '../kernel/open-coded-iterators.ts';

const INT = { k: 'int', size: 4, signed: true } as const;
const [LEAST, MOST] = typeRange(INT);
const ANY_INT: Iter['range'] = { lo: LEAST, hi: MOST };

export function newIterator(run: Run, state: State, instr: Instr & { op: 'iter_new' }): void {
  const frame = top(state);
  const fn = run.cx.lookup(`bpf_iter_${instr.kind}_new`);
  if (fn && flagsAt(fn, run.cx.kernel).includes('KF_RCU_PROTECTED') && !inRcu(run.cx, state)) {
    report(run.cx, state, {
      id: 'outside-rcu-section',
      what: 'iterator',
      data: { function: fn.name },
      graph: frame.graph,
      at: instr.at,
      subject: fn.name,
    });
  }
  const bounds: Num[] = [];
  for (const arg of instr.args) {
    const value = operand(frame, arg);
    if (value.k === 'num') bounds.push(value);
  }
  const life = freshId();
  live(state, life);
  const iter: Iter = {
    kind: instr.kind,
    bounds,
    range: spanOf(state, instr.kind, bounds),
    life,
    isPastSection: false,
  };
  frame.iters = new Map(frame.iters).set(instr.dst, iter);
  frame.regs[instr.dst] = constant(0);
}

/** Elements that bpf_for can give: the macro tests `start <= i < end` itself. */
function spanOf(state: State, kind: string, bounds: readonly Num[]): Iter['range'] {
  const [start, end] = bounds;
  if (kind !== 'num' || !start || !end) return ANY_INT;
  return {
    lo: Math.max(rangeOf(state, start).lo, ANY_INT.lo),
    hi: Math.min(rangeOf(state, end).hi - 1, ANY_INT.hi),
  };
}

/** Said once: what comes next is the same fault. */
function checkSection(run: Run, state: State, reg: number, use: 'next' | 'destroy', at: At): void {
  const frame = top(state);
  const iter = frame.iters.get(reg);
  if (!iter?.isPastSection) return;
  const name = `bpf_iter_${iter.kind}_${use}`;
  report(run.cx, state, {
    id: 'outside-rcu-section',
    what: 'iterator-ended',
    data: { function: name },
    graph: frame.graph,
    at,
    subject: name,
  });
  frame.iters = new Map(frame.iters).set(reg, { ...iter, isPastSection: false });
}

export function nextElement(run: Run, state: State, instr: Instr & { op: 'iter_next' }): void {
  checkSection(run, state, instr.iter, 'next', instr.at);
  const iter = top(state).iters.get(instr.iter);
  const end = later(run, state);
  setReg(end, instr.dst, constant(0), instr.at);
  if (instr.outType.k === 'ptr') setReg(end, instr.out, constant(0), instr.at);
  if (iter && !possible(run, state, iter)) {
    state.dead = true;
    return;
  }
  setReg(state, instr.dst, constant(1), instr.at);
  setReg(state, instr.out, element(run, state, instr, iter), instr.at);
  state.trace = push(state.trace, top(state).graph, instr.at, {
    kind: 'again',
    name: iter?.kind ?? instr.kind,
  });
}

/** A round means that start < end. */
function possible(run: Run, state: State, iter: Iter): boolean {
  const [start, end] = iter.bounds;
  if (iter.kind !== 'num' || !start || !end) return true;
  if (iter.range.lo > iter.range.hi) return false;
  return decide(run.cx, state, binary(state, 'lt', start, end, INT), true);
}

function element(run: Run, state: State, instr: Instr & { op: 'iter_next' }, iter: Iter | undefined): Value {
  if (!iter || ((iter.kind === 'num' || iter.kind === 'repeat') && instr.outType.k !== 'ptr')) {
    const span = iter?.range ?? ANY_INT;
    const value = between(span.lo, span.hi);
    const [start, end] = iter?.bounds ?? [];
    if (start && end)
      run.cx.initials.set(value.id, {
        lo: asBuilt(run.cx, state, start).lo,
        hi: asBuilt(run.cx, state, end).hi - 1,
      });
    return value;
  }
  const next = run.cx.lookup(`bpf_iter_${iter.kind}_next`);
  const returns = next && returnsAt(next, run.cx.kernel);
  if (returns?.kind === 'memory') {
    const id = freshId();
    const memory = { o: 'mem', id, size: returns.size, ref: iter.life, key: `m${id}`, record: '' } as const;
    return pointer({ ...memory, writable: true });
  }
  if (returns?.kind !== 'object') return anything(instr.outType);
  // Outside a section the kernel refuses the iterator itself; its elements are not judged.
  const trust = returns.trust === 'rcu' && !inRcu(run.cx, state) ? 'unknown' : returns.trust;
  return pointer(kernelObject(returns.struct, trust, 'other', state.rcuGen));
}

export function destroyIterator(run: Run, state: State, reg: number, at: At): void {
  checkSection(run, state, reg, 'destroy', at);
  const frame = top(state);
  const iters = new Map(frame.iters);
  const ended = iters.get(reg);
  if (ended) endLife(state, ended.life, `bpf_iter_${ended.kind}_destroy`, at);
  iters.delete(reg);
  frame.iters = iters;
}
