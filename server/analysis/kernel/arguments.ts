/** What the verifier asks of an argument (kernel/bpf/verifier.c, check_kfunc_args and check_func_arg), in its order. */

import { EMBEDDED_SINCE } from '../../../bpf/kernel/changes.ts';
import { compareVersions } from '../../../bpf/kernel/index.ts';
import type { ArgRole } from '../../../bpf/kernel/types.ts';
import { mayWrite } from '../domain/cells.ts';
import { nullness, rangeOf } from '../domain/numbers.ts';
import { TRUE } from '../domain/ranges.ts';
import { dropRef, learn, type State, top } from '../domain/state.ts';
import { push } from '../domain/trace.ts';
import { type EffectiveTrust, effectiveTrust } from '../domain/trust.ts';
import { isAllocated, type Kernel, markPrecise, type Ptr, type Value } from '../domain/values.ts';
import { inRcu } from '../engine/context.ts';
import { checkDynptr } from './dynptrs.ts';
import { isMarked } from './fields.ts';
import { checkCpu, checkDelete, checkFlags } from './flag-arguments.ts';
import { checkMemory, deadKey, nullKey } from './memory-arguments.ts';
import { checkPlain, holdsPointers } from './plain-memory.ts';
import { isDead, type KernelCall, refuse } from './refuse.ts';
import { checkSlot, checkTransfer } from './slots.ts';

export type ObjectRole = ArgRole & { role: 'object' };

/** false: the verifier would have stopped at this argument. */
export function checkArgument(c: KernelCall, i: number, role: ArgRole): boolean {
  const value = c.args[i]!;
  if (c.fn.kind === 'helper' && isNothing(c.state, role, value)) {
    refuse(c, i, 'possibly-null-argument', 'literal', { role: role.role });
    c.state.dead = true;
    return false;
  }
  switch (role.role) {
    case 'object':
      return checkObject(c, i, role, value);
    case 'slot':
      return checkSlot(c, i, value);
    case 'transfer':
      return checkTransfer(c, i, value, role.nullable, role.borrowed === true);
    case 'mem':
    case 'map-key':
    case 'map-value':
      return checkMemory(c, i, role, value);
    case 'percpu':
      return checkPerCpu(c, i, value);
    case 'any':
      if (!isCallbackContext(c, i)) mayWrite(c.state, value);
      return true;
    case 'dynptr':
      return checkDynptr(c, i, role, value);
    case 'map':
      checkDelete(c);
      return mayBeUsed(c, i, value);
    case 'scalar':
      checkCpu(c, i, value);
      return true;
    case 'flags':
      checkFlags(c, i, role, value);
      return true;
    default:
      return true;
  }
}

/** What certainly is not there once for each CPU (kernel/bpf/verifier.c, percpu_btf_ptr_types). */
function checkPerCpu(c: KernelCall, i: number, value: Value): boolean {
  const type = value.k === 'num' ? 'scalar' : value.k === 'ptr' ? notPerCpu(c, value) : undefined;
  return type === undefined || refuse(c, i, 'wrong-mask-type', 'not-percpu', { type });
}

/** An allocated object that is owned is of the wrong kind, even one for each CPU: it is read from its slot under RCU. */
function notPerCpu({ cx, state }: KernelCall, value: Ptr): string | undefined {
  const { obj } = value;
  if (obj.o !== 'kernel') return NOT_PER_CPU[obj.o];
  // Moved into a slot in an RCU section, it stays what the slot holds (kernel/bpf/verifier.c, check_helper_call).
  if (isDead(state, value)) return inRcu(cx, state) ? undefined : 'scalar';
  const by = isAllocated(obj) ? state.refs.get(obj.ref)?.by : undefined;
  if (by === undefined) return undefined;
  const kind = by.startsWith('bpf_percpu_obj_new') ? 'percpu_ptr_' : 'ptr_';
  return nullness(state, value.nid) === undefined ? `${kind}or_null_` : kind;
}

const NOT_PER_CPU: Readonly<Record<string, string>> = {
  value: 'map_value',
  stack: 'fp',
  mem: 'mem',
  ctx: 'ctx',
};

/** The constant NULL where a helper needs a map, its key or value, a slot or a function. */
function isNothing(state: State, role: ArgRole, value: Value): boolean {
  if (value.k !== 'num' || !NEEDED.has(role.role) || ('nullable' in role && role.nullable)) return false;
  const range = rangeOf(state, value);
  return range.lo === 0 && range.hi === 0;
}

const NEEDED: ReadonlySet<string> = new Set(['map', 'map-key', 'map-value', 'slot', 'callback']);

/** Maps that sleepable programs may not touch at all (kernel/bpf/verifier.c, check_map_prog_compatibility). */
const NOT_SLEEPABLE = /^BPF_MAP_TYPE_(PROG_ARRAY|PERF_EVENT_ARRAY|STACK_TRACE)$/;

function mayBeUsed(c: KernelCall, i: number, value: Value): boolean {
  if (value.k !== 'ptr' || value.obj.o !== 'global') return true;
  const { root, module } = c.cx;
  if (root.kind !== 'program' || root.sleepable !== true) return true;
  const type = module.maps.get(value.obj.name)?.type ?? '';
  return NOT_SLEEPABLE.test(type)
    ? refuse(c, i, 'call-not-allowed-here', 'map-in-sleepable', { type })
    : true;
}

/** A callback sees what its context holds; the call itself changes nothing of it. */
function isCallbackContext(c: KernelCall, i: number): boolean {
  return c.fn.params.some((param) => param.arg.role === 'callback' && param.arg.contextArg === i);
}

function checkObject(c: KernelCall, i: number, role: ObjectRole, value: Value): boolean {
  if (value.k === 'num') return checkNumber(c, i, role, value);
  if (value.k !== 'ptr') return true;
  const obj = value.obj;
  if (obj.o === 'unknown') return true;
  if (isDead(c.state, value))
    return refuse(
      c,
      i,
      'use-after-release',
      role.trust === 'release' ? 'release' : 'argument',
      {},
      deadKey(c, value),
    );
  const isNull = nullness(c.state, value.nid);
  if (isNull === true && !role.nullable) return refuseNull(c, i);
  if (isNull === undefined && !role.nullable) {
    refuse(c, i, 'possibly-null-argument', 'unchecked', {}, nullKey(c.state, value));
    learn(c.state, value.nid, TRUE);
    if (role.trust === 'release' && obj.o === 'kernel' && obj.ref) consume(c, obj);
    return false;
  }
  if (obj.o !== 'kernel') return checkPlain(c, i, role, value);
  const trust = effectiveTrust(c.state, obj);
  if (trust === 'unknown') return true;
  return trusted(c, i, role, obj, trust) && typed(c, i, role, value, obj) && released(c, i, role, obj, trust);
}

/** Certainly NULL on this path: it ends here, as the verifier's does. */
function refuseNull(c: KernelCall, i: number): false {
  refuse(c, i, 'possibly-null-argument', 'null');
  c.state.dead = true;
  return false;
}

function checkNumber(c: KernelCall, i: number, role: ObjectRole, value: Value & { k: 'num' }): boolean {
  const range = rangeOf(c.state, value);
  const isWanted = role.memory || role.trust === 'release';
  if (isWanted && !value.doubtful && range.lo !== range.hi) return refuse(c, i, 'wrong-mask-type', 'scalar');
  if (range.lo !== range.hi) return true;
  markPrecise(value);
  if (range.lo !== 0 && c.fn.kind === 'kfunc' && holdsPointers(role.struct))
    return refuse(c, i, 'wrong-mask-type', 'not-scalars', { want: role.struct });
  if (range.lo !== 0) return isWanted ? refuse(c, i, 'wrong-mask-type', 'scalar') : true;
  if (role.nullable) return true;
  return refuseNull(c, i);
}

/** Kfuncs that are KF_RCU take RCU pointers too; release and acquire want an owned or trusted one. */
function trusted(c: KernelCall, i: number, role: ObjectRole, obj: Kernel, trust: EffectiveTrust): boolean {
  if (trust === 'owned' || trust === 'trusted') return true;
  if (role.trust === 'any') {
    const isRefused = c.fn.kind === 'helper' && trust === 'untrusted' && isMarked(obj);
    return isRefused ? refuse(c, i, 'untrusted-pointer', 'global') : true;
  }
  if (role.trust === 'rcu') {
    if (trust === 'rcu') return true;
    const { struct } = obj;
    const lapsed = isMarked(obj) && obj.from !== 'marked';
    if (!lapsed) return refuse(c, i, 'untrusted-pointer', 'no-section', { struct });
    const what = obj.trust === 'rcu' ? 'section-ended' : 'no-section';
    return refuse(c, i, 'outside-rcu-section', what, { struct });
  }
  return refuse(
    c,
    i,
    trust === 'untrusted' && obj.from !== 'slot' ? 'untrusted-pointer' : 'not-owned',
    role.trust === 'release' ? 'release' : 'acquire',
    { struct: obj.struct, from: obj.from },
  );
}

/** Same struct at offset 0, its first member, or the embedded member that was addressed. */
function typed(c: KernelCall, i: number, role: ObjectRole, value: Ptr, obj: Kernel): boolean {
  if (role.trust === 'release' && isAllocated(obj) && (value.off ?? 0) > 0 && isOwnObject(c, obj))
    return refuse(c, i, 'pointer-arithmetic', 'release-offset', { struct: obj.struct });
  if (role.struct === '*' || role.struct === '') return true;
  if (value.off === undefined)
    return KNOWN_STRUCTS.has(obj.struct) && value.member === ''
      ? refuse(c, i, 'pointer-arithmetic', 'variable-offset', { struct: obj.struct })
      : true;
  if (role.trust === 'release' && value.off !== 0)
    return refuse(c, i, 'pointer-arithmetic', 'release-offset', { struct: obj.struct });
  if (value.off === 0 && (obj.struct === role.struct || FIRST_MEMBER[obj.struct] === role.struct))
    return true;
  if (value.off !== 0 && value.view === role.struct && compareVersions(c.cx.kernel, EMBEDDED_SINCE) < 0) {
    return refuse(c, i, 'pointer-arithmetic', 'release-offset', { struct: obj.struct });
  }
  if (value.view === role.struct || (role.struct === 'cpumask' && value.view === 'cpumask_t')) return true;
  if (obj.struct === role.struct) return refuse(c, i, 'pointer-arithmetic', 'offset', { struct: obj.struct });
  if (!KNOWN_STRUCTS.has(obj.struct) && !isOwnObject(c, obj)) return true;
  return refuse(c, i, 'wrong-mask-type', 'struct', { want: role.struct, struct: obj.struct });
}

const FIRST_MEMBER: Readonly<Record<string, string>> = { bpf_cpumask: 'cpumask' };

/** Structs of which a wrong one is certain; others may embed what is wanted. */
const KNOWN_STRUCTS: ReadonlySet<string> = new Set([
  'bpf_cpumask',
  'bpf_bitmap',
  'cpumask',
  'task_struct',
  'cgroup',
]);

/** From bpf_obj_new(): of a type of the program's own, which embeds no kernel object. */
function isOwnObject(c: KernelCall, obj: Kernel): boolean {
  const type = c.cx.module.records.get(obj.struct);
  return isAllocated(obj) && type?.k === 'struct' && !type.open;
}

function released(c: KernelCall, i: number, role: ObjectRole, obj: Kernel, trust: EffectiveTrust): boolean {
  if (role.trust !== 'release') return true;
  if (trust !== 'owned' || obj.from === 'cast')
    return refuse(c, i, 'not-owned', 'not-refcounted', { struct: obj.struct });
  if (c.fn.effect === 'obj-drop' && KNOWN_STRUCTS.has(obj.struct)) {
    refuse(c, i, 'wrong-mask-type', 'not-allocated', { struct: obj.struct });
    consume(c, obj);
    return false;
  }
  const dropper = c.fn.effect === 'obj-drop' ? otherDropper(c, obj) : undefined;
  if (dropper !== undefined) {
    refuse(c, i, 'wrong-mask-type', 'other-drop', { dropper });
    consume(c, obj);
    return false;
  }
  consume(c, obj);
  return true;
}

/** What frees an object for each CPU frees no other, and the other way round. */
function otherDropper({ fn, state }: KernelCall, obj: Kernel): string | undefined {
  const by = state.refs.get(obj.ref)?.by ?? '';
  if (!/^bpf_(percpu_)?obj_new/.test(by)) return undefined;
  const own = by.startsWith('bpf_percpu') ? 'bpf_percpu_obj_drop' : 'bpf_obj_drop';
  return fn.name.startsWith(own) ? undefined : own;
}

function consume(c: KernelCall, obj: Kernel): void {
  dropRef(c.state, obj.ref);
  c.state.trace = push(c.state.trace, top(c.state).graph, c.instr.at, {
    kind: 'release',
    ref: obj.ref,
    by: c.fn.name,
  });
}
