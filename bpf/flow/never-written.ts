/** Static variables that no function of their file writes: to the compiler they are constants (LLVM, GlobalOpt). */
import { calledBy } from './call-graph.ts';
import type { GlobalInfo, Graph, Instr, Module, Reg } from './graph.ts';
import { endReads, reads } from './operands.ts';

const mentioned = new WeakMap<Graph, ReadonlySet<string>>();
const written = new WeakMap<Module, ReadonlySet<string>>();

/** Is it a plain static number that nothing writes, and whose address goes nowhere? */
export function isNeverWritten(module: Module, global: GlobalInfo): boolean {
  const { isStatic, isVolatile, isExtern, section, type, path, name } = global;
  if (!isStatic || isVolatile || isExtern || section !== '' || type.k !== 'int' || path !== module.path)
    return false;
  return !writtenIn(module).has(name);
}

/** All names that may be written by what the file compiles to. */
export function writtenIn(module: Module): ReadonlySet<string> {
  const known = written.get(module);
  if (known) return known;
  const found = new Set<string>();
  const work = [...module.functions.values()].filter(({ path }) => path === module.path);
  const seen = new Set(work);
  for (let fn = work.pop(); fn; fn = work.pop()) {
    const graph = fn.graph();
    // What was not read may write anything.
    if (graph.incomplete.length > 0) for (const name of module.globals.keys()) found.add(name);
    for (const name of notOnlyRead(graph)) found.add(name);
    for (const name of calledBy(fn)) {
      const next = module.functions.get(name);
      if (!next || seen.has(next)) continue;
      seen.add(next);
      work.push(next);
    }
  }
  written.set(module, found);
  return found;
}

/** Globals whose address is used in another way than by a load. */
function notOnlyRead(graph: Graph): ReadonlySet<string> {
  const known = mentioned.get(graph);
  if (known) return known;
  const holders = new Map<Reg, string>();
  const found = new Set<string>();
  const instrs = graph.blocks.flatMap((block) => block.instrs);
  for (const instr of instrs)
    if (instr.op === 'addr' && instr.of.kind === 'global') holders.set(instr.dst, instr.of.name);
  if (holders.size > 0) {
    for (const instr of instrs) noteUses(instr, holders, found);
    for (const { end } of graph.blocks) for (const op of endReads(end)) note(holders.get(op), found);
  }
  mentioned.set(graph, found);
  return found;
}

function noteUses(instr: Instr, holders: ReadonlyMap<Reg, string>, found: Set<string>): void {
  if (instr.op === 'load' && !instr.volatile) return;
  for (const op of reads(instr)) note(holders.get(op), found);
}

function note(name: string | undefined, found: Set<string>): void {
  if (name !== undefined) found.add(name);
}
