/** From a fault's trace to the few steps that explain it. */
import type { At, Graph } from '../../bpf/flow/graph.ts';
import { type Step, steps, type Trace } from './domain/trace.ts';
import type { Fault } from './engine/faults.ts';

export interface Explained {
  readonly message: string;
  readonly graph: Graph;
  readonly at: At;
}

const MOST_STEPS = 14;
/** Faults of a call as such: which way leads to it does not matter. */
const EVERYWHERE: ReadonlySet<string> = new Set(['program-type', 'kernel-version']);

/** Steps from where the thing at fault came from to where it went wrong, in order. */
export function explain(fault: Fault): Explained[] {
  if (EVERYWHERE.has(fault.id)) return [];
  const all = steps(fault.trace);
  const from = all.findLastIndex((t) => begins(fault, t.step));
  const after = from >= 0 ? [...openCalls(all, from), ...all.slice(from)] : all.slice(-40);
  const kept = dropIdleCalls(upToTheFault(fault, after).filter((t) => matters(fault, t.step, from < 0)));
  return shorten(dropRepeatedRounds(kept)).map((t) => ({
    message: say(t.step, fault),
    graph: t.graph,
    at: t.at,
  }));
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

/** What is overwritten is lost there; the way on to the program's end explains nothing. */
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

function say(step: Step, fault: Fault): string {
  switch (step.kind) {
    case 'branch':
      return branch(step);
    case 'case':
      return step.label === 'default' ? 'no case matches: default' : `case ${step.label}`;
    case 'acquire':
      return acquired(step.by, step.name) + (fault.id.startsWith('possibly-null') ? ', or NULL' : '');
    case 'release':
      return `${step.by}() releases it`;
    case 'transfer':
      return 'ownership moves into the slot';
    case 'overwrite':
      return `'${step.name}' is overwritten while it holds the reference`;
    case 'stored':
      return 'stored in plain memory, which takes no ownership';
    case 'origin':
      return origin(step, fault);
    case 'enter':
      return `${step.name}() is called`;
    case 'again':
      return 'the loop goes round';
    case 'lock':
      return LOCKED[step.what] ?? `${step.what} is locked`;
    case 'unlock':
      return fault.id === 'outside-rcu-section'
        ? 'the RCU section ends, and with it what was read inside'
        : 'the RCU section ends';
    default:
      return '';
  }
}

function origin(step: Step & { kind: 'origin' }, fault: Fault): string {
  const text = oneLine(step.text);
  if (fault.id.startsWith('possibly-null')) return `'${text}' may be NULL`;
  return CALL.test(text) ? `'${text}' gives the pointer` : `'${text}' is read`;
}

const LOCKED: Readonly<Record<string, string>> = {
  rcu: 'an RCU section begins',
  preempt: 'preemption is disabled',
  irq: 'interrupts are disabled',
  spin: 'the spin lock is taken',
};

function branch(step: Step & { kind: 'branch' }): string {
  const text = oneLine(step.cond);
  // What is tested in `if (!(p = f()))` is p.
  const tested = /^(\w+) = /.exec(text)?.[1] ?? text;
  const outcome =
    step.pointer || POINTER_MACRO.test(tested)
      ? `'${tested}' is ${step.taken ? 'not NULL' : 'NULL'}`
      : isNumber(tested)
        ? `'${tested}' is ${step.taken ? 'not 0' : '0'}`
        : `'${text}' is ${step.taken ? 'true' : 'false'}`;
  return step.against ? `${outcome}, which the values in the object file rule out` : outcome;
}

const POINTER_MACRO = /^(?:MEMBER_VPTR|ARRAY_ELEM_PTR)\(/;
/** A variable or field. */
const PLACE = /^\w+(?:(?:\.|->)\w+|\[\w+\])*$/;
const CALL = /^(\w+)\(.*\)$/s;
const QUESTION =
  /test|empty|full|equal|subset|intersects|overlaps|valid|(?:^|_)(?:is|has|can|may|should|need)(?:_|$)/;

/** Its value is tested; it is no comparison, and not the answer to a question. */
function isNumber(text: string): boolean {
  const callee = CALL.exec(text)?.[1];
  return callee === undefined ? PLACE.test(text) : !QUESTION.test(callee);
}

function acquired(by: string, name: string): string {
  if (by.startsWith('bpf_iter_')) return `${by}() starts an iterator`;
  return name ? `'${name}' gets a reference from ${by}()` : `${by}() hands out a reference`;
}

const TEXT_LIMIT = 80;
function oneLine(text: string): string {
  const flat = text.replace(/\s+/g, ' ').trim();
  return flat.length > TEXT_LIMIT ? `${flat.slice(0, TEXT_LIMIT - 3)}...` : flat;
}
