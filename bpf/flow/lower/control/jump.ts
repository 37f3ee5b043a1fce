/** Jumps and labels. */

import type { CNode } from '../../../syntax/types.ts';
import type { At } from '../../graph.ts';
import { enter, type Fn, type Jump, jump, newBlock, terminate, type Value } from '../builder.ts';
import { lowerStatement } from '../lowering.ts';
import { jumpBetween, unwind, unwindForReturn } from './scopes.ts';

/** `goto label`: where it goes is known once all labels are. */
export function gotoLabel(fn: Fn, label: string, at: At): void {
  const known = fn.labels.get(label);
  if (known) {
    jumpBetween(fn, fn.chain, known, at);
    return;
  }
  fn.gotos.push({ block: fn.current, chain: fn.chain, label, at });
  fn.current = newBlock(fn);
}

/** `label:` */
export function placeLabel(fn: Fn, label: string, at: At): void {
  const block = newBlock(fn);
  jump(fn, block, at);
  enter(fn, block);
  fn.labels.set(label, { block, chain: fn.chain });
}

/** Completes the gotos that came before their labels; a label that does not exist ends the path. */
export function resolveGotos(fn: Fn): string[] {
  const missing: string[] = [];
  for (const { block, chain, label, at } of fn.gotos) {
    const target = fn.labels.get(label);
    enter(fn, block);
    if (target) jumpBetween(fn, chain, target, at);
    else {
      missing.push(label);
      terminate(fn, { op: 'unreachable', at });
    }
  }
  fn.gotos = [];
  return missing;
}

/** `break` and `continue`: leaves scopes up to the target. */
export function leaveTo(fn: Fn, target: Jump, at: At): void {
  unwind(fn, target.chain);
  jump(fn, target.block, at);
}

/** `return value;`. Memory need not be marked dead: the frame goes with it. */
export function returnFrom(fn: Fn, value: Value | undefined, at: At): void {
  unwindForReturn(fn);
  const isVoid = value === undefined || value.type.k === 'void';
  terminate(fn, { op: 'return', value: isVoid ? undefined : value.op, at });
}

/** A jump to a block in the scopes that are open now. */
export function here(fn: Fn, block: number): Jump {
  return { block, chain: fn.chain };
}

/** Lowers a loop body with its jump targets. */
export function loopBody(fn: Fn, body: CNode | undefined, breakTo: Jump, continueTo: Jump): void {
  const saved = { breakTo: fn.breakTo, continueTo: fn.continueTo };
  fn.breakTo = breakTo;
  fn.continueTo = continueTo;
  if (body) lowerStatement(fn, body);
  fn.breakTo = saved.breakTo;
  fn.continueTo = saved.continueTo;
}
