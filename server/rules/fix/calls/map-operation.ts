/** Fixes of operations of user space on maps. */
import type { FaultOf } from '../../../analysis/engine/faults.ts';
import type { Answer, FixContext } from '../candidate.ts';

type OperationFault = FaultOf<'map-operation-fails', 'refused' | 'shifted' | 'count'>;

export function mapOperationFixes(_fault: OperationFault, _cx: FixContext): readonly Answer[] {
  return [];
}

export function bufferFixes(
  _fault: FaultOf<'map-value-buffer', 'small'>,
  _cx: FixContext,
): readonly Answer[] {
  return [];
}

export function perCpuFixes(
  _fault: FaultOf<'per-cpu-value', 'ignored' | 'creates' | 'cached'>,
  _cx: FixContext,
): readonly Answer[] {
  return [];
}
