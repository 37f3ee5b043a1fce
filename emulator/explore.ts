/**
 * Runs a program again and again, each time with a world that decides differently: a creation fails, a slot holds a
 * mask or loses it, a hash has the key, a random number is one that the program compares with. Runs with few
 * decisions that are not the usual come first, so the first run that shows a fault is the shortest.
 */
import type { FunctionInfo, GlobalInfo, Graph, Instr, Module } from '../bpf/flow/graph.ts';
import type { Fault } from './faults.ts';
import type { Decision, Linkage, MachineOptions, Variety } from './machine.ts';
import { reachable } from './reach.ts';
import { type Run, runProgram } from './run.ts';
import type { Event, Site } from './values.ts';

export interface Exploration extends Run {
  readonly runs: number;
  /** Something was left out: more runs were possible than allowed. */
  readonly isBounded: boolean;
}

export interface ExploreLimits {
  readonly runs: number;
  /** Steps of all runs together, and of one. */
  readonly steps: number;
  readonly stepsPerRun: number;
  /** Decisions of one run that are not the usual. */
  readonly deviations: number;
}

export const EXPLORE_LIMITS: ExploreLimits = {
  runs: 2000,
  steps: 20_000_000,
  stepsPerRun: 1_000_000,
  deviations: 4,
};

interface Choice {
  readonly what: Decision;
  readonly count: number;
  readonly pick: number;
  readonly site: Site | undefined;
}

/** The same decision at the same place more often than this in one run is not varied any more. */
const VARIED_AT_ONE_PLACE = 3;

export function explore(
  linkage: Linkage,
  fn: FunctionInfo,
  options: MachineOptions,
  limits: ExploreLimits = EXPLORE_LIMITS,
): Exploration {
  const variety = varietyOf(linkage.module, fn);
  const maxSteps = Math.min(options.maxSteps, limits.stepsPerRun);
  const found = new Map<string, Fault>();
  const waiting: Waiting = { first: [[]], later: [] };
  let usual: Run | undefined;
  let runs = 0;
  let steps = 0;
  for (let next = takeNext(waiting); next; next = takeNext(waiting)) {
    const choices: Choice[] = [];
    const decide = decider(next, choices);
    const run = runProgram(linkage, fn, { ...options, maxSteps, decide }, variety);
    usual ??= run;
    runs++;
    steps += run.steps;
    for (const fault of run.faults) if (fault.kind !== 'step-limit') keep(found, fault, choices);
    enqueue(waiting, choices, lastDeviation(choices) + 1, limits);
    if (runs >= limits.runs || steps >= limits.steps || options.cancelled?.()) break;
  }
  return {
    ...usual!,
    faults: [...found.values()],
    steps,
    runs,
    isBounded: waiting.first.length + waiting.later.length > 0,
  };
}

/** Prefixes of decisions that are to be run, in order; `later` comes after all others. */
interface Waiting {
  first: (readonly number[])[];
  later: (readonly number[])[];
}

/** The least likely worlds, some of which only the verifier thinks of. */
const UNSURE: ReadonlySet<Decision> = new Set<Decision>(['result', 'absent', 'refill']);

function takeNext(waiting: Waiting): readonly number[] | undefined {
  return waiting.first.shift() ?? waiting.later.shift();
}

/** Takes the given alternatives first and the usual ones after them, and writes down what was asked. */
function decider(picks: readonly number[], choices: Choice[]) {
  return (what: Decision, count: number, site: Site | undefined): number => {
    const pick = Math.min(picks[choices.length] ?? 0, count - 1);
    choices.push({ what, count, pick, site });
    return pick;
  };
}

function lastDeviation(choices: readonly Choice[]): number {
  return choices.findLastIndex(({ pick }) => pick !== 0);
}

/** Every alternative behind the last one that was already taken. */
function enqueue(waiting: Waiting, choices: readonly Choice[], from: number, limits: ExploreLimits): void {
  const deviating = choices.filter(({ pick }) => pick !== 0);
  if (deviating.length >= limits.deviations) return;
  const isUnsure = deviating.some(({ what }) => UNSURE.has(what));
  const seen = new Map<string, number>();
  for (const [i, { what, count, site }] of choices.entries()) {
    const queue = isUnsure || UNSURE.has(what) ? waiting.later : waiting.first;
    if (queue.length > limits.runs) continue;
    const key = site ? `${what} ${site.graph.name} ${site.at.start}` : what;
    const times = seen.get(key) ?? 0;
    seen.set(key, times + 1);
    if (i < from || (site && times >= VARIED_AT_ONE_PLACE)) continue;
    const before = choices.slice(0, i).map(({ pick }) => pick);
    for (let alternative = 1; alternative < count; alternative++) queue.push([...before, alternative]);
  }
}

const WORDS: Readonly<Record<Decision, string>> = {
  create: 'here memory is short: the result is NULL',
  allocate: 'here memory is short: the result is NULL',
  'kptr-read': 'another CPU has just taken the mask out of this field',
  slot: 'somebody has put a mask into this field before',
  element: 'somebody has put this element into the map before',
  random: 'the random number is one that the program tests for',
  global: 'a global variable has another value than in the source',
  argument: 'an argument is a number that the program tests for',
  gone: 'another CPU has deleted this element from the map',
  update: 'the map is full: the update fails',
  contents: 'this element holds other numbers than zeroes',
  field: 'a field of the kernel has a number that the program tests for',
  lookup: 'what is looked for is not there',
  lock: 'the lock cannot be taken',
  refill: 'another CPU has just put a mask into this field',
  absent: 'the verifier does not know that this key is in the map',
  result: 'with other masks, on another machine, the answer is another one',
};

function keep(found: Map<string, Fault>, fault: Fault, choices: readonly Choice[]): void {
  const { kind, site } = fault;
  const key = `${kind} ${site.graph.path} ${site.graph.name} ${site.at.start}`;
  if (found.has(key)) return;
  const decisions = choices.flatMap(({ what, pick, site: at }): Event[] =>
    pick !== 0 && at ? [{ ...at, message: WORDS[what] }] : [],
  );
  found.set(key, { ...fault, path: [...decisions, ...fault.path] });
}

const MOST_NUMBERS = 24;
const COMPARISONS: ReadonlySet<string> = new Set(['lt', 'le', 'gt', 'ge', 'eq', 'ne', 'and', 'mod']);

/** Numbers that the program compares with, and their neighbours: one of them takes each side of each test. */
function interestingNumbers(graphs: readonly Graph[]): number[] {
  const found = new Set<number>([0, 1, 2, 0x7fffffff]);
  const add = (value: bigint) => {
    for (const near of [value, value + 1n, value - 1n])
      if (near >= -0x80000000n && near <= 0xffffffffn && found.size < MOST_NUMBERS) found.add(Number(near));
  };
  for (const graph of graphs) {
    for (const { instrs, end } of graph.blocks) {
      for (const instr of instrs)
        if (instr.op === 'bin' && COMPARISONS.has(instr.f)) {
          for (const op of [instr.a, instr.b]) {
            if (op >= 0) continue;
            const { value } = graph.consts[-1 - op]!;
            add(value);
            // A number that has these bits and more.
            if (instr.f === 'and') add(2n * value + 1n);
          }
        }
      if (end.op === 'switch') for (const { low } of end.cases) add(low);
    }
  }
  return [...found];
}

/** What may differ in the runs of a program. */
function varietyOf(module: Module, fn: FunctionInfo): Variety {
  const graphs = reachable(module, fn.graph());
  const stored = new Set<string>();
  for (const info of module.functions.values())
    if (info.path === fn.path) for (const name of writtenIn(info.graph())) stored.add(name);
  const isVaried = ({ name, isStatic, isConst, isExtern }: GlobalInfo) =>
    !isConst && !isExtern && (!isStatic || stored.has(name));
  const varied = [...module.globals.values()].filter(isVaried).map(({ name }) => name);
  return { interesting: interestingNumbers(graphs), varied: new Set(varied) };
}

/** Globals whose address goes elsewhere than into a load: a static one that is only read is a constant to the compiler. */
function writtenIn(graph: Graph): string[] {
  const addresses = new Map<number, string>();
  const written: string[] = [];
  for (const { instrs } of graph.blocks)
    for (const instr of instrs) {
      if (instr.op === 'addr' && instr.of.kind === 'global') addresses.set(instr.dst, instr.of.name);
      else if (instr.op !== 'load')
        for (const op of operandsOf(instr)) if (addresses.has(op)) written.push(addresses.get(op)!);
    }
  return written;
}

function operandsOf(instr: Instr): readonly number[] {
  switch (instr.op) {
    case 'store':
      return [instr.ptr, instr.value];
    case 'copy':
      return [instr.dst, instr.src];
    case 'zero':
      return [instr.ptr];
    case 'call':
      return instr.args;
    case 'field':
    case 'ptradd':
      return [instr.base];
    case 'cast':
    case 'move':
      return [instr.a];
    default:
      return [];
  }
}
