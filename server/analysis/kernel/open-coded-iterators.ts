/**
 * Open-coded iterators called by name: each is a reference that lives in its stack variable until it is destroyed. Elements
 * that are plain memory are the iterator's and end with it (kernel/bpf/verifier.c, 6.18: `int *` of num and bits); objects
 * are not, whatever keeps them alive. Asked of a 6.18 kernel: num, bits, task, task_vma, kmem_cache, dmabuf.
 */
import type { At } from '../../../bpf/flow/graph.ts';
import { flagsAt } from '../../../bpf/kernel/index.ts';
import { dropCells, setCell } from '../domain/cells.ts';
import { addRef, dropRef, live, type Ref, type State, top, unlive } from '../domain/state.ts';
import { push } from '../domain/trace.ts';
import { freshId, type Obj, objectKey, pointer, type Value } from '../domain/values.ts';
import { type Context, inRcu } from '../engine/context.ts';
import { type KernelCall, refuse } from './refuse.ts';

/** Of an iterator's state whose RCU section is over. */
const PAST_SECTION = '-section';

export const iteratorName = (c: KernelCall) =>
  c.fn.name.replace(/^bpf_/, '').replace(/_(new|next|destroy)$/, '');

/** An iterator is a reference that lives in its stack variable until it is destroyed. */
export function startIterator(c: KernelCall): boolean {
  const it = c.args[0];
  if (flagsAt(c.fn, c.cx.kernel).includes('KF_RCU_PROTECTED') && !inRcu(c.cx, c.state))
    refuse(c, 0, 'outside-rcu-section', 'iterator');
  if (isElsewhere(it)) refuse(c, 0, 'call-not-allowed-here', 'iterator-not-on-stack');
  return holdIterator(c);
}

/** It has to be destroyed, even where it could not be started. */
export function holdIterator(c: KernelCall): boolean {
  const it = c.args[0];
  if (it?.k !== 'ptr' || it.obj.o !== 'stack' || it.off === undefined) return false;
  const id = freshId();
  const graph = top(c.state).graph;
  addRef(c.state, { id, struct: iteratorName(c), by: c.fn.name, graph, at: c.instr.at });
  c.state.trace = push(c.state.trace, graph, c.instr.at, {
    kind: 'acquire',
    ref: id,
    by: c.fn.name,
    name: '',
  });
  const life = freshId();
  live(c.state, life);
  const state = pointer({
    o: 'mem',
    id: life,
    size: 8,
    ref: id,
    key: `m${id}`,
    record: iteratorName(c),
    writable: false,
  });
  setCell(c.state, 'stack', it.obj.key, it.off, { value: state, size: 8 });
  return false;
}

/** Does it certainly lie elsewhere than on the stack, which the verifier asks of iterators? */
export function isElsewhere(it: Value | undefined): boolean {
  return it?.k === 'ptr' && ELSEWHERE.has(it.obj.o);
}

const ELSEWHERE: ReadonlySet<string> = new Set(['global', 'value', 'kernel', 'mem', 'map']);

type Started = Extract<Obj, { o: 'mem' }>;

/** The iterator in argument 0; 'unknown': it is out of our sight; undefined: certainly not started. */
export function startedIterator({ args, state }: KernelCall): Started | 'unknown' | undefined {
  const it = args[0];
  if (it?.k !== 'ptr' || it.obj.o !== 'stack' || it.off === undefined) return 'unknown';
  const value = state.stack.get(it.obj.key)?.get(it.off)?.value;
  return value?.k === 'ptr' && value.obj.o === 'mem' && value.obj.ref ? value.obj : undefined;
}

const needsSection = (cx: Context, kind: string): boolean => {
  const starter = cx.lookup(`bpf_iter_${kind}_new`);
  return starter !== undefined && flagsAt(starter, cx.kernel).includes('KF_RCU_PROTECTED');
};

/** An RCU section has ended: iterators that need one are of no use from here on (invalidation of MEM_RCU, 6.7). */
export function endSectionOfIterators(cx: Context, state: State): void {
  for (const [i, frame] of state.frames.entries()) {
    if (![...frame.iters.values()].some(({ kind }) => needsSection(cx, kind))) continue;
    const iters = new Map(
      [...frame.iters].map(([reg, it]) => [reg, { ...it, isPastSection: needsSection(cx, it.kind) }]),
    );
    state.frames = state.frames.with(i, { ...frame, iters });
  }
  const owned = [...state.refs.values()].filter(({ struct }) => struct.startsWith('iter_'));
  const ends = new Set(
    owned.filter(({ struct }) => needsSection(cx, struct.slice('iter_'.length))).map(({ id }) => id),
  );
  if (ends.size === 0) return;
  for (const [key, cells] of state.stack)
    for (const [off, cell] of cells) {
      const { value } = cell;
      if (value.k !== 'ptr' || value.obj.o !== 'mem' || !ends.has(value.obj.ref)) continue;
      const obj = { ...value.obj, record: PAST_SECTION };
      setCell(state, 'stack', key, off, { ...cell, value: { ...value, obj } });
    }
}

/** The iterator in argument 0 is used after its section. Said once: what comes next is the same fault. */
export function checkSection(c: KernelCall): void {
  const it = c.args[0];
  const found = startedIterator(c);
  if (typeof found !== 'object' || found.record !== PAST_SECTION || it?.k !== 'ptr') return;
  refuse(c, 0, 'outside-rcu-section', 'iterator-ended');
  const value = pointer({ ...found, record: iteratorName(c) });
  setCell(c.state, 'stack', objectKey(it.obj), it.off ?? 0, { value, size: 8 });
}

/** Iterators of the loops around a call that does not come back: their cleanup never runs. */
export function loopsOpen({ state, instr }: KernelCall): readonly Ref[] {
  return state.frames.flatMap(({ graph, iters }) =>
    [...iters.values()].map(({ kind, life }) => {
      const own = kind === 'repeat' ? 'num' : kind;
      return { id: life, struct: 'loop', by: `bpf_iter_${own}_new`, graph, at: instr.at };
    }),
  );
}

/** What an element of it lives as long as; 0: not known. */
export function lifeOfElement(c: KernelCall): number {
  const found = startedIterator(c);
  return typeof found === 'object' ? found.id : 0;
}

export function destroyStarted(c: KernelCall): void {
  checkSection(c);
  const found = startedIterator(c);
  if (isElsewhere(c.args[0])) refuse(c, 0, 'call-not-allowed-here', 'iterator-not-on-stack');
  else if (found === undefined)
    refuse(c, 0, 'call-not-allowed-here', 'iterator-not-started', { struct: iteratorName(c) });
  const it = c.args[0];
  if (typeof found === 'object') {
    dropRef(c.state, found.ref);
    endLife(c.state, found.id, c.fn.name, c.instr.at);
  }
  if (it?.k === 'ptr' && it.obj.o === 'stack') dropCells(c.state, 'stack', it.obj.key);
}

/** Its elements are gone. */
export function endLife(state: State, life: number, by: string, at: At): void {
  unlive(state, life);
  state.trace = push(state.trace, top(state).graph, at, { kind: 'release', ref: life, by });
}
