/** Numbers that an exploration varies. */

import { strideOf } from '../../bpf/flow/ctypes/ctypes.ts';
import type { CType } from '../../bpf/flow/ctypes/types.ts';
import { isKernelState } from '../../bpf/kernel/special-fields.ts';
import { spend, stepsOf } from '../budget.ts';
import { type Decision, decide } from './decisions.ts';
import type { Machine } from './machine.ts';
import { type Obj, writeInt } from './memory.ts';
import type { Site } from './values.ts';

/** In an exploration numbers that may be set from outside have other values as well: all of an object the same. */
export function vary(m: Machine, obj: Obj, type: CType, what: Decision, site?: Site): void {
  if (m.options.decide === undefined) return;
  const choice = decide(m, what, m.interesting.length + 1, site);
  if (choice === 0) return;
  spend(m, stepsOf(FILL_COST * obj.size));
  fillNumbers(obj, 0, type, m.interesting[choice - 1]!, 0);
}

const MOST_ELEMENTS = 256;
const FILL_COST = 16;

function fillNumbers(obj: Obj, at: number, type: CType, value: number, depth: number): void {
  if (depth > 8 || at >= obj.size) return;
  if (type.k === 'int' && type.size <= 8 && at + type.size <= obj.size) writeInt(obj, at, type.size, value);
  else if (type.k === 'array') {
    const each = strideOf(type.of);
    if (each === 0) return;
    for (let i = 0; i < Math.min(type.length ?? 0, MOST_ELEMENTS); i++)
      fillNumbers(obj, at + i * each, type.of, value, depth + 1);
  } else if (type.k === 'struct' && !type.open && !isKernelState(type.name)) {
    for (const field of type.fields)
      if (!field.bits) fillNumbers(obj, at + field.offset, field.type, value, depth + 1);
  }
}
