/** Faults of a run: kinds, and how one is raised with the path that led to it. */

import type { At } from '../bpf/flow/graph.ts';
import { kernelText, type RuleId, type RunHappened } from '../bpf/kernel/faults/index.ts';
import { words } from '../bpf/words/faults.ts';
import type { Frame } from './machine/machine.ts';
import type { Event, Ref, Site } from './machine/values.ts';

/** What only a run can have: the rest are faults of the catalogue, which the checker reports as well. */
export type RunFaultId =
  /** Memory is accessed outside of an object. */
  | 'out-of-bounds'
  /** A function is called that neither the source nor the kernel catalogue has. */
  | 'unknown-function'
  /** Something that the emulator does not run. */
  | 'not-emulated'
  /** The run took more steps than it was given. */
  | 'step-limit'
  /** The run took more memory than it was given. */
  | 'memory-limit'
  /** Functions call each other too deeply. */
  | 'call-depth'
  /** A process does what the system kills it for. */
  | 'crash'
  | 'cancelled';
export type FaultKindId = RuleId | RunFaultId;

export interface Fault {
  readonly kind: FaultKindId;
  readonly message: string;
  readonly site: Site;
  /** What led to it, oldest first. */
  readonly path: readonly Event[];
  /** One call cannot be made: what comes behind it may run without it. */
  readonly isCall?: true;
}

/** Thrown to end a run. */
export class Stop extends Error {
  readonly fault: Fault;
  constructor(fault: Fault) {
    super(fault.message);
    this.fault = fault;
  }
}

/** Calls that are open, outermost first. */
function callsInto(frame: Frame): Event[] {
  const found: Event[] = [];
  for (let f = frame; f.caller !== undefined; f = f.caller)
    found.push({ graph: f.caller.code.graph, at: f.callAt, message: words().calls(f.code.graph.name) });
  return found.reverse();
}

/** A fault that only a run can have. */
export function faultAt(frame: Frame, at: At, kind: RunFaultId, message: string): Fault {
  return found(frame, at, kind, message, []);
}

/**
 * Puts a fault of the catalogue into words. `refused`: ' (\"…\")' with what the verifier of the target kernel prints, to
 * follow what is said of it, or '' when it prints nothing.
 */
export type Tell = (refused: string) => string;

/** What the verifier prints, to follow what is said of it. */
export const printed = (text: string): string => (text === '' ? '' : ` ("${text}")`);

/** A fault of the catalogue. */
export function refusalAt(
  frame: Frame,
  at: At,
  happened: RunHappened,
  tell: Tell,
  history: readonly Event[] = [],
): Fault {
  const [first = ''] = kernelText(happened, frame.m.options.kernel, false).split('\n');
  return found(frame, at, happened.id, tell(printed(first)), history);
}

function found(frame: Frame, at: At, kind: FaultKindId, message: string, history: readonly Event[]): Fault {
  return {
    kind,
    message,
    site: { graph: frame.code.graph, at },
    path: [...history, ...callsInto(frame)],
  };
}

/** Ends the run with a fault that only a run can have. */
export function fail(frame: Frame, at: At, kind: RunFaultId, message: string): never {
  throw new Stop(faultAt(frame, at, kind, message));
}

/** Ends the run at a call that the emulator cannot make. */
export function failWithoutCall(frame: Frame, at: At, message: string): never {
  throw new Stop({ ...faultAt(frame, at, 'not-emulated', message), isCall: true });
}

/** Ends the run with a fault of the catalogue. */
export function refuseAt(
  frame: Frame,
  at: At,
  happened: RunHappened,
  tell: Tell,
  history: readonly Event[] = [],
): never {
  throw new Stop(refusalAt(frame, at, happened, tell, history));
}

/** Adds to the history of a reference. */
export function note(ref: Ref, frame: Frame, at: At, message: string): void {
  if (ref.history.length < 20) ref.history.push({ graph: frame.code.graph, at, message });
}

/** References that are told of one by one, of those that a run leaves behind. */
const MOST_LEAKS = 100;

/** What is still owned when nothing can end it any more becomes faults of the run. */
export function loseReferences(
  frame: Frame,
  at: At,
  how: 'exit' | 'throw' | 'tail-call',
  when: string,
): void {
  const { refs, faults } = frame.m;
  const lost = [...refs.values()].filter((ref) => !ref.isGiven);
  refs.clear();
  const rest = lost.length - MOST_LEAKS;
  for (const [i, ref] of lost.slice(0, MOST_LEAKS).entries()) {
    const fault = leakOf(frame, at, ref, how, when);
    const isLast = i === MOST_LEAKS - 1 && rest > 0;
    faults.push(isLast ? { ...fault, message: words().moreOwned(fault.message, rest) } : fault);
  }
}

/** A reference that is still owned when nothing can end it any more. */
function leakOf(frame: Frame, at: At, ref: Ref, how: 'exit' | 'throw' | 'tail-call', when: string): Fault {
  const { struct, by } = ref;
  return refusalAt(
    frame,
    at,
    { id: 'unreleased-reference', what: how, data: { struct, by } },
    (refused) => words().stillOwned(nameOf(ref), when, refused),
    ref.history,
  );
}

function nameOf(ref: Ref): string {
  return ref.struct === 'ringbuf' ? words().recordFrom(ref.by) : words().structFrom(ref.struct, ref.by);
}
