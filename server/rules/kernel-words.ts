/** The target kernel's own words for a fault. */
import { kernelText } from '../../bpf/kernel/faults/index.ts';
import type { Version } from '../../bpf/kernel/types.ts';
import type { Fault } from '../analysis/engine/faults.ts';
import { acquisition } from './rule.ts';

/** '' when that kernel says nothing. */
export function kernelWords(fault: Fault, kernel: Version): string {
  return kernelText(fault, kernel, acquisition(fault) !== undefined);
}
