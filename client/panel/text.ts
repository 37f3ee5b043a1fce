/** A whole run as plain text, to be pasted into an issue. */
import { words } from '../../bpf/words/panel.ts';
import type { Input, MapState, RecordFault, RunEvent, RunRecord } from '../../emulator/worker/messages.ts';
import type { Words } from './cpus.ts';
import { cpuList } from './cpus.ts';
import type { Run, View } from './model.ts';
import {
  changesMasks,
  holdersText,
  nameOf,
  openRun,
  sectionLines,
  slotRows,
  viewAt,
  written,
} from './model.ts';
import { callCount, callNumber, gapText, grouped, outputHead, placeText, resultText } from './words.ts';

/** Calls at the beginning and at the end that are written out: an issue takes about 65,000 characters. */
const FIRST = 200;
const LAST = 100;
/** Ranges of a CPU list. */
const RANGES = 24;

export function recordText(source: string, record: RunRecord): string {
  const run = openRun(record);
  const last = viewAt(run, record.events.length - 1);
  const parts = [
    head(source, record),
    section(words().inputs, record.inputs.filter(isTold).map(inputLine)),
    section(words().calls(grouped(callCount(record))), callLines(run, source)),
    section(words().stateAtEnd, stateLines(run, last, source)),
    section(outputHead(record), record.output),
    section(
      words().faults,
      record.faults.flatMap((fault) => faultLines(fault, source)),
    ),
  ];
  return `${parts.filter(Boolean).join('\n\n')}\n`;
}

function head(source: string, record: RunRecord): string {
  const { title, programType, place, machine } = record;
  const { cpus, nrCpus, cpu } = machine;
  return [
    `${title} (${programType}), ${placeText(place, source)}`,
    words().machine(cpus, nrCpus, cpu, new Set(machine.node).size, new Set(machine.llc).size),
    resultText(record),
  ].join('\n');
}

function section(title: string, lines: readonly string[]): string {
  return lines.length === 0 ? '' : [title, ...lines.map((line) => `  ${line}`)].join('\n');
}

/** Of the machine only what is not as usual: its size stands in the head. */
function isTold({ group, value, usual }: Input): boolean {
  return group !== 'Machine' || value !== usual;
}

function inputLine({ label, value, usual, problem }: Input): string {
  const changed = value === usual ? '' : ` ${words().usually(usual || "''")}`;
  return `${label} = ${value || "''"}${changed}${problem ? `: ${words().notTaken(problem)}` : ''}`;
}

function callLines(run: Run, source: string): string[] {
  const { events } = run.record;
  const lines: string[] = [];
  const tail = Math.max(FIRST, events.length - LAST);
  for (let index = 0; index < events.length; index++) {
    if (index === FIRST && tail > FIRST) {
      lines.push(`... ${gapText(leftOut(run.record, FIRST, tail))}`);
      index = tail;
    } else if (run.record.skipped?.before === index) lines.push(`... ${gapText(run.record.skipped.count)}`);
    const event = events[index]!;
    if (event.kind === 'call') lines.push(callLine(run, event, index, source));
  }
  return lines;
}

/** Calls from one event up to another, with those that the record itself leaves out. */
function leftOut(record: RunRecord, from: number, to: number): number {
  return callNumber(record, to) - callNumber(record, from - 1) - 1;
}

function callLine(run: Run, event: RunEvent, index: number, source: string): string {
  const { record } = run;
  const place = placeText(event.place, source);
  const line = `${callNumber(record, index)}. ${'  '.repeat(event.depth)}${event.text}  [${place}]`;
  if (!changesMasks(record, event, index)) return line;
  const { state } = viewAt(run, index);
  const after = [
    ...written(event.change).map(
      ({ id }) => `${nameOf(run, id)} = ${maskText(record, state.masks.get(id)!)}`,
    ),
    ...(event.change.gone ?? []).map((id) => words().isFreed(nameOf(run, id))),
  ];
  return `${line}  ${after.join('; ')}`;
}

function maskText({ machine }: RunRecord, bits: Words): string {
  const stray = cpuList(bits, machine.cpus, machine.nrCpus, RANGES);
  const cpus = cpuList(bits, 0, machine.cpus, RANGES);
  return stray === 'none' ? cpus : words().withStray(cpus, stray);
}

function stateLines(run: Run, view: View, source: string): string[] {
  const { record } = run;
  const { references, variables, sections, maps, masks } = view.state;
  const shown = view.masks.filter((id) => !view.state.gone.has(id));
  return [
    ...shown.map((id) => `${nameOf(run, id)} = ${maskText(record, masks.get(id)!)}`),
    ...references.map((reference) =>
      words().reference(
        nameOf(run, reference.object),
        reference.by,
        placeText(reference.place, source),
        holdersText(reference),
      ),
    ),
    ...slotRows(run, view).map(({ name, value }) => `kptr ${name} = ${value}`),
    ...maps.flatMap(mapLines),
    ...variables.map(({ name, value }) => `${name} = ${value}`),
    ...sectionLines(sections),
  ];
}

/** A map, and of a per-CPU map its values: they are seldom read from anything else. */
function mapLines({ name, type, entries, most, elements }: MapState): string[] {
  const head = words().mapLine(
    name,
    type,
    most > 0 ? words().numberOf(`${entries}`, `${most}`) : `${entries}`,
  );
  const values = elements.flatMap(({ key, cpus }) =>
    cpus ? [`  ${words().keyIs(key)}: ${cpus.join(', ')}`] : [],
  );
  return [head, ...values];
}

function faultLines({ kind, message, place, path }: RecordFault, source: string): string[] {
  return [
    `${placeText(place, source)}: ${kind}: ${message}`,
    ...path.map((step, index) => `  ${index + 1}. ${step.message} [${placeText(step.place, source)}]`),
  ];
}
