/** `switch` with fall through, case ranges and labels in nested blocks. */

import type { CNode } from '../../../syntax/types.ts';
import { because } from '../../../words/reasons.ts';
import { wrap } from '../../ctypes/fold.ts';
import type { At } from '../../graph.ts';
import { kid, markAt } from '../../unit.ts';
import {
  atOf,
  constOf,
  enter,
  type Fn,
  giveUp,
  jump,
  newBlock,
  type SwitchState,
  spanAt,
  terminate,
  type Value,
} from '../builder.ts';
import { promoted } from '../convert.ts';
import { evaluate } from '../evaluate.ts';
import { lowerExpr, lowerStatement, lowerStatements } from '../lowering.ts';
import { jumpBetween } from './scopes.ts';

export function switchStatement(fn: Fn, node: CNode): void {
  const condition = kid(node, 'condition');
  const body = kid(node, 'body');
  const at = condition ? atOf(fn, condition) : atOf(fn, node);
  if (!condition || !body) return giveUp(fn, because('unreadSwitch'));
  const value = promoted(fn, lowerExpr(fn, condition), at);
  const head = fn.current;
  const exit = newBlock(fn);
  enter(fn, newBlock(fn));
  const saved = { switchTo: fn.switchTo, breakTo: fn.breakTo };
  const state: SwitchState = { type: value.type, chain: fn.chain, cases: [], otherwise: undefined };
  fn.switchTo = state;
  fn.breakTo = { block: exit, chain: fn.chain };
  lowerStatement(fn, body);
  jump(fn, exit, spanAt(fn, node.end, node.end));
  fn.switchTo = saved.switchTo;
  fn.breakTo = saved.breakTo;
  enter(fn, head);
  endSwitch(fn, state, value, exit, at);
  enter(fn, exit);
}

function endSwitch(fn: Fn, state: SwitchState, value: Value, exit: number, at: At): void {
  const otherwise = state.otherwise ?? exit;
  const known = constOf(fn, value);
  if (known !== undefined) {
    const taken = state.cases.find(({ low, high }) => known >= low && known <= high);
    jump(fn, taken?.to ?? otherwise, at);
  } else
    terminate(fn, { op: 'switch', value: value.op, type: value.type, cases: state.cases, otherwise, at });
}

export function caseStatement(fn: Fn, node: CNode): void {
  const state = fn.switchTo;
  const valueNode = kid(node, 'value');
  const at = valueNode ? atOf(fn, valueNode) : spanAt(fn, node.start, node.start + 'default'.length);
  const block = newBlock(fn);
  jump(fn, block, at);
  if (!state) giveUp(fn, because('caseOutside'));
  else enterCase(fn, state, valueNode, block, at);
  enter(fn, block);
  lowerStatements(
    fn,
    node.kids.filter((child) => child !== valueNode),
  );
}

/** Registers a case; jumping into the scope of a memory local brings it to life on the way. */
function enterCase(fn: Fn, state: SwitchState, valueNode: CNode | undefined, block: number, at: At): void {
  let target = block;
  if (fn.chain !== state.chain) {
    target = newBlock(fn);
    enter(fn, target);
    jumpBetween(fn, state.chain, { block, chain: fn.chain }, at);
  }
  if (!valueNode) {
    state.otherwise = target;
    return;
  }
  const range = caseRange(fn, valueNode);
  const low = evaluate(fn, range.low)?.value;
  const high = range.high === range.low ? low : evaluate(fn, range.high)?.value;
  if (low === undefined || high === undefined) return giveUp(fn, because('caseNotConstant'));
  state.cases.push({ low: wrap(low, state.type), high: wrap(high, state.type), to: target });
}

/** `case 1 ... 3:` was masked to `1 || 3`, with a mark where the dots were. */
function caseRange(fn: Fn, node: CNode): { low: CNode; high: CNode } {
  const left = kid(node, 'left');
  const right = kid(node, 'right');
  const operator = kid(node, 'operator');
  if (!left || !right || !operator || !markAt(fn.source, operator.start, 'case-range'))
    return { low: node, high: node };
  return { low: left, high: right };
}
