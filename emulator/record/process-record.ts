/** Runs `main()` of user space with the BPF files that it works with, and records it. */

import type { FunctionInfo, Module } from '../../bpf/flow/graph.ts';
import type { Version } from '../../bpf/kernel/types.ts';
import { DEFAULT_LIBBPF, isLibbpf } from '../../bpf/kernel/versions.ts';
import type { Range } from '../../bpf/syntax/lines.ts';
import { words } from '../../bpf/words/emulator.ts';
import { ask, type Form } from '../inputs/form.ts';
import { askMachine } from '../inputs/machine-inputs.ts';
import type { Bad } from '../inputs/texts.ts';
import { DEFAULT_BYTES, DEFAULTS, type Frame, type Machine, type Tracer } from '../machine/machine.ts';
import { toS32 } from '../machine/values.ts';
import { runGraph } from '../run.ts';
import { type Places, placeOf } from '../site-ranges.ts';
import { openProcess, processSetup } from '../user/run.ts';
import type { Sources } from '../user/sources.ts';
import type { Input, Place, RunRecord } from '../worker/messages.ts';
import type { Recorder } from './recorder.ts';
import { type Ended, edgeOf, type RecordOptions, record } from './run-record.ts';

export interface ProcessOptions extends RecordOptions {
  /** The one that is set. */
  readonly libbpf: Version | undefined;
  /** What was selected; the record opens at the first call in it. */
  readonly selected: readonly Range[];
}

/** A process runs as a whole, whatever of it was selected: what one statement does hangs on all before it. */
export function recordProcess(
  module: Module,
  main: FunctionInfo,
  source: Sources['source'],
  places: Places,
  options: ProcessOptions,
): RunRecord {
  const began = options.now();
  const graph = main.graph();
  const form = { inputs: [] as Input[], values: options.values };
  const machine = askMachine(form, options.kernel);
  const libbpf = askLibbpf(form, options.libbpf ?? DEFAULT_LIBBPF);
  const once = (recorder: Recorder, trace: Tracer): Ended => {
    let m: Machine;
    const cancelled = () => options.cancelled(m.steps);
    const maxBytes = DEFAULT_BYTES;
    m = openProcess(module, { ...DEFAULTS, maxBytes, ...machine, libbpf, trace, cancelled }, source);
    recorder.open(m);
    return runOnce(m, graph, recorder, trace, places, edgeOf({ graph }, places, main.start));
  };
  const found = record(
    {
      title: main.name,
      key: main.name,
      inputs: form.inputs,
      graph,
      place: { start: main.start, end: main.end },
      once,
      typeOf: () => words().userSpace,
    },
    places,
    () => options.now() - began,
  );
  const from = firstToSee(found.events, options.selected);
  return from < 0 ? found : { ...found, from };
}

/** The first call in what was selected; else the last event at which there are maps, if a process closes them at its end. */
function firstToSee(events: RunRecord['events'], selected: readonly Range[]): number {
  const call = events.findIndex(({ kind, place }) => kind === 'call' && isIn(place, selected));
  if (call >= 0) return call;
  let last = -1;
  let hasMaps = false;
  for (const [index, { change }] of events.entries()) {
    hasMaps = change.maps ? change.maps.length > 0 : hasMaps;
    if (hasMaps) last = index;
  }
  return last === events.length - 1 ? -1 : last;
}

function askLibbpf(form: Form, usual: Version): Version {
  const asked = {
    id: 'machine.libbpf',
    group: 'Machine',
    label: 'libbpf',
    kind: 'text',
    about: words().libbpfAbout,
    usual,
  } as const;
  return ask(form, asked, (text): Version | Bad =>
    isLibbpf(text) ? text : { problem: words().wantsLibbpf },
  );
}

/** Does a call begin in what was selected? */
function isIn({ path, range }: Place, selected: readonly Range[]): boolean {
  const { line, character } = range.start;
  return (
    path === undefined &&
    selected.some(
      ({ start, end }) =>
        (line > start.line || (line === start.line && character >= start.character)) &&
        (line < end.line || (line === end.line && character < end.character)),
    )
  );
}

function runOnce(
  m: Machine,
  graph: Parameters<typeof runGraph>[1],
  recorder: Recorder,
  trace: Tracer,
  places: Places,
  start: RunRecord['place'],
): Ended {
  const setup = processSetup(m, graph);
  let first: Frame | undefined;
  const value = runGraph(m, graph, {
    ...setup,
    prepare(frame) {
      first = frame;
      setup.prepare(frame);
      if (trace.first === 0) recorder.start(m, frame, start);
    },
  });
  const returns = value === null ? '' : words().exits(toS32(value) & 0xff);
  if (first) {
    const last = m.faults.at(-1)?.site ?? { graph, at: first.leftAt };
    recorder.end(m, first, placeOf(places, last), returns === '' ? words().endsHere : returns);
  }
  return { m, returns };
}
