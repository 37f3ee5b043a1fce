/** Where exploration starts: programs, global functions, callbacks that run later, and functions that nothing calls. */
import type { FunctionInfo, Module } from '../../bpf/flow/graph.ts';
import { programOf } from '../../bpf/kernel/program-types.ts';
import type { KernelFunction } from '../../bpf/kernel/types.ts';
import { isVerifiedAlone } from './calls.ts';
import type { Root } from './context.ts';
import { calledBy } from './globals.ts';

/** Every root of a module, programs first, in source order. `own`: only functions of this file are reported alone. */
export function rootsOf(
  module: Module,
  lookup: (name: string) => KernelFunction | undefined,
  own: (fn: FunctionInfo) => boolean,
): Root[] {
  const functions = [...module.functions.values()].filter((fn) => lookup(fn.name)?.kind !== 'library');
  const programs = functions.filter((fn) => isProgram(module, fn)).map((fn) => programRoot(module, fn));
  const contexts = contextsOf(module, programs);
  const roots: Root[] = programs.filter((root) => own(module.functions.get(root.name)!));
  const named = new Set(programs.map((root) => root.name));
  const later = laterCallbacks(module, lookup);
  const called = new Set<string>();
  for (const fn of functions) for (const name of calledBy(fn)) if (name !== fn.name) called.add(name);
  for (const fn of functions) {
    if (named.has(fn.name) || !own(fn)) continue;
    const at = contexts.get(fn.name);
    if (later.has(fn.name))
      roots.push({
        name: fn.name,
        program: fn.name,
        type: '',
        sleepable: later.get(fn.name)!,
        kind: 'callback',
        op: '',
      });
    else if (isVerifiedAlone(fn))
      roots.push({
        name: fn.name,
        program: fn.name,
        type: '',
        sleepable: at?.sleepable,
        kind: 'global',
        op: '',
      });
    else if (!called.has(fn.name))
      roots.push({ name: fn.name, program: null, type: '', sleepable: undefined, kind: 'unknown', op: '' });
  }
  return roots;
}

export function isProgram(module: Module, fn: FunctionInfo): boolean {
  return (
    fn.macro !== '' || module.structOps.has(fn.name) || (fn.section !== '' && !fn.section.startsWith('.'))
  );
}

export function programRoot(module: Module, fn: FunctionInfo): Root {
  const op = module.structOps.get(fn.name) ?? '';
  const known = programOf(fn.section, fn.macro);
  return {
    name: fn.name,
    program: fn.name,
    type: known.type,
    sleepable: known.sleepable,
    kind: 'program',
    op,
  };
}

interface Reach {
  sleepable: boolean | undefined;
}

/** For each function, whether some sleepable program reaches it. */
function contextsOf(module: Module, programs: readonly Root[]): Map<string, Reach> {
  const reach = new Map<string, Reach>();
  for (const root of programs) {
    const work = [root.name];
    const seen = new Set(work);
    for (let name = work.pop(); name !== undefined; name = work.pop()) {
      const before = reach.get(name);
      const sleepable = before?.sleepable === true ? true : root.sleepable;
      reach.set(name, { sleepable });
      const fn = module.functions.get(name);
      if (!fn) continue;
      for (const next of calledBy(fn)) {
        if (seen.has(next)) continue;
        seen.add(next);
        work.push(next);
      }
    }
  }
  return reach;
}

/** Callbacks that timers and work items run: timers never sleep, work items may. */
function laterCallbacks(
  module: Module,
  lookup: (name: string) => KernelFunction | undefined,
): Map<string, boolean> {
  const found = new Map<string, boolean>();
  for (const fn of module.functions.values()) {
    for (const block of fn.graph().blocks) {
      let last = '';
      for (const instr of block.instrs) {
        if (instr.op === 'addr' && instr.of.kind === 'function') last = instr.of.name;
        if (instr.op !== 'call' || !instr.callee || !last) continue;
        if (lookup(instr.callee)?.effect === 'async-callback')
          found.set(last, /wq|task_work/.test(instr.callee));
      }
    }
  }
  return found;
}
