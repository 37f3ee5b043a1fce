/**
 * Functions that stay functions: neither the compiler nor the verifier sees everything across such a call. What was
 * loaded before has to be loaded again, and a small variable that is written through its address is not tracked.
 */
import { sizeOf } from '../../../bpf/flow/ctypes/ctypes.ts';
import type { CType } from '../../../bpf/flow/ctypes/types.ts';
import type { FunctionInfo, Graph, Instr, Operand } from '../../../bpf/flow/graph.ts';
import { moduleCache } from '../../../bpf/flow/module-cache.ts';
import { writes } from '../../../bpf/flow/operands.ts';
import { NO_CELLS, type State, top } from '../domain/state.ts';
import { type Obj, objectKey, type Value } from '../domain/values.ts';
import type { Context } from '../engine/context.ts';
import { isBehindCall } from './linkage.ts';

type Clobbers = 'nothing' | 'arguments' | 'everything';

/** What the caller still knows of its loads when the function has returned. */
export function loadsAfter(
  cx: Context,
  state: State,
  fn: FunctionInfo,
  args: readonly Value[],
): State['cache'] {
  const what = clobbers(cx, fn, new Set());
  if (what === 'nothing' || state.cache.size === 0) return state.cache;
  if (what === 'everything') return NO_CELLS;
  const written = args.flatMap((arg) => (arg.k === 'ptr' ? [arg.obj] : []));
  if (written.some((obj) => obj.o === 'unknown')) return NO_CELLS;
  return new Map([...state.cache].filter(([key]) => !written.some((obj) => mayBe(obj, key))));
}

/** Two lookups in a map may give the same element. */
function mayBe(obj: Obj, key: string): boolean {
  return obj.o === 'value' ? key.startsWith(`v:${obj.map}:`) : objectKey(obj) === key;
}

const known = moduleCache<Graph, Clobbers>();

function clobbers(cx: Context, fn: FunctionInfo, seen: Set<string>): Clobbers {
  const graph = fn.graph();
  const before = known(cx.module).get(graph);
  if (before) return before;
  if (seen.has(fn.name)) return 'nothing';
  seen.add(fn.name);
  let found: Clobbers = 'nothing';
  for (const block of graph.blocks) {
    for (const instr of block.instrs) {
      const one = clobberedBy(cx, graph, instr, seen);
      if (one === 'everything') found = one;
      else if (one === 'arguments' && found === 'nothing') found = one;
    }
  }
  known(cx.module).set(graph, found);
  return found;
}

function clobberedBy(cx: Context, graph: Graph, instr: Instr, seen: Set<string>): Clobbers {
  if (instr.op === 'store' || instr.op === 'zero') return written(graph, instr.ptr);
  if (instr.op === 'copy') return written(graph, instr.dst);
  if (instr.op === 'havoc') return instr.memory ? 'everything' : 'nothing';
  if (instr.op !== 'call') return instr.op.startsWith('iter_') ? 'everything' : 'nothing';
  const fn = instr.callee === undefined ? undefined : cx.module.functions.get(instr.callee);
  // A callee's arguments may be anything of this function's.
  return fn && clobbers(cx, fn, seen) === 'nothing' ? 'nothing' : 'everything';
}

/** Where an address comes from: a local of the function's own, one of its parameters, or elsewhere. */
function written(graph: Graph, ptr: Operand): Clobbers {
  let base = ptr;
  for (let n = 0; n < MOST_STEPS; n++) {
    const makers = graph.blocks.flatMap(({ instrs }) => instrs.filter((i) => writes(i).includes(base)));
    const [maker] = makers;
    if (!maker) return graph.params.some(({ reg }) => reg === base) ? 'arguments' : 'everything';
    if (makers.length > 1) return 'everything';
    if (maker.op === 'addr') return maker.of.kind === 'local' ? 'nothing' : 'everything';
    if (maker.op === 'field' || maker.op === 'ptradd') base = maker.base;
    else if (maker.op === 'move' || maker.op === 'cast') base = maker.a;
    else return 'everything';
  }
  return 'everything';
}

const MOST_STEPS = 30;
const SLOT = 8;

/**
 * The verifier remembers a number on the stack when it is stored at the start of a slot of eight bytes, and zeroes
 * (kernel/bpf/verifier.c, check_stack_write_fixed_off).
 */
export function isForgotten(obj: Obj & { o: 'stack' }, off: number | undefined): boolean {
  return obj.inSlot !== undefined && off !== undefined && (obj.inSlot + off) % SLOT !== 0;
}

/**
 * The frame is laid out from its end: a function's first variable that does not fill its slots ends one, unless it is
 * aligned to its start.
 */
export function placeInSlot(cx: Context, state: State, local: number): number | undefined {
  const frame = top(state);
  const { locals } = frame.graph;
  if (state.frames.length > 1 && !isBehindCall(cx, frame)) return undefined;
  if (!locals.slice(0, local).every(({ type }) => fillsSlots(type))) return undefined;
  const { size, align } = locals[local]!;
  return align % SLOT === 0 ? 0 : (SLOT - (size % SLOT)) % SLOT;
}

/** A type that is not known may leave a slot in its middle. */
function fillsSlots(type: CType): boolean {
  const size = sizeOf(type);
  return size !== undefined && size % SLOT === 0;
}

/** Is something written here that lies in a caller's frame, beyond a real call? */
export function isBeyondCall(cx: Context, state: State, obj: Obj): boolean {
  if (obj.o !== 'stack' || obj.frame === state.frames.length) return false;
  return state.frames.slice(obj.frame).some((frame) => isBehindCall(cx, frame));
}
