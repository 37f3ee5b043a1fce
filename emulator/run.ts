/** Runs one program of a module on a fresh machine. */

import type { At, FunctionInfo, Graph, Module } from '../bpf/flow/graph.ts';
import { resultsIn } from '../bpf/kernel/faults/return-range.ts';
import type { Section } from '../bpf/kernel/faults/unbalanced-rcu-section.ts';
import { programOf } from '../bpf/kernel/program-types.ts';
import type { Version } from '../bpf/kernel/types.ts';
import { words } from '../bpf/words/faults.ts';
import { sayReason } from '../bpf/words/reasons.ts';
import { OutOfMemory } from './budget.ts';
import { codeOf } from './compile/code.ts';
import { type Fault, faultAt, loseReferences, refusalAt, Stop } from './faults.ts';
import { Thrown } from './kernel/effects/sections.ts';
import { enter, runFrame } from './machine/frames.ts';
import {
  type Frame,
  type Linkage,
  type Machine,
  type MachineOptions,
  newMachine,
  USUAL,
  type Variety,
} from './machine/machine.ts';
import { argumentOf } from './machine/objects.ts';
import { type Site, toS32, toU32, type Value } from './machine/values.ts';

export interface Run {
  readonly program: string;
  /** Key of PROGRAM_TYPES, '' when not known. */
  readonly type: string;
  /** The 32-bit result; null after a fault that ended the run. */
  readonly returns: number | null;
  readonly faults: readonly Fault[];
  readonly output: readonly string[];
  readonly steps: number;
  /** Steps, with what other work counted for. */
  readonly work: number;
  /** A loop was open that the kernel ends. */
  readonly isInLoop: boolean;
}

/** What the names in a program mean; the same object for all runs of it. */
export function linkageOf(module: Module, fn: FunctionInfo, kernel: Version): Linkage {
  const op = module.structOps.get(fn.name) ?? '';
  const tables = [...(module.opsTables.get(fn.name) ?? [])];
  const table = tables.length === 1 ? tables[0]! : '';
  return { module, program: programOf(fn.section, fn.macro), op, table, kernel, codeOf };
}

export function runProgram(
  linkage: Linkage,
  fn: FunctionInfo,
  options: MachineOptions,
  variety: Variety = USUAL,
): Run {
  return runOn(newMachine(linkage, options, variety), fn);
}

/** On a machine that nothing has run on; it is then as the program leaves it. */
export function runOn(m: Machine, fn: FunctionInfo): Run {
  const graph = fn.graph();
  const returns = graph.incomplete.length > 0 ? notUnderstood(m, graph) : runMain(m, fn, graph);
  return {
    program: fn.name,
    type: m.program.type,
    returns,
    faults: m.faults,
    output: m.output,
    steps: m.steps,
    work: m.steps + m.extra,
    isInLoop: m.loops > 0,
  };
}

const WHOLE: At = { start: 0, end: 0 };

function notUnderstood(m: Machine, graph: Graph): null {
  const message = words().notUnderstood(graph.name, sayReason(graph.incomplete[0]!));
  m.faults.push({ kind: 'not-emulated', message, site: { graph, at: WHOLE }, path: [] });
  return null;
}

function runMain(m: Machine, { section }: FunctionInfo, graph: Graph): number | null {
  const found = runGraph(m, graph, {
    prepare(frame) {
      for (const param of graph.params) frame.r[param.reg] = argumentOf(m, param.type);
    },
    atExit(frame, result) {
      atExit(m, frame, frame.leftAt);
      checkResult(m, frame, section, result);
    },
  });
  return found === null ? null : toU32(found);
}

/** What a run does besides running. */
export interface Setup {
  /** Gives parameters and variables their values. */
  prepare(frame: Frame): void;
  /** Everything has run, or a fault has ended it; nothing is taken back yet. */
  ended?(frame: Frame): void;
  /** What must not be left behind. */
  atExit(frame: Frame, value: Value): void;
}

/** Runs a graph as the outermost function; null after a fault. Faults are in `m.faults`. */
export function runGraph(m: Machine, graph: Graph, setup: Setup): Value | null {
  const frame = enter(m, codeOf(graph), undefined, WHOLE);
  let isEnded = false;
  const value = guarded(m, frame, () => {
    setup.prepare(frame);
    const result = runFrame(m, frame);
    isEnded = true;
    setup.ended?.(frame);
    setup.atExit(frame, result);
    runLater(m, frame);
    return result;
  });
  if (!isEnded) setup.ended?.(frame);
  return value;
}

/** Runs something that may end in a fault; null when it did. */
function guarded(m: Machine, frame: Frame, run: () => Value): Value | null {
  try {
    return run();
  } catch (error) {
    if (error instanceof Thrown) return error.value;
    m.faults.push(faultOf(frame, error));
    return null;
  }
}

function faultOf(frame: Frame, error: unknown): Fault {
  if (error instanceof Stop) return error.fault;
  const at = exitOf(frame.code.graph);
  if (error instanceof OutOfMemory) return faultAt(frame, at, 'memory-limit', error.message);
  // A mistake of ours, or the host's own limit: the run ends, and says so.
  const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return faultAt(frame, at, 'not-emulated', words().failed(what));
}

/** Where the last return is, for what is only noticed at the end. */
function exitOf(graph: Graph): At {
  return graph.blocks.findLast((block) => block.end.op === 'return')?.end.at ?? WHOLE;
}

interface Open {
  readonly what: string;
  readonly section: Section;
  readonly site: Site | undefined;
}

/** The verifier lets a program end only with nothing owned and nothing open. */
export function atExit(m: Machine, frame: Frame, at: At): void {
  loseReferences(frame, at, 'exit', words().atExit);
  const open = openThing(m);
  if (open)
    m.faults.push(
      refusalAt(
        frame,
        at,
        { id: 'unbalanced-rcu-section', what: 'exit-locked', data: { section: open.section } },
        (refused) => words().openAtExit(open.what, refused),
        open.site ? [{ ...open.site, message: words().startsHere }] : [],
      ),
    );
}

/** Some programs may return only some numbers. */
function checkResult(m: Machine, frame: Frame, section: string, value: Value): void {
  const allowed = resultsIn(section);
  if (!allowed || (typeof value !== 'number' && typeof value !== 'bigint')) return;
  const { name, result } = frame.code.graph;
  const isLong = result.k === 'int' && result.size > 4;
  const n = isLong ? Number(value) : toS32(value);
  if (allowed.lo <= n && n <= allowed.hi) return;
  const [from, to] = [allowed.lo, allowed.hi];
  // The verifier prints the register, whose upper half is empty.
  const r0 = isLong ? n : toU32(value);
  const data = { lo: r0, hi: r0, from, to };
  m.faults.push(
    refusalAt(frame, frame.leftAt, { id: 'return-range', what: 'program', data }, (refused) =>
      words().programReturns(name, String(n), from, to, returnsConstant(frame) ? refused : ''),
    ),
  );
}

/** Of any other number the verifier prints the bounds that it knows, which a run does not. */
function returnsConstant({ code, leftAt }: Frame): boolean {
  return code.graph.blocks.some(
    ({ end }) => end.op === 'return' && end.at === leftAt && (end.value ?? 0) < 0,
  );
}

function openThing(m: Machine): Open | undefined {
  if (m.rcu > 0)
    return {
      what: words().sectionIsOpen,
      section: 'bpf_rcu_read_lock',
      site: m.rcuAt,
    };
  if (m.preempt > 0)
    return {
      what: words().preemptionIsOff,
      section: 'bpf_preempt_disable',
      site: m.preemptAt,
    };
  if (m.lock)
    return {
      what: words().lockIsHeld,
      section: 'bpf_spin_lock',
      site: m.lock.site,
    };
  return undefined;
}

/** Callbacks of timers and work items, by their time. */
function runLater(m: Machine, frame: Frame): void {
  for (let done = 0; m.later.length > 0 && done < 16; done++) {
    m.later.sort((a, b) => a.when - b.when);
    const next = m.later.shift()!;
    next.run();
    atExit(m, frame, frame.leftAt);
  }
}
