/** Loads: what a place holds, what the kernel refuses, what the compiler would read only once. */

import type { CType } from '../../../bpf/flow/ctypes/types.ts';
import type { At, BitField, Graph } from '../../../bpf/flow/graph.ts';
import { isNeverWritten } from '../../../bpf/flow/never-written.ts';
import { isCutOff, isLiteralNull } from '../compiler/known-null.ts';
import { forgetCopies, isZeroed, setCell } from '../domain/cells.ts';
import { spend } from '../domain/exploration.ts';
import { nullness } from '../domain/numbers.ts';
import { TRUE } from '../domain/ranges.ts';
import { learn, type State } from '../domain/state.ts';
import { placeOf } from '../domain/trace.ts';
import { type EffectiveTrust, effectiveTrust } from '../domain/trust.ts';
import { contentType, MASKS, sizeOf, typeAt } from '../domain/type-sizes.ts';
import { anything, constant, type Kernel, type Ptr, TOP, type Value } from '../domain/values.ts';
import { type Context, isKconfig, kconfigValue, loadTimeConstant } from '../engine/context.ts';
import { report } from '../engine/faults.ts';
import { declaredType, isMaskPointer, kernelField, numberOf, slotContent } from '../kernel/fields.ts';
import { skeletonValue } from '../user/maps.ts';

export interface Place {
  readonly graph: Graph;
  readonly at: At;
  /** For a load: nobody reads what it gives. */
  readonly unused?: () => boolean;
  /** For a load: what it gives is read only where a test has shown that the pointer is not NULL. */
  readonly sunk?: () => boolean;
}

export function load(
  cx: Context,
  state: State,
  place: Place,
  ptr: Value,
  type: CType,
  isVolatile = false,
  bits?: BitField,
): Value {
  if (isLiteralNull(ptr) && !isVolatile && !place.unused?.()) state.dead = true;
  if (isScalar(cx, ptr)) refuseScalar(cx, state, place);
  if (ptr.k !== 'ptr') return anything(type);
  if (!accessible(cx, state, place, ptr)) return anything(type);
  const obj = ptr.obj;
  const held = cx.user && skeletonValue(cx.user, ptr.member);
  if (held) return held;
  if (obj.o === 'unknown')
    return cached(state, obj.key, isVolatile || bits ? undefined : ptr.off, type, () => anything(type));
  if (obj.o === 'stack') return loadStack(state, obj.key, ptr.off, type, bits);
  if (obj.o === 'kernel') {
    if (ptr.off === undefined && MASKS.has(obj.struct))
      report(cx, state, {
        id: 'pointer-arithmetic',
        what: 'variable-read',
        data: { struct: obj.struct },
        ...place,
      });
    if (MASKS.has(obj.struct) && (ptr.off ?? 0) >= LARGEST_MASK) {
      report(cx, state, {
        id: 'pointer-arithmetic',
        what: 'past-end',
        data: { struct: obj.struct, off: ptr.off!, size: sizeOf(type) },
        ...place,
      });
    }
    return loadKernel(cx, state, place, ptr, obj, type);
  }
  if (obj.o === 'global') {
    const constant = loadGlobalConstant(cx, obj.name, ptr.off, type, isVolatile);
    if (constant) return constant;
  }
  if (obj.o === 'global' || obj.o === 'value') {
    if (refusedSlotAccess(cx, state, place, ptr, type)) return anything(type);
  } else if (obj.o !== 'mem') return anything(type);
  return cached(state, obj.key, isVolatile || bits ? undefined : ptr.off, type, () =>
    slotContent(cx, state, place, declaredType(cx, ptr, type)),
  );
}

/** Is it a helper's number, passed on as it is? To the verifier that is no address. */
export function isScalar(cx: Context, value: Value): boolean {
  let num = value;
  for (let n = 0; n < MOST_CASTS && num.k === 'num'; n++) {
    if (cx.scalars.has(num.id)) return true;
    if (num.sym?.f !== 'cast') return false;
    num = num.sym.a;
  }
  return false;
}

const MOST_CASTS = 16;

/** An access through a number (kernel/bpf/verifier.c, check_mem_access). */
export function refuseScalar(cx: Context, state: State, place: Place): void {
  report(cx, state, { id: 'untrusted-pointer', what: 'number', ...place });
}

/** Bytes of a struct bpf_cpumask with the largest NR_CPUS there is (8,192). */
const LARGEST_MASK = 1024 + 8;

/** false: reported, or nothing sensible can be said of the access. */
export function accessible(cx: Context, state: State, place: Place, ptr: Ptr): boolean {
  const isNull = nullness(state, ptr.nid);
  const obj = ptr.obj;
  if (obj.o === 'unknown') return isNull !== true;
  if (isNull) return certainNull(cx, state, place, ptr);
  const isUntested = isNull === undefined && !place.sunk?.();
  if (obj.o === 'kernel') {
    const trust = effectiveTrust(state, obj);
    if (trust === 'dead') {
      report(cx, state, {
        id: 'use-after-release',
        what: 'access',
        ...place,
        subject: obj.struct,
        refId: obj.ref,
      });
      forgetCopies(state, obj.ref);
      return false;
    }
    const type = isUntested ? untestedType(obj, trust) : '';
    if (type) nullAccess(cx, state, place, ptr, type);
    return true;
  }
  if (obj.o === 'mem' && obj.ref && !state.refs.has(obj.ref) && !state.live.has(obj.ref)) {
    const found = { id: 'use-after-release', what: 'access', subject: obj.record, refId: obj.ref } as const;
    report(cx, state, { ...found, ...place });
    return false;
  }
  if (isUntested)
    nullAccess(
      cx,
      state,
      place,
      ptr,
      obj.o === 'value'
        ? 'map_value_or_null'
        : obj.o === 'mem'
          ? obj.record
            ? 'ptr_or_null_'
            : 'mem_or_null'
          : '',
    );
  return true;
}

/** As the verifier names it; '' for pointers of which it does not ask it. */
function untestedType(obj: Kernel, trust: EffectiveTrust): string {
  if (trust === 'rcu') return 'rcu_ptr_or_null_';
  if (trust === 'owned' || (trust === 'unknown' && obj.from === 'container')) return 'ptr_or_null_';
  if (trust === 'trusted') return 'trusted_ptr_or_null_';
  // The end of its section takes the doubt from an RCU pointer; one that was read outside keeps it.
  const isReadOutside = obj.trust === 'untrusted' && (obj.from === 'slot' || obj.from === 'marked');
  return trust === 'untrusted' && isReadOutside ? 'untrusted_ptr_or_null_' : '';
}

/** The test was made, and the path on which it is NULL comes here all the same: a forgotten return. */
function certainNull(cx: Context, state: State, place: Place, ptr: Ptr): false {
  if (!isCutOff(cx, state, ptr)) nullAccess(cx, state, place, ptr, 'scalar');
  state.dead = true;
  return false;
}

function nullAccess(cx: Context, state: State, place: Place, ptr: Ptr, type: string): void {
  if (type)
    report(cx, state, {
      id: 'possibly-null-dereference',
      what: 'access',
      data: { type },
      ...place,
      nid: ptr.nid,
      key: `null ${originKey(ptr.nid, state)}`,
    });
  learn(state, ptr.nid, TRUE);
}

/** One finding per unchecked pointer: keyed by where the pointer came from. */
export function originKey(nid: number, state: State): string {
  for (let t = state.trace; t; t = t.before) {
    spend(1);
    if (t.step.kind === 'origin' && t.step.nid === nid) return placeOf(t.graph, t.at);
  }
  return `${state.frames[0]!.graph.name} ${nid}`;
}

function loadStack(state: State, key: string, off: number | undefined, type: CType, bits?: BitField): Value {
  const cells = state.stack.get(key);
  if (off === undefined) return isMaskPointer(type) ? numberOf(TOP) : anything(type);
  if (!cells) return anything(type);
  const cell = cells.get(off);
  const size = bits ? bits.width / 8 : sizeOf(type);
  if (cell && cell.size === size) return cell.value;
  if (isZeroed(cells, off, size)) return constant(0);
  return bits ? anything(type) : remember(state, 'stack', key, off, type, anything(type));
}

function loadGlobalConstant(
  cx: Context,
  name: string,
  off: number | undefined,
  type: CType,
  isVolatile: boolean,
): Value | undefined {
  const global = cx.module.globals.get(name);
  if (global && off === 0 && type.k === 'int' && isKconfig(global)) return kconfigValue(cx, name, type);
  if (global && off === 0 && !isVolatile && isNeverWritten(cx.module, global) && global.initial !== undefined)
    return constant(Number.isSafeInteger(Number(global.initial)) ? Number(global.initial) : global.initial);
  if (!global?.isConst || type.k !== 'int' || off === undefined) return undefined;
  const initial =
    off === 0 && global.type.k === 'int' ? global.initial : imageValue(global.image(), off, type);
  if (!global.isVolatile && initial !== undefined)
    return constant(Number.isSafeInteger(Number(initial)) ? Number(initial) : initial);
  return loadTimeConstant(cx, name, off, type, initial);
}

function imageValue(image: Uint8Array | undefined, off: number, type: CType): bigint | undefined {
  if (!image || type.k !== 'int' || off < 0 || off + type.size > image.length) return undefined;
  let value = 0n;
  for (let i = type.size - 1; i >= 0; i--) value = (value << 8n) | BigInt(image[off + i]!);
  return type.signed ? BigInt.asIntN(type.size * 8, value) : value;
}

function cached(state: State, key: string, off: number | undefined, type: CType, make: () => Value): Value {
  if (off === undefined) return make();
  const cell = state.cache.get(key)?.get(off);
  if (cell && cell.size === sizeOf(type)) return cell.value;
  return remember(state, 'cache', key, off, type, make());
}

function remember(
  state: State,
  where: 'stack' | 'cache',
  key: string,
  off: number,
  type: CType,
  value: Value,
): Value {
  const size = sizeOf(type);
  if (size > 0 && value.k !== 'top') setCell(state, where, key, off, { value, size });
  return value;
}

/** A field of a kernel object: its trust follows the verifier's lists (BTF_TYPE_SAFE_*), which KERNEL_RECORDS copies. */
function loadKernel(cx: Context, state: State, place: Place, ptr: Ptr, obj: Kernel, type: CType): Value {
  if (type.k !== 'ptr')
    return type.k === 'int' ? cached(state, obj.key, ptr.off, type, () => anything(type)) : TOP;
  return cached(state, obj.key, ptr.off, type, () => kernelField(cx, state, place, ptr, obj, type));
}

/** Reads of a slot that the verifier refuses: at an unknown index, or not as one 8-byte pointer. */
function refusedSlotAccess(cx: Context, state: State, place: Place, ptr: Ptr, type: CType): boolean {
  if (ptr.off === undefined) {
    if (type.k !== 'ptr' || type.tag !== 'kptr') return false;
    report(cx, state, { id: 'kptr-slot', what: 'variable-access', ...place });
    return true;
  }
  return type.k === 'int' && refusedNarrow(cx, state, place, ptr, type.size);
}

export function refusedNarrow(cx: Context, state: State, place: Place, ptr: Ptr, size: number): boolean {
  const content = contentType(cx, ptr);
  if (!content || ptr.off === undefined) return false;
  const slot = slotIn(content, ptr.off, size, ANY_SLOT);
  if (slot === undefined) return false;
  if (size === 8 && slot === ptr.off) return false;
  report(cx, state, {
    id: 'kptr-slot',
    what: size < 8 ? 'narrow-access' : 'misaligned',
    data: { expected: slot, off: ptr.off },
    ...place,
  });
  return true;
}

const OWNING_SLOT: ReadonlySet<string> = new Set(['kptr', 'percpu_kptr']);
const ANY_SLOT: ReadonlySet<string> = new Set([...OWNING_SLOT, 'kptr_untrusted']);

/** Offset of a slot that [off, off + size) touches. */
export function slotIn(
  type: CType,
  off: number,
  size: number,
  tags: ReadonlySet<string> = OWNING_SLOT,
): number | undefined {
  for (let at = Math.max(0, off - (off % 8)); at < off + size; at += 8) {
    const inner = typeAt(type, at);
    if (inner?.k === 'ptr' && inner.tag !== undefined && tags.has(inner.tag)) return at;
    if (at > off + 65536) return undefined;
  }
  return undefined;
}
