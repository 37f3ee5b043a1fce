/** Registers of the youngest frame: what an operand is, and what happens when one is written or not read again. */
import type { Instr, Operand } from '../../../bpf/flow/graph.ts';
import { spend } from './exploration.ts';
import { type Frame, refOf, type State, top } from './state.ts';
import { push } from './trace.ts';
import { constant, TOP, type Value } from './values.ts';

/** A register of the frame, or (below 0) a constant of its function. */
export function operand(frame: Frame, op: Operand): Value {
  if (op >= 0) return frame.regs[op] ?? TOP;
  const c = frame.graph.consts[-1 - op]!;
  const small = Number(c.value);
  return constant(Number.isSafeInteger(small) ? small : c.value);
}

/** Writes a register of the youngest frame; a named variable that held a live reference leaves a note of it. */
export function setReg(state: State, dst: number | undefined, value: Value, at: Instr['at']): void {
  if (dst === undefined) return;
  const frame = top(state);
  const old = frame.regs[dst];
  const ref = refOf(old);
  if (ref && state.refs.has(ref) && refOf(value) !== ref) {
    const name = frame.graph.regs[dst]?.name;
    if (name) state.trace = push(state.trace, frame.graph, at, { kind: 'overwrite', ref, name });
  }
  frame.regs[dst] = value;
}

/**
 * Registers that are not read again hold nothing that could tell two states apart. Older frames were cleaned when they
 * called. A variable with a reference that nobody released keeps it: when it is overwritten, that is where it is lost.
 */
export function forgetDead(state: State, frame: Frame, live: ReadonlySet<number>): void {
  const regs = frame.regs;
  spend(regs.length >> 3);
  for (let r = 0; r < regs.length; r++) {
    if (regs[r] === undefined || live.has(r)) continue;
    const ref = state.refs.size > 0 ? refOf(regs[r]) : 0;
    if (ref === 0 || !state.refs.has(ref) || frame.graph.regs[r]?.name === undefined) regs[r] = undefined;
  }
}
