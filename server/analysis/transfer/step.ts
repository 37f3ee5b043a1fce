/** One instruction on abstract values. */
import { foldUnary } from '../../../bpf/flow/ctypes/fold.ts';
import type { CType } from '../../../bpf/flow/ctypes/types.ts';
import type { AddressOf, BitField, Graph, Instr } from '../../../bpf/flow/graph.ts';
import { isAbsentSymbol } from '../../../bpf/flow/missing-functions.ts';
import { reads } from '../../../bpf/flow/operands.ts';
import { isReadBehindTest } from '../compiler/code-sinking.ts';
import { isLiteralNull, isRelocated } from '../compiler/known-null.ts';
import { liveAfterCall } from '../compiler/live.ts';
import { placeInSlot } from '../compiler/out-of-line.ts';
import { dropCells, letGo } from '../domain/cells.ts';
import { asTested, binary, convert, isIdle, rangeOf, testedAs } from '../domain/numbers.ts';
import { operand, setReg } from '../domain/registers.ts';
import { type Frame, forgetLoads, type State, top } from '../domain/state.ts';
import { hasSlot } from '../domain/type-sizes.ts';
import {
  anyPointer,
  anything,
  constant,
  derived,
  markPrecise,
  type Ptr,
  pointer,
  TOP,
  unknown,
  type Value,
} from '../domain/values.ts';
import type { Context } from '../engine/context.ts';
import { report } from '../engine/faults.ts';
import type { Run } from '../engine/run.ts';
import { call } from './calls.ts';
import { isScalar, load } from './loads.ts';
import { destroyIterator, newIterator, nextElement } from './loop-macros.ts';
import { copyMemory, store, zeroMemory } from './stores.ts';
import { useUninitialised } from './uninitialised.ts';

/** Operations that stay in compiled code, as the compiler weighs them when it thinks of joining two tests. */
const COST: Readonly<Record<string, number>> = {
  call: 4,
  load: 1,
  store: 1,
  bin: 1,
  un: 1,
  copy: 2,
  zero: 1,
  havoc: 4,
};

export function step(run: Run, state: State, instr: Instr): void {
  const cx = run.cx;
  const frame = top(state);
  const place = { graph: frame.graph, at: instr.at };
  state.era += COST[instr.op] ?? 0;
  switch (instr.op) {
    case 'move':
      return setReg(state, instr.dst, defined(run, state, operand(frame, instr.a), instr, true), instr.at);
    case 'bin':
      refuseBitwise(run.cx, state, instr);
      return setReg(state, instr.dst, computedBy(run.cx, state, instr), instr.at);
    case 'un':
      return setReg(
        state,
        instr.dst,
        unary(state, instr.f, asTested(operand(frame, instr.a)), instr.type),
        instr.at,
      );
    case 'cast':
      return setReg(state, instr.dst, cast(state, operand(frame, instr.a), instr.to), instr.at);
    case 'ptradd':
      return setReg(
        state,
        instr.dst,
        movePointer(state, operand(frame, instr.base), operand(frame, instr.index), instr),
        instr.at,
      );
    case 'ptrdiff':
      return setReg(state, instr.dst, anything(LONG), instr.at);
    case 'addr':
      return setReg(state, instr.dst, address(cx, state, instr.of), instr.at);
    case 'field':
      return setReg(state, instr.dst, field(cx, operand(frame, instr.base), instr), instr.at);
    case 'load': {
      const ptr = defined(run, state, operand(frame, instr.ptr), instr, false);
      if (!state.dead)
        setReg(
          state,
          instr.dst,
          load(
            cx,
            state,
            {
              ...place,
              unused: () => !instr.volatile && !isRead(frame, instr.dst),
              sunk: () => !instr.volatile && isReadBehindTest(frame.graph, frame.block, frame.index - 1),
            },
            bitsOf(ptr, instr.bits),
            instr.type,
            instr.volatile,
            instr.bits,
          ),
          instr.at,
        );
      return;
    }
    case 'store': {
      const ptr = defined(run, state, operand(frame, instr.ptr), instr, false);
      if (!state.dead)
        store(cx, state, place, bitsOf(ptr, instr.bits), operand(frame, instr.value), instr.type, instr.bits);
      return;
    }
    case 'copy':
      return copyMemory(
        cx,
        state,
        place,
        operand(frame, instr.dst),
        operand(frame, instr.src),
        instr.size,
        instr.type,
      );
    case 'zero':
      return zeroMemory(cx, state, place, operand(frame, instr.ptr), instr.size);
    case 'call':
      return call(run, state, instr);
    case 'iter_new':
      return newIterator(run, state, instr);
    case 'iter_next':
      return nextElement(run, state, instr);
    case 'iter_destroy':
      return destroyIterator(run, state, instr.iter, instr.at);
    case 'scope':
      return dropCells(state, 'stack', stackKey(state, instr.local));
    case 'undef':
      return setReg(
        state,
        instr.dst,
        { k: 'uninit', name: frame.graph.regs[instr.dst]?.name ?? '' },
        instr.at,
      );
    case 'havoc':
      for (const dst of instr.dsts)
        setReg(state, dst, anything(frame.graph.regs[dst]?.type ?? LONG), instr.at);
      for (const op of instr.escapes) letGo(state, operand(frame, op));
      if (instr.memory) forgetLoads(state);
  }
}

/** In user space a shift by all bits is kept as what it is: the machine decides what it gives. */
function computedBy({ user }: Context, state: State, { f, a, b, type }: Instr & { op: 'bin' }): Value {
  const frame = top(state);
  const [left, right] = [operand(frame, a), operand(frame, b)];
  const isNarrow = user && f === 'shl' && type.k === 'int' && type.size === 4;
  if (!isNarrow || left.k !== 'num' || right.k !== 'num' || right.lo < 32)
    return binary(state, f, left, right, type);
  const any = unknown(type);
  user.narrowShifts.add(any.id);
  return any;
}

/** The instruction was begun and waits: it will be begun again. */
export function takeBack(state: State, instr: Instr): void {
  top(state).index--;
  state.era -= COST[instr.op] ?? 0;
}

const LONG: CType = { k: 'int', size: 8, signed: true };

/** Reading something that no path wrote: the compiler may do anything, so the path ends, with a warning. */
function defined(run: Run, state: State, value: Value, instr: Instr, isMove: boolean): Value {
  if (value.k !== 'uninit' || isMove) return value;
  useUninitialised(run.cx, state, value, instr.at);
  return TOP;
}

function unary(state: State, f: 'neg' | 'not' | 'lnot', a: Value, type: CType): Value {
  if (f === 'lnot') {
    if (a.k === 'num') {
      const range = rangeOf(state, a);
      if (range.lo === range.hi) return constant(range.lo === 0 ? 1 : 0, [a]);
    }
    if (a.k === 'ptr' && testedAs(state, a) === 0) return constant(0);
    return a.k === 'uninit' ? a : derived({ f, a, b: undefined, type }, 0, 1);
  }
  if (a.k !== 'num') return anything(type);
  const range = rangeOf(state, a);
  if (range.lo === range.hi && Number.isSafeInteger(range.lo)) {
    const value = foldUnary(f, BigInt(range.lo), type);
    return constant(Number.isSafeInteger(Number(value)) ? Number(value) : value, [a]);
  }
  const any = anything(type);
  return any.k === 'num' ? derived({ f, a, b: undefined, type }, any.lo, any.hi) : any;
}

/** Between pointers: the same place. To an integer: its own number, except that NULL tests still work. */
function cast(state: State, value: Value, to: CType): Value {
  if (to.k === 'ptr' || to.k === 'void' || to.k === 'unknown') return value;
  if (value.k === 'ptr') {
    if (to.k === 'int' && to.bool)
      return derived({ f: 'ne', a: asTested(value), b: constant(0), type: to }, 0, 1);
    return to.k === 'int' && to.size === 8 ? value : anything(to);
  }
  return convert(state, value, to);
}

/** A load whose result nobody reads is not there any more in the compiled program. */
function isRead({ graph, block, index }: Frame, dst: number): boolean {
  if (!liveAfterCall(graph, block, index).has(dst)) return false;
  const { instrs } = graph.blocks[block]!;
  const at = instrs.findIndex((instr, i) => i >= index && reads(instr).includes(dst));
  const reader = instrs[at];
  return !reader || !isAlwaysZero(graph, reader) || liveAfterCall(graph, block, at + 1).has(dst);
}

/** `x & 0`, `x * 0`: whatever it reads. */
function isAlwaysZero({ consts }: Graph, instr: Instr): boolean {
  if (instr.op !== 'bin' || (instr.f !== 'and' && instr.f !== 'mul')) return false;
  return [instr.a, instr.b].some((op) => op < 0 && consts[-1 - op]!.value === 0n);
}

/** A bit field is a cell at a fraction of a byte. */
function bitsOf(ptr: Value, bits: BitField | undefined): Value {
  if (!bits || ptr.k !== 'ptr' || ptr.off === undefined) return ptr;
  return { ...ptr, off: ptr.off + bits.offset / 8 };
}

export function stackKey(state: State, local: number): string {
  return `s${state.frames.length}:${local}`;
}

function address(cx: Context, state: State, of: AddressOf): Value {
  const frame = top(state);
  switch (of.kind) {
    case 'local': {
      const { type, size } = frame.graph.locals[of.index]!;
      return pointer({
        o: 'stack',
        frame: state.frames.length,
        size,
        isOpen: type.k === 'array' && type.unknownLength === true,
        inSlot: placeInSlot(cx, state, of.index),
        key: stackKey(state, of.index),
        asked: 0,
      });
    }
    case 'global': {
      const type = cx.module.globals.get(of.name)?.type;
      return pointer({ o: 'global', name: of.name, key: `g:${of.name}`, plain: !type || !hasSlot(type) });
    }
    case 'function':
      return isAbsentSymbol(cx.module, of.name, cx.kernel)
        ? constant(0)
        : pointer({ o: 'func', name: of.name });
    case 'string':
      return pointer({ o: 'string', text: of.text });
  }
}

function field(cx: Context, base: Value, instr: Instr & { op: 'field' }): Value {
  if (isLiteralNull(base) && instr.offset === 0 && !isRelocated(cx, `${instr.record}.${instr.name}`))
    return base;
  if (isScalar(cx, base)) return base;
  if (base.k !== 'ptr') return cx.user ? field(cx, anyPointer(), instr) : TOP;
  const view = instr.type.k === 'struct' || instr.type.k === 'union' ? instr.type.name : '';
  const off = base.off === undefined ? undefined : base.off + instr.offset;
  return { ...base, off, view, member: `${instr.record}.${instr.name}` };
}

function movePointer(state: State, base: Value, index: Value, instr: Instr & { op: 'ptradd' }): Value {
  if (base.k !== 'ptr') return base.k === 'uninit' ? base : TOP;
  if (index.k !== 'num') return TOP;
  if (base.off === undefined) return { ...base, off: undefined, view: '', member: '' } satisfies Ptr;
  const range = rangeOf(state, index);
  if (index.fuzzy || index.widened) return TOP;
  if (range.lo !== range.hi) {
    return { ...base, off: undefined, member: '' };
  }
  const isPlain =
    base.obj.o === 'unknown' || ((base.obj.o === 'value' || base.obj.o === 'global') && base.obj.plain);
  if (!isPlain) markPrecise(index);
  return { ...base, off: base.off + range.lo * instr.scale };
}

const BITWISE: Readonly<Record<string, string>> = { and: '&=', or: '|=', xor: '^=' };

function refuseBitwise(cx: Context, state: State, instr: Instr & { op: 'bin' }): void {
  const operator = BITWISE[instr.f];
  const frame = top(state);
  if (!operator || isIdle(instr.f, operand(frame, instr.b))) return;
  const i = [instr.a, instr.b].findIndex((op) => {
    const value = operand(frame, op);
    return value.k === 'ptr' && value.obj.o === 'kernel';
  });
  if (i >= 0)
    report(cx, state, {
      id: 'pointer-arithmetic',
      what: 'bitwise',
      data: { arg: i, operator },
      graph: frame.graph,
      at: instr.at,
    });
}
