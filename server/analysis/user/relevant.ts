/**
 * Which functions of user space are worth looking at. A program of user space is large, and little of it is about maps:
 * only what leads to an operation on elements is explored, and on the way only what may decide its arguments is entered.
 */
import { calledBy } from '../../../bpf/flow/call-graph.ts';
import type { FunctionInfo, Module } from '../../../bpf/flow/graph.ts';
import { LIBRARY_OPERATIONS } from './functions.ts';
import { hasKnownResult } from './results.ts';

interface Closure {
  /** Leads to an operation on elements. */
  readonly operates: boolean;
  /** Leads to a function whose result is known: a map, its descriptor, the number of CPUs. */
  readonly tells: boolean;
  /** Calls only what is of the file. */
  readonly computes: boolean;
  /** Blocks of it and of all that it leads to, as far as they were counted. */
  readonly blocks: number;
}

const closures = new WeakMap<Module, Map<string, Closure>>();

/** Blocks of a computation of flags, sizes or addresses, which calls nothing of the library. */
const SHORT = 24;
const LONG = 400;

/** Whether the function leads to an operation on elements of maps. */
export function operatesOnMaps(module: Module, name: string): boolean {
  return closureOf(module, name).operates;
}

/** Whether a call of it may decide what an operation is given. */
export function mayDecide(module: Module, fn: FunctionInfo): boolean {
  const { operates, tells, computes, blocks } = closureOf(module, fn.name);
  return operates || tells || blocks <= (computes ? LONG : SHORT);
}

function closureOf(module: Module, name: string): Closure {
  const known = closures.get(module) ?? new Map<string, Closure>();
  closures.set(module, known);
  const found = known.get(name) ?? closure(module, name);
  known.set(name, found);
  return found;
}

function closure(module: Module, name: string): Closure {
  const seen = new Set([name]);
  let blocks = 0;
  let operates = false;
  let tells = false;
  let computes = true;
  for (const next of seen) {
    operates ||= Object.hasOwn(LIBRARY_OPERATIONS, next);
    tells ||= hasKnownResult(next);
    const fn = module.functions.get(next);
    if (!fn) {
      computes = false;
      continue;
    }
    blocks += fn.graph().blocks.length;
    for (const callee of calledBy(fn)) seen.add(callee);
  }
  return { operates, tells, computes, blocks };
}
