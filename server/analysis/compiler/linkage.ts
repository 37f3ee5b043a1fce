/** Whether a function of the program is one of its own to the compiler and to the kernel. */
import type { FunctionInfo, Graph } from '../../../bpf/flow/graph.ts';
import type { Frame } from '../domain/state.ts';
import type { Context } from '../engine/context.ts';

/** Entered with each caller, verified independently, or either of them. */
export type Linkage = 'entered' | 'independent' | 'perhaps';

const STATIC_IN_EFFECT = new Set(['__always_inline', 'always_inline', '__hidden', 'inline', '__inline']);

const NEVER_INLINED = new Set(['__noinline', 'noinline', '__weak', 'weak']);

/** Instructions up to which clang inlines a function that other files could call too. */
const INLINED_UP_TO = 100;

/**
 * How the kernel meets a function: with each caller, independently (a global function that stays one), or either, as the
 * compiler decides: then it is not entered, and nothing is said of its arguments.
 */
export function linkageOf(fn: FunctionInfo): Linkage {
  if (fn.isStatic || fn.attributes.some((a) => STATIC_IN_EFFECT.has(a))) return 'entered';
  if (fn.attributes.some((a) => NEVER_INLINED.has(a))) return 'independent';
  return instructionsOf(fn.graph()) <= INLINED_UP_TO ? 'entered' : 'perhaps';
}

/** Written to stay a function of its own: the compiler looks neither in nor out. */
export function isOutOfLine(cx: Context, graph: Graph): boolean {
  return cx.module.functions.get(graph.name)?.attributes.some((a) => NEVER_INLINED.has(a)) === true;
}

/** Entered by a real call, of which the compiler sees one side: so are callbacks, which the kernel calls. */
export function isBehindCall(cx: Context, { graph, callback }: Frame): boolean {
  return callback !== undefined || isOutOfLine(cx, graph);
}

function instructionsOf(graph: Graph): number {
  return graph.blocks.reduce((sum, block) => sum + block.instrs.length + 1, 0);
}
