/** Inline assembly: what it may change becomes unknown. */

import type { CNode } from '../../../syntax/types.ts';
import { because } from '../../../words/reasons.ts';
import { S32 } from '../../ctypes/ctypes.ts';
import { kid, textOf } from '../../unit.ts';
import {
  atOf,
  branch,
  emit,
  enter,
  type Fn,
  giveUp,
  newBlock,
  newReg,
  type Value,
  voidValue,
} from '../builder.ts';
import { gotoLabel } from '../control/jump.ts';
import { type Place, storePlace } from '../convert.ts';
import { stringOf } from '../literal.ts';
import { lowerExpr } from '../lowering.ts';
import { lowerPlace } from '../lvalue.ts';

function operands(node: CNode, field: string): CNode[] {
  const list = kid(node, field);
  return (
    list?.kids
      .filter((child) => child.field === 'operand')
      .map((child) => kid(child, 'value')!)
      .filter(Boolean) ?? []
  );
}

/** `asm volatile(…)`. An empty template changes no register: it only hides a value from the optimiser. */
export function lowerAsm(fn: Fn, node: CNode): Value {
  const at = atOf(fn, node);
  const code = kid(node, 'assembly_code');
  const template = code ? stringOf(fn, code).trim() : 'unknown';
  const clobbers = kid(node, 'clobbers');
  const clobbersMemory = clobbers !== undefined && textOf(fn.source, clobbers).includes('"memory"');
  const outputs = operands(node, 'output_operands');
  if (template === '' && outputs.every((output) => isReadWrite(fn, node, output))) {
    if (clobbersMemory)
      emit(fn, { op: 'havoc', dsts: [], memory: true, escapes: [], reason: because('barrier'), at });
    return voidValue(fn);
  }
  const inputs = operands(node, 'input_operands').map((input) => lowerExpr(fn, input));
  const places = outputs
    .map((output) => lowerPlace(fn, output))
    .filter((place): place is Place => place !== undefined);
  const temps = places.map((place) => (place.p === 'reg' ? place.reg : newReg(fn, place.type)));
  const escapes = inputs.filter((input) => input.op >= 0 && input.type.k !== 'int').map((input) => input.op);
  const memory = clobbersMemory || escapes.length > 0;
  emit(fn, { op: 'havoc', dsts: temps, memory, escapes, reason: because('assembly'), at });
  for (const [i, place] of places.entries()) {
    if (place.p === 'mem') storePlace(fn, place, { op: temps[i]!, type: place.type }, at);
  }
  gotoLabels(fn, node);
  return voidValue(fn);
}

/** `"+r"(x)`: what comes out is what went in. */
function isReadWrite(fn: Fn, node: CNode, output: CNode): boolean {
  const list = kid(node, 'output_operands');
  const operand = list?.kids.find((child) => kid(child, 'value') === output);
  const constraint = operand && kid(operand, 'constraint');
  return constraint !== undefined && textOf(fn.source, constraint).includes('+');
}

/** `asm goto`: control may go to each label or on. */
function gotoLabels(fn: Fn, node: CNode): void {
  const labels = kid(node, 'goto_labels')?.kids.filter((child) => child.field === 'label') ?? [];
  const at = atOf(fn, node);
  if (labels.length > 64) giveUp(fn, because('assemblyLabels'));
  for (const label of labels.slice(0, 64)) {
    const cond = newReg(fn, S32);
    emit(fn, { op: 'havoc', dsts: [cond], memory: false, escapes: [], reason: because('assembly'), at });
    const taken = newBlock(fn);
    const next = newBlock(fn);
    branch(fn, { op: cond, type: S32 }, taken, next, at);
    enter(fn, taken);
    gotoLabel(fn, textOf(fn.source, label), at);
    enter(fn, next);
  }
}
