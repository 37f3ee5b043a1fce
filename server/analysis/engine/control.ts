/**
 * What an idle branch leaves depends on what decided it, and on nothing else does that matter:
 *
 *      decided by n ──▶ arm ──▶ arms meet: each number that an arm may have written has n among those it comes from
 *
 * If such a number turns out precise later, so does n, and only then do two states that differ in n differ. Nothing is
 * forgotten: numbers stay what they are.
 */
import type { Graph } from '../../../bpf/flow/graph.ts';
import { type IdleBranch, idleBranch } from '../compiler/idle-branches.ts';
import { spend } from '../domain/exploration.ts';
import { nullness } from '../domain/numbers.ts';
import { type Cells, type Frame, type State, top } from '../domain/state.ts';
import { contentType } from '../domain/type-sizes.ts';
import { markPrecise, type Num, type Value } from '../domain/values.ts';
import type { Context } from './context.ts';

/** Idle branches that were decided, and whose arms have not met yet; the latest first. */
export interface Control {
  readonly branch: IdleBranch;
  readonly by: Num;
  readonly before: Control | undefined;
}

/** The branch at the end of the frame's block, if nothing can go wrong in its arms as the path is now. */
export function idleHere(cx: Context, state: State): IdleBranch | undefined {
  const frame = top(state);
  const branch = idleBranch(frame.graph, frame.block);
  if (!branch) return undefined;
  for (const reg of branch.through) if (!isSound(cx, state, frame.graph, reg)) return undefined;
  return branch;
}

/** Does the register point to the beginning of a map's value of its own type, or a global, with plain data alone? */
function isSound(cx: Context, state: State, graph: Graph, reg: number): boolean {
  const value = top(state).regs[reg];
  if (value?.k !== 'ptr' || value.off !== 0 || nullness(state, value.nid) !== false) return false;
  if ((value.obj.o !== 'value' && value.obj.o !== 'global') || !value.obj.plain) return false;
  const own = graph.regs[reg]?.type;
  const content = contentType(cx, value);
  return own?.k === 'ptr' && own.to.k === 'struct' && content?.k === 'struct' && content.name === own.to.name;
}

/** A path goes one way only, because of that number. */
export function decidedBy(frame: Frame, branch: IdleBranch, by: Num): void {
  frame.control = { branch, by, before: frame.control };
}

/** At the start of a block: arms that meet here. */
export function settleControl(state: State): void {
  const frame = top(state);
  for (let one = frame.control; one; one = frame.control) {
    if (one.branch.join !== frame.block) return;
    frame.control = one.before;
    depend(state, frame, one);
  }
}

function depend(state: State, frame: Frame, { branch, by }: Control): void {
  spend(branch.written.size);
  for (const reg of branch.written) {
    const value = frame.regs[reg];
    if (value) frame.regs[reg] = dependent(value, by);
  }
  if (!branch.stores) return;
  const cache = new Map<string, Cells>();
  for (const [key, cells] of state.cache) {
    spend(cells.size);
    cache.set(
      key,
      new Map([...cells].map(([off, cell]) => [off, { ...cell, value: dependent(cell.value, by) }])),
    );
  }
  state.cache = cache;
}

function dependent(value: Value, by: Num): Value {
  return value.k === 'num' ? { ...value, precise: false, parents: [value, by] } : value;
}

/** The path ends within an arm: whoever is like it there has not been told of what decided. */
export function markControls(state: State): void {
  for (const { control } of state.frames) for (let c = control; c; c = c.before) markPrecise(c.by);
}
