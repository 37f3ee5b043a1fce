/** Loads and stores: what a place holds, what the kernel refuses, what the compiler would read only once. */
import type { At, BitField, Graph } from '../../bpf/flow/graph.ts';
import type { CType, PtrType } from '../../bpf/flow/types.ts';
import { fieldTrust, KERNEL_RECORDS, RCU_TAGGED_FIELDS } from '../../bpf/kernel/records.ts';
import { type Context, inRcu, loadTimeConstant, textAt } from './context.ts';
import { report } from './faults.ts';
import { contentType, hasSlot, sizeOf, typeAt } from './layout.ts';
import { nullness } from './numbers.ts';
import { type Cell, type Cells, dropRef, forgetLoads, learn, refOf, type State } from './state.ts';
import { push } from './trace.ts';
import {
  anyPointer,
  constant,
  derived,
  doubtful,
  freshId,
  type Kernel,
  kernelObject,
  type Obj,
  type Ptr,
  pointer,
  TOP,
  type Trust,
  unknown,
  type Value,
} from './values.ts';

export interface Place {
  readonly graph: Graph;
  readonly at: At;
}

/** A value of this type of which nothing is known, not even that an integer is no pointer. */
export function anything(type: CType): Value {
  return type.k === 'int' ? doubtful(type) : type.k === 'ptr' ? anyPointer() : TOP;
}

/** What plain memory of the program holds: certainly no pointer. */
function data(type: CType): Value {
  return type.k === 'int' ? unknown(type) : TOP;
}

export type Standing = Trust | 'owned' | 'dead';

/** What a kernel object is worth at this moment. */
export function standing(state: State, obj: Kernel): Standing {
  if (obj.ref) return state.refs.has(obj.ref) ? 'owned' : 'dead';
  if (obj.trust === 'rcu' && obj.rcuGen !== state.rcuGen) return 'untrusted';
  return obj.trust;
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
  if (ptr.k !== 'ptr') return anything(type);
  if (!accessible(cx, state, place, ptr)) return anything(type);
  const obj = ptr.obj;
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
    const constant = loadGlobalConstant(cx, obj.name, ptr.off, type);
    if (constant) return constant;
  }
  if (obj.o === 'global' || obj.o === 'value') {
    if (refusedSlotAccess(cx, state, place, ptr, type)) return anything(type);
  } else if (obj.o !== 'mem') return anything(type);
  return cached(state, obj.key, isVolatile || bits ? undefined : ptr.off, type, () =>
    slotContent(cx, state, place, declaredType(cx, ptr, type)),
  );
}

/** Bytes of a struct bpf_cpumask with the largest NR_CPUS there is (8,192). */
const LARGEST_MASK = 1024 + 8;
const MASKS: ReadonlySet<string> = new Set(['bpf_cpumask', 'cpumask']);

/** false: reported, or nothing sensible can be said of the access. */
function accessible(cx: Context, state: State, place: Place, ptr: Ptr): boolean {
  const isNull = nullness(state, ptr.nid);
  if (isNull) return false;
  const obj = ptr.obj;
  if (obj.o === 'unknown') return true;
  if (obj.o === 'kernel') {
    const worth = standing(state, obj);
    if (worth === 'dead') {
      report(cx, state, {
        id: 'use-after-release',
        what: 'access',
        ...place,
        subject: obj.struct,
        refId: obj.ref,
      });
      return false;
    }
    if (isNull === undefined && worth !== 'untrusted' && worth !== 'unknown')
      nullAccess(
        cx,
        state,
        place,
        ptr,
        worth === 'rcu' ? 'rcu_ptr_or_null_' : worth === 'owned' ? 'ptr_or_null_' : 'trusted_ptr_or_null_',
      );
    return true;
  }
  if (obj.o === 'mem' && obj.ref && !state.refs.has(obj.ref)) {
    report(cx, state, { id: 'use-after-release', what: 'access', ...place, subject: obj.record });
    return false;
  }
  if (isNull === undefined)
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
  learn(state, ptr.nid, { lo: 1, hi: 1 });
}

/** One finding per unchecked pointer: keyed by where the pointer came from. */
export function originKey(nid: number, state: State): string {
  for (let t = state.trace, n = 0; t && n < 5000; t = t.before, n++) {
    if (t.step.kind === 'origin' && t.step.nid === nid)
      return `${t.graph.path} ${t.graph.start + t.at.start}`;
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
): Value | undefined {
  const global = cx.module.globals.get(name);
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

export function setCell(state: State, where: 'stack' | 'cache', key: string, off: number, cell: Cell): void {
  const all = new Map(state[where]);
  const cells = new Map(all.get(key) ?? []);
  for (const [at, old] of [...cells]) {
    if (at >= off + cell.size || at + old.size <= off) continue;
    cells.delete(at);
    if (old.zero) keepZeroes(cells, at, old, off, cell.size);
  }
  cells.set(off, cell);
  all.set(key, cells);
  state[where] = all;
}

/** A slot is one whatever type of pointer it is reached through (`struct bpf_cpumask **`). */
function declaredType(cx: Context, ptr: Ptr, type: CType): CType {
  if (type.k !== 'ptr' || type.tag !== undefined || ptr.off === undefined) return type;
  const content = contentType(cx, ptr);
  const found = content && typeAt(content, ptr.off);
  return found?.k === 'ptr' && found.tag !== undefined ? found : type;
}

/** What is left of a zeroed stretch around [off, off + size). */
function keepZeroes(cells: Map<number, Cell>, at: number, old: Cell, off: number, size: number): void {
  if (at < off) cells.set(at, { ...old, size: off - at });
  const end = at + old.size;
  if (end > off + size) cells.set(off + size, { ...old, size: end - off - size });
}

function isZeroed(cells: Cells, off: number, size: number): boolean {
  for (const [at, cell] of cells) if (cell.zero && at <= off && at + cell.size >= off + size) return true;
  return false;
}

/** Content of a `__kptr` field; anything else in a map value or global is just unknown. */
function slotContent(cx: Context, state: State, place: Place, type: CType): Value {
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
    return mayBeNull(cx, state, place, pointer(kernelObject(struct, 'untrusted', 'slot', state.rcuGen)));
  // The verifier keeps no pointer in plain memory: what comes back is a number.
  return isMaskPointer(type) ? numberOf(TOP) : anyPointer();
}

function isMaskPointer(type: CType): boolean {
  return type.k === 'ptr' && type.to.k === 'struct' && MASKS.has(type.to.name);
}

/** What a pointer is after a round trip through plain memory. */
function numberOf(pointerValue: Value): Value {
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

/** A field of a kernel object: its trust follows the verifier's lists (BTF_TYPE_SAFE_*), which KERNEL_RECORDS copies. */
function loadKernel(cx: Context, state: State, place: Place, ptr: Ptr, obj: Kernel, type: CType): Value {
  if (type.k !== 'ptr')
    return type.k === 'int' ? cached(state, obj.key, ptr.off, type, () => anything(type)) : TOP;
  return cached(state, obj.key, ptr.off, type, () => kernelField(cx, state, place, ptr, obj, type));
}

function kernelField(cx: Context, state: State, place: Place, ptr: Ptr, obj: Kernel, type: PtrType): Value {
  const struct = type.to.k === 'struct' ? type.to.name : '';
  const dot = ptr.member.indexOf('.');
  const dotted = ptr.member.slice(0, dot);
  const name = ptr.member.slice(dot + 1);
  const record = KERNEL_RECORDS[dotted];
  if (!struct || !record) return TOP;
  const field = record[name];
  const parent = standing(state, obj);
  if (parent === 'unknown' || parent === 'dead') return TOP;
  const make = (trust: Trust) => pointer(kernelObject(struct, trust, 'field', state.rcuGen));
  // Programs of the old kind read pointers without trust; only fields that the table knows are judged at all.
  if (!field && !RCU_TAGGED_FIELDS[dotted]?.includes(name)) return TOP;
  if (parent === 'untrusted') return make('untrusted');
  switch (fieldTrust(dotted, name, cx.kernel)) {
    case 'rcu':
      return make(inRcu(cx, state) ? 'rcu' : 'untrusted');
    case 'rcu-or-null':
      return mayBeNull(cx, state, place, make(inRcu(cx, state) ? 'rcu' : 'untrusted'));
    case 'trusted':
      return make(parent === 'rcu' ? 'untrusted' : 'trusted');
    case 'trusted-or-null':
      return mayBeNull(cx, state, place, make(parent === 'rcu' ? 'untrusted' : 'trusted'));
    default:
      return make('untrusted');
  }
}

export function store(
  cx: Context,
  state: State,
  place: Place,
  ptr: Value,
  value: Value,
  type: CType,
  bits?: BitField,
): void {
  if (ptr.k !== 'ptr' || ptr.obj.o === 'unknown') {
    if (ptr.k !== 'num') {
      letGo(state, value);
      forgetLoads(state);
    }
    return;
  }
  if (!accessible(cx, state, place, ptr)) return;
  const obj = ptr.obj;
  noteStored(state, place, value, obj);
  if (obj.o === 'stack')
    return storeStack(state, obj.key, ptr.off, value, bits ? bits.width / 8 : sizeOf(type));
  if (refusedStore(cx, state, place, ptr, obj, declaredType(cx, ptr, type))) return;
  if (obj.o === 'global' || obj.o === 'value' || obj.o === 'mem') {
    forgetAliases(state, obj);
    if (ptr.off === undefined || bits) dropCells(state, 'cache', obj.key);
    else setCell(state, 'cache', obj.key, ptr.off, { value: readBack(value, type), size: sizeOf(type) });
    return;
  }
  if (obj.o === 'kernel') dropCells(state, 'cache', obj.key);
}

/** A pointer that went through plain memory outside the stack comes back as a number. */
function readBack(value: Value, type: CType): Value {
  return value.k === 'ptr' && value.obj.o === 'kernel'
    ? numberOf(value)
    : value.k === 'ptr'
      ? anything(type)
      : value;
}

function noteStored(state: State, place: Place, value: Value, obj: Obj): void {
  const ref = refOf(value);
  if (ref && state.refs.has(ref) && obj.o !== 'stack') {
    state.trace = push(state.trace, place.graph, place.at, { kind: 'stored', ref, where: obj.o });
  }
}

function refusedStore(cx: Context, state: State, place: Place, ptr: Ptr, obj: Obj, type: CType): boolean {
  if (
    type.k === 'ptr' &&
    (type.tag === 'kptr' || type.tag === 'percpu_kptr') &&
    (obj.o === 'global' || obj.o === 'value' || obj.o === 'mem')
  ) {
    report(cx, state, {
      id: 'kptr-direct-store',
      what: obj.o === 'mem' ? 'object' : 'store',
      ...place,
    });
    return true;
  }
  if (
    obj.o === 'kernel' &&
    (obj.struct === 'bpf_cpumask' || obj.struct === 'cpumask' || ptr.view === 'cpumask')
  ) {
    report(cx, state, { id: 'write-to-mask', what: 'store', ...place });
    return true;
  }
  return false;
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

function refusedNarrow(cx: Context, state: State, place: Place, ptr: Ptr, size: number): boolean {
  const content = contentType(cx, ptr);
  if (!content || ptr.off === undefined || !hasSlot(content)) return false;
  const slot = slotIn(content, ptr.off, size);
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

/** Offset of a slot that [off, off + size) touches. */
export function slotIn(type: CType, off: number, size: number): number | undefined {
  for (let at = Math.max(0, off - (off % 8)); at < off + size; at += 8) {
    const inner = typeAt(type, at);
    if (inner?.k === 'ptr' && (inner.tag === 'kptr' || inner.tag === 'percpu_kptr')) return at;
    if (at > off + 65536) return undefined;
  }
  return undefined;
}

/** Two lookups may return the same element. */
function forgetAliases(state: State, obj: Obj): void {
  if (obj.o !== 'value') return;
  const doubtful = [...state.cache.keys()].filter(
    (key) => key.startsWith(`v:${obj.map}:`) && key !== obj.key,
  );
  for (const key of doubtful) dropCells(state, 'cache', key);
}

function storeStack(state: State, key: string, off: number | undefined, value: Value, size: number): void {
  if (off === undefined) {
    dropCells(state, 'stack', key);
    return;
  }
  setCell(state, 'stack', key, off, { value, size });
}

export function dropCells(state: State, where: 'stack' | 'cache', key: string): void {
  if (!state[where].has(key)) return;
  const all = new Map(state[where]);
  all.delete(key);
  state[where] = all;
}

/** Keys of structs on their way from a function to its caller. */
export const RETURNED = 'returned:';

/** Aggregate copy. Only stack to stack keeps contents. */
export function copyMemory(
  cx: Context,
  state: State,
  place: Place,
  dst: Value,
  src: Value,
  size: number,
  type: CType,
): void {
  if (dst.k !== 'ptr' || dst.obj.o === 'unknown') {
    if (dst.k !== 'num') forgetLoads(state);
    return;
  }
  if (!accessible(cx, state, place, dst)) return;
  if (src.k === 'ptr' && !accessible(cx, state, place, src)) return;
  if (dst.obj.o === 'stack') {
    const from = src.k === 'ptr' && src.obj.o === 'stack' ? state.stack.get(src.obj.key) : undefined;
    moveCells(state, dst, from, src.k === 'ptr' ? src.off : undefined, size);
    if (src.k === 'ptr' && src.obj.o === 'stack' && src.obj.key.startsWith(RETURNED))
      dropCells(state, 'stack', src.obj.key);
    return;
  }
  if ((dst.obj.o === 'value' || dst.obj.o === 'global') && hasSlot(type)) {
    report(cx, state, { id: 'kptr-direct-store', what: 'copy', ...place });
    return;
  }
  if (dst.obj.o !== 'map' && dst.obj.o !== 'ctx' && dst.obj.o !== 'func' && dst.obj.o !== 'string')
    dropCells(state, 'cache', dst.obj.key);
  forgetAliases(state, dst.obj);
}

function moveCells(
  state: State,
  dst: Ptr,
  from: Cells | undefined,
  srcOff: number | undefined,
  size: number,
): void {
  if (dst.obj.o !== 'stack') return;
  if (dst.off === undefined) return dropCells(state, 'stack', dst.obj.key);
  clearRange(state, dst.obj.key, dst.off, size);
  if (!from || srcOff === undefined) return;
  for (const [off, cell] of from) {
    if (off >= srcOff && off + cell.size <= srcOff + size)
      setCell(state, 'stack', dst.obj.key, dst.off + off - srcOff, cell);
  }
}

function clearRange(state: State, key: string, off: number, size: number): void {
  const cells = state.stack.get(key);
  if (!cells) return;
  const kept = new Map<number, Cell>();
  for (const [at, cell] of cells) {
    if (at + cell.size <= off || at >= off + size) kept.set(at, cell);
    else if (cell.zero) keepZeroes(kept, at, cell, off, size);
  }
  const all = new Map(state.stack);
  all.set(key, kept);
  state.stack = all;
}

/** Zeroing: pointers and numbers at known places of `type` read back as 0. */
export function zeroMemory(cx: Context, state: State, place: Place, ptr: Value, size: number): void {
  if (ptr.k !== 'ptr' || !accessible(cx, state, place, ptr)) return;
  if (ptr.obj.o !== 'stack') {
    const content = contentType(cx, ptr);
    const isSlot = content && ptr.off !== undefined && hasSlot(content) && ptr.obj.o !== 'kernel';
    if (isSlot && slotIn(content, ptr.off!, size) !== undefined) {
      report(cx, state, { id: 'kptr-direct-store', what: 'store', ...place });
    }
    if (ptr.obj.o === 'global' || ptr.obj.o === 'value' || ptr.obj.o === 'mem')
      dropCells(state, 'cache', ptr.obj.key);
    return;
  }
  if (ptr.off === undefined) return dropCells(state, 'stack', ptr.obj.key);
  setCell(state, 'stack', ptr.obj.key, ptr.off, { value: constant(0), size, zero: true });
}

/** The kernel may write there: numbers it held are forgotten, pointers stay where the program put them. */
export function mayWrite(state: State, value: Value): void {
  if (value.k !== 'ptr' || value.obj.o !== 'stack') return;
  const cells = state.stack.get(value.obj.key);
  if (!cells) return;
  const all = new Map(state.stack);
  all.set(value.obj.key, new Map([...cells].filter(([, cell]) => cell.value.k === 'ptr')));
  state.stack = all;
}

/** The value left our sight: its reference is no longer tracked. */
export function letGo(state: State, value: Value): void {
  const ref = refOf(value);
  if (ref) dropRefQuietly(state, ref);
  if (value.k !== 'ptr' || value.obj.o !== 'stack') return;
  for (const cell of state.stack.get(value.obj.key)?.values() ?? []) {
    const inner = refOf(cell.value);
    if (inner) dropRefQuietly(state, inner);
  }
  dropCells(state, 'stack', value.obj.key);
}

/** Escaped: not leaked, not dead; every copy becomes unknown. */
export function dropRefQuietly(state: State, ref: number): void {
  if (!state.refs.has(ref)) return;
  dropRef(state, ref);
  const forget = (value: Value | undefined) => (refOf(value) === ref ? TOP : value);
  for (const frame of state.frames) frame.regs = frame.regs.map(forget);
  const stack = new Map(state.stack);
  for (const [key, cells] of stack) {
    if (![...cells.values()].some((cell) => refOf(cell.value) === ref)) continue;
    stack.set(key, new Map([...cells].map(([off, cell]) => [off, { ...cell, value: forget(cell.value)! }])));
  }
  state.stack = stack;
}
