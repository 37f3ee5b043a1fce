/** From blocks under construction to the finished graph: unreachable ones dropped, in reverse postorder, with liveness. */

import { because } from '../words/reasons.ts';
import type { At, Block, FunctionInfo, Graph, Param, Terminator } from './graph.ts';
import { liveness } from './liveness.ts';
import type { Draft, Fn } from './lower/builder.ts';
import { successors } from './operands.ts';

function retarget(end: Terminator, map: (block: number) => number): Terminator {
  switch (end.op) {
    case 'goto':
      return { ...end, to: map(end.to) };
    case 'branch': {
      const [yes, no] = [map(end.yes), map(end.no)];
      return yes === no ? { op: 'goto', to: yes, at: end.at } : { ...end, yes, no };
    }
    case 'switch':
      return {
        ...end,
        cases: end.cases.map((one) => ({ ...one, to: map(one.to) })),
        otherwise: map(end.otherwise),
      };
    default:
      return end;
  }
}

const NOWHERE: At = { start: 0, end: 0 };

/** Skips blocks that only go on to another one. */
function thread(blocks: Draft[]): void {
  const target = new Int32Array(blocks.length).fill(-1);
  const resolve = (from: number): number => {
    const path: number[] = [];
    let at = from;
    while (target[at] === -1) {
      path.push(at);
      target[at] = at;
      const { instrs, end, loop } = blocks[at]!;
      if (instrs.length > 0 || loop || end?.op !== 'goto') break;
      at = end.to;
    }
    const found = target[at]!;
    for (const step of path) target[step] = found;
    return found;
  };
  for (const block of blocks) {
    block.end = retarget(block.end ?? { op: 'unreachable', at: NOWHERE }, resolve);
  }
}

interface Order {
  /** Reachable blocks in reverse postorder. */
  readonly order: number[];
  /** Targets of edges that go back to a block still being visited. */
  readonly heads: Set<number>;
}

function visit(blocks: readonly Draft[]): Order {
  const state = new Uint8Array(blocks.length);
  const order: number[] = [];
  const heads = new Set<number>();
  const stack: { block: number; next: readonly number[]; at: number }[] = [];
  const open = (block: number): void => {
    state[block] = 1;
    // Visited last to first, so that reverse postorder follows the source.
    stack.push({ block, next: [...successors(blocks[block]!.end!)].reverse(), at: 0 });
  };
  open(0);
  while (stack.length > 0) {
    const top = stack.at(-1)!;
    const next = top.next[top.at++];
    if (next === undefined) {
      state[top.block] = 2;
      order.push(top.block);
      stack.pop();
    } else if (state[next] === 1) heads.add(next);
    else if (state[next] === 0) open(next);
  }
  return { order: order.reverse(), heads };
}

/** Keeps the loop notes of blocks that are loop heads, and adds those of loops made with goto. */
function markLoops(blocks: readonly Draft[], { order, heads }: Order): void {
  for (const index of order) {
    const block = blocks[index]!;
    if (!heads.has(index)) delete block.loop;
    else block.loop ??= { kind: 'goto', at: block.instrs[0]?.at ?? block.end!.at };
  }
}

/** Appends blocks with a single predecessor to it. */
function merge(blocks: readonly Draft[], order: readonly number[]): void {
  const preds = new Int32Array(blocks.length);
  preds[0] = 1;
  for (const index of order) for (const next of successors(blocks[index]!.end!)) preds[next]!++;
  const gone = new Set<number>();
  for (const index of order) {
    if (gone.has(index)) continue;
    const block = blocks[index]!;
    while (block.end?.op === 'goto') {
      const { to } = block.end;
      const next = blocks[to]!;
      if (to === index || preds[to] !== 1 || next.loop) break;
      for (const instr of next.instrs) block.instrs.push(instr);
      block.end = next.end;
      gone.add(to);
    }
  }
}

/** The finished graph of a function. */
export function finish(fn: Fn, info: FunctionInfo, params: readonly Param[]): Graph {
  thread(fn.blocks);
  const first = visit(fn.blocks);
  markLoops(fn.blocks, first);
  merge(fn.blocks, first.order);
  const { order } = visit(fn.blocks);
  const numbers = new Map(order.map((block, i) => [block, i]));
  const blocks: Block[] = order.map((index) => {
    const { instrs, end, loop } = fn.blocks[index]!;
    return { instrs, end: retarget(end!, (block) => numbers.get(block)!), ...(loop ? { loop } : {}) };
  });
  const { liveIn, complete } = liveness(blocks, fn.regs.length);
  const incomplete = [...fn.incomplete, ...(complete ? [] : [because('tooLarge')])];
  return {
    name: info.name,
    path: info.path,
    start: info.start,
    params,
    result: info.type.result,
    regs: fn.regs,
    locals: fn.locals,
    consts: fn.consts,
    blocks,
    incomplete,
    ...(fn.broken ? { broken: fn.broken } : {}),
    liveIn,
  };
}
