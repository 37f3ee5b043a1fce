/** What the verifier asks of arguments, asked of the values themselves (kernel/bpf/verifier.c, check_kfunc_args). */
import type { ArgRole } from '../../bpf/kernel/types.ts';
import type { Frame, Machine } from '../machine/machine.ts';
import type { ObjKind } from '../machine/memory.ts';
import { inBounds } from '../machine/memory.ts';
import { quotedName } from '../machine/names.ts';
import { Ptr, TRUSTED, toLength, UNTRUSTED, type Value } from '../machine/values.ts';
import { type Call, mapArgument, refuse } from './call.ts';

/** Ends the run when the argument is not what the function takes. */
export type Check = (frame: Frame, call: Call, value: Value | undefined) => void;

type ObjectRole = ArgRole & { role: 'object' };

/** The check of argument `i`; undefined: any value will do. */
export function checkOf(role: ArgRole, i: number): Check | undefined {
  switch (role.role) {
    case 'object':
      return isMask(role) ? checkMask(role, i) : checkObject(role, i);
    case 'slot':
      return (frame, call, value) => checkSlot(frame, call, value, i);
    case 'transfer':
      return checkTransfer(role.nullable, i);
    case 'mem':
      return checkMemory(role, i);
    case 'map-key':
      return (frame, call, value) =>
        checkSized(frame, call, value, i, mapSize(frame, call, 'keySize'), false);
    case 'map-value': {
      const isNullable = role.nullable === true;
      return (frame, call, value) => {
        if (isNullable && value === 0) return;
        checkSized(frame, call, value, i, mapSize(frame, call, 'valueSize'), false);
      };
    }
    default:
      return undefined;
  }
}

const isMask = (role: ObjectRole): boolean => role.struct === 'bpf_cpumask' || role.struct === 'cpumask';

/** `argument 1 of bpf_cpumask_set_cpu()`. */
function what(call: Call, i: number): string {
  return `argument ${i + 1} of ${call.fn.name}()`;
}

function checkMask(role: ObjectRole, i: number): Check {
  const full = checkObject(role, i);
  const { trust } = role;
  if (trust !== 'rcu') return full;
  // The frequent case: a mask that the program owns or that RCU protects.
  return (frame, call, value) => {
    if (value instanceof Ptr && value.obj.kind === 'mask' && value.off === 0) {
      const { ref, gen } = value;
      if (ref !== undefined ? ref.live : gen === TRUSTED || gen === frame.m.gen) return;
    }
    full(frame, call, value);
  };
}

function checkObject(role: ObjectRole, i: number): Check {
  return (frame, call, value) => {
    if (value === 0 && role.nullable) return;
    const ptr = checkPointer(frame, call, value, i, role.struct);
    if (ptr === undefined) return;
    if (isPlain(ptr.obj.kind)) return checkPlain(frame, call, role, ptr, i);
    checkTrust(frame, call, role, ptr, i);
    checkType(frame, call, role, ptr, i);
  };
}

/** A pointer that is not NULL and not given away. */
function checkPointer(
  frame: Frame,
  call: Call,
  value: Value | undefined,
  i: number,
  struct: string,
): Ptr | undefined {
  if (value === undefined)
    return refuse(
      frame,
      call,
      'uninitialised-pointer',
      `A variable without a value is ${what(call, i)}. The verifier refuses it ("R${i + 1} !read_ok").`,
    );
  if (value === 0)
    return refuse(
      frame,
      call,
      'possibly-null-argument',
      `NULL is ${what(call, i)}. The verifier refuses a pointer that was not tested ("Possibly NULL pointer passed to trusted arg${i}").`,
    );
  if (!(value instanceof Ptr))
    return refuse(
      frame,
      call,
      'wrong-mask-type',
      `The number ${value} is ${what(call, i)}, which wants a struct ${struct}. The verifier refuses it ("R${i + 1} is not a pointer").`,
    );
  const { ref } = value;
  if (ref !== undefined && !ref.live)
    return refuse(
      frame,
      call,
      'use-after-release',
      `The struct ${ref.struct} that is ${what(call, i)} was given away before. The kernel could have freed it; the verifier refuses it ("R${i + 1} must be referenced or trusted").`,
      ref.history,
    );
  return value;
}

const PLAIN: ReadonlySet<ObjKind> = new Set<ObjKind>(['stack', 'global', 'value', 'memory', 'string']);
const isPlain = (kind: ObjKind): boolean => PLAIN.has(kind);

/** Plain memory where an object is wanted: masks hold scalars only, so memory of that size is let through. */
function checkPlain(frame: Frame, call: Call, role: ObjectRole, ptr: Ptr, i: number): void {
  if (role.trust === 'release' && ptr.ref?.live) return;
  if (role.trust === 'release' || (role.trust === 'trusted' && !role.memory))
    return notOwned(frame, call, ptr, i);
  if (!role.memory) {
    if (role.struct === '*' || role.trust === 'any') return;
    return wrongType(frame, call, role, ptr, i);
  }
  const size = 4 * frame.m.sizes.words + (role.struct === 'bpf_cpumask' ? 8 : 0);
  if (!inBounds(ptr.obj, ptr.off, size) || ptr.off % 4 !== 0) wrongType(frame, call, role, ptr, i);
}

function wrongType(frame: Frame, call: Call, role: ObjectRole, ptr: Ptr, i: number): never {
  return refuse(
    frame,
    call,
    'wrong-mask-type',
    `${quotedName(frame.m, ptr.obj)} is ${what(call, i)}, which wants a struct ${role.struct}. The verifier refuses it ("expected pointer to STRUCT ${role.struct}").`,
  );
}

function notOwned(frame: Frame, call: Call, ptr: Ptr, i: number): never {
  return refuse(
    frame,
    call,
    'not-owned',
    `${quotedName(frame.m, ptr.obj)} is ${what(call, i)} and no reference that the program owns. The verifier refuses it ("must be referenced").`,
    ptr.ref?.history,
  );
}

function checkTrust(frame: Frame, call: Call, role: ObjectRole, ptr: Ptr, i: number): void {
  const { trust } = role;
  const { gen, ref } = ptr;
  if (trust === 'any' || ref !== undefined) return;
  if (trust === 'release') return notOwned(frame, call, ptr, i);
  if (gen === TRUSTED) return;
  if (gen === UNTRUSTED)
    return refuse(
      frame,
      call,
      'untrusted-pointer',
      `A pointer that was read through a field which the verifier does not follow is ${what(call, i)}. It refuses it ("R${i + 1} must be referenced or trusted").`,
    );
  if (trust === 'trusted') return notOwned(frame, call, ptr, i);
  if (gen !== frame.m.gen)
    refuse(
      frame,
      call,
      'outside-rcu-section',
      `A pointer that RCU protected when it was read, but no longer, is ${what(call, i)}. Another CPU could have freed the object; the verifier refuses it ("R${i + 1} must be a rcu pointer").`,
    );
}

/** Structs of which a wrong one is certain; others may embed what is wanted. */
const KNOWN: ReadonlySet<string> = new Set(['bpf_cpumask', 'cpumask', 'task_struct', 'cgroup']);

function checkType(frame: Frame, call: Call, role: ObjectRole, ptr: Ptr, i: number): void {
  const { obj, off } = ptr;
  if (role.struct === '*' || role.struct === '' || role.struct === 'ringbuf') return;
  const isOwn = obj.kind === 'mask' || obj.kind === 'kernel-mask';
  const struct = obj.kind === 'mask' ? 'bpf_cpumask' : isOwn ? 'cpumask' : obj.name;
  const fits = struct === role.struct || (obj.kind === 'mask' && role.struct === 'cpumask');
  if (!fits && (KNOWN.has(struct) || isMask(role))) wrongType(frame, call, role, ptr, i);
  if (off !== 0 && fits)
    refuse(
      frame,
      call,
      'pointer-arithmetic',
      `A pointer ${off} bytes into a struct ${struct} is ${what(call, i)}. The verifier refuses it ("dereference of modified ptr" or "must have zero offset").`,
    );
}

function checkSlot(frame: Frame, call: Call, value: Value | undefined, i: number): void {
  if (value === 0 || (typeof value === 'number' && value > 0 && value < 4096))
    refuse(
      frame,
      call,
      'possibly-null-argument',
      `The address of a field of NULL is ${what(call, i)}. The verifier refuses a map value that was not tested ("R${i + 1} type=map_value_or_null").`,
    );
  const ptr = checkPointer(frame, call, value, i, 'kptr');
  if (!ptr) return;
  const slot = ptr.obj.slots?.get(ptr.off);
  if (slot && (slot.tag === 'kptr' || slot.tag === 'percpu_kptr')) return;
  if (becomesSlot(frame.m, ptr)) return;
  refuse(
    frame,
    call,
    'kptr-slot',
    `Offset ${ptr.off} of '${ptr.obj.name}' is ${what(call, i)} and no __kptr field. The verifier refuses it.`,
  );
}

/** What a part of a program was given is a slot when it is used as one: a pointer, a field of an unknown struct. */
function becomesSlot(m: Machine, { obj, off }: Ptr): boolean {
  if (off !== 0 || m.options.world?.isPart !== true) return false;
  const given = m.given.find((one) => one.obj === obj)?.type;
  const struct = given?.k === 'ptr' && given.to.k === 'struct' ? given.to.name : undefined;
  const found = struct ?? (obj.kind === 'field' && !obj.readonly ? obj.slots?.get(0)?.struct : undefined);
  if (found === undefined) return false;
  obj.slots = new Map([[0, { struct: found, tag: 'kptr' }]]);
  return true;
}

function checkTransfer(isNullable: boolean, i: number): Check {
  return (frame, call, value) => {
    if (value === 0 && isNullable) return;
    if (value !== 0 && value !== undefined && !(value instanceof Ptr))
      refuse(frame, call, 'kptr-slot', `The number ${value} is ${what(call, i)}. The verifier refuses it.`);
    const ptr = checkPointer(frame, call, value, i, 'kptr');
    if (!ptr) return;
    if (ptr.ref === undefined) notOwned(frame, call, ptr, i);
    const first = frame.r[call.slots[0]!];
    const want = first instanceof Ptr ? first.obj.slots?.get(first.off)?.struct : undefined;
    if (want && want !== ptr.ref.struct)
      refuse(
        frame,
        call,
        'kptr-slot',
        `A struct ${ptr.ref.struct} is moved into a field for struct ${want}. The verifier refuses it ("invalid kptr access").`,
      );
  };
}

function mapSize(frame: Frame, call: Call, part: 'keySize' | 'valueSize'): number {
  return mapArgument(frame, call, frame.r[call.slots[0]!] ?? 0)[part];
}

function checkMemory(role: ArgRole & { role: 'mem' }, i: number): Check {
  return (frame, call, value) => {
    const size =
      role.sizeArg === undefined ? (role.size ?? 0) : toLength(frame.r[call.slots[role.sizeArg] ?? 0] ?? 0);
    if (value === 0 && (role.nullable || size === 0)) return;
    checkSized(frame, call, value, i, size, role.write === true);
  };
}

/** Memory of `size` bytes. */
function checkSized(
  frame: Frame,
  call: Call,
  value: Value | undefined,
  i: number,
  size: number,
  write: boolean,
): void {
  const ptr = checkPointer(frame, call, value, i, 'memory');
  if (!ptr) return;
  const { obj, off } = ptr;
  const isPopulate = call.fn.effect === 'mask-populate';
  if (isPopulate && (obj.kind === 'mask' || obj.kind === 'kernel-mask' || obj.readonly))
    refuse(
      frame,
      call,
      'populate-arguments',
      `${quotedName(frame.m, obj)} is ${what(call, i)}, which wants plain writable memory. The verifier refuses it.`,
    );
  if (!inBounds(obj, off, size) && obj.kind !== 'kernel' && obj.kind !== 'field')
    refuse(
      frame,
      call,
      isPopulate ? 'populate-arguments' : 'out-of-bounds',
      `${what(call, i)} is offset ${off} of '${obj.name}' with ${obj.size} bytes, and ${size} are wanted. The verifier refuses it ("invalid access to memory").`,
    );
  if (!write) return;
  for (const at of obj.slots?.keys() ?? [])
    if (at < off + size && at + 8 > off && !isPopulate)
      refuse(
        frame,
        call,
        'kptr-slot',
        `The kptr field at offset ${at} of '${obj.name}' would be written by ${call.fn.name}().`,
      );
}
