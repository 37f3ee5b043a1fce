/** What a fault of a slot is about, as the fixes of it see it. */
import type { KindOf } from '../../../../bpf/kernel/faults/index.ts';
import type { CNode } from '../../../../bpf/syntax/types.ts';
import type { FaultOf } from '../../../analysis/engine/faults.ts';
import type { FixContext } from '../candidate.ts';
import { type Chain, kidOf } from '../tree.ts';
import { bare } from './exchange.ts';

export type SlotFault = FaultOf<'kptr-slot', KindOf<'kptr-slot'>>;

/** The thing at fault: an argument of a call, or an access. */
export interface SlotUse {
  readonly cx: FixContext;
  readonly fault: SlotFault;
  /** What is around it, and itself first. */
  readonly chain: Chain;
  readonly node: CNode;
  readonly call: CNode | undefined;
}

/** `v->mask` of `&v->mask` and `&v->masks[1]`: what a slot's address names. */
export function slotField(node: CNode): CNode | undefined {
  let inner = bare(node);
  while (inner.type === 'pointer_expression' || inner.type === 'subscript_expression') {
    const next = kidOf(inner, 'argument');
    if (!next) break;
    inner = bare(next);
  }
  return inner.type === 'field_expression' || inner.type === 'identifier' ? inner : undefined;
}
