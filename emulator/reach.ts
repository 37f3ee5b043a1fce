/** What a graph can reach: other functions, globals and maps, fields of structs. */
import type { FunctionInfo, Graph, Instr, Module } from '../bpf/flow/graph.ts';

const MOST_GRAPHS = 200;

/** The graph of a function; undefined when it cannot be made of the text. One function's failure is no other's. */
export function graphOf(fn: FunctionInfo | undefined): Graph | undefined {
  try {
    return fn?.graph();
  } catch {
    return undefined;
  }
}

/** The graph and those of the functions that it names, directly or not. */
export function reachable(module: Module, start: Graph): Graph[] {
  const seen = new Set([start.name]);
  const graphs = [start];
  namesIn(start, seen);
  for (const name of seen) {
    if (name === start.name || graphs.length > MOST_GRAPHS) continue;
    const graph = graphOf(module.functions.get(name));
    if (!graph) continue;
    graphs.push(graph);
    namesIn(graph, seen);
  }
  return graphs;
}

function namesIn(graph: Graph, seen: Set<string>): void {
  for (const { instrs } of graph.blocks) for (const instr of instrs) addNames(seen, instr);
}

function addNames(seen: Set<string>, instr: Instr): void {
  if (instr.op === 'call' && instr.callee) seen.add(instr.callee);
  if (instr.op === 'addr' && instr.of.kind === 'function') seen.add(instr.of.name);
}

export interface Used {
  /** Globals and maps, in the order in which they are named. */
  readonly globals: ReadonlySet<string>;
  /** `struct.field`. */
  readonly fields: ReadonlySet<string>;
}

/** Globals that are named and fields that are addressed anywhere in the graphs. */
export function usedIn(graphs: readonly Graph[]): Used {
  const globals = new Set<string>();
  const fields = new Set<string>();
  for (const { blocks } of graphs)
    for (const { instrs } of blocks)
      for (const instr of instrs) {
        if (instr.op === 'addr' && instr.of.kind === 'global') globals.add(instr.of.name);
        if (instr.op === 'field') fields.add(`${instr.record}.${instr.name}`);
      }
  return { globals, fields };
}
