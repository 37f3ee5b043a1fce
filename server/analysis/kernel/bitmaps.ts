/**
 * The bitmaps of 2023 that no kernel has (`bpf/kernel/functions/bitmap.ts`). What their calls do with a length that does
 * not fit is decided there: nothing is refused, so these are warnings.
 */
import { MOST_BITS } from '../../../bpf/kernel/functions/bitmap.ts';
import { MOST_CPUS } from '../../../bpf/kernel/limits.ts';
import { setReg } from '../domain/registers.ts';
import { forgetLoads } from '../domain/state.ts';
import { constant, freshId, type Kernel, type Ptr, pointer, type Value } from '../domain/values.ts';
import { maybeNull } from './fields.ts';
import { constantArg, type KernelCall, refuse } from './refuse.ts';
import { originated, reference } from './results.ts';

const STRUCT = 'bpf_bitmap';

/** A new one, of the length in argument 0. */
export function createBitmap(c: KernelCall): boolean {
  const length = constantArg(c.args[0]);
  if (length !== undefined && (length <= 0 || length > MOST_BITS)) {
    refuse(c, 0, 'bitmap-length', 'none-made', { length });
    setReg(c.state, c.instr.dst, constant(0), c.instr.at);
    return true;
  }
  return gives(c, reference(c, STRUCT, true, 'lookup'), length);
}

/** One more reference to the same bits. */
export function acquireBitmap(c: KernelCall): boolean {
  return gives(c, reference(c, STRUCT, false, 'lookup'), lengthOf(c.args[0]));
}

function gives(c: KernelCall, made: Ptr, length: number | undefined): true {
  forgetLoads(c.state);
  const obj: Kernel = { ...(made.obj as Kernel), length };
  setReg(c.state, c.instr.dst, { ...made, obj }, c.instr.at);
  return true;
}

/** The mask is in the bitmap: it is as good as the reference to that, and NULL when the lengths differ. */
export function castBitmap(c: KernelCall): boolean {
  const bitmap = c.args[0];
  if (bitmap?.k !== 'ptr' || bitmap.obj.o !== 'kernel') return false;
  const { ref, trust, rcuGen, length } = bitmap.obj;
  if (length !== undefined && length > MOST_CPUS) refuse(c, 0, 'bitmap-length', 'no-mask', { length });
  const id = freshId();
  const mask: Kernel = {
    o: 'kernel',
    id,
    struct: 'cpumask',
    trust,
    ref,
    rcuGen,
    key: `k${id}`,
    from: 'cast',
    length: undefined,
  };
  forgetLoads(c.state);
  setReg(c.state, c.instr.dst, originated(c, maybeNull(pointer(mask))), c.instr.at);
  return true;
}

/** A bit that the bitmap does not have: it is never set, and setting or clearing it changes nothing. */
export function checkBit(c: KernelCall): boolean {
  const bit = constantArg(c.args[0]);
  const length = lengthOf(c.args[1]);
  if (bit !== undefined && length !== undefined && (bit < 0 || bit >= length))
    refuse(c, 0, 'bitmap-length', 'no-bit', { length });
  return false;
}

/** Bitmaps of different lengths are not combined. */
export function checkLengths(c: KernelCall): boolean {
  const [length, ...others] = c.args.map(lengthOf);
  const i = others.findIndex((other) => other !== undefined && other !== length);
  if (length !== undefined && i >= 0)
    refuse(c, i + 1, 'bitmap-length', 'differ', { length, other: others[i]! });
  return false;
}

function lengthOf(value: Value | undefined): number | undefined {
  return value?.k === 'ptr' && value.obj.o === 'kernel' ? value.obj.length : undefined;
}
