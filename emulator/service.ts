/** Runs the programs of a parsed file: plain data in, plain data out, for the terminal and for editors. */

import type { Module } from '../bpf/flow/graph.ts';
import { lowerModule } from '../bpf/flow/module.ts';
import { programsOf } from '../bpf/flow/programs.ts';
import type { Range } from '../bpf/syntax/lines.ts';
import type { ParsedFile } from '../bpf/syntax/types.ts';
import { explore } from './explore.ts';
import type { Fault, FaultKindId } from './faults.ts';
import {
  DEFAULT_BYTES,
  DEFAULT_STEPS,
  DEFAULTS,
  type MachineOptions,
  type TracedValue,
  type TraceEvent,
  type Tracer,
} from './machine.ts';
import { type Places, placesOf } from './places.ts';
import { linkageOf, type Run, runProgram } from './run.ts';
import { bitsOf, CPU_LIMITS, formatCpuList } from './topology.ts';
import type { Site } from './values.ts';

export interface RunOptions extends Partial<Omit<MachineOptions, 'trace' | 'decide'>> {
  /** Only this program. */
  readonly program?: string;
  readonly trace?: boolean;
  readonly explore?: boolean;
}

export interface RunStep {
  readonly message: string;
  readonly range: Range;
  /** Only when the step lies in another file. */
  readonly path?: string;
}

export interface RunFault {
  readonly kind: FaultKindId;
  readonly message: string;
  readonly range: Range;
  readonly path: readonly RunStep[];
}

export interface TraceLine extends RunStep {
  readonly step: number;
}

/** One element of `programs` in the JSON of `bpf-cpumask run`. */
export interface ProgramRun {
  readonly program: string;
  readonly type: string;
  readonly returns: number | null;
  readonly faults: readonly RunFault[];
  readonly output: readonly string[];
  readonly steps: number;
  /** Only when asked for. */
  readonly trace?: readonly TraceLine[];
  /** Only of an exploration: how many runs, and whether more were possible. */
  readonly explored?: { readonly runs: number; readonly bounded: boolean };
}

/** What the options mean together; a text says what is wrong with them. */
export function machineOptions(options: RunOptions): MachineOptions | string {
  const cpus = options.cpus ?? DEFAULTS.cpus;
  const nrCpus = options.nrCpus ?? (cpus <= DEFAULTS.nrCpus ? DEFAULTS.nrCpus : CPU_LIMITS.most);
  const { least, most } = CPU_LIMITS;
  if (!(cpus >= least && cpus <= most)) return `a machine has ${least} to ${most} CPUs, not ${cpus}`;
  if (!(nrCpus >= least && nrCpus <= most)) return `NR_CPUS is ${least} to ${most}, not ${nrCpus}`;
  if (nrCpus < cpus) return `a kernel with NR_CPUS=${nrCpus} has no ${cpus} CPUs`;
  const cpu = options.cpu ?? DEFAULTS.cpu;
  if (!(cpu >= 0 && cpu < cpus)) return `there is no CPU ${cpu} among ${cpus}`;
  const outside = options.task?.cpus?.find((id) => id >= cpus);
  if (outside !== undefined) return `the task's CPU ${outside} is not among ${cpus}`;
  const { program: _program, trace: _trace, explore: _explore, ...rest } = options;
  return {
    ...DEFAULTS,
    maxSteps: DEFAULT_STEPS,
    maxBytes: DEFAULT_BYTES,
    ...rest,
    cpus,
    nrCpus,
    cpu,
  };
}

/** Runs the programs of a file, each on a fresh machine. A text says why none can be run. */
export function runFile(file: ParsedFile, options: RunOptions): ProgramRun[] | string {
  const machine = machineOptions(options);
  if (typeof machine === 'string') return machine;
  const module = lowerModule(file, { nrCpus: machine.nrCpus });
  const all = programsOf(module);
  const wanted = options.program === undefined ? all : all.filter((fn) => fn.name === options.program);
  if (wanted.length === 0)
    return noProgram(
      module,
      all.map((fn) => fn.name),
      options.program,
    );
  const places = placesOf(file);
  return wanted.map((fn) => {
    const events: TraceEvent[] = [];
    const linkage = linkageOf(module, fn, machine.kernel);
    if (options.explore) {
      const found = explore(linkage, fn, machine);
      const explored = { runs: found.runs, bounded: found.isBounded };
      return { ...plainRun(found, places), explored };
    }
    const run = runProgram(linkage, fn, options.trace ? { ...machine, trace: collector(events) } : machine);
    const plain = plainRun(run, places);
    return options.trace ? { ...plain, trace: events.map((event) => traceLine(event, places)) } : plain;
  });
}

function noProgram(module: Module, names: readonly string[], wanted: string | undefined): string {
  if (wanted !== undefined && module.functions.has(wanted))
    return `'${wanted}' is a function, but no program`;
  if (wanted === undefined || names.length === 0) return 'there is no program in the file';
  return `there is no program '${wanted}'; there are ${names.slice(0, 20).join(', ')}`;
}

/** Of a long run the first and the last calls are kept. */
const MOST_EVENTS = 10_000;

function collector(events: TraceEvent[]): Tracer {
  return {
    first: 0,
    last: Number.POSITIVE_INFINITY,
    calls: 0,
    tell(event) {
      if (events.length >= 2 * MOST_EVENTS) events.splice(MOST_EVENTS, MOST_EVENTS / 2);
      events.push(event);
    },
  };
}

function plainRun(run: Run, places: Places): ProgramRun {
  return {
    program: run.program,
    type: run.type,
    returns: run.returns,
    faults: run.faults.map((fault) => plainFault(fault, places)),
    output: run.output,
    steps: run.steps,
  };
}

/** A fault in a header is shown where this file leads into it. */
function plainFault({ kind, message, site, path }: Fault, places: Places): RunFault {
  const steps = path.map((event) => plainStep(event, event.message, places));
  if (site.graph.path === places.path) return { kind, message, range: places.range(site), path: steps };
  const here = path.findLast((event) => event.graph.path === places.path);
  const last = plainStep(site, 'the fault is here', places);
  return { kind, message, range: here ? places.range(here) : ZERO, path: [...steps, last] };
}

const ZERO: Range = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };

function plainStep(site: Site, message: string, places: Places): RunStep {
  const step = { message, range: places.range(site) };
  return site.graph.path === places.path ? step : { ...step, path: site.graph.path };
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
