/** What a document keeps from one text to the next: results of what an edit did not reach. */

import { calledBy } from '../../bpf/flow/call-graph.ts';
import type { FunctionInfo, Graph, Module } from '../../bpf/flow/graph.ts';
import type { CheckedRoot } from './check-root.ts';
import type { Summaries } from './summaries/summary.ts';

/** A function and its graph. Equal graphs are one object: whoever edits keeps those of functions that are as before. */
interface Lowered {
  readonly fn: FunctionInfo;
  readonly graph: Graph;
}

export interface Memory {
  readonly summaries: Summaries;
  /** The same where nothing is known of other files. */
  readonly alone: Summaries;
  /** By everything that says how it is explored. */
  roots: Map<string, CheckedRoot>;
  /** All roots of the last check that was finished. */
  checked: readonly CheckedRoot[];
  /** Graphs by function, as they were when all this was found. */
  graphs: ReadonlyMap<string, Graph>;
  /** Globals that some function wrote then: the others are constants, wherever they are read. */
  written: ReadonlySet<string>;
}

export function newMemory(): Memory {
  return {
    summaries: new Map(),
    alone: new Map(),
    roots: new Map(),
    checked: [],
    graphs: new Map(),
    written: new Set(),
  };
}

/** Functions that some function of the file leads to, lowered one by one. */
export function* lowerReached(
  module: Module,
  own: (fn: FunctionInfo) => boolean,
): Generator<void, ReadonlyMap<string, Lowered>, void> {
  const found = new Map<string, Lowered>();
  const work = [...module.functions.values()].filter(own);
  for (let fn = work.pop(); fn; fn = work.pop()) {
    if (found.has(fn.name)) continue;
    found.set(fn.name, { fn, graph: yield* fn.graphInSlices() });
    for (const name of calledBy(fn)) {
      const next = module.functions.get(name);
      if (next && !found.has(name)) work.push(next);
    }
    yield;
  }
  return found;
}

/** Drops what was found of functions that changed, and of those that lead to them. */
export function forgetChanged(
  memory: Memory,
  functions: ReadonlyMap<string, Lowered>,
  written: ReadonlySet<string>,
): void {
  if (!isSameSet(memory.written, written)) {
    memory.roots.clear();
    memory.summaries.clear();
  }
  memory.written = written;
  const before = memory.graphs;
  memory.graphs = new Map([...functions].map(([name, { graph }]) => [name, graph]));
  if (before.size === 0) return;
  const names = new Set([...before.keys(), ...memory.graphs.keys()]);
  const changed = [...names].filter((name) => before.get(name) !== memory.graphs.get(name));
  const affected = leadingTo(changed, functions);
  for (const name of affected) {
    memory.summaries.delete(name);
    memory.alone.delete(name);
  }
  for (const [key, { root }] of memory.roots) if (affected.has(root.name)) memory.roots.delete(key);
}

function isSameSet(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return a.size === b.size && [...a].every((name) => b.has(name));
}

function leadingTo(names: readonly string[], functions: ReadonlyMap<string, Lowered>): ReadonlySet<string> {
  const callers = new Map<string, string[]>();
  for (const [name, { fn }] of functions) {
    for (const callee of calledBy(fn)) {
      const known = callers.get(callee);
      if (known) known.push(name);
      else callers.set(callee, [name]);
    }
  }
  const found = new Set(names);
  const work = [...names];
  for (let name = work.pop(); name !== undefined; name = work.pop()) {
    for (const caller of callers.get(name) ?? []) {
      if (found.has(caller)) continue;
      found.add(caller);
      work.push(caller);
    }
  }
  return found;
}
