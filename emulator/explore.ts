/**
 * Runs a program again and again, each time with a world that decides differently: a creation fails, a slot holds a
 * mask or loses it, a hash has the key, a random number is one that the program compares with. Runs with few
 * decisions that are not the usual come first, so the first run that shows a fault is the shortest.
 */

import type { FunctionInfo, GlobalInfo, Graph, Instr, Module } from '../bpf/flow/graph.ts';
import { words } from '../bpf/words/emulator.ts';
import type { Fault, FaultKindId } from './faults.ts';
import type { Decision } from './machine/decisions.ts';
import {
  type Linkage,
  type Machine,
  type MachineOptions,
  newMachine,
  type Variety,
} from './machine/machine.ts';
import type { Event, Site } from './machine/values.ts';
import { graphOf, reachable } from './reach.ts';
import { type Run, runOn } from './run.ts';

export interface Exploration extends Run {
  readonly runs: number;
  /** Something was left out: more runs were possible than allowed. */
  readonly isBounded: boolean;
}

export interface ExploreLimits {
  readonly runs: number;
  /** Decisions of one run that are not the usual. */
  readonly deviations: number;
  /** Steps of all runs together; by default two runs that go to their limit. */
  readonly work?: number;
  /** Told of each run when it is over. */
  readonly ended?: (ended: EndedRun) => void;
}

export interface EndedRun {
  readonly run: Run;
  /** As the run has left it. */
  readonly machine: Machine;
  readonly choices: readonly Choice[];
}

export const EXPLORE_LIMITS: ExploreLimits = { runs: 2000, deviations: 4 };

/** Steps that it takes to begin a run. */
const STEPS_A_RUN = 100;

/** A run that is not the usual may do this part of it, or so many times what the usual run did. */
const PART = 10;
const TIMES = 2;

/** What the world decided at a point. */
export interface Choice {
  readonly what: Decision;
  readonly count: number;
  readonly pick: number;
  readonly site: Site | undefined;
}

/** A decision that is not the usual: the number of it in the run, from 0. */
interface Deviation {
  readonly at: number;
  readonly pick: number;
}
type World = readonly Deviation[];

/** The same decision at the same place more often than this in one run is not varied any more. */
const VARIED_AT_ONE_PLACE = 3;
/** Decisions of one run that are looked at; all behind them are the usual. */
const MOST_CHOICES = 10_000;

export function explore(
  linkage: Linkage,
  fn: FunctionInfo,
  options: MachineOptions,
  limits: ExploreLimits = EXPLORE_LIMITS,
): Exploration {
  const variety = varietyOf(linkage.module, fn);
  const found = new Map<string, Fault>();
  const waiting: Waiting = { first: [[]], later: [], isCut: false };
  const most = limits.work ?? 2 * options.maxSteps;
  let usual: Run | undefined;
  let runs = 0;
  let steps = 0;
  let work = 0;
  for (let next = takeNext(waiting); next; next = takeNext(waiting)) {
    const choices: Choice[] = [];
    const decide = decider(next, choices);
    const { maxSteps, maxBytes } = usual ? shareOf(usual, options) : options;
    const bounds = { maxSteps: Math.min(most - work, maxSteps), maxBytes };
    const machine = newMachine(linkage, { ...options, ...bounds, decide }, variety);
    const run = runOn(machine, fn);
    limits.ended?.({ run, machine, choices });
    usual ??= run;
    runs++;
    steps += run.steps;
    work += run.work + STEPS_A_RUN;
    const isCutShort = work >= most;
    // How often the kernel runs a loop at most is more than is run here: only the usual run tells of it.
    const mayEnd = run !== usual && (isCutShort || run.isInLoop);
    for (const fault of run.faults)
      if (fault.kind === 'step-limit' && mayEnd) waiting.isCut = true;
      else keep(found, fault, choices);
    enqueue(waiting, choices, (next.at(-1)?.at ?? -1) + 1, limits);
    if (runs >= limits.runs || isCutShort || options.cancelled?.()) break;
  }
  return {
    ...usual!,
    faults: [...found.values()],
    steps,
    work,
    runs,
    isBounded: waiting.isCut || waiting.first.length + waiting.later.length > 0,
  };
}

/** What a run that is not the usual may use: more where that takes long, a part of what that has used up. */
function shareOf(usual: Run, { maxSteps, maxBytes }: MachineOptions): { maxSteps: number; maxBytes: number } {
  const hit = (limit: FaultKindId) => usual.faults.some(({ kind }) => kind === limit);
  const part = Math.ceil(maxSteps / PART);
  return {
    maxSteps: hit('step-limit') ? part : Math.min(maxSteps, Math.max(part, TIMES * usual.work)),
    maxBytes: hit('memory-limit') ? maxBytes / PART : maxBytes,
  };
}

/** Worlds that are to be run, in order; `later` comes after all others. */
interface Waiting {
  first: World[];
  later: World[];
  /** More were possible than are waited for. */
  isCut: boolean;
}

/** The least likely worlds, some of which only the verifier thinks of. */
const UNSURE: ReadonlySet<Decision> = new Set<Decision>(['result', 'absent', 'null', 'refill']);

function takeNext(waiting: Waiting): World | undefined {
  return waiting.first.shift() ?? waiting.later.shift();
}

/** Takes the alternatives of a world, the usual ones otherwise, and writes down what was asked. */
function decider(world: World, choices: Choice[]) {
  let next = 0;
  return (what: Decision, count: number, site: Site | undefined): number => {
    if (choices.length >= MOST_CHOICES) return 0;
    const given = world[next]?.at === choices.length ? world[next++]!.pick : 0;
    const pick = Math.min(given, count - 1);
    choices.push({ what, count, pick, site });
    return pick;
  };
}

/** Every alternative behind the last one that was already taken. */
function enqueue(waiting: Waiting, choices: readonly Choice[], from: number, limits: ExploreLimits): void {
  if (choices.length >= MOST_CHOICES) waiting.isCut = true;
  const deviating = choices.flatMap(({ what, pick }, at) => (pick === 0 ? [] : [{ what, pick, at }]));
  if (deviating.length >= limits.deviations) return;
  const isUnsure = deviating.some(({ what }) => UNSURE.has(what));
  const world: World = deviating.map(({ at, pick }) => ({ at, pick }));
  const seen = new Map<string, number>();
  for (const [i, { what, count, site }] of choices.entries()) {
    const key = site ? `${what} ${site.graph.name} ${site.at.start}` : what;
    const times = seen.get(key) ?? 0;
    seen.set(key, times + 1);
    if (i < from || (site && times >= VARIED_AT_ONE_PLACE)) continue;
    const queue = isUnsure || UNSURE.has(what) ? waiting.later : waiting.first;
    if (queue.length > limits.runs) {
      waiting.isCut = true;
      continue;
    }
    for (let alternative = 1; alternative < count; alternative++)
      queue.push([...world, { at: i, pick: alternative }]);
  }
}

function keep(found: Map<string, Fault>, fault: Fault, choices: readonly Choice[]): void {
  const { kind, site } = fault;
  const key = `${kind} ${site.graph.path} ${site.graph.name} ${site.at.start}`;
  if (found.has(key)) return;
  const decisions = choices.flatMap(({ what, pick, site: at }): Event[] =>
    pick !== 0 && at ? [{ ...at, message: words().decisions[what] }] : [],
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
  for (const info of module.functions.values()) {
    const graph = info.path === fn.path ? graphOf(info) : undefined;
    if (graph) for (const name of writtenIn(graph)) stored.add(name);
  }
  const isVaried = ({ name, isStatic, isConst, isExtern }: GlobalInfo) =>
    !isConst && !isExtern && (!isStatic || stored.has(name));
  const varied = [...module.globals.values()].filter(isVaried).map(({ name }) => name);
  return { interesting: interestingNumbers(graphs), varied: new Set(varied) };
}

/** Globals whose address goes elsewhere than into a load: a static one that is only read is a constant to the compiler. */
function writtenIn(graph: Graph): readonly string[] {
  const known = written.get(graph) ?? namesWrittenIn(graph);
  written.set(graph, known);
  return known;
}

const written = new WeakMap<Graph, readonly string[]>();

function namesWrittenIn(graph: Graph): string[] {
  const addresses = new Map<number, string>();
  const found: string[] = [];
  for (const { instrs } of graph.blocks)
    for (const instr of instrs) {
      if (instr.op === 'addr' && instr.of.kind === 'global') addresses.set(instr.dst, instr.of.name);
      else if (instr.op !== 'load')
        for (const op of operandsOf(instr)) if (addresses.has(op)) found.push(addresses.get(op)!);
    }
  return found;
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
