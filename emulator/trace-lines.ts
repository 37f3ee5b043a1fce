/** What `bpf-cpumask run --trace` shows: the first and the last calls of a run, as lines. */

import { words } from '../bpf/words/faults.ts';
import type { TracedValue, TraceEvent, Tracer } from './machine/machine.ts';
import { bitsOf, formatCpuList } from './machine/topology.ts';
import type { Run } from './run.ts';
import { type Places, plainStep, type RunStep } from './site-ranges.ts';

/** Most calls at either end of a run; fewer when there is much to tell of each. */
const MOST_EVENTS = 10_000;
/** Characters of the traces of all programs of a file, with those that masks and lines count for. */
export const TRACE_OF_FILE = 8_000_000;
const CHARACTERS_A_WORD = 16;
const CHARACTERS_A_LINE = 100;
/** Characters that are written in a step, about. */
const CHARACTERS_A_STEP = 4;

export interface TraceLine extends RunStep {
  readonly step: number;
}

export interface TracedRun<R extends Run> {
  readonly run: R;
  readonly trace: readonly TraceLine[];
  readonly skipped: { readonly before: number; readonly count: number } | undefined;
  /** Of both runs, when there were two, and of their lines. */
  readonly work: number;
  /** Characters, as they count for TRACE_OF_FILE. */
  readonly characters: number;
}

/**
 * Runs once, and a second time when there is too much to show of it: a run is the same each time. `room` is for the
 * characters of both ends, of which at least one call is shown.
 */
export function runTraced<R extends Run>(
  run: (trace: Tracer) => R,
  places: Places,
  room: number,
): TracedRun<R> {
  const first = startOf(room / 2, places);
  const ran = run(first.tracer);
  const { calls, last: shown } = first.tracer;
  const { lines, characters } = first.taken();
  if (calls <= shown)
    return {
      run: ran,
      trace: lines,
      skipped: undefined,
      work: ran.work + stepsOfText(characters),
      characters,
    };
  // As many at the end as at the start.
  const second = endOf(Math.max(shown, calls - shown), calls, room / 2, places);
  run(second.tracer);
  const end = second.taken();
  const count = calls - lines.length - end.lines.length;
  const all = characters + end.characters;
  return {
    run: ran,
    trace: [...lines, ...end.lines],
    skipped: count > 0 ? { before: lines.length, count } : undefined,
    work: 2 * ran.work + stepsOfText(all),
    characters: all,
  };
}

const stepsOfText = (characters: number): number => Math.ceil(characters / CHARACTERS_A_STEP);

interface Collector {
  readonly tracer: Tracer;
  readonly taken: () => { readonly lines: readonly TraceLine[]; readonly characters: number };
}

/** Keeps the first calls, and is told of no more when there is no room. */
function startOf(room: number, places: Places): Collector {
  const lines: TraceLine[] = [];
  let characters = 0;
  const tracer: Tracer = {
    first: 0,
    last: MOST_EVENTS,
    calls: 0,
    tell(event) {
      const line = traceLine(event, places);
      lines.push(line);
      characters += valuesCost(event) + line.message.length;
      if (characters > room) this.last = this.calls;
    },
  };
  return { tracer, taken: () => ({ lines, characters }) };
}

/** Keeps the last calls. Only what is shown becomes text: most of what is kept for a while is not. */
function endOf(first: number, last: number, room: number, places: Places): Collector {
  const kept: TraceEvent[] = [];
  let cost = 0;
  const tracer: Tracer = {
    first,
    last,
    calls: 0,
    tell(event) {
      kept.push(event);
      cost += valuesCost(event);
      while (cost > room && kept.length > 1) cost -= valuesCost(kept.shift()!);
    },
  };
  return { tracer, taken: () => lastLines(kept, room, places) };
}

/** As many of the last calls as there is room for, one at least. */
function lastLines(events: readonly TraceEvent[], room: number, places: Places) {
  const lines: TraceLine[] = [];
  let characters = 0;
  for (let i = events.length - 1; i >= 0 && characters <= room; i--) {
    const line = traceLine(events[i]!, places);
    lines.push(line);
    characters += valuesCost(events[i]!) + line.message.length;
  }
  return { lines: lines.reverse(), characters };
}

/** What a call costs beside its text: its line, and the copies of its masks. */
function valuesCost({ args }: TraceEvent): number {
  const length = args.reduce((sum, { mask }) => sum + (mask?.after.length ?? 0), 0);
  return CHARACTERS_A_LINE + CHARACTERS_A_WORD * length;
}

function traceLine(event: TraceEvent, places: Places): TraceLine {
  return { step: event.step, ...plainStep(event, traceText(event), places) };
}

/** `bpf_cpumask_set_cpu(3, mask 5)  mask 5: 0-1 -> 0-1,3  1 reference`. */
function traceText(event: TraceEvent): string {
  const call = `${event.name}(${event.args.map((arg) => arg.text).join(', ')})`;
  const result = event.result ? ` = ${event.result.text}` : '';
  const masks = new Map([...event.args, ...(event.result ? [event.result] : [])].flatMap(maskText));
  const owned = event.owned === undefined ? [] : [words().references(event.owned)];
  return [`${call}${result}`, ...masks.values(), ...owned].join('  ');
}

function maskText({ mask }: TracedValue): [number, string][] {
  if (!mask) return [];
  const before = formatCpuList(bitsOf(mask.before));
  const after = formatCpuList(bitsOf(mask.after));
  return [[mask.id, `${mask.name}: ${before === after ? after : `${before} -> ${after}`}`]];
}
