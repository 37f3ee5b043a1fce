/** Runs the programs of a parsed file: plain data in, plain data out, for the terminal and for editors. */

import type { FunctionInfo, Module } from '../bpf/flow/graph.ts';
import { lowerModule } from '../bpf/flow/module.ts';
import { programsOf } from '../bpf/flow/programs.ts';
import { programOf } from '../bpf/kernel/program-types.ts';
import type { Range } from '../bpf/syntax/lines.ts';
import type { ParsedFile } from '../bpf/syntax/types.ts';
import { words } from '../bpf/words/emulator.ts';
import { EXPLORE_LIMITS, explore } from './explore.ts';
import type { Fault, FaultKindId } from './faults.ts';
import { DEFAULT_BYTES, DEFAULT_STEPS, DEFAULTS, type MachineOptions } from './machine/machine.ts';
import { CPU_LIMITS } from './machine/topology.ts';
import { linkageOf, type Run, runProgram } from './run.ts';
import { type Places, placesOf, plainStep, type RunStep } from './site-ranges.ts';
import { runTraced, TRACE_OF_FILE, type TraceLine } from './trace-lines.ts';

export interface RunOptions extends Partial<Omit<MachineOptions, 'trace' | 'decide'>> {
  /** Only this program. */
  readonly program?: string;
  readonly trace?: boolean;
  readonly explore?: boolean;
}

export interface RunFault {
  readonly kind: FaultKindId;
  readonly message: string;
  readonly range: Range;
  /** Only when it lies in another file, to which nothing of the one that runs leads: a BPF program of user space. */
  readonly file?: string;
  readonly path: readonly RunStep[];
}

/** One element of `programs` in the JSON of `bpf-cpumask run`. */
export interface ProgramRun {
  readonly program: string;
  readonly type: string;
  readonly returns: number | null;
  readonly faults: readonly RunFault[];
  readonly output: readonly string[];
  readonly steps: number;
  /** Lines on standard error; only of a program of user space that printed some. */
  readonly errors?: readonly string[];
  /** Only when asked for. */
  readonly trace?: readonly TraceLine[];
  /** Of a long trace the middle is left out: `count` calls before `trace[before]`. */
  readonly skipped?: { readonly before: number; readonly count: number };
  /** Only of an exploration: how many runs, and whether more were possible. */
  readonly explored?: { readonly runs: number; readonly bounded: boolean };
}

/** What the options mean together; a text says what is wrong with them. */
export function machineOptions(options: RunOptions): MachineOptions | string {
  const cpus = options.cpus ?? DEFAULTS.cpus;
  const nrCpus = options.nrCpus ?? (cpus <= DEFAULTS.nrCpus ? DEFAULTS.nrCpus : CPU_LIMITS.most);
  const { least, leastBuilt, most } = CPU_LIMITS;
  if (!(cpus >= least && cpus <= most)) return words().machineHas(least, most, cpus);
  if (!(nrCpus >= leastBuilt && nrCpus <= most)) return words().nrCpusIs(leastBuilt, most, nrCpus);
  if (nrCpus < cpus) return words().nrCpusTooFew(nrCpus, cpus);
  const cpu = options.cpu ?? DEFAULTS.cpu;
  if (!(cpu >= 0 && cpu < cpus)) return words().noSuchCpu(cpu, cpus);
  const outside = options.task?.cpus?.find((id) => id >= cpus);
  if (outside !== undefined) return words().taskCpuOutside(outside, cpus);
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
  const module = readModule(file, machine);
  if (typeof module === 'string') return module;
  const all = programsOf(module);
  const wanted = options.program === undefined ? all : all.filter((fn) => fn.name === options.program);
  if (wanted.length === 0)
    return noProgram(
      module,
      all.map((fn) => fn.name),
      options.program,
    );
  const places = placesOf(file);
  const kind = options.explore ? 'explore' : 'run';
  const { maxSteps } = machine;
  const share = sharesOf(OF_FILE[kind] * maxSteps, OF_PROGRAM[kind] * maxSteps, wanted.length);
  const traces = sharesOf(TRACE_OF_FILE, TRACE_OF_FILE, wanted.length);
  return wanted.map((fn) => {
    const job = { machine, options, work: share.next(), traceRoom: traces.next() };
    const { run, work, traced = 0 } = runOne(module, fn, job, places);
    share.used(work);
    traces.used(traced);
    return run;
  });
}

/** The declarations of a file; a text says why they cannot be worked out. */
function readModule(file: ParsedFile, { nrCpus, kernel }: MachineOptions): Module | string {
  try {
    return lowerModule(file, { nrCpus, kernel });
  } catch (error) {
    return words().declarationsFailed(reasonOf(error));
  }
}

export const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** What one program may do, and all of a file together, in runs that go to their limit. */
const OF_PROGRAM = { run: 1, explore: 2 };
const OF_FILE = { run: 2, explore: 3 };

/**
 * Deals out what a file has: half of it in equal parts to all programs, the other half to who comes first. So a file
 * with many programs that never end takes no longer than a few of them.
 */
function sharesOf(
  ofFile: number,
  ofProgram: number,
  programs: number,
): { next(): number; used(amount: number): void } {
  let left = ofFile;
  const least = Math.ceil(left / (2 * programs));
  let waiting = programs;
  return {
    next: () => Math.max(1, Math.min(ofProgram, left - least * (waiting - 1))),
    used(amount) {
      left -= amount;
      waiting--;
    },
  };
}

interface Ran {
  readonly run: ProgramRun;
  readonly work: number;
  /** Characters of its trace. */
  readonly traced?: number;
}

interface Job {
  readonly machine: MachineOptions;
  readonly options: RunOptions;
  /** Steps that it may take in all. */
  readonly work: number;
  /** Characters that its trace may take. */
  readonly traceRoom: number;
}

/** Runs one program; a failure costs this one. */
function runOne(module: Module, fn: FunctionInfo, job: Job, places: Places): Ran {
  const { options } = job;
  const { maxSteps } = job.machine;
  const isShare = job.work < maxSteps;
  const machine = { ...job.machine, maxSteps: Math.min(job.work, maxSteps), isShare };
  try {
    const linkage = linkageOf(module, fn, machine.kernel);
    if (options.explore) {
      const found = explore(linkage, fn, machine, { ...EXPLORE_LIMITS, work: job.work });
      const explored = { runs: found.runs, bounded: found.isBounded };
      return { run: { ...plainRun(found, places), explored }, work: found.work };
    }
    if (options.trace) {
      const { run, trace, skipped, work, characters } = runTraced(
        (trace) => runProgram(linkage, fn, { ...machine, trace }),
        places,
        job.traceRoom,
      );
      const shown = { ...plainRun(run, places), trace, ...(skipped ? { skipped } : {}) };
      return { run: shown, work, traced: characters };
    }
    const run = runProgram(linkage, fn, machine);
    return { run: plainRun(run, places), work: run.work };
  } catch (error) {
    return { run: notRun(fn, error, places), work: 0 };
  }
}

/** A program that could not be read or run: why, at its name. */
function notRun(fn: FunctionInfo, error: unknown, places: Places): ProgramRun {
  const message = words().cannotBeRun(fn.name, reasonOf(error));
  const range = places.rangeIn(fn.path, { start: fn.nameStart, end: fn.nameEnd });
  return {
    program: fn.name,
    type: programOf(fn.section, fn.macro).type,
    returns: null,
    faults: [{ kind: 'not-emulated', message, range, path: [] }],
    output: [],
    steps: 0,
  };
}

function noProgram(module: Module, names: readonly string[], wanted: string | undefined): string {
  if (wanted !== undefined && module.functions.has(wanted)) return words().notAProgram(wanted);
  if (wanted === undefined || names.length === 0) return words().noProgramInFile;
  return words().noSuchProgram(wanted, names.slice(0, 20).join(', '));
}

export function plainRun(run: Run, places: Places): ProgramRun {
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
  if (!here) return { kind, message, range: places.range(site), file: site.graph.path, path: steps };
  const last = plainStep(site, words().faultIsHere, places);
  return { kind, message, range: places.range(here), path: [...steps, last] };
}
