import type { Module } from '../../bpf/flow/graph.ts';
import { lowerModule } from '../../bpf/flow/module.ts';
import { programsOf } from '../../bpf/flow/programs.ts';
import {
  DEFAULT_BYTES,
  DEFAULT_STEPS,
  DEFAULTS,
  type MachineOptions,
} from '../../emulator/machine/machine.ts';
import { linkageOf, type Run, runProgram } from '../../emulator/run.ts';
import { parse } from '../syntax/helpers.ts';

/** The machine that the recorded programs ran on. */
export const RECORDED: MachineOptions = {
  ...DEFAULTS,
  cpus: 2,
  nrCpus: 256,
  maxSteps: DEFAULT_STEPS,
  maxBytes: DEFAULT_BYTES,
};

export function moduleOf(text: string, nrCpus = RECORDED.nrCpus): Module {
  return lowerModule(parse(text), { nrCpus });
}

/** Runs every program of a text, each on a fresh machine. */
export function runAll(text: string, options: Partial<MachineOptions> = {}): Run[] {
  const all = { ...RECORDED, ...options };
  const module = moduleOf(text, all.nrCpus);
  return programsOf(module).map((fn) => runProgram(linkageOf(module, fn, all.kernel), fn, all));
}
