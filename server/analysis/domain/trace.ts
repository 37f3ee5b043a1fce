/** What happened on a path, as a list that forks share: a finding's path is read off it backwards. */
import type { At, Graph } from '../../../bpf/flow/graph.ts';
import { spend } from './exploration.ts';

export type Step =
  /** A branch was taken (`taken`) or not. `pointer`: a NULL test. `against`: here the object file's own load-time constants lead the other way; `built`: they lead this way alone. */
  | {
      readonly kind: 'branch';
      readonly taken: boolean;
      readonly cond: string;
      readonly pointer: boolean;
      readonly against: boolean;
      readonly built: boolean;
    }
  | { readonly kind: 'case'; readonly label: string }
  | { readonly kind: 'acquire'; readonly ref: number; readonly by: string; readonly name: string }
  | { readonly kind: 'release'; readonly ref: number; readonly by: string }
  | { readonly kind: 'transfer'; readonly ref: number }
  | { readonly kind: 'overwrite'; readonly ref: number; readonly name: string }
  | { readonly kind: 'stored'; readonly ref: number; readonly where: string }
  | { readonly kind: 'null'; readonly nid: number; readonly isNull: boolean; readonly name: string }
  | { readonly kind: 'origin'; readonly nid: number; readonly text: string }
  | { readonly kind: 'enter'; readonly name: string }
  | { readonly kind: 'leave'; readonly name: string }
  | { readonly kind: 'again'; readonly name: string }
  | { readonly kind: 'lock' | 'unlock'; readonly what: string };

export interface Trace {
  readonly step: Step;
  readonly graph: Graph;
  readonly at: At;
  readonly before: Trace | undefined;
  readonly length: number;
}

export function push(before: Trace | undefined, graph: Graph, at: At, step: Step): Trace {
  return { step, graph, at, before, length: (before?.length ?? 0) + 1 };
}

/** A place in a function, wherever the function stands: what findings are kept apart by. */
export function placeOf(graph: Graph, at: At): string {
  return `${graph.path} ${graph.name}+${at.start}`;
}

/** Steps that are looked back. */
export const WALK_LIMIT = 20_000;

/** Steps in order of time. */
export function steps(trace: Trace | undefined): Trace[] {
  const all: Trace[] = [];
  for (let t = trace; t && all.length < WALK_LIMIT; t = t.before) all.push(t);
  spend(all.length);
  return all.reverse();
}

/** The last step that opened such a section (`what` as those steps name it). */
export function lastLock(trace: Trace | undefined, what: string): Trace | undefined {
  let t = trace;
  while (t && !(t.step.kind === 'lock' && t.step.what === what)) t = t.before;
  return t;
}
