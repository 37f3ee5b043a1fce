/**
 * Abstract values. They are immutable; what a path has learnt about one since it was made is kept in the state
 * (`State.known`), keyed by identity, so that one test refines every copy, wherever it is.
 *
 * Numbers are lazy about exactness, as the kernel's are: a number counts as *precise* only once a decision has used
 * it. Two states that differ in imprecise numbers alone are the same state.
 */

import type { CType } from '../../../bpf/flow/ctypes/types.ts';
import type { BinaryOp, UnaryOp } from '../../../bpf/flow/graph.ts';
import { current } from './exploration.ts';

export type Value = Num | Ptr | Top | Uninit;

export interface Num {
  readonly k: 'num';
  /** Equal ids on one path are equal numbers. */
  readonly id: number;
  /** Bounds in the value's own C type; outward rounded beyond 2^53. */
  readonly lo: number;
  readonly hi: number;
  /** How it was computed, so that a test of the result teaches about its operands. */
  readonly sym: Sym | undefined;
  /** Numbers it was folded from: they become precise with it. */
  readonly parents: readonly Num[];
  precise: boolean;
  /** Comes from forgetting a loop counter that mattered: a decision on it proves nothing. */
  readonly fuzzy: boolean;
  /** Stands for the numbers of several rounds of a loop: as an index it is no proof that the offset varies. */
  readonly widened: boolean;
  /** May be a pointer in disguise: it comes from memory that we know nothing of. */
  readonly doubtful: boolean;
}

export interface Sym {
  readonly f: BinaryOp | UnaryOp | 'cast' | 'bool';
  readonly a: Value;
  readonly b: Value | undefined;
  readonly type: CType;
}

export type Trust = 'trusted' | 'rcu' | 'untrusted' | 'unknown';

/** What a pointer points into. Two pointers into one object share the descriptor. */
export type Obj =
  | {
      readonly o: 'stack';
      /** Depth of its function; 0: of one that calls what is explored for a summary. */
      readonly frame: number;
      readonly size: number;
      /** How long it is, only a run tells. */
      readonly isOpen: boolean;
      /** Byte of a slot of the verifier's at which it begins, where that is certain (`compiler/out-of-line.ts`). */
      readonly inSlot: number | undefined;
      readonly key: string;
      /** Identity of its tests against NULL where the compiler does not see whose address it is; 0: it drops them. */
      readonly asked: number;
    }
  /** `plain`: holds no kptr slot. */
  | { readonly o: 'global'; readonly name: string; readonly key: string; readonly plain: boolean }
  | { readonly o: 'map'; readonly name: string }
  | {
      readonly o: 'value';
      readonly map: string;
      readonly id: number;
      readonly key: string;
      readonly plain: boolean;
    }
  /** Memory of a known purpose; `ref` when it must be given back (ring buffer record, bpf_obj_new object). */
  | {
      readonly o: 'mem';
      readonly id: number;
      readonly size: number | undefined;
      readonly ref: number;
      readonly key: string;
      readonly record: string;
      readonly writable: boolean;
    }
  | Kernel
  /** Memory of which nothing is known; its pointers still have a nullness of their own. */
  | { readonly o: 'unknown'; readonly key: string }
  /** `id`: identity of its tests against NULL. */
  | { readonly o: 'ctx'; readonly id: number }
  | { readonly o: 'func'; readonly name: string }
  | { readonly o: 'string'; readonly text: string };

/** A kernel object as BTF types it. */
export interface Kernel {
  readonly o: 'kernel';
  readonly id: number;
  readonly struct: string;
  readonly trust: Trust;
  /** Reference id, 0 when borrowed. It is owned while `State.refs` has it, dead afterwards. */
  readonly ref: number;
  /** Which explicit RCU section it was read in: an RCU value of an earlier generation is untrusted. */
  readonly rcuGen: number;
  readonly key: string;
  /** How it came about, for messages. */
  readonly from: Provenance;
  /** Bits that a bitmap was made with; undefined: not a bitmap, or not constant. */
  readonly length: number | undefined;
}

/** 'lapsed': an RCU field read where RCU does not hold; 'marked': through a union or an __kptr_untrusted field. Both carry PTR_UNTRUSTED. */
export type Provenance =
  | 'lapsed'
  | 'marked'
  | 'create'
  /** From a list or tree of such objects, by way of its node. */
  | 'container'
  | 'acquire'
  | 'slot'
  | 'exchange'
  /** A mask that is part of an object: as long-lived as that, and not itself owned. */
  | 'cast'
  | 'field'
  | 'argument'
  | 'lookup'
  | 'other';

/** Of a type of the program's own, if it was not made as a mask or bitmap is. */
export const isAllocated = (obj: Obj): obj is Kernel =>
  obj.o === 'kernel' && (obj.from === 'create' || obj.from === 'container');

export interface Ptr {
  readonly k: 'ptr';
  /** Identity of its nullness, looked up in `State.known`; 0: never NULL. */
  readonly nid: number;
  readonly obj: Obj;
  /** Byte offset into the object; undefined: not constant. */
  readonly off: number | undefined;
  /** Struct at that offset when an embedded member was addressed (`&task->cpus_mask`). */
  readonly view: string;
  /** `record.field` when it is the address of a field. */
  readonly member: string;
}

/** Nothing is known and nothing may be concluded. */
export interface Top {
  readonly k: 'top';
}
export interface Uninit {
  readonly k: 'uninit';
  readonly name: string;
}

export const TOP: Top = { k: 'top' };

export function freshId(): number {
  return current.nextId++;
}

const EXACT = Number.MAX_SAFE_INTEGER;

export function constant(value: bigint | number, parents: readonly Num[] = []): Num {
  const n = Number(value);
  const { constants } = current;
  let id = constants.get(value);
  if (id === undefined) {
    id = -1 - constants.size;
    constants.set(value, id);
  }
  const slack = Math.abs(n) > EXACT ? Math.abs(n) * 2 ** -50 : 0;
  return {
    k: 'num',
    id,
    lo: n - slack,
    hi: n + slack,
    sym: undefined,
    parents,
    precise: false,
    fuzzy: false,
    doubtful: false,
    widened: false,
  };
}

/** By size and sign. */
const RANGES: (readonly [number, number] | undefined)[] = [];
/** Range of a C type's values. Anything but an integer: everything. */
export function typeRange(type: CType): readonly [number, number] {
  if (type.k !== 'int') return [-Infinity, Infinity];
  if (type.bool) return [0, 1];
  const key = 2 * type.size + (type.signed ? 1 : 0);
  let range = RANGES[key];
  if (!range) {
    const bits = type.size * 8;
    range = type.signed
      ? [-(2 ** (bits - 1)), 2 ** (bits - 1) - (bits > 53 ? 0 : 1)]
      : [0, 2 ** bits - (bits > 53 ? 0 : 1)];
    RANGES[key] = range;
  }
  return range;
}

export function unknown(type: CType, fuzzy = false): Num {
  const [lo, hi] = typeRange(type);
  return {
    k: 'num',
    id: freshId(),
    lo,
    hi,
    sym: undefined,
    parents: [],
    precise: false,
    fuzzy,
    doubtful: false,
    widened: false,
  };
}

/** An unknown number that may be a pointer in disguise, if it is wide enough. */
export function doubtful(type: CType): Num {
  return { ...unknown(type), doubtful: type.k !== 'int' || type.size === 8 };
}

export function between(lo: number, hi: number): Num {
  return {
    k: 'num',
    id: freshId(),
    lo,
    hi,
    sym: undefined,
    parents: [],
    precise: false,
    fuzzy: false,
    doubtful: false,
    widened: false,
  };
}

export const FOLD_LIMIT = 200_000;

function identity(value: Value): string {
  if (value.k === 'num') return `${value.id}`;
  if (value.k === 'ptr') return `p${value.nid}:${objectKey(value.obj)}+${value.off}`;
  return '';
}

export function derived(sym: Sym, lo: number, hi: number): Num {
  const key = keyOf(sym, lo, hi);
  const known = key ? current.folded.get(key) : undefined;
  return known ?? computed(sym, lo, hi, key);
}

/** As an argument of a function that is not inlined: what is computed from it there is computed anew. */
export function passed(num: Num, type: CType): Num {
  return num.lo === num.hi ? num : computed({ f: 'cast', a: num, b: undefined, type }, num.lo, num.hi, '');
}

export function keyOf(sym: Sym, lo: number, hi: number, f = sym.f): string {
  const a = identity(sym.a);
  const b = sym.b ? identity(sym.b) : '-';
  return a && b ? `${f} ${a} ${b} ${lo} ${hi}` : '';
}

export function computed(sym: Sym, lo: number, hi: number, key: string): Num {
  const parents: Num[] = [];
  if (sym.a.k === 'num') parents.push(sym.a);
  if (sym.b?.k === 'num') parents.push(sym.b);
  const num: Num = {
    k: 'num',
    id: freshId(),
    lo,
    hi,
    sym,
    parents,
    precise: false,
    fuzzy: parents.some((p) => p.fuzzy),
    doubtful: parents.some((p) => p.doubtful),
    widened: parents.some((p) => p.widened),
  };
  if (key && current.folded.size < FOLD_LIMIT) current.folded.set(key, num);
  return num;
}

export function objectKey(obj: Obj): string {
  switch (obj.o) {
    case 'map':
      return `map ${obj.name}`;
    case 'ctx':
      return 'ctx';
    case 'func':
      return `func ${obj.name}`;
    case 'string':
      return `str ${obj.text}`;
    default:
      return obj.key;
  }
}

export function pointer(obj: Obj, off: number | undefined = 0, nid = 0, view = '', member = ''): Ptr {
  return { k: 'ptr', nid, obj, off, view, member };
}

/** A pointer to something unknown: nothing is reported on it, but tests of it agree with each other. */
export function anyPointer(): Ptr {
  const id = freshId();
  return { k: 'ptr', nid: id, obj: { o: 'unknown', key: `u${id}` }, off: 0, view: '', member: '' };
}

export function kernelObject(
  struct: string,
  trust: Trust,
  from: Provenance,
  rcuGen: number,
  ref = 0,
): Kernel {
  const id = freshId();
  return { o: 'kernel', id, struct, trust, ref, rcuGen, key: `k${id}`, from, length: undefined };
}

/** The number was used for a decision: so were those it was computed from. */
export function markPrecise(value: Value | undefined): void {
  if (value?.k !== 'num' || value.precise) return;
  const work: Num[] = [value];
  for (let num = work.pop(); num; num = work.pop()) {
    if (num.precise) continue;
    num.precise = true;
    for (const parent of num.parents) if (!parent.precise) work.push(parent);
  }
}

/** A value of this type of which nothing is known, not even that an integer is no pointer. */
export function anything(type: CType): Value {
  return type.k === 'int' ? doubtful(type) : type.k === 'ptr' ? anyPointer() : TOP;
}

/** What plain memory of the program holds: certainly no pointer. */
export function data(type: CType): Value {
  return type.k === 'int' ? unknown(type) : TOP;
}
