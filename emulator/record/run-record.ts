/** Runs what was found with its inputs, and records it. */

import type { At, Graph, Module } from '../../bpf/flow/graph.ts';
import type { Version } from '../../bpf/kernel/types.ts';
import { words } from '../../bpf/words/emulator.ts';
import { spoken } from '../../bpf/words/language.ts';
import type { Fault } from '../faults.ts';
import { askInputs, type Prepared } from '../inputs/inputs.ts';
import {
  DEFAULT_BYTES,
  DEFAULTS,
  type Frame,
  type Machine,
  type MachineOptions,
  newMachine,
  type Tracer,
} from '../machine/machine.ts';
import { valueText } from '../machine/names.ts';
import { Ptr, type Site, type Value } from '../machine/values.ts';
import { atExit, linkageOf, runGraph } from '../run.ts';
import { type Places, placeOf } from '../site-ranges.ts';
import type { Found } from '../target.ts';
import type { Input, InputValues, Place, RecordFault, RunRecord } from '../worker/messages.ts';
import { createRecorder, printedOf, RECORDED, type Recorder } from './recorder.ts';

export interface RecordOptions {
  readonly values: InputValues;
  /** The usual one. */
  readonly kernel: Version;
  /** Called every so many steps; true stops the run. */
  readonly cancelled: (steps: number) => boolean;
  readonly now: () => number;
}

export interface Ended {
  readonly m: Machine;
  readonly returns: string;
}

/** Something that runs, and what a record says of it. */
export interface Recorded extends Pick<RunRecord, 'title' | 'key' | 'inputs'> {
  readonly graph: Graph;
  /** Offsets in the file. */
  readonly place: At;
  /** Runs it on a new machine, and tells the recorder of the start and the end. */
  readonly once: (recorder: Recorder, trace: Tracer) => Ended;
  readonly typeOf: (m: Machine) => string;
}

export function recordRun(module: Module, found: Found, places: Places, options: RecordOptions): RunRecord {
  const began = options.now();
  const site: Site = { graph: found.graph, at: edgeAt(found, found.place.start) };
  const form = { inputs: [] as Input[], values: options.values };
  const prepared = askInputs(form, { ...found, module, site }, options.kernel);
  const recorded: Recorded = {
    ...found,
    inputs: form.inputs,
    once: (recorder, trace) => runOnce(module, found, prepared, recorder, trace, options, places),
    typeOf: (m) => spoken(m.program.type),
  };
  return record(recorded, places, () => options.now() - began);
}

/** Runs once, and a second time when there is too much to record at once. */
export function record(of: Recorded, places: Places, milliseconds: () => number): RunRecord {
  const recorder = createRecorder(places);
  const { start } = edgeAt(of, of.place.start);
  const { end } = edgeAt(of, of.place.end);
  const run = (first: number, last: number) => {
    const tracer = recorder.tracer(first, last);
    return { tracer, ended: of.once(recorder, tracer) };
  };
  let { tracer, ended } = run(0, RECORDED);
  // As many at the end as at the start, which may be fewer than wanted when there is much to tell of each.
  const recorded = tracer.last;
  const skipped = Math.max(0, tracer.calls - 2 * recorded);
  const before = recorder.events.length - 1;
  if (tracer.calls > recorded) {
    recorder.events.pop();
    recorder.startAnew();
    ({ ended } = run(tracer.calls - Math.min(recorded, tracer.calls - recorded), tracer.calls));
  }
  const { m } = ended;
  const { cpu, cpus, nrCpus } = m.options;
  const { node, llc, core } = m.topology;
  return {
    title: of.title,
    key: of.key,
    programType: of.typeOf(m),
    place: placeOf(places, { graph: of.graph, at: { start, end } }),
    inputs: of.inputs,
    machine: { cpus, nrCpus, cpu, node, llc, core },
    objects: recorder.objects(),
    events: recorder.events,
    ...(skipped > 0 ? { skipped: { before, count: skipped } } : {}),
    returns: ended.returns,
    faults: faultsOf(m, places),
    output: printedOf(m),
    steps: m.steps,
    milliseconds: milliseconds(),
  };
}

function runOnce(
  module: Module,
  found: Found,
  { machine, world, prepare }: Prepared,
  recorder: Recorder,
  trace: Tracer,
  { cancelled }: RecordOptions,
  places: Places,
): Ended {
  let m: Machine;
  const options: MachineOptions = {
    ...DEFAULTS,
    maxBytes: DEFAULT_BYTES,
    ...machine,
    world,
    trace,
    cancelled: () => cancelled(m.steps),
  };
  m = newMachine(linkageOf(module, found.fn, machine.kernel), options);
  recorder.open(m);
  const isFirst = trace.first === 0;
  let text = '';
  const value = runGraph(m, found.graph, {
    prepare(frame) {
      prepare(m, frame);
      if (isFirst) recorder.start(m, frame, edgeOf(found, places, found.place.start));
    },
    ended(frame) {
      const last = m.faults.at(-1)?.site ?? { graph: found.graph, at: frame.leftAt };
      text = endText(m, found, frame);
      recorder.end(m, frame, placeOf(places, last), text === '' ? words().endsHere : text);
    },
    atExit: (frame, result) => leave(m, found, frame, result),
  });
  return { m, returns: value === null && m.faults.length > 0 ? '' : text };
}

function edgeAt({ graph }: Pick<Found, 'graph'>, offset: number): At {
  return { start: offset - graph.start, end: offset - graph.start };
}

/** A place in the file without a length. */
export function edgeOf(of: Pick<Found, 'graph'>, places: Places, offset: number): Place {
  return placeOf(places, { graph: of.graph, at: edgeAt(of, offset) });
}

/** How the run came to its end; '' when a fault ended it. */
function endText(m: Machine, found: Found, frame: Frame): string {
  if (m.faults.length > 0) return '';
  const exit = found.exits.get(frame.leftAt);
  if (exit !== undefined && exit !== 'end') return words().leftBy(exit);
  if (exit === 'end' && !found.isValue) return words().ranToItsEnd;
  const { result } = found;
  const value = result.k === 'void' ? '' : valueText(m, frame.result, result);
  if (found.isValue) return value === '' ? words().ranToItsEnd : words().hasValue(value);
  return value === '' ? words().returnedNothing : words().returnedValue(value);
}

/** What a whole function, or a `return` in a part, must not leave behind; a part that ends otherwise may go on. */
function leave(m: Machine, found: Found, frame: Frame, result: Value): void {
  if (found.exits.has(frame.leftAt)) return;
  if (found.isProgram) return atExit(m, frame, frame.leftAt);
  const reached = new Set([result instanceof Ptr ? result.obj : undefined]);
  for (const { obj } of m.given) for (const ptr of obj.ptrs?.values() ?? []) reached.add(ptr.obj);
  for (const [id, ref] of m.refs) if (ref.isGiven || reached.has(ref.obj)) m.refs.delete(id);
  // Only a program has to close its sections: who calls a function may do it after it.
  if (!found.inProgram) Object.assign(m, { rcu: 0, preempt: 0, lock: undefined });
  atExit(m, frame, frame.leftAt);
}

const MOST_FAULTS = 100;

/** Faults of one kind with one path, as a loop makes them, are one. */
function faultsOf({ faults, process }: Machine, places: Places): RecordFault[] {
  const found = new Map<string, { readonly fault: Fault; count: number }>();
  for (const fault of faults) {
    const key = [fault.kind, ...[fault.site, ...fault.path].map(siteKey)].join();
    const before = found.get(key);
    if (before) before.count++;
    else if (found.size < MOST_FAULTS) found.set(key, { fault, count: 1 });
  }
  return [...found.values()].map(({ fault, count }) => {
    const plain = faultOf(fault, places, process !== undefined);
    return count === 1 ? plain : { ...plain, message: words().severalTimes(count, plain.message) };
  });
}

const siteKey = ({ graph, at }: Site): string => `${graph.path}:${graph.start + at.start}-${at.end}`;

/** What a reader can do about what does not run: part of a function may run where the whole does not. A process runs whole. */
function faultOf(
  { kind, message, site, path, isCall }: Fault,
  places: Places,
  isProcess: boolean,
): RecordFault {
  const hasWayOut = !isProcess && (kind === 'unknown-function' || isCall === true);
  return {
    kind,
    message: hasWayOut ? `${message} ${words().wayOut}` : message,
    place: placeOf(places, site),
    path: path.map((event) => ({ message: event.message, place: placeOf(places, event) })),
  };
}
