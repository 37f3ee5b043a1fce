/** A fault as the explorer finds it: facts only. `server/rules` says what it means. */

import type { At, Graph } from '../../../bpf/flow/graph.ts';
import type { DataOf, Happened, KindOf, RuleId } from '../../../bpf/kernel/faults/index.ts';
import { because } from '../../../bpf/words/reasons.ts';
import type { Ref, State } from '../domain/state.ts';
import { placeOf, type Trace } from '../domain/trace.ts';
import type { Context } from './context.ts';

/** Where, and on which path, a fault was found. */
interface Circumstances {
  readonly graph: Graph;
  readonly at: At;
  /** The part of it that is meant: one argument of a call. The place itself when it is nothing less. */
  readonly shown: At;
  /** Source text of the thing at fault, for the message. */
  readonly subject: string;
  readonly ref: Ref | undefined;
  /** Reference and nullness identities, to find in the trace where the pointer came from and what became of it. */
  readonly refId: number;
  readonly nid: number;
  readonly trace: Trace | undefined;
  /** The object file's load-time constants lead here. */
  readonly initial: boolean;
  /** Its path took a side on a question that only the load answers. */
  readonly assumed: boolean;
  /** Found with some of these answers alone. */
  readonly oneAnswer?: boolean;
  readonly root: string | null;
  /** false: no program of the file leads here. */
  readonly isUsed: boolean;
  readonly key: string;
}

/** A fault of one kind: what happened, and what its words have to know. */
export type FaultOf<Id extends RuleId, K extends KindOf<Id>> = Circumstances & {
  readonly id: Id;
  readonly what: K;
  readonly data: DataOf<Id, K>;
};

export type Fault = { [Id in RuleId]: { [K in KindOf<Id>]: FaultOf<Id, K> }[KindOf<Id>] }[RuleId];

/** Where something was found. */
export interface FoundAt {
  readonly at: At;
  /** Default: `at`. */
  readonly shown?: At;
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

export type Found = Happened & FoundAt;

/** A fault as far as its place tells it apart. */
export type Placed = Pick<Fault, 'id' | 'initial' | 'graph' | 'shown'>;

/** Of faults that are one finding wherever they are: what parts those at one place from the others; '' for most. */
export type Apart = (fault: Placed) => string;

/** What follows is not known. */
export function countLongLoop(cx: Context, name: string): void {
  cx.incomplete.set(name, because('longLoop'));
}

/**
 * Records a fault once. Of several paths to it, one that the object file's own values take is preferred, then the one
 * that goes wrong first in the source.
 */
export function report(cx: Context, state: State, found: Found): void {
  if (cx.watch || found.unused?.()) return;
  if ((cx.user !== undefined) !== isOfUserSpace(found)) return;
  if (state.uncertain) return countLongLoop(cx, found.graph.name);
  if (cx.summaries) {
    cx.suspect ??= found.graph.name;
    return;
  }
  const shown = found.shown ?? found.at;
  const apart = cx.apart?.({ id: found.id, initial: state.initial, graph: found.graph, shown }) ?? '';
  const key = `${found.key ?? defaultKey(cx, state, found)}${apart}`;
  const before = cx.faults.get(key);
  if (before && !isBetter(before, found, state)) return;
  cx.faults.set(key, {
    id: found.id,
    what: found.what,
    data: found.data ?? {},
    graph: found.graph,
    at: found.at,
    shown,
    subject: found.subject ?? '',
    ref: found.ref,
    refId: found.refId ?? found.ref?.id ?? 0,
    nid: found.nid ?? 0,
    trace: state.trace,
    initial: state.initial,
    assumed: state.assumed,
    root: cx.root.program,
    isUsed: cx.root.isUsed,
    key,
    // Found says of each kind what its data is; the compiler does not follow that through an object literal.
  } as Fault);
}

/** Is it found in files of user space, and there alone? */
function isOfUserSpace({ id, what }: Pick<Found, 'id' | 'what'>): boolean {
  return OF_USER_SPACE.has(id) && what !== 'permanent';
}

const OF_USER_SPACE: ReadonlySet<RuleId> = new Set([
  'map-operation-fails',
  'map-value-buffer',
  'per-cpu-value',
]);

function isBetter(before: Fault, found: Found, { initial, assumed }: State): boolean {
  if (before.initial !== initial) return initial;
  if (before.assumed !== assumed) return before.assumed;
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

/** The argument that a fault's data names. */
export function argumentNamed(data: object | undefined): number | undefined {
  return data && 'arg' in data && typeof data.arg === 'number' ? data.arg : undefined;
}

/** The place of argument `i` in a call; the call's own when nothing of the kind stands in it, as where a macro made it. */
export function argumentAt(call: { readonly at: At; readonly argAt: readonly At[] }, i: number): At {
  const at = call.argAt[i];
  const isInside =
    at !== undefined && at.start >= call.at.start && at.start < at.end && at.end <= call.at.end;
  return isInside ? at : call.at;
}
