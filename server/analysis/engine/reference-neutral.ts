/** Loops that leave references as they are: of numbers that change in them, only what data decides is worth forgetting early. */

import { calledBy } from '../../../bpf/flow/call-graph.ts';
import { cycleOf } from '../../../bpf/flow/cycles.ts';
import type { FunctionInfo, Graph, Instr } from '../../../bpf/flow/graph.ts';
import { moduleCache } from '../../../bpf/flow/module-cache.ts';
import { EFFECTS, type EffectRecord } from '../../../bpf/kernel/effects.ts';
import { argAt, returnsAt } from '../../../bpf/kernel/index.ts';
import type { KernelFunction } from '../../../bpf/kernel/types.ts';
import type { Context } from './context.ts';

/** By the blocks of a loop, of which several heads may have the same. */
const neutralLoops = moduleCache<ReadonlySet<number>, boolean>();

/** Does the loop with this head neither take nor give references, itself or in what it calls? */
export function isReferenceNeutralLoop(cx: Context, graph: Graph, head: number): boolean {
  const known = neutralLoops(cx.module);
  const blocks = cycleOf(graph, head);
  let isIt = known.get(blocks);
  if (isIt === undefined) {
    isIt = [...blocks].every((b) => graph.blocks[b]!.instrs.every((instr) => isReferenceNeutral(cx, instr)));
    known.set(blocks, isIt);
  }
  return isIt;
}

function isReferenceNeutral(cx: Context, instr: Instr): boolean {
  if (instr.op !== 'call') return true;
  return instr.callee !== undefined && isReferenceNeutralCall(cx, instr.callee, new Set());
}

const MOST_CALLEES = 300;

function isReferenceNeutralCall(cx: Context, name: string, seen: Set<string>): boolean {
  if (seen.has(name)) return true;
  if (seen.size > MOST_CALLEES) return false;
  seen.add(name);
  const fn = cx.module.functions.get(name);
  if (fn) return [...calledBy(fn)].every((callee) => isReferenceNeutralCall(cx, callee, seen));
  const known = cx.lookup(name);
  return known === undefined || leavesReferences(known, cx.kernel);
}

function leavesReferences(fn: KernelFunction, kernel: string): boolean {
  const returns = returnsAt(fn, kernel);
  if (returns.kind === 'reference' || returns.kind === 'slot-content') return false;
  if (returns.kind === 'memory' && returns.reference) return false;
  return fn.params.every((_, i) => {
    const role = argAt(fn, i, kernel);
    return (
      role?.role !== 'slot' &&
      role?.role !== 'transfer' &&
      !(role?.role === 'dynptr' && (role.use === 'reserve' || role.use === 'end')) &&
      !(role?.role === 'object' && role.trust === 'release')
    );
  });
}

/** Branches from which on a function that decides no resource is not followed but forgotten. */
const WORTH_FORGETTING = 10;

const quiet = new WeakMap<FunctionInfo, boolean>();

/** A function of many branches that only computes: no references, slots, sections, kernel objects or map values in it. */
export function isQuiet(cx: Context, fn: FunctionInfo): boolean {
  let known = quiet.get(fn);
  if (known === undefined) {
    known = branchesOf(fn.graph()) >= WORTH_FORGETTING && onlyComputes(cx, fn, new Set());
    quiet.set(fn, known);
  }
  return known;
}

export function branchesOf(graph: Graph): number {
  return graph.blocks.filter((block) => block.end.op === 'branch' || block.end.op === 'switch').length;
}

function onlyComputes(cx: Context, fn: FunctionInfo, seen: Set<string>): boolean {
  if (seen.has(fn.name)) return true;
  if (seen.size > MOST_CALLEES || fn.type.result.k === 'ptr') return false;
  seen.add(fn.name);
  return fn.graph().blocks.every((block) => block.instrs.every((instr) => isComputation(cx, instr, seen)));
}

function isComputation(cx: Context, instr: Instr, seen: Set<string>): boolean {
  if (instr.op === 'load' || instr.op === 'store') return instr.type.k !== 'ptr';
  if (instr.op === 'iter_new') return instr.kind === 'num' || instr.kind === 'repeat';
  if (instr.op !== 'call') return true;
  if (instr.callee === undefined) return false;
  const fn = cx.module.functions.get(instr.callee);
  if (fn) return onlyComputes(cx, fn, seen);
  if (BUILTIN.test(instr.callee)) return true;
  const known = cx.lookup(instr.callee);
  return known !== undefined && isPlainCall(known, cx.kernel);
}

const BUILTIN = /^__(sync|atomic|builtin)_/;

function isPlainCall(fn: KernelFunction, kernel: string): boolean {
  const returns = returnsAt(fn, kernel).kind;
  const effect: EffectRecord = EFFECTS[fn.effect];
  if (fn.sleepable || effect.touches !== undefined || (returns !== 'scalar' && returns !== 'void'))
    return false;
  return fn.params.every((_, i) => {
    const role = argAt(fn, i, kernel)?.role;
    return (
      role === 'scalar' ||
      role === 'size' ||
      role === 'flags' ||
      role === 'string' ||
      role === 'any' ||
      role === 'mem'
    );
  });
}
