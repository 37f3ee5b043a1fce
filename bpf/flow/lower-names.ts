/** Identifiers that mean something without being declared: `can_loop`, `__func__`, the iterator of a loop. */

import type { CNode } from '../syntax/types.ts';
import {
  addressOf,
  atOf,
  branch,
  emit,
  enter,
  type Fn,
  newBlock,
  newReg,
  type Value,
  voidValue,
} from './builder.ts';
import { BOOL, CHAR_PTR } from './ctypes.ts';
import { leaveTo } from './lower-jump.ts';
import type { FuncType } from './types.ts';
import { textOf } from './unit.ts';

const CAN_LOOP: FuncType = { k: 'func', result: BOOL, params: [], variadic: false };

/** Whether the loop may go on: nothing is known about the answer. */
export function canLoop(fn: Fn, node: CNode): Value {
  const dst = newReg(fn, BOOL);
  emit(fn, { op: 'call', dst, callee: 'can_loop', args: [], argAt: [], type: CAN_LOOP, at: atOf(fn, node) });
  return { op: dst, type: BOOL };
}

/** `cond_break`: leaves the loop when it may not go on. */
function condBreak(fn: Fn, node: CNode): Value {
  const at = atOf(fn, node);
  const go = newBlock(fn);
  const stop = newBlock(fn);
  branch(fn, canLoop(fn, node), go, stop, at);
  enter(fn, stop);
  if (fn.breakTo) leaveTo(fn, fn.breakTo, at);
  enter(fn, go);
  return voidValue(fn);
}

export function lowerBareName(fn: Fn, node: CNode): Value | undefined {
  const name = textOf(fn.source, node);
  if (name === 'can_loop') return canLoop(fn, node);
  if (name === 'cond_break') return condBreak(fn, node);
  if (name === '__func__' || name === '__FUNCTION__' || name === '__PRETTY_FUNCTION__') {
    return addressOf(fn, { kind: 'string', text: fn.name }, CHAR_PTR, atOf(fn, node));
  }
  return undefined;
}
