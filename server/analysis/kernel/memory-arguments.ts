/** What the verifier asks of memory that is passed (kernel/bpf/verifier.c, check_helper_mem_access and check_reg_type). */
import type { ArgRole } from '../../../bpf/kernel/types.ts';
import { keepDynptrs } from '../domain/cells.ts';
import { nullness } from '../domain/numbers.ts';
import { TRUE } from '../domain/ranges.ts';
import { learn, type State, top } from '../domain/state.ts';
import { placeOf } from '../domain/trace.ts';
import { type EffectiveTrust, effectiveTrust } from '../domain/trust.ts';
import type { Ptr, Value } from '../domain/values.ts';
import { originKey } from '../transfer/loads.ts';
import { writesDynptr } from './dynptrs.ts';
import { mayOnlyRead } from './fields.ts';
import { checkPopulate, coversSlot } from './plain-memory.ts';
import { isDead, type KernelCall, refuse } from './refuse.ts';

/** Tells the fault of a pointer that was not tested from others: by what it came from. */
export function nullKey(state: State, ptr: Ptr): string {
  return `null ${originKey(ptr.nid, state)}`;
}

/** Tells the fault of a pointer that is gone from others: by the place. */
export function deadKey(c: KernelCall, ptr: Ptr): string | undefined {
  return ptr.obj.o === 'kernel' && c.fn.effect !== 'mask-release'
    ? `dead ${ptr.obj.ref} ${placeOf(top(c.state).graph, c.instr.at)}`
    : undefined;
}

/** false: the verifier would have stopped here. */
export function checkMemory(c: KernelCall, i: number, role: ArgRole, value: Value): boolean {
  if (c.fn.effect === 'mask-populate' && !checkPopulate(c, i, value)) return false;
  if (value.k !== 'ptr') return true;
  const isNull = nullness(c.state, value.nid);
  if (isDead(c.state, value)) return refuse(c, i, 'use-after-release', 'argument', {}, deadKey(c, value));
  if (
    isNull === undefined &&
    (value.obj.o === 'value' || value.obj.o === 'mem') &&
    !('nullable' in role && role.nullable)
  ) {
    refuse(
      c,
      i,
      'possibly-null-argument',
      'memory',
      { type: value.obj.o === 'value' ? 'map_value_or_null' : 'mem_or_null' },
      nullKey(c.state, value),
    );
    learn(c.state, value.nid, TRUE);
    return false;
  }
  if (mayNotBeReadOnly(c, role) && value.obj.o === 'mem' && !value.obj.writable && value.obj.record === '')
    return refuse(c, i, 'read-only-memory', 'argument');
  if (role.role === 'mem' && role.write && c.fn.effect !== 'mask-populate') {
    if (!writesMemory(c, i, value)) return false;
    if (coversSlot(c, role, value)) return refuse(c, i, 'kptr-slot', 'written-by-helper');
    const size = role.sizeArg === undefined ? role.size : c.args[role.sizeArg];
    if (writesDynptr(c, value, size)) return refuse(c, i, 'call-not-allowed-here', 'dynptr-written');
    forgetWritten(c, value);
  }
  return true;
}

/** Helpers write to memory of the program, not to objects of the kernel (kernel/bpf/verifier.c, check_reg_type). */
function writesMemory(c: KernelCall, i: number, { obj }: Ptr): boolean {
  if (c.fn.kind !== 'helper' || obj.o !== 'kernel' || !mayOnlyRead(c.cx, obj)) return true;
  const type = NAMED[effectiveTrust(c.state, obj)];
  return type === undefined || refuse(c, i, 'write-to-mask', 'helper', { struct: obj.struct, type });
}

const NAMED: Partial<Record<EffectiveTrust, string>> = {
  trusted: 'trusted_ptr_',
  rcu: 'rcu_ptr_',
  owned: 'ptr_',
};

/** Keys and values of maps as well (kernel/bpf/verifier.c, map_key_value_types; asked of a 6.18 kernel). */
const mayNotBeReadOnly = ({ fn }: KernelCall, role: ArgRole): boolean =>
  fn.kind === 'helper' && (role.role !== 'mem' || role.write === true);

/** The kernel writes there: what was known of it is not known any more. */
function forgetWritten(c: KernelCall, value: Ptr): void {
  if (value.obj.o === 'stack') keepDynptrs(c.state, value.obj.key);
}
