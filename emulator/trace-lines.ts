/** What `bpf-cpumask run --trace` shows: the first and the last calls of a run, as lines. */
import type { FunctionInfo } from '../bpf/flow/graph.ts';
import type { Linkage, MachineOptions, TracedValue, TraceEvent, Tracer } from './machine.ts';
import { type Places, plainStep, type RunStep } from './places.ts';
import { type Run, runProgram } from './run.ts';
import { bitsOf, formatCpuList } from './topology.ts';

/** Most calls at either end of a run; fewer when there is much to tell of each. */
const MOST_EVENTS = 10_000;
/** Characters at either end, with those that masks count for. */
const MOST_WORK = 4_000_000;
const CHARACTERS_A_WORD = 16;

export interface TraceLine extends RunStep {
  readonly step: number;
}

export interface TracedRun {
  readonly run: Run;
  readonly trace: readonly TraceLine[];
  readonly skipped: { readonly before: number; readonly count: number } | undefined;
  /** Of both runs, when there were two. */
  readonly work: number;
}

/** Runs once, and a second time when there is too much to show of it: a run is the same each time. */
export function runTraced(
  linkage: Linkage,
  fn: FunctionInfo,
  machine: MachineOptions,
  places: Places,
): TracedRun {
  const first = collector(0, MOST_EVENTS, places);
  const run = runProgram(linkage, fn, { ...machine, trace: first.tracer });
  const { calls, last: shown } = first.tracer;
  if (calls <= shown) return { run, trace: first.lines, skipped: undefined, work: run.work };
  // As many at the end as at the start.
  const second = collector(Math.max(shown, calls - shown), calls, places);
  runProgram(linkage, fn, { ...machine, trace: second.tracer });
  const count = calls - first.lines.length - second.lines.length;
  const skipped = count > 0 ? { before: first.lines.length, count } : undefined;
  return { run, trace: [...first.lines, ...second.lines], skipped, work: 2 * run.work };
}

/** Keeps the first calls of those that it is told of, and of those at the end the last ones. */
function collector(first: number, last: number, places: Places): { tracer: Tracer; lines: TraceLine[] } {
  const lines: TraceLine[] = [];
  const costs: number[] = [];
  let work = 0;
  const tracer: Tracer = {
    first,
    last,
    calls: 0,
    tell(event) {
      const line = traceLine(event, places);
      const cost = costOf(event, line);
      lines.push(line);
      costs.push(cost);
      work += cost;
      if (work <= MOST_WORK) return;
      if (first === 0) this.last = this.calls;
      // The second run has to come to the end.
      else for (; work > MOST_WORK && lines.length > 1; lines.shift()) work -= costs.shift()!;
    },
  };
  return { tracer, lines };
}

function costOf({ args }: TraceEvent, { message }: TraceLine): number {
  const words = args.reduce((sum, { mask }) => sum + (mask?.after.length ?? 0), 0);
  return message.length + CHARACTERS_A_WORD * words;
}

function traceLine(event: TraceEvent, places: Places): TraceLine {
  return { step: event.step, ...plainStep(event, traceText(event), places) };
}

/** `bpf_cpumask_set_cpu(3, mask 5)  mask 5: 0-1 -> 0-1,3  1 reference`. */
export function traceText(event: TraceEvent): string {
  const call = `${event.name}(${event.args.map((arg) => arg.text).join(', ')})`;
  const result = event.result ? ` = ${event.result.text}` : '';
  const masks = new Map([...event.args, ...(event.result ? [event.result] : [])].flatMap(maskText));
  const owned = `${event.owned} ${event.owned === 1 ? 'reference' : 'references'}`;
  return [`${call}${result}`, ...masks.values(), owned].join('  ');
}

function maskText({ text, mask }: TracedValue): [number, string][] {
  if (!mask) return [];
  const before = formatCpuList(bitsOf(mask.before));
  const after = formatCpuList(bitsOf(mask.after));
  const name = text.replace(/ \(reference.*$/, '');
  return [[mask.id, `${name}: ${before === after ? after : `${before} -> ${after}`}`]];
}
