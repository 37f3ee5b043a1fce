/** What the world does at a point of a run, where an exploration tries more than the usual. */
import type { At } from '../../bpf/flow/graph.ts';
import type { Frame, Machine } from './machine.ts';
import { DoubtedPtr, type Ptr, type Site } from './values.ts';

export type Decision =
  | 'create'
  | 'allocate'
  | 'kptr-read'
  | 'slot'
  | 'element'
  | 'gone'
  | 'contents'
  | 'field'
  | 'update'
  | 'random'
  | 'global'
  | 'argument'
  | 'lookup'
  | 'lock'
  | 'result'
  | 'absent'
  | 'null'
  | 'refill';

/** The alternative to take, below `count`. */
export type Decide = (what: Decision, count: number, site: Site | undefined) => number;

/** What the world does at a point. Without an exploration: the usual. */
export function decide(m: Machine, what: Decision, count: number, site?: Site): number {
  return m.options.decide === undefined ? 0 : m.options.decide(what, count, site);
}

/** In an exploration, the pointer as one that a test may take for NULL. */
export function doubted(m: Machine, ptr: Ptr): Ptr {
  return m.options.decide === undefined ? ptr : new DoubtedPtr(ptr.obj, ptr.off, ptr.ref, ptr.gen);
}

/** Whether tests take a pointer for NULL: all of them do or none, as the compiler makes one of them. */
export function isTakenForNull(frame: Frame, at: At, ptr: DoubtedPtr): boolean {
  ptr.isNull ??= decide(frame.m, 'null', 2, { graph: frame.code.graph, at }) === 1;
  return ptr.isNull;
}
