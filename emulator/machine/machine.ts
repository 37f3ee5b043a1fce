/** The state of one run: CPUs, tasks, sections, references, maps and output. Fresh for each program. */

import type { CType } from '../../bpf/flow/ctypes/types.ts';
import type { At, Graph, Module } from '../../bpf/flow/graph.ts';
import type { ProgramInfo } from '../../bpf/kernel/program-types.ts';
import type { Version } from '../../bpf/kernel/types.ts';
import { DEFAULT_KERNEL } from '../../bpf/kernel/versions.ts';
import { CHECK_EVERY } from '../budget.ts';
import type { Fault } from '../faults.ts';
import type { Decide } from './decisions.ts';
import type { BpfMap } from './map-objects.ts';
import { type Sizes, sizesOf } from './masks.ts';
import type { Obj, Window } from './memory.ts';
import { type Topology, type TopologyShape, topologyOf } from './topology.ts';
import type { Library, Process } from './user/process.ts';
import type { Ref, Site, Value } from './values.ts';

export interface TaskOptions {
  readonly pid?: number;
  readonly comm?: string;
  /** CPUs that it may run on; all possible ones by default. */
  readonly cpus?: readonly number[];
}

export interface MachineOptions {
  readonly kernel: Version;
  /** nr_cpu_ids, 2 to 8192, and NR_CPUS, not below it. */
  readonly cpus: number;
  readonly nrCpus: number;
  readonly topology?: TopologyShape;
  /** CPUs that are online, idle; all possible ones by default. */
  readonly online?: readonly number[];
  readonly idle?: readonly number[];
  /** The CPU that runs the program. */
  readonly cpu: number;
  readonly seed: number;
  /** Work that a run may do, counted as in budget.ts. */
  readonly maxSteps: number;
  /** The limit is the part of a program in what all of its file may do. */
  readonly isShare?: boolean;
  readonly maxBytes: number;
  readonly task?: TaskOptions;
  /** Where each CPU's distribute cursor stands. */
  readonly cursors?: readonly number[];
  /** Nth call of bpf_cpumask_create(), Nth kptr read: 1-based. */
  readonly failCreate?: readonly number[];
  readonly raceKptr?: readonly number[];
  /** The libbpf that user space is linked with. */
  readonly libbpf?: Version;
  readonly cancelled?: () => boolean;
  readonly trace?: Tracer;
  /** Decides what the world does at a point: 0 is the usual. */
  readonly decide?: Decide;
  readonly world?: World;
}

/** What a run finds that a program on a fresh machine would not. */
export interface World {
  /**
   * Only a part of a program runs: that it began within a section and leaves one open is no fault, nor that it keeps
   * what it was given.
   */
  readonly isPart: boolean;
  /** Maps in which every key is found. */
  readonly anyKey: ReadonlySet<string>;
  /** Given each new value of a map and each global when it is made. */
  readonly fill: (m: Machine, kind: 'value' | 'global', name: string, obj: Obj) => void;
}

export const DEFAULTS = { kernel: DEFAULT_KERNEL, cpus: 8, nrCpus: 256, cpu: 0, seed: 1 } as const;
export const DEFAULT_STEPS = 10_000_000;
export const DEFAULT_BYTES = 64 * 1024 * 1024;

/** One call of a kfunc, a helper or a library of user space, for a timeline. */
export interface TraceEvent extends Site {
  readonly step: number;
  readonly name: string;
  readonly args: readonly TracedValue[];
  readonly result: TracedValue | undefined;
  /** References that are owned afterwards; undefined: in user space there are none. */
  readonly owned: number | undefined;
}

/** Told of calls of kernel functions, from number `first` + 1 to `last`. */
export interface Tracer {
  readonly first: number;
  /** It may stop earlier. */
  last: number;
  /** Calls so far, those that it was not told of as well. */
  calls: number;
  readonly tell: (event: TraceEvent, frame: Frame) => void;
}

export interface TracedValue {
  readonly text: string;
  /** What it points to. */
  readonly obj?: Obj;
  readonly mask?: {
    readonly id: number;
    readonly name: string;
    /** Its words. */
    readonly before: Uint32Array;
    readonly after: Uint32Array;
  };
}

/** A function turned into closures. */
export interface Code {
  readonly graph: Graph;
  readonly blocks: readonly CodeBlock[];
  readonly params: readonly number[];
  /** Registers at entry: undefined, and behind them the graph's constants. */
  readonly initial: readonly (Value | undefined)[];
  readonly locals: number;
  /** Frames that are not in use, with their memory. */
  readonly pool: Frame[];
}

export interface CodeBlock {
  readonly code: readonly ((frame: Frame) => void)[];
  /** The next block, or -1 to return. */
  readonly end: (frame: Frame) => number;
  readonly cost: number;
  readonly at: At;
}

export interface Frame {
  m: Machine;
  readonly code: Code;
  readonly r: (Value | undefined)[];
  readonly locals: (Obj | undefined)[];
  result: Value;
  caller: Frame | undefined;
  callAt: At;
  /** Where it returned. */
  leftAt: At;
  /** Arguments behind the named ones. */
  rest?: readonly Value[] | undefined;
}

export interface Later {
  readonly when: number;
  readonly run: () => void;
  /** The timer or work item that it belongs to. */
  readonly owner?: object | undefined;
}

/** What names mean: one object for all runs of a program, so that calls are resolved once. */
export interface Linkage {
  readonly module: Module;
  readonly program: ProgramInfo;
  /** The scheduler's operation that the program is, and the struct of the table that has it; '' when it is none. */
  readonly op: string;
  readonly table: string;
  readonly kernel: Version;
  /** The closures of a graph. Calls and callbacks compile by way of this: code.ts imports them, not they code.ts. */
  readonly codeOf: (graph: Graph) => Code;
  /** Of a program of user space. */
  readonly library?: Library;
}

export interface Machine {
  /** Of the program that runs: in a kernel that a process talks to, one after the other. */
  linkage: Linkage;
  options: MachineOptions;
  readonly module: Module;
  program: ProgramInfo;
  readonly sizes: Sizes;
  readonly topology: Topology;
  /** Instructions that ran, and the steps that other work counted for. */
  steps: number;
  extra: number;
  /** Where `steps` is looked at next. */
  nextCheck: number;
  bytes: number;
  globalBytes: number;
  depth: number;
  /** Loops that are open and that the kernel ends: bpf_loop(), iterators, can_loop. */
  loops: number;
  nextObj: number;
  nextRef: number;
  /** Owned references, by id. */
  readonly refs: Map<number, Ref>;
  /** Depth of explicit RCU sections, and the number of the current one; it grows when a section ends. */
  rcu: number;
  gen: number;
  rcuAt: Site | undefined;
  preempt: number;
  preemptAt: Site | undefined;
  irq: number;
  lock: { readonly obj: Obj; readonly off: number; readonly site: Site } | undefined;
  /** Whether the program as a whole is no RCU section. */
  sleepable: boolean;
  readonly cursors: Int32Array;
  readonly globals: Map<string, Obj>;
  readonly maps: Map<string, BpfMap>;
  readonly functions: Map<string, Obj>;
  readonly strings: Map<string, Obj>;
  /** Singletons of the kernel: masks, tasks, per-CPU variables, by a name of their own. */
  readonly kernel: Map<string, Obj>;
  readonly tasks: Map<number, Obj>;
  readonly output: string[];
  /** Characters of it; infinite when no more are kept. */
  printed: number;
  readonly faults: Fault[];
  /** Callbacks of timers and work items that are due after the program. */
  readonly later: Later[];
  random: number;
  creates: number;
  kptrReads: number;
  /** Memory that the run was given to begin with. */
  readonly given: { readonly obj: Obj; readonly type: CType; readonly label: string }[];
  /** Numbers and names of globals that an exploration varies. */
  readonly interesting: readonly number[];
  readonly varied: ReadonlySet<string>;
  /** Grows with each call of a kernel function: between two, the compiler reads memory once. */
  era: number;
  /** Of a program of user space. */
  process?: Process;
  /** Variables that a process sees as parts of a section. */
  shared?: Map<string, Window>;
}

/** What differs from run to run in an exploration. */
export interface Variety {
  readonly interesting: readonly number[];
  readonly varied: ReadonlySet<string>;
}

export const USUAL: Variety = { interesting: [], varied: new Set() };

export function newMachine(linkage: Linkage, options: MachineOptions, variety: Variety = USUAL): Machine {
  const cursors = new Int32Array(options.cpus);
  for (const [cpu, at] of (options.cursors ?? []).entries()) if (cpu < options.cpus) cursors[cpu] = at;
  const { module, program } = linkage;
  return {
    linkage,
    options,
    module,
    program,
    sizes: sizesOf(options.nrCpus, options.cpus),
    topology: topologyOf(options.cpus, options.topology),
    steps: 0,
    extra: 0,
    nextCheck: Math.min(options.maxSteps, CHECK_EVERY),
    bytes: 0,
    globalBytes: 0,
    depth: 0,
    loops: 0,
    nextObj: 1,
    nextRef: 1,
    refs: new Map(),
    rcu: 0,
    gen: 1,
    rcuAt: undefined,
    preempt: 0,
    preemptAt: undefined,
    irq: 0,
    lock: undefined,
    sleepable: options.world?.isPart !== true && (program.sleepable ?? false),
    cursors,
    globals: new Map(),
    maps: new Map(),
    functions: new Map(),
    strings: new Map(),
    kernel: new Map(),
    tasks: new Map(),
    output: [],
    printed: 0,
    faults: [],
    later: [],
    random: (options.seed | 0) ^ 0x9e3779b9 || 1,
    creates: 0,
    kptrReads: 0,
    given: [],
    ...variety,
    era: 0,
  };
}

/** xorshift32: the same numbers for the same seed. */
export function nextRandom(m: Machine): number {
  let x = m.random;
  x ^= x << 13;
  x ^= x >>> 17;
  x ^= x << 5;
  m.random = x;
  return x >>> 0;
}

/** Nanoseconds since boot: a step takes one. */
export function now(m: Machine): number {
  return 100_000_000_000 + m.steps;
}

/** Whether RCU protects what is read now. */
export function inRcu(m: Machine): boolean {
  return m.rcu > 0 || !m.sleepable;
}
