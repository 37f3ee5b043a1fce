/** Pointers read from slots and from kernel objects, with the trust that the verifier gives them. */
import type { CType, PtrType } from '../../../bpf/flow/ctypes/types.ts';
import { fieldTrust, KERNEL_RECORDS, RCU_TAGGED_FIELDS } from '../../../bpf/kernel/records/index.ts';
import type { State } from '../domain/state.ts';
import { push } from '../domain/trace.ts';
import { effectiveTrust } from '../domain/trust.ts';
import { contentType, MASKS, typeAt } from '../domain/type-sizes.ts';
import {
  anyPointer,
  data,
  derived,
  freshId,
  isAllocated,
  type Kernel,
  kernelObject,
  type Provenance,
  type Ptr,
  pointer,
  TOP,
  type Trust,
  type Value,
} from '../domain/values.ts';
import { type Context, inRcu, textAt } from '../engine/context.ts';
import type { Place } from '../transfer/loads.ts';

/** A slot is one whatever type of pointer it is reached through (`struct bpf_cpumask **`). */
export function declaredType(cx: Context, ptr: Ptr, type: CType): CType {
  if (type.k !== 'ptr' || type.tag !== undefined || ptr.off === undefined) return type;
  const content = contentType(cx, ptr);
  const found = content && typeAt(content, ptr.off);
  return found?.k === 'ptr' && found.tag !== undefined ? found : type;
}

/** Content of a `__kptr` field; anything else in a map value or global is just unknown. */
export function slotContent(cx: Context, state: State, place: Place, type: CType): Value {
  if (type.k !== 'ptr') return data(type);
  const struct = type.to.k === 'struct' ? type.to.name : '';
  if (type.tag === 'kptr' && struct) {
    return mayBeNull(
      cx,
      state,
      place,
      pointer(kernelObject(struct, inRcu(cx, state) ? 'rcu' : 'untrusted', 'slot', state.rcuGen)),
    );
  }
  if (type.tag === 'kptr_untrusted' && struct)
    return mayBeNull(cx, state, place, pointer(kernelObject(struct, 'untrusted', 'marked', state.rcuGen)));
  // The verifier keeps no pointer in plain memory: what comes back is a number.
  return isMaskPointer(type) ? numberOf(TOP) : anyPointer();
}

export function isMaskPointer(type: CType): boolean {
  return type.k === 'ptr' && type.to.k === 'struct' && MASKS.has(type.to.name);
}

/** What a pointer is after a round trip through plain memory. */
export function numberOf(pointerValue: Value): Value {
  return derived({ f: 'cast', a: pointerValue, b: undefined, type: ADDRESS }, 0, 2 ** 64);
}

const ADDRESS: CType = { k: 'int', size: 8, signed: false };

/** A pointer that may be NULL, with a note of where it was read. */
function mayBeNull(cx: Context, state: State, place: Place, ptr: Ptr): Ptr {
  const found = maybeNull(ptr);
  const step = { kind: 'origin', nid: found.nid, text: textAt(cx, place.graph, place.at) } as const;
  state.trace = push(state.trace, place.graph, place.at, step);
  return found;
}

export function maybeNull(ptr: Ptr): Ptr {
  return { ...ptr, nid: freshId() };
}

export function kernelField(
  cx: Context,
  state: State,
  place: Place,
  ptr: Ptr,
  obj: Kernel,
  type: PtrType,
): Value {
  const struct = type.to.k === 'struct' ? type.to.name : '';
  const dot = ptr.member.indexOf('.');
  const dotted = ptr.member.slice(0, dot);
  const name = ptr.member.slice(dot + 1);
  const record = KERNEL_RECORDS[dotted];
  if (!struct || !record) return TOP;
  const field = record[name];
  const parent = effectiveTrust(state, obj);
  if (parent === 'unknown' || parent === 'dead') return TOP;
  const make = (trust: Trust, from: Provenance = 'field') =>
    pointer(kernelObject(struct, trust, from, state.rcuGen));
  const underRcu = () => (inRcu(cx, state) ? make('rcu') : make('untrusted', 'lapsed'));
  // Programs of the old kind read pointers without trust; only fields that the table knows are judged at all.
  if (!field && !RCU_TAGGED_FIELDS[dotted]?.includes(name)) return TOP;
  // Walks under RCU give plain pointers of the old kind; without RCU the verifier marks whatever they give.
  const unlisted = () => make('untrusted', inRcu(cx, state) ? 'field' : 'marked');
  if (parent === 'untrusted') return isMarked(obj) ? make('untrusted', obj.from) : unlisted();
  switch (fieldTrust(dotted, name, cx.kernel)) {
    case 'rcu':
      return underRcu();
    case 'rcu-or-null':
      return mayBeNull(cx, state, place, underRcu());
    case 'trusted':
      return make(parent === 'rcu' ? 'untrusted' : 'trusted');
    case 'trusted-or-null':
      return mayBeNull(cx, state, place, make(parent === 'rcu' ? 'untrusted' : 'trusted'));
    case 'union':
      return make('untrusted', 'marked');
    default:
      return unlisted();
  }
}

/** Does the verifier's own type say untrusted? Pointers from plain walks do not: helpers take those. */
export function isMarked(obj: Kernel): boolean {
  return obj.from === 'slot' || obj.from === 'lapsed' || obj.from === 'marked' || obj.trust === 'rcu';
}

/** Programs that write to no object of the kernel; others have fields of some structs that they may set. */
const READ_ONLY_PROGRAMS: ReadonlySet<string> = new Set([
  'tracing',
  'lsm',
  'raw_tracepoint',
  'tracepoint',
  'kprobe',
  'perf_event',
  'syscall',
]);

/** Is this certainly an object that this program only reads (kernel/bpf/verifier.c, check_ptr_to_btf_access)? */
export function mayOnlyRead(cx: Context, obj: Kernel): boolean {
  return obj.struct in KERNEL_RECORDS && READ_ONLY_PROGRAMS.has(cx.root.type) && !isAllocated(obj);
}
