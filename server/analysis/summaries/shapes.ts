/** Shapes of arguments: what of a value matters to a summary, and values made after a shape. */
import type { CType } from '../../../bpf/flow/ctypes/types.ts';
import { nullness, rangeOf } from '../domain/numbers.ts';
import type { Cell, Cells, Range, Ref, State } from '../domain/state.ts';
import {
  between,
  constant,
  freshId,
  type Kernel,
  type Num,
  type Obj,
  type Ptr,
  TOP,
  unknown,
  type Value,
} from '../domain/values.ts';

/** Cells of a stack object beyond which a function that is given its address is entered. */
const MOST_CELLS = 40;

/** Any number of that many bytes. */
const WORD: CType = { k: 'int', size: 8, signed: true };

/** Shapes of a call's arguments in one word; undefined: too much matters. `objects`: stack objects that they point to. */
export function shapeOfArguments(
  state: State,
  args: readonly (Value | undefined)[],
  types: readonly CType[],
  objects: string[],
): string | undefined {
  let all = '';
  for (const [i, type] of types.entries()) {
    const shape = args[i] ? shapeOf(state, args[i]!, type, objects) : '';
    if (shape === undefined) return undefined;
    all += ` ${shape}`;
  }
  for (const key of objects) {
    const shape = contentShape(state, key);
    if (shape === undefined) return undefined;
    all += ` {${shape}}`;
  }
  return all;
}

function shapeOf(state: State, value: Value, type: CType, objects: string[]): string | undefined {
  if (value.k === 'top') return 'T';
  if (value.k === 'uninit') return undefined;
  if (value.k === 'num') return numberShape(state, value, type);
  const isNull = nullness(state, value.nid);
  const what = objectShape(state, value.obj, objects);
  if (what === undefined) return undefined;
  return `${isNull === undefined ? '?' : isNull ? '0' : '!'}${what}+${value.off}:${value.view}:${value.member}`;
}

function numberShape(state: State, value: Num, type: CType): string {
  const range = rangeOf(state, value);
  if (range.lo === range.hi) return `=${range.lo}`;
  return `n${value.doubtful ? 'd' : ''}${type.k === 'int' ? '' : `${value.lo}..${value.hi}`}`;
}

/** Kind of object; undefined: it has to be followed. */
function objectShape(state: State, obj: Obj, objects: string[]): string | undefined {
  switch (obj.o) {
    case 'stack': {
      if (!objects.includes(obj.key)) objects.push(obj.key);
      return `stack${objects.indexOf(obj.key)} ${obj.size} ${obj.isOpen} ${obj.inSlot}`;
    }
    case 'mem':
      return obj.ref ? undefined : `mem ${obj.size} ${obj.record} ${obj.writable}`;
    case 'kernel':
      return kernelShape(state, obj);
    case 'value':
      return `value ${obj.map} ${obj.plain}`;
    case 'global':
    case 'map':
    case 'func':
      return `${obj.o} ${obj.name}`;
    case 'string':
      return `string ${obj.text}`;
    default:
      return obj.o;
  }
}

function kernelShape(state: State, obj: Kernel): string | undefined {
  if (obj.ref && !state.refs.has(obj.ref)) return undefined;
  const lapsed = hasLapsed(obj, state) ? 'lapsed' : '';
  return `kernel ${obj.struct} ${obj.trust} ${obj.from} ${obj.ref ? 'owned' : ''}${lapsed} ${obj.length}`;
}

function hasLapsed(obj: Kernel, state: State): boolean {
  return obj.trust === 'rcu' && obj.rcuGen !== state.rcuGen;
}

function contentShape(state: State, key: string): string | undefined {
  const cells = state.stack.get(key);
  if (!cells) return '';
  if (cells.size > MOST_CELLS) return undefined;
  let all = '';
  for (const [off, cell] of [...cells].sort((a, b) => a[0] - b[0])) {
    const inner: string[] = [];
    const shape = shapeOf(state, cell.value, WORD, inner);
    if (shape === undefined || inner.length > 0) return undefined;
    all += `${off}.${cell.size}${cell.zero ? 'z' : ''}${shape},`;
  }
  return all;
}

/** Generation of an RCU section that is over. */
const LAPSED = -1;

/** What the arguments of a function that is explored for a summary are made with. */
export interface Making {
  readonly caller: State;
  readonly generation: number;
  readonly refs: Map<number, Ref>;
  /** Nullness identities of pointers that are NULL. */
  readonly nulls: number[];
  /** Stack objects of the caller by key. */
  readonly objects: readonly string[];
  /** Something has a history that begins in the caller: a reference, or an RCU section that is over. */
  isBound: boolean;
}

/** A new value of an argument's shape. */
export function valueLike(making: Making, value: Value, type: CType): Value {
  const { caller } = making;
  if (value.k === 'num') return numberLike(rangeOf(caller, value), value, type);
  if (value.k !== 'ptr') return TOP;
  const isNull = nullness(caller, value.nid);
  const nid = isNull === false ? 0 : freshId();
  if (isNull) making.nulls.push(nid);
  return { ...value, nid, obj: objectLike(making, value.obj) };
}

function numberLike(range: Range, value: Num, type: CType): Num {
  if (range.lo === range.hi) return constant(range.lo);
  const num = type.k === 'int' ? unknown(type) : between(value.lo, value.hi);
  return value.doubtful ? { ...num, doubtful: true } : num;
}

function cellLike(making: Making, cell: Cell): Cell {
  return { ...cell, value: valueLike(making, cell.value, WORD) };
}

export function stackKeyOf(making: Making, key: string): string {
  return `a${making.objects.indexOf(key)}`;
}

function objectLike(making: Making, obj: Obj): Obj {
  if (obj.o === 'stack') return { ...obj, frame: 0, key: stackKeyOf(making, obj.key), asked: freshId() };
  if (obj.o !== 'kernel') return copied(obj, making.generation, 0);
  const ref = obj.ref ? addRefTo(making.refs, making.caller.refs.get(obj.ref)!) : 0;
  const isOver = hasLapsed(obj, making.caller);
  if (ref !== 0 || isOver) making.isBound = true;
  return copied(obj, isOver ? LAPSED : making.generation, ref);
}

export function addRefTo(refs: Map<number, Ref>, like: Ref): number {
  const id = freshId();
  refs.set(id, { ...like, id });
  return id;
}

/** Another object of the same kind. */
function copied(obj: Obj, generation: number, ref: number): Obj {
  const id = freshId();
  switch (obj.o) {
    case 'kernel':
      return { ...obj, id, key: `k${id}`, ref, rcuGen: generation };
    case 'value':
      return { ...obj, id, key: `v:${obj.map}:${id}` };
    case 'mem':
      return { ...obj, id, key: `m${id}` };
    case 'unknown':
      return { ...obj, key: `u${id}` };
    default:
      return obj;
  }
}

/** What is returned, or left in memory, on one of several paths. */
export interface Left {
  readonly state: State;
  readonly value: Value | undefined;
}

/** Maker of a value that stands for any of these; undefined: there is none. */
export function unionOf(all: readonly Left[]): ((state: State) => Value) | undefined {
  const values: Value[] = [];
  for (const { state, value } of all) {
    if (value === undefined || value.k === 'uninit') return undefined;
    values.push(settled(state, value));
  }
  const numbers = values.filter((value) => value.k === 'num');
  const tops = values.filter((value) => value.k === 'top');
  if (tops.length === values.length) return () => TOP;
  if (numbers.length + tops.length === values.length) return numberUnion(numbers, tops.length > 0);
  if (tops.length > 0 || numbers.some((num) => num.lo !== 0 || num.hi !== 0)) return undefined;
  return pointerUnion(all, numbers.length > 0);
}

/** A value with what its path learnt of it. */
function settled(state: State, value: Value): Value {
  if (value.k === 'num') return { ...value, ...rangeOf(state, value) };
  return value;
}

/** `isAny`: on a path it may be anything at all. */
function numberUnion(numbers: readonly Num[], isAny: boolean): () => Value {
  const lo = isAny ? -(2 ** 63) : Math.min(...numbers.map((num) => num.lo));
  const hi = isAny ? 2 ** 64 : Math.max(...numbers.map((num) => num.hi));
  const isDoubtful = numbers.every((num) => num.doubtful);
  return () => (lo === hi ? constant(lo) : { ...between(lo, hi), doubtful: isDoubtful });
}

function pointerUnion(all: readonly Left[], withNull: boolean): ((state: State) => Value) | undefined {
  let mayBeNull = withNull;
  let shape: string | undefined;
  let like: Ptr | undefined;
  let isLapsed = false;
  for (const { state, value } of all) {
    if (value?.k !== 'ptr') continue;
    const isNull = nullness(state, value.nid);
    if (isNull !== false) mayBeNull = true;
    if (isNull) continue;
    const obj = value.obj;
    if (obj.o === 'mem' || obj.o === 'stack' || (obj.o === 'kernel' && obj.ref)) return undefined;
    const own = `${objectShape(state, obj, [])}+${value.off}:${value.view}:${value.member}`;
    if (shape !== undefined && shape !== own) return undefined;
    shape = own;
    like = value;
    isLapsed = obj.o === 'kernel' && hasLapsed(obj, state);
  }
  if (!like) return undefined;
  const { obj } = like;
  const same = like;
  return (state) => ({
    ...same,
    nid: mayBeNull ? freshId() : 0,
    obj: copied(obj, isLapsed ? LAPSED : state.rcuGen, 0),
  });
}

/** The caller's stack objects that arguments point to. */
export function stackLike(making: Making): Map<string, Cells> {
  const stack = new Map<string, Cells>();
  for (const key of making.objects) {
    const cells = making.caller.stack.get(key);
    if (!cells) continue;
    const copy = new Map([...cells].map(([off, cell]) => [off, cellLike(making, cell)]));
    stack.set(stackKeyOf(making, key), copy);
  }
  return stack;
}
