/** Identifiers that mean something without being declared: `can_loop`, `__func__`, the iterator of a loop. */

import { basename } from '../../../syntax/paths.ts';
import type { CNode } from '../../../syntax/types.ts';
import { because } from '../../../words/reasons.ts';
import { BOOL, CHAR_PTR, pointerTo, S32, U64 } from '../../ctypes/ctypes.ts';
import type { FuncType } from '../../ctypes/types.ts';
import { textOf } from '../../unit.ts';
import {
  addressOf,
  atOf,
  branch,
  constant,
  emit,
  enter,
  type Fn,
  newBlock,
  newReg,
  unknownValue,
  type Value,
  voidValue,
} from '../builder.ts';
import { leaveTo } from '../control/jump.ts';

const CAN_LOOP: FuncType = { k: 'func', result: BOOL, params: [], variadic: false };

/** Whether the loop may go on: nothing is known about the answer. */
function canLoop(fn: Fn, node: CNode): Value {
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

/** `__LINE__` in the main file; the lines of headers are not counted. */
function lineNumber(fn: Fn, node: CNode): Value | undefined {
  const { unit, source, base } = fn;
  if (source.parsed.path !== unit.path) return undefined;
  if (unit.lines.length === 0) {
    for (const match of unit.file.text.matchAll(/\n/g)) unit.lines.push(match.index);
    unit.lines.push(unit.file.text.length);
  }
  const offset = atOf(fn, node).start + base;
  let low = 0;
  let high = unit.lines.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (unit.lines[middle]! < offset) low = middle + 1;
    else high = middle;
  }
  return constant(fn, BigInt(low + 1), S32);
}

export function lowerBareName(fn: Fn, node: CNode): Value | undefined {
  const name = textOf(fn.source, node);
  if (name === 'can_loop') return canLoop(fn, node);
  if (name === 'cond_break') return condBreak(fn, node);
  if (name === '__func__' || name === '__FUNCTION__' || name === '__PRETTY_FUNCTION__') {
    return addressOf(fn, { kind: 'string', text: fn.name }, CHAR_PTR, atOf(fn, node));
  }
  if (name === '__FILE__')
    return addressOf(fn, { kind: 'string', text: basename(fn.source.parsed.path) }, CHAR_PTR, atOf(fn, node));
  // BPF_PROG and its like keep the program's context under this name; the emulator knows what it is.
  if (name === 'ctx') return unknownValue(fn, pointerTo(U64), atOf(fn, node), because('programContext'));
  if (name === '__LINE__') return lineNumber(fn, node);
  return undefined;
}
