/** The bitmaps of 2023 that no kernel has (`bpf/kernel/functions/bitmap.ts`). */
import { setReg } from '../domain/registers.ts';
import { forgetLoads } from '../domain/state.ts';
import { freshId, type Kernel, pointer } from '../domain/values.ts';
import { maybeNull } from './fields.ts';
import type { KernelCall } from './refuse.ts';
import { originated } from './results.ts';

/** The mask is in the bitmap: it is as good as the reference to that, and NULL when the lengths differ. */
export function castBitmap(c: KernelCall): boolean {
  const bitmap = c.args[0];
  if (bitmap?.k !== 'ptr' || bitmap.obj.o !== 'kernel') return false;
  const { ref, trust, rcuGen } = bitmap.obj;
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
  };
  forgetLoads(c.state);
  setReg(c.state, c.instr.dst, originated(c, maybeNull(pointer(mask))), c.instr.at);
  return true;
}
