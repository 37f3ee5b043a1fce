/** Runs `main()` of a program of user space. */

import type { FunctionInfo, Graph, Module } from '../../bpf/flow/graph.ts';
import { programOf } from '../../bpf/kernel/program-types.ts';
import { words } from '../../bpf/words/faults.ts';
import { sayReason } from '../../bpf/words/reasons.ts';
import { newObj } from '../budget.ts';
import { codeOf } from '../compile/code.ts';
import type { Linkage, Machine, MachineOptions } from '../machine/machine.ts';
import { newMachine } from '../machine/machine.ts';
import { writePtr } from '../machine/memory.ts';
import { stringObj } from '../machine/objects.ts';
import { FIRST_USER_OBJECT, pointTo, toS32 } from '../machine/values.ts';
import { type Run, runGraph, type Setup } from '../run.ts';
import { leave } from './effects/stdlib.ts';
import type { KernelSide } from './kernel-side.ts';
import { library } from './library.ts';
import { flush } from './output.ts';
import { newProcess } from './process-state.ts';

export interface UserRun extends Run {
  /** Lines on standard error. */
  readonly errors: readonly string[];
  /** Runs of BPF programs that it asked for. */
  readonly programs: readonly Run[];
}

function userLinkage(module: Module, kernel: MachineOptions['kernel']): Linkage {
  return { module, program: programOf('', ''), op: '', table: '', kernel, codeOf, library };
}

/** A machine with a new process on it. */
export function openProcess(module: Module, options: MachineOptions, source: KernelSide['source']): Machine {
  const m = newMachine(userLinkage(module, options.kernel), options);
  m.nextObj = FIRST_USER_OBJECT;
  m.process = newProcess(source);
  return m;
}

export function runMain(
  module: Module,
  main: FunctionInfo,
  options: MachineOptions,
  source: KernelSide['source'],
): UserRun {
  const m = openProcess(module, options, source);
  const process = m.process!;
  const graph = main.graph();
  const code = graph.incomplete.length > 0 ? notUnderstood(m, graph) : run(m, graph);
  return {
    program: main.name,
    type: '',
    returns: code === null ? null : code & 0xff,
    faults: m.faults,
    output: m.output,
    errors: process.errors,
    programs: process.kernel.runs,
    steps: m.steps,
    work: m.steps + m.extra,
    isInLoop: false,
  };
}

function notUnderstood(m: Machine, graph: Graph): null {
  const message = words().notUnderstood(graph.name, sayReason(graph.incomplete[0]!));
  m.faults.push({ kind: 'not-emulated', message, site: { graph, at: { start: 0, end: 0 } }, path: [] });
  return null;
}

function run(m: Machine, graph: Graph): number | null {
  const found = runGraph(m, graph, processSetup(m, graph));
  return found === null ? null : toS32(found);
}

/** The arguments of `main()`, and what is done at its end. */
export function processSetup(m: Machine, graph: Graph): Setup & Required<Pick<Setup, 'ended'>> {
  return {
    prepare(frame) {
      const [count, vector] = graph.params;
      if (count) frame.r[count.reg] = 1;
      if (vector) frame.r[vector.reg] = argumentsOf(m);
    },
    ended: flush,
    atExit: (frame) => {
      leave(frame, frame.leftAt);
      flush(frame);
    },
  };
}

const PROGRAM = './a.out';

/** `argv`: the name of the program, and NULL. */
function argumentsOf(m: Machine): ReturnType<typeof pointTo> {
  const vector = newObj(m, 'memory', 'argv', 16);
  writePtr(vector, 0, stringObj(m, PROGRAM));
  return pointTo(vector);
}
