/**
 * The kernel that a process of user space talks to: a machine for each object that it loads, and what its file
 * descriptors mean. What the kernel does counts as the process's work.
 */

import type { FunctionInfo, Module } from '../../bpf/flow/graph.ts';
import { programOf } from '../../bpf/kernel/program-types.ts';
import type { Version } from '../../bpf/kernel/types.ts';
import { CHECK_EVERY, spend } from '../budget.ts';
import { codeOf } from '../compile/code.ts';
import { type Linkage, type Machine, newMachine } from '../machine/machine.ts';
import type { BpfMap } from '../machine/map-objects.ts';
import type { Obj } from '../machine/memory.ts';
import { linkageOf, type Run } from '../run.ts';

/** What the name of an object file or a skeleton stands for. */
export interface BpfSource {
  readonly name: string;
  readonly module: Module;
}

/** An object that was opened. */
export interface BpfObject {
  /** What libbpf calls it. */
  readonly name: string;
  readonly source: BpfSource;
  readonly machine: Machine;
  /** In the order in which the file has them; those of sections, which begin with a dot, come last. */
  readonly maps: readonly string[];
  readonly programs: readonly FunctionInfo[];
  /** What libbpf hands out for it, by what it stands for. */
  readonly handles: Map<string, Obj>;
  isLoaded: boolean;
  /** Variables by the name of their section. */
  readonly sections: ReadonlyMap<string, Obj>;
  /** Their maps, where somebody asked for them. */
  readonly sectionMaps: Map<string, BpfMap>;
}

export type Descriptor =
  | { readonly kind: 'map'; readonly map: BpfMap; readonly machine: Machine }
  | { readonly kind: 'program'; readonly object: BpfObject; readonly fn: FunctionInfo };

export interface KernelSide {
  /** The BPF source that an object file or a skeleton of that name was made of. */
  readonly source: (name: string) => BpfSource | undefined;
  readonly descriptors: Map<number, Descriptor>;
  /** Maps that are frozen: nobody but programs writes them. */
  readonly frozen: Set<BpfMap>;
  /** What libbpf calls to print; undefined: it prints itself, 'none': nobody does. */
  printer: Obj | 'none' | undefined;
  nextDescriptor: number;
  /** Runs of programs, the first ones. */
  readonly runs: Run[];
  /** Maps that were created without an object. */
  loose: Machine | undefined;
}

const FIRST_DESCRIPTOR = 3;

export function newKernelSide(source: KernelSide['source']): KernelSide {
  return {
    source,
    descriptors: new Map(),
    frozen: new Set(),
    printer: undefined,
    nextDescriptor: FIRST_DESCRIPTOR,
    runs: [],
    loose: undefined,
  };
}

/** A machine of the kernel with the CPUs of the process's. */
export function kernelMachine(user: Machine, module: Module): Machine {
  const linkage: Linkage = {
    module,
    program: programOf('', ''),
    op: '',
    table: '',
    kernel: user.options.kernel,
    codeOf,
  };
  return newMachine(linkage, user.options);
}

const linkages = new WeakMap<FunctionInfo, Linkage>();

/** What names mean in a program of an object: the same each time that it runs. */
export function programLinkage({ source }: BpfObject, fn: FunctionInfo, kernel: Version): Linkage {
  const known = linkages.get(fn);
  if (known?.kernel === kernel) return known;
  const made = linkageOf(source.module, fn, kernel);
  linkages.set(fn, made);
  return made;
}

/** Lets the kernel work on the process's budget. */
export function inKernel<T>(user: Machine, kernel: Machine, run: () => T): T {
  const before = user.steps + user.extra;
  kernel.extra = before - kernel.steps;
  kernel.bytes = user.bytes;
  kernel.nextCheck = Math.min(kernel.options.maxSteps - kernel.extra, kernel.steps + CHECK_EVERY);
  try {
    return run();
  } finally {
    spend(user, kernel.steps + kernel.extra - before);
    user.bytes = kernel.bytes;
  }
}
