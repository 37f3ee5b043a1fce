/** Values and states of the analysis made by hand, for tests straight on its domain. */

import type { CType } from '../../bpf/flow/ctypes/types.ts';
import type { Graph } from '../../bpf/flow/graph.ts';
import { withFact } from '../../server/analysis/domain/learnt.ts';
import type {
  Cell,
  Frame,
  HeldLock,
  IrqFlag,
  Range,
  Ref,
  State,
} from '../../server/analysis/domain/state.ts';
import type { Kernel, Num, Ptr, Sym, Trust, Value } from '../../server/analysis/domain/values.ts';
import { startState } from '../../server/analysis/engine/state-facts.ts';
import { outlineOf, subsumes } from '../../server/analysis/engine/subsumption.ts';

export const INT: CType = { k: 'int', size: 4, signed: true };
export const UINT: CType = { k: 'int', size: 4, signed: false };
export const LONG: CType = { k: 'int', size: 8, signed: true };

/** A function of which nothing is asked but its name. */
export const GRAPH: Graph = {
  name: 'f',
  path: 'f.bpf.c',
  start: 0,
  params: [],
  result: INT,
  regs: [],
  locals: [],
  consts: [],
  blocks: [],
  incomplete: [],
  liveIn: [],
};

export function frameOf(regs: readonly (Value | undefined)[], over: Partial<Frame> = {}): Frame {
  return {
    graph: GRAPH,
    id: 1,
    block: 0,
    index: 0,
    regs: [...regs],
    result: undefined,
    iters: new Map(),
    callback: undefined,
    key: '',
    eras: undefined,
    control: undefined,
    loads: undefined,
    refsAtEntry: new Map(),
    ...over,
  };
}

/** A state with these registers in its only frame. */
export function stateOf(regs: readonly (Value | undefined)[] = [], over: Partial<State> = {}): State {
  return { ...startState(frameOf(regs)), ...over };
}

/** What was learnt, by identity. */
export function knowing(facts: Readonly<Record<number, Range>>): Pick<State, 'known'> {
  let known: State['known'];
  for (const [id, range] of Object.entries(facts)) known = withFact(known, Number(id), range);
  return { known };
}

export const NULL: Range = { lo: 0, hi: 0 };
export const NOT_NULL: Range = { lo: 1, hi: 1 };

export function num(id: number, lo: number, hi: number, over: Partial<Num> = {}): Num {
  return {
    k: 'num',
    id,
    lo,
    hi,
    sym: undefined,
    parents: [],
    precise: false,
    fuzzy: false,
    widened: false,
    doubtful: false,
    ...over,
  };
}

export const precise = (id: number, lo: number, hi: number): Num => num(id, lo, hi, { precise: true });

/** `a f b` as a number in [lo, hi]. */
export function made(
  id: number,
  f: Sym['f'],
  a: Value,
  b: Value | undefined,
  lo: number,
  hi: number,
  type = INT,
): Num {
  const parents = [a, b].filter((operand) => operand?.k === 'num');
  return num(id, lo, hi, { sym: { f, a, b, type }, parents });
}

export function ptr(obj: Ptr['obj'], over: Partial<Ptr> = {}): Ptr {
  return { k: 'ptr', nid: 0, obj, off: 0, view: '', member: '', ...over };
}

export function kernel(id: number, over: Partial<Kernel> = {}): Kernel {
  return {
    o: 'kernel',
    id,
    struct: 'bpf_cpumask',
    trust: 'trusted' satisfies Trust,
    ref: 0,
    rcuGen: 0,
    key: `k${id}`,
    from: 'other',
    length: undefined,
    ...over,
  };
}

/** Something unknown that a pointer points to. */
export const unknownAt = (key: string): Ptr['obj'] => ({ o: 'unknown', key });

export function refsOf(...ids: readonly number[]): Pick<State, 'refs'> {
  const ref = (id: number): Ref => ({
    id,
    struct: 'bpf_cpumask',
    by: 'bpf_cpumask_create',
    graph: GRAPH,
    at: { start: 0, end: 1 },
  });
  return { refs: new Map(ids.map((id) => [id, ref(id)])) };
}

export const lock = (kind: HeldLock['kind'], key: string): HeldLock => ({ kind, key });
export const flag = (key: string, off: number, by: IrqFlag['by'] = 'native'): IrqFlag => ({
  by,
  id: 7,
  key,
  off,
});
export const cell = (value: Value, size = 8, zero?: true): Cell =>
  zero ? { value, size, zero } : { value, size };

/** Memory of one object. */
export function memory(key: string, cells: Readonly<Record<number, Cell>>): State['stack'] {
  return new Map([[key, new Map(Object.entries(cells).map(([off, one]) => [Number(off), one]))]]);
}

/** May `now` be dropped because of `old`? `loop`: the old one is still being explored. */
export function covered(old: State, now: State, loop = false): boolean {
  return subsumes(old, outlineOf(old), now, loop);
}
