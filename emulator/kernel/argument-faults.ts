/** Which fault of the catalogue an argument is that the verifier would refuse, with what its words have to know. */
import type { RunHappened } from '../../bpf/kernel/faults/index.ts';
import type { ArgRole } from '../../bpf/kernel/types.ts';
import type { Machine } from '../machine/machine.ts';
import type { Obj, ObjKind } from '../machine/memory.ts';
import { type Ptr, TRUSTED, UNPROTECTED, UNTRUSTED } from '../machine/values.ts';
import { type Call, callArgument } from './call.ts';

export type ObjectRole = ArgRole & { role: 'object' };

const PLAIN: ReadonlySet<ObjKind> = new Set<ObjKind>(['stack', 'global', 'value', 'memory', 'string']);
export const isPlain = (kind: ObjKind): boolean => PLAIN.has(kind);

/** What the verifier says of a pointer that was given away depends on what is done with it. */
export function usedAs(role: ArgRole): 'release' | 'transfer' | 'argument' {
  if (role.role === 'transfer') return 'transfer';
  return role.role === 'object' && role.trust === 'release' ? 'release' : 'argument';
}

/** What the verifier says of an object of another struct, or of memory. */
export function mistyped(
  m: Machine,
  call: Call,
  role: ObjectRole,
  { obj, off }: Ptr,
  i: number,
): RunHappened {
  const data = callArgument(call, i);
  if (!isPlain(obj.kind)) {
    const struct = structOf(obj);
    return { id: 'wrong-mask-type', what: 'struct', data: { ...data, want: role.struct, struct } };
  }
  if (!role.memory) {
    const type = memoryType(obj);
    return { id: 'wrong-mask-type', what: 'memory', data: { ...data, type, want: role.struct } };
  }
  const small = {
    ...data,
    size: obj.size - off,
    wanted: maskSize(m, role),
    isHandedOut: obj.kind === 'memory',
  };
  const kind = obj.kind === 'stack' ? 'memory-too-small' : 'map-value-too-small';
  return { id: 'wrong-mask-type', what: kind, data: small };
}

/** Memory as the verifier names it. */
const memoryType = ({ kind }: Obj): string =>
  kind === 'stack' ? 'fp' : kind === 'memory' ? 'mem' : 'map_value';

export const structOf = ({ kind, name }: Obj): string =>
  kind === 'mask' ? 'bpf_cpumask' : kind === 'kernel-mask' ? 'cpumask' : name;

export const maskSize = (m: Machine, role: ObjectRole): number =>
  4 * m.sizes.words + (role.struct === 'bpf_cpumask' ? 8 : 0);

/** What the verifier says of a pointer that is not the program's depends on what is done with it. */
export function borrowed(call: Call, ptr: Ptr, i: number, use: 'release' | 'acquire'): RunHappened {
  const data = callArgument(call, i);
  const isMemory = isPlain(ptr.obj.kind);
  const struct = isMemory ? 'memory' : structOf(ptr.obj);
  const isTrusted = isMemory || ptr.gen === TRUSTED;
  const kind = use === 'acquire' ? 'acquire' : isTrusted ? 'not-refcounted' : 'release';
  return { id: 'not-owned', what: kind, data: { ...data, struct } };
}

/** What the verifier says of what is moved into a field for a struct `want` ('': not known) and is not the program's. */
export function unowned(call: Call, { obj, gen }: Ptr, i: number, want: string): RunHappened {
  const data = callArgument(call, i);
  if (isPlain(obj.kind))
    return { id: 'not-owned', what: 'memory', data: { ...data, struct: memoryType(obj) } };
  const struct = structOf(obj);
  if (want === '' || want === struct) return { id: 'not-owned', what: 'transfer', data: { ...data, struct } };
  const trust = gen === TRUSTED ? 'trusted' : gen === UNTRUSTED || gen === UNPROTECTED ? 'untrusted' : 'rcu';
  return { id: 'not-owned', what: 'other-struct', data: { ...data, struct, want, trust } };
}

/** What the verifier says of memory that is no slot. */
export function slotless(call: Call, { obj, off }: Ptr, i: number): RunHappened {
  const data = callArgument(call, i);
  if (obj.kind === 'stack') return { id: 'kptr-slot', what: 'not-a-map-value', data };
  if (obj.slots === undefined) return { id: 'kptr-slot', what: 'no-slot', data };
  const isUntrusted = obj.slots.get(off)?.tag === 'kptr_untrusted';
  return { id: 'kptr-slot', what: isUntrusted ? 'untrusted-slot' : 'wrong-field', data: { ...data, off } };
}
