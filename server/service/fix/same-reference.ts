/** Whether findings are about one reference. */
import { placeOf, steps } from '../../analysis/domain/trace.ts';
import type { Fault } from '../../analysis/engine/faults.ts';

/**
 * Another finding of the same reference: what is wrong with it after the first fault of a kind is not said, so nobody knows
 * what a fix makes of those runs.
 */
export function isEntangled(fault: Fault, other: Fault): boolean {
  if (other.id === fault.id || isOfNull(fault) || isOfNull(other)) return false;
  const from = acquiredAt(fault);
  return from !== undefined && from === acquiredAt(other);
}

/** A run on which the pointer is NULL ends there, and holds nothing: the others go on as if it had been tested. */
function isOfNull({ id }: Fault): boolean {
  return id === 'possibly-null-argument' || id === 'possibly-null-dereference';
}

/** Where the reference comes from. */
function acquiredAt({ trace, refId, nid }: Fault): string | undefined {
  const ref = refId || nid;
  for (const { step, graph, at } of steps(trace))
    if (step.kind === 'acquire' && step.ref === ref) return placeOf(graph, at);
  return undefined;
}
