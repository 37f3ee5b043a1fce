/** Fault kernel-mask-written. */
import { type CallArgument, silent, warning } from '../fault-record.ts';

export const kernelMaskWritten = warning({
  id: 'kernel-mask-written',
  title: 'A mask that belongs to the kernel is overwritten',
  rules: ['PO-9'],
  kinds: { populate: silent<CallArgument>() },
});
