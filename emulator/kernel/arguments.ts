/** What the verifier asks of arguments, asked of the values themselves (kernel/bpf/verifier.c, check_kfunc_args). */

import type { RunHappened } from '../../bpf/kernel/faults/index.ts';
import { RUN_TEXTS } from '../../bpf/kernel/run-texts.ts';
import type { ArgRole } from '../../bpf/kernel/types.ts';
import { words } from '../../bpf/words/faults.ts';
import { fail, printed, type Tell } from '../faults.ts';
import type { Frame, Machine } from '../machine/machine.ts';
import { inBounds } from '../machine/memory.ts';
import { quotedName } from '../machine/names.ts';
import { Ptr, TRUSTED, toLength, UNTRUSTED, type Value } from '../machine/values.ts';
import {
  borrowed,
  isPlain,
  maskSize,
  mistyped,
  type ObjectRole,
  slotless,
  structOf,
  unowned,
} from './argument-faults.ts';
import { type Call, callArgument, mapArgument, refuse } from './call.ts';
import { checkPointer, what } from './pointer-argument.ts';

/** Ends the run when the argument is not what the function takes. */
export type Check = (frame: Frame, call: Call, value: Value | undefined) => void;

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
        checkSized(frame, call, value, i, mapSize(frame, call, 'keySize'), false, role);
    case 'map-value': {
      const isNullable = role.nullable === true;
      return (frame, call, value) => {
        if (isNullable && value === 0) return;
        checkSized(frame, call, value, i, mapSize(frame, call, 'valueSize'), false, role);
      };
    }
    default:
      return undefined;
  }
}

const isMask = (role: ObjectRole): boolean => role.struct === 'bpf_cpumask' || role.struct === 'cpumask';

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
    const ptr = checkPointer(frame, call, value, i, role);
    if (isPlain(ptr.obj.kind)) return checkPlain(frame, call, role, ptr, i);
    checkTrust(frame, call, role, ptr, i);
    checkType(frame, call, role, ptr, i);
  };
}

/** Plain memory where an object is wanted: masks hold scalars only, so memory of that size is let through. */
function checkPlain(frame: Frame, call: Call, role: ObjectRole, ptr: Ptr, i: number): void {
  if (role.trust === 'release' && ptr.ref?.live) return;
  if (role.trust === 'release') return notOwned(frame, call, ptr, i, borrowed(call, ptr, i, 'release'));
  if (role.trust === 'trusted' && !role.memory)
    return notOwned(frame, call, ptr, i, borrowed(call, ptr, i, 'acquire'));
  if (!role.memory) {
    if (role.struct === '*' || role.trust === 'any') return;
    return wrongType(frame, call, role, ptr, i);
  }
  if (!inBounds(ptr.obj, ptr.off, maskSize(frame.m, role)) || ptr.off % 4 !== 0)
    wrongType(frame, call, role, ptr, i);
}

function wrongType(frame: Frame, call: Call, role: ObjectRole, ptr: Ptr, i: number): never {
  return refuse(frame, call, mistyped(frame.m, call, role, ptr, i), (refused) =>
    words().wrongStruct(quotedName(frame.m, ptr.obj), what(call, i), role.struct, refused),
  );
}

function notOwned(frame: Frame, call: Call, ptr: Ptr, i: number, happened: RunHappened): never {
  return refuse(
    frame,
    call,
    happened,
    (refused) => words().notOwned(quotedName(frame.m, ptr.obj), what(call, i), refused),
    ptr.ref?.history,
  );
}

function checkTrust(frame: Frame, call: Call, role: ObjectRole, ptr: Ptr, i: number): void {
  const { trust } = role;
  const { gen, ref } = ptr;
  if (trust === 'any' || ref !== undefined) return;
  if (trust === 'release') return notOwned(frame, call, ptr, i, borrowed(call, ptr, i, 'release'));
  if (gen === TRUSTED) return;
  const data = { ...callArgument(call, i), struct: structOf(ptr.obj) };
  if (gen === UNTRUSTED)
    return refuse(
      frame,
      call,
      { id: 'untrusted-pointer', what: trust === 'trusted' ? 'acquire' : 'no-section', data },
      (refused) => words().untrusted(what(call, i), refused),
    );
  if (trust === 'trusted') return notOwned(frame, call, ptr, i, borrowed(call, ptr, i, 'acquire'));
  if (gen !== frame.m.gen)
    refuse(frame, call, { id: 'outside-rcu-section', what: 'section-ended', data }, (refused) =>
      words().noLongerProtected(what(call, i), refused),
    );
}

/** Structs of which a wrong one is certain; others may embed what is wanted. */
const KNOWN: ReadonlySet<string> = new Set(['bpf_cpumask', 'bpf_bitmap', 'cpumask', 'task_struct', 'cgroup']);

function checkType(frame: Frame, call: Call, role: ObjectRole, ptr: Ptr, i: number): void {
  const { obj, off } = ptr;
  if (role.struct === '*' || role.struct === '' || role.struct === 'ringbuf') return;
  const struct = structOf(obj);
  // Cast to a mask: the bits begin behind what precedes them.
  if (obj.kind === 'bitmap' && off !== 0 && role.struct === 'cpumask') return;
  const fits = struct === role.struct || (obj.kind === 'mask' && role.struct === 'cpumask');
  if (!fits && (KNOWN.has(struct) || isMask(role))) wrongType(frame, call, role, ptr, i);
  if (off !== 0 && fits)
    refuse(
      frame,
      call,
      {
        id: 'pointer-arithmetic',
        what: role.trust === 'release' ? 'release-offset' : 'offset',
        data: { ...callArgument(call, i), struct },
      },
      (refused) => words().insideStruct(off, struct, what(call, i), refused),
    );
}

function checkSlot(frame: Frame, call: Call, value: Value | undefined, i: number): void {
  if (value === 0 || (typeof value === 'number' && value > 0 && value < 4096))
    refuse(
      frame,
      call,
      value === 0
        ? { id: 'possibly-null-argument', what: 'slot', data: callArgument(call, i) }
        : {
            id: 'possibly-null-argument',
            what: 'shifted',
            data: { ...callArgument(call, i), type: 'map_value_or_null' },
          },
      (refused) => words().slotOfNull(what(call, i), refused),
    );
  const ptr = checkPointer(frame, call, value, i, { role: 'slot' });
  const slot = ptr.obj.slots?.get(ptr.off);
  if (slot && (slot.tag === 'kptr' || slot.tag === 'percpu_kptr')) return;
  if (becomesSlot(frame.m, ptr)) return;
  refuse(frame, call, slotless(call, ptr, i), (refused) =>
    words().noSlot(ptr.off, ptr.obj.name, what(call, i), refused),
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
      refuse(frame, call, { id: 'kptr-slot', what: 'scalar', data: callArgument(call, i) }, (refused) =>
        words().numberMoved(String(value), what(call, i), refused),
      );
    const ptr = checkPointer(frame, call, value, i, { role: 'transfer', nullable: isNullable });
    const { ref } = ptr;
    const first = frame.r[call.slots[0]!];
    const want = first instanceof Ptr ? first.obj.slots?.get(first.off)?.struct : undefined;
    if (ref === undefined) return notOwned(frame, call, ptr, i, unowned(call, ptr, i, want ?? ''));
    if (want && want !== ref.struct)
      refuse(
        frame,
        call,
        {
          id: 'kptr-slot',
          what: 'wrong-struct',
          data: { ...callArgument(call, i), struct: ref.struct, want },
        },
        (refused) => words().wrongStructMoved(ref.struct, want, refused),
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
    checkSized(frame, call, value, i, size, role.write === true, role);
  };
}

const isHelper = ({ fn }: Call): boolean => fn.kind === 'helper';

/** Memory of an arena is for loads and stores alone (kernel/bpf/verifier.c, PTR_TO_ARENA). */
function refuseArena(frame: Frame, call: Call, i: number, isPopulate: boolean): never {
  const tell: Tell = (refused) => words().arenaGiven(what(call, i), refused);
  if (isPopulate)
    refuse(frame, call, { id: 'populate-arguments', what: 'pair', data: callArgument(call, i) }, tell);
  const text = call.fn.kind === 'helper' ? RUN_TEXTS.arena : RUN_TEXTS.memory;
  return fail(frame, call.at, 'out-of-bounds', tell(printed(text)));
}

/** Memory of `size` bytes. */
function checkSized(
  frame: Frame,
  call: Call,
  value: Value | undefined,
  i: number,
  size: number,
  write: boolean,
  role: ArgRole,
): void {
  const { obj, off } = checkPointer(frame, call, value, i, role);
  const data = callArgument(call, i);
  const isPopulate = call.fn.effect === 'mask-populate';
  const isMask = obj.kind === 'mask' || obj.kind === 'kernel-mask';
  if (obj.kind === 'arena') refuseArena(frame, call, i, isPopulate);
  if (isPopulate && (isMask || obj.readonly))
    refuse(
      frame,
      call,
      { id: 'populate-arguments', what: isMask ? 'mask-source' : 'pair', data },
      (refused) => words().noPlainMemory(quotedName(frame.m, obj), what(call, i), refused),
    );
  if (obj.readonly && obj.kind === 'memory' && isHelper(call) && (write || role.role !== 'mem'))
    refuse(frame, call, { id: 'read-only-memory', what: 'argument', data }, (refused) =>
      words().noPlainMemory(quotedName(frame.m, obj), what(call, i), refused),
    );
  if (!inBounds(obj, off, size) && obj.kind !== 'kernel' && obj.kind !== 'field') {
    const tell: Tell = (refused) =>
      words().memoryTooSmall(what(call, i), off, obj.name, obj.size - off, size, refused);
    if (isPopulate) refuse(frame, call, { id: 'populate-arguments', what: 'pair', data }, tell);
    fail(frame, call.at, 'out-of-bounds', tell(printed(RUN_TEXTS.memory)));
  }
  if (!write) return;
  for (const at of obj.slots?.keys() ?? [])
    if (at < off + size && at + 8 > off && !isPopulate)
      refuse(frame, call, { id: 'kptr-slot', what: 'written-by-helper', data }, (refused) =>
        words().slotWrittenBy(at, obj.name, call.fn.name, refused),
      );
}
