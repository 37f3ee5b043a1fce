/** From a fault's trace to the few steps that explain it. Their words are the rules' (server/rules/path.ts). */
import { type Step, steps, type Trace } from './domain/trace.ts';
import type { Fault } from './engine/faults.ts';

/** One step of a path and where it is. */
export type PathStep = Pick<Trace, 'step' | 'graph' | 'at'>;

const MOST_STEPS = 14;
/** Faults of a call as such: which path leads to it does not matter. */
const EVERYWHERE: ReadonlySet<string> = new Set(['program-type', 'kernel-version']);

/** Steps from where the thing at fault came from to where it went wrong, in order. */
export function explain(fault: Fault): readonly PathStep[] {
  if (EVERYWHERE.has(fault.id)) return [];
  const all = steps(fault.trace);
  const from = all.findLastIndex((t) => begins(fault, t.step));
  const after = from >= 0 ? [...openCalls(all, from), ...all.slice(from)] : all.slice(-40);
  const kept = dropIdleCalls(upToTheFault(fault, after).filter((t) => matters(fault, t.step, from < 0)));
  return shorten(dropRepeatedRounds(kept));
}

/** Calls that lead to where a path begins. */
function openCalls(all: readonly Trace[], until: number): Trace[] {
  const open: Trace[] = [];
  for (const t of all.slice(0, until)) {
    if (t.step.kind === 'enter') open.push(t);
    else if (t.step.kind === 'leave') open.pop();
  }
  return open;
}

/** What is overwritten is lost there; the path on to the program's end explains nothing. */
function upToTheFault(fault: Fault, path: readonly Trace[]): readonly Trace[] {
  if (fault.what !== 'overwritten') return path;
  const last = path.findLastIndex((t) => t.step.kind === 'overwrite' && t.step.ref === fault.refId);
  return last < 0 ? path : path.slice(0, last + 1);
}

function begins(fault: Fault, step: Step): boolean {
  if (step.kind === 'acquire' && fault.refId !== 0) return step.ref === fault.refId;
  if (step.kind === 'origin' && fault.refId === 0) return step.nid === fault.nid && fault.nid !== 0;
  if (step.kind === 'lock')
    return (
      fault.id === 'unbalanced-rcu-section' ||
      (fault.id === 'call-not-allowed-here' && fault.what.includes('in-rcu'))
    );
  return false;
}

function matters(fault: Fault, step: Step, isVague: boolean): boolean {
  switch (step.kind) {
    case 'acquire':
    case 'release':
    case 'transfer':
    case 'overwrite':
    case 'stored':
      return step.ref === fault.refId;
    case 'origin':
      return step.nid === fault.nid && fault.refId === 0;
    case 'lock':
    case 'unlock':
      return (
        fault.id === 'unbalanced-rcu-section' ||
        fault.id === 'outside-rcu-section' ||
        (fault.id === 'call-not-allowed-here' && fault.what.startsWith('sleeps'))
      );
    case 'again':
      return !isVague;
    case 'null':
      return false;
    default:
      return true;
  }
}

/** A call that was left again without anything of note inside is no step. */
function dropIdleCalls(kept: readonly Trace[]): Trace[] {
  const out: Trace[] = [];
  for (const t of kept) {
    const last = out[out.length - 1];
    if (t.step.kind === 'leave' && last?.step.kind === 'enter' && last.step.name === t.step.name) out.pop();
    else out.push(t);
  }
  return out.filter((t, i) => !(t.step.kind === 'leave') && !(i > 0 && sameStep(t, out[i - 1]!)));
}

function sameStep(a: Trace, b: Trace): boolean {
  return (
    a.graph === b.graph && a.at.start === b.at.start && a.step.kind === b.step.kind && a.step.kind === 'again'
  );
}

/** Of rounds of a loop that go the same way only the first is shown. */
function dropRepeatedRounds(kept: readonly Trace[]): Trace[] {
  const rounds: Trace[][] = [[]];
  for (const t of kept) {
    if (t.step.kind === 'again') rounds.push([]);
    rounds[rounds.length - 1]!.push(t);
  }
  return rounds.filter((round, i) => i === 0 || !sameRound(round, rounds[i - 1]!)).flat();
}

function sameRound(a: readonly Trace[], b: readonly Trace[]): boolean {
  return a.length === b.length && a.every((t, i) => sameOutcome(t, b[i]!));
}

function sameOutcome(a: Trace, b: Trace): boolean {
  if (a.graph !== b.graph || a.at.start !== b.at.start || a.step.kind !== b.step.kind) return false;
  if (a.step.kind === 'branch' && b.step.kind === 'branch') return a.step.taken === b.step.taken;
  if (a.step.kind === 'case' && b.step.kind === 'case') return a.step.label === b.step.label;
  return a.step.kind === 'again' || a.step.kind === 'enter';
}

function shorten(kept: readonly Trace[]): readonly Trace[] {
  if (kept.length <= MOST_STEPS) return kept;
  const isKey = (t: Trace) => t.step.kind !== 'branch' && t.step.kind !== 'case' && t.step.kind !== 'again';
  const keys = kept.filter(isKey).slice(0, MOST_STEPS / 2);
  const rest = kept.filter((t) => !isKey(t)).slice(keys.length - MOST_STEPS);
  return kept.filter((t) => keys.includes(t) || rest.includes(t));
}
