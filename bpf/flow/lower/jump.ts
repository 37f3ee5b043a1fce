/** Jumps and labels. */

import type { At } from '../graph.ts';
import { enter, type Fn, type Jump, jump, newBlock, terminate, type Value } from './builder.ts';
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
