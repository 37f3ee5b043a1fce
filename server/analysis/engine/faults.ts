/** A fault as the explorer finds it: facts only. `server/rules` says what it means. */

import type { At, Graph } from '../../../bpf/flow/graph.ts';
import type { FaultId } from '../../../bpf/kernel/faults.ts';
import type { Ref, State } from '../domain/state.ts';
import { placeOf, type Trace } from '../domain/trace.ts';
import type { Context } from './context.ts';

export type { FaultId };

export interface Fault {
  readonly id: FaultId;
  /** What happened, in a closed vocabulary per id, and what the kernel's message needs. */
  readonly what: string;
  readonly data: Readonly<Record<string, string | number>>;
  readonly graph: Graph;
  readonly at: At;
  /** Source text of the thing at fault, for the message. */
  readonly subject: string;
  readonly ref: Ref | undefined;
  /** Reference and nullness identities, to find in the trace where the pointer came from and what became of it. */
  readonly refId: number;
  readonly nid: number;
  readonly trace: Trace | undefined;
  /** The object file's load-time constants lead here. */
  readonly initial: boolean;
  readonly root: string | null;
  /** false: no program of the file leads here. */
  readonly isUsed: boolean;
  readonly key: string;
}

export interface Found {
  readonly id: FaultId;
  readonly what: string;
  readonly data?: Readonly<Record<string, string | number>>;
  readonly at: At;
  readonly graph: Graph;
  readonly subject?: string;
  readonly ref?: Ref | undefined;
  readonly refId?: number;
  readonly nid?: number;
  /** The compiler drops the access: there is no fault. */
  readonly unused?: () => boolean;
  /** Two faults with one key are one finding; default: id and place. */
  readonly key?: string;
}

/**
 * Records a fault once. Of several ways to it, one that the object file's own values take is preferred, then the one
 * that goes wrong first in the source.
 */
export function report(cx: Context, state: State, found: Found): void {
  if (cx.watch || state.uncertain || found.unused?.()) return;
  if (cx.summaries) {
    cx.suspect ??= found.graph.name;
    return;
  }
  const key = found.key ?? defaultKey(cx, state, found);
  const before = cx.faults.get(key);
  if (before && !isBetter(before, found, state.initial)) return;
  cx.faults.set(key, {
    id: found.id,
    what: found.what,
    data: found.data ?? {},
    graph: found.graph,
    at: found.at,
    subject: found.subject ?? '',
    ref: found.ref,
    refId: found.refId ?? found.ref?.id ?? 0,
    nid: found.nid ?? 0,
    trace: state.trace,
    initial: state.initial,
    root: cx.root.program,
    isUsed: cx.root.isUsed,
    key,
  });
}

function isBetter(before: Fault, found: Found, initial: boolean): boolean {
  if (before.initial !== initial) return initial;
  if (before.graph.path !== found.graph.path) return false;
  return found.graph.start + found.at.start < before.graph.start + before.at.start;
}

/** Id and place; in a shared function that is only given what is wrong, each program that gives it has a fault of its own. */
function defaultKey(cx: Context, state: State, found: Found): string {
  const place = `${found.id} ${placeOf(found.graph, found.at)}`;
  return state.frames.length > 1 && !isHomemade(state, found) ? `${place} ${cx.root.name}` : place;
}

const FAR_BACK = 5_000;

/** Did the thing at fault come about in the very function where it goes wrong? */
function isHomemade(state: State, found: Found): boolean {
  const ref = found.refId ?? found.ref?.id ?? 0;
  const nid = found.nid ?? 0;
  for (let t = state.trace, n = 0; t && n < FAR_BACK; t = t.before, n++) {
    const step = t.step;
    if (step.kind === 'acquire' && ref !== 0 && step.ref === ref) return t.graph === found.graph;
    if (step.kind === 'origin' && nid !== 0 && step.nid === nid) return t.graph === found.graph;
  }
  return false;
}
