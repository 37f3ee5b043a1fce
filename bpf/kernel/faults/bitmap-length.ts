/** Fault bitmap-length: of the bitmaps that were proposed in 2023, where the target has them. */
import { type CallArgument, silent, warning } from '../fault-record.ts';

interface OfBitmap extends CallArgument {
  /** Bits it was made with. */
  readonly length: number;
}

export const bitmapLength = warning({
  id: 'bitmap-length',
  title: 'A bitmap of a length with which the call does nothing',
  kinds: {
    /** No bitmap has that many bits: the result is always NULL. */
    'none-made': silent<OfBitmap>(),
    /** The bit is at or above the length. */
    'no-bit': silent<OfBitmap>(),
    /** `length`: of the destination. */
    differ: silent<OfBitmap & { readonly other: number }>(),
    /** No machine has that many CPUs: it is never cast to a mask. */
    'no-mask': silent<OfBitmap>(),
  },
});
