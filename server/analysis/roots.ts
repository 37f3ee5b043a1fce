/** Where exploration starts: programs, global functions, callbacks that run later, and functions that nothing calls. */

import { calledBy } from '../../bpf/flow/call-graph.ts';
import type { FunctionInfo, Module } from '../../bpf/flow/graph.ts';
import { isProgram } from '../../bpf/flow/programs.ts';
import { argAt } from '../../bpf/kernel/index.ts';
import { programOf } from '../../bpf/kernel/program-types.ts';
import type { CallbackParam, KernelFunction } from '../../bpf/kernel/types.ts';
import { linkageOf } from './compiler/linkage.ts';
import type { Root } from './engine/context.ts';
import { operatesOnMaps } from './user/relevant.ts';

type Lookup = (name: string) => KernelFunction | undefined;

interface LaterCallback {
  readonly sleepable: boolean;
  readonly params: readonly CallbackParam[];
}

/** Roots of a module, in source order, in slices. `own`: functions of the file that is checked; others are only entered. */
export function* rootsOf(
  module: Module,
  lookup: Lookup,
  kernel: string,
  own: (fn: FunctionInfo) => boolean,
): Generator<void, Root[], void> {
  const mine = [...module.functions.values()].filter((fn) => own(fn) && lookup(fn.name)?.kind !== 'library');
  const programs: Root[] = [];
  for (const fn of mine.filter((one) => isProgram(module, one))) {
    programs.push(programRoot(module, fn));
    yield;
  }
  const reach = reachableFrom(module, mine);
  yield;
  const sleepable = sleepableBy(module, programs);
  yield;
  const later = yield* laterCallbacks(reach.functions, lookup, kernel);
  const byName = new Map(programs.map((root) => [root.name, root]));
  const roots: Root[] = [];
  for (const fn of mine) {
    const program = byName.get(fn.name);
    const callback = later.get(fn.name);
    if (program) roots.push(program);
    else if (callback)
      roots.push({ ...UNKNOWN_ROOT, ...callback, name: fn.name, program: fn.name, kind: 'callback' });
    else if (linkageOf(fn) === 'independent') roots.push(globalRoot(fn, programs.length > 0, sleepable));
    else if (linkageOf(fn) === 'perhaps')
      roots.push({
        ...UNKNOWN_ROOT,
        name: fn.name,
        sleepable: sleepable.get(fn.name),
        isUsed: programs.length === 0 || sleepable.has(fn.name),
      });
    else if (programs.length > 0 ? !sleepable.has(fn.name) : !reach.called.has(fn.name))
      roots.push({ ...UNKNOWN_ROOT, name: fn.name, isUsed: programs.length === 0 });
  }
  return roots;
}

/** Functions of user space that no other one calls and that lead to operations on maps. */
export function userRoots(module: Module, own: (fn: FunctionInfo) => boolean): Root[] {
  const mine = [...module.functions.values()].filter(own);
  const { called } = reachableFrom(module, mine);
  const first = mine.filter(({ name }) => !called.has(name) && operatesOnMaps(module, name));
  return first.map(({ name }) => ({ ...UNKNOWN_ROOT, name }));
}

export const UNKNOWN_ROOT: Root = {
  isUsed: true,
  name: '',
  program: null,
  type: '',
  prefix: '',
  sleepable: undefined,
  kind: 'unknown',
  op: '',
  table: '',
  params: [],
};

/** The kernel verifies a global function only for a program that calls it. */
function globalRoot(
  fn: FunctionInfo,
  hasPrograms: boolean,
  sleepable: ReadonlyMap<string, boolean | undefined>,
): Root {
  if (hasPrograms && !sleepable.has(fn.name)) return { ...UNKNOWN_ROOT, name: fn.name, isUsed: false };
  return {
    ...UNKNOWN_ROOT,
    name: fn.name,
    program: fn.name,
    sleepable: sleepable.get(fn.name),
    kind: 'global',
  };
}

function programRoot(module: Module, fn: FunctionInfo): Root {
  const known = programOf(fn.section, fn.macro);
  const op = module.structOps.get(fn.name) ?? '';
  const tables = [...(module.opsTables.get(fn.name) ?? [])];
  return {
    ...UNKNOWN_ROOT,
    name: fn.name,
    program: fn.name,
    type: known.type,
    prefix: known.prefix,
    sleepable: known.sleepable,
    kind: 'program',
    op,
    table: tables.length === 1 ? tables[0]! : '',
  };
}

interface Reach {
  readonly functions: readonly FunctionInfo[];
  readonly called: ReadonlySet<string>;
}

/** Every function that some function of the file leads to; graphs of other header functions are never built. */
function reachableFrom(module: Module, mine: readonly FunctionInfo[]): Reach {
  const seen = new Set(mine);
  const work = [...mine];
  const called = new Set<string>();
  for (let fn = work.pop(); fn; fn = work.pop()) {
    for (const name of calledBy(fn)) {
      if (name !== fn.name) called.add(name);
      const next = module.functions.get(name);
      if (!next || seen.has(next)) continue;
      seen.add(next);
      work.push(next);
    }
  }
  return { functions: [...seen], called };
}

/** For each function that a program reaches: may one of these programs sleep? */
function sleepableBy(module: Module, programs: readonly Root[]): Map<string, boolean | undefined> {
  const found = new Map<string, boolean | undefined>();
  for (const root of programs) {
    const seen = new Set([root.name]);
    const work = [root.name];
    for (let name = work.pop(); name !== undefined; name = work.pop()) {
      found.set(name, found.get(name) === true ? true : root.sleepable);
      const fn = module.functions.get(name);
      for (const next of fn ? calledBy(fn) : []) {
        if (seen.has(next) || !module.functions.has(next)) continue;
        seen.add(next);
        work.push(next);
      }
    }
  }
  return found;
}

/** Callbacks that timers and work items run later: timers never sleep, work items may. */
function* laterCallbacks(
  functions: readonly FunctionInfo[],
  lookup: Lookup,
  kernel: string,
): Generator<void, Map<string, LaterCallback>, void> {
  const found = new Map<string, LaterCallback>();
  for (const fn of functions) {
    yield;
    for (const block of fn.graph().blocks) {
      let last = '';
      for (const instr of block.instrs) {
        if (instr.op === 'addr' && instr.of.kind === 'function') last = instr.of.name;
        if (instr.op !== 'call' || !instr.callee || !last) continue;
        const setter = lookup(instr.callee);
        if (setter?.effect === 'async-callback') found.set(last, callbackOf(setter, kernel));
      }
    }
  }
  return found;
}

function callbackOf(setter: KernelFunction, kernel: string): LaterCallback {
  const roles = setter.params.map((_, i) => argAt(setter, i, kernel));
  const role = roles.find((r) => r?.role === 'callback');
  return {
    sleepable: /wq|task_work/.test(setter.name),
    params: role?.role === 'callback' ? role.params : [],
  };
}
